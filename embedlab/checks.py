"""Refusals: bad input is turned down in one sentence that names the culprit and the remedy.

Each function returns its argument as the maths wants it, or raises. Nothing is repaired silently.
"""

import re
from math import isfinite
from numbers import Real

import numpy as np

__all__ = [
    "check_count",
    "check_finite",
    "check_ids",
    "check_labels",
    "check_out",
    "check_pair",
    "check_rate",
    "check_same_shape",
    "check_sequence",
    "check_square",
    "check_table",
    "check_text",
    "check_upstream",
    "check_vectors",
    "check_words",
    "unit",
    "upstream_rows",
]


def check_table(E, name="E"):
    """Return E as an array, or refuse what is not a finite-size table of numbers, shape (V, d)."""
    __tracebackhide__ = True
    E = np.asarray(E)
    if E.ndim != 2:
        raise ValueError(
            f"{name} must be a table of shape (V, d), not {E.shape}; one row per token."
        )
    if E.dtype.kind not in "fiu":
        raise TypeError(f"{name} must hold real numbers, not {E.dtype}; make it with dtype=float.")
    return E


def check_ids(ids, V):
    """Return ids as an integer array with every ID in 0 … V−1, or refuse them, naming the first culprit."""
    __tracebackhide__ = True
    ids = np.asarray(ids)
    if ids.size == 0 and ids.dtype.kind == "f":
        return ids.astype(np.intp)  # np.asarray([]) is float; an empty list of IDs is fine
    if ids.dtype.kind not in "iu":
        raise TypeError(
            f"IDs must be integers, not {ids.dtype}; IDs are row numbers: use ids.astype(int)."
        )
    if ids.size and (ids.min() < 0 or ids.max() >= V):
        wrong = (ids < 0) | (ids >= V)
        where = tuple(int(k) for k in np.argwhere(wrong)[0])
        place = f" at position {where[0] if len(where) == 1 else where}" if where else ""
        raise IndexError(
            f"ID {ids[where]}{place} is outside a table of {V} rows (0 … {V - 1}); "
            "check that tokenizer and table belong together."
        )
    return ids


def check_out(out, shape, dtype):
    """Refuse what a result of this shape and dtype cannot be written into."""
    __tracebackhide__ = True
    if not isinstance(out, np.ndarray):
        raise TypeError(
            f"out must be an array of shape {shape}, not {type(out).__name__}; np.empty makes one."
        )
    if out.shape != shape or out.dtype != dtype:
        raise ValueError(
            f"out is {out.dtype} of shape {out.shape} but the result is {dtype} of shape {shape}."
        )


def check_count(name, value, least=1):
    """Return value as an int of at least `least`, or refuse it by name."""
    __tracebackhide__ = True
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise TypeError(f"{name} must be an integer, not {value!r}.")
    if value < least:
        raise ValueError(f"{name} must be at least {least}, not {value}.")
    return int(value)


def check_rate(name, value):
    """Refuse a rate that is not a finite number ≥ 0."""
    __tracebackhide__ = True
    if not (isinstance(value, Real) and isfinite(value) and value >= 0):
        raise ValueError(f"{name} must be a finite number ≥ 0, not {value!r}.")


def check_upstream(ids, upstream):
    """Return upstream as finite floats, flattened to (N, d), one row per ID; or refuse it."""
    __tracebackhide__ = True
    return check_finite(upstream_rows(ids, upstream))


def upstream_rows(ids, upstream):
    """Return upstream as floats, flattened to (N, d), one row per ID; or refuse its shape."""
    __tracebackhide__ = True
    G = np.asarray(upstream)
    G = G if G.dtype.kind == "f" else G.astype(float)
    if G.ndim != ids.ndim + 1 or G.shape[:-1] != ids.shape:
        raise ValueError(
            f"upstream has shape {G.shape} but the IDs have shape {ids.shape}; "
            "it needs one gradient vector per ID: shape ids.shape + (d,)."
        )
    return G.reshape(-1, G.shape[-1])  # (N, d)


def check_finite(G):
    """Return upstream gradients that are finite, or refuse them."""
    __tracebackhide__ = True
    # squares that add up to a finite number are finite themselves; that is the quicker question
    if not (isfinite(np.vdot(G, G)) or np.isfinite(G).all()):
        raise ValueError(
            "upstream holds NaN or infinity, which would spoil every row it reaches; "
            "a smaller lr or smaller start values usually help."
        )
    return G


def check_same_shape(E, G):
    """Return table and gradient as float arrays of one shape, or refuse them."""
    __tracebackhide__ = True
    E, G = check_table(E), check_table(G, "G")
    if E.shape != G.shape:
        raise ValueError(
            f"E has shape {E.shape} but its gradient G has shape {G.shape}; they must be equal."
        )
    return (E if E.dtype.kind == "f" else E.astype(float)), G


def check_vectors(name, a):
    """Return a as an array of finite vectors, shape (..., d), or refuse it."""
    __tracebackhide__ = True
    a = np.asarray(a)
    if a.ndim == 0 or a.dtype.kind not in "fiu":
        raise ValueError(f"{name} must be a vector of real numbers, shape (..., d), not {a!r}.")
    if not np.isfinite(a).all():
        raise ValueError(
            f"{name} holds NaN or infinity, so no score would mean anything; find where it arose."
        )
    return a if a.dtype.kind == "f" else a.astype(float)


def check_pair(a, b):
    """Return two arrays of vectors of one length d, or refuse them with both shapes."""
    __tracebackhide__ = True
    a, b = check_vectors("a", a), check_vectors("b", b)
    if a.shape[-1] != b.shape[-1]:
        raise ValueError(
            f"a has shape {a.shape} and b has shape {b.shape}; their last axes, d, must be equal."
        )
    return a, b


def unit(name, a):
    """Vectors of length 1 in the same directions; a zero vector has no direction and is refused."""
    __tracebackhide__ = True
    largest = np.abs(a).max(axis=-1, keepdims=True)
    if not (largest > 0).all():
        raise ValueError(
            f"{name} holds a zero vector, and its cosine is undefined: it points nowhere."
        )
    a = a / largest  # squares of very large or very small numbers would leave the range of floats
    return a / np.linalg.norm(a, axis=-1, keepdims=True)


def check_labels(X, y, classes):
    """Return labels as integers in 0 … classes−1, one per row of X, or refuse them."""
    __tracebackhide__ = True
    y = np.asarray(y)
    if X.ndim != 2 or y.shape != X.shape[:1] or X.size == 0:
        raise ValueError(
            f"X must have shape (N, T) and y (N,), neither empty; they are {X.shape} and {y.shape}."
        )
    if y.dtype.kind not in "iu" or y.min() < 0 or y.max() >= classes:
        raise ValueError(f"labels must be integers in 0 … {classes - 1}, one per text.")
    return y


def check_square(M, d):
    """Return M as an array of shape (d, d), the identity if it is None; or refuse it."""
    __tracebackhide__ = True
    M = np.eye(d) if M is None else check_table(M, "M")
    if M.shape != (d, d):
        raise ValueError(
            f"M has shape {M.shape}; between rows of d = {d} numbers it must be ({d}, {d})."
        )
    return M


def check_text(text, name="text"):
    """Return text, or refuse what is not a string that UTF-8 can write."""
    __tracebackhide__ = True
    if not isinstance(text, str):
        raise TypeError(f"{name} must be a string, not {type(text).__name__}.")
    half = re.search("[\ud800-\udfff]", text)
    if half:
        raise ValueError(
            f"{name} holds half a surrogate pair at position {half.start()}, which is no character; "
            "read the text again with the right encoding."
        )
    return text


def check_sequence(ids, V):
    """Return ids as a list of int in 0 … V−1, or refuse them, naming the first culprit."""
    __tracebackhide__ = True
    ids = np.asarray(ids)
    if ids.size and ids.dtype.kind not in "iu":
        raise TypeError(
            f"IDs must be integers, not {ids.dtype}; IDs are row numbers: use ids.astype(int)."
        )
    if ids.ndim != 1:
        raise ValueError(
            f"IDs must come as one sequence, not with shape {ids.shape}; decode them row by row."
        )
    for t, i in enumerate(ids.tolist()):
        if not 0 <= i < V:
            raise IndexError(
                f"ID {i} at position {t} is outside a vocabulary of {V} tokens (0 … {V - 1}); "
                "check that tokenizer and IDs belong together."
            )
    return ids.astype(np.intp).tolist()


def check_words(words, name="words"):
    """Return words as a list of strings, or refuse them."""
    __tracebackhide__ = True
    if isinstance(words, str):
        raise TypeError(
            f"{name} must be a list of strings, not one string; split it first: text.split()."
        )
    return [check_text(word, f"each of the {name}") for word in words]
