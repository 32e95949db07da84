"""The program that closes the exercises of lesson 12."""

import numpy as np

from embedlab import corpus_loss, fit, pair_probabilities, skipgram_pairs
from embedlab.practice.exercises.kinds import Program, mistake

__all__ = ["HOLD_OUT"]


def hold_out(sentences, V, dims, runs):
    from embedlab import corpus_loss, fit, pair_probabilities, skipgram_pairs  # as in the stub

    n = len(sentences) * 7 // 10
    seen = pair_probabilities(skipgram_pairs(sentences[:n]), V)
    unseen = pair_probabilities(skipgram_pairs(sentences[n:]), V)
    losses = {}
    for d in dims:
        held_out = []
        for k in range(runs):
            E, W = fit(seen, d, steps=40, seed=10 * k)
            held_out.append(corpus_loss(E, W, unseen))
        losses[d] = np.mean(held_out)
    lowest = min(losses.values())
    best = min(d for d, loss in losses.items() if loss <= lowest + 0.02)
    return best, losses


def draw_sentences(rng, count=20):
    """Sentences of words that follow each other in a ring, now and then with a jump."""
    V, sentences = 8, []
    for _ in range(count):
        first = rng.integers(V)
        jumps = rng.choice([1, 1, 1, 4], size=5)
        sentences.append([int(i) for i in (first + np.cumsum(jumps)) % V])
    return sentences, V


def one_loss_per_d(program, rng):
    sentences, V = draw_sentences(rng)
    best, losses = program(sentences, V, [1, 2, 4], 1)
    if sorted(losses) != [1, 2, 4]:
        return f"With dims [1, 2, 4], losses has the keys {sorted(losses)}."
    return best in losses or f"The first result is {best}, which is not among dims."


def held_out_lines_count(program, rng):
    """The losses are those on the last 30%: computed here once more."""
    sentences, V = draw_sentences(rng)
    seen, unseen = (
        pair_probabilities(skipgram_pairs(part), V) for part in (sentences[:14], sentences[14:])
    )
    wanted = corpus_loss(*fit(seen, 2, steps=40, seed=0), unseen)
    return bool(np.isclose(program(sentences, V, [2], 1)[1][2], wanted))


def runs_are_averaged(program, rng):
    sentences, V = draw_sentences(rng)
    seen, unseen = (
        pair_probabilities(skipgram_pairs(part), V) for part in (sentences[:14], sentences[14:])
    )
    each = [corpus_loss(*fit(seen, 3, steps=40, seed=seed), unseen) for seed in (0, 10, 20)]
    return bool(np.isclose(program(sentences, V, [3], 3)[1][3], np.mean(each)))


def smallest_that_is_good_enough(program, rng):
    for _ in range(3):  # in one of them, a smaller d than the largest is good enough
        sentences, V = draw_sentences(rng, count=10)
        best, losses = program(sentences, V, [16, 4, 2, 1], 1)
        if best != min(d for d in losses if losses[d] <= min(losses.values()) + 0.02):
            return f"The losses are {losses}, and the first result is {best}."
    return True


def raced(train, test, V, dims, runs):
    """What the program returns if it trains on some sentences and tests on others."""
    seen, unseen = (pair_probabilities(skipgram_pairs(part), V) for part in (train, test))
    found = {
        d: [corpus_loss(*fit(seen, d, steps=40, seed=10 * k), unseen) for k in range(runs)]
        for d in dims
    }
    losses = {d: np.mean(each) for d, each in found.items()}
    return min(d for d, loss in losses.items() if loss <= min(losses.values()) + 0.02), losses


@mistake(
    "Your losses are those of the training lines. Which lines show what is true of unseen text?"
)
def loss_on_seen(sentences, V, dims, runs):
    first = sentences[: len(sentences) * 7 // 10]
    return raced(first, first, V, dims, runs)


@mistake("You trained on all lines, the held-out ones included. Are these lines unseen after that?")
def trained_on_all(sentences, V, dims, runs):
    return raced(sentences, sentences[len(sentences) * 7 // 10 :], V, dims, runs)


@mistake("You trained on the last lines and tested on the first. Which 70% are for training?")
def parts_swapped(sentences, V, dims, runs):
    n = len(sentences) * 7 // 10
    return raced(sentences[n:], sentences[:n], V, dims, runs)


@mistake("You returned the largest d. Which losses are within 0.02 of the lowest, and at which d?")
def largest_of_dims(sentences, V, dims, runs):
    return max(dims), hold_out(sentences, V, dims, runs)[1]


@mistake("You added up the losses of the runs. How many runs are in each sum?")
def runs_added(sentences, V, dims, runs):
    best, losses = hold_out(sentences, V, dims, runs)
    return best, {d: runs * loss for d, loss in losses.items()}


HOLD_OUT = Program(
    name="dimension-hold-out",
    task=(
        "**A program: choose d for a text**\n\n"
        "Put lessons 06 and 12 together. `sentences` are lists of IDs, from a vocabulary of V. "
        "Train on the first 70% of them (`len(sentences) * 7 // 10`), and hold out the rest. For "
        "each d in `dims`, train `runs` tables with `fit(…, d, steps=40, seed=…)`, with the seeds "
        "0, 10, 20, …, and take the mean of their losses on the held-out sentences.\n\n"
        "Return the smallest d whose mean loss is at most 0.02 above the lowest one, and a dict "
        "from each d to its mean loss."
    ),
    stub=(
        "from embedlab import corpus_loss, fit, pair_probabilities, skipgram_pairs\n\n\n"
        "def hold_out(sentences, V, dims, runs):\n    ...\n    return best, losses"
    ),
    reference=hold_out,
    small=([[0, 1, 2], [1, 2, 0], [2, 0, 1], [0, 1, 2]], 3, [2, 1], 1),
    properties=(
        ("losses should have one mean loss per d.", one_loss_per_d),
        (
            "With one run, a loss should be that of a table trained on the first 70%, on the rest.",
            held_out_lines_count,
        ),
        ("With three runs, a loss should be the mean of three.", runs_are_averaged),
        (
            "The first result should be the smallest d with a loss at most 0.02 above the lowest.",
            smallest_that_is_good_enough,
        ),
    ),
    mistakes=(loss_on_seen, trained_on_all, parts_swapped, largest_of_dims, runs_added),
    hints=(
        "Make two tables of pair probabilities first, one for each part of the sentences, as in "
        "the lesson.",
        "Two loops: over `dims`, and over the runs. `fit` returns E and W, and "
        "`corpus_loss(E, W, unseen)` needs both.",
        "For the choice: the lowest loss first, then the smallest d within 0.02 of it.",
    ),
    why="Hold out, train, average over runs, and take the cheapest d that is good enough.",
)
