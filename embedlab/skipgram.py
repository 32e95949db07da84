"""Skip-gram with negative sampling on real text, in NumPy alone, as fast as matrix products make it.

word2vec (Mikolov et al. 2013) asks of each pair (word, neighbour): did the two stand together? The answer is
σ(E[word] · W[neighbour]), trained towards 1 for pairs that did and towards 0 for *negatives*, neighbours drawn at
random. Done pair by pair, that is all overhead. Here a block of neighbouring words is scored against all words
around it in one small matrix product, and a group of words shares its negatives (Ji et al. 2016).

Fewer shared negatives are faster and noisier: with 32 instead of 48, two seeds share fewer of a word's nearest
words, at the same loss.
"""

import os
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from embedlab.checks import check_count, check_rate, check_table
from embedlab.fast import add_rows
from embedlab.optimizers import adam
from embedlab.table import init_table

__all__ = ["TextFiles", "WordVectors", "train", "train_dense"]

BLOCK = 16  # words that are scored together
GROUP, SHARED = 4, 48  # blocks that share their negatives; how many negatives
STEP = 32  # blocks in a step, at most: fewer where a word is so frequent …
OFTEN = 8  # … that it would come more often in a step than this, for its row would move too far
WIDE = 128  # above this d the products of a group are done block by block: OpenBLAS would share larger ones out
# over threads, and on a busy machine these wait for each other, 10 to 50 times as long as they work
CHUNK = 1_000_000  # words that are held in memory at a time
LOOKS = 50  # how often in a run the bar moves, the callback is called and the tables are checked


@dataclass(frozen=True, eq=False, repr=False)
class WordVectors:
    """What training gives.

    Attributes
    ----------
    words : list of V str
        Most frequent first.
    counts : ndarray of int, shape (V,)
        How often each was seen.
    vectors, output_vectors : ndarray, shape (V, d), float32
        E, which is what one uses, and W, the rows that speak for a word as a neighbour.
    stopped : str
        Why training ended early; empty if it did not.
    """

    words: list
    counts: np.ndarray
    vectors: np.ndarray
    output_vectors: np.ndarray
    stopped: str = ""

    def __repr__(self):
        return " ".join(
            [f"{len(self.words):,} words, d = {self.vectors.shape[1]}.", self.stopped]
        ).strip()


def train(
    sentences,
    *,
    d=100,
    window=5,
    negative=5,
    epochs=5,
    min_count=5,
    sample=1e-3,
    lr=0.025,
    seed=1,
    progress=True,
    callback=None,
):
    """Train word vectors on a text of any size.

    Parameters
    ----------
    sentences : str, path, or iterable of lists of str
        A text file with one sentence a line, words between spaces; or sentences that can be read more than once,
        such as a list, or `TextFiles`. No more than a million words are held in memory.
    d, window, negative, epochs, min_count : int
        Numbers per row; most words to each side that count as neighbours; negatives per pair; readings of the
        text; how often a word must occur to get a row. Each at least 1.
    sample : float
        A word that makes up a larger share of the text than this is skipped now and then; 0 skips none.
    lr : float
        Learning rate at the start; it falls to nearly 0 in a straight line.
    seed : int
        The same seed gives the same vectors.
    progress : bool
        Show a bar with words per second, the time that is left, and the loss in nats per pair.
    callback : callable, optional
        ``callback(done, E)`` after each fiftieth of the work, less often if the table is large: the share of the
        work that is done, and the table as it stands. It changes further; keep ``E.copy()``.

    Returns
    -------
    WordVectors
        If it is interrupted, what was learned so far, and a sentence. If the numbers leave the range of floats,
        the tables of the last look before that, and a sentence with words, loss and learning rate.

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
    >>> train(text, d=4, epochs=2, progress=False)
    4 words, d = 4.
    """
    for name, value in {
        "d": d,
        "window": window,
        "negative": negative,
        "epochs": epochs,
        "min_count": min_count,
    }.items():
        check_count(name, value)
    check_rate("lr", lr), check_rate("sample", sample), check_count("seed", seed, least=0)
    words, counts = vocabulary(sentences, min_count)
    rng, total, done, stopped = np.random.default_rng(seed), int(counts.sum()) * epochs, 0, ""
    E = rng.uniform(-0.5 / d, 0.5 / d, (len(words), d)).astype(np.float32)
    W = np.zeros_like(E)
    good = E.copy(), W.copy()
    with (
        bar(total, progress) as show,
        np.errstate(over="ignore", invalid="ignore"),
    ):  # a blow-up is told in words
        try:
            for read, loss in readings(
                E, W, sentences, words, counts, epochs, lr, sample, window, negative, rng
            ):
                done += read
                if not finite(E, W):
                    stopped = (
                        f"Stopped after {done:,} of {total:,} words at a loss of {loss:.3g} nats per pair: "
                        f"numbers left the range of floats; try a smaller lr than {lr:g}."
                    )
                    break
                good = E.copy(), W.copy()
                show(read, loss)
                if callback is not None:
                    callback(done / total, E)
        except KeyboardInterrupt:
            stopped = f"Interrupted after {done:,} of {total:,} words; this is what was learned."
    return WordVectors(words, counts, *((E, W) if finite(E, W) else good), stopped)


def finite(*tables):
    return all(np.isfinite(table).all() for table in tables)


def train_dense(probabilities, d=32, *, negative=5, steps=50, lr=0.05, seed=1):
    """The same training for a vocabulary so small that all V² pairs fit into memory: no sampling, no noise.

    Every step takes all pairs at once, each with the number of negatives that is expected of it, and Adam.

    Parameters
    ----------
    probabilities : array_like, shape (V, V)
        How large a share of all pairs each (word, neighbour) is, from `training.pair_probabilities`; or their counts.
    d, negative, steps : int
        Numbers per row; negatives per pair; steps over all pairs. Each at least 1.
    lr : float
        Learning rate of Adam.
    seed : int
        Of the start values.

    Returns
    -------
    E, W : ndarray, shape (V, d), float32

    Raises
    ------
    TypeError, ValueError
        If a setting makes no sense, or probabilities is not square, holds a negative number or nothing above 0.

    References
    ----------
    Levy and Goldberg 2014, *Neural Word Embedding as Implicit Matrix Factorization*, equation 3.

    Examples
    --------
    >>> E, W = train_dense([[0, 3, 0], [3, 0, 1], [0, 1, 0]], d=2)
    >>> (E @ W.T)[0].argmax()
    np.int64(1)
    """
    probabilities = check_table(probabilities, "probabilities")
    for name, value in {"d": d, "negative": negative, "steps": steps}.items():
        check_count(name, value)
    check_rate("lr", lr), check_count("seed", seed, least=0)
    if probabilities.shape != probabilities.T.shape or not (
        probabilities.min(initial=0) >= 0 and 0 < probabilities.sum() < np.inf
    ):
        raise ValueError(
            f"probabilities must be square with numbers ≥ 0, not all 0; this one has shape {probabilities.shape}: "
            "make it with training.pair_probabilities."
        )
    yes = (probabilities / probabilities.sum()).astype(np.float32)  # (V, V)
    noise = yes.sum(axis=0) ** 0.75
    asked = yes + negative * np.outer(yes.sum(axis=1), noise / noise.sum())  # (V, V)
    E, W = (init_table(len(yes), d, std=0.1, seed=seed + k) for k in (0, 1))
    state_E = state_W = None
    for _ in range(steps):
        dE, dW = dense_gradients(E, W, asked, yes)
        E, state_E = adam(E, dE, state_E, lr=lr)
        W, state_W = adam(W, dW, state_W, lr=lr)
    return E, W


def dense_gradients(E, W, asked, yes):
    """∂L/∂E and ∂L/∂W of L = Σ (asked · log(1 + exp s) − yes · s) over all pairs, s = E Wᵀ.

    Parameters
    ----------
    E, W : ndarray, shape (V, d)
    asked, yes : ndarray, shape (V, V)
        How often it is asked of a pair whether it stood together, and how often it did.

    Examples
    --------
    >>> dense_gradients(np.zeros((1, 2)), np.ones((1, 2)), np.array([[4.0]]), np.array([[3.0]]))[0]
    array([[-1., -1.]])
    """
    g = E @ W.T  # (V, V)
    residual(0, g)  # −σ(s)
    g *= asked
    g += yes
    return -g @ W, -g.T @ E


# ---- the text -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TextFiles:
    """Text files, read one after the other and as often as asked: one sentence a line, words between spaces.

    Attributes
    ----------
    paths : sequence of str or path
    skip : bool
        Go on without a file that cannot be read, with a warning that names it; else an OSError does.

    Examples
    --------
    >>> list(TextFiles(["missing.txt"]))
    Traceback (most recent call last):
    OSError: missing.txt cannot be read (No such file or directory); with TextFiles(…, skip=True) the rest goes on.
    """

    paths: tuple
    skip: bool = False

    def __iter__(self):
        for path in self.paths:
            try:
                with Path(path).open(encoding="utf-8") as lines:
                    yield from (line.split() for line in lines)
            except (OSError, UnicodeDecodeError) as error:
                reason = f"{path} cannot be read ({getattr(error, 'strerror', None) or 'it is not text in UTF-8'})"
                if not self.skip:
                    raise OSError(
                        f"{reason}; with TextFiles(…, skip=True) the rest goes on."
                    ) from None
                warnings.warn(f"{reason}; going on without it.", stacklevel=2)


def read(sentences):
    """The sentences of a text, one by one."""
    return iter(TextFiles((sentences,)) if isinstance(sentences, str | os.PathLike) else sentences)


def vocabulary(sentences, min_count):
    """The words that occur often enough, most frequent first, and their counts."""
    if isinstance(sentences, Iterator) or not isinstance(sentences, Iterable | os.PathLike):
        raise TypeError(
            f"sentences is {sentences!r:.60}, which cannot be read several times, as training does; "
            "give a list of lists of words, or the path of a text file."
        )
    seen = Counter()
    for number, sentence in enumerate(read(sentences)):
        if isinstance(sentence, str | Iterator) or not (
            isinstance(sentence, Iterable) and all(isinstance(word, str) for word in sentence)
        ):
            raise TypeError(
                f"sentence {number} is {sentence!r:.60}; a sentence is a list of words: text.split()."
            )
        seen.update(sentence)
    ranked = sorted(
        (item for item in seen.items() if item[1] >= min_count),
        key=lambda item: (-item[1], item[0]),
    )
    if len(ranked) < 2:
        raise ValueError(
            f"{len(ranked)} of {len(seen)} different words occur {min_count} times or more; training "
            "needs at least two: take a smaller min_count or more text."
        )
    words, counts = zip(*ranked, strict=True)
    return list(words), np.array(counts)


def chunks(sentences, ids):
    """The text as (word IDs, sentence number of each), some CHUNK words at a time; unknown words are left out."""
    tokens, lengths = [], []
    for sentence in read(sentences):
        known = [ids[word] for word in sentence if word in ids]
        tokens += known
        lengths.append(len(known))
        if len(tokens) >= CHUNK:
            yield (
                np.array(tokens, np.int32),
                np.repeat(np.arange(len(lengths), dtype=np.int32), lengths),
            )
            tokens, lengths = [], []
    if tokens:
        yield (
            np.array(tokens, np.int32),
            np.repeat(np.arange(len(lengths), dtype=np.int32), lengths),
        )


def subsampling_probabilities(counts, sample):
    """How likely an occurrence of each word is kept: frequent words are thinned out, as in word2vec's code."""
    share = counts / counts.sum()
    return (
        np.minimum(1, np.sqrt(sample / share) + sample / share) if sample else np.ones(len(counts))
    )


def noise_table(counts, size=1_000_000):
    """Word IDs, each as often as it is to be drawn as a negative: in proportion to count to the power of 3/4."""
    share = counts**0.75 / (counts**0.75).sum()
    ends = np.round(np.cumsum(share) * size).astype(int)
    return np.repeat(
        np.arange(len(counts), dtype=np.int32), np.maximum(np.diff(ends, prepend=0), 1)
    )


# ---- learning -----------------------------------------------------------------------------------------


def readings(E, W, sentences, words, counts, epochs, lr, sample, window, negative, rng):
    """Read the text `epochs` times and change E and W in place; now and then give (words read since, loss)."""
    ids, total, done = {word: i for i, word in enumerate(words)}, counts.sum() * epochs, 0
    keep, noise = subsampling_probabilities(counts, sample), noise_table(counts)
    look_after = max(total / LOOKS, 4 * len(words))  # words; a look costs a copy of the tables
    whole = (
        list(chunks(sentences, ids)) if counts.sum() <= CHUNK else None
    )  # a longer text is read anew each time
    for _ in range(epochs):
        for tokens, sentence in whole or chunks(sentences, ids):
            rates = lr * np.maximum(1 - np.array([done, done + len(tokens)]) / total, 1e-4)
            kept = rng.random(len(tokens), dtype=np.float32) < keep[tokens]
            told, looks = 0, max(1, round(len(tokens) / look_after))
            for k, loss in enumerate(
                learning(
                    E, W, tokens[kept], sentence[kept], rates, window, negative, noise, rng, looks
                ),
                1,
            ):
                yield len(tokens) * k // looks - told, loss
                told = len(tokens) * k // looks
            done += len(tokens)


def learn(E, W, tokens, sentence, rates, window, negative, noise, rng):
    """Go once over a chunk of text and change E and W in place; the rate falls from rates[0] to rates[1]."""
    for _ in learning(E, W, tokens, sentence, rates, window, negative, noise, rng):
        pass


def learning(E, W, tokens, sentence, rates, window, negative, noise, rng, looks=1):
    """`learn` with `looks` pauses on the way, at which it gives the mean loss of the last step, nats per pair."""
    d, most = E.shape[1], np.bincount(tokens).max(initial=1)
    groups = int(np.clip(OFTEN / most * len(tokens) / (GROUP * BLOCK), 1, STEP / GROUP))
    blocks, parts = groups * GROUP, GROUP if d > WIDE else 1
    steps = -(-len(tokens) // (blocks * BLOCK))
    around, true = blocks_of_text(tokens, sentence, steps * blocks, window, rng)
    weights = true.sum(axis=2, dtype=np.float32) * (
        negative / SHARED
    )  # (steps · blocks, BLOCK): of the negatives
    order = rng.permutation(len(around)).reshape(steps, blocks)  # blocks in random order
    negatives = noise[rng.integers(len(noise), size=(steps, groups, SHARED))]
    rates = np.linspace(*rates, steps, dtype=np.float32)
    loss = np.nan
    for begin, end in pairwise(steps * k // looks for k in range(looks + 1)):
        for step in range(begin, end):
            chosen, drawn = order[step], negatives[step]
            contexts, pairs = around[chosen], true[chosen]  # (blocks, wide), (blocks, BLOCK, wide)
            centres, weight = (
                contexts[:, window : window + BLOCK],
                weights[chosen].reshape(groups, parts, -1, 1),
            )
            X = E.take(centres, axis=0, mode="clip")  # (blocks, BLOCK, d)
            Y, N = (W.take(ids, axis=0, mode="clip") for ids in (contexts, drawn[:, None]))
            grouped = X.reshape(groups, parts, -1, d)

            g = X @ Y.swapaxes(
                1, 2
            )  # (blocks, BLOCK, wide): each word of a block with each word around the block
            n = grouped @ N.swapaxes(2, 3)  # (groups, parts, words of a part, SHARED)
            residual(1, g)
            residual(0, n)
            if step == end - 1:
                loss = mean_loss(g, n, pairs, weight)
            g *= pairs  # only neighbours count
            g *= rates[step]
            n *= weight * rates[step]

            dX, dY, dN = g @ Y, g.swapaxes(1, 2) @ X, (n.swapaxes(2, 3) @ grouped).sum(axis=1)
            dX.reshape(grouped.shape)[...] += n @ N
            add_rows(E, centres.ravel(), dX.reshape(-1, d))
            add_rows(W, contexts.ravel(), dY.reshape(-1, d))
            add_rows(W, drawn.ravel(), dN.reshape(-1, d))
        yield loss


def blocks_of_text(tokens, sentence, number, window, rng):
    """Cut a text into blocks of 16 words with what stands around them, and mark the true pairs.

    Each word reaches a random number of words to both sides, at most `window`, and not beyond its sentence.
    """
    empty = number * BLOCK - len(tokens)
    tokens = np.pad(tokens, (window, window + empty))
    sentence = np.pad(sentence, (window, window + empty), constant_values=-1)
    wide = BLOCK + 2 * window
    around, where = (
        sliding_window_view(a, wide)[::BLOCK] for a in (tokens, sentence)
    )  # (number, wide)
    centre = np.arange(window, window + BLOCK)
    reach = rng.integers(1, window + 1, (number, BLOCK, 1), dtype=np.int8)
    distance = np.abs(np.arange(wide) - centre[:, None]).astype(np.int8)  # (BLOCK, wide)
    own = where[:, centre, None]  # the sentence of each word of a block
    return around, (distance > 0) & (distance <= reach) & (where[:, None] == own) & (own >= 0)


def residual(label, scores):
    """Turn scores s into label − σ(s), in place; by tanh, which cannot overflow."""
    scores *= 0.5
    np.tanh(scores, out=scores)
    scores += 1 - 2 * label  # σ(s) = (1 + tanh(s/2)) / 2
    scores *= -0.5


def mean_loss(g, n, pairs, weight):
    """Nats per pair, from scores after `residual`; a score that is as wrong as can be counts 16 nats."""
    right, also_right = (
        np.log(np.maximum(share, 1e-7)) for share in (1 - g, 1 + n)
    )  # log σ(s), log σ(−s)
    return -float((pairs * right).sum() + (weight * also_right).sum()) / max(1, pairs.sum())


class bar:
    """A progress bar that counts words and may show the loss, or nothing."""

    def __init__(self, total, shown):
        self.total, self.shown = total, shown

    def __enter__(self):
        if not self.shown:
            return lambda words, loss=None: None
        from tqdm.auto import tqdm

        self.tqdm = tqdm(total=self.total, unit=" words", unit_scale=True)
        return self.update

    def update(self, words, loss=None):
        if loss is not None:
            self.tqdm.set_postfix_str(f"loss {loss:.2f}", refresh=False)
        self.tqdm.update(words)

    def __exit__(self, *error):
        if self.shown:
            self.tqdm.close()
