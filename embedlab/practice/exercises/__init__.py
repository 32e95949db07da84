"""The exercises, as data: one module per lesson, each with a tuple `EXERCISES`."""

import difflib
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from embedlab.practice.exercises.kinds import ExerciseError

__all__ = ["by_name", "closest", "registry", "solved_of"]


@cache
def registry():
    """All exercises by name, in the order of the lessons."""
    names = sorted(module.name for module in iter_modules(__path__))
    lessons = [import_module(f"{__name__}.{name}") for name in names if name.startswith("lesson_")]
    return by_name(exercise for lesson in lessons for exercise in lesson.EXERCISES)


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
    names = [one for one in registry() if one[:2] == str(name)[:2]] or registry()
    return difflib.get_close_matches(str(name).lower(), names, n=1, cutoff=0)[0]


def solved_of(lesson, state):
    """How many exercises of a lesson are solved, and how many there are."""
    names = [name for name, exercise in registry().items() if exercise.lesson == lesson]
    return sum("solved" in state["exercises"].get(name, {}) for name in names), len(names)
