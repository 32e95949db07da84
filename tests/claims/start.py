"""What lesson 00 claims."""

from dataclasses import replace
from functools import cache

import numpy as np

from embedlab import cosine_matrix, template_corpus, train
from tests.claims import Claim

CORPUS = template_corpus()
KINDS = np.array(CORPUS.groups)


@cache
def run(seed, steps=300):
    """The training of the lesson, from another random start."""
    return train(CORPUS, lr=2, steps=steps, seed=seed)


def alike(table, words):
    """The mean cosine of two of these rows."""
    C = cosine_matrix(table[words].astype(float))
    return C[~np.eye(len(C), dtype=bool)].mean()


def animals_are_together(seed):
    return alike(run(seed).tables[-1], KINDS == "animals") > 0.9


def shuffled_kinds_are_together(seed):
    animals = np.random.default_rng(seed).permutation(KINDS) == "animals"
    return alike(run(seed).tables[-1], animals) > 0.9


@cache
def swapped(seed):
    """The run whose sentences have “cat” and “bread” in each other's places."""
    cat, bread = (CORPUS.words.index(word) for word in ("cat", "bread"))
    other = {cat: bread, bread: cat}
    sentences = tuple(tuple(other.get(i, i) for i in one) for one in CORPUS.sentences)
    table = train(replace(CORPUS, sentences=sentences), lr=2, seed=seed).tables[-1].astype(float)
    animals = [i for i in np.flatnonzero(KINDS == "animals") if i != cat]
    return cosine_matrix(table)[[cat, bread]][:, animals].mean(axis=1)


def loss_falls(seed):
    losses = run(seed).losses
    return losses[-1] < losses[100] < losses[0]


CLAIMS = (
    Claim(
        quote="The six animals appear in the same kinds of sentences",
        kind="always",
        covers=("start-tour", "play-the-run"),
        holds=animals_are_together,
        cases=range(10),
        not_this=shuffled_kinds_are_together,
    ),
    Claim(
        quote="Near the animals: training uses only the words that appear near it",
        kind="always",
        holds=lambda seed: swapped(seed)[1] > 0.9,
        cases=range(10),
        not_this=lambda seed: swapped(seed)[0] > 0.9,
    ),
    Claim(
        quote="It falls as the guesses improve.",
        kind="always",
        covers=("start-loss", "try-a-slider"),
        holds=loss_falls,
        cases=range(10),
        not_this=lambda seed: run(seed).losses[0] < run(seed).losses[-1],
    ),
)
NO_CLAIM = {
    "start-row": "a lookup that the page computes, and the code of the card runs",
    "start-embedding": "a definition",
    "start-where-from": "a definition: how a table is made and trained",
}
