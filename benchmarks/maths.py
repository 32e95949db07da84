"""The maths beside NumPy's plain forms, PyTorch, gensim and scikit-learn, on one thread each.

A peer that is not installed leaves its rows out.

IDs are as frequent as in real text: the k-th word 1/k times as often as the first (Zipf). "All
threads" is as a learner has it: matrix products, and with them gensim, then use every core; one
query of ours does not.
"""

import importlib.util
from contextlib import nullcontext

import numpy as np

from benchmarks.rows import OURS, compare
from embedlab import (
    gradient_step,
    init_table,
    lookup,
    lookup_by_one_hot,
    nearest,
    norm,
    pca_basis,
    row_gradient,
)

TORCH = "PyTorch, 1 thread"


def installed(package):
    return importlib.util.find_spec(package) is not None


def torch():
    import torch

    torch.set_num_threads(1)
    return torch


def one_thread():
    """NumPy's matrix products on one core, as PyTorch here; scikit-learn brings what can say so."""
    if not installed("threadpoolctl"):
        return nullcontext()
    from threadpoolctl import threadpool_limits

    return threadpool_limits(1)


def zipf(V, N, rng):
    share = 1 / np.arange(1, V + 1)
    return rng.choice(V, size=N, p=share / share.sum())


def upstream(N, d, rng):
    return rng.standard_normal((N, d), dtype=np.float32)


def lookups(rng):
    for V, N, d in (
        (1_000, 8, 64),
        (1_000, 256, 64),
        (50_000, 16_384, 768),
        (50_000, 131_072, 256),
    ):
        E, ids = init_table(V, d), zipf(V, N, rng)
        rows, out = E[ids], np.empty((N, d), np.float32)
        acts = {
            OURS: lambda E=E, ids=ids: lookup(E, ids),
            "E[ids]": lambda E=E, ids=ids: E[ids],
            "a copy of as many bytes": rows.copy,
        }
        if installed("torch"):
            table, at = torch().from_numpy(E), torch().from_numpy(ids)
            acts[TORCH] = lambda table=table, at=at: torch().nn.functional.embedding(at, table)
        what = f"lookup, {N:,} of {V:,} × {d}"
        # of few rows, call and check take the time
        aims = {TORCH: "≤ 0.5", "a copy of as many bytes": "≤ 2"} if N > 10_000 else {}
        yield from compare(what, acts, aims)
        yield from compare(
            f"{what}, out=",
            {
                OURS: lambda E=E, ids=ids, out=out: lookup(E, ids, out=out),
                "a copy of as many bytes": lambda rows=rows, out=out: np.copyto(out, rows),
            },
            aims,
        )
    E, ids = init_table(10_000, 64), zipf(10_000, 256, rng)
    yield from compare(
        "lookup, 256 of 10,000 × 64",
        {OURS: lambda: lookup(E, ids), "one-hot product": lambda: lookup_by_one_hot(E, ids)},
    )


def plain_gradient(ids, G, V):
    dE = np.zeros((V, G.shape[1]), G.dtype)
    np.add.at(dE, ids, G)
    return dE


def row_gradients(rng):
    for V, N, d in (
        (1_000, 8, 64),
        (1_000, 64, 64),
        (1_000, 512, 64),
        (50_000, 4_096, 100),
        (50_000, 16_384, 768),
        (50_000, 131_072, 256),
        (50_000, 1_000_000, 64),
        (1_000_000, 1_000_000, 64),
    ):
        ids, G = zipf(V, N, rng), upstream(N, d, rng)
        acts = {
            OURS: lambda ids=ids, G=G, V=V: row_gradient(ids, G, V),
            "np.add.at": lambda ids=ids, G=G, V=V: plain_gradient(ids, G, V),
        }
        if installed("torch"):
            at, parts = torch().from_numpy(ids), torch().from_numpy(G)
            acts["PyTorch's index_add_"] = lambda at=at, parts=parts, V=V, d=d: (
                torch().zeros(V, d).index_add_(0, at, parts)
            )
        aims = {"np.add.at": "≤ 1", "PyTorch's index_add_": "≤ 1.5" if N >= 4096 else ""}
        yield from compare(f"row_gradient, {N:,} of {V:,} × {d}", acts, aims, rounds=9)


def torch_step(E, ids, G):
    """A step of PyTorch's sparse SGD: backward through a sparse embedding, then the optimizer."""
    rows, parts = torch().from_numpy(ids), torch().from_numpy(G)
    table = torch().nn.Embedding.from_pretrained(torch().from_numpy(E), freeze=False, sparse=True)
    sgd = torch().optim.SGD(table.parameters(), lr=0.1)

    def step():
        sgd.zero_grad()
        table(rows).backward(parts)
        sgd.step()

    return step


def steps(rng):
    N, d, first = 1024, 64, None
    for V in (1_000, 32_000, 1_024_000):
        E, ids, G = init_table(V, d), zipf(V, N, rng), upstream(N, d, rng)
        acts = {OURS: lambda E=E, ids=ids, G=G: gradient_step(E, ids, G, lr=0.1, out=E)}
        if installed("torch"):
            acts["PyTorch's sparse SGD"] = torch_step(E.copy(), ids, G)
        ours, *theirs = compare(
            f"gradient_step(out=E), {N:,} of {V:,} × {d}",
            acts,
            {"PyTorch's sparse SGD": "≤ 0.6"},
            rounds=101,
        )
        first = first or ours
        yield from (ours, *theirs)
        if ours is not first:
            yield ours._replace(
                who=f"embedlab with {first.what.split()[3]} rows",
                value=first.value,
                ratio=ours.value / first.value,
                aim="≤ 4",
            )


def nearest_rows(rng):
    E, k = rng.standard_normal((400_000, 300), dtype=np.float32), 10
    one, many, norms = E[7], E[:100].copy(), norm(E)
    acts, all_at_once = {"one reading of E": lambda: np.vecdot(E, one)}, {}
    if installed("gensim"):
        from gensim.models import KeyedVectors

        vectors = KeyedVectors(E.shape[1])
        vectors.add_vectors([str(i) for i in range(len(E))], E)
        vectors.fill_norms()
        acts["gensim, norms kept"] = lambda: vectors.similar_by_vector(one, topn=k)
        all_at_once["gensim, in a loop"] = lambda: [
            vectors.similar_by_vector(q, topn=k) for q in many
        ]
    if installed("torch"):
        table, lengths = torch().from_numpy(E), torch().from_numpy(norms)
        acts[TORCH] = lambda: torch().topk((table @ torch().from_numpy(one)) / lengths, k)
        all_at_once[TORCH] = lambda: torch().topk((torch().from_numpy(many) @ table.T) / lengths, k)
    if installed("sklearn"):
        from sklearn.neighbors import NearestNeighbors

        index = NearestNeighbors(n_neighbors=k, metric="cosine", algorithm="brute").fit(E)
        acts["scikit-learn"] = lambda: index.kneighbors(one[None])
        all_at_once["scikit-learn"] = lambda: index.kneighbors(many)
    yield from compare("nearest, 1 query, 400,000 × 300", {OURS: lambda: nearest(E, one, k)} | acts)
    yield from compare(
        "the same, norms kept",
        {OURS: lambda: nearest(E, one, k, norms=norms)} | acts,
        {"gensim, norms kept": "≤ 0.6"},
    )
    yield from compare(
        "nearest, 100 queries",
        {OURS: lambda: nearest(E, many, k)} | all_at_once,
        {"gensim, in a loop": "≤ 0.1"},
        rounds=5,
    )
    return {OURS: lambda: nearest(E, one, k, norms=norms)} | acts


def planes(rng):
    cloud = rng.standard_normal((10_000, 100))
    acts = {
        OURS: lambda: pca_basis(cloud),
        "SVD": lambda: np.linalg.svd(cloud - cloud.mean(axis=0), full_matrices=False),
    }
    if installed("sklearn"):
        from sklearn.decomposition import PCA

        acts["scikit-learn"] = lambda: PCA(2).fit(cloud)
    ours, *others = compare("pca_basis, 10,000 × 100", acts)
    yield from (ours._replace(aim="≤ 10"), *others)


def main():
    rng = np.random.default_rng(0)
    with one_thread():
        for part in (lookups, row_gradients, steps):
            yield from part(rng)
        one_query = yield from nearest_rows(rng)
        yield from planes(rng)
    yield from compare("nearest, 1 query, norms kept, all threads", one_query)
