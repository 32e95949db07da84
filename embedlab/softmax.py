"""From scores to probabilities, and back: softmax, its logarithm, its masked form, the gradient p − y."""

import numpy as np

__all__ = [
    "cross_entropy_gradient",
    "log_softmax",
    "masked_softmax",
    "weighted_cross_entropy_gradient",
]


def log_softmax(logits):
    """Logarithm of the softmax over the last axis, shifted by the maximum so that exp cannot overflow.

    Parameters
    ----------
    logits : ndarray, shape (..., V)

    Returns
    -------
    ndarray, shape (..., V)
        Log probabilities, each at most 0.

    Examples
    --------
    >>> np.exp(log_softmax(np.array([0.0, 0.0]))).round(6)
    array([0.5, 0.5])
    """
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def masked_softmax(scores, mask):
    """Softmax over the last axis among the places that the mask allows; elsewhere exactly 0.

    Parameters
    ----------
    scores : array_like, shape (..., T, T)
    mask : array_like of bool, broadcasts to scores
        True where a token may look.

    Returns
    -------
    ndarray, shape (..., T, T)
        Each row sums to 1; a row with no allowed place is 0, never NaN.

    Raises
    ------
    TypeError
        If the mask is not boolean.
    ValueError
        If the shapes do not fit.

    Examples
    --------
    >>> masked_softmax(np.zeros((3, 3)), causal_mask(3)).round(2)
    array([[1.  , 0.  , 0.  ],
           [0.5 , 0.5 , 0.  ],
           [0.33, 0.33, 0.33]])
    """
    scores, mask = np.asarray(scores, float), np.asarray(mask)
    if mask.dtype != bool:
        raise TypeError(f"mask must be boolean, True where a token may look, not {mask.dtype}.")
    try:
        mask = np.broadcast_to(mask, scores.shape)
    except ValueError:
        raise ValueError(f"mask {mask.shape} does not fit scores {scores.shape}.") from None
    scores = np.where(mask, scores, -np.inf)
    highest = scores.max(axis=-1, keepdims=True)
    weights = np.exp(scores - np.where(np.isfinite(highest), highest, 0))  # exp(−∞) is exactly 0
    total = weights.sum(axis=-1, keepdims=True)
    return weights / np.where(total > 0, total, 1)


def cross_entropy_gradient(logits, targets):
    """∂/∂logits of the mean cross-entropy: p − y, divided by the number of rows.

    Parameters
    ----------
    logits : ndarray, shape (B, V)
    targets : ndarray of int, shape (B,)
        The class that occurred in each row; y is its one-hot vector.

    Returns
    -------
    ndarray, shape (B, V)
        Each row sums to 0.

    Examples
    --------
    >>> cross_entropy_gradient(np.zeros((1, 4)), np.array([2]))
    array([[ 0.25,  0.25, -0.75,  0.25]])
    """
    gradient = np.exp(log_softmax(logits))  # (B, V): p …
    gradient[np.arange(len(targets)), targets] -= 1  # … minus y
    gradient /= len(targets)
    return gradient


def weighted_cross_entropy_gradient(logits, weights):
    """∂/∂logits of −Σ weights · ln p: the same for all pairs at once, each as often as it occurs.

    Parameters
    ----------
    logits, weights : ndarray, shape (V, V)
        Scores, and the weight of each pair, such as its probability.

    Returns
    -------
    ndarray, shape (V, V)

    Examples
    --------
    >>> weighted_cross_entropy_gradient(np.zeros((1, 4)), np.array([[0, 0, 1, 0]]))
    array([[ 0.25,  0.25, -0.75,  0.25]])
    """
    return weights.sum(axis=1, keepdims=True) * np.exp(log_softmax(logits)) - weights
