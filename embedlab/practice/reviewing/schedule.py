"""Spaced repetition: which cards are due, and when each comes back.

The log of ratings in the progress file is the truth; all else is computed from it.
"""

from collections import Counter, defaultdict
from datetime import UTC, datetime, time, timedelta
from functools import cache, lru_cache
from zlib import crc32

from embedlab.practice.lessons import lesson_of
from embedlab.practice.reviewing import cards

__all__ = [
    "MOST_A_DAY",
    "NEW_A_DAY",
    "RATINGS",
    "after_rating",
    "beginning_of",
    "card_queue",
    "counts_by_day",
    "day_in_words",
    "day_of",
    "due_time",
    "history",
    "memory",
    "new_cards_in_words",
    "number_waiting",
    "short_date",
]

RATINGS = ("Again", "Hard", "Good", "Easy")
NEW_A_DAY = 10  # cards that are asked for the first time, at most
KNOWN = 0.92  # the chance to know a card on the day on which it comes back
FULL = 20  # cards: on a day with so many that come back, none is new
MOST_A_DAY = 25  # questions, those that come again in a sitting among them
OTHERS = 5  # cards that come before a forgotten one is asked again, if there are as many
DAY_BEGINS = time(4)  # where the learner lives: who reviews after midnight has not slept yet


def day_of(when):
    """The learner's day of a time, as a date."""
    local = when.astimezone()
    return local.date() - timedelta(days=local.time() < DAY_BEGINS)


@lru_cache(maxsize=1000)
def beginning_of(day):
    return datetime.combine(day, DAY_BEGINS).astimezone()


def history(reviews, now):
    """The log by card: ``{name: ((time, rating), …)}``, without entries that make no sense.

    A clock may have been wrong. An entry from the future, or from before the one before it, counts
    as made when that one was: then a card comes back too early, and is never lost for years.
    """
    found, latest = defaultdict(list), datetime(2000, 1, 1, tzinfo=UTC)
    for entry in reviews:
        try:
            name, when, rating, *_ = entry
            when = moment(when)
        except (TypeError, ValueError, OverflowError, OSError):
            continue
        latest = when if latest <= when <= now else latest
        if isinstance(name, str) and rating in (1, 2, 3, 4):
            found[name].append((latest, rating))
    return {name: tuple(entries) for name, entries in found.items()}


@lru_cache(maxsize=20_000)
def moment(text):
    return datetime.fromisoformat(text).astimezone(UTC)


# ---- one card: FSRS knows it as a memory that each rating changes


@cache
def scheduler():
    """FSRS, which Anki uses too, without its random part: a card comes on the day that is shown.

    Without steps of minutes, any rating leads to a later day; `due_time` keeps a forgotten card.
    """
    from fsrs import Scheduler

    return Scheduler(
        desired_retention=KNOWN, learning_steps=(), relearning_steps=(), enable_fuzzing=False
    )


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


def due_time(known, rating):
    """When a card may be asked again after its last rating: at once if it was forgotten."""
    return known.last_review if rating == 1 else beginning_of(day_of(known.due))


# ---- all cards


def card_queue(state, now):
    """All cards that joined, in the order in which they come up, as (when, card, its reviews).

    A card joins when its lesson was opened or an exercise of it tried; of those that were never
    asked, a day brings at most NEW_A_DAY, and it asks at most MOST_A_DAY questions. Cards that are
    due come mixed over the lessons, in an order that is the same all day; the others follow by
    their time.
    """
    past, tried = history(state.get("reviews", []), now), state["exercises"]
    lessons = {*state.get("opened", {}), *map(lesson_of, tried)}
    known, new = [], []
    for card in cards.load()[0].values():
        if entries := past.get(card.name):
            known.append((due_time(memory(entries), entries[-1][1]), card, entries))
        elif card.lesson in lessons:
            new.append(card)
    new.sort(key=lambda card: not went_wrong(card, tried))
    starts = [max(now, beginning_of(day)) for day in days_of_new_cards(len(new), known, past, now)]
    queue = known + [(when, card, ()) for when, card in zip(starts, new, strict=True)]
    due = [item for item in queue if item[0] <= now]
    later = [item for item in queue if item[0] > now]
    ready, waits = rest_of_day(in_turn(due, state, now), past, now)
    return ready + sorted(waits + later, key=lambda item: item[0])


def rest_of_day(due, past, now):
    """What is due in two parts: what today has room for, and what waits until tomorrow."""
    today = day_of(now)
    morning = beginning_of(today)
    asked = sum(when >= morning for entries in past.values() for when, _ in entries)
    room = max(0, MOST_A_DAY - asked)
    tomorrow = beginning_of(today + timedelta(days=1))
    return due[:room], [(tomorrow, card, entries) for _, card, entries in due[room:]]


def days_of_new_cards(number, known, past, now):
    """On which day each of them is asked first: NEW_A_DAY, fewer where a day is FULL already."""
    today = day_of(now)
    morning = beginning_of(today)
    begun = sum(entries[0][0] >= morning for entries in past.values())
    load = Counter(
        today if when <= now or entries[-1][0] >= morning else day_of(when)
        for when, _, entries in known
    )
    load[today] -= begun
    days, day = [], today
    while len(days) < number:
        room = min(NEW_A_DAY, FULL - load[day]) - (begun if day == today else 0)
        days += [day] * min(max(0, room), number - len(days))
        day += timedelta(days=1)
    return days


def went_wrong(card, tried):
    return card.exercise in tried and "solved" not in tried[card.exercise]


def in_turn(due, state, now):
    """What is due: first where an exercise went wrong, then what waits longest, new cards last.

    A card that was forgotten a moment ago waits until others were asked.
    """
    names, today = names_asked_last(state.get("reviews", [])), day_of(now)
    morning, last = beginning_of(today), {name: k for k, name in enumerate(names)}

    def place(item):
        when, card, entries = item
        chance = crc32(f"{today} {card.name}".encode())
        return not went_wrong(card, state["exercises"]), min(when, morning), not entries, chance

    def rests(item):
        when, card, entries = item
        forgotten = bool(entries) and entries[-1][1] == 1
        return forgotten and card.name in last and now - when < timedelta(hours=1)

    lesson = lesson_of(names[-1]) if names else ""
    ready = mixed([item for item in sorted(due, key=place) if not rests(item)], lesson)
    lesson = ready[-1][1].lesson if ready else lesson
    resting = sorted(filter(rests, due), key=lambda item: last[item[1].name])
    return ready + mixed(resting, lesson)


def names_asked_last(reviews):
    """The names in the last entries of the log, the latest at the end."""
    entries = [entry for entry in reviews[-OTHERS:] if isinstance(entry, list) and entry]
    return [entry[0] for entry in entries if isinstance(entry[0], str)]


def mixed(due, last):
    """The cards in their order, but no two of a lesson in a row as long as that can be.

    The last lesson counts as just asked. A lesson with more than half of what is left goes first.
    """
    left, result = Counter(card.lesson for _, card, _ in due), []
    due = list(due)
    while due:
        most, number = left.most_common(1)[0]
        wanted = {most} if 2 * number > len(due) and most != last else left.keys() - {last}
        places = (k for k, (_, card, _) in enumerate(due) if card.lesson in wanted)
        result.append(due.pop(next(places, 0)))
        last = result[-1][1].lesson
        left[last] -= 1
    return result


def number_waiting(queue, now):
    """How many cards of a queue were never asked and come on a later day."""
    return sum(when > now and not entries for when, _, entries in queue)


def new_cards_in_words(waiting):
    return f"New cards: at most {NEW_A_DAY} a day; {waiting} more will follow." if waiting else ""


def counts_by_day(state, now):
    """How many reviews there were on each day, and how many cards will be due: two Counters."""
    past = history(state.get("reviews", []), now)
    was = Counter(day_of(when) for entries in past.values() for when, _ in entries)
    ahead = Counter(day_of(max(when, now)) for when, *_ in card_queue(state, now))
    return was, ahead


def day_in_words(when, now):
    """The day of a time, as seen from now: "today", "tomorrow", "in 8 days, 3 Dec"."""
    day = day_of(when)
    days = (day - day_of(now)).days
    if days > 1:
        return f"in {days} days, {short_date(day)}"
    return "tomorrow" if days == 1 else "today"


def short_date(day):
    return f"{day.day} {day:%b}"
