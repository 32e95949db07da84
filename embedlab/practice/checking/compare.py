"""Whether two plain answers are the same, number by number, and where they differ first."""

import numpy as np

__all__ = ["agree", "close", "equal", "leaf", "numeric", "several"]


def numeric(value):
    """A plain answer as an array of real numbers, or None."""
    try:
        array = np.asarray(value)
    except ValueError:  # rows of different lengths
        return None
    return array if array.dtype.kind in "biuf" else None


def equal(right, given):
    return (right == given) | ((right != right) & (given != given))


def close(right, given):
    """Equal up to what float32 and another order of summing make of it; integers exactly."""
    if right.dtype.kind in "iub":
        return np.abs(given - right.astype(float)) < 1e-3
    with np.errstate(all="ignore"):
        largest = np.max(np.abs(right), initial=0, where=np.isfinite(right))
        near = np.abs(right - given) <= 1e-5 * np.abs(right) + 2e-6 * largest
        return equal(right, given) | (near & np.isfinite(right))


def several(value):
    """Whether an answer is several results, not one array."""
    return isinstance(value, list) and (
        numeric(value) is None or any(isinstance(x, np.ndarray) for x in value)
    )


def agree(right, given, near=close):
    """Whether two plain answers are the same, number by number."""
    if several(right):
        given = list(given) if isinstance(given, np.ndarray) and given.ndim else given
        return (
            isinstance(given, list)
            and len(right) == len(given)
            and all(agree(a, b, near) for a, b in zip(right, given, strict=True))
        )
    if isinstance(right, dict):
        given = with_joined_keys(right, given)
        return (
            isinstance(given, dict)
            and right.keys() == given.keys()
            and all(agree(right[key], given[key], near) for key in right)
        )
    right_numbers, numbers = numeric(right), numeric(given)
    if right_numbers is None:
        return type(right) is type(given) and bool(np.array_equal(right, given))
    if numbers is not None and not right_numbers.size and numbers.shape == (0,):
        return len(right_numbers) == 0  # an empty list has no further axes to show
    return (
        numbers is not None
        and numbers.shape == right_numbers.shape
        and bool(
            np.all(
                near(right_numbers, numbers.astype(float) if numbers.dtype.kind == "b" else numbers)
            )
        )
    )


def with_joined_keys(right, given):
    """A dict with keys like ("t", "e") where "te" is asked for: the same, said in another way."""
    texts = isinstance(given, dict) and all(isinstance(key, str) for key in right)
    if not texts or not all(
        isinstance(key, tuple) and all(isinstance(part, str) for part in key) for key in given
    ):
        return given
    joined = {"".join(key): value for key, value in given.items()}
    return joined if len(joined) == len(given) else given


def leaf(right, given, same):
    """The first part in which two answers differ: one array, number or text of each."""
    if several(right) and isinstance(given, list) and len(given) == len(right):
        return next(leaf(a, b, same) for a, b in zip(right, given, strict=True) if not same(a, b))
    if isinstance(right, dict) and isinstance(given, dict) and right.keys() == given.keys():
        return next(
            leaf(right[key], given[key], same) for key in right if not same(right[key], given[key])
        )
    return right, given
