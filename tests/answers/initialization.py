"""Answers to the exercises of lesson 07 that the exercises do not name.

`WRONG` contains wrong answers that are not among the named mistakes, `RIGHT` correct ones in
another style than the reference: pairs of an exercise's name and an answer.
"""

import numpy as np

# ---- wrong ----------------------------------------------------------------------------------


def uniform_instead(Z, std, pad_id):
    E = std * np.sign(Z)
    E[pad_id] = 0
    return E


def pad_and_next(Z, std, pad_id):
    E = std * Z
    E[pad_id:] = 0
    return E


def pad_row_ones(Z, std, pad_id):
    E = std * Z
    E[pad_id] = 1
    return E


def pad_row_std(Z, std, pad_id):
    E = std * Z
    E[pad_id] = std
    return E


def pad_entry_only(Z, std, pad_id):
    E = std * Z
    E[pad_id, 0] = 0
    return E


def scaled_by_root_d(Z, std, pad_id):
    E = std * Z / np.sqrt(Z.shape[1])
    E[pad_id] = 0
    return E


WRONG = [
    ("initialization-start-table", uniform_instead),
    ("initialization-start-table", pad_and_next),
    ("initialization-start-table", pad_row_ones),
    ("initialization-start-table", pad_row_std),
    ("initialization-start-table", pad_entry_only),
    ("initialization-start-table", scaled_by_root_d),
    ("initialization-start-table", lambda Z, std, pad_id: np.zeros(Z.shape)),
    ("initialization-length-and-spread", [4, 0, 1]),
    ("initialization-length-and-spread", [4, 1, 2]),
    ("initialization-length-and-spread", [8, 0, 2]),
    ("initialization-length-and-spread", [2, 0, 4]),
    ("initialization-length-and-spread", 4),
    ("initialization-choose-sigma", lambda d, spread: spread / d**0.25),
    ("initialization-choose-sigma", lambda d, spread: (spread * d) ** 0.5),
    ("initialization-choose-sigma", lambda d, spread: spread**2 / d),
    ("initialization-choose-sigma", lambda d, spread: 0.02),
    ("initialization-choose-sigma", lambda d, spread: -((spread / d**0.5) ** 0.5)),
    ("initialization-tied-start", "b"),
    ("initialization-tied-start", ("b", 9)),
    ("initialization-tied-start", ("d", 3)),
    ("initialization-tied-start", 3),
]


# ---- correct, in another style --------------------------------------------------------------


def start_in_loops(Z, std, pad_id):
    return [[0.0 if i == pad_id else std * float(z) for z in row] for i, row in enumerate(Z)]


def start_masked(Z, std, pad_id):
    return np.where(np.arange(len(Z))[:, None] == pad_id, 0, std * Z).astype(np.float32)


RIGHT = [
    ("initialization-start-table", start_in_loops),
    ("initialization-start-table", start_masked),
    ("initialization-length-and-spread", np.array([0.5 * 64**0.5, 0.0, 0.25 * 8])),
    ("initialization-length-and-spread", (4.0, -0.0, np.float32(2))),
    ("initialization-choose-sigma", lambda d, spread: spread**0.5 * d**-0.25),
    (
        "initialization-choose-sigma",
        lambda d, spread: np.float32(np.exp((np.log(spread) - np.log(d) / 2) / 2)),
    ),
    ("initialization-tied-start", ["b", 3]),
    ("initialization-tied-start", ("B", 3)),
    ("initialization-length-and-spread", [3.98, 0, 2.1]),
]
