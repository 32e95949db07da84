"""Writes runs as a page carries them, beside the numbers that went in, for the tests in tests/js.

packed_run.json is small and has three dimensions; packed_training.json is the training of lesson 05
in two. python -m tests.data.make_packed_run
"""

import json
from pathlib import Path

import numpy as np

from embedlab.page.player.packing import pack, view
from embedlab.training import Trace, train

FOLDER = Path(__file__).parent
STEPS, V, D = 6, 5, 3
COMPARED = (1, 57, 200)  # steps of the training whose gradients are kept


def run():
    """A trace of three dimensions, of which the page shows the first two."""
    rng = np.random.default_rng(0)
    tables = rng.normal(size=(STEPS + 1, V, D)).cumsum(axis=0).astype(np.float32)
    touched = rng.random((STEPS + 1, V)) < 0.4
    losses = np.linspace(3.6, 2.4, STEPS + 1)
    batches = np.zeros((STEPS + 1, 1), int)
    words, groups = tuple("abcde"), tuple("xxyyz")
    return Trace(words, groups, tables, tables, losses, tables, batches, touched, 1.0)


def small_run():
    trace = run()
    numbers = {
        "positions": trace.tables[..., :2].tolist(),
        "cells": trace.tables.tolist(),
        "losses": trace.losses.tolist(),
        "touched": trace.touched.tolist(),
    }
    packed = pack(trace, (np.zeros(D), np.eye(D)[:, :2]))
    return {"made by": "python -m tests.data.make_packed_run", "numbers": numbers, "packed": packed}


def training():
    """200 steps with 38 words: pairs, W, and the gradient of each row at some steps."""
    trace = train(steps=200, lr=2.0)
    groups = list(dict.fromkeys(trace.groups))
    return {
        "made by": "python -m tests.data.make_packed_run",
        "words": trace.words,
        "groups": groups,
        "group": [groups.index(group) for group in trace.groups],
        "lr": trace.lr,
        "gradients": {k: trace.gradients[k].round(6).tolist() for k in COMPARED},
        "packed": pack(trace, view(trace)[0]),
    }


CONTENTS = {"packed_run.json": small_run, "packed_training.json": training}

if __name__ == "__main__":
    for name, content in CONTENTS.items():
        (FOLDER / name).write_text(json.dumps(content(), ensure_ascii=False) + "\n")
