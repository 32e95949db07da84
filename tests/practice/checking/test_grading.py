"""Grading a class: every notebook gets its rows, whatever it holds, and none disturbs another."""

import csv
import inspect
import os
import subprocess
import sys

import nbformat
import pytest

from embedlab.practice.checking.grading import grade, summary
from embedlab.practice.exercises import registry
from embedlab.practice.exercises.kinds import Function

LESSON = [exercise for exercise in registry().values() if exercise.lesson == "02"]
START = "from embedlab.practice import check\nimport numpy as np"


def write(path, cells):
    path.parent.mkdir(parents=True, exist_ok=True)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    nbformat.write(notebook, path)


def solved(exercise):
    """A cell that solves an exercise, as a learner would write it."""
    if isinstance(exercise, Function):
        return f'{inspect.getsource(exercise.reference)}\ncheck("{exercise.name}", {exercise.reference.__name__})'
    answer = exercise.answer() if callable(exercise.answer) else exercise.answer
    return f'check("{exercise.name}", {answer!r})'


def stub(exercise):
    attempt = exercise.reference.__name__ if isinstance(exercise, Function) else "answer"
    return f'{exercise.stub}\ncheck("{exercise.name}", {attempt})'


def outcomes(rows, learner):
    return [row["outcome"] for row in rows if row["learner"] == learner]


def helpers():
    """What the references of a lesson share, as a cell."""
    module = inspect.getmodule(LESSON[0].cases)
    return "\n".join(
        line for line in inspect.getsource(module).splitlines() if line.startswith("import")
    )


@pytest.fixture
def answers():
    return [START, helpers(), *map(solved, LESSON)]


def test_right_untouched_and_broken_notebooks_get_their_rows(tmp_path, answers):
    write(tmp_path / "ann" / "02_lookup.ipynb", answers)
    write(tmp_path / "bob" / "02_lookup.ipynb", [START, *map(stub, LESSON)])
    write(tmp_path / "eve" / "02_lookup.ipynb", [START, "1 / 0", "def (:", *answers[1:]])
    write(tmp_path / "lea" / "02_lookup.ipynb", [START])
    (tmp_path / "tim.ipynb").write_text('{"cells":')
    (tmp_path / "notes.txt").write_text("not a notebook")
    rows, remarks = grade(tmp_path, seconds=30)
    n = len(LESSON)
    assert outcomes(rows, "ann/02_lookup") == outcomes(rows, "eve/02_lookup") == ["solved"] * n
    assert "solved" not in outcomes(rows, "bob/02_lookup")
    assert outcomes(rows, "lea/02_lookup") == ["missing"] * n
    assert outcomes(rows, "tim") == ["unreadable"]
    assert remarks == ["passed over, not a notebook: notes.txt"]
    with open(tmp_path / "grades.csv", newline="", encoding="utf-8") as file:
        assert list(csv.DictReader(file)) == rows
    assert f"ann/02_lookup  {n:>6}" in summary(rows)


@pytest.mark.parametrize(
    ("deed", "says"),
    [
        ("while True: pass", "time limit"),
        ("import os; os._exit(3)", "code 3"),
        ("import sys; sys.exit()", ""),
        ("x = bytearray(10**11)", ""),
        ("def f(): return f()\nf()", ""),
        ("raise SystemExit(4)", ""),
        ("import embedlab.practice as p; p.check = None; check = print", ""),
    ],
)
def test_no_cell_keeps_the_others_from_being_graded(tmp_path, answers, deed, says):
    write(tmp_path / "02_lookup.ipynb", [*answers[:3], deed, START, *answers[3:]])
    rows, _ = grade(tmp_path, seconds=15)  # a third of it for one process, its start included
    results = outcomes(rows, "02_lookup")
    if deed.startswith("import embedlab"):
        assert results[0] == "solved"
    else:
        assert results == ["solved"] * len(LESSON)


def test_a_process_that_never_gets_to_its_checks_is_told_as_ended(tmp_path):
    cells = [START, *(f'while True: pass\ncheck("{exercise.name}", 1)' for exercise in LESSON)]
    write(tmp_path / "02_lookup.ipynb", cells)
    rows, _ = grade(tmp_path, seconds=3)
    assert set(outcomes(rows, "02_lookup")) == {"ended"}
    assert "time limit" in rows[0]["message"]


def test_notebooks_do_not_see_each_other_or_the_grader_s_progress(tmp_path):
    spy = "from pathlib import Path\nassert not [p for p in Path('.').rglob('*.ipynb')]\n"
    write(tmp_path / "a" / "02_lookup.ipynb", [START, spy + stub(LESSON[0])])
    rows, _ = grade(tmp_path, seconds=20)
    assert outcomes(rows, "a/02_lookup")[0] in {"not tried yet", "not yet"}


def test_the_command_says_what_is_wrong_with_a_folder_and_shows_a_table(tmp_path):
    command = [sys.executable, "-m", "embedlab.practice", "grade"]
    missing = subprocess.run([*command, str(tmp_path / "nobody")], capture_output=True, text=True)
    assert missing.returncode == 1
    assert "is not a folder" in missing.stderr
    assert "Traceback" not in missing.stderr
    empty = subprocess.run([*command, str(tmp_path)], capture_output=True, text=True)
    assert empty.returncode == 0
    assert "holds no notebook" in empty.stdout


def test_a_name_that_the_terminal_cannot_show_ends_nothing(tmp_path):
    write(tmp_path / "Łucja" / "02_lookup.ipynb", [START])
    command = [sys.executable, "-m", "embedlab.practice", "grade", str(tmp_path)]
    done = subprocess.run(
        command, capture_output=True, text=True, env=os.environ | {"PYTHONIOENCODING": "cp1252"}
    )
    assert done.returncode == 0
    assert "\\u0141ucja/02_lookup" in done.stdout
    with open(tmp_path / "grades.csv", newline="", encoding="utf-8") as file:
        assert {row["learner"] for row in csv.DictReader(file)} == {"Łucja/02_lookup"}
