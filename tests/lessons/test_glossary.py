"""Each term of the field is defined where it comes first, and can be looked up."""

import re

import pytest

from embedlab.practice.lessons import LESSONS, number
from tests import ROOT
from tests.lessons import prose
from tools.glossary import page, terms

TERMS = terms()
each_term = pytest.mark.parametrize("term", TERMS, ids=[one["term"] for one in TERMS])


def taught(lesson):
    """What a lesson teaches: without outlook, reading list, tables, maps and names of links."""
    text = prose(number(lesson)).split("## In practice")[0]
    text = re.sub(r"^\|.*$", "", re.sub(r"(?s)```.*?```", "", text), flags=re.MULTILINE)
    return re.sub(r"\[[^\]]*\]\([^)]*\)", "", text)


def begins(words):
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, words))})", re.IGNORECASE)


@each_term
def test_a_term_is_defined_in_bold_in_its_lesson(term):
    bold = re.findall(r"\*\*(.+?)\*\*", taught(term["lesson"]))
    assert any(begins(term["finds"]).match(one) for one in bold)


@each_term
def test_a_term_is_not_used_before_its_lesson(term):
    if term.get("early"):
        return
    before = list(LESSONS)[: list(LESSONS).index(term["lesson"])]
    assert not [one for one in before if begins(term["finds"]).search(taught(one))]


def test_the_page_is_the_one_that_is_made_of_the_list():
    assert (ROOT / "notebooks" / "glossary.md").read_text(encoding="utf-8") == page()


def test_lessons_link_to_the_page():
    assert all("(glossary.md)" in prose(number(lesson)) for lesson in LESSONS)


def test_a_term_is_there_once():
    names = [one["term"].casefold() for one in TERMS]
    assert len(names) == len(set(names)) >= 90
