"""One sitting of the review: a card is asked, rated and stored, one after the other."""

import contextlib
from datetime import UTC, date, datetime

from embedlab.practice import store
from embedlab.practice.reviewing import cards
from embedlab.practice.reviewing.schedule import (
    RATINGS,
    after_rating,
    beginning_of,
    card_queue,
    counts_by_day,
    day_in_words,
    day_of,
    due_time,
    history,
    memory,
    new_cards_in_words,
    number_waiting,
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
    waiting : int
        Cards that were never asked and that come on later days.
    done : list of int
        The ratings that were given.
    note : str
        Empty, or what had to be said about the progress file or a card.
    """

    def __init__(self, clock=lambda: datetime.now(UTC)):
        self.clock, self.done, self.broken, self.given = clock, [], set(), []
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
        queue = [item for item in card_queue(self.state, now) if item[1].name not in self.broken]
        due = [(card, entries) for when, card, entries in queue if when <= now]
        self.waiting = number_waiting(queue, now)
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
            (name, day_in_words(due_time(after_rating(known, rating, now), rating), now))
            for rating, name in enumerate(RATINGS, 1)
        ]

    def rate(self, rating):
        """Store a rating, 1 to 4, and go on to the next card."""
        now = self.clock()
        seconds = min(max(0, round((now - self.since).total_seconds())), LONGEST)
        entry = [self.asked.card.name, now.isoformat(timespec="seconds"), rating, seconds]
        self.done.append(rating)
        self.given.append((entry, self.asked, self.entries))
        self.change(lambda state: review_log(state).append(entry))
        self.proceed()

    @property
    def can_undo(self):
        """Whether a rating of this sitting can be taken back."""
        return bool(self.given)

    def undo(self):
        """Take back the last rating of this sitting, and ask its card again, as it was."""
        if not self.given:
            return
        entry, asked, entries = self.given.pop()
        self.done.pop()
        self.change(lambda state: take_out(review_log(state), entry))
        self.proceed()
        self.asked, self.entries = asked, entries

    def change(self, act):
        """Change the stored state; what cannot be stored waits, and the sitting goes on."""
        try:
            self.state, self.note = store.update(act)
        except store.Unsaved as error:
            self.note = str(error)
            act(self.state)

    def new_cards(self):
        """What to say about cards that wait for a later day; empty if none does."""
        return new_cards_in_words(self.waiting)

    def ending(self):
        """What was done, and when to come back."""
        now = self.clock()
        forgotten = f", {self.done.count(1)} of them forgotten" if 1 in self.done else ""
        did = f"Done: {number_of_cards(len(self.done))}{forgotten}." if self.done else ""
        if self.left:
            return f"{did} Still due today: {number_of_cards(self.left)}.".strip()
        _, ahead = counts_by_day(self.state, now)
        next_day = min((day for day in ahead if day > day_of(now)), default=None)
        if next_day is None:
            joining = "they join when you open a lesson or try one of its exercises"
            return did or f"No cards yet: {joining}."
        back = day_in_words(beginning_of(next_day), now)
        did = did or "Nothing is due now."
        coming = f"Come back {back}: {number_of_cards(ahead[next_day])}."
        return f"{did} {coming} {self.new_cards()}".strip()


def review_log(state):
    return state.setdefault("reviews", [])


def take_out(log, entry):
    """Remove an entry from a log, if another program has left it there."""
    with contextlib.suppress(ValueError):
        log.remove(entry)


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
