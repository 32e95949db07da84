"""Sixty kinds of values as answers to ten exercises: what a message says of the value is true."""

import re
from collections import Counter, OrderedDict, deque, namedtuple
from decimal import Decimal
from fractions import Fraction
from itertools import chain

import numpy as np
import pytest

from embedlab.practice.checking.judging import judge
from embedlab.practice.exercises import registry
from embedlab.practice.exercises.kinds import Function, Numbers
from tests.practice.learner import right_answer

EXERCISES = [
    "lookup-size",
    "lookup-read-rows",
    "similarity-three-scores",
    "gradient-by-hand",
    "tying-saved",
    "tokens-straight-line",
    "subwords-rare-tokens",
    "lookup-batch",
    "onehot-product",
    "gradient-backwards",
]
Point = namedtuple("Point", "x y")


def flat(right):
    return np.ravel(right).tolist()


# What is given, made from the right answer, an array of numbers.
KINDS = {
    "a number": lambda right: flat(right)[0],
    "a whole number": lambda right: int(flat(right)[0]),
    "zero": lambda right: 0,
    "a huge number": lambda right: 10**400,
    "infinity": lambda right: float("inf"),
    "NaN": lambda right: float("nan"),
    "True": lambda right: True,
    "complex": lambda right: 1j,
    "a fraction": lambda right: Fraction(7, 3),
    "a decimal": lambda right: Decimal("2.5"),
    "float32": lambda right: np.float32(flat(right)[0]),
    "float16": lambda right: np.float16(3.1),
    "int8": lambda right: np.int8(3),
    "a 0-d array": lambda right: np.array(flat(right)[0]),
    "one number in a list": lambda right: [flat(right)[0]],
    "a list": lambda right: np.asarray(right).tolist(),
    "a tuple": lambda right: tuple(flat(right)),
    "a named tuple": lambda right: Point(1, 2),
    "an array": lambda right: np.array(right, float),
    "all flat": flat,
    "one more axis": lambda right: [np.asarray(right).tolist()],
    "one number more": lambda right: [*flat(right), 1],
    "one number less": lambda right: flat(right)[:-1],
    "an empty list": lambda right: [],
    "an empty tuple": lambda right: (),
    "an empty array": lambda right: np.zeros(0),
    "all zeros": lambda right: np.zeros_like(np.array(right, float)),
    "all twice": lambda right: 2 * np.array(right, float),
    "all negative": lambda right: -np.array(right, float),
    "fractions": lambda right: [Fraction(one) for one in flat(right)],
    "decimals": lambda right: [Decimal(str(one)) for one in flat(right)],
    "big endian": lambda right: np.array(right, ">f8"),
    "masked": lambda right: np.ma.masked_invalid(np.array([1.0, np.nan])),
    "matrix": lambda right: np.matrix([[1.0, 2.0]]),
    "reversed": lambda right: flat(right)[::-1],
    "ragged": lambda right: [[1], [1, 2]],
    "ragged and deep": lambda right: [[[1]], [1, 2]],
    "text": lambda right: "ten",
    "a number as text": lambda right: str(flat(right)[0]),
    "numbers as text": lambda right: ["2,560,000", "10.24"],
    "text among numbers": lambda right: [1, "2"],
    "an empty text": lambda right: "",
    "bytes": lambda right: b"10",
    "None": lambda right: None,
    "a list with None": lambda right: [1, None],
    "a list with a dict": lambda right: [1, {"a": 2}],
    "a dict": lambda right: {"a": 1},
    "an ordered dict": lambda right: OrderedDict(a=1),
    "a counter": lambda right: Counter("aab"),
    "a set": lambda right: {1, 2},
    "a frozenset": lambda right: frozenset([1]),
    "a range": lambda right: range(3),
    "a generator": lambda right: (one for one in [1, 2]),
    "a map": lambda right: map(float, [1, 2]),
    "a zip": lambda right: zip([1], [2], strict=True),
    "a filter": lambda right: filter(None, [1, 2]),
    "a chain": lambda right: chain([1], [2]),
    "dict values": lambda right: {"a": 1}.values(),
    "a deque": lambda right: deque([1, 2]),
    "a slice": lambda right: slice(3),
    "a date": lambda right: np.datetime64("2026-11-29"),
    "an array of text": lambda right: np.array(["a", "b"]),
    "an array of objects": lambda right: np.array([1, None], object),
    "a record": lambda right: np.zeros(2, [("a", float), ("b", int)]),
    "a type": lambda right: int,
    "a module": lambda right: np,
    "an object": lambda right: object(),
    "a letter": lambda right: "b",
    "a letter with a reason": lambda right: ("b", 2),
    "a letter with no such reason": lambda right: ["b", 99],
    "letters": lambda right: ["a", "b", "c"],
}


def parts(value):
    """A value and all that is in it, as Python gives it."""
    yield value
    if isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from parts(one)
    if isinstance(value, np.ndarray) and value.dtype.kind in "US":
        yield from value.tolist()


def read(value):
    """Texts that are numbers, as numbers."""
    if isinstance(value, str):
        return float(value.replace(",", "")) if re.fullmatch(r"-?[\d,.]+", value) else value
    return [read(one) for one in value] if type(value) in (list, tuple) else value


def numbers(value):
    """The value as an array of numbers, or None; written apart from the checker's own reading."""
    value = read(value)
    no_numbers = str | bytes | dict | set | frozenset | complex | None
    if any(isinstance(one, no_numbers) for one in parts(value)):
        return None
    if isinstance(value, Fraction | Decimal):
        return np.array(float(value))
    try:
        array = np.ma.filled(np.ma.asarray(value).astype(float), np.nan)
    except (TypeError, ValueError, OverflowError):
        return None
    return array if array.dtype.kind == "f" else None


def has(kind):
    return lambda value, *_: any(isinstance(one, kind) for one in parts(value))


def is_kind(value, right, kind):
    return kind in {base.__name__ for one in parts(value) for base in type(one).__mro__}


def shape_is(value, right, shape):
    return str(numbers(value).shape) == shape


def size_is(value, right, given, large):
    return np.isclose(float(given), numbers(value), rtol=1e-4) and (
        (numbers(value) > right).all() == (large == "large")
    )


def count_right(value, right, good, of):
    return int(of) == right.size == numbers(value).size and 0 <= int(good) < int(of)


def first_is(value, right, given, *_):
    bad = numbers(value)
    return not np.isfinite(bad).all() and given in {str(one) for one in bad[~np.isfinite(bad)]}


def off(value, right):
    return np.abs(numbers(value) - right) > 0.06


def is_part(k):
    return lambda value, right: np.allclose(numbers(value), right[k])


def ragged(value, *_):
    return numbers(value) is None and not has(str)(value)


def always(*_):
    return True


# What a message can say of the value, and whether that is true.
CLAIMS = {
    r"is text": has(str),
    r"contains text, ('.*?')\.": lambda value, right, text: (
        text.strip("'") in {one[:20] for one in parts(value) if isinstance(one, str)}
    ),
    r"list contains an? (\w+);": is_kind,
    r"list contains None": lambda value, *_: None in list(parts(value)),
    r"list contains a set": has(set | frozenset),
    r"is a set, which": has(set | frozenset),
    r"Your answer is an? (\w+);": is_kind,
    r"is an array of type (.+?);": lambda value, right, kind: str(value.dtype) == kind,
    r"rows of your list differ in length": ragged,
    r"contains values of type ([\w\[\]]+)": lambda value, right, name: np.asarray(
        value
    ).dtype.name.startswith(name.split("[")[0].rstrip("0123456789")),
    r"There is (\S+) in": first_is,
    r"“(.*?)” cannot be read as a number": has(str),
    r"Only the first is there": is_part(0),
    r"Only the last is there": is_part(-1),
    r"one list too many": lambda value, right: np.allclose(numbers(value)[0], right),
    r"All signs are reversed": lambda value, right: np.allclose(numbers(value), -right, atol=0.01),
    r"there, in (reverse|a different order)": lambda value, right, _: np.allclose(
        np.sort(numbers(value), axis=None), np.sort(right, axis=None), atol=0.01
    ),
    r"all in one list": lambda value, right: np.allclose(numbers(value), right.ravel()),
    r"each counts (\w+) bytes": lambda value, right, count: np.allclose(
        numbers(value) / right, {"two": 0.5, "eight": 2.0}[count]
    ),
    r"off by a factor of 2\.": lambda value, right: (
        {2.0, 0.5} >= set((numbers(value)[off(value, right)] / right[off(value, right)]).round(3))
    ),
    r"comes out when `E` is doubled": lambda value, right: np.allclose(numbers(value), 2 * right),
    r"None of your (\d+) numbers is correct": lambda value, right, count: (
        off(value, right).sum() == int(count)
    ),
    r"yours has the shape (\(.*?\))\.": shape_is,
    r"Your answer has the shape (\(.*?\))[, ]": shape_is,
    r"One number is not enough": lambda value, right: (
        (numbers(value).ndim == 0 and right.size != 1) or right.ndim > 0
    ),
    r"axes swapped": lambda value, right: np.allclose(numbers(value), right.T),
    r"(\S+) is too (large|small)": size_is,
    r"(\d+) of (?:your )?(\d+) numbers (?:is|are) correct": count_right,
    r"Every number is 0\.|It is 0\.": lambda value, *_: not numbers(value).any(),
    r"(Every number|It) is ([\d.e+-]+) times": lambda value, right, _, factor: np.allclose(
        numbers(value), float(factor) * right, rtol=1e-3
    ),
    r"contains whole numbers \((\w+)\)": lambda value, right, name: np.asarray(value).dtype == name,
    r"is float16": lambda value, *_: np.asarray(value).dtype == np.float16,
    r"No number is correct": lambda value, right: off(value, right).all(),
    r"It returns nothing": lambda value, *_: value is None,
    r"cannot be read as (numbers|an answer)": lambda value, *_: numbers(value) is None,
    r"gives the same answer whatever": always,  # a fixed value was returned, which is so
    r"one of the letters": lambda value, *_: not has(str)(value) or True,
    r"Say why as well": has(str),
    r"The choice is right, the reason is not": has(str),
    r"is not correct\. Which words": always,
}
UNTRIED = "not tried yet"


def claims_in(message):
    for pattern, holds in CLAIMS.items():
        for found in re.finditer(pattern, message):
            yield pattern, holds, found.groups()


def own_sentences(exercise):
    return {one.says for one in exercise.mistakes} | {exercise.why}


def right_of(exercise):
    """The right answer as numbers; of a function, on its smallest case; of a choice, some."""
    if isinstance(exercise, Function):
        return np.array(exercise.reference(*exercise.small), float)
    if isinstance(exercise, Numbers):
        return np.array(right_answer(exercise), float)
    return np.array([1.5, 2.5])


@pytest.mark.parametrize("name", EXERCISES)
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_said_of_an_answer_is_true_of_it(name, kind):
    exercise = registry()[name]
    right = right_of(exercise)
    value, again = KINDS[kind](right), KINDS[kind](right)  # one for the check, one to compare with
    attempt = (lambda *_: value) if isinstance(exercise, Function) else value
    found = judge(exercise, attempt, 0)
    assert "problem in the checker" not in found.message
    if found.outcome == "solved":
        assert isinstance(exercise, Numbers)
        assert np.allclose(numbers(again), right, atol=exercise.tolerance, rtol=0)
        return
    if isinstance(exercise, Numbers) and numbers(again) is not None:
        near = numbers(again)
        assert near.shape != right.shape or not np.allclose(near, right, rtol=0, atol=1e-9)
    claims = list(claims_in(found.message))
    assert claims or found.message in own_sentences(exercise), found.message
    for pattern, holds, groups in claims:
        assert holds(again, right, *groups), f"{pattern!r} is not so: {found.message}"
