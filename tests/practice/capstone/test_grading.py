"""A class hands in the project: a row for each part, with its points, and each learner's sum."""

import csv
import inspect

import pytest

from embedlab.practice.capstone import Capstone
from embedlab.practice.capstone.doubting import MODEL
from embedlab.practice.checking.grading import expected_exercises, grade
from embedlab.practice.exercises.parts import PARTS
from tests.practice.capstone.answers import DOUBTS, RIGHT, hunted
from tests.practice.checking.handed_in import write

NOTEBOOK = "16_a_table_you_can_trust.ipynb"
START = "import numpy as np\nfrom embedlab import load_word_lists\nfrom embedlab.practice.capstone"
START += " import Capstone\nproject = Capstone({name!r})"


def cells(name):
    """A notebook in which part 1 is left out, part 4 raises, and all else is right."""
    project = Capstone(name)
    made = [START.format(name=name), inspect.getsource(hunted)]
    for part, fault in zip(list(PARTS)[1:4], project._faults, strict=True):
        fix, test = RIGHT[fault]
        code = f"{inspect.getsource(fix)}\n\n{inspect.getsource(test)}\n\n"
        made.append(f'{code}project.check("{part}", {fix.__name__}, {test.__name__})')
    return [
        *made,
        'project.check("trust-make", ..., ..., "t.npz", ...)',
        'project.check("trust-hunt", hunted(project.rows), "<|im_end|>", "b")',
        'documents = open("not there.txt")\nproject.check("trust-use", ..., ..., ..., ...)',
        f'project.check("trust-doubt", {DOUBTS!r}, [True] * 5)',
    ]


def test_a_notebook_of_the_project_holds_its_parts_by_name_or_by_what_it_checks():
    assert expected_exercises(NOTEBOOK, []) == list(PARTS)
    assert expected_exercises("mine.ipynb", ['project.check("trust-hunt", a)']) == list(PARTS)
    assert "trust-make" not in expected_exercises("02_lookup.ipynb", [])


@pytest.mark.slow
def test_a_graded_project_has_a_row_for_each_part_and_the_sum_of_its_points(tmp_path):
    write(tmp_path / "ada" / NOTEBOOK, cells("Ada Lovelace"))
    copied = [START.format(name="Bob"), *cells("Ada Lovelace")[1:-1]]
    write(tmp_path / "bob" / NOTEBOOK, [*copied, f'project.check("trust-doubt", {MODEL!r})'])
    rows, _ = grade(tmp_path, workers=1)
    ada, bob = ({r["exercise"]: r for r in rows if r["learner"] == n} for n in ("ada", "bob"))
    assert list(ada) == list(bob) == list(PARTS)
    assert ada["trust-make"]["outcome"] == "not tried yet"
    assert ada["trust-fix-a"]["outcome"] == "solved"
    assert ada["trust-fix-a"]["message"].startswith("14 of 14 points (Ada Lovelace).")
    assert "not there.txt" in ada["trust-use"]["message"]
    assert "our sentences" in bob["trust-doubt"]["message"]
    with open(tmp_path / "grades-totals.csv", encoding="utf-8-sig") as file:
        totals = {row["learner"]: int(row["points"]) for row in csv.DictReader(file)}
    assert totals["ada"] == 40 + 20 + 5
    assert totals["bob"] < 40
