"""The process in which one notebook is graded: python -m embedlab.practice.checking.worker, the job as JSON on its input.

It runs the cells one after the other, as a kernel would, and writes a line for each check as soon as it is made.
"""

import ast
import contextlib
import json
import os
import sys

import embedlab.practice as practice
from embedlab.practice.checking.judging import judge
from embedlab.practice.exercises import registry

SEED = 2026  # every learner gets the same random cases


def limit(megabytes):
    """Keep this process from taking all memory, where the system can."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        size = int(megabytes * 2**20)
        resource.setrlimit(resource.RLIMIT_AS, (size, size))


def reporter(path):
    """A function that appends a line to the report; bound before the learner's code runs."""
    file, dump, flush = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND), json.dumps, os.write
    return lambda **line: flush(file, (dump(line) + "\n").encode())


def checker(report, real=practice.check, exercises=None, judged=judge):
    """`check` for the notebook: the learner sees what he always sees, and the verdict is written down."""
    exercises = dict(registry())

    def check(name, attempt=..., *, seed=None):
        if name in exercises:
            verdict = judged(exercises[name], attempt, SEED)
            report(exercise=name, outcome=verdict.outcome, message=verdict.message[:500])
        return real(name, attempt, seed=SEED)

    return check


def plain_code(source):
    """A cell without the lines that are meant for IPython."""
    return "\n".join(
        line for line in source.splitlines() if not line.lstrip().startswith(("%", "!", "?"))
    )


def work(job):
    limit(job["megabytes"])
    report = reporter(job["report"])
    check = practice.check = checker(report)
    namespace = {"__name__": "__main__", "check": check}
    for number, source in enumerate(job["sources"]):
        if number in job["skipped"]:
            continue
        report(cell=number)
        try:
            exec(compile(ast.parse(plain_code(source)), f"<cell {number + 1}>", "exec"), namespace)
        except (
            BaseException
        ):  # as in a notebook: a cell that fails does not keep the next ones from running
            continue


if __name__ == "__main__":
    work(json.load(sys.stdin))
    os._exit(0)  # whatever threads the notebook has left behind
