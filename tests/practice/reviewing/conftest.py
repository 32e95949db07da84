import pytest

from embedlab.practice.reviewing import cards
from tests.practice.reviewing import small_deck


@pytest.fixture
def own_home_and_deck(tmp_path, monkeypatch):
    """What the course's cards ask does not matter here: eight cards of two lessons are enough."""
    monkeypatch.setenv("EMBEDLAB_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(cards, "load", lambda: (small_deck.DECK, small_deck.TABLES))
