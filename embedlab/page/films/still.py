"""A frame of a film as a still picture, and where its tables are."""

import math
import textwrap

import numpy as np
from matplotlib.patches import FancyArrowPatch, Rectangle

from embedlab.page.colours import INK, MUTED
from embedlab.page.style import PALE, SIGNS, figure, fixed_axes, outline, styled, title_height, word

__all__ = ["COLOURS", "FEW", "FINE", "columns_of", "digits_of", "frame_picture", "scale"]

CELL, ROW, GAP, HEAD, WIDEST = 0.46, 0.27, 0.5, 0.55, 9.0  # inches
LOWEST = "#d9dde5"  # of −∞
FEW, FINE = 2, 50  # shades of a sign


def columns_of(tables):
    """The tables in columns: those that fit below each other beside the tallest one share one.

    >>> tall, low = np.zeros((8, 2)), np.zeros((2, 2))
    >>> columns_of({"E": tall, "shard 0": low, "shard 1": low})
    [['E'], ['shard 0', 'shard 1']]
    """
    room, columns, used = max(map(len, tables.values())), [], 0
    for name, A in tables.items():
        needs = len(A) + 2  # its name and its gap take two rows
        if columns and used + needs <= room + 2:
            columns[-1].append(name)
        else:
            columns.append([name])
            used = 0
        used += needs
    return columns


def scale(tables):
    """The largest absolute number in tables, −∞ and empty cells aside; the same for all colours."""
    finite = [abs(A[np.isfinite(A)]).max(initial=0) for A in tables]
    return float(f"{max(finite):.6g}") or 1.0


def digits_of(tables):
    """Digits after the point: none for whole numbers, otherwise two or three that count."""
    numbers = np.concatenate([A[np.isfinite(A)] for A in tables])
    if not numbers.size or (numbers == np.round(numbers)).all():
        return 0
    largest = abs(numbers).max()
    return next(
        n for n, most in ((4, 0.01), (3, 0.1), (2, 100), (1, 1000), (0, math.inf)) if largest < most
    )


@styled
def frame_picture(frame, *, title, limit=None, shades=FINE):
    """A frame as tables in colours: violet below zero, brown above, with marks and arrows.

    Parameters
    ----------
    frame : Frame
    title : str
        The finding.
    limit : float, optional
        The number of the strongest colour.
    shades : int
        How many each sign has.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from embedlab.frames import lookup_frames
    >>> fig = frame_picture(lookup_frames([[0, 1], [2, 0]], [1])[1], title="Row 1 is copied")
    """
    places, width, height = place_tables(frame)
    lines = textwrap.wrap(frame.sentence, int(width * 12.5))
    fig = figure(width, height + 0.55 + 0.19 * len(lines), title, layout="none")
    ax = fixed_axes(fig, 0, 0, width, fig.get_size_inches()[1] - title_height(fig))
    ax.set(xlim=(0, width), ylim=(height + 0.15 + 0.19 * len(lines), 0))
    ax.set_axis_off()
    limit = limit or scale(frame.tables.values())
    for name, A in frame.tables.items():
        draw_table(ax, name, A, frame.words.get(name, range(len(A))), *places[name], limit, shades)
    for name, row, *column in frame.marked:
        left, top = places[name]
        across = (
            (left + column[0] * CELL, CELL)
            if column
            else (left, frame.tables[name].shape[1] * CELL)
        )
        outline(ax, across[0], top + row * ROW, across[1], ROW)
    for (start, i), (end, j) in frame.arrows:
        draw_arrow(ax, frame, places, (start, i), (end, j))
    for n, line in enumerate(lines):
        word(ax, 0.14, height + 0.1 + 0.19 * n, line, align="left")
    return fig


def place_tables(frame):
    """The upper left corner of each table's cells, and the width and height of all, in inches."""
    places, left, line, height = {}, 0.14, 0.0, 0.0
    widths = {name: 0.1 + 0.075 * longest_name(frame, name) for name in frame.tables}
    for column in columns_of(frame.tables):
        names = max(widths[name] for name in column)
        across = max(frame.tables[name].shape[1] * CELL for name in column)
        across = max(across, *(0.075 * len(name) for name in column))
        if left > 0.14 and left + names + across > WIDEST:
            left, line = 0.14, height
        top = line
        for name in column:
            places[name] = (left + names, top + HEAD)
            top += HEAD + len(frame.tables[name]) * ROW + 0.12
        height, left = max(height, top), left + names + across + GAP
        widest = max(x + frame.tables[name].shape[1] * CELL for name, (x, _) in places.items())
    return places, max(widest + 0.3, 4.6), height


def longest_name(frame, name):
    words = frame.words.get(name, map(str, range(len(frame.tables[name]))))
    return max(map(len, map(str, words)))


def draw_table(ax, name, A, rows, left, top, limit, shades):
    word(ax, left, top - 0.37, name, align="left", weight="bold")
    for j in range(A.shape[1]):
        word(ax, left + (j + 0.5) * CELL, top - 0.12, j, colour=MUTED, size=8)
    for i, row in enumerate(rows):
        word(ax, left - 0.07, top + (i + 0.5) * ROW, row, align="right", colour=MUTED, size=9)
    digits = digits_of([A])
    for (i, j), number in np.ndenumerate(A):
        x, y = left + j * CELL, top + i * ROW
        shade = "white" if np.isnan(number) else LOWEST
        if np.isfinite(number):
            shade = shade_of(np.clip(number / limit, -1, 1), shades)
        ax.add_patch(Rectangle((x, y), CELL, ROW, facecolor=shade, edgecolor=LOWEST, linewidth=0.8))
        word(ax, x + CELL / 2, y + ROW / 2, number_text(number, digits), size=8.8)


def shade_of(strength, shades):
    """The colour of a cell; strength from −1 to 1."""
    return SIGNS(0.5 + 0.5 * PALE * round(strength * shades) / shades)


COLOURS = ("white", INK, MUTED, LOWEST, *(shade_of(k / FEW, FEW) for k in range(-FEW, FEW + 1)))


def number_text(number, digits):
    if np.isnan(number):
        return ""
    if np.isinf(number):
        return "−∞" if number < 0 else "∞"
    return f"{round(number, digits) + 0.0:.{digits}f}".replace("-", "−")


def draw_arrow(ax, frame, places, start, end):
    (x0, y0), (x1, y1) = (places[name] for name, _ in (start, end))
    x0 += frame.tables[start[0]].shape[1] * CELL
    ax.add_patch(
        FancyArrowPatch(
            (x0 + 0.03, y0 + (start[1] + 0.5) * ROW),
            (x1 - 0.12 - 0.075 * longest_name(frame, end[0]), y1 + (end[1] + 0.5) * ROW),
            arrowstyle="->",
            mutation_scale=9,
            color=INK,
            linewidth=1,
            zorder=0,
            connectionstyle="arc3,rad=0",
        )
    )
