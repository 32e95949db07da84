"""The bank, part four: what people do to a number that they work out by hand.

Each entry compares a number of theirs with the right one. `what` goes on after "Your second number,
5.12,"; it never says which number is right.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

__all__ = ["BYTES", "ORDERS", "RELATIONS", "Relation"]


class Relation(NamedTuple):
    """How a wrong number hangs together with the right one.

    Attributes
    ----------
    cause : str
        A word or two.
    what, asks : str
        The two halves of the sentence about it.
    wrong : callable
        From the right number to the wrong one; None where that makes no sense.
    """

    cause: str
    what: str
    asks: str
    wrong: Callable


def times(factor):
    return lambda x: factor * x if x else None


def far_from_one(change):
    """A power changes numbers near 0 and 1 too little to be told from other mistakes."""
    return lambda x: change(x) if x > 1.5 else None


UNIT = "Which unit does the task ask for, and where is the decimal point?"
ZERO = "Is a zero missing or too many, or is the decimal point in another place?"
PERCENT = "Is that a percentage, or are two zeros missing or too many?"
FACTOR = "is off by a factor of {0}"

# Where bytes are asked for: tried first.
BYTES = (
    Relation(
        "MiB for MB",
        "counts in MiB, 2²⁰ bytes each",
        "Which unit does the task ask for?",
        times(1 / 1.048576),
    ),
    Relation(
        "GiB for MB",
        "counts in GiB, 2³⁰ bytes each",
        "Which unit does the task ask for?",
        times(1e6 / 2**30),
    ),
    Relation(
        "KiB for MB",
        "counts in KiB, 1,024 bytes each",
        "Which unit does the task ask for?",
        times(1e6 / 2**10),
    ),
    Relation(
        "numbers for bytes",
        "counts one byte for each number",
        "How many bits does one number have, and how many bytes is that?",
        times(1 / 4),
    ),
    Relation(
        "two bytes",
        "counts two bytes for each number",
        "How many bits does one number have, and how many bytes is that?",
        times(1 / 2),
    ),
    Relation(
        "eight bytes",
        "counts eight bytes for each number",
        "How many bits does one number have, and how many bytes is that?",
        times(2),
    ),
    Relation("bits", "counts bits", "How many bits make a byte?", times(8)),
    Relation(
        "two bytes + MiB for MB",
        "counts two bytes for each number, and in MiB",
        "How many bytes does one number take, and how many make 1 MB?",
        times(0.5 / 1.048576),
    ),
    Relation(
        "eight bytes + MiB for MB",
        "counts eight bytes for each number, and in MiB",
        "How many bytes does one number take, and how many make 1 MB?",
        times(2 / 1.048576),
    ),
    Relation(
        "bits + MiB for MB",
        "counts bits, and in MiB",
        "How many bits make a byte, and how many bytes 1 MB?",
        times(8 / 1.048576),
    ),
    Relation(
        "numbers for bytes + MiB for MB",
        "counts one byte for each number, and in MiB",
        "How many bytes does one number take, and how many make 1 MB?",
        times(0.25 / 1.048576),
    ),
)

RELATIONS = (
    *(
        Relation(
            "rounded too far",
            "is rounded too far",
            "How many digits does the task ask for?",
            lambda x, digits=digits: round(x, digits) or None if x != round(x) else None,
        )
        for digits in (2, 1, 0)
    ),
    Relation(
        "sign flipped",
        "has the right size and the wrong sign",
        "Which way does it point?",
        times(-1),
    ),
    *(
        Relation(
            f"factor {10**k:,}",
            FACTOR.format(f"{10**k:,}"),
            UNIT if k % 3 == 0 else PERCENT if k == 2 else ZERO,
            times(10.0 ** (k * sign)),
        )
        for k in range(1, 10)
        for sign in (1, -1)
    ),
    Relation("factor 2", "is off by a factor of 2", "What counted twice, or only half?", times(2)),
    Relation(
        "factor 2", "is off by a factor of 2", "What counted twice, or only half?", times(0.5)
    ),
    Relation("squared", "is a square", "What undoes a square?", far_from_one(np.square)),
    Relation(
        "not squared",
        "is a square root too many",
        "Which power does the task ask for?",
        far_from_one(np.sqrt),
    ),
    Relation("factor √2", "is off by a factor of √2", "Under which root is a 2?", times(2**0.5)),
    Relation("factor √2", "is off by a factor of √2", "Under which root is a 2?", times(2**-0.5)),
    Relation(
        "one too many",
        "is one too many",
        "Where does counting start, and where does it end?",
        lambda x: x + 1 if x == round(x) and x > 3 else None,
    ),
    Relation(
        "one too few",
        "is one too few",
        "Where does counting start, and where does it end?",
        lambda x: x - 1 if x == round(x) and x > 3 else None,
    ),
)

# What can happen to all numbers at once, from the right ones to the wrong ones.
ORDERS = (
    Relation(
        "backwards",
        "The correct numbers are there, in reverse.",
        "In which order does the task ask for them?",
        lambda x: x[::-1],
    ),
    Relation(
        "order swapped",
        "The correct numbers are there, in a different order.",
        "In which order does the task ask for them?",
        None,
    ),
    Relation(
        "transposed",
        "Rows and columns are exchanged.",
        "What is a row here?",
        lambda x: x.T if x.ndim == 2 else None,
    ),
    Relation(
        "columns swapped",
        "The numbers of each row are in reverse.",
        "Which coordinate comes first?",
        lambda x: x[..., ::-1] if x.ndim == 2 else None,
    ),
    Relation(
        "rows backwards and columns swapped",
        "The rows are in reverse, and so are their numbers.",
        "Which one comes first?",
        lambda x: x[::-1, ::-1] if x.ndim == 2 else None,
    ),
    Relation(
        "one too many",
        "Every number is one too many.",
        "Where does counting start?",
        lambda x: x + 1,
    ),
    Relation(
        "one too few", "Every number is one too few.", "Where does counting start?", lambda x: x - 1
    ),
    Relation("sign lost", "Every minus sign is lost.", "Which numbers are negative?", np.abs),
    Relation("sign flipped", "All signs are reversed.", "Which way does it point?", lambda x: -x),
    Relation(
        "summed",
        "The numbers of each row are added up.",
        "How many numbers does a row have?",
        lambda x: x.sum(axis=-1) if x.ndim == 2 else None,
    ),
    Relation(
        "summed",
        "The rows are added up.",
        "How many rows does the task ask for?",
        lambda x: x.sum(axis=0) if x.ndim == 2 else None,
    ),
    Relation(
        "first only",
        "Only the first is there.",
        "How many does the task ask for?",
        lambda x: x[0] if x.ndim else None,
    ),
    Relation(
        "last only",
        "Only the last is there.",
        "How many does the task ask for?",
        lambda x: x[-1] if x.ndim else None,
    ),
    Relation(
        "flattened",
        "The numbers are all in one list.",
        "What is a row here?",
        lambda x: x.ravel() if x.ndim == 2 else None,
    ),
    Relation(
        "an axis too many",
        "The answer is in one list too many.",
        "How many brackets does it need?",
        lambda x: x[None],
    ),
    Relation(
        "repeats once",
        "What occurs twice is written once.",
        "What represents the repeat?",
        lambda x: x[np.sort(np.unique(x, axis=0, return_index=True)[1])] if x.ndim else None,
    ),
    Relation(
        "reversed, repeats once",
        "The order is reversed, and a repeat is missing.",
        "What represents the repeat?",
        lambda x: x[np.sort(np.unique(x, axis=0, return_index=True)[1])][::-1],
    ),
)
