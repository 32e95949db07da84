"""Claims of lesson 12: what a dimension costs and buys, over random initializations."""

from functools import cache

import numpy as np

import embedlab as el
from tests.claims import Claim

DIMS = (1, 4, 8, 16, 32, 64, 128)
SEEDS = range(0, 50, 10)  # `fit` draws W with the next seed


@cache
def part(first, last):
    emma = el.text_corpus(el.load_austen()["emma"], V=200)
    return el.pair_probabilities(el.skipgram_pairs(emma.sentences[first:last]), 200)


@cache
def losses(lines, d, seed):
    """On the training lines, and on those that the lesson holds out."""
    E, W = el.fit(part(0, lines), d, steps=40, seed=seed)
    rest = part(300, 1300) if lines == 300 else part(1500, None)
    return el.corpus_loss(E, W, part(0, lines)), el.corpus_loss(E, W, rest)


def on(text, lines, seed, dims=DIMS):
    return [losses(lines, d, seed)[text == "held out"] for d in dims]


def best(lines, seed):
    return DIMS[int(np.argmin(on("held out", lines, seed)))]


def falls(text, seed):
    return (np.diff(on(text, 300, seed)) < 0).all()


@cache
def shared(d, steps, pair):
    """How many of five nearest neighbours two independent runs share, on average."""
    tables = [el.fit(part(0, 300), d, steps=steps, seed=20 * pair + k)[0] for k in (0, 10)]
    a, b = (np.argsort(-el.cosine_matrix(E), axis=1)[:, 1:6] for E in tables)
    return np.mean([len(set(x) & set(y)) for x, y in zip(a, b, strict=True)])


def by_chance(seed):
    rng = np.random.default_rng(seed)
    draws = [rng.permutation(199)[:5] for _ in range(4000)]
    return np.mean([len(set(x) & set(y)) for x, y in zip(draws[::2], draws[1::2], strict=True)])


def spread(case, divide=True):
    """Of dot products of random rows, by √d and in units of σ²."""
    d, sigma = case
    A, B = el.init_table(4000, d, std=sigma).astype(float).reshape(2, 2000, d)
    by = np.sqrt(d) if divide else 1
    return np.isclose((el.dot(A, B) / by).std(), sigma**2, rtol=0.1)


def lowest_is_too_low(seed, of=8):
    """Equal models, each measured with noise: the lowest value against the true one, 5."""
    rng = np.random.default_rng(seed)
    return (5 + 0.1 * rng.normal(size=(300, of))).min(axis=1).mean() < 4.95


def fastai(n, rounds=round):
    return min(600, rounds(1.6 * n**0.56))


def fits(d, heads):
    """The smallest multiple of `heads` that is at least d."""
    return next(n for n in range(d, d + heads) if n % heads == 0)


CASES = [(d, sigma) for d in (64, 256, 1024) for sigma in (0.1, 1.0)]

CLAIMS = (
    Claim(
        quote="Both are linear in d.",
        kind="always",
        covers=("dimension-linear", "dimension-activations", "dimension-growth"),
        cases=[(50_257, 8, 1024, 256), (10, 2, 3, 4), (99, 1, 7, 12), (7, 5, 5, 2), (2, 2, 2, 2)],
        holds=lambda c: (
            el.parameter_count(c[0], 3 * c[3]) == 3 * el.parameter_count(c[0], c[3])
            and np.empty((*c[1:3], 3 * c[3]), bool).size == 3 * np.empty(c[1:], bool).size
        ),
        not_this=lambda c: (3 * c[3]) ** 2 == 3 * c[3] ** 2,
    ),
    Claim(
        quote="In this run, the training loss falls at each of these steps",
        kind="always",
        covers=("dimension-training-loss", "plot-of-losses"),
        cases=SEEDS,
        holds=lambda seed: falls("seen", seed),
        not_this=lambda seed: falls("held out", seed),
    ),
    Claim(
        quote="Correct: first d is too small, then large enough to memorize the text.",
        kind="always",
        covers=("dimension-held-out-loss", "dimension-overfitting", "dimension-choose-d"),
        cases=SEEDS,
        holds=lambda seed: (lambda one: one[0] > min(one) + 0.05 and one[-1] > min(one) + 0.3)(
            on("held out", 300, seed)
        ),
        not_this=lambda seed: on("seen", 300, seed)[-1] > min(on("seen", 300, seed)) + 0.3,
    ),
    Claim(
        quote="Over five random initializations it was at d = 8 or d = 16, with losses less than "
        "0.01 apart.",
        kind="always",
        cases=SEEDS,
        holds=lambda seed: (
            best(300, seed) in (8, 16) and np.ptp(on("held out", 300, seed, (8, 16))) < 0.01
        ),
        not_this=lambda seed: np.ptp(on("held out", 300, seed, (8, 32))) < 0.01,
    ),
    Claim(
        quote="With five times the text, d = 32 and d = 64 had the lowest losses over five random "
        "initializations, less than 0.01 apart.",
        kind="always",
        covers=("dimension-more-text", "explore-lines-and-d"),
        cases=SEEDS,
        holds=lambda seed: (
            best(1500, seed) in (32, 64)
            and best(1500, seed) > best(300, seed)
            and np.ptp(on("held out", 1500, seed, (32, 64))) < 0.01
        ),
        not_this=lambda seed: best(1500, seed) == best(300, seed),
    ),
    Claim(
        quote="at d = 128 the loss is 0.02 above the lowest one, not 0.4",
        kind="about",
        cases=SEEDS,
        value=lambda seed: np.ptp(on("held out", 1500, seed, (32, 128))),
        low=0.01,
        high=0.03,
        not_this=lambda seed: np.ptp(on("held out", 300, seed, (16, 128))),
    ),
    Claim(
        quote="Over five pairs of runs, d = 2 shared 3–5 of 5 neighbours after 150 steps, and d = "
        "32 fewer than 2.",
        kind="always",
        covers=("dimension-overlap",),
        holds=lambda pair: shared(2, 150, pair) > 3 > 2 > shared(32, 150, pair),
        not_this=lambda pair: shared(2, 40, pair) > 3,
    ),
    Claim(
        quote="After 40 steps the plane has not settled",
        kind="always",
        covers=("dimension-two-runs",),
        holds=lambda pair: shared(2, 40, pair) < 1 < shared(32, 40, pair),
        not_this=lambda pair: shared(2, 150, pair) < 1,
    ),
    Claim(
        quote='by chance it would be {5 * 5 / 199:.1f}"',
        kind="about",
        value=by_chance,
        low=0.11,
        high=0.14,
        not_this=lambda seed: shared(32, 40, seed),
    ),
    Claim(
        quote="Attention divides its scores by √d so that their spread does not grow with d",
        kind="always",
        covers=("dimension-scaled-scores",),
        cases=CASES,
        holds=spread,
        not_this=lambda case: spread(case, divide=False),
    ),
    Claim(
        quote="so d must be divisible by the number of heads: 768 / 12 = 64",
        kind="always",
        covers=("dimension-heads",),
        cases=[(300, 8), (300, 12), (500, 16), (768, 12), (770, 8)],
        holds=lambda case: fits(*case) == -(-case[0] // case[1]) * case[1],
        not_this=lambda case: fits(*case) == case[0],
    ),
    Claim(
        quote="For columns of categories the library fastai takes min(600, round(1.6 · n^0.56))",
        kind="always",
        covers=("dimension-fastai",),
        cases=(None,),
        holds=lambda _: [fastai(n) for n in (7, 1000, 100_000)] == [5, 77, 600],
        not_this=lambda _: [fastai(n, int) for n in (7, 1000, 100_000)] == [5, 77, 600],
    ),
    Claim(
        quote="8 bits instead of 32 per number save as much as dividing d by 4",
        kind="always",
        covers=("dimension-eight-bits",),
        cases=(None,),
        holds=lambda _: np.zeros((9, 8), np.int8).nbytes == np.zeros((9, 2), np.float32).nbytes,
        not_this=lambda _: np.zeros((9, 8), np.float16).nbytes == np.zeros((9, 2), "f4").nbytes,
    ),
    Claim(
        quote="Of eight values you took the lowest, so part of it is luck.",
        kind="always",
        covers=("dimension-report",),
        holds=lowest_is_too_low,
        not_this=lambda seed: lowest_is_too_low(seed, of=1),
    ),
)
