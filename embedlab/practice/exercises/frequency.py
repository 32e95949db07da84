"""Exercises of lesson 08: what a word's frequency does to its row."""

import numpy as np

from embedlab.practice.exercises.kinds import Choice, Function, Mistake, Numbers, Program, mistake

__all__ = ["EXERCISES", "TASKS"]


# ---- in the lesson: frequency-try-wait -----------------------------------------------------------


def steps_between(c, N, n):
    return N / (n * c)


@mistake(
    "This is how many times a step looks the word up. How many steps does one lookup take, then?"
)
def lookups_per_step(c, N, n):
    return n * c / N


@mistake("You drew one word per step. Each step draws n words. What does that do to the wait?")
def one_word_per_step(c, N, n):
    return N / c


@mistake("The count of the word is missing. Does a frequent word wait as long as a rare one?")
def count_forgotten(c, N, n):
    return N / n


@mistake("With this formula a frequent word waits longer. Which way should the count work?")
def count_on_the_wrong_side(c, N, n):
    return N * c / n


TRY_WAIT = Function(
    name="frequency-try-wait",
    reference=steps_between,
    cases=lambda rng: (
        int(rng.integers(2, 50)),
        int(rng.integers(1_000, 9_000)),
        int(rng.integers(3, 70)),
    ),
    small=(4, 1_000, 50),
    mistakes=(lookups_per_step, one_word_per_step, count_forgotten, count_on_the_wrong_side),
    why="One step looks the word up n · c / N times on average, and the wait is 1 over that.",
)


# ---- in the lesson: frequency-try-path -----------------------------------------------------------


def path_length(rows):
    rows = np.asarray(rows)
    return np.sqrt(((rows[1:] - rows[:-1]) ** 2).sum(axis=1)).sum()


@mistake(
    "This is the distance between start and end. A path that turns back is longer. Between which "
    "rows is each step?"
)
def start_to_end(rows):
    return np.sqrt(((rows[-1] - rows[0]) ** 2).sum())


@mistake("You added the norms of the rows. What is the length of a step from one row to the next?")
def sum_of_norms(rows):
    return np.sqrt((rows**2).sum(axis=1)).sum()


@mistake("You added the distances from the start. A step begins where the step before it ended.")
def distances_from_start(rows):
    return np.sqrt(((rows - rows[0]) ** 2).sum(axis=1)).sum()


@mistake(
    "You added the changes of all coordinates. The length of a step is the square root of the sum "
    "of their squares. Where is the square?"
)
def city_blocks(rows):
    return np.abs(rows[1:] - rows[:-1]).sum()


@mistake(
    "You took one square root at the very end. Each step has its own length: what is added up?"
)
def one_root_for_all(rows):
    return np.sqrt(((rows[1:] - rows[:-1]) ** 2).sum())


@mistake("These are the lengths of the steps, and they are correct. The path is their sum.")
def not_added(rows):
    return np.sqrt(((rows[1:] - rows[:-1]) ** 2).sum(axis=1))


TRY_PATH = Function(
    name="frequency-try-path",
    reference=path_length,
    cases=lambda rng: (rng.normal(size=(int(rng.integers(4, 8)), 3)).round(1),),
    small=(np.array([[0.0, 0.0], [3.0, 4.0], [3.0, 0.0]]),),
    mistakes=(
        start_to_end,
        sum_of_norms,
        distances_from_start,
        city_blocks,
        one_root_for_all,
        not_added,
    ),
    why="`norm(rows[1:] - rows[:-1]).sum()`: each step runs from one snapshot to the next.",
)


# ---- in the lesson: frequency-try-without --------------------------------------------------------


def without(E, u):
    E, u = np.asarray(E), np.asarray(u)
    return E - np.outer(E @ u, u)


def draw_direction(rng):
    u = rng.normal(size=3)
    return rng.normal(size=(4, 3)).round(1), u / np.sqrt(u @ u)


@mistake("These are the parts along u. The task asks for what remains of each row.")
def only_the_part(E, u):
    return np.outer(E @ u, u)


@mistake("You removed the whole of u from every row. How much of u does a row contain?")
def all_of_u(E, u):
    return E - u


@mistake("You added the parts along u, so the rows now contain twice as much of it.")
def twice_the_part(E, u):
    return E + np.outer(E @ u, u)


@mistake("You removed the mean row. The part of a row along u is (e · u) u.")
def without_the_mean(E, u):
    return E - E.mean(axis=0)


TRY_WITHOUT = Function(
    name="frequency-try-without",
    reference=without,
    cases=draw_direction,
    small=(np.array([[2.0, 1.0], [0.0, 3.0], [1.0, 0.0]]), np.array([0.6, 0.8])),
    mistakes=(only_the_part, all_of_u, twice_the_part, without_the_mean),
    why="`E - np.outer(E @ u, u)`: what remains of each row is orthogonal to u.",
)

TASKS = (TRY_WAIT, TRY_PATH, TRY_WITHOUT)


# ---- frequency-turns -----------------------------------------------------------------------------


def draw_turns(rng):
    return {
        "N": 100_000 * int(rng.integers(2, 10)),
        "c": int(rng.choice([4, 5, 8, 16])),
        "n": int(rng.choice([20, 50, 100])),
        "S": 1_000 * int(rng.choice([8, 12, 24])),
        "k": int(rng.choice([25, 60, 75])),
    }


TURNS = Numbers(
    name="frequency-turns",
    task=(
        "**How many lookups does a run give?**\n\n"
        "A text contains {N:,} words, and “lantern” is {c} of them. Each step of plain SGD looks "
        "up {n} words that are drawn from the text at random. How many times is “lantern” looked "
        "up in {S:,} steps, on average? And how many steps does it take until {k} lookups, on "
        "average?\n\n"
        "Give two numbers: `[lookups, steps]`. One decimal is enough."
    ),
    stub="answer = ...  # two numbers, such as [1, 1]",
    draw=draw_turns,
    first={"N": 200_000, "c": 8, "n": 50, "S": 12_000, "k": 60},
    tolerance=0.051,
    answer=lambda N, c, n, S, k: (S * n * c / N, k * N / (n * c)),
    mistakes=(
        Mistake(
            lambda N, c, n, S, k: (S * c / N, k * N / c),
            "You drew one word per step. How many draws does a step of {n} words make?",
        ),
        Mistake(
            lambda N, c, n, S, k: (S * n / N, k * N / n),
            "You treated “lantern” as if it occurred once in the text. How many of the {N:,} words "
            "can a draw hit?",
        ),
        Mistake(
            lambda N, c, n, S, k: (S * n * c / N, N / (n * c)),
            "The first number is correct. The second is the wait for one lookup. The task asks for "
            "{k} of them.",
        ),
        Mistake(
            lambda N, c, n, S, k: (S * n * c / N, k * n * c / N),
            "The first number is correct. The second is how many lookups {k} steps give. The task "
            "asks for the reverse.",
        ),
        Mistake(
            lambda N, c, n, S, k: (S, k),
            "You gave “lantern” one lookup in every step. Which words does a step look up?",
        ),
        Mistake(
            lambda N, c, n, S, k: (S * n * c / N, k * N / (S * n * c)),
            "The first number is correct. The second is {k} divided by it, so it counts runs of "
            "{S:,} steps. What does the task count?",
        ),
        Mistake(
            lambda N, c, n, S, k: (S * n * c / N, S * S * n * c / (N * k)),
            "The first number is correct. The second shrinks when more lookups are wanted. Should "
            "more lookups take fewer steps?",
        ),
        Mistake(
            lambda N, c, n, S, k: (S * n * c / N, k * N / (n * c) - S),
            "The first number is correct. The second leaves out the first {S:,} steps. From where "
            "does the second question count?",
        ),
        Mistake(
            lambda N, c, n, S, k: (S * n / (N * c), k * N * c / n),
            "You divided by the count {c}. Should a word that occurs more often be looked up less "
            "often?",
        ),
        Mistake(
            lambda N, c, n, S, k: (S * n * c / N / 10, 10 * k * N / (n * c)),
            "A factor of ten is lost in both numbers. How many lookups of “lantern” does one "
            "step give, {n} · {c} / {N:,}?",
        ),
    ),
    hints=(
        "What fraction of the text is “lantern”? A draw hits it with that probability.",
        "One step makes {n} draws, so it looks “lantern” up {n} · {c} / {N:,} times on average.",
        "Multiply that by {S:,} for the first number. Divide {k} by it for the second.",
    ),
    why=(
        "A row moves when its word is looked up, and the number of lookups grows with the count: "
        "rare rows wait."
    ),
    working=(
        "A draw hits “lantern” with probability {c} / {N:,}, so a step of {n} draws looks it up "
        "{n} · {c} / {N:,} times on average. Times {S:,} steps gives the first number; {k} divided "
        "by it gives the second."
    ),
)


# ---- frequency-missed ----------------------------------------------------------------------------


def draw_missed(rng):
    return {
        "N": 10_000 * int(rng.integers(10, 40)),
        "c": int(rng.choice([2, 3, 4, 5])),
        "n": int(rng.choice([32, 64])),
        "S": 100 * int(rng.integers(4, 30)),
    }


def never(c, n, S, N):
    return (1 - c / N) ** (n * S)


MISSED = Numbers(
    name="frequency-missed",
    task=(
        "**How many words does a run miss?**\n\n"
        "A text of {N:,} words contains thousands of words that occur exactly {c} times. A run "
        "of {S:,} steps looks up {n} words per step, drawn at random. What fraction of these "
        "words is never looked up? Give two decimals."
    ),
    stub="answer = ...  # such as 0.12",
    draw=draw_missed,
    first={"N": 160_000, "c": 3, "n": 32, "S": 1_000},
    answer=lambda N, c, n, S: never(c, n, S, N),
    mistakes=(
        Mistake(
            lambda N, c, n, S: 1 - never(c, n, S, N),
            "This fraction is looked up at least once. Which words does the task ask for?",
        ),
        Mistake(
            lambda N, c, n, S: n * S * c / N,
            "This is the mean number of lookups of one such word. How probable is it that there is "
            "none?",
        ),
        Mistake(
            lambda N, c, n, S: never(1, n, S, N),
            "This is correct for a word that occurs once. Each of these occurs {c} times.",
        ),
        Mistake(
            lambda N, c, n, S: never(c, 1, S, N),
            "This is correct for one word per step. Each step draws {n}.",
        ),
        Mistake(
            lambda N, c, n, S: never(c, n, 1, N),
            "This is the probability that one step misses such a word. How many steps are there?",
        ),
        Mistake(
            lambda N, c, n, S: 0.37,
            "1/e = 0.37 belongs to a mean of exactly one lookup. What is the mean here?",
        ),
        Mistake(
            lambda N, c, n, S: 1 - n * S * c / N,
            "This is 1 minus the mean number of lookups, and in a longer run it would be below 0. "
            "How probable is it that one draw misses such a word?",
        ),
        Mistake(
            lambda N, c, n, S: (1 - n * S / N) ** c if n * S < N else -1,  # −1: never given
            "Your draws use up {n} · {S:,} different places of the text. Can a place be drawn "
            "again?",
        ),
        Mistake(
            lambda N, c, n, S: 1 - never(1, n, S, N),
            "This is the fraction of words that occur once and are looked up. Which words does the "
            "task ask for, and how many times does each occur?",
        ),
        Mistake(
            lambda N, c, n, S: np.floor(100 * never(c, n, S, N)) / 100,
            "You cut off the digits after the second decimal. Which of the two nearest numbers "
            "is closer?",
        ),
    ),
    hints=(
        "One draw misses such a word with probability 1 − {c} / {N:,}.",
        "The run makes {n} · {S:,} independent draws, and all of them have to miss.",
        "`(1 - c / N) ** (n * S)`",
    ),
    why=(
        "All draws must miss, so probabilities are multiplied: about e to the power of minus the "
        "mean number of lookups."
    ),
    working=(
        "One draw misses with probability 1 − {c} / {N:,}. The run makes {n} · {S:,} draws, so the "
        "fraction is (1 − {c} / {N:,}) to the power of {n} · {S:,}."
    ),
)


# ---- frequency-subsample -------------------------------------------------------------------------


def keep_probability(counts, t):
    counts = np.asarray(counts, float)
    frequency = counts / counts.sum()
    return np.minimum(1, np.sqrt(t / frequency))


def draw_counts(rng):
    counts = np.sort(rng.integers(1, 60, size=5))[::-1] ** 2
    return counts, float(rng.choice([0.01, 0.02, 0.05]))


@mistake(
    "Some of these probabilities are greater than 1. What happens to a word that is rarer than t?"
)
def above_one(counts, t):
    return np.sqrt(t / (counts / counts.sum()))


@mistake(
    "Here frequent words are kept more often than rare ones. Which of t and f is divided by the "
    "other?"
)
def upside_down(counts, t):
    return np.minimum(1, np.sqrt((counts / counts.sum()) / t))


@mistake("These are the probabilities of dropping a word. The task asks for keeping it.")
def dropped(counts, t):
    return 1 - keep_probability(counts, t)


@mistake("You put the counts into the formula. What is the frequency of a word in the text?")
def counts_for_frequencies(counts, t):
    return np.minimum(1, np.sqrt(t / counts))


@mistake("The square root is missing, so frequent words are dropped too often.")
def no_root(counts, t):
    return np.minimum(1, t / (counts / counts.sum()))


@mistake("You divided by the largest count. A frequency is a fraction of all words of the text.")
def by_the_largest(counts, t):
    return np.minimum(1, np.sqrt(t / (counts / counts.max())))


@mistake("You divided the probabilities by their sum. Each word has its own chance to be kept.")
def summing_to_one(counts, t):
    kept = keep_probability(counts, t)
    return kept / kept.sum()


SUBSAMPLE = Function(
    name="frequency-subsample",
    task=(
        "**Skip frequent words**\n\n"
        "word2vec skips many occurrences of frequent words. An occurrence of a word with "
        "frequency f (its fraction of the text) is kept with probability √(t / f), and always "
        "if f is below t. `counts` has shape (V,). Return the probability of being kept for each "
        "word."
    ),
    stub="def keep_probability(counts, t):\n    ...",
    reference=keep_probability,
    cases=draw_counts,
    small=(np.array([75, 24, 1]), 0.03),
    edges=((np.array([5, 5]), 0.5),),
    mistakes=(
        above_one,
        upside_down,
        dropped,
        counts_for_frequencies,
        no_root,
        by_the_largest,
        summing_to_one,
    ),
    hints=(
        "First turn the counts into frequencies: they sum to 1.",
        "`np.sqrt(t / frequency)` for all words at once.",
        "`np.minimum(1, …)` limits it to 1.",
    ),
    why=(
        "The most frequent words lose most of their occurrences, so rare words get a larger "
        "fraction of the lookups."
    ),
)


# ---- frequency-what-decides ----------------------------------------------------------------------


WHAT_DECIDES = Choice(
    name="frequency-what-decides",
    task=(
        "**Two runs disagree**\n\n"
        "After 500 steps of SGD, two seeds give quite different neighbours for rare words, and "
        'more similar ones for frequent words. A colleague says: "The text says too little about '
        'rare words." Which experiment can support or refute that, and why?'
    ),
    stub='answer = ...  # a letter and the number of a reason, such as ("a", 1)',
    choices={
        "a": "Train a third seed for 500 steps, and compare all three lists.",
        "b": "Train both seeds until the loss no longer falls, then compare their lists again.",
        "c": "Train a table on each half of the text until the loss no longer falls, then compare.",
        "d": "Divide each row by its norm, then compare the lists again.",
    },
    reasons={
        1: "More runs tell you more exactly how large the disagreement after 500 steps is.",
        2: "Two seeds that read the same text can agree on what is accidental in that text.",
        3: "Rare rows are shorter, and short rows have unreliable neighbours.",
    },
    answer=("c", 2),
    mistakes=(
        Mistake(
            ("a", 1),
            "A third seed measures the same disagreement again. Does it separate a row that is "
            "still on its way from a text that says too little?",
        ),
        Mistake("a", "Does a third seed change how long the training is, or what the text says?"),
        Mistake(
            "b",
            "This shows whether the steps were too few. If the two agree then, both have read the "
            "same text. What would another text say?",
        ),
        Mistake(
            "d", "The neighbours are found by cosine. What does a cosine do with the norm of a row?"
        ),
        Mistake(
            ("c", 1),
            "The choice is correct. The reason is about more runs. What differs between the two "
            "tables here: the seed or the text?",
        ),
        Mistake(
            ("c", 3),
            "The choice is correct. But neighbours by cosine don't depend on norms. What do two "
            "halves show that two seeds can't?",
        ),
    ),
    hints=(
        "There are two suspects: too few steps, and too little text. Which experiment varies the "
        "text?",
        "Two tables from the same text share its accidents.",
    ),
    why=(
        "Two seeds test the training, two halves test the text; after long training rare words "
        "still agree less between halves."
    ),
    working=(
        "Longer training (b) can show that 500 steps were too few. Only another text can show how "
        "much the text decides: each half is one. In the lesson, two seeds on the same text "
        "agreed on about 7 of ten neighbours in all bands after long training, and two halves on "
        "about 5 of ten for frequent words and 3 for rare ones. Choice c, reason 2."
    ),
)


# ---- frequency-suspects --------------------------------------------------------------------------


def suspects(E, unused, k):
    E = np.asarray(E, float)
    u = np.linalg.eigh(E.T @ E)[1][:, -1]  # the direction that all rows share
    rest = E - np.outer(E @ u, u)
    mean = rest[unused].mean(axis=0)
    norms = np.sqrt((rest**2).sum(axis=1))
    scores = rest @ mean / (norms * np.sqrt(mean @ mean))
    scores[unused] = -np.inf  # known already
    order = np.argsort(-scores)  # the most similar first
    return order[:k].tolist()


def planted(rng, V=40, d=8):
    """A table, three rows known to be unused, and three hidden rows that have their direction.

    All rows share a direction, the hidden ones the least; two long rows point half the same way.
    """
    shared, away, aside = np.linalg.qr(rng.normal(size=(d, 3)))[0].T
    E = rng.normal(scale=0.3, size=(V, d)) + np.outer(rng.uniform(4, 8, size=V), shared)
    places = rng.permutation(V)[:8]
    unused, hidden, decoys = places[:3], places[3:6], places[6:]
    E[unused] += 2 * away
    E[hidden] = shared + np.outer([1.5, 4, 7], away) + rng.normal(scale=0.1, size=(3, d))
    E[decoys] += np.outer([1, 1], 6 * away) + np.outer([1, -1], 9 * aside)
    return E.round(3), unused, sorted(hidden.tolist())


def finds_the_planted(program, rng):
    E, unused, hidden = planted(rng)
    found = program(E, unused, 3)
    missed = set(hidden) - set(np.asarray(found).tolist())
    return f"Rows {hidden} were made like the unused ones; it gave {found}." if missed else True


def leaves_known_out(program, rng):
    E, unused, _ = planted(rng)
    found = np.asarray(program(E, unused, 10)).tolist()
    return len(found) == len(set(found)) == 10 and not set(found) & set(unused.tolist())


def ignores_the_axes(program, rng):
    E, unused, _ = planted(rng)
    Q = np.linalg.qr(rng.normal(size=(E.shape[1], E.shape[1])))[0]
    return list(program(E, unused, 5)) == list(program(E @ Q, unused, 5))


def follows_the_rows(program, rng):
    E, unused, _ = planted(rng)
    order = rng.permutation(len(E))  # new row r is old row order[r]
    new = np.argsort(order)[unused]
    return [int(order[i]) for i in program(E[order], new, 5)] == list(program(E, unused, 5))


@mistake(
    "The known unused rows are in your list. They are most like themselves: how do you leave them "
    "out?"
)
def known_ones_too(E, unused, k):
    u = np.linalg.eigh(E.T @ E)[1][:, -1]
    rest = E - np.outer(E @ u, u)
    mean = rest[unused].mean(axis=0)
    scores = rest @ mean / np.sqrt((rest**2).sum(axis=1))
    return np.argsort(-scores)[:k].tolist()


@mistake(
    "You compared by dot product, so a long row beats a short one with a better direction. Which "
    "measure depends only on direction?"
)
def by_dot_product(E, unused, k):
    u = np.linalg.eigh(E.T @ E)[1][:, -1]
    rest = E - np.outer(E @ u, u)
    scores = rest @ rest[unused].mean(axis=0)
    scores[unused] = -np.inf
    return np.argsort(-scores)[:k].tolist()


@mistake("These are the rows least like the unused ones. In which order does `argsort` sort?")
def least_alike(E, unused, k):
    u = np.linalg.eigh(E.T @ E)[1][:, -1]
    rest = E - np.outer(E @ u, u)
    mean = rest[unused].mean(axis=0)
    scores = rest @ mean / np.sqrt((rest**2).sum(axis=1))
    scores[unused] = np.inf
    return np.argsort(scores)[:k].tolist()


SUSPECTS = Program(
    name="frequency-suspects",
    task=(
        "**Find the suspects**\n\n"
        "Write a program that finds candidates for under-trained tokens. `E` has shape (V, d), "
        "`unused` is an array with the IDs of rows that are known to be unused. It should\n\n"
        "1. remove from every row the direction that all rows share (the line is given),\n"
        "2. take the mean of the unused rows,\n"
        "3. give each row its cosine with that mean,\n"
        "4. return the IDs of the k rows with the highest cosine, highest first, without the "
        "unused ones themselves.\n\n"
        "Cosine and projection are from lesson 04."
    ),
    stub=(
        "def suspects(E, unused, k):\n"
        "    u = np.linalg.eigh(E.T @ E)[1][:, -1]  # length 1: the direction that all rows share\n"
        "    ..."
    ),
    reference=suspects,
    small=(*planted(np.random.default_rng(4), V=10, d=3)[:2], 3),
    properties=(
        ("It misses rows that look unused.", finds_the_planted),
        ("It should give k different IDs, none of them known already.", leaves_known_out),
        (
            "After a rotation of all rows it finds others, but cosines don't change.",
            ignores_the_axes,
        ),
        ("With the rows in another order it finds other tokens.", follows_the_rows),
    ),
    mistakes=(known_ones_too, by_dot_product, least_alike),
    hints=(
        "`E - np.outer(E @ u, u)` removes the shared direction. Work only with the result.",
        "The cosine needs the norms: `np.sqrt((rest**2).sum(axis=1))`, and that of the mean.",
        "Set the scores of the unused rows to `-np.inf`, then `np.argsort(-scores)[:k]`.",
    ),
    why=(
        "Direction is what unused rows share: the cosine finds them whatever their norm. They are "
        "candidates, not verdicts."
    ),
)


EXERCISES = (TURNS, MISSED, SUBSAMPLE, WHAT_DECIDES, SUSPECTS)
