"""Skip-gram with negative sampling on real text: NumPy alone, as fast as matrix products make it.

word2vec (Mikolov et al. 2013) asks of each pair (word, neighbour): did the two occur together? The
answer is σ(E[word] · W[neighbour]), trained towards 1 for pairs that did and towards 0 for
*negatives*, neighbours drawn at random. Done pair by pair, that is all overhead. Here a block of
neighbouring words is scored against all words around it in one small matrix product, and a group of
blocks shares its negatives (Ji et al. 2016).

Fewer shared negatives are faster and noisier: with 32 instead of 48, two seeds have fewer of a
word's nearest words in common, at the same loss.
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

__all__ = [
    "TextFiles",
    "WordVectors",
    "noise_table",
    "subsampling_probabilities",
    "train",
    "train_dense",
    "vocabulary",
]

BLOCK = 16  # words that are scored together
GROUP, SHARED = 4, 48  # blocks that share their negatives; how many negatives
STEP = 32  # blocks in a step, at most: fewer where a word is so frequent …
OFTEN = 8  # … that it would come more often in a step than this, for its row would move too far
STRAIN = (
    3.5  # lr · pairs in a step that pull the same rows the same way; from 4.5 on tables blow up
)
WIDE = 128  # above this d a group's products are done block by block: OpenBLAS would spread larger
# ones over threads, and on a busy machine these wait for each other, 10 to 50 times their work
CHUNK = 1_000_000  # words that are held in memory at a time
LOOKS = 50  # how often in a run the bar moves, the callback is called and the tables are checked
LARGEST = 1000.0  # no number of a table that learns comes near this


@dataclass(frozen=True, eq=False, repr=False)
class WordVectors:
    """What training gives.

    Attributes
    ----------
    words : list of V str
        Most frequent first.
    counts : ndarray of int, shape (V,)
        How often each word occurs.
    vectors, output_vectors : ndarray, shape (V, d), float32
        E, which is what you use, and W, the rows that a word has as a neighbour.
    stopped : str
        Why training ended early or taught nothing; empty if all went well.
    """

    words: list
    counts: np.ndarray
    vectors: np.ndarray
    output_vectors: np.ndarray
    stopped: str = ""

    def __repr__(self):
        size = f"{len(self.words):,} words, d = {self.vectors.shape[1]}."
        return f"{size} {self.stopped}".strip()


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
    sentences : path, or iterable of lists of str
        A text file with one sentence a line, words between spaces; or sentences that can be read
        more than once: a list, or `TextFiles`. At most a million words are in memory at a time.
    d, window, negative, epochs, min_count : int
        Numbers per row; most words to each side that count as neighbours; negatives per pair;
        readings of the text; how often a word must occur to get a row. Each at least 1.
    sample : float
        A word that makes up a larger fraction of the text is skipped now and then; 0 skips none.
    lr : float
        Learning rate at the start; it falls to nearly 0 in a straight line. Where a step has so
        many pairs of a few words that it would overshoot, the step is smaller.
    progress : bool
        Show a bar with words per second, the time that is left, and the loss in nats per pair.
    callback : callable, optional
        ``callback(done, E)`` after each fiftieth of the work, less often if the table is large: the
        fraction of the work that is done, and the table. It will change; keep ``E.copy()``.

    Returns
    -------
    WordVectors
        After an interrupt what was learned so far, and a sentence. After a blow-up the tables of
        the last look at which all was well, and a sentence with words, loss and learning rate.

    References
    ----------
    Mikolov et al. 2013, *Distributed Representations of Words and Phrases and their
    Compositionality*; Ji et al. 2016, *Parallelizing Word2Vec in Shared and Distributed Memory*.

    Examples
    --------
    >>> text = [["the", "cat", "sees", "the", "dog"], ["the", "dog", "sees", "the", "cat"]] * 20
    >>> train(text, d=4, epochs=2, progress=False)
    4 words, d = 4.
    """
    check_settings(lr, sample, seed, d=d, window=window, negative=negative, epochs=epochs)
    words, counts = vocabulary(sentences, min_count)
    rng, total, done, stopped = np.random.default_rng(seed), int(counts.sum()) * epochs, 0, ""
    E, W = start_tables(len(words), d, rng)
    good, loss, guessing = (E.copy(), W.copy()), 0.0, (1 + negative) * np.log(2)
    with (
        progress_bar(total, progress) as show,
        np.errstate(over="ignore", invalid="ignore"),  # a blow-up is told in words
    ):
        try:
            for read, loss in train_epochs(
                E, W, sentences, words, counts, epochs, lr, sample, window, negative, rng
            ):
                done += read
                if not bounded(E, W):
                    break
                if not loss > 2 * guessing:
                    good = E.copy(), W.copy()
                show(read, loss)
                if callback is not None:
                    callback(done / total, E)
        except KeyboardInterrupt:
            stopped = f"Interrupted after {done:,} of {total:,} words; this is what was learned."
    if loss > 2 * guessing or not bounded(E, W):
        E, W = good
        stopped = stopped or blow_up(f"{done:,} of {total:,} words", loss, guessing, lr)
    return WordVectors(words, counts, E, W, stopped or untaught(W, lr, min_count, sample))


def check_settings(lr, sample, seed, **counts):
    """Refuse settings that make no sense."""
    __tracebackhide__ = True
    for name, value in counts.items():
        check_count(name, value)
    check_rate("lr", lr)
    check_rate("sample", sample)
    check_count("seed", seed, least=0)


def start_tables(V, d, rng):
    """E with small random rows and W with zeros, as word2vec starts."""
    E = rng.uniform(-0.5 / d, 0.5 / d, (V, d)).astype(np.float32)
    return E, np.zeros_like(E)


def bounded(*tables):
    """Whether all numbers are of a size that training reaches; NaN is not."""
    return all(table.min() > -LARGEST and table.max() < LARGEST for table in tables)


def blow_up(done, loss, guessing, lr):
    """What to say when the tables have become too large or know less than nothing."""
    return (
        f"Stopped after {done} at a loss of {loss:.3g} nats per pair, where guessing has "
        f"{guessing:.2f}; try a smaller lr than {lr:g}."
    )


def untaught(W, lr, min_count, sample):
    """A sentence if W is as it started although lr is not 0: there was no pair to learn from."""
    if W.any() or not lr:
        return ""
    return (
        "Nothing was learned: no sentence had two words left after rare words and some of the "
        f"frequent ones were skipped; try sample=0 (now {sample:g}) or a smaller min_count than "
        f"{min_count}."
    )


def train_dense(probabilities, d=32, *, negative=5, steps=50, lr=0.05, seed=1):
    """The same training for a vocabulary so small that all V² pairs fit into memory: no sampling.

    Every step takes all pairs at once, each with the number of negatives that is expected of it,
    and Adam.

    Parameters
    ----------
    probabilities : array_like, shape (V, V)
        Of each (word, neighbour) among all pairs, from `training.pair_probabilities`; or counts.
    d, negative, steps : int
        Numbers per row; negatives per pair; steps over all pairs. Each at least 1.
    lr : float
        Learning rate of Adam.

    Returns
    -------
    E, W : ndarray, shape (V, d), float32

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
    check_settings(lr, 0, seed, d=d, negative=negative, steps=steps)
    if probabilities.shape != probabilities.T.shape or not (
        probabilities.min(initial=0) >= 0 and 0 < probabilities.sum() < np.inf
    ):
        raise ValueError(
            "probabilities must be square with numbers ≥ 0, not all 0; this one has shape "
            f"{probabilities.shape}: make it with training.pair_probabilities."
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
    """∂L/∂E and ∂L/∂W of L = Σ (asked · log(1 + exp s) − yes · s) over all pairs, s = E Wᵀ."""
    g = E @ W.T  # (V, V)
    residual(0, g)  # −σ(s)
    g *= asked
    g += yes
    return -g @ W, -g.T @ E


# The text ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TextFiles:
    """Text files, read one after the other and as often as asked: one sentence a line.

    Attributes
    ----------
    paths : path, or iterable of paths
        In UTF-8; words between spaces.
    skip : bool
        Go on without a file that cannot be read, with a warning; else an OSError names it.

    Examples
    --------
    >>> TextFiles("novel.txt")
    TextFiles(paths=('novel.txt',), skip=False)
    """

    paths: tuple
    skip: bool = False

    def __post_init__(self):
        single = isinstance(self.paths, str | os.PathLike)
        if not single and not isinstance(self.paths, Iterable):
            raise TypeError(f"paths is {self.paths!r:.60}; give a list of paths.")
        paths = (self.paths,) if single else tuple(self.paths)
        if not paths:
            raise ValueError(
                "paths is empty, so there is no text; check where the files should be."
            )
        for path in paths:
            check_path(path)
        object.__setattr__(self, "paths", paths)

    def __iter__(self):
        for path in self.paths:
            try:
                with Path(path).open(encoding="utf-8-sig") as lines:
                    yield from (line.split() for line in lines)
            except (OSError, ValueError) as error:
                reason = getattr(error, "strerror", None) or str(error)
                if isinstance(error, UnicodeDecodeError):
                    reason = "it is not text in UTF-8"
                told = f"{path!s:.100} cannot be read ({reason})"
                if not self.skip:
                    remedy = "give the path of a text file, or a text as lists of words"
                    if len(self.paths) > 1:
                        remedy = "with TextFiles(…, skip=True) the rest goes on"
                    raise OSError(f"{told}; {remedy}.") from None
                warnings.warn(f"{told}; going on without it.", stacklevel=2)


def check_path(path):
    """Refuse what cannot be the path of a file, such as the text itself."""
    __tracebackhide__ = True
    if not isinstance(path, str | os.PathLike):
        raise TypeError(f"a path is a string or a Path, not {path!r:.60}; give a list of paths.")
    text = str(path)
    if ("\n" in text or len(text) > 1000) and not os.path.exists(path):
        raise ValueError(
            f"{text!r:.40} … is a text of {len(text):,} characters, not the path of a file; give "
            "its sentences as lists of words: [line.split() for line in text.splitlines()]."
        )


def read(sentences):
    """The sentences of a text, one by one."""
    return iter(TextFiles(sentences) if isinstance(sentences, str | os.PathLike) else sentences)


def vocabulary(sentences, min_count):
    """The words that occur at least `min_count` times, and their counts.

    Parameters
    ----------
    sentences : path, or iterable of lists of str
        As for `train`.

    Returns
    -------
    words : list of V str
        Most frequent first; equally frequent words in alphabetical order.
    counts : ndarray of int, shape (V,)

    Examples
    --------
    >>> vocabulary([["the", "cat", "sees", "the", "dog"], ["the", "cat"]], min_count=2)
    (['the', 'cat'], array([3, 2]))
    """
    check_count("min_count", min_count)
    if isinstance(sentences, Iterator) or not isinstance(sentences, Iterable | os.PathLike):
        raise TypeError(
            f"sentences is {sentences!r:.60}, which cannot be read several times, as training "
            "does; give a list of lists of words, or the path of a text file."
        )
    seen, longest = Counter(), 0
    for number, sentence in enumerate(read(sentences)):
        found = check_sentence(number, sentence)
        seen.update(found)
        longest = max(longest, len(found))
    if seen and next(read(sentences), None) is None:
        raise TypeError(
            f"sentences is {sentences!r:.60}, which is empty when it is read again, and training "
            "reads several times; give a list, or let __iter__ begin anew each time."
        )
    if longest == 1:
        raise ValueError(
            "each sentence has one word, so no word has a neighbour; a sentence is a list of words "
            "that follow each other."
        )
    ranked = [(word, count) for word, count in seen.items() if count >= min_count]
    ranked.sort(key=lambda item: (-item[1], item[0]))
    if len(ranked) < 2:
        raise ValueError(
            f"{len(ranked)} of {len(seen)} different words occur {min_count} times or more; "
            "training needs at least two: take a smaller min_count or more text."
        )
    words, counts = zip(*ranked, strict=True)
    return list(words), np.array(counts)


def check_sentence(number, sentence):
    """Return a sentence as a list, or refuse what holds something else than words."""
    __tracebackhide__ = True
    if isinstance(sentence, Iterable) and not isinstance(sentence, str | Iterator):
        words = list(sentence)
        if all(isinstance(word, str) for word in words):
            return words
    remedy = "a sentence is a list of words: text.split()"
    if isinstance(sentence, str | os.PathLike) and os.path.isfile(sentence):
        remedy = "to read the files, give TextFiles(paths)"
    raise TypeError(f"sentence {number} is {sentence!r:.60}; {remedy}.")


def chunks(sentences, ids, most):
    """The text as (word IDs, sentence number of each), in parts of some `most` words.

    Words without an ID are left out.
    """
    tokens, lengths = [], []
    for sentence in read(sentences):
        known = [ids[word] for word in sentence if word in ids]
        tokens += known
        lengths.append(len(known))
        if len(tokens) >= most:
            yield packed(tokens, lengths)
            tokens, lengths = [], []
    if tokens:
        yield packed(tokens, lengths)


def packed(tokens, lengths):
    """Word IDs and the sentence number of each, as arrays."""
    number = np.arange(len(lengths), dtype=np.int32)
    return np.array(tokens, np.int32), np.repeat(number, lengths)


def subsampling_probabilities(counts, sample):
    """How likely an occurrence of each word is kept: frequent words are thinned out.

    Parameters
    ----------
    counts : ndarray of int, shape (V,)
    sample : float
        Words that make up a smaller fraction p of the text are all kept; 0 keeps every word.

    Returns
    -------
    ndarray, shape (V,)
        min(1, √(sample / p) + sample / p), as in word2vec's code.

    Examples
    --------
    >>> subsampling_probabilities(np.array([900, 90, 10]), sample=0.01).round(3)
    array([0.117, 0.444, 1.   ])
    """
    if not sample:
        return np.ones(len(counts))
    p = counts / counts.sum()
    return np.minimum(1, np.sqrt(sample / p) + sample / p)


def noise_table(counts, size=1_000_000):
    """Word IDs to draw negatives from: each in proportion to its count to the power of 3/4.

    Parameters
    ----------
    counts : ndarray of int, shape (V,)
    size : int
        About how long the table is; each word is in it once at least.

    Returns
    -------
    ndarray of int32, shape (about size,)

    Examples
    --------
    >>> noise_table(np.array([16, 1]), size=9)
    array([0, 0, 0, 0, 0, 0, 0, 0, 1], dtype=int32)
    """
    weights = counts**0.75
    ends = np.round(np.cumsum(weights / weights.sum()) * size).astype(int)
    repeats = np.maximum(np.diff(ends, prepend=0), 1)
    return np.repeat(np.arange(len(counts), dtype=np.int32), repeats)


# Learning ---------------------------------------------------------------------------------------


def train_epochs(E, W, sentences, words, counts, epochs, lr, sample, window, negative, rng):
    """Read the text `epochs` times, change E and W in place; now and then (words since, loss)."""
    ids, total, done = {word: i for i, word in enumerate(words)}, counts.sum() * epochs, 0
    keep, noise = subsampling_probabilities(counts, sample), noise_table(counts)
    look_after = max(total / LOOKS, 4 * len(words))  # words; a look costs a copy of the tables
    most = CHUNK * 32 // max(32, window)  # the wider the window, the more memory a word takes
    # a longer text is read anew each time
    whole = list(chunks(sentences, ids, most)) if counts.sum() <= most else None
    for _ in range(epochs):
        for tokens, sentence in whole or chunks(sentences, ids, most):
            rates = lr * np.maximum(1 - np.array([done, done + len(tokens)]) / total, 1e-4)
            kept = rng.random(len(tokens), dtype=np.float32) < keep[tokens]
            told, looks = 0, max(1, round(len(tokens) / look_after))
            steps = train_chunk(
                E, W, tokens[kept], sentence[kept], rates, window, negative, noise, rng, looks
            )
            for k, loss in enumerate(steps, 1):
                yield len(tokens) * k // looks - told, loss
                told = len(tokens) * k // looks
            done += len(tokens)


def train_chunk(E, W, tokens, sentence, rates, window, negative, noise, rng, looks=1):
    """Go once over a chunk of text, change E and W in place; the rate falls from rates[0] to [1].

    There are `looks` pauses on the way, at which it gives the loss after the last step, in nats
    per pair.
    """
    d, parts = E.shape[1], GROUP if E.shape[1] > WIDE else 1
    groups, damping = pace(len(E), tokens, sentence, rates[0], window, negative, noise)
    blocks = groups * GROUP
    steps = max(1, -(-len(tokens) // (blocks * BLOCK)))
    around, true = blocks_of_text(tokens, sentence, steps * blocks, window, rng)
    side = (around.shape[1] - BLOCK) // 2  # words to each side of a block
    # how much the negatives of each word weigh, (steps · blocks, BLOCK)
    weights = true.sum(axis=2, dtype=np.float32) * (negative / SHARED)
    order = rng.permutation(len(around)).reshape(steps, blocks)  # blocks in random order
    negatives = noise[rng.integers(len(noise), size=(steps, groups, SHARED))]
    rates = np.linspace(*rates, steps, dtype=np.float32) * damping
    loss = np.nan
    for begin, end in pairwise(steps * k // looks for k in range(looks + 1)):
        for step in range(begin, end):
            chosen, drawn = order[step], negatives[step]
            contexts, pairs = around[chosen], true[chosen]  # (blocks, wide), (blocks, BLOCK, wide)
            centres = contexts[:, side : side + BLOCK]
            weight = weights[chosen].reshape(groups, parts, -1, 1)
            X, Y, N, g, n = residuals(E, W, centres, contexts, drawn, parts)
            g *= pairs  # only neighbours count
            g *= rates[step]
            n *= weight * rates[step]

            grouped = X.reshape(groups, parts, -1, d)
            dX, dY, dN = g @ Y, g.swapaxes(1, 2) @ X, (n.swapaxes(2, 3) @ grouped).sum(axis=1)
            dX.reshape(grouped.shape)[...] += n @ N
            add_rows(E, centres.ravel(), dX.reshape(-1, d))
            add_rows(W, contexts.ravel(), dY.reshape(-1, d))
            add_rows(W, drawn.ravel(), dN.reshape(-1, d))
        if begin < end:  # after the step, for that tells one that went too far
            loss = mean_loss(*residuals(E, W, centres, contexts, drawn, parts)[3:], pairs, weight)
        yield loss


def residuals(E, W, centres, contexts, drawn, parts):
    """The rows of a step, and label − σ(score) of its pairs and of its negatives."""
    X = E.take(centres, axis=0, mode="clip")  # (blocks, BLOCK, d)
    Y, N = (W.take(ids, axis=0, mode="clip") for ids in (contexts, drawn[:, None]))
    g = X @ Y.swapaxes(1, 2)  # (blocks, BLOCK, wide): each word with each word around its block
    # (groups, parts, words of a part, SHARED)
    n = X.reshape(len(drawn), parts, -1, X.shape[2]) @ N.swapaxes(2, 3)
    residual(1, g)
    residual(0, n)
    return X, Y, N, g, n


def pace(V, tokens, sentence, rate, window, negative, noise):
    """How many groups a step has, and by what to multiply the rate, so that no step overshoots.

    All pairs of a step are scored with the same rows, and what they ask for is added up. With N_ij
    pairs of words i and j in a step, E and W swing from side to side, farther each time, once the
    rate times the spectral norm of N exceeds some 4.5. `strain` estimates this product.
    """
    if not len(tokens):
        return 1, 1.0
    counts, lengths = np.bincount(tokens, minlength=V), np.bincount(sentence - sentence[0])
    p, q = counts / len(tokens), np.bincount(noise, minlength=V) / len(noise)
    pairs = min(window + 1, lengths @ lengths / len(tokens) - 1)  # of a word, at most, on average
    repeats = (
        1
        + 2
        / len(tokens)
        * sum(  # of a word within its block
            (1 - k / BLOCK) * np.count_nonzero(tokens[k:] == tokens[:-k]) for k in range(1, BLOCK)
        )
    )

    def strain(groups):
        words = min(len(tokens), groups * GROUP * BLOCK)
        in_block = repeats * np.sqrt(min(1, BLOCK / max(1, pairs)))
        drawn = (words * (p @ p) + repeats) * (words * (q @ q) + GROUP * BLOCK / SHARED)
        pulls = max(words * (p @ p), in_block) + negative * np.sqrt(drawn)
        return min(1, rate) * pairs * pulls  # above a rate of 1 nothing helps

    groups = int(np.clip(OFTEN / counts.max() * len(tokens) / (GROUP * BLOCK), 1, STEP / GROUP))
    while groups > 1 and strain(groups) > STRAIN:
        groups -= 1
    return groups, float(STRAIN / max(STRAIN, strain(groups)))


def blocks_of_text(tokens, sentence, number, window, rng):
    """Cut a text into blocks of 16 words with the words around them, and mark the true pairs.

    Each word reaches a random number of words to both sides, at most `window`, and not beyond its
    sentence.
    """
    reach = rng.integers(
        1, window + 1, (number, BLOCK, 1), dtype=np.int8 if window < 128 else np.int64
    )
    if window > 127:  # no farther than any sentence goes
        window = min(window, max(127, np.bincount(sentence - sentence[:1].sum()).max(initial=0)))
    empty = number * BLOCK - len(tokens)
    tokens = np.pad(tokens, (window, window + empty))
    sentence = np.pad(sentence, (window, window + empty), constant_values=-1)
    wide = BLOCK + 2 * window
    around, where = (sliding_window_view(a, wide)[::BLOCK] for a in (tokens, sentence))
    centre = np.arange(window, window + BLOCK)
    distance = np.abs(np.arange(wide) - centre[:, None])  # (BLOCK, wide)
    distance = np.where(distance > window, 0, distance).astype(reach.dtype)
    own = where[:, centre, None]  # the sentence of each word of a block
    return around, (distance > 0) & (distance <= reach) & (where[:, None] == own) & (own >= 0)


def residual(label, scores):
    """Turn scores s into label − σ(s), in place; by tanh, which cannot overflow."""
    scores *= 0.5
    np.tanh(scores, out=scores)
    scores += 1 - 2 * label  # σ(s) = (1 + tanh(s/2)) / 2
    scores *= -0.5


def mean_loss(g, n, pairs, weight):
    """Nats per pair, from scores after `residual`; a score as wrong as can be counts 16 nats."""
    log_true, log_false = (np.log(np.maximum(p, 1e-7)) for p in (1 - g, 1 + n))
    return -float((pairs * log_true).sum() + (weight * log_false).sum()) / max(1, pairs.sum())


class progress_bar:
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
