"""Writes packed_run.json: a small run as a page carries it, beside the numbers that went in.

The page's own unpacking is tried against it in tests/js. python -m tests.data.make_packed_run
"""

import json
from pathlib import Path

import numpy as np

from embedlab.page.player.packing import pack
from embedlab.training import Trace

FILE = Path(__file__).with_name("packed_run.json")
STEPS, V, D = 6, 5, 3


def run():
    """A trace of three dimensions, of which the page shows the first two."""
    rng = np.random.default_rng(0)
    tables = rng.normal(size=(STEPS + 1, V, D)).cumsum(axis=0).astype(np.float32)
    touched = rng.random((STEPS + 1, V)) < 0.4
    losses = np.linspace(3.6, 2.4, STEPS + 1)
    batches = np.zeros((STEPS + 1, 1), int)
    words, groups = tuple("abcde"), tuple("xxyyz")
    return Trace(words, groups, tables, tables, losses, tables, batches, touched, 1.0)


def content():
    trace = run()
    steps = np.diff(trace.tables.astype(float), axis=0, prepend=trace.tables[:1])
    numbers = {
        "positions": trace.tables[..., :2].tolist(),
        "lengths": np.linalg.norm(steps, axis=2).round(9).tolist(),
        "losses": trace.losses.tolist(),
        "touched": trace.touched.tolist(),
    }
    packed = pack(trace, (np.zeros(D), np.eye(D)[:, :2]))
    return {"made by": "python -m tests.data.make_packed_run", "numbers": numbers, "packed": packed}


if __name__ == "__main__":
    FILE.write_text(json.dumps(content()) + "\n")
