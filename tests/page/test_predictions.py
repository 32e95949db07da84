"""Predictions stay locked in, and are readable where no script runs."""

import re

import pytest

from embedlab.page.predictions import predict


def test_a_prediction_as_text_is_the_question_and_numbered_choices():
    asked = predict("Which row?", "the second", "the third", key="row")
    assert repr(asked) == "Predict: Which row?\n  1. the second\n  2. the third"
    assert asked._repr_mimebundle_()["text/plain"] == repr(asked)


def test_a_prediction_is_the_same_bytes_each_time():
    one, two = (predict("Which row?", "a", "b", key="row").html for _ in range(2))
    assert one == two


def test_questions_and_choices_are_escaped_and_backticks_are_code():
    page = predict("Is `E[<i>]` < 3?", "<script>alert(1)</script>", 'a "b"', key='k"ey').html
    assert "<legend>Is <code>E[&lt;i&gt;]</code> &lt; 3?</legend>" in page
    assert "<script>alert" not in page
    assert 'value="a &quot;b&quot;"' in page
    assert 'data-key="k&quot;ey"' in page


def test_without_scripts_the_question_and_choices_are_there_and_no_dead_button():
    page = re.sub(
        r"<script>.*</script>",
        "",
        predict("Which row?", "one", "two", key="row").html,
        flags=re.DOTALL,
    )
    assert all(text in page for text in ("Which row?", "one", "two"))
    assert page.count("<button") == page.count('<button type="button" hidden') == 2


def test_every_focusable_element_is_kept_from_the_shortcuts():
    for page in (predict("Q?", "a", "b", "c", key="k").html, predict("Q?", key="k").html):
        tags = re.findall(r"<(?:input|button)\b[^>]*>", page)
        assert len(tags) >= 3
        assert all("data-lm-suppress-shortcuts" in tag for tag in tags)


@pytest.mark.parametrize(
    "question, choices, key, culprit",
    [
        (" ", (), "k", "question"),
        ("Q?", (), "", "key"),
        ("Q?", ("only one",), "k", "choices"),
        ("Q?", ("a", "a"), "k", "choices"),
        ("Q?", ("a", " "), "k", "choices"),
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
    press(page, "Lock in my prediction")
    page.reload()
    assert page.get_by_label("the third.").is_checked()


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
