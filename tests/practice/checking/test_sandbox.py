"""Whatever a learner writes: the kernel stays usable, and what was changed is put back."""

import _thread
import builtins
import io
import random
import signal
import sys
import threading
import time
import warnings

import numpy as np
import pytest

from embedlab.practice.checking import judging
from embedlab.practice.checking.judging import judge
from embedlab.practice.checking.sandbox import Ran, plain, run
from tests.practice.checking.three_exercises import BYTES, REASON, SMALL, raises, scatter, verdict
from tests.practice.learner import function_from


class Broken:
    def __getattr__(self, name):
        raise ValueError("broken")

    __repr__ = __str__ = __eq__ = __array__ = __len__ = __hash__ = lambda self, *_: 1 / 0


class AlwaysEqual(np.ndarray):
    def __eq__(self, other):
        return np.ones(self.shape, bool)


class Own(BaseException):
    def __str__(self):
        raise KeyError("no words")


def endless(*given):
    while True:
        pass


def endless_and_deaf(*given):
    while True:
        try:
            len(given)
        except BaseException:
            continue


def endless_twice_deaf(*given):
    while True:
        try:
            try:
                len(given)
            except BaseException:
                continue
        except BaseException:
            continue


def slow_words():
    class Slow(Exception):
        def __str__(self):
            return endless()

    raise Slow


def prints_without_end(*given):
    while True:
        print("x" * 1000)


def deep(*given):
    return deep(*given)


def deep_through_c(*given):
    return sorted([1], key=lambda _: deep_through_c(*given))


def break_builtins(*given):
    builtins.len = builtins.isinstance = builtins.BaseException = builtins.str = builtins.type = (
        None
    )
    builtins.extra = 1
    return scatter(*given)


def stir(*given):
    np.seterr(all="raise")
    np.set_printoptions(precision=1)
    random.seed(1)
    np.random.seed(1)  # noqa: NPY002
    sys.setrecursionlimit(200)
    warnings.simplefilter("error")
    sys.stdout = sys.stderr = io.StringIO()
    return given[0]


def takes_the_alarm(*given):
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    return given[0]


def nested_in_itself():
    nest = []
    nest.append(nest)
    return nest


HOSTILE = {
    "endless": endless,
    "endless and deaf": endless_and_deaf,
    "endless and twice deaf": endless_twice_deaf,
    "sleep": lambda *_: time.sleep(60),
    "endless words of an exception": lambda *_: slow_words(),
    "matrix products": function_from(
        "def f(E, *_):\n while True: np.ones((50, 50)) @ np.ones((50, 50))"
    ),
    "print storm": prints_without_end,
    "huge number": function_from("def f(*_): return 10 ** 10 ** 9"),
    "recursion": deep,
    "recursion through C": deep_through_c,
    "sys.exit": lambda *_: sys.exit(),
    "GeneratorExit": lambda *_: raises(GeneratorExit()),
    "own BaseException": lambda *_: raises(Own()),
    "input": lambda *_: input("?"),
    "breakpoint": function_from("def f(*_): breakpoint()"),
    "huge allocation": lambda *_: np.zeros((10**6, 10**9)),
    "large answer": lambda *_: np.zeros(20_000_000),
    "object": lambda *_: Broken(),
    "list of objects": lambda *_: [Broken()],
    "a module": lambda *_: np,
    "list in itself": lambda *_: nested_in_itself(),
    "itself": lambda *_: deep,
    "matrix": lambda *given: np.matrix(given[0]),
    "masked": lambda *given: np.ma.masked_all((4, 2)),
    "always equal": lambda *given: given[0].view(AlwaysEqual),
    "float16": lambda *given: (scatter(*given) / 3 * 3.001).astype("f2"),
    "dict": lambda *_: {"a": Broken()},
    "set": lambda *_: {1},
    "bytes": lambda *_: b"dE",
    "NaN": lambda *given: given[0] * np.nan,
    "stirs": stir,
    "takes the alarm": takes_the_alarm,
    "ellipsis in the answer": lambda *_: [..., 1],
    "notebook variable": lambda *_: SMALL[0],
    "StopIteration": lambda *_: next(iter(())),
    "memory": lambda *_: raises(MemoryError()),
}
ALARM = hasattr(signal, "setitimer")  # not on Windows: there, nothing ends one long call into C
if not ALARM:
    for name in ("sleep", "huge number", "takes the alarm"):
        del HOSTILE[name]
ENDLESS = [
    name
    for name in HOSTILE
    if name
    in (
        "endless",
        "endless and deaf",
        "endless and twice deaf",
        "sleep",
        "endless words of an exception",
        "matrix products",
        "print storm",
        "huge number",
    )
]


@pytest.fixture
def patient(monkeypatch):
    monkeypatch.setattr(judging, "SECONDS", 30)


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(judging, "SECONDS", 0.2)


def surroundings():
    return (
        dict(vars(builtins)),
        np.geterr(),
        np.get_printoptions()["precision"],
        random.getstate(),
        str(np.random.get_state()),  # noqa: NPY002
        sys.getrecursionlimit(),
        warnings.filters[:],
        sys.stdout,
        sys.gettrace(),
        ALARM and (signal.getsignal(signal.SIGALRM), signal.getitimer(signal.ITIMER_REAL)),
        threading.active_count(),
    )


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_that_a_learner_writes_is_solved_or_leaves_a_trace(name, request):
    # Only what never ends gets a short limit: on a busy machine it would stop the others, too.
    request.getfixturevalue("quick" if name in ENDLESS else "patient")
    before = surroundings()
    found = verdict(HOSTILE[name])
    assert surroundings() == before
    assert found.outcome == "not yet"
    assert len(found.message) < 600
    assert ("was stopped" in found.message) == (name in ENDLESS), found.message
    request.getfixturevalue("patient")
    assert verdict(scatter).outcome == "solved"


def test_overwritten_builtins_come_back_and_a_right_answer_stays_right():
    before = surroundings()
    assert verdict(break_builtins).outcome == "solved"
    assert surroundings() == before


def test_without_an_alarm_a_loop_is_stopped_all_the_same(quick):
    """As in a thread, on Windows or in a browser."""
    found = []
    worker = threading.Thread(target=lambda: found.append(verdict(endless)))
    worker.start()
    worker.join(10)
    assert "was stopped" in found[0].message


def test_an_interrupt_by_the_learner_stays_one():
    def waits_for_ever(*_):
        while True:
            pass

    before = surroundings()
    stop = threading.Timer(0.1, _thread.interrupt_main)
    stop.start()
    with pytest.raises(KeyboardInterrupt):
        verdict(waits_for_ever)
    assert surroundings() == before


def test_a_keyboard_interrupt_that_the_function_raises_is_told_as_its_exception():
    message = verdict(lambda *_: raises(KeyboardInterrupt())).message
    assert "It stops with KeyboardInterrupt" in message


@pytest.mark.parametrize("exercise", [BYTES, REASON], ids=lambda one: one.name)
@pytest.mark.parametrize(
    "value",
    [
        Broken(),
        [Broken()],
        {},
        [],
        (),
        b"",
        np,
        object,
        1j,
        10**400,
        float("inf"),
        np.zeros(20_000_000),
        nested_in_itself(),
        np.array([None, ...]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_no_value_breaks_numbers_and_choices(exercise, value):
    assert judge(exercise, value, 0).outcome == "not yet"


def test_what_was_printed_is_kept_from_the_page_and_capped(capsys):
    ran = run(lambda: print("x" * 10**6))
    assert ran.printed == "x" * 2000
    assert capsys.readouterr().out == ""


def test_the_guard_tells_what_came_of_a_call():
    assert run(lambda a: a + 1, (1,)) == Ran(value=2, returned=True)
    assert run(lambda a: a[:1], (np.ones(2),)).view
    assert run(lambda a: a.append(1), ([],)).changed
    assert run(lambda: raises(ValueError("at <x object at 0x7f00aa>"))).error == "at <x object>"
    assert type(plain(np.ma.array([[1]]))) is np.ndarray
