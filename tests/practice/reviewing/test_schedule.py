"""The schedule: what is due comes, in its order, on the day that the scheduler says."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from fsrs import Card, Rating, Scheduler

from embedlab import practice
from embedlab.practice.reviewing.calendar import overview
from embedlab.practice.reviewing.schedule import counts_by_day
from embedlab.practice.reviewing.sitting import Session
from tests.practice.reviewing.small_deck import DECK, NOON, Clock, names_due, names_of, put, stored

pytestmark = pytest.mark.usefixtures("own_home_and_deck")


def test_cards_join_when_their_lesson_was_opened_or_an_exercise_of_it_tried():
    assert names_due({"exercises": {}}) == []
    opened = {"exercises": {}, "opened": {"lookup": "2026-11-25"}}
    assert sorted(names_due(opened)) == sorted(names_of("lookup"))
    tried = {"lookup-one-token": {"tries": 1, "solved": "2026-11-25"}}
    assert sorted(names_due({"exercises": tried})) == sorted(names_of("lookup"))
    both = {"exercises": tried, "opened": {"gradient": "2026-11-25"}}
    assert sorted(names_due(both)) == sorted(names_of("lookup") + names_of("gradient"))


@pytest.mark.parametrize(
    "card", [card for card in DECK.values() if card.exercise], ids=lambda card: card.name
)
def test_a_card_whose_exercise_went_wrong_comes_first_until_it_is_solved(card):
    state = {"exercises": {card.exercise: {"tries": 2}}, "opened": {"lookup": "", "gradient": ""}}
    assert names_due(state)[0] == card.name
    state["exercises"][card.exercise]["solved"] = "2026-11-25"
    assert names_due(state) == names_due(state | {"exercises": {}})


def test_what_waits_longest_comes_before_what_is_new():
    older, old = names_of("lookup")[:2]
    log = [[older, "2026-11-19T12:00:00+00:00", 3], [old, "2026-11-20T12:00:00+00:00", 3]]
    state = {"exercises": {}, "opened": {"lookup": ""}, "reviews": log}
    assert names_due(state)[:2] == [older, old]
    assert set(names_due(state)[2:]) == set(names_of("lookup")[2:])


def test_the_overview_counts_what_the_calendar_counts():
    put(
        opened={"lookup": ""},
        reviews=[[name, "2026-11-24T12:00:00+00:00", 3] for name in names_of("lookup")],
    )
    was, ahead = counts_by_day(stored(), NOON)
    assert was == {datetime(2026, 11, 24).date(): len(names_of("lookup"))}
    assert ahead == {datetime(2026, 11, 26).date(): len(names_of("lookup"))}
    assert overview({"exercises": {}}) == ("", "")


# ---- ninety days


def ninety_days(clock, rng):
    """A learner who opens a lesson now and then, comes on most days, and forgets as expected.

    Yields (day, card, rating, the days until it was promised to come back).
    """
    scheduler = Scheduler(enable_fuzzing=False)
    known = {}
    for day in range(90):
        clock.now = NOON + timedelta(days=day, minutes=rng.randrange(300))
        if day % 7 == 0:
            practice.before_you_go(("lookup", "gradient")[min(day // 7, 1)])
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
        desired_retention=0.92, learning_steps=(), relearning_steps=(), enable_fuzzing=False
    )
    by_card = {}
    for entry, (day, name, rating, _) in zip(stored()["reviews"], happened, strict=True):
        assert (entry[0], entry[2]) == (name, rating)
        by_card.setdefault(name, []).append((day, rating, datetime.fromisoformat(entry[1])))
    assert len(by_card) == len(names_of("lookup") + names_of("gradient"))
    for reviews in by_card.values():
        memory = Card(card_id=1)
        for (day, rating, when), (next_day, *_) in zip(
            reviews, [*reviews[1:], (90, 0, None)], strict=True
        ):
            memory, _ = oracle.review_card(memory, Rating(rating), when.astimezone(UTC))
            due = (memory.due - timedelta(hours=4)).astimezone().date()  # the day begins at 4
            promised = day if rating == 1 else (due - NOON.astimezone().date()).days
            after = [visit for visit in visits if visit >= promised]
            assert next_day == (day if promised <= day else min(after, default=90))
    known = [rating > 1 for _, name, rating, _ in happened]
    assert 0.7 < sum(known) / len(known) < 0.98
    assert len(happened) < 90 * 4
