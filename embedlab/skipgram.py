"""Skip-gram with negative sampling on real text: NumPy alone, as fast as matrix products make it.

word2vec (Mikolov et al. 2013) asks of each pair (word, neighbour): did the two occur together? The
answer is σ(E[word] · W[neighbour]), trained towards 1 for pairs that did and towards 0 for
*negatives*, neighbours drawn at random. Done pair by pair, that is all overhead. Here a block of
neighbouring words is scored against all words around it in one small matrix product, and a group of
blocks shares its negatives (Ji et al. 2016).

Fewer shared negatives are faster and noisier: with 32 instead of 48, two seeds have fewer of a
word's nearest words in common, at the same loss.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from embedlab.checks import check_count, check_rate, check_table, check_words
from embedlab.fast import add_rows
from embedlab.optimizers import adam
from embedlab.table import init_table
from embedlab.texts import TextFiles, chunks, sentences, vocabulary
from embedlab.training import Trace
from embedlab.vectors import Vectors, read_only

__all__ = [
    "TextFiles",
    "TrainedVectors",
    "noise_table",
    "sentences",
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
class TrainedVectors(Vectors):
    """What training gives: `Vectors`, most frequent word first, and what else was learned.

    `save` keeps the words, E and the counts.

    Attributes
    ----------
    W : ndarray, shape (V, d), float32
        The rows that a word has as a neighbour.
    trace : Trace or None
        The way of the words that `train` was asked to follow, for ``play()``.
    stopped : str
        Why training ended early or taught nothing; empty if all went well.
    """

    W: np.ndarray = field(kw_only=True)
    trace: Trace | None = field(default=None, kw_only=True)
    stopped: str = field(default="", kw_only=True)

    def __post_init__(self):
        super().__post_init__()
        object.__setattr__(self, "W", read_only(self.W))

    def __repr__(self):
        return f"{super().__repr__()}. {self.stopped}".removesuffix(". ")


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
    start=None,
    freeze=False,
    follow=(),
    progress=True,
    callback=None,
):
    """Train word vectors on a text of any size.

    Parameters
    ----------
    sentences : path, or iterable of lists of str
        A text file with one sentence a line, words between spaces; or sentences that can be read
        more than once: `sentences(text)`, a list, or `TextFiles`. At most a million words are in
        memory at a time.
    d, window, negative, epochs, min_count : int
        Numbers per row; most words to each side that count as neighbours; negatives per pair;
        readings of the text; how often a word must occur to get a row. Each at least 1.
    sample : float
        A word that makes up a larger fraction of the text is skipped now and then; 0 skips none.
    lr : float
        Learning rate at the start; it falls to nearly 0 in a straight line. Where a step has so
        many pairs of a few words that it would overshoot, the step is smaller.
    start : Vectors, optional
        Begin with the rows that words have there, and with its d; other words get new rows.
    freeze : bool
        Leave the rows from `start` as they are, and train the new ones only.
    follow : list of str, or dict of group → list of str
        Words whose rows are kept after each fiftieth of the work, so that ``play()`` shows their
        way.
    progress : bool
        Show a bar with words per second, the time that is left, and the loss in nats per pair.
    callback : callable, optional
        ``callback(done, E)`` after each fiftieth of the work, less often if the table is large: the
        fraction of the work that is done, and the table. It will change; keep ``E.copy()``.

    Returns
    -------
    TrainedVectors
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
    4 words with rows of 4 numbers
    """
    check_settings(lr, sample, seed, d=d, window=window, negative=negative, epochs=epochs)
    if not (start is None or isinstance(start, Vectors)) or (freeze and start is None):
        raise TypeError(f"start must be Vectors, not {start!r:.60}; Vectors(words, E) makes them.")
    words, counts = vocabulary(sentences, min_count)
    followed = words_to_follow(follow, words, min_count)
    rng, total, done, stopped = np.random.default_rng(seed), int(counts.sum()) * epochs, 0, ""
    E, W = start_tables(len(words), d if start is None else start.E.shape[1], rng)
    known = np.array([start is not None and word in start for word in words])
    for i in np.flatnonzero(known):
        E[i] = start[words[i]]
    frozen = known if freeze else None
    good, loss, guessing = (E.copy(), W.copy()), 0.0, (1 + negative) * np.log(2)
    rows = [words.index(word) for word in followed]
    looks = [(E[rows], W[rows], guessing)]
    with (
        progress_bar(total, progress) as show,
        np.errstate(over="ignore", invalid="ignore"),  # a blow-up is explained in words
    ):
        try:
            for read, loss in train_epochs(
                E, W, sentences, words, counts, epochs, lr, sample, window, negative, rng, frozen
            ):
                done += read
                if not bounded(E, W):
                    break
                if not loss > 2 * guessing:
                    good = E.copy(), W.copy()
                    looks.append((E[rows], W[rows], loss if loss == loss else looks[-1][2]))
                show(read, loss)
                if callback is not None:
                    callback(done / total, E)
        except KeyboardInterrupt:
            stopped = f"Interrupted after {done:,} of {total:,} words; this is what was learned."
    if loss > 2 * guessing or not bounded(E, W):
        E, W = good
        stopped = stopped or blow_up(f"{done:,} of {total:,} words", loss, guessing, lr)
    stopped = stopped or untaught(W.any(), lr, min_count, sample)
    return TrainedVectors(
        words,
        E,
        counts=counts,
        source=f"skip-gram: {total:,} words read, window {window}, seed {seed}",
        W=W,
        trace=as_trace(looks, followed, lr, window, seed, stopped) if followed else None,
        stopped=stopped,
    )


def words_to_follow(follow, words, min_count):
    """The words to follow and the group of each, as a dict."""
    groups = follow if isinstance(follow, Mapping) else {"words": follow}
    followed = {word: group for group, its in groups.items() for word in check_words(its, "follow")}
    if missing := set(followed).difference(words):
        raise ValueError(
            f"follow: {min(missing)!r} gets no row, for it occurs fewer than min_count = "
            f"{min_count} times; leave it out."
        )
    return followed


def as_trace(looks, followed, lr, window, seed, stopped):
    """The looks as a Trace; the many batches between two looks, and their gradients, are gone."""
    tables, output_tables, losses = map(np.array, zip(*looks, strict=True))
    touched = np.zeros(tables.shape[:2], bool)
    touched[1:] = (np.diff(tables, axis=0) != 0).any(axis=2)
    return Trace(
        words=tuple(followed),
        groups=tuple(followed.values()),
        tables=tables,
        output_tables=output_tables,
        losses=losses,
        gradients=np.full_like(tables, np.nan),
        batches=np.full((len(tables), 0), -1),
        touched=touched,
        lr=float(lr),
        window=window,
        seed=seed,
        stopped=stopped,
    )


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


def untaught(changed, lr, min_count, sample):
    """A sentence if W has not changed although lr is not 0: there was no pair to learn from."""
    if changed or not lr:
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


# What is drawn -----------------------------------------------------------------------------------


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


def train_epochs(
    E, W, sentences, words, counts, epochs, lr, sample, window, negative, rng, frozen=None
):
    """Read the text `epochs` times, change E and W in place; now and then (words since, loss)."""
    ids, total, done = {word: i for i, word in enumerate(words)}, counts.sum() * epochs, 0
    keep, noise = subsampling_probabilities(counts, sample), noise_table(counts)
    look_after = max(total / LOOKS, 4 * len(words))  # words; a look costs a copy of the tables
    most = CHUNK * 32 // max(32, window)  # the wider the window, the more memory a word takes
    # a longer text is read again each time
    whole = list(chunks(sentences, ids, most)) if counts.sum() <= most else None
    for _ in range(epochs):
        for tokens, sentence in whole or chunks(sentences, ids, most):
            rates = lr * np.maximum(1 - np.array([done, done + len(tokens)]) / total, 1e-4)
            kept = rng.random(len(tokens), dtype=np.float32) < keep[tokens]
            told, looks = 0, max(1, round(len(tokens) / look_after))
            steps = train_chunk(
                E,
                W,
                tokens[kept],
                sentence[kept],
                rates,
                window,
                negative,
                noise,
                rng,
                looks,
                frozen,
            )
            for k, loss in enumerate(steps, 1):
                yield len(tokens) * k // looks - told, loss
                told = len(tokens) * k // looks
            done += len(tokens)


def train_chunk(E, W, tokens, sentence, rates, window, negative, noise, rng, looks=1, frozen=None):
    """Go once over a chunk of text, change E and W in place; the rate falls from rates[0] to [1].

    There are `looks` pauses on the way, at which it gives the loss after the last step, in nats
    per pair. Rows of E where `frozen` is True stay as they are.
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
            if frozen is not None:
                dX[frozen[centres]] = 0
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

        if sys.platform == "emscripten":
            tqdm.monitor_interval = 0  # a browser has no threads
        self.tqdm = tqdm(total=self.total, unit=" words", unit_scale=True)
        return self.update

    def update(self, words, loss=None):
        if loss is not None:
            self.tqdm.set_postfix_str(f"loss {loss:.2f}", refresh=False)
        self.tqdm.update(words)

    def __exit__(self, *error):
        if self.shown:
            self.tqdm.close()
