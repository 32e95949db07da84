"""Exercises of lesson 04: how similar two vectors are."""

import numpy as np

from embedlab.practice.exercises.kinds import Choice, Function, Mistake, Numbers, mistake

__all__ = ["EXERCISES"]


# ---- similarity-cosine ---------------------------------------------------------------------------


def cosine(a, b):
    dot = (a * b).sum()
    return dot / (np.sqrt((a * a).sum()) * np.sqrt((b * b).sum()))


def draw_two_vectors(rng):
    d = int(rng.integers(3, 7))
    a, b = (rng.normal(size=(2, d)) * rng.uniform(1.5, 4, size=(2, 1))).round(1)
    if abs(a @ b) < 0.5:
        return draw_two_vectors(rng)
    return a, -b * np.sign(a @ b)  # a negative cosine, so that a lost sign shows


@mistake(
    "11 came out, and no cosine is above 1: this is the dot product. What makes it so large, and "
    "how do you get rid of that?"
)
def dot_product(a, b):
    return a @ b


@mistake(
    "The dot product was divided by 9 and by 25, the *squares* of the lengths. What turns a · a "
    "into a length?"
)
def roots_forgotten(a, b):
    return a @ b / ((a @ a) * (b @ b))


@mistake(
    "You took one root over both vectors' squares together. How long is a, and how long is b? "
    "Each has a length of its own."
)
def one_root_over_sum(a, b):
    return a @ b / np.sqrt(a @ a + b @ b)


@mistake(
    "The dot product was divided by the length of a, and 3.67 is still above 1. What happens to "
    "your answer when b is made ten times as long?"
)
def only_length_a(a, b):
    return a @ b / np.sqrt(a @ a)


@mistake(
    "The dot product was divided by the length of b, and 2.2 is still above 1. What happens to "
    "your answer when a is made ten times as long?"
)
def only_length_b(a, b):
    return a @ b / np.sqrt(b @ b)


@mistake(
    "The dot product was divided by the sum of both lengths. If a is made ten times as long, the "
    "dot product grows ten-fold: does your divisor?"
)
def lengths_added(a, b):
    return a @ b / (np.sqrt(a @ a) + np.sqrt(b @ b))


@mistake(
    "18.3 came out, and no cosine is above 1: after a division by one length your line multiplies "
    "by the other. Python goes from left to right: where do brackets belong?"
)
def divided_then_multiplied(a, b):
    return a @ b / np.sqrt(a @ a) * np.sqrt(b @ b)


@mistake(
    "This is 1 − cos, the cosine distance, where small is near. What was asked for is large when "
    "the vectors point the same way."
)
def cosine_distance(a, b):
    return 1 - cosine(a, b)


@mistake(
    "This is the distance ‖a − b‖. It changes when a is made longer; what was asked for is the "
    "same for 2 · a as for a."
)
def straight_distance(a, b):
    return np.sqrt(((a - b) ** 2).sum())


@mistake("This is the angle itself. Its cosine was asked for.")
def angle(a, b):
    return np.arccos(cosine(a, b))


@mistake("This is the angle itself, in degrees. Its cosine was asked for.")
def angle_in_degrees(a, b):
    return np.degrees(np.arccos(cosine(a, b)))


@mistake(
    "The dot product was divided by d, the number of coordinates, and 3.67 is still above 1. What "
    "happens to your answer when b is made ten times as long?"
)
def number_of_coordinates(a, b):
    return a @ b / len(a)


@mistake(
    "You took the sum of the coordinates' sizes as length: 5 for [2, 1, 2]. How did Pythagoras "
    "measure?"
)
def lengths_by_sum(a, b):
    return a @ b / (np.abs(a).sum() * np.abs(b).sum())


@mistake(
    "The smallest case is right, but where the vectors point away from each other the sign is "
    "gone. What should the cosine of a and −a be?"
)
def sign_lost(a, b):
    return abs(cosine(a, b))


@mistake("This is the square of what was asked for. How often was the dot product multiplied in?")
def squared_cosine(a, b):
    return cosine(a, b) ** 2


COSINE = Function(
    name="similarity-cosine",
    task=(
        "**Direction only**\n\n"
        "Return the cosine of the angle between the vectors a and b, two NumPy arrays of one "
        "length. The dot product is done."
    ),
    stub="def cosine(a, b):\n    dot = (a * b).sum()\n    return ...",
    reference=cosine,
    cases=draw_two_vectors,
    small=(np.array([2.0, 1, 2]), np.array([0.0, 3, 4])),
    edges=((np.array([1.0, 2]), np.array([-3.0, 1])),),
    mistakes=(
        dot_product,
        roots_forgotten,
        one_root_over_sum,
        only_length_a,
        only_length_b,
        lengths_added,
        divided_then_multiplied,
        cosine_distance,
        straight_distance,
        angle,
        angle_in_degrees,
        number_of_coordinates,
        lengths_by_sum,
        sign_lost,
        squared_cosine,
    ),
    hints=(
        "How does the dot product change if a becomes ten times as long? The cosine must not "
        "change.",
        "The length of a is the root of a · a; for [2, 1, 2] it is 3.",
        "Divide by both lengths, with brackets round their product.",
    ),
    why="The dot product listens to direction and length, the cosine to direction only.",
)


# ---- similarity-three-scores ---------------------------------------------------------------------


def named_tokens(h, E):
    """The tokens that three scores name, and those that stand at their other ends."""
    h, E = np.array(h), np.array(E)
    logits, apart = E @ h, np.linalg.norm(E - h, axis=1)
    cosines = logits / np.linalg.norm(E, axis=1) / np.linalg.norm(h)
    return {
        "h": h,
        "E": E,
        "p": int(np.argmax(logits)),
        "c": int(np.argmax(cosines)),
        "n": int(np.argmin(apart)),
        "away": int(np.argmin(cosines)),
        "far": int(np.argmax(apart)),
        "logits": logits.round(2),
        "cosines": cosines.round(2),
        "distances": apart.round(2),
    }


def draw_named_tokens(rng):
    """Half of h, a long row, one close to h and one behind; three scores name three tokens."""
    while True:
        h = rng.integers(1, 5, size=2)
        near = h + rng.choice([-0.8, 0.8], size=2) * rng.permutation([0, 1])
        rows = [h / 2, rng.integers(3, 8, size=2), near, -rng.integers(1, 4, size=2)]
        found = named_tokens(h, rng.permutation(np.round(rows, 1)))
        two_largest = np.sort(found["cosines"])[-2:]  # rounded to two decimals
        if len({found["p"], found["c"], found["n"]}) == 3 and tuple(two_largest > 0.98) == (0, 1):
            return found


THREE_SCORES = Numbers(
    name="similarity-three-scores",
    task=(
        "**One query, three scores**\n\n"
        "A model asks with h = {h}. Its table has four rows:\n\n"
        "E = {E}\n\n"
        "Its logits are E h, and it predicts the token with the largest logit. Type three IDs: "
        "the token that it *predicts*, the token with the *largest cosine* with h, and the token "
        "at the *smallest distance* from h."
    ),
    stub="answer = ...  # [predicted, largest cosine, smallest distance]",
    answer=lambda p, c, n: (p, c, n),
    draw=draw_named_tokens,
    first=named_tokens((2, 1), ((1, 0.5), (4, 4), (2, 0.2), (-1, -2))),
    mistakes=(
        Mistake(
            lambda c, n: (c, c, n),
            "You let the model predict the token that points where h points. Compute the logits "
            "of tokens {c} and {p}: by which score does this model decide?",
        ),
        Mistake(
            lambda c: (c, c, c),
            "You gave the same token three times, the one that points where h points. Compute "
            "each score for itself; what do logits and distances see that a cosine does not?",
        ),
        Mistake(
            lambda p, n: (p, p, n),
            "For the cosine you gave the token with the largest dot product. What has to be done "
            "to the dot product of a long row?",
        ),
        Mistake(
            lambda p: (p, p, p),
            "Token {p} has the largest dot product. Which of the three questions is about "
            "something else?",
        ),
        Mistake(
            lambda p, n: (p, n, n),
            "For the cosine you gave the token at the smallest distance. Two points may lie close "
            "together and yet not in the same direction from 0: compare rows {c} and {n} with h.",
        ),
        Mistake(
            lambda c, n: (n, c, n),
            "You let the model predict the token nearest to h. Compute the logits: does distance "
            "come into them?",
        ),
        Mistake(
            lambda p, away, n: (p, away, n),
            "For the cosine you gave the token with the smallest one, which points away from h. "
            "Is a large cosine near or far?",
        ),
        Mistake(
            lambda p, c, far: (p, c, far),
            "For the distance you gave the token that lies farthest away. Is a small distance "
            "near or far?",
        ),
        Mistake(
            lambda p, c: (p, c, p),
            "The first two are right. Draw h and row {p}: is it near, or long?",
        ),
        Mistake(
            lambda p, c: (p, c, c),
            "The first two are right. Row {c} points where h points, but it is half as long: how "
            "far is it from h, and how far is row {n}?",
        ),
        Mistake(
            lambda p, c, n: (p + 1, c + 1, n + 1),
            "All three are one too high. Which ID has the first row?",
        ),
    ),
    hints=(
        "Make a table: for each row the dot product with h, the length, and the difference from h.",
        "Logits: {h[0]} · first number + {h[1]} · second number.",
        "One row is a multiple of h. What does that say about its cosine?",
    ),
    why=(
        "Dot product, cosine and distance may name three different tokens; use the score the "
        "model was trained with."
    ),
    working=(
        "Dot products: {logits}, so token {p} is predicted. Row {c} is h/2, its cosine is 1, the "
        "largest possible; all cosines: {cosines}. Distances: {distances}, so token {n} is "
        "nearest. `[{p}, {c}, {n}]`"
    ),
)


# ---- similarity-neighbours -----------------------------------------------------------------------


def neighbours(E, i, k):
    scores = E @ E[i] / np.linalg.norm(E, axis=1)  # the length of E[i] changes no order
    order = [int(j) for j in np.argsort(-scores) if j != i]
    return order[:k]


def all_cosines(E, i):
    return E @ E[i] / (np.linalg.norm(E, axis=1) * np.linalg.norm(E[i]))


@mistake(
    "Row 1 came out as its own neighbour. Its cosine with itself is 1 and tells nothing: who else "
    "is there?"
)
def with_itself(E, i, k):
    return np.argsort(-all_cosines(E, i))[:k]


@mistake(
    "The rows that point away came first. Is a large cosine near or far, and which end does "
    "`argsort` begin with?"
)
def farthest_first(E, i, k):
    return np.argsort(all_cosines(E, i))[:k]


@mistake(
    "These are the right rows, the best one last. In which order does `argsort` sort, and which "
    "end did you cut off?"
)
def worst_of_best_first(E, i, k):
    return neighbours(E, i, k)[::-1]


@mistake(
    "Long rows came first: this is the order of the dot products. What is missing to make cosines "
    "of them?"
)
def by_dot_product(E, i, k):
    return [j for j in np.argsort(-(E @ E[i])) if j != i][:k]


@mistake(
    "This is the order of the dot products, where long rows win, and row 1 is its own neighbour. "
    "Two things are missing: what makes a cosine, and who should be left out?"
)
def by_dot_product_with_itself(E, i, k):
    return np.argsort(-(E @ E[i]))[:k]


@mistake(
    "This is the order of the distances. A row that points the same way and is longer lies far "
    "off: which score looks at direction only?"
)
def by_distance(E, i, k):
    return [j for j in np.argsort(np.linalg.norm(E - E[i], axis=1)) if j != i][:k]


@mistake(
    "These rows stand next to row 1 in the list. Does the order of the list say anything about "
    "the vectors?"
)
def by_id(E, i, k):
    return [j for j in np.argsort(np.abs(np.arange(len(E)) - i), kind="stable") if j != i][:k]


@mistake(
    "These rows come closest to row 1 in their first number. One coordinate alone says nothing: "
    "what goes into a cosine?"
)
def by_first_coordinate(E, i, k):
    return [j for j in np.argsort(np.abs(E[:, 0] - E[i, 0])) if j != i][:k]


@mistake(
    "Row 4 came first, which points away from row 1: the sign of its cosine was lost. What does a "
    "cosine of −0.9 mean?"
)
def by_size_of_cosine(E, i, k):
    return [j for j in np.argsort(-np.abs(all_cosines(E, i))) if j != i][:k]


NEIGHBOUR_MISTAKES = (
    with_itself,
    farthest_first,
    worst_of_best_first,
    by_dot_product,
    by_dot_product_with_itself,
    by_distance,
    by_id,
    by_first_coordinate,
    by_size_of_cosine,
)


def differ(answers):
    """Whether no two of the answers are the same list."""
    return len({tuple(int(i) for i in answer) for answer in answers}) == len(answers)


def draw_neighbours(rng):
    V, d, k = 8, 3, 3
    while True:
        E = (rng.normal(size=(V, d)) * rng.uniform(0.5, 3, size=(V, 1))).round(2)
        i = int(rng.integers(1, V - 1))
        if differ([neighbours(E, i, k), *(one(E, i, k) for one in NEIGHBOUR_MISTAKES)]):
            return E, i, k


@mistake("These are the cosines of the right rows. What was asked for is which rows they are.")
def scores_of_nearest(E, i, k):
    return all_cosines(E, i)[neighbours(E, i, k)]


@mistake(
    "One row is missing, though the ones you have are right. If i is left out, is it before or "
    "after you take k?"
)
def one_too_few(E, i, k):
    return neighbours(E, i, k - 1)


NEIGHBOURS = Function(
    name="similarity-neighbours",
    task=(
        "**The k nearest**\n\n"
        "Return the IDs of the `k` rows of E that are most like row `i` by cosine, best first, "
        "without `i` itself. No row is zero."
    ),
    stub="def neighbours(E, i, k):\n    ...",
    reference=neighbours,
    cases=draw_neighbours,
    small=(np.array([[-3.0, 2], [-1, 4], [5, 5], [3, 2], [2, -4], [4, 5]]), 1, 2),
    edges=((np.array([[1.0, 0], [3, 0.5], [0, 1], [-1, 0.2]]), 0, 3),),
    mistakes=(
        with_itself,
        farthest_first,
        worst_of_best_first,
        by_dot_product,
        by_dot_product_with_itself,
        by_distance,
        by_id,
        scores_of_nearest,
        by_first_coordinate,
        by_size_of_cosine,
        one_too_few,
    ),
    hints=(
        "First the cosine of row i with every row, then sort, then leave out i, then take k.",
        "All dot products at once: `E @ E[i]`. All lengths: `np.linalg.norm(E, axis=1)`.",
        "`np.argsort` puts the smallest first; sort the negative cosines.",
    ),
    why=(
        "A large cosine is near, a small distance is near; mixing them up gives the strangest "
        "words and no error."
    ),
)


# ---- similarity-analogy --------------------------------------------------------------------------


def analogy(E, a, b, c, k):
    target = E[b] - E[a] + E[c]
    scores = E @ target / np.linalg.norm(E, axis=1)  # the length of the target changes no order
    order = [int(j) for j in np.argsort(-scores) if j not in (a, b, c)]
    return order[:k]


def best_rows(E, target, k, left_out=()):
    scores = E @ target / np.linalg.norm(E, axis=1)
    return [j for j in np.argsort(-scores) if j not in left_out][:k]


@mistake(
    "c itself came out first, and b second. The arrow from a to b is often too short to leave the "
    "neighbourhood of c: which rows should not compete?"
)
def inputs_kept(E, a, b, c, k):
    return best_rows(E, E[b] - E[a] + E[c], k)


@mistake(
    "b itself came out first. Words of the question are no answers: which of the three did you "
    "leave out?"
)
def only_c_left_out(E, a, b, c, k):
    return best_rows(E, E[b] - E[a] + E[c], k, (c,))


@mistake(
    "c itself came out first. Words of the question are no answers: which of the three did you "
    "leave out?"
)
def only_c_kept(E, a, b, c, k):
    return best_rows(E, E[b] - E[a] + E[c], k, (a, b))


@mistake(
    "You went from c in the direction from b to a. Put a = c: which row should come out, and "
    "where does yours lead?"
)
def arrow_turned_round(E, a, b, c, k):
    return best_rows(E, E[a] - E[b] + E[c], k, (a, b, c))


@mistake("These are the nearest neighbours of c. Where do a and b come in?")
def no_arithmetic(E, a, b, c, k):
    return best_rows(E, E[c], k, (a, b, c))


@mistake(
    "You added all three rows. An arrow from a to b is what has to be added to a to reach b: what "
    "is it?"
)
def all_added(E, a, b, c, k):
    return best_rows(E, E[a] + E[b] + E[c], k, (a, b, c))


@mistake("The row of c went in with a minus. From which row does the arrow start?")
def away_from_c(E, a, b, c, k):
    return best_rows(E, E[b] - E[a] - E[c], k, (a, b, c))


@mistake(
    "These are the rows nearest to the arrow from a to b. From which row does the arrow start?"
)
def arrow_alone(E, a, b, c, k):
    return best_rows(E, E[b] - E[a], k, (a, b, c))


@mistake(
    "These are the rows with the largest dot products, and long rows win there. Which score was "
    "asked for?"
)
def largest_dot(E, a, b, c, k):
    return [j for j in np.argsort(-(E @ (E[b] - E[a] + E[c]))) if j not in (a, b, c)][:k]


@mistake(
    "These are the rows at the smallest distance from the target. A row of another length may "
    "have the better direction: which score was asked for?"
)
def smallest_distance(E, a, b, c, k):
    apart = np.linalg.norm(E - (E[b] - E[a] + E[c]), axis=1)
    return [j for j in np.argsort(apart) if j not in (a, b, c)][:k]


@mistake("These rows point away from the target. Is a large cosine near or far?")
def smallest_cosine(E, a, b, c, k):
    return best_rows(E, E[a] - E[b] - E[c], k, (a, b, c))


ANALOGY_MISTAKES = (
    inputs_kept,
    only_c_left_out,
    only_c_kept,
    arrow_turned_round,
    no_arithmetic,
    all_added,
    away_from_c,
    arrow_alone,
    largest_dot,
    smallest_distance,
    smallest_cosine,
)


def draw_analogy(rng):
    V, d, k = 11, 3, 3
    while True:
        E = (rng.normal(size=(V, d)) * rng.uniform(0.4, 2.5, size=(V, 1))).round(2)
        a, b, c = (int(i) for i in rng.permutation(V)[:3])
        right = analogy(E, a, b, c, k)
        if all(differ([right, one(E, a, b, c, k)]) for one in ANALOGY_MISTAKES):
            return E, a, b, c, k


ANALOGY = Function(
    name="similarity-analogy",
    task=(
        "**a is to b as c is to …**\n\n"
        "The target is the point that lies as far from c as b lies from a, and in the same "
        "direction. Return the IDs of the `k` rows nearest to it by cosine, best first. The three "
        "words of the question do not count as answers."
    ),
    stub="def analogy(E, a, b, c, k):\n    ...",
    reference=analogy,
    cases=draw_analogy,
    small=(
        np.array(
            [
                [-3.0, -1, 0],
                [2, 1, -2],
                [4, 1, 0],
                [1, 4, 2],
                [2, -2, -1],
                [4, -1, 3],
                [1, 1, 1],
                [-1, 2, -2],
                [-2, -2, -1],
            ]
        ),
        0,
        1,
        2,
        2,
    ),
    edges=((np.array([[0.0, 1], [1, 1], [0, 2], [1, 2], [5, -1]]), 0, 1, 2, 1),),
    mistakes=(
        inputs_kept,
        only_c_left_out,
        only_c_kept,
        arrow_turned_round,
        no_arithmetic,
        all_added,
        away_from_c,
        arrow_alone,
        largest_dot,
        smallest_distance,
        smallest_cosine,
    ),
    hints=(
        "The arrow from a to b is E[b] − E[a]. Where does it lead if it starts at c?",
        "Compute the cosine of that target with all rows. What must not win?",
        "Sort the IDs by cosine with `np.argsort`, drop a, b and c, then take k.",
    ),
    why=(
        "Much of an analogy's success is that its own three words are left out; say so when you "
        "report one."
    ),
)


# ---- similarity-flat-picture ---------------------------------------------------------------------


FLAT_PICTURE = Choice(
    name="similarity-flat-picture",
    task=(
        "**Measured in a picture**\n\n"
        "In a t-SNE picture of word vectors the cluster of cities lies twice as far from the "
        "cluster of rivers as the cluster of foods does. What follows for the vectors in the full "
        "space? Choose, and give the reason."
    ),
    stub='answer = ...  # a letter and the number of a reason, such as ("a", 1)',
    choices={
        "a": "foods are about twice as much like rivers as cities are",
        "b": "foods are more like rivers than cities are; how much more cannot be read off",
        "c": "neither; it has to be computed in the full space",
    },
    reasons={
        1: "A short distance in the picture means a large cosine, a long one a small cosine.",
        2: "t-SNE keeps neighbours together and bends the space between groups as it needs.",
        3: (
            "The two axes are the two most important of the coordinates, and the others hardly "
            "count."
        ),
        4: "The picture is random: not even neighbours in it have anything to do with the vectors.",
        5: "The scale of the picture is unknown, but its order can be trusted.",
    },
    answer=("c", 2),
    mistakes=(
        Mistake(
            ("a", 1),
            "You measured distances between clusters as on a map. Which distances does t-SNE try "
            "to keep, those between neighbours or those between far groups?",
        ),
        Mistake(
            ("a", 3),
            "You took the axes for two coordinates of the vectors. t-SNE's axes are none; and "
            "does a single coordinate mean anything?",
        ),
        Mistake(
            ("b", 3),
            "You took the axes for two coordinates of the vectors. t-SNE's axes are none; and "
            "does a single coordinate mean anything?",
        ),
        Mistake(
            ("b", 5),
            "You trust the order of the distances. Which distances does t-SNE try to keep, those "
            "between neighbours or those between far groups?",
        ),
        Mistake(
            ("b", 1),
            "You trust the order of the distances. Which distances does t-SNE try to keep, those "
            "between neighbours or those between far groups?",
        ),
        Mistake(
            ("c", 4),
            "The choice is right, the reason goes too far: something is kept in such a picture. "
            "What?",
        ),
        Mistake(
            ("c", 1),
            "The choice is right, but with this reason the picture could be measured. What does "
            "t-SNE keep, and what not?",
        ),
        Mistake(
            ("c", 3),
            "The choice is right, the reason is not: t-SNE's axes are no coordinates of the "
            "vectors. What does it keep, and what not?",
        ),
        Mistake(
            ("c", 5),
            "The choice is right, but with this reason the order could be read off. What does "
            "t-SNE keep, and what not?",
        ),
        Mistake(
            "a",
            "You took the flat picture for the truth. What happens to distances when a hundred "
            "dimensions are flattened into two?",
        ),
        Mistake(
            "b",
            "You took the order in the flat picture for the truth. Which distances survive when a "
            "hundred dimensions are flattened into two?",
        ),
    ),
    hints=(
        "What was said in the lesson about the distance between two clusters in such a picture?",
        "Ask what the method tries to keep, and what it is free to bend.",
    ),
    why="Take ideas from a picture, and check each with cosines in the full space.",
    working=(
        "t-SNE keeps near neighbours together; the distances between clusters and the sizes of "
        "clusters come out as they may. Compute the cosines of the rows instead: choice c, reason "
        "2."
    ),
)


EXERCISES = (COSINE, THREE_SCORES, NEIGHBOURS, ANALOGY, FLAT_PICTURE)
