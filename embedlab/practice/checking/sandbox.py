"""Run a learner's function so that the kernel stays usable and what it changed is put back.

What it may change for everybody is put back (see `surroundings`); what takes too long is stopped
(see `clock`, which also says what cannot be). A process that it forks ends at once. Nothing keeps a
function from using up the memory, from crashing inside C code, or from leaving a thread behind.
"""

import contextlib
import copy
import decimal
import io
import linecache
import os
import re
import sys
import threading
import warnings
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import FunctionType

import numpy as np

from embedlab.practice.checking.clock import Clock, TimeOver
from embedlab.practice.checking.harmless import is_data, is_harmless
from embedlab.practice.checking.surroundings import keep_modules, keep_process, switch_off

__all__ = ["NOTHING", "SECONDS", "Ran", "Strange", "keep", "plain", "run"]

SECONDS = 2.0  # how long a learner's function may take on one case
MOST_PRINTED, MOST_NUMBERS = 2_000, 10_000_000
INSIDE = set()  # the threads in which a learner's function runs now


def nothing():
    """What puts back after a function that changes nothing."""


NOTHING = (nothing, nothing)


@dataclass
class Ran:
    """What came of one call; nothing of the learner's runs when it is read.

    Attributes
    ----------
    value : array, number, str, None, or list, dict, frozenset of them
        The answer, copied (see `plain`).
    error, kind, line : str
        What the exception said, the name of its class, the learner's own line that raised it.
    late, returned, data, changed, view : bool
        Whether it was stopped by the clock, got to its end (an error then means that the answer
        cannot be read), gave plain data, changed its arguments, gave back memory of an argument.
    printed : str
        The beginning of what it printed.
    warned : str
        NumPy's first warning.
    """

    value: object = None
    error: str = ""
    kind: str = ""
    line: str = ""
    late: bool = False
    returned: bool = False
    data: bool = False
    changed: bool = False
    view: bool = False
    printed: str = ""
    warned: str = ""


def keep(function=None):
    """Note what a call may change; give it to the `run`s that follow, so that it is done once."""
    return NOTHING if is_harmless(function) else (keep_modules(), keep_process())


def run(function, arguments=(), seconds=SECONDS, kept=None):
    """Call ``function(*arguments)`` on copies of the arguments; a `Ran`.

    With no seconds there is no clock, and nothing is put back: that is for functions of ours.
    """
    given, ran = copy.deepcopy(arguments), Ran()
    with quiet() as (printed, warned):
        if seconds:
            guard(function, given, ran, seconds, *(kept or keep()))
        else:
            call(function, given, ran)
    ran.printed = "".join(printed.pieces)
    ran.warned = next((str(one.message) for one in warned if one.category is RuntimeWarning), "")
    ran.changed = not identical(arguments, given)
    return ran


def guard(function, given, ran, seconds, put_modules_back, put_process_back):
    clock = Clock(seconds)
    INSIDE.add(threading.get_ident())
    if put_modules_back is not nothing:
        switch_off()
    if sys.platform == "emscripten":  # a browser's stack is short; recursion in C ends the page
        depth = sum(1 for _ in frames(sys._getframe()))
        sys.setrecursionlimit(min(sys.getrecursionlimit(), 150 + depth))
    try:
        try:
            try:
                clock.start()
                call(function, given, ran, clock, put_modules_back)
            finally:
                clock.running = False  # from here on nothing is stopped: this is not the learner's
        except TimeOver:
            clock.running = False
    finally:
        if not ran.data:  # else nothing of the learner's has run since it returned
            put_modules_back()
        clock.stop()
        put_process_back()
        INSIDE.discard(threading.get_ident())
    ran.late = clock.late
    if clock.interrupted:
        raise KeyboardInterrupt


def call(function, given, ran, clock=None, put_back=lambda: None, deepen=sys.setrecursionlimit):
    limit = sys.getrecursionlimit()
    try:
        try:
            value = function(*given)
        finally:
            deepen(limit)
            put_back()
        ran.returned, ran.data = True, is_data(value)
        ran.view = isinstance(value, np.ndarray) and any(
            np.may_share_memory(value, one) for one in given if isinstance(one, np.ndarray)
        )
        ran.value = plain(value)
    except BaseException as error:
        if (clock and clock.interrupted) or (isinstance(error, TimeOver) and clock.late):
            raise
        describe(error, function, ran)


def describe(error, function, ran):
    ran.kind = ran.error = type(error).__name__
    if type(function) is FunctionType:
        for frame, number in traced(error.__traceback__):
            if frame.f_code.co_filename == function.__code__.co_filename:
                ran.line = linecache.getline(frame.f_code.co_filename, number).strip()
    try:
        ran.error = re.sub(r" at 0x[0-9a-fA-F]+", "", str(error))[:300] or ran.kind
    except (TimeOver, KeyboardInterrupt):
        raise
    except BaseException:
        pass  # its __str__ is broken; the name of its class must do


def traced(step):
    while step:
        yield step.tb_frame, step.tb_lineno
        step = step.tb_next


def frames(frame):
    while frame:
        yield frame
        frame = frame.f_back


def end_a_fork(inside=INSIDE, ident=threading.get_ident, leave=os._exit):
    """In the child of a fork that a learner's function made: it must not run the notebook on."""
    if ident() in inside:
        leave(0)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=end_a_fork)


class Printed(io.TextIOBase):
    """Takes what is printed, and keeps the beginning."""

    def __init__(self):
        self.pieces, self.room = [], MOST_PRINTED

    def write(self, text):
        self.pieces.append(text[: self.room])
        self.room -= len(self.pieces[-1])
        return len(text)


@contextlib.contextmanager
def quiet():
    """Catch what is printed and warned, and keep NumPy's settings and the decimal context."""
    printed = Printed()
    with (
        np.errstate(),
        np.printoptions(),
        decimal.localcontext(),
        warnings.catch_warnings(record=True) as warned,
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(printed),
    ):
        warnings.simplefilter("always")
        yield printed, warned


@dataclass(frozen=True)
class Strange:
    """Stands for what is neither numbers nor text, so that none of its code runs any more."""

    kind: str

    def __repr__(self):
        return f"<{self.kind}>"


def plain(value):
    """An answer as data of ours: arrays, numbers, str, None; lists, dicts, frozensets of them."""
    if value is None or value is ...:
        return value
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, dict):
        return {plain_key(key): plain(item) for key, item in dict.items(value)}
    if isinstance(value, set | frozenset):
        return frozenset(plain_key(item) for item in value)
    if isinstance(value, list | tuple | range):
        return [plain(item) for item in value]
    if isinstance(value, Fraction | Decimal):
        return np.float64(value)
    if isinstance(value, np.ma.MaskedArray):
        value = value.astype(float).filled(np.nan)
    array = np.asarray(value)
    if array.size > MOST_NUMBERS:
        raise ValueError(f"an answer of shape {array.shape} is too large for this exercise")
    if array.dtype.kind in "US":
        return array.tolist()
    if array.dtype.kind in "biufc":
        return np.array(array, subok=False)[()]
    if isinstance(value, np.ndarray):
        return Strange(f"array of type {array.dtype}")
    return Strange(type(value).__name__)


def plain_key(key):
    """The same for what must be hashable."""
    if isinstance(key, tuple):
        return tuple(map(plain_key, key))
    found = plain(key)
    return Strange(type(key).__name__) if isinstance(found, np.ndarray | list | dict) else found


def identical(before, after):
    """Whether an argument is as it was, bit for bit; what is not data of ours counts as it was."""
    if type(before) is not type(after):
        return False
    if isinstance(before, np.ndarray):
        same = before.shape == after.shape and before.dtype == after.dtype
        return same and (before.dtype.hasobject or before.tobytes() == after.tobytes())
    if isinstance(before, list | tuple):
        return len(before) == len(after) and all(map(identical, before, after))
    if isinstance(before, dict):
        same = before.keys() == after.keys()
        return same and all(identical(before[key], after[key]) for key in before)
    return not isinstance(before, str | int | float | set) or before == after
