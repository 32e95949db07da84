"""What a call is, and how an answer is held to the exact one: type, shape, precision.

A recipe draws the arrays of a call and says how to judge what comes back. `fits` is False where a
refusal is right too: a zero vector, an answer beyond the range of its type, nothing to work on.
"""

from typing import Any, NamedTuple

import numpy as np

from tools.fuzz.arrays import WIDE

__all__ = ["CALLS", "Call", "agree", "holds", "kept", "raw", "recipe", "terms", "work"]

CALLS = {}  # name of the function → recipe


class Call(NamedTuple):
    """A call, `judge(answer)`, which raises AssertionError, and whether an answer is due."""

    function: Any
    arrays: list
    settings: dict
    judge: Any
    fits: bool = True


def recipe(draw_call):
    CALLS[draw_call.__name__] = draw_call
    return draw_call


# Types and precision ------------------------------------------------------------------------------


def raw(*given):
    """The type that NumPy gives a result of these arrays, in the machine's byte order."""
    return np.result_type(*(np.asarray(a).dtype.newbyteorder("=") for a in given))


def kept(*given):
    """The same, where integers count as float64: the type that results come back in."""
    kinds = [raw(a) for a in given]
    return np.result_type(*(kind if kind.kind == "f" else float for kind in kinds))


def work(dtype):
    """The type that sums are taken in."""
    return np.result_type(dtype, np.float32)


def holds(dtype, *bulks):
    """Whether sums of this size stay within the range of the type, and of the type of the work."""
    largest = max((float(np.abs(bulk).max(initial=0)) for bulk in bulks), default=0)
    return largest < 0.99 * float(np.finfo(dtype).max)


def agree(got, want, like, *, bulk=None, terms=20, dtype=None):
    """Hold an answer to the exact one: its type, its shape, each number within the precision.

    `bulk` is the sum of what was added, without signs: rounding is of its size. An answer is not
    more precise than the least precise array it comes from.
    """
    got, want = np.asarray(got), np.asarray(want)
    dtype = np.dtype(dtype or kept(*like))
    assert got.dtype == dtype, f"{got.dtype} instead of {dtype}"
    assert got.shape == want.shape, f"shape {got.shape} instead of {want.shape}"
    if dtype.kind != "f":
        assert (got == want).all(), f"{got} instead of {want}"
        return
    bulk = np.abs(want) if bulk is None else bulk
    worst = max([work(kept(a)) for a in like] or [dtype], key=lambda kind: np.finfo(kind).eps)
    rounding = (terms * float(np.finfo(worst).eps), float(np.finfo(dtype).eps))
    smallest = terms * float(np.finfo(worst).tiny) * rounding[0]
    smallest += float(np.finfo(dtype).smallest_subnormal)
    with np.errstate(invalid="ignore"):
        off = np.abs(got.astype(WIDE) - want)
        near = off <= rounding[0] * bulk + rounding[1] * np.abs(want) + smallest
    wrong = np.flatnonzero(~(near | (got == want)))
    assert not len(wrong), f"{got.flat[wrong[0]]} instead of {want.flat[wrong[0]]}"


def terms(*given):
    """How many roundings may add up."""
    return 20 + 4 * max((n for a in given for n in np.shape(a)), default=0)
