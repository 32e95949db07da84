"""How long `check` takes, for right answers and named mistakes; how long a class takes to grade."""

import os
import shutil
import statistics
import tempfile
import time
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.rows import OURS, Row
from embedlab.practice.checking import grading
from embedlab.practice.checking.attempts import check
from embedlab.practice.checking.supervising import Starter
from embedlab.practice.exercises import registry
from embedlab.practice.exercises.kinds import Function

EXERCISES = Path(__file__).parents[1] / "exercises"


def main():
    took, unforeseen = [], {"first": [], "next": []}
    with tempfile.TemporaryDirectory() as home:
        os.environ["EMBEDLAB_HOME"] = home
        for exercise in registry().values():
            if not isinstance(exercise, Function):
                continue
            for attempt in (exercise.reference, *(mistake.answer for mistake in exercise.mistakes)):
                begin = time.perf_counter()
                check(exercise.name, attempt)
                took.append((1e3 * (time.perf_counter() - begin), exercise.name))
            spoilt = partial(nowhere_foreseen, exercise.reference)
            for way in ("first", "next"):
                begin = time.perf_counter()
                check(exercise.name, spoilt)
                unforeseen[way].append((1e3 * (time.perf_counter() - begin), exercise.name))
    median, (slowest, name) = statistics.median(ms for ms, _ in took), max(took)
    yield Row(f"check, {len(took)} answers", OURS, median, "ms")
    yield Row("the slowest check", name, slowest, "ms", aim="≤ 150")
    for way, times in unforeseen.items():
        median, (slowest, name) = statistics.median(ms for ms, _ in times), max(times)
        yield Row(f"{way} answer that nothing explains", OURS, median, "ms")
        yield Row(f"{way} answer that nothing explains, slowest", name, slowest, "ms", aim="≤ 150")
    yield from grading_a_class()


def nowhere_foreseen(reference, *case):
    """A wrong answer that no mistake gives, so that the whole bank is gone through."""
    value = reference(*case)
    if isinstance(value, dict):
        return {key: 3 * count + 7 for key, count in value.items()}
    if isinstance(value, list | tuple) and value and isinstance(value[0], str | np.ndarray):
        return value[::2]
    return np.asarray(value, float) ** 3 + 0.2


def grading_a_class(learners=4, rounds=3):
    """A class whose learners hand in all exercise notebooks as they were given out."""
    ways = {
        OURS: (Starter, None),
        "one at a time": (Starter, 1),
        "a new process each, one at a time": (partial(Starter, forks=False), 1),
    }
    took = {way: [] for way in ways}
    with tempfile.TemporaryDirectory() as folder:
        for learner in range(learners):
            shutil.copytree(EXERCISES, Path(folder, f"learner {learner}"))
        count = len([*Path(folder).rglob("*.ipynb")])
        for _ in range(rounds):
            for way, (grading.Starter, workers) in ways.items():
                begin = time.perf_counter()
                grading.grade(folder, workers=workers)
                took[way].append(time.perf_counter() - begin)
    grading.Starter = Starter
    medians = {way: statistics.median(seconds) for way, seconds in took.items()}
    for way, seconds in medians.items():
        ratio = None if way == OURS else medians[OURS] / seconds
        aim = "≤ 0.6" if "new" in way else ""
        yield Row(f"grade {count} notebooks", way, seconds, "s", ratio, aim)
