"""The bank, part two: what learners do to a whole answer, or leave undone.

Each change takes the right answer and gives the wrong one; where it does not fit, it fails or gives
None. `what` goes on after "This is what comes out when …"; `asks` is the question that follows.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

__all__ = ["DICTS", "NUMERIC", "PARTS", "SEQUENCES", "SIZES", "SPOILT", "Result"]


class Result(NamedTuple):
    """A change of the whole answer."""

    cause: str
    what: str
    asks: str
    change: Callable


def once(x):
    """Rows or numbers in their order, each only where it comes first."""
    _, first = np.unique(x, axis=0, return_index=True)
    return x[np.sort(first)]


def exact(x):
    """The numbers, if they are whole; else nothing."""
    return x if x.size and np.all(x == np.round(x)) else None


def over(axis, function):
    return lambda x: function(x, axis=axis) if x.ndim > axis else None


def rolled_rows(x, by):
    return np.roll(x, by, axis=0) if x.ndim > 1 else None


def rolled(x, by):
    """The numbers of an array, or of each row of a table, moved by so many places."""
    return np.roll(x, by, axis=-1) if x.shape[-1] > 2 else None


SIGN, ORDER = "sign flipped", "Which order do they have?"
PLACES = "Which place comes first in Python?"

# What anyone can see in the numbers; tried before everything else.
NUMERIC = (
    Result(SIGN, "every sign is reversed", "Which way does it point?", lambda x: -x),
    Result(
        "transposed",
        "rows and columns are exchanged",
        "What does each axis count?",
        lambda x: x.T if x.ndim == 2 else None,
    ),
    Result(
        "transposed",
        "the last two axes are exchanged",
        "What does each axis count?",
        lambda x: x.swapaxes(-1, -2) if x.ndim == 3 else None,
    ),
    Result(
        "transposed",
        "the first two axes are exchanged",
        "What does each axis count?",
        lambda x: x.swapaxes(0, 1) if x.ndim == 3 else None,
    ),
    Result(
        "reshaped for transposed",
        "numbers are refilled into a new shape, although the axes were exchanged",
        "Does `reshape` move numbers, or only split the same numbers again?",
        lambda x: x.swapaxes(0, 1).reshape(x.shape) if x.ndim > 1 else None,
    ),
    Result(
        "reshaped for transposed",
        "numbers are refilled into the transposed shape, not exchanged",
        "Does `reshape` move numbers, or only split the same numbers again?",
        lambda x: x.reshape(x.T.shape) if x.ndim == 2 and x.shape != x.T.shape else None,
    ),
    Result("backwards", "the order is reversed", ORDER, lambda x: x[::-1]),
    Result(
        "backwards",
        "the numbers of each row are in reverse",
        "Which coordinate comes first?",
        lambda x: x[..., ::-1] if x.ndim > 1 else None,
    ),
    Result("sorted", "the right numbers are sorted", ORDER, lambda x: np.sort(x, axis=0)),
    Result(
        "sorted",
        "the right rows are sorted",
        ORDER,
        lambda x: np.array(sorted(x.tolist())) if x.ndim == 2 else None,
    ),
    Result("one too high", "every number is one too high", PLACES, lambda x: x + 1),
    Result("one too low", "every number is one too low", PLACES, lambda x: x - 1),
    *(
        Result(f"one place {cause}", f"every {what}", PLACES, change)
        for cause, what, change in (
            ("below", "row is one place too low", lambda x: rolled_rows(x, 1)),
            ("above", "row is one place too high", lambda x: rolled_rows(x, -1)),
            ("below", "number is one place too far to the right", lambda x: rolled(x, 1)),
            ("above", "number is one place too far to the left", lambda x: rolled(x, -1)),
        )
    ),
    Result("repeats once", "what occurs twice is kept once", "What represents the repeat?", once),
    Result(
        "first only", "only the first one is returned", "What about the others?", lambda x: x[0]
    ),
    Result(
        "first only", "only the first one is returned", "What about the others?", lambda x: x[:1]
    ),
    Result("last only", "only the last is returned", "What about the others?", lambda x: x[-1]),
    Result("last missing", "the last one is missing", "Where does it end?", lambda x: x[:-1]),
    Result("first missing", "the first one is missing", "Where does it begin?", lambda x: x[1:]),
    Result("sign lost", "every minus sign is lost", "Which numbers are negative?", np.abs),
)

# What a further step makes of the right answer, or what its last step leaves out.
SPOILT = (
    Result(
        "mean",
        "the rows of the answer are averaged at the end",
        "Which axes should the answer have?",
        over(0, np.mean),
    ),
    Result(
        "sum",
        "the rows of the answer are added up at the end",
        "Which axes should the answer have?",
        over(0, np.sum),
    ),
    Result(
        "mean",
        "the answer is averaged along its second axis",
        "Which axes should the answer have?",
        over(1, np.mean),
    ),
    Result(
        "sum",
        "the answer is added up along its second axis",
        "Which axes should the answer have?",
        over(1, np.sum),
    ),
    Result(
        "max",
        "the largest number along the first axis is taken",
        "Which axes should the answer have?",
        over(0, np.max),
    ),
    Result(
        "max",
        "the largest number along the second axis is taken",
        "Which axes should the answer have?",
        over(1, np.max),
    ),
    Result(
        "sum",
        "all numbers are added up at the end",
        "How many numbers does the task ask for?",
        np.sum,
    ),
    Result(
        "mean",
        "one mean is taken of all numbers",
        "How many numbers does the task ask for?",
        np.mean,
    ),
    Result("count", "the numbers are counted", "What should be listed?", len),
    Result("rounded", "the answer is rounded", "Does the task ask for rounding?", np.round),
    Result(
        "rounded",
        "the answer is rounded to one decimal",
        "Does the task ask for rounding?",
        lambda x: np.round(x, 1),
    ),
    Result(
        "rounded",
        "the answer is rounded to two decimals",
        "Does the task ask for rounding?",
        lambda x: np.round(x, 2),
    ),
    Result("cut off", "decimals are cut off", "Which line makes whole numbers of them?", np.trunc),
    Result(
        "factor 2", "every number is twice as large", "What has counted twice?", lambda x: 2 * x
    ),
    Result("half", "every number is half as large", "What was halved?", lambda x: x / 2),
    Result("squared", "every number is squared", "What undoes a square?", np.square),
    Result(
        "rooted",
        "a square root is taken at the end",
        "Which power does the answer have?",
        lambda x: np.sqrt(np.abs(x)),
    ),
    Result(
        "one minus it",
        "it is subtracted from 1 at the end",
        "Does the task ask for a similarity or a difference?",
        lambda x: 1 - x,
    ),
    Result(
        "upside down", "the fraction is upside down", "What is divided by what?", lambda x: 1 / x
    ),
    Result(
        "empty rows left out",
        "the rows of zeros are left out",
        "How many rows does the task ask for?",
        lambda x: x[np.any(x != 0, axis=1)] if x.ndim == 2 else None,
    ),
    Result("log", "a logarithm is taken at the end", "Can your numbers sum to 1?", np.log),
    Result("log", "a logarithm is taken first", "Which function does the task name?", np.log1p),
    Result("exp", "an exponential is taken at the end", "Where does the last step end?", np.exp),
    Result(
        "angle",
        "the angle is returned",
        "Does the task ask for the angle or for its cosine?",
        np.arccos,
    ),
    Result(
        "percent",
        "the numbers are given in percent",
        "What should all of them together make?",
        lambda x: 100 * x,
    ),
    Result(
        "factor 10",
        "every number is 10 times as large",
        "Where is a zero too many?",
        lambda x: 10 * x,
    ),
    Result(
        "factor 1000",
        "every number is 1,000 times as small",
        "Which unit does the task ask for?",
        lambda x: x / 1000,
    ),
    Result(
        "factor 1000",
        "every number is 1,000 times as large",
        "Which unit does the task ask for?",
        lambda x: x * 1000,
    ),
    Result(
        "factor 1000000",
        "every number is 1,000,000 times as small",
        "Which unit does the task ask for?",
        lambda x: x / 1e6,
    ),
    Result(
        "bits",
        "bits are counted, 8 for each byte",
        "How many bits does a byte have?",
        lambda x: 8 * x,
    ),
    Result(
        "unit length",
        "every row is scaled to length 1",
        "Does the task ask for the lengths as well?",
        lambda x: x / np.linalg.norm(x, axis=-1, keepdims=True),
    ),
    Result(
        "shares",
        "the numbers are divided by their sum",
        "Should they sum to 1?",
        lambda x: x / x.sum(),
    ),
    Result(
        "centred",
        "the mean is subtracted",
        "Where does a mean come in?",
        lambda x: x - x.mean(axis=0),
    ),
    Result(
        "an axis too many",
        "the answer is in one list too many",
        "How many axes should it have?",
        lambda x: x[None],
    ),
    Result(
        "an axis too many",
        "every number is in a list of its own",
        "How many axes should it have?",
        lambda x: x[..., None],
    ),
    Result(
        "flattened",
        "all axes are joined into one",
        "How many axes should it have?",
        lambda x: x.ravel() if x.ndim > 1 else None,
    ),
    Result(
        "flattened",
        "two axes are joined into one",
        "How many axes should it have?",
        lambda x: x.reshape(-1, x.shape[-1]) if x.ndim > 2 else None,
    ),
    Result(
        "first everywhere",
        "the first number is everywhere",
        "What changes from one number to the next?",
        lambda x: np.broadcast_to(x[..., :1], x.shape),
    ),
    Result(
        "last everywhere",
        "the last number is everywhere",
        "What changes from one number to the next?",
        lambda x: np.broadcast_to(x[..., -1:], x.shape),
    ),
    Result(
        "cumulated",
        "the numbers are added up one after the other",
        "Does each number include those before it?",
        lambda x: np.cumsum(x, axis=0),
    ),
    Result(
        "text for numbers",
        "the numbers are written as text",
        'What does Python make of "1" + "1"?',
        lambda x: [str(int(one)) for one in exact(x)],
    ),
)

# A factor that is the length of one of the arguments, as (size, what is told of it).
SIZES = (
    Result(
        "divided by a size",
        "every number is divided by {size}",
        "What is counted by {size}, and does anything ask for a mean?",
        lambda x, size: x / size,
    ),
    Result(
        "multiplied by a size",
        "every number is multiplied by {size}",
        "What is counted by {size}, and is the answer a sum?",
        lambda x, size: x * size,
    ),
    Result(
        "divided by a root",
        "every number is divided by the square root of {size}",
        "Does the task ask for that?",
        lambda x, size: x / np.sqrt(size),
    ),
    Result(
        "multiplied by a root",
        "every number is multiplied by the square root of {size}",
        "Does the task ask for that?",
        lambda x, size: x * np.sqrt(size),
    ),
)

SEQUENCES = (
    Result("backwards", "the order is reversed", ORDER, lambda x: x[::-1]),
    Result("sorted", "the list is sorted", ORDER, sorted),
    Result(
        "repeats once",
        "what occurs twice is kept once",
        "What represents the repeat?",
        lambda x: [one for k, one in enumerate(x) if one not in x[:k]],
    ),
    Result(
        "first only", "only the first one is returned", "What about the others?", lambda x: x[:1]
    ),
    Result(
        "first only", "only the first one is returned", "What about the others?", lambda x: x[0]
    ),
    Result("last missing", "the last one is missing", "Where does it end?", lambda x: x[:-1]),
    Result("first missing", "the first one is missing", "Where does it begin?", lambda x: x[1:]),
    Result("count", "the entries are counted", "What should be listed?", len),
    Result("joined", "the list is joined into one text", "How many pieces are there?", "".join),
    Result(
        "joined", "a space joins the list into one text", "How many pieces are there?", " ".join
    ),
)
DICTS = (
    Result("list for dict", "only the keys are returned", "What does each key lead to?", list),
    Result(
        "list for dict",
        "only the values are returned",
        "What does each value belong to?",
        lambda x: list(x.values()),
    ),
    Result(
        "one too low",
        "every count is one too low",
        "What is the count of something that was seen once?",
        lambda x: {key: value - 1 for key, value in x.items()},
    ),
    Result(
        "one too high",
        "every count is one too high",
        "What is the count of something that was seen once?",
        lambda x: {key: value + 1 for key, value in x.items()},
    ),
    Result(
        "backwards",
        "every key is written backwards",
        "Which part of the key comes first?",
        lambda x: {key[::-1]: value for key, value in x.items()},
    ),
    Result(
        "most frequent only",
        "only the most frequent entry is returned",
        "What about the others?",
        lambda x: dict(sorted(x.items(), key=lambda one: -one[1])[:1]),
    ),
    Result(
        "first only",
        "only one entry is returned",
        "What about the others?",
        lambda x: dict(list(x.items())[:1]),
    ),
    Result(
        "always one",
        "every count is 1",
        "What happens when something comes again?",
        lambda x: dict.fromkeys(x, 1),
    ),
)
PARTS = (
    Result(
        "parts swapped",
        "the results come in the wrong order",
        "Which result does the task name first?",
        lambda x: x[::-1],
    ),
    Result(
        "first part only",
        "only the first result is returned",
        "How many results does the task ask for?",
        lambda x: x[0],
    ),
    Result(
        "second part only",
        "only the second result is returned",
        "How many results does the task ask for?",
        lambda x: x[1],
    ),
    *(
        change
        for k, which in enumerate(("first", "second"))
        for change in (
            Result(
                f"{SIGN} in one",
                f"the {which} result has the wrong sign",
                "Which way does it point?",
                lambda x, k=k: [-part if j == k else part for j, part in enumerate(x)],
            ),
            Result(
                "transposed",
                f"rows and columns of the {which} result are exchanged",
                "What does each axis count?",
                lambda x, k=k: [part.T if j == k else part for j, part in enumerate(x)],
            ),
            Result(
                "factor 2",
                f"the {which} result is twice as large",
                "What has counted twice?",
                lambda x, k=k: [2 * part if j == k else part for j, part in enumerate(x)],
            ),
        )
    ),
)
