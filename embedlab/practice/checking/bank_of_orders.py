"""The bank, part one, concluded: calls that order, choose, limit, count and take logarithms.

By the name of the function, like `bank_of_calls`; the entries here come after those there.
"""

import math

import numpy as np

from embedlab.practice.checking.bank_of_steps import SIGN, Step, unchanged

__all__ = ["MORE_CALLS", "SHARE"]


def with_last_of_equals(x):
    return len(x) - 1 - int(np.argmax(np.asarray(x)[::-1]))


def equals_backwards(x):
    return np.argsort(-np.asarray(x))[::-1]


BASE = "Which base does the task name?"
TIES = "Which of two equal numbers comes first?"
LIMIT = "Is it an upper or a lower limit?"
BEYOND = "What happens beyond the limit?"
WHICH = "Which of the two does the task ask for?"
AGAIN = "Does a repeat count again?"
WHICH_ORDER = "Which order does the task ask for?"
BASES = (
    Step("log of another base", "a logarithm has base 2", BASE, np.log2),
    Step("log of another base", "a logarithm has base 10", BASE, np.log10),
    Step("no log", "a logarithm is left out", "What does the logarithm apply to?", unchanged),
    Step(
        SIGN,
        "a logarithm has the wrong sign",
        "Is ln of a probability positive?",
        lambda x: -np.log(x),
    ),
    Step(
        "log", "1 is added inside the logarithm", "What does the formula take the log of?", np.log1p
    ),
)
SORTED = (
    Step("unsorted", "nothing is sorted", WHICH_ORDER, lambda x, **k: list(x)),
    Step("backwards", "the order is reversed", WHICH_ORDER, lambda x, **k: sorted(x, **k)[::-1]),
)
SPREAD = (
    Step(
        "squared for rooted",
        "a variance is taken for a standard deviation",
        "Which of the two is a square?",
        lambda x, *a, **k: np.var(x, *a, **k),
    ),
    Step(
        "divided by one less",
        "the squares are divided by one less than their number",
        "How many numbers are there?",
        lambda x, *a, **k: np.std(x, *a, **{**k, "ddof": 1}),
    ),
)
MORE_CALLS = {
    "np.log": BASES,
    "math.log": BASES,
    "np.log2": (
        Step("log of another base", "a logarithm has base e", BASE, np.log),
        Step("log of another base", "a logarithm has base 10", BASE, np.log10),
    ),
    "np.argsort": (Step("ties", "equal numbers come in reverse order", TIES, equals_backwards),),
    "np.argmax": (
        Step("ties", "of equal numbers the last is taken", TIES, with_last_of_equals),
        Step(
            "score for ID",
            "the largest number itself is taken",
            "Which call gives its place?",
            np.max,
        ),
    ),
    "np.argmin": (
        Step(
            "ties",
            "of equal numbers the last is taken",
            TIES,
            lambda x: with_last_of_equals(-np.asarray(x)),
        ),
        Step(
            "score for ID",
            "the smallest number itself is taken",
            "Which call gives its place?",
            np.min,
        ),
    ),
    "sorted": SORTED,
    "np.sort": (
        Step("unsorted", "nothing is sorted", WHICH_ORDER, unchanged),
        Step("backwards", "the order is reversed", WHICH_ORDER, lambda x: np.sort(x)[::-1]),
    ),
    "np.unique": (
        Step(
            "unsorted",
            "the order of first occurrence is kept",
            WHICH_ORDER,
            lambda x: np.array(list(dict.fromkeys(np.ravel(x).tolist()))),
        ),
    ),
    "set": (Step("repeats counted", "repeats are counted again", AGAIN, list),),
    "np.maximum": (
        Step("min for max", "the smaller of two is taken", LIMIT, np.minimum),
        Step("left out", "the limit is left out", BEYOND, unchanged),
    ),
    "np.minimum": (
        Step("max for min", "the larger of two is taken", LIMIT, np.maximum),
        Step("left out", "the limit is left out", BEYOND, unchanged),
    ),
    "np.clip": (Step("left out", "the limits are left out", BEYOND, unchanged),),
    "np.abs": (Step("sign kept", "signs are kept", "Can a distance be negative?", unchanged),),
    "abs": (Step("sign kept", "a sign is kept", "Can a distance be negative?", unchanged),),
    "np.cumsum": (
        Step(
            "not cumulated",
            "nothing is added up from one number to the next",
            "What has been added up before it?",
            unchanged,
        ),
    ),
    "np.round": (
        Step(
            "not rounded",
            "the rounding is left out",
            "What kind of number does the task ask for?",
            unchanged,
        ),
        Step("cut off", "decimals are cut off, not rounded", "What does 2.7 become?", np.trunc),
    ),
    "math.ceil": (
        Step("rounded down", "it is rounded down", "Is 2 enough where 2.3 are needed?", math.floor),
        Step(
            "not rounded",
            "the rounding is left out",
            "What kind of number does the task ask for?",
            unchanged,
        ),
        Step("rounded", "it is rounded to the nearest", "Is 2 enough where 2.3 are needed?", round),
    ),
    "int": (
        Step(
            "rounded",
            "decimals are rounded, not cut off",
            "What does 2.7 become?",
            lambda x: int(np.round(x)),
        ),
        Step(
            "rounded up", "decimals are rounded up", "What does 2.2 become?", lambda x: math.ceil(x)
        ),
    ),
    ".max": (
        Step(
            "min for max",
            "the smallest number is taken",
            WHICH,
            lambda x, *a, **k: np.min(x, *a, **k),
        ),
        Step(
            "mean for max",
            "a mean is taken where the largest number belongs",
            WHICH,
            lambda x, *a, **k: np.mean(x, *a, **k),
        ),
    ),
    ".min": (
        Step(
            "max for min",
            "the largest number is taken",
            WHICH,
            lambda x, *a, **k: np.max(x, *a, **k),
        ),
    ),
    ".std": SPREAD,
    "np.std": SPREAD,
    "sum": (
        Step(
            "mean for sum",
            "a mean is taken where a sum belongs",
            "Is there a reason to divide by the number of terms?",
            lambda x, *_: (sum(x := list(x))) / len(x),
        ),
        Step(
            "first only",
            "only the first term counts",
            "Which terms belong to the sum?",
            lambda x, *_: next(iter(x)),
        ),
    ),
    "np.concatenate": (
        Step(
            "order reversed",
            "two parts are joined in the wrong order",
            "Which part comes first?",
            lambda x, *a, **k: np.concatenate(x[::-1], *a, **k),
        ),
    ),
    "np.full": (
        Step(
            "left out",
            "the given number is replaced by 0",
            "What should the places begin with?",
            lambda shape, *_, **__: np.zeros(shape),
        ),
    ),
}

# In place of e / e.sum(), where e is an exponential; each takes e and the sum.
SHARE = (
    Step(
        "sigmoid for softmax",
        "each score goes through a sigmoid of its own, not through the softmax",
        "What should the probabilities add up to?",
        lambda e, total: e / (1 + e),
    ),
    Step(
        "divided by the largest",
        "the exponentials are divided by the largest, not by their sum",
        "What should the probabilities add up to?",
        lambda e, total: e / np.max(e, axis=-1, keepdims=True),
    ),
)
