"""How long `check` takes, for right answers and for named mistakes of every function exercise."""

import os
import statistics
import tempfile
import time

from benchmarks.rows import OURS, Row
from embedlab.practice.checking.attempts import check
from embedlab.practice.exercises import registry
from embedlab.practice.exercises.kinds import Function


def main():
    took = []
    with tempfile.TemporaryDirectory() as home:
        os.environ["EMBEDLAB_HOME"] = home
        for exercise in registry().values():
            if not isinstance(exercise, Function):
                continue
            for attempt in (exercise.reference, *(mistake.answer for mistake in exercise.mistakes)):
                begin = time.perf_counter()
                check(exercise.name, attempt)
                took.append((1e3 * (time.perf_counter() - begin), exercise.name))
    median, (slowest, name) = statistics.median(ms for ms, _ in took), max(took)
    yield Row(f"check, {len(took)} answers", OURS, median, "ms")
    yield Row("the slowest check", name, slowest, "ms", aim="≤ 150")
