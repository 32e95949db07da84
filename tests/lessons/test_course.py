"""The lessons form a course: each uses only what came before, and all lists of lessons agree."""

import ast
import re
from functools import cache

import pytest

import tools.minutes
from tests import ROOT
from tests.lessons import CELLS, LESSONS, code_cells, prose


def opening(lesson):
    return CELLS[lesson][0].source


def minutes(lesson):
    """How long a lesson takes, by its opening."""
    return int(re.search(r"(\d+) minutes", opening(lesson))[1])


@cache
def builds_on(lesson):
    """What a lesson says it builds on, before the first full stop."""
    stated = opening(lesson).split("uilds on:")[1].split(".\n")[0].split(". ")[0]
    return set(re.findall(r"\((\d\d)_\w+\.ipynb\)", stated))


@cache
def all_before(lesson):
    """Every lesson that it builds on, directly or through others."""
    direct = builds_on(lesson)
    return direct.union(*map(all_before, direct))


@cache
def names_of(lesson):
    """What a lesson imports from the package, without what makes the page."""
    code = "\n".join(cell.source for cell in code_cells(lesson))
    return {
        alias.name
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.ImportFrom) and taught(node.module)
        for alias in node.names
    }


def taught(module):
    top, *rest = module.split(".")
    return top == "embedlab" and rest[:1] not in (["page"], ["practice"])


def table_rows(text):
    """Lesson → (title, minutes, what it builds on) of a table of lessons."""
    rows = re.findall(
        r"^\| \[?(\d\d) ([^\]|]+?)(?:\]\([^)]+\))? \|.*\| (\d+) \| ([^|]+) \|$", text, re.MULTILINE
    )
    return {
        lesson: (title, int(stated), set(re.findall(r"\d\d", before)))
        for lesson, title, stated, before in rows
    }


LISTS = {
    "README.md": (ROOT / "README.md").read_text(encoding="utf-8"),
    "00_start_here": prose("00"),
}
each_list = pytest.mark.parametrize("text", LISTS.values(), ids=LISTS)


def test_the_lessons_are_numbered_without_a_gap():
    assert list(LESSONS) == [f"{n:02d}" for n in range(len(LESSONS))]


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_takes_the_minutes_that_it_states_and_an_hour_at_most(lesson):
    assert minutes(lesson) == tools.minutes.minutes(CELLS[lesson]) <= 60


@pytest.mark.parametrize("lesson", list(LESSONS)[1:])
def test_a_lesson_builds_on_earlier_lessons_only(lesson):
    assert builds_on(lesson)
    assert max(builds_on(lesson)) < lesson


@pytest.mark.parametrize("lesson", LESSONS)
def test_what_a_lesson_uses_was_introduced_in_a_lesson_that_it_builds_on(lesson):
    for name in names_of(lesson):
        first = next(other for other in LESSONS if name in names_of(other))
        assert first == lesson or first in all_before(lesson), (
            f"{name} is introduced in lesson {first}"
        )


@each_list
def test_a_table_of_lessons_agrees_with_the_lessons(text):
    rows = table_rows(text)
    assert list(rows) == list(LESSONS)
    for lesson, (_, stated, before) in rows.items():
        assert stated == minutes(lesson)
        assert before == builds_on(lesson)


@each_list
def test_the_map_has_an_arrow_for_each_need_that_no_longer_way_shows(text):
    arrows = set()
    for line in re.search(r"```mermaid\n(.*?)```", text, re.DOTALL)[1].splitlines():
        stops = re.findall(r"L(\d\d)", line)
        arrows |= set(zip(stops[1:], stops, strict=False))
    needed = {
        (lesson, before)
        for lesson in LESSONS
        for before in builds_on(lesson)
        if not any(before in all_before(other) for other in builds_on(lesson))
    }
    assert arrows == needed


@pytest.mark.parametrize("name", [*LISTS, *(path.stem for path in list(LESSONS.values())[1:])])
def test_links_to_files_of_the_course_lead_somewhere(name):
    folder = ROOT if name == "README.md" else ROOT / "notebooks"
    text = LISTS[name] if name in LISTS else prose(name[:2])
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", text):
        assert (folder / target).exists(), target
