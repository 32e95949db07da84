"""A sitting asks, stores and ends, and nothing that was rated is ever lost."""

import os
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from embedlab import practice
from embedlab.practice import store
from embedlab.practice.reviewing import cards
from embedlab.practice.reviewing.schedule import RATINGS, card_queue, counts_by_day, history
from embedlab.practice.reviewing.sitting import Session
from tests import ROOT
from tests.practice.reviewing.small_deck import (
    DECK,
    NOON,
    TABLES,
    Clock,
    names_due,
    names_of,
    put,
    stored,
)

pytestmark = pytest.mark.usefixtures("own_home_and_deck")


def test_a_session_asks_stores_and_ends_with_what_was_done_and_when_to_come_back():
    put(opened={"lookup": "2026-11-25"})
    clock = Clock()
    session = Session(clock)
    assert session.left == len(names_of("lookup"))
    assert [offer[0] for offer in session.offers()] == list(RATINGS)
    assert [offer[1] for offer in session.offers()] == [
        "today",
        "tomorrow",
        "in 2 days, 27 Nov",
        "in 6 days, 1 Dec",
    ]
    seen = []
    while session.asked:
        seen.append(session.asked.card.name)
        clock.later(seconds=7)
        session.rate(1 if len(seen) == 2 else 3)
    # what was forgotten comes back in the same sitting
    assert sorted(seen[:4]) == sorted(names_of("lookup"))
    assert seen[4:] == [seen[1]]
    assert stored()["reviews"][0] == [seen[0], "2026-11-25T12:00:07+00:00", 3, 7]
    assert [entry[2] for entry in stored()["reviews"]] == session.done
    assert (
        session.ending()
        == f"Done: {len(seen)} cards, 1 of them forgotten. Come back tomorrow: 1 card."
    )
    again = Session(clock)
    assert again.asked is None
    assert again.ending().startswith("Nothing is due now. Come back")


def test_without_cards_the_session_says_how_they_join():
    assert (
        Session().ending()
        == "No cards yet: they join when you open a lesson or try one of its exercises."
    )


def test_the_offered_day_is_the_day_on_which_the_card_comes():
    put(opened={"lookup": "2026-11-25"})
    for rating, days in ((3, 2), (4, 6)):
        clock = Clock()
        session = Session(clock)
        name = session.asked.card.name
        assert f"in {days} days" in session.offers()[rating - 1][1]
        session.rate(rating)
        log = stored()["reviews"][-1:]
        state = {"exercises": {}, "opened": {}, "reviews": log}
        day = NOON.astimezone().replace(hour=4, minute=0) + timedelta(days=days)
        assert names_due(state, day - timedelta(minutes=1)) == []
        assert names_due(state, day) == [
            name
        ]  # from the morning on, not only at the hour of the last review


def test_numbers_are_fresh_at_each_review_and_the_same_when_the_kernel_died_in_between():
    name = next(card.name for card in DECK.values() if card.draw and card.lesson == "lookup")
    put(opened={"lookup": ""}, reviews=[])
    questions = []
    for k in range(6):
        put(reviews=[[name, f"2026-01-{k + 1:02}T12:00:00+00:00", 1] for _ in range(k)])
        for _ in range(2):  # the second is another kernel
            session = Session(Clock())
            while session.asked.card.name != name:
                session.rate(4)
            questions.append(session.asked)
    assert questions[::2] == questions[1::2]
    assert len({one.question + one.code for one in questions}) > 1


def test_a_card_that_fails_is_said_and_passed_over(monkeypatch):
    put(opened={"gradient": ""})
    deck = {
        name: cards.Card(
            name=name,
            question="?",
            kind="number",
            answer=answer,
            why="So.",
            section="S",
            place="cards.toml, line 3",
        )
        for name, answer in (("gradient-c", "1 +"), ("gradient-b", "1"))
    }
    monkeypatch.setattr(cards, "load", lambda: (deck, TABLES))
    session = Session(Clock())
    assert session.asked.card.name == "gradient-b"
    assert session.note.startswith("cards.toml, line 3, card 'gradient-c': SyntaxError")


# ---- taking back


def test_undo_takes_the_last_rating_back_and_asks_the_same_question_again():
    put(opened={"lookup": "", "gradient": ""})
    clock = Clock()
    session, questions, logs = Session(clock), [], []
    while session.asked:
        questions.append(session.asked)
        logs.append((stored().get("reviews", []), session.left))
        clock.later(seconds=9)
        session.rate(1 + len(questions) % 4)
    while session.can_undo:
        session.undo()
        assert session.asked == questions.pop()
        assert (stored()["reviews"], session.left) == logs.pop()
        assert len(session.done) == len(logs)
    assert not questions
    session.undo()  # nothing is left to take back
    assert stored()["reviews"] == []


def test_undo_leaves_what_others_rated_and_another_sitting_alone():
    put(opened={"lookup": ""})
    one, other = Session(Clock()), Session(Clock())
    first = one.asked
    one.rate(1)
    other.rate(4)
    one.undo()
    assert one.asked == first  # though by the other one's rating it is not due
    assert [entry[2] for entry in stored()["reviews"]] == [4]
    assert not Session(Clock()).can_undo
    store.update(lambda state: state["reviews"].clear())
    other.undo()
    assert stored()["reviews"] == []


def test_undo_of_a_rating_that_could_not_be_stored_stores_neither(monkeypatch):
    put(opened={"lookup": ""})
    session, real = Session(Clock()), store.write
    monkeypatch.setattr(store, "write", no_space)
    first = session.asked
    session.rate(3)
    session.undo()
    assert session.asked == first
    monkeypatch.setattr(store, "write", real)
    session.rate(2)
    assert [entry[2] for entry in stored()["reviews"]] == [2]


# ---- nothing is lost


def test_two_open_notebooks_keep_each_others_ratings_and_do_not_ask_again_what_was_rated():
    put(opened={"lookup": ""})
    one, other = Session(Clock()), Session(Clock())
    first, second, third, last = names_due(stored())
    assert one.asked == other.asked
    one.rate(3)
    other.rate(4)  # the same card: both happened
    assert one.asked.card.name == other.asked.card.name == second
    one.rate(3)
    one.rate(3)
    other.rate(3)
    assert other.asked.card.name == last
    asked = Counter(entry[0] for entry in stored()["reviews"])
    assert asked == {first: 2, second: 2, third: 1}


RATER = """
import sys
from embedlab.practice.reviewing.sitting import Session
session = Session()
for _ in range(int(sys.argv[1])):
    session.rate(1)
print(len(session.done))
"""


@pytest.mark.slow
def test_two_processes_that_rate_at_the_same_time_lose_no_rating_and_leave_a_sound_file():
    put(opened={"lookup": "", "gradient": ""})
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    both = [
        subprocess.Popen([sys.executable, "-c", RATER, "12"], env=environment) for _ in range(2)
    ]
    assert [one.wait(120) for one in both] == [0, 0]
    assert len(stored()["reviews"]) == 24
    state, note = store.load()
    assert note == ""
    assert sum(map(len, history(state["reviews"], datetime.now(UTC)).values())) == 24


def test_a_kernel_that_dies_in_mid_card_loses_nothing():
    put(opened={"lookup": ""})
    session = Session(Clock())
    session.rate(3)
    asked_last = session.asked
    del session  # the question stood there, unanswered
    assert Session(Clock()).asked == asked_last
    assert len(stored()["reviews"]) == 1


def no_space(path, content):
    raise OSError(28, "No space left on device")


def test_ratings_that_could_not_be_stored_go_along_with_the_next_one(monkeypatch):
    put(opened={"lookup": ""})
    session, real = Session(Clock()), store.write
    third = names_due(stored())[2]

    monkeypatch.setattr(store, "write", no_space)
    session.rate(3)
    session.rate(4)
    assert "not saved: No space left on device" in session.note
    assert session.asked.card.name == third  # the sitting goes on all the same
    monkeypatch.setattr(store, "write", real)
    session.rate(2)
    assert session.note == ""
    assert [entry[2] for entry in stored()["reviews"]] == [3, 4, 2]
    assert [entry[2] for entry in session.state["reviews"]] == [3, 4, 2]


@pytest.mark.parametrize(
    "wrong", [timedelta(days=-400), timedelta(days=400), timedelta(days=-30_000)]
)
def test_a_clock_that_was_wrong_for_a_sitting_neither_loses_a_card_nor_breaks_anything(wrong):
    put(opened={"lookup": ""})
    clock = Clock()
    session = Session(clock)
    session.rate(3)
    clock.now += wrong
    wrongly_dated = session.asked.card.name
    session.rate(3)
    clock.now = NOON + timedelta(days=1)
    session.rate(3)
    log = stored()["reviews"]
    assert len(log) == 3
    later = NOON + timedelta(days=9)
    assert set(names_due(stored(), later)) == set(names_of("lookup"))
    assert wrongly_dated in names_due(stored(), NOON + timedelta(days=4))
    for when, _, _ in card_queue(stored(), later):
        assert when < later + timedelta(days=60)
    assert counts_by_day(stored(), later)[0].total() == 3


def test_entries_of_the_log_that_make_no_sense_are_left_alone_and_said():
    odd = [
        None,
        7,
        "text",
        [],
        ["lookup-row-i"],
        ["lookup-row-i", "yesterday", 3],
        ["lookup-row-i", 5, 3],
        {"name": 1},
        ["lookup-row-i", "2026-11-20T12:00:00+00:00", 9],
        [["x"], "2026-11-20T12:00:00+00:00", 3],
    ]
    good = [
        "lookup-row-i",
        "2026-11-20T12:00:00",
        3,
        5,
        "more",
    ]  # without a time zone, and with something new
    put(opened={"lookup": ""}, reviews=[*odd, good, ["gone-card", "2026-11-20T12:00:00+00:00", 3]])
    session = Session(Clock())
    assert (
        session.note
        == f"Entries of the review log that make no sense and are left out: {len(odd)}."
    )
    assert session.asked.card.name == "lookup-row-i"
    session.rate(3)
    assert stored()["reviews"][: len(odd)] == odd
    assert len(stored()["reviews"]) == len(odd) + 3


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b'{"version": 1, "exercises": {}, "reviews": "many"}',
        b"\xff\x00",
        b"[]",
        b'{"version": 1, "exercises": {}, "opened": ["gradient"]}',
        b'{"version": 1}',
    ],
)
def test_a_broken_progress_file_costs_one_rating_at_most_and_is_kept(content):
    put(opened={"lookup": ""})
    session = Session(Clock())
    session.rate(3)
    session.rate(3)
    (store.home() / "progress.json").write_bytes(content)
    again = Session(Clock())
    assert (
        again.note
        == "The progress file could not be read; it is kept as progress.unreadable-1.json."
    )
    assert len(again.state["reviews"]) == 1
    again.rate(3)
    assert len(stored()["reviews"]) == 2
    assert (store.home() / "progress.unreadable-1.json").read_bytes() == content


def test_a_file_of_a_newer_version_is_left_alone_and_said():
    store.home().mkdir()
    (store.home() / "progress.json").write_text('{"version": 2, "exercises": {}, "reviews": 5}')
    assert "written by a newer version" in Session().note
    assert "written by a newer version" in practice.review().words
    practice.before_you_go("gradient")
    assert stored() == {"version": 2, "exercises": {}, "reviews": 5}
