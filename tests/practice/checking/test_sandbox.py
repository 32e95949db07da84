"""Whatever a learner writes: the kernel stays usable, and what was changed is put back."""

import _thread
import builtins
import random
import signal
import sys
import threading
import warnings

import numpy as np
import pytest

from embedlab.practice.checking import judging
from embedlab.practice.checking.judging import judge
from embedlab.practice.checking.sandbox import Ran, plain, run
from tests.practice.checking.three_exercises import BYTES, REASON, raises, scatter, verdict


class Broken:
    def __getattr__(self, name):
        raise ValueError("broken")

    __repr__ = __str__ = __eq__ = __array__ = __len__ = __hash__ = lambda self, *_: 1 / 0


def endless(*given):
    while True:
        pass


def break_builtins(*given):
    builtins.len = builtins.isinstance = builtins.BaseException = builtins.str = builtins.type = (
        None
    )
    builtins.extra = 1
    return scatter(*given)


def nested_in_itself():
    nest = []
    nest.append(nest)
    return nest


ALARM = hasattr(signal, "setitimer")  # not on Windows


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
        np.array([None, print]),
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
    assert run(lambda a: a + 1, (1,)) == Ran(value=2, returned=True, data=True)
    assert run(lambda a: a[:1], (np.ones(2),)).view
    assert run(lambda a: a.append(1), ([],)).changed
    assert run(lambda: raises(ValueError("at <x object at 0x7f00aa>"))).error == "at <x object>"
    assert type(plain(np.ma.array([[1]]))) is np.ndarray
