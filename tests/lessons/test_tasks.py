"""The tasks that lessons ask for on their way: each is there once, untouched."""

import re
from collections import Counter

import pytest

from embedlab.practice.checking.grading import checks_in
from embedlab.practice.exercises import everything, tasks
from tests.lessons import LESSONS, OPTIONAL, code_cells

EVERY = LESSONS | OPTIONAL
CHECKED = [
    (name, cell)
    for lesson in EVERY
    for cell in code_cells(lesson)
    for name in checks_in(cell.source)
]


def test_every_check_in_a_lesson_names_a_task_or_an_exercise():
    calls = sum(
        len(re.findall(r"\bcheck\(", cell.source))
        for lesson in EVERY
        for cell in code_cells(lesson)
    )
    assert calls == len(CHECKED)  # each with its name in plain text, as grading reads it
    assert {name for name, _ in CHECKED} <= everything().keys()


def test_every_task_is_checked_in_one_cell():
    count = Counter(name for name, _ in CHECKED)
    assert {name: count[name] for name in tasks()} == dict.fromkeys(tasks(), 1)


@pytest.mark.parametrize(("name", "cell"), CHECKED, ids=[name for name, _ in CHECKED])
def test_the_cell_of_a_task_is_untouched_and_says_so_in_one_line(name, cell):
    stub = everything()[name].stub.strip()
    assert "..." in cell.source or (stub and stub in cell.source)
    words = "".join(output.get("data", {}).get("text/plain", "") for output in cell.outputs)
    assert words.startswith(f"{name}: Not tried yet.")
    assert name not in tasks() or "\n" not in words
