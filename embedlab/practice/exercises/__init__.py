"""The exercises, as data: one module per lesson, each with a tuple `EXERCISES`."""

import difflib
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

__all__ = ["closest", "registry"]


@cache
def registry():
    """All exercises by name, in the order of the lessons."""
    names = sorted(
        module.name for module in iter_modules(__path__) if module.name.startswith("lesson_")
    )
    lessons = [import_module(f"{__name__}.{name}") for name in names]
    return {exercise.name: exercise for lesson in lessons for exercise in lesson.EXERCISES}


def closest(name):
    """The name of an exercise that is most like this one, of the same lesson if there is such a lesson."""
    names = [one for one in registry() if one[:2] == str(name)[:2]] or registry()
    return difflib.get_close_matches(str(name).lower(), names, n=1, cutoff=0)[0]
