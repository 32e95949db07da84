"""Two vectors to drag about."""

from collections.abc import Mapping
from numbers import Real

import numpy as np

from embedlab.page.pictures import png
from embedlab.page.planes import plane
from embedlab.page.player.markup import moving_page

__all__ = ["drag"]

QUANTITIES = ("dot", "cosine", "angle", "shadow", "‖a‖", "‖b‖")  # what a goal may be about


def drag(a, b, *, names=("a", "b"), title="", goals=None):
    """Two vectors in the plane to drag about: dot product, norms, angle, cosine and shadow keep up.

    The dot product is also drawn as a rectangle, the cosine on the unit circle.

    Parameters
    ----------
    a, b : array_like, shape (2,)
        Where they start.
    names : (str, str)
        What they are called.
    title : str
        What to look for.
    goals : dict of str to dict, optional
        Goals that tick themselves: their text, and what must hold. A number is given, or is the
        "same" as at the start, or an "other" one; the numbers are dot, cosine, angle, shadow, ‖a‖
        and ‖b‖.

    Returns
    -------
    Shown
        Drag a tip, or focus it and press the arrow keys.

    Examples
    --------
    >>> drag([3, 1], [1, 2])
    Two vectors to drag: a = (3, 1), b = (1, 2)
    >>> drag([3, 1], [1, 2], goals={"Same cosine, other dot": {"cosine": "same", "dot": "other"}})
    Two vectors to drag: a = (3, 1), b = (1, 2)
    Goal: Same cosine, other dot
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
    goals = check_goals({} if goals is None else goals)
    vectors = np.array([a, b], float)
    reach = 1.3 * float(np.abs(vectors).max()) or 1.0
    told = "Two vectors to drag: " + ", ".join(
        f"{name} = ({x:g}, {y:g})" for name, (x, y) in zip(names, vectors, strict=True)
    )
    text = "\n".join([told, *(f"Goal: {goal}" for goal in goals)])
    still = plane(vectors, list(names), arrows=True, title=title or told)
    data = {
        "title": title,
        "names": names,
        "vectors": vectors.tolist(),
        "axes": ["dimension 0", "dimension 1"],
        "bounds": [-reach, -reach, reach, reach],
        "goals": goals,
    }
    return moving_page("drag", text, text, png(still, dpi=90, colours=32), data)


def check_goals(goals):
    """Return goals, or refuse what no pair of vectors can be asked for."""
    __tracebackhide__ = True
    if not isinstance(goals, Mapping) or not all(isinstance(g, Mapping) for g in goals.values()):
        raise TypeError(
            "goals must be a dict of dicts: a text, and what must hold, such as "
            '{"a · b = 0": {"dot": 0}}.'
        )
    for text, wanted in goals.items():
        unknown = [name for name in wanted if name not in QUANTITIES]
        if unknown:
            raise ValueError(
                f"goal {text!r} asks for {unknown[0]!r}; a goal may be about "
                f"{', '.join(QUANTITIES)}."
            )
        for name, value in wanted.items():
            number = isinstance(value, Real) and not isinstance(value, bool) and np.isfinite(value)
            if not number and value not in ("same", "other"):
                raise ValueError(
                    f'goal {text!r} asks for {name} = {value!r}; give a number, "same" or "other".'
                )
        if all(value == "same" for value in wanted.values()):
            raise ValueError(
                f"goal {text!r} is reached at the start; ask for a number, or for an other one."
            )
    return {str(text): dict(wanted) for text, wanted in goals.items()}
