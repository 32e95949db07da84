"""The review in a terminal: a card is asked, judged, explained and rated."""

import os
import subprocess
import sys

import pytest

from embedlab.practice.reviewing import cards
from embedlab.practice.reviewing.schedule import NEW_A_DAY
from embedlab.practice.reviewing.sitting import Session
from embedlab.practice.reviewing.terminal import run
from tests import ROOT
from tests.practice.reviewing import course_deck, typed
from tests.practice.reviewing.small_deck import DECK, TABLES, Clock, put, stored

pytestmark = pytest.mark.usefixtures("own_home_and_deck")


def converse(*answers):
    lines, told = iter(answers), []

    def read(prompt):
        told.append(prompt)
        try:
            return next(lines)
        except StopIteration:
            raise EOFError from None

    run(Session(Clock()), read, lambda *words, sep=" ": told.append(sep.join(words)))
    return "\n".join(told)


def only(monkeypatch, name):
    """The small deck with this card alone."""
    monkeypatch.setattr(cards, "load", lambda: ({name: DECK[name]}, TABLES))
    put(opened={DECK[name].lesson: ""})
    return cards.ask(DECK[name], 1)


def test_in_a_terminal_a_card_is_asked_judged_explained_and_rated(monkeypatch):
    first = only(monkeypatch, "lookup-row-i")
    told = converse("", "7", typed(first), "5", "4", "")
    assert first.question in told
    assert "Choose an answer first." in told
    assert "Choose a number from 1 to 3." in told
    assert f"Right.\nAnswer: {first.answer}\n{first.why}\nMore: notebooks/02_lookup.ipynb#" in told
    assert "3 Good (in 2 days, 27 Nov)   4 Easy (in 6 days, 1 Dec)" in told
    assert "Type 1, 2, 3 or 4." in told
    assert told.endswith("Done: 1 card. Come back in 6 days, 1 Dec: 1 card.")
    assert [entry[2] for entry in stored()["reviews"]] == [4]


def test_in_a_terminal_q_ends_it_and_says_what_is_left():
    put(opened={"lookup": ""})
    assert converse("Q").endswith("Still due today: 4 cards.")


def test_in_a_terminal_enter_takes_the_likely_rating_and_the_end_of_input_ends_it(monkeypatch):
    first = only(monkeypatch, "lookup-row-i")
    told = converse(str(1 + int(typed(first)) % len(first.choices)), "")
    assert "(Enter: 1)" in told
    assert "Not yet." in told
    told = converse(typed(cards.ask(first.card, 2)), "")
    assert "(Enter: 3)" in told
    assert [entry[2] for entry in stored()["reviews"]] == [1, 3]


def test_in_a_terminal_an_answer_in_words_has_no_likely_rating(monkeypatch):
    only(monkeypatch, "gradient-who-moves")
    told = converse("x", "", "2")
    assert "Compare it with yours." in told
    assert "Enter:" not in told
    assert "Type 1, 2, 3 or 4." in told
    assert [entry[2] for entry in stored()["reviews"]] == [2]


def test_in_a_terminal_u_takes_the_last_rating_back_even_after_the_last_card(monkeypatch):
    first = only(monkeypatch, "lookup-row-i")
    told = converse("u", typed(first), "1", typed(cards.ask(first.card, 2)), "4", "u", "u", "q")
    assert told.count("No rating to take back.") == 1
    assert "That was the last one" in told
    assert told.count(first.question) == 5
    assert stored()["reviews"] == []


@pytest.mark.slow
def test_the_command_line_reviews():
    put(opened={"lookup": ""})
    done = subprocess.run(
        [sys.executable, "-m", "embedlab.practice", "review"],
        input="q\n",
        text=True,
        capture_output=True,
        check=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    due = min(NEW_A_DAY, sum(card.lesson == "lookup" for card in course_deck.DECK.values()))
    assert f"Still due today: {due} cards." in done.stdout
    assert done.stderr == ""
