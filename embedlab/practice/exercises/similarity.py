"""Exercises of lesson 04: how similar two vectors are."""

import numpy as np

from embedlab.practice.exercises.kinds import Choice, Function, Mistake, Numbers, mistake
from embedlab.practice.exercises.similarity_program import SEARCH
from embedlab.practice.exercises.similarity_tasks import TASKS

__all__ = ["EXERCISES", "TASKS"]


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
    "The result is 11, and no cosine is above 1. This is the dot product. Which two numbers make "
    "it so large?"
)
def dot_product(a, b):
    return a @ b


@mistake("You divided by 9 and by 25, the squared norms. What turns a · a into ‖a‖?")
def roots_forgotten(a, b):
    return a @ b / ((a @ a) * (b @ b))


@mistake(
    "You took one square root of the sum of both vectors' squares. How long is a, and how long "
    "is b?"
)
def one_root_over_sum(a, b):
    return a @ b / np.sqrt(a @ a + b @ b)


@mistake(
    "You divided by ‖a‖ alone, and 3.67 is above 1. What happens to your result if b becomes ten "
    "times as long?"
)
def only_length_a(a, b):
    return a @ b / np.sqrt(a @ a)


@mistake(
    "You divided by ‖b‖ alone, and 2.2 is above 1. What happens to your result if a becomes ten "
    "times as long?"
)
def only_length_b(a, b):
    return a @ b / np.sqrt(b @ b)


@mistake(
    "You divided by the sum of the norms. If a becomes ten times as long, so does the dot "
    "product. Does that sum?"
)
def lengths_added(a, b):
    return a @ b / (np.sqrt(a @ a) + np.sqrt(b @ b))


@mistake(
    "The result is 18.3: your line divides by one norm and then multiplies by the other. Python "
    "works from left to right. Where do the brackets belong?"
)
def divided_then_multiplied(a, b):
    return a @ b / np.sqrt(a @ a) * np.sqrt(b @ b)


@mistake(
    "This is 1 − cos, the cosine distance, for which small means near. You were asked for the "
    "cosine itself."
)
def cosine_distance(a, b):
    return 1 - cosine(a, b)


@mistake("This is the distance ‖a − b‖. It changes if a becomes longer. Does a cosine?")
def straight_distance(a, b):
    return np.sqrt(((a - b) ** 2).sum())


@mistake("This is the angle, in radians. You were asked for its cosine.")
def angle(a, b):
    return np.arccos(cosine(a, b))


@mistake("This is the angle, in degrees. You were asked for its cosine.")
def angle_in_degrees(a, b):
    return np.degrees(np.arccos(cosine(a, b)))


@mistake(
    "You divided by d, the number of coordinates, and 3.67 is above 1. What happens to your "
    "result if b becomes ten times as long?"
)
def number_of_coordinates(a, b):
    return a @ b / len(a)


@mistake(
    "You used the sum of the absolute values as the length, 5 for [2, 1, 2]. How did Pythagoras "
    "measure length?"
)
def lengths_by_sum(a, b):
    return a @ b / (np.abs(a).sum() * np.abs(b).sum())


@mistake(
    "The smallest case is correct, but where the vectors point away from each other, the sign is "
    "missing. What is the cosine of a and −a?"
)
def sign_lost(a, b):
    return abs(cosine(a, b))


@mistake("This is the square of the cosine. How many times did you multiply by the dot product?")
def squared_cosine(a, b):
    return cosine(a, b) ** 2


@mistake(
    "You divided by ‖a‖ · ‖a‖, which is 9, and 1.22 is above 1. What happens to your result if b "
    "becomes ten times as long?"
)
def length_a_twice(a, b):
    return a @ b / (a @ a)


@mistake(
    "You divided by ‖b‖ · ‖b‖. What happens to your result if a becomes ten times as long, and "
    "should it?"
)
def length_b_twice(a, b):
    return a @ b / (b @ b)


@mistake(
    "You divided by the sums of the entries, 5 and 7. For [3, −3] that sum is 0: how long is that "
    "vector?"
)
def lengths_by_signed_sum(a, b):
    return a @ b / (a.sum() * b.sum())


@mistake(
    "You took `np.cos` of 11, as if the dot product were an angle. What does the dot product "
    "depend on, besides the angle?"
)
def cosine_of_dot(a, b):
    return np.cos(a @ b)


COSINE = Function(
    name="similarity-cosine",
    task=(
        "**Direction only**\n\n"
        "Return the cosine of the angle between a and b, two NumPy arrays of shape (d,). The dot "
        "product is already there."
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
        length_a_twice,
        length_b_twice,
        lengths_by_signed_sum,
        cosine_of_dot,
    ),
    hints=(
        "What happens to the dot product if a becomes ten times as long? The cosine must not "
        "change.",
        "The norm of a is the square root of a · a; for [2, 1, 2] it is 3.",
        "Divide by both norms, with brackets around their product.",
    ),
    why="The dot product depends on direction and length, the cosine only on direction.",
)


# ---- similarity-three-scores ---------------------------------------------------------------------


def named_tokens(h, E):
    """The tokens that three scores name, and those at their other ends."""
    h, E = np.array(h), np.array(E)
    logits, apart = E @ h, np.linalg.norm(E - h, axis=1)
    cosines = logits / np.linalg.norm(E, axis=1) / np.linalg.norm(h)
    return {
        "h": h,
        "E": E,
        "p": int(np.argmax(logits)),
        "c": int(np.argmax(cosines)),
        "least": int(np.argmin(logits)),
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
        "A model computed h = {h} for a context. Its table has four rows:\n\n"
        "E = {E}\n\n"
        "The score of each token is the dot product of its row with h, and the model predicts the "
        "token with the largest score. Type three IDs: the token that it *predicts*, the token "
        "with the *largest cosine* with h, and the token at the *smallest distance* from h."
    ),
    stub="answer = ...  # [predicted, largest cosine, smallest distance]",
    answer=lambda p, c, n: (p, c, n),
    draw=draw_named_tokens,
    first=named_tokens((2, 1), ((1, 0.5), (4, 4), (2, 0.2), (-1, -2))),
    mistakes=(
        Mistake(
            lambda c, n: (c, c, n),
            "As the prediction you gave the token that points where h points. By which score does "
            "this model decide? Compute the scores of tokens {c} and {p}.",
        ),
        Mistake(
            lambda c: (c, c, c),
            "You gave one token three times, the one that points where h points. What do dot "
            "products and distances depend on, besides direction?",
        ),
        Mistake(
            lambda p, n: (p, p, n),
            "For the cosine you gave the token with the largest dot product. By what do you divide "
            "a dot product to get a cosine?",
        ),
        Mistake(
            lambda p: (p, p, p),
            "Token {p} has the largest dot product. Which of the three questions ask for something "
            "else?",
        ),
        Mistake(
            lambda p, n: (p, n, n),
            "For the cosine you gave the token at the smallest distance. Two points can be close "
            "and yet lie in different directions from 0. How do rows {c} and {n} compare with h?",
        ),
        Mistake(
            lambda c, n: (n, c, n),
            "As the prediction you gave the token nearest to h. Does the model use distances?",
        ),
        Mistake(
            lambda p, away, n: (p, away, n),
            "For the cosine you gave the token with the smallest one. Does a large cosine mean "
            "near or far?",
        ),
        Mistake(
            lambda p, c, far: (p, c, far),
            "For the distance you gave the farthest token. Does a small distance mean near or far?",
        ),
        Mistake(
            lambda p, c: (p, c, p),
            "The first two are correct. Draw h and row {p}. Is the row near, or long?",
        ),
        Mistake(
            lambda p, c: (p, c, c),
            "The first two are correct. Row {c} points where h points, but it is half as long. How "
            "far is it from h, and how far is row {n}?",
        ),
        Mistake(
            lambda p, c, n: (p + 1, c + 1, n + 1),
            "All three are one too high. What is the ID of the first row?",
        ),
        Mistake(
            lambda n: (n, n, n),
            "Token {n} is nearest to h. Which of the three questions ask for something else?",
        ),
        Mistake(
            lambda least, away, far: (least, away, far),
            "You took the smallest dot product, the smallest cosine and the largest distance. "
            "Which end does each question ask for?",
        ),
        Mistake(
            lambda p, c, n: (c, p, n),
            "Your third ID is correct. The first two are exchanged: which score looks at the "
            "direction alone?",
        ),
    ),
    hints=(
        "Make a table with the dot product with h, the norm, and the distance from h for each row.",
        "Dot products: {h[0]} · first number + {h[1]} · second number.",
        "One row is a multiple of h. What is its cosine with h?",
    ),
    why=(
        "Dot product, cosine and distance can name three different tokens; use the score that the "
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
    "Row 1 is among its own neighbours. Its cosine with itself is always 1. Which row must you "
    "leave out?"
)
def with_itself(E, i, k):
    return np.argsort(-all_cosines(E, i))[:k]


@mistake(
    "The rows that point away come first. Does a large cosine mean near or far, and which "
    "values does `argsort` put first?"
)
def farthest_first(E, i, k):
    return np.argsort(all_cosines(E, i))[:k]


@mistake(
    "These are the correct rows, but the best one is last. In which order does `argsort` sort?"
)
def worst_of_best_first(E, i, k):
    return neighbours(E, i, k)[::-1]


@mistake(
    "Long rows come first: this is the order of the dot products. By what must you divide to get "
    "cosines?"
)
def by_dot_product(E, i, k):
    return [j for j in np.argsort(-(E @ E[i])) if j != i][:k]


@mistake(
    "This is the order of the dot products, and row 1 is among its own neighbours. What turns a "
    "dot product into a cosine, and which row must you leave out?"
)
def by_dot_product_with_itself(E, i, k):
    return np.argsort(-(E @ E[i]))[:k]


@mistake(
    "This is the order of the distances. A longer row that points the same way is far away. "
    "Which score depends only on direction?"
)
def by_distance(E, i, k):
    return [j for j in np.argsort(np.linalg.norm(E - E[i], axis=1)) if j != i][:k]


@mistake("These rows come next to row 1 in the table. Does the order of the IDs mean anything?")
def by_id(E, i, k):
    return [j for j in np.argsort(np.abs(np.arange(len(E)) - i), kind="stable") if j != i][:k]


@mistake("These rows are closest to row 1 in their first entry. Which entries does a cosine use?")
def by_first_coordinate(E, i, k):
    return [j for j in np.argsort(np.abs(E[:, 0] - E[i, 0])) if j != i][:k]


@mistake(
    "Row 4 comes first, although it points away from row 1: you dropped the sign. What does a "
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


@mistake("These are the cosines of the correct rows. You were asked for the IDs.")
def scores_of_nearest(E, i, k):
    return all_cosines(E, i)[neighbours(E, i, k)]


@mistake(
    "One row is missing; the others are correct. Do you leave out i before or after you take k?"
)
def one_too_few(E, i, k):
    return neighbours(E, i, k - 1)


@mistake(
    "You took row i out of E before you sorted, so the IDs after it are one too low. In the small "
    "case i is 1: which row of E is the row with index 4 then?"
)
def row_taken_out(E, i, k):
    return np.argsort(-np.delete(all_cosines(E, i), i))[:k]


NEIGHBOURS = Function(
    name="similarity-neighbours",
    task=(
        "**The k nearest**\n\n"
        "Return the IDs of the `k` rows of E with the largest cosines with row `i`, best first, "
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
        row_taken_out,
    ),
    hints=(
        "Compute the cosine of row i with every row, sort, leave out i, and take k.",
        "All dot products at once: `E @ E[i]`. All norms: `np.linalg.norm(E, axis=1)`.",
        "`np.argsort` puts the smallest first; sort the negative cosines.",
    ),
    why=(
        "A large cosine means near, and so does a small distance. If you mix them up, you get the "
        "farthest rows and no error."
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
    "c itself comes first. The step from a to b is often too short to leave c. Which rows may "
    "not be answers?"
)
def inputs_kept(E, a, b, c, k):
    return best_rows(E, E[b] - E[a] + E[c], k)


@mistake(
    "b itself comes first. The words of the question may not be answers. Which of the three did "
    "you leave out?"
)
def only_c_left_out(E, a, b, c, k):
    return best_rows(E, E[b] - E[a] + E[c], k, (c,))


@mistake(
    "c itself comes first, although a and b are left out. Which of the three may be an answer?"
)
def only_c_kept(E, a, b, c, k):
    return best_rows(E, E[b] - E[a] + E[c], k, (a, b))


@mistake(
    "You went from b to a. If c were a, which row should come first, and which one comes first "
    "here?"
)
def arrow_turned_round(E, a, b, c, k):
    return best_rows(E, E[a] - E[b] + E[c], k, (a, b, c))


@mistake("These are the nearest neighbours of c. What do a and b add to the target?")
def no_arithmetic(E, a, b, c, k):
    return best_rows(E, E[c], k, (a, b, c))


@mistake("You added all three rows. What must you add to a to get b?")
def all_added(E, a, b, c, k):
    return best_rows(E, E[a] + E[b] + E[c], k, (a, b, c))


@mistake("You subtracted the row of c. At which row does the step begin?")
def away_from_c(E, a, b, c, k):
    return best_rows(E, E[b] - E[a] - E[c], k, (a, b, c))


@mistake("These are the rows nearest to the step from a to b. At which row does the step begin?")
def arrow_alone(E, a, b, c, k):
    return best_rows(E, E[b] - E[a], k, (a, b, c))


@mistake(
    "These are the rows with the largest dot products, so long rows come first. Which score does "
    "the task name?"
)
def largest_dot(E, a, b, c, k):
    return [j for j in np.argsort(-(E @ (E[b] - E[a] + E[c]))) if j not in (a, b, c)][:k]


@mistake(
    "These are the rows at the smallest distance from the target. A longer row can have a better "
    "direction. Which score does the task name?"
)
def smallest_distance(E, a, b, c, k):
    apart = np.linalg.norm(E - (E[b] - E[a] + E[c]), axis=1)
    return [j for j in np.argsort(apart) if j not in (a, b, c)][:k]


@mistake("These rows point away from the target. Does a large cosine mean near or far?")
def smallest_cosine(E, a, b, c, k):
    return best_rows(E, E[a] - E[b] - E[c], k, (a, b, c))


@mistake(
    "You have fewer than k rows: a, b or c was among the best k, and left out afterwards. When "
    "should k rows be taken?"
)
def left_out_after_k(E, a, b, c, k):
    return [j for j in best_rows(E, E[b] - E[a] + E[c], k) if j not in (a, b, c)]


@mistake(
    "You took rows a, b and c out of E before you sorted, so later rows have lower IDs. If rows 0, "
    "1 and 2 are gone, which row has index 3?"
)
def rows_taken_out(E, a, b, c, k):
    return best_rows(np.delete(E, (a, b, c), axis=0), E[b] - E[a] + E[c], k)


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
        "`a`, `b` and `c` are IDs. The target is as far from the row of c as the row of b is from "
        "that of a, in the same direction. Return the IDs of the `k` rows nearest to it by cosine, "
        "best first. The three words of the question are left out."
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
        left_out_after_k,
        rows_taken_out,
    ),
    hints=(
        "The step from a to b is E[b] − E[a]. Where does it lead if it begins at c?",
        "Compute the cosine of that target with all rows. Which rows may not be answers?",
        "Sort the IDs by cosine with `np.argsort`, drop a, b and c, and take k.",
    ),
    why=(
        "Much of an analogy's success can come from leaving out its own three words; say so when "
        "you report one."
    ),
)


# ---- similarity-flat-picture ---------------------------------------------------------------------


FLAT_PICTURE = Choice(
    name="similarity-flat-picture",
    task=(
        "**Measured in a plot**\n\n"
        "In a t-SNE plot of word vectors, the cluster of cities is twice as far from the cluster "
        "of rivers as the cluster of foods is. What follows for certain about the rows in the full "
        "space? Choose, and give the reason."
    ),
    stub='answer = ...  # a letter and the number of a reason, such as ("a", 1)',
    choices={
        "a": "foods are about twice as similar to rivers as cities are",
        "b": "foods are more similar to rivers than cities are; how much more is unknown",
        "c": "neither; it has to be computed in the full space",
    },
    reasons={
        1: "A short distance in the plot means a large cosine, a long distance a small one.",
        2: "t-SNE keeps neighbours together and bends the space between groups.",
        3: "The two axes are the two most important entries of the rows.",
        4: "The plot is random: even neighbours in it have nothing to do with the rows.",
        5: "The scale of the plot is unknown, but its order is always correct.",
    },
    answer=("c", 2),
    mistakes=(
        Mistake(
            ("a", 1),
            "You measured distances between clusters as on a map. Which distances does t-SNE try "
            "to keep, those between neighbours or those between groups far apart?",
        ),
        Mistake(
            ("a", 3),
            "The axes of a t-SNE plot are not entries of the rows. And would a single entry mean "
            "anything?",
        ),
        Mistake(
            ("b", 3),
            "The axes of a t-SNE plot are not entries of the rows. And would a single entry mean "
            "anything?",
        ),
        Mistake(
            ("b", 5),
            "The order of the distances is often correct, but not always. Which distances does "
            "t-SNE try to keep?",
        ),
        Mistake(
            ("b", 1),
            "The order of the distances is often correct, but not always. Which distances does "
            "t-SNE try to keep?",
        ),
        Mistake(
            ("c", 4),
            "Your choice is correct, but the reason says too much: the plot keeps something. What "
            "does it keep?",
        ),
        Mistake(
            ("c", 1),
            "Your choice is correct, but if that reason were true, you could measure in the plot. "
            "What does t-SNE keep, and what does it bend?",
        ),
        Mistake(
            ("c", 3),
            "Your choice is correct, but the axes of a t-SNE plot are not entries of the rows. "
            "What does t-SNE keep, and what does it bend?",
        ),
        Mistake(
            ("c", 5),
            "Your choice is correct, but if that reason were true, you could see the order in the "
            "plot. What does t-SNE keep, and what does it bend?",
        ),
        Mistake(
            "a",
            "You measured in the flat plot. What can happen to distances when a hundred dimensions "
            "become two?",
        ),
        Mistake(
            "b",
            "You relied on the order in the flat plot. Which distances does t-SNE try to keep when "
            "a hundred dimensions become two?",
        ),
    ),
    hints=(
        "What does the lesson say about distances between clusters in such a plot?",
        "What does the method try to keep, and what may it bend?",
    ),
    why="Take ideas from a plot, and check each one with cosines in the full space.",
    working=(
        "t-SNE keeps near neighbours together and bends the space between groups. The distances "
        "between clusters often agree with the full space, but nothing guarantees it. So compute "
        "the cosines of the rows: choice c, reason 2."
    ),
)


EXERCISES = (COSINE, THREE_SCORES, NEIGHBOURS, ANALOGY, FLAT_PICTURE, SEARCH)
