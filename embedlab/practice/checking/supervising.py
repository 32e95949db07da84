"""Run the cells of one notebook in processes that are watched, and read what they report.

Each notebook has a watcher (see `worker`). The notebook may end it, but not the process that
grades. Reasons come from the watcher; only what the checks say comes from the notebook. All
processes of a notebook are ended together: by their group, and on Linux, where the system allows
it, by their namespace. Without a namespace a process that leaves its group can outlive the grading.
"""

import json
import os
import secrets
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from embedlab.practice.checking.judging import NOT_YET, SOLVED, UNTRIED
from embedlab.practice.checking.worker import SEPARATOR, command

__all__ = ["Ran", "Starter", "run"]

MOST_REPORTED = 4_000_000  # bytes; more than this is no report
VERDICTS = (SOLVED, NOT_YET, UNTRIED)
KEPT = ("PATH", "HOME", "USERPROFILE", "SYSTEMROOT", "SYSTEMDRIVE", "COMSPEC", "PATHEXT")
KEPT += ("PYTHONPATH", "MPLCONFIGDIR", "LANG", "LC_ALL")
QUIET = {
    "MPLBACKEND": "agg",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "PIP_NO_INDEX": "1",  # a cell "%pip install …" installs nothing here
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}


@dataclass
class Ran:
    """What a notebook reported: verdicts by exercise, exceptions and ends by cell; why it ended."""

    results: dict = field(default_factory=dict)
    stopped: dict = field(default_factory=dict)
    ended: dict = field(default_factory=dict)
    begun: set = field(default_factory=set)
    why: str = ""


def run(starter, sources, files, seconds, megabytes):
    """Run cells; again without the cell in which the process died or took a third of the time."""
    ran, left = Ran(), float(seconds)
    while True:
        job = {"sources": sources, "skipped": sorted(ran.ended), "megabytes": megabytes}
        begin = time.monotonic()
        with starter.place() as place:
            job["place"] = place
            lines, why = run_once(starter, job, files, max(1.0, min(left, seconds / 3)))
        left -= time.monotonic() - begin
        cell = note(ran, lines)
        ran.why = why
        if why and cell is not None:
            ran.ended[cell] = why
        if not why or cell is None or cell in job["skipped"] or left < 1:
            return ran


def note(ran, lines):
    """Add what a process reported; the cell in which it was last, or None."""
    cell = None
    for line in lines:
        match line:
            case ["cell", number] if number.isdecimal():
                cell = int(number)
                ran.begun.add(cell)
            case ["stopped", number, error] if number.isdecimal():
                ran.stopped[int(number)] = error
            case ["check", exercise, outcome, message] if outcome in VERDICTS:
                if ran.results.get(exercise, ("",))[0] != SOLVED:  # once right is right
                    ran.results[exercise] = (outcome, message)
    return cell


def run_once(starter, job, files, seconds):
    """One process over the cells: the lines it reported, and why it ended early (or "")."""
    base = Path(tempfile.mkdtemp(prefix="embedlab-"))
    try:
        for name in ("work", "home", "tmp"):
            (base / name).mkdir()
        for path, place in files:
            with suppress(OSError):  # gone or closed since it was found
                (base / "work" / place).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, base / "work" / place)
        token, path = secrets.token_hex(16), base / "job.json"
        job = job | {"token": token, "base": str(base), "path": str(path)}
        job |= {"seconds": seconds, "apart": starter.apart}
        path.write_text(json.dumps(job))
        data, why = starter.watched(path, seconds)
    finally:
        remove(base)
    begin = f"{token}{SEPARATOR}"
    lines = [line for line in data.decode("utf-8", "replace").split("\n") if line.startswith(begin)]
    lines = [line.split(SEPARATOR)[1:] for line in lines]
    done = ["end"] in lines
    if not why and not done:
        why = "it left its process before the last cell, without an error (code 0)"
    return lines, "" if done else why


def remove(folder):
    """Delete a folder, whatever a notebook has made of it."""
    with suppress(OSError, RecursionError):
        for root, folders, _ in os.walk(folder):
            for name in folders:
                if not os.path.islink(os.path.join(root, name)):
                    os.chmod(os.path.join(root, name), stat.S_IRWXU)
        shutil.rmtree(folder, ignore_errors=True)
    if folder.exists() and shutil.which("rm"):  # nested too deeply for Python
        subprocess.run(["rm", "-rf", folder], capture_output=True)


class Reader(threading.Thread):
    """Reads a pipe to its end; after too much it closes it."""

    def __init__(self, pipe):
        super().__init__(daemon=True)
        self.pipe, self.data = pipe, b""
        self.start()

    def run(self):
        with suppress(OSError):
            while len(self.data) < MOST_REPORTED and (piece := os.read(self.pipe, 1 << 16)):
                self.data += piece
        os.close(self.pipe)


class Starter:
    """Starts watchers, several at a time: forked from a template (Linux), else as new processes."""

    def __init__(self, forks=sys.platform == "linux", apart=True):
        self.forks, self.apart, self.lock = forks, apart, threading.Lock()
        self.process = self.link = None
        self.running, self.places, self.closed = {}, set(), False

    def __enter__(self):
        if self.forks:
            self.load()
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """End whatever still runs; nothing can be started any more."""
        with self.lock:
            self.closed = True
            for end in self.running.values():
                end()
        if self.process:
            self.link.close()
            self.process.kill()
            self.process.wait()
            self.process = None

    def load(self):
        """Start the template, again if it was ended, and wait until it has loaded everything."""
        import socket

        if self.process:
            self.link.close()
            self.process.kill()
            self.process.wait()
        self.link, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self.process = subprocess.Popen(
                command("template", str(theirs.fileno())),
                pass_fds=[theirs.fileno()],
                stdout=subprocess.DEVNULL,
                **options(),
            )
        if self.link.recv(16) != b"ready":
            raise ChildProcessError("The process that runs the notebooks cannot be started.")

    @contextmanager
    def place(self):
        """The lowest number that no other notebook has at the moment; it chooses the processor."""
        with self.lock:
            place = next(number for number in count() if number not in self.places)
            self.places.add(place)
        try:
            yield place
        finally:
            self.places.discard(place)

    def watched(self, path, seconds):
        """Run the job in a file; what was reported, and why it ended before it was done (or "")."""
        for _ in range(2):  # again if it did not even begin: the template was ended just then
            with self.lock:
                if self.closed:
                    raise InterruptedError("grading was ended")
                report, watch, end = self.fork(path) if self.forks else self.spawn(path)
                self.running[watch] = end
            watch.join(seconds)
            late = watch.is_alive()
            with self.lock:
                del self.running[watch]
                end()
                if self.closed:
                    raise InterruptedError("grading was ended")
            watch.join(5)
            report.join(5)
            if late:
                return report.data, f"the time limit of {seconds:.0f} s was reached"
            if watch.data:
                break
        told = watch.data.decode("utf-8", "replace").split("\n")  # its number, the reason, nothing
        return report.data, told[-2] if len(told) > 2 else "its watcher was ended before it"

    def fork(self, path):
        """A watcher forked from the template: its two pipes, and how to end it."""
        import socket

        (report, report_end), (watch, watch_end) = os.pipe(), os.pipe()
        message = [os.fsencode(path)], [report_end, watch_end]
        try:
            socket.send_fds(self.link, *message)
        except OSError:  # another program has ended the template
            self.load()
            socket.send_fds(self.link, *message)
        finally:
            os.close(report_end)
            os.close(watch_end)
        report, watch = Reader(report), Reader(watch)
        return report, watch, lambda: end_group(watch.data.partition(b"\n")[0])

    def spawn(self, path):
        """A watcher as a new process: its two pipes, and how to end it."""
        process = subprocess.Popen(
            command("watch", str(path)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options()
        )
        report, watch = (Reader(os.dup(pipe.fileno())) for pipe in (process.stdout, process.stderr))
        process.stdout.close()
        process.stderr.close()

        def end():
            end_group(process.pid)
            process.wait()

        return report, watch, end


def options():
    """How processes are started: with few variables, no input, and a session of their own."""
    env = {key: os.environ[key] for key in KEPT if key in os.environ} | QUIET
    return {
        "env": env,
        "cwd": tempfile.gettempdir(),
        "stdin": subprocess.DEVNULL,
        "start_new_session": True,
    }


def end_group(number):
    """End a watcher with all that it has started."""
    with suppress(OSError, ValueError):
        if hasattr(os, "killpg"):
            os.killpg(int(number), signal.SIGKILL)
        else:
            end = ["taskkill", "/F", "/T", "/PID", str(int(number))]
            subprocess.run(end, stdin=subprocess.DEVNULL, capture_output=True)
