"""Claims of lesson 07: what a start does, over seeds and learning rates."""

from functools import cache

import numpy as np

import embedlab as el
from embedlab.softmax import log_softmax
from tests.claims import Claim

V, D = 38, 16


@cache
def losses(sigma, seed=0, lr=1, steps=300, d=D, optimizer=el.sgd):
    return el.train(d=d, std=sigma, lr=lr, steps=steps, seed=seed, optimizer=optimizer).losses


def first_fall(sigma, seed, **settings):
    loss = losses(sigma, seed, **settings)
    return int(np.argmax(loss < loss[0] - 0.1))


def tables(seed):
    return (el.init_table(V, D, std=0.25, seed=2 * seed + k).astype(float) for k in (0, 1))


def end(E, W, seed):
    return el.train(E=E, W=W, seed=seed).losses[-1]


def median_highest(block, sigma=1.0):
    """The probability of the most likely of 1,000 tokens, the median of 20 tables."""
    highest = []
    for seed in range(20 * block, 20 * block + 20):
        E = el.init_table(1001, 64, std=sigma, seed=seed).astype(float)
        highest.append(np.exp(log_softmax(E[1:] @ E[0])).max())
    return np.median(highest)


def spread(case, power=1):
    sigma, d = case
    E = el.init_table(4000, d, std=sigma).astype(float)
    products = el.dot(E[:2000], E[2000:])
    near = np.isclose(products.std(), sigma**2 * np.sqrt(d) ** power, rtol=0.1)
    return near and abs(products.mean()) < 0.1 * products.std()


def length(case, power=0.5):
    sigma, d = case
    E = el.init_table(4000, d, std=sigma).astype(float)
    return np.isclose(el.norm(E).mean(), sigma * d**power, rtol=0.07)


def winner(seed, lr):
    sigmas = (0.001, 0.02, 0.25, 1)
    return sigmas[int(np.argmin([losses(s, seed, lr)[-1] for s in sigmas]))]


def one_table_of_zeros_learns(seed, both=False):
    E, W = tables(seed)
    zeros = np.zeros((V, D))
    if both:
        return end(zeros, zeros, seed) < 3
    return end(zeros, W, seed) < 3 and end(E, zeros, seed) < 3


def equal_rows_separate(seed):
    E, W = tables(seed)
    last = el.train(E=np.tile(E[:1], (V, 1)), W=W, seed=seed).tables[-1]
    return len(np.unique(last, axis=0)) == V


def equal_columns(seed, times):
    """Rank 1, and the loss of a model with d = 1 whose rows start `times` as long."""
    E, W = (table[:, :1] for table in tables(seed))
    wide = el.train(E=np.tile(E, (1, D)), W=np.tile(W, (1, D)), seed=seed)
    one = end(times * E, times * W, seed)
    rank = np.linalg.matrix_rank(wide.tables[-1])
    return rank == 1 and bool(np.isclose(wide.losses[-1], one, atol=1e-3))


CASES = [(sigma, d) for sigma in (0.02, 1.0, 3.0) for d in (16, 64, 256)]

CLAIMS = (
    Claim(
        quote="standard deviation σ = 0.02, the typical size of an entry",
        kind="about",
        covers=("initialization-within-sigma",),
        value=lambda seed: (np.abs(el.init_table(5000, 4, seed=seed)) < 0.02).mean(),
        low=0.66,
        high=0.70,
        not_this=lambda seed: (np.abs(el.init_table(5000, 4, seed=seed)) < 0.04).mean(),
    ),
    Claim(
        quote="The length is about σ√d.",
        kind="always",
        covers=("initialization-length-of-256", "initialization-length"),
        cases=CASES,
        holds=length,
        not_this=lambda case: length(case, power=1),
    ),
    Claim(
        quote="The dot product of two random rows has mean 0 whatever d is. Its standard deviation "
        "is σ²√d",
        kind="always",
        covers=("initialization-scale-with-d", "initialization-spread", "length-and-spread"),
        cases=CASES,
        holds=spread,
        not_this=lambda case: spread(case, power=2),
    ),
    Claim(
        quote="exp makes the largest logit outweigh all others",
        kind="always",
        covers=("initialization-saturated",),
        holds=lambda block: median_highest(block) > 0.5,
        not_this=lambda block: median_highest(block, sigma=0.02) > 0.5,
    ),
    Claim(
        quote="one token, at random, has most of the probability",
        kind="always",
        holds=lambda block: 0.5 < median_highest(block) < 0.95,
        not_this=lambda block: median_highest(block) > 0.95,
    ),
    Claim(
        quote="the loss is far above ln V. With σ = 0.02, all tokens are about equally likely, and "
        "the loss is ln V",
        kind="always",
        covers=("initialization-start-loss", "initialization-first-loss"),
        holds=lambda seed: (
            losses(1, seed)[0] > 2 * np.log(V) and abs(losses(0.02, seed)[0] - np.log(V)) < 0.01
        ),
        not_this=lambda seed: losses(0.02, seed)[0] > 2 * np.log(V),
    ),
    Claim(
        quote="about 160 steps are lost",
        kind="about",
        value=lambda seed: first_fall(0.001, 10 * seed),
        low=140,
        high=180,
        not_this=lambda seed: first_fall(0.02, 10 * seed),
    ),
    Claim(
        quote="our model needs fewer than 20 Adam steps for what took about 160 SGD steps",
        kind="always",
        holds=lambda s: first_fall(0.001, s, optimizer=el.adam, lr=0.05, steps=60) < 20,
        not_this=lambda s: first_fall(0.001, s) < 20,
    ),
    Claim(
        quote="After 300 steps the loss is still far above ln V = 3.64.",
        kind="always",
        holds=lambda seed: losses(10, seed)[-1] > 3 * np.log(V),
        not_this=lambda seed: losses(1, seed)[-1] > 3 * np.log(V),
    ),
    Claim(
        quote="The largest σ is about 2,700 times the smallest",
        kind="always",
        cases=(None,),
        holds=lambda _: 2600 < 1 / (1 / (2 * 768) / np.sqrt(3)) < 2700,
        not_this=lambda _: 2600 < 0.02 / (1 / (2 * 768) / np.sqrt(3)) < 2700,
    ),
    Claim(
        quote="Some libraries draw uniformly from −a to a, and then σ = a/√3.",
        kind="about",
        covers=("initialization-uniform",),
        value=lambda seed: np.random.default_rng(seed).uniform(-1, 1, 20_000).std() * np.sqrt(3),
        low=0.98,
        high=1.02,
        not_this=lambda seed: np.random.default_rng(seed).uniform(-1, 1, 20_000).std(),
    ),
    Claim(
        quote="With lr = 1 it is 0.25 after 300 steps. With lr = 0.3 it is 1.",
        kind="always",
        covers=("initialization-best-sigma", "explore-sigma"),
        holds=lambda seed: winner(seed, 1) == 0.25 and winner(seed, 0.3) == 1,
        not_this=lambda seed: winner(seed, 0.3) == 0.25,
    ),
    Claim(
        quote="Too small is slow, too large begins far above ln V",
        kind="always",
        covers=("plot-of-losses", "initialization-too-small"),
        holds=lambda s: first_fall(0.25, s) < 20 < 60 < first_fall(0.02, s) < first_fall(0.001, s),
        not_this=lambda s: first_fall(0.02, s) < 30,
    ),
    Claim(
        quote="Small rows wait near the origin; large rows move at once",
        kind="always",
        covers=("play-two-starts",),
        holds=lambda s: (
            np.ptp(losses(0.02, s, 2, 150, 2)[:20]) < 0.05
            and losses(1, s, 2, 150, 2)[0] - losses(1, s, 2, 150, 2)[20] > 0.1
        ),
        not_this=lambda s: np.ptp(losses(1, s, 2, 150, 2)[:20]) < 0.05,
    ),
    Claim(
        quote="One table of zeros does no harm",
        kind="always",
        covers=("initialization-zero-e", "initialization-zero"),
        holds=one_table_of_zeros_learns,
        not_this=lambda seed: one_table_of_zeros_learns(seed, both=True),
    ),
    Claim(
        quote="That is wrong for a table of tokens.",
        kind="always",
        covers=("initialization-equal-rows",),
        holds=equal_rows_separate,
        not_this=lambda seed: not equal_rows_separate(seed),
    ),
    Claim(
        quote="The model is exactly a model with d = 1 whose rows start √16 = 4 times as long.",
        kind="always",
        covers=("initialization-rank", "initialization-columns"),
        holds=lambda seed: equal_columns(seed, 4),
        not_this=lambda seed: equal_columns(seed, 1),
    ),
)

NO_CLAIM = {"initialization-pad": "the order of two assignments, which is true of any draw"}
