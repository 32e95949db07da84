"""Claims of lesson 16: what makes a table one that you can trust."""

from functools import cache
from math import comb
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

import embedlab as el
from embedlab.corpora import (
    load_bert_vocabulary,
    load_glove,
    load_minilm_norms,
    load_smollm,
    load_word_lists,
)
from tests.claims import Claim

PARTS = [(seed, start) for seed in (1, 2, 3) for start in (0, 600)]  # of Emma, in paragraphs


@cache
def pairs(start):
    lines = el.load_austen()["emma"].split("\n")[start : start + 600]
    corpus = el.text_corpus("\n".join(lines), V=200)
    return corpus.words, el.pair_probabilities(el.skipgram_pairs(corpus.sentences), 200)


@cache
def table(seed, start=0):
    words, together = pairs(start)
    return el.Vectors(words, el.fit(together, d=12, steps=100, seed=seed)[0])


def contexts(vectors, start):
    alike = el.cosine_matrix(np.sqrt(pairs(start)[1]))
    near, _ = vectors.nearest(list(vectors.words), 5, center=True)
    return np.mean([alike[i, vectors.id(word)] for i, five in enumerate(near) for word in five])


@cache
def scores(case):
    """The score of a table, and those of 20 controls."""
    seed, start = case
    rng, first = np.random.default_rng(seed), table(seed, start)
    mixed = [el.Vectors(first.words, first.E[rng.permutation(200)]) for _ in range(20)]
    return contexts(first, start), np.array([contexts(one, start) for one in mixed])


def comes_back(E, ending):
    """Whether a table returns from a file bit for bit, and its neighbours do."""
    words = [f"w{k}" for k in range(len(E))]
    with TemporaryDirectory() as folder:
        vectors = el.Vectors(words, E)
        again = el.load(vectors.save(Path(folder) / f"table{ending}"))
        near = [v.nearest(words, 5)[0] for v in (vectors, again)]
        return np.array_equal(vectors.E, again.E), near[0] == near[1]


def numbers(seed, dtype=float):
    return np.random.default_rng(seed).normal(size=(40, 8)).astype(dtype)


def random_overlap(seed):
    rng = np.random.default_rng(seed)
    words = pairs(0)[0]
    first, second = (el.Vectors(words, rng.normal(size=(200, 12))) for _ in range(2))
    return first.compare(second, k=10).overlap


def same_of_ten(case):
    """How many of ten neighbours are in both tables, word by word."""
    seed, start = case
    first, second = table(seed, start), table(seed + 1, start)
    words = list(first.words)
    near = (v.nearest(words, 10, center=True)[0] for v in (first, second))
    return np.array([len(set(a) & set(b)) for a, b in zip(*near, strict=True)])


@cache
def sound():
    topics = load_word_lists()["categories"]
    words = list(dict.fromkeys(word for members in topics.values() for word in members))
    return topics, load_glove().take(words)


def gap(E, topics=None):
    topics = topics or sound()[0]
    vectors = el.Vectors(sound()[1].words, E)
    within = [el.cosine_matrix(vectors.take(members).E).mean() for members in topics.values()]
    return np.mean(within) - el.cosine_matrix(E).mean()


def some_topics(seed):
    names = np.random.default_rng(seed).choice(sorted(sound()[0]), 8, replace=False)
    return {name: sound()[0][name] for name in names}


def reshaped():
    E = sound()[1].E
    return np.ascontiguousarray(E.T).reshape(E.shape)


def moved(seed, rows):
    """The sound table with some rows of its first 70 permuted, or two rows swapped."""
    rng, E = np.random.default_rng(seed), sound()[1].E.copy()
    ids = np.arange(70) if rows == 70 else rng.choice(len(E), 2, replace=False)
    E[ids] = E[ids[::-1] if rows == 2 else rng.permutation(ids)]
    return E


@cache
def lengths():
    spare = np.char.startswith(np.array(load_bert_vocabulary()), "[unused")
    return load_minilm_norms()[0][spare], load_minilm_norms()[0][~spare]


@cache
def halves(novel, by="table"):
    """How many of 80 first halves of paragraphs a search finds."""
    glove, paragraphs = load_glove(), el.load_austen()[novel].split("\n")
    frequent = set(glove.words[:150]) - set(sound()[1].words)
    long = [p.split() for p in paragraphs if 100 < len(p.split()) < 140][:80]
    kept = []
    for words in long:
        parts = words[: len(words) // 2], words[len(words) // 2 :]
        kept.append([[word for word in part if word not in frequent] for part in parts])
    if by == "table":
        first, second = (
            np.array([np.mean([glove[w] for w in both[k] if w in glove], axis=0) for both in kept])
            for k in (0, 1)
        )
        near = el.nearest(first, second, 5)[0]
    else:
        shared = [[len(set(q) & set(d)) for d, _ in kept] for _, q in kept]
        near = np.argsort(shared, axis=1, kind="stable")[:, ::-1][:, :5]
    return sum(k in five for k, five in enumerate(near.tolist()))


NOVELS = tuple(el.load_austen())

CLAIMS = (
    Claim(
        quote="It keeps the bytes as they are. From a text file, load makes float32.",
        kind="always",
        covers=("trust-bits",),
        holds=lambda seed: (
            comes_back(numbers(seed), ".npz")[0] and not comes_back(numbers(seed), ".txt")[0]
        ),
        not_this=lambda seed: comes_back(numbers(seed), ".txt")[0],
    ),
    Claim(
        quote="Decide what you want to keep, then save that:",
        kind="always",
        holds=lambda seed: comes_back(numbers(seed, np.float32), ".txt")[0],
        not_this=lambda seed: comes_back(numbers(seed), ".txt")[0],
    ),
    Claim(
        quote="Rounding changes no shape and hardly any neighbour",
        kind="always",
        covers=("trust-round-trip",),
        holds=lambda seed: comes_back(numbers(seed), ".txt")[1],
        not_this=lambda seed: comes_back(numbers(seed), ".txt")[0],
    ),
    Claim(
        quote="None of the 20 comes near",
        kind="always",
        covers=("trust-shuffled-rows",),
        cases=PARTS,
        holds=lambda case: scores(case)[0] > scores(case)[1].max() + 0.03,
        not_this=lambda case: scores(case)[1][0] > np.delete(scores(case)[1], 0).max() + 0.03,
    ),
    Claim(
        quote="Most of it is no achievement",
        kind="about",
        covers=("trust-control",),
        cases=PARTS,
        value=lambda case: scores(case)[1].mean() / scores(case)[0],
        low=0.85,
        high=0.95,
        not_this=lambda case: 1.0,
    ),
    Claim(
        quote="With 10 places among 199 words, some meet by luck.",
        kind="about",
        covers=("trust-chance", "trust-same-by-chance"),
        cases=range(10),
        value=random_overlap,
        low=0.03,
        high=0.07,
        not_this=lambda seed: table(1).compare(table(2), k=10).overlap,
    ),
    Claim(
        quote="Some words have nearly the same neighbours in both tables; others share only a few.",
        kind="always",
        covers=("explore-two-seeds",),
        cases=PARTS,
        holds=lambda case: same_of_ten(case).max() >= 8 and same_of_ten(case).min() <= 3,
        not_this=lambda case: np.ptp(same_of_ten(case)) < 3,
    ),
    Claim(
        quote="The same number also says that nearly half of each list changes with the seed.",
        kind="about",
        covers=("trust-doubt",),
        cases=PARTS,
        value=lambda case: 1 - same_of_ten(case).mean() / 10,
        low=0.35,
        high=0.5,
        not_this=lambda case: same_of_ten(case).min() / 10,
    ),
    Claim(
        quote="Only the third one fails.",
        kind="always",
        covers=("trust-claims",),
        cases=range(8),
        holds=lambda seed: (
            np.isfinite(reshaped()).all()
            and gap(reshaped(), some_topics(seed)) < 0.2
            and gap(sound()[1].E, some_topics(seed)) > 0.35
        ),
        not_this=lambda seed: gap(reshaped(), some_topics(seed)) > 0.35,
    ),
    Claim(
        quote="Reshape keeps the order of all numbers; a transpose changes it.",
        kind="always",
        covers=("trust-reshape",),
        holds=lambda seed: np.array_equal(
            np.ravel(numbers(seed).reshape(8, 40)), np.ravel(numbers(seed))
        ),
        not_this=lambda seed: np.array_equal(np.ravel(numbers(seed)), np.ravel(numbers(seed).T)),
    ),
    Claim(
        quote="With half of the rows moved, the gap falls below its limit of 0.35.",
        kind="always",
        cases=range(10),
        holds=lambda seed: gap(moved(seed, 70)) < 0.35,
        not_this=lambda seed: gap(moved(seed, 2)) < 0.35,
    ),
    Claim(
        quote="A mean notices large faults, and two rows are a small one.",
        kind="always",
        covers=("trust-mutants", "trust-mean-test"),
        cases=range(10),
        holds=lambda seed: gap(moved(seed, 2)) > 0.35,
        not_this=lambda seed: gap(moved(seed, 70)) > 0.35,
    ),
    Claim(
        quote="In this model the spare rows are short.",
        kind="always",
        covers=("trust-length",),
        cases=(None,),
        holds=lambda _: np.quantile(lengths()[0], 0.95) < np.quantile(lengths()[1], 0.05),
        not_this=lambda _: np.quantile(lengths()[1], 0.95) < np.quantile(lengths()[0], 0.05),
    ),
    Claim(
        quote="But so are hundreds of others: length gives candidates, too.",
        kind="always",
        cases=(None,),
        holds=lambda _: (lengths()[1] <= np.quantile(lengths()[0], 0.95)).sum() > 300,
        not_this=lambda _: (lengths()[1] <= 0.4).sum() > 300,
    ),
    Claim(
        quote="in SmolLM2 they are longer than the median.",
        kind="always",
        covers=("trust-indicator",),
        cases=(None,),
        holds=lambda _: (
            np.median(lengths()[0]) < np.quantile(lengths()[1], 0.05)
            and load_smollm().norms[7:17].min() > np.median(load_smollm().norms)
        ),
        not_this=lambda _: load_smollm().norms[7:17].max() < np.median(load_smollm().norms),
    ),
    Claim(
        quote="a row may look like these and be used all the time",
        kind="always",
        covers=("trust-candidate",),
        cases=(None,),
        # IDs 1 and 2 begin and end every turn of a chat; 7 to 16 are reserved
        holds=lambda _: (
            load_smollm().cosines[1:3].min() >= np.quantile(load_smollm().cosines, 0.98)
        ),
    ),
    Claim(
        quote="contain one of the two correct ones in 35% of the cases: 4.6 of 13",
        kind="always",
        cases=(None,),
        holds=lambda _: (
            round(1 - comb(24, 5) / comb(26, 5), 2) == 0.35
            and round(13 * (1 - comb(24, 5) / comb(26, 5)), 1) == 4.6
        ),
        not_this=lambda _: round(5 / 26, 2) == 0.35,
    ),
    Claim(
        quote="The difference is smaller than what luck does to 80 queries.",
        kind="always",
        covers=("trust-halves",),
        cases=(None,),
        holds=lambda _: abs(halves("emma") - halves("emma", "words")) < np.sqrt(80 * 0.3 * 0.7),
    ),
    Claim(
        quote="nor in the other three novels (17 to 22 against 20 to 25)",
        kind="always",
        cases=(None,),
        holds=lambda _: (
            {17, 22} <= {halves(novel) for novel in NOVELS[1:] + NOVELS[:1]} <= set(range(17, 23))
            and {halves(novel, "words") for novel in NOVELS} <= set(range(20, 26))
        ),
        not_this=lambda _: all(halves(novel) > halves(novel, "words") for novel in NOVELS),
    ),
    Claim(
        quote="√(n · p · (1 − p)) with p the fraction found.",
        kind="always",
        covers=("trust-luck",),
        cases=(10, 20, 50, 80, 30),
        holds=lambda p: (
            abs(
                np.random.default_rng(p).binomial(100, p / 100, 20_000).std()
                / np.sqrt(100 * p / 100 * (1 - p / 100))
                - 1
            )
            < 0.03
        ),
        not_this=lambda p: abs(np.sqrt(100) / np.sqrt(p * (1 - p / 100)) - 1) < 0.03,
    ),
)

NO_CLAIM = {
    "trust-test-the-test": "It says what to do; nothing in it could be false.",
    "trust-no-table": "It asks for a comparison that is missing; its numbers are made up.",
    "trust-agreement": "It is about what follows from agreement, which no measurement decides.",
}
