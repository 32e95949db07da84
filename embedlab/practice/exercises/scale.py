"""Exercises of lesson 15: pairs against drawn words, and a table that is shared out."""

import numpy as np

from embedlab.practice.exercises.kinds import Function, Mistake, Numbers, mistake

__all__ = ["EXERCISES"]


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
        "two further numbers for each number of the table. Give three numbers: (1) megabytes of "
        "the table (1 MB = 10⁶ bytes), (2) megabytes of the table with what Adam keeps, (3) how "
        "many machines it takes if each has 1,000 MB free and every row lives on one of them, "
        "together with its state."
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
            "You took 8 bytes for each number. How many has a float32?",
        ),
        Mistake(
            lambda MB: (MB, 2 * MB, np.ceil(2 * MB / 1000)),
            "The first number is right. For the second you doubled it: how many numbers stand in "
            "memory for each number of the table, itself included?",
        ),
        Mistake(
            lambda MB: (MB, MB, np.ceil(MB / 1000)),
            "The first number is right. The second is the same: where does what Adam keeps go?",
        ),
        Mistake(
            lambda MB, fewer: (MB, 3 * MB, fewer),
            "The first two are right. How much do {fewer} machines hold, and is it enough?",
        ),
        Mistake(
            lambda MB: (MB, 3 * MB, np.ceil(MB / 1000)),
            "The first two are right. The third counts machines for the table alone: where does a "
            "row's state live?",
        ),
        Mistake(
            lambda MB: (MB, 3 * MB, 3 * MB / 1000),
            "The first two are right. How many whole machines is that?",
        ),
    ),
    hints=(
        "The table has {items:,} · {d} numbers, each of 4 bytes.",
        "With Adam there are three numbers in memory where there was one.",
        "Divide by 1,000 MB and round up.",
    ),
    why=(
        "V·d numbers times 4 bytes, times 3 with Adam: the state fills a machine before the table "
        "does."
    ),
    working=(
        "{items:,} · {d} · 4 bytes = {MB:,.0f} MB. Adam keeps two more numbers for each, so "
        "3 · {MB:,.0f} = {all:,.0f} MB. {fewer} machines hold {held:,} MB, so it takes {machines}."
    ),
)


# ---- scale-noise ---------------------------------------------------------------------------------


def noise_shares(counts):
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
    "These are the shares of the text itself. How often would “the” be drawn then, and what does "
    "the power do about it?"
)
def no_power(counts):
    return np.array(counts) / sum(counts)


@mistake(
    "You took the power of each share, and now they do not sum to 1. Which comes last, the power "
    "or the division?"
)
def power_of_shares(counts):
    return (np.array(counts) / sum(counts)) ** 0.75


@mistake("These are the counts to the power of ¾. What turns them into shares?")
def powers_only(counts):
    return np.array(counts) ** 0.75


@mistake(
    "Every word got the same share. Should a frequent word not be drawn more often than a rare one?"
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
    "You multiplied by ¾, so each share shrank alike. What is the sum, and how does Python write "
    "a power?"
)
def three_quarters_of(counts):
    return 0.75 * np.array(counts) / sum(counts)


@mistake(
    "The powers were divided by the sum of the counts. By which sum must they be divided so that "
    "they make 1?"
)
def powers_by_all_counts(counts):
    return np.array(counts) ** 0.75 / sum(counts)


@mistake("The rarest word got the largest share. What sign has the exponent?")
def rarest_most(counts):
    powers = np.array(counts) ** -0.75
    return powers / powers.sum()


@mistake(
    "The most frequent word got the share 1, which leaves nothing for the others. By what should "
    "the powers be divided?"
)
def by_the_largest(counts):
    powers = np.array(counts) ** 0.75
    return powers / powers.max()


NOISE = Function(
    name="scale-noise",
    task=(
        "**Who is drawn as a negative?**\n\n"
        "Complete the function: `counts` says how often each word stands in the text. Return the "
        "share of the negatives that each word gets if it is drawn in proportion to its count to "
        "the power of ¾. The shares sum to 1."
    ),
    stub="def noise_shares(counts):\n    ...",
    reference=noise_shares,
    cases=draw_counts,
    small=([16, 1, 81],),
    edges=(([1, 1],), ([10_000, 1],)),
    mistakes=(
        no_power,
        power_of_shares,
        powers_only,
        evenly,
        four_thirds,
        three_quarters_of,
        powers_by_all_counts,
        rarest_most,
        by_the_largest,
    ),
    hints=(
        "Two steps: powers, then shares.",
        "`np.array(counts) ** 0.75` gives the powers; divide them by their own sum.",
    ),
    why=(
        "The power lies between the text's own shares and even ones: “the” is drawn less often, a "
        "rare word more."
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


@mistake("All were treated as negatives, the real neighbour too. What is its label?")
def no_label(e, rows):
    return gradient_with(e, rows, answers(e, rows))


@mistake("All were treated as real neighbours. What is the label of a negative?")
def all_yes(e, rows):
    return gradient_with(e, rows, answers(e, rows) - 1)


def labels(rows):
    return np.arange(len(rows)) == 0


@mistake("The labels are the wrong way round. Which row of `rows` belongs to the real neighbour?")
def labels_swapped(e, rows):
    return gradient_with(e, rows, answers(e, rows) - ~labels(rows))


@mistake(
    "Every number has the wrong sign: this is the direction of the step, not of the gradient. Is "
    "it answer − label or label − answer?"
)
def label_minus_answer(e, rows):
    return gradient_with(e, rows, labels(rows) - answers(e, rows))


@mistake("You took the score itself as the answer. What makes a probability of it?")
def scores_as_answers(e, rows):
    return gradient_with(e, rows, rows @ e - labels(rows))


@mistake(
    "Your answers sum to 1, as with softmax. Here each score is a question of its own: yes or no?"
)
def softmax_over_six(e, rows):
    p = np.exp(rows @ e)
    return gradient_with(e, rows, p / p.sum() - labels(rows))


@mistake(
    "You divided by 1 + k. Is the loss of a pair the mean of its answers' surprises, or their sum?"
)
def mean_over_six(e, rows):
    return gradient_with(e, rows, (answers(e, rows) - labels(rows)) / len(rows))


@mistake(
    "The slope of the sigmoid came in once more. With −ln of the probability as loss it cancels: "
    "what is left?"
)
def derivative_of_sigmoid_too(e, rows):
    p = answers(e, rows)
    return gradient_with(e, rows, (p - labels(rows)) * p * (1 - p))


@mistake(
    "The second gradient is right. In the first only the real neighbour pulls: what do the "
    "negatives do to `e`?"
)
def real_one_moves_e(e, rows):
    miss = answers(e, rows) - labels(rows)
    return miss[0] * rows[0], np.outer(miss, e)


@mistake(
    "The first gradient is right. In the second the rows of the negatives got 0: do they not take "
    "part in the loss?"
)
def only_real_row_moves(e, rows):
    miss = answers(e, rows) - labels(rows)
    return miss @ rows, np.outer(miss * labels(rows), e)


@mistake(
    "The second gradient was taken after `e` had moved. Both belong to the same point: with which "
    "`e`?"
)
def rows_after_e(e, rows):
    miss = answers(e, rows) - labels(rows)
    return miss @ rows, np.outer(miss, e - miss @ rows)


PAIR = Function(
    name="scale-pair",
    task=(
        "**One pair and its negatives**\n\n"
        "`e` (d,) is the row of the centre. `rows` (1 + k, d) holds k + 1 rows of W: first the "
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
        "Answer − label, for each of the 1 + k scores.",
        "`miss = 1 / (1 + np.exp(-score))`, then `miss[0] -= 1`.",
        "`e` gets the sum of `miss[r] * rows[r]`; row r gets `miss[r] * e`.",
    ),
    why="Answer − label, as with softmax; but only 1 + k rows of W take part, whatever V is.",
)


# ---- scale-shared --------------------------------------------------------------------------------


def push_of_negatives(X, N, k):
    answers = 1 / (1 + np.exp(-(X @ N.T)))  # (B, S)
    return k / len(N) * (answers @ N)


def draw_batch(rng):
    B, S, d, k = (int(rng.integers(*ends)) for ends in ((3, 6), (8, 12), (4, 7), (2, 5)))
    return rng.normal(size=(B, d)).round(2), rng.normal(size=(S, d)).round(2), k


@mistake(
    "Each pair is pushed by all S shared words, as if it had drawn S negatives. How many should "
    "they count for?"
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
    "All S shared words push, and each of them k times over. How many negatives should they count "
    "for together?"
)
def times_k(X, N, k):
    return k * unweighted(X, N, k)


@mistake(
    "You divided by k. More negatives per pair would then push less. By what does the sum have to "
    "be divided?"
)
def divided_by_k(X, N, k):
    return unweighted(X, N, k) / k


@mistake("You divided by the number of pairs. Over how many words does the sum `answers @ N` run?")
def batch_for_shared(X, N, k):
    return k / len(X) * unweighted(X, N, k)


@mistake(
    "The weight is right, but each row was divided by the number of pairs as well. Does a pair's "
    "own gradient depend on how many others are in the batch?"
)
def mean_over_batch(X, N, k):
    return push_of_negatives(X, N, k) / len(X)


@mistake(
    "Only the first k of the shared words push. That is right on average, but what were the "
    "others fetched for? Use them all, with a weight."
)
def first_k_only(X, N, k):
    return unweighted(X, N[:k], k)


@mistake(
    "The weight went into the scores, so the answers changed. Where does it belong: before or "
    "after the sigmoid?"
)
def weight_in_scores(X, N, k):
    return 1 / (1 + np.exp(-(k / len(N)) * (X @ N.T))) @ N


@mistake(
    "The size is right, and every sign is wrong. The label of a negative is 0: what is answer − "
    "label?"
)
def wrong_sign(X, N, k):
    return -push_of_negatives(X, N, k)


@mistake("You took 1 away from the answers, as for a real pair. What is the label of a negative?")
def label_of_real_pairs(X, N, k):
    return k / len(N) * ((1 / (1 + np.exp(-(X @ N.T))) - 1) @ N)


SHARED = Function(
    name="scale-shared",
    task=(
        "**Find the bug: shared negatives**\n\n"
        "`X` (B, d) holds the rows of the centres of B pairs. The batch shares S negatives, whose "
        "rows are `N` (S, d); they stand in for k negatives of its own for each pair. The "
        "function shall return the part of ∂L/∂X that the negatives give, so that it is the same "
        "on average as with k of its own. Mend it."
    ),
    stub=(
        "def push_of_negatives(X, N, k):\n"
        "    answers = 1 / (1 + np.exp(-(X @ N.T)))  # (B, S)\n"
        "    return answers @ N"
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
        "With k negatives of its own a pair's push is a sum of k terms. How many terms does your "
        "sum have?",
        "Take the mean over the S shared words, then k times that.",
    ),
    why=(
        "S shared words with the weight k/S push as k words would on average, and are fetched "
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
    "Row 6 is needed three times in the smallest case and travelled three times. What can the "
    "worker do with a row that it has fetched?"
)
def every_reading(ids, me, shards, d):
    return int((ids % shards != me).sum()) * d * 4


@mistake("The worker's own rows were counted as well. Which of them does it have already?")
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


@mistake("This is how many numbers travel. How many bytes has a float32?")
def numbers_not_bytes(ids, me, shards, d):
    return bytes_fetched(ids, me, shards, d) // 4


@mistake("This is how many rows travel. How many numbers has a row, and how many bytes a number?")
def rows_not_bytes(ids, me, shards, d):
    return int((np.unique(ids) % shards != me).sum())


@mistake("These are bits. How many bytes has a float32?")
def bits(ids, me, shards, d):
    return 8 * bytes_fetched(ids, me, shards, d)


@mistake(
    "You took 8 bytes for each number. How many has a float32? (The gradients that travel back "
    "are not asked for.)"
)
def eight_bytes(ids, me, shards, d):
    return 2 * bytes_fetched(ids, me, shards, d)


@mistake("You divided the IDs. `i % shards` is the remainder: with whom do rows 0, 1 and 2 live?")
def quotient_for_remainder(ids, me, shards, d):
    return int((np.unique(ids) // shards != me).sum()) * d * 4


@mistake("You numbered the workers from 1. With whom does row 0 live?")
def counted_from_one(ids, me, shards, d):
    return int((np.unique(ids) % shards + 1 != me).sum()) * d * 4


@mistake("This is what one expects on average. Which of these rows does this worker have?")
def expected_share(ids, me, shards, d):
    return len(np.unique(ids)) * d * 4 * (shards - 1) / shards


TRAVEL = Function(
    name="scale-travel",
    task=(
        "**What has to travel?**\n\n"
        "A table of float32 with d columns is shared out over `shards` workers: row i lives with "
        "worker `i % shards`. Worker `me` needs the rows of a batch; `ids` is an array of their "
        "IDs, some of them more than once. It fetches each row that it does not have, once. "
        "Return how many bytes of rows travel to it (the IDs themselves do not count)."
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
        rows_not_bytes,
        bits,
        eight_bytes,
        quotient_for_remainder,
        counted_from_one,
        expected_share,
    ),
    hints=(
        "First each row once: `np.unique(ids)`.",
        "Then those that live elsewhere: `rows % shards != me`.",
        "Their number, times d numbers, times 4 bytes.",
    ),
    why=(
        "Each row once, and only foreign ones: repeats are free, so frequent words cost hardly "
        "any traffic."
    ),
)


EXERCISES = (MEMORY, NOISE, PAIR, SHARED, TRAVEL)
