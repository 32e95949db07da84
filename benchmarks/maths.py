"""The maths against NumPy's plain forms and, where they are installed, PyTorch (one thread) and gensim.

IDs are as frequent as in real text (Zipf).
"""

import importlib.util

import numpy as np

from benchmarks.rows import OURS, compare
from embedlab import (
    gradient_step,
    init_table,
    lookup,
    lookup_by_one_hot,
    nearest,
    pca_basis,
    row_gradient,
    sparse_row_gradient,
)


def plain_gradient(ids, G, V):
    dE = np.zeros((V, G.shape[1]), G.dtype)
    np.add.at(dE, ids, G)
    return dE


def plain_step(E, ids, G):
    E = E.copy()
    np.subtract.at(E, ids, 0.1 * G)
    return E


def torch_acts(E, ids, G):
    """What PyTorch does with the same arrays: a lookup, and the sum of its gradients."""
    if importlib.util.find_spec("torch") is None:
        return {}, {}
    import torch

    torch.set_num_threads(1)
    table, rows, upstream = torch.from_numpy(E), torch.from_numpy(ids), torch.from_numpy(G)
    return ({"PyTorch": lambda: torch.nn.functional.embedding(rows, table)},
            {"PyTorch": lambda: torch.zeros_like(table).index_add_(0, rows, upstream)})


def gensim_acts(E, query):
    if importlib.util.find_spec("gensim") is None:
        return {}
    from gensim.models import KeyedVectors

    vectors = KeyedVectors(E.shape[1])
    vectors.add_vectors([str(i) for i in range(len(E))], E)
    vectors.fill_norms()
    return {"gensim": lambda: vectors.similar_by_vector(query, topn=10)}


def at_size(V, N, d, rng):
    E, ids = init_table(V, d), np.minimum(rng.zipf(1.3, N), V) - 1
    G = rng.standard_normal((N, d)).astype(np.float32)
    size = f"{N:,} of {V:,} × {d}"
    torch_lookup, torch_sum = torch_acts(E, ids, G)
    yield from compare(f"lookup, {size}", {OURS: lambda: lookup(E, ids), "E[ids]": lambda: E[ids]} | torch_lookup)
    yield from compare(f"row_gradient, {size}", {
        OURS: lambda: row_gradient(ids, G, V), "np.add.at": lambda: plain_gradient(ids, G, V),
        "sparse_row_gradient": lambda: sparse_row_gradient(ids, G)} | torch_sum)
    yield from compare(f"gradient_step, {size}", {
        OURS: lambda: gradient_step(E, ids, G, lr=0.1), "np.subtract.at": lambda: plain_step(E, ids, G)})


def main():
    rng = np.random.default_rng(0)
    for V, N, d in ((1_000, 256, 64), (50_000, 16_384, 768), (50_000, 131_072, 256)):
        yield from at_size(V, N, d, rng)
    large = rng.standard_normal((400_000, 300), dtype=np.float32)
    yield from compare("nearest, 1 of 400,000 × 300", {
        OURS: lambda: nearest(large, large[7], k=10), "one reading of E": lambda: np.vecdot(large, large[7]),
    } | gensim_acts(large, large[7]))
    cloud = rng.standard_normal((10_000, 100))
    yield from compare("pca_basis, 10,000 × 100", {
        OURS: lambda: pca_basis(cloud),
        "SVD": lambda: np.linalg.svd(cloud - cloud.mean(axis=0), full_matrices=False)})
    E, ids = init_table(10_000, 64), rng.integers(10_000, size=256)
    yield from compare("lookup, 256 of 10,000 × 64", {
        OURS: lambda: lookup(E, ids), "one-hot product": lambda: lookup_by_one_hot(E, ids)})
