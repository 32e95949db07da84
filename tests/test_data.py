"""The real data shipped in the package are the files that their licence page describes."""

from importlib.resources import files

import numpy as np


def test_glove_has_10048_rows_of_100_numbers_and_needs_no_pickle():
    with np.load(files("embedlab.data") / "glove_100d.npz", allow_pickle=False) as glove:
        assert glove["q"].shape == (10_048, 100)
        assert len(bytes(glove["words"]).decode().split("\n")) == 10_048


def test_gpt2_has_50000_merges():
    with np.load(files("embedlab.data") / "gpt2_merges.npz", allow_pickle=False) as gpt2:
        assert gpt2["merges"].shape == (50_000, 2)
