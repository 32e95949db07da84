"""The days of the review as a picture."""

from datetime import timedelta

import numpy as np
from matplotlib.ticker import MaxNLocator

from embedlab.page.colours import GROUP_COLOURS, INK, STRONG
from embedlab.page.style import SHADES, figure, grid_lines, outline, styled
from embedlab.practice.reviewing.schedule import short_date

__all__ = ["review_days"]

AHEAD = 14  # days


@styled
def review_days(was, ahead, *, today, title, weeks=12):
    """Past reviews as squares, a column a week; cards that will be due, as bars of two weeks.

    >>> from datetime import date
    >>> today = date(2026, 11, 25)
    >>> fig = review_days({today: 8}, {today: 3}, today=today, title="8 reviews; 3 cards due today")
    """
    fig = figure(8.4, 2.7, title)
    past, coming = fig.subplots(1, 2)
    draw_past(past, was, today, weeks)
    draw_coming(coming, ahead, today)
    return fig


def draw_past(ax, was, today, weeks):
    monday = today - timedelta(days=today.weekday() + 7 * (weeks - 1))
    days = [monday + timedelta(days=k) for k in range(7 * weeks)]
    counts = np.array([was.get(day, 0) if day <= today else np.nan for day in days])
    counts = counts.reshape(weeks, 7).T  # (7, weeks)
    limit = max(np.nanmax(counts), 1)
    ax.imshow(counts, cmap=SHADES, vmin=0, vmax=limit, aspect="auto")
    for (row, column), n in np.ndenumerate(counts):
        if n > 0:
            ink = "white" if n / limit > 0.75 else INK
            ax.text(column, row, f"{n:.0f}", ha="center", va="center", size=8.5, color=ink)
    grid_lines(ax, 7, weeks)
    outline(ax, weeks - 1.5, today.weekday() - 0.5, 1, 1, colour=STRONG)
    ax.set_yticks(range(7), ["Mon", "", "Wed", "", "Fri", "", "Sun"])
    ax.set_xticks(range(0, weeks, 3), [short_date(day) for day in days[::21]])
    ax.grid(False)
    ax.spines[:].set_visible(False)
    ax.set(title="reviews a day, today outlined", xlabel="week of", ylabel="day")


def draw_coming(ax, ahead, today):
    days = [today + timedelta(days=k) for k in range(AHEAD)]
    due = [ahead.get(day, 0) for day in days]
    ax.bar(range(AHEAD), due, width=0.7, color=[STRONG] + [GROUP_COLOURS[0]] * (AHEAD - 1))
    for k, n in enumerate(due):
        if n:
            ax.annotate(f"{n}", (k, n), (0, 2), textcoords="offset points", ha="center", size=8.5)
    ax.set_xticks(range(0, AHEAD, 3), ["today", *(short_date(day) for day in days[3::3])])
    ax.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    ax.set_ylim(0, max(4, 1.15 * max(due)))
    ax.grid(False, axis="x")
    ax.set(title=f"cards due, the next {AHEAD} days", xlabel="day", ylabel="cards")
