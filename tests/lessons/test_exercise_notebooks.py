"""The exercise notebooks: untouched they run to their end; with solutions all is solved."""

import inspect
import re

import nbformat
import pytest

from embedlab.practice.checking.attempts import source
from embedlab.practice.exercises import registry
from embedlab.practice.exercises.kinds import Function
from embedlab.practice.lessons import LESSONS, label
from tests import ROOT
from tools import exercises as build
from tools import notebooks

WITHOUT = ("00_start_here", "16_a_table_you_can_trust")  # the last has a project instead
STEMS = [path.stem for path in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))]
STEMS = [stem for stem in STEMS if stem not in WITHOUT]
all_notebooks = pytest.mark.parametrize("stem", STEMS)


def exercises_of(stem):
    return [one for one in registry().values() if LESSONS[one.lesson] == stem]


def lesson_in(stem):
    return next(lesson for lesson, one in LESSONS.items() if one == stem)


def stored(stem):
    return nbformat.read(ROOT / "exercises" / f"{stem}.ipynb", as_version=4)


def said(notebook):
    """What each call of `check` answered."""
    checks = [
        cell for cell in notebook.cells if cell.cell_type == "code" and "\ncheck(" in cell.source
    ]
    return [
        output.data["text/plain"] for cell in checks for output in cell.outputs if "data" in output
    ]


def solving_code(exercise):
    """What a learner would write: the solution where the stub was."""
    if isinstance(exercise, Function):
        return source(exercise.reference)
    answer = exercise.answer() if callable(exercise.answer) else exercise.answer
    return f"answer = {in_lists(answer)!r}"


def in_lists(answer):
    """An answer with its arrays as lists, which a cell can write."""
    if isinstance(answer, tuple | list):
        return type(answer)(map(in_lists, answer))
    return getattr(answer, "tolist", lambda: answer)()


@all_notebooks
def test_the_stored_notebook_is_the_one_that_the_exercises_make(stem):
    made, there = build.notebook(lesson_in(stem)), stored(stem)
    assert [cell.source for cell in there.cells] == [cell.source for cell in made.cells]
    assert nbformat.writes(notebooks.normalise(stored(stem))) == nbformat.writes(there)


def test_the_notebook_of_the_review_is_the_one_that_is_made_and_was_run_without_anybodys_progress():
    made, there = build.review(), stored("review")
    assert [cell.source for cell in there.cells] == [cell.source for cell in made.cells]
    assert nbformat.writes(notebooks.normalise(stored("review"))) == nbformat.writes(there)
    words = [cell.outputs[0].data["text/plain"] for cell in there.cells if cell.cell_type == "code"]
    assert words[0].startswith("No cards yet")
    assert "Solved: 0 of" in words[1]


@all_notebooks
def test_an_untouched_notebook_ran_to_its_end_and_says_not_tried_yet_everywhere(stem):
    notebook = stored(stem)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert not [
        output for cell in cells for output in cell.outputs if output.output_type == "error"
    ]
    verdicts = said(notebook)
    assert len(verdicts) == len(exercises_of(stem))
    assert all("Not tried yet." in words for words in verdicts)


@pytest.mark.slow
@all_notebooks
def test_filled_with_the_solutions_everything_is_solved(stem, tmp_path, monkeypatch):
    monkeypatch.setenv("EMBEDLAB_HOME", str(tmp_path / "home"))
    notebook, exercises = build.notebook(lesson_in(stem)), exercises_of(stem)
    cells = {cell.id: cell for cell in notebook.cells}
    for exercise in exercises:
        cells[exercise.name].source = build.attempt(exercise, solving_code(exercise))
    nbformat.write(notebook, tmp_path / "solved.ipynb")
    notebooks.execute(tmp_path / "solved.ipynb")
    verdicts = said(nbformat.read(tmp_path / "solved.ipynb", as_version=4))
    assert len(verdicts) == len(exercises)
    assert all("Solved." in words for words in verdicts)
    assert f"{label(lesson_in(stem))}: {len(exercises)} of {len(exercises)}" in verdicts[-1]


@all_notebooks
def test_no_notebook_holds_a_solution(stem):
    text = "\n".join(cell.source for cell in stored(stem).cells)
    for exercise in exercises_of(stem):
        if isinstance(exercise, Function):
            body = inspect.getsource(exercise.reference).split(":\n", 1)[1]
            assert re.sub(r"\s+", "", body) not in re.sub(r"\s+", "", text)
        else:
            assert exercise.working not in text


HOSTILE = {
    "an endless loop": ("while True:\n        pass", "It was stopped after"),
    "a deaf loop": (
        "while True:\n        try:\n            len(given)\n"
        "        except BaseException:\n            pass",
        "It was stopped after",
    ),
    "input": ("return input('?')", "nobody is there to type"),
    "exit": ("import sys\n    sys.exit()", "It leaves with SystemExit"),
    "recursion": ("return attempt(*given)", "without an end"),
}


@pytest.mark.slow
def test_a_kernel_lives_on_after_whatever_a_learner_wrote(tmp_path, monkeypatch):
    monkeypatch.setenv("EMBEDLAB_HOME", str(tmp_path / "home"))
    exercise = next(one for one in registry().values() if isinstance(one, Function))
    notebook, name = build.notebook(exercise.lesson), exercise.name
    parameters = ", ".join(inspect.signature(exercise.reference).parameters)
    for body, _ in HOSTILE.values():
        source = f"def attempt({parameters}):\n    given = ({parameters},)\n    {body}\n\n\n"
        source += f"check({name!r}, attempt)"
        notebook.cells.append(nbformat.v4.new_code_cell(source))
    notebook.cells.append(
        nbformat.v4.new_code_cell(build.attempt(exercise, solving_code(exercise)))
    )
    nbformat.write(notebook, tmp_path / "hostile.ipynb")
    notebooks.execute(tmp_path / "hostile.ipynb")
    *before, last = said(nbformat.read(tmp_path / "hostile.ipynb", as_version=4))[
        -len(HOSTILE) - 1 :
    ]
    for words, (_, expected) in zip(before, HOSTILE.values(), strict=True):
        assert expected in words
    assert "Solved." in last
