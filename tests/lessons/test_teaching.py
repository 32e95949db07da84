"""What the page for teachers promises about the lessons follows from the lessons."""

import re

import pytest

from tests import ROOT
from tests.lessons import LESSONS
from tests.lessons.test_course import all_before, minutes

TEXT = (ROOT / "TEACHING.md").read_text(encoding="utf-8")


def rows(section):
    """First cell, lessons and minutes of the table in a section."""
    part = re.split(r"^## ", TEXT.split(f"## {section}\n")[1], flags=re.MULTILINE)[0]
    found = re.findall(r"^\| ([^|]+) \| ((?:\d\d(?:, )?)+) \| (\d+) \|$", part, re.MULTILINE)
    return [(name, lessons.split(", "), int(stated)) for name, lessons, stated in found]


@pytest.mark.parametrize(("aim", "lessons", "stated"), rows("Which lessons for which aim"))
def test_the_lessons_for_an_aim_hold_all_that_they_build_on(aim, lessons, stated):
    assert set().union(*map(all_before, lessons)) <= {"00", *lessons}
    assert lessons == sorted(lessons)
    assert stated == sum(map(minutes, lessons))


def test_the_timetable_holds_every_lesson_after_what_it_builds_on_and_fits_its_sessions():
    sessions = rows("A timetable")
    in_order = [lesson for _, lessons, _ in sessions for lesson in lessons]
    assert sorted(in_order) == list(LESSONS)
    for place, lesson in enumerate(in_order):
        assert all_before(lesson) <= set(in_order[:place])
    for _, lessons, stated in sessions:
        assert stated == sum(map(minutes, lessons)) <= 90
