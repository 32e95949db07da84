"""Claims of lesson 15: training at scale, search, and a table in shards."""

import numpy as np

import embedlab as el
from tests.claims import Claim
from tests.claims.scale_runs import (
    batch,
    between_kinds,
    here_and_there,
    index,
    kinds_are_near,
    loss_of,
    meetings,
    near_three,
    needed,
    negatives_two_ways,
    rounds,
    seconds,
    shards_give_the_same_rows,
    slope,
    text,
    times_as_fast,
    travels_once,
    two_ways,
    yes_to_made_up_pairs,
)

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
        quote="several times as many, or more",
        kind="always",
        covers=("scale-arrays", "plot-of-tricks"),
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
        quote="From draw to draw it spreads more, because fewer different words are drawn.",
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
        covers=("scale-exact",),
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
    Claim(
        quote="two more numbers are kept for each of them",
        kind="always",
        covers=("scale-memory", "scale-with-state"),
        cases=(None,),
        holds=lambda _: 3 * el.table_bytes(20_000_000, 128) / 1e9 == 30.72,
        not_this=lambda _: 2 * el.table_bytes(20_000_000, 128) / 1e9 == 30.72,
    ),
    Claim(
        quote="row i is held by worker i % 4, and there it is row i // 4",
        kind="always",
        covers=("film-of-the-shards", "scale-owner"),
        holds=lambda seed: shards_give_the_same_rows(seed)[0],
    ),
    Claim(
        quote="Row 1 is needed twice, and comes once.",
        kind="always",
        covers=("scale-rows-travel",),
        holds=travels_once,
        not_this=lambda seed: travels_once(seed, np.asarray),
    ),
    Claim(
        quote="Words repeat, and a row is fetched once.",
        kind="about",
        covers=("scale-travel",),
        cases=range(0, 500_000, 50_000),
        value=lambda start: (needed(start) % 4 != 0).sum(),
        low=687 * 0.7,
        high=687 * 1.3,
        not_this=lambda start: 3072,
    ),
    Claim(
        quote="what travels soon stays level: nearly every row is elsewhere then",
        kind="always",
        cases=range(0, 500_000, 50_000),
        holds=lambda start: (needed(start) % 16 != 0).sum() > 0.9 * (needed(start) % 64 != 0).sum(),
        not_this=lambda start: (
            (needed(start) % 2 != 0).sum() > 0.9 * (needed(start) % 64 != 0).sum()
        ),
    ),
    Claim(
        quote="the first worker would be asked for two thirds of all rows",
        kind="about",
        covers=("scale-turns",),
        cases=range(0, 500_000, 50_000),
        value=lambda start: (needed(start) < 5008 // 4).mean(),
        low=0.6,
        high=0.75,
        not_this=lambda start: (needed(start) % 4 == 0).mean(),
    ),
    Claim(
        quote="Fewer changes were sent than rows were fetched",
        kind="always",
        holds=lambda seed: (lambda t: t.rows_sent.sum() < t.rows_read.sum())(
            rounds(4, 2048, 3, seed)[2]
        ),
        not_this=lambda seed: (lambda t: t.rows_sent.sum() == t.rows_read.sum())(
            rounds(4, 2048, 3, seed)[2]
        ),
    ),
    Claim(
        quote="Bit for bit, because nothing depends on who is first",
        kind="always",
        covers=("scale-same",),
        holds=lambda seed: here_and_there()[seed][0],
        not_this=lambda seed: np.array_equal(
            here_and_there()[seed][1], here_and_there()[(seed + 1) % 5][1]
        ),
    ),
    Claim(
        quote="in this run about a hundred times as much was sent back and forth",
        kind="in this run",
    ),
    Claim(quote="It isn't faster here.", kind="in this run"),
    Claim(quote="Four times the partitions make a third of the rounds here.", kind="in this run"),
    Claim(
        quote="More partitions make fewer rounds, and fewer teach less.",
        kind="always",
        covers=("scale-rounds",),
        holds=lambda seed: (
            rounds(16, 2048, 3, seed)[0] < rounds(4, 2048, 3, seed)[0]
            and loss_of("16", seed) > loss_of("4", seed) + 0.6
        ),
        not_this=lambda seed: loss_of("small", seed) > loss_of("4", seed) + 0.6,
    ),
    Claim(
        quote="a round of 16 teaches no more than a round of 4",
        kind="always",
        holds=lambda seed: loss_of("16", seed) > loss_of("few", seed),
        not_this=lambda seed: loss_of("16", seed) < loss_of("few", seed),
    ),
    Claim(
        quote="a good part of the difference in loss returns",
        kind="always",
        holds=lambda seed: (
            0.3
            < (loss_of("16", seed) - loss_of("small", seed))
            / (loss_of("16", seed) - loss_of("4", seed))
            < 1
        ),
    ),
    Claim(
        quote="gives rows to 2,126 words instead of 5,008",
        kind="always",
        cases=(None,),
        holds=lambda _: (text()[0] >= 20).sum() == 2126,
        not_this=lambda _: (text()[0] >= 5).sum() == 2126,
    ),
    Claim(
        quote="so the text gets only 5% shorter",
        kind="about",
        cases=(None,),
        value=lambda _: text()[0][text()[0] < 20].sum() / text()[0].sum(),
        low=0.045,
        high=0.055,
        not_this=lambda _: (text()[0] < 20).mean(),
    ),
)

NO_CLAIM = {"scale-measure-recall": "It says what to do; nothing in it could be false."}
