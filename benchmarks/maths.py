"""The maths against NumPy's plain forms and, where they are installed, PyTorch (one thread) and gensim.

IDs are as frequent as in real text (Zipf).
"""

import importlib.util
import statistics
import time

import numpy as np

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


def medians(acts, rounds=9):
    """Median milliseconds of each act, run in turn so that a busy machine slows all alike."""
    times = {name: [] for name in acts}
    for _ in range(rounds):
        for name, act in acts.items():
            begin = time.perf_counter()
            act()
            times[name].append(1e3 * (time.perf_counter() - begin))
    return {name: statistics.median(values) for name, values in times.items()}


def compare(title, acts):
    """Print each act's median and how many times the first one it takes."""
    results = medians(acts)
    base = next(iter(results.values()))
    print(f"{title}: " + ", ".join(f"{name} {ms:.2f} ms ({ms / base:.2f} ×)" for name, ms in results.items()))


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
    print(f"V = {V:,}, N = {N:,} IDs, d = {d}")
    torch_lookup, torch_sum = torch_acts(E, ids, G)
    compare("  lookup", {"E[ids]": lambda: E[ids], "lookup": lambda: lookup(E, ids)} | torch_lookup)
    compare("  row gradient", {
        "np.add.at": lambda: plain_gradient(ids, G, V), "row_gradient": lambda: row_gradient(ids, G, V),
        "sparse_row_gradient": lambda: sparse_row_gradient(ids, G)} | torch_sum)
    compare("  step", {
        "np.subtract.at": lambda: plain_step(E, ids, G),
        "gradient_step": lambda: gradient_step(E, ids, G, lr=0.1)})


def main():
    rng = np.random.default_rng(0)
    at_size(1_000, 256, 64, rng)
    at_size(50_000, 16_384, 768, rng)
    at_size(50_000, 131_072, 256, rng)
    large = rng.standard_normal((400_000, 300), dtype=np.float32)
    compare("nearest of 400,000 × 300", {
        "one reading of E": lambda: np.vecdot(large, large[7]), "nearest": lambda: nearest(large, large[7], k=10),
    } | gensim_acts(large, large[7]))
    cloud = rng.standard_normal((10_000, 100))
    compare("principal plane of 10,000 × 100", {
        "SVD": lambda: np.linalg.svd(cloud - cloud.mean(axis=0), full_matrices=False),
        "pca_basis": lambda: pca_basis(cloud)})
    E, ids = init_table(10_000, 64), rng.integers(10_000, size=256)
    compare("one-hot product, V = 10,000, N = 256, d = 64", {
        "lookup": lambda: lookup(E, ids), "lookup_by_one_hot": lambda: lookup_by_one_hot(E, ids)})


if __name__ == "__main__":
    main()
