"""Curves, bars and distributions."""

import numpy as np
from matplotlib.ticker import EngFormatter, FuncFormatter, LogLocator, MaxNLocator

from embedlab.page.colours import (
    FAINT,
    GROUP_COLOURS,
    GROUP_MARKERS,
    INK,
    LINE_STYLES,
    MUTED,
    STRONG,
)
from embedlab.page.style import figure, some, styled

__all__ = ["histograms", "loss_curves", "neighbour_bars", "scaling"]


@styled
def loss_curves(
    curves, *, title, xlabel="step", ylabel="mean loss (nats per pair)", log=False, ylim=None
):
    """Curves over steps, each named at its end; one that stops being finite ends with a cross.

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

    Examples
    --------
    >>> curves = {"η = 0.1": [3, 2.9, 2.8], "η = 1": [3, 2, 1]}
    >>> fig = loss_curves(curves, title="A larger step falls faster")
    """
    fig = figure(6.8, 3.9, title)
    ax = fig.add_subplot()
    ends = [
        _curve(ax, k, name, *_xy(name, curve))
        for k, (name, curve) in enumerate(some("curves", curves).items())
    ]
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

    Examples
    --------
    >>> fig = scaling([10, 100], {"lookup": [1e-6, 1e-6], "one-hot product": [1e-6, 1e-5]},
    ...               title="The lookup does not care how large V is", xlabel="V (rows)")
    """
    fig = figure(6.8, 3.9, title)
    ax = fig.add_subplot()
    ends = []
    for k, (name, values) in enumerate(some("costs", costs).items()):
        x, y = _xy(name, (sizes, values))
        if not ((x > 0) & (y > 0)).all():
            raise ValueError(
                f"“{name}”: a logarithmic axis cannot show sizes and costs that are not positive."
            )
        ends.append(_curve(ax, k, name, x, y, marker=GROUP_MARKERS[k % 6]))
    ax.set(xscale="log", yscale="log", xlabel=xlabel, ylabel=ylabel)
    ax.margins(x=0.05, y=0.12)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda size, _: f"{size:,.0f}"))
    ax.yaxis.set_major_formatter(EngFormatter(unit=unit))
    if np.divide(*ax.get_ylim()) > 0.004:  # hardly more than two powers of ten: too few labels
        ax.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    if len(sizes) <= 7:
        ax.set_xticks(sizes)
        ax.minorticks_off()
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

    Examples
    --------
    >>> fig = neighbour_bars(["queen", "prince"], [0.78, 0.7], title="Nearest to king")
    """
    scores = np.asarray(scores, float)
    if scores.shape != (len(words),) or not len(words):
        raise ValueError(f"{len(words)} words and scores of shape {scores.shape} do not fit.")
    fig = figure(6.2, 1.25 + 0.31 * len(words), title)
    ax = fig.add_subplot()
    colours = [STRONG if w in marked else GROUP_COLOURS[0] for w in words]
    places = np.arange(len(words))
    ax.barh(places, scores, height=0.62, color=colours)
    for y, score in zip(places, scores, strict=True):
        ax.annotate(
            f"{score:.2f}".replace("-", "−"),
            (score, y),
            (-4 if score < 0 else 4, 0),
            textcoords="offset points",
            ha="right" if score < 0 else "left",
            va="center",
            size=9,
        )
    ax.set_yticks(places, words, color=INK, size=10)
    for label in ax.get_yticklabels():
        label.set_weight("bold" if label.get_text() in marked else "normal")
    ax.axvline(0, color=FAINT, linewidth=1)
    ax.invert_yaxis()
    ax.grid(False, axis="y")
    ax.spines["left"].set_visible(False)
    ax.margins(x=0.12)
    ax.set(xlabel=xlabel, ylabel=ylabel)
    ax.set_xlim(min(0, ax.get_xlim()[0]), max(0, ax.get_xlim()[1]))
    return fig


@styled
def histograms(samples, *, title, xlabel, ylabel="fraction of the values (%)", bins=40, xlim=None):
    """Distributions under each other on one x axis, each with its mean and standard deviation.

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

    Examples
    --------
    >>> values = {"σ = 1": [-1, 0, 0, 1]}
    >>> fig = histograms(values, title="Most values lie near 0", xlabel="entry of E")
    """
    samples = {
        name: np.ravel(np.asarray(values, float))
        for name, values in some("samples", samples).items()
    }
    for name, values in samples.items():
        if not values.size or not np.isfinite(values).all():
            raise ValueError(f"“{name}” must hold values, all of them finite.")
    every = np.concatenate(list(samples.values()))
    low, high = xlim or (every.min(), every.max())
    edges = np.linspace(low, high if high > low else low + 1, bins + 1)
    fig = figure(6.8, 1.15 + 0.85 * max(len(samples), 2), title)
    axes = fig.subplots(len(samples), 1, sharex=True, squeeze=False)[:, 0]
    for k, (ax, (name, values)) in enumerate(zip(axes, samples.items(), strict=True)):
        colour = GROUP_COLOURS[k % 6]
        percent = 100 * np.histogram(values, edges)[0] / values.size
        ax.stairs(percent, edges, fill=True, color=colour, alpha=0.3)
        ax.stairs(percent, edges, color=colour, linewidth=1.4, linestyle=LINE_STYLES[k % 6])
        ax.axvline(values.mean(), color=INK, linewidth=1.2, ymax=0.86)
        _aside(ax, percent, name, _mean_and_sd(values))
        ax.set(ylim=(0, percent.max() * 1.3 + 1e-9), xlim=(edges[0], edges[-1]))
        ax.yaxis.set_major_locator(MaxNLocator(2, min_n_ticks=2))
    axes[-1].set_xlabel(xlabel)
    fig.supylabel(ylabel, size=9.5, color=MUTED)
    return fig


def _xy(name, curve):
    """A curve as two arrays of one length: given as y, or as (x, y)."""
    x, y = (
        curve
        if isinstance(curve, tuple) and len(curve) == 2 and np.ndim(curve[1])
        else (None, curve)
    )
    y = np.asarray(y, float)
    x = np.arange(len(y)) if x is None else np.asarray(x, float)
    if y.ndim != 1 or not y.size or x.shape != y.shape:
        raise ValueError(
            f"“{name}” needs one value for each place on the x axis; got {x.shape} and {y.shape}."
        )
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
    """Name each curve where it ends: beside the axes, names apart, or in them if it stops early."""
    fig.draw_without_rendering()  # the layout decides how high the axes are
    box, right = ax.get_window_extent(), ax.get_xlim()[1]
    places = ax.transAxes.inverted().transform(
        ax.transData.transform([(x, y) for _, _, x, y in ends])
    )
    outside = [i for i, place in enumerate(places) if place[0] > 0.8]
    heights = dict(
        zip(outside, _spread(places[outside, 1], 13 * fig.dpi / 72 / box.height), strict=True)
    )
    for i, (name, colour, x, y) in enumerate(ends):
        at = (1.04, heights[i]) if i in heights else places[i] + (0.03, 0.02)
        ax.annotate(
            name,
            (min(x, right), y),
            at,
            textcoords="axes fraction",
            va="center",
            color=INK,
            arrowprops={
                "arrowstyle": "-",
                "color": colour,
                "linewidth": 1,
                "shrinkA": 1,
                "shrinkB": 4,
            },
        )


def _spread(wanted, gap):
    """Heights in [0, 1], gap apart, as near to the wanted ones as can be (least squares)."""
    n, order = len(wanted), np.argsort(wanted, kind="stable")
    free = np.sort(wanted) - gap * np.arange(
        n
    )  # must not descend: isotonic regression, min-max form
    free = [
        max(min(free[j : k + 1].mean() for k in range(i, n)) for j in range(i + 1))
        for i in range(n)
    ]
    places = np.clip(free, 0, max(0, 1 - gap * (n - 1))) + gap * np.arange(n)
    return places[np.argsort(order, kind="stable")]


def _mean_and_sd(values):
    """Both to two digits of the standard deviation: a mean of 0.001 ± 0.1 is 0.00."""
    sd = values.std()
    places = int(max(0, 1 - np.floor(np.log10(sd)))) if sd > 0 else 2
    mean = round(values.mean(), places) + 0.0  # no −0.00
    return f"mean {mean:.{places}f}, sd {sd:.{places}f}".replace("-", "−")


def _aside(ax, heights, name, numbers):
    """A histogram's name and numbers on the side where its bars leave room."""
    left = heights[: len(heights) // 2].sum() > heights[len(heights) // 2 :].sum()
    place, align = (0.99, "right") if left else (0.01, "left")
    ax.text(place, 0.94, name, transform=ax.transAxes, ha=align, va="top", weight="bold", size=9.5)
    ax.text(place, 0.70, numbers, transform=ax.transAxes, ha=align, va="top", color=MUTED, size=8.5)
