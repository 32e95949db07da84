"""The days of the review as a picture."""

from datetime import timedelta

import numpy as np
from matplotlib.ticker import MaxNLocator

from embedlab.page.colours import GROUP_COLOURS, INK, STRONG
from embedlab.page.style import SHADES, figure, grid_lines, outline, styled

__all__ = ["review_days"]


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
    fig = figure(8.4, 2.7, title)
    past, coming = fig.subplots(1, 2)
    limit = max(np.nanmax(counts), 1)
    past.imshow(counts, cmap=SHADES, vmin=0, vmax=limit, aspect="auto")
    for (row, column), n in np.ndenumerate(counts):
        if n > 0:
            past.text(
                column,
                row,
                f"{n:.0f}",
                ha="center",
                va="center",
                size=8.5,
                color="white" if n / limit > 0.75 else INK,
            )
    grid_lines(past, 7, weeks)
    outline(past, weeks - 1.5, today.weekday() - 0.5, 1, 1, colour=STRONG)
    past.set_yticks(range(7), ["Mon", "", "Wed", "", "Fri", "", "Sun"])
    past.set_xticks(range(0, weeks, 3), [_day(day) for day in days[::21]])
    past.grid(False), past.spines[:].set_visible(False)
    past.set(title="reviews a day, today outlined", xlabel="week of", ylabel="day")

    days = [today + timedelta(days=k) for k in range(14)]
    due = [ahead.get(day, 0) for day in days]
    coming.bar(range(14), due, width=0.7, color=[STRONG, *[GROUP_COLOURS[0]] * 13])
    for k, n in enumerate(due):
        if n:
            coming.annotate(
                f"{n}", (k, n), (0, 2), textcoords="offset points", ha="center", size=8.5
            )
    coming.set_xticks(range(0, 14, 3), ["today", *(_day(day) for day in days[3::3])])
    coming.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    coming.set_ylim(0, max(4, 1.15 * max(due))), coming.grid(False, axis="x")
    coming.set(title="cards due, the next 14 days", xlabel="day", ylabel="cards")
    return fig


def _day(day):
    return f"{day.day} {day:%b}"
