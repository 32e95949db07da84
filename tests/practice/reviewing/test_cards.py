"""Cards: the right answer is taken, links lead somewhere, mistakes in the file are named."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embedlab.practice.exercises import registry
from embedlab.practice.lessons import LESSONS
from embedlab.practice.reviewing import cards
from embedlab.practice.reviewing.answers import judge_answer
from tests import ROOT
from tests.practice.reviewing import card as made
from tests.practice.reviewing import typed
from tests.practice.reviewing.course_deck import CELLS, every_card, name_of, of_kind, prose

# ---- the cards of the course


@every_card
def test_the_right_answer_of_a_card_is_taken_as_right_whatever_numbers_are_drawn(card):
    for occasion in range(25):
        one = cards.ask(card, occasion)
        judged = judge_answer(one, typed(one))
        assert judged.open if card.kind == "short" else judged.right, one
        words = " ".join([one.question, one.why, *one.choices, *one.why_not.values()])
        assert not re.search(r"\{\w+[:}]", words), "a name that is not drawn"
        for n, choice in enumerate(one.choices, 1):
            assert judge_answer(one, str(n)).right == (choice == one.answer)


@every_card
def test_a_card_leads_to_a_heading_of_its_lesson_and_to_an_exercise_that_exists(card):
    path, heading = cards.lesson_address(card).split("#")
    assert (ROOT / path).stem == LESSONS[card.lesson]
    assert (ROOT / path).exists()
    assert card.section in re.findall(r"^## (.+)$", prose(CELLS[card.lesson]), re.MULTILINE)
    assert heading == card.section.replace(" ", "-")
    assert not card.exercise or registry()[card.exercise].lesson == card.lesson


@pytest.mark.parametrize("card", of_kind("output"), ids=name_of)
def test_what_a_line_of_code_prints_is_what_python_prints(card, capsys):
    for occasion in range(5):
        asked = cards.ask(card, occasion)
        exec(f"import numpy as np\nfrom embedlab import *\n{asked.code}", {})
        assert capsys.readouterr().out.strip() == asked.answer


def test_the_same_occasion_draws_the_same_numbers_and_another_one_others():
    one = made(
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


@given(st.lists(st.integers(1, 4), min_size=1, max_size=4), st.integers(-50, 50))
def test_all_combinations_come_once_before_one_comes_again(sizes, first):
    draw = {name: list(range(size)) for name, size in zip("abcd", sizes, strict=False)}
    question = " ".join("{" + name + "}" for name in draw)
    one = made(question=question, draw=draw)
    n = math.prod(sizes)
    shown = [cards.ask(one, first + k).question for k in range(2 * n)]
    assert len(set(shown[:n])) == n
    assert shown[n:] == shown[:n]


def test_the_place_of_the_right_choice_says_nothing():
    one = made(kind="choose", choices=["right", "wrong", "worse"], answer="")
    places = [cards.ask(one, k).choices.index("right") for k in range(60)]
    assert all(places.count(place) > 8 for place in range(3))


def test_braces_that_name_nothing_drawn_stay():
    code = "x = {n}\nprint({'a': x}, f'{x:02}')"
    one = cards.ask(made(kind="output", code=code, draw={"n": [7]}))
    assert one.code.startswith("x = 7\n")
    assert one.answer == "{'a': 7} 07"


# ---- mistakes in a card file


GOOD = """warm_up = "gradient-a"

[[card]]
name = "gradient-a"
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
            "gradient.toml: Invalid value (at line 6, column 8).",
        ),
        (
            changed('kind = "number"\n', ""),
            "gradient.toml, line 3, card 'gradient-a': kind is missing.",
        ),
        (
            changed("number", "riddle"),
            "card 'gradient-a': kind is 'riddle'; it can be choose, short, number, output.",
        ),
        (changed('"1"', "1"), "line 3, card 'gradient-a': answer must be str, not 1."),
        (
            changed("why", "reason"),
            "line 3, card 'gradient-a': 'reason' is not a key of a card; it has name, question",
        ),
        (
            changed('name = "gradient-a"', 'name = "6-a"'),
            "card '6-a': a name is the lesson's word, a dash and small letters, as in gradient-",
        ),
        (changed('name = "gradient-a"', 'name = "training-a"'), "card 'training-a': a name is the"),
        (changed('name = "gradient-a"\n', ""), "line 3, card 'without a name': name is missing."),
        (changed('answer = "1"\n', ""), "line 3, card 'gradient-a': answer is missing."),
        (
            changed('kind = "number"', 'kind = "choose"\nchoices = ["a"]'),
            "choices must be two or more that differ",
        ),
        (
            changed('kind = "number"', 'kind = "choose"\nchoices = ["a", "a"]'),
            "must be two or more that differ",
        ),
        (
            changed(
                'kind = "number"', 'kind = "choose"\nchoices = ["a", "b"]\nwhy_not = ["c", "d"]'
            ),
            "line 3, card 'gradient-a': why_not has 2 sentences for 1 wrong choices.",
        ),
        (
            GOOD + GOOD[GOOD.index("[[card]]") :],
            "line 10, card 'gradient-a': gradient.toml, line 3 has a card of that name",
        ),
        (
            changed('warm_up = "gradient-a"', 'warm_up = "lookup-b"'),
            "gradient.toml, warm_up: there is no card 'lookup-b'.",
        ),
        (GOOD + "[cards]\n", "gradient.toml: 'cards' is not a key of a card file"),
        (
            "warm_up = 3",
            "gradient.toml: 'warm_up' is not a key of a card file, or has a wrong value",
        ),
        ("[card]\nname = 'a'", "gradient.toml: a card begins with [[card]], in double brackets."),
        (
            "card = [{name = 'a'}]",
            "gradient.toml: a card begins with [[card]], on a line of its own.",
        ),
    ],
)
def test_a_mistake_in_a_card_file_gets_a_sentence_that_names_its_place(text, sentence):
    with pytest.raises(cards.CardError) as error:
        cards.read_deck({"gradient": text})
    assert sentence in str(error.value)


def test_a_card_file_without_mistakes_is_read():
    deck, shown = cards.read_deck({"gradient": GOOD})
    assert list(deck) == ["gradient-a"]
    assert shown == {"warm_up": {"gradient": "gradient-a"}, "before_you_go": {}}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"answer": "V * d"},
            "cards.toml, line 9, card 'gradient-a': NameError: name 'V' is not defined.",
        ),
        ({"answer": "1 +"}, "SyntaxError"),
        ({"answer": "float('nan')"}, "the answer is nan"),
        ({"answer": "'a'"}, "card 'gradient-a'"),
        ({"draw": {"V": 3}}, "card 'gradient-a'"),
        ({"draw": {"V": []}}, "card 'gradient-a'"),
        ({"kind": "output", "code": "print(x)"}, "NameError: name 'x' is not defined."),
        (
            {"kind": "output", "code": "print({n})", "draw": {"n": [2]}, "wrong": ["2", "3"]},
            "two choices are the sam",
        ),
    ],
)
def test_an_expression_that_fails_names_its_card(changes, sentence):
    with pytest.raises(cards.CardError) as error:
        cards.ask(made(place="cards.toml, line 9", **changes))
    assert sentence in str(error.value)
