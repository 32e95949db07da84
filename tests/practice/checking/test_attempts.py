"""What `check`, `hint` and `solution` answer."""

import pytest

from embedlab import practice
from embedlab.practice.exercises.kinds import Function
from tests.practice.checking.three_exercises import (
    GRADIENT,
    averaged,
    fails_in_a_line_of_its_own,
    last_one_wins,
    raises,
    scatter,
    text,
    untouched,
)


def test_check_says_the_outcome_in_words_and_where_the_lesson_stands(three):
    assert text(practice.check("gradient-gradient", untouched(GRADIENT))) == (
        "gradient-gradient: Not tried yet. Write your line in place of the `...`, then run the "
        "cell again.\n"
        "lesson 05: 0 of 1"
    )
    assert text(practice.check("gradient-gradient")).startswith("gradient-gradient: Not tried yet.")
    wrong = practice.check("gradient-gradient", last_one_wins, seed=7)
    assert "one of its gradients is lost" in text(wrong)
    assert "seed" not in text(wrong)
    assert "\nExpected: `" in text(wrong)
    assert text(practice.check("gradient-gradient", scatter)) == (
        "gradient-gradient: Solved. Gradients of one row add up.\nlesson 05: 1 of 1"
    )
    assert text(practice.check("gradient-gradient", last_one_wins)).endswith(
        "lesson 05: 1 of 1"
    )  # it stays solved
    assert 'role="status"' in wrong.html
    assert "var(--jp-" in wrong.html
    assert (wrong.outcome, practice.check("lookup-bytes", 10.24).outcome) == ("not yet", "solved")


def test_the_same_check_shows_the_same_bytes(three):
    for attempt, seed in (
        (scatter, None),
        (..., None),
        (averaged, 3),
        (fails_in_a_line_of_its_own, 3),
    ):
        first, second = (practice.check("gradient-gradient", attempt, seed=seed) for _ in range(2))
        assert first == second


def test_learners_text_is_no_markup(three):
    page = practice.check("gradient-gradient", lambda *_: "<script>alert(1)</script>").html
    page += practice.check("gradient-gradient", lambda *_: raises(ValueError("<img src=x>"))).html
    assert "<script" not in page
    assert "<img" not in page


@pytest.mark.parametrize(
    "name, closest",
    [
        ("gradient-gradeint", "gradient-gradient"),
        ("bytes", "lookup-bytes"),
        (6, ""),
        (None, ""),
        ("", ""),
    ],
)
def test_an_unknown_name_gets_the_closest_one_in_a_sentence(three, name, closest):
    for shown in (practice.check(name, scatter), practice.hint(name), practice.solution(name)):
        assert "No exercise is called" in text(shown)
        assert closest in text(shown)
        assert "\n" not in text(shown)


def test_hints_go_in_steps_and_then_stay(three):
    assert [text(practice.hint("gradient-gradient")) for _ in range(3)] == [
        "gradient-gradient: Which row is used twice?\nhint 1 of 2: call it again for the next one",
        *2
        * [
            "gradient-gradient: Look up `np.add.at`.\n"
            'hint 2 of 2: the last; solution("gradient-gradient") shows the answer'
        ],
    ]


def test_the_solution_is_the_reference_itself(three):
    assert text(practice.solution("gradient-gradient")).startswith("def scatter(E, ids, upstream):")
    assert "10 000 · 256 · 4 bytes" in text(practice.solution("lookup-bytes"))
    assert "IDs are names" in text(practice.solution("tokens-closer"))


def test_a_fault_of_the_checker_is_not_blamed_on_the_learner(three, monkeypatch):
    def broken(E, ids, upstream):
        return 1 / 0

    broken.__name__ = "scatter"
    three["gradient-gradient"] = Function(**{**vars(GRADIENT), "reference": broken})
    shown = practice.check("gradient-gradient", scatter)
    assert "not your fault" in text(shown)
    assert shown.outcome == "not yet"


def test_hints_open_one_inside_the_other_under_a_wrong_answer(three):
    page = practice.check("gradient-gradient", last_one_wins).html
    inside = page.partition("Show hint 1 of 2</summary>")[2]
    assert inside.startswith("<p>Which row is used twice?</p><details>")
    assert (
        "Show hint 2 of 2</summary><p>Look up <code>np.add.at</code>.</p></details></details>"
        in (inside)
    )
    assert page.count("<summary data-lm-suppress-shortcuts") == 2
    assert "<details" not in practice.check("gradient-gradient", scatter).html
    assert "<details" not in practice.check("gradient-gradient").html
