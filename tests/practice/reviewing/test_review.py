"""Review: what is due comes, when the scheduler says so, and nothing that was rated is ever lost."""

import json
import os
import random
import re
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from fsrs import Card, Rating, Scheduler

from embedlab import practice
from embedlab.practice import store
from embedlab.practice.reviewing import cards
from embedlab.practice.reviewing.calendar import overview
from embedlab.practice.reviewing.schedule import RATINGS, card_queue, counts_by_day, history
from embedlab.practice.reviewing.sitting import Session
from embedlab.practice.reviewing.terminal import run
from embedlab.practice.reviewing.widget import ReviewWidget
from tests import ROOT

SHIPPED, _ = cards.load()
DECK, TABLES = cards.read_cards((ROOT / "tests" / "data" / "cards.toml").read_text(encoding="utf-8"))
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def own_home_and_deck(tmp_path, monkeypatch):
    """What the course's cards ask does not matter here: eight cards of two lessons are enough."""
    monkeypatch.setenv("EMBEDLAB_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(cards, "load", lambda: (DECK, TABLES))


def stored():
    return json.loads((store.home() / "progress.json").read_text())


def put(**parts):
    """A progress file with these parts."""
    store.update(lambda state: state.update(parts))


def typed(one):
    """The right answer, as a learner gives it."""
    return str(one.choices.index(one.answer) + 1) if one.choices else one.answer


class Clock:
    def __init__(self, now=NOON):
        self.now = now

    def __call__(self):
        return self.now

    def later(self, **span):
        self.now += timedelta(**span)


# ---- the deck -----------------------------------------------------------------------------------------


def names(state, now=NOON):
    return [card.name for when, card, _ in card_queue(state, now) if when <= now]


def of(lesson):
    return [name for name in DECK if name[:2] == lesson]


def test_cards_join_when_their_lesson_was_opened_or_an_exercise_of_it_tried():
    assert names({"exercises": {}}) == []
    assert names({"exercises": {}, "opened": {"02": "2026-11-25"}}) == of("02")
    tried = {"02-one-token": {"tries": 1, "solved": "2026-11-25"}}
    assert names({"exercises": tried}) == of("02")
    assert names({"exercises": tried, "opened": {"06": "2026-11-25"}}) == of("02") + of("06")


def test_cards_whose_exercise_went_wrong_come_first_and_are_back_in_line_once_it_is_solved():
    late = next(card for card in DECK.values() if card.exercise and card.name not in of("02")[:1])
    state = {"exercises": {late.exercise: {"tries": 2}}, "opened": {"02": "2026-11-25"}}
    assert DECK[names(state)[0]].exercise == late.exercise
    state["exercises"][late.exercise]["solved"] = "2026-11-25"
    assert names(state) == [name for name in DECK if name[:2] in ("02", late.lesson)]


def test_what_waits_longest_comes_before_what_is_new():
    new, older, old = of("02")[:3]
    log = [[old, "2026-11-20T12:00:00+00:00", 3], [older, "2026-11-19T12:00:00+00:00", 3]]
    assert names({"exercises": {}, "opened": {"02": ""}, "reviews": log})[:3] == [older, old, new]


def test_a_session_asks_stores_and_ends_with_what_was_done_and_when_to_come_back():
    put(opened={"02": "2026-11-25"})
    clock = Clock()
    session = Session(clock)
    assert session.left == len(of("02"))
    assert [offer[0] for offer in session.offers()] == list(RATINGS)
    assert [offer[1] for offer in session.offers()] == [
        "today",
        "today",
        "in 2 days, 27 Nov",
        "in 8 days, 3 Dec",
    ]
    seen = []
    while session.asked:
        seen.append(session.asked.card.name)
        clock.later(seconds=7)
        session.rate(1 if len(seen) == 2 else 3)
    assert seen == [*of("02"), of("02")[1]]  # what was forgotten comes back in the same sitting
    assert stored()["reviews"][0] == [of("02")[0], "2026-11-25T12:00:07+00:00", 3, 7]
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
    put(opened={"02": "2026-11-25"})
    for rating, days in ((3, 2), (4, 8)):
        clock = Clock()
        session = Session(clock)
        name = session.asked.card.name
        assert f"in {days} days" in session.offers()[rating - 1][1]
        session.rate(rating)
        log = stored()["reviews"][-1:]
        state = {"exercises": {}, "opened": {}, "reviews": log}
        day = NOON.astimezone().replace(hour=0, minute=0) + timedelta(days=days)
        assert names(state, day - timedelta(minutes=1)) == []
        assert names(state, day) == [
            name
        ]  # from midnight on, not only at the hour of the last review


def test_numbers_are_fresh_at_each_review_and_the_same_when_the_kernel_died_in_between():
    name = next(card.name for card in DECK.values() if card.draw and card.lesson == "02")
    put(opened={"02": ""}, reviews=[])
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


# ---- nothing is lost ----------------------------------------------------------------------------------


def test_two_open_notebooks_keep_each_others_ratings_and_do_not_ask_again_what_was_rated():
    put(opened={"02": ""})
    one, other = Session(Clock()), Session(Clock())
    assert one.asked == other.asked
    one.rate(3)
    other.rate(4)  # the same card: both happened
    assert one.asked.card.name == other.asked.card.name == of("02")[1]
    one.rate(3)
    one.rate(3)
    other.rate(3)
    assert other.asked.card.name == of("02")[3]
    assert Counter(entry[0] for entry in stored()["reviews"]) == {
        of("02")[0]: 2,
        of("02")[1]: 2,
        of("02")[2]: 1,
    }


RATER = """
import sys
from embedlab.practice.reviewing.sitting import Session
session = Session()
for _ in range(int(sys.argv[1])):
    session.rate(1)
print(len(session.done))
"""


def test_two_processes_that_rate_at_the_same_time_lose_no_rating_and_leave_a_sound_file():
    put(opened={"02": "", "06": ""})
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    both = [
        subprocess.Popen([sys.executable, "-c", RATER, "15"], env=environment) for _ in range(2)
    ]
    assert [one.wait(120) for one in both] == [0, 0]
    assert len(stored()["reviews"]) == 30
    state, note = store.load()
    assert note == ""
    assert sum(map(len, history(state["reviews"], datetime.now(UTC)).values())) == 30


def test_a_kernel_that_dies_in_mid_card_loses_nothing():
    put(opened={"02": ""})
    session = Session(Clock())
    session.rate(3)
    asked_last = session.asked
    del session  # the question stood there, unanswered
    assert Session(Clock()).asked == asked_last
    assert len(stored()["reviews"]) == 1


def test_ratings_that_could_not_be_stored_go_along_with_the_next_one(monkeypatch):
    put(opened={"02": ""})
    session, real = Session(Clock()), store.write

    def refuse(path, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store, "write", refuse)
    session.rate(3)
    session.rate(4)
    assert "not saved: No space left on device" in session.note
    assert session.asked.card.name == of("02")[2]  # the sitting goes on all the same
    monkeypatch.setattr(store, "write", real)
    session.rate(2)
    assert session.note == ""
    assert [entry[2] for entry in stored()["reviews"]] == [3, 4, 2]
    assert [entry[2] for entry in session.state["reviews"]] == [3, 4, 2]


@pytest.mark.parametrize(
    "wrong", [timedelta(days=-400), timedelta(days=400), timedelta(days=-30_000)]
)
def test_a_clock_that_was_wrong_for_a_sitting_neither_loses_a_card_nor_breaks_anything(wrong):
    put(opened={"02": ""})
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
    assert set(names(stored(), later)) == set(of("02"))
    assert wrongly_dated in names(stored(), NOON + timedelta(days=4))
    for when, _, _ in card_queue(stored(), later):
        assert when < later + timedelta(days=60)
    assert counts_by_day(stored(), later)[0].total() == 3


def test_entries_of_the_log_that_make_no_sense_are_left_alone_and_said():
    odd = [
        None,
        7,
        "text",
        [],
        ["02-row-i"],
        ["02-row-i", "yesterday", 3],
        ["02-row-i", 5, 3],
        {"name": 1},
        ["02-row-i", "2026-11-20T12:00:00+00:00", 9],
        [["x"], "2026-11-20T12:00:00+00:00", 3],
    ]
    good = [
        "02-row-i",
        "2026-11-20T12:00:00",
        3,
        5,
        "more",
    ]  # without a time zone, and with something new
    put(opened={"02": ""}, reviews=[*odd, good, ["gone-card", "2026-11-20T12:00:00+00:00", 3]])
    session = Session(Clock())
    assert (
        session.note
        == f"Entries of the review log that make no sense and are left out: {len(odd)}."
    )
    assert session.asked.card.name == "02-row-i"
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
        b'{"version": 1, "exercises": {}, "opened": ["06"]}',
        b'{"version": 1}',
    ],
)
def test_a_broken_progress_file_costs_one_rating_at_most_and_is_kept(content):
    put(opened={"02": ""})
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
    practice.before_you_go("06")
    assert stored() == {"version": 2, "exercises": {}, "reviews": 5}


# ---- ninety days --------------------------------------------------------------------------------------


def ninety_days(clock, rng):
    """A learner who opens a lesson now and then, comes on most days, and forgets as the scheduler expects.

    Yields (day, card, rating, the days until it was promised to come back).
    """
    scheduler = Scheduler(enable_fuzzing=False)
    known = {}
    for day in range(90):
        clock.now = NOON + timedelta(days=day, minutes=rng.randrange(300))
        if day % 7 == 0:
            practice.before_you_go(("02", "06")[min(day // 7, 1)])
        if rng.random() < 0.15:
            continue
        session = Session(clock)
        while session.asked:
            name = session.asked.card.name
            memory = known.get(name, Card(card_id=1))
            p = scheduler.get_card_retrievability(memory, clock.now) if name in known else 0.6
            rating = 1 if rng.random() > p else rng.choice((2, 3, 3, 3, 4))
            known[name], _ = scheduler.review_card(memory, Rating(rating), clock.now)
            yield day, name, rating, session.offers()[rating - 1][1]
            clock.later(seconds=20)
            session.rate(rating)


def test_over_ninety_days_each_card_comes_on_the_first_day_after_the_scheduler_said():
    clock, rng = Clock(), random.Random(5)
    happened = list(ninety_days(clock, rng))
    visits = sorted({day for day, *_ in happened})
    oracle = Scheduler(
        learning_steps=[timedelta(minutes=10)],
        relearning_steps=[timedelta(minutes=10)],
        enable_fuzzing=False,
    )
    by_card = {}
    for entry, (day, name, rating, _) in zip(stored()["reviews"], happened, strict=True):
        assert (entry[0], entry[2]) == (name, rating)
        by_card.setdefault(name, []).append((day, rating, datetime.fromisoformat(entry[1])))
    assert len(by_card) == len(of("02") + of("06"))
    for reviews in by_card.values():
        memory = Card(card_id=1)
        for (day, rating, when), (next_day, *_) in zip(
            reviews, [*reviews[1:], (90, 0, None)], strict=True
        ):
            memory, _ = oracle.review_card(memory, Rating(rating), when.astimezone(UTC))
            promised = (memory.due.astimezone().date() - NOON.astimezone().date()).days
            after = [visit for visit in visits if visit >= promised]
            assert next_day == (day if promised <= day else min(after, default=90))
    known = [rating > 1 for _, name, rating, _ in happened]
    assert 0.7 < sum(known) / len(known) < 0.98
    assert len(happened) < 90 * 4


# ---- in a terminal ------------------------------------------------------------------------------------


def converse(*typed):
    lines, told = iter(typed), []

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
    first = cards.ask(DECK[of("02")[0]], 1)
    told = converse("", "7", typed(first), "5", "4", "Q")
    assert first.question in told
    assert "Choose an answer first." in told
    assert "Choose a number from 1 to 3." in told
    assert f"Right.\nAnswer: {first.answer}\n{first.why}\nMore: notebooks/02_lookup.ipynb#" in told
    assert "3 Good (in 2 days, 27 Nov)   4 Easy (in 8 days, 3 Dec)" in told
    assert "Type 1, 2, 3 or 4." in told
    assert told.endswith(f"Done: 1 card. Still due today: {len(of('02')) - 1} cards.")
    assert [entry[2] for entry in stored()["reviews"]] == [4]


def test_in_a_terminal_enter_takes_the_likely_rating_and_the_end_of_input_ends_it():
    put(opened={"02": ""})
    first = cards.ask(DECK[of("02")[0]], 1)
    wrong = str(1 + int(typed(first)) % len(first.choices))
    told = converse(wrong, "")
    assert "(Enter: 1)" in told
    assert [entry[2] for entry in stored()["reviews"]] == [1]
    assert "Not yet." in told


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
        f"Still due today: {len([name for name in SHIPPED if name[:2] == '02'])} cards."
        in done.stdout
    )
    assert done.stderr == ""


# ---- on a page ----------------------------------------------------------------------------------------


def tell(live, **message):
    live.hear(live, {"turn": live.view["turn"], **message}, [])


def test_the_widget_asks_takes_an_answer_and_a_rating_and_ends():
    put(opened={"02": ""})
    live = ReviewWidget(Session(Clock()))
    for _ in of("02"):
        assert "<form>" in live.view["page"]
        tell(live, answer="")
        assert "first." in live.view["says"]
        assert "<form>" in live.view["page"]
        tell(live, answer=typed(live.session.asked))
        assert live.view["says"] in ("Right.", "Compare it with yours.")
        assert [f"data-rating='{n}'" in live.view["more"] for n in (1, 2, 3, 4)] == [True] * 4
        tell(live, rating=3)
    assert live.view["page"] == ""
    assert live.view["says"].startswith(f"Done: {len(of('02'))} cards. Come back in 2 days, 27 Nov")


def test_a_second_click_and_a_rating_before_the_answer_change_nothing():
    put(opened={"02": ""})
    live = ReviewWidget(Session(Clock()))
    tell(live, rating=3)
    assert "reviews" not in stored()
    tell(live, answer=typed(live.session.asked))
    turn = live.view["turn"]
    live.hear(live, {"turn": turn - 1, "answer": "1"}, [])
    assert live.view["turn"] == turn
    for _ in range(3):
        live.hear(live, {"turn": turn, "rating": 3}, [])
    assert len(stored()["reviews"]) == 1
    tell(live, stop=True)
    assert live.view["says"].startswith("Done: 1 card. Still due today:")


def test_what_is_typed_is_shown_as_text():
    put(
        opened={"02": ""}, reviews=[[name, "2026-11-25T11:00:00+00:00", 4] for name in of("02")[:1]]
    )
    live = ReviewWidget(Session(Clock()))
    while live.session.asked.choices:
        live.session.rate(4)
    live.ask()
    tell(live, answer="<img src=x onerror=alert(1)> 1")
    assert "<img" not in live.view["page"]


def test_review_in_a_notebook_leaves_a_page_that_needs_no_kernel_and_no_widget():
    put(opened={"02": ""})
    shown = practice.review()
    assert set(shown._repr_mimebundle_()) == {"text/html", "text/plain"}
    assert f"Due today: {len(of('02'))} cards. Run this cell to begin." in shown.html
    assert (
        shown.words
        == f"Due today: {len(of('02'))} cards. In a terminal: python -m embedlab.practice review"
    )
    assert "data-live-key" in shown.html


def test_review_says_when_there_is_nothing_and_when_the_card_file_has_a_mistake(monkeypatch):
    assert practice.review().words.startswith("No cards yet")
    monkeypatch.setattr(cards, "load", lambda: cards.read_cards("x"))
    assert practice.review().words.startswith("cards.toml: ")


def test_a_card_that_fails_is_said_and_passed_over(monkeypatch):
    put(opened={"06": ""})
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
        for name, answer in (("06-a", "1 +"), ("06-b", "1"))
    }
    monkeypatch.setattr(cards, "load", lambda: (deck, TABLES))
    session = Session(Clock())
    assert session.asked.card.name == "06-b"
    assert session.note.startswith("cards.toml, line 3, card '06-a': SyntaxError")


IN_PLACE = [
    lambda: practice.warm_up("06"),
    lambda: practice.before_you_go("06"),
    lambda: practice.before_you_go("02"),
]


@pytest.mark.parametrize("make", IN_PLACE)
def test_cards_in_a_lesson_are_the_same_everywhere_need_no_script_and_mark_the_lesson_as_opened(
    make, monkeypatch
):
    page, words = make().html, make().words
    assert list(stored()["opened"]) in (["06"], ["02"])
    put(reviews=[["06-duplicates-add", "2026-11-20T12:00:00+00:00", 1]])
    monkeypatch.setattr(
        store, "write", lambda path, content: 1 / 0
    )  # opened before: nothing is written again
    assert (make().html, make().words) == (page, words)
    assert "<script" not in page
    assert "http" not in page
    assert "20" + "26" not in page
    controls = re.findall(r"<(?:input|summary|a|button)\b[^>]*>", page)
    assert len(controls) >= 2
    assert all("data-lm-suppress-shortcuts" in control for control in controls)
    assert len(page) < 8_000


def test_an_unwritable_progress_file_changes_nothing_in_a_lesson(monkeypatch):
    shown = practice.before_you_go("06").html
    monkeypatch.setenv("EMBEDLAB_HOME", "/dev/null/nowhere")
    assert practice.before_you_go("06").html == shown


def test_three_cards_stand_at_the_end_of_a_lesson_and_one_at_its_start():
    assert practice.before_you_go("06").html.count("<details>") == 3
    assert practice.warm_up("06").html.count("<details>") == 1
    assert practice.before_you_go("99").words == "Lesson 99 has no cards here."


def test_the_day_on_which_a_lesson_was_opened_first_is_kept():
    put(opened={"06": "2026-01-01"})
    practice.before_you_go("06")
    practice.warm_up("06")
    assert stored()["opened"] == {"06": "2026-01-01"}


def test_progress_shows_nothing_of_the_deck_while_it_is_empty_and_no_date_before_the_first_review():
    assert "Review" not in practice.progress().words
    put(opened={"02": ""})
    shown = practice.progress()
    assert shown.words.splitlines()[-2] == f"Review: {len(of('02'))} cards due today."
    assert "<img" not in shown.html


def test_progress_shows_past_reviews_and_the_days_ahead_with_a_text_twin():
    now = datetime.now(UTC)
    put(
        opened={"02": ""},
        reviews=[
            [of("02")[0], (now - timedelta(days=3)).isoformat(), 4],
            [of("02")[1], (now - timedelta(days=1)).isoformat(), 4],
        ],
    )
    shown = practice.progress()
    days = [(now - timedelta(days=1)).astimezone() + timedelta(days=k) for k in (0, 4 + 2, 8)]
    last, first, second = (f"{day.day} {day:%b}" for day in days)
    words = shown.words.splitlines()[-2]
    assert words == (
        f"Review: {len(of('02')) - 2} cards due today. Then: {first} 1, {second} 1. "
        f"So far: 2 on 2 days, the last on {last}."
    )
    assert f"<p>{words}</p>" in shown.html
    assert shown.html.count("<img alt=") == 1


def test_the_overview_counts_what_the_calendar_counts():
    put(opened={"02": ""}, reviews=[[name, "2026-11-24T12:00:00+00:00", 3] for name in of("02")])
    was, ahead = counts_by_day(stored(), NOON)
    assert was == {datetime(2026, 11, 24).date(): len(of("02"))}
    assert ahead == {datetime(2026, 11, 26).date(): len(of("02"))}
    assert overview({"exercises": {}}) == ("", "")
