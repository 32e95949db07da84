"""Eight cards of two lessons, a progress file of their own, and a clock that can be set."""

import json
from datetime import UTC, datetime, timedelta

from embedlab.practice import store
from embedlab.practice.reviewing import cards
from embedlab.practice.reviewing.schedule import card_queue
from tests import ROOT

FILE = ROOT / "tests" / "data" / "cards.toml"
DECK, TABLES = cards.read_cards(FILE.read_text(encoding="utf-8"))
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
    return [name for name in DECK if name[:2] == lesson]
