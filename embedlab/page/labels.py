"""Places for words beside their marks."""

import numpy as np

__all__ = ["place_labels"]


def place_labels(points, sizes, bounds, *, outward=False, gap=5.0, radius=4.0):
    """Find a place for the label of each point where it covers no point and no other label.

    Parameters
    ----------
    points : ndarray, shape (N, 2)
        Centres of the marks.
    sizes : ndarray, shape (N, 2)
        Width and height of the labels.
    bounds : (float, float, float, float)
        Left, bottom, right, top that labels keep to.
    outward : bool
        Prefer the side that looks away from the origin of bounds' middle.
    gap, radius : float
        Nearest distance from mark to label; half the width of a mark. All in the same unit.

    Returns
    -------
    ndarray, shape (N, 2)
        Lower left corners; NaN where there is no room.

    Examples
    --------
    >>> two = np.array([[10.0, 10.0], [12.0, 10.0]])
    >>> place_labels(two, np.array([[20.0, 8.0]] * 2), (0, 0, 60, 60))[0].tolist()
    [15.0, 15.0]
    """
    directions = np.array([(1, 0), (1, 1), (1, -1), (-1, 0), (-1, 1), (-1, -1), (0, 1), (0, -1)])
    ways = np.concatenate(
        [directions * reach for reach in (gap, gap + 9, gap + 20)]
    )  # (24, 2): near ones first
    taken = list(np.hstack([points - radius, points + radius]))  # boxes: left, bottom, right, top
    corners = np.full(points.shape, np.nan)
    left, bottom, right, top = bounds
    for i, (point, size) in enumerate(zip(points, sizes, strict=True)):
        away = point - ((left + right) / 2, (bottom + top) / 2)
        order = np.argsort(-(directions @ away), kind="stable") if outward else np.arange(8)
        tries = ways[np.concatenate([order, order + 8, order + 16])]
        low = point + tries + (np.sign(tries) - 1) / 2 * size  # (24, 2)
        high, boxes = low + size, np.array(taken)
        hit = (
            ((low[:, None] < boxes[:, 2:]) & (boxes[:, :2] < high[:, None])).all(axis=2).any(axis=1)
        )
        free = ~hit & (low >= (left, bottom)).all(axis=1) & (high <= (right, top)).all(axis=1)
        if free.any():
            corners[i] = low[free.argmax()]
            taken.append(np.hstack([corners[i], corners[i] + size]))
    return corners
