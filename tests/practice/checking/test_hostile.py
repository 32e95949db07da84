"""Whatever a learner's function does: a sentence, a kernel as before, and progress as it should be.

Not in the table, since nothing in the same process can keep it off: what crashes inside C code,
closes the kernel's files, or starts a thread that goes on to do harm.
"""

import json
import os
import random
import signal
import sys
import textwrap
import threading
import warnings

import numpy as np
import pytest

from embedlab import practice
from embedlab.practice import store
from embedlab.practice.checking import judging
from embedlab.practice.checking.surroundings import registry
from embedlab.practice.exercises import gradient
from tests.practice.checking.hostile import ENDLESS, EVERYWHERE, ONLY_POSIX
from tests.practice.checking.three_exercises import scatter, text

ALARM = hasattr(signal, "setitimer")
LEFT_OUT = set() if ALARM else ONLY_POSIX


def function(body):
    cell = body[1:] if body[0] == ":" else f"def f(E, ids, upstream):\n{textwrap.indent(body, ' ')}"
    space = {"np": np, "scatter": scatter}
    exec(compile(cell, "cell", "exec"), space)
    return space["f"]


def surroundings():
    modules = [np, np.random, os, sys, json, random, signal, threading, warnings, judging, store]
    return (
        [dict(vars(module)) for module in modules],
        __builtins__.copy(),
        np.geterr(),
        np.get_printoptions(),
        random.getstate(),
        str(np.random.get_state()),  # noqa: NPY002
        sys.getrecursionlimit(),
        [*sys.path],
        [*sys.meta_path],
        warnings.filters[:],
        os.getcwd(),
        dict(os.environ),
        sys.gettrace(),
        sys.getprofile(),
        ALARM and (signal.getsignal(signal.SIGALRM), signal.getitimer(signal.ITIMER_REAL)),
        {name: dict(vars(one)) for name, one in registry().items()},
        [getattr(one, "__code__", None) for one in vars(gradient).values()],
    )


@pytest.fixture
def solved_before(three):
    """One exercise is solved and the table of progress has it."""
    practice.check("lookup-bytes", 10.24)


def stored():
    return json.loads((store.home() / "progress.json").read_bytes())["exercises"]


def check_and_look(attempt):
    """Check it; the words that are shown, once all around is seen to be as before."""
    before = surroundings()
    shown = practice.check("gradient-gradient", attempt)
    assert surroundings() == before
    assert stored()["lookup-bytes"].keys() == {"tries", "solved"}, "what was solved before is lost"
    assert stored()["lookup-bytes"]["tries"] == 1
    assert stored()["gradient-gradient"]["tries"] == 1
    assert ("solved" in stored()["gradient-gradient"]) == (shown.outcome == "solved")
    assert len(text(shown)) < 900
    assert practice.check("gradient-gradient", scatter).outcome == "solved"
    return shown


@pytest.mark.parametrize("name", sorted(ENDLESS.keys() - LEFT_OUT))
def test_what_never_ends_is_stopped(solved_before, monkeypatch, name):
    before = judging.SECONDS
    attempt = function(ENDLESS[name])
    # What is raised while an object is deleted goes to this hook; that of pytest is Python code,
    # which the alarm would interrupt in its turn.
    monkeypatch.setattr(sys, "unraisablehook", lambda _: None)
    monkeypatch.setattr(judging, "SECONDS", 0.2)
    shown = practice.check("gradient-gradient", attempt)
    assert shown.outcome == "not yet"
    assert "It was stopped after 0.2 seconds" in text(shown)
    monkeypatch.setattr(
        judging, "SECONDS", 15 * before
    )  # the right answer has all the time it needs
    assert practice.check("gradient-gradient", scatter).outcome == "solved"
    assert stored()["gradient-gradient"]["tries"] == 2


@pytest.mark.parametrize("name", sorted(EVERYWHERE.keys() - LEFT_OUT))
def test_what_it_changes_is_put_back_and_what_it_answers_is_told(solved_before, monkeypatch, name):
    body, outcome, words = EVERYWHERE[name]
    monkeypatch.setattr(judging, "SECONDS", 30)
    shown = check_and_look(function(body))
    assert shown.outcome == outcome, text(shown)
    assert words in text(shown)
