"""Tables as pictures: heat map, one-hot product, the ledger of a step."""

import numpy as np
from matplotlib.colors import TwoSlopeNorm
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from embedlab.page.colours import INK, MUTED, STRONG
from embedlab.page.style import (
    PALE,
    SIGNS,
    figure,
    fixed_axes,
    grid_lines,
    outline,
    short_number,
    styled,
    title_height,
    word,
)

__all__ = ["ledger_picture", "one_hot_product", "table_heatmap"]


@styled
def one_hot_product(x, E, *, title):
    """The product x E in numbers: a row of x that is one-hot picks out a row of E.

    Parameters
    ----------
    x : array_like, shape (V,) or (B, V)
        One-hot rows.
    E : array_like, shape (V, d)
        The table.
    title : str
        The finding.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> fig = one_hot_product([0, 1], [[1, 2], [3, 4]], title="The 1 picks row 1")
    """
    X, E = np.atleast_2d(np.asarray(x, float)), np.asarray(E, float)
    if E.ndim != 2 or X.ndim != 2 or X.shape[1] != len(E):
        raise ValueError(
            f"x {np.shape(x)} and E {E.shape} do not fit: x needs (V,) or (B, V), E needs (V, d)."
        )
    (B, V), d, H = X.shape, E.shape[1], X @ E
    picked = np.flatnonzero(X.any(axis=0))
    rows = max(B, V)
    fig, ax = _sheet(width=V + 2 * d + 4.2, height=rows + 1.6, title=title, cell=0.5)
    limit, left = max(abs(E).max(), 1e-9), V + 1.9
    right = left + d + 1.3
    x_top, e_top, h_top = (0.6 + (rows - n) / 2 for n in (B, V, B))
    _cells(ax, X, 0, x_top, limit=limit, bold=X != 0, tint=X * limit * 0.45)
    _cells(
        ax,
        E,
        left,
        e_top,
        limit=limit,
        bold=np.isin(np.arange(V), picked)[:, None] & np.ones(E.shape, bool),
    )
    _cells(ax, H, right, h_top, limit=limit, bold=np.ones(H.shape, bool))
    for i in picked:
        outline(ax, left, e_top + i, d, 1)
    outline(ax, right, h_top, d, B)
    for k in range(V):
        word(ax, k + 0.5, x_top - 0.35, k, colour=INK if k in picked else MUTED, size=8.5)
        word(ax, left - 0.4, e_top + k + 0.5, k, colour=INK if k in picked else MUTED, size=8.5)
    middle = 0.6 + rows / 2
    word(ax, V + 0.65, middle, "·", size=20)
    word(ax, right - 0.65, middle, "=", size=15)
    letter = "x" if B == 1 else "X"
    one_row = B == 1 and len(picked) == 1 and X.max() == 1
    name = f"x E = E[{picked[0]}]" if one_row else f"{letter} E"
    for place, text in (
        (V / 2, f"{letter}   ({B} × {V})"),
        (left + d / 2, f"E   ({V} × {d})"),
        (right + d / 2, f"{name}   ({B} × {d})"),
    ):
        word(ax, place, rows + 1.15, text, colour=MUTED)
    return fig


@styled
def table_heatmap(
    E, *, rows=(), words=None, columns=None, title, xlabel="dimension", ylabel=None, value="value"
):
    """A table as colours: violet below zero, brown above. Small tables show their numbers too.

    Parameters
    ----------
    E : array_like, shape (V, d)
        The table.
    rows : iterable of int
        Rows to mark, by an outline and a pointer.
    words, columns : sequence of str, optional
        Names of the V rows and d columns instead of their numbers.
    title, xlabel, ylabel : str
        The finding; the names of the axes (by default "word" or "row (token ID)" upwards).
    value : str
        What a colour stands for, with its unit if it has one.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> fig = table_heatmap([[0.1, -0.2], [0.3, 0.0]], rows=[1], title="Row 1 was read")
    """
    E = np.asarray(E, float)
    if E.ndim != 2 or not E.size:
        raise ValueError(f"a table has shape (V, d), not {E.shape}.")
    V, d = E.shape
    numbers = d <= 12 and V <= 16
    cell = (0.34 if V <= 16 else 0.19) if V <= 40 else 6.6 / V
    widest = max((len(str(w)) for w in words), default=0) if words is not None else 3
    side = 0.62 if numbers else max(0.16, min(0.5, 4.8 / d))
    wide = max(4.6, min(7.6, d * side + widest * 0.08 + 1.6))
    slanted = columns is not None and max(map(len, map(str, columns))) > 3 * side / 0.25
    below = 0.08 * max(map(len, map(str, columns))) if slanted else 0
    fig = figure(wide, V * cell + 1.35 + below, title)
    ax = fig.add_subplot()
    ax.grid(False)
    ax.spines[:].set_visible(False)
    limit = max(np.nanmax(abs(E)), 1e-12) / (PALE if numbers else 1)
    picture = ax.imshow(E, cmap=SIGNS, norm=TwoSlopeNorm(0, -limit, limit), aspect="auto")
    grid_lines(ax, V, d)
    if numbers:
        for (i, j), number in np.ndenumerate(E):
            ax.text(
                j,
                i,
                _number(number, E),
                ha="center",
                va="center",
                color=INK,
                size=9,
                weight="bold" if i in rows else "normal",
            )
    else:
        bar = fig.colorbar(
            picture, ax=ax, label=value, shrink=min(1, 1.6 / (V * cell)), aspect=12, pad=0.02
        )
        bar.outline.set_visible(False)
    _names(ax.yaxis, words, V)
    _names(ax.xaxis, columns, d)
    if slanted:
        ax.tick_params(axis="x", rotation=90)
    for row in rows:
        outline(ax, -0.5, row - 0.5, d, 1)
        ax.annotate(
            "◀",
            (1, row),
            (4, 0),
            ("axes fraction", "data"),
            textcoords="offset points",
            va="center",
            color=INK,
            size=9,
            annotation_clip=False,
        )
    ax.set(xlabel=xlabel, ylabel=ylabel or ("row (token ID)" if words is None else "word"))
    return fig


@styled
def ledger_picture(ledger, *, words=None, title):
    """A step's row ledger: contributions, sum, before, after, and the step that loses duplicates.

    Parameters
    ----------
    ledger : RowLedger
        From `embedlab.row_ledger`.
    words : sequence of V str, optional
        Names of the rows.
    title : str
        The finding.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from embedlab.gradients import row_ledger
    >>> ledger = row_ledger([[0, 1], [2, 0]], [1, 1], [[0, 1], [2, 2]], lr=0.5)
    >>> fig = ledger_picture(ledger, title="Row 1 was read twice, so it moves by the sum")
    """
    V, d = ledger.before.shape
    most = max(int(ledger.counts.max()), 1)
    names = [str(i) if words is None else f"{i}  {words[i]}" for i in range(V)]
    margin = 0.8 + 0.16 * max(map(len, names))
    starts = np.cumsum([margin + 1.6, most * (d + 0.7), d + 1, d + 1, d + 1])
    fig, ax = _sheet(width=starts[-1] + d + 2.8, height=1.25 * V + 2.0, title=title, cell=0.46)
    word(ax, margin - 0.3, 0.55, "row", colour=MUTED, align="right", size=8.5)
    word(ax, margin + 0.7, 0.55, "read", colour=MUTED, size=8.5)
    for x, text in zip(
        starts, ("contributions", "sum", "before", "after", "with dE[ids] += G"), strict=True
    ):
        word(ax, x, 0.55, text, colour=MUTED, align="left", size=8.5)
    scale = {
        "limit": max(
            abs(ledger.before).max(), abs(ledger.after).max(), abs(ledger.sums).max(), 1e-9
        )
    }
    for i in range(V):
        y = 1.1 + 1.25 * i
        lost = not np.array_equal(ledger.wrong[i], ledger.after[i])
        word(
            ax,
            margin - 0.3,
            y + 0.5,
            names[i],
            align="right",
            weight="bold" if ledger.counts[i] else "normal",
        )
        word(
            ax,
            margin + 0.7,
            y + 0.5,
            f"{ledger.counts[i]} ×",
            colour=INK if ledger.counts[i] else MUTED,
        )
        for k, part in enumerate(ledger.contributions[i]):
            _cells(ax, part[None], starts[0] + k * (d + 0.7), y, **scale)
            if k:
                word(ax, starts[0] + k * (d + 0.7) - 0.35, y + 0.5, "+")
        if not ledger.counts[i]:
            word(ax, starts[0], y + 0.5, "none", colour=MUTED, align="left")
        for x, part in zip(
            starts[1:], (ledger.sums, ledger.before, ledger.after, ledger.wrong), strict=True
        ):
            _cells(ax, part[i][None], x, y, **scale)
        if lost:
            outline(ax, starts[4], y, d, 1, colour=STRONG)
            word(
                ax,
                starts[4] + d + 0.25,
                y + 0.5,
                "✗ lost",
                colour="#a84300",
                align="left",
                weight="bold",
            )
    word(
        ax,
        starts[2],
        1.25 * V + 1.35,
        f"after = before − η · sum,  η = {ledger.lr:g}",
        colour=MUTED,
        align="left",
    )
    return fig


def _sheet(width, height, title, cell):
    """Squared paper: axes without axes, one unit a cell, y downwards."""
    cell = min(cell, 8.8 / width)
    wide = max(width * cell, 4.6)
    fig = figure(wide, height * cell + 0.5, title, layout="none")
    top = fig.get_size_inches()[1] - title_height(fig) - 0.05
    ax = fixed_axes(fig, 0, 0, wide, top)
    shift = (wide / cell - width) / 2
    ax.set(xlim=(-0.6 - shift, width - 0.6 + shift), ylim=(top / cell, 0))
    ax.set_axis_off()
    return fig, ax


def _cells(ax, A, left, top, *, limit, bold=False, tint=None):
    """Numbers in coloured cells, row 0 on top."""
    shades = np.asarray(A if tint is None else tint, float) / limit
    bold = np.broadcast_to(bold, A.shape)
    for (i, j), number in np.ndenumerate(A):
        colour = SIGNS(0.5 + 0.5 * PALE * np.clip(shades[i, j], -1, 1))
        ax.add_patch(
            Rectangle(
                (left + j, top + i), 1, 1, facecolor=colour, edgecolor="#d9dde5", linewidth=0.8
            )
        )
        word(
            ax,
            left + j + 0.5,
            top + i + 0.5,
            short_number(number),
            size=8.8,
            weight="bold" if bold[i, j] else "normal",
        )


def _number(number, among):
    whole = np.all(among == np.round(among)) and abs(among).max() < 1000
    return (f"{number + 0.0:.0f}" if whole else f"{number:.2f}").replace("-", "−")


def _names(axis, names, n):
    if names is not None:
        if len(names) != n:
            raise ValueError(f"{len(names)} names do not fit {n} rows or columns.")
        axis.set_ticks(range(n), names)
    elif n <= 24:
        axis.set_ticks(range(n))
    else:
        axis.set_major_locator(MaxNLocator(8, integer=True))
    axis.set_tick_params(length=0, labelsize=9 if n <= 24 else 7.5)
