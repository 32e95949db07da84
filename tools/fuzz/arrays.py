"""Arrays of every kind that a caller may hand over, and what is no array of numbers.

A `Draw` makes them: a type in either byte order, a layout in memory, values from tiny to huge.
"""

import tempfile
from datetime import date

import numpy as np

__all__ = [
    "ALWAYS_REFUSED",
    "LAYOUTS",
    "SPOILS",
    "TYPES",
    "WIDE",
    "Draw",
    "backwards",
    "every_second",
    "exact",
]

WIDE = np.longdouble
FLOATS, INTEGERS = ("f2", "f4", "f8"), ("i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8")
TYPES = [order + kind for kind in FLOATS + INTEGERS for order in "<>"]
# squares of what is drawn as float64 must stay within the range of the exact answers
FAR = 1e200 if np.finfo(WIDE).maxexp > 2000 else 1e70
HUGE = {"f2": 6e4, "f4": 1e30, "f8": FAR}
TINY = {"f2": 6e-8, "f4": 1e-30, "f8": 1 / FAR}


def exact(a):
    """The numbers of an array as the caller sees them, in floats wider than any type drawn."""
    return np.array(a, dtype=float).astype(WIDE)


# Layouts ----------------------------------------------------------------------------------------


class Subclass(np.ndarray):
    """An array that prefers its own type."""

    __array_priority__ = 100


class Convertible:
    """What is no array but says how to become one, as data frames and tensors do."""

    def __init__(self, a):
        self.a = a

    def __len__(self):
        return len(self.a)

    def __iter__(self):
        return iter(self.a)

    def __array__(self, dtype=None, copy=None):
        return self.a if dtype is None else self.a.astype(dtype)


def every_second(a):
    """The same numbers with others in between."""
    if not a.ndim:
        return a
    wide = np.full([2 * n for n in a.shape], 77, a.dtype)
    wide[(slice(None, None, 2),) * a.ndim] = a
    return wide[(slice(None, None, 2),) * a.ndim]


def backwards(a):
    if not a.ndim:
        return a
    back = (slice(None, None, -1),) * a.ndim
    return np.ascontiguousarray(a[back])[back]


def read_only(a):
    a = a.copy()
    a.flags.writeable = False
    return a


def broadcast(a):
    """Rows that share their memory where they are equal, as `np.broadcast_to` gives them."""
    same = a.ndim > 1 and len(a) > 1 and (a == a[:1]).all()
    return np.broadcast_to(a[0], a.shape) if same else a


def unaligned(a):
    whole = np.frombuffer(b"\0" + a.tobytes() + b"\0", np.uint8)
    return whole[1:-1].view(a.dtype).reshape(a.shape) if a.size else a


def memmap(a):
    if not a.size or not a.ndim:
        return a
    with tempfile.TemporaryFile() as file:
        mapped = np.memmap(file, a.dtype, "w+", shape=a.shape)
    mapped[...] = a
    return mapped


LAYOUTS = {
    "C order": np.copy,
    "Fortran order": lambda a: np.array(a, order="F"),
    "every second entry": every_second,
    "backwards": backwards,
    "read-only": read_only,
    "broadcast": broadcast,
    "unaligned": unaligned,
    "memmap": memmap,
    "subclass": lambda a: a.view(Subclass),
    "matrix": lambda a: a.view(np.matrix) if a.ndim == 2 else a,
    "convertible": lambda a: Convertible(a) if a.ndim else a,
    "list": lambda a: a.tolist(),
    "list of rows": lambda a: list(a) if a.ndim else a,
    "tuple": lambda a: tuple(a.tolist()) if a.ndim else a,
}


# What is no array of numbers ---------------------------------------------------------------------


def ragged(a):
    """The same rows, and one that is longer."""
    a = np.atleast_1d(a)
    return [a.tolist(), [*a.tolist(), a.flat[0].item() if a.size else 1]]


def nested(a):
    """A list in a list in a list …, deeper than NumPy goes."""
    for _ in range(80):
        a = [a]
    return a


def itself(a):
    """A list that holds itself."""
    a = []
    a.append(a)
    return a


def with_one(a, value, dtype=None):
    a = np.asarray(a).astype(dtype or float)
    if a.size:
        a.flat[-1] = value
    return a


ALWAYS_REFUSED = {
    "bool": lambda a: np.asarray(a) > 0,
    "masked array": lambda a: np.ma.masked_equal(np.asarray(a), 1),
    "masked rows": lambda a: [np.ma.masked_less(row, 1) for row in np.atleast_2d(a)],
    "complex": lambda a: np.asarray(a) + 1j,
    "text": lambda a: np.asarray(a).astype(str),
    "bytes": lambda a: np.asarray(a).astype("S9"),
    "words": lambda a: ["the", "cat"],
    "None": lambda a: None,
    "None inside": lambda a: [None, 1],
    "long integers": lambda a: [10**30],
    "values of a dict": lambda a: {"the": 1}.values(),
    "objects": lambda a: np.array(a, dtype=object),
    "set": lambda a: set(np.ravel(a).tolist()) | {1},
    "dict": lambda a: dict.fromkeys(np.ravel(a).tolist(), 1),
    "generator": lambda a: (x for x in np.ravel(a).tolist()),
    "dates": lambda a: np.full(np.shape(a), "2026-11-29", "M8[D]"),
    "a date": lambda a: date(2026, 11, 29),
    "time spans": lambda a: np.full(np.shape(a), 3, "m8[s]"),
    "records": lambda a: np.zeros(np.shape(a), [("x", float)]),
    "ragged": ragged,
    "a function": lambda a: len,
}
SPOILS = ALWAYS_REFUSED | {
    "NaN": lambda a: with_one(a, np.nan),
    "infinity": lambda a: with_one(a, -np.inf),
    "huge": lambda a: with_one(a, 2**62, np.int64),
    "negative": lambda a: with_one(a, -1, np.int64),
    "halves": lambda a: with_one(a, 0.5),
    "long double": lambda a: np.asarray(a).astype(WIDE),
    "nested": nested,
    "itself": itself,
    "one axis more": lambda a: np.asarray(a)[None],
    "one axis less": lambda a: np.asarray(a)[0] if np.size(a) and np.ndim(a) else np.asarray(a),
    "one entry less": lambda a: np.asarray(a)[..., :-1] if np.ndim(a) else np.asarray(a),
    "one row less": lambda a: np.asarray(a)[:-1] if np.ndim(a) else np.asarray(a),
    "empty": lambda a: [],
    "a number": lambda a: 3,
}


# Draws ------------------------------------------------------------------------------------------


class Draw:
    """Random choices, sizes and arrays; of some types and in some layouts only, if so asked.

    The arrays of a call are often all of one type.
    """

    def __init__(self, rng, types=TYPES, layouts=LAYOUTS):
        self.rng, self.types, self.layouts = rng, list(types), list(layouts)
        if self.chance(0.4):
            self.types = [self.of(*self.types)]

    def of(self, *options):
        return options[self.rng.integers(len(options))]

    def chance(self, p):
        return self.rng.random() < p

    def size(self, most=6):
        """Mostly small, sometimes 0, seldom more than a block of those that `fast` works on."""
        roll = self.rng.random()
        if roll < 0.02:
            return 0
        return int(self.rng.integers(520, 700) if roll > 0.998 else self.rng.integers(1, most + 1))

    def shape(self, most=2):
        return tuple(self.size(4) for _ in range(self.rng.integers(most + 1)))

    def numbers(self, *shape):
        """An array of real numbers of this shape, of any type, layout and magnitude."""
        kind = self.of(*self.types)
        values = self.floats(kind[1:], shape) if "f" in kind else self.integers(kind, shape)
        return self.laid_out(values.astype(kind))

    def moderate(self, *shape):
        """An array of numbers near 1, of any type and layout."""
        return self.laid_out(self.rng.integers(0, 9, shape).astype(self.of(*self.types)))

    def floats(self, kind, shape):
        rng, scale = self.rng, self.of("ones", "ones", "whole", "tiny", "huge", "mixed", "equal")
        values = rng.normal(size=shape)
        if scale == "whole":
            return np.round(3 * values)
        if scale == "equal":
            return np.full(shape, self.of(1.0, 0.1, 600.0, -3.5))
        if scale == "mixed":
            values *= rng.choice([TINY[kind], 0, 1, HUGE[kind]], shape)
        elif scale != "ones":
            values *= {"tiny": TINY, "huge": HUGE}[scale][kind]
        most = float(np.finfo(kind).max)
        return np.clip(values, -most, most)

    def integers(self, kind, shape):
        least, most = np.iinfo(kind).min, np.iinfo(kind).max
        if self.chance(0.3):
            return self.rng.choice([least, most, 0, 1, most // 2], shape).astype(kind[1:])
        return self.rng.integers(max(least, -5), 6, shape)

    def ids(self, V, *shape):
        """IDs in 0 … V−1 of any type that holds them and any layout."""
        some = [kind for kind in self.types if "f" not in kind] or TYPES[6:]
        kinds = [kind for kind in some if np.iinfo(kind).max >= V - 1] or ["i8"]
        values = self.rng.integers(V, size=shape) if V else np.zeros(shape, int)
        return self.laid_out(values.astype(self.of(*kinds)))

    def laid_out(self, a):
        layout = self.of(*self.layouts)
        if not np.size(a) and layout in ("list", "list of rows", "tuple"):
            layout = "read-only"  # lists without entries lose the other axes
        return LAYOUTS[layout](np.asarray(a))

    def shrunk(self, shape):
        """A shape that broadcasts to this one."""
        return tuple(1 if self.chance(0.2) else n for n in shape)[
            self.rng.integers(len(shape) + 1) :
        ]
