"""lookup, row_gradient and gradient_step against NumPy's plain forms; IDs as frequent as in real text (Zipf)."""

import statistics
import time

import numpy as np

from embedlab import gradient_step, init_table, lookup, lookup_by_one_hot, row_gradient, sparse_row_gradient


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


def at_size(V, N, d, rng):
    E, ids = init_table(V, d), np.minimum(rng.zipf(1.3, N), V) - 1
    G = rng.standard_normal((N, d)).astype(np.float32)
    print(f"V = {V:,}, N = {N:,} IDs, d = {d}")
    compare("  lookup", {"E[ids]": lambda: E[ids], "lookup": lambda: lookup(E, ids)})
    compare("  row gradient", {
        "np.add.at": lambda: plain_gradient(ids, G, V), "row_gradient": lambda: row_gradient(ids, G, V),
        "sparse_row_gradient": lambda: sparse_row_gradient(ids, G)})
    compare("  step", {
        "np.subtract.at": lambda: plain_step(E, ids, G),
        "gradient_step": lambda: gradient_step(E, ids, G, lr=0.1)})


def main():
    rng = np.random.default_rng(0)
    at_size(1_000, 256, 64, rng)
    at_size(50_000, 16_384, 768, rng)
    E, ids = init_table(10_000, 64), rng.integers(10_000, size=256)
    compare("one-hot product, V = 10,000, N = 256, d = 64", {
        "lookup": lambda: lookup(E, ids), "lookup_by_one_hot": lambda: lookup_by_one_hot(E, ids)})


if __name__ == "__main__":
    main()
