"""Whether the properties of a `Program` hold, and if not, which sentence is for that."""

from functools import partial

import numpy as np

from embedlab.practice.checking.compare import agree, close, equal
from embedlab.practice.checking.feedback import failure, tell
from embedlab.practice.checking.sandbox import SECONDS, run
from embedlab.practice.checking.wording import brief

__all__ = ["holds_dots", "trouble"]

DEEPEST = 3  # lists within lists in which a gap is looked for


class Stopped(Exception):
    """The learner's program gave no answer that a property could look at."""


def trouble(exercise, attempt, seed, kept):
    """What is wrong with a program: a sentence, `...` if it is not written yet, or nothing.

    Parameters
    ----------
    exercise : Program
    attempt : callable
    seed : int
        With the number of a property it draws what that property uses.
    kept : tuple
        What `sandbox.keep` noted.
    """
    changed = ""
    for number, (says, holds) in enumerate(exercise.properties):
        calls = []
        program = partial(call, exercise, attempt, kept, calls)
        try:
            seen = holds(program, np.random.default_rng([seed, number]))
        except Stopped as stop:
            says, seen = str(stop), ""
        except Exception:  # the property could not read an answer of this form
            seen = False
        if calls and holds_dots(calls[0][1].value):
            return ...
        if not (isinstance(seen, str) or not seen):
            changed = changed or next((tell(exercise, case) for case, r in calls if r.changed), "")
            continue
        for mistake in exercise.mistakes:
            if gives_the_same(exercise, mistake, calls):
                return mistake.says
        case, ran = calls[-1]
        told = f"On {tell(exercise, case)} it gave {brief(ran.value)}."
        return " ".join(filter(None, [says, told if seen is False else seen]))
    if changed:
        return (
            f"The answer is correct, but the program changes its input on {changed}. Work on a "
            "copy: the caller still needs the old values."
        )
    return ""


def call(exercise, attempt, kept, calls, *case):
    """The answer of a learner's program, as plain data; `calls` gets the case and what came of it.

    Raises `Stopped`, with a sentence, if there is no answer.
    """
    ran = run(attempt, case, SECONDS, kept)
    calls.append((case, ran))
    told = tell(exercise, case)
    if ran.late:
        raise Stopped(
            f"It was stopped after {SECONDS:g} seconds on {told}. Is there a loop that never ends?"
        )
    if ran.error:
        raise Stopped(failure(ran, told))
    if ran.value is None:
        raise Stopped(f"It returns nothing (None) on {told}. Does it end with `return`?")
    return ran.value


def gives_the_same(exercise, mistake, calls):
    """Whether a mistake answers like the learner's program on all calls of a property."""
    same = partial(agree, near=equal if exercise.exact else close)
    for case, ran in calls:
        mine = run(mistake.answer, case, None)
        if ran.late or (mine.kind, mine.error) != (ran.kind, ran.error):
            return False
        if not mine.error and not same(mine.value, ran.value):
            return False
    return True


def holds_dots(value, depth=DEEPEST):
    """Whether there is still a `...` in an answer.

    >>> [holds_dots(value) for value in (..., [1, ...], [[1], [2, ...]], [1, 2])]
    [True, True, True, False]
    """
    if value is ...:
        return True
    if type(value) is np.ndarray and value.dtype == object:
        value = value.ravel().tolist()
    if type(value) is dict:
        value = list(value.values())
    inside = type(value) in (list, tuple) and depth
    return bool(inside) and any(holds_dots(one, depth - 1) for one in value)
