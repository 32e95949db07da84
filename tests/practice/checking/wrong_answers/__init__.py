"""Wrong answers of learners, written down before the bank of general mistakes existed.

None of them was among the named mistakes of its exercise; some are now. Half of them may be looked
at while the bank is tuned; of the other half only the rates are read.
"""

from hashlib import sha256

from tests.practice.checking.wrong_answers import (
    beyond_and_scale,
    pretrained_to_transformer,
    similarity_to_gradient,
    tokens_to_onehot,
    training_to_tying,
)

__all__ = ["REPORTING", "TUNING", "WRONG"]

WRONG = (
    *tokens_to_onehot.WRONG,
    *similarity_to_gradient.WRONG,
    *training_to_tying.WRONG,
    *pretrained_to_transformer.WRONG,
    *beyond_and_scale.WRONG,
)


def for_tuning(one):
    """Which half an answer is in: decided by its words, not by how hard it is."""
    words = f"{one.exercise.partition('-')[2]}: {one.cause}"
    return sha256(words.encode()).digest()[0] % 2 == 0


TUNING = tuple(one for one in WRONG if for_tuning(one))
REPORTING = tuple(one for one in WRONG if not for_tuning(one))
