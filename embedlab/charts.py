"""Still pictures: arrays or a trace in, a closed matplotlib Figure out.

No chart touches pyplot's state or the caller's settings. `show` turns a Figure into an output that carries
its own alternative text. Groups differ by colour *and* shape; a title states the finding.
"""

import base64
import html
import io
import textwrap
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

import numpy as np
from matplotlib import style
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import LinearSegmentedColormap, TwoSlopeNorm, to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.textpath import TextPath
from matplotlib.ticker import EngFormatter, FuncFormatter, LogLocator, MaxNLocator, MultipleLocator
from matplotlib.transforms import Affine2D
from PIL import Image

from embedlab.projection import pca_basis, project

__all__ = [
    "GROUP_COLOURS", "GROUP_MARKERS", "Shown", "histograms", "ledger_picture", "loss_curves", "neighbour_bars",
    "one_hot_product", "place_labels", "plane", "review_days", "scaling", "show", "table_heatmap", "trace_picture",
]

GROUP_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#B8860B", "#56B4E9")  # after Okabe and Ito
GROUP_MARKERS = ("o", "s", "^", "D", "P", "X")
LINE_STYLES = ("-", (0, (5, 1.6)), (0, (1.2, 1.2)), (0, (7, 1.6, 1.2, 1.6)), (0, (3, 1, 1, 1, 1, 1)), (0, (9, 3)))
INK, MUTED, FAINT, STRONG = "#1f2430", "#4a5160", "#c4c9d4", "#D55E00"
SIGNS = LinearSegmentedColormap.from_list("signs", ["#0072B2", "#8fc1e0", "#ffffff", "#f3b58a", "#D55E00"])
PALE = 0.5  # how strong a cell's colour may be under a number, to be read in the light and in the dark theme
SHADES = LinearSegmentedColormap.from_list("shades", ["#f3f5f9", "#8fc1e0", "#0072B2"])
MEANT = np.array([[round(255 * c) for c in to_rgb(name)] for name in ("white", INK, MUTED, FAINT, *GROUP_COLOURS)])
STYLE = Path(__file__).with_name("embedlab.mplstyle")
styled = style.context(STYLE, after_reset=True)  # the caller's own settings stay out, and as they were

CARD = (
    "<style>.embedlab-figure{margin:8px 0}.embedlab-figure img{max-width:100%;height:auto;border-radius:8px;"
    "border:1px solid #d9dde5}[data-jp-theme-light=false] .embedlab-figure img"
    "{filter:invert(.92) hue-rotate(180deg)}</style>"
)


# ---- showing ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shown:
    """An output of a cell: HTML, and the same in words."""

    html: str = field(repr=False)
    words: str

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/html": self.html, "text/plain": self.words}

    def __repr__(self):
        return self.words


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

    Raises
    ------
    TypeError, ValueError
        If fig is no Figure, or alt says nothing.

    Examples
    --------
    >>> show(loss_curves({"η = 1": [3, 2, 1]}, title="It falls"), alt="The loss falls from 3 to 1.")
    The loss falls from 3 to 1.
    """
    if not isinstance(fig, Figure):
        raise TypeError(f"show needs a matplotlib Figure, not {type(fig).__name__}; a chart function makes one.")
    if not str(alt).strip():
        raise ValueError("alt is empty; say in a sentence what the picture shows.")
    width, height = (round(inches * 100) for inches in fig.get_size_inches())
    code = base64.b64encode(png(fig)).decode()
    picture = (f'<img alt="{html.escape(alt)}" width="{width}" height="{height}" '
               f'src="data:image/png;base64,{code}">')
    return Shown(f'{CARD}<figure class="embedlab-figure">{picture}</figure>', alt)


@styled
def png(fig, *, dpi=170, colours=64):
    """A Figure as the bytes of a small PNG: twice the pixels of its place on the page, few colours.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
    dpi : int
        A picture's place on the page has 100 pixels per inch: 170 is sharp on screens with finer ones.
    colours : int
        Size of the palette, at most 256.

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
    few, palette = _few_colours(np.asarray(Image.open(raw).convert("RGB")), colours)
    picture = Image.fromarray(few).convert("P")
    picture.putpalette(palette.tobytes())
    picture.save(packed, format="png", compress_level=9)
    return packed.getvalue()


def _few_colours(pixels, n):
    """Pixels (h, w, 3) as numbers (h, w) into a palette (n, 3): the colours that mean something come first.

    A reduction by frequency alone would turn the few pixels of a green mark blue.
    """
    red, green, blue = np.moveaxis(pixels >> 3, -1, 0).astype(np.int32)
    bins = (red << 10) + (green << 5) + blue  # 15 bits: 32 shades of each primary
    example = np.zeros((1 << 15, 3), np.int32)
    example[bins] = pixels
    order = np.argsort(-np.bincount(bins.ravel(), minlength=1 << 15), kind="stable")
    used = order[example[order].any(axis=1) | (order == 0)]
    palette = np.vstack([MEANT, example[used]])[:n]
    nearest = np.zeros(1 << 15, np.uint8)
    nearest[used] = [((palette - colour) ** 2).sum(axis=1).argmin() for colour in example[used]]
    return nearest[bins], palette.astype(np.uint8)


# ---- tables -------------------------------------------------------------------------------------------


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

    Raises
    ------
    ValueError
        If the shapes do not fit.

    Examples
    --------
    >>> fig = one_hot_product([0, 1], [[1, 2], [3, 4]], title="The 1 picks row 1")
    """
    X, E = np.atleast_2d(np.asarray(x, float)), np.asarray(E, float)
    if E.ndim != 2 or X.ndim != 2 or X.shape[1] != len(E):
        raise ValueError(f"x {np.shape(x)} and E {E.shape} do not fit: x needs (V,) or (B, V), E needs (V, d).")
    (B, V), d, H = X.shape, E.shape[1], X @ E
    picked = np.flatnonzero(X.any(axis=0))
    rows = max(B, V)
    fig, ax = _sheet(width=V + 2 * d + 4.2, height=rows + 1.6, title=title, cell=0.5)
    limit, left = max(abs(E).max(), 1e-9), V + 1.9
    right = left + d + 1.3
    x_top, e_top, h_top = (0.6 + (rows - n) / 2 for n in (B, V, B))
    _cells(ax, X, 0, x_top, limit=limit, bold=X != 0, tint=X * limit * 0.45)
    _cells(ax, E, left, e_top, limit=limit, bold=np.isin(np.arange(V), picked)[:, None] & np.ones(E.shape, bool))
    _cells(ax, H, right, h_top, limit=limit, bold=np.ones(H.shape, bool))
    for i in picked:
        _outline(ax, left, e_top + i, d, 1)
    _outline(ax, right, h_top, d, B)
    for k in range(V):
        _word(ax, k + 0.5, x_top - 0.35, k, colour=INK if k in picked else MUTED, size=8.5)
        _word(ax, left - 0.4, e_top + k + 0.5, k, colour=INK if k in picked else MUTED, size=8.5)
    middle = 0.6 + rows / 2
    _word(ax, V + 0.65, middle, "·", size=20), _word(ax, right - 0.65, middle, "=", size=15)
    name = f"x E = E[{picked[0]}]" if B == 1 and len(picked) == 1 and X.max() == 1 else "xX"[B > 1] + " E"
    for place, text in ((V / 2, f"{'x' if B == 1 else 'X'}   ({B} × {V})"), (left + d / 2, f"E   ({V} × {d})"),
                        (right + d / 2, f"{name}   ({B} × {d})")):
        _word(ax, place, rows + 1.15, text, colour=MUTED)
    return fig


@styled
def table_heatmap(E, *, rows=(), words=None, columns=None, title, xlabel="dimension", ylabel=None, value="value"):
    """A table as colours: blue below zero, orange above. Small tables show their numbers too.

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

    Raises
    ------
    ValueError
        If E is not 2-D or names are missing.

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
    fig = _figure(wide, V * cell + 1.35 + below, title)
    ax = fig.add_subplot()
    ax.grid(False), ax.spines[:].set_visible(False)
    limit = max(np.nanmax(abs(E)), 1e-12) / (PALE if numbers else 1)
    picture = ax.imshow(E, cmap=SIGNS, norm=TwoSlopeNorm(0, -limit, limit), aspect="auto")
    _grid_lines(ax, V, d)
    if numbers:
        for (i, j), number in np.ndenumerate(E):
            ax.text(j, i, _number(number, E), ha="center", va="center", color=INK, size=9,
                    weight="bold" if i in rows else "normal")
    else:
        bar = fig.colorbar(picture, ax=ax, label=value, shrink=min(1, 1.6 / (V * cell)), aspect=12, pad=0.02)
        bar.outline.set_visible(False)
    _names(ax.yaxis, words, V), _names(ax.xaxis, columns, d)
    if slanted:
        ax.tick_params(axis="x", rotation=90)
    for row in rows:
        _outline(ax, -0.5, row - 0.5, d, 1)
        ax.annotate("◀", (1, row), (4, 0), ("axes fraction", "data"), textcoords="offset points", va="center",
                    color=INK, size=9, annotation_clip=False)
    ax.set(xlabel=xlabel, ylabel=ylabel or ("row (token ID)" if words is None else "word"))
    return fig


@styled
def ledger_picture(ledger, *, words=None, title):
    """A step's row ledger: what each row received, the sum, before, after, and the step that loses duplicates.

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
    _word(ax, margin - 0.3, 0.55, "row", colour=MUTED, align="right", size=8.5)
    _word(ax, margin + 0.7, 0.55, "read", colour=MUTED, size=8.5)
    for x, text in zip(starts, ("contributions", "sum", "before", "after", "with dE[ids] += G"), strict=True):
        _word(ax, x, 0.55, text, colour=MUTED, align="left", size=8.5)
    scale = {"limit": max(abs(ledger.before).max(), abs(ledger.after).max(), abs(ledger.sums).max(), 1e-9)}
    for i in range(V):
        y = 1.1 + 1.25 * i
        lost = not np.array_equal(ledger.wrong[i], ledger.after[i])
        _word(ax, margin - 0.3, y + 0.5, names[i], align="right", weight="bold" if ledger.counts[i] else "normal")
        _word(ax, margin + 0.7, y + 0.5, f"{ledger.counts[i]} ×", colour=INK if ledger.counts[i] else MUTED)
        for k, part in enumerate(ledger.contributions[i]):
            _cells(ax, part[None], starts[0] + k * (d + 0.7), y, **scale)
            if k:
                _word(ax, starts[0] + k * (d + 0.7) - 0.35, y + 0.5, "+")
        if not ledger.counts[i]:
            _word(ax, starts[0], y + 0.5, "none", colour=MUTED, align="left")
        for x, part in zip(starts[1:], (ledger.sums, ledger.before, ledger.after, ledger.wrong), strict=True):
            _cells(ax, part[i][None], x, y, **scale)
        if lost:
            _outline(ax, starts[4], y, d, 1, colour=STRONG)
            _word(ax, starts[4] + d + 0.25, y + 0.5, "✗ lost", colour="#a84300", align="left", weight="bold")
    _word(ax, starts[2], 1.25 * V + 1.35, f"after = before − η · sum,  η = {ledger.lr:g}", colour=MUTED,
          align="left")
    return fig


# ---- curves and bars ----------------------------------------------------------------------------------


@styled
def loss_curves(curves, *, title, xlabel="step", ylabel="mean loss (nats per pair)", log=False, ylim=None):
    """Curves over steps, each named at its end; a curve that stops being finite ends there with a cross.

    Parameters
    ----------
    curves : dict of str to array_like, shape (n,)
        One curve per name; to give x as well, a pair ``(x, y)``.
    title, xlabel, ylabel : str
        The finding; the names of the axes, with units.
    log : bool
        Logarithmic y axis.
    ylim : (float, float), optional
        Fixed limits of y.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        If there is no curve, or an empty one.

    Examples
    --------
    >>> fig = loss_curves({"η = 0.1": [3, 2.9, 2.8], "η = 1": [3, 2, 1]}, title="A larger step falls faster")
    """
    fig = _figure(6.8, 3.9, title)
    ax = fig.add_subplot()
    ends = [_curve(ax, k, name, *_xy(name, curve))
            for k, (name, curve) in enumerate(_some("curves", curves).items())]
    if log:
        ax.set_yscale("log")
    ax.set(xlabel=xlabel, ylabel=ylabel, ylim=ylim)
    ax.margins(y=0.08)
    _name_ends(fig, ax, ends)
    return fig


@styled
def scaling(sizes, costs, *, title, xlabel, ylabel="time", unit="s"):
    """How cost grows: log-log, one line per way of doing it, each named at its end.

    Parameters
    ----------
    sizes : array_like, shape (n,)
        Positive sizes, ascending.
    costs : dict of str to array_like, shape (n,)
        Positive costs for each way.
    title, xlabel, ylabel : str
        The finding; the names of the axes.
    unit : str
        Of the costs, written at the ticks with its prefix (µs, ms, MB).

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        If there is nothing to draw, lengths differ, or a value is not positive.

    Examples
    --------
    >>> fig = scaling([10, 100], {"lookup": [1e-6, 1e-6], "one-hot product": [1e-6, 1e-5]},
    ...               title="The lookup does not care how large V is", xlabel="V (rows)")
    """
    fig = _figure(6.8, 3.9, title)
    ax = fig.add_subplot()
    ends = []
    for k, (name, values) in enumerate(_some("costs", costs).items()):
        x, y = _xy(name, (sizes, values))
        if not ((x > 0) & (y > 0)).all():
            raise ValueError(f"“{name}”: a logarithmic axis cannot show sizes and costs that are not positive.")
        ends.append(_curve(ax, k, name, x, y, marker=GROUP_MARKERS[k % 6]))
    ax.set(xscale="log", yscale="log", xlabel=xlabel, ylabel=ylabel)
    ax.margins(x=0.05, y=0.12)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda size, _: f"{size:,.0f}"))
    ax.yaxis.set_major_formatter(EngFormatter(unit=unit))
    if np.divide(*ax.get_ylim()) > 0.004:  # hardly more than two powers of ten: too few labels
        ax.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    if len(sizes) <= 7:
        ax.set_xticks(sizes), ax.minorticks_off()
    _name_ends(fig, ax, ends)
    return fig


@styled
def neighbour_bars(words, scores, *, title, xlabel="cosine (no unit)", ylabel="word", marked=()):
    """Words with their scores as horizontal bars, values written at the ends.

    Parameters
    ----------
    words : sequence of n str
        Top to bottom.
    scores : array_like, shape (n,)
        Their scores.
    title, xlabel, ylabel : str
        The finding; what a score is, and what has it.
    marked : iterable of str
        Words to set off (orange and bold).

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        If the numbers of words and scores differ, or are 0.

    Examples
    --------
    >>> fig = neighbour_bars(["queen", "prince"], [0.78, 0.7], title="Nearest to king")
    """
    scores = np.asarray(scores, float)
    if scores.shape != (len(words),) or not len(words):
        raise ValueError(f"{len(words)} words and scores of shape {scores.shape} do not fit.")
    fig = _figure(6.2, 1.25 + 0.31 * len(words), title)
    ax = fig.add_subplot()
    colours = [STRONG if w in marked else GROUP_COLOURS[0] for w in words]
    places = np.arange(len(words))
    ax.barh(places, scores, height=0.62, color=colours)
    for y, score in zip(places, scores, strict=True):
        ax.annotate(f"{score:.2f}".replace("-", "−"), (score, y), (-4 if score < 0 else 4, 0),
                    textcoords="offset points", ha="right" if score < 0 else "left", va="center", size=9)
    ax.set_yticks(places, words, color=INK, size=10)
    for label in ax.get_yticklabels():
        label.set_weight("bold" if label.get_text() in marked else "normal")
    ax.axvline(0, color=FAINT, linewidth=1)
    ax.invert_yaxis(), ax.grid(False, axis="y"), ax.spines["left"].set_visible(False)
    ax.margins(x=0.12), ax.set(xlabel=xlabel, ylabel=ylabel)
    ax.set_xlim(min(0, ax.get_xlim()[0]), max(0, ax.get_xlim()[1]))
    return fig


@styled
def review_days(was, ahead, *, today, title, weeks=12):
    """The days of the last weeks as squares, a column a week, with the reviews of each; what is due, as bars.

    Parameters
    ----------
    was, ahead : dict of date to int
        Reviews that were done, and cards that will be due.
    today : datetime.date
        The day that both sides share; it is marked.
    title : str
        The finding.
    weeks : int
        How many weeks of the past; the future has two.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from datetime import date
    >>> today = date(2026, 11, 25)
    >>> fig = review_days({today: 8}, {today: 3}, today=today, title="8 reviews; 3 cards are due today")
    """
    monday = today - timedelta(days=today.weekday() + 7 * (weeks - 1))
    days = [monday + timedelta(days=k) for k in range(7 * weeks)]
    counts = np.array([was.get(day, 0) if day <= today else np.nan for day in days])
    counts = counts.reshape(weeks, 7).T
    fig = _figure(8.4, 2.7, title)
    past, coming = fig.subplots(1, 2)
    limit = max(np.nanmax(counts), 1)
    past.imshow(counts, cmap=SHADES, vmin=0, vmax=limit, aspect="auto")
    for (row, column), n in np.ndenumerate(counts):
        if n > 0:
            past.text(column, row, f"{n:.0f}", ha="center", va="center", size=8.5,
                      color="white" if n / limit > 0.75 else INK)
    _grid_lines(past, 7, weeks)
    _outline(past, weeks - 1.5, today.weekday() - 0.5, 1, 1, colour=STRONG)
    past.set_yticks(range(7), ["Mon", "", "Wed", "", "Fri", "", "Sun"])
    past.set_xticks(range(0, weeks, 3), [_day(day) for day in days[::21]])
    past.grid(False), past.spines[:].set_visible(False)
    past.set(title="reviews a day, today outlined", xlabel="week of", ylabel="day")

    days = [today + timedelta(days=k) for k in range(14)]
    due = [ahead.get(day, 0) for day in days]
    coming.bar(range(14), due, width=0.7, color=[STRONG, *[GROUP_COLOURS[0]] * 13])
    for k, n in enumerate(due):
        if n:
            coming.annotate(f"{n}", (k, n), (0, 2), textcoords="offset points", ha="center", size=8.5)
    coming.set_xticks(range(0, 14, 3), ["today", *(_day(day) for day in days[3::3])])
    coming.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    coming.set_ylim(0, max(4, 1.15 * max(due))), coming.grid(False, axis="x")
    coming.set(title="cards due, the next 14 days", xlabel="day", ylabel="cards")
    return fig


@styled
def histograms(samples, *, title, xlabel, ylabel="share of the values (%)", bins=40, xlim=None):
    """Distributions under each other on one x axis, each with its name, mean and standard deviation.

    Parameters
    ----------
    samples : dict of str to array_like
        The values of each distribution, any shape, finite.
    title, xlabel, ylabel : str
        The finding; the names of the axes, with units.
    bins : int
        Number of bins over all samples together.
    xlim : (float, float), optional
        Fixed limits of x; values outside are left out of the picture.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        If there is nothing to count, or a value is not finite.

    Examples
    --------
    >>> fig = histograms({"σ = 1": [-1, 0, 0, 1]}, title="Most values lie near 0", xlabel="entry of E")
    """
    samples = {name: np.ravel(np.asarray(values, float)) for name, values in _some("samples", samples).items()}
    for name, values in samples.items():
        if not values.size or not np.isfinite(values).all():
            raise ValueError(f"“{name}” must hold values, all of them finite.")
    every = np.concatenate(list(samples.values()))
    low, high = xlim or (every.min(), every.max())
    edges = np.linspace(low, high if high > low else low + 1, bins + 1)
    fig = _figure(6.8, 1.15 + 0.85 * max(len(samples), 2), title)
    axes = fig.subplots(len(samples), 1, sharex=True, squeeze=False)[:, 0]
    for k, (ax, (name, values)) in enumerate(zip(axes, samples.items(), strict=True)):
        colour = GROUP_COLOURS[k % 6]
        share = 100 * np.histogram(values, edges)[0] / values.size
        ax.stairs(share, edges, fill=True, color=colour, alpha=0.3)
        ax.stairs(share, edges, color=colour, linewidth=1.4, linestyle=LINE_STYLES[k % 6])
        ax.axvline(values.mean(), color=INK, linewidth=1.2, ymax=0.86)
        _aside(ax, share, name, _mean_and_sd(values))
        ax.set(ylim=(0, share.max() * 1.3 + 1e-9), xlim=(edges[0], edges[-1]))
        ax.yaxis.set_major_locator(MaxNLocator(2, min_n_ticks=2))
    axes[-1].set_xlabel(xlabel)
    fig.supylabel(ylabel, size=9.5, color=MUTED)
    return fig


# ---- the plane ----------------------------------------------------------------------------------------


@styled
def plane(points, words=None, groups=None, *, arrows=False, title, trails=None, xlim=None, ylim=None,
          xlabel="dimension 0", ylabel="dimension 1"):
    """Vectors in the plane, groups by colour and shape, words placed so that they do not cover each other.

    Parameters
    ----------
    points : array_like, shape (V, 2)
        Where the vectors end.
    words, groups : sequence of V str, optional
        Names, and the group that each belongs to (at most 6 groups).
    arrows : bool
        Draw each vector from the origin.
    title, xlabel, ylabel : str
        The finding; the names of the axes.
    trails : array_like, shape (T, V, 2), optional
        The ways the points came.
    xlim, ylim : (float, float), optional
        Fixed limits; a unit is as long on both axes.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        If the shapes do not fit, a point is not finite, or there are more than 6 groups.

    Examples
    --------
    >>> fig = plane([[1, 0], [0, 2]], ["a", "b"], arrows=True, title="a and b are orthogonal")
    """
    points = np.asarray(points, float)
    if points.ndim != 2 or points.shape[1] != 2 or not points.size:
        raise ValueError(f"points must have the shape (V, 2), not {points.shape}; project them first.")
    trails = np.zeros((0, len(points), 2)) if trails is None else np.asarray(trails, float)
    every = np.concatenate([points[None], trails])
    fig = _figure(6.4, 5.6, title, layout="none")
    top = 5.6 - _title_height(fig) - (0.32 if groups is not None else 0.1)
    ax = _fixed_axes(fig, 0.72, 0.62, 6.25, top)
    names = groups is not None and groups
    _square_limits(ax, every.reshape(-1, 2), xlim, ylim, origin=arrows)
    _cross(ax), ax.set(xlabel=xlabel, ylabel=ylabel)
    if trails.size:
        ax.add_collection(LineCollection(list(every[[*range(1, len(every)), 0]].transpose(1, 0, 2)), linewidths=1,
                                         colors=_colours(groups, len(points)), alpha=0.45), autolim=False)
    if arrows:
        _arrows(ax, points, groups)
    update = _vectors(fig, ax, words, groups, len(points), markers=not arrows)
    update(points)
    if names:
        _group_key(fig, groups, 0.72 / 6.4, (top + 0.1) / 5.6)
    return fig


@styled
def trace_picture(trace, step=-1, *, title=None):
    """A training run at one step: its vectors in the plane, and the loss so far.

    Tables with more than two dimensions are seen from the side on which the last one spreads most.

    Parameters
    ----------
    trace : Trace
    step : int
        The snapshot; −1 is the last.
    title : str, optional
        The finding; if not given, step and loss are stated.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    IndexError
        If there is no such step.

    Examples
    --------
    >>> from embedlab.training import train
    >>> fig = trace_picture(train(steps=20), title="Twenty steps change little")
    """
    fig = Figure(figsize=(8.4, 4.7))
    moving_trace(fig, trace, limits=plane_limits(trace))(trace, step, title=title)
    return fig


def plane_limits(*traces, margin=0.08):
    """Limits of the plane and of the loss axis that hold every snapshot of the traces.

    Parameters
    ----------
    *traces : Trace
    margin : float
        Free share on every side.

    Returns
    -------
    xlim, ylim, loss_lim, steps : (float, float) three times, and int
        What `moving_trace` needs.

    Examples
    --------
    >>> from embedlab.training import train
    >>> xlim, ylim, loss_lim, steps = plane_limits(train(steps=5))
    >>> steps
    5
    """
    points = np.concatenate([_seen(trace).reshape(-1, 2) for trace in traces])
    losses = np.concatenate([trace.losses for trace in traces])
    corners = np.array([[points.min(axis=0), points.max(axis=0)], [[losses.min()] * 2, [losses.max()] * 2]])
    sides = np.maximum(corners[:, 1] - corners[:, 0], 1e-3) * margin
    low, high = corners[:, 0] - sides, corners[:, 1] + sides
    pairs = (low[0, 0], high[0, 0]), (low[0, 1], high[0, 1]), (low[1, 0], high[1, 0])
    return *((float(a), float(b)) for a, b in pairs), max(trace.steps for trace in traces)


@styled
def moving_trace(fig, trace, *, limits):
    """Build the picture of a training run on a Figure whose axes stay put.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
        Empty, 8.4 × 4.7 inches.
    trace : Trace
        Gives words and groups.
    limits : tuple
        From `plane_limits`.

    Returns
    -------
    callable
        ``update(trace, step, *, title=None)`` moves what changes (all of it ``animated``, so that a canvas can
        draw it alone) and returns the title.

    Examples
    --------
    >>> from embedlab.training import train
    >>> trace = train(steps=5)
    >>> moving_trace(Figure(figsize=(8.4, 4.7)), trace, limits=plane_limits(trace))(trace, 5)
    'Step 5 of 5: mean loss 3.638 nats per pair'
    """
    xlim, ylim, loss_lim, steps = limits
    fig.set_layout_engine("none")
    ax, curve = _fixed_axes(fig, 0.66, 0.58, 4.86, 3.95), _fixed_axes(fig, 5.6, 0.58, 8.2, 3.95)
    _square_limits(ax, None, xlim, ylim), _cross(ax), _group_key(fig, trace.groups, 0.66 / 8.4, 4.06 / 4.7)
    ax.set(xlabel="dimension 0" if trace.d < 3 else "direction of largest spread",
           ylabel="dimension 1" if trace.d < 3 else "direction of second largest spread")
    wide = max(steps, 1)  # a run without a step has an axis too
    curve.set(xlim=(-0.03 * wide, 1.04 * wide), ylim=loss_lim, xlabel="step", ylabel="mean loss (nats per pair)")
    head = ax.text(0.02, 1 - 0.12 / 4.7, "", transform=fig.transFigure, va="top", size=12, weight="bold",
                   animated=True)
    whole, past, mark = (curve.plot([], [], animated=True, **look)[0] for look in (
        {"color": FAINT, "linewidth": 1.2}, {"color": GROUP_COLOURS[0]},
        {"color": STRONG, "marker": "o", "markersize": 8, "markeredgecolor": "white", "zorder": 4}))
    moves = LineCollection([], colors=MUTED, linewidths=1.2, animated=True, zorder=1.5)
    ax.add_collection(moves, autolim=False)
    move_points = _vectors(fig, ax, trace.words, trace.groups, trace.V, animated=True)

    def update(trace, step, *, title=None):
        step = range(trace.steps + 1)[step]
        points = _seen(trace)
        whole.set_data(np.arange(trace.steps + 1), trace.losses)
        past.set_data(np.arange(step + 1), trace.losses[: step + 1])
        mark.set_data([step], [trace.losses[step]])
        moves.set_segments(np.stack([points[max(step - 1, 0)], points[step]], axis=1))
        said = title or f"Step {step} of {trace.steps}: mean loss {trace.losses[step]:.3f} nats per pair"
        head.set_text(textwrap.fill(said, 74))
        move_points(points[step])
        return said

    return update


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
    ways = np.concatenate([directions * reach for reach in (gap, gap + 9, gap + 20)])  # (24, 2): near ones first
    taken = list(np.hstack([points - radius, points + radius]))  # boxes: left, bottom, right, top
    corners = np.full(points.shape, np.nan)
    left, bottom, right, top = bounds
    for i, (point, size) in enumerate(zip(points, sizes, strict=True)):
        away = point - ((left + right) / 2, (bottom + top) / 2)
        order = np.argsort(-(directions @ away), kind="stable") if outward else np.arange(8)
        tries = ways[np.concatenate([order, order + 8, order + 16])]
        low = point + tries + (np.sign(tries) - 1) / 2 * size  # (24, 2)
        high, boxes = low + size, np.array(taken)
        hit = ((low[:, None] < boxes[:, 2:]) & (boxes[:, :2] < high[:, None])).all(axis=2).any(axis=1)
        free = ~hit & (low >= (left, bottom)).all(axis=1) & (high <= (right, top)).all(axis=1)
        if free.any():
            corners[i] = low[free.argmax()]
            taken.append(np.hstack([corners[i], corners[i] + size]))
    return corners


# ---- pieces -------------------------------------------------------------------------------------------


def _figure(width, height, title, **layout):
    if not str(title).strip():
        raise ValueError("title is empty; a title states what the picture shows.")
    lines = textwrap.wrap(str(title), int(width * 8.9))
    height += 0.19 * (len(lines) - 1)
    fig = Figure(figsize=(width, height), **layout)
    at = {"y": 1 - 0.13 / height, "va": "top"} if layout else {}
    fig.suptitle("\n".join(lines), x=0.14 / width, ha="left", **at)
    return fig


def _title_height(fig):
    return 0.25 + 0.19 * (fig.get_suptitle().count("\n") + 1)


def _fixed_axes(fig, left, bottom, right, top):
    """Axes at a place given in inches, which no layout moves."""
    width, height = fig.get_size_inches()
    return fig.add_axes((left / width, bottom / height, (right - left) / width, (top - bottom) / height))


def _sheet(width, height, title, cell):
    """Squared paper: axes without axes, one unit a cell, y downwards."""
    cell = min(cell, 8.8 / width)
    wide = max(width * cell, 4.6)
    fig = _figure(wide, height * cell + 0.5, title, layout="none")
    top = fig.get_size_inches()[1] - _title_height(fig) - 0.05
    ax = _fixed_axes(fig, 0, 0, wide, top)
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
        ax.add_patch(Rectangle((left + j, top + i), 1, 1, facecolor=colour, edgecolor="#d9dde5", linewidth=0.8))
        _word(ax, left + j + 0.5, top + i + 0.5, _short(number), size=8.8,
              weight="bold" if bold[i, j] else "normal")


def _outline(ax, left, top, width, height, colour=INK):
    ax.add_patch(Rectangle((left, top), width, height, fill=False, edgecolor=colour, linewidth=2, zorder=3,
                           clip_on=False))


def _word(ax, x, y, text, *, colour=INK, size=9.5, align="center", weight="normal"):
    ax.text(x, y, str(text), color=colour, size=size, ha=align, va="center_baseline", weight=weight)


def _short(number):
    """A number in at most four digits, with a true minus sign."""
    text = f"{number:,.0f}" if 1000 <= abs(number) < 1e6 else f"{number + 0.0:.3g}"
    return text.replace("-", "−")


def _number(number, among):
    whole = np.all(among == np.round(among)) and abs(among).max() < 1000
    return (f"{number + 0.0:.0f}" if whole else f"{number:.2f}").replace("-", "−")


def _grid_lines(ax, V, d):
    """Thin white lines between the cells of an image, while the cells are large enough to be told apart."""
    if V > 60:
        return
    look = {"colors": "#ffffff" if V * d > 200 else "#d9dde5", "linewidths": 0.6}
    ax.hlines(np.arange(1, V) - 0.5, -0.5, d - 0.5, **look)
    ax.vlines(np.arange(1, d) - 0.5, -0.5, V - 0.5, **look)


def _day(day):
    return f"{day.day} {day:%b}"


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


def _some(name, given):
    if not given:
        raise ValueError(f"{name} is empty; there is nothing to draw.")
    return given


def _xy(name, curve):
    """A curve as two arrays of one length: given as y, or as (x, y)."""
    x, y = curve if isinstance(curve, tuple) and len(curve) == 2 and np.ndim(curve[1]) else (None, curve)
    y = np.asarray(y, float)
    x = np.arange(len(y)) if x is None else np.asarray(x, float)
    if y.ndim != 1 or not y.size or x.shape != y.shape:
        raise ValueError(f"“{name}” needs one value for each place on the x axis; got {x.shape} and {y.shape}.")
    return x, y


def _curve(ax, k, name, x, y, marker=None):
    """Draw one curve as far as it is finite; returns its name, colour and end."""
    finite = np.isfinite(y)
    stop = len(y) if finite.all() else int(finite.argmin())
    colour = GROUP_COLOURS[k % 6]
    ax.plot(x[:stop], y[:stop], color=colour, linestyle=LINE_STYLES[k % 6], marker=marker)
    if stop < len(y):
        ax.plot(x[stop - 1 : stop], y[stop - 1 : stop], color=colour, marker="X", markersize=9)
        name = f"{name} ✗ not finite"
    return name, colour, x[stop - 1] if stop else x[0], y[stop - 1] if stop else np.nan


def _name_ends(fig, ax, ends):
    """Name each curve where it ends: beside the axes with names moved apart, or in them if it stops early."""
    fig.draw_without_rendering()  # the layout decides how high the axes are
    box, right = ax.get_window_extent(), ax.get_xlim()[1]
    places = ax.transAxes.inverted().transform(ax.transData.transform([(x, y) for _, _, x, y in ends]))
    outside = [i for i, place in enumerate(places) if place[0] > 0.8]
    heights = dict(zip(outside, _spread(places[outside, 1], 13 * fig.dpi / 72 / box.height), strict=True))
    for i, (name, colour, x, y) in enumerate(ends):
        at = (1.04, heights[i]) if i in heights else places[i] + (0.03, 0.02)
        ax.annotate(name, (min(x, right), y), at, textcoords="axes fraction", va="center", color=INK,
                    arrowprops={"arrowstyle": "-", "color": colour, "linewidth": 1, "shrinkA": 1, "shrinkB": 4})


def _spread(wanted, gap):
    """Heights in [0, 1] as near to the wanted ones as keeps them gap apart (least squares, order kept)."""
    n, order = len(wanted), np.argsort(wanted, kind="stable")
    free = np.sort(wanted) - gap * np.arange(n)  # must not descend: isotonic regression, min-max form
    free = [max(min(free[j : k + 1].mean() for k in range(i, n)) for j in range(i + 1)) for i in range(n)]
    places = np.clip(free, 0, max(0, 1 - gap * (n - 1))) + gap * np.arange(n)
    return places[np.argsort(order, kind="stable")]


def _mean_and_sd(values):
    """Both to two digits of the standard deviation: a mean of 0.001 ± 0.1 is 0.00."""
    sd = values.std()
    places = int(max(0, 1 - np.floor(np.log10(sd)))) if sd > 0 else 2
    return f"mean {values.mean():.{places}f}, sd {sd:.{places}f}".replace("-", "−")


def _aside(ax, share, name, numbers):
    """A histogram's name and numbers on the side where its bars leave room."""
    left = share[: len(share) // 2].sum() > share[len(share) // 2 :].sum()
    place, align = ((0.99, "right") if left else (0.01, "left"))
    ax.text(place, 0.94, name, transform=ax.transAxes, ha=align, va="top", weight="bold", size=9.5)
    ax.text(place, 0.70, numbers, transform=ax.transAxes, ha=align, va="top", color=MUTED, size=8.5)


def _group_index(groups, n):
    """The number of each point's group, in order of first appearance."""
    names = list(dict.fromkeys(groups or ()))
    if len(names) > len(GROUP_COLOURS):
        raise ValueError(f"{len(names)} groups cannot be told apart; use at most {len(GROUP_COLOURS)}.")
    if groups is not None and len(groups) != n:
        raise ValueError(f"{len(groups)} groups do not fit {n} points.")
    return np.array([names.index(group) for group in groups] if names else [0] * n, int)


def _colours(groups, n):
    return [GROUP_COLOURS[k] for k in _group_index(groups, n)]


def _group_key(fig, groups, x, y):
    """The groups with their marks, in a line at a place given in shares of the figure."""
    names = list(dict.fromkeys(groups))
    marks = [Line2D([], [], linestyle="none", marker=marker, color=colour, markeredgecolor="white", markersize=8)
             for _, colour, marker in zip(names, GROUP_COLOURS, GROUP_MARKERS, strict=False)]
    fig.legend(marks, names, loc="lower left", bbox_to_anchor=(x, y), ncols=len(names), borderpad=0,
               handlelength=1, labelcolor=MUTED)


def _square_limits(ax, points, xlim, ylim, *, origin=False):
    """Limits that hold the points and the asked ranges, a unit as long on both axes."""
    if points is not None:
        if not np.isfinite(points).all():
            raise ValueError("points must be finite; NaN and infinity have no place in the plane.")
        points = np.vstack([points, np.zeros((int(origin), 2))])
        low, high = points.min(axis=0), points.max(axis=0)
        side = max((high - low).max(), 1e-6) * 0.1
        xlim, ylim = xlim or (low[0] - side, high[0] + side), ylim or (low[1] - side, high[1] + side)
    box = ax.get_window_extent()
    unit = max((xlim[1] - xlim[0]) / box.width, (ylim[1] - ylim[0]) / box.height)
    for name, (a, b), size in (("x", xlim, box.width), ("y", ylim, box.height)):
        ax.set(**{f"{name}lim": ((a + b - unit * size) / 2, (a + b + unit * size) / 2)})
    ticks = MaxNLocator(5, steps=[1, 2, 5, 10]).tick_values(*max(ax.get_xlim(), ax.get_ylim(), key=np.ptp))
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(MultipleLocator(ticks[1] - ticks[0]))


def _cross(ax):
    ax.axhline(0, color=FAINT, linewidth=1, zorder=0.9), ax.axvline(0, color=FAINT, linewidth=1, zorder=0.9)
    ax.tick_params(length=0), ax.spines[:].set_visible(False)


def _arrows(ax, points, groups):
    for point, colour in zip(points, _colours(groups, len(points)), strict=True):
        ax.annotate("", point, (0, 0), arrowprops={"arrowstyle": "-|>", "color": colour, "linewidth": 2,
                                                   "shrinkA": 0, "shrinkB": 0, "mutation_scale": 14})


@lru_cache(maxsize=4096)
def _outline_of(word, size):
    """A word as a path, in points, with its width: drawn faster than text when many move at once."""
    word = word if word.strip() else "␣"  # a blank has no outline
    path = TextPath((0, 0), word.replace("$", r"\$"), size=size, prop=None)
    return path, float(path.get_extents().x1)


def _vectors(fig, ax, words, groups, n, *, markers=True, animated=False, size=9.0):
    """Marks and words for n points; returns what moves them: ``update(points)``."""
    index = _group_index(groups, n)
    if words is not None and len(words) != n:
        raise ValueError(f"{len(words)} words do not fit {n} points.")
    marks = [(index == k, ax.scatter([], [], s=46, marker=GROUP_MARKERS[k], color=GROUP_COLOURS[k], zorder=3,
                                     edgecolor="white", linewidth=0.8, animated=animated, visible=markers))
             for k in range(index.max() + 1)]
    paths = [_outline_of(str(word), size) for word in (words or ())]
    sizes = np.array([(width, 0.8 * size) for _, width in paths]).reshape(-1, 2)  # (V, 2) in points
    halo = {"facecolor": "white", "edgecolor": "white", "linewidth": 2.4, "alpha": 0.85, "zorder": 3.4}
    names = [PathCollection([path for path, _ in paths], offsets=np.zeros((0, 2)), animated=animated,
                            offset_transform=fig.dpi_scale_trans, **look)
             for look in (halo, {"facecolor": INK, "edgecolor": "none", "zorder": 3.5})]
    leaders = LineCollection([], colors=MUTED, linewidths=0.6, animated=animated, zorder=2.5)
    note = ax.annotate("", (1, 0), (0, -33), xycoords="axes fraction", textcoords="offset points", ha="right",
                       va="top", color=MUTED, size=8.5, animated=animated)
    for artist in (*names, leaders):
        artist.set_transform(Affine2D().scale(1 / 72) + fig.dpi_scale_trans)
        ax.add_collection(artist, autolim=False)
        artist.set_clip_on(False)

    def update(points):
        for chosen, mark in marks:
            mark.set_offsets(points[chosen])
        if not paths:
            return
        point = 72 / fig.dpi
        centres, box = ax.transData.transform(points) * point, ax.get_window_extent()
        corners = place_labels(centres, sizes, tuple(box.extents * point), outward=not markers)
        inside = ax.viewLim.contains
        shown = ~np.isnan(corners[:, 0]) & [inside(*p) for p in points]
        for collection in names:
            collection.set_offsets(np.where(shown[:, None], corners + np.array([0, 0.1 * size]), -1e4) / 72)
        near = np.clip(centres, corners, corners + sizes)  # the point of the label that is nearest to its mark
        far = shown & (np.linalg.norm(near - centres, axis=1) > 9)
        leaders.set_segments(np.stack([centres, near], axis=1)[far])
        hidden = int((~shown).sum())
        note.set_text(f"{hidden} word{'s' * (hidden > 1)} left out: no room" if hidden else "")

    return update


def _seen(trace):
    """The tables of a trace as points, shape (S + 1, V, 2), from one fixed side for all steps."""
    side = pca_basis(trace.tables[-1]) if trace.d > 2 else (np.zeros(trace.d), np.eye(trace.d, 2))
    return project(trace.tables, *side)
