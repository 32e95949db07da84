"""The bank, part one, continued: functions that learners call in another way than they should.

By the name of the function; a method begins with a dot.
"""

import math

import numpy as np

from embedlab.practice.checking.bank_of_steps import SIGN, Step, unchanged

__all__ = ["CALLS"]


def first_of(x, *_, **__):
    return x[0]


def where_last(table, rows, values):
    table[rows] = values


def where_first(table, rows, values):
    table[rows[::-1]] = values[::-1]


MEAN = Step(
    "mean for sum",
    "a mean is taken where a sum belongs",
    "Is there a reason to divide by the number of terms?",
    lambda x, *a, **k: np.mean(x, *a, **k),
)
SUM = Step(
    "sum for mean",
    "a sum is taken where a mean belongs",
    "By what is a sum divided to become a mean?",
    lambda x, *a, **k: np.sum(x, *a, **k),
)
MAX = Step(
    "max",
    "the largest number is taken",
    "How do the other numbers come in?",
    lambda x, *a, **k: np.max(x, *a, **k),
)
MEDIAN = Step(
    "median",
    "the median is taken",
    "How do you get a mean from all the numbers?",
    lambda x, *a, **k: np.median(x, *a, **k),
)
NOT_SUMMED = Step("not summed", "a sum is left out", "What is added up?", unchanged)
NEGATIVE = Step(
    SIGN,
    "a mean has the wrong sign",
    "Which way does it point?",
    lambda x, *a, **k: -np.mean(x, *a, **k),
)
FIRST = Step("first only", "only the first term counts", "Which terms belong to the sum?", first_of)
CALLS = {
    ".sum": (
        MEAN,
        MAX,
        NOT_SUMMED,
        FIRST,
        Step(
            "unit length for sum",
            "the numbers are divided by their length, not by their sum",
            "Which total should be 1?",
            lambda x, *a, **k: np.linalg.norm(x, *a, **k),
        ),
        Step(
            "divided by one more",
            "a sum is too large by 1",
            "What is counted that should not be?",
            lambda x, *a, **k: np.sum(x, *a, **k) + 1,
        ),
    ),
    ".mean": (
        SUM,
        NEGATIVE,
        MEDIAN,
        MAX,
        NOT_SUMMED,
        FIRST,
        Step(
            "divided by one less",
            "the sum is divided by one less than the number of terms",
            "How many terms are there?",
            lambda x, axis=None: np.sum(x, axis=axis) / (np.shape(x)[axis or 0] - 1),
        ),
        Step(
            "divided by one more",
            "the sum is divided by one more than the number of terms",
            "How many terms are there?",
            lambda x, axis=None: np.sum(x, axis=axis) / (np.shape(x)[axis or 0] + 1),
        ),
        Step(
            "repeats once",
            "what occurs twice is counted once",
            "Does a repeat count again?",
            lambda x, axis=None: np.unique(x, axis=axis or 0).mean(axis=axis),
        ),
        Step(
            "unit length first",
            "every row is scaled to length 1 first",
            "Should a long row count as much as a short one?",
            lambda x, *a, **k: np.mean(x / np.linalg.norm(x, axis=-1, keepdims=True), *a, **k),
        ),
    ),
    "np.sqrt": (
        Step(
            "squared for rooted",
            "a square is taken in place of a square root",
            "Which of the two does the task ask for?",
            np.square,
        ),
        Step(
            "not rooted",
            "a square root is left out",
            "What makes a length of a sum of squares?",
            unchanged,
        ),
        Step(
            "divisor left out",
            "a square root counts as 1",
            "What should the number be divided by?",
            lambda x: x * 0 + 1,
        ),
    ),
    "np.exp": (
        Step(
            "no exp",
            "the exponential is left out",
            "What turns a score into a positive number?",
            unchanged,
        ),
        Step("base 2", "the powers are powers of 2", "Which base does exp have?", np.exp2),
        Step(
            "squared for exp",
            "scores are squared in place of the exponential",
            "What does a score of −1 become, and what should it?",
            np.square,
        ),
        Step(
            SIGN,
            "the exponent has the wrong sign",
            "Should a larger score give a larger number?",
            lambda x: np.exp(-x),
        ),
    ),
    "np.argsort": (
        Step(
            "worst first",
            "the order is reversed, the worst comes first",
            "Does argsort begin with the smallest or the largest?",
            lambda x: np.argsort(-x),
        ),
        Step(
            "scores for IDs",
            "the scores are sorted and returned, not the places they come from",
            "Which call gives places?",
            lambda x: np.sort(x),
        ),
    ),
    "np.argmax": (
        Step(
            "worst for best", "the smallest is taken", "Is a small or a large one best?", np.argmin
        ),
    ),
    "np.argmin": (
        Step(
            "worst for best", "the largest is taken", "Is a small or a large one best?", np.argmax
        ),
        Step("last", "the last is taken", "Where is the smallest?", lambda x: len(x) - 1),
        Step("first only", "the first is taken", "Where is the smallest?", lambda x: 0),
    ),
    "min": (
        Step("max for min", "the larger of two is taken", "Is it an upper or a lower limit?", max),
        Step("left out", "the limit is left out", "What happens beyond the limit?", lambda a, b: b),
    ),
    "max": (
        Step("min for max", "the smaller of two is taken", "Is it an upper or a lower limit?", min),
        Step("left out", "the limit is left out", "What happens beyond the limit?", lambda a, b: b),
    ),
    "round": (
        Step(
            "not rounded",
            "the rounding is left out",
            "What kind of number does the task ask for?",
            unchanged,
        ),
        Step("cut off", "decimals are cut off, not rounded", "What does 2.7 become?", math.floor),
        Step("rounded up", "decimals are always rounded up", "What does 2.2 become?", math.ceil),
    ),
    "np.outer": (
        Step(
            "transposed",
            "rows and columns of a product are exchanged",
            "Which axis counts the rows?",
            lambda a, b: np.outer(b, a),
        ),
        Step(
            "counted twice",
            "products are counted twice",
            "How many times should they count?",
            lambda a, b: 2 * np.outer(a, b),
        ),
    ),
    "np.linalg.norm": (
        Step(
            "not rooted",
            "the square root of a length is left out",
            "What makes a length of a sum of squares?",
            lambda x, **k: np.linalg.norm(x, **k) ** 2,
        ),
        Step(
            "divisor left out",
            "a length is left out",
            "Should a long row win because it is long?",
            lambda x, axis=None: np.ones(np.shape(x)[0] if axis else ()),
        ),
        Step(
            "upside down",
            "the scores are multiplied by the length, not divided by it",
            "Should a long row win because it is long?",
            lambda x, **k: 1 / np.linalg.norm(x, **k),
        ),
    ),
    "np.add.at": (
        Step(
            "last repeat only",
            "of several contributions to one row only the last counts",
            "What happens to the earlier ones when an ID repeats?",
            where_last,
        ),
        Step(
            "first repeat only",
            "of several contributions to one row only the first counts",
            "What happens to the later ones when an ID repeats?",
            where_first,
        ),
    ),
    "np.unique": (
        Step(
            "repeats counted",
            "repeats are counted again",
            "How many times must a repeated ID count?",
            np.sort,
        ),
    ),
    "np.tril": (
        Step(
            "condition left out",
            "later positions may be seen",
            "Which positions are later than t?",
            np.ones_like,
        ),
        Step(
            "condition turned",
            "a position sees what comes after it",
            "Is s at most t, or at least?",
            np.triu,
        ),
        Step(
            "limit",
            "a position does not see itself",
            "Does s = t belong to s ≤ t?",
            lambda x: np.tril(x, -1),
        ),
    ),
    "np.where": (
        Step(
            "condition left out",
            "nothing is hidden or replaced",
            "Which places need another value?",
            lambda holds, a, b: a + 0 * holds,
        ),
    ),
    "np.vstack": (
        Step(
            "old rows left out",
            "only the new rows are returned",
            "Which IDs does the answer have to serve?",
            lambda x: np.vstack(x[1:]),
        ),
        Step(
            "order reversed",
            "the new rows come before the old ones",
            "Which IDs do the old rows have then?",
            lambda x: np.vstack(x[::-1]),
        ),
    ),
    "len": (
        Step("one too low", "a count is too low by 1", "How many are there?", lambda x: len(x) - 1),
        Step(
            "one too high", "a count is too high by 1", "How many are there?", lambda x: len(x) + 1
        ),
        Step(
            "not divided",
            "a count is taken as 1",
            "How does the number of them come in?",
            lambda x: 1,
        ),
    ),
    "cosine": (
        Step(
            "dot for cosine",
            "the dot product is taken",
            "What are the lengths for?",
            lambda a, b: (a * b).sum(axis=-1),
        ),
        Step(
            "distance for cosine",
            "the distance is taken",
            "Which measure does the task ask for?",
            lambda a, b: np.linalg.norm(a - b, axis=-1),
        ),
    ),
    "procrustes": (
        Step(
            "condition left out",
            "nothing is turned",
            "What does a seed change?",
            lambda a, b: np.eye(np.shape(a)[1]),
        ),
    ),
}
