"""The deck as a whole: it covers the course, asks briefly, and its choices give nothing away."""

import re
import statistics

import pytest

from embedlab.practice.exercises import registry
from embedlab.practice.reviewing import cards, pages
from embedlab.practice.reviewing.answers import judge_answer
from tests.practice.reviewing.course_deck import CELLS, DECK, every_card, name_of, of_kind, prose

# Every key takeaway and every common mistake of the course, with an exercise that trains it.
COURSE = {
    "takeaway: a learned row per token": "lookup-one-token",
    "takeaway: lookup is one-hot times E": "onehot-product",
    "takeaway: output (B, T, d)": "lookup-batch",
    "takeaway: sparse row gradients": "gradient-by-hand",
    "takeaway: cosine is direction": "similarity-cosine",
    "takeaway: d trades capacity for cost": "dimension-growth",
    "takeaway: init scale matters": "initialization-length-and-spread",
    "takeaway: frequency shapes quality": "frequency-turns",
    "takeaway: subwords help": "subwords-rare-tokens",
    "takeaway: tying shares geometry": "tying-two-roles",
    "takeaway: positions are added": "transformer-positions",
    "takeaway: masks act on scores": "transformer-masks",
    "mistake: IDs as magnitudes": "tokens-straight-line",
    "mistake: 1-based IDs": "tokens-first-come",
    "mistake: V, d or T swapped": "lookup-batch",
    "mistake: tokenizer and table do not match": "lookup-range",
    "mistake: float IDs": "onehot-mean-of-rows",
    "mistake: expecting order in E": "onehot-order",
    "mistake: expecting context in E": "tokens-context",
    "mistake: reading single dimensions": "beyond-price",
    "mistake: dot for cosine": "similarity-cosine",
    "mistake: distance for similarity": "similarity-neighbours",
    "mistake: all rows move": "gradient-by-hand",
    "mistake: duplicates lost": "gradient-mend-step",
    "mistake: forgetting the transpose": "gradient-backwards",
    "mistake: N(0, 1) with tying": "initialization-tied-start",
    "mistake: training the pad row": "transformer-pad-row",
    "mistake: averaging the pad row": "transformer-averages",
    "mistake: pretrained rows in the wrong order": "pretrained-row-order",
    "mistake: bigger d is always better": "dimension-choose-d",
    "mistake: frozen in name only": "pretrained-frozen",
    "mistake: comparing raw coordinates of two runs": "beyond-two-runs",
    "mistake: a 2-D plot taken for the truth": "similarity-flat-picture",
}


def test_there_are_at_least_three_cards_for_each_lesson_and_all_kinds():
    assert len(DECK) >= 66
    for lesson in CELLS:
        assert sum(card.lesson == lesson for card in DECK.values()) >= 3, lesson
    assert all(len(of_kind(kind)) >= 5 for kind in ("choose", "short", "number", "output"))


def test_every_takeaway_and_every_mistake_has_a_card_and_an_exercise():
    assert {name for card in DECK.values() for name in card.covers} == set(COURSE)
    assert set(COURSE.values()) <= set(registry())


@every_card
def test_a_card_asks_one_thing_briefly(card):
    asked = cards.ask(card)
    assert len(asked.question) <= 230
    assert asked.question.rstrip("”`").count("?") <= 1
    assert re.search(r"[?.]$", asked.question)
    assert 30 <= len(card.why) <= 130
    assert card.why.endswith(".")
    assert "\n" not in card.why + card.question


@pytest.mark.parametrize("card", of_kind("choose"), ids=name_of)
def test_the_wrong_choices_do_not_give_themselves_away_by_beginning_alike(card):
    first, *others = (choice.split()[0] for choice in card.choices)
    assert first in others or len(set(others)) > 1


@pytest.mark.parametrize(
    "card", [card for card in DECK.values() if card.choices or card.wrong], ids=name_of
)
def test_each_wrong_choice_gets_a_sentence_of_its_own(card):
    asked = cards.ask(card)
    assert asked.why_not.keys() == set(asked.choices) - {asked.answer}
    said = [
        judge_answer(asked, str(n)).says
        for n, choice in enumerate(asked.choices, 1)
        if choice != asked.answer
    ]
    assert len(set(said)) == len(said)
    assert all(40 <= len(one) <= 115 and one.startswith("Not yet. ") for one in said)
    assert all(one.endswith(".") and "?" not in one for one in said)


TERMS = """token|row|embedding|loss|ID|vocabulary|one-hot|`[UNK]`|`[PAD]`|weight|batch|lookup|
float32|MB|shape|gradient|∂L|dot product|cosine|direction|norm|GloVe|t-SNE|N(0|σ|
standard deviation|logit|softmax|pretrained|ln V|optimizer|momentum|Adam|SGD|η|decay|upstream|
transpose|window|skip-gram|centre|neighbour|probabilit|byte-pair|merge|subword|tied|bigram|
in between|fine-tun|frozen|held-out|overfit|activations|heads|attention|causal|position|multiset|
rotation|seed|Procrustes|random walk|cold start""".replace("\n", "").split("|")


def wording(card):
    answer = card.answer if card.kind == "short" else ""  # others are expressions
    return " ".join([card.question, card.why, *card.choices, *card.why_not, answer])


@pytest.mark.parametrize("term", TERMS)
def test_no_card_uses_a_word_before_a_lesson_has_introduced_it(term):
    found = re.compile(r"(?<!\w)" + re.escape(term), re.IGNORECASE)
    first = next(
        lesson for lesson in CELLS if found.search(prose(CELLS[lesson]).split("## In practice")[0])
    )
    before = list(CELLS)[: list(CELLS).index(first)]
    early = [
        card.name for card in DECK.values() if card.lesson in before and found.search(wording(card))
    ]
    assert not early, f"{term} comes in lesson {first}"


def test_the_right_choice_is_neither_the_longest_nor_the_shortest_as_a_rule():
    longest = shortest = 0
    choose = of_kind("choose")
    for card in choose:
        right, *wrong = map(len, card.choices)
        longest += right > max(wrong)
        shortest += right < min(wrong)
        assert max(right, *wrong) <= 1.6 * min(right, *wrong) + 12, card.name
    assert 0.15 <= longest / len(choose) <= 0.4
    assert 0.15 <= shortest / len(choose) <= 0.4


@pytest.mark.parametrize(
    "card", [card for card in DECK.values() if card.choices or card.wrong], ids=name_of
)
def test_choices_differ_are_few_and_come_in_another_order_each_time(card):
    shown = [cards.ask(card, occasion).choices for occasion in range(30)]
    assert all(len(set(one)) == len(one) and 3 <= len(one) <= 4 for one in shown)
    assert not re.search("all of|none of the|both of", " ".join(card.choices), re.IGNORECASE)
    right = [one.index(cards.ask(card, occasion).answer) for occasion, one in enumerate(shown)]
    assert len(set(right)) == len(shown[0])


def test_the_right_choice_stands_in_each_place_about_as_often():
    asked = [cards.ask(card) for card in of_kind("choose")]
    places = [one.choices.index(one.answer) / (len(one.choices) - 1) for one in asked]
    assert 0.3 <= statistics.mean(places) <= 0.7


@pytest.mark.parametrize("card", [card for card in DECK.values() if card.draw], ids=name_of)
def test_a_card_that_draws_has_other_numbers_at_each_place_of_a_lesson(card):
    places = (pages.IN_THE_TEXT, pages.AT_THE_START, pages.AT_THE_END)
    asked = [cards.ask(card, occasion) for occasion in places]
    assert len({(one.question, one.code, frozenset(one.choices)) for one in asked}) == len(places)
