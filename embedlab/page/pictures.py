"""A Figure as an output of a cell: small PNG bytes, with words for those who do not see it."""

import base64
import html
import io

import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from PIL import Image

from embedlab.page.colours import FAINT, GROUP_COLOURS, INK, MUTED
from embedlab.page.output import Shown, asset
from embedlab.page.style import styled

__all__ = ["png", "show"]

STYLE = asset("pictures.css")
MEANT = ("white", INK, MUTED, FAINT, *GROUP_COLOURS)


def show(fig, *, alt):
    """Make a Figure an output of a cell, with words for those who do not see it.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
    alt : str
        The finding in a sentence, as somebody would tell it over the phone.

    Returns
    -------
    Shown
        Shows as a picture; as text it is alt.

    Examples
    --------
    >>> from embedlab.page.curves import loss_curves
    >>> show(loss_curves({"η = 1": [3, 2, 1]}, title="It falls"), alt="The loss falls from 3 to 1.")
    The loss falls from 3 to 1.
    """
    if not isinstance(fig, Figure):
        raise TypeError(
            f"show needs a matplotlib Figure, not {type(fig).__name__}; a chart function makes one."
        )
    if not str(alt).strip():
        raise ValueError("alt is empty; say in a sentence what the picture shows.")
    width, height = (round(inches * 100) for inches in fig.get_size_inches())
    code = base64.b64encode(png(fig)).decode()
    picture = (
        f'<img alt="{html.escape(alt)}" width="{width}" height="{height}" '
        f'src="data:image/png;base64,{code}">'
    )
    return Shown(f'<style>{STYLE}</style><figure class="embedlab-figure">{picture}</figure>', alt)


@styled
def png(fig, *, dpi=170, colours=64, meant=MEANT):
    """A Figure as the bytes of a small PNG: twice the pixels of its place on the page, few colours.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
    dpi : int
        A picture's place on the page has 100 pixels per inch: 170 is sharp on screens with finer
        ones.
    colours : int
        Size of the palette, at most 256.
    meant : sequence of colours
        Those that are in the palette whatever is frequent.

    Returns
    -------
    bytes

    Examples
    --------
    >>> png(Figure())[1:4]
    b'PNG'
    """
    raw, packed = io.BytesIO(), io.BytesIO()
    fig.savefig(raw, format="png", dpi=dpi, pil_kwargs={"compress_level": 0})
    few, palette = _few_colours(np.asarray(Image.open(raw).convert("RGB")), colours, meant)
    picture = Image.fromarray(few).convert("P")
    picture.putpalette(palette.tobytes())
    picture.save(packed, format="png", compress_level=9)
    return packed.getvalue()


def _few_colours(pixels, n, meant):
    """Pixels (h, w, 3) as numbers (h, w) into a palette (n, 3), colours with a meaning first.

    A reduction by frequency alone would turn the few pixels of a green mark blue.
    """
    red, green, blue = np.moveaxis(pixels >> 3, -1, 0).astype(np.int32)
    bins = (red << 10) + (green << 5) + blue  # 15 bits: 32 shades of each primary
    example = np.zeros((1 << 15, 3), np.int32)
    example[bins] = pixels
    order = np.argsort(-np.bincount(bins.ravel(), minlength=1 << 15), kind="stable")
    used = order[example[order].any(axis=1) | (order == 0)]
    first = np.round([[255 * part for part in to_rgb(colour)] for colour in meant]).astype(int)
    palette = np.vstack([first, example[used]])[:n]
    nearest = np.zeros(1 << 15, np.uint8)
    nearest[used] = [((palette - colour) ** 2).sum(axis=1).argmin() for colour in example[used]]
    return nearest[bins], palette.astype(np.uint8)
