"""Which rows look as if training had hardly reached them: candidates, found by geometry alone.

Two steps: `unused_cosines` says how like each row is to rows that are known to be unused;
`undertrained_candidates` takes the top 2% of these. A candidate is no verdict. Only use gives one:
ask the model to repeat the token, and see how probable it thinks the answer.
"""

import numpy as np

from embedlab.checks import as_numbers, check_ids, check_table, check_vectors, narrow, quiet, widen

__all__ = ["undertrained_candidates", "unused_cosines"]


def unused_cosines(E, unused):
    """The cosine of each row with the mean of rows that are known to be unused: an indicator.

    First the one direction that all rows share is taken out of the table: its first principal
    direction, without centring. Without that step most rows would have much in common with any.

    Parameters
    ----------
    E : array_like, shape (V, d)
        The table; for a model with a table of its own for the output, that one.
    unused : array_like of int
        IDs of rows that no text has: reserved special tokens, rows beyond the tokenizer.

    Returns
    -------
    ndarray, shape (V,)
        In [−1, 1]; 0 for a row of which nothing is left.

    References
    ----------
    Land and Bartolo 2024, who call 1 minus this number the indicator.

    Examples
    --------
    >>> E = [[9, 1, 0], [9, 1, 0.1], [9, -1, 0], [9, -1, 0.1], [9, -1, 0.2]]
    >>> unused_cosines(E, [0]).round(1).tolist()
    [1.0, 1.0, -1.0, -1.0, -1.0]
    """
    E = check_vectors("E", check_table(E))
    unused = np.atleast_1d(check_ids(unused, len(E)))
    if not unused.size:
        raise ValueError("no row is named as unused; name one at least, such as a reserved token.")
    rows = widen(E)
    with quiet():
        first = np.linalg.eigh((rows.T @ rows).astype(float))[1][:, -1].astype(rows.dtype)
        rest = rows - np.outer(rows @ first, first)
        mean = rest[unused].mean(axis=0)
        lengths = np.linalg.norm(rest, axis=1)
        nothing = lengths <= 1e-6 * np.linalg.norm(rows, axis=1)  # rounding is all that is left
        if np.linalg.norm(mean) <= 1e-6 * np.linalg.norm(rows[unused]):
            raise ValueError(
                "of the unused rows nothing is left without the direction that all rows share; "
                "name other rows."
            )
        cosines = rest @ (mean / np.linalg.norm(mean)) / np.where(nothing, 1, lengths)
    return narrow(np.clip(np.where(nothing, 0, cosines), -1, 1), E, np.float32(0))


def undertrained_candidates(indicator, *, fraction=0.02, exclude=()):
    """The tokens that look least trained, most suspect first: the ones to try in the model.

    An indicator gives candidates, only use gives verdicts. SmolLM2's ``<|im_end|>`` is a false
    candidate: its row looks unused, with a cosine of 0.96, and yet it ends every answer of that
    model. Asked to repeat it, the model gives it a probability of about 0.7; ``<jupyter_code>``
    gets less than 0.0001.

    Parameters
    ----------
    indicator : array_like, shape (V,)
        High where a row looks unused, such as `unused_cosines`.
    fraction : float
        Of the table, in (0, 1]. Land and Bartolo 2024 take 2%, and then count a token as
        undertrained if the model, asked to repeat it, gives it a probability below 1%.
    exclude : array_like of int
        IDs to leave out, such as the special tokens, whose rows you know about.

    Returns
    -------
    ids : ndarray of int, shape (n,)
        n is that fraction of V, rounded up; of equals the lower ID first.
    scores : ndarray, shape (n,)
        Their indicators, falling.

    Examples
    --------
    >>> from embedlab import load_smollm
    >>> smollm = load_smollm()
    >>> ids, scores = undertrained_candidates(smollm.cosines, exclude=range(17))
    >>> len(ids), [smollm.words[i] for i in ids[:3]]
    (984, ['PlaneProtection', 'ManagementPlaneProtection', 'Ġtransistorsum'])
    """
    indicator = check_vectors("indicator", as_numbers(indicator, "indicator"))
    if indicator.ndim != 1:
        raise ValueError(f"indicator must be one number per token, (V,), not {indicator.shape}.")
    if not 0 < fraction <= 1:
        raise ValueError(f"fraction must be in (0, 1], such as 0.02 for 2%, not {fraction!r}.")
    left_out = check_ids(list(exclude) if isinstance(exclude, range) else exclude, len(indicator))
    order = np.argsort(-indicator, kind="stable")
    ids = order[~np.isin(order, left_out)][: int(np.ceil(fraction * len(indicator)))]
    return ids, indicator[ids]
