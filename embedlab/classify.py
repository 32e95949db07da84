"""A classifier on top of a table: the mean of a text's rows, then one linear layer.

With a table of one column that holds the IDs themselves, it is a model fed raw IDs.
"""

import numpy as np

from embedlab.checks import (
    check_count,
    check_ids,
    check_labels,
    check_rate,
    check_table,
    check_vectors,
    narrow,
    quiet,
    widen,
)
from embedlab.optimizers import adam
from embedlab.softmax import cross_entropy_gradient, log_softmax
from embedlab.table import lookup

__all__ = ["accuracy", "train_classifier"]


def train_classifier(E, X, y, classes, *, freeze=False, steps=100, lr=0.05):
    """Learn to name the class of a text from the mean of its rows, with Adam on all texts at once.

    Parameters
    ----------
    E : array_like, shape (V, d)
        The table to start from: random, pretrained, or anything else.
    X : array_like of int, shape (N, T)
        N texts of T token IDs.
    y : array_like of int, shape (N,)
        The class of each text, in 0 … classes−1.
    classes, steps : int
        At least 2 classes, at least 1 step.
    freeze : bool
        Leave the table as it is and learn only the linear layer.
    lr : float
        Learning rate ≥ 0.

    Returns
    -------
    E : ndarray, shape (V, d)
        The table after training; equal to the start if frozen.
    W : ndarray, shape (classes, d + 1)
        The linear layer; its last column is the bias b.
    losses : ndarray, shape (steps,)
        Mean loss before each step, nats per text.

    Examples
    --------
    >>> E, W, losses = train_classifier(np.eye(2), [[0], [1]], [0, 1], classes=2)
    >>> accuracy(E, W, [[0], [1]], [0, 1])
    1.0
    """
    check_count("steps", steps)
    check_count("classes", classes, least=2)
    check_rate("lr", lr)
    E = narrow(check_vectors("E", check_table(E)), np.float64)
    X = check_ids(X, len(E), "X")
    y = check_labels(X, y, classes)
    N, bag = len(X), bag_of_tokens(X, len(E))
    W, losses, state_E, state_W = np.zeros((classes, E.shape[1] + 1)), [], None, None
    for _ in range(steps):
        H = np.c_[bag @ E, np.ones(N)]  # (N, d + 1): mean rows, and a 1 for the bias
        logits = H @ W.T  # (N, classes)
        losses.append(-log_softmax(logits)[np.arange(N), y].mean())
        dlogits = cross_entropy_gradient(logits, y)
        if not freeze:
            dE = bag.T @ dlogits @ W[:, :-1]  # the lookup backwards
            E, state_E = adam(E, dE, state_E, lr=lr)
        W, state_W = adam(W, dlogits.T @ H, state_W, lr=lr)
    return E, W, np.array(losses)


def bag_of_tokens(X, V):
    """The mean of each text's one-hot vectors, (N, V): times E it is the mean of its rows."""
    bag = np.zeros((len(X), V))
    np.add.at(bag, (np.arange(len(X))[:, None], X), 1 / X.shape[1])
    return bag


def accuracy(E, W, X, y):
    """Fraction of texts, in [0, 1], whose class y (N,) gets the highest score.

    E (V, d) and W (classes, d + 1) are from `train_classifier`, X holds IDs (N, T).

    >>> accuracy([[1.0], [-1.0]], [[1, 0], [-1, 0]], [[0], [1], [1]], [0, 1, 0])
    0.6666666666666666
    """
    E, W = check_vectors("E", check_table(E)), check_vectors("W", check_table(W, "W"))
    if W.shape[1] != E.shape[1] + 1:
        raise ValueError(f"E has shape {E.shape}, so W needs {E.shape[1] + 1} columns: {W.shape}.")
    X = check_ids(X, len(E), "X")
    y = check_labels(X, y, len(W))
    with quiet():
        H = widen(lookup(E, X)).mean(axis=1)  # (N, d)
        scores = narrow(H @ W[:, :-1].T + W[:, -1], H, W)  # (N, classes)
    return float((scores.argmax(axis=1) == y).mean())
