"""The one part of a learner's function that is wrong, if with another one there it is right.

Every part of its source is exchanged for what often belongs there, one at a time, until the
function answers correctly on all cases. Which exchange that was is never told: only the place.
"""

import ast
import inspect
import textwrap
from contextlib import contextmanager
from itertools import islice
from time import monotonic

import numpy as np

from embedlab.practice.checking.exchanged_lines import other_lines
from embedlab.practice.checking.exchanges import (
    alternatives,
    fewer_indices,
    from_solution,
    longer,
    more_indices,
    names_in,
    other_names,
    shorter,
)

__all__ = ["PLAIN", "SENTENCES", "repair"]

MOST_TRIED, MOST_ROUNDS = 200, 2_000
LONGEST = 0.4  # seconds after which no further exchange is tried, as in a browser
SENTENCES = {
    "name": "In your line `{line}`, one value is not the right one: `{part}`. "
    "What does it stand for, and which value belongs there?",
    "number": "In your line `{line}`, one number is not the right one: `{part}`. "
    "What does it count, and where does that begin or end?",
    "operation": "In your line `{line}`, the operation in `{part}` is not the right one. "
    "What should happen to the two?",
    "condition": "In your line `{line}`, the condition `{part}` is not the right one. "
    "When should it hold, and when not?",
    "function": "In your line `{line}`, everything is right but the function that `{part}` calls. "
    "What should happen to the numbers?",
    "axis": "In your line `{line}`, everything is right but the axis in `{part}`. "
    "Which axis should disappear?",
    "part": "In your line `{line}`, `{part}` is not the right part. "
    "Where should it begin, and where end?",
    "too much": "In your line `{line}`, something is too much: `{part}`. "
    "What does it do to the answer?",
    "swapped": "In your line `{line}`, the pieces of `{part}` are exchanged. "
    "What does each of them stand for?",
    "missing": "In your line `{line}`, a step is missing on `{part}`. "
    "What is it now, and what should it be?",
    "expression": "In your line `{line}`, everything is right but `{part}`. "
    "Work it out by hand for the smallest case: what is it, and what should it be?",
    "update": "In your line `{line}`, the values are right, the operator is not. "
    "What should become of what was there before?",
    "order of lines": "Your lines `{line}` and `{other}` are in the wrong order. "
    "Which of the two needs what the other one makes?",
    "line too much": "Your line `{line}` is one too many. What does it do to the answer?",
    "inside the loop": "Your line `{line}` stands inside the loop, so it runs in the first round "
    "already. How many rounds must be over before it?",
    "begins anew": "Your line `{line}` stands inside the loop, so it begins anew in every round. "
    "What should one round hand on to the next?",
    "after the loop": "Your line `{line}` stands after the loop, so it runs once. "
    "How many times should it?",
}
# What is said before the bank is asked: it looks at numbers only, and these stand in the code.
PLAIN = {"inside the loop", "begins anew", "after the loop", "order of lines", "update"}


def repair(function, is_right, solution=""):
    """The kind and the sentence of the first exchange that makes a function right, or None.

    Parameters
    ----------
    function : callable
        The learner's; its source must be readable, and it must do nothing but calculate.
    is_right : callable
        Whether a function answers correctly. It may fail, which counts as no.
    solution : str
        The code of a correct answer: its parts are tried in the place of the learner's.
    """
    try:
        source = textwrap.dedent(inspect.getsource(function))
        tree = ast.parse(source)
    except (OSError, TypeError, SyntaxError):
        return None
    written = tree.body[0]
    if not isinstance(written, ast.FunctionDef) or written.name != function.__name__:
        return None
    written.decorator_list = []
    clock = Rounds()
    with_ends(written)
    space = function.__globals__ | captured(function)
    space |= {"_np": np, "_each": clock.each, "_once_more": clock.once_more}
    end = monotonic() + LONGEST
    for exchange in exchanges(written, solution):
        if monotonic() > end:
            return None
        clock.left = MOST_ROUNDS
        with exchanged(exchange.fields), np.errstate(all="ignore"):
            try:
                exec(compile(tree, "exchanged", "exec"), space)
                found = is_right(space[written.name])
            except Exception:
                continue
        if found:
            return told(exchange, source)
    return None


class Rounds:
    """Counts the rounds of all loops, so that none runs without an end."""

    left = 0

    def once_more(self, value=True):
        self.left -= 1
        if self.left < 0:
            raise RecursionError("a loop without an end")
        return value

    def each(self, values):
        for value in values:
            yield self.once_more(value)


def with_ends(function):
    """Let each loop of a syntax tree count its rounds."""
    for node in ast.walk(function):
        name, field = LOOPS.get(type(node), ("", ""))
        if name:
            old = getattr(node, field)
            call = ast.Call(ast.Name(name, ast.Load()), [old], [])
            setattr(node, field, ast.fix_missing_locations(ast.copy_location(call, old)))


LOOPS = {
    ast.For: ("_each", "iter"),
    ast.comprehension: ("_each", "iter"),
    ast.While: ("_once_more", "test"),
}


def captured(function):
    """The variables around a function that it uses."""
    cells = zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
    return {name: cell.cell_contents for name, cell in cells}


def exchanges(function, solution):
    """All exchanges of a part for another: the likeliest of all parts first."""
    names = names_in(function)
    for kinds in (
        other_lines(function),
        shorter(function),
        alternatives(function),
        other_names(function, names),
        more_indices(function, names),
        fewer_indices(function),
    ):
        yield from islice(kinds, MOST_TRIED)
    if solution:
        correct = next(
            one
            for one in ast.walk(ast.parse(textwrap.dedent(solution)))
            if isinstance(one, ast.FunctionDef)
        )
        yield from islice(from_solution(function, correct), 3 * MOST_TRIED)
    yield from islice(longer(function, names), MOST_TRIED)


@contextmanager
def exchanged(fields):
    """A syntax tree with other values in some of its fields: (node, name, value)."""
    before = [(node, name, getattr(node, name)) for node, name, _ in fields]
    try:
        for node, name, value in fields:
            setattr(node, name, value)
        yield
    finally:
        for node, name, value in before:
            setattr(node, name, value)


def told(exchange, source):
    lines = source.splitlines()
    line, other = (lines[one.lineno - 1].strip() for one in (exchange.at, exchange.other))
    part = exchange.part or ast.get_source_segment(source, exchange.at)
    part = " ".join(part.split())
    return exchange.kind, SENTENCES[exchange.kind].format(part=part, line=line, other=other)
