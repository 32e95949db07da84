"""Cards with numbers: a second way gives each answer, and no usual mistake is taken for right."""

from dataclasses import replace
from fractions import Fraction
from itertools import count, product
from math import comb

import numpy as np
import pytest

import embedlab as el
from embedlab.attention import causal_mask
from embedlab.practice.reviewing import cards
from embedlab.practice.reviewing.answers import judge_answer
from embedlab.softmax import log_softmax
from tests.practice.reviewing.course_deck import DECK, name_of, of_kind

TABLE = [[0, 1], [2, 0], [-1, 3], [4, -2]]
TURN = np.array([[0, 1], [-1, 0]])
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


def best_cut(kinds):
    """By trying every cut, with both answers on its left."""
    n = len(kinds)
    lists = [a * k + b * (n - k) for k in range(n + 1) for a, b in ("AF", "FA")]
    return max(sum(x == y for x, y in zip(kinds, one, strict=True)) for one in lists)


def moved_by(ids, V):
    new = el.gradient_step(np.zeros((V, 1)), ids, np.ones((len(ids), 1)), 0.1)
    return int((new != 0).sum())


def descended(W, e, dz):
    """One step, its gradient by finite differences."""
    de = el.finite_difference(lambda e: (np.array(W) @ e[0] * dz).sum(), np.array([e], float))[0]
    return np.array(e) - 0.1 * de


def after_lookup(optimizer, g, lr):
    """A row of one entry, from 0, after a step with gradient g and one without."""
    E, state = optimizer([[0.0]], [[float(g)]], None, lr=lr)
    return optimizer(E, [[0.0]], state, lr=lr)[0].item()


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
    "start-row": (
        lambda i, a, b: [[0, 1], [a, 0], [-1, b], [4, -2]][i],
        lambda i, a, b: [[0, 1], [a, 0], [-1, b], [4, -2]][i - 1],
        lambda i, a, b: np.transpose([[0, 1], [a, 0], [-1, b], [4, -2]])[i % 2].tolist(),
    ),
    "tokens-first-come": (
        lambda text: numbered(text)[-1],
        lambda text: len(text.split()) - 1,
        lambda text: numbered(text)[-1] + 1,
    ),
    "tokens-largest-id": (lambda V: list(range(V))[-1], lambda V: V, lambda V: V + 1),
    "tokens-characters": (
        lambda text: sum(1 for _ in text),
        lambda text: len(text.replace(" ", "")),
        lambda text: len(text.split()),
    ),
    "tokens-score-step": (lambda w, i, j: (w * j + 3) - (w * i + 3), lambda w, i, j: j - i),
    "tokens-cut": (best_cut, lambda kinds: len(kinds)),
    "lookup-shape": (
        lambda B, T, V, d: el.lookup(np.empty((V, d)), np.zeros((B, T), int)).shape,
        lambda B, T, V, d: (B * T, d),
        lambda B, T, V, d: (B, d, T),
        lambda B, T, V, d: (B, T, V),
    ),
    "lookup-count": (lambda ids: len(el.lookup(np.eye(9), ids)), lambda ids: len(set(ids))),
    "lookup-bytes": (
        lambda V, d: np.empty((V, d), "float32").nbytes / 1e6,
        lambda V, d: V * d / 1e6,
        lambda V, d: (V + d) * 4 / 1e6,
        lambda V, d: V * d * 4 / 2**20,
        lambda V, d: V * d * 32 / 1e6,
    ),
    "lookup-parameters": (lambda V, d: sum(d for _ in range(V)), lambda V, d: V + d),
    "lookup-steps": (lambda V, d: el.lookup(np.empty((V, d)), 0).size, lambda V, d: V * d),
    "lookup-values": (
        lambda B, T, d: el.lookup(np.empty((9, d)), np.zeros((B, T), int)).size,
        lambda B, T, d: B * T,
        lambda B, T, d: B * T + d,
    ),
    "lookup-one-too-high": (lambda V: max(range(V)) + 1, lambda V: V - 1, lambda V: V + 1),
    "lookup-half": (
        lambda mb: mb * np.dtype("float16").itemsize / np.dtype("float32").itemsize,
        lambda mb: mb * 2,
    ),
    "onehot-product": (
        lambda x: sum(np.array(row) * share for row, share in zip(TABLE, x, strict=True)).tolist(),
        lambda x: np.dot(TABLE, x[:2]).tolist(),
        lambda x: np.sum(TABLE, axis=0).tolist(),
    ),
    "onehot-multiplications": (
        lambda N, V, d: (np.ones((N, V)) @ np.ones((V, d))).sum(),
        lambda N, V, d: N * d,
        lambda N, V, d: V * d,
        lambda N, V, d: N * V,
    ),
    "onehot-one-hot-shape": (
        lambda B, T, V, d: (B, T, V),
        lambda B, T, V, d: (B, T, d),
        lambda B, T, V, d: (V, T),
    ),
    "onehot-memory": (
        lambda N, V: np.broadcast_to(np.float32(0), (N, V)).nbytes / 1e6,
        lambda N, V: N * V / 1e6,
        lambda N, V: N * V * 8 / 1e6,
        lambda N, V: N * 8 / 1e6,
    ),
    "onehot-nudge": (
        lambda h, w: el.finite_difference(lambda h: ((h - w) ** 2).sum() / 2, [[float(h)]])[0, 0],
        lambda h, w: (h - w) ** 2 / 2,
        lambda h, w: w - h,
    ),
    "onehot-gradient-shape": (
        lambda B, T, V, d: el.row_gradient(np.zeros((B, T), int), np.ones((B, T, d)), V).shape,
        lambda B, T, V, d: (B, T, d),
        lambda B, T, V, d: (d, V),
    ),
    "onehot-counts": (
        lambda ids: [ids.count(i) for i in range(5)],
        lambda ids: [int(i in ids) for i in range(5)],
        lambda ids: sorted(ids),
    ),
    "similarity-cosine": (by_law_of_cosines, np.dot),
    "similarity-distance": (
        lambda D: max(range(5), key=lambda i: 1 - D[i]),
        lambda D: D.index(max(D)),
    ),
    "similarity-scaled": (
        lambda c, m: el.cosine([m, 0], [-c, -((1 - c * c) ** 0.5)]),
        lambda c, m: c,
        lambda c, m: -m * c,
    ),
    "similarity-unit-distance": (
        lambda c: ((np.array([1, 0]) - [c, (1 - c * c) ** 0.5]) ** 2).sum(),
        lambda c: 1 - c,
        lambda c: 2 - c,
    ),
    "initialization-spread": (
        lambda s, d: np.sqrt(sum(s**2 * s**2 for _ in range(d))),
        lambda s, d: s**2 * d,
        lambda s, d: s**2,
    ),
    "initialization-length": (
        lambda s, d: np.linalg.norm([s] * d),
        lambda s, d: s * d,
        lambda s, d: s,
    ),
    "initialization-uniform": (
        lambda a: np.linspace(-a, a, 100_001).std(),
        lambda a: a,
        lambda a: a * 3**0.5,
        lambda a: a / 3,
    ),
    "initialization-pad": (lambda s: np.sqrt(s**2), lambda s: 0, lambda s: s**2),
    "gradient-duplicates": (
        lambda G: el.row_gradient([2, 0, 2], np.array(G)[:, None], 3)[2, 0],
        lambda G: G[2],
        lambda G: (G[0] + G[2]) / 2,
        sum,
    ),
    "gradient-unread": (lambda V, ids: moved_by(ids, V), lambda V, ids: len(ids), lambda V, ids: V),
    "gradient-step": (
        descended,
        lambda W, e, dz: np.array(e) - 0.1 * np.array(W) @ dz,
        lambda W, e, dz: np.array(e) + 0.1 * np.transpose(W) @ dz,
    ),
    "gradient-sign": (
        lambda x, g, lr: el.sgd([[float(x)]], [[float(g)]], lr=lr)[0].item(),
        lambda x, g, lr: x + lr * g,
        lambda x, g, lr: x - g,
        lambda x, g, lr: -lr * g,
    ),
    "gradient-check": (
        lambda above, below: float((Fraction(str(above)) - Fraction(str(below))) * 50),
        lambda above, below: above - below,
        lambda above, below: (above - below) / 0.01,
        lambda above, below: (below - above) / 0.02,
    ),
    "gradient-momentum": (
        lambda g, lr: after_lookup(el.momentum, g, lr),
        lambda g, lr: -lr * g,
        lambda g, lr: -lr * g * 0.9,
        lambda g, lr: -2 * lr * g,
    ),
    "gradient-decay": (
        lambda x, lr, decay: el.adamw([[float(x)]], [[0.0]], lr=lr, weight_decay=decay)[0].item(),
        lambda x, lr, decay: x,
        lambda x, lr, decay: x * (1 - decay),
        lambda x, lr, decay: x - lr * decay,
    ),
    "gradient-plus-equals": (
        lambda G: [G[1], 0, G[2]],
        lambda G: [G[1], 0, G[0] + G[2]],
        lambda G: [G[1], 0, G[0]],
    ),
    "gradient-pad": (
        lambda n, g: el.gradient_step(np.zeros((1, 1)), [0] * n, [[g]] * n, 0.1)[0, 0],
        lambda n, g: 0,
        lambda n, g: -0.1 * g,
        lambda n, g: 0.1 * n * g,
    ),
    "training-start-loss": (
        lambda V: -log_softmax(np.zeros(V))[0],
        lambda V: 1 / V,
        np.log2,
        lambda V: V,
    ),
    "training-pairs": (
        lambda n, w: len(el.skipgram_pairs([list(range(n))], window=w)),
        lambda n, w: len(el.skipgram_pairs([list(range(n))], window=w)) / 2,
        lambda n, w: 2 * n * w,
    ),
    "training-softmax": (
        lambda k: np.divide(*np.exp(log_softmax([k, 0.0]))),
        lambda k: k,
        lambda k: 2**k,
        lambda k: np.exp(k) / (1 + np.exp(k)),
    ),
    "training-perplexity": (
        lambda loss: np.e**loss,
        lambda loss: 2**loss,
        lambda loss: loss,
        lambda loss: np.exp(-loss),
    ),
    "training-p-minus-y": (nudged, lambda p, k: p[k], lambda p, k: 1 - p[k]),
    "frequency-turns": (
        lambda c, N, n: 1 / Fraction(n * c, N),
        lambda c, N, n: N / c,
        lambda c, N, n: n * c / N,
    ),
    "frequency-zipf": (
        lambda a, b, c: Fraction(c) / (Fraction(b) / a),
        lambda a, b, c: c / b,
        lambda a, b, c: c * b / a,
    ),
    "frequency-missed": (
        lambda m: 100 * (1 - m / 1e7) ** 1e7,
        lambda m: 100 * (1 - np.exp(-m)),
        lambda m: 100 / (m + 1),
    ),
    "subwords-size": (lambda c, m: len([*range(c), *range(m)]), lambda c, m: c * m, lambda c, m: m),
    "subwords-merge": (lambda word: MERGED[word], lambda word: "-".join(word), lambda word: word),
    "tying-two-roles": (
        two_uses,
        lambda g, h, dz: g,
        lambda g, h, dz: h * dz[1],
        lambda g, h, dz: (g + h * dz[1]) / 2,
    ),
    "tying-start": (lambda d: (np.ones(d) ** 2).sum(), lambda d: d**0.5, lambda d: 1.0),
    "tying-saved": (el.parameter_count, lambda V, d: 2 * V * d, lambda V, d: V + d),
    "pretrained-frozen": (
        decayed,
        lambda x, lr, n: x,
        lambda x, lr, n: x * (1 - n * lr),
        lambda x, lr, n: 0,
    ),
    "pretrained-trained": (
        lambda d, C, V: np.ones((C, d)).size + np.ones(C).size,
        lambda d, C, V: C * d,
        lambda d, C, V: V * d,
        lambda d, C, V: V * d + C * (d + 1),
    ),
    "pretrained-chance": (
        lambda C: 100 * np.mean(np.arange(C) == 0),
        lambda C: C,
        lambda C: 100 / (C - 1),
    ),
    "dimension-choose-d": (
        lambda losses: dict(zip(losses, (4, 16, 64, 256), strict=True))[min(losses)],
        lambda losses: (4, 16, 64, 256)[np.argmax(losses)],
        min,
    ),
    "dimension-activations": (
        lambda B, T, V, d: np.empty((B, T, d), bool).size,
        lambda B, T, V, d: V * d,
        lambda B, T, V, d: B * T,
        lambda B, T, V, d: B * T * V,
    ),
    "dimension-heads": (
        lambda d, h: next(n for n in count(d) if n % h == 0),
        lambda d, h: d + h,
        lambda d, h: d * h,
    ),
    "dimension-scaled-scores": (
        lambda s: np.sqrt(sum(s**2 * s**2 / 64 for _ in range(64))),
        lambda s: s,
        lambda s: s**2 * 8,
    ),
    "dimension-eight-bits": (
        lambda V, d: np.broadcast_to(np.int8(0), (V, d)).nbytes / 1e6,
        lambda V, d: V * d * 4 / 1e6,
        lambda V, d: V * d * 8 / 1e6,
    ),
    "transformer-shape": (
        lambda B, T, d: (B, T, d),
        lambda B, T, d: (B, T, 2 * d),
        lambda B, T, d: (B, 2 * T, d),
    ),
    "transformer-averages": (lambda rows: np.mean([row for row in rows if row]), np.mean, sum),
    "transformer-causal": (
        lambda T: causal_mask(T).sum(),
        lambda T: T * T,
        lambda T: T * (T - 1) // 2,
    ),
    "transformer-minus-one": (
        lambda a, b: [[0, 3], [a, b]],
        lambda a, b: [[0, 3], [0, 0]],
        lambda a, b: [[0, 3], [5, 0]],
    ),
    "transformer-difference": (
        lambda e, P, s, t: (np.array(e) + P[s]) - (np.array(e) + P[t]),
        lambda e, P, s, t: np.subtract(P[t], P[s]),
        lambda e, P, s, t: np.add(e, P[s]),
    ),
    "transformer-weights": (
        lambda T, t: el.masked_softmax(np.zeros((T, T)), causal_mask(T))[t, 0],
        lambda T, t: 1 / T,
        lambda T, t: 1 / t,
    ),
    "transformer-resize": (
        lambda d, n: 2 * el.parameter_count(n, d),
        lambda d, n: n * d,
        lambda d, n: 2 * n,
    ),
    "beyond-mean-friends": (
        lambda V, n: np.bincount(np.arange(2 * n) % V).mean(),
        lambda V, n: n / V,
        lambda V, n: n,
    ),
    "beyond-rotated-dot": (
        lambda e, f: (np.array(e) @ TURN) @ (np.array(f) @ TURN),
        lambda e, f: (np.array(e) @ TURN) @ np.array(f),
        lambda e, f: -np.dot(e, f),
    ),
    "beyond-new-address": (
        lambda order, i: np.argsort(np.argsort(order))[i],
        lambda order, i: len(order),
    ),
    "beyond-table-size": (
        lambda V, d: np.empty((V, d), bool).size,
        lambda V, d: V + d,
        lambda V, d: V,
    ),
    "scale-cost-of-a-pair": (
        lambda V, d, k: (np.ones((k + 1, d)) @ np.ones(d)).sum(),
        lambda V, d, k: V * d,
        lambda V, d, k: k * d,
        lambda V, d, k: 2 * (k + 1) * d,
    ),
    "scale-shared-weight": (lambda S, k: Fraction(k, S), lambda S, k: S / k, lambda S, k: 1 / S),
    "scale-with-state": (
        lambda V, d: 3 * np.broadcast_to(np.float32(0), (V, d)).nbytes / 1e6,
        lambda V, d: V * d * 4 / 1e6,
        lambda V, d: V * d * 8 / 1e6,
        lambda V, d: 3 * V * d / 1e6,
    ),
    "scale-rows-travel": (
        lambda n, ids: len({i for i in ids if i % n}),
        lambda n, ids: sum(i % n > 0 for i in ids),
        lambda n, ids: len(set(ids)),
        lambda n, ids: len(ids),
    ),
    "scale-start-loss": (
        lambda k: -np.log(np.full(k + 1, 0.5)).sum(),
        lambda k: k * np.log(2),
        lambda k: np.log(2),
        lambda k: np.log(k + 1),
    ),
    "scale-cells": (
        lambda V, C, n: sum(1 for _ in range(C)) + sum(V // C for _ in range(n)),
        lambda V, C, n: n * V // C,
        lambda V, C, n: V,
        lambda V, C, n: C + V // C,
    ),
    "scale-owner": (
        lambda n, i: list(divmod(i, n))[::-1],
        lambda n, i: list(divmod(i, n)),
        lambda n, i: [i % n, i],
    ),
    "scale-rounds": (
        lambda N, p, r: len(range(0, N // p, r)),
        lambda N, p, r: N // r,
        lambda N, p, r: N // p,
    ),
    "scale-slope": (lambda s, n: np.exp(s * np.log(n)), lambda s, n: n + s, lambda s, n: s**n),
    "trust-luck": (
        lambda n, p: np.sqrt(  # the standard deviation of the binomial distribution, term by term
            sum(
                comb(n, k) * (p / n) ** k * (1 - p / n) ** (n - k) * (k - p) ** 2
                for k in range(n + 1)
            )
        ),
        lambda n, p: p * (1 - p / n),
        lambda n, p: np.sqrt(n),
    ),
    "trust-same-by-chance": (
        lambda V, k: sum(  # the mean of the hypergeometric distribution, term by term
            n * comb(k, n) * comb(V - 1 - k, k - n) / comb(V - 1, k) for n in range(k + 1)
        ),
        lambda V, k: k / V,
        lambda V, k: k,
        lambda V, k: k / (V - 1),
    ),
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
