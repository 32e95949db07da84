"""A correct answer is solved in whatever form Python has for it: none of over 250 is refused."""

from decimal import Decimal
from fractions import Fraction
from functools import partial, wraps

import numpy as np
import pytest

from embedlab.practice.checking.judging import judge
from embedlab.practice.checking.sandbox import plain
from embedlab.practice.exercises import optional, registry, tasks
from embedlab.practice.exercises.kinds import Function, Numbers
from tests.practice.learner import right_answer


def as_lists(value):
    """Arrays as lists, results in a tuple still in a tuple."""
    if isinstance(value, tuple):
        return tuple(map(as_lists, value))
    return value.tolist() if isinstance(value, np.ndarray | np.generic) else value


def as_tuples(value):
    if isinstance(value, dict):
        return value
    value = as_lists(value)
    return tuple(map(as_tuples, value)) if isinstance(value, list | tuple) else value


def each_array(change):
    def changed(value):
        if isinstance(value, tuple | list) and any(isinstance(x, np.ndarray) for x in value):
            return type(value)(map(changed, value))
        return change(value) if isinstance(value, np.ndarray) else value

    return changed


def answers(reference, form):
    """A function that gives the answer of the reference in another form."""
    return wraps(reference)(lambda *case: form(reference(*case)))


class Callable:
    """An object that is called."""

    def __init__(self, function):
        self.function = function

    def __call__(self, *case):
        return self.function(*case)


def printing(function):
    def prints(*case):
        print(case)
        return function(*case)

    return prints


def on_copies(function):
    """A function that first makes lists of the arrays it gets, and arrays of them again."""

    def copies(*case):
        again = (
            np.array(x.tolist(), x.dtype).reshape(x.shape) if isinstance(x, np.ndarray) else x
            for x in case
        )
        return function(*again)

    return copies


FORMS = {
    "lists": partial(answers, form=as_lists),
    "tuples": partial(answers, form=as_tuples),
    "Fortran order": partial(answers, form=each_array(np.asfortranarray)),
    "a strided view": partial(
        answers, form=each_array(lambda x: np.repeat(x, 2, axis=0)[::2] if x.ndim else x)
    ),
    "a partial": partial,
    "an object that is called": Callable,
    "with prints": printing,
    "on copies": on_copies,
}
FUNCTIONS = [
    one
    for one in (registry() | optional() | tasks()).values()
    if type(one) is Function and not one.loads
]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("exercise", FUNCTIONS, ids=lambda one: one.name)
def test_a_correct_function_is_solved_in_each_form(exercise, form):
    verdict = judge(exercise, FORMS[form](exercise.reference), 1)
    assert verdict.outcome == "solved", verdict.message


def spelled(write):
    """Numbers of the answer written in another way, in lists as deep as before."""

    def write_all(value):
        return [write_all(x) for x in value] if isinstance(value, list) else write(value)

    return lambda value: write_all(np.asarray(value, float).tolist())


SPELLINGS = {
    "an array": lambda value: np.asarray(value, float),
    "a tuple": lambda value: as_tuples(np.asarray(value, float)),
    "float32 where it is enough": lambda value: np.asarray(value, np.float32),
    "fractions": spelled(lambda x: Fraction(x)),
    "decimals": spelled(lambda x: Decimal(repr(x))),
    "texts": spelled(lambda x: f"{x:.10g}"),
    "texts with commas": spelled(lambda x: f"{x:,.10g}"),
    "texts with a minus sign": spelled(lambda x: f"{x:.10g}".replace("-", "−")),
}
NUMBERS = [
    one
    for one in (registry() | optional() | tasks()).values()
    if isinstance(one, Numbers) and not isinstance(plain(right_answer(one)), str)
]


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("exercise", NUMBERS, ids=lambda one: one.name)
def test_correct_numbers_are_solved_in_each_spelling(exercise, spelling):
    right = right_answer(exercise)
    try:
        exact = np.asarray(right, float)
    except ValueError:
        pytest.skip("texts")
    given = SPELLINGS[spelling](right)
    if "float32" in spelling and np.any(np.abs(given - exact) > exercise.tolerance):
        pytest.skip("these numbers need more digits")
    verdict = judge(exercise, given, 1)
    assert verdict.outcome == "solved", verdict.message


def test_there_are_more_than_two_hundred_and_fifty():
    assert len(FUNCTIONS) * len(FORMS) + len(NUMBERS) * len(SPELLINGS) > 250
