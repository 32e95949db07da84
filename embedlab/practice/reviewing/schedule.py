"""Spaced repetition: which cards are due, and when each comes back.

The log of ratings in the progress file is the truth; all else is computed from it.
"""

from collections import Counter, defaultdict
from datetime import UTC, datetime, time, timedelta
from functools import cache, lru_cache

from embedlab.practice.reviewing import cards

__all__ = [
    "AHEAD",
    "RATINGS",
    "after_rating",
    "card_queue",
    "counts_by_day",
    "day_in_words",
    "due_time",
    "history",
    "memory",
    "short_date",
]

AHEAD = timedelta(minutes=20)  # a card that was forgotten comes back in the same sitting
RATINGS = ("Again", "Hard", "Good", "Easy")


def history(reviews, now):
    """The log by card: ``{name: ((time, rating), …)}``, without entries that make no sense.

    A clock may have been wrong. An entry from the future, or from before the one before it, counts
    as made when that one was: then a card comes back too early, and is never lost for years.
    """
    found, latest = defaultdict(list), datetime(2000, 1, 1, tzinfo=UTC)
    for entry in reviews:
        try:
            name, when, rating, *_ = entry
            when = datetime.fromisoformat(when).astimezone(UTC)
        except (TypeError, ValueError, OverflowError, OSError):
            continue
        latest = when if latest <= when <= now else latest
        if isinstance(name, str) and rating in (1, 2, 3, 4):
            found[name].append((latest, rating))
    return {name: tuple(entries) for name, entries in found.items()}


# ---- one card: FSRS knows it as a memory that each rating changes


@cache
def scheduler():
    """FSRS, which Anki uses too, without its random part: a card comes on the day that is shown."""
    from fsrs import Scheduler

    step = [timedelta(minutes=10)]
    return Scheduler(learning_steps=step, relearning_steps=step, enable_fuzzing=False)


@lru_cache(maxsize=10_000)
def memory(entries):
    """What the scheduler knows of a card after its reviews."""
    from fsrs import Card

    known = Card(card_id=0, due=datetime(2000, 1, 1, tzinfo=UTC))
    for when, rating in entries:
        known = after_rating(known, rating, when)
    return known


def after_rating(known, rating, when):
    from fsrs import Rating

    return scheduler().review_card(known, Rating(rating), when)[0]


def due_time(known):
    """When a card may be asked again: days count from midnight, where the learner lives."""
    if known.due - known.last_review < timedelta(days=1):
        return known.due
    return datetime.combine(known.due.astimezone().date(), time.min).astimezone()


# ---- all cards


def card_queue(state, now):
    """All cards that joined, in the order in which they come up, as (when, card, its reviews).

    A card joins when its lesson was opened or an exercise of it tried. Of the cards that are due,
    those whose exercise went wrong come first, then those that wait longest, then new ones.
    """
    past, tried = history(state.get("reviews", []), now), state["exercises"]
    lessons = {*state.get("opened", {}), *(name[:2] for name in tried)}
    queue = []
    for card in cards.load()[0].values():
        entries = past.get(card.name, ())
        if entries or card.lesson in lessons:
            queue.append((due_time(memory(entries)) if entries else now, card, entries))

    def place(item):
        when, card, _ = item
        went_wrong = card.exercise in tried and "solved" not in tried[card.exercise]
        return max(when, now), not went_wrong, when

    return sorted(queue, key=place)


def counts_by_day(state, now):
    """How many reviews there were on each day, and how many cards will be due: two Counters."""
    past = history(state.get("reviews", []), now)
    was = Counter(when.astimezone().date() for entries in past.values() for when, _ in entries)
    ahead = Counter(max(when, now).astimezone().date() for when, *_ in card_queue(state, now))
    return was, ahead


def day_in_words(when, now):
    """The day of a time, as seen from now: "today", "tomorrow", "in 8 days, 3 Dec"."""
    day = when.astimezone().date()
    days = (day - now.astimezone().date()).days
    if days > 1:
        return f"in {days} days, {short_date(day)}"
    return "tomorrow" if days == 1 else "today"


def short_date(day):
    return f"{day.day} {day:%b}"
