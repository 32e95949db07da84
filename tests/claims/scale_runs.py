"""The runs behind the claims of lesson 15."""

from functools import cache
from time import process_time

import numpy as np

import embedlab as el
from embedlab import sharded, skipgram
from tests.lessons import CELLS

WORDS = """
one two three four five six seven eight nine ten twelve fifteen twenty thirty forty fifty hundred
thousand dozen / mother father sister brother aunt uncle son daughter husband wife niece nephew
cousin parents sisters brothers daughters sons mama papa child
"""
NUMBERS, FAMILY = (set(part.split()) for part in WORDS.split("/"))
KINDS = {
    "numbers": ["two", "three", "four", "five", "six", "seven", "ten", "twenty"],
    "family": ["mother", "father", "sister", "brother", "aunt", "uncle", "son", "daughter"],
}


@cache
def lines():
    return [line.split() for novel in el.load_austen().values() for line in novel.split("\n")]


@cache
def text():
    """Counts of the words, their IDs, and the four novels as IDs."""
    words, counts = skipgram.vocabulary(lines(), min_count=5)
    ids = {word: i for i, word in enumerate(words)}
    return counts, ids, np.array([ids[word] for line in lines() for word in line if word in ids])


@cache
def novels(seed):
    return skipgram.train(lines(), d=50, epochs=3, seed=seed, follow=KINDS, progress=False)


def of_a_kind(model, kind, others, rng=None):
    """Which fraction of the five nearest words of a kind are of it, too."""
    if rng is not None:
        model = el.Vectors(model.words, model.E[rng.permutation(len(model.words))])
    return np.mean([near in others for word in kind for near in model.nearest(word, 5)[0]])


def kinds_are_near(seed, rng=None):
    model = novels(seed)
    return (
        of_a_kind(model, KINDS["numbers"], NUMBERS, rng) > 0.6
        and of_a_kind(model, KINDS["family"], FAMILY, rng) > 0.5
    )


def meetings(word, other):
    return sum(
        other in line[max(0, t - 5) : t + 6]
        for line in lines()
        for t, here in enumerate(line)
        if here == word
    )


def between_kinds(seed, look):
    """The mean cosine of a number and a relative after some fiftieths of the training."""
    table = novels(seed).trace.tables[look]
    return el.cosine_matrix(table[:8], table[8:]).mean()


def near_three(seed, word):
    model = novels(seed)
    return el.cosine(model["three"], model[word])


@cache
def yes_to_made_up_pairs(seed, negatives):
    """Of random pairs of frequent words: the mean answer, and the mean cosine of their rows."""
    rng = np.random.default_rng(seed)
    ids = text()[2][:40_000]
    pairs = np.stack([ids[:-1], ids[1:]], axis=1)
    pairs = pairs[(pairs < 300).all(axis=1)]
    A, B = (el.init_table(300, 20, std=0.1, seed=2 * seed + k) for k in (0, 1))
    for _ in range(150):
        i, j = pairs[rng.integers(len(pairs), size=512)].T
        read = np.column_stack([j, rng.integers(300, size=(512, negatives))])
        g = 1 / (1 + np.exp(-np.vecdot(A[i][:, None], B[read]))) - (np.arange(1 + negatives) == 0)
        dA, dB = (g[:, None] @ B[read])[:, 0], g[..., None] * A[i][:, None]
        A, B = A - 0.1 * el.row_gradient(i, dA, 300), B - 0.1 * el.row_gradient(read, dB, 300)
    i, j = rng.integers(300, size=(2, 2000))
    return (1 / (1 + np.exp(-np.vecdot(A[i], B[j])))).mean(), el.cosine(A[i], A[j]).mean()


@cache
def two_ways():
    """The two functions of the lesson that do the same work."""
    cell = next(cell for cell in CELLS["15"] if cell.id == "loop-and-arrays")
    names = {"np": np, "row_gradient": el.row_gradient, "sigmoid": lambda s: 1 / (1 + np.exp(-s))}
    exec(cell.source.split("\nnoise =")[0], names)
    return names["plain_loop"], names["with_arrays"]


def batch(seed, B):
    rng = np.random.default_rng(seed)
    E, W = (rng.normal(scale=0.3, size=(1000, 100)).astype(np.float32) for _ in range(2))
    return E, W, rng.integers(1000, size=(B, 2)), rng.integers(1000, size=(B, 5))


def seconds(call):
    start = process_time()
    call()
    return process_time() - start


def times_as_fast(seed):
    loop, arrays = two_ways()
    slow = min(seconds(lambda k=k: loop(*batch(seed + k, 100))) / 100 for k in range(2))
    return slow / min(seconds(lambda k=k: arrays(*batch(seed + k, 1000))) / 1000 for k in range(2))


@cache
def negatives_two_ways(seed):
    """The negatives' part of the loss, with 5 of one's own and with 32 that 64 pairs share."""
    model, rng = novels(seed), np.random.default_rng(seed)
    noise = skipgram.noise_table(text()[0])
    X = model.E[text()[2][rng.integers(100_000, size=1024)]]
    own, shared = [], []
    for _ in range(40):
        five, drawn = model.W[rng.choice(noise, (1024, 5))], model.W[rng.choice(noise, (16, 32))]
        own.append(np.log1p(np.exp(np.einsum("bkd,bd->bk", five, X))).sum(axis=1).mean())
        scores = X.reshape(16, 64, -1) @ drawn.swapaxes(1, 2)
        shared.append(np.log1p(np.exp(scores)).sum(axis=2).mean())
    return np.array(own), np.array(shared)


@cache
def slope(size, seed):
    """By which power the CPU's time grows from a size to 8 times as much."""
    rng = np.random.default_rng(seed)

    def took(n):
        length, d, V = {"length": (n, 1, 1), "d": (1, n, 1), "V": (1, 1, n)}[size]
        length, d, V = 10_000 * length, 50 * d, 1000 * V
        p = 1 / np.arange(1, V + 1)
        ids = np.append(rng.choice(V, size=length - V, p=p / p.sum()), np.arange(V)).astype(str)
        some, settings = ids.reshape(-1, 40).tolist(), {"epochs": 1, "min_count": 1, "sample": 0}
        settings |= {"d": d, "lr": 1e-3, "progress": False}
        return min(seconds(lambda: skipgram.train(some, **settings)) for _ in range(2))

    return np.log(took(8) / took(1)) / np.log(8)


@cache
def unit_rows(kind):
    E = (
        el.load_glove().E
        if kind == "GloVe"
        else np.random.default_rng(0).normal(size=(10_048, 100))
    )
    return E / el.norm(E)[:, None]


@cache
def index(kind, seed, cells):
    """Recall@10 and the fraction of compared rows of 100 queries."""
    rng, unit = np.random.default_rng(seed), unit_rows(kind)
    centres = unit[rng.choice(len(unit), 100, replace=False)]
    some = rng.choice(len(unit), 100, replace=False)
    cell, order = (unit @ centres.T).argmax(axis=1), np.argsort(-(unit[some] @ centres.T))
    exact = el.nearest(unit, unit[some], 10, exclude=some[:, None])[0]
    found = [
        np.isin(cell[near], best[:cells]).mean() for near, best in zip(exact, order, strict=True)
    ]
    return np.mean(found), np.mean([np.isin(cell, best[:cells]).mean() for best in order])


def shards_give_the_same_rows(seed):
    rng = np.random.default_rng(seed)
    E, ids, n = rng.normal(size=(23, 2)), rng.integers(23, size=9), int(rng.integers(2, 6))
    rows, traffic = sharded.lookup(sharded.split(E, n), ids)
    by_rule = [sharded.split(E, n)[i % n][i // n] for i in ids]
    return np.array_equal(rows, E[ids]) and np.array_equal(by_rule, E[ids]), traffic, ids


def travels_once(seed, counted=np.unique):
    _, traffic, ids = shards_give_the_same_rows(seed)
    return traffic.rows_read.sum() == len(counted(ids))


def needed(start):
    """The different words of a stretch of the four novels."""
    return np.unique(text()[2][start : start + 4096])


@cache
def emma():
    return [line.split() for line in el.load_austen()["emma"].split("\n")[:1200]]


@cache
def rounds(partitions, round_words, epochs, seed):
    """How many rounds training takes, the loss after it, and what travelled."""
    table = sharded.train(
        emma(),
        shards=4,
        partitions=partitions,
        round_words=round_words,
        epochs=epochs,
        d=16,
        seed=seed,
        progress=False,
    )
    rng = np.random.default_rng(0)
    words, counts = skipgram.vocabulary(emma(), 5)
    ids = [[words.index(word) for word in line if word in words] for line in emma()[:40]]
    pairs = rng.permutation(el.skipgram_pairs(ids, window=5))[:4096]
    read = np.column_stack([pairs[:, 1], rng.choice(skipgram.noise_table(counts), (len(pairs), 5))])
    scores = np.vecdot(table.E[pairs[:, :1]].astype(float), table.W[read])
    signs = np.where(np.arange(6) == 0, -1, 1)
    loss = np.log1p(np.exp(signs * scores)).sum(axis=1).mean()
    return len(table.traffic.rows_read), loss, table.traffic


def loss_of(case, seed):
    """4 partitions, 16, 16 with small rounds, or 4 with as few rounds as 16."""
    settings = {"4": (4, 2048, 3), "16": (16, 2048, 3), "small": (16, 550, 3), "few": (4, 2048, 1)}
    return rounds(*settings[case], seed)[1]


@cache
def here_and_there():
    """For five seeds: whether two processes and this one give the same tables."""
    some, settings = lines()[:300], {"shards": 4, "partitions": 4, "epochs": 1, "d": 16}
    settings |= {"progress": False, "min_count": 2}
    client = sharded.local_client(workers=2)
    try:
        there = [sharded.train(some, client=client, seed=s, **settings).E for s in range(5)]
    finally:
        if client:
            client.close()
    return [
        (np.array_equal(E, sharded.train(some, seed=s, **settings).E), E)
        for s, E in enumerate(there)
    ]
