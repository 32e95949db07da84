"""Exercises of lesson 06: pairs, probabilities, and one step of skip-gram."""

import numpy as np

from embedlab.practice.exercises.kinds import Choice, Function, Mistake, Numbers, mistake

__all__ = ["EXERCISES"]


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
    "Each word has neighbours on its right only: 9 found 2, but not 7 and 4. How many sides does "
    "a word have?"
)
def right_side_only(ids, window):
    return chosen_pairs(ids, window, lambda t, k: 0 < k - t <= window)


@mistake(
    "Each word has neighbours on its left only: the first 4 found nobody. How many sides does a "
    "word have?"
)
def left_side_only(ids, window):
    return chosen_pairs(ids, window, lambda t, k: 0 < t - k <= window)


@mistake(
    "Each place was paired with itself as well. Would guessing a word from the same place be a "
    "game?"
)
def centre_with_itself(ids, window):
    return chosen_pairs(ids, window, lambda t, k: abs(k - t) <= window)


@mistake(
    "On the right of each word the farthest neighbour is missing: 7 did not find 9. Where does "
    "`range` end?"
)
def last_neighbour_missing(ids, window):
    return chosen_pairs(ids, window, lambda t, k: k != t and -window <= k - t < window)


@mistake(
    "With window 2 only the words next to a centre were found. How far does “at most 2 places” "
    "reach?"
)
def window_one_less(ids, window):
    return chosen_pairs(ids, window, lambda t, k: 0 < abs(k - t) < window)


@mistake(
    "With window 2 the first word found 9, which stands three places away. Where does the window "
    "end?"
)
def window_one_more(ids, window):
    return chosen_pairs(ids, window, lambda t, k: 0 < abs(k - t) <= window + 1)


@mistake("With window 2 only words exactly two places away were found. What about the nearer ones?")
def at_the_rim_only(ids, window):
    return chosen_pairs(ids, window, lambda t, k: abs(k - t) == window)


@mistake(
    "The first word found the last one, four places away, with window 2. What should `window` "
    "change?"
)
def everybody_with_everybody(ids, window):
    return chosen_pairs(ids, window, lambda t, k: k != t)


@mistake(
    "The two 4s stand two places apart and did not find each other. Which should differ in a "
    "pair: the IDs or the places?"
)
def equal_words_left_out(ids, window):
    return chosen_pairs(ids, window, lambda t, k: ids[k] != ids[t] and abs(k - t) <= window)


@mistake(
    "The pairs are the wrong way round: the first three have 4 second. Which word is looked up, "
    "and which is guessed?"
)
def neighbour_first(ids, window):
    return [(neighbour, centre) for centre, neighbour in find_pairs(ids, window)]


@mistake(
    "The pairs hold places, 0 to 4 in the smallest case. Which row of E would the model look up?"
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
    "A pair that occurs at two places was listed once; 7 stands between two 4s. Should the model "
    "not see a frequent pair more often?"
)
def each_pair_once(ids, window):
    return list(dict.fromkeys(find_pairs(ids, window)))


@mistake(
    "Only words with a full window on both sides are centres here; the first word has none. What "
    "can a word at the end of a sentence still see?"
)
def whole_windows_only(ids, window):
    return [
        (ids[t], ids[k])
        for t in range(window, len(ids) - window)
        for k in range(t - window, t + window + 1)
        if k != t
    ]


PAIRS = Function(
    name="training-pairs",
    task=(
        "**Who is next to whom?**\n\n"
        "List the skip-gram pairs of one sentence: each word with each word at most `window` "
        "places to its left or right. A pair is `(centre, neighbour)`, both as IDs. Keep the "
        "reading order: the centres from left to right, and the neighbours of a centre from left "
        "to right. Two lines are missing."
    ),
    stub=(
        "def find_pairs(ids, window):\n"
        "    found = []\n"
        "    for t, centre in enumerate(ids):\n"
        "        for k in ...:  # the places to look at\n"
        "            if ...:\n"
        "                found.append((centre, ids[k]))\n"
        "    return found"
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
        last_neighbour_missing,
        window_one_less,
        window_one_more,
        at_the_rim_only,
        everybody_with_everybody,
        equal_words_left_out,
        neighbour_first,
        positions_for_words,
        round_the_corner,
        each_pair_once,
        whole_windows_only,
    ),
    hints=(
        "For the word at place t: which is the first place to look at, and which is the last?",
        "Places run from t − window to t + window, but not below 0 nor beyond the last word.",
        "`range(max(0, t - window), min(len(ids), t + window + 1))`, and leave out one place.",
    ),
    why=(
        "Each word is the centre of some pairs and the neighbour in others; at the ends of a "
        "sentence there are fewer."
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
        "**The gradient of the scores**\n\n"
        "A model with three words gives the scores z = {z} for the neighbour of a "
        "centre. The exponentials are e^z = {e}. The word that was there is word 1 (counted "
        "from 0). Compute ∂L/∂z by hand, for the loss L = −ln p[1], to "
        "three decimals."
    ),
    stub="answer = ...  # three numbers, such as [0, 0, 0]",
    answer=lambda right: right,
    draw=draw_three_scores,
    first=three_scores(1, 3, 4),
    mistakes=(
        Mistake(
            lambda right: -right,
            "The sizes are right, the signs are not. If the score of the word that was there "
            "grows, does the loss grow or fall?",
        ),
        Mistake(
            lambda p: p,
            "These are the probabilities, and they are right. What does the gradient know that "
            "they do not?",
        ),
        Mistake(
            lambda right, y: right * y,
            "The number of word 1 is right. But raising the score of another word takes "
            "probability away from word 1: can their gradients be 0?",
        ),
        Mistake(
            lambda y: -y,
            "This is −y alone. A model that were sure of the right word already would still be "
            "pushed: what is missing?",
        ),
        Mistake(
            lambda e, y: e - y,
            "You took 1 off the exponentials themselves. They are not probabilities: what must "
            "three probabilities add up to?",
        ),
        Mistake(
            lambda z, y: z / z.sum() - y,
            "You divided the scores by their sum. A score can be negative, a probability cannot: "
            "what comes between the two?",
        ),
        Mistake(
            lambda z, y: z - y,
            "You took 1 off the scores themselves. What turns scores into probabilities?",
        ),
        Mistake(
            lambda p: p - np.eye(3)[0],
            "The 1 was taken off the first word. Word 1 is counted from 0: which one is it?",
        ),
        Mistake(
            lambda p: p - np.eye(3)[2],
            "The 1 was taken off the word with the highest score. Which word was there in the "
            "text?",
        ),
        Mistake(
            lambda p, y: -y / p,
            "This is the derivative of −ln p by p[1]. Asked for is the derivative by the three "
            "scores, and p depends on all of them.",
        ),
    ),
    hints=(
        "First turn the scores into probabilities: which share of {a} + {b} + {c} has each word?",
        "y is one-hot: 1 for the word that was there, 0 for the others.",
        "∂L/∂z = p − y with p = [{a}/{S}, {b}/{S}, {c}/{S}].",
    ),
    why=(
        "p − y: each wrong word is pushed down by its share, the right word is pulled up by what "
        "it lacks."
    ),
    working=(
        "p = {e} / {S} = {shown} and y = [0, 1, 0], so p − y = {result}. "
        "The three numbers add up to 0, as they always do."
    ),
)


# ---- training-mend-softmax -----------------------------------------------------------------------


def probabilities(Z):
    P = np.exp(Z)
    return P / P.sum(axis=1, keepdims=True)


def draw_logits(rng):
    B, V = int(rng.integers(2, 4)), int(rng.integers(4, 7))
    return ((1.5 * rng.normal(size=(B, V))).round(1) + 0.03,)


@mistake(
    "Each column adds up to 1. What stands in a column of Z, and which numbers must add up to 1 "
    "for one pair?"
)
def down_the_columns(Z):
    P = np.exp(Z)
    return P / P.sum(axis=0)


@mistake(
    "All six numbers of the smallest case together add up to 1. How many guesses does a batch make?"
)
def over_the_whole_batch(Z):
    P = np.exp(Z)
    return P / P.sum()


@mistake(
    "The first row is [2.718, 1, 7.389]: these are no shares. What must the numbers of one pair "
    "add up to?"
)
def not_divided(Z):
    return np.exp(Z)


@mistake(
    "Each row adds up to 1, but the exponential is gone, and a negative score would give a "
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


@mistake(
    "The exponentials were divided by the sum of the *scores*. The shares of what should add up "
    "to 1?"
)
def sum_without_exponential(Z):
    return np.exp(Z) / Z.sum(axis=1, keepdims=True)


@mistake(
    "The sums are right, one per pair, but they have the shape (B,), and NumPy lines that up with "
    "the columns. Which shape would line it up with the rows?"
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
    "The numbers are negative: you took the logarithm as well. It belongs to the loss; which "
    "numbers go into it?"
)
def logs_of_shares(Z):
    return np.log(probabilities(Z))


@mistake("The smallest score got the largest share. Which sign belongs into the exponential?")
def small_scores_win(Z):
    return probabilities(-Z)


@mistake("The largest score got all of it. Softmax leaves something to the others: how much?")
def winner_takes_all(Z):
    return np.equal(Z, Z.max(axis=1, keepdims=True)).astype(float)


@mistake(
    "Each number was made from its own score only, and the rows do not add up to 1. What do the "
    "words of one pair compete for?"
)
def each_by_itself(Z):
    return 1 / (1 + np.exp(-Z))


MEND_SOFTMAX = Function(
    name="training-mend-softmax",
    task=(
        "**Find the bug: probabilities of a batch**\n\n"
        "`Z` has the shape (B, V): one row of V scores for each pair of a batch. The function "
        "should turn each row into the V probabilities of that pair. It runs, the numbers are "
        "positive and below 1, and they are wrong. Mend it."
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
        "`keepdims=True` keeps the sums as a column (B, 1), so that each row is divided by its "
        "own sum.",
    ),
    why=(
        "A batch makes B guesses, each shares out its own 1: sum over the words, axis 1, and keep "
        "the axis."
    ),
)


# ---- training-one-step ---------------------------------------------------------------------------


def one_step(E, W, centre, neighbour, lr):
    e = E[centre]
    p = np.exp(W @ e)
    p = p / p.sum()
    dz = p - (np.arange(len(W)) == neighbour)  # p − y
    new_E = E.copy()
    new_E[centre] = e - lr * W.T @ dz  # one row of E
    new_W = W - lr * np.outer(dz, e)  # all rows of W
    return new_E, new_W


def draw_pair(rng):
    V, d = int(rng.integers(5, 8)), int(rng.integers(2, 5))
    E, W = rng.normal(size=(2, V, d)).round(1) + 0.05
    centre, neighbour = (int(i) for i in rng.permutation(V)[:2])
    return E, W, centre, neighbour, float(rng.choice([0.1, 0.5, 1.0]))


@mistake(
    "In the smallest case row 2 of E moved, and row 0 stayed. Which word is looked up, the centre "
    "or the neighbour?"
)
def roles_swapped(E, W, centre, neighbour, lr):
    return one_step(E, W, neighbour, centre, lr)


@mistake(
    "One row of W moved and all rows of E. Which table is looked up, and which one makes a score "
    "for every word?"
)
def roles_of_tables_swapped(E, W, centre, neighbour, lr):
    new_W, new_E = one_step(W, E, centre, neighbour, lr)
    return new_E, new_W


@mistake(
    "Every row moved by the right amount in the wrong direction, so the loss grew. Which sign "
    "does a step have, and which has p − y?"
)
def pair_uphill(E, W, centre, neighbour, lr):
    return one_step(E, W, centre, neighbour, -lr)


@mistake(
    "In W only the row of the neighbour moved. Did the other rows not take part in the softmax?"
)
def only_neighbour_in_W(E, W, centre, neighbour, lr):
    new_E, all_W = one_step(E, W, centre, neighbour, lr)
    new_W = W.copy()
    new_W[neighbour] = all_W[neighbour]
    return new_E, new_W


@mistake("In W the row of the neighbour stayed and the others moved. Is its p − y equal to 0?")
def only_wrong_words_in_W(E, W, centre, neighbour, lr):
    new_E, new_W = one_step(E, W, centre, neighbour, lr)
    new_W[neighbour] = W[neighbour]
    return new_E, new_W


@mistake("E is right and W did not move. Whose dot product with e is a score?")
def W_stays(E, W, centre, neighbour, lr):
    return one_step(E, W, centre, neighbour, lr)[0], W.copy()


@mistake("W is right and E did not move. Does the loss not depend on the row that was looked up?")
def E_stays(E, W, centre, neighbour, lr):
    return E.copy(), one_step(E, W, centre, neighbour, lr)[1]


def shares_of(W, e):
    p = np.exp(W @ e)
    return p / p.sum()


def marked(W, neighbour):
    return np.arange(len(W)) == neighbour


@mistake(
    "E is right. The gradient of W was taken with the *new* row of E. At which point do both "
    "gradients belong to the same loss?"
)
def W_after_new_row(E, W, centre, neighbour, lr):
    new_E = one_step(E, W, centre, neighbour, lr)[0]
    dz = shares_of(W, E[centre]) - marked(W, neighbour)
    return new_E, W - lr * np.outer(dz, new_E[centre])


@mistake(
    "W is right. The gradient of E was taken with the *new* W. At which point do both gradients "
    "belong to the same loss?"
)
def E_after_new_W(E, W, centre, neighbour, lr):
    new_W = one_step(E, W, centre, neighbour, lr)[1]
    dz = shares_of(W, E[centre]) - marked(W, neighbour)
    new_E = E.copy()
    new_E[centre] = E[centre] - lr * new_W.T @ dz
    return new_E, new_W


def moved_by(E, W, centre, dz, lr):
    """Both tables after a step along a given gradient of the scores."""
    new_E = E.copy()
    new_E[centre] = E[centre] - lr * W.T @ dz
    return new_E, W - lr * np.outer(dz, E[centre])


@mistake(
    "All scores were pushed down, the one of the neighbour too. What makes the word that was "
    "there different from the others?"
)
def neighbour_not_taken_off(E, W, centre, neighbour, lr):
    return moved_by(E, W, centre, shares_of(W, E[centre]), lr)


@mistake(
    "Only the neighbour was pulled up, by a full 1. What does the model already expect, and what "
    "does that do to the pull?"
)
def nothing_expected(E, W, centre, neighbour, lr):
    return moved_by(E, W, centre, -marked(W, neighbour).astype(float), lr)


@mistake("The 1 was taken off the score of the centre. Which word had to be guessed?")
def centre_marked(E, W, centre, neighbour, lr):
    return moved_by(E, W, centre, shares_of(W, E[centre]) - marked(W, centre), lr)


@mistake(
    "You divided the scores by their sum. What makes a positive share of a score that may be "
    "negative?"
)
def scores_as_shares(E, W, centre, neighbour, lr):
    z = W @ E[centre]
    return moved_by(E, W, centre, z / z.sum() - marked(W, neighbour), lr)


@mistake("You took 1 off the scores themselves. ∂L/∂z needs probabilities: how are they made?")
def scores_themselves(E, W, centre, neighbour, lr):
    return moved_by(E, W, centre, W @ E[centre] - marked(W, neighbour), lr)


@mistake("You used the exponentials without dividing them by their sum. What must p add up to?")
def not_normalised(E, W, centre, neighbour, lr):
    return moved_by(E, W, centre, np.exp(W @ E[centre]) - marked(W, neighbour), lr)


@mistake(
    "All rows of E moved, and only row 0 was looked up in the smallest case. What can the others "
    "do to this loss?"
)
def all_rows_of_E(E, W, centre, neighbour, lr):
    dz = shares_of(W, E[centre]) - marked(W, neighbour)
    return E - lr * W.T @ dz, one_step(E, W, centre, neighbour, lr)[1]


@mistake(
    "These are the two gradients, and they are right. Asked for are the tables after the step."
)
def gradients_only(E, W, centre, neighbour, lr):
    dz = shares_of(W, E[centre]) - marked(W, neighbour)
    dE = np.zeros(E.shape)
    dE[centre] = W.T @ dz
    return dE, np.outer(dz, E[centre])


ONE_STEP = Function(
    name="training-one-step",
    task=(
        "**One pair, one step, two tables**\n\n"
        "E (V, d) speaks for words as centres, W (V, d) for words as neighbours; the scores are z "
        "= W e with e = `E[centre]`. Make one step of plain SGD for the loss −ln p[`neighbour`], "
        "and return both new tables, `E` first. Both gradients are taken at the old tables."
    ),
    stub="def one_step(E, W, centre, neighbour, lr):\n    ...\n    return new_E, new_W",
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
        only_neighbour_in_W,
        only_wrong_words_in_W,
        W_stays,
        E_stays,
        W_after_new_row,
        E_after_new_W,
        neighbour_not_taken_off,
        nothing_expected,
        centre_marked,
        scores_as_shares,
        scores_themselves,
        not_normalised,
        all_rows_of_E,
        gradients_only,
    ),
    hints=(
        "In this order: the scores, the probabilities p, then p − y.",
        "The row of the centre gets Wᵀ(p − y); row j of W gets (p_j − y_j) · e.",
        "`np.outer(dz, e)` is the gradient of all rows of W. Copy E before you write its one row.",
    ),
    why=(
        "One pair moves one row of E, and every row of W: the softmax gives each word its share "
        "of p − y."
    ),
)


# ---- training-what-it-promises -------------------------------------------------------------------


WHAT_IT_PROMISES = Choice(
    name="training-what-it-promises",
    task=(
        "**Two seeds, two maps**\n\n"
        "You train the same corpus twice, with d = 2; the runs differ in the seed only. Both end "
        "at nearly the same loss. In the first, *dog* is at [2.1, 0.3], in the second at [−1.0, "
        "1.7]. A colleague says that one of the runs must be wrong. What do you answer? Choose, "
        "and give the reason."
    ),
    stub='answer = ...  # a letter and the number of a reason, such as ("a", 1)',
    choices={
        "a": "One is wrong; the longer row is the better trained one.",
        "b": "Neither need be wrong.",
        "c": "Both are wrong; with enough steps they would meet at one point.",
    },
    reasons={
        1: "The loss depends on scores, and many different tables give equally good scores.",
        2: "The loss has one lowest point, and each run gets nearer to it.",
        3: "A row that was read more often is longer, and so nearer to the truth.",
        4: "Rows are never moved by training, only by the seed.",
    },
    answer=("b", 1),
    mistakes=(
        Mistake(
            ("a", 3),
            "Both runs read the same corpus equally often, and their losses are nearly equal. By "
            "what would you tell the right one?",
        ),
        Mistake("a", "The two losses are nearly equal. What else is a run trained for?"),
        Mistake(
            ("c", 2),
            "Turn all rows of E and W by the same angle: which dot product changes? How many "
            "lowest points are there then?",
        ),
        Mistake(
            "c",
            "What would pull both runs to the same point? Turn all rows of E and W by the same "
            "angle, and look at the scores.",
        ),
        Mistake(
            ("b", 4),
            "The choice is right, the reason is not: if training moved no rows, the loss could "
            "not fall.",
        ),
        Mistake(
            ("b", 2),
            "The choice is right, but with this reason the two runs would have to agree. Is there "
            "one table only that gives these scores?",
        ),
        Mistake(
            ("b", 3),
            "The choice is right, but with this reason you could name the better run. What does "
            "the loss of both say?",
        ),
    ),
    hints=(
        "Which numbers go into the loss: the coordinates, or the dot products of rows of E with "
        "rows of W?",
        "Turn E and W together by 90°. Does the loss change?",
    ),
    why="Training moves points to predict better; it promises neither a place nor a perfect map.",
    working=(
        "The loss sees dot products of rows of E with rows of W. Turning both tables together "
        "leaves all of them as they are, and in two dimensions there are further, truly different "
        "arrangements that predict about as well. Choice b, reason 1."
    ),
)


EXERCISES = (PAIRS, P_MINUS_Y, MEND_SOFTMAX, ONE_STEP, WHAT_IT_PROMISES)
