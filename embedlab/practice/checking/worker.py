"""The processes in which notebooks are graded; nothing here runs in the process that grades.

`template` loads everything once and forks a watcher for each notebook (Linux). `supervise` is that
watcher: it forks the process of the notebook, `work`, waits for it, and says why it ended over a
pipe that the notebook does not have. Elsewhere `watch_new` does the same with new processes.

`work` runs the cells one after the other in IPython, as a kernel does. It writes a line for each
cell and each check as soon as there is one. Every line begins with a number drawn for this run, so
that nothing is taken for a report by accident. A learner who knows this file can find the number
and write a report of their own.
"""

import asyncio
import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from embedlab.practice.checking import attempts, isolation, judging
from embedlab.practice.exercises import everything

__all__ = ["SEPARATOR", "command", "main"]

leave = os._exit  # a cell may replace the one in os
SEED = 2026  # every learner gets the same random cases
SEPARATOR = "\x1f"  # between the fields of a line
CHANNEL_LOST = 77  # the code with which a process ends when it cannot report any more
MOST_PROCESSES = 100
START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from embedlab.practice.checking.worker import main; main(*sys.argv[2:])"
)


def command(*arguments):
    """A command that starts this module, with this Python's packages but not its current folder."""
    home = str(Path(__file__).parents[3])
    path = [place for place in sys.path if place not in ("", os.getcwd(), home)]
    return [sys.executable, "-c", START, json.dumps([*path, home]), *arguments]


def main(task, *arguments):
    {"template": template, "watch": watch_new, "work": work_new}[task](*arguments)


def template(link):
    """Load what notebooks need, then fork a watcher for each job until the other end is gone."""
    import socket

    import matplotlib.pyplot  # noqa: F401

    load()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the watchers need not be waited for
    with socket.socket(fileno=int(link)) as link:
        link.send(b"ready")
        while True:
            job, pipes, *_ = socket.recv_fds(link, 4096, 2)
            if not job:
                return
            if os.fork() == 0:
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                link.close()
                try:
                    supervise(job, *pipes)
                finally:
                    leave(1)  # never back into this loop
            for pipe in pipes:
                os.close(pipe)


def load():
    import IPython.core.interactiveshell
    import IPython.core.page  # noqa: F401

    everything()


def supervise(job, report, watch):
    """Run a job in a process of its own; say over `watch` who watches, and at last why it ended."""
    os.setsid()
    os.write(watch, b"%d\n" % os.getpid())
    job, counted = json.loads(Path(os.fsdecode(job)).read_text()), False
    if job["apart"] and isolation.own_process_numbers():
        if first := os.fork():
            os.close(report)
            os.waitpid(first, 0)
            leave(0)
        counted = isolation.fresh_proc()  # from here on as process number 1
    worker = os.fork()
    if worker == 0:
        os.close(watch)
        work(job, report)
    os.close(report)
    os.write(watch, f"{wait_for(worker, watch, counted)}\n".encode())
    leave(0)


def wait_for(worker, watch, counted):
    """Wait for the process of a notebook; why it ended before it was done, or nothing."""
    reader = select.poll()
    reader.register(watch, 0)  # says only when nobody reads any more
    while True:
        child, status = os.waitpid(-1, os.WNOHANG)
        if child == worker:
            return ending(os.waitstatus_to_exitcode(status))
        if child == 0:
            if counted and isolation.processes() > MOST_PROCESSES:
                os.kill(-1, signal.SIGKILL)
                return f"it had started more than {MOST_PROCESSES} processes"
            if reader.poll(10):  # milliseconds
                os.killpg(0, signal.SIGKILL)
                leave(1)  # process number 1 does not die of its own signals


def ending(code):
    if code == CHANNEL_LOST:
        return "it closed or overwrote the channel over which its checks report"
    if code < 0:
        return f"its process was ended by signal {-code} ({signal.strsignal(-code)})"
    return f"its process ended with code {code}" if code else ""


def watch_new(job):
    """`supervise` without fork: report on standard output, reason on standard error."""
    os.write(2, b"%d\n" % os.getpid())
    most = json.loads(Path(job).read_text())["seconds"] + 10  # in case nobody is left to end it
    nothing = subprocess.DEVNULL
    done = subprocess.run(command("work", job), stdin=nothing, stderr=nothing, timeout=most)
    os.write(2, f"{ending(done.returncode)}\n".encode())


def work_new(job):
    load()
    work(json.loads(Path(job).read_text()), os.dup(1))


def work(job, report):
    """Run the cells of a job, and end this process."""
    try:
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nothing, stream)
        surroundings(job)
        tell = reporter(report, job["token"])
        asyncio.run(run_cells(job["sources"], set(job["skipped"]), tell, shell(job)))
        tell("end")
        leave(0)
    except BaseException:
        leave(1)


def surroundings(job):
    """The folder, environment and limits that a notebook gets."""
    base = job["base"]
    os.unlink(job["path"])
    os.chdir(os.path.join(base, "work"))
    os.environ.update(dict.fromkeys(("EMBEDLAB_HOME", "HOME", "USERPROFILE"), f"{base}/home"))
    os.environ.update(dict.fromkeys(("TMPDIR", "TEMP", "TMP"), f"{base}/tmp"))
    os.environ.pop("MPLCONFIGDIR", None)
    os.environ["IPYTHONDIR"] = f"{base}/home/.ipython"
    tempfile.tempdir = None
    sys.argv[:] = ["notebook"]
    sys.path.insert(0, "")
    with contextlib.suppress(AttributeError, OSError):  # so that a busy one slows no neighbour
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {cores[job["place"] % len(cores)]})
    isolation.limit(job["megabytes"])
    if job["apart"]:
        isolation.write_only_in(base)


def reporter(file, token):
    """A function that writes one line of the report; it uses nothing that a cell can replace."""
    write, who, stat = os.write, os.getpid, os.fstat
    mine, owner = identity(stat(file)), who()

    def tell(*fields):
        if who() != owner:  # a fork that the notebook has made
            return
        try:
            if identity(stat(file)) != mine:
                leave(CHANNEL_LOST)
            write(
                file, f"\n{SEPARATOR.join((token, *fields))}\n".encode("utf-8", "backslashreplace")
            )
        except OSError:
            leave(CHANNEL_LOST)

    return tell


def identity(status):
    return status.st_dev, status.st_ino, status.st_mode


def shell(job):
    """IPython as in a kernel: no terminal, no history on disk, and nobody reads what it shows."""
    from IPython.core import page
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    class Shell(InteractiveShell):
        def showtraceback(self, *_, **__):
            pass

        def showsyntaxerror(self, *_, **__):
            pass

        def ask_exit(self):
            pass

        def enable_gui(self, gui=None):
            pass

    config = Config()
    config.HistoryManager.enabled = False
    made = Shell.instance(config=config)
    made.set_hook("show_in_pager", page.as_hook(page.display_page), 90)
    return made


async def run_cells(sources, skipped, tell, shell):
    """Run cells in a running loop, as a kernel does; one that fails does not stop the next ones."""
    from embedlab import practice

    check, judge, process, owner = practice.check, recorder(tell), os.getpid, os.getpid()
    for number, source in enumerate(sources):
        if number in skipped:
            continue
        attempts.judge, attempts.check, practice.check = judge, check, check
        for stream in ("stdout", "stderr"):
            if getattr(getattr(sys, stream), "closed", True):
                setattr(sys, stream, open(os.devnull, "w"))  # noqa: SIM115
        tell("cell", str(number))
        try:
            error = await run_cell(shell, source)
        except BaseException as escaped:
            error = escaped
        if process() != owner:
            leave(0)
        if error is not None:
            tell("stopped", str(number), described(error))
        if len(asyncio.all_tasks()) > 1:  # what a cell has left to the loop
            await asyncio.sleep(0.05)


async def run_cell(shell, source):
    """What a cell raised, or None."""
    try:
        code = shell.transform_cell(source)
    except Exception:
        code = source
    if shell.should_run_async(source, transformed_cell=code):
        result = await shell.run_cell_async(source, store_history=True, transformed_cell=code)
        shell.events.trigger("post_execute")
        shell.events.trigger("post_run_cell", result)
    else:
        result = shell.run_cell(source, store_history=True)
    return result.error_before_exec or result.error_in_exec


def described(error):
    try:
        text = f"{type(error).__name__}: {error}"
    except BaseException:
        text = type(error).__name__  # its __str__ is broken
    return one_line(text)


def recorder(tell, judge=judging.judge):
    """`judge` for the notebook: it judges as always, and the verdict is reported."""

    def recorded(exercise, attempt, _):
        verdict = judge(exercise, attempt, SEED)
        tell("check", exercise.name, verdict.outcome, one_line(verdict.message))
        return verdict

    return recorded


def one_line(text):
    return " ".join(text[:2000].replace(SEPARATOR, " ").split())[:500]
