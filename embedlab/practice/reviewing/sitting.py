"""One sitting of the review: a card is asked, rated and stored, one after the other."""

from datetime import UTC, date, datetime, time

from embedlab.practice import store
from embedlab.practice.reviewing import cards
from embedlab.practice.reviewing.schedule import (
    AHEAD,
    RATINGS,
    calendar,
    due,
    history,
    memory,
    opens,
    rated,
    told,
)

__all__ = ["Session", "in_words", "mark_opened", "number_of_cards"]


class Session:
    """One sitting. Notebook and terminal show `asked`, let `judge_reply` judge, and call `rate`.

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
        self.clock, self.done, self.unsaved, self.broken = clock, [], [], set()
        try:
            self.state, self.note = store.load()
        except store.Unsaved as error:
            self.state, self.note = {"exercises": {}}, str(error)
        entries = log(self.state)
        odd = len(entries) - sum(map(len, history(entries, self.clock()).values()))
        left_out = (
            f"Entries of the review log that make no sense and are left out: {odd}." if odd else ""
        )
        self.note = f"{self.note} {left_out}".strip()
        self.proceed()

    def proceed(self):
        """Choose the card that comes now, with fresh numbers."""
        self.since = now = self.clock()
        queue = [
            one
            for one in due(self.state, now)
            if one[0] <= now + AHEAD and one[1].name not in self.broken
        ]
        self.left, self.asked = len(queue), None
        if queue:
            _, card, self.entries = queue[0]
            try:
                self.asked = cards.ask(card, occasion=len(self.entries) + 1)
            except cards.CardError as error:
                self.note = str(error)
                self.broken.add(card.name)
                self.proceed()

    def offers(self):
        """The ratings, each with the day on which the card would come back."""
        now, card = self.clock(), memory(self.entries)
        return [(name, told(opens(rated(card, k, now)), now)) for k, name in enumerate(RATINGS, 1)]

    def rate(self, rating):
        """Store a rating, 1 to 4, and go on to the next card."""
        now = self.clock()
        seconds = min(max(0, round((now - self.since).total_seconds())), 3600)
        entry = [self.asked.card.name, now.isoformat(timespec="seconds"), rating, seconds]
        self.unsaved.append(entry)
        self.done.append(rating)
        try:
            self.state, self.note = store.update(lambda state: log(state).extend(self.unsaved))
            self.unsaved = []
        except store.Unsaved as error:  # what is unsaved goes along with the next rating
            self.note = str(error)
            log(self.state).append(entry)
        self.proceed()

    def ending(self):
        """What was done, and when to come back."""
        now = self.clock()
        _, ahead = calendar(self.state, now)
        days = sorted(day for day in ahead if day > now.astimezone().date())
        again = f", {self.done.count(1)} of them forgotten" if 1 in self.done else ""
        did = f"Done: {number_of_cards(len(self.done))}{again}." if self.done else ""
        if self.left:
            return f"{did} Still due today: {number_of_cards(self.left)}.".strip()
        if not days:
            return (
                did or "No cards yet: they join when you open a lesson or try one of its exercises."
            )
        back = told(datetime.combine(days[0], time.min).astimezone(), now)
        return (
            f"{did or 'Nothing is due now.'} Come back {back}: {number_of_cards(ahead[days[0]])}."
        )


def log(state):
    return state.setdefault("reviews", [])


def number_of_cards(n):
    return f"{n} card" if n == 1 else f"{n} cards"


def mark_opened(lesson):
    """Note on which day a lesson was opened first. What keeps this from being stored is said by `Session`."""
    try:
        if lesson not in store.load()[0].get("opened", {}):
            store.update(
                lambda state: state.setdefault("opened", {}).setdefault(
                    lesson, date.today().isoformat()
                )
            )
    except store.Unsaved:
        pass


def in_words(asked):
    """A question as plain text."""
    choices = [f"  {n}. {choice}" for n, choice in enumerate(asked.choices, 1)]
    return "\n".join([asked.question, *asked.code.splitlines(), *choices])
