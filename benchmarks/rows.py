"""A line of the table, and how the alternatives of one task are timed."""

import os
import platform
import random
import statistics
import time
from importlib import metadata
from typing import NamedTuple

OURS = "embedlab"


class Row(NamedTuple):
    """One number.

    `ratio` is ours ÷ this one, so that 0.25 beside "PyTorch" reads: embedlab takes a quarter of
    PyTorch's time. `aim` is a sentence of a few characters, "≤ 0.5", and speaks of the ratio if
    there is one, else of the value.
    """

    what: str  # the task and its size
    who: str  # "embedlab", or what else does the task
    value: float
    unit: str
    ratio: float | None = None
    aim: str = ""


def compare(what, acts, aims=None, rounds=9):
    """Rows with the median milliseconds of each act; the first act is ours.

    In every round each act has its turn, in an order that changes, so that a busy machine slows all
    alike and none always comes after the same other. What takes less than a millisecond is called
    several times in its turn. A ratio is the median of the rounds' ratios.
    """
    times, calls, order = {who: [] for who in acts}, {}, list(acts)
    for who, act in acts.items():
        act()  # the first call pays for imports and for memory that the later ones find ready
        calls[who] = max(1, int(1 / milliseconds(act)))
    shuffle = random.Random(0).shuffle
    for _ in range(rounds):
        shuffle(order)
        for who in order:
            times[who].append(milliseconds(acts[who], calls[who]))
    ours = next(iter(times.values()))
    for number, (who, took) in enumerate(times.items()):
        ratio = (
            statistics.median(a / b for a, b in zip(ours, took, strict=True)) if number else None
        )
        yield Row(what, who, statistics.median(took), "ms", ratio, (aims or {}).get(who, ""))


def milliseconds(act, calls=1):
    """How long a call takes, on average."""
    begin = time.perf_counter()
    for _ in range(calls):
        act()
    return 1e3 * (time.perf_counter() - begin) / calls


def shown(number):
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3g}"


def text_line(row):
    ratio = "" if row.ratio is None else f"{shown(row.ratio)} ×"
    number = f"{shown(row.value):>9} {row.unit:<8} {ratio:>7}"
    return f"{row.what:<50} {row.who:<29} {number}  {row.aim}".rstrip()


def markdown_line(row):
    ratio = "" if row.ratio is None else f"{shown(row.ratio)} ×"
    return f"| {row.what} | {row.who} | {shown(row.value)} {row.unit} | {ratio} | {row.aim} |"


TEXT_HEAD = f"{'what':<50} {'who':<29} {'median':>9} {'':<8} {'ours ÷':>7}  aim"
MARKDOWN_HEAD = "| what | who | median | ours ÷ | aim |\n|---|---|---:|---:|---|"


def machine():
    """What the numbers depend on: processor, memory, versions."""
    processor = platform.processor() or platform.machine()
    if os.path.exists("/proc/cpuinfo"):
        with open("/proc/cpuinfo") as lines:
            processor = next(
                (line.split(":")[1].strip() for line in lines if "model name" in line), processor
            )
    facts = {
        "processor": f"{processor}, {os.cpu_count()} cores in sight",
        "system": platform.system(),
        "Python": platform.python_version(),
    }
    for package in (
        "numpy",
        "matplotlib",
        "torch",
        "gensim",
        "scikit-learn",
        "distributed",
        "jupyterlab",
    ):
        try:
            facts[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            facts[package] = "not installed"
    return facts
