"""Values, numbers and places in a few words."""

import inspect

import numpy as np

from embedlab.practice.checking.compare import numeric, several

__all__ = ["brief", "place", "short"]


def brief(value, most=240):
    """A value in a few words."""
    if inspect.isroutine(value):
        return getattr(value, "__name__", "a function")
    if isinstance(value, dict):
        pairs = [f"{brief(key)}: {brief(item)}" for key, item in value.items()]
        return f"{{{cut_short(', '.join(pairs), most)}}}"
    if isinstance(value, list) and (several(value) or any(isinstance(x, str) for x in value)):
        return f"[{cut_short(', '.join(map(brief, value)), most)}]"
    array = None if isinstance(value, str) else numeric(value)
    if array is None or array.ndim == 0:
        return str(value)[:80] if array is None and not isinstance(value, str) else short(value)
    text = np.array2string(
        array, separator=", ", threshold=10_000, formatter={"float_kind": "{:.4g}".format}
    )
    text = " ".join(text.split()).replace("[ ", "[")
    return text if len(text) <= most else f"an array of shape {array.shape}"


def cut_short(text, most):
    return text if len(text) <= most else f"{text[: most - 1]}…"


def short(value):
    return repr(value)[:80] if isinstance(value, str) else f"{float(value):.6g}"


def place(index):
    """A place in words, as far as there are words for its axes."""
    index = [int(i) for i in index]
    if len(index) == 2:
        return f"row {index[0]}, column {index[1]}"
    return f"place {index[0]}" if len(index) == 1 else f"{index}"
