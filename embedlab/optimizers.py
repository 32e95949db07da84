"""How a gradient moves a table: plain SGD, momentum, Adam, AdamW.

Each takes table, gradient and state, and returns the new table and the new state; the first state is None.
"""

import numpy as np

from embedlab.checks import check_rate, check_same_shape

__all__ = ["adam", "adamw", "momentum", "sgd"]


def sgd(E, G, state=None, *, lr):
    """Stochastic gradient descent: E − lr · G. Keeps no state.

    Parameters
    ----------
    E, G : array_like, shape (V, d)
        Table and its gradient.
    state : None
        Unused; there so that all optimizers are called alike.
    lr : float
        Learning rate ≥ 0.

    Returns
    -------
    E : ndarray, shape (V, d)
        A row with gradient 0 does not move.
    state : None

    Raises
    ------
    ValueError
        If the shapes differ or lr is not a finite number ≥ 0.

    Examples
    --------
    >>> sgd([[1.0, 2.0]], [[10.0, 0.0]], lr=0.1)[0]
    array([[0., 2.]])
    """
    E, G = check_same_shape(E, G)
    check_rate("lr", lr)
    return E - lr * G, None


def momentum(E, G, state=None, *, lr, beta=0.9):
    """Heavy-ball momentum: velocity ← beta · velocity + G, then E − lr · velocity.

    Parameters
    ----------
    E, G : array_like, shape (V, d)
        Table and its gradient.
    state : ndarray, shape (V, d), optional
        The velocity of each row, from the step before; None at the first step.
    lr, beta : float
        Learning rate ≥ 0; share of the velocity that is kept.

    Returns
    -------
    E : ndarray, shape (V, d)
        A row with gradient 0 goes on moving while its velocity lasts.
    state : ndarray, shape (V, d)
        d more numbers per row.

    Raises
    ------
    ValueError
        If the shapes differ or a rate is not a finite number ≥ 0.

    References
    ----------
    Polyak 1964.

    Examples
    --------
    >>> E, velocity = momentum([[1.0]], [[1.0]], lr=0.1)
    >>> momentum(E, [[0.0]], velocity, lr=0.1)[0].round(2)
    array([[0.81]])
    """
    E, G = check_same_shape(E, G)
    check_rate("lr", lr), check_rate("beta", beta)
    velocity = G if state is None else beta * state + G
    return E - lr * velocity, velocity


def adam(E, G, state=None, *, lr, betas=(0.9, 0.999), eps=1e-8):
    """Adam: step by the running mean of the gradient over the root of the running mean of its square.

    Parameters
    ----------
    E, G : array_like, shape (V, d)
        Table and its gradient.
    state : tuple (mean, square, steps), optional
        From the step before; None at the first step.
    lr : float
        Learning rate ≥ 0: about the length of each entry's first step.
    betas : tuple of two floats
        Share kept of the two running means.
    eps : float
        Keeps the division finite.

    Returns
    -------
    E : ndarray, shape (V, d)
        A row with gradient 0 goes on moving while its mean lasts.
    state : tuple (mean (V, d), square (V, d), steps)
        2 d more numbers per row.

    Raises
    ------
    ValueError
        If the shapes differ or a rate is not a finite number ≥ 0.

    References
    ----------
    Kingma and Ba 2015, algorithm 1.

    Examples
    --------
    >>> adam([[1.0, 1.0]], [[0.5, -20.0]], lr=0.1)[0].round(3)
    array([[0.9, 1.1]])
    """
    E, G = check_same_shape(E, G)
    check_rate("lr", lr)
    mean, square, steps = (0.0, 0.0, 0) if state is None else state
    mean = betas[0] * mean + (1 - betas[0]) * G
    square = betas[1] * square + (1 - betas[1]) * G * G
    steps += 1
    unbiased_mean = mean / (
        1 - betas[0] ** steps
    )  # both means start at 0; this takes the start out
    unbiased_square = square / (1 - betas[1] ** steps)
    return E - lr * unbiased_mean / (np.sqrt(unbiased_square) + eps), (mean, square, steps)


def adamw(E, G, state=None, *, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
    """Adam after every entry was shrunk by lr · weight_decay, also in rows that no batch reads.

    Parameters
    ----------
    E, G : array_like, shape (V, d)
        Table and its gradient.
    state : tuple, optional
        As `adam`.
    lr : float
        Learning rate ≥ 0.
    betas, eps
        As `adam`.
    weight_decay : float
        Share of each entry that a step takes away, per unit of lr.

    Returns
    -------
    E, state
        As `adam`.

    Raises
    ------
    ValueError
        If the shapes differ or a rate is not a finite number ≥ 0.

    References
    ----------
    Loshchilov and Hutter 2019, algorithm 2.

    Examples
    --------
    >>> adamw([[1.0]], [[0.0]], lr=0.1, weight_decay=0.5)[0]
    array([[0.95]])
    """
    E, G = check_same_shape(E, G)
    check_rate("lr", lr), check_rate("weight_decay", weight_decay)
    return adam(E * (1 - lr * weight_decay), G, state, lr=lr, betas=betas, eps=eps)
