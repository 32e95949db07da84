"""What the course claims, beside the check of each claim.

One file per lesson holds `CLAIMS`. A claim quotes a sentence of the lesson, of one of its cards or
of its exercises, and its kind says what the words promise:

========== ================================================================================
kind       what must hold
========== ================================================================================
always     ``holds(case)`` for every case: *always, never, every, all*, or no word at all
as a rule  ``holds(case)`` for at least 90 % of the cases: *as a rule, mostly, usually*
about      ``value(case)`` between `low` and `high` from its 10th to its 90th percentile
in this run  nothing more: the page prints it, nbval repeats it, and the sentence says so
========== ================================================================================

A case is a seed, or a tuple that varies what a reader can vary (steps, lr, d, words). What the old
false claim said, or what shuffled data give, stands in `not_this` and must fail.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

__all__ = ["KINDS", "Claim", "verdict"]

KINDS = ("always", "as a rule", "about", "in this run")


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A sentence and its check.

    Attributes
    ----------
    quote : str
        As it is in the lesson, a card or an exercise; spaces and line ends don't matter.
    kind : str
        One of `KINDS`.
    covers : tuple of str
        Keys of predictions, names of cards and ids of figures' cells that say the same.
    holds : callable
        ``holds(case) -> bool``, for "always" and "as a rule".
    value : callable
        ``value(case) -> float``, for "about".
    low, high : float
        The tolerance of "about".
    cases : iterable
        Seeds or variations, at least five; ``(None,)`` for a claim of mathematics or of fixed data.
    not_this : callable
        Like `holds` or `value`: the false claim, or the claim on shuffled data.
    """

    quote: str
    kind: str
    covers: tuple = ()
    holds: Callable | None = None
    value: Callable | None = None
    low: float = -np.inf
    high: float = np.inf
    cases: Iterable = range(5)
    not_this: Callable | None = None


def verdict(claim, check):
    """Whether a check keeps what the kind of the claim promises.

    >>> verdict(Claim(quote="", kind="as a rule", cases=range(10)), lambda seed: seed > 0)
    True
    >>> verdict(Claim(quote="", kind="about", low=0, high=8), lambda seed: 3.0 * seed)
    False
    """
    results = [check(case) for case in claim.cases]
    if claim.kind == "about":
        least, most = np.quantile(results, [0.1, 0.9])
        return bool(claim.low <= least and most <= claim.high)
    return bool(np.mean(results) >= (1 if claim.kind == "always" else 0.9))
