"""Cards in their places in the lessons: one at the start, three at the end, without a kernel."""

import os
import re
import subprocess
import sys

import nbformat
import pytest

from embedlab.practice.lessons import label, lessons_named
from embedlab.practice.reviewing import cards
from tests import ROOT
from tests.practice.reviewing.course_deck import CELLS, DECK, TABLES, every_lesson, prose


def before(lesson):
    """Every lesson that it builds on, directly or through others."""
    stated = CELLS[lesson][0].source.split("uilds on:")[1].split(".\n")[0].split(". ")[0]
    direct = set(re.findall(r"\((\d\d_\w+)\.ipynb\)", stated))
    direct = {lesson for stem in direct for lesson in lessons_named(stem)}
    return direct.union(*map(before, direct))


@pytest.mark.parametrize("lesson", [lesson for lesson in CELLS if lesson != "start"])
def test_a_lesson_opens_with_a_question_on_one_that_it_builds_on(lesson):
    first = next(cell for cell in CELLS[lesson] if cell.cell_type == "code")
    assert first.source.endswith(f'warm_up("{lesson}")')
    asked = DECK[TABLES["warm_up"][lesson]]
    assert asked.lesson in before(lesson)
    assert f"question from {label(asked.lesson)}" in CELLS[lesson][0].source
    assert cards.ask(asked, -1).question in first.outputs[0].data["text/plain"]


@every_lesson
def test_a_lesson_closes_with_three_cards_of_its_own(lesson):
    k = [cell.source.endswith(f'before_you_go("{lesson}")') for cell in CELLS[lesson]].index(True)
    text = prose(CELLS[lesson][:k])
    heading = re.findall(r"^## (.+)$", text, re.MULTILINE)[-1]
    assert heading == ("Before you go" if lesson == "start" else "On your own")
    shown = CELLS[lesson][k].outputs[0].data["text/plain"]
    own = [card for card in DECK.values() if card.lesson == lesson][:3]
    assert all(
        cards.ask(card).question in shown and cards.ask(card).answer in shown for card in own
    )
    assert "exercises/review.ipynb" in shown


@every_lesson
def test_cards_in_a_lesson_are_small_and_work_without_scripts_or_a_kernel(lesson):
    pages = [
        cell.outputs[0].data["text/html"]
        for cell in CELLS[lesson]
        if cell.cell_type == "code" and re.search(r"\b(warm_up|before_you_go)\(", cell.source)
    ]
    assert len(pages) == 1 + (lesson != "start")
    for page in pages:
        assert len(page.encode()) < 12_000
        assert "<script" not in page
        assert page.count("<details>") == page.count("<summary") > 0
        controls = re.findall(r"<(?:input|summary|a|button)\b[^>]*>", page)
        assert controls
        assert all("data-lm-suppress-shortcuts" in control for control in controls)


CELL = """
from embedlab.practice import before_you_go, store

before_you_go("gradient")
assert (store.home() / "progress.json").exists()
"""


@pytest.mark.slow
def test_a_lesson_that_is_tested_leaves_the_progress_of_the_tester_alone(tmp_path):
    lesson, home = tmp_path / "lesson.ipynb", tmp_path / "home"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CELL)]), lesson)
    env = {name: value for name, value in os.environ.items() if name != "EMBEDLAB_HOME"}
    env |= {name: str(home) for name in ("HOME", "XDG_DATA_HOME", "LOCALAPPDATA")}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    command += ["-p", "conftest", f"--rootdir={ROOT}", "--nbval-lax", "--nbval-current-env", lesson]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-2000:]
    assert not list(home.rglob("progress*.json"))
