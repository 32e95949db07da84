"""Typed answers are read as they were meant, and a wrong one gets a sentence on what is wrong."""

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from embedlab.page.predictions import written_numbers
from embedlab.practice.reviewing.answers import judge_answer
from embedlab.practice.reviewing.cards import ask
from embedlab.practice.typed import listed_numbers, unify_notation
from tests.practice.reviewing import card


def judged(given, **changes):
    """What is said to an answer to a card with these changes."""
    return judge_answer(ask(card(**changes)), given)


MB = {"answer": "10.24", "unit": "MB"}
COUNT = {"answer": "10_240_000", "unit": "parameters"}


@pytest.mark.parametrize(
    ("given", "changes"),
    [
        ("10.24MB", MB),
        ("10.24 mb", MB),
        ("10.24", MB),
        ("10,24", MB),
        ("10.2 MB", MB),
        ("10,240,000 bytes", MB),
        ("10 240 000 byte", MB),
        ("10240 kB", MB),
        ("0.01024 GB", MB),
        ("9.765625 MiB", MB),
        ("≈ 10.24 MB.", MB),
        ("10.24 million bytes", MB),
        ("2^10 / 100", MB),
        ("1.024e1", MB),
        ("10_000*256*4/1e6", MB),
        ("10,240,000", COUNT),
        ("10 240 000", COUNT),
        ("10.240.000", COUNT),
        ("10'240'000", COUNT),
        ("10240000 parameters", COUNT),
        ("10.24 million", COUNT),
        ("10.24M", COUNT),
        ("1.024e7", COUNT),
        ("10,240 thousand", COUNT),
        ("1.024·10⁷", COUNT),
        ("10 240 000", COUNT),
        ("10\u202f240\u202f000", COUNT),
        ("1e7", {"answer": "10**7"}),
        ("10**7", {"answer": "10**7"}),
        ("10^7", {"answer": "10**7"}),
        ("½", {"answer": "0.5"}),
        ("1½", {"answer": "1.5"}),
        ("−½", {"answer": "-0.5"}),
        ("1/2", {"answer": "0.5"}),
        ("50 %", {"answer": "0.5"}),
        (".5", {"answer": "0.5"}),
        ("-1.8", {"answer": "-1.8"}),
        ("−1.8", {"answer": "-1.8"}),
        ("+3", {"answer": "3"}),
        ("0", {"answer": "0"}),
        ("25 %", {"answer": "25", "unit": "%"}),
        ("25", {"answer": "25", "unit": "%"}),
        ("1 row", {"answer": "1", "unit": "rows"}),
        ("(2, 3, 64)", {"answer": "(2, 3, 64)"}),
        ("2 x 3 x 64", {"answer": "(2, 3, 64)"}),
        ("2×3×64", {"answer": "(2, 3, 64)"}),
        ("2 3 64", {"answer": "(2, 3, 64)"}),
        ("(30,000, 512)", {"answer": "(30_000, 512)"}),
        ("30,000 × 512", {"answer": "(30_000, 512)"}),
        ("30,000x512", {"answer": "(30_000, 512)"}),
        ("(8,30,000)", {"answer": "(8, 30_000)"}),
        ("(30,000,)", {"answer": "(30_000,)"}),
        ("(30,128,512)", {"answer": "(30, 128, 512)"}),
        ("[1,000.5, −2]", {"answer": "[1000.5, -2]"}),
        ("[0.5, −1.8]", {"answer": "[0.5, -1.8]"}),
        ("0.5; -1.8", {"answer": "np.array([0.5, -1.8])"}),
        ("[[1,2],[3,4]]", {"answer": "[[1, 2], [3, 4]]"}),
        ("[[1 2]\n [3 4]]", {"kind": "output", "code": "print([[1, 2], [3, 4]])"}),
        ("'a', 'b'", {"kind": "output", "code": "print('a', 'b')"}),
        ("−1.0", {"kind": "output", "code": "print(-1.0)"}),
    ],
)
def test_a_right_answer_is_right_however_it_is_written(given, changes):
    assert judged(given, **changes).right is True


@pytest.mark.parametrize("given", ["x", "Something.", "I do not know"])
def test_an_answer_in_words_counts_as_nothing_until_the_learner_has_compared_it(given):
    judgement = judged(given, kind="short", answer="Something.")
    assert judgement.open
    assert not judgement.right
    assert judgement.likely is None
    assert judgement.says == "Compare it with yours."


def test_a_wrong_choice_gets_its_own_sentence_with_the_drawn_numbers():
    asked = ask(
        card(
            kind="choose",
            choices=["{n} rows", "{n} columns", "none"],
            why_not=["A column is no row: {n}.", "Some are."],
            draw={"n": [7]},
        )
    )
    told = {choice: judge_answer(asked, str(k)).says for k, choice in enumerate(asked.choices, 1)}
    assert told == {
        "7 rows": "Right.",
        "7 columns": "Not yet. A column is no row: 7.",
        "none": "Not yet. Some are.",
    }


def test_the_likely_rating_is_good_or_again_and_none_before_an_answer():
    assert [judged(text).likely for text in ("10", "11", "")] == [3, 1, None]


@pytest.mark.parametrize(
    ("given", "changes", "sentence"),
    [
        ("", MB, "Write your answer first."),
        ("   ", {"kind": "short", "answer": "a"}, "Write your answer first."),
        ("", {"kind": "choose", "choices": ["a", "b"]}, "Choose an answer first."),
        ("3", {"kind": "choose", "choices": ["a", "b"]}, "Choose a number from 1 to 2."),
        ("the first", {"kind": "choose", "choices": ["a", "b"]}, "Choose a number from 1 to 2."),
        (
            "many",
            MB,
            "No number could be read in “many”; write one such as 10.24, 10,240,000 or 1e7.",
        ),
        ("1.2.3", MB, "No number could be read in “1.2.3”"),
        ("nan", MB, "No number could be read in “nan”"),
        ("1/0", MB, "No number could be read"),
        ("9^9^9^9^9", MB, "No number could be read"),
        ("10.24 apples", MB, "You wrote “apples”; the answer asked for is in MB."),
        ("10240000 bytes", COUNT, "You wrote “bytes”; the answer asked for is in parameters."),
        (
            "5 rows",
            {"answer": "5"},
            "You wrote “rows”; the answer asked for is a number without a unit.",
        ),
        (
            "two by three",
            {"answer": "(2, 3)"},
            "No numbers could be read in “two by three”; write them like (2, 3).",
        ),
    ],
)
def test_what_cannot_be_read_gets_a_sentence_and_another_try(given, changes, sentence):
    found = judged(given, **changes)
    assert found.right is None
    assert sentence in found.says


@pytest.mark.parametrize(
    ("given", "changes", "sentence"),
    [
        ("10240", MB, "off by a factor of 1,000."),
        ("0.01024 MB", MB, "off by a factor of 1,000."),
        ("10,240,000", MB, "off by a factor of 1,000,000."),
        ("102.4", MB, "off by a factor of 10."),
        ("9.77", MB, "MB counts in thousands (10⁶ bytes), MiB in 1,024s (2²⁰ bytes)."),
        ("10.24 MiB", MB, "MiB"),
        ("2.56 MB", MB, "off by a factor of 4: how many bytes does one number take?"),
        ("5.12", MB, "off by a factor of 2: how many bytes"),
        ("5,120,000", COUNT, "off by a factor of 2."),
        ("1.8", {"answer": "-1.8"}, "The size is right, the sign is not."),
        ("10.9", MB, "Not yet."),
        ("3", {"answer": "0"}, "Not yet."),
        ("(3, 2, 64)", {"answer": "(2, 3, 64)"}, "The numbers are right, their order is not."),
        ("(2, 64)", {"answer": "(2, 3, 64)"}, "The answer has 3 numbers; yours has 2."),
        ("(2, 3, 65)", {"answer": "(2, 3, 64)"}, "2 of 3 numbers are right."),
        ("(30,000, 512)", {"answer": "(30, 512)"}, "1 of 2 numbers are right."),
        ("(512, 30,000)", {"answer": "(30_000, 512)"}, "their order is not."),
        ("(30,0000, 512)", {"answer": "(30_000, 512)"}, "yours has 3."),
        ("(0,512, 64)", {"answer": "(512, 64)"}, "yours has 3."),
        ("(1.5,250, 64)", {"answer": "(1.5250, 64)"}, "yours has 3."),
        (
            "[1, 2, 3, 4]",
            {"kind": "output", "code": "print([[1, 2], [3, 4]])"},
            "Look at the brackets.",
        ),
        ("[[1, 2], [3, 5]]", {"kind": "output", "code": "print([[1, 2], [3, 4]])"}, "Not yet."),
    ],
)
def test_a_wrong_answer_gets_a_sentence_about_what_is_wrong_with_it(given, changes, sentence):
    found = judged(given, **changes)
    assert found.right is False
    assert sentence in found.says
    assert found.says.startswith("Not yet.")


def test_the_tolerance_of_a_card_counts():
    assert judged("10.3", answer="10.24", tolerance=0.01).says == "Right."
    assert judged("10.3", answer="10.24", tolerance=0.0).says == "Not yet."
    assert judged("10.24", answer="10.24", tolerance=0.0).says == "Right."


WRITINGS = [
    "{:,}".format,
    "{:e}".format,
    lambda x: f"{x:,}".replace(",", "\N{NARROW NO-BREAK SPACE}"),
    lambda x: f"{x:,}".replace(",", "'"),
    lambda x: str(x).replace("-", "−"),
    lambda x: f"≈ {x} rows",
    lambda x: f"{x}/1",
    lambda x: f"{x / 1000:.9g} thousand",
]


@pytest.mark.parametrize("write", WRITINGS)
@drawn(number=st.integers(-(10**9), 10**9).filter(bool), digits=st.integers(0, 3))
def test_a_number_is_read_from_every_usual_way_to_write_it(write, number, digits):
    number = number / 10**digits if digits else number
    exact = {"answer": repr(number), "unit": "rows", "tolerance": 1e-6}
    assert judged(write(number), **exact).right
    assert judged(write(number + abs(number) * 0.01), **exact).right is False


SEPARATORS = {", ": "{:,}", " × ": "{:,}", " x ": "{:,}", "x": "{:,}", "; ": "{:,}", ",": "{}"}
SHAPES = st.lists(st.integers(0, 200_000), min_size=1, max_size=5)


@pytest.mark.parametrize("brackets", ["", "()", "[]"])
@pytest.mark.parametrize("separator", SEPARATORS)
@drawn(shape=SHAPES)
def test_a_shape_is_read_as_itself_with_commas_of_thousands_and_without(shape, separator, brackets):
    left, right = brackets or ("", "")
    for form in {"{}", SEPARATORS[separator]}:
        text = left + separator.join(map(form.format, shape)) + right
        read = listed_numbers(unify_notation(text).replace("x", " "), len(shape))
        assert read == shape, text
        assert judged(text, answer=repr(tuple(shape)), tolerance=0).right, text


@drawn(shape=SHAPES)
def test_a_shape_as_python_and_as_the_page_write_it_is_read_as_itself(shape):
    shape = tuple(shape)
    for text in (str(shape), written_numbers(shape)):
        assert listed_numbers(text, len(shape)) == list(shape), text


ONE_EACH = {
    "number": MB,
    "shape": {"answer": "(2, 3)"},
    "output": {"kind": "output", "code": "print(1)"},
    "choose": {"kind": "choose", "choices": ["a", "b"]},
}


@pytest.mark.parametrize(
    "given", ["\x00", "🦆" * 9, "1" * 100_000, "((((", "\\", "1e999", "--", "e", "½½½", "∞", "%s"]
)
@pytest.mark.parametrize("changes", ONE_EACH.values(), ids=ONE_EACH)
def test_nothing_that_is_typed_breaks_the_judge(given, changes):
    found = judged(given, **changes)
    assert not found.right
    assert len(found.says) < 400
