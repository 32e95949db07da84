"""What was tried and solved: one JSON file in the user's data folder, and a table of it.

The file is written whole to a temporary file and renamed, under a lock, because two notebooks may
be open. Its previous version stays beside it. Whatever keeps it from being read or written costs
one sentence, never a check, and what could not be stored is stored with the next change.
"""

import atexit
import contextlib
import json
import os
import shutil
import sys
import time
from datetime import date
from itertools import count
from pathlib import Path

import platformdirs

from embedlab.practice.lessons import FIRST_NUMBERS, renamed

__all__ = [
    "VERSION",
    "Unsaved",
    "files",
    "home",
    "load",
    "record",
    "state_in",
    "update",
    "whole_afterwards",
]

VERSION = 1
PATIENCE = 5  # seconds to wait for another program that has the file
waiting = []  # changes that could not be stored yet


class Unsaved(Exception):
    """The progress cannot be kept; the message says why, in one sentence."""


def home():
    """The folder of the progress file: $EMBEDLAB_HOME, or where this system keeps a user's data."""
    chosen = os.environ.get("EMBEDLAB_HOME")
    try:
        return Path(chosen or platformdirs.user_data_dir("embedlab", False)).expanduser()
    except RuntimeError:  # no such user, or a user without a home
        found = f"{chosen!r} names no user of this machine" if chosen else "you have no home folder"
        raise Unsaved(
            f"Progress is not saved: {found}; set EMBEDLAB_HOME to a folder that you can write to."
        ) from None


def load():
    """The state as it is stored, and what had to be said about reading it.

    Returns
    -------
    state : dict
        ``{"version": 1, "exercises": {name: {"tries": 2, "solved": "2026-11-24"}}}``; a part that
        another module keeps there stays as it is. What waits to be stored is in it.
    note : str
        Empty, or one sentence.
    """
    try:
        now, before = files()
        state = state_in(now)
        damaged = state is None and now.exists()
        state = state or state_in(before) or {"version": VERSION, "exercises": {}}
    except OSError as error:
        raise Unsaved(f"Progress is not saved: {reason(error)}.") from error
    if state["version"] > VERSION:
        raise Unsaved("Progress is not saved: its file was written by a newer version of embedlab.")
    for change in waiting:
        change(state)
    note = (
        f"The progress file could not be read; it is kept as {aside(now).name}." if damaged else ""
    )
    return state, note


def files():
    """The progress file, where a link to it leads, and its previous version."""
    return Path(os.path.realpath(home() / "progress.json")), home() / "progress.previous.json"


def state_in(path):
    """The state in a file, or None if there is none in it."""
    try:
        state = json.loads(path.read_bytes())  # with a byte-order mark or without
    except (FileNotFoundError, ValueError, RecursionError):
        return None
    sound = (
        isinstance(state, dict)
        and isinstance(state.get("version"), int)
        and (
            state["version"] > VERSION
            or (
                is_record(state.get("exercises"))
                and isinstance(state.get("opened", {}), dict)
                and isinstance(state.get("reviews", []), list)
            )
        )
    )
    return with_names_of_today(state) if sound else None


def with_names_of_today(state):
    """The same state, its lessons, exercises and cards named as they are now."""
    if state["version"] > VERSION:
        return state
    exercises = {}
    for name, one in state["exercises"].items():
        exercises[renamed(name)] = both(exercises.get(renamed(name)), one)
    state["exercises"] = exercises
    if "opened" in state:
        opened = state["opened"]
        state["opened"] = {FIRST_NUMBERS.get(one, one): day for one, day in opened.items()}
        if "08" in opened:  # two lessons now
            state["opened"].setdefault("subwords", opened["08"])
    for entry in state.get("reviews", []):
        if isinstance(entry, list) and entry and isinstance(entry[0], str):
            entry[0] = renamed(entry[0])
    return state


def both(one, other):
    """What is kept of an exercise that is there under its old name and its new one."""
    if one is None:
        return other
    days = [record["solved"] for record in (one, other) if "solved" in record]
    tries = one["tries"] + other["tries"]
    return {**one, **other, "tries": tries} | ({"solved": min(days)} if days else {})


def is_record(exercises):
    return isinstance(exercises, dict) and all(
        isinstance(one, dict)
        and isinstance(one.get("tries"), int)
        and isinstance(one.get("solved", ""), str)
        for one in exercises.values()
    )


def aside(path):
    """A free name for a damaged file."""
    names = (path.with_name(f"{path.stem}.unreadable-{n}.json") for n in count(1))
    return next(name for name in names if not name.exists())


def update(change):
    """Read the state, let ``change(state)`` alter it, and store it, with nobody else in between.

    If it cannot be stored, the change waits for the next one.

    Returns
    -------
    state : dict
    note : str
        Empty, or one sentence.
    """
    try:
        waiting.append(change)
        home().mkdir(parents=True, exist_ok=True)
        with locked():
            state, note = load()
            now, before = files()
            for folder in {now.parent, home()}:  # halves of a process that was killed
                for path in folder.glob("progress*.tmp"):
                    path.unlink()
            if note:
                os.replace(now, aside(now))
            if now.exists():
                copy = before.with_suffix(".tmp")
                shutil.copyfile(now, copy)  # need not be waited for: the file itself is sound
                os.replace(copy, before)
            write(now, json.dumps(state, sort_keys=True).encode())
            waiting.clear()
            return state, note
    except (OSError, NotImplementedError) as error:  # the latter: a file system without locks
        raise Unsaved(
            f"Progress is not saved: {reason(error)}; your next answer tries again."
        ) from error


@contextlib.contextmanager
def whole_afterwards():
    """Put the file back if what runs meanwhile, a learner's code, deletes or damages it."""
    content = None
    with contextlib.suppress(OSError, Unsaved):
        content = files()[0].read_bytes()
    yield
    with contextlib.suppress(OSError, Unsaved):
        now, _ = files()
        if content and state_in(now) is None:
            now.parent.mkdir(parents=True, exist_ok=True)
            write(now, content)


@atexit.register
def store_what_waits():
    """Try once more when Python ends."""
    with contextlib.suppress(Unsaved):
        if waiting:
            update(lambda state: None)


def locked():
    if (
        sys.platform == "emscripten"
    ):  # one process, and no locks: filelock warns of it when imported
        return contextlib.nullcontext()
    from filelock import FileLock

    return FileLock(home() / "progress.lock", timeout=PATIENCE)


def write(path, content):
    """Write a file so that at any moment it is the old one or the new one."""
    half = path.with_name("progress.tmp")
    with open(half, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    for pause in (0.02, 0.1, 0.5):
        with contextlib.suppress(
            PermissionError
        ):  # Windows: another program, such as a virus scanner, is reading it now
            return os.replace(half, path)
        time.sleep(pause)
    os.replace(half, path)


def reason(error):
    if isinstance(error, TimeoutError):
        return "another program keeps its file locked"
    return f"{getattr(error, 'strerror', '') or type(error).__name__} ({home()})"


def record(name, *, solved):
    """Count one try, and the day on which it was solved first; see `update`."""

    def change(state):
        one = state["exercises"].setdefault(name, {"tries": 0})
        one["tries"] += 1
        if solved:
            one.setdefault("solved", date.today().isoformat())

    return update(change)
