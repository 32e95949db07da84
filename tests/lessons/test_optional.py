"""An optional lesson is a lesson too, but for what belongs to a number.

`test_notebooks.py` and `test_accessibility.py` hold their rules for it as well. Left out are what
follows from a place in the course: the tables and the map of lessons, the plan of what is covered,
cards, an exercise notebook, something that moves, and four to six sections.
"""

import os
import re
import subprocess
import sys
from importlib.util import find_spec

import nbformat
import pytest
from nbclient import NotebookClient

from embedlab.practice.exercises import optional
from tests import ROOT
from tests.lessons import CELLS, OPTIONAL, code_cells, prose
from tests.lessons.test_notebooks import lines

EXERCISES = optional()
each_optional = pytest.mark.parametrize("lesson", OPTIONAL)


def sections(lesson):
    """The source of each section that teaches: its headings and cells up to the next heading."""
    parts = re.split(r"^## ", "\n\n".join(cell.source for cell in CELLS[lesson]), flags=re.M)
    return [part for part in parts[1:] if not part.startswith("On your own")][:-2]


@each_optional
def test_its_first_cell_asks_for_what_it_needs_and_says_nothing_where_that_is_there(lesson):
    first = code_cells(lesson)[0]
    assert "needs(" in first.source
    assert OPTIONAL[lesson].name in first.source
    assert first.outputs == []
    assert "pip install" in prose(lesson).split("## ")[0]


@each_optional
def test_each_section_has_a_prediction_or_a_task_and_nearly_all_have_both(lesson):
    parts = sections(lesson)
    asked = [("predict(" in part, "check(" in part) for part in parts]
    assert len(parts) >= 5
    assert all(predicts and tries for predicts, tries in asked), asked


@each_optional
def test_its_tasks_stand_there_as_the_exercises_say_them_and_no_answer_does(lesson):
    source = "\n".join(cell.source for cell in code_cells(lesson))
    mine = [exercise for exercise in EXERCISES.values() if exercise.lesson == lesson]
    assert re.findall(r'check\("([\w-]+)"', source) == [exercise.name for exercise in mine]
    for exercise in mine:
        assert exercise.stub in source
        assert exercise.code not in source
        assert exercise.task.partition("\n\n")[2] in prose(lesson)


@each_optional
def test_it_closes_as_lessons_do(lesson):
    headings = re.findall(r"^## (.+)$", prose(lesson), re.MULTILINE)
    assert headings[-3:] == ["On your own", "In practice", "Further reading"]
    reading = prose(lesson).split("## Further reading")[1]
    assert 1 <= len(re.findall(r"^- ", reading, re.MULTILINE)) <= 5


@each_optional
def test_nine_cells_of_ten_have_at_most_ten_lines_and_half_at_most_three(lesson):
    """Without the functions that learners complete."""
    sizes = sorted(len(lines(cell)) for cell in code_cells(lesson) if "check(" not in cell.source)
    assert sizes[len(sizes) // 2] <= 4
    assert sizes[int(0.9 * len(sizes))] <= 10


@each_optional
def test_its_links_to_files_of_the_course_lead_somewhere(lesson):
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", prose(lesson)):
        assert (OPTIONAL[lesson].parent / target).exists(), target


@pytest.mark.slow
@pytest.mark.skipif(not find_spec("torch"), reason="PyTorch is not installed")
def test_with_the_solutions_in_it_the_lesson_runs_and_all_is_solved(tmp_path):
    notebook = nbformat.read(OPTIONAL["pytorch"], as_version=4)
    for cell in notebook.cells:
        for exercise in EXERCISES.values():
            cell.source = cell.source.replace(exercise.stub, exercise.code)
    environment = os.environ | {"EMBEDLAB_HOME": str(tmp_path)}
    NotebookClient(notebook, timeout=60).execute(env=environment)
    told = [
        output.data["text/plain"]
        for cell in notebook.cells
        if "\ncheck(" in cell.source
        for output in cell.outputs
    ]
    assert len(told) == len(EXERCISES)
    assert all(": Solved. " in each for each in told), told
    assert f"lesson pytorch: {len(EXERCISES)} of {len(EXERCISES)}" in told[-1]


def test_what_it_needs_is_an_extra_and_no_requirement():
    assert re.search(r'^torch = \["torch', (ROOT / "pyproject.toml").read_text("utf-8"), re.M)
    assert "torch" not in (ROOT / "requirements.txt").read_text("utf-8")


@pytest.mark.slow
def test_where_pytorch_is_promised_a_run_without_it_fails_and_elsewhere_it_says_what_is_left_out():
    """Tried with a Python that finds no PyTorch."""
    hide = "import importlib.util as u; find = u.find_spec; u.find_spec = "
    hide += "lambda name, *more: None if name == 'torch' else find(name, *more); "
    run = "import sys, pytest; sys.exit(pytest.main(['-q', 'notebooks/optional']))"
    command = [sys.executable, "-c", hide + run]
    for promised, code, says in (
        ("1", 4, "is not installed"),
        ("", 0, "the optional lesson is left out"),
    ):
        environment = os.environ | {"EMBEDLAB_REQUIRE_TORCH": promised}
        ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
        assert ran.returncode == code
        assert says in ran.stdout + ran.stderr
