"""Stars around words are bold or italic on a page and gone in plain words; code keeps its stars."""

import re

import pytest

from embedlab.page.output import marked, unmarked
from embedlab.practice.answers import said
from embedlab.practice.exercises import everything
from embedlab.practice.exercises.parts import Part
from embedlab.practice.reviewing import cards

CASES = {
    "A *word* and *two words*.": "A <em>word</em> and <em>two words</em>.",
    "*he* is longer than *she*": "<em>he</em> is longer than <em>she</em>",
    "**Solved.** `a * b * c`, *so*": (
        "<strong>Solved.</strong> <code>a * b * c</code>, <em>so</em>"
    ),
    "**Bold `x ** 2` here**": "<strong>Bold <code>x ** 2</code> here</strong>",
    "2 * 3 * 4 and V*d*4": "2 * 3 * 4 and V*d*4",
    "1 < 2 & `<b>`": "1 &lt; 2 &amp; <code>&lt;b&gt;</code>",
}


@pytest.mark.parametrize("text", CASES)
def test_marks_are_shown_and_what_only_looks_like_one_stays(text):
    assert marked(text) == CASES[text]


def test_plain_words_have_no_marks_and_keep_the_stars_of_code():
    assert said(["**Not yet.** Which *other* one?"]).words == "Not yet. Which other one?"
    assert unmarked("**Not yet.** *E* is `V * d`, 2 * 3.") == "Not yet. E is `V * d`, 2 * 3."


def test_an_answer_and_its_hints_are_marked_and_its_twin_is_plain():
    shown = said(["**Not yet.** Which *other* one?"], hints=["Count *all*."], code="2 ** 3 ** x")
    assert "<em>other</em>" in shown.html
    assert "<em>all</em>" in shown.html
    assert shown.words == "2 ** 3 ** x\nNot yet. Which other one?"


def texts_of(exercise):
    yield from (exercise.why, getattr(exercise, "working", ""), *exercise.hints, exercise.task)
    yield from (mistake.says for mistake in exercise.mistakes)
    for reasons in (getattr(exercise, "choices", {}), getattr(exercise, "reasons", {})):
        yield from reasons.values()
    yield from (says for says, _ in getattr(exercise, "properties", ()))


def stars(text):
    """Stars next to a letter that would be seen as stars."""
    without_code = re.sub(r"```.*?```|`[^`]*`|\$[^$]*\$", "", unmarked(text or ""), flags=re.S)
    return re.findall(r"\*\w|\w\*", without_code)


EXERCISES = [one for one in everything().values() if not isinstance(one, Part)]


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda one: one.name)
def test_no_text_of_an_exercise_shows_stars(exercise):
    assert not [text for text in texts_of(exercise) if stars(text)]


@pytest.mark.parametrize("name", cards.load()[0])
def test_no_text_of_a_card_shows_stars(name):
    card = cards.load()[0][name]
    texts = (card.question, card.why, card.section, *card.choices, *card.wrong, *card.why_not)
    assert not [text for text in texts if stars(text) or unmarked(text) != text]
