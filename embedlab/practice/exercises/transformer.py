"""Exercises of lesson 13: positions, masks and padding."""

import numpy as np

from embedlab.practice.exercises.kinds import Function, Mistake, Numbers, mistake

__all__ = ["EXERCISES", "TASKS"]


# ---- in the lesson: transformer-try-difference ---------------------------------------------------


def difference(E, P, i, s, t):
    return (E[i] + P[s]) - (E[i] + P[t])


@mistake("You subtracted the first vector from the second. Which one does the task put first?")
def difference_reversed(E, P, i, s, t):
    return P[t] - P[s]


@mistake("You added the two positions. The task asks for a difference: what happens to E[i]?")
def positions_summed(E, P, i, s, t):
    return P[s] + P[t]


@mistake(
    "This is 0, as if the positions were not added. What does each vector contain besides E[i]?"
)
def no_difference(E, P, i, s, t):
    return np.zeros(E.shape[1])


@mistake("This is the first vector. What remains when you subtract the second one from it?")
def first_vector(E, P, i, s, t):
    return E[i] + P[s]


@mistake("You looked up E at the positions. Which table is for positions?")
def rows_at_positions(E, P, i, s, t):
    return E[s] - E[t]


def draw_difference(rng):
    E, P = rng.normal(size=(7, 3)).round(1), rng.normal(size=(6, 3)).round(1)
    s, t = rng.choice(6, size=2, replace=False)
    return E, P, int(rng.integers(7)), int(s), int(t)


TRY_DIFFERENCE = Function(
    name="transformer-try-difference",
    reference=difference,
    cases=draw_difference,
    small=(
        np.array([[1.0, 0.0], [2.0, 5.0], [4.0, 3.0]]),
        np.array([[0.0, 1.0], [3.0, 3.0], [7.0, 2.0]]),
        1,
        0,
        2,
    ),
    mistakes=(
        difference_reversed,
        positions_summed,
        no_difference,
        first_vector,
        rows_at_positions,
    ),
    why="E[i] is in both vectors and cancels: P[s] − P[t] is left, the same for every token.",
)


# ---- in the lesson: transformer-try-mask ---------------------------------------------------------


def may_attend(T):
    return np.tril(np.ones((T, T)))


@mistake("Row 0 of your mask attends to all later positions. Which half of the square is kept?")
def later_positions(T):
    return np.triu(np.ones((T, T)))


@mistake("Your diagonal is 0, so row 0 attends to nothing. May a position attend to itself?")
def without_itself(T):
    return np.tril(np.ones((T, T)), -1)


@mistake("Every position attends to every other one. Which pairs must a mask hide?")
def nothing_hidden(T):
    return np.ones((T, T))


@mistake("Each position attends to itself alone. Which earlier positions may it attend to?")
def only_itself(T):
    return np.eye(T)


@mistake("Each position attends to the next one too. Is the next word known when it is predicted?")
def one_too_far(T):
    return np.tril(np.ones((T, T)), 1)


TRY_MASK = Function(
    name="transformer-try-mask",
    reference=may_attend,
    cases=lambda rng: (int(rng.integers(3, 9)),),
    small=(3,),
    edges=((1,),),
    mistakes=(later_positions, without_itself, nothing_hidden, only_itself, one_too_far),
    why="Row t has ones in the columns 0 … t: the lower triangle, with the diagonal.",
)


# ---- in the lesson: transformer-try-lengths ------------------------------------------------------


def lengths(X, pad_id):
    return (pad_id != X).sum(axis=1)


@mistake("You counted the pads. The task asks for the tokens that are not pads.")
def pads_counted(X, pad_id):
    return (pad_id == X).sum(axis=1)


@mistake(
    "You counted along the sentences: one number per position. Which axis runs over one sentence?"
)
def lengths_per_position(X, pad_id):
    return (pad_id != X).sum(axis=0)


@mistake("You counted in the whole batch. The task asks for one number per sentence.")
def one_length(X, pad_id):
    return (pad_id != X).sum()


@mistake("You counted every ID except 0. Which ID marks a pad here?")
def pad_is_zero(X, pad_id):
    return (X != 0).sum(axis=1)


@mistake("You counted every position. Which positions contain real tokens?")
def all_positions_counted(X, pad_id):
    return np.full(X.shape[0], X.shape[1])


@mistake("You added up the IDs. The task asks how many tokens there are.")
def ids_summed(X, pad_id):
    return np.where(pad_id == X, 0, X).sum(axis=1)


def draw_lengths(rng):
    pad_id = int(rng.integers(1, 4))
    X = rng.integers(4, 9, size=(3, 5))
    X[0, 0] = 0
    X[0, 3:], X[1, 1:] = pad_id, pad_id
    return X, pad_id


TRY_LENGTHS = Function(
    name="transformer-try-lengths",
    reference=lengths,
    cases=draw_lengths,
    small=(np.array([[5, 0, 6, 3], [4, 3, 3, 3]]), 3),
    mistakes=(
        pads_counted,
        lengths_per_position,
        one_length,
        pad_is_zero,
        all_positions_counted,
        ids_summed,
    ),
    why="`(X != pad_id).sum(axis=1)`: True counts as 1, and axis 1 runs over one sentence.",
)

TASKS = (TRY_DIFFERENCE, TRY_MASK, TRY_LENGTHS)


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
    "The last axis is now twice as long: the positions come after the rows. The formula "
    "contains a +. What does adding do to d?"
)
def appended(E, X, P):
    H = E[X]
    return np.concatenate([H, np.broadcast_to(P[: X.shape[1]], H.shape)], axis=-1)


@mistake(
    "All places of the first sentence got P[0], all of the second P[1]. Which axis of H counts "
    "sentences, and which counts places?"
)
def position_of_sentence(E, X, P):
    return E[X] + P[: X.shape[0], None, :]


@mistake(
    "You looked the positions up with the token IDs, so a token has the same position "
    "everywhere. What is the place of the first token in a sentence?"
)
def position_of_token(E, X, P):
    return E[X] + P[X]


@mistake("The first place got P[1]. Where does counting start?")
def positions_from_one(E, X, P):
    return E[X] + P[1 : X.shape[1] + 1]


@mistake("You took the last rows of P. Which row belongs to the first position of a sentence?")
def last_positions(E, X, P):
    return E[X] + P[-X.shape[1] :]


@mistake("Every position got P[0]. How would a model distinguish first and last?")
def first_position_for_all(E, X, P):
    return E[X] + P[0]


@mistake("These are the rows of E alone: a token at two positions has one vector. What is missing?")
def no_positions(E, X, P):
    return E[X]


@mistake(
    "The axis of the places is gone: you added up all tokens of a sentence. What shape has H₀[b, "
    "t], for all b and t?"
)
def summed_over_time(E, X, P):
    return (E[X] + P[: X.shape[1]]).sum(axis=1)


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
    ),
    hints=(
        "H₀ has the shape of H, (B, T, d).",
        "P has more rows than needed: the sentence has T places, 0 … T−1.",
        "Arrays of shape (B, T, d) and (T, d) can be added: NumPy repeats the second for each "
        "sentence.",
    ),
    why="Positions are added, so d stays d, and a token in two places has two vectors.",
)


# ---- transformer-pad-row -------------------------------------------------------------------------


def pad_step(E, q, G):
    """Place 0 reads row q, places 1 and 2 the pad row."""
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
        "`E = {E}`, and row 0 is the pad row. A batch holds `X = {X}`. "
        "The gradients that reach the three places are `{g[0]}`, `{g[1]}`, `{g[2]}`. One "
        "SGD step, η = 0.1; nothing is masked. What does the pad row hold after it? Give `[x, y]`, "
        "to one decimal."
    ),
    stub="answer = ...",
    answer=lambda after: after,
    draw=draw_pad_step,
    first=pad_step(((0, 0), (2, 1), (-1, 3)), 2, ((1, 1), (1, -2), (3, -2))),
    mistakes=(
        Mistake(
            (0, 0),
            "You left the pad row at zero. Two gradients reach it, and nothing was masked: what "
            "holds it in its place?",
        ),
        Mistake(
            lambda g: -0.1 * g[2],
            "That is the step with the last gradient alone. The pad is at two positions: what "
            "happens to the first gradient?",
        ),
        Mistake(
            lambda g: -0.1 * g[1],
            "That is the step with one gradient alone, the first. At how many positions is the "
            "pad?",
        ),
        Mistake(
            lambda pad: -0.05 * pad,
            "You averaged the two gradients. The row is used twice: what does a sum's derivative "
            "do with its terms?",
        ),
        Mistake(
            lambda after: -after, "You went up the gradient. In which direction does a step go?"
        ),
        Mistake(
            lambda pad: -pad,
            "The gradients are added up rightly. By what is their sum multiplied in a step?",
        ),
        Mistake(
            lambda g: -0.1 * g.sum(axis=0),
            "You added the gradients of all three places. Which of the places hold a pad?",
        ),
    ),
    hints=(
        "Treat row 0 as any other row: nothing was masked.",
        "The pad is at two positions; its gradients add up to {pad}.",
    ),
    why="Nothing protects the pad row but code that protects it: its gradient must be masked.",
    working=(
        "The pad is read in two places, with gradients {g[1]} and {g[2]}, which add up to {pad}. "
        "The step: [0, 0] − 0.1 · {pad} = {after}."
    ),
)


# ---- transformer-resize --------------------------------------------------------------------------


def add_rows(E, n):
    mean_row = E[1:].mean(axis=0)  # without the pad row
    return np.vstack([E, *[mean_row] * n])


def draw_table(rng):
    return rng.normal(1, 1, size=(7, 3)).round(2), int(rng.choice([2, 4, 5]))


@mistake(
    "Your new rows are pulled towards the pad row: it was averaged in. Which rows belong to real "
    "tokens?"
)
def mean_with_pad(E, n):
    return np.vstack([E, *[E.mean(axis=0)] * n])


@mistake(
    "The new rows are zero: they lie where a pad row lies, with no direction. Where did the task "
    "let them start?"
)
def new_rows_zero(E, n):
    return np.vstack([E, np.zeros((n, E.shape[1]))])


@mistake("The new rows are at the top. What happened to the IDs of the old ones?")
def new_rows_first(E, n):
    return np.vstack([*[E[1:].mean(axis=0)] * n, E])


@mistake("The new rows are right after the pad row. What happened to the IDs of the others?")
def new_rows_after_pad(E, n):
    return np.vstack([E[:1], *[E[1:].mean(axis=0)] * n, E[1:]])


@mistake("One row was added, whatever n is. How many IDs are new?")
def one_new_row(E, n):
    return np.vstack([E, E[1:].mean(axis=0)])


@mistake("The new rows copy the last token's row. Where did the task let them start?")
def last_row_repeated(E, n):
    return np.vstack([E, *[E[-1]] * n])


@mistake(
    "All numbers of a new row are equal: one mean over the whole table. Along which axis is a "
    "mean row taken?"
)
def one_number_rows(E, n):
    return np.vstack([E, np.full((n, E.shape[1]), E[1:].mean())])


@mistake(
    "The pad row is gone, so each old token has moved up by one. It must be left out of the mean: "
    "must it leave the table?"
)
def pad_row_lost(E, n):
    return add_rows(E, n)[1:]


RESIZE = Function(
    name="transformer-resize",
    task=(
        "**New tokens need new rows**\n\n"
        "`n` tokens were added at the end of the tokenizer's list. Return a larger table: all old "
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
        "`np.vstack` puts rows below rows; take the mean row n times.",
    ),
    why=(
        "A table that is resized keeps its old rows under their old IDs, and new tokens start "
        "where rows are."
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
    "The row of the pad takes part: sentence 0 has two words and the mean of four rows. Which "
    "positions count?"
)
def pads_averaged_in(E, X):
    return E[X].sum(axis=1) / X.shape[1]


@mistake(
    "The pads add nothing now, but you still divide by T. How many rows did sentence 0 add up?"
)
def divided_by_T(E, X):
    return (E[X] * (X != 0)[:, :, None]).mean(axis=1)


@mistake("These are sums: long sentences have long vectors. By what is a mean divided?")
def not_divided(E, X):
    return (E[X] * (X != 0)[:, :, None]).sum(axis=1)


@mistake(
    "You divide by the number of real tokens, but the pad row is still in the sum. Is it always "
    "zero?"
)
def pads_in_sum(E, X):
    return E[X].sum(axis=1) / (X != 0).sum(axis=1, keepdims=True)


@mistake("There is one vector for the whole batch. How many sentences are there?")
def mean_of_batch(E, X):
    return E[X[X != 0]].mean(axis=0)


@mistake(
    "You averaged over the sentences: there is one vector per place. Which axis holds the places "
    "of one sentence?"
)
def mean_over_sentences(E, X):
    return E[X].mean(axis=0)


@mistake(
    "A word that occurs twice in a sentence counted once. Each position counts: how many "
    "times must it count?"
)
def each_word_once(E, X):
    return np.array([E[np.unique(sentence[sentence != 0])].mean(axis=0) for sentence in X])


AVERAGES = Function(
    name="transformer-averages",
    task=(
        "**Find the bug: averages**\n\n"
        "`X` (B, T) is a batch of sentences, padded with ID 0; each has at least one real token. "
        "The pad row E[0] can be anything. The function should return the mean vector of each "
        "sentence, shape (B, d), and short sentences come out wrong. Fix it."
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
    ),
    hints=(
        "`X != 0` says which positions are real.",
        "Multiply the rows of the pads by 0, and divide by the number of real places, sentence by "
        "sentence.",
        "Shapes: E[X] is (B, T, d), the mask must become (B, T, 1), and the counts (B, 1).",
    ),
    why=(
        "Pads must be left out of the sum and of the count; a zero row takes care of the first "
        "only."
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
    "Hidden places still have weight: you set their scores to 0, and exp(0) is 1. For which score "
    "is exp exactly 0?"
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
    "You made the vectors of the pads zero. Their scores are 0 then, and 0 is an ordinary score: "
    "where must a mask act?"
)
def rows_zeroed(H, X, pad_id):
    hidden = np.where(lower_triangle(H), 0, -np.inf)
    return plain_softmax(plain_scores(H * (X[:, :, None] != pad_id)) + hidden)


@mistake(
    "Places look at what comes after them, and not at what came before. Which half of the square "
    "may stay?"
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
    "The rows of the pads are hidden, and come out as NaN; their columns are not. Which axis of "
    "the scores says who is looked at?"
)
def rows_hidden(H, X, pad_id):
    mask = lower_triangle(H) & (X[:, :, None] != pad_id)
    with np.errstate(invalid="ignore"):
        return plain_softmax(np.where(mask, plain_scores(H), -np.inf))


@mistake(
    "The rows of the pads are hidden, and sum to 0; their columns are not. Which axis of the "
    "scores says who is looked at?"
)
def rows_hidden_zero(H, X, pad_id):
    return np.nan_to_num(rows_hidden(H, X, pad_id))


@mistake(
    "Hidden places have weight 0, but the rows no longer sum to 1. What comes first, the mask or "
    "the softmax?"
)
def masked_after_softmax(H, X, pad_id):
    return plain_softmax(plain_scores(H)) * (lower_triangle(H) & (X[:, None, :] != pad_id))


@mistake(
    "The weights sum to 1 down the columns. Each place shares out its look: along which axis does "
    "its row run?"
)
def softmax_down_columns(H, X, pad_id):
    mask = lower_triangle(H) & (X[:, None, :] != pad_id)
    scores = np.where(mask, plain_scores(H), -np.inf)
    weights = np.exp(scores)
    total = weights.sum(axis=1, keepdims=True)
    return weights / np.where(total > 0, total, 1)


@mistake(
    "The mask is right, and the weights are too sharp. What does the formula do with H Hᵀ before "
    "the softmax?"
)
def not_scaled(H, X, pad_id):
    mask = lower_triangle(H) & (X[:, None, :] != pad_id)
    return plain_softmax(np.where(mask, H @ H.swapaxes(1, 2), -np.inf))


MASKS = Function(
    name="transformer-masks",
    task=(
        "**Nobody looks ahead, or at padding**\n\n"
        "`H` (B, T, d) are the vectors, `X` (B, T) their IDs. Return the attention weights, shape "
        "(B, T, T): scores H Hᵀ / √d, then softmax along the last axis, where place t may look at "
        "place s only if s ≤ t and `X[b, s]` is not `pad_id`. Hidden places get weight exactly 0, "
        "and each row sums to 1. Pads stand anywhere but in the first place."
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
    ),
    hints=(
        "Make one mask of shape (B, T, T) first: True where a place may look.",
        "`np.tril` gives the causal part, `X[:, None, :] != pad_id` the padding part; both must "
        "allow it.",
        "`np.where(mask, scores, -np.inf)`, then exp, then divide each row by its sum.",
    ),
    why="Masks act on scores, at columns, with −∞ and before the softmax.",
)


EXERCISES = (POSITIONS, PAD_ROW, RESIZE, AVERAGES, MASKS)
