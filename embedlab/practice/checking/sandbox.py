"""Run a learner's function so that whatever it does, the kernel stays usable and nothing it changed stays changed.

Endless loops are stopped by an alarm (POSIX, main thread) and, from Python 3.12, by monitoring every jump; on
3.11 the alarm sets a trace function that raises again where the first alarm was swallowed. What cannot be
stopped from inside: one long call into C such as ``sum(range(10**12))``, ``os._exit``, a crash, all memory used.
"""

import builtins
import contextlib
import copy
import io
import linecache
import random
import re
import signal
import sys
import threading
import warnings
from dataclasses import dataclass
from time import monotonic

import numpy as np

__all__ = ["SECONDS", "Ran", "Strange", "plain", "run"]

SECONDS = 2.0  # how long a learner's function may take on one case
MOST_PRINTED, MOST_NUMBERS = 2_000, 10_000_000
BUILTINS, MONITORING = vars(builtins), getattr(sys, "monitoring", None)
Anything, Interrupt = BaseException, KeyboardInterrupt  # the builtins may be overwritten


class TimeOver(BaseException):
    """The call took too long."""


@dataclass
class Ran:
    """What came of one call; nothing of the learner's runs when it is read.

    Attributes
    ----------
    value : array, number, str, None, or list, dict, frozenset of them
        The answer, copied (see `plain`).
    error, kind, line : str
        What the exception said, the name of its class, the learner's own line that raised it; else empty.
    late, returned, changed, view : bool
        Whether it was stopped by the clock, got to its end (an error then means that the answer cannot be read),
        changed its arguments, gave back memory of an argument.
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
    changed: bool = False
    view: bool = False
    printed: str = ""
    warned: str = ""


def run(function, arguments=(), seconds=SECONDS):
    """Call ``function(*arguments)`` on copies of the arguments; a `Ran`. With no seconds, no clock."""
    given, ran = copy.deepcopy(arguments), Ran()
    clock = Clock(seconds) if seconds else None
    with surroundings_kept() as (printed, warned):
        try:
            try:
                if clock:
                    clock.start()
                call(function, given, ran)
            finally:
                if clock:
                    clock.running = (
                        False  # from here on nothing is stopped: clean-up is not the learner's
                    )
                    clock.stop()
        except TimeOver:
            clock.running = False
            clock.stop()
    ran.late = bool(clock and clock.late)
    ran.printed = "".join(printed.pieces)
    ran.warned = next((str(one.message) for one in warned if one.category is RuntimeWarning), "")
    ran.changed = not identical(arguments, given)
    return ran


def call(function, given, ran):
    kept, limit = BUILTINS.copy(), sys.getrecursionlimit()
    BUILTINS.update(input=nobody_there, breakpoint=nobody_there)
    if (
        sys.platform == "emscripten"
    ):  # a browser's stack is short, and recursion through C ends the page
        sys.setrecursionlimit(min(limit, 150 + sum(1 for _ in frames(sys._getframe()))))
    try:
        try:
            value = function(*given)
        finally:
            sys.setrecursionlimit(limit)
            BUILTINS.update(kept)
        ran.returned = True
        ran.view = isinstance(value, np.ndarray) and any(
            np.may_share_memory(value, one) for one in given if isinstance(one, np.ndarray)
        )
        ran.value = plain(value)
    except (TimeOver, Interrupt):
        raise
    except Anything as error:
        describe(error, function, ran)


def describe(error, function, ran):
    code = getattr(function, "__code__", None)
    ran.kind = ran.error = type(error).__name__
    for frame, number in traced(error.__traceback__):
        if code and frame.f_code.co_filename == code.co_filename:
            ran.line = linecache.getline(code.co_filename, number).strip()
    try:
        ran.error = re.sub(r" at 0x[0-9a-fA-F]+", "", str(error))[:300] or ran.kind
    except (TimeOver, Interrupt):
        raise
    except Anything:
        pass  # its __str__ is broken; the name of its class must do


def traced(step):
    while step:
        yield step.tb_frame, step.tb_lineno
        step = step.tb_next


def frames(frame):
    while frame:
        yield frame
        frame = frame.f_back


def nobody_there(*_, **__):
    raise RuntimeError(
        "nobody is there to type while a check runs; the function gets all it needs as arguments"
    )


class Clock:
    """Raises `TimeOver` in the learner's code when the time is over, again and again until it gives up."""

    def __init__(self, seconds):
        self.seconds, self.late, self.running = seconds, False, False
        self.alarm = (
            hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
        )
        self.tool = MONITORING and next(
            (n for n in (4, 3, 2) if MONITORING.get_tool(n) is None), None
        )

    def start(self):
        self.end, self.running, self.trace = monotonic() + self.seconds, True, sys.gettrace()
        if self.alarm:
            self.handler = signal.signal(signal.SIGALRM, self.ring)
            self.timer = signal.setitimer(signal.ITIMER_REAL, self.seconds, 0.02)
        if self.tool:
            events = MONITORING.events
            MONITORING.use_tool_id(self.tool, "embedlab")
            for event in (events.PY_START, events.JUMP):
                MONITORING.register_callback(self.tool, event, self.look)
            MONITORING.set_events(self.tool, events.PY_START | events.JUMP)
        elif not self.alarm:
            sys.settrace(self.look)

    def ring(self, _, frame):
        if not self.running:
            return
        self.late = True
        if not self.tool:
            sys.settrace(self.look)
            for outer in frames(frame):
                if outer.f_code is call.__code__:
                    break
                outer.f_trace = self.look
        raise TimeOver

    def look(self, *_):
        if self.running and monotonic() > self.end:
            self.late = True
            raise TimeOver
        return self.look

    def stop(self):
        sys.settrace(self.trace)
        if self.alarm:
            signal.setitimer(signal.ITIMER_REAL, *self.timer)
            signal.signal(signal.SIGALRM, self.handler)
        if self.tool:
            with contextlib.suppress(ValueError):  # the learner's code may have freed it
                MONITORING.set_events(self.tool, 0)
                MONITORING.free_tool_id(self.tool)


class Printed(io.TextIOBase):
    """Takes what is printed, and keeps the beginning."""

    def __init__(self):
        self.pieces, self.room = [], MOST_PRINTED

    def write(self, text):
        self.pieces.append(text[: self.room])
        self.room -= len(self.pieces[-1])
        return len(text)


@contextlib.contextmanager
def surroundings_kept():
    """Put back afterwards what a call may change for everybody."""
    kept, dice, old_dice, printed = (
        BUILTINS.copy(),
        random.getstate(),
        np.random.get_state(),
        Printed(),
    )  # noqa: NPY002
    try:
        with (
            np.errstate(),
            np.printoptions(),
            warnings.catch_warnings(record=True) as warned,
            contextlib.redirect_stdout(printed),
            contextlib.redirect_stderr(printed),
        ):
            warnings.simplefilter("always")
            yield printed, warned
    finally:
        for name in BUILTINS.keys() - kept.keys():
            del BUILTINS[name]
        BUILTINS.update(kept)
        random.setstate(dice)
        np.random.set_state(old_dice)  # noqa: NPY002


@dataclass(frozen=True)
class Strange:
    """Stands for what is neither numbers nor text, so that none of its code runs any more."""

    dtype: str


def plain(value):
    """An answer as data of ours: base arrays, NumPy numbers, str, None, and lists, dicts, frozensets of them."""
    if value is None or value is ...:
        return value
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, dict):
        return {plain(key): plain(item) for key, item in dict.items(value)}
    if isinstance(value, set | frozenset):
        return frozenset(plain(item) for item in value)
    if isinstance(value, list | tuple | range):
        return [plain(item) for item in value]
    if isinstance(value, np.ma.MaskedArray):
        value = value.astype(float).filled(np.nan)
    array = np.asarray(value)
    if array.size > MOST_NUMBERS:
        raise ValueError(f"an answer of shape {array.shape} is too large for this exercise")
    if array.dtype.kind in "US":
        return array.tolist()
    return (
        np.array(array, subok=False)[()]
        if array.dtype.kind in "biufc"
        else Strange(str(array.dtype))
    )


def identical(before, after):
    """Whether an argument is as it was, bit for bit. What is neither data nor a container counts as it was."""
    if type(before) is not type(after):
        return False
    if isinstance(before, np.ndarray):
        same = before.shape == after.shape and before.dtype == after.dtype
        return same and (before.dtype.hasobject or before.tobytes() == after.tobytes())
    if isinstance(before, list | tuple):
        return len(before) == len(after) and all(map(identical, before, after))
    if isinstance(before, dict):
        return before.keys() == after.keys() and all(
            identical(before[key], after[key]) for key in before
        )
    return not isinstance(before, str | int | float | set) or before == after
