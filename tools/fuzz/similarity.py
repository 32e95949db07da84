"""Calls that read tables and compare vectors, judged by plain NumPy in wide floats."""

import numpy as np

import embedlab as el
from tools.fuzz.arrays import WIDE, every_second, exact
from tools.fuzz.judging import Call, agree, holds, kept, raw, recipe, terms, work

__all__ = []

# Tables -------------------------------------------------------------------------------------------


@recipe
def lookup(draw):
    V, d = draw.size(), draw.size()
    E, ids = draw.numbers(V, d), draw.ids(V, *draw.shape())
    rows = np.asarray(ids).astype(int)

    def judge(got):
        agree(got, np.asarray(E)[rows], [], dtype=raw(E), terms=0)

    settings = {}
    if draw.chance(0.3):
        settings["out"] = every_second(np.zeros((*rows.shape, d), raw(E)))
    return Call(el.lookup, [E, ids], settings, judge, V > 0)


@recipe
def one_hot(draw):
    V = draw.size()
    ids = draw.ids(V, *draw.shape())
    want = np.asarray(ids).astype(int)[..., None] == np.arange(V)
    return Call(el.one_hot, [ids], {"V": V}, lambda got: agree(got, want, [], dtype="f4"), V > 0)


@recipe
def lookup_by_one_hot(draw):
    return lookup(draw)._replace(function=el.lookup_by_one_hot, settings={})


# Similarity ---------------------------------------------------------------------------------------


def cosines(A, B):
    """Cosines of the rows of A (N, d) and B (M, d), NaN for a row of zeros."""
    with np.errstate(invalid="ignore"):
        A, B = (T / np.sqrt((T * T).sum(axis=-1, keepdims=True)) for T in (A, B))
    return A @ B.T


def pair(draw):
    shape, d = draw.shape(), draw.size()
    return draw.numbers(*shape, d), draw.numbers(*draw.shrunk(shape), d)


@recipe
def dot(draw):
    a, b = pair(draw)
    parts = exact(a) * exact(b)
    bulk = np.abs(parts).sum(axis=-1)

    def judge(got):
        agree(got, parts.sum(axis=-1), [a, b], bulk=bulk, terms=terms(a))

    return Call(el.dot, [a, b], {}, judge, holds(kept(a, b), bulk))


@recipe
def norm(draw):
    a = draw.numbers(*draw.shape(), draw.size())
    want = np.sqrt((exact(a) ** 2).sum(axis=-1))
    return Call(
        el.norm, [a], {}, lambda got: agree(got, want, [a], terms=terms(a)), holds(kept(a), want)
    )


@recipe
def cosine(draw):
    a, b = pair(draw)
    x, y = exact(a), exact(b)
    with np.errstate(invalid="ignore", divide="ignore"):
        x, y = (v / np.sqrt((v * v).sum(axis=-1, keepdims=True)) for v in (x, y))
    want = (x * y).sum(axis=-1)

    def judge(got):
        agree(got, want, [a, b], bulk=1, terms=terms(a))
        assert (np.abs(got) <= 1).all()

    return Call(
        el.cosine,
        [a, b],
        {},
        judge,
        bool(x.shape[-1] and np.isfinite(x).all() and np.isfinite(y).all()),
    )


@recipe
def cosine_matrix(draw):
    d = draw.size()
    A, B = draw.numbers(draw.size(), d), draw.numbers(draw.size(), d)
    given, settings = ([A, B], {"B": B}) if draw.chance(0.7) else ([A], {})
    want = cosines(exact(A), exact(given[-1]))

    def judge(got):
        agree(got, want, given, bulk=1, terms=terms(A))
        assert (np.abs(got) <= 1).all()

    nonzero = all(exact(T).any(axis=1).all() for T in given)
    return Call(el.cosine_matrix, [A], settings, judge, nonzero and d > 0)


@recipe
def center(draw):
    E = draw.numbers(draw.size(), draw.size())
    x = exact(E)
    mean, part = (T.sum(axis=0) / max(1, len(x)) for T in (x, np.abs(x)))
    total = np.abs(x).sum(axis=0)

    def judge(got):
        agree(got, x - mean, [E], bulk=np.abs(x) + part, terms=terms(E))

    return Call(el.center, [E], {}, judge, holds(kept(E), x - mean) and holds("f8", total))


def judge_nearest(query, E, norms=None, *, k, exclude=(), cond=1.0):
    """How to judge IDs and scores of queries (n, d): no other row may be clearly nearer."""
    queries = np.atleast_2d(exact(query))
    scores = np.nan_to_num(cosines(queries, exact(E)), nan=-np.inf)  # (n, V)
    for own, rows in zip(scores, np.resize(exclude, (len(queries), len(exclude))), strict=True):
        own[rows.astype(int)] = -np.inf
    given = (E, query, E if norms is None else norms)
    worst = max(np.finfo(work(kept(a))).eps for a in given)
    near = float(worst) * terms(E) * cond

    def judge(got):
        assert np.asarray(got[1]).dtype == kept(E), f"{np.asarray(got[1]).dtype}"
        for ids, found, own in zip(*map(np.atleast_2d, got), scores, strict=True):
            assert len(set(ids.tolist())) == len(ids) == k, f"IDs {ids}"
            off = np.abs(found.astype(WIDE) - own[ids])
            assert (off <= near + float(np.finfo(kept(E)).eps)).all(), f"{found} not {own[ids]}"
            assert own[ids].min() >= np.sort(own)[-k] - 2 * near, "not the nearest"
            assert (np.diff(found) <= 0).all() and (np.abs(found) <= 1).all(), f"scores {found}"

    comparable = (scores > -np.inf).sum(axis=1).min(initial=scores.shape[1])
    return judge, bool(comparable >= k and (queries != 0).any(axis=1).all())


@recipe
def nearest(draw):
    V, d = draw.size(), draw.size()
    E, query = draw.numbers(V, d), draw.numbers(*draw.of((), (2,)), d)
    settings, norms = {"k": draw.size(3) or 1}, np.sqrt((exact(E) ** 2).sum(axis=1))
    if V and draw.chance(0.4):
        settings["exclude"] = draw.ids(V, draw.size(2))
    plain = {name: np.asarray(value).tolist() for name, value in settings.items()}
    if draw.chance(0.3) and holds("f4", norms) and (norms > 1e-36).all():
        norms = norms.astype(draw.of("f4", ">f4", "f8", ">f8"))
        settings["norms"] = draw.laid_out(norms)
    judge, fits = judge_nearest(query, E, norms if "norms" in settings else None, **plain)
    return Call(el.nearest, [E, query], settings, judge, fits)


@recipe
def analogy(draw):
    V, d = draw.size() or 1, draw.size()
    E, ids = draw.numbers(V, d), draw.rng.integers(V, size=3).tolist()
    a, b, c = exact(E)[ids]
    target, bulk = b - a + c, np.abs(a) + np.abs(b) + np.abs(c)
    cond = float(min(1e30, np.sqrt((bulk**2).sum() / max((target**2).sum(), np.finfo(WIDE).tiny))))
    judge, fits = judge_nearest(target.astype(work(kept(E))), E, k=1, exclude=ids, cond=cond)
    fits = fits and cond < 1e6 and holds(work(kept(E)), bulk)
    return Call(lambda E: el.analogy(E, *ids, k=1), [E], {}, judge, fits)


# Projection ---------------------------------------------------------------------------------------


@recipe
def pca_basis(draw):
    E = draw.numbers(draw.size(), draw.size())
    x, k = exact(E), draw.of(1, 2)
    mean = x.sum(axis=0) / max(1, len(x))
    rows = x - mean
    largest = np.abs(rows).max(initial=0)

    def judge(got):
        found, basis = got
        agree(found, mean, [], bulk=np.abs(x).sum(axis=0) / len(x), terms=terms(E), dtype=float)
        assert basis.dtype == float and basis.shape == (x.shape[1], k)
        assert np.allclose(basis.T @ basis, np.eye(k), atol=1e-9), "not orthonormal"
        assert (basis[np.abs(basis).argmax(axis=0), range(k)] > 0).all(), "sign"
        if largest > 1e-9 * np.abs(x).max():  # else the spread is rounding
            C = (rows / largest).astype(float)
            most = np.linalg.svd(C, compute_uv=False)[:k] ** 2
            shown = ((C @ basis) ** 2).sum()
            assert shown >= most.sum() * (1 - 1e-6), f"shows {shown} of {most.sum()}"

    fits = k <= min(x.shape) and holds("f8", np.abs(x).sum(axis=0), rows)
    return Call(lambda E: el.pca_basis(E, k), [E], {}, judge, fits)


@recipe
def project(draw):
    d, k = draw.size(), draw.size(3)
    E, mean, basis = draw.numbers(*draw.shape(), d), draw.numbers(d), draw.numbers(d, k)
    x, m, B = map(exact, (E, mean, basis))
    bulk = (np.abs(x) + np.abs(m)) @ np.abs(B)

    def judge(got):
        agree(got, (x - m) @ B, [E, mean, basis], bulk=bulk, terms=terms(E))

    fits = holds(kept(E, mean, basis), bulk, np.abs(x) + np.abs(m))
    return Call(el.project, [E, mean, basis], {}, judge, fits)


@recipe
def explained_variance(draw):
    V, d = draw.size(), draw.size()
    E, mean = draw.numbers(V, d), draw.numbers(d)
    basis = draw.laid_out(np.eye(d, min(2, d)).astype(draw.of("f2", ">f4", "f8", "i1", ">i8")))
    x, m = exact(E), exact(mean)
    centred, bulk = x - m, np.abs(x) + np.abs(m)
    total = (centred**2).sum()
    want = ((centred @ exact(basis)) ** 2).sum() / total if total > 0 else WIDE(1)

    def judge(got):
        assert type(got) is float and 0 <= got <= 1
        eps = max(float(np.finfo(kept(a)).eps) for a in (E, mean, basis))
        off = terms(E) * eps * (bulk**2).sum() / total if total > 0 else 0
        assert abs(got - want) <= off, f"{got} instead of {want}"

    sure = total > 1e-6 * (bulk**2).sum()
    return Call(
        el.explained_variance,
        [E, mean, basis],
        {},
        judge if sure else lambda got: None,
        holds(kept(E, mean, basis), bulk),
    )


@recipe
def procrustes(draw):
    shape = draw.size(), draw.size()
    A, B = draw.numbers(*shape), draw.numbers(*shape)
    x, y = ((T / (np.abs(T).max(initial=0) or 1)).astype(float) for T in (exact(A), exact(B)))

    def judge(R):
        assert R.dtype == float and R.shape == (shape[1],) * 2
        assert np.allclose(R.T @ R, np.eye(len(R)), atol=1e-9), "not orthogonal"
        most = np.linalg.svd(x.T @ y, compute_uv=False).sum()
        assert (R * (x.T @ y)).sum() >= most - 1e-9 * (1 + most), "not the best rotation"

    return Call(el.procrustes, [A, B], {}, judge, min(shape) > 0)
