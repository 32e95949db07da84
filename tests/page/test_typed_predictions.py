"""A typed number is compared with what comes out, own words with a model: not before the result."""

import re
from base64 import b64encode

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe

from embedlab.page.predictions import predict

SAYS = {5: "That is `V`.", 0: "Row 2 is read."}
ROWS = predict("How many rows move?", answer=38, unit="rows", says=SAYS, key="rows")
SHAPE = predict(
    "Which shape?", answer=(2, 6, 3), says={(12, 3): "The batch keeps its axes."}, key="shape"
)
NORM = predict("How long is a row?", answer=0.46, tolerance=0.5, key="norm")
OWN = predict("Why?", model="All rows share `W`. It is 38.", key="own")
EVERY = (ROWS, SHAPE, NORM, OWN)


def test_as_text_a_number_has_a_place_with_its_unit_and_nothing_of_the_answer():
    assert repr(ROWS) == "Predict: How many rows move?\n  … rows"
    assert repr(SHAPE) == "Predict: Which shape?"
    assert repr(OWN) == "Predict: Why?"


@pytest.mark.parametrize("asked", EVERY)
def test_neither_the_page_nor_its_source_shows_what_comes_out(asked):
    own = re.sub(r"<(script|style)>.*?</\1>", "", asked.html, flags=re.S)
    without_data = re.sub(r'data-later="[A-Za-z0-9+/=]+"', "", own)
    assert without_data != own
    for secret in ("38", "That is", "(2", "12", "axes", "0.46", "share"):
        assert secret not in own


def test_without_scripts_the_question_and_the_place_with_its_unit_stay():
    own = re.sub(r'<(script|style)>.*?</\1>| data-later="[^"]*"', "", ROWS.html, flags=re.S)
    assert own == (
        '<div class="embedlab-predict" data-key="rows"><p>How many rows move?</p>'
        "<p><i>…</i> rows</p></div>"
    )


def test_numbers_of_numpy_and_of_python_give_the_same_page():
    def page(answer, says):
        return predict("Q?", answer=answer, says=says, key="k").html

    assert page(np.int64(3), {np.float32(0.5): "a"}) == page(3, {0.5: "a"})
    assert page(np.array([2, 0, 1]), {}) == page([2, 0, 1], {})
    assert page(np.zeros((2, 3)).shape, {}) == page((2, 3), {})


def test_what_is_only_chosen_carries_no_reader_of_numbers():
    assert "comparedWith(" in ROWS.html
    assert len(predict("Q?", "a", "b", key="k").html) < len(ROWS.html) - 2_000
    assert b64encode(b"{").decode()[:2] not in predict("Q?", key="k").html.split("<style>")[0]


@pytest.mark.parametrize(
    "more, culprit",
    [
        ({"answer": "38"}, "answer"),
        ({"answer": float("nan")}, "answer"),
        ({"answer": []}, "answer"),
        ({"answer": True}, "answer"),
        ({"answer": 1, "says": {"5": "That is V."}}, "says"),
        ({"answer": 1, "tolerance": -1}, "tolerance"),
        ({"answer": 1, "tolerance": "5%"}, "tolerance"),
        ({"answer": 1, "model": "One."}, "one of them"),
        ({"unit": "rows"}, "answer"),
        ({"says": {5: "That is V."}}, "answer"),
    ],
)
def test_a_number_that_makes_no_sense_is_refused(more, culprit):
    with pytest.raises(ValueError, match=culprit):
        predict("Q?", key="k", **more)


def test_choices_have_neither_a_number_nor_a_model():
    for more in ({"answer": 1}, {"model": "Words."}):
        with pytest.raises(ValueError, match="one of them"):
            predict("Q?", "a", "b", key="k", **more)


@pytest.fixture
def lesson(page, tmp_path):
    """Four predictions and their result as cells of one document, or only the first alone."""

    def opener(alone=False):
        cells = [f'<div class="output">{asked.html}</div>' for asked in EVERY]
        cells.append('<div class="output"><pre>result</pre></div>')
        text = "".join(f'<section class="cell code-cell">{cell}</section>' for cell in cells)
        head = '<!doctype html><html lang="en"><meta charset="utf-8"><title>Lesson</title><main>'
        file = tmp_path / "lesson.html"
        file.write_text(head + (ROWS.html if alone else text), encoding="utf-8")
        page.goto(file.as_uri())
        return page

    return opener


def answer(page, question, text):
    page.get_by_label(question).fill(text)
    page.keyboard.press("Enter")


def told(page):
    return page.locator(".embedlab-predicted").all_inner_texts()


def test_beside_the_result_stands_what_was_typed_what_came_out_and_the_sentence_for_it(lesson):
    page = lesson()
    assert told(page) == []
    answer(page, "How many rows", "5")
    answer(page, "Which shape", "2x6x3")
    answer(page, "How long", "½")
    answer(page, "Why?", "They share W.")
    assert told(page) == [
        "You predicted 5. It is 38 rows. That is V.",
        "You predicted 2x6x3: correct.",
        "You predicted ½; it is 0.46: close.",
        "You wrote: They share W. Compare: All rows share W. It is 38.",
    ]
    assert page.locator(".embedlab-predicted code").all_inner_texts() == ["V", "W"]
    page.reload()
    page.locator(".embedlab-predicted").nth(3).wait_for()
    page.get_by_role("button", name="Change it").first.click()
    answer(page, "How many rows", "38 rows")
    assert "You predicted 38 rows: correct." in told(page)


def test_before_the_result_nothing_of_it_is_seen(lesson):
    page = lesson()
    page.evaluate("document.querySelector('pre').parentNode.remove()")
    answer(page, "How many rows", "12")
    assert "38" not in page.locator("main").inner_text()
    assert page.get_by_role("status").first.inner_text() == (
        "Locked in: 12. Run the next cell and compare."
    )


@pytest.mark.parametrize(
    "question, text, form", [("How many", "many", "12 or 1e-3"), ("Which", "a pair", "(5, 7)")]
)
def test_what_holds_no_number_gets_one_sentence_and_stays_open(lesson, question, text, form):
    page = lesson()
    answer(page, question, text)
    said = [text for text in page.get_by_role("status").all_inner_texts() if text]
    assert len(said) == 1
    assert f"No number could be read in “{text}”" in said[0] and form in said[0]
    assert page.locator("fieldset:disabled").count() == 0
    assert page.get_by_label(question).input_value() == text
    page.reload()
    assert page.locator("fieldset:disabled").count() == 0


def test_what_an_earlier_form_of_the_question_kept_and_no_number_says_is_asked_again(lesson):
    page = lesson()
    page.evaluate("localStorage.setItem('embedlab:predict:rows', 'the second')")
    page.reload()
    assert page.locator("fieldset:disabled").count() == 0
    assert told(page) == []


def test_where_cells_are_apart_the_number_is_compared_in_the_page_itself(lesson):
    page = lesson(alone=True)
    answer(page, "How many rows", "0")
    page.get_by_text("Compare, once the next cell has run").click()
    assert page.locator("details p").inner_text() == (
        "You predicted 0. It is 38 rows. Row 2 is read."
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_the_field_is_named_by_its_question_and_unit(lesson, scheme):
    page = lesson()
    page.emulate_media(color_scheme=scheme)
    assert page.get_by_role("textbox", name="How many rows move? rows").count() == 1
    answer(page, "How many rows", "5")
    found = Axe().run(page, context="main", options={"resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()
    assert page.locator(":focus").inner_text() == "Change it"
