"""Two vectors to drag about."""

import numpy as np

from embedlab.page.planes import plane
from embedlab.page.player.markup import player_page

__all__ = ["drag"]


def drag(a, b, *, names=("a", "b"), title=""):
    """Two vectors in the plane to drag about: dot product, norms, angle, cosine and shadow keep up.

    Parameters
    ----------
    a, b : array_like, shape (2,)
        Where they start.
    names : (str, str)
        What they are called.
    title : str
        What to look for.

    Returns
    -------
    Shown
        Drag a tip, or focus it and press the arrow keys.

    Examples
    --------
    >>> drag([3, 1], [1, 2])
    Two vectors to drag: a = (3, 1), b = (1, 2)
    """
    for name, v in (("a", np.asarray(a)), ("b", np.asarray(b))):
        if v.shape != (2,) or v.dtype.kind not in "iuf" or not np.isfinite(v).all():
            raise ValueError(
                f"{name} must be two finite numbers, to be dragged in the plane, not {v.tolist()}."
            )
    if (
        isinstance(names, str)
        or len(names) != 2
        or len(set(names)) != 2
        or not all(map(str, names))
    ):
        raise ValueError(f"names must be two different words, not {names!r}.")
    vectors = np.array([a, b], float)
    reach = 1.3 * float(np.abs(vectors).max()) or 1.0
    text = "Two vectors to drag: " + ", ".join(
        f"{name} = ({x:g}, {y:g})" for name, (x, y) in zip(names, vectors, strict=True)
    )
    return player_page(
        text,
        plane(vectors, list(names), arrows=True, title=title or text),
        {
            "kind": "drag",
            "title": title,
            "names": names,
            "vectors": vectors.tolist(),
            "axes": ["dimension 0", "dimension 1"],
            "bounds": [-reach, -reach, reach, reach],
        },
    )
