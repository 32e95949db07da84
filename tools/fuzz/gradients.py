"""Calls on scores and gradients, and steps of optimizers, judged by plain NumPy in wide floats."""

import numpy as np

import embedlab as el
from embedlab import softmax
from tools.fuzz.arrays import WIDE, backwards, every_second, exact
from tools.fuzz.judging import Call, agree, holds, kept, raw, recipe, terms, work

__all__ = []

# Attention ----------------------------------------------------------------------------------------


@recipe
def add_positions(draw):
    T, d = draw.size(), draw.size()
    H, P = draw.numbers(*draw.shape(1), T, d), draw.numbers(T + draw.size(2), d)
    x, y = exact(H), exact(P)[:T]
    bulk, dtype = np.abs(x) + np.abs(y), raw(H, P)
    if dtype.kind == "f":
        fits = holds(dtype, bulk)
    else:
        dtype = np.dtype(np.int64)
        fits = np.abs(x).max(initial=0) + np.abs(y).max(initial=0) < 2**53

    def judge(got):
        agree(got, x + y, [H, P], bulk=bulk, dtype=dtype)

    return Call(el.add_positions, [H, P], {}, judge, fits)


@recipe
def attention_scores(draw):
    H = draw.numbers(*draw.shape(1), draw.size(), draw.size())
    x = exact(H)
    bulk, scale = np.abs(x) @ np.abs(x).swapaxes(-1, -2), np.sqrt(WIDE(max(1, x.shape[-1])))

    def judge(got):
        want = x @ x.swapaxes(-1, -2) / scale
        agree(got, want, [H], bulk=bulk / scale, terms=terms(H))

    fits = x.shape[-1] > 0 and holds(work(kept(H)), bulk) and holds(kept(H), bulk / scale)
    return Call(el.attention_scores, [H], {}, judge, fits)


@recipe
def padding_mask(draw):
    X = draw.ids(5, *draw.shape(), draw.size())
    want = (np.asarray(X) != 2)[..., None, :]
    return Call(el.padding_mask, [X], {"pad_id": 2}, lambda got: agree(got, want, [], dtype=bool))


def softmax_of(logits):
    shifted = logits - logits.max(axis=-1, keepdims=True)
    p = np.exp(shifted)
    return p / p.sum(axis=-1, keepdims=True)


def ruled_out(draw, a):
    """The same scores with −∞ in some places, if their type has one."""
    values = np.asarray(a)
    if values.dtype.kind != "f" or draw.chance(0.7) or not values.shape[-1]:
        return a
    some = draw.rng.random(values.shape) < 0.3
    some[..., 0] = False
    return draw.laid_out(np.where(some, -np.inf, values).astype(values.dtype))


@recipe
def masked_softmax(draw):
    T = draw.size()
    shape = (*draw.shape(1), T, T)
    scores = ruled_out(draw, draw.numbers(*shape))
    mask = draw.laid_out(draw.rng.random(draw.shrunk(shape)) < 0.7)
    x = np.where(np.asarray(mask), exact(scores), -np.inf)
    highest = x.max(axis=-1, keepdims=True, initial=-np.inf)
    p = np.exp(x - np.where(highest > -np.inf, highest, 0))
    want = p / np.maximum(p.sum(axis=-1, keepdims=True), 0.1)

    def judge(got):
        agree(got, want, [scores], bulk=1)
        assert (np.asarray(got)[~np.broadcast_to(np.asarray(mask), shape)] == 0).all()

    return Call(el.masked_softmax, [scores, mask], {}, judge)


@recipe
def log_softmax(draw):
    logits = ruled_out(draw, draw.numbers(*draw.shape(), draw.size()))
    x = exact(logits)
    shifted = x - x.max(axis=-1, keepdims=True, initial=-np.inf)
    log_sum = np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    want = shifted - log_sum
    reached = np.where(want > -np.inf, want, 0)

    def judge(got):
        agree(got, want, [logits], bulk=np.abs(reached) + log_sum + 1, terms=terms(logits))

    return Call(el.log_softmax, [logits], {}, judge, x.size > 0 and holds(kept(logits), reached))


@recipe
def cross_entropy_gradient(draw):
    B, V = draw.size(), draw.size()
    logits, targets = ruled_out(draw, draw.numbers(B, V)), draw.ids(V, B)

    def judge(got):
        y = np.eye(V)[np.asarray(targets).astype(int)]
        agree(got, (softmax_of(exact(logits)) - y) / B, [logits], bulk=1 / WIDE(B), terms=terms(V))

    return Call(el.cross_entropy_gradient, [logits, targets], {}, judge, B * V > 0)


@recipe
def weighted_cross_entropy_gradient(draw):
    V = draw.size()
    logits, weights = ruled_out(draw, draw.numbers(V, V)), draw.numbers(V, V)
    w = exact(weights)
    bulk = np.abs(w).sum(axis=1, keepdims=True) + np.abs(w)

    def judge(got):
        want = w.sum(axis=1, keepdims=True) * softmax_of(exact(logits)) - w
        agree(got, want, [logits, weights], bulk=bulk, terms=terms(logits))

    function = softmax.weighted_cross_entropy_gradient
    return Call(
        function, [logits, weights], {}, judge, V > 0 and holds(kept(logits, weights), bulk)
    )


# Gradients ----------------------------------------------------------------------------------------


@recipe
def linear_backward(draw):
    m, d = draw.size(), draw.size()
    W, dz = draw.numbers(m, d), draw.numbers(*draw.shape(), m)
    x, y = exact(dz), exact(W)
    bulk, dtype = np.abs(x) @ np.abs(y), raw(dz, W)
    if dtype.kind == "f":
        fits = holds(dtype, bulk)
    else:
        dtype, largest = np.dtype(np.int64), [np.abs(a).max(initial=0) for a in (x, y)]
        fits = m * largest[0] * largest[1] < 2**53

    def judge(got):
        agree(got, x @ y, [dz, W], bulk=bulk, terms=terms(W), dtype=dtype)

    return Call(el.linear_backward, [W, dz], {}, judge, fits)


def summed(ids, G, V):
    """The gradients of equal IDs added up, (V, d)."""
    sums = np.zeros((V, G.shape[-1]), WIDE)
    np.add.at(sums, np.asarray(ids).ravel().astype(int), G.reshape(np.size(ids), G.shape[-1]))
    return sums


def batch(draw):
    """IDs below V with their upstream gradients."""
    V, d, shape = draw.size(), draw.size(), draw.shape()
    if draw.chance(0.01):
        shape = (3000,)
    ids, upstream = draw.ids(V, *(shape if V else (0,))), draw.numbers(*(shape if V else (0,)), d)
    return V, ids, upstream, exact(upstream)


@recipe
def row_gradient(draw):
    V, ids, upstream, G = batch(draw)
    sums, bulk = summed(ids, G, V), summed(ids, np.abs(G), V)

    def judge(got):
        agree(got, sums, [upstream], bulk=bulk, terms=terms(ids))

    fits = V > 0 and holds(kept(upstream), bulk)
    return Call(el.row_gradient, [ids, upstream], {"V": V}, judge, fits)


@recipe
def sparse_row_gradient(draw):
    V, ids, upstream, G = batch(draw)
    rows = np.unique(np.asarray(ids).astype(int))
    sums, bulk = summed(ids, G, V)[rows], summed(ids, np.abs(G), V)[rows]

    def judge(got):
        assert got[0].tolist() == rows.tolist() and got[0].dtype.kind == "i"
        agree(got[1], sums, [upstream], bulk=bulk, terms=terms(ids))

    return Call(el.sparse_row_gradient, [ids, upstream], {}, judge, holds(kept(upstream), bulk))


@recipe
def gradient_step(draw):
    V, ids, upstream, G = batch(draw)
    E, lr = draw.numbers(V, G.shape[-1]), draw.of(0, 0.1, 1, 30.0)
    step, bulk = lr * summed(ids, G, V), lr * summed(ids, np.abs(G), V) + np.abs(exact(E))
    unread = np.setdiff1d(np.arange(V), np.asarray(ids).astype(int))

    def judge(got):
        agree(got, exact(E) - step, [E, upstream], bulk=bulk, terms=terms(ids), dtype=kept(E))
        assert (got[unread] == np.asarray(E, kept(E))[unread]).all()

    fits = holds(kept(E), bulk) and holds(work(kept(upstream)), lr * G)
    settings = {"lr": lr}
    if draw.chance(0.3):
        settings["out"] = np.full(np.shape(E), 7, kept(E))
    return Call(el.gradient_step, [E, ids, upstream], settings, judge, fits)


@recipe
def gradient_step_in_place(draw):
    """With ``out=E`` the step is written into the array that was given, whatever its layout."""
    call = gradient_step(draw)
    E, ids, upstream = call.arrays
    before = exact(E)
    E = draw.of(every_second, backwards, np.copy, np.asfortranarray)(np.array(E, kept(E)))

    def judge(got):
        assert got is E
        call.judge(np.array(got))

    def step(ids, upstream):
        try:
            return el.gradient_step(E, ids, upstream, call.settings["lr"], out=E)
        except Exception:
            assert (exact(E) == before).all(), "changed and refused"
            raise

    return Call(step, [ids, upstream], {}, judge, call.fits)


@recipe
def row_ledger(draw):
    call = gradient_step(draw)
    E, ids, upstream = call.arrays
    lr, V, G = call.settings["lr"], len(np.asarray(E)), exact(upstream)
    last = np.zeros((V, G.shape[-1]), WIDE)
    for i, g in zip(
        np.ravel(np.asarray(ids)).astype(int), G.reshape(np.size(ids), G.shape[-1]), strict=True
    ):
        last[i] = g

    sums, bulk = summed(ids, G, V), summed(ids, np.abs(G), V)
    fits = call.fits and V > 0 and holds(kept(upstream), bulk)

    def judge(got):
        call.judge(got.after)
        agree(got.sums, sums, [upstream], bulk=bulk, terms=terms(ids))
        agree(got.before, exact(E), [E])
        away = np.abs(exact(E)) + lr * np.abs(last)
        agree(got.wrong, exact(E) - lr * last, [E, upstream], bulk=away, dtype=kept(E))
        assert got.counts.sum() == np.size(ids) == sum(map(len, got.contributions))
        assert str(got)

    return Call(el.row_ledger, call.arrays, {"lr": lr}, judge, fits)


@recipe
def finite_difference(draw):
    E = draw.numbers(draw.size(3), draw.size(3))
    x = exact(E)

    def judge(got):
        agree(got, 2 * x, [], bulk=1e4 * (1 + (x * x).sum()), dtype=float)

    def loss(T):
        with np.errstate(all="ignore"):
            return (T * T).sum()

    fits = bool(np.abs(x).max(initial=0) < 1e6)
    return Call(lambda E: el.finite_difference(loss, E), [E], {}, judge, fits)


# Optimizers ---------------------------------------------------------------------------------------


def twice(optimizer, **settings):
    """Two steps from the same table, the second with the state of the first."""

    def steps(E, G):
        first, state = optimizer(E, G, None, **settings)
        return first, optimizer(E, G, state, **settings)[0]

    return steps


def optimized(draw, optimizer, *speeds, **settings):
    """A call of `twice`; the speeds turn G into what each step multiplies by lr."""
    shape = draw.size(), draw.size()
    E, G, lr = draw.numbers(*shape), draw.numbers(*shape), draw.of(0, 0.001, 1)
    x, g = exact(E), exact(G)
    shrunk = x * (1 - lr * settings.get("weight_decay", 0))
    moves, bulks = ([lr * speed(h) for speed in speeds] for h in (g, np.abs(g)))

    def judge(got):
        for table, move, bulk in zip(got, moves, bulks, strict=True):
            agree(table, shrunk - move, [E, G], bulk=np.abs(x) + 50 * bulk)

    powers = [2 * np.abs(g)] if optimizer in (el.sgd, el.momentum) else [2 * np.abs(g), g * g]
    fits = holds(kept(E, G), *(np.abs(x) + bulk for bulk in bulks))
    fits = fits and holds(work(kept(G)), *powers, *bulks)
    return Call(twice(optimizer, lr=lr, **settings), [E, G], {}, judge, fits)


@recipe
def sgd(draw):
    return optimized(draw, el.sgd, lambda g: g, lambda g: g)


@recipe
def momentum(draw):
    return optimized(draw, el.momentum, lambda g: g, lambda g: 1.5 * g, beta=0.5)


def adam_speed(g):
    """With the same gradient twice, both means are that gradient and its square again."""
    return g / (np.abs(g) + 1e-8)


@recipe
def adam(draw):
    return optimized(draw, el.adam, adam_speed, adam_speed)


@recipe
def adamw(draw):
    return optimized(draw, el.adamw, adam_speed, adam_speed, weight_decay=0.5)
