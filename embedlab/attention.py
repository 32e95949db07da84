"""The door to the transformer: positions are added to the rows, masks act on the scores.

Nothing here is learned; it is what happens to E[X] next.
"""

import numpy as np

from embedlab.checks import check_count, check_ids, check_table

__all__ = ["add_positions", "attention_scores", "causal_mask", "padding_mask"]


def add_positions(H, P):
    """H₀[b, t] = H[b, t] + P[t]: the same row at another place becomes another vector.

    Parameters
    ----------
    H : array_like, shape (..., T, d)
        Rows that were looked up, E[X].
    P : array_like, shape (T_max, d)
        One vector per position, T_max ≥ T.

    Returns
    -------
    ndarray, shape (..., T, d)

    Raises
    ------
    ValueError
        If the text is longer than the table of positions, or d differs.

    Examples
    --------
    >>> add_positions([[1, 0], [1, 0]], [[0, 0], [0, 5]])
    array([[1, 0],
           [1, 5]])
    """
    H, P = np.asarray(H), check_table(P, "P")
    if H.ndim < 2 or H.shape[-1] != P.shape[1]:
        raise ValueError(
            f"H has shape {H.shape} and P has shape {P.shape}; their last axes, d, must be equal."
        )
    if H.shape[-2] > len(P):
        raise ValueError(
            f"the text has T = {H.shape[-2]} tokens but P only {len(P)} positions; "
            "cut the text or take a longer P."
        )
    return H + P[: H.shape[-2]]


def attention_scores(H):
    """How much each token's vector agrees with each other's: H Hᵀ / √d.

    A transformer compares learned queries and keys, H W_Q and H W_K; here both are H itself.

    Parameters
    ----------
    H : array_like, shape (..., T, d)

    Returns
    -------
    ndarray, shape (..., T, T)
        Row t: the scores of token t with every token.

    Raises
    ------
    ValueError
        If H has fewer than two axes.

    References
    ----------
    Vaswani et al. 2017, section 3.2.1, for 1/√d.

    Examples
    --------
    >>> attention_scores([[2.0, 0, 0, 0], [0, 2.0, 0, 0]])
    array([[2., 0.],
           [0., 2.]])
    """
    H = np.asarray(H)
    if H.ndim < 2:
        raise ValueError(f"H must have shape (..., T, d), not {H.shape}.")
    return H @ H.swapaxes(-1, -2) / np.sqrt(H.shape[-1])


def causal_mask(T):
    """Which tokens each token may look at when it must not see what comes after it.

    Parameters
    ----------
    T : int
        Length of the text, at least 1.

    Returns
    -------
    ndarray of bool, shape (T, T)
        True at [t, s] if token t may look at token s: s ≤ t.

    Raises
    ------
    TypeError, ValueError
        If T is not an integer of at least 1.

    Examples
    --------
    >>> causal_mask(3).astype(int)
    array([[1, 0, 0],
           [1, 1, 0],
           [1, 1, 1]])
    """
    return np.tril(np.ones((check_count("T", T),) * 2, bool))


def padding_mask(X, pad_id):
    """Which tokens are real: nobody may look at padding.

    Parameters
    ----------
    X : array_like of int, shape (..., T)
        A batch of IDs.
    pad_id : int
        The padding token's ID.

    Returns
    -------
    ndarray of bool, shape (..., 1, T)
        True at real tokens; fits scores of shape (..., T, T), and ``&`` joins it with `causal_mask`.

    Raises
    ------
    TypeError, IndexError
        If the IDs are not integers ≥ 0.

    Examples
    --------
    >>> padding_mask([[5, 6, 0]], pad_id=0)
    array([[[ True,  True, False]]])
    """
    pad_id = check_count("pad_id", pad_id, least=0)
    real = check_ids(X, np.iinfo(np.intp).max) != pad_id
    return real[..., None, :]
