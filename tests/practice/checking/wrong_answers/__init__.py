"""Wrong answers of learners, written down before the bank of general mistakes existed.

None of them is among the named mistakes of its exercise. Half of them may be looked at while the
bank is tuned; of the other half only the rates are read.
"""

from hashlib import sha256

from tests.practice.checking.wrong_answers import (
    lessons_01_to_03,
    lessons_04_to_06,
    lessons_07_to_09,
    lessons_10_to_12,
    lessons_13_on,
)

__all__ = ["REPORTING", "TUNING", "WRONG"]

WRONG = (
    *lessons_01_to_03.WRONG,
    *lessons_04_to_06.WRONG,
    *lessons_07_to_09.WRONG,
    *lessons_10_to_12.WRONG,
    *lessons_13_on.WRONG,
)


def for_tuning(one):
    """Which half an answer is in: decided by its words, not by how hard it is."""
    words = f"{one.exercise.partition('-')[2]}: {one.cause}"
    return sha256(words.encode()).digest()[0] % 2 == 0


TUNING = tuple(one for one in WRONG if for_tuning(one))
REPORTING = tuple(one for one in WRONG if not for_tuning(one))
