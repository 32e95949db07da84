"""Claims of lesson 14: a table for people, and what its numbers do not mean."""

from functools import cache
from itertools import combinations

import numpy as np

import embedlab as el
from embedlab.corpora import Corpus
from tests.claims import Claim

CLUB = el.load_karate_club()
WALKS = el.walk_corpus(CLUB["members"], CLUB["factions"], CLUB["friendships"])
SIDES = np.array(WALKS.groups)
SHARES = el.pair_probabilities(el.skipgram_pairs(WALKS.sentences), V=34)
SEEDS = range(0, 100, 10)  # train draws W with seed + 1, so neighbouring seeds share numbers
TWENTY = range(0, 200, 10)
RUNS = tuple(combinations(SEEDS[:6], 2))
UPPER = np.triu_indices(34, k=1)


@cache
def trained(seed, d=8):
    trace = el.train(WALKS, d=d, lr=2.0 if d == 8 else 1.0, seed=seed)
    return trace.tables[-1].astype(float), trace.output_tables[-1].astype(float), trace


@cache
def in_the_plane(seed):
    return el.train(WALKS, d=2, seed=seed).tables[-1].astype(float)


def nearest_members(E):
    return np.array([el.nearest(E, E[i], k=1, exclude=[i])[0][0] for i in range(34)])


def same_side(E):
    return (SIDES[nearest_members(E)] == SIDES).sum()


def friends():
    F = np.zeros((34, 34))
    a, b = np.transpose(CLUB["friendships"])
    F[a, b] = F[b, a] = 1
    return F


def random_friend(sides):
    F = friends()
    return ((F * (sides[:, None] == sides)).sum(axis=1) / F.sum(axis=1)).sum()


def rotation(seed, d=8):
    R = np.linalg.qr(np.random.default_rng(seed).normal(size=(d, d)))[0]
    R[:, 0] *= np.linalg.det(R)
    return R


def keeps_all_angles(seed, stretch):
    rows = np.random.default_rng(seed).normal(size=(9, 8))
    moved = rows @ (rotation(seed) * np.linspace(1, stretch, 8))
    return np.allclose(rows @ rows.T, moved @ moved.T)


def loss(seed, for_E, for_W):
    E, W, _ = trained(seed)
    return el.corpus_loss(E @ for_E, W @ for_W, SHARES)


def mean_friends(seed):
    rng = np.random.default_rng(seed)
    V, n = 20 + 10 * seed, 60
    edges = np.array([rng.choice(V, size=2, replace=False) for _ in range(n)])
    return np.bincount(edges.ravel(), minlength=V).mean(), n, V


@cache
def with_a_newcomer(seed):
    """The trace of a run with a 35th member who is in no walk."""
    corpus = Corpus((*WALKS.words, "35"), (*WALKS.groups, "new"), WALKS.sentences)
    return el.train(corpus, d=8, lr=2.0, seed=seed, steps=100)


def renamed_run(seed, move=True):
    """Whether members keep their rows when they get new IDs, and their initial rows move along."""
    trace, order = trained(10 * seed)[2], np.random.default_rng(seed).permutation(34)
    back = np.argsort(order) if move else np.arange(34)
    sentences = tuple(tuple(int(order[i]) for i in walk) for walk in WALKS.sentences)
    words = tuple(np.array(WALKS.words)[np.argsort(order)])
    E, W = trace.tables[0][back], trace.output_tables[0][back]
    again = el.train(Corpus(words, words, sentences), lr=2.0, seed=10 * seed, E=E, W=W)
    return np.abs(again.tables[-1][order] - trace.tables[-1]).max() < 1e-2


def raw(pair):
    A, B = (trained(seed)[0] for seed in pair)
    return el.cosine(A, B).mean()


def aligned(pair, shuffled=False):
    A, B = (trained(seed)[0] for seed in pair)
    A = A[np.random.default_rng(pair).permutation(34)] if shuffled else A
    return el.cosine(A @ el.procrustes(A, B), B).mean()


def alike(pair, shuffled=False, table=lambda seed: trained(seed)[0]):
    A, B = (table(seed) for seed in pair)
    A = A[np.random.default_rng(pair).permutation(34)] if shuffled else A
    return np.corrcoef(el.cosine_matrix(A)[UPPER], el.cosine_matrix(B)[UPPER])[0, 1]


def changed_neighbours(seed, M):
    E = trained(seed)[0]
    return (nearest_members(E) != nearest_members(E @ M)).sum()


def stretched(seed):
    return rotation(seed) * np.linspace(0.5, 2, 8)


CLAIMS = (
    Claim(
        quote="Each edge has two ends, so it counts for two nodes: 2n / V.",
        kind="always",
        covers=("beyond-friends", "beyond-mean-friends"),
        holds=lambda seed: np.isclose(
            mean_friends(seed)[0], np.divide(*mean_friends(seed)[1:]) * 2
        ),
        not_this=lambda seed: np.isclose(mean_friends(seed)[0], np.divide(*mean_friends(seed)[1:])),
    ),
    Claim(
        quote="Nothing: their row still has its random initial values.",
        kind="always",
        covers=("beyond-cold-start",),
        holds=lambda seed: np.ptp(with_a_newcomer(seed).tables[:, 34], axis=0).max() == 0,
        not_this=lambda seed: np.ptp(with_a_newcomer(seed).output_tables[:, 34], axis=0).max() == 0,
    ),
    Claim(
        quote="One row of d numbers per symbol: V · d, as for words.",
        kind="always",
        covers=("beyond-table-size",),
        cases=(None,),
        holds=lambda _: trained(0)[0].size == el.parameter_count(34, 8) == 34 * 8,
        not_this=lambda _: trained(0)[0].size == len(WALKS.sentences) * 8,
    ),
    Claim(
        quote="Over 20 seeds the table was correct for 30–33 members.",
        kind="always",
        covers=("beyond-same-side", "beyond-symbols"),
        cases=TWENTY,
        holds=lambda seed: 30 <= same_side(el.center(trained(seed)[0])) <= 33,
        not_this=lambda seed: same_side(np.random.default_rng(seed).normal(size=(34, 8))) >= 30,
    ),
    Claim(
        quote="Most of the answer is in the list of friends.",
        kind="always",
        covers=("beyond-random-friend",),
        cases=(None,),
        holds=lambda _: round(random_friend(SIDES), 1) == 30.2 and same_side(friends()) == 33,
        not_this=lambda _: random_friend(np.random.default_rng(0).permutation(SIDES)) > 25,
    ),
    Claim(
        quote="In this run, the cosine of 1 and 2 ends at 0.87, that of 1 and 34 at −0.40.",
        kind="in this run",
    ),
    Claim(
        quote="in these runs the cosines end at similar values: that of 1 and 2 at 0.87 and 0.94",
        kind="in this run",
    ),
    Claim(
        quote="34 people, placed by who met whom",
        kind="always",
        covers=("play-the-club",),
        cases=SEEDS[:6],
        holds=lambda seed: (
            same_side(in_the_plane(seed)) >= 29
            and el.cosine(*in_the_plane(seed)[[0, 1]])
            > 0.5
            > 0
            > el.cosine(*in_the_plane(seed)[[0, 33]])
        ),
        not_this=lambda seed: same_side(np.random.default_rng(seed).normal(size=(34, 2))) >= 29,
    ),
    Claim(
        quote="Lengths, dot products, cosines and distances within E are the same after a",
        kind="always",
        covers=("beyond-rotation", "beyond-rotated-dot"),
        holds=lambda seed: keeps_all_angles(seed, 1),
        not_this=lambda seed: keeps_all_angles(seed, 2),
    ),
    Claim(
        quote="member 1 gets other coordinates, and the loss doesn't change",
        kind="always",
        covers=("explore-rotation",),
        holds=lambda seed: np.isclose(
            loss(10 * seed, rotation(seed), rotation(seed)), loss(10 * seed, np.eye(8), np.eye(8))
        ),
        not_this=lambda seed: np.isclose(
            loss(10 * seed, rotation(seed), np.eye(8)), loss(10 * seed, np.eye(8), np.eye(8))
        ),
    ),
    Claim(
        quote="The model is now worse than a uniform prediction.",
        kind="always",
        covers=("beyond-one-table",),
        cases=range(10),
        holds=lambda seed: loss(10 * (seed % 3), rotation(seed), np.eye(8)) > np.log(34),
        not_this=lambda seed: loss(10 * (seed % 3), rotation(seed), rotation(seed)) > np.log(34),
    ),
    Claim(
        quote="The predictions are the same, and the cosines are not.",
        kind="always",
        covers=("beyond-stretched",),
        cases=range(8),
        holds=lambda seed: (
            np.isclose(
                loss(10 * (seed % 3), stretched(seed), np.linalg.inv(stretched(seed)).T),
                loss(10 * (seed % 3), np.eye(8), np.eye(8)),
            )
            and 5 <= changed_neighbours(10 * (seed % 3), stretched(seed)) <= 25
        ),
        not_this=lambda seed: changed_neighbours(10 * (seed % 3), rotation(seed)) > 0,
    ),
    Claim(
        quote="The rows are the same, up to rounding; only the numbering changed.",
        kind="always",
        covers=("beyond-permutation", "beyond-new-ids", "beyond-new-address"),
        holds=renamed_run,
        not_this=lambda seed: renamed_run(seed, move=False),
    ),
    Claim(
        quote="Over all 190 pairs of 20 seeds it was about 0 on average, and between −0.4 and "
        "0.45.",
        kind="always",
        covers=("beyond-two-seeds",),
        cases=tuple(combinations(TWENTY, 2)),
        holds=lambda pair: -0.405 < raw(pair) < 0.455,
        not_this=lambda pair: raw(pair) > 0.455,
    ),
    Claim(
        quote="The alignment brings the rows much closer than it brings shuffled ones.",
        kind="always",
        covers=("beyond-shuffled",),
        cases=RUNS,
        holds=lambda pair: aligned(pair) > 0.85 > 0.56 > aligned(pair, shuffled=True) > 0.34,
        not_this=lambda pair: aligned(pair, shuffled=True) < 0.1,
    ),
    Claim(
        quote="The two runs agree on who is like whom, up to noise.",
        kind="always",
        cases=RUNS,
        holds=lambda pair: alike(pair) > 0.85,
        not_this=lambda pair: alike(pair, shuffled=True) > 0.5,
    ),
    Claim(
        quote="The same people, different places",
        kind="always",
        covers=("play-two-seeds",),
        cases=tuple(combinations(SEEDS[:5], 2)),
        holds=lambda pair: alike(pair, table=in_the_plane) > 0.85,
        not_this=lambda pair: el.cosine(*map(in_the_plane, pair)).mean() > 0.85,
    ),
)
