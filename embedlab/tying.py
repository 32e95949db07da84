"""One table or two: a bigram model whose output rows are its input rows (tied), or its own.

The model predicts the next token from this one: logits = E[centre] @ M @ W.T, with W = E when tied
and M = identity when nothing is between them.
"""

from itertools import pairwise

import numpy as np

from embedlab.checks import (
    check_count,
    check_ids,
    check_rate,
    check_square,
    check_table,
    check_vectors,
    narrow,
    quiet,
)
from embedlab.gradients import row_gradient
from embedlab.optimizers import adam
from embedlab.softmax import cross_entropy_gradient, weighted_cross_entropy_gradient
from embedlab.table import init_table, lookup
from embedlab.training import corpus_ids, corpus_loss, pair_probabilities

__all__ = ["bigrams", "fit_bigram", "tied_gradients"]


def bigrams(sentences):
    """Every token with the one after it, from sequences of IDs: shape (N, 2), (token, next token).

    >>> bigrams([[7, 8, 9], [5]]).tolist()
    [[7, 8], [8, 9]]
    """
    pairs = [pair for ids in corpus_ids(sentences) for pair in pairwise(ids)]
    if not pairs:
        raise ValueError(
            "the corpus contains no two consecutive tokens; it needs a sentence of at least two."
        )
    return np.array(pairs)


def tied_gradients(E, tokens, targets, M=None):
    """The gradient of a tied table, split into what its rows get as input and as output.

    Parameters
    ----------
    E : array_like, shape (V, d)
        The one table: it looks up and it classifies.
    tokens, targets : array_like of int, shape (B,)
        Which tokens came in, which should come out.
    M : array_like, shape (d, d), optional
        The matrix between; the identity if not given.

    Returns
    -------
    as_input : ndarray, shape (V, d)
        0 in every row that is not among the tokens.
    as_output : ndarray, shape (V, d)
        Reaches every row: each one takes part in the softmax.
    dM : ndarray, shape (d, d)
        The gradient of M.

    References
    ----------
    Press and Wolf 2017; Inan et al. 2017.

    Examples
    --------
    >>> as_input, as_output, _ = tied_gradients(np.eye(3), [0], [1])
    >>> (as_input != 0).any(axis=1).tolist(), (as_output != 0).any(axis=1).tolist()
    ([True, False, False], [True, True, True])
    """
    E = narrow(check_vectors("E", check_table(E)), np.float64)
    tokens = check_ids(tokens, len(E), "tokens")
    targets = check_ids(targets, len(E), "targets")
    M = narrow(check_square(M, E.shape[1]), np.float64)
    if tokens.ndim != 1 or tokens.shape != targets.shape or tokens.size == 0:
        raise ValueError(
            f"tokens {tokens.shape} and targets {targets.shape} need one shape (B,) with B ≥ 1."
        )
    H = lookup(E, tokens)  # (B, d)
    with quiet():
        dlogits = cross_entropy_gradient(narrow(H @ M @ E.T, E), targets)  # (B, V)
        back = dlogits @ E  # (B, d): ∂L/∂(H M)
        as_input = row_gradient(tokens, back @ M.T, len(E))
        return as_input, narrow(dlogits.T @ (H @ M), E), narrow(H.T @ back, E)


def fit_bigram(pairs, V, d, *, tied=True, between=False, steps=200, lr=0.05, std=0.1, seed=0):
    """Train a bigram model on all pairs at once with Adam.

    Parameters
    ----------
    pairs : array_like of int, shape (N, 2)
        From `bigrams`.
    V, d, steps : int
        Rows, dimensions, steps; each at least 1.
    tied : bool
        One table for both roles, or two.
    between : bool
        Learn a matrix M between lookup and scores; else M stays the identity.
    lr, std : float
        Learning rate; standard deviation of the start values, drawn with `seed`.

    Returns
    -------
    E, M, W : ndarray, shapes (V, d), (d, d), (V, d)
        Input table, matrix between, output table (equal to E when tied).
    losses : ndarray, shape (steps + 1,)
        Mean loss over all pairs, nats per pair, before each step and at the end.

    Examples
    --------
    >>> E, M, W, losses = fit_bigram([[0, 1], [1, 0]], V=2, d=2, between=True)
    >>> bool(losses[-1] < 0.1)
    True
    """
    check_count("steps", steps)
    check_rate("lr", lr)
    probabilities = pair_probabilities(pairs, V)
    E, W = (init_table(V, d, std=std, seed=seed + k).astype(float) for k in (0, 1))
    W, M = E if tied else W, np.eye(d)
    losses, state_E, state_W, state_M = [corpus_loss(E @ M, W, probabilities)], None, None, None
    for _ in range(steps):
        dlogits = weighted_cross_entropy_gradient(E @ M @ W.T, probabilities)  # (V, V)
        dE, dW, dM = dlogits @ W @ M.T, dlogits.T @ E @ M, E.T @ dlogits @ W
        if between:
            M, state_M = adam(M, dM, state_M, lr=lr)
        if tied:  # both roles move the one table
            E, state_E = adam(E, dE + dW, state_E, lr=lr)
            W = E
        else:
            E, state_E = adam(E, dE, state_E, lr=lr)
            W, state_W = adam(W, dW, state_W, lr=lr)
        losses.append(corpus_loss(E @ M, W, probabilities))
    return E, M, W, np.array(losses)
