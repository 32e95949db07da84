"""A day of the review: mixed over the lessons, few new cards, from 4 o'clock to 4 o'clock."""

from collections import Counter
from datetime import date, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
from fsrs import Card, Rating, Scheduler
from hypothesis import given
from hypothesis import strategies as st

from embedlab.practice import store
from embedlab.practice.lessons import LESSONS, lesson_of, number
from embedlab.practice.reviewing import cards
from embedlab.practice.reviewing.calendar import overview
from embedlab.practice.reviewing.schedule import (
    FULL,
    MOST_A_DAY,
    NEW_A_DAY,
    card_queue,
    counts_by_day,
    day_of,
    in_turn,
    mixed,
)
from embedlab.practice.reviewing.sitting import Session
from tests.practice.reviewing import card as made
from tests.practice.reviewing import course_deck
from tests.practice.reviewing.small_deck import DECK, NOON, Clock, names_due, names_of, put, stored

pytestmark = pytest.mark.usefixtures("own_home_and_deck")
OPENED = {lesson: "" for lesson in LESSONS}


@pytest.fixture
def whole_course(monkeypatch):
    monkeypatch.setattr(cards, "load", lambda: (course_deck.DECK, course_deck.TABLES))


def rated_all(clock, rate):
    """The names in the order in which a sitting asks them; rate(k) is the rating of the k-th."""
    session, seen = Session(clock), []
    while session.asked:
        seen.append(session.asked.card.name)
        clock.later(seconds=15)
        session.rate(rate(len(seen)))
    return seen


# ---- mixed


def in_a_row(lessons):
    return sum(a == b for a, b in pairwise(lessons))


@given(st.lists(st.sampled_from("abcd"), max_size=14), st.sampled_from("abcde"))
def test_no_two_cards_of_a_lesson_come_in_a_row_where_that_can_be(lessons, last):
    due = [(None, made(name=f"{lesson}-x"), k) for k, lesson in enumerate(lessons)]
    result = mixed(due, last)
    assert sorted(k for *_, k in result) == list(range(len(lessons)))
    shown = [last, *(lessons[k] for *_, k in result)]
    # The most frequent needs others between: with n of one among N others, n − 1 − N rows at least.
    counts = Counter(lessons)
    least = max(
        (2 * n - 1 - len(lessons) + (lesson == last) for lesson, n in counts.items()), default=0
    )
    assert in_a_row(shown) == max(0, least)


def test_cards_that_are_due_come_mixed_and_the_same_all_day_and_otherwise_on_another_day():
    log = [[name, "2026-11-20T12:00:00+00:00", 3] for name in DECK]
    state = {"exercises": {}, "reviews": log}
    first = names_due(state)
    assert in_a_row(map(lesson_of, first)) == 0
    assert names_due(state, NOON + timedelta(hours=9)) == first
    others = [names_due(state, NOON + timedelta(days=k)) for k in range(1, 6)]
    assert all(sorted(other) == sorted(first) for other in others)
    assert len({tuple(other) for other in others}) >= 4


def test_a_sitting_asks_in_the_order_that_was_seen_before_it():
    put(reviews=[[name, "2026-11-20T12:00:00+00:00", 3] for name in DECK])
    expected = names_due(stored())
    assert rated_all(Clock(), lambda k: 3) == expected


def test_a_day_asks_25_questions_at_most_and_the_rest_comes_tomorrow(whole_course):
    names = list(course_deck.DECK)[:60]
    put(opened=OPENED, reviews=[[name, "2026-11-10T12:00:00+00:00", 3] for name in names])
    clock = Clock()
    asked = rated_all(clock, lambda k: 1 if k % 5 == 0 else 3)
    assert len(asked) == MOST_A_DAY == 25
    assert Session(clock).asked is None
    clock.later(days=1)
    assert Session(clock).left > 0


# ---- new cards


def test_a_day_brings_ten_new_cards_however_many_lessons_were_opened(whole_course):
    put(opened=OPENED)
    clock, seen = Clock(), []
    for day in range(3 * len(course_deck.DECK) // NEW_A_DAY):
        clock.now = NOON + timedelta(days=day)
        session = Session(clock)
        asked = rated_all(clock, lambda k: 4)
        new = [name for name in asked if name not in seen]
        assert Session(clock).asked is None
        seen += new
        assert len(new) <= NEW_A_DAY
        assert len(new) == NEW_A_DAY or len(asked) >= FULL or not session.waiting
    assert sorted(seen) == sorted(course_deck.DECK)
    assert sorted(seen[:NEW_A_DAY]) == sorted(list(course_deck.DECK)[:NEW_A_DAY])


@pytest.mark.parametrize(("due", "new"), [(0, 10), (8, 10), (12, 8), (20, 0), (22, 0)])
def test_a_day_on_which_many_cards_come_back_brings_fewer_new_ones(whole_course, due, new):
    log = [[name, "2026-11-15T12:00:00+00:00", 3] for name in list(course_deck.DECK)[:due]]
    put(opened=OPENED, reviews=log)
    asked = rated_all(Clock(), lambda k: 4)
    assert len(asked) == due + new
    assert {name for name, *_ in log} <= set(asked)


def test_what_the_calendar_promises_of_new_cards_is_what_comes(whole_course):
    put(opened=OPENED)
    _, ahead = counts_by_day(stored(), NOON)
    days = [date(2026, 11, 25) + timedelta(days=k) for k in range(20)]
    new = [NEW_A_DAY] * (len(course_deck.DECK) // NEW_A_DAY)
    assert [ahead[day] for day in days][: len(new)] == new
    assert sum(ahead.values()) == len(course_deck.DECK)


def test_the_cap_is_said(whole_course):
    put(opened=OPENED)
    clock, waiting = Clock(), len(course_deck.DECK) - NEW_A_DAY
    said = f"New cards: at most 10 a day; {waiting} more will follow."
    session = Session(clock)
    assert session.new_cards() == said
    assert overview(stored())[0] == f"Review: 10 cards due today. {said}"
    rated_all(clock, lambda k: 4)
    assert Session(clock).ending().endswith(said)
    put(opened={})
    assert "New cards" not in Session(clock).ending()


def test_a_card_whose_exercise_went_wrong_is_among_the_new_ones(whole_course):
    wrong = next(card for card in reversed(course_deck.DECK.values()) if card.exercise)
    put(opened=OPENED, exercises={wrong.exercise: {"tries": 1}})
    assert Session(Clock()).asked.card.exercise == wrong.exercise
    assert number(wrong.lesson) > "10"  # of its own accord it would come days later


# ---- the day


@pytest.mark.parametrize(
    ("hour", "day"), [(3, 24), (4, 25), (12, 25), (23, 25), (27, 25), (28, 26)]
)
def test_a_day_begins_at_four_where_the_learner_lives(hour, day):
    local = datetime(2026, 11, 25).astimezone() + timedelta(hours=hour)
    assert day_of(local) == date(2026, 11, day)


def test_after_midnight_the_evening_goes_on():
    evening = datetime(2026, 11, 25, 23, 50).astimezone()
    put(reviews=[[name, evening.isoformat(), 2] for name in names_of("lookup")])
    assert names_due(stored(), evening + timedelta(hours=4)) == []
    assert sorted(names_due(stored(), evening + timedelta(hours=4.5))) == sorted(names_of("lookup"))


# ---- forgotten, and hard


def test_a_forgotten_card_comes_back_in_the_sitting_after_five_others(whole_course):
    put(opened=OPENED)
    seen = rated_all(Clock(), lambda k: 1 if k == 2 else 3)
    assert len(seen) == NEW_A_DAY + 1
    again = [k for k, name in enumerate(seen) if name == seen[1]]
    assert again[0] == 1
    assert 6 < again[1] <= 8  # one more if the one before it was of its lesson


def test_with_few_cards_left_a_forgotten_one_comes_after_those():
    put(opened={"lookup": ""})
    seen = rated_all(Clock(), lambda k: 1 if k in (1, 2, 5) else 3)
    assert seen[4:] == [seen[0], seen[1], seen[0]]


def test_a_card_that_was_forgotten_yesterday_waits_for_nothing():
    put(reviews=[[name, "2026-11-24T12:00:00+00:00", 1] for name in names_of("lookup")])
    assert sorted(names_due(stored())) == sorted(names_of("lookup"))
    due = [item for item in card_queue(stored(), NOON) if item[0] <= NOON]
    assert in_turn(due[::-1], stored(), NOON) == due


def test_hard_ends_a_new_card_for_the_day():
    put(opened={"lookup": "", "gradient": ""})
    assert sorted(rated_all(Clock(), lambda k: 2)) == sorted(DECK)


# ---- a whole season


def learner(state, days, seed, opened_on, clock):
    """A learner who comes on six days of seven and forgets as the scheduler assumes.

    A new card was met in its lesson; whoever forgets it then knows it six times of ten. Returns
    the number of questions of each day, and the mean probability to know a card at the end.
    """
    rng, scheduler, known, loads = Random(seed), Scheduler(enable_fuzzing=False), {}, []
    for day in range(days):
        clock.now = NOON + timedelta(days=day)
        opened = [lesson for lesson in OPENED if opened_on(int(number(lesson))) == day]
        state["opened"] |= dict.fromkeys(opened, "")
        if day % 7 == 6:
            continue
        session = Session(clock)
        while session.asked:
            name = session.asked.card.name
            memory = known.get(name, Card(card_id=1))
            p = scheduler.get_card_retrievability(memory, clock.now) if name in known else 0.6
            rating = rng.choice((2, 3, 3, 3, 4)) if rng.random() < p else 1
            known[name], _ = scheduler.review_card(memory, Rating(rating), clock.now)
            clock.later(seconds=20)
            session.rate(rating)
        loads.append(len(session.done))
    evening = clock.now + timedelta(hours=8)
    chances = [scheduler.get_card_retrievability(memory, evening) for memory in known.values()]
    return loads, sum(chances) / len(course_deck.DECK)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("opened_on", [lambda lesson: 0, lambda lesson: 5 * lesson])
def test_ninety_days_ask_25_cards_a_day_at_most_and_leave_95_percent_known(
    whole_course, monkeypatch, seed, opened_on
):
    state = {"exercises": {}, "opened": {}, "reviews": []}

    def update(change):
        change(state)
        return state, ""

    monkeypatch.setattr(store, "load", lambda: (state, ""))
    monkeypatch.setattr(store, "update", update)
    loads, share = learner(state, 90, seed, opened_on, Clock())
    assert max(loads) <= 25
    assert share >= 0.95
