"""Exercises of lesson 03: the lookup as a product, forwards and backwards."""

import numpy as np

from embedlab import one_hot
from embedlab.practice.exercises.kinds import Function, Mistake, Numbers, mistake

__all__ = ["EXERCISES", "TASKS"]


# ---- in the lesson: onehot-try-weights -----------------------------------------------------------


TRY_WEIGHTS = Numbers(
    name="onehot-try-weights",
    answer=(0, 0.25, 0, 0.75, 0),
    mistakes=(
        Mistake(
            (0, 0.75, 0, 0.25, 0),
            "This is one quarter of “man” and three quarters of “dog”. Which entry of x belongs "
            "to row 1?",
        ),
        Mistake((0, 0.5, 0, 0.5, 0), "This is half of each row. Which row should count for more?"),
        Mistake(
            (0, 1, 0, 3, 0),
            "The two rows have the correct ratio, but their weights add up to 4. What is a quarter "
            "of each weight?",
        ),
        Mistake(
            (1.5, 1.75, 1.5),
            "This is the product x @ E, and it is correct. Which five numbers x give it?",
        ),
    ),
    hints=(),
    working="Row 1 gets the weight 1/4, row 3 gets 3/4: `[0, 0.25, 0, 0.75, 0]`.",
    why="Each entry of x says how much of its row goes into the product.",
)


# ---- in the lesson: onehot-try-into-table --------------------------------------------------------


def into_table(ids, G, V):
    return one_hot(ids, V).T @ G


@mistake(
    "You assigned the rows of G, so only the last of two rows with the same ID is left. What does "
    "a product do with them?"
)
def assigned(ids, G, V):
    dE = np.zeros((V, G.shape[1]))
    dE[ids] = G
    return dE


@mistake(
    "The row that occurs twice contains a mean. A nudge of that row acts at both positions: are "
    "two effects averaged?"
)
def averaged(ids, G, V):
    return into_table(ids, G, V) / np.maximum(np.bincount(ids, minlength=V), 1)[:, None]


@mistake("Your table has a column for each token, shape (d, V). What shape does E have?")
def tokens_as_columns(ids, G, V):
    return G.T @ one_hot(ids, V)


@mistake("This is the transposed one-hot matrix. With what do you still have to multiply it?")
def no_product(ids, G, V):
    return one_hot(ids, V).T


TRY_INTO_TABLE = Function(
    name="onehot-try-into-table",
    reference=into_table,
    cases=lambda rng: draw_gradients(rng),  # defined below
    small=(np.array([3, 1, 3]), np.array([[1.0, 2], [4, 0], [5, -1]]), 5),
    mistakes=(assigned, averaged, tokens_as_columns, no_product),
    why="`one_hot(ids, V).T @ G`: the shapes are (V × T)(T × d) = (V × d), and rows are added.",
)


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
        0  # the last place stays, for the mistake that keeps only the last term
    )
    return x, rng.normal(size=(V, d)).round(2)


@mistake(
    "All five rows were added up, whatever x says. How much of row 0 should go in if x[0] is 0?"
)
def all_rows_alike(x, E):
    return E.sum(axis=0)


@mistake("Rows 1 and 3 went in once each. How much of row 3 should go in if x[3] is 2?")
def rows_without_weight(x, E):
    return E[x != 0].sum(axis=0)


@mistake(
    "The numbers of x were added up and no row of E was read. What is it that x[k] says how much "
    "of?"
)
def weights_only(x, E):
    return np.full(E.shape[1], x.sum())


@mistake(
    "Row k went in k times. k is only the number of the row, a name: what says how much of the "
    "row goes in?"
)
def weighted_by_number(x, E):
    return np.arange(len(E)) @ E


@mistake(
    "One row came out, the one with the largest number in x. A lookup takes one row or another; "
    "what does a product do with the other numbers of x?"
)
def largest_row(x, E):
    return E[np.argmax(x)]


@mistake(
    "One row came out, number 2, which lies between 1 and 3 in the list. x[2] is 0: how much of "
    "row 2 should go in?"
)
def row_between(x, E):
    return E[round(float(np.arange(len(x)) @ x / x.sum()))]


@mistake("The result was divided by the sum of x, as for a mean. Does a product do that?")
def shares(x, E):
    return x @ E / x.sum()


@mistake("The result was divided by V. Does a product take a mean?")
def mean_over_rows(x, E):
    return x @ E / len(E)


@mistake("Only the last step of the loop is left. What happens to what was in `total` before?")
def last_term(x, E):
    return x[-1] * E[-1]


@mistake(
    "A table of V rows came out: the terms stand below each other. What does the product do with "
    "them?"
)
def filled_table(x, E):
    return x[:, None] * E


PRODUCT = Function(
    name="onehot-product",
    task=(
        "**A product is a sum of rows**\n\n"
        "x has V numbers, not only a single 1; E has the shape (V, d). Compute x @ E as a sum of "
        "rows. One line is missing."
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
    ),
    hints=(
        "x[k] says how much of row k goes in.",
        "For x = [0, 1, 0, 2, 0]: once row 1, twice row 3, nothing of the others.",
        "The term is a number times a row, `x[k]` times `E[k]`.",
    ),
    why=(
        "x @ E weighs the rows of E with the numbers of x; a one-hot x leaves one row, and that "
        "is the lookup."
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
        "1. the multiplications that the lookup makes,\n"
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
            "You let the lookup multiply as the product does. The two give the same vectors; what "
            "does a program do that goes to row i and reads it?",
        ),
        Mistake(
            lambda product, copied: (copied, product, copied),
            "You let the lookup multiply each number that it reads. By what? Think of going to "
            "row i and reading it.",
        ),
        Mistake(
            lambda N, product, copied: (N, product, copied),
            "You let the lookup make one multiplication per ID. What is multiplied when a row is "
            "read?",
        ),
        Mistake(
            lambda T, V, d: (0, T * V * d, T * d),
            "You counted one sentence. How many IDs has the whole batch?",
        ),
        Mistake(
            lambda V, d: (0, V * d, d), "You counted one token. How many IDs has the whole batch?"
        ),
        Mistake(
            lambda N, V, copied: (0, N * V, copied),
            "The product's count holds for one column of E. How many columns are there?",
        ),
        Mistake(
            lambda copied: (0, copied, copied),
            "You counted only the multiplications by 1. The zeros are multiplied as well: how "
            "long is a one-hot vector?",
        ),
        Mistake(
            lambda N, product: (0, product, N),
            "The first two are right; the third counts vectors. How many numbers has each?",
        ),
        Mistake(
            lambda N, V, product: (0, product, N * V),
            "The first two are right; for the third you took V as the length of a vector. Which "
            "of the letters is the length of a row of E?",
        ),
        Mistake(
            lambda V, d, product: (0, product, V * d),
            "The first two are right; for the third you copied the whole table. Which rows does "
            "the lookup touch?",
        ),
        Mistake(
            lambda product: (0, product, product),
            "The first two are right; the third would mean that each ID copies the whole table. "
            "What does one ID copy?",
        ),
    ),
    hints=(
        "How many IDs are there in all? Do one ID first, then multiply.",
        "One ID, product: a vector of V numbers times a table of V · d numbers. One ID, lookup: "
        "copy one row.",
        "Copying is not multiplying.",
    ),
    why=(
        "The product explains the lookup and costs V times the work; the lookup copies and "
        "multiplies nothing."
    ),
    working=(
        "B · T = {N} IDs. The lookup multiplies nothing: 0. The product makes V · d "
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
            "You weighed the words by their places in the sentence, 1, 2, 3. Write down x for "
            "both sentences: does the place of a word show in it?",
        ),
        Mistake(
            lambda dog, verb, man: (verb + 2 * man, verb + 2 * dog),
            "You weighed the words by their places in the sentence, counted from 0. Write down x "
            "for both sentences: does the place of a word show in it?",
        ),
        Mistake(
            lambda total: (total, total[::-1]),
            "The first row is right. For the second sentence you turned the numbers of the vector "
            "round. Write down x for it: what has changed?",
        ),
        Mistake(
            lambda total: (total, -total),
            "The first row is right. For the second sentence you turned the sign. Write down x "
            "for it: what has changed?",
        ),
        Mistake(
            lambda dog, verb, man: 2 * (dog + 2 * verb + 3 * man,),
            "You weighed each row by its ID, 1, 2, 3. An ID is a name: which number stands at its "
            "place in x?",
        ),
        Mistake(
            lambda E: 2 * (E[:3].sum(axis=0),),
            "You took rows 0, 1 and 2. Which rows belong to the IDs 1, 2 and 3?",
        ),
        Mistake(
            ((0, 1, 1, 1, 0), (0, 1, 1, 1, 0)),
            "That is x, right for both sentences. What comes out when it is multiplied with E?",
        ),
        Mistake(
            lambda mean: (mean, mean),
            "You took the mean of the rows. What does the product do with three ones in x?",
        ),
        Mistake(
            lambda dog, man: (dog, man),
            "You gave the vector of the first word of each sentence. Which places of x hold a 1?",
        ),
        Mistake(
            lambda dog, man: (man, dog),
            "You gave the vector of the last word of each sentence. Which places of x hold a 1?",
        ),
    ),
    hints=(
        "Write x for the first sentence: five numbers, one per token of the vocabulary.",
        "Now x for the second sentence. Compare.",
        "x weighs the rows: rows 1, 2 and 3 go in once each.",
    ),
    why="Rows carry no order: their sum counts words and forgets who bites whom.",
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
    "The mean of the IDs 3, 1, 3, 0 is 1.75, and row 1 came out, the row of one token. IDs are "
    "names: what has a mean?"
)
def row_of_mean_cut(E, ids):
    return E[int(np.mean(ids))]


@mistake(
    "The mean of the IDs 3, 1, 3, 0 is 1.75, and row 2 came out, the row of a token that is not "
    "even in the text. IDs are names: what has a mean?"
)
def row_of_mean_rounded(E, ids):
    return E[round(float(np.mean(ids)))]


@mistake(
    "The mean of the IDs 3, 1, 3, 0 is 1.75, and the answer lies between rows 1 and 2. Row 2 "
    "belongs to a token that is not in the text: what should have been averaged?"
)
def between_two_rows(E, ids):
    mean = np.mean(ids)
    low, share = int(mean), mean - int(mean)
    return (1 - share) * E[low] + share * E[min(low + 1, len(E) - 1)]


@mistake(
    "ID 3 stands in the text twice and counted once. The mean goes over positions: how many are "
    "there?"
)
def mean_of_different_ids(E, ids):
    return E[np.unique(ids)].mean(axis=0)


@mistake("These are sums. What is missing to make them means?")
def sum_of_rows(E, ids):
    return E[ids].sum(axis=0)


@mistake(
    "One number per position came out: each vector was averaged for itself. Over which axis "
    "should the mean go, and how long must the answer be?"
)
def mean_of_each_row(E, ids):
    return E[ids].mean(axis=1)


@mistake(
    "A single number came out, the mean of all coordinates. Over which axis should the mean go?"
)
def mean_of_everything(E, ids):
    return E[ids].mean()


@mistake("This is the mean of the whole table. Which rows does the text read?")
def mean_of_table(E, ids):
    return E.mean(axis=0)


@mistake(
    "The sum is right and was divided by V, the number of tokens in the vocabulary. The mean of "
    "how many vectors is asked for?"
)
def divided_by_V(E, ids):
    return E[ids].sum(axis=0) / len(E)


@mistake("Each vector was multiplied by its ID before the mean was taken. Is an ID a quantity?")
def weighted_by_id(E, ids):
    return (ids[:, None] * E[ids]).mean(axis=0)


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
    ),
    hints=(
        "First the vectors of all positions: what shape have they?",
        "`E[ids]` has the shape (T, d); the mean over positions leaves (d,).",
        "`.mean(axis=…)`: the axis that is to vanish.",
    ),
    why="IDs are names and have no mean; rows are vectors and have one.",
)


# ---- onehot-pay-in -------------------------------------------------------------------------------


def row_gradient(ids, G, V):
    dE = np.zeros((V, G.shape[1]))
    for t in range(len(ids)):
        dE[ids[t]] += G[t]  # each position pays into the row it has read
    return dE


def draw_gradients(rng):
    V, d, T = int(rng.integers(7, 10)), int(rng.integers(2, 4)), 5
    ids = rng.choice(rng.permutation(V - 1)[:3], size=T)
    while len(np.unique(ids)) < 3 or (np.diff(ids) >= 0).all():
        ids = rng.permutation(
            np.append(rng.choice(np.unique(ids), size=2), rng.permutation(V - 1)[:3])
        )
    return ids, rng.normal(size=(T, d)).round(2), V


@mistake(
    "Row 3 was read at positions 0 and 2, and only what came last is left in it. A nudge of that "
    "row acts at both positions: what becomes of the two effects?"
)
def last_one_counts(ids, G, V):
    dE = np.zeros((V, G.shape[1]))
    dE[ids] = G
    return dE


@mistake(
    "Row 3 was read at positions 0 and 2, and only what came first is left in it. A nudge of that "
    "row acts at both positions: what becomes of the two effects?"
)
def first_one_counts(ids, G, V):
    dE = np.zeros((V, G.shape[1]))
    dE[ids[::-1]] = G[::-1]
    return dE


@mistake(
    "Row 3 holds the mean of its two contributions. A nudge of that row acts at both positions: "
    "are two effects averaged?"
)
def mean_counts(ids, G, V):
    return row_gradient(ids, G, V) / np.maximum(np.bincount(ids, minlength=V), 1)[:, None]


@mistake("G went into rows 0, 1, 2, the numbers of the positions. Which rows were read there?")
def row_of_position(ids, G, V):
    dE = np.zeros((V, G.shape[1]))
    dE[: len(G)] = G
    return dE


@mistake(
    "Only the rows that were read came out. ∂L/∂E has the shape of E: what stands in the rows "
    "that nobody read?"
)
def read_rows_only(ids, G, V):
    return row_gradient(ids, G, V)[np.unique(ids)]


@mistake("Every row got the sum of all gradients. Which positions did row 0 have a part in?")
def every_row(ids, G, V):
    return np.tile(G.sum(axis=0), (V, 1))


@mistake("Every row got the mean of all gradients. Which positions did row 0 have a part in?")
def every_row_mean(ids, G, V):
    return np.tile(G.mean(axis=0), (V, 1))


@mistake("Every number has the wrong sign. The gradient is asked for, not the step against it.")
def downhill(ids, G, V):
    return -row_gradient(ids, G, V)


@mistake("The contributions are right and stand one row too low. Which number has the first row?")
def one_row_below(ids, G, V):
    return np.roll(row_gradient(ids, G, V), 1, axis=0)


@mistake(
    "The numbers are right, and the tokens are columns: the shape is (d, V). Which shape has E?"
)
def columns_for_tokens(ids, G, V):
    return row_gradient(ids, G, V).T


PAY_IN = Function(
    name="onehot-pay-in",
    task=(
        "**Find the bug: every position pays in**\n\n"
        "`ids` (T,) were looked up, and `G` (T, d) is ∂L/∂H, one row per position. This function "
        "shall return ∂L/∂E, shape (V, d): what one-hot(ids)ᵀ G gives. It is right for “dog bites "
        "man” and wrong for “dog bites the dog”. Mend it."
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
    ),
    hints=(
        "Go through ids = [3, 1, 3] by hand. What happens to row 3 at the first position, and at "
        "the last?",
        "The transpose of one-hot(ids) has two ones in the line of a token that was read twice.",
        "Effects add up.",
    ),
    why=(
        "one-hot(X)ᵀ ∂L/∂H puts each row of the gradient where it was read, and adds where rows "
        "meet."
    ),
)


EXERCISES = (PRODUCT, MULTIPLICATIONS, ORDER, MEAN_OF_ROWS, PAY_IN)
TASKS = (TRY_WEIGHTS, TRY_INTO_TABLE)
