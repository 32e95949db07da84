"""Claims of lesson 06: skip-gram in two dimensions, over seeds, steps and learning rates."""

from itertools import combinations

import numpy as np

import embedlab as el
from tests.claims import Claim
from tests.claims.training_checks import (
    AND,
    CORPUS,
    COW,
    DOG,
    GROUP,
    KINDS,
    PARIS,
    ROME,
    V,
    back_at_the_old_point,
    best_rate,
    comes_back_first,
    dots_move,
    exponential_order,
    first_loss,
    frequencies,
    jumps,
    least_cosine,
    logit_gradient,
    losses_agree,
    lowest_loss,
    maps_differ,
    nearer_to_twin,
    one_best_place,
    other_neighbours,
    path,
    perplexity_of,
    pulls_weaken,
    replaceable,
    rows_of_a_step,
    rows_of_pairs,
    run,
    separated_at_the_start,
    separates,
    sharing,
    starts_slowly,
    walked_back,
)

CLAIMS = (
    Claim(
        quote="Each animal can replace any other animal, and the same holds for foods, numbers and "
        "cities.",
        kind="always",
        cases=[*KINDS, KINDS[0]],
        holds=replaceable,
        not_this=lambda kind: replaceable(kind, other=True),
    ),
    Claim(
        quote="two words that are close give two pairs, one in each direction",
        kind="always",
        covers=("training-pairs",),
        cases=(1, 2, 3, 4, 5),
        holds=lambda window: np.allclose(frequencies(window), frequencies(window).T),
    ),
    Claim(
        quote="A larger logit gets a larger probability.",
        kind="always",
        covers=("training-softmax",),
        holds=exponential_order,
        not_this=lambda seed: exponential_order(seed, sign=-1),
    ),
    Claim(
        quote="If all V words are equally likely, p = 1/V and the loss is ln V",
        kind="always",
        covers=("training-start-loss",),
        cases=[(seed, d) for seed in range(5) for d in (2, 16)],
        holds=first_loss,
        not_this=lambda case: first_loss(case, std=2.0),
    ),
    Claim(
        quote="Exp(cross-entropy) is the perplexity, the number of equally likely choices left",
        kind="always",
        covers=("training-perplexity",),
        cases=(2, 5, 10, 38, 100),
        holds=perplexity_of,
    ),
    Claim(
        quote="So ∂L/∂z = p − y",
        kind="always",
        covers=("training-p-minus-y",),
        holds=logit_gradient,
        not_this=lambda seed: logit_gradient(seed, label=0),
    ),
    Claim(
        quote="In E the rows of the centres moved; several of the 32 centres were the same word. "
        "In W all rows moved.",
        kind="always",
        covers=("training-rows-moved",),
        cases=[(seed, batch) for seed in range(5) for batch in (1, 32)],
        holds=rows_of_a_step,
        not_this=rows_of_pairs,
    ),
    Claim(
        quote="Each sum is rounded, so walking back is close but not exact.",
        kind="always",
        holds=lambda seed: walked_back(seed) == (True, False),
        not_this=lambda seed: walked_back(seed)[1],
    ),
    Claim(
        quote="the same random seed gives the same run",
        kind="always",
        holds=lambda seed: np.array_equal(
            run(seed, 20).tables, el.train(CORPUS, seed=seed, steps=20, lr=2).tables
        ),
        not_this=lambda seed: np.array_equal(run(seed, 20).tables, run(seed + 1, 20).tables),
    ),
    Claim(
        quote="In about the same direction, at different distances.",
        kind="always",
        covers=("training-where-animals",),
        cases=range(20),
        holds=lambda seed: least_cosine(run(seed).tables[-1], GROUP == "animals") > 0.7,
        not_this=lambda seed: least_cosine(run(seed).tables[-1], GROUP == "foods") > 0.7,
    ),
    Claim(
        quote="“dog” and “cow” move in about the same direction, “rome” in another",
        kind="always",
        covers=("play-the-run",),
        cases=range(20),
        holds=lambda s: (
            el.cosine(path(run(s), DOG), path(run(s), COW)) > 0.7
            and el.cosine(path(run(s), DOG), path(run(s), ROME)) < 0.2
        ),
        not_this=lambda s: el.cosine(path(run(s), DOG), path(run(s), ROME)) > 0.7,
    ),
    Claim(
        quote="The loss falls slowly at first, then fast, then slowly again.",
        kind="always",
        cases=range(20),
        holds=starts_slowly,
        not_this=lambda seed: not starts_slowly(seed),
    ),
    Claim(quote="Longer rows pull harder.", kind="always", holds=pulls_weaken),
    Claim(
        quote="Some steps raise the mean loss.",
        kind="always",
        cases=range(20),
        holds=lambda seed: (np.diff(run(seed).losses) > 0).any(),
        not_this=lambda seed: (np.diff(run(seed).losses) > 0).mean() > 0.5,
    ),
    Claim(
        quote="And the loss cannot reach 0: even a model that knows the exact frequencies is left "
        "with 1.885 nats",
        kind="always",
        cases=[(seed, d) for seed in range(5) for d in (2, 16)],
        holds=lambda c: round(lowest_loss(), 3) == 1.885 < run(c[0], d=c[1]).losses.min(),
        not_this=lambda c: run(c[0], d=c[1]).losses.min() < 1.885,
    ),
    Claim(
        quote="At the end of this run the words of a group share a direction", kind="in this run"
    ),
    Claim(
        quote="So the same rows of W pulled on both, and both moved the same way.",
        kind="always",
        covers=("training-same-pull",),
        cases=range(20),
        holds=lambda s: el.cosine(path(run(s), PARIS), path(run(s), ROME)) > 0.9,
        not_this=lambda s: el.cosine(path(run(s), PARIS), path(run(s), COW)) > 0.9,
    ),
    Claim(
        quote='It does not return to the old point: it is nearer to where "dog" would be by now '
        "without the drag.",
        kind="always",
        covers=("training-dragged-dog", "training-drag", "live-model"),
        holds=nearer_to_twin,
        not_this=back_at_the_old_point,
    ),
    Claim(
        quote="With W fixed, each row has exactly one best point, and small enough steps lead "
        "there from anywhere.",
        kind="always",
        holds=one_best_place,
        not_this=lambda seed: one_best_place(seed, W=np.ones((V, 2))),
    ),
    Claim(
        quote='Drag the frequent word "and", then the rare word "dog".',
        kind="always",
        holds=lambda s: run(s).touched[1:, AND].sum() > 2 * run(s).touched[1:, DOG].sum(),
        not_this=lambda s: run(s).touched[1:, DOG].sum() > 100,
    ),
    Claim(
        quote="Which of the two comes back in fewer steps?",
        kind="always",
        holds=comes_back_first,
        not_this=lambda seed: comes_back_first(seed, DOG, AND),
    ),
    Claim(
        quote="after 150 steps it is 2, but after 50 it is 10 in 15 of 20 runs",
        kind="always",
        covers=("training-lr",),
        cases=(None,),
        holds=lambda _: (
            all(best_rate(seed, 150) == 2 for seed in range(5))
            and sum(best_rate(seed, 50) == 10 for seed in range(20)) == 15
        ),
        not_this=lambda _: all(best_rate(seed, 50) == 2 for seed in range(5)),
    ),
    Claim(
        quote="Too small a step is slow, too large a step overshoots",
        kind="always",
        covers=("loss-by-learning-rate",),
        holds=lambda seed: jumps(seed, slow=0.1, fast=10),
        not_this=lambda seed: jumps(seed, slow=0.1, fast=2),
    ),
    Claim(
        quote="With 50 the numbers soon become too large for float32, and the run stops.",
        kind="always",
        holds=lambda seed: run(seed, lr=50).stopped != "",
        not_this=lambda seed: run(seed, lr=10).stopped != "",
    ),
    Claim(
        quote="so losses of different windows are not comparable",
        kind="always",
        covers=("windows-and-seeds",),
        cases=(None,),
        holds=lambda _: all(
            abs(lowest_loss(a) - lowest_loss(b)) > 0.1 for a, b in combinations((1, 2, 5), 2)
        ),
    ),
    Claim(
        quote='The losses are close, and "dog" is elsewhere each time. It is not the same map '
        "rotated",
        kind="always",
        covers=("training-seeds",),
        cases=(None,),
        holds=lambda _: losses_agree(range(20)) and maps_differ(range(20)),
        not_this=lambda _: not maps_differ(range(20)),
    ),
    Claim(
        quote="Two groups share a direction (cosine above 0.9) in 11 of 20 runs",
        kind="always",
        cases=(None,),
        holds=lambda _: sharing(range(20)) == 11,
        not_this=lambda _: sharing(range(20)) == 0,
    ),
    Claim(
        quote="All three separate the groups here.",
        kind="always",
        holds=separates,
        not_this=separated_at_the_start,
    ),
    Claim(
        quote="what moves in the figure has moved in the space",
        kind="always",
        covers=("training-basis", "play-sixteen-dimensions"),
        holds=lambda seed: dots_move(seed, own=True) and not dots_move(seed, own=False),
        not_this=lambda seed: not dots_move(seed, own=True),
    ),
    Claim(quote="The figure shows 57% of the variance in this run.", kind="in this run"),
    Claim(
        quote="For about 88% of the words (20 seeds), the three nearest in the figure are not the "
        "three nearest in the space.",
        kind="about",
        cases=[range(s, s + 4) for s in range(0, 20, 4)],
        value=other_neighbours,
        low=0.84,
        high=0.92,
        not_this=lambda seeds: other_neighbours(seeds, same=True),
    ),
)

NO_CLAIM = {"training-which-table": "what word2vec and GloVe return is documented, not measured"}
