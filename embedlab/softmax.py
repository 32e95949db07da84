"""From scores to probabilities and back: softmax, its logarithm and masked form, and p − y."""

import numpy as np

from embedlab.checks import (
    as_array,
    as_floats,
    check_ids,
    check_logits,
    describe,
    narrow,
    quiet,
    widen,
)

__all__ = [
    "cross_entropy_gradient",
    "log_softmax",
    "masked_softmax",
    "weighted_cross_entropy_gradient",
]


def log_softmax(logits):
    """ln p: the logarithm of the softmax over the last axis, (..., V) → (..., V), each at most 0.

    >>> np.exp(log_softmax([0.0, 0.0])).round(6)
    array([0.5, 0.5])
    """
    logits = check_logits("logits", logits)
    with quiet():
        logp = log_probabilities(widen(logits))
    ruled_out = logits == -np.inf
    return np.where(ruled_out, -np.inf, narrow(np.where(ruled_out, 0, logp), logits))[()]


def log_probabilities(logits):
    """`log_softmax` unchecked: scores are shifted by their maximum, so that exp cannot overflow."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def masked_softmax(scores, mask):
    """Softmax over the last axis among the places that the mask allows; elsewhere exactly 0.

    Parameters
    ----------
    scores : array_like, shape (..., T, T)
    mask : array_like of bool, broadcasts to scores
        True where a token may attend.

    Returns
    -------
    ndarray, shape (..., T, T)
        Each row sums to 1; a row with no allowed place is 0, never NaN.

    Examples
    --------
    >>> masked_softmax(np.zeros((2, 2)), [[True, False], [True, True]])
    array([[1. , 0. ],
           [0.5, 0.5]])
    """
    scores, mask = as_floats(scores, "scores"), as_array(mask, "mask")
    if mask.dtype != bool:
        remedy = "give True and False"
        if mask.dtype.kind in "fiu":
            remedy = f"write mask == {0 if (mask < 0).any() else 1}"  # of 0 and −∞, or of 0 and 1
        raise TypeError(
            f"mask must be boolean, True where a token may attend, not {describe(mask)}; {remedy}."
        )
    if scores.ndim == 0:
        raise ValueError(f"scores must have shape (..., T), not {scores.shape}.")
    try:
        mask = np.broadcast_to(mask, scores.shape)
    except ValueError:
        raise ValueError(f"mask {mask.shape} does not fit scores {scores.shape}.") from None
    allowed = np.where(mask, widen(scores), -np.inf)
    highest = allowed.max(axis=-1, keepdims=True, initial=-np.inf)
    if not (highest < np.inf).all():
        raise ValueError(
            "scores must be numbers or −∞ where the mask allows; NaN or ∞ has no weight."
        )
    with quiet():
        weights = np.exp(allowed - np.where(highest > -np.inf, highest, 0))  # exp(−∞) is exactly 0
    total = weights.sum(axis=-1, keepdims=True)
    return (weights / np.where(total > 0, total, 1)).astype(scores.dtype, copy=False)


def cross_entropy_gradient(logits, targets):
    """(p − y) / B: ∂/∂logits of the mean cross-entropy of B rows.

    Parameters
    ----------
    logits : array_like, shape (B, V)
    targets : array_like of int, shape (B,)
        The class that occurred in each row; y is its one-hot vector.

    Returns
    -------
    ndarray, shape (B, V)
        Each row sums to 0.

    Examples
    --------
    >>> cross_entropy_gradient([[0.0, 0.0, 0.0, 0.0]], [2])
    array([[ 0.25,  0.25, -0.75,  0.25]])
    """
    logits = check_logits("logits", logits)
    targets = check_ids(targets, logits.shape[-1], "targets")
    if logits.ndim != 2 or targets.shape != logits.shape[:1] or not targets.size:
        raise ValueError(
            f"logits have shape {logits.shape} and targets {targets.shape}; "
            "they need (B, V) and (B,) with B ≥ 1."
        )
    with quiet():
        gradient = np.exp(log_probabilities(widen(logits)))  # (B, V): p …
    gradient[np.arange(len(targets)), targets] -= 1  # … minus y
    gradient /= len(targets)
    return gradient.astype(logits.dtype, copy=False)


def weighted_cross_entropy_gradient(logits, weights):
    """∂/∂logits of −Σ weights · ln p: p − y for all pairs at once, each as often as it occurs.

    Parameters
    ----------
    logits, weights : array_like, shape (V, V)
        Scores, and the weight of each pair, such as its probability.

    Returns
    -------
    ndarray, shape (V, V)
        Each row sums to 0.

    Examples
    --------
    >>> weighted_cross_entropy_gradient([[0.0, 0.0, 0.0, 0.0]], [[0, 0, 1, 0]])
    array([[ 0.25,  0.25, -0.75,  0.25]])
    """
    logits, weights = check_logits("logits", logits), as_floats(weights, "weights")
    if logits.ndim != 2 or weights.shape != logits.shape:
        raise ValueError(
            f"logits and weights need one shape (V, V), not {logits.shape} and {weights.shape}."
        )
    with quiet():
        p, w = np.exp(log_probabilities(widen(logits))), widen(weights)
        return narrow(w.sum(axis=1, keepdims=True) * p - w, logits, weights)
