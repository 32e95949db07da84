"""Part 1: a table of one's own that survives a file, has sense in it, and can be made again."""

import re
from itertools import islice
from pathlib import Path

import numpy as np

from embedlab.practice.exercises.parts import Item
from embedlab.vectors import Vectors, load

__all__ = ["judge"]

ROUND_TRIP, NEIGHBOURS, SEEDS = 6, 8, 6  # points
LEAST_WORDS, ASKED, NEAR, CONTROLS = 50, 600, 5, 199
WINDOW, TOKENS = 5, 300_000


def judge(seed, first, second, path, sentences):
    """The items of a table: `Vectors`, the same with another seed, its file, what it is from."""
    for name, value in (("first", first), ("second", second)):
        if not isinstance(value, Vectors):
            says = (
                f"{name} is of type {type(value).__name__}; Vectors are needed: Vectors(words, E)."
            )
            return [Item(0, ROUND_TRIP + NEIGHBOURS + SEEDS, says)]
    return [
        Item(*round_trip(first, path)),
        Item(*neighbours(seed, first, sentences)),
        Item(*agreement(first, second)),
    ]


def round_trip(first, path):
    if not isinstance(path, str | Path) or not str(path):
        says = f"path is of type {type(path).__name__}; give the name of the file that you saved."
        return 0, ROUND_TRIP, f"Round trip: {says}"
    try:
        again = load(path, progress=False)
    except Exception as error:
        return 0, ROUND_TRIP, f"Round trip: the file can't be loaded. {str(error)[:300]}"
    if again.words != first.words:
        says = f"the file has {len(again.words):,} words, your table {len(first.words):,}"
        if len(again.words) == len(first.words):
            k = next(k for k, word in enumerate(first.words) if again.words[k] != word)
            says = f"ID {k} is {again.words[k]!r} in the file and {first.words[k]!r} in your table"
        return 0, ROUND_TRIP, f"Round trip: {says}. Save the table that you hand in."
    if again.E.dtype != first.E.dtype or again.E.shape != first.E.shape:
        says = f"{first.E.dtype} {first.E.shape} came back as {again.E.dtype} {again.E.shape}."
        return 0, ROUND_TRIP, f"Round trip: {says}"
    if wrong := np.count_nonzero(first.E != again.E):
        says = f"{wrong:,} of {first.E.size:,} numbers came back different, some by "
        says += f"{np.nanmax(np.abs(first.E - again.E)):.2g}. Is this the file of another run?"
        return 0, ROUND_TRIP, f"Round trip: {says}"
    return (
        ROUND_TRIP,
        ROUND_TRIP,
        f"Round trip: all {first.E.size:,} numbers came back bit for bit.",
    )


def neighbours(seed, table, sentences):
    """Whether near words occur with the same words, compared with the same rows shuffled."""
    try:
        read = tokens(sentences)
        known = [word for word in dict.fromkeys(word for s in read for word in s) if word in table]
    except (TypeError, ValueError) as error:
        return 0, NEIGHBOURS, f"Neighbours: {error}"
    counts = dict.fromkeys(known, 0)
    for word in (word for sentence in read for word in sentence if word in counts):
        counts[word] += 1
    asked = sorted(counts, key=lambda word: (-counts[word], word))[:ASKED]
    asked = [word for word in asked if np.any(table[word])]
    if len(asked) < LEAST_WORDS:
        says = f"only {len(asked)} words of your sentences have a row; at least {LEAST_WORDS} are "
        says += "needed. Compare case and punctuation, or take more text."
        return 0, NEIGHBOURS, f"Neighbours: {says}"
    try:
        near = ids_of_nearest(table.take(asked))
    except ValueError as error:
        return 0, NEIGHBOURS, f"Neighbours: {error}"
    alike = contexts_alike(asked, read)
    rng = np.random.default_rng(seed)
    shuffled = (rng.permutation(len(asked)) for _ in range(CONTROLS))
    controls = np.array([alike[new[:, None], new[near]].mean() for new in shuffled])
    own = alike[np.arange(len(asked))[:, None], near].mean()
    told = f"your neighbours occur with the same words ({own:.2f}; the same rows shuffled "
    told += f"{controls.mean():.2f}, at most {controls.max():.2f})."
    if own > controls.max() and own > 1.1 * controls.mean():
        return NEIGHBOURS, NEIGHBOURS, f"Neighbours: {told}"
    says = f"near words occur with the same words no more than chance has it ({own:.2f}; the same "
    says += f"rows shuffled {controls.mean():.2f}, at most {controls.max():.2f}). Was the "
    says += "table trained, on these sentences, and does each word have its own row?"
    return 0, NEIGHBOURS, f"Neighbours: {says}"


def tokens(sentences):
    """Sentences as lists of words, at most so many words; a plain sentence if they are not."""
    if isinstance(sentences, str | bytes) or not hasattr(sentences, "__iter__"):
        raise TypeError(
            f"sentences is of type {type(sentences).__name__}; a list of lists of words is needed."
        )
    read, room = [], TOKENS
    for sentence in islice(sentences, TOKENS):
        if isinstance(sentence, str):
            raise TypeError(
                f"the sentence {sentence[:30]!r} is one string; split it into a list of words."
            )
        read.append([str(word) for word in sentence])
        room -= len(read[-1])
        if room < 0:
            break
    if not read:
        raise ValueError("there are no sentences; a generator is empty once it has been read.")
    return read


def ids_of_nearest(table):
    near, _ = table.nearest(list(table.words), NEAR, center=True)
    return np.array([[table.id(word) for word in words] for words in near])


def contexts_alike(words, sentences):
    """Cosines of what words occur with: their rows of positive pointwise mutual information."""
    ids = {word: k for k, word in enumerate(words)}
    counts = np.zeros((len(words), len(words)))
    for sentence in sentences:
        row = np.array([ids.get(word, -1) for word in sentence], dtype=int)
        for step in range(1, min(WINDOW, len(row) - 1) + 1):
            both = (row[:-step] >= 0) & (row[step:] >= 0)
            np.add.at(counts, (row[:-step][both], row[step:][both]), 1)
    counts += counts.T
    total = counts.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        mutual = np.log(counts * total.sum() / np.outer(total, total))
    mutual = np.where(np.isfinite(mutual) & (mutual > 0), mutual, 0)
    lengths = np.linalg.norm(mutual, axis=1, keepdims=True)
    unit = mutual / np.where(lengths == 0, 1, lengths)
    return unit @ unit.T


def agreement(first, second):
    if first.E.shape == second.E.shape and np.array_equal(first.E, second.E):
        says = "the second table is the first, bit for bit. Make it again with your other seed."
        return 0, SEEDS, f"Two seeds: {says}"
    try:
        found = first.compare(second, k=10)
    except (ValueError, TypeError) as error:
        return 0, SEEDS, f"Two seeds: {re.sub(r'k = 10', '10', str(error))}"
    told = f"{found.overlap:.0%} of 10 neighbours are the same in both tables "
    told += f"({found.by_chance:.0%} by chance)."
    if np.allclose(found.cosines, 1, atol=1e-4):
        says = "the second table is the first, turned or scaled; it was not trained again."
        return 0, SEEDS, f"Two seeds: {says}"
    if found.overlap > max(2 * found.by_chance, found.by_chance + 0.05):
        return SEEDS, SEEDS, f"Two seeds: {told}"
    says = f"{told} What differs between two seeds is noise: train longer, or on more text."
    return 0, SEEDS, f"Two seeds: {says}"
