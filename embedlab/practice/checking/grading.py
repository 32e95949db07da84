"""Grade the exercise notebooks of a class: every notebook in a process of its own, every exercise a row.

What the isolation does: a notebook runs in a temporary copy of nothing but itself, with limits of time and, where
the system has them, of memory and processor; it sees no other notebook's folder as its own, and whatever it breaks
ends with its process. What it does not do: the code runs as the user who grades, who may read files and use the
network. Grade notebooks of strangers in a container.
"""

import csv
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from embedlab.practice.exercises import registry

__all__ = ["grade"]

WORKER = [sys.executable, "-m", "embedlab.practice.checking.worker"]
FIELDS = ("learner", "exercise", "outcome", "message")


def grade(folder, out=None, *, seconds=60, megabytes=2000, show=lambda notebooks: notebooks):
    """Run every notebook under a folder and write one CSV.

    Parameters
    ----------
    folder : str or path
        Notebooks, in folders of any depth; the path of each, without .ipynb, names its learner.
    out : str or path, optional
        The CSV; ``grades.csv`` in the folder if not given.
    seconds, megabytes : float
        Limits of each notebook.
    show : callable
        Wraps the list of notebooks, for a progress bar.

    Returns
    -------
    rows : list of dict
        learner, exercise, outcome, message. The outcome is "solved", "not yet", "not tried yet", "missing",
        "ended" or "unreadable".
    remarks : list of str
        What was passed over, and why.

    Raises
    ------
    OSError
        If the folder is not there or the CSV cannot be written.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise NotADirectoryError(
            f"{folder} is not a folder; give the folder that holds the notebooks."
        )
    notebooks = sorted(p for p in folder.rglob("*.ipynb") if ".ipynb_checkpoints" not in p.parts)
    files = sorted(
        p for p in folder.rglob("*") if p.is_file() and p.suffix not in (".ipynb", ".csv")
    )
    remarks = [
        f"passed over, not a notebook: {path.relative_to(folder).as_posix()}" for path in files
    ]
    remarks += [] if notebooks else [f"{folder} holds no notebook (*.ipynb)."]
    rows = []
    for path in show(notebooks):
        rows += grade_one(
            path, path.relative_to(folder).with_suffix("").as_posix(), seconds, megabytes
        )
    with open(out or folder / "grades.csv", "w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, FIELDS)
        table.writeheader()
        table.writerows(rows)
    return rows, remarks


def grade_one(path, learner, seconds=60, megabytes=2000):
    """The rows of one notebook, whatever it holds."""

    def row(*rest):
        return dict(zip(FIELDS, (learner, *rest), strict=True))

    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        return [
            row(
                "",
                "unreadable",
                f"not a notebook that can be read: {type(error).__name__}: {error}"[:200],
            )
        ]
    expected = expected_exercises(path, sources)
    if not expected:
        return [row("", "missing", "calls check for no exercise of this course")]
    results, ends = run(sources, seconds, megabytes)
    told = {name: row(name, *results[name]) if name in results else None for name in expected}
    why = ends or "its check was never reached"
    return [found or row(name, "ended" if ends else "missing", why) for name, found in told.items()]


def expected_exercises(path, sources):
    """The exercises that a notebook should hold: those of its lesson, or else those that it checks."""
    lesson = re.match(r"(\d\d)_", path.name)
    checked = re.findall(r"check\(\s*[\"']([\w-]+)[\"']", "\n".join(sources))
    lessons = {lesson[1]} if lesson else {name[:2] for name in checked}
    return [
        name
        for name, exercise in registry().items()
        if exercise.lesson in lessons or name in checked
    ]


def run(sources, seconds, megabytes):
    """Run cells in a process; again without the cell in which one died or took a third of the time."""
    results, skipped, reason, left = {}, set(), "", float(seconds)
    while True:
        report, why, took = run_once(sources, skipped, min(left, seconds / 3), megabytes)
        cell = None
        for line in report:
            if "cell" in line:
                cell = line["cell"]
            elif results.get(line["exercise"], ("",))[0] != "solved":  # once right is right
                results[line["exercise"]] = (line["outcome"], line["message"])
        left -= took
        if not why:
            return results, reason
        reason = f"cell {cell + 1} was ended: {why}" if cell is not None else why
        if cell is None or cell in skipped or left < 1:
            return results, reason
        skipped.add(cell)


def run_once(sources, skipped, seconds, megabytes):
    """One process over the cells; what it reported, why it ended early (or ""), and the seconds it took."""
    with tempfile.TemporaryDirectory(
        ignore_cleanup_errors=True
    ) as home:  # Windows keeps what is in use
        report, begin = Path(home, "report.jsonl"), time.monotonic()
        job = json.dumps(
            {
                "sources": sources,
                "skipped": sorted(skipped),
                "report": str(report),
                "megabytes": megabytes,
            }
        )
        env = {
            key: os.environ[key]
            for key in ("PATH", "SYSTEMROOT", "PYTHONPATH", "LANG")
            if key in os.environ
        }
        env |= dict.fromkeys(("EMBEDLAB_HOME", "HOME", "USERPROFILE"), home)
        env |= {"MPLBACKEND": "agg", "OPENBLAS_NUM_THREADS": "1"}
        try:
            done = subprocess.run(
                WORKER,
                input=job,
                text=True,
                cwd=home,
                env=env,
                timeout=max(seconds, 1),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            why = "" if done.returncode == 0 else f"its process ended with code {done.returncode}"
        except subprocess.TimeoutExpired:
            why = f"the time limit of {seconds:.0f} s was reached"
        lines = report.read_text(encoding="utf-8").splitlines() if report.exists() else []
    return [json.loads(line) for line in lines if line.endswith("}")], why, time.monotonic() - begin


def summary(rows):
    """How many exercises each learner has solved, as a table in words."""
    learners = dict.fromkeys(row["learner"] for row in rows)
    width = max([len(learner) for learner in learners] or [7])
    lines = [f"{'learner':<{width}}  solved  of"]
    for learner in learners:
        outcomes = Counter(row["outcome"] for row in rows if row["learner"] == learner)
        rest = ", ".join(
            f"{count} {outcome}" for outcome, count in outcomes.items() if outcome != "solved"
        )
        lines.append(
            f"{learner:<{width}}  {outcomes['solved']:>6}  {outcomes.total():>2}  {rest}".rstrip()
        )
    return "\n".join(lines)
