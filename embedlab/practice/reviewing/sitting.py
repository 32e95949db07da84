"""One sitting of the review: a card is asked, rated and stored, one after the other."""

import contextlib
from datetime import UTC, date, datetime, time

from embedlab.practice import store
from embedlab.practice.reviewing import cards
from embedlab.practice.reviewing.schedule import (
    AHEAD,
    RATINGS,
    after_rating,
    card_queue,
    counts_by_day,
    day_in_words,
    due_time,
    history,
    memory,
)

__all__ = ["Session", "mark_opened", "number_of_cards", "question_in_words"]

LONGEST = 3600  # seconds that one card may count as having taken


class Session:
    """One sitting. Notebook and terminal show `asked`, let `judge_answer` judge, and call `rate`.

    Attributes
    ----------
    asked : Asked or None
        The card that is asked now; None if nothing is due.
    left : int
        Cards that are due, this one included.
    done : list of int
        The ratings that were given.
    note : str
        Empty, or what had to be said about the progress file or a card.
    """

    def __init__(self, clock=lambda: datetime.now(UTC)):
        self.clock, self.done, self.broken = clock, [], set()
        try:
            self.state, self.note = store.load()
        except store.Unsaved as error:
            self.state, self.note = {"exercises": {}}, str(error)
        entries = review_log(self.state)
        odd = len(entries) - sum(map(len, history(entries, self.clock()).values()))
        if odd:
            said = f"Entries of the review log that make no sense and are left out: {odd}."
            self.note = f"{self.note} {said}".strip()
        self.proceed()

    def proceed(self):
        """Choose the card that comes now, with fresh numbers."""
        self.since = now = self.clock()
        due = [
            (card, entries)
            for when, card, entries in card_queue(self.state, now)
            if when <= now + AHEAD and card.name not in self.broken
        ]
        self.left, self.asked = len(due), None
        if due:
            card, self.entries = due[0]
            try:
                self.asked = cards.ask(card, occasion=len(self.entries) + 1)
            except cards.CardError as error:
                self.note = str(error)
                self.broken.add(card.name)
                self.proceed()

    def offers(self):
        """The ratings, each with the day on which the card would come back."""
        now, known = self.clock(), memory(self.entries)
        return [
            (name, day_in_words(due_time(after_rating(known, rating, now)), now))
            for rating, name in enumerate(RATINGS, 1)
        ]

    def rate(self, rating):
        """Store a rating, 1 to 4, and go on to the next card."""
        now = self.clock()
        seconds = min(max(0, round((now - self.since).total_seconds())), LONGEST)
        entry = [self.asked.card.name, now.isoformat(timespec="seconds"), rating, seconds]
        self.done.append(rating)
        try:
            self.state, self.note = store.update(lambda state: review_log(state).append(entry))
        except store.Unsaved as error:
            self.note = str(error)
            review_log(self.state).append(entry)
        self.proceed()

    def ending(self):
        """What was done, and when to come back."""
        now = self.clock()
        forgotten = f", {self.done.count(1)} of them forgotten" if 1 in self.done else ""
        did = f"Done: {number_of_cards(len(self.done))}{forgotten}." if self.done else ""
        if self.left:
            return f"{did} Still due today: {number_of_cards(self.left)}.".strip()
        _, ahead = counts_by_day(self.state, now)
        next_day = min((day for day in ahead if day > now.astimezone().date()), default=None)
        if next_day is None:
            joining = "they join when you open a lesson or try one of its exercises"
            return did or f"No cards yet: {joining}."
        back = day_in_words(datetime.combine(next_day, time.min).astimezone(), now)
        did = did or "Nothing is due now."
        return f"{did} Come back {back}: {number_of_cards(ahead[next_day])}."


def review_log(state):
    return state.setdefault("reviews", [])


def number_of_cards(n):
    return f"{n} card" if n == 1 else f"{n} cards"


def mark_opened(lesson):
    """Note the day on which a lesson was opened first; why it cannot be, `Session` says."""
    today = date.today().isoformat()
    with contextlib.suppress(store.Unsaved):
        if lesson not in store.load()[0].get("opened", {}):
            store.update(lambda state: state.setdefault("opened", {}).setdefault(lesson, today))


def question_in_words(asked):
    """A question as plain text."""
    choices = [f"  {n}. {choice}" for n, choice in enumerate(asked.choices, 1)]
    return "\n".join([asked.question, *asked.code.splitlines(), *choices])
