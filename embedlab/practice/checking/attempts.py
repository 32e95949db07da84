"""What a learner calls about an exercise: check an attempt, take a hint, read the solution."""

import inspect
import random

from embedlab.page.output import Shown
from embedlab.practice import store
from embedlab.practice.answers import said
from embedlab.practice.checking.judging import judge
from embedlab.practice.checking.wording import brief
from embedlab.practice.exercises import closest, everything, solved_of, tasks
from embedlab.practice.exercises.kinds import Choice, Function, Numbers
from embedlab.practice.lessons import label, renamed

__all__ = ["again", "check", "hint", "solution", "source"]

VARIANTS = 1000  # of which `again` draws one; any number from 0 can be asked for
given_hints = {}


def check(name, attempt=..., *, seed=None, variant=0):
    """Say whether an attempt is right and, if not, what to think about.

    Parameters
    ----------
    name : str
        The exercise, such as "gradient-duplicates", or a task of a lesson.
    attempt : callable or value
        Your function itself, without brackets; or your numbers; or your choice.
    seed : int, optional
        Draws the random cases; the same seed draws the same ones.
    variant : int
        Which numbers the task had, as `again` says; 0 are those of the notebook.

    Returns
    -------
    Shown
        Its ``outcome`` is "solved", "not tried yet" or "not yet"; empty if there is no such
        exercise.
    """
    exercise = find(name, variant)
    if isinstance(exercise, Shown):
        return exercise
    seed = random.SystemRandom().randrange(10**6) if seed is None else seed
    with store.whole_afterwards():
        verdict = judge(exercise, attempt, seed)
    lines = [
        f"**{verdict.outcome.capitalize()}.** {verdict.message}",
        *standing(exercise, verdict.outcome),
    ]
    hints = exercise.hints if verdict.outcome == "not yet" else ()
    shown = {"kind": verdict.outcome, "title": exercise.name}
    return said(lines, case=verdict.case, hints=hints, **shown)


def standing(exercise, outcome):
    """The lines under a verdict: how far the lesson is, and what was wrong with storing it."""
    untried, is_task = outcome == "not tried yet", exercise.name in tasks()
    if untried and is_task:
        return []
    try:
        state, note = (
            store.load() if untried else store.record(exercise.name, solved=outcome == "solved")
        )
    except store.Unsaved as error:
        return [str(error)]
    solved, all_of_it = solved_of(exercise.lesson, state)
    foot = [] if is_task else [f"{label(exercise.lesson)}: {solved} of {all_of_it}"]
    if outcome == "solved" and draws(exercise):
        foot.append(f'`again("{exercise.name}")` asks it with other numbers')
    return [*filter(None, [note, " · ".join(foot)])]


def draws(exercise):
    """Whether an exercise can be asked with other numbers."""
    return isinstance(exercise, Numbers) and exercise.draw is not None


def again(name, variant=None):
    """Ask a task with other numbers, and show the lines that check the answer.

    Parameters
    ----------
    name : str
        An exercise that asks for numbers, such as "lookup-size".
    variant : int, optional
        Which numbers; drawn if not given.
    """
    exercise = find(name)
    if isinstance(exercise, Shown):
        return exercise
    if not draws(exercise):
        return said([no_other_numbers(exercise)])
    drawn = random.SystemRandom().randrange(1, VARIANTS) if variant is None else variant
    exercise = find(name, drawn)
    if isinstance(exercise, Shown):
        return exercise
    stub = exercise.stub or "answer = ..."
    cell = f'{stub.rstrip()}\n\ncheck("{exercise.name}", answer, variant={drawn})'
    lines = [line for line in exercise.task.splitlines() if line.strip()]
    return said([*lines, "Answer it in a cell of your own:"], then=cell, title=exercise.name)


def no_other_numbers(exercise):
    if isinstance(exercise, Function):
        again_from_memory = "Write your function again, from memory."
        return f"`{exercise.name}` draws new cases at each check. {again_from_memory}"
    return f"`{exercise.name}` has no other numbers. Empty its cell and answer it from memory."


def hint(name, *, variant=0):
    """The next hint: the first time a nudge, the last time nearly all."""
    exercise = find(name, variant)
    if isinstance(exercise, Shown):
        return exercise
    if not exercise.hints:
        return said([f'This task has no hints; `solution("{name}")` shows the answer.'], title=name)
    step, last = given_hints.get(name, 0), len(exercise.hints) - 1
    given_hints[name] = min(step + 1, last)
    more = (
        "call it again for the next one"
        if step < last
        else f'the last; solution("{name}") shows the answer'
    )
    return said([exercise.hints[step], f"hint {step + 1} of {last + 1}: {more}"], title=name)


def solution(name, *, variant=0):
    """An answer, with the reason."""
    exercise = find(name, variant)
    if isinstance(exercise, Shown):
        return exercise
    if isinstance(exercise, Function):
        return said([exercise.why], code=exercise.code or source(exercise.reference), title=name)
    working = exercise.working or f"The answer is {in_words(exercise)}."
    return said([*working.split("\n\n"), exercise.why], title=name)


def in_words(exercise):
    """The answer of a task that shows no working."""
    answer = exercise.answer() if callable(exercise.answer) else exercise.answer
    if isinstance(exercise, Choice):
        letter, *reason = answer if isinstance(answer, tuple) else (answer,)
        texts = [exercise.choices[letter], *map(exercise.reasons.get, reason)]
        return f"{letter}: {', because '.join(texts)}"
    return f"{answer:,}" if isinstance(answer, int | float) else f"`{brief(answer)}`"


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


def find(name, variant=0):
    """The exercise of this name with the numbers of a variant, or a sentence that says why not."""
    exercise = everything().get(renamed(name)) if isinstance(name, str) else None
    if exercise is None:
        return said(
            [f"No exercise is called {str(name)[:60]!r}; the closest name is {closest(name)!r}."]
        )
    if variant == 0:
        return exercise
    if not (isinstance(variant, int) and variant > 0):
        return said(
            [f"A variant is a whole number from 0; {str(variant)[:20]!r} is none. Leave it out."]
        )
    if not draws(exercise):
        return said([f"{no_other_numbers(exercise)} Leave `variant` out."])
    return exercise.fresh(variant)
