"""A training run as a page carries it: all steps seen from one side, in few bytes."""

import base64

import numpy as np

from embedlab.projection import explained_variance, plane_basis, project

__all__ = ["encode", "pack", "place", "view"]


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
        Names of the axes in the plane and of the lanes in the strip of rows; a note on what is not
        seen.

    Examples
    --------
    >>> from embedlab.training import train
    >>> view(train(d=8, steps=5))[1]["lanes"]
    ['axis 1', 'axis 2', 'length, 8-D']
    """
    d, last = trace.d, trace.tables[-1]
    side = plane_basis(last)
    if d <= 2:
        lanes = [f"dimension {j}" for j in range(d)]
        axes = [*lanes, "(there is no dimension 1)"][:2]
        return side, {"axes": axes, "lanes": lanes, "note": ""}
    share = explained_variance(last, *side)
    note = (
        f"The plane is the widest side of the last table and stays fixed. It shows {share:.0%} of "
        f"the variance in {d} dimensions; what moves across it is not seen."
    )
    axes = [f"principal axis {j} of the last table" for j in (1, 2)]
    return side, {"axes": axes, "lanes": ["axis 1", "axis 2", f"length, {d}-D"], "note": note}


def pack(trace, side):
    """The numbers of a run that a page needs: positions in 16 bits, lengths and lookups in 8.

    Parameters
    ----------
    trace : Trace
    side : (mean, basis)
        From `view`.

    Returns
    -------
    dict
        Arrays in base64, and how to read them: ``scale`` and ``full`` are the size of one unit of
        the positions and of the largest length (longer ones, a tenth of all, are cut), ``bounds``
        the corners of the plane with the origin inside, ``magnify`` how far an arrow is drawn out
        so that a long step can be seen.

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
    lengths = np.linalg.norm(
        np.diff(trace.tables.astype(float), axis=0, prepend=trace.tables[:1]), axis=2
    )
    full = float(np.quantile(lengths[lengths > 0], 0.9)) if lengths.any() else 1.0
    low, high = np.minimum(points.min((0, 1)), origin), np.maximum(points.max((0, 1)), origin)
    widest = float((high - low).max()) or 1.0
    scale = float(np.abs(points).max()) / 32767 or 1.0
    return {
        "positions": encode((points / scale).round().astype("<i2")),
        "scale": short(scale),
        "lengths": encode((np.minimum(lengths / full, 1) * 255).round().astype("u1")),
        "full": short(full),
        "losses": encode(trace.losses.astype("<f4")),
        "touched": encode(trace.touched.astype("u1")),
        "origin": [short(x) for x in origin],
        "bounds": [short(x) for x in (*(low - 0.07 * widest), *(high + 0.07 * widest))],
        "magnify": max(
            (m for m in (1, 2, 5, 10, 20, 50, 100) if m * full <= 0.1 * widest), default=1
        ),
    }


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
