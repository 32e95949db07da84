"""Exercises of lesson 13: positions, masks and padding."""

import numpy as np

from embedlab.practice.exercises.kinds import Function, Mistake, Numbers, mistake
from embedlab.practice.exercises.transformer_program import ENTER
from embedlab.practice.exercises.transformer_tasks import TASKS

__all__ = ["EXERCISES", "TASKS"]


# ---- transformer-positions -----------------------------------------------------------------------


def with_positions(E, X, P):
    H = E[X]  # (B, T, d)
    return H + P[: X.shape[1]]


def draw_texts(rng):
    V, d, B, T = 6, 4, 2, 3
    X = rng.integers(V - 1, size=(B, T))
    X[0, 2] = X[0, 0]
    return rng.normal(size=(V, d)).round(2), X, rng.normal(size=(9, d)).round(2)


@mistake(
    "The last axis is now twice as long: you appended the positions to the rows. The formula "
    "contains a +. What does adding do to d?"
)
def appended(E, X, P):
    H = E[X]
    return np.concatenate([H, np.broadcast_to(P[: X.shape[1]], H.shape)], axis=-1)


@mistake(
    "All positions of the first sentence got P[0], and all of the second got P[1]. Which axis of H "
    "counts sentences, and which counts positions?"
)
def position_of_sentence(E, X, P):
    return E[X] + P[: X.shape[0], None, :]


@mistake(
    "You looked up P with the token IDs, so a token gets the same row of P everywhere. Which "
    "position does the first token of a sentence have?"
)
def position_of_token(E, X, P):
    return E[X] + P[X]


@mistake("The first position got P[1]. From which number are positions counted?")
def positions_from_one(E, X, P):
    return E[X] + P[1 : X.shape[1] + 1]


@mistake("You took the last rows of P. Which row of P belongs to the first token of a sentence?")
def last_positions(E, X, P):
    return E[X] + P[-X.shape[1] :]


@mistake("Every position got P[0]. How would a model distinguish the first token from the last?")
def first_position_for_all(E, X, P):
    return E[X] + P[0]


@mistake("These are the rows of E alone: a token at two positions has one vector. What is missing?")
def no_positions(E, X, P):
    return E[X]


@mistake(
    "The axis of the positions is gone: you added up all tokens of a sentence. How many vectors "
    "does H₀ have for one sentence?"
)
def summed_over_time(E, X, P):
    return (E[X] + P[: X.shape[1]]).sum(axis=1)


@mistake(
    "Every position of the smallest case got P[3], the row after the last position. Which row "
    "belongs to position 0?"
)
def row_of_length(E, X, P):
    return E[X] + P[X.shape[1]]


@mistake(
    "You added the position to the ID, so you looked up another token. What does the formula add "
    "to E[X[b, t]]?"
)
def position_into_id(E, X, P):
    return E[X + np.arange(X.shape[1])]


POSITIONS = Function(
    name="transformer-positions",
    task=(
        "**Which token, and where**\n\n"
        "`E` (V, d) is the table of tokens, `X` (B, T) a batch of IDs, `P` (T_max, d) the table "
        "of positions, with T_max ≥ T. Return H₀[b, t] = E[X[b, t]] + P[t]."
    ),
    stub="def with_positions(E, X, P):\n    H = E[X]  # (B, T, d)\n    return ...",
    reference=with_positions,
    cases=draw_texts,
    small=(
        np.array([[0.0], [10], [20], [30]]),
        np.array([[1, 2, 1], [2, 0, 0]]),
        np.array([[1.0], [2], [3], [4], [6]]),
    ),
    edges=(
        (
            np.array([[1.0, 2], [3, 4]]),
            np.array([[1, 0, 1, 1]]),
            np.array([[0.0, 1], [2, 0], [5, 5], [1, 7]]),
        ),
    ),
    mistakes=(
        appended,
        position_of_sentence,
        position_of_token,
        positions_from_one,
        last_positions,
        first_position_for_all,
        no_positions,
        summed_over_time,
        row_of_length,
        position_into_id,
    ),
    hints=(
        "H₀ has the shape of H, (B, T, d).",
        "P has more rows than needed: a sentence has T positions, 0 … T−1.",
        "Arrays of shape (B, T, d) and (T, d) can be added: NumPy repeats the second for each "
        "sentence.",
    ),
    why="Positions are added, so d stays the same, and a token at two positions has two vectors.",
)


# ---- transformer-pad-row -------------------------------------------------------------------------


def pad_step(E, q, G):
    """Position 0 looks up row q, positions 1 and 2 the pad row."""
    G = np.array(G)
    pad = G[1] + G[2]
    return {"E": np.array(E), "X": [q, 0, 0], "g": G, "pad": pad, "after": (-0.1 * pad).round(1)}


def draw_pad_step(rng):
    E = rng.integers(-3, 4, size=(3, 2))
    E[0] = 0
    return pad_step(E, int(rng.integers(1, 3)), rng.integers(-4, 5, size=(3, 2)))


PAD_ROW = Numbers(
    name="transformer-pad-row",
    task=(
        "**Does the pad row stay zero?**\n\n"
        "This exercise uses lesson 05. `E = {E}`, and row 0 is the pad row. A batch looks up the "
        "IDs `X = {X}`. The gradients that reach the three positions are `{g[0]}`, `{g[1]}`, "
        "`{g[2]}`. You make one step of plain SGD with η = 0.1, and no gradient is masked. What is "
        "the pad row after the step? Give `[x, y]`, to one decimal."
    ),
    stub="answer = ...",
    answer=lambda after: after,
    draw=draw_pad_step,
    first=pad_step(((0, 0), (2, 1), (-1, 3)), 2, ((1, 1), (1, -2), (3, -2))),
    mistakes=(
        Mistake(
            (0, 0),
            "You left the pad row at zero. Two gradients reach it, and neither is masked. By how "
            "much does a row move that two gradients reach?",
        ),
        Mistake(
            lambda g: -0.1 * g[2],
            "That is the step with the last gradient alone. The pad is at two positions. What "
            "happens to the gradient of the other one?",
        ),
        Mistake(
            lambda g: -0.1 * g[1],
            "That is the step with one gradient alone, the first. At how many positions is the "
            "pad?",
        ),
        Mistake(
            lambda pad: -0.05 * pad,
            "You averaged the two gradients. The row is looked up twice. What is the derivative of "
            "a sum?",
        ),
        Mistake(
            lambda after: -after,
            "Your step goes uphill. Does a step add or subtract η times the gradient?",
        ),
        Mistake(
            lambda pad: -pad,
            "The sum of the gradients is correct. By what does a step multiply it?",
        ),
        Mistake(
            lambda g: -0.1 * g.sum(axis=0),
            "You added the gradients of all three positions. At which positions is a pad?",
        ),
        Mistake(
            lambda g: -0.1 * g[0],
            "That is the step with the gradient of position 0. Which ID is looked up there?",
        ),
        Mistake(
            lambda E, X, g: E[X[0]] - 0.1 * g[0],
            "This is the row of the ID at position 0, after the step. Which row does the question "
            "ask for?",
        ),
        Mistake(
            lambda pad: pad,
            "This is the sum of the gradients that reach the pad row. What does a step do with a "
            "gradient, and how far does it go?",
        ),
    ),
    hints=(
        "Treat row 0 like any other row: no gradient is masked.",
        "The pad is at two positions. The sum of its gradients is {pad}.",
    ),
    why="The pad row moves like any other row, unless code masks its gradient.",
    working=(
        "The pad is looked up at two positions, with the gradients {g[1]} and {g[2]}. Their sum "
        "is {pad}. The step: [0, 0] − 0.1 · {pad} = {after}."
    ),
)


# ---- transformer-kept-scores ---------------------------------------------------------------------


def kept_scores(a, b, T):
    """Row t of a sentence of n tokens keeps t + 1 scores, but never more than n."""
    first, second = (sum(min(t + 1, n) for t in range(T)) for n in (a, b))
    return {"a": a, "b": b, "T": T, "first": first, "second": second, "kept": first + second}


def draw_kept(rng):
    T = int(rng.integers(5, 9))
    a, b = (int(n) for n in rng.permutation(np.arange(2, T))[:2])
    return kept_scores(a, b, T)


KEPT = Numbers(
    name="transformer-kept-scores",
    task=(
        "**How many scores are kept?**\n\n"
        "A batch has two sentences, of {a} and {b} tokens, padded on the right to T = {T}. The "
        "causal mask and the padding mask are both applied. How many of the 2 · {T} · {T} scores "
        "are kept? Count the rows of the pads, too."
    ),
    stub="answer = ...",
    answer=lambda kept: kept,
    draw=draw_kept,
    first=kept_scores(2, 5, 7),
    tolerance=0.5,
    mistakes=(
        Mistake(
            lambda T: T * (T + 1),
            "That is the causal mask alone. Which columns does the padding mask hide?",
        ),
        Mistake(
            lambda a, b, T: T * (a + b),
            "That is the padding mask alone. Which columns does the causal mask hide?",
        ),
        Mistake(
            lambda a, b: (a * (a + 1) + b * (b + 1)) // 2,
            "You left out the rows of the pads. To which columns may the last position attend?",
        ),
        Mistake(
            lambda T, kept: 2 * T * T - kept,
            "That is how many scores are hidden. The question asks for the others.",
        ),
        Mistake(
            lambda a, b, kept: kept - a - b,
            "The diagonal is missing. May a real token attend to itself?",
        ),
        Mistake(
            lambda first: first,
            "That is the first sentence alone. How many sentences does the batch have?",
        ),
        Mistake(
            lambda second: second,
            "That is the second sentence alone. What does the first one keep?",
        ),
        Mistake(
            lambda first: 2 * first,
            "You counted the first sentence twice. How many tokens does the second one have?",
        ),
        Mistake(
            lambda a, b: a * a + b * b,
            "You counted {a} · {a} + {b} · {b}, every real token with every real one. To which of "
            "them may the first token of a sentence attend?",
        ),
        Mistake(
            lambda T: T * (T + 1) // 2,
            "That is the causal mask of one sentence without pads. Which columns of each sentence "
            "are pads?",
        ),
        Mistake(
            lambda first, T: first + T * (T + 1) // 2,
            "The first sentence is correct. For the second you applied the causal mask alone. How "
            "many of its columns are pads?",
        ),
        Mistake(
            lambda second: 2 * second,
            "You counted the second sentence twice. How many scores does the first one keep?",
        ),
    ),
    hints=(
        "Write the mask of the first sentence as a square of {T} × {T} zeros and ones.",
        "Row t has t + 1 ones, as long as t + 1 is at most {a}. After that it has {a}.",
        "The first sentence keeps {first}. Do the same with {b} tokens, and add.",
    ),
    why="Row t keeps t + 1 scores, but never more than its sentence has real tokens.",
    working=(
        "Row t keeps t + 1 scores, at most {a} in the first sentence and at most {b} in the "
        "second. That is {first} and {second}, together {kept}."
    ),
)


# ---- transformer-resize --------------------------------------------------------------------------


def add_rows(E, n):
    mean_row = E[1:].mean(axis=0)  # without the pad row
    return np.vstack([E, *[mean_row] * n])


def draw_table(rng):
    return rng.normal(1, 1, size=(7, 3)).round(2), int(rng.choice([2, 4, 5]))


@mistake(
    "Your mean contains the pad row, which is 0, so the new rows are too short. Which rows belong "
    "to real tokens?"
)
def mean_with_pad(E, n):
    return np.vstack([E, *[E.mean(axis=0)] * n])


@mistake("The new rows are 0, as a pad row is. Which initial value does the task ask for?")
def new_rows_zero(E, n):
    return np.vstack([E, np.zeros((n, E.shape[1]))])


@mistake("The new rows are at the top. Which IDs do the old rows have now?")
def new_rows_first(E, n):
    return np.vstack([*[E[1:].mean(axis=0)] * n, E])


@mistake("The new rows are right after the pad row. Which IDs do the other old rows have now?")
def new_rows_after_pad(E, n):
    return np.vstack([E[:1], *[E[1:].mean(axis=0)] * n, E[1:]])


@mistake("You added one row, whatever n is. How many tokens are new?")
def one_new_row(E, n):
    return np.vstack([E, E[1:].mean(axis=0)])


@mistake("The new rows are copies of the last row. Which initial value does the task ask for?")
def last_row_repeated(E, n):
    return np.vstack([E, *[E[-1]] * n])


@mistake(
    "All numbers of a new row are equal: you took one mean over the whole table. Along which axis "
    "do you average to get a row?"
)
def one_number_rows(E, n):
    return np.vstack([E, np.full((n, E.shape[1]), E[1:].mean())])


@mistake(
    "The pad row is gone, so the ID of each old token is one less. The mean leaves out the pad "
    "row. Should the table leave it out, too?"
)
def pad_row_lost(E, n):
    return add_rows(E, n)[1:]


RESIZE = Function(
    name="transformer-resize",
    task=(
        "**New tokens need new rows**\n\n"
        "`n` tokens were added at the end of the vocabulary. Return a larger table: all old "
        "rows keep their IDs, and each new row is the mean of the old rows **without the pad "
        "row**, which is row 0."
    ),
    stub="def add_rows(E, n):\n    mean_row = ...\n    return ...",
    reference=add_rows,
    cases=draw_table,
    small=(np.array([[0.0, 0], [2, 1], [4, 6], [3, 5]]), 3),
    edges=((np.array([[0.0, 0, 0], [1, 5, 2]]), 1), (np.array([[7.0, 8], [1, 5], [3, 0]]), 0)),
    mistakes=(
        mean_with_pad,
        new_rows_zero,
        new_rows_first,
        new_rows_after_pad,
        one_new_row,
        last_row_repeated,
        one_number_rows,
        pad_row_lost,
    ),
    hints=(
        "`E[1:]` is the table without its first row.",
        "`mean(axis=0)` gives one number per column: a row of length d.",
        "`np.vstack` puts rows below rows. It needs the mean row n times.",
    ),
    why=(
        "A resized table keeps its old rows under their old IDs. The mean of the old rows is a "
        "usual initial value for a new one."
    ),
)


# ---- transformer-averages ------------------------------------------------------------------------


def sentence_means(E, X):
    real = X != 0  # (B, T)
    H = E[X] * real[:, :, None]
    return H.sum(axis=1) / real.sum(axis=1, keepdims=True)


def draw_padded(rng):
    V, d, B, T = 7, 4, 3, 6
    X = np.zeros((B, T), int)
    for row, length in zip(X, rng.permutation([2, 3, 5]), strict=True):
        row[:length] = rng.integers(1, V, size=length)
    longest = X[(X != 0).sum(axis=1).argmax()]
    longest[1] = longest[0]  # a word occurs twice
    return rng.normal(size=(V, d)).round(2), X


@mistake(
    "The pad row is in your means: sentence 0 has two tokens, and you averaged four rows. Which "
    "positions count?"
)
def pads_averaged_in(E, X):
    return E[X].sum(axis=1) / X.shape[1]


@mistake(
    "The pads add 0 now, but you still divide by T. How many real tokens does sentence 0 have?"
)
def divided_by_T(E, X):
    return (E[X] * (X != 0)[:, :, None]).mean(axis=1)


@mistake("These are sums. By what do you divide a sum to get the mean?")
def not_divided(E, X):
    return (E[X] * (X != 0)[:, :, None]).sum(axis=1)


@mistake(
    "You divide by the number of real tokens, but the pad row is still in the sum. Is it always "
    "zero?"
)
def pads_in_sum(E, X):
    return E[X].sum(axis=1) / (X != 0).sum(axis=1, keepdims=True)


@mistake("You returned one vector for the whole batch. How many sentences does the batch have?")
def mean_of_batch(E, X):
    return E[X[X != 0]].mean(axis=0)


@mistake(
    "You averaged over the sentences: there is one vector per position. Which axis of E[X] counts "
    "the positions of a sentence?"
)
def mean_over_sentences(E, X):
    return E[X].mean(axis=0)


@mistake(
    "A token that occurs twice in a sentence counted once in your mean. How many positions does it "
    "have?"
)
def each_word_once(E, X):
    return np.array([E[np.unique(sentence[sentence != 0])].mean(axis=0) for sentence in X])


@mistake(
    "You divided every sentence by the number of tokens of the longest one. How many does a "
    "shorter sentence have?"
)
def divided_by_longest(E, X):
    real = X != 0
    return (E[X] * real[:, :, None]).sum(axis=1) / real.sum(axis=1).max()


AVERAGES = Function(
    name="transformer-averages",
    task=(
        "**Find the bug: averages**\n\n"
        "`X` (B, T) is a batch of sentences, padded with ID 0. Each sentence has at least one real "
        "token, and the pad row E[0] may have any values. The function should return the mean row "
        "of each sentence, shape (B, d). For short sentences it is wrong. Fix it."
    ),
    stub="def sentence_means(E, X):\n    return E[X].mean(axis=1)",
    reference=sentence_means,
    cases=draw_padded,
    small=(np.array([[9.0], [1], [2], [6], [4]]), np.array([[1, 2, 0, 0], [3, 1, 3, 2]])),
    edges=(
        (np.array([[1.0, 1], [3, 2]]), np.array([[1, 1, 1]])),
        (np.array([[-1.0, 2, 5], [3, 0, 1]]), np.array([[1, 0], [1, 1], [1, 0], [1, 1]])),
    ),
    mistakes=(
        pads_averaged_in,
        divided_by_T,
        not_divided,
        pads_in_sum,
        mean_of_batch,
        mean_over_sentences,
        each_word_once,
        divided_by_longest,
    ),
    hints=(
        "`X != 0` is True at real tokens.",
        "Multiply the rows of the pads by 0, add up, and divide each sentence by its number of "
        "real tokens.",
        "Shapes: E[X] is (B, T, d), the mask must become (B, T, 1), and the counts (B, 1).",
    ),
    why=(
        "Pads must be left out of the sum and of the count. A pad row of zeros leaves them out of "
        "the sum alone."
    ),
)


# ---- transformer-masks ---------------------------------------------------------------------------


def masked_weights(H, X, pad_id):
    T, d = H.shape[1:]
    scores = H @ H.swapaxes(1, 2) / np.sqrt(d)  # (B, T, T)
    causal = np.tril(np.ones((T, T), bool))
    real = X[:, None, :] != pad_id  # (B, 1, T): columns
    scores = np.where(causal & real, scores, -np.inf)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return weights / weights.sum(axis=-1, keepdims=True)


def draw_scored(rng):
    B, T, d, pad_id = 2, 5, 3, int(rng.integers(4))
    X = rng.integers(4, 9, size=(B, T))
    X[0, 2] = X[0, 3] = X[1, 1] = pad_id
    return rng.normal(size=(B, T, d)).round(2), X, pad_id


def plain_softmax(scores):
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return weights / weights.sum(axis=-1, keepdims=True)


def plain_scores(H):
    return H @ H.swapaxes(1, 2) / np.sqrt(H.shape[-1])


def lower_triangle(H):
    return np.tril(np.ones((H.shape[1], H.shape[1]), bool))


@mistake(
    "Hidden positions still have weight: you set their scores to 0, and exp(0) is 1. For which "
    "score is exp exactly 0?"
)
def zero_for_minus_infinity(H, X, pad_id):
    mask = lower_triangle(H) & (X[:, None, :] != pad_id)
    return plain_softmax(np.where(mask, plain_scores(H), 0))


@mistake(
    "No position attends to later ones, but pads still have weight: their scores are 0 "
    "now, and exp(0) is 1. For which score is exp exactly 0?"
)
def pad_scores_zero(H, X, pad_id):
    hidden = np.where(lower_triangle(H), 0, -np.inf)
    return plain_softmax(plain_scores(H) * (X[:, None, :] != pad_id) + hidden)


@mistake(
    "You set the vectors of the pads to 0. Their scores are 0 then, and 0 is an ordinary score. On "
    "which array must a mask act?"
)
def rows_zeroed(H, X, pad_id):
    hidden = np.where(lower_triangle(H), 0, -np.inf)
    return plain_softmax(plain_scores(H * (X[:, :, None] != pad_id)) + hidden)


@mistake(
    "Each position attends to later positions and not to earlier ones. Which half of the T × T "
    "scores must a causal mask keep?"
)
def looks_ahead(H, X, pad_id):
    mask = lower_triangle(H).T & (X[:, None, :] != pad_id)
    scores = np.where(mask, plain_scores(H), -np.inf)
    return plain_softmax(scores)


@mistake("The first position gives weight to later ones. Which of the two masks is missing?")
def padding_only(H, X, pad_id):
    return plain_softmax(np.where((X[:, None, :] != pad_id), plain_scores(H), -np.inf))


@mistake("Pads still get weight. Which of the two masks is missing?")
def causal_only(H, X, pad_id):
    return plain_softmax(np.where(lower_triangle(H), plain_scores(H), -np.inf))


@mistake(
    "You hid the rows of the pads, which are NaN now, and not their columns. Which axis of the "
    "scores counts the positions that are attended to?"
)
def rows_hidden(H, X, pad_id):
    mask = lower_triangle(H) & (X[:, :, None] != pad_id)
    with np.errstate(invalid="ignore"):
        return plain_softmax(np.where(mask, plain_scores(H), -np.inf))


@mistake(
    "You hid the rows of the pads, which add up to 0 now, and not their columns. Which axis of the "
    "scores counts the positions that are attended to?"
)
def rows_hidden_zero(H, X, pad_id):
    return np.nan_to_num(rows_hidden(H, X, pad_id))


@mistake(
    "Hidden positions have weight 0, but the rows no longer add up to 1. What comes first, the "
    "mask or the softmax?"
)
def masked_after_softmax(H, X, pad_id):
    return plain_softmax(plain_scores(H)) * (lower_triangle(H) & (X[:, None, :] != pad_id))


@mistake(
    "Your columns add up to 1. The weights that one position gives must add up to 1. Along which "
    "axis are they?"
)
def softmax_down_columns(H, X, pad_id):
    mask = lower_triangle(H) & (X[:, None, :] != pad_id)
    scores = np.where(mask, plain_scores(H), -np.inf)
    weights = np.exp(scores)
    total = weights.sum(axis=1, keepdims=True)
    return weights / np.where(total > 0, total, 1)


@mistake(
    "The masks are correct, but the largest weights are too large. What does the formula do with "
    "H Hᵀ before the softmax?"
)
def not_scaled(H, X, pad_id):
    mask = lower_triangle(H) & (X[:, None, :] != pad_id)
    return plain_softmax(np.where(mask, H @ H.swapaxes(1, 2), -np.inf))


@mistake(
    "Hidden positions have weight 0, but the rows don't add up to 1: these are the exponentials. "
    "Which step of the softmax is still missing?"
)
def exponentials_alone(H, X, pad_id):
    mask = lower_triangle(H) & (X[:, None, :] != pad_id)
    return np.exp(np.where(mask, plain_scores(H), -np.inf))


MASKS = Function(
    name="transformer-masks",
    task=(
        "**Attend to no later token and to no pad**\n\n"
        "This exercise uses lesson 06 (softmax). `H` (B, T, d) contains the vectors, `X` (B, T) "
        "their IDs. Return the attention weights, shape (B, T, T): the scores are H Hᵀ / √d, and "
        "softmax runs along the last axis. Position t may attend to position s if s ≤ t and "
        "`X[b, s]` is not `pad_id`. All other weights must be exactly 0, and each row must add up "
        "to 1. A pad can be at any position except 0."
    ),
    stub="def masked_weights(H, X, pad_id):\n    ...",
    reference=masked_weights,
    cases=draw_scored,
    small=(np.array([[[1.0, 0], [2, 1], [1, 1]]]), np.array([[5, 0, 7]]), 0),
    edges=(
        (np.array([[[1.0, -1]], [[2, 0.5]]]), np.array([[3], [4]]), 0),
        (np.array([[[0.0, 0], [1, 0], [0, 1]]]), np.array([[1, 2, 3]]), 9),
        (np.array([[[10.0, 0], [-6, 0]]]), np.array([[5, 0]]), 0),  # a score far below −30
    ),
    mistakes=(
        zero_for_minus_infinity,
        pad_scores_zero,
        rows_zeroed,
        looks_ahead,
        padding_only,
        causal_only,
        rows_hidden,
        rows_hidden_zero,
        masked_after_softmax,
        softmax_down_columns,
        not_scaled,
        exponentials_alone,
    ),
    hints=(
        "First make one mask of shape (B, T, T): True where position t may attend to position s.",
        "`np.tril` makes the causal mask, and `X[:, None, :] != pad_id` is the padding mask. Both "
        "must be True.",
        "Take `np.where(mask, scores, -np.inf)`, then exp, then divide each row by its sum.",
    ),
    why="Masks set scores to −∞ before the softmax. A padding mask hides columns.",
)


EXERCISES = (POSITIONS, PAD_ROW, KEPT, RESIZE, AVERAGES, MASKS, ENTER)
