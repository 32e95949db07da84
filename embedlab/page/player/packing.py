"""A training run as a page carries it: all steps seen from one side, in few bytes."""

import base64

import numpy as np

from embedlab.projection import explained_variance, plane_basis, project

__all__ = ["cosines", "encode", "pack", "place", "view"]

MOST_CELLS = 16  # columns of E that a page carries beyond the plane
MOST_POINTS = 40_000  # steps × words up to which a page carries W


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
    """The numbers of a run that a page needs: tables in 16 bits, which rows changed in 1.

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
        "E": pack_rows(points, "<i2"),
        "touched": encode(np.packbits(trace.touched, bitorder="little")),
        "losses": encode(trace.losses.astype("<f4")),
        "full": short(np.quantile(lengths[lengths > 0], 0.9)) if lengths.any() else 1.0,
        "origin": [short(x) for x in origin],
        "bounds": [short(x) for x in (*(low - 0.07 * widest), *(high + 0.07 * widest))],
    }
    if trace.d > 2:
        packed["cells"] = pack_rows(trace.tables[..., :MOST_CELLS], "i1")
    return packed | (pack_pulls(trace) if pulls else {})


def pack_rows(tables, dtype):
    """Tables (S + 1, V, d) as those rows that differ from the step before, and which these are."""
    scale = float(np.abs(tables).max()) / np.iinfo(dtype).max or 1.0
    numbers = (tables / scale).round().astype(dtype)
    changed = np.ones(tables.shape[:2], bool)
    changed[1:] = (numbers[1:] != numbers[:-1]).any(axis=2)
    return {
        "scale": short(scale),
        "changed": encode(np.packbits(changed, bitorder="little")),
        "rows": encode(np.ascontiguousarray(numbers[changed])),
    }


def pack_pulls(trace):
    """What pulled on the rows in two dimensions: W and the pairs of each step; or nothing."""
    points = trace.touched.size
    if trace.neighbours is None or trace.d != 2 or points > MOST_POINTS or trace.steps == 0:
        return {}
    pairs = np.stack([trace.batches, trace.neighbours], axis=2)[1:]  # (S, B, 2)
    return {
        "W": pack_rows(trace.output_tables, "<i2"),
        "pairs": encode(pairs.astype("<u2" if trace.V > 256 else "u1")),
        "lr": short(trace.lr),
    }


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
