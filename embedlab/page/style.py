"""How pictures look: colours, line styles, and the pieces that figures share.

No chart touches pyplot's state or the caller's settings. Groups differ by colour *and* shape.
"""

import textwrap
from pathlib import Path

import numpy as np
from cycler import cycler
from matplotlib import style
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from embedlab.page.colours import GROUP_COLOURS, INK, SIGN_COLOURS, SIGN_PALE

__all__ = [
    "PALE",
    "SHADES",
    "SIGNS",
    "figure",
    "fixed_axes",
    "grid_lines",
    "outline",
    "short_number",
    "short_word",
    "some",
    "styled",
    "title_height",
    "word",
]
SIGNS = LinearSegmentedColormap.from_list(
    "signs", [SIGN_COLOURS[0], SIGN_PALE[0], "#ffffff", SIGN_PALE[1], SIGN_COLOURS[1]]
)
PALE = 0.5  # how strong a colour may be under a number, to be read in both themes
SHADES = LinearSegmentedColormap.from_list("shades", ["#f3f5f9", "#8fc1e0", "#0072B2"])
STYLE = Path(__file__).with_name("embedlab.mplstyle")
styled = style.context(
    [STYLE, {"axes.prop_cycle": cycler(color=GROUP_COLOURS)}], after_reset=True
)  # the caller's own settings stay out, and as they were


def figure(width, height, title, **layout):
    if not str(title).strip():
        raise ValueError("title is empty; a title states what the picture shows.")
    lines = textwrap.wrap(str(title), int(width * 8.9))
    height += 0.19 * (len(lines) - 1)
    fig = Figure(figsize=(width, height), **layout)
    at = {"y": 1 - 0.13 / height, "va": "top"} if layout else {}
    fig.suptitle("\n".join(lines), x=0.14 / width, ha="left", **at)
    return fig


def title_height(fig):
    return 0.25 + 0.19 * (fig.get_suptitle().count("\n") + 1)


def fixed_axes(fig, left, bottom, right, top):
    """Axes at a place given in inches, which no layout moves."""
    width, height = fig.get_size_inches()
    return fig.add_axes(
        (left / width, bottom / height, (right - left) / width, (top - bottom) / height)
    )


def outline(ax, left, top, width, height, colour=INK):
    ax.add_patch(
        Rectangle(
            (left, top),
            width,
            height,
            fill=False,
            edgecolor=colour,
            linewidth=2,
            zorder=3,
            clip_on=False,
        )
    )


def word(ax, x, y, text, *, colour=INK, size=9.5, align="center", weight="normal"):
    ax.text(x, y, str(text), color=colour, size=size, ha=align, va="center_baseline", weight=weight)


def short_number(number):
    """A number in at most four digits, with a true minus sign."""
    text = f"{number:,.0f}" if 1000 <= abs(number) < 1e6 else f"{number + 0.0:.3g}"
    return text.replace("-", "−")


def short_word(text, most=24):
    """A word that fits beside its mark: the beginning of a long one."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def some(name, given):
    if not given:
        raise ValueError(f"{name} is empty; there is nothing to draw.")
    return given


def grid_lines(ax, V, d):
    """Thin lines between the cells of an image, while the cells are large enough for them."""
    if V > 60:
        return
    look = {"colors": "#ffffff" if V * d > 200 else "#d9dde5", "linewidths": 0.6}
    ax.hlines(np.arange(1, V) - 0.5, -0.5, d - 0.5, **look)
    ax.vlines(np.arange(1, d) - 0.5, -0.5, V - 0.5, **look)
