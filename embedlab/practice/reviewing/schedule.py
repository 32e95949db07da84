"""Spaced repetition: which cards are due, and when each comes back.

The log of ratings in the progress file is the truth; what the scheduler makes of it is computed from there.
"""

from collections import Counter, defaultdict
from datetime import UTC, datetime, time, timedelta
from functools import cache, lru_cache

from embedlab.practice.reviewing import cards

__all__ = ["AHEAD", "RATINGS", "calendar", "due", "history", "memory", "opens", "rated", "told"]

AHEAD = timedelta(minutes=20)  # a card that was forgotten comes back in the same sitting
RATINGS = ("Again", "Hard", "Good", "Easy")


def history(reviews, now):
    """The log by card: ``{name: ((time, rating), …)}``, without entries that make no sense.

    A clock may have been wrong. An entry from the future, or from before the one before it, counts as made when
    that one was: a card comes back too early then, and never is it lost for years.
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


@cache
def scheduler():
    """FSRS, the scheduler that Anki uses too, without its random part: the dates shown are those that come."""
    from fsrs import Scheduler

    step = [timedelta(minutes=10)]
    return Scheduler(learning_steps=step, relearning_steps=step, enable_fuzzing=False)


@lru_cache(maxsize=10_000)
def memory(entries):
    """What the scheduler knows of a card after its reviews."""
    from fsrs import Card

    card = Card(card_id=0, due=datetime(2000, 1, 1, tzinfo=UTC))
    for when, rating in entries:
        card = rated(card, rating, when)
    return card


def rated(card, rating, when):
    from fsrs import Rating

    return scheduler().review_card(card, Rating(rating), when)[0]


def opens(card):
    """When a card may be asked again: days count from midnight, where the learner lives."""
    if card.due - card.last_review < timedelta(days=1):
        return card.due
    return datetime.combine(card.due.astimezone().date(), time.min).astimezone()


def due(state, now):
    """All cards that joined, in the order in which they come up, as (when, card, its reviews).

    A card joins when its lesson was opened or an exercise of it tried. Of those that are due, the ones whose
    exercise went wrong come first, then those that wait longest, then new ones.
    """
    past, tried = history(state.get("reviews", []), now), state["exercises"]
    lessons = {*state.get("opened", {}), *(name[:2] for name in tried)}
    deck = []
    for card in cards.load()[0].values():
        entries = past.get(card.name, ())
        if entries or card.lesson in lessons:
            deck.append((opens(memory(entries)) if entries else now, card, entries))

    def place(entry):
        when, card, _ = entry
        solved = "solved" in tried.get(card.exercise, ["solved"])
        return max(when, now), solved, when

    return sorted(deck, key=place)


def calendar(state, now):
    """How many reviews there were on each day, and how many cards will be due: two Counters of dates."""
    past = history(state.get("reviews", []), now)
    was = Counter(when.astimezone().date() for entries in past.values() for when, _ in entries)
    return was, Counter(max(when, now).astimezone().date() for when, _, _ in due(state, now))


def told(when, now):
    """A date as people say it."""
    there = when.astimezone().date()
    days = (there - now.astimezone().date()).days
    return (
        f"in {days} days, {there.day} {there:%b}"
        if days > 1
        else "tomorrow"
        if days == 1
        else "today"
    )
