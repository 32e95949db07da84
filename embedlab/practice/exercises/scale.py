"""Exercises of lesson 15: real pairs against drawn words, and a table in shards."""

import numpy as np

from embedlab.practice.exercises.kinds import Function, Mistake, Numbers, mistake
from embedlab.practice.exercises.scale_program import INDEX
from embedlab.practice.exercises.scale_tasks import TASKS

__all__ = ["EXERCISES", "TASKS"]


# ---- scale-memory --------------------------------------------------------------------------------


def memory(items, d):
    n = items * d
    MB = 4 * n / 1e6
    names = {"items": items, "d": d, "n": n / 1e6, "MB": MB, "all": 3 * MB}
    machines = int(np.ceil(3 * MB / 1000))
    return names | {"machines": machines, "fewer": machines - 1, "held": 1000 * (machines - 1)}


def draw_memory(rng):
    return memory(500_000 * int(rng.integers(4, 30)), int(rng.choice([32, 48, 64, 96, 128])))


MEMORY = Numbers(
    name="scale-memory",
    task=(
        "**Does it fit?**\n\n"
        "A shop has {items:,} items and gives each a row of d = {d} numbers in float32. Adam keeps "
        "two more numbers for each number of the table. Give three numbers: (1) megabytes of "
        "the table (1 MB = 10⁶ bytes), (2) megabytes of the table with what Adam keeps, (3) how "
        "many machines are needed if each has 1,000 MB free and holds whole rows with their "
        "state."
    ),
    stub="answer = ...",
    answer=lambda MB, machines: (MB, 3 * MB, machines),
    draw=draw_memory,
    first=memory(5_000_000, 64),
    mistakes=(
        Mistake(
            lambda n: (n, 3 * n, np.ceil(3 * n / 1000)),
            "You counted the numbers, in millions. How many bytes does a float32 take?",
        ),
        Mistake(
            lambda MB: (8 * MB, 24 * MB, np.ceil(24 * MB / 1000)),
            "These are megabits. How many bytes does a float32 take?",
        ),
        Mistake(
            lambda MB: (2 * MB, 6 * MB, np.ceil(6 * MB / 1000)),
            "You took 8 bytes for each number. How many does a float32 take?",
        ),
        Mistake(
            lambda MB: (MB, 2 * MB, np.ceil(2 * MB / 1000)),
            "The first number is correct. For the second you doubled it: how many numbers are in "
            "memory for each number of the table, itself included?",
        ),
        Mistake(
            lambda MB: (MB, MB, np.ceil(MB / 1000)),
            "The first number is correct. The second is the same: what does Adam keep besides?",
        ),
        Mistake(
            lambda MB, fewer: (MB, 3 * MB, fewer),
            "The first two are correct. How much do {fewer} machines hold, and is that enough?",
        ),
        Mistake(
            lambda MB: (MB, 3 * MB, np.ceil(MB / 1000)),
            "The first two are correct. The third counts machines for the table alone: where is "
            "the state of a row?",
        ),
        Mistake(
            lambda MB: (MB, 3 * MB, 3 * MB / 1000),
            "The first two are correct. How many whole machines is that?",
        ),
        Mistake(
            lambda MB: (MB, 3 * MB, np.ceil(MB / 1000) + np.ceil(2 * MB / 1000)),
            "The first two are correct. For the third you rounded up twice, for the table and for "
            "the state. Do they need machines of their own?",
        ),
        Mistake(
            lambda MB: (MB, 4 * MB, np.ceil(4 * MB / 1000)),
            "The first number is correct. For the second you let Adam keep three more numbers for "
            "each number of the table. How many does it keep?",
        ),
    ),
    hints=(
        "The table has {items:,} · {d} numbers, each of 4 bytes.",
        "With Adam there are three numbers in memory for each number of the table.",
        "Divide by 1,000 MB and round up.",
    ),
    why=("V · d numbers times 4 bytes, times 3 with Adam: two thirds of the memory are state."),
    working=(
        "{items:,} · {d} · 4 bytes = {MB:,.0f} MB. Adam keeps two more numbers for each, so "
        "3 · {MB:,.0f} = {all:,.0f} MB. {fewer} machines hold {held:,} MB, "
        "so {machines} are needed."
    ),
)


# ---- scale-noise ---------------------------------------------------------------------------------


def noise_fractions(counts):
    powers = np.array(counts) ** 0.75
    return powers / powers.sum()


def draw_counts(rng):
    counts = [
        int(rng.integers(900, 5000)),
        int(rng.integers(50, 300)),
        *rng.integers(2, 40, size=3),
    ]
    return (rng.permutation(counts).tolist(),)


@mistake(
    "These are the fractions of the text itself. How often is “the” drawn then, and what does the "
    "power change?"
)
def no_power(counts):
    return np.array(counts) / sum(counts)


@mistake(
    "You took the power of each fraction, and now they don't sum to 1. Which comes last, the power "
    "or the division?"
)
def power_of_fractions(counts):
    return (np.array(counts) / sum(counts)) ** 0.75


@mistake("These are the counts to the power of ¾. What turns them into fractions that sum to 1?")
def powers_only(counts):
    return np.array(counts) ** 0.75


@mistake(
    "Every word got the same fraction. Which should be drawn more often, a frequent word or a "
    "rare one?"
)
def evenly(counts):
    return np.ones(len(counts)) / len(counts)


@mistake(
    "This power makes frequent words even more frequent than in the text. Is ¾ above or below 1?"
)
def four_thirds(counts):
    powers = np.array(counts) ** (4 / 3)
    return powers / powers.sum()


@mistake(
    "You multiplied by ¾, so all fractions shrank alike. What is their sum, and how does Python "
    "write a power?"
)
def three_quarters_of(counts):
    return 0.75 * np.array(counts) / sum(counts)


@mistake(
    "The powers were divided by the sum of the counts. By which sum must they be divided so that "
    "they sum to 1?"
)
def powers_by_all_counts(counts):
    return np.array(counts) ** 0.75 / sum(counts)


@mistake("The rarest word got the largest fraction. What sign does the exponent have?")
def rarest_most(counts):
    powers = np.array(counts) ** -0.75
    return powers / powers.sum()


@mistake(
    "The most frequent word got 1, which leaves nothing for the others. By what should the powers "
    "be divided?"
)
def by_the_largest(counts):
    powers = np.array(counts) ** 0.75
    return powers / powers.max()


@mistake(
    "These are the fractions of the third powers. In `** 3 / 4`, which comes first in Python: the "
    "power or the division?"
)
def third_power(counts):
    powers = np.array(counts) ** 3.0
    return powers / powers.sum()


NOISE = Function(
    name="scale-noise",
    task=(
        "**Which words are drawn as negatives?**\n\n"
        "`counts` contains how often each word occurs in the text. A word is drawn in proportion "
        "to its count to the power of ¾. Return, for each word, the fraction of the negatives that "
        "it gets. The fractions sum to 1."
    ),
    stub="def noise_fractions(counts):\n    ...",
    reference=noise_fractions,
    cases=draw_counts,
    small=([16, 1, 81],),
    edges=(([1, 1],), ([10_000, 1],)),
    mistakes=(
        no_power,
        power_of_fractions,
        powers_only,
        evenly,
        four_thirds,
        three_quarters_of,
        powers_by_all_counts,
        rarest_most,
        by_the_largest,
        third_power,
    ),
    hints=(
        "Two steps: powers, then fractions.",
        "`np.array(counts) ** 0.75` gives the powers; divide them by their own sum.",
    ),
    why=(
        "The power lies between the fractions of the text and even ones: “the” is drawn less "
        "often, and a rare word more often."
    ),
)


# ---- scale-pair ----------------------------------------------------------------------------------


def pair_gradient(e, rows):
    miss = 1 / (1 + np.exp(-(rows @ e)))  # (1 + k,)
    miss[0] -= 1
    return miss @ rows, np.outer(miss, e)


def draw_pair(rng):
    d, k = int(rng.integers(4, 7)), int(rng.integers(2, 4))
    return rng.normal(size=d).round(2), rng.normal(size=(k + 1, d)).round(2)


def gradient_with(e, rows, miss):
    return miss @ rows, np.outer(miss, e)


def answers(e, rows):
    return 1 / (1 + np.exp(-(rows @ e)))


@mistake("All rows are treated as negatives, the real neighbour too. What is its label?")
def no_label(e, rows):
    return gradient_with(e, rows, answers(e, rows))


@mistake("All rows are treated as real neighbours. What is the label of a negative?")
def all_yes(e, rows):
    return gradient_with(e, rows, answers(e, rows) - 1)


def labels(rows):
    return np.arange(len(rows)) == 0


@mistake("The labels are swapped. Which row of `rows` belongs to the real neighbour?")
def labels_swapped(e, rows):
    return gradient_with(e, rows, answers(e, rows) - ~labels(rows))


@mistake(
    "Each sign is flipped: this is the direction of the step, not of the gradient. Is it "
    "probability − label or label − probability?"
)
def label_minus_answer(e, rows):
    return gradient_with(e, rows, labels(rows) - answers(e, rows))


@mistake("You treated the score as the probability. What turns a score into a probability?")
def scores_as_answers(e, rows):
    return gradient_with(e, rows, rows @ e - labels(rows))


@mistake(
    "Your probabilities sum to 1, as with softmax. Here each score is a question of its own: yes "
    "or no?"
)
def softmax_over_six(e, rows):
    p = np.exp(rows @ e)
    return gradient_with(e, rows, p / p.sum() - labels(rows))


@mistake("You divided by 1 + k. Is the loss of a pair the mean over its answers, or their sum?")
def mean_over_six(e, rows):
    return gradient_with(e, rows, (answers(e, rows) - labels(rows)) / len(rows))


@mistake(
    "You multiplied by the slope of the sigmoid as well. With −ln of the probability as the loss "
    "it cancels: what is left?"
)
def derivative_of_sigmoid_too(e, rows):
    p = answers(e, rows)
    return gradient_with(e, rows, (p - labels(rows)) * p * (1 - p))


@mistake(
    "The second gradient is correct. In the first only the real neighbour pulls: what do the "
    "negatives do to `e`?"
)
def real_one_moves_e(e, rows):
    miss = answers(e, rows) - labels(rows)
    return miss[0] * rows[0], np.outer(miss, e)


@mistake(
    "The first gradient is correct. In the second the rows of the negatives have 0: in which terms "
    "of the loss do they occur?"
)
def only_real_row_moves(e, rows):
    miss = answers(e, rows) - labels(rows)
    return miss @ rows, np.outer(miss * labels(rows), e)


@mistake(
    "The second gradient was taken after `e` had moved. Both belong to the loss before the step: "
    "which `e` was that?"
)
def rows_after_e(e, rows):
    miss = answers(e, rows) - labels(rows)
    return miss @ rows, np.outer(miss, e - miss @ rows)


PAIR = Function(
    name="scale-pair",
    task=(
        "**One pair and its negatives**\n\n"
        "`e` (d,) is the row of the centre. `rows` (1 + k, d) contains k + 1 rows of W: first the "
        "real neighbour's, then those of k negatives. The probability of “yes” is the sigmoid of "
        "the dot product. Return the gradients of the pair's loss: with respect to `e`, (d,), and "
        "with respect to `rows`, (1 + k, d)."
    ),
    stub=(
        "def pair_gradient(e, rows):\n"
        "    score = rows @ e  # (1 + k,)\n"
        "    ...\n"
        "    return de, drows"
    ),
    reference=pair_gradient,
    cases=draw_pair,
    small=(np.array([1.0, 2.0]), np.array([[0.5, -1.0], [1.0, 0.0], [-0.5, 0.5]])),
    edges=((np.array([0.0, 0.0, 0.0]), np.array([[1.0, 2.0, 3.0], [3.0, 2.0, 2.0]])),),
    mistakes=(
        no_label,
        all_yes,
        labels_swapped,
        label_minus_answer,
        scores_as_answers,
        softmax_over_six,
        mean_over_six,
        derivative_of_sigmoid_too,
        real_one_moves_e,
        only_real_row_moves,
        rows_after_e,
    ),
    hints=(
        "Probability − label, for each of the 1 + k scores.",
        "`miss = 1 / (1 + np.exp(-score))`, then `miss[0] -= 1`.",
        "`e` gets the sum of `miss[r] * rows[r]`; row r gets `miss[r] * e`.",
    ),
    why="Probability − label, as with softmax; but only 1 + k rows of W take part, whatever V is.",
)


# ---- scale-shared --------------------------------------------------------------------------------


def push_of_negatives(X, N, k):
    yes = 1 / (1 + np.exp(-(X @ N.T)))  # (B, S)
    return k / len(N) * (yes @ N)


def draw_batch(rng):
    B, S, d, k = (int(rng.integers(*ends)) for ends in ((3, 6), (8, 12), (4, 7), (2, 5)))
    return rng.normal(size=(B, d)).round(2), rng.normal(size=(S, d)).round(2), k


@mistake(
    "Each pair is pushed by all S shared words, as if it had drawn S negatives. How many negatives "
    "should they stand in for?"
)
def unweighted(X, N, k):
    return push_of_negatives(X, N, len(N))


@mistake(
    "There is a weight now, and it makes the push larger. S words stand in for k: is the weight "
    "above or below 1 if S is larger than k?"
)
def upside_down(X, N, k):
    return len(N) / k * unweighted(X, N, k)


@mistake("This is the push of one negative, on average. How many does a pair have?")
def mean_of_shared(X, N, k):
    return unweighted(X, N, k) / len(N)


@mistake(
    "All S shared words push, and each of them k times. How many negatives should they stand in "
    "for together?"
)
def times_k(X, N, k):
    return k * unweighted(X, N, k)


@mistake(
    "You divided by k. More negatives per pair then push less. By what must the sum be divided?"
)
def divided_by_k(X, N, k):
    return unweighted(X, N, k) / k


@mistake("You divided by the number of pairs. Over how many words does the sum `yes @ N` run?")
def batch_for_shared(X, N, k):
    return k / len(X) * unweighted(X, N, k)


@mistake(
    "The weight is correct, but each row was divided by the number of pairs as well. How does the "
    "gradient of one pair depend on the others in the batch?"
)
def mean_over_batch(X, N, k):
    return push_of_negatives(X, N, k) / len(X)


@mistake(
    "Only the first k of the shared words push. That is correct on average, but the others were "
    "fetched as well. Which weight lets you use them all?"
)
def first_k_only(X, N, k):
    return unweighted(X, N[:k], k)


@mistake(
    "The weight went into the scores, so the probabilities changed. Where does it belong: before "
    "or after the sigmoid?"
)
def weight_in_scores(X, N, k):
    return 1 / (1 + np.exp(-(k / len(N)) * (X @ N.T))) @ N


@mistake(
    "The size is correct, and each sign is flipped. The label of a negative is 0: what is "
    "probability − label?"
)
def wrong_sign(X, N, k):
    return -push_of_negatives(X, N, k)


@mistake(
    "You subtracted 1 from the probabilities, as for a real pair. What is the label of a negative?"
)
def label_of_real_pairs(X, N, k):
    return k / len(N) * ((1 / (1 + np.exp(-(X @ N.T))) - 1) @ N)


SHARED = Function(
    name="scale-shared",
    task=(
        "**Find the bug: shared negatives**\n\n"
        "`X` (B, d) contains the rows of E for the centres of B pairs. The batch shares S "
        "negatives, whose rows are `N` (S, d). For each pair they stand in for k negatives of its "
        "own. The function should return the part of ∂L/∂X that comes from the negatives, the "
        "same on average as with k of its own. Find the bug and correct it."
    ),
    stub=(
        "def push_of_negatives(X, N, k):\n"
        "    yes = 1 / (1 + np.exp(-(X @ N.T)))  # (B, S)\n"
        "    return yes @ N"
    ),
    reference=push_of_negatives,
    cases=draw_batch,
    small=(
        np.array([[1.0, 0.0], [0.0, 2.0]]),
        np.array([[1.0, 1.0], [0.0, 1.0], [2.0, 0.0], [1.0, -1.0]]),
        3,
    ),
    edges=((np.array([[0.0, 0.0, 1.0]]), np.array([[1.0, 2.0, 3.0], [1.0, 0.0, 1.0]]), 1),),
    mistakes=(
        unweighted,
        upside_down,
        mean_of_shared,
        times_k,
        divided_by_k,
        batch_for_shared,
        mean_over_batch,
        first_k_only,
        weight_in_scores,
        wrong_sign,
        label_of_real_pairs,
    ),
    hints=(
        "With k negatives of its own, the push on a pair is a sum of k terms. How many terms does "
        "your sum have?",
        "Take the mean over the S shared words, then k times that.",
    ),
    why=(
        "S shared words with the weight k / S push as k words on average, and they are fetched "
        "once for all pairs."
    ),
)


# ---- scale-travel --------------------------------------------------------------------------------


def bytes_fetched(ids, me, shards, d):
    rows = np.unique(ids)
    return int((rows % shards != me).sum()) * d * 4


def draw_fetch(rng):
    shards, d = int(rng.integers(3, 6)), int(rng.integers(6, 40))
    rows = rng.choice(40, size=9, replace=False)
    me = int(rows[0] % shards)  # at least one row is its own
    return np.concatenate([rows, rng.choice(rows[1:], size=6)])[rng.permutation(15)], me, shards, d


@mistake(
    "A row that is needed several times travelled several times. What can the worker do with a row "
    "that it has fetched?"
)
def every_reading(ids, me, shards, d):
    return int((ids % shards != me).sum()) * d * 4


@mistake(
    "You counted the rows of the worker itself as well. Which of these rows does it have already?"
)
def own_rows_too(ids, me, shards, d):
    return len(np.unique(ids)) * d * 4


@mistake("You counted the rows that the worker has. Which ones does it have to ask for?")
def own_rows_only(ids, me, shards, d):
    return int((np.unique(ids) % shards == me).sum()) * d * 4


@mistake(
    "You counted every ID of the batch. Which rows does the worker have, and which does it need "
    "more than once?"
)
def all_readings(ids, me, shards, d):
    return len(ids) * d * 4


@mistake("This is how many numbers travel. How many bytes does a float32 take?")
def numbers_not_bytes(ids, me, shards, d):
    return bytes_fetched(ids, me, shards, d) // 4


@mistake(
    "You counted a row again each time that it is asked for, and numbers, not bytes. Is a row "
    "fetched twice, and how many bytes does a number take?"
)
def numbers_of_all_readings(ids, me, shards, d):
    return int((ids % shards != me).sum()) * d


@mistake(
    "This is how many rows travel. How many numbers are in a row, and how many bytes in a number?"
)
def rows_not_bytes(ids, me, shards, d):
    return int((np.unique(ids) % shards != me).sum())


@mistake("These are bits. How many bytes does a float32 take?")
def bits(ids, me, shards, d):
    return 8 * bytes_fetched(ids, me, shards, d)


@mistake(
    "You took 8 bytes for each number. How many does a float32 take? (Changes that travel back "
    "don't count here.)"
)
def eight_bytes(ids, me, shards, d):
    return 2 * bytes_fetched(ids, me, shards, d)


@mistake("You divided the IDs. `i % shards` is the remainder: which workers hold rows 0, 1 and 2?")
def quotient_for_remainder(ids, me, shards, d):
    return int((np.unique(ids) // shards != me).sum()) * d * 4


@mistake("You numbered the workers from 1. Which worker holds row 0?")
def counted_from_one(ids, me, shards, d):
    return int((np.unique(ids) % shards + 1 != me).sum()) * d * 4


@mistake("This is the average over workers. Which of these rows does this worker hold?")
def expected_share(ids, me, shards, d):
    return len(np.unique(ids)) * d * 4 * (shards - 1) / shards


TRAVEL = Function(
    name="scale-travel",
    task=(
        "**What has to travel?**\n\n"
        "A table of float32 with d columns is split over `shards` workers: row i is held by worker "
        "`i % shards`. Worker `me` needs the rows of a batch; `ids` is an array of their IDs, some "
        "of them more than once. It fetches each row that it does not hold, once. Return how many "
        "bytes of rows travel to it. (The IDs themselves do not count.)"
    ),
    stub="def bytes_fetched(ids, me, shards, d):\n    ...",
    reference=bytes_fetched,
    cases=draw_fetch,
    small=(np.array([6, 2, 6, 7, 8, 6, 9]), 1, 4, 3),
    edges=((np.array([4, 4, 8]), 0, 4, 10), (np.array([3, 5, 3]), 0, 1, 7)),
    mistakes=(
        every_reading,
        own_rows_too,
        own_rows_only,
        all_readings,
        numbers_not_bytes,
        numbers_of_all_readings,
        rows_not_bytes,
        bits,
        eight_bytes,
        quotient_for_remainder,
        counted_from_one,
        expected_share,
    ),
    hints=(
        "First each row once: `np.unique(ids)`.",
        "Then those that other workers hold: `rows % shards != me`.",
        "Their number, times d numbers, times 4 bytes.",
    ),
    why=(
        "Each row travels once, and only if another worker holds it: repeats of a frequent word "
        "cost nothing more."
    ),
)


EXERCISES = (MEMORY, NOISE, PAIR, SHARED, TRAVEL, INDEX)
