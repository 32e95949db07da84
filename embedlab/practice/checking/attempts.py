"""What a learner calls about an exercise: check an attempt, take a hint, read the solution."""

import inspect
import random

from embedlab.page.output import Shown
from embedlab.practice import store
from embedlab.practice.answers import said
from embedlab.practice.checking.judging import judge
from embedlab.practice.exercises import closest, optional, registry, solved_of
from embedlab.practice.exercises.kinds import Function
from embedlab.practice.lessons import label, renamed

__all__ = ["check", "hint", "solution", "source"]

given_hints = {}


def check(name, attempt=..., *, seed=None):
    """Say whether an attempt is right and, if not, what to think about.

    Parameters
    ----------
    name : str
        The exercise, such as "gradient-duplicates".
    attempt : callable or value
        Your function itself, without brackets; or your numbers; or your choice.
    seed : int, optional
        Repeats the random cases of an earlier check, which named it.

    Returns
    -------
    Shown
        Its ``outcome`` is "solved", "not tried yet" or "not yet"; empty if there is no such
        exercise.
    """
    exercise = find(name)
    if isinstance(exercise, Shown):
        return exercise
    seed = random.SystemRandom().randrange(10**6) if seed is None else seed
    with store.whole_afterwards():
        verdict = judge(exercise, attempt, seed)
    lines = [
        f"**{verdict.outcome.capitalize()}.** {verdict.message}",
        *standing(exercise, verdict.outcome),
    ]
    return said(lines, kind=verdict.outcome, title=exercise.name)


def standing(exercise, outcome):
    """The lines under a verdict: how far the lesson is, and what was wrong with storing it."""
    try:
        untried = outcome == "not tried yet"
        state, note = (
            store.load() if untried else store.record(exercise.name, solved=outcome == "solved")
        )
    except store.Unsaved as error:
        return [str(error)]
    solved, all_of_it = solved_of(exercise.lesson, state)
    return [*filter(None, [note]), f"{label(exercise.lesson)}: {solved} of {all_of_it}"]


def hint(name):
    """The next hint: the first time a nudge, the last time nearly all."""
    exercise = find(name)
    if isinstance(exercise, Shown):
        return exercise
    step, last = given_hints.get(name, 0), len(exercise.hints) - 1
    given_hints[name] = min(step + 1, last)
    more = (
        "call it again for the next one"
        if step < last
        else f'the last; solution("{name}") shows the answer'
    )
    return said([exercise.hints[step], f"hint {step + 1} of {last + 1}: {more}"], title=name)


def solution(name):
    """An answer, with the reason."""
    exercise = find(name)
    if isinstance(exercise, Shown):
        return exercise
    if isinstance(exercise, Function):
        return said([exercise.why], code=exercise.code or source(exercise.reference), title=name)
    return said([*exercise.working.split("\n\n"), exercise.why], title=name)


def source(function):
    """The code of a function, with the imports and the functions that it needs besides `np`."""
    codes, needs = [function.__code__], {}
    for code in codes:
        codes += filter(inspect.iscode, code.co_consts)
        needs |= {
            name: function.__globals__[name]
            for name in code.co_names
            if name in function.__globals__
            and name not in ("np", function.__name__, *code.co_varnames)
        }
    own = [
        thing for thing in needs.values() if getattr(thing, "__module__", "") == function.__module__
    ]
    head = "\n".join(
        f"from {thing.__module__} import {name}" if callable(thing) else f"{name} = {thing!r}"
        for name, thing in needs.items()
        if thing not in own
    )
    return "\n\n\n".join(
        filter(None, [head, *map(source, own), inspect.getsource(function).rstrip()])
    )


def find(name):
    """The exercise of this name, or a sentence that has the closest one."""
    every = registry() | optional()
    if isinstance(name, str) and renamed(name) in every:
        return every[renamed(name)]
    return said(
        [f"No exercise is called {str(name)[:60]!r}; the closest name is {closest(name)!r}."]
    )
