"""Cards: what they ask can be right, mistakes in their file are named, and answers are read as they were meant."""

import re
import subprocess
import sys

import nbformat
import pytest

from embedlab import practice
from embedlab.practice.exercises import registry
from embedlab.practice.reviewing import cards
from embedlab.practice.reviewing.answers import judge_answer
from tests import ROOT

SHIPPED, _ = cards.load()
every_card = pytest.mark.parametrize("card", SHIPPED.values(), ids=SHIPPED)


def card(**changes):
    return cards.Card(
        **{
            "name": "06-a",
            "question": "?",
            "kind": "number",
            "answer": "10",
            "why": "So.",
            "section": "S",
            **changes,
        }
    )


def asked(**changes):
    return cards.ask(card(**changes))


def says(given, **changes):
    return judge_answer(asked(**changes), given).says


def typed(one):
    """The right answer, as a learner gives it."""
    return str(one.choices.index(one.answer) + 1) if one.choices else one.answer


# ---- the cards of the course --------------------------------------------------------------------------


@every_card
def test_the_right_answer_of_a_card_is_taken_as_right_whatever_numbers_are_drawn(card):
    for occasion in range(25):
        one = cards.ask(card, occasion)
        assert judge_answer(one, typed(one)).right, one
        assert not re.search(r"\{\w+[:}]", one.question + one.why), "a name that is not drawn"
        for n, choice in enumerate(one.choices, 1):
            assert judge_answer(one, str(n)).right == (choice == one.answer)


@every_card
def test_a_card_leads_to_a_heading_of_its_lesson_and_to_an_exercise_that_exists(card):
    notebook = nbformat.read(ROOT / cards.lesson_address(card).split("#")[0], as_version=4)
    headings = re.findall(r"^## (.+)$", "\n".join(c.source for c in notebook.cells), re.MULTILINE)
    assert card.section in headings
    assert cards.lesson_address(card).split("#")[1] == card.section.replace(" ", "-")
    assert not card.exercise or registry()[card.exercise].lesson == card.lesson


@every_card
def test_what_a_line_of_code_prints_is_what_python_prints(card):
    if card.kind != "output":
        return
    head = "import numpy as np\nfrom embedlab import *\n"
    for occasion in range(2):
        one = cards.ask(card, occasion)
        command = [sys.executable, "-c", head + one.code]
        printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        assert printed.strip() == one.answer


def test_the_same_occasion_draws_the_same_numbers_and_another_one_others():
    one = card(
        draw={"a": {"lo": 1, "hi": 9}, "b": [0.5, 1.5]},
        answer="a * b",
        question="{a} times {b:.1f}",
    )
    assert cards.ask(one, 3) == cards.ask(one, 3)
    drawn = [cards.ask(one, k) for k in range(40)]
    assert len({d.question for d in drawn}) > 10
    assert {d.question[0] for d in drawn} == set("123456789")
    for d in drawn:
        a, b = d.question.split(" times ")
        assert d.value == int(a) * float(b)


def test_the_place_of_the_right_choice_says_nothing():
    one = card(kind="choose", choices=["right", "wrong", "worse"], answer="")
    places = [cards.ask(one, k).choices.index("right") for k in range(60)]
    assert all(places.count(place) > 8 for place in range(3))


def test_braces_that_name_nothing_drawn_stay():
    one = asked(kind="output", code="x = {n}\nprint({'a': x}, f'{x:02}')", draw={"n": [7]})
    assert one.code.startswith("x = 7\n")
    assert one.answer == "{'a': 7} 07"


# ---- mistakes in a card file --------------------------------------------------------------------------


GOOD = """[lessons]
"06" = "06_gradient_step"

[[card]]
name = "06-a"
question = "?"
kind = "number"
answer = "1"
why = "So."
section = "S"
"""


def changed(old, new):
    assert old in GOOD
    return GOOD.replace(old, new)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            changed('kind = "number"', "kind = number"),
            "my.toml: Invalid value (at line 7, column 8).",
        ),
        (changed('kind = "number"\n', ""), "my.toml, line 4, card '06-a': kind is missing."),
        (
            changed("number", "riddle"),
            "card '06-a': kind is 'riddle'; it can be choose, short, number, output.",
        ),
        (changed('"1"', "1"), "line 4, card '06-a': answer must be str, not 1."),
        (
            changed("why", "reason"),
            "line 4, card '06-a': 'reason' is no key of a card; it has name, question, kind",
        ),
        (
            changed('"06-a"', '"6-a"'),
            "card '6-a': a name is the lesson's two digits, a dash and small letters",
        ),
        (changed('"06-a"', '"07-a"'), "card '07-a': lesson 07 is not in the table [lessons]."),
        (changed('name = "06-a"\n', ""), "line 4, card 'without a name': name is missing."),
        (changed('answer = "1"\n', ""), "line 4, card '06-a': answer is missing."),
        (
            changed('kind = "number"', 'kind = "choose"\nchoices = ["a"]'),
            "choices must be two or more that differ",
        ),
        (
            changed('kind = "number"', 'kind = "choose"\nchoices = ["a", "a"]'),
            "must be two or more that differ",
        ),
        (
            GOOD + GOOD[GOOD.index("[[card]]") :],
            "line 11, card '06-a': my.toml, line 4 has a card of that name",
        ),
        (
            GOOD + '[warm_up]\n"06" = "05-b"\n',
            "my.toml, table warm_up, lesson 06: there is no card '05-b'.",
        ),
        (GOOD + "[cards]\n", "my.toml: 'cards' is no table of a card file."),
        ("warm_up = 3", "my.toml: 'warm_up' is no table of a card file"),
        ("[card]\nname = 'a'", "my.toml: a card begins with [[card]], in double brackets."),
    ],
)
def test_a_mistake_in_a_card_file_gets_a_sentence_that_names_its_place(text, sentence):
    with pytest.raises(cards.CardError) as error:
        cards.read_cards(text, "my.toml")
    assert sentence in str(error.value)


def test_a_card_file_without_mistakes_is_read():
    deck, tables = cards.read_cards(GOOD)
    assert list(deck) == ["06-a"]
    assert tables["warm_up"] == {}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"answer": "V * d"},
            "cards.toml, line 9, card '06-a': NameError: name 'V' is not defined.",
        ),
        ({"answer": "1 +"}, "SyntaxError"),
        ({"answer": "float('nan')"}, "the answer is nan"),
        ({"answer": "'a'"}, "card '06-a'"),
        ({"draw": {"V": 3}}, "card '06-a'"),
        ({"draw": {"V": []}}, "card '06-a'"),
        ({"kind": "output", "code": "print(x)"}, "NameError: name 'x' is not defined."),
        (
            {"kind": "output", "code": "print({n})", "draw": {"n": [2]}, "wrong": ["2", "3"]},
            "two choices are the sam",
        ),
    ],
)
def test_an_expression_that_fails_names_its_card(changes, sentence):
    with pytest.raises(cards.CardError) as error:
        asked(place="cards.toml, line 9", **changes)
    assert sentence in str(error.value)


# ---- what learners type -------------------------------------------------------------------------------

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
        ("[0.5, −1.8]", {"answer": "[0.5, -1.8]"}),
        ("0.5; -1.8", {"answer": "np.array([0.5, -1.8])"}),
        ("[[1,2],[3,4]]", {"answer": "[[1, 2], [3, 4]]"}),
        ("[[1 2]\n [3 4]]", {"kind": "output", "code": "print([[1, 2], [3, 4]])"}),
        ("'a', 'b'", {"kind": "output", "code": "print('a', 'b')"}),
        ("−1.0", {"kind": "output", "code": "print(-1.0)"}),
        ("anything", {"kind": "short", "answer": "Something."}),
    ],
)
def test_a_right_answer_is_right_however_it_is_written(given, changes):
    assert judge_answer(asked(**changes), given).right is True


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
    found = judge_answer(asked(**changes), given)
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
        (
            "[1, 2, 3, 4]",
            {"kind": "output", "code": "print([[1, 2], [3, 4]])"},
            "Look at the brackets.",
        ),
        ("[[1, 2], [3, 5]]", {"kind": "output", "code": "print([[1, 2], [3, 4]])"}, "Not yet."),
    ],
)
def test_a_wrong_answer_gets_a_sentence_about_what_is_wrong_with_it(given, changes, sentence):
    found = judge_answer(asked(**changes), given)
    assert found.right is False
    assert sentence in found.says
    assert found.says.startswith("Not yet.")


def test_the_tolerance_of_a_card_counts():
    assert says("10.3", answer="10.24", tolerance=0.01) == "Right."
    assert says("10.3", answer="10.24", tolerance=0.0) == "Not yet."
    assert says("10.24", answer="10.24", tolerance=0.0) == "Right."


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
    found = judge_answer(asked(**changes), given)
    assert not found.right
    assert len(found.says) < 400
