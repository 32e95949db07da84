"""Predictions stay locked in, and are readable where no script runs."""

import re

import pytest
from playwright.sync_api import expect

from embedlab.page.predictions import predict


def test_a_prediction_as_text_is_the_question_and_numbered_choices():
    asked = predict("Which row?", "the second", "the third", key="row")
    assert repr(asked) == "Predict: Which row?\n  1. the second\n  2. the third"
    assert asked._repr_mimebundle_()["text/plain"] == repr(asked)


def test_a_prediction_is_the_same_bytes_each_time():
    one, two = (predict("Which row?", "a", "b", key="row").html for _ in range(2))
    assert one == two


def test_questions_choices_and_sentences_are_escaped_and_backticks_are_code():
    choices = {"<script>alert(1)</script>": "<b>", 'a `"b"`': 'so "be" it'}
    page = predict("Is `E[<i>]` < 3?", choices, key='k"ey').html
    assert "<p>Is <code>E[&lt;i&gt;]</code> &lt; 3?</p>" in page
    assert "<script>alert" not in page
    assert '<li data-says="so &quot;be&quot; it">a <code>&quot;b&quot;</code></li>' in page
    assert 'data-key="k&quot;ey"' in page


def test_without_scripts_styles_and_forms_there_is_a_question_with_numbered_choices_alone():
    page = re.sub(
        r"<(script|style)>.*?</\1>", "", predict("Which?", "a", "b", key="k").html, flags=re.S
    )
    assert page == (
        '<div class="embedlab-predict" data-key="k"><p>Which?</p>'
        "<ol><li>a</li><li>b</li></ol></div>"
    )


def test_a_sentence_for_a_choice_is_not_among_the_words():
    assert repr(predict("Q?", {"a": "No: 3.", "b": "Yes."}, key="k")) == repr(
        predict("Q?", "a", "b", key="k")
    )


@pytest.mark.parametrize(
    "question, choices, key, culprit",
    [
        (" ", (), "k", "question"),
        ("Q?", (), "", "key"),
        ("Q?", ("only one",), "k", "choices"),
        ("Q?", ("a", "a"), "k", "choices"),
        ("Q?", ("a", " "), "k", "choices"),
        ("Q?", ({"a": "No."},), "k", "choices"),
        (None, (), "k", "question"),
    ],
)
def test_a_prediction_that_makes_no_sense_is_refused(question, choices, key, culprit):
    with pytest.raises(ValueError, match=culprit):
        predict(question, *choices, key=key)


@pytest.fixture
def page(page, tmp_path):
    """Two predictions in one page from a file: one with choices, one in own words."""
    file = tmp_path / "page.html"
    asked = (
        predict("Which row?", "the second", "the third.", key="row"),
        predict("How large?", key="size"),
    )
    file.write_text(
        "<!doctype html><meta charset=utf-8>" + "".join(one.html for one in asked), encoding="utf-8"
    )
    page.goto(file.as_uri())
    return page


def test_every_control_is_kept_from_the_shortcuts_of_jupyterlab(page):
    controls = page.locator("input, button, summary")
    assert controls.count() == 7
    assert controls.evaluate_all(
        "all => all.every(one => one.hasAttribute('data-lm-suppress-shortcuts'))"
    )


def locked(page):
    return page.locator("fieldset").evaluate_all(
        "all => all.map(each => each.matches(':disabled'))"
    )


def press(page, name, which=0):
    page.get_by_role("button", name=name).nth(which).click()


def test_locking_in_disables_the_choices_and_says_so(page):
    page.get_by_label("the third.").check()
    press(page, "Lock in my prediction")
    status = page.get_by_role("status").first
    assert status.inner_text() == "Locked in: the third. Run the next cell and compare."
    assert locked(page) == [True, False]
    assert page.get_by_role("button", name="Change it").first.evaluate(
        "e => e === document.activeElement"
    )


def test_nothing_is_locked_in_without_an_answer(page):
    press(page, "Lock in my prediction", 0)
    press(page, "Lock in my prediction", 1)
    assert locked(page) == [False, False]
    assert page.get_by_role("status").all_inner_texts() == [
        "Choose an answer first.",
        "Write your answer first.",
    ]


def test_a_reload_keeps_the_prediction(page):
    page.get_by_label("the second").check()
    press(page, "Lock in my prediction")
    page.get_by_label("How large?").fill("about 3")
    page.keyboard.press("Enter")
    page.reload()
    assert locked(page) == [True, True]
    assert page.get_by_label("the second").is_checked()
    assert page.get_by_label("How large?").input_value() == "about 3"
    assert "Locked in: about 3." in page.get_by_role("status").nth(1).inner_text()


def test_a_prediction_can_be_changed(page):
    page.get_by_label("the second").check()
    press(page, "Lock in my prediction")
    press(page, "Change it")
    assert locked(page) == [False, False]
    assert page.get_by_label("the second").evaluate("e => e === document.activeElement")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("the third.")).to_be_checked()
    press(page, "Lock in my prediction")
    page.reload()
    expect(page.get_by_label("the third.")).to_be_checked()


def test_what_was_changed_and_not_locked_again_is_forgotten(page):
    page.get_by_label("the second").check()
    press(page, "Lock in my prediction")
    press(page, "Change it")
    page.reload()
    assert locked(page) == [False, False]
    assert not page.get_by_label("the second").is_checked()


def test_predictions_put_in_later_work_too(page):
    """JupyterLab inserts outputs into a page that stands already."""
    page.evaluate(
        """html => {
        const host = document.body.appendChild(document.createElement("div"));
        host.innerHTML = html;
        for (const old of host.querySelectorAll("script")) {
            const script = document.createElement("script");
            script.textContent = old.textContent;
            old.replaceWith(script);
        }
    }""",
        predict("Later?", "yes", "no", key="later").html,
    )
    page.get_by_label("yes").check()
    press(page, "Lock in my prediction", 2)
    assert locked(page) == [False, False, True]


def test_where_the_browser_keeps_nothing_locking_still_works(page):
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new Error('full'); }; }")
    page.get_by_label("the second").check()
    press(page, "Lock in my prediction")
    assert locked(page)[0]


def cell(output, *, code=True, folded=False):
    """A cell as the reading pages have it."""
    output = f'<div class="output">{output}</div>' if output else ""
    if folded:
        output = f"<details><summary>Result</summary>{output}</details>"
    return f'<section class="cell {"code-cell" if code else ""}">{output}</section>'


SAYS = {"the second": "No: IDs start at 0.", "the `third`": "Yes: row 0 is the first."}


@pytest.fixture
def notebook(page, tmp_path):
    """Cells in one document: two predictions, prose, and the result of both."""

    def opener(folded=False):
        cells = [
            cell(predict("Which row?", SAYS, key="row").html),
            cell(predict("How large?", key="size").html),
            cell("<p>Prose</p>", code=False),
            cell("<pre>[-1, 1, 1]</pre>", folded=folded),
            cell("<pre>another</pre>"),
        ]
        file = tmp_path / "notebook.html"
        file.write_text("<!doctype html><meta charset=utf-8>" + "".join(cells), encoding="utf-8")
        page.goto(file.as_uri())
        return page

    return opener


def test_the_prediction_stands_above_the_next_result_with_the_sentence_for_that_choice(notebook):
    page = notebook()
    told = page.locator(".embedlab-predicted")
    assert told.count() == 0
    page.get_by_label("the third").check()
    press(page, "Lock in my prediction")
    assert told.inner_text() == "You predicted: the third. Yes: row 0 is the first."
    assert told.evaluate("e => e.nextElementSibling.textContent") == "[-1, 1, 1]"
    page.reload()
    assert told.inner_text() == "You predicted: the third. Yes: row 0 is the first."
    page.get_by_label("How large?").fill("3")
    page.keyboard.press("Enter")
    assert told.all_inner_texts()[1] == "You predicted: 3."
    press(page, "Change it")
    assert told.all_inner_texts() == ["You predicted: 3."]
    page.get_by_label("the second").check()
    press(page, "Lock in my prediction")
    assert "You predicted: the second. No: IDs start at 0." in told.all_inner_texts()


def test_a_question_that_is_run_again_is_told_once(notebook):
    page = notebook()
    page.get_by_label("the second").check()
    press(page, "Lock in my prediction")
    for kept in (True, False):
        page.evaluate(
            """([html, kept]) => {
            if (!kept) localStorage.clear();
            const output = document.querySelector(".output");
            output.innerHTML = html;
            const old = output.querySelector("script"), script = document.createElement("script");
            script.textContent = old.textContent;
            old.replaceWith(script);
        }""",
            [predict("Which row?", SAYS, key="row").html, kept],
        )
        page.wait_for_timeout(300)
        assert page.locator(".embedlab-predicted").count() == kept


def test_a_result_that_is_folded_or_not_there_yet_is_not_given_away(notebook):
    page = notebook(folded=True)
    told = page.locator(".embedlab-predicted")
    page.get_by_label("the second").check()
    press(page, "Lock in my prediction")
    assert not told.is_visible()
    page.get_by_text("Result").click()
    told.wait_for()
    page.evaluate("document.querySelector('details .output').remove()")
    told.wait_for(state="hidden")


def test_where_cells_are_apart_the_sentence_is_in_the_page_itself_to_be_opened(page, tmp_path):
    file = tmp_path / "alone.html"
    file.write_text(
        "<!doctype html><meta charset=utf-8>" + predict("Which row?", SAYS, key="row").html
    )
    page.goto(file.as_uri())
    page.get_by_label("the second").check()
    press(page, "Lock in my prediction")
    page.get_by_text("Compare, once the next cell has run").click()
    page.get_by_text("You predicted: the second. No: IDs start at 0.").wait_for()
    press(page, "Change it")
    assert page.locator("details").count() == 0
