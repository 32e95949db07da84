"""The exercises, as data: one module per lesson, each with a tuple `EXERCISES`.

Those of optional lessons are checked like the others; they count neither in `progress` nor in
grades.
"""

import difflib
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from embedlab.practice.exercises.kinds import ExerciseError
from embedlab.practice.lessons import LESSONS, lesson_of

__all__ = ["by_name", "closest", "optional", "registry", "solved_of"]


@cache
def registry():
    """All exercises of the course by name, in the order of the lessons."""
    there = {module.name for module in iter_modules(__path__)}
    return by_name(declared(lesson for lesson in LESSONS if lesson in there))


@cache
def optional():
    """The exercises of the optional lessons by name."""
    names = sorted(module.name for module in iter_modules(__path__))
    return by_name(declared(name for name in names if name.startswith("optional_")))


def declared(modules):
    """The exercises of these modules, one after the other."""
    for name in modules:
        yield from import_module(f"{__name__}.{name}").EXERCISES


def by_name(exercises):
    """Exercises by name, or an error that names one that is there twice."""
    found = {}
    for exercise in exercises:
        if exercise.name in found:
            raise ExerciseError(
                f"Exercise {exercise.name!r}: another exercise has this name already."
            )
        found[exercise.name] = exercise
    return found


def closest(name):
    """The name of an exercise that is most like this one, of the same lesson if there is one."""
    every = [*registry(), *optional()]
    names = [one for one in every if lesson_of(one) == lesson_of(name)] or every
    return difflib.get_close_matches(str(name).lower(), names, n=1, cutoff=0)[0]


def solved_of(lesson, state):
    """How many exercises of a lesson are solved, and how many there are."""
    every = registry() | optional()
    names = [name for name, exercise in every.items() if exercise.lesson == lesson]
    return sum("solved" in state["exercises"].get(name, {}) for name in names), len(names)
