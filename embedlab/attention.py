"""The door to the transformer: positions are added to the rows, masks act on the scores.

Nothing here is learned; it is what happens to E[X] next.
"""

from math import sqrt

import numpy as np

from embedlab.checks import (
    as_floats,
    as_numbers,
    check_count,
    check_ids,
    check_table,
    narrow,
    quiet,
    widen,
)

__all__ = ["add_positions", "attention_scores", "causal_mask", "padding_mask"]


def add_positions(H, P):
    """H₀[b, t] = H[b, t] + P[t]: the same row at another position becomes another vector.

    H, the rows E[X], has shape (..., T, d); P has one vector per position, (T_max, d) with T_max ≥
    T.

    >>> add_positions([[1, 0], [1, 0]], [[0, 0], [0, 5]])
    array([[1, 0],
           [1, 5]])
    """
    H, P = as_numbers(H, "H"), check_table(P, "P")
    if H.ndim < 2 or H.shape[-1] != P.shape[1]:
        raise ValueError(
            f"H has shape {H.shape} and P has shape {P.shape}; their last axes, d, must be equal."
        )
    if H.shape[-2] > len(P):
        raise ValueError(
            f"the text has T = {H.shape[-2]} tokens but P only {len(P)} positions; "
            "shorten the text or use a longer P."
        )
    P = P[: H.shape[-2]]  # (T, d)
    with quiet():
        return narrow(widen(H) + widen(P), H, P, reach=sum)


def attention_scores(H):
    """H Hᵀ / √d, (..., T, d) → (..., T, T): how much each token's vector agrees with each other's.

    A transformer compares learned queries and keys, H W_Q and H W_K; here both are H itself.
    Source of 1/√d: Vaswani et al. 2017, section 3.2.1.

    >>> attention_scores([[2.0, 0, 0, 0], [0, 2.0, 0, 0]])
    array([[2., 0.],
           [0., 2.]])
    """
    H = as_floats(H, "H")
    if H.ndim < 2 or H.shape[-1] == 0:
        raise ValueError(f"H must have shape (..., T, d), not {H.shape}.")
    wide = widen(H)
    with quiet():
        return narrow(wide @ wide.swapaxes(-1, -2) / sqrt(H.shape[-1]), H)


def causal_mask(T):
    """Which tokens each token may attend to, not the later ones: (T, T), True at [t, s] for s ≤ t.

    >>> causal_mask(3).astype(int)
    array([[1, 0, 0],
           [1, 1, 0],
           [1, 1, 1]])
    """
    return np.tril(np.ones((check_count("T", T),) * 2, bool))


def padding_mask(X, pad_id):
    """Which tokens are real, (..., T) → (..., 1, T): True where X is not `pad_id`.

    It broadcasts to scores of shape (..., T, T), and ``&`` joins it with `causal_mask`.

    >>> padding_mask([[5, 6, 0]], pad_id=0)
    array([[[ True,  True, False]]])
    """
    pad_id = check_count("pad_id", pad_id, least=0)
    X = check_ids(X, np.iinfo(np.intp).max, "X")
    if X.ndim == 0:
        raise ValueError("X must have shape (..., T), not (); give a list of IDs.")
    return (pad_id != X)[..., None, :]
