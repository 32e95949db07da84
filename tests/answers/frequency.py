"""Answers to the exercises of lesson 08 that the exercises do not name.

`WRONG` contains wrong answers that are not among the named mistakes, `RIGHT` correct ones in
another style than the reference: pairs of an exercise's name and an answer.
"""

import numpy as np

WRONG = [
    ("frequency-turns", [2000, 5]),
    ("frequency-turns", [500, 10]),
    ("frequency-turns", [50, 20]),
    ("frequency-turns", [500, 20, 1]),
]

RIGHT = [("frequency-turns", (500.0, 20.0)), ("frequency-turns", np.array([500, 20]))]
