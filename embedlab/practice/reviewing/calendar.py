"""Looking back and ahead: the days of past reviews and the cards to come, in words and as a picture."""

from datetime import UTC, datetime, timedelta

from embedlab.practice.reviewing.schedule import calendar
from embedlab.practice.reviewing.sitting import number_of_cards

__all__ = ["overview"]


def overview(state):
    """The deck in a sentence, and as a picture of the days once something was reviewed.

    Returns
    -------
    words : str
        Empty while no card has joined.
    picture : str
        HTML; empty before the first review.
    """
    now = datetime.now(UTC)
    (was, ahead), today = calendar(state, now), now.astimezone().date()
    if not (was or ahead):
        return "", ""
    words = f"Review: {number_of_cards(ahead[today]) if ahead[today] else 'nothing'} due today."
    if not was:
        return words, ""
    from embedlab.page import show  # not before: pictures take long to load
    from embedlab.practice.reviewing.calendar_picture import review_days

    so_far = f"So far: {was.total()} on {len(was)} {'day' if len(was) == 1 else 'days'}"
    fig = review_days(was, ahead, today=today, title=f"{words} {so_far}")
    soon = [today + timedelta(days=k) for k in range(1, 14)]
    coming = ", ".join(f"{day.day} {day:%b} {ahead[day]}" for day in soon if ahead[day])
    words += f" Then: {coming or 'nothing for two weeks'}. {so_far}, the last on {max(was).day} {max(was):%b}."
    return words, show(
        fig, alt="The same as a calendar of past reviews and as bars of what is due."
    ).html
