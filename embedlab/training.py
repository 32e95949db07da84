"""A model small enough to watch: skip-gram on a tiny corpus, every step kept in a Trace.

Skip-gram (Mikolov et al. 2013) guesses the words around a word. Token ``i`` has a row ``E[i]``, which
speaks for it as the word in the middle, and a row ``W[i]``, which speaks for it as a neighbour;
``logits = E[centre] @ W.T``.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np

from embedlab.checks import check_count, check_ids, check_rate, check_table
from embedlab.corpora import template_corpus
from embedlab.gradients import row_gradient
from embedlab.optimizers import adam, sgd
from embedlab.softmax import cross_entropy_gradient, log_softmax, weighted_cross_entropy_gradient
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


@dataclass(frozen=True, eq=False)
class Trace:
    """A training run as a value: snapshot 0 is the start, snapshot k stands after k steps. Read-only.

    Attributes
    ----------
    words, groups : tuple of V str
        As in the `Corpus`.
    tables : ndarray, shape (steps + 1, V, d), float32
        E in each snapshot.
    output_tables : ndarray, shape (steps + 1, V, d), float32
        W in each snapshot.
    losses : ndarray, shape (steps + 1,)
        Mean loss over all pairs of the corpus, nats per pair.
    gradients : ndarray, shape (steps + 1, V, d), float32
        ∂L/∂E of the batch that led to the snapshot; 0 at snapshot 0.
    batches : ndarray of int, shape (steps + 1, B)
        IDs looked up in the step that led to the snapshot; −1 at snapshot 0.
    touched : ndarray of bool, shape (steps + 1, V)
        Which rows that step looked up.
    lr : float
    optimizer : callable
        What moved the tables, such as `sgd`; `resume` calls it again.
    window, seed : int
    stopped : str
        Empty, or why the run ended early: one sentence.
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
            f"{self.steps} steps of {optimizer_name(self.optimizer)}, lr = {self.lr:g}: {self.V} words, d = {self.d}",
            f"mean loss {self.losses[0]:.4g} → {self.losses[-1]:.4g} nats per pair",
            f"longest path: {self.words[far]} ({path[far]:.3g}); "
            f"shortest: {self.words[near]} ({path[near]:.3g})",
        ]
        return "\n".join(lines + [self.stopped] * bool(self.stopped))

    __repr__ = __str__


def optimizer_name(optimizer):
    """What to call an optimizer: its own name, or that of the function in a `partial`."""
    return getattr(getattr(optimizer, "func", optimizer), "__name__", type(optimizer).__name__)


def skipgram_pairs(sentences, window=2):
    """Every word with each of its neighbours: what skip-gram learns from.

    Parameters
    ----------
    sentences : iterable of sequences of int
        Word IDs.
    window : int
        How many words to each side count as neighbours, at least 1.

    Returns
    -------
    ndarray of int, shape (N, 2)
        (centre, neighbour), in reading order.

    Raises
    ------
    ValueError
        If window is below 1, or no sentence has two words.

    Examples
    --------
    >>> skipgram_pairs([[7, 8, 9]], window=1).tolist()
    [[7, 8], [8, 7], [8, 9], [9, 8]]
    """
    check_count("window", window)
    pairs = np.fromiter(
        (
            (centre, s[k])
            for s in sentences
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
    """How probable each (centre, neighbour) is among all pairs.

    Parameters
    ----------
    pairs : ndarray of int, shape (N, 2)
        From `skipgram_pairs`.
    V : int

    Returns
    -------
    ndarray, shape (V, V)
        Sums to 1: with it, the loss of a whole corpus is one product.

    Examples
    --------
    >>> pair_probabilities(np.array([[0, 1], [1, 0], [0, 1], [1, 1]]), V=2)
    array([[0.  , 0.5 ],
           [0.25, 0.25]])
    """
    probabilities = np.zeros((V, V))
    np.add.at(probabilities, tuple(check_ids(pairs, V).T), 1 / len(pairs))
    return probabilities


def corpus_loss(E, W, probabilities):
    """Mean loss over all pairs of a corpus, nats per pair.

    Parameters
    ----------
    E, W : ndarray, shape (V, d)
        Input and output table.
    probabilities : ndarray, shape (V, V)
        From `pair_probabilities`.

    Returns
    -------
    float

    Examples
    --------
    >>> zeros = np.zeros((4, 2))  # all 4 words equally likely: ln 4
    >>> round(float(corpus_loss(zeros, zeros, np.full((4, 4), 1 / 16))), 3)
    1.386
    """
    return -(probabilities * log_softmax(E @ W.T)).sum()


def skipgram_gradients(E, W, centres, neighbours):
    """Gradients of the mean loss over one batch of pairs.

    Parameters
    ----------
    E, W : ndarray, shape (V, d)
        Input and output table.
    centres, neighbours : ndarray of int, shape (B,)
        The pairs.

    Returns
    -------
    dE, dW : ndarray, shape (V, d)
        ∂L/∂E, 0 in rows that are no centre; ∂L/∂W, which reaches every row.

    Examples
    --------
    >>> dE, dW = skipgram_gradients(np.ones((3, 1)), np.ones((3, 1)), np.array([0]), np.array([2]))
    >>> dW.round(2).ravel().tolist()
    [0.33, 0.33, -0.67]
    """
    H = E[centres]  # (B, d)
    dlogits = cross_entropy_gradient(H @ W.T, neighbours)  # (B, V)
    return row_gradient(centres, dlogits @ W, len(E)), dlogits.T @ H


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
        If the loss becomes infinite or NaN the run stops there: the trace holds the snapshots before
        it, and ``trace.stopped`` says so.

    Raises
    ------
    TypeError, ValueError, IndexError
        If a setting makes no sense or the corpus is empty.

    Examples
    --------
    >>> trace = train(steps=200)
    >>> trace.tables.shape
    (201, 38, 2)
    >>> bool(trace.losses[-1] < trace.losses[0])
    True
    """
    check_count("steps", steps), check_count("batch", batch), check_rate("lr", lr)
    corpus = template_corpus() if corpus is None else corpus
    V, pairs = len(corpus.words), skipgram_pairs(corpus.sentences, window)  # (N, 2)
    probabilities = pair_probabilities(pairs, V)
    E = init_table(V, d, std=std, seed=seed) if E is None else check_table(E)
    W = init_table(V, E.shape[1], std=std, seed=seed + 1) if W is None else check_table(W, "W")
    if not (len(E) == V and E.shape == W.shape):
        raise ValueError(
            f"E {E.shape} and W {W.shape} must have one shape, a row for each of {V} words."
        )
    E, W = E.astype(float), W.astype(float)

    rng = np.random.default_rng(seed)
    drawn = pairs[rng.integers(len(pairs), size=(steps, batch))]  # (steps, B, 2)
    history, state_E, state_W, stopped = (
        [(E, W, 0 * E, corpus_loss(E, W, probabilities))],
        None,
        None,
        "",
    )
    with np.errstate(
        over="ignore", invalid="ignore"
    ):  # a run that explodes is stopped below, in words
        for step, (centres, neighbours) in enumerate(drawn.transpose(0, 2, 1), start=1):
            dE, dW = skipgram_gradients(E, W, centres, neighbours)
            E, state_E = optimizer(E, dE, state_E, lr=lr)
            W, state_W = optimizer(W, dW, state_W, lr=lr)
            loss = corpus_loss(E, W, probabilities)
            if not np.isfinite(np.float32(loss)):
                stopped = (
                    f"Stopped at step {step}: the loss became {loss}; try a smaller lr than {lr:g}."
                )
                break
            history.append((E, W, dE, loss))

    tables, output_tables, gradients, losses = map(np.array, zip(*history, strict=True))
    batches = np.vstack([np.full((1, batch), -1), drawn[: len(losses) - 1, :, 0]])
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
    )


def fit(probabilities, d, *, steps=150, lr=0.1, std=0.1, seed=0):
    """Train skip-gram on all pairs at once with Adam and keep only the end: for runs too large for a Trace.

    Parameters
    ----------
    probabilities : ndarray, shape (V, V)
        From `pair_probabilities`.
    d, steps : int
        Dimensions; steps over the whole corpus. Each at least 1.
    lr, std : float
        Learning rate; standard deviation of the start values.
    seed : int
        Of the start values.

    Returns
    -------
    E, W : ndarray, shape (V, d)
        Input and output table.

    Raises
    ------
    TypeError, ValueError
        If a setting makes no sense or probabilities is not square.

    Examples
    --------
    >>> probabilities = np.array([[0, 0.5], [0.5, 0]])
    >>> E, W = fit(probabilities, d=1, steps=50)
    >>> bool(corpus_loss(E, W, probabilities) < 0.1)
    True
    """
    probabilities = check_table(probabilities, "probabilities")
    V = len(probabilities)
    if probabilities.shape != (V, V):
        raise ValueError(
            f"probabilities must be square, (V, V), not {probabilities.shape}; make it with pair_probabilities."
        )
    check_count("steps", steps), check_rate("lr", lr)
    E, W = (init_table(V, d, std=std, seed=seed + k).astype(float) for k in (0, 1))
    state_E = state_W = None
    for _ in range(steps):
        dlogits = weighted_cross_entropy_gradient(E @ W.T, probabilities)  # (V, V)
        dE, dW = dlogits @ W, dlogits.T @ E
        E, state_E = adam(E, dE, state_E, lr=lr)
        W, state_W = adam(W, dW, state_W, lr=lr)
    return E, W


def path_lengths(trace):
    """How far each row travelled: the sum of its steps' lengths, not the distance from start to end.

    Parameters
    ----------
    trace : Trace

    Returns
    -------
    ndarray, shape (V,)
        Same unit as the entries of the table.

    Examples
    --------
    >>> path_lengths(train(steps=5)).shape
    (38,)
    """
    return np.linalg.norm(np.diff(trace.tables.astype(float), axis=0), axis=-1).sum(axis=0)


def resume(trace, corpus, step, *, E=None, steps=150):
    """Train on from a snapshot, with its table or with one that somebody has changed.

    Parameters
    ----------
    trace : Trace
    corpus : Corpus
        The one that the trace was trained on.
    step : int
        Snapshot to start from, in 0 … trace.steps.
    E : array_like, shape (V, d), optional
        Table to go on with instead of the snapshot's.
    steps : int
        Further steps.

    Returns
    -------
    Trace
        Its snapshot 0 is where it went on. Optimizers with a state start with a fresh one.

    Raises
    ------
    IndexError, TypeError, ValueError
        If step is not a snapshot, or as `train`.

    Examples
    --------
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
