"""Looking back and ahead: past reviews and the cards to come, in words and as a picture."""

from datetime import UTC, datetime, timedelta

from embedlab.practice.reviewing.schedule import (
    card_queue,
    counts_by_day,
    day_of,
    new_cards_in_words,
    number_waiting,
    short_date,
)
from embedlab.practice.reviewing.sitting import number_of_cards

__all__ = ["overview"]


def overview(state):
    """The deck in words, and as HTML with a picture of the days.

    The words are empty while no card has joined; the picture is empty before the first review.
    """
    now = datetime.now(UTC)
    was, ahead = counts_by_day(state, now)
    today = day_of(now)
    if not was and not ahead:
        return "", ""
    due = number_of_cards(ahead[today]) if ahead[today] else "nothing"
    new = new_cards_in_words(number_waiting(card_queue(state, now), now))
    words = f"Review: {due} due today. {new}".strip()
    if not was:
        return words, ""
    from embedlab.page import show  # not before: pictures take long to load
    from embedlab.practice.reviewing.calendar_picture import review_days

    days = "day" if len(was) == 1 else "days"
    so_far = f"So far: {was.total()} on {len(was)} {days}"
    picture = review_days(was, ahead, today=today, title=f"Review: {due} due today. {so_far}")
    alt = "The same as a calendar of past reviews and as bars of what is due."
    words += f" Then: {coming_days(ahead, today)}. {so_far}, the last on {short_date(max(was))}."
    return words, show(picture, alt=alt).html


def coming_days(ahead, today):
    """The next days on which cards are due, with their number: "27 Nov 3, 3 Dec 1"."""
    days = [today + timedelta(days=k) for k in range(1, 14)]
    coming = [f"{short_date(day)} {ahead[day]}" for day in days if ahead[day]]
    return ", ".join(coming) or "nothing for two weeks"
