"""A training run as a page carries it: all steps seen from one side, in few bytes."""

import base64

import numpy as np

from embedlab.projection import explained_variance, plane_basis, project

__all__ = ["cosines", "encode", "halves", "pack", "place", "signed", "view"]

MOST_CELLS = 16  # columns of E that a page carries beyond the plane
MOST_POINTS = 40_000  # steps × words up to which a page carries W
FINE, SHADES = 32767, 127  # whole numbers on each side of 0: of points, of colours


def view(trace):
    """The side from which a whole run is seen, and the words for it.

    Up to two dimensions it is the table itself; of more, the plane in which the last table spreads
    most.

    Parameters
    ----------
    trace : Trace

    Returns
    -------
    side : (mean, basis)
        For `project`.
    words : dict
        Names of the axes in the plane, the columns of E that are shown, a note on what is not seen.

    Examples
    --------
    >>> from embedlab.training import train
    >>> view(train(d=8, steps=5))[1]["axes"][0]
    'principal axis 1 of the last table'
    """
    d, last = trace.d, trace.tables[-1]
    side = plane_basis(last)
    if d <= 2:
        axes = ["dimension 0", "dimension 1" if d == 2 else "(there is no dimension 1)"]
        return side, {"axes": axes, "columns": d, "note": ""}
    share = explained_variance(last, *side)
    note = (
        f"The plane is the widest side of the last table and stays fixed. It shows {share:.0%} of "
        f"the variance in {d} dimensions; movement across it is not seen."
    )
    if d > MOST_CELLS:
        note += f" The table shows the first {MOST_CELLS} columns."
    axes = [f"principal axis {j} of the last table" for j in (1, 2)]
    return side, {"axes": axes, "columns": min(d, MOST_CELLS), "note": note}


def pack(trace, side, pulls=True):
    """The numbers of a run that a page needs: tables as the steps of their rows, in few bits.

    Parameters
    ----------
    trace : Trace
    side : (mean, basis)
        From `view`.
    pulls : bool
        Whether to carry what pulled on the rows as well.

    Returns
    -------
    dict
        Arrays in base64, and how to read them. ``E`` holds the rows in the plane, ``bounds`` the
        corners of the plane with the origin inside, ``full`` the length of a long step (nine
        tenths are shorter). Of more than two dimensions ``cells`` holds the first ones as colours;
        of two, ``W`` and ``pairs`` are what pulled on the rows.

    Examples
    --------
    >>> from embedlab.training import train
    >>> trace = train(steps=5)
    >>> pack(trace, view(trace)[0])["origin"]
    [0.0, 0.0]
    """
    points, origin = (
        project(trace.tables, *side),
        project(np.zeros(trace.d), *side),
    )  # (S + 1, V, 2), (2,)
    lengths = np.linalg.norm(np.diff(points.astype(float), axis=0), axis=2)
    low, high = np.minimum(points.min((0, 1)), origin), np.maximum(points.max((0, 1)), origin)
    widest = float((high - low).max()) or 1.0
    packed = {
        "E": pack_rows(points, FINE),
        "touched": encode(np.packbits(trace.touched, bitorder="little")),
        "losses": encode(trace.losses.astype("<f4")),
        "full": short(np.quantile(lengths[lengths > 0], 0.9)) if lengths.any() else 1.0,
        "origin": [short(x) for x in origin],
        "bounds": [short(x) for x in (*(low - 0.07 * widest), *(high + 0.07 * widest))],
    }
    if trace.d > 2:
        packed["cells"] = pack_rows(trace.tables[..., :MOST_CELLS], SHADES)
    return packed | (pack_pulls(trace) if pulls else {})


def pack_rows(tables, most):
    """Tables (S + 1, V, d) as steps of the rows that changed, and which these are.

    The largest number becomes ``most`` times the scale.
    """
    scale = float(np.abs(tables).max()) / most or 1.0
    steps = np.diff((tables / scale).round().astype(int), axis=0, prepend=0)
    changed = steps.any(axis=2)
    changed[:1] = True
    return {
        "scale": short(scale),
        "changed": encode(np.packbits(changed, bitorder="little")),
        "steps": halves(signed(steps[changed])),
    }


def pack_pulls(trace):
    """What pulled on the rows in two dimensions: W and the pairs of each step; or nothing."""
    points = trace.touched.size
    if trace.neighbours is None or trace.d != 2 or points > MOST_POINTS or trace.steps == 0:
        return {}
    pairs = np.sort(trace.batches * trace.V + trace.neighbours)[1:]  # (S, B)
    return {
        "W": pack_rows(trace.output_tables, FINE),
        "pairs": {"each": pairs.shape[1], "steps": halves(np.diff(pairs, prepend=0))},
        "lr": short(trace.lr),
    }


def signed(numbers):
    """Whole numbers as positive ones whose lowest bit is the sign.

    >>> signed(np.array([0, -1, 1, -2])).tolist()
    [0, 1, 2, 3]
    """
    return np.where(numbers < 0, -2 * numbers - 1, 2 * numbers)


def halves(numbers):
    """Positive whole numbers in halves of bytes, as base64: the smaller, the fewer.

    A half has three bits, the lowest first, and one that says that more follow.

    >>> base64.b64decode(halves(np.array([5, 8, 1]))).hex()
    '8511'
    """
    left = numbers.reshape(-1, 1) >> 3 * np.arange(
        1 + int(numbers.max(initial=0)).bit_length() // 3
    )
    follows = np.pad(left[:, 1:] > 0, ((0, 0), (0, 1)))
    used = np.pad(follows[:, :-1], ((0, 0), (1, 0)), constant_values=True)
    parts = (left & 7 | follows << 3)[used].astype(np.uint8)
    parts = np.pad(parts, (0, parts.size % 2))
    return encode(parts[::2] | parts[1::2] << 4)


def cosines(trace, rows):
    """The cosine of the first row with each other one, by step; NaN where a row is zero.

    >>> from embedlab.training import train
    >>> [line.shape for line in cosines(train(steps=5), [0, 1, 2])]
    [(6,), (6,)]
    """
    tables = trace.tables[:, rows].astype(float)  # (S + 1, R, d)
    norms = np.linalg.norm(tables, axis=2)
    with np.errstate(invalid="ignore", divide="ignore"):
        lines = (tables[:, :1] * tables).sum(axis=2) / (norms[:, :1] * norms)
    return [line.astype("<f4") for line in lines.T[1:]]


def short(x):
    """A number in nine digits: the last ones differ between machines, and pages are compared."""
    return float(f"{x:.9g}")


def place(E, row, at, side):
    """A table with one row moved to where the plane says; what the plane does not show stays.

    Parameters
    ----------
    E : ndarray, shape (V, d)
    row : int
    at : (float, float)
        Where the row is to be seen.
    side : (mean, basis)
        From `view`.

    Returns
    -------
    ndarray, shape (V, d)

    Examples
    --------
    >>> place(np.zeros((2, 2)), 1, [3, 4], (np.zeros(2), np.eye(2)))[1].tolist()
    [3.0, 4.0]
    """
    E = E.astype(float)
    E[row] += side[1] @ (np.array(at) - project(E[row], *side))
    return E


def encode(content):
    """Bytes, or the bytes of a contiguous array, as base64 text."""
    return base64.b64encode(content).decode()
