"""Claims of lesson 03: the lookup as a product, what it costs, and the product backwards."""

from functools import cache, partial
from timeit import repeat

import numpy as np

import embedlab as el
from tests.claims import Claim

SIZES = [(V, d, T) for V, d, T in ((5, 3, 4), (7, 2, 9), (40, 16, 3), (9, 9, 9), (300, 5, 30))]


def drawn(seed):
    """A table, IDs with repeats and a row per position, of sizes that differ."""
    rng = np.random.default_rng(seed)
    V, d, T = SIZES[seed % len(SIZES)]
    ids = rng.integers(V, size=T)
    ids[-1] = ids[0]
    return rng.normal(size=(V, d)), ids, rng.normal(size=(T, d))


def products_with_zero(size, rows=1):
    """How many of the V · d multiplications of a product are by 0."""
    V, d, _ = size
    x = np.zeros(V)
    x[:rows] = 1
    return (np.repeat(x, d) == 0).sum()


def picks_its_row(seed, shift=0):
    E, _, _ = drawn(seed)
    V = len(E)
    return all(np.allclose(el.one_hot(i, V) @ E, E[(i + shift) % V]) for i in range(V))


def mixes(seed, nearest=False):
    """The product with weights is the weighted sum, not the row nearest to the mean index."""
    E, _, _ = drawn(seed)
    rng = np.random.default_rng(seed)
    i, j = rng.permutation(len(E))[:2]
    x = np.zeros(len(E))
    x[[i, j]] = 0.5
    wanted = E[(i + j) // 2] if nearest else (E[i] + E[j]) / 2
    return np.allclose(x @ E, wanted)


def straight_line(seed, bent=False):
    E, _, _ = drawn(seed)
    along = [((1 - t) * np.eye(len(E))[1] + t * np.eye(len(E))[3]) @ E for t in (0, 0.25, 0.5, 1)]
    steps = np.diff(along, axis=0) / np.array([[0.25], [0.25], [0.5]])
    return np.allclose(steps, steps[0]) if not bent else np.allclose(steps, steps[0] ** 2)


def batch_shape(seed, last="V"):
    (V, d, T), B = SIZES[seed % len(SIZES)], 2
    X = np.random.default_rng(seed).integers(V, size=(B, T))
    hot = el.one_hot(X, V)
    same = np.array_equal(hot @ np.eye(V), np.eye(V)[X])
    return hot.shape == (B, T, {"V": V, "d": d}[last]) and same and (hot.sum(axis=-1) == 1).all()


def layer(seed, with_bias=False):
    """A linear layer with weights Eᵀ gives the row of the ID."""
    E, ids, _ = drawn(seed)
    b = np.ones(E.shape[1]) if with_bias else 0
    return all(np.allclose(E.T @ el.one_hot(i, len(E)) + b, el.lookup(E, i)) for i in ids)


def spoiled(seed, how):
    """Whether one damaged row spoils what this way gives for another row, in every entry."""
    E, ids, _ = drawn(seed)
    i = int(ids[0])
    E[(i + 1) % len(E)] = np.nan
    found = el.one_hot(i, len(E)) @ E if how == "product" else el.lookup(E, i)
    return np.isnan(found).all()


@cache
def seconds(how, V, seed, fresh=False):
    """The least time of three runs; `fresh` looks up other IDs of the whole table each time."""
    rng = np.random.default_rng(seed)
    table, ids = np.ones((V, 16), "float32"), rng.integers(0, 100, 16)
    many = iter(rng.integers(0, V, (3, 16)))
    way = el.lookup_by_one_hot if how == "product" else el.lookup
    work = (lambda: way(table, next(many))) if fresh else partial(way, table, ids)
    return min(repeat(work, number=1, repeat=3))


def growth(how, seed, fresh=False):
    return seconds(how, 100_000, seed, fresh) / seconds(how, 100, seed, fresh)


def nudged(case, by=1.0):
    """The change of ½(h − w)² for a nudge t, and by · ((h − w) · t + ½t²)."""
    h, w, t = case
    change = 0.5 * (h + t - w) ** 2 - 0.5 * (h - w) ** 2
    return np.isclose(change, by * ((h - w) * t + 0.5 * t**2))


def per_unit(case, wanted):
    h, w, _ = case
    t = 1e-6
    change = 0.5 * (h + t - w) ** 2 - 0.5 * (h - w) ** 2
    return np.isclose(change / t, wanted(h, w), atol=1e-4)


NUDGES = [(5, 3, 0.01), (1, 4, 0.1), (-1, 2, 1e-3), (0.5, 1.5, 0.2), (2, 2, 0.01)]


def backwards(seed, combine=np.add.at):
    """Finite differences of the lesson's loss, and what a scatter of G makes of them."""
    E, ids, wanted = drawn(seed % 2)
    G = E[ids] - wanted
    numerical = el.finite_difference(lambda E: 0.5 * ((E[ids] - wanted) ** 2).sum(), E)
    product = el.one_hot(ids, len(E)).T @ G
    made = np.zeros(E.shape)
    combine(made, ids, G)
    return np.allclose(product, made) and np.allclose(product, numerical, atol=1e-5)


def assign(made, ids, G):
    made[ids] = G


def average(made, ids, G):
    np.add.at(made, ids, G / np.bincount(ids, minlength=len(made))[ids][:, None])


def zero_rows(seed, of="absent"):
    E, ids, G = drawn(seed)
    dE = el.row_gradient(ids, G, len(E))
    absent = np.setdiff1d(np.arange(len(E)), ids)
    rows = absent if of == "absent" else np.unique(ids)
    return len(rows) == 0 or not dE[rows].any()


def batch_backwards(seed, signs=1):
    rng = np.random.default_rng(seed)
    V, d, T = SIZES[seed % len(SIZES)]
    X, G = rng.integers(V, size=(2, T)), rng.normal(size=(2, T, d))
    flat = el.one_hot(X, V).reshape(2 * T, V).T @ G.reshape(2 * T, d)
    each = [el.one_hot(X[b], V).T @ G[b] for b in (0, 1)]
    return np.allclose(flat, each[0] + signs * each[1])


def counts(seed, what="counts"):
    """The sum of the one-hot vectors, and one-hot(X)ᵀ one-hot(X)."""
    E, ids, _ = drawn(seed)
    hot = el.one_hot(ids, len(E))
    often = np.bincount(ids, minlength=len(E))
    expected = often if what == "counts" else (often > 0)
    return np.array_equal(hot.sum(axis=0), expected) and np.array_equal(
        hot.T @ hot, np.diag(expected)
    )


CLAIMS = (
    Claim(
        quote="Four of the five lines are zero: 4 · 3 = 12 multiplications were by 0.",
        kind="always",
        covers=("onehot-zeros", "film-of-the-product"),
        cases=SIZES,
        holds=lambda size: products_with_zero(size) == (size[0] - 1) * size[1],
        not_this=lambda size: products_with_zero(size, rows=2) == (size[0] - 1) * size[1],
    ),
    Claim(
        quote="So x_iᵀ E = E[i].",
        kind="always",
        covers=("onehot-product", "onehot-which-product", "picture-of-a-sentence"),
        holds=picks_its_row,
        not_this=lambda seed: picks_its_row(seed, shift=1),
    ),
    Claim(
        quote="Rows 1 and 3 each contribute half of themselves.",
        kind="always",
        covers=("onehot-mixture",),
        holds=mixes,
        not_this=lambda seed: mixes(seed, nearest=True),
    ),
    Claim(
        quote="The product moves along a straight line from one row to the other.",
        kind="always",
        covers=("explore-a-mixture",),
        holds=straight_line,
        not_this=lambda seed: straight_line(seed, bent=True),
    ),
    Claim(
        quote="So an embedding table is a linear layer without a bias (an added constant), and its "
        "input is a one-hot vector.",
        kind="always",
        covers=("onehot-linear-layer",),
        holds=layer,
        not_this=lambda seed: layer(seed, with_bias=True),
    ),
    Claim(
        quote="It compares each ID with all of 0, 1, …, V − 1 at once, and exactly one of the V "
        "comparisons is true.",
        kind="always",
        covers=("onehot-batch-shapes", "onehot-one-hot-shape"),
        holds=batch_shape,
        not_this=lambda seed: batch_shape(seed, last="d"),
    ),
    Claim(
        quote="The product spreads the NaN into every result.",
        kind="always",
        covers=("onehot-damaged",),
        holds=lambda seed: spoiled(seed, "product"),
        not_this=lambda seed: spoiled(seed, "lookup"),
    ),
    Claim(
        quote="The product performs 50,000 multiplications for each number that the lookup copies, "
        "and all but one of them are by 0.",
        kind="always",
        covers=("onehot-multiplications",),
        cases=SIZES,
        holds=lambda size: products_with_zero(size) + size[1] == size[0] * size[1],
        not_this=lambda size: products_with_zero(size) == size[0] * size[1],
    ),
    Claim(
        quote="The one-hot vectors grow with V, the IDs do not",
        kind="always",
        covers=("memory-against-v", "onehot-memory"),
        cases=[10, 100, 1000, 5000, 50_257],
        holds=lambda V: el.one_hot([1, 2, 3], V).nbytes == 3 * 4 * V,
        not_this=lambda V: np.array([1, 2, 3]).nbytes == 3 * 4 * V,
    ),
    Claim(
        quote="the product uses every row, the lookup only those of the 16 IDs",
        kind="as a rule",
        covers=("onehot-time", "time-of-both-ways"),
        holds=lambda seed: growth("product", seed) > 20 and growth("lookup", seed) < 10,
        not_this=lambda seed: growth("product", seed) < 20,
    ),
    Claim(
        quote="a lookup in the larger table takes a few times as long, but not 1,000 times",
        kind="as a rule",
        holds=lambda seed: growth("lookup", seed, fresh=True) < 50,
        not_this=lambda seed: growth("lookup", seed, fresh=True) > 500,
    ),
    Claim(
        quote="½(h + t − w)² − ½(h − w)² = (h − w) · t + ½t²",
        kind="always",
        cases=NUDGES,
        holds=nudged,
        not_this=lambda case: nudged(case, by=2.0),
    ),
    Claim(
        quote="For a tiny t only h − w is left.",
        kind="always",
        covers=("onehot-nudge",),
        cases=NUDGES,
        holds=lambda case: per_unit(case, lambda h, w: h - w),
        not_this=lambda case: per_unit(case, lambda h, w: w - h),
    ),
    Claim(
        quote="Effects add up, so its row is the sum of the first and the last row of G.",
        kind="always",
        covers=("onehot-backwards", "picture-of-the-one-hot"),
        holds=backwards,
        not_this=lambda seed: backwards(seed, assign),
    ),
    Claim(
        quote="Two effects on one loss are added, not averaged.",
        kind="always",
        holds=backwards,
        not_this=lambda seed: backwards(seed, average),
    ),
    Claim(
        quote='"man" and "." were not looked up, so nudging them changes nothing',
        kind="always",
        covers=("onehot-gradient-shape",),
        holds=zero_rows,
        not_this=lambda seed: zero_rows(seed, of="present"),
    ),
    Claim(
        quote="In a batch, positions in different sentences contribute in the same way.",
        kind="always",
        holds=batch_backwards,
        not_this=lambda seed: batch_backwards(seed, signs=-1),
    ),
    Claim(
        quote="it counts how often i occurs",
        kind="always",
        covers=("onehot-counts",),
        holds=counts,
        not_this=lambda seed: counts(seed, what="presence"),
    ),
)
