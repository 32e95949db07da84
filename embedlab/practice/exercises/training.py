"""Exercises of lesson 06: pairs, probabilities, and a skip-gram model that learns."""

import numpy as np

from embedlab.practice.exercises.kinds import Choice, Function, Mistake, Numbers, mistake
from embedlab.practice.exercises.training_program import TWO_TABLES
from embedlab.practice.exercises.training_tasks import TASKS

__all__ = ["EXERCISES", "TASKS"]


# ---- training-pairs ------------------------------------------------------------------------------


def find_pairs(ids, window):
    found = []
    for t, centre in enumerate(ids):
        for k in range(max(0, t - window), min(len(ids), t + window + 1)):
            if k != t:
                found.append((centre, ids[k]))
    return found


def draw_sentence(rng):
    window = int(rng.integers(2, 4))
    T = 2 * window + int(rng.integers(2, 4))
    ids = [int(i) for i in rng.permutation(20)[:T]]
    ids[2] = ids[0]  # a word comes back within the window
    return ids, window


def chosen_pairs(ids, window, keep):
    places = range(len(ids))
    return [(ids[t], ids[k]) for t in places for k in places if keep(t, k)]


@mistake(
    "You found context words to the right of each centre and none to the left: 9 found 2, but not "
    "7 and 4. How many sides does a window have?"
)
def right_side_only(ids, window):
    return chosen_pairs(ids, window, lambda t, k: 0 < k - t <= window)


@mistake(
    "You found context words to the left of each centre and none to the right: the first 4 found "
    "no word. How many sides does a window have?"
)
def left_side_only(ids, window):
    return chosen_pairs(ids, window, lambda t, k: 0 < t - k <= window)


@mistake("Each position was paired with itself as well. Is a word in its own context?")
def centre_with_itself(ids, window):
    return chosen_pairs(ids, window, lambda t, k: abs(k - t) <= window)


@mistake(
    "To the right of each word the farthest context word is missing: 7 did not find 9. Where does "
    "`range` end?"
)
def last_word_missing(ids, window):
    return chosen_pairs(ids, window, lambda t, k: k != t and -window <= k - t < window)


@mistake(
    "With window 2 you found the words next to a centre and no others. How far does “at most 2 "
    "positions” reach?"
)
def window_one_less(ids, window):
    return chosen_pairs(ids, window, lambda t, k: 0 < abs(k - t) < window)


@mistake(
    "With window 2 the first word found 9, which is three positions from it. Where does the window "
    "end?"
)
def window_one_more(ids, window):
    return chosen_pairs(ids, window, lambda t, k: 0 < abs(k - t) <= window + 1)


@mistake(
    "With window 2 you found the words exactly two positions from a centre. What about nearer ones?"
)
def at_the_rim_only(ids, window):
    return chosen_pairs(ids, window, lambda t, k: abs(k - t) == window)


@mistake(
    "With window 2 the first word found the last one, four positions from it. What should `window` "
    "limit?"
)
def all_with_all(ids, window):
    return chosen_pairs(ids, window, lambda t, k: k != t)


@mistake(
    "The two 4s are two positions from each other, and neither found the other. Must the IDs of a "
    "pair differ, or the positions?"
)
def equal_words_left_out(ids, window):
    return chosen_pairs(ids, window, lambda t, k: ids[k] != ids[t] and abs(k - t) <= window)


@mistake(
    "The two words of each pair are swapped: the first three pairs end with 4. Which word is "
    "looked up, and which one is predicted?"
)
def context_first(ids, window):
    return [(context, centre) for centre, context in find_pairs(ids, window)]


@mistake(
    "The pairs contain positions, 0 to 4 for [4, 7, 4, 9, 2]. Which row of E would be looked up?"
)
def positions_for_words(ids, window):
    return find_pairs(range(len(ids)), window)


@mistake("The first word found words from the end of the sentence. Which element is `ids[-1]`?")
def round_the_corner(ids, window):
    places = range(len(ids))
    return [
        (ids[t], ids[k])
        for t in places
        for k in range(t - window, min(len(ids), t + window + 1))
        if k != t
    ]


@mistake(
    "A pair that occurs twice was listed once; 7 is between two 4s. Should a model see a frequent "
    "pair more often than a rare one?"
)
def each_pair_once(ids, window):
    return list(dict.fromkeys(find_pairs(ids, window)))


@mistake(
    "The first word has no pair: you took as centres the words with a full window on both sides. "
    "Which context words does a word at the end of a sentence have?"
)
def whole_windows_only(ids, window):
    return [
        (ids[t], ids[k])
        for t in range(window, len(ids) - window)
        for k in range(t - window, t + window + 1)
        if k != t
    ]


def pairs_in_order(ids, window, key):
    """The correct pairs, with the context words of each centre in another order."""
    places = range(len(ids))
    around = ([k for k in places if 0 < abs(k - t) <= window] for t in places)
    return [
        (ids[t], ids[k])
        for t, found in enumerate(around)
        for k in sorted(found, key=lambda k: key(t, k))
    ]


@mistake(
    "These are the correct pairs, but each centre found the words to its right first. In what "
    "order are the context words in the text?"
)
def right_side_first(ids, window):
    return pairs_in_order(ids, window, lambda t, k: (k < t, k))


@mistake(
    "These are the correct pairs, but you went outwards from each centre: the nearest words come "
    "first. In what order are the context words in the text?"
)
def nearest_first(ids, window):
    return pairs_in_order(ids, window, lambda t, k: (abs(k - t), k))


@mistake(
    "The last word, 2, is in no pair as a context word. Which position is the last that `range` "
    "reaches?"
)
def last_word_never_found(ids, window):
    last = len(ids) - 1
    return chosen_pairs(ids, window, lambda t, k: 0 < abs(k - t) <= window and k < last)


PAIRS = Function(
    name="training-pairs",
    task=(
        "**The pairs of a sentence**\n\nList the skip-gram pairs of one sentence: each word with "
        "each word at most `window` positions to its left or right. A pair is `(centre, context "
        "word)`, both as IDs. Keep the order of the text: the centres from left to right, and the "
        "context words of a centre from left to right. Two lines are missing."
    ),
    stub=(
        "def find_pairs(ids, window):\n    found = []\n    for t, centre in enumerate(ids):\n      "
        "  for k in ...:  # the positions to look at\n            if ...:\n                "
        "found.append((centre, ids[k]))\n    return found"
    ),
    reference=find_pairs,
    cases=draw_sentence,
    small=([4, 7, 4, 9, 2], 2),
    edges=(([5, 3], 3),),
    exact=True,
    mistakes=(
        right_side_only,
        left_side_only,
        centre_with_itself,
        last_word_missing,
        window_one_less,
        window_one_more,
        at_the_rim_only,
        all_with_all,
        equal_words_left_out,
        context_first,
        positions_for_words,
        round_the_corner,
        each_pair_once,
        whole_windows_only,
        right_side_first,
        nearest_first,
        last_word_never_found,
    ),
    hints=(
        "For the word at position t: what is the first position to look at, and what is the last?",
        "Positions run from t − window to t + window, but not below 0 nor beyond the last word.",
        "`range(max(0, t - window), min(len(ids), t + window + 1))`, and leave out one position.",
    ),
    why=(
        "Each word is the centre of some pairs and the context word in others; words at the ends "
        "of a sentence have fewer pairs."
    ),
)


# ---- training-p-minus-y --------------------------------------------------------------------------


def three_scores(a, b, c):
    e = np.array([a, b, c])
    p, z, y = e / e.sum(), np.log(e).round(4), np.eye(3)[1]
    names = {"a": a, "b": b, "c": c, "S": a + b + c, "e": e, "z": z, "y": y, "p": p}
    return names | {"right": p - y, "shown": p.round(4), "result": (p - y).round(4)}


def draw_three_scores(rng):
    """Words 0 and 1 get less than half together, so that word 2 has the highest score."""
    S = int(rng.choice([8, 10, 16, 20, 25]))
    a, b = (int(n) for n in rng.permutation(np.arange(1, S // 4 + 1))[:2])
    return three_scores(a, b, S - a - b)


P_MINUS_Y = Numbers(
    name="training-p-minus-y",
    task=(
        "**The gradient of the logits**\n\nA model with three words computes the logits z = {z} "
        "for one centre. The exponentials are e^z = {e}. The context word that occurred is word 1, "
        "counted from 0. Compute ∂L/∂z by hand, for the loss L = −ln p[1], to three decimals."
    ),
    stub="answer = ...  # three numbers, such as [0, 0, 0]",
    answer=lambda right: right,
    draw=draw_three_scores,
    first=three_scores(1, 3, 4),
    mistakes=(
        Mistake(
            lambda right: -right,
            "The sizes are correct, the signs are not. If the logit of the word that occurred "
            "grows, does the loss grow or fall?",
        ),
        Mistake(lambda p: p, "These are the probabilities. What shows which word occurred?"),
        Mistake(
            lambda right, y: right * y,
            "The number of word 1 is correct. But raising the score of another word takes "
            "probability away from word 1: can their gradients be 0?",
        ),
        Mistake(
            lambda y: -y,
            "This is −y. With it, even a model that predicts the word with certainty would be "
            "pushed. What is missing?",
        ),
        Mistake(
            lambda e, y: e - y,
            "You subtracted 1 from the exponentials. They are not probabilities: what must three "
            "probabilities add up to?",
        ),
        Mistake(
            lambda z, y: z / z.sum() - y,
            "You divided the logits by their sum. A logit can be negative, a probability cannot. "
            "What does softmax do first?",
        ),
        Mistake(
            lambda z, y: z - y,
            "You subtracted 1 from the logits. What turns logits into probabilities?",
        ),
        Mistake(
            lambda p: p - np.eye(3)[0],
            "You subtracted 1 from the first word's probability. Words are counted from 0. Which "
            "one is word 1?",
        ),
        Mistake(
            lambda p: p - np.eye(3)[2],
            "You subtracted 1 at the word with the largest logit. Which word occurred in the text?",
        ),
        Mistake(
            lambda p, y: -y / p,
            "This is the derivative of −ln p[1] with respect to p[1]. The question asks for the "
            "derivative with respect to the three logits.",
        ),
        Mistake(
            lambda p: -np.log(p),
            "This is −ln p, the loss that each word would have. How does the loss of word 1 change "
            "if one of the logits grows?",
        ),
        Mistake(lambda p: -np.log(p[1]), "This is the loss itself. How many logits can change it?"),
        Mistake(
            lambda p, y: p[1] * (y - p),
            "This is the gradient of p[1]. The loss is −ln p[1]: what does the logarithm add to "
            "the chain rule?",
        ),
        Mistake(
            lambda p: p - 1,
            "You subtracted 1 from all three probabilities. How many of the words occurred?",
        ),
        Mistake(
            lambda p: p * (1 - p),
            "This is p · (1 − p), how each probability changes with its own logit. The loss is −ln "
            "p[1]: how does it change with each of the three?",
        ),
        Mistake(
            lambda e, z, y: np.where(z == 0, 0, e) / e[z != 0].sum() - y,
            "You took e⁰ as 0. What is a number to the power of 0?",
        ),
    ),
    hints=(
        "First turn the logits into probabilities: what fraction of {a} + {b} + {c} is each "
        "exponential?",
        "y is one-hot: 1 for the word that occurred, 0 for the others.",
        "∂L/∂z = p − y with p = [{a}/{S}, {b}/{S}, {c}/{S}].",
    ),
    why=(
        "p − y: each wrong word is pushed down by its probability, and the word that occurred is "
        "pulled up by what it lacks."
    ),
    working=(
        "p = {e} / {S} = {shown} and y = [0, 1, 0], so p − y = {result}. The three numbers add up "
        "to 0, as they always do."
    ),
)


# ---- find the bug in a softmax -------------------------------------------------------------------


def probabilities(Z):
    P = np.exp(Z)
    return P / P.sum(axis=1, keepdims=True)


def draw_logits(rng):
    B, V = int(rng.integers(2, 4)), int(rng.integers(4, 7))
    return ((1.5 * rng.normal(size=(B, V))).round(1) + 0.03,)


@mistake(
    "Each column adds up to 1. What does a column of Z contain, and which numbers must add up to 1 "
    "for one pair?"
)
def down_the_columns(Z):
    P = np.exp(Z)
    return P / P.sum(axis=0)


@mistake(
    "All six numbers of a batch of two pairs add up to 1. How many predictions does a batch make?"
)
def over_the_whole_batch(Z):
    P = np.exp(Z)
    return P / P.sum()


@mistake(
    "For the logits [1, 0, 2] you returned [2.718, 1, 7.389]. What must the probabilities of one "
    "pair add up to?"
)
def not_divided(Z):
    return np.exp(Z)


@mistake(
    "Each row adds up to 1, but the exponential is gone, and a negative logit would give a "
    "negative probability. The bug was in the other line."
)
def no_exponential(Z):
    return Z / Z.sum(axis=1, keepdims=True)


@mistake(
    "The exponential is gone, and each column adds up to 1. Put the exponential back: the bug is "
    "in the other line."
)
def no_exponential_down(Z):
    return Z / Z.sum(axis=0)


@mistake("The exponentials are divided by the sum of the logits. Which numbers should add up to 1?")
def sum_without_exponential(Z):
    return np.exp(Z) / Z.sum(axis=1, keepdims=True)


@mistake(
    "The sums are correct, one per pair, but they have the shape (B,), and NumPy lines that up "
    "with the columns. Which shape would line it up with the rows?"
)
def axis_kept_out(Z):
    P = np.exp(Z)
    return P / P.sum(axis=1)


@mistake(
    "The largest number of each row is 1. A probability of 1 would leave nothing for the others: "
    "by what should a row be divided?"
)
def divided_by_largest(Z):
    P = np.exp(Z)
    return P / P.max(axis=1, keepdims=True)


@mistake(
    "Each row adds up to V, its number of words. The mean divides once too often: which sum is "
    "wanted?"
)
def divided_by_number(Z):
    P = np.exp(Z)
    return P / P.mean(axis=1, keepdims=True)


@mistake(
    "The numbers are negative: you took the logarithm as well. It belongs to the loss. Which "
    "numbers does the loss take it of?"
)
def logs_of_shares(Z):
    return np.log(probabilities(Z))


@mistake("The smallest logit got the largest probability. What is the sign inside the exponential?")
def small_scores_win(Z):
    return probabilities(-Z)


@mistake("The largest logit got probability 1. Softmax leaves something to the others: how much?")
def winner_takes_all(Z):
    return np.equal(Z, Z.max(axis=1, keepdims=True)).astype(float)


@mistake(
    "Each number depends on its own logit alone, and the rows do not add up to 1. What do the "
    "words of one pair compete for?"
)
def each_by_itself(Z):
    return 1 / (1 + np.exp(-Z))


MEND_SOFTMAX = Function(
    name="training-mend-softmax",
    task=(
        "**Find the bug: probabilities of a batch**\n\n`Z` has shape (B, V): one row of V logits "
        "for each pair of a batch. The function should turn each row into the V probabilities of "
        "that pair. It runs, the numbers are positive and below 1, and they are wrong. Fix it."
    ),
    stub="def probabilities(Z):\n    P = np.exp(Z)\n    return P / P.sum(axis=0)",
    reference=probabilities,
    cases=draw_logits,
    small=(np.array([[1.0, 0.0, 2.0], [0.0, 3.0, 1.0]]),),
    edges=((np.array([[0.5, -1.0, 2.0, 0.25]]),),),
    mistakes=(
        down_the_columns,
        over_the_whole_batch,
        not_divided,
        no_exponential,
        no_exponential_down,
        sum_without_exponential,
        axis_kept_out,
        divided_by_largest,
        divided_by_number,
        logs_of_shares,
        small_scores_win,
        winner_takes_all,
        each_by_itself,
    ),
    hints=(
        "Add up the rows of the answer, then the columns. Which of the two should give ones?",
        "The sum must run over the V words of each pair: along axis 1.",
        "`keepdims=True` keeps the sums as a column (B, 1), so that each row is divided by its own "
        "sum.",
    ),
    why=(
        "A batch makes B predictions, and the probabilities of each one add up to 1: sum over the "
        "words, axis 1, and keep the axis."
    ),
)


# ---- training-one-step ---------------------------------------------------------------------------


def one_step(E, W, centre, context, lr):
    e = E[centre]
    p = np.exp(W @ e)
    p = p / p.sum()
    dz = p - (np.arange(len(W)) == context)  # p − y
    new_E = E.copy()
    new_E[centre] = e - lr * W.T @ dz  # one row of E
    new_W = W - lr * np.outer(dz, e)  # all rows of W
    return new_E, new_W


def draw_pair(rng):
    V, d = int(rng.integers(5, 8)), int(rng.integers(2, 5))
    E, W = rng.normal(size=(2, V, d)).round(1) + 0.05
    centre, context = (int(i) for i in rng.permutation(V)[:2])
    return E, W, centre, context, float(rng.choice([0.1, 0.5, 1.0]))


@mistake(
    "For centre 0 and context word 2, row 2 of E moved, and row 0 did not. Which word is looked up?"
)
def roles_swapped(E, W, centre, context, lr):
    return one_step(E, W, context, centre, lr)


@mistake(
    "One row of W moved and all rows of E. Which table is looked up, and which one makes a score "
    "for every word?"
)
def roles_of_tables_swapped(E, W, centre, context, lr):
    new_W, new_E = one_step(W, E, centre, context, lr)
    return new_E, new_W


@mistake(
    "Every row moved by the correct amount, uphill, so the loss grew. Does a step add or subtract, "
    "and is it p − y or y − p?"
)
def pair_uphill(E, W, centre, context, lr):
    return one_step(E, W, centre, context, -lr)


@mistake(
    "In W the row of the context word moved, and no other. Which rows take part in the softmax?"
)
def only_context_in_W(E, W, centre, context, lr):
    new_E, all_W = one_step(E, W, centre, context, lr)
    new_W = W.copy()
    new_W[context] = all_W[context]
    return new_E, new_W


@mistake(
    "In W the row of the context word did not move, and the others did. Is its p − y equal to 0?"
)
def only_wrong_words_in_W(E, W, centre, context, lr):
    new_E, new_W = one_step(E, W, centre, context, lr)
    new_W[context] = W[context]
    return new_E, new_W


@mistake("E is correct, and W did not move. The dot products of which rows with e are logits?")
def W_stays(E, W, centre, context, lr):
    return one_step(E, W, centre, context, lr)[0], W.copy()


@mistake("W is correct, and E did not move. Does the loss depend on the row that was looked up?")
def E_stays(E, W, centre, context, lr):
    return E.copy(), one_step(E, W, centre, context, lr)[1]


def shares_of(W, e):
    p = np.exp(W @ e)
    return p / p.sum()


def marked(W, context):
    return np.arange(len(W)) == context


@mistake(
    "E is correct. The gradient of W was taken with the new row of E. At which point do both "
    "gradients belong to the same loss?"
)
def W_after_new_row(E, W, centre, context, lr):
    new_E = one_step(E, W, centre, context, lr)[0]
    dz = shares_of(W, E[centre]) - marked(W, context)
    return new_E, W - lr * np.outer(dz, new_E[centre])


@mistake(
    "W is correct. The gradient of E was taken with the new W. At which point do both gradients "
    "belong to the same loss?"
)
def E_after_new_W(E, W, centre, context, lr):
    new_W = one_step(E, W, centre, context, lr)[1]
    dz = shares_of(W, E[centre]) - marked(W, context)
    new_E = E.copy()
    new_E[centre] = E[centre] - lr * new_W.T @ dz
    return new_E, new_W


def moved_by(E, W, centre, dz, lr):
    """Both tables after a step along a given gradient of the scores."""
    new_E = E.copy()
    new_E[centre] = E[centre] - lr * W.T @ dz
    return new_E, W - lr * np.outer(dz, E[centre])


@mistake(
    "All logits were pushed down, that of the context word too. How does the word that occurred "
    "differ from the others in p − y?"
)
def context_not_subtracted(E, W, centre, context, lr):
    return moved_by(E, W, centre, shares_of(W, E[centre]), lr)


@mistake(
    "The context word was pulled up by a full 1, and nothing was pushed down. What does the model "
    "already expect, and what does that do to the pull?"
)
def nothing_expected(E, W, centre, context, lr):
    return moved_by(E, W, centre, -marked(W, context).astype(float), lr)


@mistake("You subtracted 1 at the centre. Which word does the model have to predict?")
def centre_marked(E, W, centre, context, lr):
    return moved_by(E, W, centre, shares_of(W, E[centre]) - marked(W, centre), lr)


@mistake(
    "You divided the logits by their sum. How do you get a positive probability from a negative "
    "logit?"
)
def scores_as_shares(E, W, centre, context, lr):
    z = W @ E[centre]
    return moved_by(E, W, centre, z / z.sum() - marked(W, context), lr)


@mistake(
    "You subtracted 1 from the logits themselves. ∂L/∂z needs probabilities: how do you get them?"
)
def scores_themselves(E, W, centre, context, lr):
    return moved_by(E, W, centre, W @ E[centre] - marked(W, context), lr)


@mistake("You used the exponentials without dividing them by their sum. What must p add up to?")
def not_normalised(E, W, centre, context, lr):
    return moved_by(E, W, centre, np.exp(W @ E[centre]) - marked(W, context), lr)


@mistake(
    "All rows of E moved, but the centre is word 0, and no other row is looked up. How do the "
    "other rows affect this loss?"
)
def all_rows_of_E(E, W, centre, context, lr):
    dz = shares_of(W, E[centre]) - marked(W, context)
    return E - lr * W.T @ dz, one_step(E, W, centre, context, lr)[1]


@mistake("These are the two gradients, and they are correct. Return the tables after the step.")
def gradients_only(E, W, centre, context, lr):
    dz = shares_of(W, E[centre]) - marked(W, context)
    dE = np.zeros(E.shape)
    dE[centre] = W.T @ dz
    return dE, np.outer(dz, E[centre])


@mistake(
    "W is correct. The row of the centre moved along the row of the context word alone. Which "
    "logits depend on e?"
)
def only_context_in_E(E, W, centre, context, lr):
    e, (new_E, new_W) = E[centre], one_step(E, W, centre, context, lr)
    new_E[centre] = e + lr * (1 - shares_of(W, e)[context]) * W[context]
    return new_E, new_W


ONE_STEP = Function(
    name="training-one-step",
    task=(
        "**One pair, one step, two tables**\n\nE (V, d) has the rows of words as centres, W (V, d) "
        "those of words as context words; the logits are z = W e with e = `E[centre]`. Do one step "
        "of plain SGD for the loss −ln p[`context`], and return both new tables, `E` first. Take "
        "both gradients at the old tables."
    ),
    stub="def one_step(E, W, centre, context, lr):\n    ...\n    return new_E, new_W",
    reference=one_step,
    cases=draw_pair,
    small=(
        np.array([[1.0, 0.0, 1.0], [0.0, 2.0, 0.0], [1.0, 1.0, 0.0], [0.0, 1.0, 1.0]]),
        np.array([[0.0, 1.0, 0.0], [1.0, 1.0, 0.0], [1.0, 0.0, -1.0], [0.0, 0.0, 1.0]]),
        0,
        2,
        0.5,
    ),
    edges=(
        (
            np.array([[1.0, 0.5, 0.0], [0.0, 2.0, -1.0], [0.5, 1.0, 1.0], [1.0, 0.0, 1.0]]),
            np.array([[0.0, 1.0, 0.5], [1.0, 1.0, 0.0], [-1.0, 0.5, 1.0], [0.5, 0.5, 2.0]]),
            1,
            1,
            0.1,
        ),
    ),
    mistakes=(
        roles_swapped,
        roles_of_tables_swapped,
        pair_uphill,
        only_context_in_W,
        only_wrong_words_in_W,
        W_stays,
        E_stays,
        W_after_new_row,
        E_after_new_W,
        context_not_subtracted,
        nothing_expected,
        centre_marked,
        scores_as_shares,
        scores_themselves,
        not_normalised,
        all_rows_of_E,
        gradients_only,
        only_context_in_E,
    ),
    hints=(
        "In this order: the logits, the probabilities p, then p − y.",
        "The row of the centre gets Wᵀ(p − y); row j of W gets (p_j − y_j) · e.",
        "`np.outer(dz, e)` is the gradient of all rows of W. Copy E before you write its one row.",
    ),
    why=("One pair moves one row of E, and every row of W: each word has its own entry of p − y."),
)


# ---- training-what-it-promises -------------------------------------------------------------------


WHAT_IT_PROMISES = Choice(
    name="training-what-it-promises",
    task=(
        "**Two seeds, two maps**\n\nYou train the same corpus twice, with d = 2; the runs differ "
        "only in the seed. Both end at nearly the same loss. In the first, *dog* is at [2.1, 0.3], "
        "in the second at [−1.0, 1.7]. A colleague says that one of the runs must be wrong. What "
        "do you answer? Choose, and give the reason."
    ),
    stub='answer = ...  # a letter and the number of a reason, such as ("a", 1)',
    choices={
        "a": "One is wrong; the longer row is the better trained one.",
        "b": "Neither need be wrong.",
        "c": "Both are wrong; with enough steps they would meet at one point.",
    },
    reasons={
        1: "The loss depends on logits, and many different tables give equally good logits.",
        2: "The loss has one minimum in E and W, and each run gets nearer to it.",
        3: "A row that was looked up more often is longer, and so more accurate.",
        4: "Rows are never moved by training, only by the seed.",
    },
    answer=("b", 1),
    mistakes=(
        Mistake(
            ("a", 3),
            "Both runs train on the same corpus for the same number of steps, and their losses are "
            "nearly equal. What could make one of them the correct one?",
        ),
        Mistake("a", "The two losses are nearly equal. What else is a run trained for?"),
        Mistake(
            ("c", 2),
            "Rotate all rows of E and W by the same angle: which dot product changes? How many "
            "minima are there then?",
        ),
        Mistake(
            "c",
            "What would pull both runs to the same point? Rotate all rows of E and W by the same "
            "angle, and look at the logits.",
        ),
        Mistake(
            ("b", 4),
            "The choice is correct, but if training moved no rows, the loss could not fall. What "
            "do different tables have in common?",
        ),
        Mistake(
            ("b", 2),
            "The choice is correct, but with this reason the two runs would have to agree. Do two "
            "different tables ever give the same logits?",
        ),
        Mistake(
            ("b", 3),
            "The choice is correct, but with this reason you could name the better run. What do "
            "the two losses say?",
        ),
    ),
    hints=(
        "Which numbers go into the loss: the coordinates, or the dot products of rows of E with "
        "rows of W?",
        "Rotate E and W together by 90°. Does the loss change?",
    ),
    why=(
        "Training moves points to predict better; it promises neither a fixed position nor a "
        "perfect map."
    ),
    working=(
        "The loss depends on dot products of rows of E with rows of W. Rotating both tables "
        "together changes none of them, and in two dimensions there are also truly different "
        "arrangements that predict about as well. Choice b, reason 1."
    ),
)


EXERCISES = (PAIRS, P_MINUS_Y, MEND_SOFTMAX, ONE_STEP, WHAT_IT_PROMISES, TWO_TABLES)
