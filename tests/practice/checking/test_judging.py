"""Every mistake gets its own sentence, and every style of a correct answer is solved."""

import functools
import warnings
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from embedlab.practice.checking.judging import judge
from embedlab.practice.checking.wording import brief
from embedlab.practice.exercises import registry
from embedlab.practice.exercises.kinds import Choice, Function, Mistake, Numbers
from tests.practice.checking.three_exercises import (
    BYTES,
    GRADIENT,
    REASON,
    SEEDS,
    SMALL,
    fails_in_a_line_of_its_own,
    into_the_table,
    scatter,
    verdict,
)
from tests.practice.learner import function_from


def with_loops(E, ids, upstream):
    dE = [[0.0] * len(E[0]) for _ in E]
    for row, gradient in zip(ids, upstream, strict=True):
        for j, g in enumerate(gradient):
            dE[row][j] += g
    return dE


RIGHT = {
    "loops and lists": with_loops,
    "one-hot product": lambda E, ids, upstream: np.eye(len(E))[ids].T @ upstream,
    "einsum": lambda E, ids, upstream: np.einsum("nv,nd->vd", np.eye(len(E))[ids], upstream),
    "float32": lambda E, ids, upstream: scatter(E.astype("f4"), ids, upstream.astype("f4")),
    "rows as a tuple": lambda *given: tuple(scatter(*given)),
    "a keyword with a default": lambda E, ids, upstream, *, scale=1.0: (
        scale * scatter(E, ids, upstream)
    ),
    "other names": lambda a, b, c: scatter(a, b, c),
    "partial": functools.partial(scatter),
    "a read-only answer": lambda *given: np.broadcast_to(scatter(*given), given[0].shape),
    "prints on the way": lambda *given: print("here I am") or scatter(*given),
    "warns on the way": lambda *given: warnings.warn("hm", stacklevel=1) or scatter(*given),
}


@pytest.mark.parametrize("attempt", RIGHT.values(), ids=RIGHT)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_right_answer_in_another_style_passes(attempt, seed):
    assert verdict(attempt, seed=seed).outcome == "solved"


AS_TYPED = [10.24, 10.2401, np.float32(10.24), np.array(10.24), Fraction(1024, 100)]
AS_TYPED += [Decimal("10.24"), "10.24", "10,24", "10.24 MB", "10,240 kB", "10 240 000 bytes"]
AS_TYPED += ["1.024e1", "1.024·10¹", "0.01024 GB", " 10.24 "]


@pytest.mark.parametrize("given", AS_TYPED, ids=str)
def test_a_number_within_the_tolerance_passes_as_people_type_it(given):
    assert verdict(given, BYTES).outcome == "solved"


@pytest.mark.parametrize("given", ["10.24 GB", "9.77 MB", "10.24 rows", "", "10.24.1", "MB"])
def test_a_typed_number_in_the_wrong_unit_or_none_at_all_does_not_pass(given):
    assert verdict(given, BYTES).outcome == "not yet"


def test_texts_in_a_list_are_read_and_one_that_cannot_be_is_named():
    exercise = Numbers(**{**vars(BYTES), "answer": [2_560_000, 10.24], "tolerance": 0.0051})
    for given in (["2,560,000", "10.24 MB"], [2.56e6, "10.24"], ["2.56·10⁶", 10.24]):
        assert verdict(given, exercise).outcome == "solved"
    half = Numbers(**{**vars(BYTES), "answer": [-0.5, 0.25]})
    assert verdict(["−½", "¼"], half).outcome == "solved"
    assert "“many” cannot be read" in verdict([2_560_000, "many"], exercise).message


@pytest.mark.parametrize("given", [("c", 1), ["C", 1], ("c ", "1"), ("c", np.int64(1))])
def test_a_choice_may_be_written_in_several_ways(given):
    assert verdict(given, REASON).outcome == "solved"


def test_several_results_texts_and_dicts_are_compared_part_by_part():
    def exercise(reference):
        return Function(
            **{
                **vars(GRADIENT),
                "stub": "def reference(n):\n    ...",
                "reference": reference,
                "small": (3,),
                "edges": (),
                "mistakes": (
                    Mistake(lambda n: "never", "No."),
                    Mistake(lambda n: "never either", "Nor this."),
                ),
                "cases": lambda rng: (int(rng.integers(4, 9)),),
            }
        )

    def exercise_of(function):
        function.__name__ = "reference"
        return exercise(function)

    pair = exercise_of(lambda n: (np.arange(n), n / 2))
    assert verdict(lambda n: [list(range(n)), n / 2], pair).outcome == "solved"
    assert (
        "The first result is correct"
        in verdict(lambda n: (np.arange(n), n % 3 + 7.3), pair).message
    )
    words = exercise_of(lambda n: ["a"] * n)
    assert verdict(lambda n: tuple("a" * n), words).outcome == "solved"
    assert verdict(lambda n: np.array(["a"] * n), words).outcome == "solved"
    assert verdict(lambda n: ["b"] * n, words).outcome == "not yet"
    table = exercise_of(lambda n: {"n": n, "rows": [n, n]})
    assert verdict(lambda n: {"rows": (n, n), "n": n}, table).outcome == "solved"
    assert verdict(lambda n: {"n": n}, table).outcome == "not yet"
    ragged = exercise_of(lambda n: [[1], [1, n]])
    assert verdict(lambda n: ([1], np.array([1, n])), ragged).outcome == "solved"
    assert verdict(lambda n: [[1], [n, 1]], ragged).outcome == "not yet"


def mutates(E, ids, upstream):
    right = scatter(E, ids, upstream)
    ids[:] = 0
    return right


def with_rows(which, change, E, ids, upstream):
    """The right answer, with some rows changed: those whose ID occurs so often."""
    dE = scatter(E, ids, upstream)
    rows = which(np.bincount(ids, minlength=len(E)))
    dE[rows] = change(dE[rows])
    return dE


HARD_CODED = scatter(*SMALL)
SEEN = {
    "the result instead of the function": (
        HARD_CODED,
        "not a function but a value of type ndarray",
    ),
    "None for a function": (None, "not a function"),
    "a class": (dict, "a class"),
    "async": (function_from("async def f(E, ids, upstream): return E"), "async def"),
    "generator": (function_from("def f(E, ids, upstream): yield E"), "`return`"),
    "too few arguments": (lambda E, ids: E, "`scatter(E, ids, upstream)`, 3 arguments"),
    "too many arguments": (lambda E, ids, upstream, lr: E, "(E, ids, upstream, lr)"),
    "keyword-only argument": (lambda E, ids, *, upstream: E, "3 arguments"),
    "no return": (lambda E, ids, upstream: None, "returns nothing"),
    "print instead of return": (
        lambda *given: print(scatter(*given)),
        "only `return` gives it back",
    ),
    "an exception": (fails_in_a_line_of_its_own, "IndexError in your line `rows = E[ids + 17]`"),
    "a name that is not there": (
        function_from("def f(E, ids, upstream): return nowhere"),
        "NameError",
    ),
    "hard-coded": (lambda *given: HARD_CODED, "same answer whatever"),
    "wrong shape": (lambda E, ids, upstream: upstream, "(3, 2) = (N, d), not (4, 2) = (V, d)"),
    "axes swapped": (lambda *given: scatter(*given).T, "rows and columns are exchanged"),
    "NaN": (lambda *given: 0 * scatter(*given) / np.zeros(1), "NumPy warned: invalid value"),
    "whole numbers": (lambda *given: scatter(*given).astype(int), "decimals are cut off"),
    "complex": (lambda *given: scatter(*given) + 0j, "complex128, not real"),
    "objects": (lambda *given: scatter(*given).astype(object), "type object"),
    "text": (lambda *given: "dE", "text"),
    "ragged": (lambda *given: [[1], [1, 2]], "differ in length"),
    "the sign": (lambda *given: -scatter(*given), "every sign is reversed"),
    "a factor": (lambda *given: 2 * scatter(*given), "`upstream` is doubled"),
    "repeated rows only": (
        lambda *given: with_rows(lambda count: count > 1, lambda dE: 3.7 * dE, *given),
        "Only rows whose ID occurs in ids more than once are wrong",
    ),
    "rows that were not used": (
        lambda *given: with_rows(lambda count: count == 0, lambda dE: dE - 0.1, *given),
        "Only rows whose ID is not in ids are wrong",
    ),
    "other places": (lambda *given: scatter(*given)[::-1], "the order is reversed"),
    "something else": (
        lambda *given: np.round(scatter(*given) ** 2 + 1),
        "No number is correct; the first is 10",
    ),
    "changed input": (mutates, "changes its input"),
    "a twin that changes its input": (into_the_table, "wrote into the table"),
}


@pytest.mark.parametrize("attempt, words", SEEN.values(), ids=SEEN)
@pytest.mark.parametrize("seed", SEEDS)
def test_what_was_seen_is_said(attempt, words, seed):
    given = verdict(attempt, seed=seed)
    assert given.outcome == "not yet"
    assert words in given.message, given.message


def test_a_view_of_the_input_is_right_with_a_remark():
    def all_but_the_first(E, ids, upstream):
        return E[1:].copy()

    stub = "def all_but_the_first(E, ids, upstream):\n    ..."
    exercise = Function(**{**vars(GRADIENT), "reference": all_but_the_first, "stub": stub})
    assert "shares memory" in verdict(lambda E, ids, upstream: E[1:], exercise).message
    assert verdict(lambda E, ids, upstream: E[1:], exercise).outcome == "solved"
    assert "shares" not in verdict(lambda E, ids, upstream: E[1:] + 0, exercise).message


NUMBERS = {
    "text": ("ten", "cannot be read as a number"),
    "a function": (verdict, "asks for numbers"),
    "None": (None, "Type a number"),
    "shape": ([10.24, 1], "asks for one number"),
    "sign": (-10.24, "All signs are reversed"),
    "too large": (11, "too large"),
    "too small": (1.5, "too small"),
    "NaN": (float("nan"), "where a number should be"),
    "a twin": (2.56, "count of numbers"),
    "a set": ({1, 2}, "has no order"),
}


@pytest.mark.parametrize("given", [[1, ...], (..., ...), [[1, 2], [3, ...]], np.array([1, ...])])
def test_an_answer_with_a_gap_in_it_is_not_tried_yet(given):
    found = verdict(given, BYTES)
    assert (found.outcome, found.message) == (
        "not tried yet",
        "There is still a `...` in your answer.",
    )


def test_a_function_with_a_gap_in_its_answer_is_not_tried_yet():
    for gap in (
        lambda E, ids, upstream: ...,
        lambda E, ids, upstream: [1, ...],
        lambda E, ids, upstream: 2 * ...,
    ):
        assert verdict(gap).outcome == "not tried yet"
    assert verdict(lambda E, ids, upstream: E[..., :1]).outcome == "not yet"


@pytest.mark.parametrize("given, words", NUMBERS.values(), ids=NUMBERS)
def test_wrong_numbers_are_told_apart_without_the_answer(given, words):
    found = verdict(given, BYTES)
    assert found.outcome == "not yet"
    assert words in found.message
    assert "10.24" not in found.message


def test_one_number_for_several_is_told_how_many_are_asked_for():
    exercise = Numbers(**{**vars(BYTES), "answer": [1, 2, 3]})
    assert (
        judge(exercise, 5).message
        == "One number is not enough: the task asks for 3, in the shape (3,)."
    )


def test_counts_in_a_dict_are_told_as_plain_numbers():
    assert brief({"the": np.int64(3), "cat": np.float32(0.5)}) == "{'the': 3, 'cat': 0.5}"


def test_the_axes_of_a_batch_are_told_by_their_letters():
    message = judge(registry()["lookup-batch"], lambda E, X: E[X].sum(axis=-1), seed=1).message
    assert "(B, T)" in message and "(B, T, d)" in message


def test_of_several_numbers_those_that_are_right_are_told():
    exercise = Numbers(**{**vars(BYTES), "answer": [1.0, 2.0, 3.0]})
    assert verdict([1, 5, 7], exercise).message == (
        "1 of your 3 numbers is correct; 5, your second, is not. How did you get it?"
    )
    assert "(2,), not (3,)" in verdict([1, 2], exercise).message
    assert verdict([..., ..., ...], exercise).outcome == "not tried yet"


CHOICES = {
    "another letter": ("z", "one of the letters a, b, c"),
    "a number": (3, "one of the letters"),
    "no reason": ("c", "Say why"),
    "no such reason": (("c", 9), "Say why"),
    "a twin by letter": (("a", 1), "a name"),
    "a twin without a reason": ("a", "a name"),
    "a twin by reason": (("c", 2), "sorting"),
    "unforeseen": (("b", 1), "Your reason is correct, the choice is not"),
    "None": (None, "one of the letters"),
    "too much": (("c", 1, 1), "one of the letters"),
}


@pytest.mark.parametrize("given, words", CHOICES.values(), ids=CHOICES)
def test_wrong_choices_are_told_apart(given, words):
    found = verdict(given, REASON)
    assert found.outcome == "not yet"
    assert words in found.message


def test_what_is_right_about_a_choice_is_said():
    two = Choice(**{**vars(REASON), "reasons": {1: "IDs are row numbers", 2: "8 follows", 3: "no"}})
    assert verdict(("c", 3), two).message.startswith("The choice is correct, the reason is not.")
    assert verdict(("b", 1), two).message.startswith("Your reason is correct, the choice is not.")
    assert verdict(("b", 3), two).message.startswith("“no” is not correct.")


def test_the_case_is_shown_with_what_was_expected_and_what_came_out():
    found = verdict(lambda *given: scatter(*given) + 1)
    assert [line.partition(": ")[0] for line in found.case] == ["Input", "Expected", "Got"]
    assert found.case[1:] == (
        "Expected: `[[3, 4], [0, 0], [6, 9], [0, 0]]`",
        "Got: `[[4, 5], [1, 1], [7, 10], [1, 1]]`",
    )
    assert "seed" not in found.message


def counting_pairs():
    """An exercise whose answer is a dict with pairs of letters as its keys."""

    def pairs(word):
        found = [word[k : k + 2] for k in range(len(word) - 1)]
        return {pair: found.count(pair) for pair in found}

    return Function(
        name="subwords-pairs",
        task="**Count.**",
        stub="def pairs(word):\n    ...",
        reference=pairs,
        small=("abab",),
        cases=lambda rng: ("".join(rng.choice(list("abc"), size=6)),),
        mistakes=(
            Mistake(lambda word: {}, "It is empty."),
            Mistake(lambda word: {word: 1}, "One."),
        ),
        hints=("Look.", "Count."),
        why="So.",
    )


def test_a_dict_may_have_its_pairs_as_tuples():
    exercise = counting_pairs()

    def with_tuples(word):
        return {tuple(pair): count for pair, count in exercise.reference(word).items()}

    assert verdict(with_tuples, exercise).outcome == "solved"
    assert verdict(lambda word: {("a", "b"): 1}, exercise).outcome == "not yet"
