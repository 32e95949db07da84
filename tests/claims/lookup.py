"""Claims of lesson 02: the lookup, its mistakes, its size and its cost."""

from functools import cache
from timeit import Timer

import numpy as np

import embedlab as el
from tests.claims import Claim

gpt2, bert = cache(el.gpt2), cache(el.bert)
BOOKS = ["emma", "mansfield park", "pride and prejudice", "sense and sensibility"]
SLICES = [(book, start) for book in BOOKS for start in (0, 100_000)]


def drawn(seed):
    """A table, IDs of a batch with repeats, and its sizes, all different."""
    rng = np.random.default_rng(seed)
    B, T, V, d = 2, int(rng.integers(6, 9)), 5, int(rng.integers(3, 5))
    return rng.normal(size=(V, d)), rng.integers(V - 1, size=(B, T))


def stops(function, *arguments):
    try:
        function(*arguments)
    except (IndexError, TypeError):
        return True
    return False


@cache
def gpt2_ids(case):
    book, start = case
    return np.array(gpt2().encode(el.load_austen()[book][start : start + 60_000]))


def too_large(case):
    """The fraction of GPT-2's IDs for which BERT's table has no row."""
    return (gpt2_ids(case) >= len(bert())).mean()


def texts_that_stop(case, tokens):
    ids = gpt2_ids(case)
    starts = range(0, len(ids) - tokens, tokens)
    return np.mean([(ids[k : k + tokens] >= len(bert())).any() for k in starts])


def same_token(case):
    """The fraction of GPT-2's IDs that BERT's list has for the same token."""
    some = [i for i in np.unique(gpt2_ids(case)) if i < len(bert())]
    return np.mean([gpt2().decode([i]).strip() == bert().tokens[i] for i in some])


@cache
def times_as_long(d, seed=0):
    """How many times as long as with 200 rows 1,000 lookups take with 200,000: and all rows."""
    seconds, rng = [], np.random.default_rng(seed)
    for V in (200, 200_000):
        E, some = np.ones((V, d), "float32"), iter(rng.integers(0, V, (200, 1_000)))
        looked_up = min(Timer(lambda E=E, some=some: el.lookup(E, next(some))).repeat(4, 40))
        seconds.append((looked_up, min(Timer(E.sum).repeat(3, 3))))
    return np.divide(*seconds[::-1])


def counted_from_one(seed):
    """IDs that are one too high: where is there an error?"""
    V = 4 + seed
    return [i for i in range(V) if stops(el.lookup, np.zeros((V, 2)), [i + 1])] == [V - 1]


CLAIMS = (
    Claim(
        quote="The copy takes d steps, one per number. Nothing in it depends on V",
        kind="always",
        covers=("lookup-which-row", "picture-of-row-two", "lookup-steps"),
        holds=lambda seed: el.lookup(np.ones((10**seed, 7)), 0).size == 7,
        not_this=lambda seed: el.lookup(np.ones((7, 10**seed)), 0).size == 7,
    ),
    Claim(
        quote="One vector per position, in the order of the sentence.",
        kind="always",
        covers=("lookup-how-many", "lookup-count", "film-of-the-lookup"),
        holds=lambda seed: (lambda E, X: np.array_equal(el.lookup(E, X[0]), [E[i] for i in X[0]]))(
            *drawn(seed)
        ),
        not_this=lambda seed: (lambda E, X: len(np.unique(X[0])) == len(el.lookup(E, X[0])))(
            *drawn(seed)
        ),
    ),
    Claim(
        quote="both copies are the same three numbers, because a lookup gets the ID",
        kind="always",
        covers=("picture-of-a-repeated-row",),
        holds=lambda seed: (
            lambda E, X: all(
                len(np.unique(E[X][np.equal(X, i)], axis=0)) == 1 for i in np.unique(X)
            )
        )(*drawn(seed)),
        not_this=lambda seed: (
            (lambda E, X: len(np.unique(E[X].reshape(-1, E.shape[1]), axis=0)))(*drawn(seed)) == 1
        ),
    ),
    Claim(
        quote="the result has that shape with one axis of length d added at the end",
        kind="always",
        covers=("lookup-batch-shape", "lookup-shape", "lookup-values"),
        cases=((), (1,), (4,), (2, 6), (2, 3, 4)),
        holds=lambda shape: el.lookup(np.ones((5, 7)), np.zeros(shape, int)).shape == (*shape, 7),
        not_this=lambda shape: el.lookup(np.ones((5, 7)), np.zeros(shape, int)).shape == shape,
    ),
    Claim(
        quote="Equal IDs have equal scores, wherever they are",
        kind="always",
        covers=("lookup-scores-shape",),
        holds=lambda seed: (
            lambda E, X: (
                (E[X] @ E[0]).shape == X.shape
                and all(np.ptp((E[X] @ E[0])[np.equal(X, i)]) == 0 for i in np.unique(X))
            )
        )(*drawn(seed)),
        not_this=lambda seed: (lambda E, X: np.ptp(E[X] @ E[0]) == 0)(*drawn(seed)),
    ),
    Claim(
        quote="There is no error. The last axis shows the mistake: it should be d, and it is V.",
        kind="always",
        covers=("lookup-transposed",),
        holds=lambda seed: (lambda E, X: E.T[X % 3].shape[-1] == len(E) != E.shape[1])(
            *drawn(seed)
        ),
        not_this=lambda seed: (lambda E, X: E.T[X % 3].shape == E[X % 3].shape)(*drawn(seed)),
    ),
    Claim(
        quote="The same three numbers, in three ways.",
        kind="always",
        covers=("lookup-column",),
        holds=lambda seed: (
            lambda E, X: all(
                np.array_equal(E.T[:, i], E[i]) and np.allclose(E.T @ el.one_hot(i, len(E)), E[i])
                for i in X[0]
            )
        )(*drawn(seed)),
        not_this=lambda seed: (lambda E, X: np.array_equal(E.T[1], E[1]))(*drawn(seed)),
    ),
    Claim(
        quote="NumPy counts it from the end of the table and silently returns the vector",
        kind="always",
        covers=("lookup-out-of-range", "lookup-negative"),
        holds=lambda seed: (
            lambda E, _: np.array_equal(E[-1], E[len(E) - 1]) and stops(lambda: E[len(E)])
        )(*drawn(seed)),
        not_this=lambda seed: (lambda E, _: stops(el.lookup, E, [0, -1]) is False)(*drawn(seed)),
    ),
    Claim(
        quote="It also rejects IDs that are not integers",
        kind="always",
        covers=("lookup-float",),
        holds=lambda seed: (
            lambda E, _: (
                stops(el.lookup, E, [0.0, 2.0])
                and stops(lambda: E[1.5])
                and not np.allclose(E[int(1.5)], (E[0] + E[3]) / 2)
            )
        )(*drawn(seed)),
        not_this=lambda seed: (lambda E, _: stops(el.lookup, E, [0, 2]))(*drawn(seed)),
    ),
    Claim(
        quote="a bug of this kind can stay hidden until the last token of the vocabulary occurs",
        kind="always",
        covers=("lookup-one-too-high", "explore-ids-from-one"),
        holds=counted_from_one,
        not_this=lambda seed: stops(el.lookup, np.zeros((4 + seed, 2)), [1, 2, 3]),
    ),
    Claim(
        quote="In English text that is about one token in forty",
        kind="about",
        covers=("lookup-wrong-tokenizer", "lookup-tokenizer"),
        cases=SLICES,
        value=too_large,
        low=0.02,
        high=0.033,
        not_this=lambda case: texts_that_stop(case, 10),
    ),
    Claim(
        quote="most short sentences pass, and hardly any text of a page does",
        kind="always",
        cases=SLICES,
        holds=lambda case: texts_that_stop(case, 10) < 0.35 < 0.97 < texts_that_stop(case, 400),
        not_this=lambda case: texts_that_stop(case, 128) < 0.35,
    ),
    Claim(
        quote="Correct: only IDs from 30,522 on raise it.",
        kind="always",
        cases=SLICES,
        holds=lambda case: same_token(case) < 0.01 and gpt2_ids(case).max() >= len(bert()),
        not_this=lambda case: same_token(case) > 0.5,
    ),
    Claim(
        quote="E has V · d parameters, in GPT-2 almost a third of the model.",
        kind="always",
        covers=("lookup-parameters",),
        cases=(None,),
        holds=lambda _: (
            el.parameter_count(50_257, 768) == 38_597_376
            and 0.3 < el.parameter_count(50_257, 768) / 124_439_808 < 1 / 3
        ),
        not_this=lambda _: 0.3 < (50_257 + 768) / 124_439_808,
    ),
    Claim(
        quote="1 **MB** is 10⁶ bytes, 1 **MiB** is 2²⁰ = 1,048,576 bytes",
        kind="always",
        covers=("lookup-bytes", "lookup-half"),
        cases=((50_257, 768), (10_000, 256), (30_522, 768), (5, 3), (1, 1)),
        holds=lambda case: (
            el.table_bytes(*case) == np.empty(case, "float32").nbytes
            and 2 * el.table_bytes(*case, "float16") == el.table_bytes(*case)
            and 2**20 == 1_048_576
        ),
        not_this=lambda case: el.table_bytes(*case) == el.parameter_count(*case),
    ),
    Claim(
        quote="The two lines of the lookup rise far less: no row is touched",
        kind="as a rule",
        covers=("time-of-a-lookup",),
        cases=(8, 16, 32, 64, 128),
        holds=lambda d: times_as_long(d)[0] < 300,
        not_this=lambda d: times_as_long(d)[1] < 300,
    ),
    Claim(
        quote="Correct in our runs: only the cache makes a difference.",
        kind="about",
        covers=("lookup-cost",),
        value=lambda seed: times_as_long(16, seed)[0],
        low=1,
        high=10,
        not_this=lambda seed: times_as_long(16, seed)[1],
    ),
    Claim(
        quote="50257 % 50257 = 0, so the ID now looks up row 0, the vector of some other token.",
        kind="always",
        covers=("lookup-modulo",),
        holds=lambda seed: (
            lambda E, _: np.array_equal(E[np.array([len(E), 1]) % len(E)], E[[0, 1]])
        )(*drawn(seed)),
        not_this=lambda seed: (lambda E, _: stops(lambda: E[np.array([len(E)]) % len(E)]))(
            *drawn(seed)
        ),
    ),
)
