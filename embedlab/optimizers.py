"""How a gradient moves a table: plain SGD, momentum, Adam, AdamW.

Each takes a table E and its gradient G, both (V, d), and its state from the step before, None at
the first step; it returns the new table and the new state. All that can be set is a number ≥ 0.
"""

import numpy as np

from embedlab.checks import check_rate, check_same_shape, check_vectors, narrow, quiet, widen

__all__ = ["adam", "adamw", "momentum", "sgd"]


def sgd(E, G, state=None, *, lr):
    """Stochastic gradient descent, E − lr · G, without a state: no gradient, no move.

    >>> sgd([[1.0, 2.0]], [[10.0, 0.0]], lr=0.1)[0]
    array([[0., 2.]])
    """
    E, G = check_same_shape(E, G)
    lr = check_rate("lr", lr)
    with quiet():
        return narrow(widen(E) - lr * widen(G), E, G), None


def momentum(E, G, state=None, *, lr, beta=0.9):
    """Heavy-ball momentum (Polyak 1964): velocity ← beta · velocity + G, then E − lr · velocity.

    The state is the velocity, d more numbers per row: a row with gradient 0 goes on moving while
    its velocity lasts.

    >>> E, velocity = momentum([[1.0]], [[1.0]], lr=0.1)
    >>> momentum(E, [[0.0]], velocity, lr=0.1)[0].round(2)
    array([[0.81]])
    """
    E, G = check_same_shape(E, G)
    lr, beta = check_rate("lr", lr), check_rate("beta", beta)
    velocity = 0.0 if state is None else check_state("velocity", state, E)
    with quiet():
        velocity = beta * velocity + widen(G)
        return narrow(widen(E) - lr * velocity, E, G), velocity


def adam(E, G, state=None, *, lr, betas=(0.9, 0.999), eps=1e-8):
    """Adam: step by the running mean of the gradient over the root of that of its square.

    Parameters
    ----------
    E, G : array_like, shape (V, d)
    state : tuple (mean, square, steps), optional
        2 d more numbers per row; a row with gradient 0 goes on moving while its mean lasts.
    lr : float
        Learning rate: about how far each entry moves in the first step.
    betas : tuple of two floats in [0, 1)
        Fraction of the mean, and of the square, that a step keeps.
    eps : float
        Above 0; keeps the division finite.

    Returns
    -------
    E : ndarray, shape (V, d)
    state : tuple (mean (V, d), square (V, d), steps)

    References
    ----------
    Kingma and Ba 2015, algorithm 1.

    Examples
    --------
    >>> adam([[1.0, 1.0]], [[0.5, -20.0]], lr=0.1)[0].round(3)
    array([[0.9, 1.1]])
    """
    E, G = check_same_shape(E, G)
    lr, (beta, beta_square) = check_rate("lr", lr), betas
    if not (0 <= beta < 1 and 0 <= beta_square < 1 and check_rate("eps", eps) > 0):
        raise ValueError(f"betas must be in [0, 1) and eps above 0, not {betas} and {eps}.")
    mean, square, steps = (0.0, 0.0, 0) if state is None else state
    if steps:
        mean, square = check_state("mean", mean, E), check_state("square", square, E)
    g = widen(G)
    with quiet():
        mean = beta * mean + (1 - beta) * g
        square = narrow(beta_square * square + (1 - beta_square) * g * g, g)
        steps += 1
        # both means start at 0; this takes the start out
        unbiased_mean = mean / (1 - beta**steps)
        unbiased_square = square / (1 - beta_square**steps)
        moved = widen(E) - lr * unbiased_mean / (np.sqrt(unbiased_square) + eps)
    return narrow(moved, E, G), (mean, square, steps)


def adamw(E, G, state=None, *, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
    """Adam after every entry was shrunk by lr · weight_decay, also in rows that no batch looks up.

    State and settings are those of `adam` (Loshchilov and Hutter 2019, algorithm 2).

    >>> adamw([[1.0]], [[0.0]], lr=0.1, weight_decay=0.5)[0]
    array([[0.95]])
    """
    E, G = check_same_shape(E, G)
    kept = 1 - check_rate("lr", lr) * check_rate("weight_decay", weight_decay)
    with quiet():
        shrunk = narrow(widen(E) * kept, widen(E))
    moved, state = adam(shrunk, G, state, lr=lr, betas=betas, eps=eps)
    return narrow(moved, E, G), state


def check_state(name, state, E):
    """Return a state of E's shape, or refuse it."""
    state = check_vectors(name, state)
    if state.shape != E.shape:
        raise ValueError(f"{name} has shape {state.shape} but E {E.shape}; start with state=None.")
    return state
