"""Claims of lesson 10: one table in two roles."""

from functools import cache

import numpy as np

import embedlab as el
from tests.claims import Claim

RING = [[0, 1], [1, 2], [2, 0]]
KINDS = {"tied": {}, "M": {"between": True}, "untied": {"tied": False}}
STOPS = (20, 40, 60, 80, 100)


@cache
def emma():
    return el.text_corpus(el.load_austen()["emma"], V=200)


@cache
def probabilities(first, last):
    return el.pair_probabilities(el.bigrams(emma().sentences[first:last]), 200)


@cache
def held_out(kind, steps, seed):
    E, M, W, _ = el.fit_bigram(
        el.bigrams(emma().sentences[:300]), 200, d=16, steps=steps, seed=10 * seed, **KINDS[kind]
    )
    return el.corpus_loss(E @ M, W, probabilities(300, 1300))


@cache
def repeats(kind, seed):
    """How probable a model takes it that a word follows itself, on average over the pairs."""
    pairs = np.array(el.bigrams(emma().sentences))
    E, M, W, _ = el.fit_bigram(pairs, 200, d=16, steps=100, seed=10 * seed, **KINDS[kind])
    return np.diag(np.exp(el.log_softmax(E @ M @ W.T)))[pairs[:, 0]].mean()


def ring(seed, kind):
    return el.fit_bigram(RING, V=3, d=3, steps=400, seed=seed, **KINDS[kind])[3][-1]


@cache
def unseen(seed, kind):
    """Tables at the start and at the end of a run with three tokens that never occur."""
    corpus = el.template_corpus()
    pairs, V = el.bigrams(corpus.sentences), len(corpus.words)
    return V, *(
        el.fit_bigram(pairs, V + 3, d=8, steps=300, lr=lr, seed=10 * seed, **KINDS[kind])
        for lr in (0, 0.05)
    )


def cosines(rows):
    return el.cosine_matrix(rows)[np.triu_indices(len(rows), 1)]


def moved(seed, kind, table):
    """How far the three unseen rows moved: table 0 is E, table 2 is W."""
    V, start, end = unseen(seed, kind)
    return np.abs(end[table][V:] - start[table][V:]).max()


def farther_than_apart(start, end):
    """Whether each row moved farther than any two rows were apart at the start."""
    apart = max(el.norm(start[a] - start[b]) for a, b in ((0, 1), (0, 2), (1, 2)))
    return el.norm(end - start).min() > apart


def start_loss(seed, std):
    pairs = el.bigrams(el.template_corpus().sentences)
    return el.fit_bigram(pairs, 41, d=64, std=std, steps=1, seed=seed)[3][0]


def gradient_of_a_pair(seed, parts):
    """Whether these parts are the whole gradient, by finite differences."""
    rng = np.random.default_rng(seed)
    E, (token, target) = rng.normal(size=(5, 2)), rng.choice(5, 2, replace=False)
    split = el.tied_gradients(E, [token], [target])[:2]
    numeric = el.finite_difference(lambda E: -el.log_softmax(E @ E[token])[target], E)
    return np.allclose(numeric, sum(split[part] for part in parts), atol=1e-6)


def rows_that_move(seed, part):
    rng = np.random.default_rng(seed)
    E, (token, target) = rng.normal(size=(5, 2)), rng.choice(5, 2, replace=False)
    split = el.tied_gradients(E, [token], [target])
    return np.count_nonzero(split[part].any(axis=1))


def two_uses(case):
    """The gradient of g · E[1] + h · (dz · E), by finite differences."""
    g, h, dz = case
    E = np.zeros((3, 1))
    return el.finite_difference(lambda E: g * E[1, 0] + h * (np.array(dz) @ E[:, 0]), E)[:, 0]


USES = (
    (2, 3, (1, 0, -1)),
    (5, 4, (2, -1, -1)),
    (-1, -2, (1, 2, -3)),
    (1, 1, (0, 1, -1)),
    (4, 2, (3, -2, -1)),
)

CLAIMS = (
    Claim(
        quote="Tying saves V · d parameters.",
        kind="always",
        covers=("tying-gpt2-saving", "tying-saved"),
        cases=(None,),
        holds=lambda _: (
            el.parameter_count(50_257, 768) == 38_597_376
            and round(100 * 38_597_376 / 124_439_808) == 31
        ),
        not_this=lambda _: round(100 * 2 * 38_597_376 / 124_439_808) == 31,
    ),
    Claim(
        quote="Two uses, two gradients, and they are added.",
        kind="always",
        covers=("tying-two-roles",),
        cases=USES,
        holds=lambda case: np.allclose(
            two_uses(case), case[1] * np.array(case[2]) + case[0] * np.array([0, 1, 0])
        ),
        not_this=lambda case: np.allclose(two_uses(case), case[1] * np.array(case[2])),
    ),
    Claim(
        quote="A tied table gets the sum.",
        kind="always",
        covers=("film-of-both-roles",),
        holds=lambda seed: gradient_of_a_pair(seed, (0, 1)),
        not_this=lambda seed: gradient_of_a_pair(seed, (1,)),
    ),
    Claim(
        quote="The input part is sparse: zero in every row but one.",
        kind="always",
        covers=("explore-tokens", "tying-parts", "tying-frozen-head", "tying-copy"),
        holds=lambda seed: rows_that_move(seed, 0) == 1,
        not_this=lambda seed: rows_that_move(seed, 1) == 1,
    ),
    Claim(
        quote="The output part is dense: each row took part in the softmax.",
        kind="always",
        covers=("tying-rows-that-move", "tying-rows-move", "picture-of-both-roles"),
        holds=lambda seed: rows_that_move(seed, 1) == 5,
        not_this=lambda seed: rows_that_move(seed, 0) == 5,
    ),
    Claim(
        quote="So the best that it finds is to treat all three alike: −ln ⅓ = 1.10.",
        kind="always",
        covers=("tying-ring", "matrix-between"),
        holds=lambda seed: (
            abs(ring(seed, "tied") - np.log(3)) < 0.005
            and max(ring(seed, "M"), ring(seed, "untied")) < 0.01
        ),
        not_this=lambda seed: abs(ring(seed, "tied") - np.log(2)) < 0.005,
    ),
    Claim(
        quote="no score in the table is larger than the largest of these",
        kind="always",
        covers=("tying-symmetric",),
        holds=lambda seed: (lambda S: S.max() <= np.diag(S).max() + 1e-12 and np.allclose(S, S.T))(
            (lambda E: E @ E.T)(np.random.default_rng(seed).normal(size=(6, 3)))
        ),
        not_this=lambda seed: (lambda S: np.allclose(S, S.T))(
            (lambda E, M: E @ M @ E.T)(*np.random.default_rng(seed).normal(size=(2, 3, 3)))
        ),
    ),
    Claim(
        quote="The tied model expects about 8% repeats, nine times as many as the text contains",
        kind="about",
        covers=("tying-repeats", "tying-repeat"),
        value=lambda seed: repeats("tied", seed),
        low=0.072,
        high=0.084,
        not_this=lambda seed: repeats("M", seed),
    ),
    Claim(
        quote="With M in between it expects about 1.5%.",
        kind="about",
        value=lambda seed: repeats("M", seed),
        low=0.012,
        high=0.018,
        not_this=lambda seed: repeats("tied", seed),
    ),
    Claim(quote='in this run it wrote "churchill churchill churchill"', kind="in this run"),
    Claim(
        quote="The rows in E remain at their random start.",
        kind="always",
        covers=("tying-unseen-rows", "tying-unseen"),
        holds=lambda seed: moved(seed, "untied", 0) == 0 < 0.3 < moved(seed, "untied", 2),
        not_this=lambda seed: moved(seed, "M", 0) == 0,
    ),
    Claim(
        quote="All three are pushed in the same way, and farther than their random starts are from "
        "each other. So they end up nearly alike.",
        kind="always",
        holds=lambda seed: (
            cosines(unseen(seed, "untied")[2][2][-3:]).min() > 0.95
            and farther_than_apart(*(one[2][-3:] for one in unseen(seed, "untied")[1:]))
        ),
        not_this=lambda seed: cosines(unseen(seed, "untied")[1][2][-3:]).min() > 0.95,
    ),
    Claim(
        quote="So tying is enough to make never-seen rows nearly alike",
        kind="always",
        covers=("tying-smollm",),
        holds=lambda seed: cosines(unseen(seed, "M")[2][0][-3:]).min() > 0.9,
        not_this=lambda seed: cosines(unseen(seed, "untied")[2][0][-3:]).min() > 0.9,
    ),
    Claim(
        quote="The untied model reaches its lowest loss early, and that is below the lowest loss "
        "of the tied model.",
        kind="always",
        covers=("tying-held-out", "plot-of-held-out-loss"),
        holds=lambda seed: (
            min(held_out("untied", n, seed) for n in STOPS)
            == held_out("untied", 40, seed)
            < min(held_out("M", n, seed) for n in STOPS)
        ),
        not_this=lambda seed: held_out("untied", 100, seed) < held_out("M", 100, seed),
    ),
    Claim(
        quote="That is true after 80 and 100 steps, but not after 20 or 40.",
        kind="always",
        holds=lambda seed: (
            [held_out("M", n, seed) < held_out("untied", n, seed) for n in (20, 40, 80, 100)]
            == [False, False, True, True]
        ),
        not_this=lambda seed: held_out("M", 40, seed) < held_out("untied", 40, seed),
    ),
    Claim(
        quote="and at 100 steps the tied model is better.",
        kind="always",
        holds=lambda seed: held_out("M", 100, seed) < held_out("untied", 100, seed) - 0.05,
        not_this=lambda seed: held_out("M", 40, seed) < held_out("untied", 40, seed),
    ),
    Claim(
        quote="With σ = 1 each token's score against itself is about d = 64, far above all others.",
        kind="about",
        covers=("tying-start-loss", "tying-start"),
        value=lambda seed: start_loss(seed, 1.0),
        low=55,
        high=70,
        not_this=lambda seed: start_loss(seed, 0.02),
    ),
)
