"""Exercises of lesson 03: the lookup as a product, forwards and backwards."""

import numpy as np

from embedlab.practice.exercises.kinds import Function, Mistake, Numbers, mistake
from embedlab.practice.exercises.onehot_program import TEXT_LAYER
from embedlab.practice.exercises.onehot_tasks import TASKS, draw_gradients

__all__ = ["EXERCISES", "TASKS"]


# ---- onehot-product ------------------------------------------------------------------------------


def product(x, E):
    V, d = E.shape
    total = np.zeros(d)
    for k in range(V):
        total = total + x[k] * E[k]
    return total  # the same as x @ E


def draw_mixture(rng):
    V, d = int(rng.integers(5, 8)), int(rng.integers(2, 5))
    x = rng.choice([0.25, 0.5, 1.5, 2, 3], size=V)
    x[rng.permutation(V - 1)[:2]] = (
        0  # never the last entry, for the mistake that keeps only the last term
    )
    return x, rng.normal(size=(V, d)).round(2)


@mistake(
    "You added all five rows, whatever x says. How much of row 0 should the sum contain if x[0] is "
    "0?"
)
def all_rows_alike(x, E):
    return E.sum(axis=0)


@mistake("You added rows 1 and 3 once each. How much of row 3 should the sum contain if x[3] is 2?")
def rows_without_weight(x, E):
    return E[x != 0].sum(axis=0)


@mistake(
    "You added the entries of x, and no row of E is in your answer. What does x[k] say about row k?"
)
def weights_only(x, E):
    return np.full(E.shape[1], x.sum())


@mistake(
    "You added row k k times. The index k is only a name: which number says how much of row k the "
    "sum contains?"
)
def weighted_by_number(x, E):
    return np.arange(len(E)) @ E


@mistake(
    "You returned one row, the one with the largest entry in x. A lookup copies one row; what does "
    "a product do with the other entries of x?"
)
def largest_row(x, E):
    return E[np.argmax(x)]


@mistake(
    "You returned row 2, which is between rows 1 and 3 in the list. x[2] is 0: how much of row 2 "
    "should the sum contain?"
)
def row_between(x, E):
    return E[round(float(np.arange(len(x)) @ x / x.sum()))]


@mistake("You divided by the sum of x, as for a mean. Does a product divide?")
def shares(x, E):
    return x @ E / x.sum()


@mistake("You divided by V, the number of rows. Which step of a product divides?")
def mean_over_rows(x, E):
    return x @ E / len(E)


@mistake("Only the last term is left. What happens to the terms that `total` already contains?")
def last_term(x, E):
    return x[-1] * E[-1]


@mistake(
    "You returned a table with V rows: these are the terms. What does the product do with the "
    "terms?"
)
def filled_table(x, E):
    return x[:, None] * E


@mistake(
    "You took the entries of x as IDs: x[3] is 2, and you added row 2. Where in x is the number "
    "that belongs to row 2?"
)
def entries_as_ids(x, E):
    return E[x.astype(int)].sum(axis=0)


PRODUCT = Function(
    name="onehot-product",
    task=(
        "**A product is a sum of rows**\n\n"
        "x contains any V numbers, not only a single 1. E has the shape (V, d). Compute x @ E as a "
        "sum of rows. One expression is missing."
    ),
    stub=(
        "def product(x, E):\n"
        "    V, d = E.shape\n"
        "    total = np.zeros(d)\n"
        "    for k in range(V):\n"
        "        total = total + ...\n"
        "    return total"
    ),
    reference=product,
    cases=draw_mixture,
    small=(
        np.array([0, 1.0, 0, 2, 0]),
        np.array([[1.0, 0, 2], [0, 1, 0], [-1, 1, 1], [2, 2, 2], [0, -1, 3]]),
    ),
    edges=(
        (np.array([0, 0, 1.0]), np.array([[1.0, 2], [3, 4], [5, 7]])),
        (np.array([1.0, -2, 3]), np.array([[1.0, 2], [3, 4], [5, 7]])),
    ),
    mistakes=(
        all_rows_alike,
        rows_without_weight,
        weights_only,
        weighted_by_number,
        largest_row,
        row_between,
        shares,
        mean_over_rows,
        last_term,
        filled_table,
        entries_as_ids,
    ),
    hints=(
        "x[k] says how much of row k the sum contains.",
        "For x = [0, 1, 0, 2, 0]: row 1 once, row 3 twice, and no other row.",
        "The term is a number times a row, `x[k]` times `E[k]`.",
    ),
    why=(
        "x @ E weights the rows of E by the entries of x; with a one-hot x one row is left, as in "
        "a lookup."
    ),
)


# ---- onehot-multiplications ----------------------------------------------------------------------


def counts(B, T, V, d):
    N = B * T
    return {"B": B, "T": T, "V": V, "d": d, "N": N, "product": N * V * d, "copied": N * d}


def draw_counts(rng):
    B, T, d = (int(rng.choice(sizes)) for sizes in ((2, 4, 8), (8, 16, 32), (128, 256, 512)))
    return counts(B, T, 1000 * int(rng.integers(10, 60)), d)


MULTIPLICATIONS = Numbers(
    name="onehot-multiplications",
    task=(
        "**Count before you measure**\n\n"
        "A batch of B = {B} sentences with T = {T} tokens each is looked up in a table with V = "
        "{V:,} and d = {d}. Count\n\n"
        "1. the multiplications that the lookup performs,\n"
        "2. the multiplications of the one-hot product, zeros included,\n"
        "3. the numbers that the lookup copies."
    ),
    stub="answer = ...  # [lookup, product, copied]",
    answer=lambda product, copied: (0, product, copied),
    draw=draw_counts,
    first=counts(4, 16, 30_000, 512),
    mistakes=(
        Mistake(
            lambda product, copied: (product, product, copied),
            "You counted the same number for both ways. They give the same vectors; what does a "
            "program do with row i once it has found it?",
        ),
        Mistake(
            lambda product, copied: (copied, product, copied),
            "You counted one multiplication for each number that the lookup copies. By what would "
            "it be multiplied?",
        ),
        Mistake(
            lambda N, product, copied: (N, product, copied),
            "You counted one multiplication per ID for the lookup. What does it multiply when it "
            "copies a row?",
        ),
        Mistake(
            lambda T, V, d: (0, T * V * d, T * d),
            "You counted one sentence. How many IDs does the whole batch contain?",
        ),
        Mistake(
            lambda V, d: (0, V * d, d),
            "You counted one token. How many IDs are in the whole batch?",
        ),
        Mistake(
            lambda N, V, copied: (0, N * V, copied),
            "Your second number is correct for a single column of E. How many columns are there?",
        ),
        Mistake(
            lambda copied: (0, copied, copied),
            "You counted only the multiplications by 1. The zeros are multiplied as well: how many "
            "entries does a one-hot vector have?",
        ),
        Mistake(
            lambda N, product: (0, product, N),
            "The first two are correct; the third counts vectors. How many numbers are in each "
            "vector?",
        ),
        Mistake(
            lambda N, V, product: (0, product, N * V),
            "The first two are correct; for the third you took V numbers per vector. Which letter "
            "says how many numbers a row of E has?",
        ),
        Mistake(
            lambda V, d, product: (0, product, V * d),
            "The first two are correct; for the third you copied the whole table once. Which rows "
            "does the lookup copy?",
        ),
        Mistake(
            lambda product: (0, product, product),
            "The first two are correct; in the third, each ID copies the whole table. How many "
            "numbers does one ID copy?",
        ),
        Mistake(
            lambda product, copied: (0, product, 4 * copied),
            "The first two are correct; for the third you took four bytes per number. What should "
            "be counted?",
        ),
        Mistake(
            lambda product: (0, product, 0),
            "The first two are correct; the third says that nothing is copied. What does the "
            "lookup return for one ID?",
        ),
        Mistake(
            lambda V, d, copied: (0, V * d, copied),
            "Your second number is the product for a single ID. How many IDs are in the batch?",
        ),
    ),
    hints=(
        "How many IDs are there in all? Count for one ID, then multiply.",
        "One ID, product: a vector of V numbers times a table of V · d numbers. One ID, lookup: "
        "copy one row.",
        "Copying needs no multiplication.",
    ),
    why=(
        "The product performs V multiplications for each number that the lookup copies; the lookup "
        "multiplies nothing."
    ),
    working=(
        "B · T = {N} IDs. The lookup multiplies nothing: 0. The product performs V · d "
        "multiplications per ID, {N} · {V:,} · {d} = {product:,}. The lookup copies d numbers per "
        "ID, {N} · {d} = {copied:,}."
    ),
)


# ---- onehot-order --------------------------------------------------------------------------------


def with_table(E):
    """Both sentences add up rows 1, 2 and 3: dog, bites, man."""
    E = np.array(E)
    dog, verb, man = E[1:4]
    total = dog + verb + man
    return {"E": E, "dog": dog, "verb": verb, "man": man, "total": total, "mean": total / 3}


def draw_order(rng):
    return with_table(rng.integers(-2, 4, size=(5, 3)))


ORDER = Numbers(
    name="onehot-order",
    task=(
        "**Dog bites man, man bites dog**\n\n"
        "The IDs are the 0, dog 1, bites 2, man 3, . 4, and E = {E}. For each of the two sentences "
        "“dog bites man” and “man bites dog”, add up the one-hot vectors of its three positions to "
        "one vector x. What is x @ E? Give two rows, one per sentence."
    ),
    stub="answer = ...  # two rows, such as [[0, 0, 0], [0, 0, 0]]",
    answer=lambda total: (total, total),
    draw=draw_order,
    first=with_table(((1, 0, 2), (0, 1, 0), (-1, 1, 1), (2, 2, 2), (0, -1, 3))),
    mistakes=(
        Mistake(
            lambda dog, verb, man: (dog + 2 * verb + 3 * man, man + 2 * verb + 3 * dog),
            "You weighted the words by their positions in the sentence, 1, 2, 3. Write down x for "
            "both sentences: does it depend on a word's position?",
        ),
        Mistake(
            lambda dog, verb, man: (verb + 2 * man, verb + 2 * dog),
            "You weighted the words by their positions 0, 1, 2. Write down x for both sentences: "
            "does it depend on the position of a word?",
        ),
        Mistake(
            lambda total: (total, total[::-1]),
            "The first row is correct. For the second sentence you reversed the numbers of the "
            "vector. Write down its x: what is different from the first?",
        ),
        Mistake(
            lambda total: (total, -total),
            "The first row is correct. For the second sentence you flipped all signs. Write down "
            "its x: which entries are different?",
        ),
        Mistake(
            lambda dog, verb, man: 2 * (dog + 2 * verb + 3 * man,),
            "You weighted each row by its ID, 1, 2, 3. An ID is a name: what number does x "
            "contain at that index?",
        ),
        Mistake(
            lambda E: 2 * (E[:3].sum(axis=0),),
            "You added rows 0, 1 and 2. Which rows belong to the IDs 1, 2 and 3?",
        ),
        Mistake(
            ((0, 1, 1, 1, 0), (0, 1, 1, 1, 0)),
            "That is x, and it is correct for both sentences. Now multiply: what is x @ E?",
        ),
        Mistake(
            lambda mean: (mean, mean),
            "You computed the mean of the rows. What does the product do with three ones in x?",
        ),
        Mistake(
            lambda dog, man: (dog, man),
            "You gave the vector of the first word of each sentence. Which entries of x are 1?",
        ),
        Mistake(
            lambda dog, man: (man, dog),
            "You gave the vector of the last word of each sentence. At which indices does x have a "
            "1?",
        ),
        Mistake(
            lambda E: 2 * (abs(E[1:4]).sum(axis=0),),
            "You added the rows without their minus signs. Which entries of rows 1, 2 and 3 are "
            "negative?",
        ),
        Mistake(
            lambda E: 2 * (E.sum(axis=0),),
            "You added all five rows of E. How much of row 0 does x ask for?",
        ),
        Mistake(
            lambda E: 2 * (E[2:].sum(axis=0),),
            "You added rows 2, 3 and 4. What is the index of the first row of E?",
        ),
        Mistake(
            lambda E: 2 * (E[1:4].prod(axis=0),),
            "You multiplied the three rows with each other. In x @ E each row is multiplied by its "
            "entry of x: what happens to the rows then?",
        ),
        Mistake(
            lambda dog, verb, man: (dog, verb, man),
            "These are the vectors of the three words, one by one. x is a single vector: what does "
            "x @ E do with their rows?",
        ),
        Mistake(
            lambda E: 2 * (E[1:].sum(axis=0),),
            "You added row 4 as well. Is the full stop among the three words?",
        ),
    ),
    hints=(
        "Write x for the first sentence: five numbers, one per token of the vocabulary.",
        "Now x for the second sentence. Compare.",
        "x weights the rows: the sum contains rows 1, 2 and 3 once each.",
    ),
    why="A sum of rows depends on the words and their counts, not on their order.",
    working=(
        "Both sentences give x = [0, 1, 1, 1, 0], so both products are {dog} + {verb} + {man} = "
        "{total}."
    ),
)


# ---- onehot-mean-of-rows -------------------------------------------------------------------------


def mean_vector(E, ids):
    return E[ids].mean(axis=0)


def draw_text_ids(rng):
    V, d, T = int(rng.integers(7, 10)), int(rng.integers(2, 4)), 5
    while True:
        ids = rng.integers(V - 1, size=T)
        mean = ids.mean()
        if len(set(ids.tolist())) < T and round(mean) != int(mean) and (np.diff(ids) < 0).any():
            return rng.normal(size=(V, d)).round(2), ids


@mistake(
    "The mean of the IDs 3, 1, 3, 0 is 1.75, and you returned row 1, the row of one token. IDs are "
    "names: of what should you take the mean?"
)
def row_of_mean_cut(E, ids):
    return E[int(np.mean(ids))]


@mistake(
    "The mean of the IDs 3, 1, 3, 0 is 1.75, and you returned row 2, the row of a token that is "
    "not in the text. IDs are names: what can be averaged?"
)
def row_of_mean_rounded(E, ids):
    return E[round(float(np.mean(ids)))]


@mistake(
    "The mean of the IDs 3, 1, 3, 0 is 1.75, and your answer is between rows 1 and 2. Row 2 "
    "belongs to a token that is not in the text: which vectors should you average?"
)
def between_two_rows(E, ids):
    mean = np.mean(ids)
    low, share = int(mean), mean - int(mean)
    return (1 - share) * E[low] + share * E[min(low + 1, len(E) - 1)]


@mistake(
    "ID 3 occurs twice in the text, and you counted it once. The mean is over positions: how many "
    "are there?"
)
def mean_of_different_ids(E, ids):
    return E[np.unique(ids)].mean(axis=0)


@mistake("These are sums. By what must you divide them to get means?")
def sum_of_rows(E, ids):
    return E[ids].sum(axis=0)


@mistake(
    "You returned one number per position: you averaged each vector separately. Which axis counts "
    "the positions?"
)
def mean_of_each_row(E, ids):
    return E[ids].mean(axis=1)


@mistake(
    "You returned a single number, the mean of all entries. The answer has d numbers: which axis "
    "must be averaged?"
)
def mean_of_everything(E, ids):
    return E[ids].mean()


@mistake("This is the mean of the whole table. Which rows belong to the text?")
def mean_of_table(E, ids):
    return E.mean(axis=0)


@mistake(
    "The sum is correct, but you divided it by V, the size of the vocabulary. How many vectors did "
    "you add?"
)
def divided_by_V(E, ids):
    return E[ids].sum(axis=0) / len(E)


@mistake("You multiplied each vector by its ID before you averaged. Is an ID a quantity?")
def weighted_by_id(E, ids):
    return (ids[:, None] * E[ids]).mean(axis=0)


@mistake(
    "At each position you took the mean of the old mean and the new row, so that the last row "
    "counts half. How much should each of four positions count?"
)
def halved_each_time(E, ids):
    mean = E[ids[0]]
    for i in ids[1:]:
        mean = (mean + E[i]) / 2
    return mean


MEAN_OF_ROWS = Function(
    name="onehot-mean-of-rows",
    task=(
        "**One vector for a text**\n\n"
        "`ids`, shape (T,), are the IDs of a text. Return the mean of the vectors of its T "
        "positions, shape (d,), by lookup or by product."
    ),
    stub="def mean_vector(E, ids):\n    ...",
    reference=mean_vector,
    cases=draw_text_ids,
    small=(np.array([[0.0, 1], [2, 0], [-1, 3], [4, -2], [7, 5]]), np.array([3, 1, 3, 0])),
    edges=((np.array([[1.0, 2, 3], [4, 5, 6]]), np.array([1])),),
    mistakes=(
        row_of_mean_cut,
        row_of_mean_rounded,
        between_two_rows,
        mean_of_different_ids,
        sum_of_rows,
        mean_of_each_row,
        mean_of_everything,
        mean_of_table,
        divided_by_V,
        weighted_by_id,
        halved_each_time,
    ),
    hints=(
        "First look up the vectors of all positions. What shape do you get?",
        "`E[ids]` has the shape (T, d); the mean over positions leaves (d,).",
        "`.mean(axis=…)` takes the axis that should disappear.",
    ),
    why="IDs are names and have no mean; rows are vectors and have one.",
)


# ---- onehot-pay-in -------------------------------------------------------------------------------


def row_gradient(ids, G, V):
    dE = np.zeros((V, G.shape[1]))
    for t in range(len(ids)):
        dE[ids[t]] += G[t]  # each position adds to the row that was looked up there
    return dE


@mistake(
    "Row 3 was looked up at positions 0 and 2, and your dE contains only the last gradient. A "
    "nudge of that row acts at both positions: what happens to the two effects?"
)
def last_one_counts(ids, G, V):
    dE = np.zeros((V, G.shape[1]))
    dE[ids] = G
    return dE


@mistake(
    "Row 3 was looked up at positions 0 and 2, and your dE contains only the first gradient. A "
    "nudge of that row acts at both positions: how do the two effects combine?"
)
def first_one_counts(ids, G, V):
    dE = np.zeros((V, G.shape[1]))
    dE[ids[::-1]] = G[::-1]
    return dE


@mistake(
    "Row 3 contains the mean of its two gradients. A nudge of that row acts at both positions: are "
    "two effects averaged?"
)
def mean_counts(ids, G, V):
    return row_gradient(ids, G, V) / np.maximum(np.bincount(ids, minlength=V), 1)[:, None]


@mistake(
    "You put G into rows 0, 1 and 2, the positions. Which rows were looked up at these positions?"
)
def row_of_position(ids, G, V):
    dE = np.zeros((V, G.shape[1]))
    dE[: len(G)] = G
    return dE


@mistake(
    "You returned only the rows that were looked up. ∂L/∂E has the shape of E: what do its other "
    "rows contain?"
)
def read_rows_only(ids, G, V):
    return row_gradient(ids, G, V)[np.unique(ids)]


@mistake("Every row contains the sum of all gradients. At which positions was row 0 looked up?")
def every_row(ids, G, V):
    return np.tile(G.sum(axis=0), (V, 1))


@mistake(
    "Every row contains the mean of all gradients. Which positions does a nudge of row 0 change?"
)
def every_row_mean(ids, G, V):
    return np.tile(G.mean(axis=0), (V, 1))


@mistake("Every number has the opposite sign. Does G[t] say how L changes, or how to change E?")
def downhill(ids, G, V):
    return -row_gradient(ids, G, V)


@mistake(
    "The contributions are correct, but each one is a row too low. What is the index of the first "
    "row?"
)
def one_row_below(ids, G, V):
    return np.roll(row_gradient(ids, G, V), 1, axis=0)


@mistake(
    "The numbers are correct, but your tokens are columns: the shape is (d, V). What shape does E "
    "have?"
)
def columns_for_tokens(ids, G, V):
    return row_gradient(ids, G, V).T


@mistake(
    "You took the row of G that has the number of the ID. ids[0] is 3, and G has three rows, one "
    "per position. Which row of G belongs to position t?"
)
def gradient_of_the_id(ids, G, V):
    return row_gradient(ids, G[ids], V)


PAY_IN = Function(
    name="onehot-pay-in",
    task=(
        "**Find the bug: the gradient of a table**\n\n"
        "`ids` (T,) were looked up, and `G` (T, d) is ∂L/∂H, one row per position. This function "
        "should return ∂L/∂E, shape (V, d), the same as one-hot(ids)ᵀ G. It is correct for “dog "
        "bites man” and wrong for “dog bites the dog”. Fix it."
    ),
    stub=(
        "def row_gradient(ids, G, V):\n"
        "    dE = np.zeros((V, G.shape[1]))\n"
        "    for t in range(len(ids)):\n"
        "        dE[ids[t]] = G[t]\n"
        "    return dE"
    ),
    reference=row_gradient,
    cases=draw_gradients,
    small=(np.array([3, 1, 3]), np.array([[1.0, 2], [4, 0], [5, -1]]), 5),
    edges=(
        (np.array([2, 0]), np.array([[1.0, 1], [2, 3]]), 3),
        (np.array([], dtype=int), np.zeros((0, 2)), 3),
        (np.array([1, 1, 0, 1]), np.array([[1.0, 2], [3, 5], [7, 0], [9, 4]]), 3),  # three times
    ),
    mistakes=(
        last_one_counts,
        first_one_counts,
        mean_counts,
        row_of_position,
        read_rows_only,
        every_row,
        every_row_mean,
        downhill,
        one_row_below,
        columns_for_tokens,
        gradient_of_the_id,
    ),
    hints=(
        "Go through ids = [3, 1, 3] by hand. What happens to row 3 at the first position, and at "
        "the last?",
        "The transpose of one-hot(ids) has two ones in the row of a token that occurs twice.",
        "Two effects on one loss add up: `+=` instead of `=`.",
    ),
    why=(
        "one-hot(X)ᵀ ∂L/∂H adds each row of the gradient to the row of E that was looked up there, "
        "duplicates included."
    ),
)


EXERCISES = (PRODUCT, MULTIPLICATIONS, ORDER, MEAN_OF_ROWS, PAY_IN, TEXT_LAYER)
