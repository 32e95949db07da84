"""Cards with numbers: a second way gives each answer, and no usual mistake is taken for right."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

import embedlab as el
from embedlab.practice.reviewing import cards
from embedlab.practice.reviewing.answers import judge_answer
from tests.practice.reviewing.course_deck import DECK, name_of, of_kind
from tests.practice.reviewing.ways_first import FIRST
from tests.practice.reviewing.ways_later import LATER

WAYS = FIRST | LATER

COMPUTED = of_kind("number", "output")


def every_draw(card):
    """All numbers that the card can show, each with the card asked for them."""
    names, values = list(card.draw or {}), (card.draw or {}).values()
    for drawn in product(*map(cards.drawable_values, values)):
        only = dict(zip(names, drawn, strict=True))
        yield only, cards.ask(replace(card, draw={name: [value] for name, value in only.items()}))


def written(value):
    """An answer as a learner would type it."""
    return (
        value
        if isinstance(value, str)
        else str(np.asarray(value).tolist()).replace("[", "(").replace("]", ")")
    )


def test_every_computed_card_has_a_second_way_to_its_answer():
    assert {card.name for card in COMPUTED} == WAYS.keys()


@pytest.mark.parametrize("card", COMPUTED, ids=name_of)
def test_a_second_way_gives_the_same_answer_for_all_numbers(card):
    right = WAYS[card.name][0]
    for drawn, asked in every_draw(card):
        expected = right(**drawn) if card.draw else right()
        if card.kind == "number":
            assert np.all(np.isfinite(asked.value))
            assert np.allclose(asked.value, np.array(expected, float), rtol=1e-5, atol=1e-7), drawn
        else:
            assert asked.answer == str(expected), drawn


@pytest.mark.parametrize("card", [card for card in COMPUTED if card.draw], ids=name_of)
def test_the_right_answer_is_taken_and_each_usual_mistake_is_not(card):
    _, *wrong = WAYS[card.name]
    assert wrong
    for drawn, asked in every_draw(card):
        assert judge_answer(asked, asked.answer).right, drawn
        for way in wrong:
            mistaken = (
                way(**drawn)
                if way not in (np.dot, np.log2, np.mean, min, sum)
                else way(*drawn.values())
            )
            found = judge_answer(
                asked, str(mistaken) if card.kind == "output" else written(mistaken)
            )
            assert found.right is False, (drawn, mistaken)


@pytest.mark.parametrize("card", [card for card in COMPUTED if card.draw], ids=name_of)
def test_fresh_numbers_bring_fresh_answers(card):
    answers = [asked.answer for _, asked in every_draw(card)]
    assert len(answers) >= 3
    assert len(set(answers)) >= 3
    assert max(map(answers.count, answers)) <= len(answers) / 2
    shown = [cards.ask(card, occasion) for occasion in range(-1, len(answers) - 1)]
    assert len({asked.question + asked.code for asked in shown}) == len(answers)


def test_two_decimals_are_enough_for_a_cosine():
    for _, asked in every_draw(DECK["similarity-cosine"]):
        assert judge_answer(asked, f"{asked.value:.2f}").right


def test_the_spread_of_real_draws_is_what_the_card_says():
    for drawn, asked in every_draw(DECK["initialization-spread"]):
        E = el.init_table(4000, drawn["d"], std=drawn["s"]).astype(float)
        assert np.isclose(el.dot(E[:2000], E[2000:]).std(), asked.value, rtol=0.08)


def test_the_time_between_two_turns_is_what_the_card_says():
    rng = np.random.default_rng(0)
    reads = rng.integers(0, 1000, (20_000, 50)) < 2  # c = 2 of N = 1,000 words, n = 50 per step
    steps = eval(DECK["frequency-turns"].answer, {"c": 2, "N": 1000, "n": 50})
    assert np.isclose(1 / reads.sum(axis=1).mean(), steps, rtol=0.05)
