"""The review: how fast it opens with a long past, what ninety days of it ask and leave behind."""

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

from fsrs import Card, Rating, Scheduler

from benchmarks.rows import OURS, Row
from embedlab.practice.lessons import LESSONS, lesson_of
from embedlab.practice.reviewing import cards
from embedlab.practice.reviewing.schedule import memory
from embedlab.practice.reviewing.sitting import Session
from embedlab.practice.store import update

TABLES = cards.load()[1]
FIRST = """
import time
import ipykernel.ipkernel  # a kernel has loaded it
from embedlab.practice import review
begin = time.perf_counter()
review()
print(1e3 * (time.perf_counter() - begin))
"""


def deck(lessons, each):
    """As many cards as wanted, all alike but for their names."""
    one = next(card for card in cards.load()[0].values() if card.kind == "number")
    names = [f"{lesson}-card-{k}" for lesson in lessons for k in range(each)]
    return {name: replace(one, name=name) for name in names}


def timed(act):
    begin = time.perf_counter()
    act()
    return 1e3 * (time.perf_counter() - begin)


def speed(rounds=40):
    """Opening and rating with 500 cards and 5,000 past reviews."""
    rng, now = random.Random(0), datetime.now(UTC)
    many = deck(list(LESSONS)[:14], 36)
    log = [
        [
            rng.choice(list(many)),
            (now - timedelta(hours=5000 - k)).isoformat(),
            rng.choice((1, 3, 3, 3, 4)),
            10,
        ]
        for k in range(5000)
    ]
    update(lambda state: state.update(reviews=log, opened=dict.fromkeys(LESSONS, "")))
    scheduler, alone = Scheduler(enable_fuzzing=False), {}

    def replay():
        for name, when, rating, _ in log:
            alone[name], _ = scheduler.review_card(
                alone.get(name) or Card(card_id=1), Rating(rating), datetime.fromisoformat(when)
            )

    with patch.object(cards, "load", lambda: (many, TABLES)):
        opened, replayed, rated = [], [], []
        for _ in range(5):
            memory.cache_clear()
            opened.append(timed(Session))
            alone.clear()
            replayed.append(timed(replay))
        while len(rated) < rounds:  # a day ends before that
            now += timedelta(days=1)
            session = Session(lambda now=now: now)
            while session.asked and len(rated) < rounds:
                took = timed(lambda session=session: session.rate(3))
                rated.append(took + timed(session.offers))
    what = f"{len(many)} cards, {len(log):,} past reviews"
    yield Row(f"{what}: opening", OURS, statistics.median(opened), "ms", aim="≤ 100")
    yield Row(
        f"{what}: opening",
        "fsrs alone, replaying",
        statistics.median(replayed),
        "ms",
        statistics.median(opened) / statistics.median(replayed),
    )
    yield Row(f"{what}: rating → next card", OURS, statistics.median(rated), "ms", aim="≤ 30")
    yield Row(f"{what}: rating → next, slowest", OURS, max(rated), "ms", aim="≤ 100")
    first = subprocess.run(
        [sys.executable, "-c", FIRST], capture_output=True, text=True, check=True
    ).stdout
    yield Row("the first review() of a kernel, imports included", OURS, float(first), "ms")


def ninety_days(review, seed=0, days=90):
    """A learner who works a lesson every six days and comes on six days of seven, reviewing or not.

    He forgets as the scheduler assumes. Returns for each day the reviews, how many were forgotten,
    and the mean probability that he knows a card of the lessons so far.
    """
    rng, start, known, table = random.Random(seed), datetime(2026, 1, 1, 12, tzinfo=UTC), {}, []
    scheduler, now = Scheduler(enable_fuzzing=False), [start]
    for day in range(days):
        now[0] = start + timedelta(days=day)
        if day % 6 == 0 and day // 6 < 14:
            lesson = list(LESSONS)[day // 6]
            update(lambda state, lesson=lesson: state.setdefault("opened", {}).update({lesson: ""}))
            for name in (name for name in cards.load()[0] if lesson_of(name) == lesson):
                # met in the lesson
                known[name], _ = scheduler.review_card(Card(card_id=1), Rating.Good, now[0])
        asked = forgotten = 0
        session = Session(lambda: now[0])
        while review and session.asked and day % 7 != 6:
            name = session.asked.card.name
            knows = rng.random() < scheduler.get_card_retrievability(known[name], now[0])
            rating = rng.choice((2, 3, 3, 3, 4)) if knows else 1
            known[name], _ = scheduler.review_card(known[name], Rating(rating), now[0])
            asked, forgotten = asked + 1, forgotten + (not knows)
            now[0] += timedelta(seconds=20)
            session.rate(rating)
        evening = now[0] + timedelta(hours=10)
        table.append(
            (
                asked,
                forgotten,
                statistics.mean(
                    scheduler.get_card_retrievability(card, evening) for card in known.values()
                ),
            )
        )
    return table


def retention():
    small, runs = deck(list(LESSONS)[:14], 5), {}
    with patch.object(cards, "load", lambda: (small, TABLES)):
        for review in (True, False):
            with tempfile.TemporaryDirectory() as home:
                os.environ["EMBEDLAB_HOME"] = home
                runs[review] = ninety_days(review)
    for first in range(0, 90, 30):
        part, what = runs[True][first : first + 30], f"a learner's days {first + 1}–{first + 30}"
        asked, forgotten = sum(row[0] for row in part), sum(row[1] for row in part)
        yield Row(f"{what}: cards asked", "with review", asked / 30, "a day")
        yield Row(f"{what}: of these forgotten", "with review", 100 * forgotten / asked, "%")
        for review, who in ((True, "with review"), (False, "without")):
            yield Row(
                f"{what}: of all cards, known at the end",
                who,
                100 * runs[review][first + 29][2],
                "%",
            )


def main():
    with tempfile.TemporaryDirectory() as home:
        os.environ["EMBEDLAB_HOME"] = home
        yield from speed()
    yield from retention()


if __name__ == "__main__":
    main()
