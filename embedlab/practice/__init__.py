"""Practice: `check` an attempt, take a `hint`, read the `solution`, `review` what is due, see your `progress`."""

import difflib
import importlib
import inspect
import pkgutil
import random
from functools import cache

from embedlab.practice import progress as store
from embedlab.practice.exercise import Function
from embedlab.practice.judge import judge
from embedlab.practice.pages import before_you_go, overview, review, warm_up
from embedlab.practice.said import Said, said

__all__ = ["before_you_go", "check", "hint", "progress", "registry", "review", "solution", "warm_up"]

given_hints = {}


@cache
def registry():
    """All exercises by name, in the order of the lessons."""
    package = importlib.import_module("embedlab.practice.exercises")
    modules = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    lessons = [importlib.import_module(f"{package.__name__}.{name}") for name in modules]
    return {exercise.name: exercise for lesson in lessons for exercise in getattr(lesson, "EXERCISES", ())}


def check(name, attempt=..., *, seed=None):
    """Say whether an attempt is right and, if not, what to think about.

    Parameters
    ----------
    name : str
        The exercise, such as "06-duplicates".
    attempt : callable or value
        Your function itself, without brackets; or your numbers; or your choice.
    seed : int, optional
        Repeats the random cases of an earlier check, which named it.

    Returns
    -------
    Said
        Its ``outcome`` is "solved", "not tried yet" or "not yet"; empty if there is no such exercise.
    """
    exercise = find(name)
    if isinstance(exercise, Said):
        return exercise
    seed = random.SystemRandom().randrange(10**6) if seed is None else seed
    verdict = judge(exercise, attempt, seed)
    lines = [f"**{verdict.outcome.capitalize()}.** {verdict.message}", *standing(exercise, verdict.outcome)]
    return said(lines, kind=verdict.outcome, title=exercise.name)


def standing(exercise, outcome):
    """The lines under a verdict: how far the lesson is, and what was wrong with storing it."""
    try:
        untried = outcome == "not tried yet"
        state, note = store.load() if untried else store.record(exercise.name, solved=outcome == "solved")
    except store.Unsaved as error:
        return [str(error)]
    solved, all_of_it = count(exercise.lesson, state)
    return [*filter(None, [note]), f"lesson {exercise.lesson}: {solved} of {all_of_it}"]


def count(lesson, state):
    """How many exercises of a lesson are solved, and how many there are."""
    names = [name for name, exercise in registry().items() if exercise.lesson == lesson]
    return sum("solved" in state["exercises"].get(name, {}) for name in names), len(names)


def hint(name):
    """The next hint: the first time a nudge, the last time nearly all."""
    exercise = find(name)
    if isinstance(exercise, Said):
        return exercise
    step, last = given_hints.get(name, 0), len(exercise.hints) - 1
    given_hints[name] = min(step + 1, last)
    more = "call it again for the next one" if step < last else f'the last; solution("{name}") shows the answer'
    return said([exercise.hints[step], f"hint {step + 1} of {last + 1}: {more}"], title=name)


def solution(name):
    """An answer, with the reason."""
    exercise = find(name)
    if isinstance(exercise, Said):
        return exercise
    if isinstance(exercise, Function):
        return said([exercise.why], code=source(exercise.reference), title=name)
    return said([*exercise.working.split("\n\n"), exercise.why], title=name)


def source(function):
    """The code of a function, with the imports and the functions that it needs besides `np`."""
    codes, needs = [function.__code__], {}
    for code in codes:
        codes += filter(inspect.iscode, code.co_consts)
        needs |= {name: function.__globals__[name] for name in code.co_names
                  if name in function.__globals__ and name not in ("np", function.__name__, *code.co_varnames)}
    own = [thing for thing in needs.values() if getattr(thing, "__module__", "") == function.__module__]
    head = "\n".join(f"from {thing.__module__} import {name}" if callable(thing) else f"{name} = {thing!r}"
                     for name, thing in needs.items() if thing not in own)
    return "\n\n\n".join(filter(None, [head, *map(source, own), inspect.getsource(function).rstrip()]))


def find(name):
    """The exercise of this name, or a sentence that has the closest one."""
    if isinstance(name, str) and name in registry():
        return registry()[name]
    names = [one for one in registry() if one[:2] == str(name)[:2]] or registry()
    close = difflib.get_close_matches(str(name).lower(), names, n=1, cutoff=0)
    return said([f"No exercise is called {str(name)[:60]!r}; the closest name is {close[0]!r}."
                 if close else "There are no exercises here."])


def progress():
    """What is solved, lesson by lesson, and what comes next; what was reviewed, and what is due."""
    try:
        state, note = store.load()
    except store.Unsaved as error:
        state, note = {"exercises": {}}, str(error)
    done = state["exercises"]
    left = [name for name in registry() if "solved" not in done.get(name, {})]
    foot = f"Solved: {len(registry()) - len(left)} of {len(registry())}."
    foot += f" Next: {left[0]}." if left else ""
    rows = []
    for lesson in dict.fromkeys(exercise.lesson for exercise in registry().values()):
        names = [name for name, exercise in registry().items() if exercise.lesson == lesson]
        marks = "".join("■" if "solved" in done.get(n, {}) else "◧" if n in done else "□" for n in names)
        rows.append((f"lesson {lesson}", marks, f"{count(lesson, state)[0]} of {len(names)}"))
    words = [f"{lesson}  {marks:<6}{told}" for lesson, marks, told in rows]
    cells = "".join(f'<tr><th scope="row">{lesson}</th><td><b aria-hidden="true">{marks}</b></td>'
                    f"<td>{told}</td></tr>" for lesson, marks, told in rows)
    legend = "■ solved  ◧ tried  □ open"
    deck, picture = overview(state)
    page = said([*filter(None, [note]), foot, *filter(None, [deck]), legend])
    table = f'<table aria-label="Exercises solved">{cells}</table><p'
    return Said("\n".join([*words, page.words]), page.html.replace("<p", table, 1) + picture)
