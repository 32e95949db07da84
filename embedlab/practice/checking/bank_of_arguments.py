"""The bank, part three: the right calculation on the wrong arguments.

Each change takes one argument, of the kind that it stands under. `what` goes on after "This is what
comes out when …"; `{name}` is the argument's name.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

__all__ = ["KINDS", "LATE", "TOGETHER", "Argument", "kind_of"]


class Argument(NamedTuple):
    """A change of one argument, before the calculation begins."""

    cause: str
    what: str
    asks: str
    change: Callable


def like(value, new):
    """New values in the form of the old: a list stays a list."""
    return np.asarray(new).tolist() if isinstance(value, list) else np.asarray(new)


BEGIN = "Where does counting start?"
ORDER = "In which order must they come?"
KINDS = {
    "fraction": (
        Argument("left out", "`{name}` is left out", "Where does `{name}` come in?", lambda x: 1.0),
        Argument("left out", "`{name}` counts as 0", "Where does `{name}` come in?", lambda x: 0.0),
        Argument(
            "used twice",
            "`{name}` is used twice, which squares it",
            "How many times does `{name}` enter?",
            lambda x: x * x,
        ),
        Argument(
            "rooted",
            "the square root of `{name}` is taken",
            "Is `{name}` a square?",
            lambda x: x**0.5,
        ),
        Argument(
            "divided for multiplied",
            "`{name}` divides where it should multiply",
            "Should a small `{name}` make the numbers larger or smaller?",
            lambda x: 1 / x,
        ),
        Argument(
            "sign flipped",
            "the part with `{name}` has the wrong sign",
            "Which way should it go?",
            lambda x: -x,
        ),
        Argument(
            "counted twice", "`{name}` is doubled", "What has counted twice?", lambda x: 2 * x
        ),
        Argument("half", "`{name}` is halved", "What was halved?", lambda x: x / 2),
    ),
    "count": (
        Argument(
            "counted from the end",
            "`{name}` is counted from the end",
            "What does NumPy read at index −1?",
            lambda x: -x,
        ),
        Argument("one too high", "`{name}` is one too high", BEGIN, lambda x: x + 1),
        Argument("one too low", "`{name}` is one too low", BEGIN, lambda x: x - 1),
        Argument("left out", "0 is used for `{name}`", "What is `{name}` for?", lambda x: 0),
        Argument("left out", "1 is used for `{name}`", "What is `{name}` for?", lambda x: 1),
        Argument(
            "root of it",
            "the square root of `{name}` is taken",
            "Is it a square?",
            lambda x: x**0.5,
        ),
        Argument("half", "`{name}` is halved", "What was halved?", lambda x: x / 2),
        Argument(
            "counted twice", "`{name}` is doubled", "What has counted twice?", lambda x: 2 * x
        ),
    ),
    "ids": (
        Argument(
            "one too high",
            "every entry of `{name}` is one too high",
            BEGIN,
            lambda x: like(x, np.add(x, 1)),
        ),
        Argument(
            "one too low",
            "every entry of `{name}` is one too low",
            BEGIN,
            lambda x: like(x, np.subtract(x, 1)),
        ),
        Argument("sorted", "`{name}` is sorted first", ORDER, lambda x: like(x, np.sort(x))),
        Argument("backwards", "`{name}` is gone through backwards", ORDER, lambda x: x[::-1]),
        Argument(
            "first only",
            "only the first entry of `{name}` counts",
            "What about the others?",
            lambda x: x[:1],
        ),
        Argument(
            "last only",
            "only the last entry of `{name}` counts",
            "What about the others?",
            lambda x: x[-1:],
        ),
        Argument(
            "last missing",
            "the last entry of `{name}` is missing",
            "Where does it end?",
            lambda x: x[:-1],
        ),
        Argument(
            "first missing",
            "the first entry of `{name}` is missing",
            "Where does it begin?",
            lambda x: x[1:],
        ),
        Argument(
            "repeats once",
            "repeats in `{name}` count once",
            "Does a repeat count again?",
            lambda x: like(x, np.unique(x)),
        ),
    ),
    "numbers": (
        Argument(
            "sign flipped",
            "the sign of `{name}` is turned",
            "Which way does it point?",
            lambda x: -x,
        ),
        Argument(
            "squared", "`{name}` is squared first", "Which power does it have?", lambda x: x**2
        ),
        Argument(
            "sign lost", "the signs of `{name}` are lost", "Which entries are negative?", np.abs
        ),
        Argument(
            "unit length first",
            "the rows of `{name}` are scaled to length 1 first",
            "Should a long row weigh as much as a short one?",
            lambda x: x / np.linalg.norm(x, axis=-1, keepdims=True),
        ),
        Argument(
            "centred first",
            "the mean of `{name}` is subtracted first",
            "Does the task mention a mean?",
            lambda x: x - x.mean(axis=0),
        ),
        Argument(
            "transpose forgotten",
            "`{name}` is used transposed, its rows as columns",
            "Along which axis of `{name}` do you have to go?",
            lambda x: x.T if x.ndim == 2 else None,
        ),
        Argument("backwards", "the rows of `{name}` are taken backwards", ORDER, lambda x: x[::-1]),
        Argument(
            "counted twice", "`{name}` is doubled", "What has counted twice?", lambda x: 2 * x
        ),
        Argument(
            "first missing",
            "the first row of `{name}` does not count",
            "Where does counting start?",
            lambda x: np.concatenate([0 * x[:1], x[1:]]),
        ),
        Argument(
            "last missing",
            "the last row of `{name}` does not count",
            "Where does it end?",
            lambda x: np.concatenate([x[:-1], 0 * x[-1:]]),
        ),
        Argument(
            "last missing",
            "the last part of `{name}` is missing",
            "Where does it end?",
            lambda x: x[:-1],
        ),
    ),
    "words": (
        Argument("backwards", "`{name}` is gone through backwards", ORDER, lambda x: x[::-1]),
        Argument("sorted", "`{name}` is sorted first", ORDER, sorted),
        Argument(
            "first only",
            "only the first entry of `{name}` counts",
            "What about the others?",
            lambda x: x[:1],
        ),
        Argument(
            "repeats once",
            "repeats in `{name}` count once",
            "Does a repeat count again?",
            lambda x: list(dict.fromkeys(x)),
        ),
        Argument(
            "last missing",
            "the last entry of `{name}` is missing",
            "Where does it end?",
            lambda x: x[:-1],
        ),
        Argument(
            "first missing",
            "the first entry of `{name}` is missing",
            "Where does it begin?",
            lambda x: x[1:],
        ),
    ),
}
LATE = {  # what another change explains better, where one does
    "ids": (
        Argument(
            "place for ID",
            "the places in `{name}` are used, not what stands there",
            "What stands at each place?",
            lambda x: like(x, np.broadcast_to(np.arange(np.shape(x)[-1]), np.shape(x))),
        ),
    ),
    "words": (
        Argument(
            "start left out",
            "the first character of each entry of `{name}` is left out",
            "Does the first character count?",
            lambda x: [one[1:] for one in x],
        ),
    ),
    "numbers": (
        Argument(
            "one place above",
            "each position gets the next row of `{name}`",
            BEGIN,
            lambda x: np.roll(x, -1, axis=0),
        ),
        Argument(
            "one place below",
            "each position gets the previous row of `{name}`",
            BEGIN,
            lambda x: np.roll(x, 1, axis=0),
        ),
        Argument(
            "cut off",
            "decimals in `{name}` are cut off first",
            "Which line makes whole numbers of them?",
            np.trunc,
        ),
        Argument("left out", "`{name}` counts as 0", "Where does `{name}` come in?", np.zeros_like),
        Argument("left out", "`{name}` counts as 1", "Where does `{name}` come in?", np.ones_like),
    ),
}


def kind_of(value):
    """Under which kind an argument stands, or nothing."""
    if isinstance(value, bool):
        return ""
    if isinstance(value, int | np.integer):
        return "count"
    if isinstance(value, float):
        return "fraction"
    if isinstance(value, list) and value and not isinstance(value[0], int | float | list):
        return "words"
    array = np.asarray(value)
    return {"i": "ids", "f": "numbers"}.get(array.dtype.kind, "") if array.ndim else ""


def last_repeats(ids, others):
    """The IDs without repeats, and of each companion the entry of the last one."""
    last = len(ids) - 1 - np.unique(np.asarray(ids)[::-1], return_index=True)[1]
    last = np.sort(last)
    return ids[last], [one[last] for one in others]


def first_repeats(ids, others):
    first = np.sort(np.unique(ids, return_index=True)[1])
    return ids[first], [one[first] for one in others]


def mean_of_repeats(ids, others):
    times = np.bincount(ids)[ids]
    return ids, [one / times.reshape(-1, *[1] * (one.ndim - 1)) for one in others]


def times_ids(ids, others):
    return ids, [one * ids.reshape(-1, *[1] * (one.ndim - 1)) for one in others]


# What happens to IDs and to all arguments that go with them, entry by entry.
TOGETHER = (
    Argument(
        "last repeat only",
        "of an ID that repeats in `{name}` only the last entry counts",
        "What happens to the earlier one?",
        last_repeats,
    ),
    Argument(
        "first repeat only",
        "of an ID that repeats in `{name}` only the first entry counts",
        "What happens to the later one?",
        first_repeats,
    ),
    Argument(
        "mean of repeats",
        "an ID that repeats in `{name}` gets the mean of its entries",
        "Does the task ask for a mean or a sum?",
        mean_of_repeats,
    ),
    Argument(
        "IDs as numbers",
        "each ID in `{name}` multiplies what belongs to it",
        "Is ID 6 twice as much as ID 3?",
        times_ids,
    ),
    Argument(
        "first only",
        "only the first entry of `{name}` counts",
        "What about the others?",
        lambda ids, others: (ids[:1], [one[:1] for one in others]),
    ),
    Argument(
        "last missing",
        "the last entry of `{name}` does not count",
        "Where does it end?",
        lambda ids, others: (ids[:-1], [one[:-1] for one in others]),
    ),
)
