"""Eight cards of two lessons, a progress file of their own, and a clock that can be set."""

import json
from datetime import UTC, datetime, timedelta

from embedlab.practice import store
from embedlab.practice.reviewing import cards
from embedlab.practice.reviewing.schedule import card_queue
from tests import ROOT

FOLDER = ROOT / "tests" / "data" / "deck"
TEXTS = {
    one: (FOLDER / f"{one}.toml").read_text(encoding="utf-8") for one in ("lookup", "gradient")
}
DECK, TABLES = cards.read_deck(TEXTS)
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def stored():
    return json.loads((store.home() / "progress.json").read_text())


def put(**parts):
    """A progress file with these parts."""
    store.update(lambda state: state.update(parts))


class Clock:
    def __init__(self, now=NOON):
        self.now = now

    def __call__(self):
        return self.now

    def later(self, **span):
        self.now += timedelta(**span)


def names_due(state, now=NOON):
    return [card.name for when, card, _ in card_queue(state, now) if when <= now]


def names_of(lesson):
    return [name for name in DECK if name.startswith(f"{lesson}-")]
