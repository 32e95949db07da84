"""Refusals, and how arrays come into shape: whatever the maths is given passes through here.

Bad input is turned down in one sentence that names the culprit and the remedy; nothing is repaired
silently. Good input comes back as a plain array in the machine's byte order. Small numbers lose
bits in sums, so the maths *widens* arrays (float16 → float32, integers → float64), works, and
*narrows* the answer to the type that the caller gave.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, MappingView, Set
from inspect import isroutine
from math import isfinite
from numbers import Real

import numpy as np

__all__ = [
    "as_array",
    "as_floats",
    "as_numbers",
    "as_sequence",
    "check_count",
    "check_finite",
    "check_ids",
    "check_labels",
    "check_logits",
    "check_out",
    "check_pair",
    "check_rate",
    "check_row",
    "check_same_shape",
    "check_sequence",
    "check_square",
    "check_table",
    "check_text",
    "check_vectors",
    "check_width",
    "check_words",
    "describe",
    "largest_entry",
    "narrow",
    "quiet",
    "unit_vectors",
    "upstream_rows",
    "widen",
]

# what an array may hold instead of numbers, and what to do about it
KINDS = {
    "b": ("bool", "a.astype(float) makes 0 and 1 of it"),
    "c": ("complex numbers", "take their real part, a.real, or their size, np.abs(a)"),
    "M": ("dates", "give numbers, such as days since the first of them"),
    "m": ("time spans", "divide by a unit: a / np.timedelta64(1, 'D')"),
    "V": ("records", "take one of their fields: a['name']"),
}
# what may look like a list and is none
NO_LISTS = {
    MappingView: "make it one: list(…)",
    Set: "a set has no order: write a list, or take sorted(…)",
    Mapping: "take its values: list(….values())",
    Iterator: "make it one: list(…)",
}


# Arrays -----------------------------------------------------------------------------------------


def as_array(a, name, unequal="every row needs the same number of entries"):
    """Return a as a plain array in native byte order, or refuse what NumPy would misread."""
    __tracebackhide__ = True
    if type(a) is not np.ndarray:
        if has_mask(a):
            raise TypeError(
                f"{name} must be plain numbers, not a masked array, whose hidden entries would "
                "be used; fill them first: a.filled(value)."
            )
        for kind, remedy in NO_LISTS.items():
            if type(a) is not list and isinstance(a, kind):
                raise TypeError(f"{name} must be a list or an array, not {describe(a)}; {remedy}.")
        try:
            a = np.asarray(a)
        except Exception as error:
            if "inhomogeneous" in str(error):
                raise ValueError(f"{name} must be rows of the same length; {unequal}.") from None
            raise TypeError(
                f"{name} must be an array, and {describe(a)} does not become one; "
                "give rows of numbers."
            ) from error
    return a if a.dtype.isnative else a.astype(a.dtype.newbyteorder("="))


def has_mask(a, depth=8):
    """Whether a is a masked array, or a list that holds one."""
    if isinstance(a, list | tuple):
        return depth > 0 and any(has_mask(part, depth - 1) for part in a)
    return isinstance(a, np.ndarray) and hasattr(a, "mask")


def describe(a):
    """Words for what was given instead of numbers: its type, or the first text or object in it."""
    if isinstance(a, np.ndarray) and a.dtype.kind in "USOT" and a.size:
        odd = [x for x in a.flat if not isinstance(x, Real)]
        if not odd:
            huge = any(isinstance(x, int) and abs(x) >= 2**63 for x in a.flat)
            return "integers of more than 64 bits" if huge else "Python objects"
        a = odd[0]
    if a is None or isinstance(a, str | bytes):
        return f"text ({a[:20]!r})" if a is not None else "None"
    if not isinstance(a, np.ndarray):
        name = "function" if isroutine(a) else type(a).__name__
        return f"{'an' if name[0] in 'aeiouAEIOU' else 'a'} {name}"
    return KINDS[a.dtype.kind][0] if a.dtype.kind in KINDS else str(a.dtype)


def as_numbers(a, name):
    """Return a as an array of real numbers, or refuse it."""
    __tracebackhide__ = True
    given = as_array(a, name)
    if given.dtype.kind in "fiu":
        return given
    found = describe(given)
    if given.dtype.kind in KINDS:
        remedy = KINDS[given.dtype.kind][1]
    elif found == "None":
        remedy = "put a number in its place, or leave it out"
    elif found.startswith("text"):
        remedy = "numbers in a text become numbers with dtype=float, and words with a lookup"
    else:
        remedy = "give a list of numbers, or an array made with dtype=float"
    raise TypeError(f"{name} must hold real numbers, not {found}; {remedy}.")


def as_floats(a, name):
    """Return a as an array of floats, float64 for integers, or refuse it."""
    __tracebackhide__ = True
    a = as_numbers(a, name)
    return a if a.dtype.kind == "f" else a.astype(float)


def widen(a):
    """Return a in floats wide enough to add up: float32 at least, float64 for integers."""
    if a.dtype.kind != "f":
        return a.astype(float)
    return a if a.dtype.itemsize >= 4 else a.astype(np.float32)


def narrow(answer, *like, reach=None):
    """Return the answer in the type of the arrays it came from, or refuse one that does not fit it.

    Sums of integers are integers (int64) again, as long as floats count them exactly: `reach` tells
    from the largest entries how far they may reach.
    """
    __tracebackhide__ = True
    dtype, answer = np.result_type(*like), np.asarray(answer)
    if dtype.kind in "iu":
        if reach(map(largest_entry, like)) >= 2**53:
            raise ValueError("the numbers are too large for exact integers; give them as floats.")
        return answer.astype(np.int64)[()]
    if answer.dtype != dtype:
        with quiet():
            answer = answer.astype(dtype)
    if not np.isfinite(answer).all():
        if not all(np.isfinite(a).all() for a in like if isinstance(a, np.ndarray)):
            raise ValueError("the arrays hold NaN or infinity; find where it arose.")
        remedy = "scale the numbers down" if dtype.itemsize >= 8 else "give the arrays as float64"
        raise ValueError(f"the answer leaves the range of {dtype}; {remedy}.")
    return answer[()]  # a number where the array has no axes


def largest_entry(a):
    """The largest absolute value as a float, 0 if there is none; no copy of a is made."""
    return max(-float(a.min(initial=0)), float(a.max(initial=0)))


def quiet():
    """No warning while numbers leave their range: the answer is looked at and refused in words."""
    return np.errstate(over="ignore", invalid="ignore")


# IDs --------------------------------------------------------------------------------------------


def check_ids(ids, V, name="IDs"):
    """Return ids as row numbers in 0 … V−1, or refuse them, naming the first culprit."""
    __tracebackhide__ = True
    ids = as_integers(ids, name)
    if ids.size and not 0 <= ids.min() <= ids.max() < V:
        where = tuple(int(k) for k in np.argwhere((ids < 0) | (ids >= V))[0])
        place = f" at position {where[0] if len(where) == 1 else where}" if where else ""
        place += f" of {name}" if where and name != "IDs" else ""
        raise IndexError(
            f"ID {ids[where]}{place} is outside a table of {V} rows (0 … {V - 1}); "
            "check that tokenizer and table belong together."
        )
    return ids.astype(np.intp, copy=False)


def as_integers(ids, name="IDs"):
    """Return ids as an array of integers, or refuse them with a remedy for what they are."""
    __tracebackhide__ = True
    ids = as_array(ids, name, "pad the shorter sequences")
    if ids.size == 0 and ids.dtype.kind == "f":
        return ids.astype(np.intp)  # np.asarray([]) is float; an empty list of IDs is fine
    if ids.dtype.kind in "iu":
        return ids
    given, remedy = describe(ids), "IDs are row numbers, such as [3, 1, 0]"
    if ids.dtype.kind == "b":
        remedy = "np.flatnonzero(mask) gives the IDs of the rows where a mask is True"
    elif given.startswith("text"):
        remedy = "a tokenizer or a vocabulary turns words into IDs"
    elif given == "Python objects" or (ids.dtype.kind == "f" and is_whole(ids).all()):
        remedy = "IDs are row numbers: use ids.astype(int)"
    elif ids.dtype.kind == "f":
        odd = ids[~is_whole(ids)][0]
        given, remedy = f"{given} with {odd}", "find out where it came from"
        if np.isfinite(odd):
            remedy = f"to round it would read another row; {remedy}"
    raise TypeError(f"{name} must be integers, not {given}; {remedy}.")


def is_whole(a):
    """Which numbers are integers, though they are stored as floats."""
    return np.isfinite(a) & (a == np.trunc(a))


def check_row(name, i, V):
    """Return the number of one row, or refuse it."""
    __tracebackhide__ = True
    i = check_ids(i, V, name)
    if i.ndim:
        raise ValueError(f"{name} must be one ID, not an array of shape {i.shape}.")
    return int(i)


def as_sequence(ids):
    """Return ids as a list of int, or refuse them."""
    __tracebackhide__ = True
    ids = as_integers(ids)
    if ids.ndim != 1:
        raise ValueError(
            f"IDs must come as one sequence, not with shape {ids.shape}; decode them row by row."
        )
    return ids.tolist()


def check_sequence(ids, V):
    """Return ids as a list of int in 0 … V−1, or refuse them, naming the first culprit."""
    __tracebackhide__ = True
    ids = as_sequence(ids)
    for t, i in enumerate(ids):
        if not 0 <= i < V:
            raise IndexError(
                f"ID {i} at position {t} is outside a vocabulary of {V} tokens (0 … {V - 1}); "
                "check that tokenizer and IDs belong together."
            )
    return ids


def check_labels(X, y, classes):
    """Return labels as integers in 0 … classes−1, one per row of X, or refuse them."""
    __tracebackhide__ = True
    y = as_array(y, "y")
    if X.ndim != 2 or y.shape != X.shape[:1] or X.size == 0:
        raise ValueError(
            f"X must have shape (N, T) and y (N,), neither empty; they are {X.shape} and {y.shape}."
        )
    if y.dtype.kind not in "iu":
        raise TypeError(
            f"y must be integers, not {describe(y)}; number the classes: 0 … {classes - 1}."
        )
    if y.min() < 0 or y.max() >= classes:
        wrong = y[(y < 0) | (y >= classes)][0]
        raise ValueError(f"y holds {wrong}, but labels must be in 0 … {classes - 1}.")
    return y.astype(np.intp, copy=False)


# Tables and vectors -----------------------------------------------------------------------------


def check_table(E, name="E"):
    """Return E as a table of real numbers, shape (V, d), or refuse it."""
    __tracebackhide__ = True
    E = as_numbers(E, name)
    if E.ndim != 2:
        raise ValueError(
            f"{name} must be a table of shape (V, d), not {E.shape}; one row per token."
        )
    return E


def check_square(M, d):
    """Return M as finite floats of shape (d, d), the identity if it is None; or refuse it."""
    __tracebackhide__ = True
    M = np.eye(d) if M is None else check_vectors("M", check_table(M, "M"))
    if M.shape != (d, d):
        raise ValueError(
            f"M has shape {M.shape}; between rows of d = {d} numbers it must be ({d}, {d})."
        )
    return M


def check_vectors(name, a):
    """Return a as finite floats, shape (..., d), or refuse it."""
    __tracebackhide__ = True
    a = as_floats(a, name)
    if a.ndim == 0:
        raise ValueError(
            f"{name} must be a vector, shape (..., d), not the number {a}; give a list of numbers."
        )
    if not np.isfinite(a).all():
        raise ValueError(
            f"{name} holds NaN or infinity, so no score would mean anything; find where it arose."
        )
    return a


def check_width(a, b, names="ab"):
    """Refuse two arrays of vectors that are not of one length d."""
    __tracebackhide__ = True
    if a.shape[-1] != b.shape[-1]:
        one, other = names
        raise ValueError(
            f"{one} has shape {a.shape} and {other} has shape {b.shape}; "
            "their last axes, d, must be equal."
        )


def check_pair(a, b):
    """Return two arrays of vectors of one length d that broadcast, or refuse them."""
    __tracebackhide__ = True
    a, b = check_vectors("a", a), check_vectors("b", b)
    check_width(a, b)
    try:
        np.broadcast_shapes(a.shape, b.shape)
    except ValueError:
        raise ValueError(
            f"a has shape {a.shape} and b has shape {b.shape}; "
            "their leading axes must be equal or 1."
        ) from None
    return a, b


def check_same_shape(E, G):
    """Return table and gradient as finite floats of one shape, or refuse them."""
    __tracebackhide__ = True
    E, G = check_table(E), check_table(G, "G")
    if E.shape != G.shape:
        raise ValueError(
            f"E has shape {E.shape} but its gradient G has shape {G.shape}; they must be equal."
        )
    return check_vectors("E", E), check_vectors("G", G)


def unit_vectors(name, a):
    """Vectors of length 1 in the same directions; a zero vector has no direction and is refused."""
    __tracebackhide__ = True
    largest = np.abs(a).max(axis=-1, initial=0, keepdims=True)
    if not (largest > 0).all():
        raise ValueError(
            f"{name} holds a zero vector, and its cosine is undefined: it points nowhere."
        )
    a = a / largest  # squares of very large or very small numbers would leave the range of floats
    return a / np.linalg.norm(a, axis=-1, keepdims=True)


def upstream_rows(ids, upstream):
    """Return upstream as floats, flattened to (N, d), one row per ID; or refuse its shape."""
    __tracebackhide__ = True
    G = as_floats(upstream, "upstream")
    if G.ndim != ids.ndim + 1 or G.shape[:-1] != ids.shape:
        raise ValueError(
            f"upstream has shape {G.shape} but the IDs have shape {ids.shape}; "
            "it needs one gradient vector per ID: shape ids.shape + (d,)."
        )
    return G.reshape(ids.size, G.shape[-1])  # (N, d)


def check_finite(G):
    """Return the sum of the squares of upstream gradients that are finite; refuse others."""
    __tracebackhide__ = True
    squares = float(np.vdot(widen(G), widen(G)))
    # squares that add up to a finite number are finite themselves; that is the quicker question
    if not (isfinite(squares) or np.isfinite(G).all()):
        raise ValueError(
            "upstream holds NaN or infinity, which would corrupt every row it reaches; "
            "a smaller lr or smaller initial values usually help."
        )
    return squares


def check_logits(name, logits):
    """Return scores as floats, (..., V); −∞ rules a token out, but not every token of a row."""
    __tracebackhide__ = True
    logits = as_floats(logits, name)
    if logits.ndim == 0 or logits.shape[-1] == 0:
        raise ValueError(f"{name} must have shape (..., V) with V ≥ 1, not {logits.shape}.")
    if not np.isfinite(logits.max(axis=-1)).all():  # the maximum hands NaN and ∞ on
        raise ValueError(
            f"{name} must be numbers or −∞, with a number in each row; NaN or ∞ has no probability."
        )
    return logits


def check_out(out, shape, dtype):
    """Refuse what a result of this shape and dtype cannot be written into."""
    __tracebackhide__ = True
    if not isinstance(out, np.ndarray) or hasattr(out, "mask"):
        raise TypeError(
            f"out must be an array of shape {shape}, not {type(out).__name__}; np.empty makes one."
        )
    if out.shape != shape or out.dtype != dtype:
        raise ValueError(
            f"out is {out.dtype} of shape {out.shape} but the result is {dtype} of shape {shape}."
        )
    if not out.flags.writeable:
        raise ValueError("out is read-only; give an array that may be written into: out.copy().")


# Settings and words -----------------------------------------------------------------------------


def check_count(name, value, least=1):
    """Return value as an int of at least `least`, or refuse it by name."""
    __tracebackhide__ = True
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise TypeError(f"{name} must be an integer, not {value!r}.")
    if value < least:
        raise ValueError(f"{name} must be at least {least}, not {value}.")
    return int(value)


def check_rate(name, value):
    """Return a rate as a float, or refuse what is not a finite number ≥ 0."""
    __tracebackhide__ = True
    if isinstance(value, bool) or not (isinstance(value, Real) and 0 <= value <= 1e308):
        raise ValueError(f"{name} must be a finite number ≥ 0, not {value!r}.")
    return float(value)


def check_text(text, name="text"):
    """Return text, or refuse what is not a string that UTF-8 can write."""
    __tracebackhide__ = True
    if not isinstance(text, str):
        raise TypeError(f"{name} must be a string, not {type(text).__name__}.")
    half = re.search("[\ud800-\udfff]", text)
    if half:
        raise ValueError(
            f"{name} contains a lone surrogate at position {half.start()}, not a character; "
            "read the text again with the right encoding."
        )
    return text


def check_words(words, name="words"):
    """Return words as a list of strings, or refuse them."""
    __tracebackhide__ = True
    if isinstance(words, str):
        raise TypeError(
            f"{name} must be a list of strings, not one string; split it first: text.split()."
        )
    if not isinstance(words, Iterable) or isinstance(words, set | frozenset):
        raise TypeError(f'{name} must be a list of strings, not {describe(words)}; for one: ["a"].')
    return [check_text(word, f"each of the {name}") for word in words]
