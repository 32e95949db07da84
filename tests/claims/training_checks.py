"""How the claims of lesson 06 are checked: the runs, and what is measured in them."""

from functools import cache

import numpy as np

import embedlab as el
from embedlab import corpus_loss, pair_probabilities, skipgram_pairs
from embedlab.softmax import log_softmax

CORPUS = el.template_corpus()
WORDS, GROUP = CORPUS.words, np.array(CORPUS.groups)
DOG, COW, PARIS, ROME, AND = (WORDS.index(w) for w in ("dog", "cow", "paris", "rome", "and"))
V, KINDS = len(WORDS), list(dict.fromkeys(CORPUS.groups))[:4]


@cache
def run(seed, steps=150, lr=2, d=2, **settings):
    return el.train(CORPUS, seed=seed, steps=steps, lr=lr, d=d, **settings)


@cache
def frequencies(window=2):
    return pair_probabilities(skipgram_pairs(CORPUS.sentences, window), V)


def lowest_loss(window=2):
    P = frequencies(window)
    given = P / P.sum(axis=1, keepdims=True)
    return -(P[P > 0] * np.log(given[P > 0])).sum()


def least_cosine(table, chosen):
    C = el.cosine_matrix(table[chosen].astype(float))
    return C[~np.eye(len(C), dtype=bool)].min()


def path(trace, word):
    return (trace.tables[-1, word] - trace.tables[0, word]).astype(float)


def means(table):
    return table[:24].reshape(4, 6, -1).mean(axis=1).astype(float)


# ---- prediction and loss ----------------------------------------------------------------------


def replaceable(kind, other=None):
    """Whether the words of a kind have context words like each other's, and not like the "
    "others'."""
    P = frequencies() / frequencies().sum(axis=1, keepdims=True)
    mine, rest = P[kind == GROUP], P[(kind != GROUP) & (GROUP != "links")]
    mine, rest = (rest, mine) if other else (mine, rest)
    return el.cosine_matrix(mine).min() > el.cosine_matrix(mine, rest).max()


def exponential_order(seed, sign=1):
    z = np.random.default_rng(seed).normal(size=9)
    return np.array_equal(np.exp(log_softmax(sign * z)).argsort(), z.argsort())


def first_loss(case, **settings):
    seed, d = case
    return abs(run(seed, steps=1, d=d, **settings).losses[0] - np.log(V)) < 0.02


def perplexity_of(n):
    z = np.zeros((n, 1))
    return np.isclose(np.exp(corpus_loss(z, z, np.full((n, n), 1 / n**2))), n)


def logit_gradient(seed, label=1):
    rng = np.random.default_rng(seed)
    z, k = rng.normal(size=(1, 5)), int(rng.integers(5))
    true = el.finite_difference(lambda z: -log_softmax(z[0])[k], z)[0]
    return np.allclose(true, np.exp(log_softmax(z[0])) - label * np.eye(5)[k], atol=1e-6)


# ---- a step -----------------------------------------------------------------------------------


def moved(tables):
    return (tables[1] != tables[0]).any(axis=1)


def rows_of_a_step(case):
    seed, batch = case
    trace = run(seed, steps=1, batch=batch)
    in_E = np.array_equal(moved(trace.tables), trace.touched[1])
    return in_E and moved(trace.output_tables).all()


def rows_of_pairs(case):
    seed, batch = case
    trace = run(seed, steps=1, batch=batch)
    seen = np.isin(np.arange(V), trace.neighbours[1])
    return np.array_equal(moved(trace.output_tables), seen)


def walked_back(seed):
    trace, E = run(seed), run(seed).tables[50]
    for step in range(50, 0, -1):
        E = E + 2 * trace.gradients[step]
    return np.allclose(E, trace.tables[0], atol=1e-5), np.array_equal(E, trace.tables[0])


# ---- a run ------------------------------------------------------------------------------------


def starts_slowly(seed):
    loss = run(seed).losses
    first, second, third, last = (loss[k] - loss[k + 25] for k in (0, 25, 50, 125))
    return first < second and last < third


def pulls_weaken(seed):
    """Shorter rows of W pull less on a row of E, and the reverse."""
    trace = run(seed)
    E, W = trace.tables[-1], trace.output_tables[-1]
    pairs = skipgram_pairs(CORPUS.sentences)[:64]
    size = [np.abs(el.skipgram_gradients(E, s * W, *pairs.T)[0]).sum() for s in (0.01, 0.1, 1.0)]
    return size == sorted(size)


@cache
def dragged(seed, steps=400):
    """dog before the drag, after it, and in the same run without it."""
    trace = run(seed)
    E = trace.tables[-1].copy()
    E[DOG] = -3 * E[DOG] / np.linalg.norm(E[DOG])
    back, twin = (el.resume(trace, CORPUS, 150, E=table, steps=steps) for table in (E, None))
    return trace.tables[-1, DOG], back.tables[-1, DOG].astype(float), twin.tables[-1, DOG]


def nearer_to_twin(seed):
    old, back, twin = dragged(seed)
    return np.linalg.norm(back - twin) < np.linalg.norm(back - old) and el.cosine(back, twin) > 0.98


def back_at_the_old_point(seed):
    old, back, _ = dragged(seed)
    return np.linalg.norm(back - old) < 0.1


def steps_to_come_back(seed, word, steps=200):
    """How many steps take a dragged row three quarters of the way to where it would be."""
    trace = run(seed, steps=100)
    E = trace.tables[-1].copy()
    E[word] = -4 * E[word] / np.linalg.norm(E[word])
    back, twin = (
        el.resume(trace, CORPUS, 100, E=table, steps=steps).tables[:, word] for table in (E, None)
    )
    away = np.linalg.norm(back - twin, axis=1)
    return int(np.argmax(np.append(away, 0) < away[0] / 4))  # steps + 1 if it is not there yet


def comes_back_first(seed, first=AND, second=DOG):
    return 2 * steps_to_come_back(seed, first) < steps_to_come_back(seed, second)


def one_best_place(seed, W=None):
    """Whether the loss is strictly convex in e, and grows in every direction for every centre.

    It is and does if the rows of W differ in every direction, and the mean of the context words'
    rows lies inside all of them, so that no direction lowers the loss for ever.
    """
    rng = np.random.default_rng(seed)
    W = run(seed).output_tables[-1].astype(float) if W is None else W
    for e in rng.normal(size=(20, 2)):
        p = np.exp(log_softmax(W @ e))
        if np.linalg.eigvalsh((W * p[:, None]).T @ W - np.outer(p @ W, p @ W)).min() < 1e-6:
            return False
    angles = np.linspace(0, 2 * np.pi, 720, endpoint=False)
    along = W @ [np.cos(angles), np.sin(angles)]  # (V, directions)
    counted = frequencies()
    given = counted / counted.sum(axis=1, keepdims=True)
    return bool((along.max(axis=0) > given @ along).all())


# ---- settings ---------------------------------------------------------------------------------


def best_rate(seed, steps):
    rates = (0.1, 1, 2, 10)
    return rates[int(np.argmin([run(seed, steps, lr).losses[-1] for lr in rates]))]


def jumps(seed, slow, fast):
    drop = run(seed, lr=slow).losses[0] - run(seed, lr=slow).losses[-1]
    return drop < 0.02 and (np.diff(run(seed, lr=fast).losses) > 0).mean() > 0.3


def sharing(seeds):
    pairs = [el.cosine_matrix(means(run(s).tables[-1]))[np.triu_indices(4, 1)] for s in seeds]
    return sum(C.max() > 0.9 for C in pairs)


def maps_differ(seeds):
    animals = [el.cosine(*means(run(s).tables[-1])[[0, 2]]) for s in seeds]
    return np.std(animals) > 0.2


def losses_agree(seeds):
    return np.ptp([run(s).losses[-1] for s in seeds]) < 0.3


def separates(seed):
    trace = run(seed)
    E, W = trace.tables[-1].astype(float), trace.output_tables[-1].astype(float)
    same = np.equal.outer(GROUP[:24], GROUP[:24])
    others = same & ~np.eye(24, dtype=bool)
    tables = [E, W, (E + W) / 2]
    return all(
        C[others].mean() - C[~same].mean() > 0.8
        for C in (el.cosine_matrix(table[:24]) for table in tables)
    )


def separated_at_the_start(seed):
    C = el.cosine_matrix(run(seed).tables[0, :24].astype(float))
    same = np.equal.outer(GROUP[:24], GROUP[:24])
    return C[same & ~np.eye(24, dtype=bool)].mean() - C[~same].mean() > 0.8


def dots_move(seed, own):
    """Whether the dot of a row moves that step 101 does not look up."""
    trace = run(seed, d=16)
    before, after = trace.tables[100:102].astype(float)
    still = int(np.flatnonzero((before == after).all(axis=1))[0])
    last = el.pca_basis(trace.tables[-1].astype(float))
    bases = (el.pca_basis(before), el.pca_basis(after)) if own else (last, last)
    a, b = (el.project(E, *basis)[still] for E, basis in zip((before, after), bases, strict=True))
    return not np.allclose(a, b, atol=1e-6)


def nearest_three(table, word):
    return set(np.linalg.norm(table - table[word], axis=1).argsort()[1:4].tolist())


def figure_has_other_neighbours(case, same=False):
    seed, word = case
    E = run(seed, d=16).tables[-1].astype(float)
    flat = E if same else el.project(E, *el.pca_basis(E))
    return nearest_three(flat, word) != nearest_three(E, word)


def other_neighbours(seeds, same=False):
    cases = [(seed, word) for seed in seeds for word in range(24)]
    return float(np.mean([figure_has_other_neighbours(case, same) for case in cases]))
