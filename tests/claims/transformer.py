"""Claims of lesson 13: positions, masks and padding."""

import warnings

import numpy as np

import embedlab as el
from tests.claims import Claim

ANYONE = np.ones((3, 3), bool)
DOG, BITES, MAN = [1, 2, 3]
OTHERS = np.triu_indices(200, 1)  # each pair of different rows
BOTH = np.array([[DOG, BITES, MAN], [MAN, BITES, DOG]])


def tables(seed, V=6, d=4, std=1.0):
    """A table with a pad row of zeros, and eight positions, as the lesson draws them."""
    E = el.init_table(V, d, std=std, pad_id=0, seed=10 * seed)
    return E.astype(float), el.init_table(8, d, std=std, seed=10 * seed + 5).astype(float)


def vectors(seed, positions):
    """Both sentences of the lesson, (2, 3, 4), with or without positions."""
    E, P = tables(seed)
    return E[BOTH] + P[:3] if positions else E[BOTH]


def attend(H, mask):
    return el.masked_softmax(el.attention_scores(H), mask) @ H


def multiset(rows):
    return sorted(map(tuple, rows.tolist()))


def outputs_of_dog_agree(seed, positions=False, mask=ANYONE):
    out = attend(vectors(seed, positions), mask)
    return np.allclose(out[0, 0], out[1, 2])


def all_outputs_are_permuted(seed, positions):
    """For a text of six tokens in another order: the same outputs in that order."""
    E, P = tables(seed)
    rng = np.random.default_rng(seed)
    ids, order = rng.integers(1, 6, size=6), rng.permutation(6)
    while (order == np.arange(6)).all():
        order = rng.permutation(6)
    added = P[:6] if positions else 0
    mask = np.ones((6, 6), bool)
    return np.allclose(attend(E[ids] + added, mask)[order], attend(E[ids[order]] + added, mask))


def same(seed, how, positions=True):
    H = vectors(seed, positions)
    return np.allclose(how(H[0]), how(H[1]))


def causal_weights(seed, T=5, scale=1.0):
    scores = scale * np.random.default_rng(seed).normal(size=(T, T))
    return el.masked_softmax(scores, el.causal_mask(T))


def weight_of_pads(seed, mask=None):
    """What the positions of a padded sentence give to its pads: with any pad row at all."""
    rng = np.random.default_rng(seed)
    E, _ = tables(seed)
    E[0] = rng.normal(size=4) * rng.choice([0, 1, 10])
    H = E[np.array([1, 4, 0, 0])]
    return el.masked_softmax(
        el.attention_scores(H), np.ones((4, 4), bool) if mask is None else mask
    )[:, 2:]


def plain_softmax(row):
    with np.errstate(invalid="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        powers = np.exp(row - row.max())
        return powers / powers.sum()


def left_padded(pads, T=6):
    X = np.array([[0] * pads + [1] * (T - pads)])
    return (el.padding_mask(X, 0) & el.causal_mask(T))[0]


def after_a_step(seed, pad_id):
    E, _ = tables(seed)
    G = np.random.default_rng(seed).normal(size=(2, 4))
    return el.gradient_step(E, [0, 0], G, 0.1, pad_id=pad_id)[0], -0.1 * G.sum(axis=0)


def masked_loss(seed, pad, tied=False):
    """The loss at real tokens, under both masks, with a pad row of this value."""
    E, P = tables(seed)
    E[0] = pad
    X, targets = np.array([[1, 4, 0, 0], [1, 2, 3, 5]]), np.array([[4, 2, 0, 0], [2, 3, 5, 1]])
    H = E[X] + P[:4]
    mask = el.padding_mask(X, 0) & el.causal_mask(4)
    logits = (H + attend(H, mask)) @ (E if tied else tables(seed + 50)[0]).T  # (B, T, V)
    losses = np.log(np.exp(logits).sum(axis=-1))
    losses -= np.take_along_axis(logits, targets[..., None], axis=-1)[..., 0]
    return losses[X != 0].mean()


def dropped(seed, scaled=True):
    """The mean of many dropped-out copies, by the mean of the vectors: 1 if it is unchanged."""
    H = np.abs(vectors(seed, True))
    keep = np.random.default_rng(seed).random((2_000, *H.shape)) < 0.9
    return (H * keep / (0.9 if scaled else 1)).mean() / H.mean()


def raises(kind, call):
    try:
        call()
    except kind:
        return True
    return False


def padded_means(seed):
    """The sum of a padded sentence by its number of tokens, by T, and the mean of its rows."""
    E, _ = tables(seed)
    ids = np.random.default_rng(seed).integers(1, 6, size=2 + seed % 3)
    rows = E[[*ids, *[0] * 3]]
    return rows.sum(axis=0) / len(ids), rows.mean(axis=0), E[ids].mean(axis=0)


CLAIMS = (
    Claim(
        quote="For any rows, a + b + c equals c + b + a.",
        kind="always",
        covers=("transformer-sums",),
        holds=lambda seed: same(seed, lambda rows: rows.sum(axis=0), positions=False),
        not_this=lambda seed: same(seed, lambda rows: rows[0] - rows[2], positions=False),
    ),
    Claim(
        quote="Both sentences have the same three rows, in a different order.",
        kind="always",
        covers=("transformer-order",),
        holds=lambda seed: (lambda H: multiset(H[0]) == multiset(H[1]))(vectors(seed, False)),
        not_this=lambda seed: (lambda H: np.array_equal(H[0], H[1]))(vectors(seed, False)),
    ),
    Claim(
        quote="no sum, mean or maximum over their rows can distinguish them",
        kind="always",
        holds=lambda seed: all(
            same(seed, lambda rows, how=how: how(rows, axis=0), positions=False)
            for how in (np.sum, np.mean, np.max, np.min, np.prod)
        ),
        not_this=lambda seed: same(seed, lambda rows: rows[0], positions=False),
    ),
    Claim(
        quote="The vectors are added, not appended, so d stays the same.",
        kind="always",
        covers=("transformer-shape", "film-of-the-positions"),
        cases=[(2, 3, 4), (4, 8, 16), (1, 1, 2), (3, 2, 5), (2, 8, 64)],
        holds=lambda case: el.add_positions(np.ones(case), np.ones((8, case[2]))).shape == case,
        not_this=lambda case: raises(
            ValueError, lambda: el.add_positions(np.ones(case), np.ones((8, case[2])))
        ),
    ),
    Claim(
        quote="E[i] is in both vectors and cancels: P[s] − P[t] is left, for every token.",
        kind="always",
        covers=("transformer-difference",),
        holds=lambda seed: (lambda E, P: np.allclose((E + P[1]) - (E + P[4]), P[1] - P[4]))(
            *tables(seed)
        ),
        not_this=lambda seed: (lambda E, P: np.allclose((E + P[1]) - (E + P[4]), E[1] - E[4]))(
            *tables(seed)
        ),
    ),
    Claim(
        quote="Each sum contains all three rows of P, whatever the order.",
        kind="always",
        covers=("transformer-sums-again",),
        holds=lambda seed: (
            same(seed, lambda rows: rows.sum(axis=0))
            and (lambda H: multiset(H[0]) != multiset(H[1]))(vectors(seed, True))
        ),
        not_this=lambda seed: not same(seed, lambda rows: rows.sum(axis=0)),
    ),
    Claim(
        quote="*bites* is in the middle both times and has one vector. *dog* has two vectors",
        kind="always",
        holds=lambda seed: (
            lambda H: np.array_equal(H[0, 1], H[1, 1]) and not np.allclose(H[0, 0], H[1, 2])
        )(vectors(seed, True)),
        not_this=lambda seed: (lambda H: not np.allclose(H[0, 0], H[1, 2]))(vectors(seed, False)),
    ),
    Claim(
        quote="Without positions and masks, attention does not use the order: its outputs are the "
        "same vectors, in the new order of the words.",
        kind="always",
        covers=("transformer-blind",),
        cases=range(20),
        holds=lambda seed: outputs_of_dog_agree(seed) and all_outputs_are_permuted(seed, False),
        not_this=lambda seed: all_outputs_are_permuted(seed, True),
    ),
    Claim(
        quote="With positions, *dog* gets a different output in each sentence.",
        kind="always",
        cases=range(20),
        holds=lambda seed: not outputs_of_dog_agree(seed, positions=True),
        not_this=lambda seed: not outputs_of_dog_agree(seed, positions=False),
    ),
    Claim(  # what the first edition said of all attention without positions is false with a mask
        quote="Under the causal mask the first token mixes itself alone, and the last one mixes "
        "all three.",
        kind="always",
        covers=("explore-order",),
        cases=range(20),
        holds=lambda seed: not outputs_of_dog_agree(seed, mask=el.causal_mask(3)),
        not_this=lambda seed: outputs_of_dog_agree(seed, mask=el.causal_mask(3)),
    ),
    Claim(
        quote="The division by √d keeps the spread of random scores about the same for every d.",
        kind="about",
        cases=(4, 16, 64, 256, 1024),
        value=lambda d: el.attention_scores(el.init_table(200, d, std=1.0))[OTHERS].std(),
        low=0.9,
        high=1.1,
        not_this=lambda d: el.attention_scores(el.init_table(200, d, std=d**0.25))[OTHERS].std(),
    ),
    Claim(
        quote="The first position has nothing else to attend to.",
        kind="always",
        covers=("transformer-first-place",),
        cases=range(10),
        holds=lambda seed: np.array_equal(causal_weights(seed)[0], [1, 0, 0, 0, 0]),
        not_this=lambda seed: causal_weights(seed)[1, 1] == 1,
    ),
    Claim(
        quote="All entries above the diagonal are exactly 0, not small numbers",
        kind="always",
        covers=("film-of-the-mask", "transformer-causal"),
        cases=[(seed, T, scale) for seed in range(3) for T in (3, 8) for scale in (1, 50)],
        holds=lambda case: (lambda w: not w[np.triu_indices(case[1], 1)].any())(
            causal_weights(*case)
        ),
        not_this=lambda case: (lambda w: not w.any())(
            np.exp(-30 * np.random.default_rng(case[0]).random(case[1]))
        ),
    ),
    Claim(
        quote="Softmax turns each row of scores into weights that sum to 1",
        kind="always",
        covers=("transformer-weights",),
        cases=range(10),
        holds=lambda seed: (
            np.allclose(causal_weights(seed).sum(axis=1), 1)
            and np.allclose(causal_weights(seed, scale=0)[3], [0.25, 0.25, 0.25, 0.25, 0])
        ),
        not_this=lambda seed: np.allclose(causal_weights(seed).sum(axis=0), 1),
    ),
    Claim(
        quote="exp(0) = 1, so each pad gets some of the weight: 0 is an ordinary score.",
        kind="always",
        covers=("transformer-zero-row",),
        holds=lambda seed: (
            lambda w: (w[2:].sum(axis=1) > 0).all() and (w[:2].sum(axis=1) > 0).all()
        )(
            el.masked_softmax(
                el.attention_scores(tables(seed)[0][[1, 4, 0, 0]]), np.ones((4, 4), bool)
            )[:, 2:]
        ),
        not_this=lambda seed: weight_of_pads(seed, np.array([True, True, False, False])).any(),
    ),
    Claim(
        quote="The words have scores above 0 here, so they get more weight than the pads.",
        kind="in this run",
    ),
    Claim(
        quote="No value in E's pad row makes the weight of pads 0 for every token",
        kind="always",
        covers=("both-masks",),
        cases=range(20),
        holds=lambda seed: weight_of_pads(seed).any(),
        not_this=lambda seed: weight_of_pads(seed, np.array([True, True, False, False])).any(),
    ),
    Claim(
        quote="The sum of the rows is safe, since pad rows add 0, but it must be divided by 2 here "
        "and not by 4.",
        kind="always",
        covers=("transformer-averages",),
        holds=lambda seed: np.allclose(padded_means(seed)[0], padded_means(seed)[2]),
        not_this=lambda seed: np.allclose(padded_means(seed)[1], padded_means(seed)[2]),
    ),
    Claim(
        quote="plain softmax computes −∞ − (−∞), which is NaN (not a number)",
        kind="always",
        covers=("transformer-left-padding",),
        cases=range(1, 6),  # pads on the left
        holds=lambda pads: (
            left_padded(pads).sum(axis=1).tolist()[:pads] == [0] * pads
            and np.isnan(plain_softmax(np.where(left_padded(pads)[0], 0, -np.inf))).all()
            and not el.masked_softmax(np.zeros((6, 6)), left_padded(pads))[:pads].any()
        ),
        not_this=lambda pads: np.isnan(
            plain_softmax(np.where(left_padded(pads)[pads], 0, -np.inf))
        ).any(),
    ),
    Claim(
        quote="The next layer mixes the NaN into other rows, even with a weight of 0, because 0 · "
        "NaN is NaN.",
        kind="always",
        cases=(None,),
        holds=lambda _: np.isnan(np.array([0.0, 1.0]) @ np.array([np.nan, 2.0])),
    ),
    Claim(
        quote="an error at best; in NumPy, −1 gives the last row",
        kind="always",
        covers=("transformer-minus-one",),
        holds=lambda seed: (
            lambda E: (
                np.array_equal(E[[-1]], E[[5]])
                and raises(IndexError, lambda: el.lookup(E, [-1]))
                and raises(IndexError, lambda: el.lookup(E, [6]))
            )
        )(tables(seed)[0]),
        not_this=lambda seed: raises(IndexError, lambda: tables(seed)[0][[-1]]),
    ),
    Claim(
        quote="That is E alone. Without new rows in W, the new tokens could never be predicted.",
        kind="always",
        covers=("transformer-resize", "transformer-resize-both"),
        holds=lambda seed: (
            (tables(seed, V=8)[0] @ tables(seed)[0].T).shape == (8, 6)
            and 2 * (el.parameter_count(8, 4) - el.parameter_count(6, 4)) == 16
        ),
        not_this=lambda seed: (tables(seed, V=8)[0] @ tables(seed)[0].T).shape == (8, 8),
    ),
    Claim(
        quote="A pad row stays at 0 only if no gradient reaches it.",
        kind="always",
        covers=("transformer-pad-row",),
        holds=lambda seed: (
            np.allclose(*after_a_step(seed, None)) and not after_a_step(seed, 0)[0].any()
        ),
        not_this=lambda seed: not after_a_step(seed, None)[0].any(),
    ),
    Claim(
        quote="both masks and a loss that leaves out pads keep every gradient away from it",
        kind="always",
        holds=lambda seed: np.isclose(masked_loss(seed, 0), masked_loss(seed, 3), rtol=1e-12),
        not_this=lambda seed: np.isclose(
            masked_loss(seed, 0, tied=True), masked_loss(seed, 3, tied=True)
        ),
    ),
    Claim(
        quote="The other entries are scaled up, so that the mean is unchanged on average.",
        kind="about",
        value=dropped,
        low=0.995,
        high=1.005,
        not_this=lambda seed: dropped(seed, scaled=False),
    ),
    Claim(
        quote="If it is left on at inference, one text gives different vectors each time",
        kind="always",
        covers=("transformer-dropout",),
        cases=range(10),
        holds=lambda seed: (lambda keep: not np.array_equal(*(vectors(seed, True) * keep / 0.9)))(
            np.random.default_rng(seed).random((2, 2, 3, 4)) < 0.9
        ),
        not_this=lambda seed: not np.array_equal(vectors(seed, True), vectors(seed, True)),
    ),
    Claim(
        quote="The mean of the old rows is a usual initial value",
        kind="always",  # what resizing keeps; that it is usual is Hewitt (2021)
        holds=lambda seed: (lambda E: np.array_equal(np.vstack([E, E[1:].mean(axis=0)])[:6], E))(
            tables(seed)[0]
        ),
    ),
)
