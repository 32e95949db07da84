"""The suspects of an exercise, asked in stages, single mistakes first.

What they answer to the smallest case is kept, so that the next wrong answer is looked up.
"""

from functools import cache, partial
from itertools import combinations

import numpy as np

from embedlab.practice.checking.bank_of_steps import OFTEN
from embedlab.practice.checking.compare import numeric, several
from embedlab.practice.checking.suspects import (
    Suspect,
    applied,
    argument_changes,
    attempted,
    named_suspects,
    on_changed,
    result_changes,
    still,
    suspects_of_habits,
    suspects_of_steps,
    switched,
)

__all__ = ["Lineup"]


# Causes that come with a mistake of the exercise, besides those that often come with another.
ON_NAMED = {"arguments exchanged", "first only", "sorted", "last repeat only", "counted twice"}


class Lineup:
    """The suspects of an exercise, each stage worked out when the ones before explain nothing."""

    def __init__(self, exercise, stages=("single", "on_named", "spoilt", "two_steps")):
        self.exercise, self.small = exercise, still(exercise.small)
        self.right = attempted(exercise.reference, self.small)
        self.stages, self.boards, self.values = stages, [], {}

    def like(self, value, same, *, rounded=False, pairs=True):
        """Suspects that gave this answer to the smallest case, in their order."""
        for k, stage in enumerate(self.stages if pairs else self.stages[:1]):
            if k == len(self.boards):
                self.boards.append(Board(self.small, getattr(self, stage)(), self.values))
            yield from self.boards[k].like(value, same, rounded=rounded)

    def single(self):
        """One mistake: what anyone can see, then steps and arguments, then the end."""
        exercise = self.exercise
        self.results = [*result_changes(exercise, self.right)]
        self.steps = [*suspects_of_steps(exercise.reference)]
        self.changes = [*argument_changes(exercise)]
        self.arguments = [
            Suspect((clause,), partial(on_changed, exercise.reference, change))
            for clause, change in self.changes
        ]
        ends = [
            (Suspect((clause,), exercise.reference, change), obvious)
            for clause, change, obvious in self.results
        ]
        return [
            *(one for one, obvious in ends if obvious),
            *self.steps,
            *self.arguments,
            *(one for one, obvious in ends if not obvious),
            *suspects_of_habits(exercise.reference),
        ]

    def on_the_way(self):
        """One mistake on the way to the answer, none at its end."""
        one_mistake = self.single()
        return [one for one in one_mistake if one.result is None]

    def on_named(self):
        """A mistake of the exercise's own, and a general one."""
        for named in named_suspects(self.exercise):
            for clause, change, obvious in self.results:
                if obvious or clause.cause in OFTEN:
                    yield Suspect((clause, *named.clauses), named.function, change)
            for one in suspects_of_steps(named.function, named.clauses):
                if is_often(one.clauses[0]):
                    yield one
            for clause, change in self.changes:
                if clause.cause not in OFTEN - {"left out"} | ON_NAMED:
                    continue
                function = partial(on_changed, named.function, change)
                yield Suspect((clause, *named.clauses), function)

    def spoilt(self):
        """One mistake in a step or an argument, and another at the end."""
        for one in (*self.telling(self.steps), *self.telling(self.arguments)):
            for clause, change, obvious in self.results:
                if obvious or clause.cause in OFTEN:
                    yield Suspect((clause, *one.clauses), one.function, change)

    def telling(self, suspects):
        """Those that may come with another mistake, one for each answer to the smallest case."""
        found = {}
        with np.errstate(all="ignore"):
            seen = {repr(fingerprint(self.right))}
            for one in suspects:
                value = self.values.get(one.function)
                if value is not None and is_often(one.clauses[0]):
                    shape, mark = fingerprint(value)
                    key = repr((shape, round(mark, 9) if isinstance(mark, float) else mark))
                    found.setdefault(key, one)
        return [one for key, one in found.items() if key not in seen]

    def two_steps(self):
        """Two steps, or a step and an argument, or two arguments."""
        often = self.telling(self.steps)
        for one, other in combinations(often, 2):
            code, (first,) = one.function.args
            _, (second,) = other.function.args
            if first.site != second.site:
                function = partial(switched, code, (first, second))
                yield Suspect((*one.clauses, *other.clauses), function)
        telling = self.telling(self.arguments)
        changes = [(one.clauses[0], one.function.args[1]) for one in telling]
        for clause, change in changes:
            for one in often:
                yield Suspect((clause, *one.clauses), partial(on_changed, one.function, change))
        for (a, first), (b, second) in combinations(changes, 2):
            change = partial(both, first, second)
            yield Suspect((a, b), partial(on_changed, self.exercise.reference, change))


def is_often(clause):
    """Whether a mistake often comes with another one, and can be told in half a sentence."""
    return clause.cause in OFTEN and not clause.vague


def both(first, second, case):
    return second(first(case))


class Board:
    """Suspects, found by what they answered to the smallest case."""

    def __init__(self, small, suspects, values):
        shelves = {}
        with np.errstate(all="ignore"):
            for one in suspects:
                if one.function not in values:
                    values[one.function] = attempted(one.function, small)
                value = values[one.function]
                if one.result is not None:
                    value = applied(one.result, value, small)
                if value is not None:
                    shape, mark = fingerprint(value)
                    marks, found = shelves.setdefault(shape, ([], []))
                    marks.append(mark)
                    found.append((one, value))
        self.shelves = {
            shape: (np.array(marks), found) for shape, (marks, found) in shelves.items()
        }

    def like(self, value, same, *, rounded):
        """Suspects with this answer; one that was rounded is compared with each of its shape."""
        with np.errstate(all="ignore"):
            shape, mark = fingerprint(value)
        marks, found = self.shelves.get(shape, (np.zeros(0), []))
        if rounded:
            near = np.ones(len(found), bool)
        elif isinstance(mark, float):
            with np.errstate(invalid="ignore"):
                near = np.abs(marks - mark) <= 1e-4 * (1 + abs(mark))
            near |= np.isnan(marks) & np.isnan(mark)
        else:
            near = marks == mark
        return [found[k][0] for k in np.flatnonzero(near) if same(found[k][1], value)]


@cache
def weights(size):
    return np.cos(np.arange(1, size + 1))


def fingerprint(value):
    """A shape, and a number or text that is the same for the same answers."""
    array = None if several(value) else numeric(value)
    if array is not None:
        return array.shape, float(array.ravel() @ weights(array.size))
    if isinstance(value, list):
        parts = [fingerprint(part) for part in value]
        if all(isinstance(mark, float) for _, mark in parts):
            mark = sum(mark * (k + 1.7) for k, (_, mark) in enumerate(parts))
            return ("parts", *(shape for shape, _ in parts)), mark
    return "words", repr(sorted(map(str, value.items())) if isinstance(value, dict) else value)
