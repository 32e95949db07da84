"""Claims of lesson 15: training at scale, search, and a table in shards."""

from functools import cache
from time import process_time

import numpy as np

import embedlab as el
from embedlab import sharded, skipgram
from tests.claims import Claim
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
    return slow / min(seconds(lambda k=k: arrays(*batch(seed + k, 4000))) / 4000 for k in range(2))


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


CLAIMS = (
    Claim(
        quote="Numbers are near numbers, and relatives near relatives.",
        kind="always",
        covers=("scale-three",),
        holds=kinds_are_near,
        not_this=lambda seed: kinds_are_near(seed, np.random.default_rng(seed)),
    ),
    Claim(
        quote="None of these pairs ever meets",
        kind="always",
        covers=("scale-together",),
        cases=(None,),
        holds=lambda _: (
            meetings("three", "seven")
            == meetings("mother", "uncle")
            == meetings("darcy", "knightley")
            == 0
        ),
        not_this=lambda _: meetings("pounds", "thousand") == 0,
    ),
    Claim(
        quote="“pounds” and “thousand”, do occur together",
        kind="always",
        cases=(None,),
        holds=lambda _: meetings("pounds", "thousand") > 5,
        not_this=lambda _: meetings("three", "seven") > 5,
    ),
    Claim(
        quote="After a tenth of the training all rows still point nearly one way.",
        kind="always",
        covers=("play-the-training",),
        holds=lambda seed: between_kinds(seed, 5) > 0.7,
        not_this=lambda seed: between_kinds(seed, 50) > 0.7,
    ),
    Claim(
        quote="“seven” remains near “three”, and “mother” does not.",
        kind="always",
        holds=lambda seed: near_three(seed, "seven") > 0.65 > 0.5 > near_three(seed, "mother"),
        not_this=lambda seed: near_three(seed, "mother") > near_three(seed, "seven"),
    ),
    Claim(
        quote="One pair costs V · d = 500,800 multiplications",
        kind="always",
        covers=("scale-cost-of-a-pair",),
        cases=(None,),
        holds=lambda _: len(text()[0]) * 100 == 500_800,
    ),
    Claim(
        quote="The other 5,002 rows of W are neither looked up nor changed.",
        kind="always",
        covers=("scale-rows",),
        holds=lambda seed: (
            el.row_gradient(
                np.random.default_rng(seed).choice(5008, 6, replace=False), np.ones((6, 2)), 5008
            )
            .any(axis=1)
            .sum()
            == 6
        ),
        not_this=lambda seed: len(text()[0]) - 1 == 5_002,
    ),
    Claim(
        quote="then 1.5 of 100 are “the”",
        kind="about",
        covers=("scale-noise",),
        cases=(None,),
        value=lambda _: (text()[0] ** 0.75 / (text()[0] ** 0.75).sum())[0],
        low=0.0145,
        high=0.0155,
        not_this=lambda _: text()[0][0] / text()[0].sum(),
    ),
    Claim(
        quote="Each of the {k} + 1 answers has the probability ½, and −ln ½ is 0.69.",
        kind="always",
        covers=("scale-start-loss",),
        cases=(None,),
        holds=lambda _: round(-np.log(1 / (1 + np.exp(0))), 2) == 0.69,
    ),
    Claim(
        quote="Without a single “no”, “yes” to everything is a perfect strategy.",
        kind="always",
        covers=("scale-no-negatives",),
        holds=lambda seed: yes_to_made_up_pairs(seed, 0)[0] > 0.8,
        not_this=lambda seed: yes_to_made_up_pairs(seed, 5)[0] > 0.8,
    ),
    Claim(
        quote="All rows grow in one direction.",
        kind="always",
        holds=lambda seed: yes_to_made_up_pairs(seed, 0)[1] > 0.5,
        not_this=lambda seed: yes_to_made_up_pairs(seed, 5)[1] > 0.5,
    ),
    Claim(
        quote="Both return the gradients of the two tables.",
        kind="always",
        holds=lambda seed: all(
            np.allclose(a, b, atol=1e-4)
            for a, b in zip(*(way(*batch(seed, 50)) for way in two_ways()), strict=True)
        ),
        not_this=lambda seed: np.allclose(*two_ways()[1](*batch(seed, 50))),
    ),
    Claim(
        quote="five times as many, or more",
        kind="always",
        covers=("scale-arrays", "plot-of-tricks"),
        holds=lambda seed: times_as_fast(seed) > 5,
        not_this=lambda seed: times_as_fast(seed) < 3,
    ),
    Claim(
        quote="so that on average the sum stays the same",
        kind="always",
        covers=("scale-shared-weight",),
        holds=lambda seed: (
            lambda own, shared: abs(5 / 32 * shared.mean() / own.mean() - 1) < 0.03
        )(*negatives_two_ways(seed)),
        not_this=lambda seed: (lambda own, shared: abs(shared.mean() / own.mean() - 1) < 0.03)(
            *negatives_two_ways(seed)
        ),
    ),
    Claim(
        quote="From draw to draw it spreads more, because fewer different words are drawn.",
        kind="always",
        holds=lambda seed: (lambda own, shared: 5 / 32 * shared.std() > own.std())(
            *negatives_two_ways(seed)
        ),
        not_this=lambda seed: (lambda own, shared: 5 / 32 * shared.std() < own.std())(
            *negatives_two_ways(seed)
        ),
    ),
    Claim(
        quote="Twice the text takes about twice the time.",
        kind="about",
        covers=("scale-slopes", "slopes-of-the-trainer"),
        value=lambda seed: slope("length", seed),
        low=0.7,
        high=1.3,
        not_this=lambda seed: slope("V", seed),
    ),
    Claim(
        quote="Twice the d takes less than twice while d is small",
        kind="always",
        holds=lambda seed: slope("d", seed) < 1,
        not_this=lambda seed: slope("d", seed) > 1,
    ),
    Claim(
        quote="V costs hardly anything.",
        kind="always",
        holds=lambda seed: slope("V", seed) < 0.4,
        not_this=lambda seed: slope("length", seed) < 0.4,
    ),
    Claim(
        quote="A straight line means time ∝ size^slope",
        kind="always",
        covers=("scale-slope",),
        cases=(None,),
        holds=lambda _: np.allclose(
            [
                np.polyfit(np.log([1, 2, 4]), np.log(np.array([1, 2, 4.0]) ** s), 1)[0]
                for s in (0, 2)
            ],
            [0, 2],
        ),
    ),
    Claim(
        quote="Forty million multiplications are a matter of milliseconds.",
        kind="always",
        covers=("scale-exact",),
        holds=lambda seed: (
            lambda E, q: 1e-4 < min(seconds(lambda: E @ q) for _ in range(3)) < 0.1
        )(np.ones((400_000, 100), np.float32), np.full(100, seed, np.float32)),
    ),
    Claim(
        quote="In GloVe about a quarter of the rows give nine of ten neighbours.",
        kind="about",
        covers=("scale-recall", "recall-by-cells"),
        value=lambda seed: index("GloVe", seed, 16)[0],
        low=0.87,
        high=0.96,
        not_this=lambda seed: index("random", seed, 16)[0],
    ),
    Claim(
        quote="In GloVe about a quarter of the rows",
        kind="about",
        value=lambda seed: index("GloVe", seed, 16)[1],
        low=0.19,
        high=0.31,
        not_this=lambda seed: index("GloVe", seed, 32)[1],
    ),
    Claim(
        quote="In random rows the same index finds about half.",
        kind="about",
        value=lambda seed: index("random", seed, 16)[0],
        low=0.4,
        high=0.55,
        not_this=lambda seed: index("GloVe", seed, 16)[0],
    ),
    Claim(
        quote="A row near the query may be nearer to another centre",
        kind="always",
        covers=("scale-index",),
        holds=lambda seed: index("GloVe", seed, 4)[0] < 0.9,
        not_this=lambda seed: index("GloVe", seed, 100)[0] < 0.9,
    ),
    Claim(
        quote="{C} centres, and {n} cells of V / {C} rows each; exact search takes {V:,}.",
        kind="always",
        covers=("scale-cells",),
        cases=(None,),
        holds=lambda _: 100 + 2 * 10_000 // 100 == 300,
    ),
    Claim(
        quote="two more numbers are kept for each of them",
        kind="always",
        covers=("scale-memory", "scale-with-state"),
        cases=(None,),
        holds=lambda _: 3 * el.table_bytes(20_000_000, 128) / 1e9 == 30.72,
        not_this=lambda _: 2 * el.table_bytes(20_000_000, 128) / 1e9 == 30.72,
    ),
    Claim(
        quote="row i is held by worker i % 4, and there it is row i // 4",
        kind="always",
        covers=("film-of-the-shards", "scale-owner"),
        holds=lambda seed: shards_give_the_same_rows(seed)[0],
    ),
    Claim(
        quote="Row 1 is needed twice, and comes once.",
        kind="always",
        covers=("scale-rows-travel",),
        holds=travels_once,
        not_this=lambda seed: travels_once(seed, np.asarray),
    ),
    Claim(
        quote="Words repeat, and a row is fetched once.",
        kind="about",
        covers=("scale-travel",),
        cases=range(0, 500_000, 50_000),
        value=lambda start: (needed(start) % 4 != 0).sum(),
        low=687 * 0.7,
        high=687 * 1.3,
        not_this=lambda start: 3072,
    ),
    Claim(
        quote="what travels soon stays level: nearly every row is elsewhere then",
        kind="always",
        cases=range(0, 500_000, 50_000),
        holds=lambda start: (needed(start) % 16 != 0).sum() > 0.9 * (needed(start) % 64 != 0).sum(),
        not_this=lambda start: (
            (needed(start) % 2 != 0).sum() > 0.9 * (needed(start) % 64 != 0).sum()
        ),
    ),
    Claim(
        quote="the first worker would be asked for two thirds of all rows",
        kind="about",
        covers=("scale-turns",),
        cases=range(0, 500_000, 50_000),
        value=lambda start: (needed(start) < 5008 // 4).mean(),
        low=0.6,
        high=0.75,
        not_this=lambda start: (needed(start) % 4 == 0).mean(),
    ),
    Claim(
        quote="Fewer changes were sent than rows were fetched",
        kind="always",
        holds=lambda seed: (lambda t: t.rows_sent.sum() < t.rows_read.sum())(
            rounds(4, 2048, 3, seed)[2]
        ),
        not_this=lambda seed: (lambda t: t.rows_sent.sum() == t.rows_read.sum())(
            rounds(4, 2048, 3, seed)[2]
        ),
    ),
    Claim(
        quote="Bit for bit, because nothing depends on who is first",
        kind="always",
        covers=("scale-same",),
        holds=lambda seed: here_and_there()[seed][0],
        not_this=lambda seed: np.array_equal(
            here_and_there()[seed][1], here_and_there()[(seed + 1) % 5][1]
        ),
    ),
    Claim(
        quote="in this run about a hundred times as much was sent back and forth",
        kind="in this run",
    ),
    Claim(quote="It isn't faster here.", kind="in this run"),
    Claim(quote="Four times the partitions make a third of the rounds here.", kind="in this run"),
    Claim(
        quote="More partitions make fewer rounds, and fewer teach less.",
        kind="always",
        covers=("scale-rounds",),
        holds=lambda seed: (
            rounds(16, 2048, 3, seed)[0] < rounds(4, 2048, 3, seed)[0]
            and loss_of("16", seed) > loss_of("4", seed) + 0.6
        ),
        not_this=lambda seed: loss_of("small", seed) > loss_of("4", seed) + 0.6,
    ),
    Claim(
        quote="a round of 16 teaches no more than a round of 4",
        kind="always",
        holds=lambda seed: loss_of("16", seed) > loss_of("few", seed),
        not_this=lambda seed: loss_of("16", seed) < loss_of("few", seed),
    ),
    Claim(
        quote="a good part of the difference in loss returns",
        kind="always",
        holds=lambda seed: (
            0.3
            < (loss_of("16", seed) - loss_of("small", seed))
            / (loss_of("16", seed) - loss_of("4", seed))
            < 1
        ),
    ),
    Claim(
        quote="gives rows to 2,126 words instead of 5,008",
        kind="always",
        cases=(None,),
        holds=lambda _: (text()[0] >= 20).sum() == 2126,
        not_this=lambda _: (text()[0] >= 5).sum() == 2126,
    ),
    Claim(
        quote="so the text gets only 5% shorter",
        kind="about",
        cases=(None,),
        value=lambda _: text()[0][text()[0] < 20].sum() / text()[0].sum(),
        low=0.045,
        high=0.055,
        not_this=lambda _: (text()[0] < 20).mean(),
    ),
)

NO_CLAIM = {"scale-measure-recall": "It says what to do; nothing in it could be false."}
