"""A model small enough to watch: skip-gram on a tiny corpus, every step kept in a Trace.

Skip-gram (Mikolov et al. 2013) predicts the words around a word. Token ``i`` has a row ``E[i]`` for
its role as the word in the middle, and a row ``W[i]`` for its role as a neighbour; ``logits =
E[centre] @ W.T``.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import partial

import numpy as np

from embedlab.checks import (
    as_integers,
    as_numbers,
    check_count,
    check_ids,
    check_rate,
    check_table,
    check_vectors,
    describe,
    narrow,
    quiet,
)
from embedlab.corpora import template_corpus
from embedlab.fast import product
from embedlab.gradients import row_gradient
from embedlab.optimizers import adam, sgd
from embedlab.softmax import (
    cross_entropy_gradient,
    log_probabilities,
    weighted_cross_entropy_gradient,
)
from embedlab.table import init_table

__all__ = [
    "Trace",
    "corpus_loss",
    "fit",
    "pair_probabilities",
    "path_lengths",
    "resume",
    "skipgram_gradients",
    "skipgram_pairs",
    "train",
]

LARGEST = 1e38  # a third of what float32 holds


@dataclass(frozen=True, eq=False)
class Trace:
    """A training run as a read-only value: snapshot 0 is the start, snapshot k comes after k steps.

    Attributes
    ----------
    words, groups : tuple of V str
        As in the `Corpus`.
    tables, output_tables : ndarray, shape (steps + 1, V, d), float32
        E and W in each snapshot.
    losses : ndarray, shape (steps + 1,)
        Mean loss over all pairs of the corpus, nats per pair.
    gradients : ndarray, shape (steps + 1, V, d), float32
        ∂L/∂E of the batch that led to the snapshot; 0 at snapshot 0.
    batches : ndarray of int, shape (steps + 1, B)
        IDs looked up in the step that led to the snapshot; −1 at snapshot 0.
    touched : ndarray of bool, shape (steps + 1, V)
        Which rows that step looked up.
    lr, window, seed
        As in `train`.
    optimizer : callable
        What moved the tables, such as `sgd`; `resume` calls it again.
    stopped : str
        Empty, or why the run ended early: one sentence.
    neighbours : ndarray of int, shape (steps + 1, B), optional
        The neighbour that each ID in ``batches`` had to predict; −1 at snapshot 0.
    """

    words: tuple
    groups: tuple
    tables: np.ndarray
    output_tables: np.ndarray
    losses: np.ndarray
    gradients: np.ndarray
    batches: np.ndarray
    touched: np.ndarray
    lr: float
    optimizer: Callable = sgd
    window: int = 2
    seed: int = 0
    stopped: str = ""
    neighbours: np.ndarray | None = None

    def __post_init__(self):
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, np.ndarray):
                value.flags.writeable = False

    @property
    def steps(self):
        return len(self.tables) - 1

    @property
    def V(self):
        return self.tables.shape[1]

    @property
    def d(self):
        return self.tables.shape[2]

    def __str__(self):
        path = path_lengths(self)
        far, near = int(path.argmax()), int(path.argmin())
        lines = [
            f"{self.steps} steps of {optimizer_name(self.optimizer)}, lr = {self.lr:g}: "
            f"{self.V} words, d = {self.d}",
            f"mean loss {self.losses[0]:.4g} → {self.losses[-1]:.4g} nats per pair",
            f"longest path: {self.words[far]} ({path[far]:.3g}); "
            f"shortest: {self.words[near]} ({path[near]:.3g})",
        ]
        if self.stopped:
            lines.append(self.stopped)
        return "\n".join(lines)

    __repr__ = __str__


def optimizer_name(optimizer):
    """The name of an optimizer, with the settings of a `partial`; of an object, its type.

    >>> from functools import partial
    >>> from embedlab import momentum
    >>> optimizer_name(partial(momentum, beta=0.5))
    'momentum(beta=0.5)'
    """
    if isinstance(optimizer, partial):
        settings = [f"{value!r}" for value in optimizer.args]
        settings += [f"{name}={value!r}" for name, value in optimizer.keywords.items()]
        return f"{optimizer_name(optimizer.func)}({', '.join(settings)})"
    return getattr(optimizer, "__name__", type(optimizer).__name__)


def corpus_ids(sentences):
    """The IDs of each sentence, one after the other, or a refusal of what is no corpus."""
    try:
        return map(sentence_ids, iter(sentences))
    except TypeError:
        raise TypeError(
            f"sentences must be a list of sequences of IDs, not {describe(sentences)}; "
            "for one sentence write [ids]."
        ) from None


def sentence_ids(sentence):
    """The IDs of one sentence as a list, or a refusal of what is none, such as words."""
    ids = as_integers(sentence)
    if ids.ndim != 1:
        raise ValueError(
            f"a sentence must be a sequence of IDs, not an array of shape {ids.shape}."
        )
    return ids.tolist()


def skipgram_pairs(sentences, window=2):
    """Every word with its neighbours, up to `window` to each side: what skip-gram learns from.

    The sentences are sequences of word IDs; the result, (N, 2), holds (centre, neighbour) in
    reading order.

    >>> skipgram_pairs([[7, 8, 9]], window=1).tolist()
    [[7, 8], [8, 7], [8, 9], [9, 8]]
    """
    check_count("window", window)
    pairs = np.fromiter(
        (
            (centre, s[k])
            for s in corpus_ids(sentences)
            for t, centre in enumerate(s)
            for k in range(max(0, t - window), min(len(s), t + window + 1))
            if k != t
        ),
        dtype=(int, 2),
    )  # one by one into the array: a list of a novel's pairs would take 100 MB
    if not len(pairs):
        raise ValueError(
            "the corpus holds no pair of neighbours; it needs a sentence of at least two words."
        )
    return pairs


def pair_probabilities(pairs, V):
    """How probable each (centre, neighbour), a row of pairs (N, 2), is among all pairs: (V, V).

    It sums to 1; with it, the loss of a whole corpus is one product.

    >>> pair_probabilities([[0, 1], [1, 0], [0, 1], [1, 1]], V=2)
    array([[0.  , 0.5 ],
           [0.25, 0.25]])
    """
    pairs = check_ids(pairs, check_count("V", V), "pairs")
    if pairs.ndim != 2 or pairs.shape[1] != 2 or not len(pairs):
        raise ValueError(f"pairs must have shape (N, 2), N ≥ 1, not {pairs.shape}.")
    probabilities = np.zeros((V, V))
    np.add.at(probabilities, tuple(pairs.T), 1 / len(pairs))
    return probabilities


def corpus_loss(E, W, probabilities):
    """Mean loss over all pairs of a corpus, nats per pair: −Σ probabilities · ln p.

    E and W are the input and output table, (V, d); probabilities, (V, V), are from
    `pair_probabilities`.

    >>> zeros = np.zeros((4, 2))  # all 4 words equally likely: ln 4
    >>> round(float(corpus_loss(zeros, zeros, np.full((4, 4), 1 / 16))), 3)
    1.386
    """
    E, W = check_two_tables(E, W)
    probabilities = check_vectors("probabilities", check_table(probabilities, "probabilities"))
    if probabilities.shape != (len(E), len(E)):
        raise ValueError(
            f"probabilities has shape {probabilities.shape} but E has {len(E)} rows; "
            f"it must be ({len(E)}, {len(E)})."
        )
    with quiet():
        return narrow(mean_loss(E, W, probabilities), E, W)


def mean_loss(E, W, probabilities):
    """The maths of `corpus_loss`, unchecked: NaN or infinite where a run has exploded."""
    return -(probabilities * log_probabilities(E @ W.T)).sum()


def check_two_tables(E, W):
    """Return input and output table as finite float64 of one shape, or refuse them."""
    E, W = check_vectors("E", check_table(E)), check_vectors("W", check_table(W, "W"))
    if E.shape != W.shape or not len(E):
        raise ValueError(f"E {E.shape} and W {W.shape} must have one shape, (V, d) with V ≥ 1.")
    return narrow(E, np.float64), narrow(W, np.float64)


def skipgram_gradients(E, W, centres, neighbours):
    """Gradients of the mean loss over one batch of pairs.

    Parameters
    ----------
    E, W : array_like, shape (V, d)
        Input and output table.
    centres, neighbours : array_like of int, shape (B,)
        The pairs.

    Returns
    -------
    dE, dW : ndarray, shape (V, d)
        ∂L/∂E, 0 in rows that are no centre; ∂L/∂W, which reaches every row.

    Examples
    --------
    >>> dE, dW = skipgram_gradients(np.ones((3, 1)), np.ones((3, 1)), [0], [2])
    >>> dW.round(2).ravel().tolist()
    [0.33, 0.33, -0.67]
    """
    E, W = check_two_tables(E, W)
    centres = check_ids(centres, len(E), "centres")
    with quiet():
        H = E[centres]  # (B, d)
        dlogits = cross_entropy_gradient(narrow(H @ W.T, E), neighbours)  # (B, V)
        return row_gradient(centres, dlogits @ W, len(E)), narrow(dlogits.T @ H, E)


def train(
    corpus=None,
    *,
    d=2,
    steps=300,
    lr=1.0,
    window=2,
    batch=32,
    optimizer=sgd,
    std=0.1,
    seed=0,
    E=None,
    W=None,
):
    """Train skip-gram with a full softmax and keep every step.

    Parameters
    ----------
    corpus : Corpus, optional
        `template_corpus()` if not given.
    d : int
        Dimensions of each vector; taken from E if E is given.
    steps, window, batch : int
        Steps of the run; neighbours to each side; pairs per step. Each at least 1.
    lr : float
        Learning rate ≥ 0.
    optimizer : callable
        Moves E and W: `sgd`, `momentum`, `adam`, `adamw`, a `partial` of one, or one of your own.
    std : float
        Standard deviation of the start values.
    seed : int
        Of start values and batches.
    E, W : array_like, shape (V, d), optional
        Start tables instead of random ones.

    Returns
    -------
    Trace
        If the loss becomes infinite or NaN, or a table too large for float32, the run stops there:
        the trace holds the snapshots before it, and ``trace.stopped`` says so.

    Examples
    --------
    >>> trace = train(steps=200)
    >>> trace.tables.shape
    (201, 38, 2)
    >>> bool(trace.losses[-1] < trace.losses[0])
    True
    """
    check_count("steps", steps)
    check_count("batch", batch)
    check_rate("lr", lr)
    corpus = template_corpus() if corpus is None else corpus
    V, pairs = len(corpus.words), skipgram_pairs(corpus.sentences, window)  # (N, 2)
    probabilities = pair_probabilities(pairs, V)
    E = init_table(V, d, std=std, seed=seed) if E is None else check_table(E)
    W = init_table(V, E.shape[1], std=std, seed=seed + 1) if W is None else check_table(W, "W")
    if not (len(E) == V and E.shape == W.shape):
        raise ValueError(
            f"E {E.shape} and W {W.shape} must have one shape, a row for each of {V} words."
        )
    E, W = check_two_tables(E, W)
    if not in_range(E, W):
        raise ValueError(f"E and W must hold numbers below {LARGEST:g}; scale them down.")

    rng = np.random.default_rng(seed)
    drawn = pairs[rng.integers(len(pairs), size=(steps, batch))]  # (steps, B, 2)
    history = [(E, W, 0 * E, mean_loss(E, W, probabilities))]
    state_E, state_W, stopped = None, None, ""
    with quiet():  # a run that explodes is stopped below, in words
        for step, (centres, neighbours) in enumerate(drawn.transpose(0, 2, 1), start=1):
            dE, dW = skipgram_gradients(E, W, centres, neighbours)
            E, state_E = moved(optimizer, E, dE, state_E, lr)
            W, state_W = moved(optimizer, W, dW, state_W, lr)
            loss = mean_loss(E, W, probabilities)
            finite = np.isfinite(np.float32(loss))
            if not (finite and in_range(E, W)):
                why = f"the tables passed {LARGEST:g}" if finite else f"the loss became {loss}"
                stopped = f"Stopped at step {step}: {why}; try a smaller lr than {lr:g}."
                break
            history.append((E, W, dE, loss))

    tables, output_tables, gradients, losses = map(np.array, zip(*history, strict=True))
    start = np.full((1, batch), -1)  # no pair led to snapshot 0
    batches, neighbours = (np.vstack([start, drawn[: len(losses) - 1, :, role]]) for role in (0, 1))
    touched = np.zeros((len(losses), V), bool)
    touched[np.arange(1, len(losses))[:, None], batches[1:]] = True  # (steps + 1, V)
    return Trace(
        corpus.words,
        corpus.groups,
        tables.astype(np.float32),
        output_tables.astype(np.float32),
        losses,
        gradients.astype(np.float32),
        batches,
        touched,
        float(lr),
        optimizer,
        window,
        seed,
        stopped,
        neighbours,
    )


def in_range(E, W):
    """Whether a trace can keep these tables and their gradients, in float32."""
    return max(np.abs(E).max(), np.abs(W).max()) < LARGEST


def moved(optimizer, table, gradient, state, lr):
    """The table and the state after a call of an optimizer, which may be a learner's own.

    It gets copies and is copied from: one that works in place must not reach into the trace.
    """
    if not callable(optimizer):
        raise TypeError(
            f"optimizer must be a function such as sgd, not {optimizer!r}; give it without quotes."
        )
    answer = optimizer(table.copy(), gradient.copy(), state, lr=lr)
    if not (isinstance(answer, tuple) and len(answer) == 2):
        raise TypeError(
            f"{optimizer_name(optimizer)} must return two things, the new table and its new state, "
            f"not {type(answer).__name__}; without a state: return E, None."
        )
    new = as_numbers(answer[0], "the new table").astype(float)
    if new.shape != table.shape:
        raise ValueError(
            f"{optimizer_name(optimizer)} was given a table of shape {table.shape} and returned "
            f"{new.shape}; both must be equal."
        )
    return new, answer[1]


def fit(probabilities, d, *, steps=150, lr=0.1, std=0.1, seed=0):
    """Train skip-gram on all pairs at once with Adam; only the end is kept, not a Trace.

    Parameters
    ----------
    probabilities : array_like, shape (V, V)
        From `pair_probabilities`.
    d, steps : int
        Dimensions; steps over the whole corpus. Each at least 1.
    lr, std : float
        Learning rate; standard deviation of the start values, drawn with `seed`.

    Returns
    -------
    E, W : ndarray, shape (V, d)
        Input and output table.

    Examples
    --------
    >>> probabilities = np.array([[0, 0.5], [0.5, 0]])
    >>> E, W = fit(probabilities, d=1, steps=50)
    >>> bool(corpus_loss(E, W, probabilities) < 0.1)
    True
    """
    probabilities = check_vectors("probabilities", check_table(probabilities, "probabilities"))
    V = len(probabilities)
    if probabilities.shape != (V, V):
        raise ValueError(
            f"probabilities must be square, (V, V), not {probabilities.shape}; "
            "make it with pair_probabilities."
        )
    check_count("steps", steps)
    check_rate("lr", lr)
    E, W = (init_table(V, d, std=std, seed=seed + k).astype(float) for k in (0, 1))
    state_E = state_W = None
    for _ in range(steps):
        dlogits = weighted_cross_entropy_gradient(product(E, W.T), probabilities)  # (V, V)
        dE, dW = product(dlogits, W), product(dlogits.T, E)
        E, state_E = adam(E, dE, state_E, lr=lr)
        W, state_W = adam(W, dW, state_W, lr=lr)
    return E, W


def path_lengths(trace):
    """How far each row travelled, (V,): the sum of its steps, not the distance from start to end.

    >>> path_lengths(train(steps=5)).shape
    (38,)
    """
    return np.linalg.norm(np.diff(trace.tables.astype(float), axis=0), axis=-1).sum(axis=0)


def resume(trace, corpus, step, *, E=None, steps=150):
    """Train on from a snapshot for further steps, with its table or with another one, E (V, d).

    The corpus is the one that the trace was trained on. Snapshot 0 of the new trace is where it
    went on; optimizers with a state start with a fresh one.

    >>> corpus = template_corpus()
    >>> resume(train(corpus, steps=20), corpus, 20, steps=5).steps
    5
    """
    if check_count("step", step, least=0) > trace.steps:
        raise IndexError(f"step {step} is not in the trace; it has snapshots 0 … {trace.steps}.")
    return train(
        corpus,
        steps=steps,
        lr=trace.lr,
        window=trace.window,
        batch=trace.batches.shape[1],
        optimizer=trace.optimizer,
        seed=trace.seed + step + 1,
        E=trace.tables[step] if E is None else E,
        W=trace.output_tables[step],
    )
