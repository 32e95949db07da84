"""What was kept under the first edition's names is still read, wherever it comes from."""

import json

import pytest

from embedlab import practice
from embedlab.practice import store
from embedlab.practice.checking.grading import expected_exercises
from embedlab.practice.exercises import registry
from embedlab.practice.lessons import (
    FIRST_EDITION,
    LESSONS,
    TITLES,
    lesson_of,
    lessons_named,
    renamed,
)
from tests import ROOT

OLD = {
    "version": 1,
    "exercises": {
        "06-by-hand": {"tries": 2, "solved": "2026-01-02"},
        "gradient-by-hand": {"tries": 1, "solved": "2026-03-04"},
        "08-merge": {"tries": 3},
    },
    "opened": {"05": "2026-01-01", "08": "2026-01-05"},
    "reviews": [["06-duplicates", "2026-01-03T12:00:00+00:00", 3], "no review"],
}


def kept(state):
    store.home().mkdir(parents=True, exist_ok=True)
    (store.home() / "progress.json").write_text(json.dumps(state))


def test_progress_of_the_first_edition_is_read_under_the_names_of_today():
    kept(OLD)
    state, note = store.load()
    assert note == ""
    assert state["exercises"] == {
        "gradient-by-hand": {"tries": 3, "solved": "2026-01-02"},
        "subwords-merge": {"tries": 3},
    }
    assert state["opened"] == {
        "initialization": "2026-01-01",
        "frequency": "2026-01-05",
        "subwords": "2026-01-05",
    }
    assert state["reviews"][0][0] == "gradient-duplicates"


def test_what_was_read_is_stored_once_under_the_new_names():
    kept(OLD)
    for tries in (4, 5):
        practice.check("06-by-hand", 0)
        stored = json.loads((store.home() / "progress.json").read_text())
        assert stored["exercises"]["gradient-by-hand"]["tries"] == tries
        assert "06-by-hand" not in stored["exercises"]


def test_a_file_of_a_newer_version_is_left_as_it_is():
    newer = OLD | {"version": store.VERSION + 1}
    kept(newer)
    with pytest.raises(store.Unsaved):
        store.load()
    assert json.loads((store.home() / "progress.json").read_text()) == newer


@pytest.mark.parametrize("name", registry())
def test_a_name_of_today_stays_as_it_is(name):
    assert renamed(name) == name
    assert lesson_of(name) in LESSONS


@pytest.mark.parametrize("stem", [*FIRST_EDITION, *LESSONS.values()])
def test_a_notebook_of_either_edition_belongs_to_one_lesson_or_to_the_two_that_were_one(stem):
    assert len(lessons_named(stem)) == 1 + (stem == "08_frequency_and_subwords")


def test_a_handed_in_notebook_of_the_first_edition_expects_the_exercises_of_its_lesson():
    names = expected_exercises("06_gradient_step_ann.ipynb", ['check("06-by-hand", 1)'])
    assert "gradient-by-hand" in names
    assert {lesson_of(name) for name in names} == {"gradient"}


def test_a_number_that_is_no_lesson_expects_nothing():
    assert expected_exercises("99_ann.ipynb", []) == []


def test_every_lesson_has_its_notebook():
    stems = [path.stem for path in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))]
    assert stems == list(LESSONS.values())


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_title_of_a_lesson_is_that_of_its_notebook(lesson):
    path = ROOT / "notebooks" / f"{LESSONS[lesson]}.ipynb"
    texts = ["".join(cell["source"]) for cell in json.loads(path.read_text("utf-8"))["cells"]]
    first = next(text for text in texts if text.startswith("# "))
    assert first.splitlines()[0] == f"# {TITLES[lesson]}"
