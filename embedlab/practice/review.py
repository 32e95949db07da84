"""Spaced repetition: which cards are due, one at a time, and when each comes back.

The log of ratings in the progress file is the truth; what the scheduler makes of it is computed from there.
"""

import contextlib
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache

from embedlab.practice import cards
from embedlab.practice import progress as store

__all__ = ["RATINGS", "Session", "calendar", "due", "in_words", "mark_opened", "run"]

RATINGS = ("Again", "Hard", "Good", "Easy")
AHEAD = timedelta(minutes=20)  # a card that was forgotten comes back in the same sitting


# ---- what is due --------------------------------------------------------------------------------------


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
    return f"in {days} days, {there.day} {there:%b}" if days > 1 else "tomorrow" if days == 1 else "today"


# ---- a sitting ----------------------------------------------------------------------------------------


class Session:
    """One sitting. Notebook and terminal show `asked`, let `cards.judge` judge, and call `rate`.

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
        left_out = f"Entries of the review log that make no sense and are left out: {odd}." if odd else ""
        self.note = f"{self.note} {left_out}".strip()
        self.proceed()

    def proceed(self):
        """Choose the card that comes now, with fresh numbers."""
        self.since = now = self.clock()
        queue = [one for one in due(self.state, now) if one[0] <= now + AHEAD and one[1].name not in self.broken]
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
        did = f"Done: {count(len(self.done))}{again}." if self.done else ""
        if self.left:
            return f"{did} Still due today: {count(self.left)}.".strip()
        if not days:
            return did or "No cards yet: they join when you open a lesson or try one of its exercises."
        back = told(datetime.combine(days[0], time.min).astimezone(), now)
        return f"{did or 'Nothing is due now.'} Come back {back}: {count(ahead[days[0]])}."


def log(state):
    return state.setdefault("reviews", [])


def count(n):
    return f"{n} card" if n == 1 else f"{n} cards"


def mark_opened(lesson):
    """Note on which day a lesson was opened first. What keeps this from being stored is said by `Session`."""
    try:
        if lesson not in store.load()[0].get("opened", {}):
            store.update(lambda state: state.setdefault("opened", {}).setdefault(lesson, date.today().isoformat()))
    except store.Unsaved:
        pass


# ---- in a terminal ------------------------------------------------------------------------------------


def in_words(asked):
    """A question as plain text."""
    choices = [f"  {n}. {choice}" for n, choice in enumerate(asked.choices, 1)]
    return "\n".join([asked.question, *asked.code.splitlines(), *choices])


def run(session, read=input, write=print):
    """Review in a terminal, until nothing is due or the learner ends it with q, Ctrl+C or Ctrl+D."""
    with contextlib.suppress(EOFError, KeyboardInterrupt):
        while asked := session.asked:
            write(*filter(None, [session.note]), f"\nLesson {asked.card.lesson}, {count(session.left)} due",
                  in_words(asked), sep="\n")
            while (found := cards.judge(asked, reply(read, "Your answer (q ends): "))).right is None:
                write(found.says)
            write(found.says, f"Answer: {asked.answer}", asked.why, f"More: {cards.page(asked.card)}", sep="\n")
            write(*(f"{n} {name} ({when})" for n, (name, when) in enumerate(session.offers(), 1)), sep="   ")
            usual = "3" if found.right else "1"
            ask = f"How well did you know it? (Enter: {usual}) "
            while (rating := reply(read, ask) or usual) not in set("1234"):
                write("Type 1, 2, 3 or 4.")
            session.rate(int(rating))
    write("", *filter(None, [session.note]), session.ending(), sep="\n")


def reply(read, prompt):
    given = read(prompt).strip()
    if given.lower() == "q":
        raise EOFError
    return given
