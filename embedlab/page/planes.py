"""Vectors in the plane: as they are, and a training run at one step."""

import textwrap
from functools import lru_cache

import numpy as np
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.textpath import TextPath
from matplotlib.ticker import MaxNLocator, MultipleLocator
from matplotlib.transforms import Affine2D

from embedlab.page.colours import FAINT, GROUP_COLOURS, GROUP_MARKERS, INK, MUTED, STRONG
from embedlab.page.labels import place_labels
from embedlab.page.style import figure, fixed_axes, short_word, styled, title_height
from embedlab.projection import plane_basis, project

__all__ = ["moving_trace", "plane", "plane_limits", "trace_picture"]


@styled
def plane(
    points,
    words=None,
    groups=None,
    *,
    arrows=False,
    title,
    trails=None,
    xlim=None,
    ylim=None,
    xlabel="dimension 0",
    ylabel="dimension 1",
):
    """Vectors in the plane: groups by colour and shape, words that do not cover each other.

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

    Examples
    --------
    >>> fig = plane([[1, 0], [0, 2]], ["a", "b"], arrows=True, title="a and b are orthogonal")
    """
    points = np.asarray(points, float)
    if points.ndim != 2 or points.shape[1] != 2 or not points.size:
        raise ValueError(
            f"points must have the shape (V, 2), not {points.shape}; project them first."
        )
    trails = np.zeros((0, len(points), 2)) if trails is None else np.asarray(trails, float)
    every = np.concatenate([points[None], trails])
    fig = figure(6.4, 5.6, title, layout="none")
    top = 5.6 - title_height(fig) - (0.32 if groups is not None else 0.1)
    ax = fixed_axes(fig, 0.72, 0.62, 6.25, top)
    _square_limits(ax, every.reshape(-1, 2), xlim, ylim, origin=arrows)
    _cross(ax)
    ax.set(xlabel=xlabel, ylabel=ylabel)
    if trails.size:
        ax.add_collection(
            LineCollection(
                list(every[[*range(1, len(every)), 0]].transpose(1, 0, 2)),
                linewidths=1,
                colors=_colours(groups, len(points)),
                alpha=0.45,
            ),
            autolim=False,
        )
    if arrows:
        _arrows(ax, points, groups)
    update = _vectors(fig, ax, words, groups, len(points), markers=not arrows)
    update(points)
    if groups:
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
    points = np.concatenate([positions(trace).reshape(-1, 2) for trace in traces])
    losses = np.concatenate([trace.losses for trace in traces])
    corners = np.array(
        [[points.min(axis=0), points.max(axis=0)], [[losses.min()] * 2, [losses.max()] * 2]]
    )
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
        ``update(trace, step, *, title=None)`` moves what changes (all of it ``animated``, so that a
        canvas can draw it alone) and returns the title.

    Examples
    --------
    >>> from embedlab.training import train
    >>> trace = train(steps=5)
    >>> moving_trace(Figure(figsize=(8.4, 4.7)), trace, limits=plane_limits(trace))(trace, 5)
    'Step 5 of 5: mean loss 3.638 nats per pair'
    """
    xlim, ylim, loss_lim, steps = limits
    fig.set_layout_engine("none")
    ax, curve = fixed_axes(fig, 0.66, 0.58, 4.86, 3.95), fixed_axes(fig, 5.6, 0.58, 8.2, 3.95)
    _square_limits(ax, None, xlim, ylim)
    _cross(ax)
    _group_key(fig, trace.groups, 0.66 / 8.4, 4.06 / 4.7)
    ax.set(
        xlabel="dimension 0" if trace.d < 3 else "direction of largest spread",
        ylabel="dimension 1" if trace.d < 3 else "direction of second largest spread",
    )
    wide = max(steps, 1)  # a run without a step has an axis too
    curve.set(
        xlim=(-0.03 * wide, 1.04 * wide),
        ylim=loss_lim,
        xlabel="step",
        ylabel="mean loss (nats per pair)",
    )
    head = ax.text(
        0.02,
        1 - 0.12 / 4.7,
        "",
        transform=fig.transFigure,
        va="top",
        size=12,
        weight="bold",
        animated=True,
    )
    whole, past, mark = (
        curve.plot([], [], animated=True, **look)[0]
        for look in (
            {"color": FAINT, "linewidth": 1.2},
            {"color": GROUP_COLOURS[0]},
            {
                "color": STRONG,
                "marker": "o",
                "markersize": 8,
                "markeredgecolor": "white",
                "zorder": 4,
            },
        )
    )
    moves = LineCollection([], colors=MUTED, linewidths=1.2, animated=True, zorder=1.5)
    ax.add_collection(moves, autolim=False)
    move_points = _vectors(fig, ax, trace.words, trace.groups, trace.V, animated=True)

    def update(trace, step, *, title=None):
        step = range(trace.steps + 1)[step]
        points = positions(trace)
        whole.set_data(np.arange(trace.steps + 1), trace.losses)
        past.set_data(np.arange(step + 1), trace.losses[: step + 1])
        mark.set_data([step], [trace.losses[step]])
        moves.set_segments(np.stack([points[max(step - 1, 0)], points[step]], axis=1))
        said = (
            title
            or f"Step {step} of {trace.steps}: mean loss {trace.losses[step]:.3f} nats per pair"
        )
        head.set_text(textwrap.fill(said, 74))
        move_points(points[step])
        return said

    return update


def _group_index(groups, n):
    """The number of each point's group, in order of first appearance."""
    names = list(dict.fromkeys(groups or ()))
    if len(names) > len(GROUP_COLOURS):
        raise ValueError(
            f"{len(names)} groups cannot be told apart; use at most {len(GROUP_COLOURS)}."
        )
    if groups is not None and len(groups) != n:
        raise ValueError(f"{len(groups)} groups do not fit {n} points.")
    return np.array([names.index(group) for group in groups] if names else [0] * n, int)


def _colours(groups, n):
    return [GROUP_COLOURS[k] for k in _group_index(groups, n)]


def _group_key(fig, groups, x, y):
    """The groups with their marks, in a line at a place given in shares of the figure."""
    names = list(dict.fromkeys(groups))
    marks = [
        Line2D(
            [],
            [],
            linestyle="none",
            marker=marker,
            color=colour,
            markeredgecolor="white",
            markersize=8,
        )
        for _, colour, marker in zip(names, GROUP_COLOURS, GROUP_MARKERS, strict=False)
    ]
    fig.legend(
        marks,
        names,
        loc="lower left",
        bbox_to_anchor=(x, y),
        ncols=len(names),
        borderpad=0,
        handlelength=1,
        labelcolor=MUTED,
    )


def _square_limits(ax, points, xlim, ylim, *, origin=False):
    """Limits that hold the points and the asked ranges, a unit as long on both axes."""
    if points is not None:
        if not np.isfinite(points).all():
            raise ValueError("points must be finite; NaN and infinity have no place in the plane.")
        points = np.vstack([points, np.zeros((int(origin), 2))])
        low, high = points.min(axis=0), points.max(axis=0)
        side = max((high - low).max(), 1e-6) * 0.1
        xlim, ylim = (
            xlim or (low[0] - side, high[0] + side),
            ylim or (low[1] - side, high[1] + side),
        )
    box = ax.get_window_extent()
    unit = max((xlim[1] - xlim[0]) / box.width, (ylim[1] - ylim[0]) / box.height)
    for name, (a, b), size in (("x", xlim, box.width), ("y", ylim, box.height)):
        ax.set(**{f"{name}lim": ((a + b - unit * size) / 2, (a + b + unit * size) / 2)})
    ticks = MaxNLocator(5, steps=[1, 2, 5, 10]).tick_values(
        *max(ax.get_xlim(), ax.get_ylim(), key=np.ptp)
    )
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(MultipleLocator(ticks[1] - ticks[0]))


def _cross(ax):
    ax.axhline(0, color=FAINT, linewidth=1, zorder=0.9)
    ax.axvline(0, color=FAINT, linewidth=1, zorder=0.9)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)


def _arrows(ax, points, groups):
    for point, colour in zip(points, _colours(groups, len(points)), strict=True):
        ax.annotate(
            "",
            point,
            (0, 0),
            arrowprops={
                "arrowstyle": "-|>",
                "color": colour,
                "linewidth": 2,
                "shrinkA": 0,
                "shrinkB": 0,
                "mutation_scale": 14,
            },
        )


@lru_cache(maxsize=4096)
def _outline_of(word, size):
    """A word as a path, in points, with its width: many move faster than as text."""
    word = word if word.strip() else "␣"  # a blank has no outline
    path = TextPath((0, 0), word.replace("$", r"\$"), size=size, prop=None)
    return path, float(path.get_extents().x1)


def _vectors(fig, ax, words, groups, n, *, markers=True, animated=False, size=9.0):
    """Marks and words for n points; returns what moves them: ``update(points)``."""
    index = _group_index(groups, n)
    if words is not None and len(words) != n:
        raise ValueError(f"{len(words)} words do not fit {n} points.")
    marks = [
        (
            index == k,
            ax.scatter(
                [],
                [],
                s=46,
                marker=GROUP_MARKERS[k],
                color=GROUP_COLOURS[k],
                zorder=3,
                edgecolor="white",
                linewidth=0.8,
                animated=animated,
                visible=markers,
            ),
        )
        for k in range(index.max() + 1)
    ]
    paths = [_outline_of(short_word(str(word)), size) for word in (words or ())]
    sizes = np.array([(width, 0.8 * size) for _, width in paths]).reshape(-1, 2)  # (V, 2) in points
    halo = {
        "facecolor": "white",
        "edgecolor": "white",
        "linewidth": 2.4,
        "alpha": 0.85,
        "zorder": 3.4,
    }
    names = [
        PathCollection(
            [path for path, _ in paths],
            offsets=np.zeros((0, 2)),
            animated=animated,
            offset_transform=fig.dpi_scale_trans,
            **look,
        )
        for look in (halo, {"facecolor": INK, "edgecolor": "none", "zorder": 3.5})
    ]
    leaders = LineCollection([], colors=MUTED, linewidths=0.6, animated=animated, zorder=2.5)
    note = ax.annotate(
        "",
        (1, 0),
        (0, -33),
        xycoords="axes fraction",
        textcoords="offset points",
        ha="right",
        va="top",
        color=MUTED,
        size=8.5,
        animated=animated,
    )
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
            collection.set_offsets(
                np.where(shown[:, None], corners + np.array([0, 0.1 * size]), -1e4) / 72
            )
        # the point of each label that is nearest to its mark
        near = np.clip(centres, corners, corners + sizes)
        far = shown & (np.linalg.norm(near - centres, axis=1) > 9)
        leaders.set_segments(np.stack([centres, near], axis=1)[far])
        hidden = int((~shown).sum())
        words_left_out = "1 word" if hidden == 1 else f"{hidden} words"
        note.set_text(f"{words_left_out} left out: no room" if hidden else "")

    return update


def positions(trace):
    """The tables of a trace as points (steps + 1, V, 2), from one side for all steps."""
    return project(trace.tables, *plane_basis(trace.tables[-1]))
