"""Each review card is right: its answer is found a second way, no usual mistake is taken, its lesson exists.

What a card of the kind "short" or "choose" says in words is computed too, where it can be.
"""

import os
import re
import statistics
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from itertools import count, product

import nbformat
import numpy as np
import pytest

import embedlab as el
from embedlab.attention import attention_scores, causal_mask
from embedlab.corpora import load_glove
from embedlab.practice.exercises import registry
from embedlab.practice.reviewing import cards
from embedlab.practice.reviewing.answers import judge_answer
from embedlab.practice.exercises import registry
from embedlab.softmax import log_softmax, masked_softmax
from embedlab.training import corpus_loss, pair_probabilities
from embedlab.tying import fit_bigram, tied_gradients
from tests import ROOT

NOTEBOOKS = ROOT / "notebooks"
DECK, TABLES = cards.load()
CELLS = {
    path.stem[:2]: nbformat.read(path, as_version=4).cells
    for path in sorted(NOTEBOOKS.glob("[0-9]*.ipynb"))
}

# Every key takeaway and every common mistake of the course, with an exercise that trains it.
COURSE = {
    "takeaway: a learned row per token": "02-one-token",
    "takeaway: lookup is one-hot times E": "03-product",
    "takeaway: output (B, T, d)": "02-batch",
    "takeaway: sparse row gradients": "06-by-hand",
    "takeaway: cosine is direction": "04-cosine",
    "takeaway: d trades capacity for cost": "11-growth",
    "takeaway: init scale matters": "05-length-and-spread",
    "takeaway: frequency shapes quality": "08-turns",
    "takeaway: subwords help": "08-rare-tokens",
    "takeaway: tying shares geometry": "09-two-roles",
    "takeaway: positions are added": "12-positions",
    "takeaway: masks act on scores": "12-masks",
    "mistake: IDs as magnitudes": "01-straight-line",
    "mistake: 1-based IDs": "01-first-come",
    "mistake: V, d or T swapped": "02-batch",
    "mistake: tokenizer and table do not match": "02-range",
    "mistake: float IDs": "03-mean-of-rows",
    "mistake: expecting order in E": "03-order",
    "mistake: expecting context in E": "01-context",
    "mistake: reading single dimensions": "13-price",
    "mistake: dot for cosine": "04-cosine",
    "mistake: distance for similarity": "04-neighbours",
    "mistake: all rows move": "06-by-hand",
    "mistake: duplicates lost": "06-mend-step",
    "mistake: forgetting the transpose": "06-backwards",
    "mistake: N(0, 1) with tying": "05-tied-start",
    "mistake: training the pad row": "12-pad-row",
    "mistake: averaging the pad row": "12-averages",
    "mistake: pretrained rows in the wrong order": "10-row-order",
    "mistake: bigger d is always better": "11-choose-d",
    "mistake: frozen in name only": "10-frozen",
    "mistake: comparing raw coordinates of two runs": "13-two-runs",
    "mistake: a 2-D plot taken for the truth": "04-flat-picture",
}

every_card = pytest.mark.parametrize("card", DECK.values(), ids=DECK)


def prose(lesson):
    return "\n\n".join(cell.source for cell in CELLS[lesson] if cell.cell_type == "markdown")


def name_of(card):
    return card.name


def of_kind(*kinds):
    return [card for card in DECK.values() if card.kind in kinds]


# ---- the deck -------------------------------------------------------------------------------------------------


def test_there_are_three_to_six_cards_for_each_lesson_and_all_kinds():
    assert len(DECK) >= 66
    assert list(TABLES["lessons"]) == list(CELLS)
    for lesson in CELLS:
        assert 3 <= sum(card.lesson == lesson for card in DECK.values()) <= 6, lesson
    assert all(len(of_kind(kind)) >= 5 for kind in ("choose", "short", "number", "output"))


def test_cards_stand_in_the_order_of_the_lessons():
    assert [card.lesson for card in DECK.values()] == sorted(card.lesson for card in DECK.values())


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


TERMS = """token|row|embedding|loss|ID|vocabulary|one-hot|`[UNK]`|`[PAD]`|weight|batch|lookup|float32|MB|shape|
gradient|∂L|dot product|cosine|direction|norm|GloVe|t-SNE|N(0|σ|standard deviation|logit|softmax|pretrained|ln V|
optimizer|momentum|Adam|SGD|η|decay|upstream|transpose|window|skip-gram|centre|neighbour|probabilit|byte-pair|
merge|subword|tied|bigram|in between|fine-tun|frozen|held-out|overfit|activations|heads|attention|causal|position|
multiset|rotation|seed|Procrustes|random walk|cold start""".replace("\n", "").split("|")


def wording(card):
    return " ".join([card.question, card.why, *card.choices, card.answer * (card.kind == "short")])


@pytest.mark.parametrize("term", TERMS)
def test_no_card_uses_a_word_before_a_lesson_has_introduced_it(term):
    found = re.compile(r"(?<!\w)" + re.escape(term), re.IGNORECASE)
    first = min(
        lesson for lesson in CELLS if found.search(prose(lesson).split("## In practice")[0])
    )
    early = [
        card.name for card in DECK.values() if card.lesson < first and found.search(wording(card))
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
    choose = of_kind("choose")
    places = [
        cards.ask(card).choices.index(card.choices[0]) / (len(card.choices) - 1) for card in choose
    ]
    assert 0.3 <= statistics.mean(places) <= 0.7


# ---- cards with numbers: a second way to each answer, and the usual wrong ways ---------------------------------

TABLE = [[0, 1], [2, 0], [-1, 3], [4, -2]]
MERGED = {
    "possess": "p-o-ss-e-ss",
    "pssst": "p-ss-s-t",
    "assess": "a-ss-e-ss",
    "lessons": "l-e-ss-o-n-s",
    "mississippi": "m-i-ss-i-ss-i-p-p-i",
}


def numbered(text):
    """The IDs of a text, by a loop as in the lesson."""
    vocabulary = {}
    for word in text.split():
        if word not in vocabulary:
            vocabulary[word] = len(vocabulary)
    return [vocabulary[word] for word in text.split()]


def moved_by(ids, V):
    new = el.gradient_step(np.zeros((V, 1)), ids, np.ones((len(ids), 1)), 0.1)
    return int((new != 0).sum())


def descended(W, e, dz):
    """One step, its gradient by finite differences."""
    de = el.finite_difference(lambda e: (np.array(W) @ e[0] * dz).sum(), np.array([e], float))[0]
    return np.array(e) - 0.1 * de


def nudged(p, k):
    z = np.log([p])
    return el.finite_difference(lambda z: -log_softmax(z[0])[k], z)[0, k]


def two_uses(g, h, dz):
    """A loss with exactly these gradients, nudged."""
    return el.finite_difference(lambda E: g * E[1, 0] + h * (E[:, 0] * dz).sum(), np.zeros((3, 1)))[
        1, 0
    ]


def decayed(x, lr, n):
    E, state = np.array([[float(x)]]), None
    for _ in range(n):
        E, state = el.adamw(E, np.zeros((1, 1)), state, lr=lr, weight_decay=0.1)
    return E.item()


def by_law_of_cosines(a, b):
    a, b = np.array(a), np.array(b)
    return (a @ a + b @ b - (a - b) @ (a - b)) / (2 * np.sqrt((a @ a) * (b @ b)))


# name: (another way to the answer, wrong ways …), each from the drawn numbers
WAYS = {
    "00-row": (
        lambda i: TABLE[i],
        lambda i: TABLE[i - 1],
        lambda i: np.transpose(TABLE)[i % 2].tolist(),
    ),
    "01-first-come": (
        lambda text: numbered(text)[-1],
        lambda text: len(text.split()) - 1,
        lambda text: numbered(text)[-1] + 1,
    ),
    "02-shape": (
        lambda B, T, V, d: el.lookup(np.empty((V, d)), np.zeros((B, T), int)).shape,
        lambda B, T, V, d: (B * T, d),
        lambda B, T, V, d: (B, d, T),
        lambda B, T, V, d: (B, T, V),
    ),
    "02-count": (lambda ids: len(el.lookup(np.eye(9), ids)), lambda ids: len(set(ids))),
    "02-bytes": (
        lambda V, d: np.empty((V, d), "float32").nbytes / 1e6,
        lambda V, d: V * d / 1e6,
        lambda V, d: (V + d) * 4 / 1e6,
        lambda V, d: V * d * 4 / 2**20,
        lambda V, d: V * d * 32 / 1e6,
    ),
    "03-product": (
        lambda x: sum(np.array(row) * share for row, share in zip(TABLE, x, strict=True)).tolist(),
        lambda x: np.dot(TABLE, x[:2]).tolist(),
        lambda x: np.sum(TABLE, axis=0).tolist(),
    ),
    "03-multiplications": (
        lambda N, V, d: (np.ones((N, V)) @ np.ones((V, d))).sum(),
        lambda N, V, d: N * d,
        lambda N, V, d: V * d,
        lambda N, V, d: N * V,
    ),
    "03-one-hot-shape": (
        lambda B, T, V, d: (B, T, V),
        lambda B, T, V, d: (B, T, d),
        lambda B, T, V, d: (V, T),
    ),
    "04-cosine": (by_law_of_cosines, np.dot),
    "04-distance": (lambda D: max(range(5), key=lambda i: 1 - D[i]), lambda D: D.index(max(D))),
    "05-spread": (
        lambda s, d: np.sqrt(sum(s**2 * s**2 for _ in range(d))),
        lambda s, d: s**2 * d,
        lambda s, d: s**2,
    ),
    "05-length": (lambda s, d: np.linalg.norm([s] * d), lambda s, d: s * d, lambda s, d: s),
    "06-duplicates": (
        lambda G: el.row_gradient([2, 0, 2], np.array(G)[:, None], 3)[2, 0],
        lambda G: G[2],
        lambda G: (G[0] + G[2]) / 2,
        sum,
    ),
    "06-unread": (lambda V, ids: moved_by(ids, V), lambda V, ids: len(ids), lambda V, ids: V),
    "06-step": (
        descended,
        lambda W, e, dz: np.array(e) - 0.1 * np.array(W) @ dz,
        lambda W, e, dz: np.array(e) + 0.1 * np.transpose(W) @ dz,
    ),
    "06-plus-equals": (
        lambda G: [G[1], 0, G[2]],
        lambda G: [G[1], 0, G[0] + G[2]],
        lambda G: [G[1], 0, G[0]],
    ),
    "06-pad": (
        lambda n, g: el.gradient_step(np.zeros((1, 1)), [0] * n, [[g]] * n, 0.1)[0, 0],
        lambda n, g: 0,
        lambda n, g: -0.1 * g,
        lambda n, g: 0.1 * n * g,
    ),
    "07-start-loss": (
        lambda V: -log_softmax(np.zeros(V))[0],
        lambda V: 1 / V,
        np.log2,
        lambda V: V,
    ),
    "07-pairs": (
        lambda n, w: len(el.skipgram_pairs([list(range(n))], window=w)),
        lambda n, w: len(el.skipgram_pairs([list(range(n))], window=w)) / 2,
        lambda n, w: 2 * n * w,
    ),
    "07-p-minus-y": (nudged, lambda p, k: p[k], lambda p, k: 1 - p[k]),
    "08-turns": (
        lambda c, N, n: 1 / Fraction(n * c, N),
        lambda c, N, n: N / c,
        lambda c, N, n: n * c / N,
    ),
    "08-merge": (lambda word: MERGED[word], lambda word: "-".join(word), lambda word: word),
    "09-two-roles": (
        two_uses,
        lambda g, h, dz: g,
        lambda g, h, dz: h * dz[1],
        lambda g, h, dz: (g + h * dz[1]) / 2,
    ),
    "09-saved": (el.parameter_count, lambda V, d: 2 * V * d, lambda V, d: V + d),
    "10-frozen": (
        decayed,
        lambda x, lr, n: x,
        lambda x, lr, n: x * (1 - n * lr),
        lambda x, lr, n: 0,
    ),
    "11-choose-d": (
        lambda losses: dict(zip(losses, (4, 16, 64, 256), strict=True))[min(losses)],
        lambda losses: (4, 16, 64, 256)[np.argmax(losses)],
        min,
    ),
    "11-activations": (
        lambda B, T, V, d: np.empty((B, T, d), bool).size,
        lambda B, T, V, d: V * d,
        lambda B, T, V, d: B * T,
        lambda B, T, V, d: B * T * V,
    ),
    "11-heads": (
        lambda d, h: next(n for n in count(d) if n % h == 0),
        lambda d, h: d + h,
        lambda d, h: d * h,
    ),
    "12-shape": (
        lambda B, T, d: (B, T, d),
        lambda B, T, d: (B, T, 2 * d),
        lambda B, T, d: (B, 2 * T, d),
    ),
    "12-averages": (lambda rows: np.mean([row for row in rows if row]), np.mean, sum),
    "12-causal": (lambda T: causal_mask(T).sum(), lambda T: T * T, lambda T: T * (T - 1) // 2),
    "12-minus-one": (lambda: [[0, 3], [4, 4]],),
    "14-cost-of-a-pair": (
        lambda V, d, k: (np.ones((k + 1, d)) @ np.ones(d)).sum(),
        lambda V, d, k: V * d,
        lambda V, d, k: k * d,
        lambda V, d, k: 2 * (k + 1) * d,
    ),
    "14-shared-weight": (lambda S, k: Fraction(k, S), lambda S, k: S / k, lambda S, k: 1 / S),
    "14-with-state": (
        lambda V, d: 3 * np.broadcast_to(np.float32(0), (V, d)).nbytes / 1e6,
        lambda V, d: V * d * 4 / 1e6,
        lambda V, d: V * d * 8 / 1e6,
        lambda V, d: 3 * V * d / 1e6,
    ),
    "14-rows-travel": (
        lambda n, ids: len({i for i in ids if i % n}),
        lambda n, ids: sum(i % n > 0 for i in ids),
        lambda n, ids: len(set(ids)),
        lambda n, ids: len(ids),
    ),
    "14-slope": (lambda s, n: np.exp(s * np.log(n)), lambda s, n: n + s, lambda s, n: s**n),
}
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
    shown = [cards.ask(card, occasion) for occasion in range(20)]
    assert len({asked.question + asked.code for asked in shown}) >= 3


def test_two_decimals_are_enough_for_a_cosine():
    for _, asked in every_draw(DECK["04-cosine"]):
        assert judge_answer(asked, f"{asked.value:.2f}").right


def test_the_spread_of_real_draws_is_what_the_card_says():
    for drawn, asked in every_draw(DECK["05-spread"]):
        E = el.init_table(4000, drawn["d"], std=drawn["s"]).astype(float)
        assert np.isclose(el.dot(E[:2000], E[2000:]).std(), asked.value, rtol=0.08)


def test_the_time_between_two_turns_is_what_the_card_says():
    rng = np.random.default_rng(0)
    reads = rng.integers(0, 1000, (20_000, 50)) < 2  # c = 2 of N = 1,000 words, n = 50 per step
    steps = eval(DECK["08-turns"].answer, {"c": 2, "N": 1000, "n": 50})
    assert np.isclose(1 / reads.sum(axis=1).mean(), steps, rtol=0.05)


# ---- cards in words: what the right choice claims, computed ----------------------------------------------------


def moved(new, old):
    return np.flatnonzero((np.asarray(new) != np.asarray(old)).any(axis=1)).tolist()


def closest_to_token_0():
    E = np.array([[1, 0], [0, 1], [1, 0.1]])
    return el.nearest(E, E[0], k=1, exclude=[0])[0][0] == 2


def one_hot_vectors_are_equally_far():
    X = el.one_hot([4, 0, 2], 9)
    apart = [np.linalg.norm(X[i] - X[j]) for i, j in ((0, 1), (0, 2), (1, 2))]
    return np.allclose(apart, np.sqrt(2))


def one_cut_sorts_the_first_list_only():
    kinds = np.repeat([0, 1], 12)

    def best_cut(kinds):
        right = [((np.arange(24) >= cut) == kinds).sum() for cut in range(25)]
        return max(*right, *(24 - np.array(right)))

    return (
        best_cut(kinds)
        == 24
        > max(best_cut(np.random.default_rng(k).permutation(kinds)) for k in range(50))
    )


def half_and_half():
    E = np.random.default_rng(0).normal(size=(5, 3))
    return np.allclose(np.array([0, 0.5, 0, 0.5, 0]) @ E, (E[1] + E[3]) / 2)


def pays_in_by_the_transpose():
    ids, G = np.array([2, 0, 2]), np.random.default_rng(0).normal(size=(3, 4))
    return np.allclose(el.one_hot(ids, 5).T @ G, el.row_gradient(ids, G, 5))


def model_predicts_token_1():
    E, h = np.array([[0.9, 0], [3, 3]]), np.array([1, 0])
    return (
        (E @ h).argmax() == 1
        and el.cosine(E, h).argmax() == 0
        and np.linalg.norm(E - h, axis=1).argmin() == 0
    )


def king_stays_nearest_to_itself():
    glove = load_glove()
    ids, _ = el.nearest(glove.E, glove["king"] - glove["man"] + glove["woman"], k=1)
    return glove.words[ids[0]] == "king"


def buy_is_near_sell():
    glove = load_glove()
    return round(float(el.cosine(glove["buy"], glove["sell"])), 2) == 0.94


def large_start_values_raise_the_first_loss():
    first = {std: el.train(d=16, std=std, steps=1).losses[0] for std in (0.001, 0.02, 1)}
    return round(first[1], 1) == 8.3 and max(first[0.001], first[0.02]) < 3.65


def zeros_in_one_table_learn():
    E, W = np.zeros((38, 8)), el.init_table(38, 8, std=0.25, seed=1)
    return el.train(E=E, W=W, steps=150).losses[-1] < 3 < el.train(E=E, W=E, steps=150).losses[-1]


def equal_rows_separate():
    E, W = np.ones((38, 8)) / 4, el.init_table(38, 8, std=0.25, seed=1)
    apart = el.train(E=E, W=W, steps=150).tables[-1]
    return len(np.unique(apart, axis=0)) == 38


def momentum_and_adam_move_a_row_that_is_gone():
    ends = []
    for optimizer in (el.momentum, el.adam, el.sgd):
        row, state = optimizer(np.zeros((1, 1)), np.ones((1, 1)), None, lr=0.1)
        ends.append(optimizer(row, np.zeros((1, 1)), state, lr=0.1)[0].item() != row.item())
    return ends == [True, True, False]


def centres_move_in_E_and_all_rows_in_W():
    trace = el.train(steps=1, batch=8)
    return moved(trace.tables[1], trace.tables[0]) == np.flatnonzero(
        trace.touched[1]
    ).tolist() and moved(trace.output_tables[1], trace.output_tables[0]) == list(range(38))


def paris_and_rome_go_the_same_way():
    corpus = el.template_corpus()
    trace = el.train(corpus, lr=2, steps=150)
    paris, rome = (
        trace.tables[[0, -1], corpus.words.index(word)].astype(float) for word in ("paris", "rome")
    )
    return (
        el.cosine(paris[0], rome[0]) < 0.9
        and el.cosine(paris[1] - paris[0], rome[1] - rome[0]) > 0.99
    )


def dragged_dog_goes_back_to_another_point():
    corpus = el.template_corpus()
    trace = el.train(corpus, lr=2, steps=150)
    dog, E = corpus.words.index("dog"), trace.tables[-1].copy()
    E[dog] = [-4, 4]
    end = el.resume(trace, corpus, trace.steps, E=E, steps=300).tables[-1]
    way = np.linalg.norm(end[dog] - trace.tables[-1, dog])
    return el.cosine(end[dog], end[1:6].mean(axis=0)) > 0.99 and way > 0.3


def all_rows_of_a_tied_table_move():
    as_input, as_output, _ = tied_gradients(el.init_table(5, 2, std=1.0, seed=1), [3], [0])
    return np.flatnonzero((as_input + as_output).any(axis=1)).tolist() == [
        0,
        1,
        2,
        3,
        4,
    ] and np.flatnonzero(as_input.any(axis=1)).tolist() == [3]


def a_tied_start_from_n_0_1_is_sure_of_repeats():
    pairs = np.array([[i, (i + 1) % 41] for i in range(41)])  # ln 41 = 3.7
    return fit_bigram(pairs, 41, d=64, std=1.0, steps=1)[3][0] > 20


def tied_scores_are_symmetric():
    E = np.random.default_rng(0).normal(size=(6, 3))
    M = np.random.default_rng(1).normal(size=(3, 3))
    return np.array_equal(E @ E.T, (E @ E.T).T) and not np.allclose(E @ M @ E.T, (E @ M @ E.T).T)


def an_unseen_row_of_W_moves():
    pairs = [[0, 1], [1, 2], [2, 0]]
    start, end = (fit_bigram(pairs, 4, d=3, tied=False, lr=lr, steps=50) for lr in (0.0, 0.05))
    return moved(end[0], start[0]) == [0, 1, 2] and moved(end[2], start[2]) == [0, 1, 2, 3]


def a_matrix_grows_on_both_axes():
    return (el.parameter_count(50_257, 768) / el.parameter_count(50_257, 256), 768**2 / 256**2) == (
        3,
        9,
    )


def order_is_lost():
    E = el.init_table(5, 4, std=1.0)
    first, second = (
        sorted(map(tuple, el.lookup(E, ids).tolist())) for ids in ([1, 2, 3], [3, 2, 1])
    )
    return first == second


def a_zero_row_gets_weight():
    E = el.init_table(4, 4, std=1.0, pad_id=0)
    scores = attention_scores(el.lookup(E, [[1, 2, 0]]))
    weights = masked_softmax(scores, np.ones((1, 1, 3), bool))[0]
    return (scores[0, :, 2] == 0).all() and (weights[:, 2] > 0).all()


def a_rotation_changes_coordinates_only():
    trace = el.train(d=8, steps=100)
    E, W = trace.tables[-1].astype(float), trace.output_tables[-1].astype(float)
    R = np.linalg.qr(np.random.default_rng(0).normal(size=(8, 8)))[0]
    shares = pair_probabilities(el.skipgram_pairs(el.template_corpus().sentences), V=38)
    return (
        np.isclose(corpus_loss(E, W, shares), corpus_loss(E @ R, W @ R, shares))
        and np.allclose(el.cosine_matrix(E), el.cosine_matrix(E @ R))
        and not np.allclose(E, E @ R, atol=0.1)
    )


CLAIMS = {
    "01-closer": closest_to_token_0,
    "01-one-hot-distance": one_hot_vectors_are_equally_far,
    "01-shuffled": one_cut_sorts_the_first_list_only,
    "03-mixture": half_and_half,
    "03-backwards": pays_in_by_the_transpose,
    "04-model-score": model_predicts_token_1,
    "04-analogy": king_stays_nearest_to_itself,
    "04-opposites": buy_is_near_sell,
    "05-start-loss": large_start_values_raise_the_first_loss,
    "05-zero": zeros_in_one_table_learn,
    "05-equal-rows": equal_rows_separate,
    "06-adam": momentum_and_adam_move_a_row_that_is_gone,
    "07-rows-moved": centres_move_in_E_and_all_rows_in_W,
    "07-same-pull": paris_and_rome_go_the_same_way,
    "07-drag": dragged_dog_goes_back_to_another_point,
    "09-rows-move": all_rows_of_a_tied_table_move,
    "09-start": a_tied_start_from_n_0_1_is_sure_of_repeats,
    "09-symmetric": tied_scores_are_symmetric,
    "09-unseen": an_unseen_row_of_W_moves,
    "11-growth": a_matrix_grows_on_both_axes,
    "12-order": order_is_lost,
    "12-zero-row": a_zero_row_gets_weight,
    "13-rotation": a_rotation_changes_coordinates_only,
}


@pytest.mark.parametrize("name", CLAIMS)
def test_what_the_right_choice_claims_is_so(name):
    assert name in DECK
    assert CLAIMS[name]()


# ---- their places in the lessons -------------------------------------------------------------------------------


def before(lesson):
    """Every lesson that it builds on, directly or through others."""
    stated = CELLS[lesson][0].source.split("uilds on:")[1].split(".\n")[0].split(". ")[0]
    direct = set(re.findall(r"\((\d\d)_\w+\.ipynb\)", stated))
    return direct.union(*map(before, direct))


lessons = pytest.mark.parametrize("lesson", CELLS)


@pytest.mark.parametrize("lesson", [lesson for lesson in CELLS if lesson != "00"])
def test_a_lesson_opens_with_a_question_on_one_that_it_builds_on(lesson):
    first = next(cell for cell in CELLS[lesson] if cell.cell_type == "code")
    assert first.source.endswith(f'warm_up("{lesson}")')
    asked = DECK[TABLES["warm_up"][lesson]]
    assert asked.lesson in before(lesson)
    assert f"question on lesson {asked.lesson}" in CELLS[lesson][0].source
    assert cards.ask(asked).question in first.outputs[0].data["text/plain"]


@lessons
def test_a_lesson_closes_with_three_cards_of_its_own(lesson):
    k = [cell.source.endswith(f'before_you_go("{lesson}")') for cell in CELLS[lesson]].index(True)
    text = "\n".join(cell.source for cell in CELLS[lesson][:k] if cell.cell_type == "markdown")
    heading = re.findall(r"^## (.+)$", text, re.MULTILINE)[-1]
    assert heading == ("Before you go" if lesson == "00" else "On your own")
    shown = CELLS[lesson][k].outputs[0].data["text/plain"]
    own = [card for card in DECK.values() if card.lesson == lesson][:3]
    assert all(
        cards.ask(card).question in shown and cards.ask(card).answer in shown for card in own
    )
    assert "exercises/review.ipynb" in shown


@lessons
def test_cards_in_a_lesson_are_small_and_work_without_scripts_or_a_kernel(lesson):
    pages = [
        cell.outputs[0].data["text/html"]
        for cell in CELLS[lesson]
        if cell.cell_type == "code" and re.search(r"\b(warm_up|before_you_go)\(", cell.source)
    ]
    assert len(pages) == 1 + (lesson != "00")
    for page in pages:
        assert len(page.encode()) < 12_000
        assert "<script" not in page
        assert page.count("<details>") == page.count("<fieldset>") == page.count("<summary")
        controls = re.findall(r"<(?:input|summary|a|button)\b[^>]*>", page)
        assert controls
        assert all("data-lm-suppress-shortcuts" in control for control in controls)


def test_a_lesson_that_is_tested_leaves_the_progress_of_the_tester_alone(tmp_path):
    env = {name: value for name, value in os.environ.items() if name != "EMBEDLAB_HOME"}
    env |= {name: str(tmp_path) for name in ("HOME", "XDG_DATA_HOME", "LOCALAPPDATA")}
    lesson = next(NOTEBOOKS.glob("12_*.ipynb"))
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(lesson)]
    done = subprocess.run(command, cwd=NOTEBOOKS.parent, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-2000:]
    assert not list(tmp_path.rglob("progress*.json"))
