"""Skip-gram with negative sampling on real text, in NumPy alone, as fast as matrix products make it.

word2vec (Mikolov et al. 2013) asks of each pair (word, neighbour): did the two stand together? The answer is
σ(E[word] · C[neighbour]), trained towards 1 for pairs that did and towards 0 for *negatives*, neighbours drawn at
random. Done pair by pair, that is all overhead. Here a block of neighbouring words is scored against all words
around it in one small matrix product, and a group of words shares its negatives (Ji et al. 2016).
"""

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from embedlab.gradients import add_rows, check_rate
from embedlab.table import check_count

__all__ = ["WordVectors", "train"]

BLOCK = 16  # words that are scored together
BLOCKS = 16  # blocks in a step
GROUPS, SHARED = 8, 32  # groups of words in a step that share their negatives; negatives of a group
CHUNK = 1_000_000  # words that are held in memory at a time, at most
CHUNKS = 50  # in a run on a smaller text, so that bar and callback have something to tell


@dataclass(frozen=True, eq=False, repr=False)
class WordVectors:
    """What training gives.

    Attributes
    ----------
    words : list of V str
        Most frequent first.
    counts : ndarray of int, shape (V,)
        How often each was seen.
    vectors, contexts : ndarray, shape (V, dim), float32
        E, which is what one uses, and C, the rows that speak for a word as a neighbour.
    stopped : str
        Why training ended early; empty if it did not.
    """

    words: list
    counts: np.ndarray
    vectors: np.ndarray
    contexts: np.ndarray
    stopped: str = ""

    def __repr__(self):
        return " ".join([f"{len(self.words):,} words, d = {self.vectors.shape[1]}.", self.stopped]).strip()


def train(sentences, *, dim=100, window=5, negative=5, epochs=5, min_count=5, sample=1e-3, lr=0.025, seed=1,
          progress=True, callback=None):
    """Train word vectors on a text of any size.

    Parameters
    ----------
    sentences : str, path, or iterable of lists of str
        A text file with one sentence a line, words between spaces; or sentences that can be read more than once.
    dim, window, negative, epochs, min_count : int
        Numbers per row; most words to each side that count as neighbours; negatives per pair; readings of the
        text; how often a word must occur to get a row. Each at least 1.
    sample : float
        A word that makes up a larger share of the text than this is skipped now and then; 0 skips none.
    lr : float
        Learning rate at the start; it falls to nearly 0 in a straight line.
    seed : int
        The same seed gives the same vectors.
    progress : bool
        Show a bar with words per second.
    callback : callable, optional
        ``callback(done, E)`` after each chunk: the share of the work that is done, and the table as it stands.
        A chunk is a million words, or a fiftieth of the work if that is less, but some thousand words.

    Returns
    -------
    WordVectors
        If it is interrupted, or the numbers leave the range of floats, the last good tables and a sentence.

    Raises
    ------
    TypeError, ValueError, OSError
        If a setting makes no sense, the text cannot be read, or no two words are left of it.

    References
    ----------
    Mikolov et al. 2013, *Distributed Representations of Words and Phrases and their Compositionality*; Ji et al.
    2016, *Parallelizing Word2Vec in Shared and Distributed Memory*.

    Examples
    --------
    >>> text = [["the", "cat", "sees", "the", "dog"], ["the", "dog", "sees", "the", "cat"]] * 20
    >>> train(text, dim=4, epochs=2, progress=False)
    4 words, d = 4.
    """
    for name, value in {"dim": dim, "window": window, "negative": negative, "epochs": epochs,
                        "min_count": min_count}.items():
        check_count(name, value)
    check_rate("lr", lr), check_rate("sample", sample)
    words, counts = vocabulary(sentences, min_count)
    keep, noise = keep_shares(counts, sample), noise_table(counts)
    rng = np.random.default_rng(seed)
    E = rng.uniform(-0.5 / dim, 0.5 / dim, (len(words), dim)).astype(np.float32)
    C = np.zeros_like(E)
    ids, total, done, stopped = {word: i for i, word in enumerate(words)}, int(counts.sum()) * epochs, 0, ""
    size = min(CHUNK, max(-(-total // CHUNKS), 16 * BLOCKS * BLOCK))
    with bar(total, progress) as show, np.errstate(over="ignore", invalid="ignore"):  # a blow-up is told in words
        try:
            for tokens, sentence in chain.from_iterable(chunks(sentences, ids, size) for _ in range(epochs)):
                before = E.copy(), C.copy()
                rates = lr * (1 - np.array([done, done + len(tokens)]) / total)
                kept = rng.random(len(tokens), dtype=np.float32) < keep[tokens]
                learn(E, C, tokens[kept], sentence[kept], np.maximum(rates, 1e-4 * lr), window, negative, noise,
                      rng)
                done += len(tokens)
                if not (np.isfinite(E).all() and np.isfinite(C).all()):
                    E, C = before
                    stopped = (f"Stopped after {done:,} of {total:,} words: numbers left the range of floats; "
                               f"try a smaller lr than {lr:g}.")
                    break
                show(len(tokens))
                if callback is not None:
                    callback(done / total, E)
        except KeyboardInterrupt:
            stopped = f"Interrupted after {done:,} of {total:,} words; this is what was learned."
    return WordVectors(words, counts, E, C, stopped)


# ---- the text -----------------------------------------------------------------------------------------


def read(sentences):
    """The sentences of a text, as lists of words."""
    if isinstance(sentences, str | os.PathLike):
        with Path(sentences).open(encoding="utf-8") as lines:
            yield from (line.split() for line in lines)
        return
    yield from sentences


def vocabulary(sentences, min_count):
    """The words that occur often enough, most frequent first, and their counts."""
    if isinstance(sentences, Iterator):
        raise TypeError("sentences can be read only once, and training reads them several times; give a list or "
                        "a path.")
    seen = Counter()
    for number, sentence in enumerate(read(sentences)):
        if isinstance(sentence, str) or not all(isinstance(word, str) for word in sentence):
            raise TypeError(f"sentence {number} is {sentence!r:.60}; a sentence is a list of words: text.split().")
        seen.update(sentence)
    ranked = sorted((item for item in seen.items() if item[1] >= min_count), key=lambda item: (-item[1], item[0]))
    if len(ranked) < 2:
        raise ValueError(f"{len(ranked)} of {len(seen)} different words occur {min_count} times or more; training "
                         "needs at least two: take a smaller min_count or more text.")
    words, counts = zip(*ranked, strict=True)
    return list(words), np.array(counts)


def chunks(sentences, ids, size=CHUNK):
    """The text as (word IDs, sentence number of each), some `size` words at a time; unknown words are left out."""
    tokens, lengths = [], []
    for sentence in read(sentences):
        known = [ids[word] for word in sentence if word in ids]
        tokens += known
        lengths.append(len(known))
        if len(tokens) >= size:
            yield np.array(tokens, np.int32), np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
            tokens, lengths = [], []
    if tokens:
        yield np.array(tokens, np.int32), np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)


def keep_shares(counts, sample):
    """How likely an occurrence of each word is kept: frequent words are thinned out, as in word2vec's code."""
    share = counts / counts.sum()
    return np.minimum(1, np.sqrt(sample / share) + sample / share) if sample else np.ones(len(counts))


def noise_table(counts, size=1_000_000):
    """Word IDs, each as often as it is to be drawn as a negative: in proportion to count to the power of 3/4."""
    share = counts**0.75 / (counts**0.75).sum()
    ends = np.round(np.cumsum(share) * size).astype(int)
    return np.repeat(np.arange(len(counts), dtype=np.int32), np.maximum(np.diff(ends, prepend=0), 1))


# ---- learning -----------------------------------------------------------------------------------------


def learn(E, C, tokens, sentence, rates, window, negative, noise, rng):
    """Go once over a chunk of text and change E and C in place; the rate falls from rates[0] to rates[1]."""
    wide, size = BLOCK + 2 * window, BLOCKS * BLOCK
    steps = -(-len(tokens) // size)
    around, true = blocks_of_text(tokens, sentence, steps * BLOCKS, window, rng)
    order = rng.permutation(len(around)).reshape(steps, BLOCKS)  # blocks in random order
    for rate, chosen in zip(np.linspace(*rates, steps, dtype=np.float32), order, strict=True):
        contexts, pairs = around[chosen], true[chosen]  # (BLOCKS, wide), (BLOCKS, BLOCK, wide)
        centres = contexts[:, window : window + BLOCK]  # (BLOCKS, BLOCK)
        drawn = noise[rng.integers(len(noise), size=(GROUPS, SHARED))]
        X, Y, N = E.take(centres, axis=0), C.take(contexts, axis=0), C.take(drawn, axis=0)  # (…, d)

        g = X @ Y.swapaxes(1, 2)  # (BLOCKS, BLOCK, wide): each word of a block with each word around the block
        towards(1, g)
        g *= pairs * rate
        dX, dY = g @ Y, g.swapaxes(1, 2) @ X

        grouped = X.reshape(-1, GROUPS, X.shape[2]).swapaxes(0, 1)  # every 8th word: from other sentences
        weight = pairs.sum(axis=2, dtype=np.float32).reshape(-1, GROUPS).T * (rate * negative / SHARED)
        n = grouped @ N.swapaxes(1, 2)  # (GROUPS, words of a group, SHARED)
        towards(0, n)
        n *= weight[:, :, None]
        dX = dX.reshape(-1, GROUPS, X.shape[2]) + (n @ N).swapaxes(0, 1)
        dN = n.swapaxes(1, 2) @ grouped

        add_rows(E, centres.ravel(), dX.reshape(size, -1))
        add_rows(C, contexts.ravel(), dY.reshape(BLOCKS * wide, -1))
        add_rows(C, drawn.ravel(), dN.reshape(GROUPS * SHARED, -1))


def blocks_of_text(tokens, sentence, number, window, rng):
    """Cut a text into blocks of 16 words with what stands around them, and mark the true pairs.

    Each word reaches a random number of words to both sides, at most `window`, and not beyond its sentence.
    """
    empty = number * BLOCK - len(tokens)
    tokens = np.pad(tokens, (window, window + empty))
    sentence = np.pad(sentence, (window, window + empty), constant_values=-1)
    wide = BLOCK + 2 * window
    around, where = (sliding_window_view(a, wide)[::BLOCK] for a in (tokens, sentence))  # (number, wide)
    centre = np.arange(window, window + BLOCK)
    reach = rng.integers(1, window + 1, (number, BLOCK, 1), dtype=np.int8)
    distance = np.abs(np.arange(wide) - centre[:, None]).astype(np.int8)  # (BLOCK, wide)
    own = where[:, centre, None]  # the sentence of each word of a block
    return around, (distance > 0) & (distance <= reach) & (where[:, None] == own) & (own >= 0)


def towards(label, scores):
    """Turn scores s into label − σ(s), in place; by tanh, which cannot overflow."""
    scores *= 0.5
    np.tanh(scores, out=scores)
    scores += 1 - 2 * label  # σ(s) = (1 + tanh(s/2)) / 2
    scores *= -0.5


class bar:
    """A progress bar that counts words, or nothing."""

    def __init__(self, total, shown):
        self.total, self.shown = total, shown

    def __enter__(self):
        if not self.shown:
            return lambda words: None
        from tqdm.auto import tqdm

        self.tqdm = tqdm(total=self.total, unit=" words", unit_scale=True)
        return self.tqdm.update

    def __exit__(self, *error):
        if self.shown:
            self.tqdm.close()
