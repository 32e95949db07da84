"""The exercises, as data: one module per lesson, each with a tuple `EXERCISES`.

Its tuple `TASKS` has what the lesson itself asks for on its way. Tasks, and the exercises of
optional lessons, are checked like the others; they count neither in `progress` nor in grades.
"""

import difflib
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from embedlab.practice.exercises.kinds import ExerciseError
from embedlab.practice.lessons import LESSONS, lesson_of, renamed

__all__ = ["by_name", "closest", "everything", "optional", "registry", "solved_of", "tasks"]


@cache
def registry():
    """All exercises of the course by name, in the order of the lessons."""
    return by_name(exercise.whole() for exercise in declared(lessons()))


@cache
def optional():
    """The exercises of the optional lessons by name."""
    return by_name(exercise.whole() for exercise in declared(optional_lessons()))


@cache
def tasks():
    """The tasks inside the lessons by name, those of optional ones at the end."""
    every = [*declared([*lessons(), *optional_lessons()], "TASKS")]
    by_name([*registry().values(), *optional().values(), *every])  # no name is there twice
    return by_name(every)


def everything():
    """All that can be checked, by name."""
    return registry() | optional() | tasks()


def lessons():
    """The modules of the lessons, in their order."""
    there = {module.name for module in iter_modules(__path__)}
    return [lesson for lesson in LESSONS if lesson in there]


def optional_lessons():
    """The modules of the optional lessons."""
    names = sorted(module.name for module in iter_modules(__path__))
    return [name for name in names if name.startswith("optional_")]


def declared(modules, kind="EXERCISES"):
    """The exercises or tasks of these modules, one after the other."""
    for name in modules:
        yield from getattr(import_module(f"{__name__}.{name}"), kind, ())


def by_name(exercises):
    """Exercises by name, with their first numbers; or an error that names one there twice."""
    found = {}
    for exercise in exercises:
        if exercise.name in found:
            raise ExerciseError(
                f"Exercise {exercise.name!r}: another exercise has this name already."
            )
        found[exercise.name] = exercise.fresh()
    return found


def closest(name):
    """The name of an exercise that is most like this one, of the same lesson if there is one."""
    lesson = lesson_of(renamed(name)).lower()
    every = everything()
    names = [one for one, exercise in every.items() if exercise.lesson == lesson] or every
    return difflib.get_close_matches(str(name).lower(), names, n=1, cutoff=0)[0]


def solved_of(lesson, state):
    """How many exercises of a lesson are solved, and how many there are."""
    every = registry() | optional()
    names = [name for name, exercise in every.items() if exercise.lesson == lesson]
    return sum("solved" in state["exercises"].get(name, {}) for name in names), len(names)
