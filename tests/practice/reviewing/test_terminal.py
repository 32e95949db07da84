"""The review in a terminal: a card is asked, judged, explained and rated."""

import os
import subprocess
import sys

import pytest

from embedlab.practice.reviewing import cards
from embedlab.practice.reviewing.sitting import Session
from embedlab.practice.reviewing.terminal import run
from tests import ROOT
from tests.practice.reviewing import course_deck, typed
from tests.practice.reviewing.small_deck import DECK, Clock, names_of, put, stored

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


def test_in_a_terminal_a_card_is_asked_judged_explained_and_rated():
    put(opened={"02": ""})
    first = cards.ask(DECK[names_of("02")[0]], 1)
    told = converse("", "7", typed(first), "5", "4", "Q")
    assert first.question in told
    assert "Choose an answer first." in told
    assert "Choose a number from 1 to 3." in told
    assert f"Right.\nAnswer: {first.answer}\n{first.why}\nMore: notebooks/02_lookup.ipynb#" in told
    assert "3 Good (in 2 days, 27 Nov)   4 Easy (in 8 days, 3 Dec)" in told
    assert "Type 1, 2, 3 or 4." in told
    assert told.endswith(f"Done: 1 card. Still due today: {len(names_of('02')) - 1} cards.")
    assert [entry[2] for entry in stored()["reviews"]] == [4]


def test_in_a_terminal_enter_takes_the_likely_rating_and_the_end_of_input_ends_it():
    put(opened={"02": ""})
    first = cards.ask(DECK[names_of("02")[0]], 1)
    wrong = str(1 + int(typed(first)) % len(first.choices))
    told = converse(wrong, "")
    assert "(Enter: 1)" in told
    assert [entry[2] for entry in stored()["reviews"]] == [1]
    assert "Not yet." in told


@pytest.mark.slow
def test_the_command_line_reviews():
    put(opened={"02": ""})
    done = subprocess.run(
        [sys.executable, "-m", "embedlab.practice", "review"],
        input="q\n",
        text=True,
        capture_output=True,
        check=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert (
        f"Still due today: {len([name for name in course_deck.DECK if name[:2] == '02'])} cards."
        in done.stdout
    )
    assert done.stderr == ""
