"""Claims of lesson 15 on tables that no longer fit in one place."""

import numpy as np

import embedlab as el
from tests.claims import Claim
from tests.claims.scale_runs import (
    here_and_there,
    loss_of,
    needed,
    rounds,
    shards_give_the_same_rows,
    travels_once,
)

SHARDS = (
    Claim(
        quote="two more numbers are kept for each of them",
        kind="always",
        covers=("scale-with-state",),
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
        quote="the number of rows that travel soon stops growing",
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
)
