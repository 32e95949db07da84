"""Claims of lesson 15: training at scale, search, and a table in shards."""

import numpy as np

import embedlab as el
from tests.claims import Claim
from tests.claims.scale_runs import (
    batch,
    between_kinds,
    index,
    kinds_are_near,
    meetings,
    near_three,
    negatives_two_ways,
    seconds,
    slope,
    text,
    times_as_fast,
    two_ways,
    yes_to_made_up_pairs,
)
from tests.claims.scale_shards import SHARDS

CLAIMS = (
    Claim(
        quote="Numbers are near numbers, and relatives near relatives.",
        kind="always",
        covers=("scale-three",),
        holds=kinds_are_near,
        not_this=lambda seed: kinds_are_near(seed, np.random.default_rng(seed)),
    ),
    Claim(
        quote="None of these pairs ever meets",
        kind="always",
        covers=("scale-together",),
        cases=(None,),
        holds=lambda _: (
            meetings("three", "seven")
            == meetings("mother", "uncle")
            == meetings("darcy", "knightley")
            == 0
        ),
        not_this=lambda _: meetings("pounds", "thousand") == 0,
    ),
    Claim(
        quote="“pounds” and “thousand”, do occur together",
        kind="always",
        cases=(None,),
        holds=lambda _: meetings("pounds", "thousand") > 5,
        not_this=lambda _: meetings("three", "seven") > 5,
    ),
    Claim(
        quote="After a tenth of the training all rows still point nearly one way.",
        kind="always",
        covers=("play-the-training",),
        holds=lambda seed: between_kinds(seed, 5) > 0.7,
        not_this=lambda seed: between_kinds(seed, 50) > 0.7,
    ),
    Claim(
        quote="“seven” remains near “three”, and “mother” does not.",
        kind="always",
        holds=lambda seed: near_three(seed, "seven") > 0.65 > 0.5 > near_three(seed, "mother"),
        not_this=lambda seed: near_three(seed, "mother") > near_three(seed, "seven"),
    ),
    Claim(
        quote="One pair costs V · d = 500,800 multiplications",
        kind="always",
        covers=("scale-cost-of-a-pair",),
        cases=(None,),
        holds=lambda _: len(text()[0]) * 100 == 500_800,
    ),
    Claim(
        quote="The other 5,002 rows of W are neither looked up nor changed.",
        kind="always",
        covers=("scale-rows",),
        holds=lambda seed: (
            el.row_gradient(
                np.random.default_rng(seed).choice(5008, 6, replace=False), np.ones((6, 2)), 5008
            )
            .any(axis=1)
            .sum()
            == 6
        ),
        not_this=lambda seed: len(text()[0]) - 1 == 5_002,
    ),
    Claim(
        quote="then 1.5 of 100 are “the”",
        kind="about",
        covers=("scale-noise",),
        cases=(None,),
        value=lambda _: (text()[0] ** 0.75 / (text()[0] ** 0.75).sum())[0],
        low=0.0145,
        high=0.0155,
        not_this=lambda _: text()[0][0] / text()[0].sum(),
    ),
    Claim(
        quote="Each of the {k} + 1 answers has the probability ½, and −ln ½ is 0.69.",
        kind="always",
        covers=("scale-start-loss",),
        cases=(None,),
        holds=lambda _: round(-np.log(1 / (1 + np.exp(0))), 2) == 0.69,
    ),
    Claim(
        quote="Without a single “no”, “yes” to everything is a perfect strategy.",
        kind="always",
        covers=("scale-no-negatives",),
        holds=lambda seed: yes_to_made_up_pairs(seed, 0)[0] > 0.8,
        not_this=lambda seed: yes_to_made_up_pairs(seed, 5)[0] > 0.8,
    ),
    Claim(
        quote="All rows grow in one direction.",
        kind="always",
        holds=lambda seed: yes_to_made_up_pairs(seed, 0)[1] > 0.5,
        not_this=lambda seed: yes_to_made_up_pairs(seed, 5)[1] > 0.5,
    ),
    Claim(
        quote="Both return the gradients of the two tables.",
        kind="always",
        holds=lambda seed: all(
            np.allclose(a, b, atol=1e-4)
            for a, b in zip(*(way(*batch(seed, 50)) for way in two_ways()), strict=True)
        ),
        not_this=lambda seed: np.allclose(*two_ways()[1](*batch(seed, 50))),
    ),
    Claim(
        quote="So they are several times as fast as the loop.",
        kind="always",
        covers=("plot-of-tricks",),
        holds=lambda seed: times_as_fast(seed) > 3,
        not_this=lambda seed: times_as_fast(seed) < 1.5,
    ),
    Claim(
        quote="so that on average the sum stays the same",
        kind="always",
        covers=("scale-shared-weight",),
        holds=lambda seed: (
            lambda own, shared: abs(5 / 32 * shared.mean() / own.mean() - 1) < 0.03
        )(*negatives_two_ways(seed)),
        not_this=lambda seed: (lambda own, shared: abs(shared.mean() / own.mean() - 1) < 0.03)(
            *negatives_two_ways(seed)
        ),
    ),
    Claim(
        quote="From draw to draw the sum spreads more, because fewer different words are drawn.",
        kind="always",
        holds=lambda seed: (lambda own, shared: 5 / 32 * shared.std() > own.std())(
            *negatives_two_ways(seed)
        ),
        not_this=lambda seed: (lambda own, shared: 5 / 32 * shared.std() < own.std())(
            *negatives_two_ways(seed)
        ),
    ),
    Claim(
        quote="Twice the text takes about twice the time.",
        kind="about",
        covers=("scale-slopes", "slopes-of-the-trainer"),
        value=lambda seed: slope("length", seed),
        low=0.7,
        high=1.3,
        not_this=lambda seed: slope("V", seed),
    ),
    Claim(
        quote="Twice the d takes less than twice while d is small",
        kind="always",
        holds=lambda seed: slope("d", seed) < 1,
        not_this=lambda seed: slope("d", seed) > 1,
    ),
    Claim(
        quote="V costs hardly anything.",
        kind="always",
        holds=lambda seed: slope("V", seed) < 0.4,
        not_this=lambda seed: slope("length", seed) < 0.4,
    ),
    Claim(
        quote="A straight line means time ∝ size^slope",
        kind="always",
        covers=("scale-slope",),
        cases=(None,),
        holds=lambda _: np.allclose(
            [
                np.polyfit(np.log([1, 2, 4]), np.log(np.array([1, 2, 4.0]) ** s), 1)[0]
                for s in (0, 2)
            ],
            [0, 2],
        ),
    ),
    Claim(
        quote="Forty million multiplications are a matter of milliseconds.",
        kind="always",
        holds=lambda seed: (
            lambda E, q: 1e-4 < min(seconds(lambda: E @ q) for _ in range(3)) < 0.1
        )(np.ones((400_000, 100), np.float32), np.full(100, seed, np.float32)),
    ),
    Claim(
        quote="In GloVe about a quarter of the rows give nine of ten neighbours.",
        kind="about",
        covers=("scale-recall", "recall-by-cells"),
        value=lambda seed: index("GloVe", seed, 16)[0],
        low=0.87,
        high=0.96,
        not_this=lambda seed: index("random", seed, 16)[0],
    ),
    Claim(
        quote="In GloVe about a quarter of the rows",
        kind="about",
        value=lambda seed: index("GloVe", seed, 16)[1],
        low=0.19,
        high=0.31,
        not_this=lambda seed: index("GloVe", seed, 32)[1],
    ),
    Claim(
        quote="In random rows 16 cells find fewer than half.",
        kind="always",
        holds=lambda seed: index("random", seed, 16)[0] < 0.5,
        not_this=lambda seed: index("GloVe", seed, 16)[0] < 0.5,
    ),
    Claim(
        quote="A row near the query may be nearer to another centre",
        kind="always",
        covers=("scale-index",),
        holds=lambda seed: index("GloVe", seed, 4)[0] < 0.9,
        not_this=lambda seed: index("GloVe", seed, 100)[0] < 0.9,
    ),
    Claim(
        quote="{C} centres, and {n} cells of V / {C} rows each; exact search takes {V:,}.",
        kind="always",
        covers=("scale-cells",),
        cases=(None,),
        holds=lambda _: 100 + 2 * 10_000 // 100 == 300,
    ),
    *SHARDS,
)

NO_CLAIM = {"scale-measure-recall": "It says what to do; nothing in it could be false."}
