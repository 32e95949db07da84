"""Exercises of lesson 14: what the numbers of a table do not mean."""

import numpy as np

from embedlab import cosine, procrustes
from embedlab.practice.exercises.beyond_program import WALKS_TO_PAIRS
from embedlab.practice.exercises.beyond_tasks import TASKS
from embedlab.practice.exercises.kinds import Choice, Function, Mistake, Numbers, mistake

__all__ = ["EXERCISES", "TASKS"]


# ---- beyond-what-stays ---------------------------------------------------------------------------


def turned(e, f, R):
    e, f, R = np.array(e), np.array(f), np.array(R)
    names = {"e": e, "f": f, "R": R, "eR": e @ R, "fR": f @ R, "length": np.hypot(*e)}
    return names | {"dot": e @ f, "squares": e**2, "products": e * f, "moved": (e @ R) * (f @ R)}


def draw_turned(rng):
    triples = ((3, 4), (4, 3), (6, 8), (8, 6), (5, 12), (12, 5), (8, 15), (15, 8))
    turn = np.array([[0, 1], [-1, 0]]) * rng.choice([-1, 1])
    return turned(triples[rng.integers(len(triples))], rng.integers(5, size=2), turn)


WHAT_STAYS = Numbers(
    name="beyond-what-stays",
    task=(
        "**What does a rotation leave unchanged?**\n\n"
        "Two rows, e = {e} and f = {f}, and a rotation R = {R}. Both rows are "
        "rotated: e R and f R. Compute (1) the first coordinate of e R, (2) the length of e R, (3) "
        "the dot product of e R and f R. Give three numbers."
    ),
    stub="answer = ...",
    answer=lambda eR, length, dot: (eR[0], length, dot),
    draw=draw_turned,
    first=turned((3, 4), (0, 2), ((0, 1), (-1, 0))),
    mistakes=(
        Mistake(
            lambda e, length, dot: (e[0], length, dot),
            "Length and dot product are correct. You left the coordinate as it was: multiply e "
            "with the first column of R.",
        ),
        Mistake(
            lambda e, R, length, dot: (R[0] @ e, length, dot),
            "Length and dot product are correct. You multiplied by the first row of R. In e R, "
            "e is a row: what is it multiplied by?",
        ),
        Mistake(
            lambda eR, f, length: (eR[0], length, eR @ f),
            "The first two are correct. Your dot product is that of e R with the old f. What "
            "happened to f?",
        ),
        Mistake(
            lambda eR, length, dot: (eR[0], length, -dot),
            "The first two are correct. Compute f R again, and check the sign of each product.",
        ),
        Mistake(
            lambda eR, length: (eR[0], length, 0),
            "The first two are correct. With a dot product of 0, e R and f R would be "
            "perpendicular. Were e and f?",
        ),
        Mistake(
            lambda eR, f, length: (eR[0], length, length * np.hypot(*f)),
            "The first two are correct. Your dot product is one length times the other. Do the two "
            "rows have the same direction?",
        ),
        Mistake(
            lambda eR, length, dot: (eR[0], length**2, dot),
            "The second number is the square of the length. Which step is missing?",
        ),
        Mistake(
            lambda eR, dot: (eR[0], np.abs(eR).sum(), dot),
            "The second number adds up the sizes of the coordinates. How do they make a length?",
        ),
        Mistake(
            lambda eR, dot: (eR[0], eR.sum(), dot),
            "The second number is the sum of the coordinates. How do they make a length?",
        ),
        Mistake(
            lambda eR, dot: (eR[0], np.sqrt(abs(eR[0] ** 2 - eR[1] ** 2)), dot),
            "The first and the third number are correct. For the length you subtracted one square "
            "from the other. What is the square of a negative number?",
        ),
    ),
    hints=(
        "A row times a matrix: the first number of e R is e times the first column of R.",
        "e R = {e[0]}·{R[0]} + {e[1]}·{R[1]}; compute f R in the same way.",
    ),
    why="Lengths and dot products are the same when both rows rotate; coordinates are not.",
    working=(
        "e R = {eR} and f R = {fR}. The length of e R is √({squares[1]} + {squares[0]}) = "
        "{length:g}, that of e as well. The dot product is {moved[0]} + {moved[1]} = {dot}, and "
        "e·f = {products[0]} + {products[1]} = {dot} as well."
    ),
)


# ---- beyond-turn-both ----------------------------------------------------------------------------


def turned_between(M, R):
    return R.T @ M @ R


def draw_rotation(rng, d):
    return np.linalg.qr(rng.normal(size=(d, d)))[0]


def draw_between(rng):
    return rng.normal(size=(4, 4)).round(2), draw_rotation(rng, 4)


@mistake("You left M as it was. The scores are (E R) M (E R)ᵀ then: is that E M Eᵀ?")
def between_unturned(M, R):
    return M


@mistake("(E R) Rᵀ M (E R)ᵀ = E M Rᵀ Eᵀ. The R on the left is gone. What is left between M and Eᵀ?")
def between_left_only(M, R):
    return R.T @ M


@mistake(
    "(E R) M R (E R)ᵀ = E R M R Rᵀ Eᵀ. One R is gone, on the right. What is left between E and M?"
)
def between_right_only(M, R):
    return M @ R


@mistake(
    "You rotated M in the opposite direction. Put it into (E R)(…)(E R)ᵀ and see what is next to "
    "each R."
)
def between_turned_back(M, R):
    return R @ M @ R.T


@mistake("You rotated M on both sides by R. The second table is transposed: what happens to its R?")
def between_same_on_both_sides(M, R):
    return R @ M @ R


@mistake(
    "(E R) Rᵀ M Rᵀ (E R)ᵀ = E M Rᵀ Rᵀ Eᵀ. The left side of M is as it should be. What is left "
    "between M and Eᵀ on the right?"
)
def between_back_on_both_sides(M, R):
    return R.T @ M @ R.T


TURN_BOTH = Function(
    name="beyond-turn-both",
    task=(
        "**Turn a tied model**\n\n"
        "The tied model of lesson 10 has one table and a matrix M in between: it scores with "
        "`E @ M @ E.T`. A colleague has rotated every row, so the table is now `E @ R`, where R is "
        "a rotation (R Rᵀ is the identity). There is no W to rotate. Return the new M, of shape "
        "(d, d), with which each score is what it was."
    ),
    stub=(
        "def turned_between(M, R):\n"
        "    return ...  # (E @ R) @ this @ (E @ R).T must equal E @ M @ E.T"
    ),
    reference=turned_between,
    cases=draw_between,
    small=(np.array([[1.0, 2], [0, 3]]), np.array([[0.6, 0.8], [-0.8, 0.6]])),
    edges=(
        (np.arange(9.0).reshape(3, 3), np.array([[0.0, 1, 0], [0, 0, 1], [1, 0, 0]])),
        (np.array([[2.0]]), np.array([[-1.0]])),
    ),
    mistakes=(
        between_unturned,
        between_left_only,
        between_right_only,
        between_turned_back,
        between_same_on_both_sides,
        between_back_on_both_sides,
    ),
    hints=(
        "Write the new scores out: E R (…) Rᵀ Eᵀ. What must be in the brackets?",
        "On the left, R must meet Rᵀ; on the right, Rᵀ must meet R.",
        "The brackets begin with Rᵀ and end with R.",
    ),
    why="All that touches the rows must rotate with them; then no score changes.",
)


# ---- beyond-new-ids ------------------------------------------------------------------------------


def moved_rows(E, order):
    moved = np.zeros(np.shape(E))
    moved[order] = E
    return moved


def draw_order(rng):
    V = 7
    while True:
        order = rng.permutation(V)
        if (order[order] != np.arange(V)).any() and (order != np.arange(V)).all():
            return rng.normal(size=(V, 3)).round(2), order


@mistake(
    "Member 0 has the new ID 1, and row 1 of your table is not theirs: `E[order]` looks up the "
    "rows at the new IDs. At which IDs should the rows be written?"
)
def rows_taken(E, order):
    return E[order]


@mistake("The table is as it was. Member 0 now has another ID: whose row would a lookup give them?")
def rows_left(E, order):
    return E


@mistake(
    "The rows are in reverse order. Check with one member: which row do they find at their new ID?"
)
def rows_reversed(E, order):
    return moved_rows(E, order)[::-1]


@mistake("Each row is one position too early. Where do IDs start?")
def one_row_early(E, order):
    return np.roll(moved_rows(E, order), -1, axis=0)


@mistake("Your rows hold the new IDs. An ID is an address: does the content of a row depend on it?")
def numbers_renamed(E, order):
    return np.asarray(order)[:, None] * np.ones(np.shape(E)[1])


@mistake(
    "You swapped rows within one table, one swap after the other. What does a later swap do to a "
    "row that is already where it belongs?"
)
def swapped_in_turn(E, order):
    moved = np.array(E)
    for i, new in enumerate(order):
        moved[[i, new]] = moved[[new, i]]
    return moved


NEW_IDS = Function(
    name="beyond-new-ids",
    task=(
        "**New IDs, same members**\n\n"
        "The IDs are assigned again: `order[i]` is the new ID of the member who had ID i. Return "
        "the table in which each member still has their own row."
    ),
    stub="def moved_rows(E, order):\n    ...",
    reference=moved_rows,
    cases=draw_order,
    small=(np.array([[1.0, 1], [2, 2], [3, 3]]), np.array([1, 2, 0])),
    edges=(
        (np.array([[4.0, 5]]), np.array([0])),
        (np.array([[1.0], [2], [3]]), np.array([0, 1, 2])),
    ),
    mistakes=(
        rows_taken,
        rows_left,
        rows_reversed,
        one_row_early,
        numbers_renamed,
        swapped_in_turn,
    ),
    hints=(
        "Member i's row is E[i], and it belongs in row order[i].",
        "Make an empty table and write the rows into it at `order`.",
        "`moved[order] = E`; or look up with the inverse, `E[np.argsort(order)]`.",
    ),
    why=("An ID is an address: when the rows move with their members, no prediction changes."),
)


# ---- beyond-price --------------------------------------------------------------------------------


PRICE = Choice(
    name="beyond-price",
    task=(
        "**Is dimension 17 the price?**\n\n"
        'A paper says: "Dimension 17 of our item table is price. Expensive products have large '
        'numbers there." The two tables E and W were trained once on baskets of a shop, from '
        "random starts, and score with E Wᵀ. You train again with another seed; the loss is just "
        "as low. What do you expect of dimension 17? Choose, and give the reason."
    ),
    stub='answer = ...  # a letter and the number of a reason, such as ("a", 1)',
    choices={
        "a": "It is price again.",
        "b": "It does not have to be price.",
        "c": "It is price again, but its sign may be reversed.",
    },
    reasons={
        1: "The loss sees the tables only through E Wᵀ, and rotating both does not change that.",
        2: "The same baskets lead to the same rows.",
        3: "A random start decides on which side of 0 a dimension lies, and on nothing more.",
        4: "The second run has not been trained for long enough.",
    },
    answer=("b", 1),
    mistakes=(
        Mistake(
            ("a", 2),
            "You expect equal rows from equal data. Rotate both tables by one R: the loss "
            "stays the same. What picks one of all these tables?",
        ),
        Mistake(
            ("c", 3),
            "A flip of one axis is one of the rotations that change no score. Is it the only one?",
        ),
        Mistake(
            ("b", 4),
            "The choice is correct, but not for that reason: the loss is just as low as in the "
            "first run. What does the loss not see?",
        ),
        Mistake(
            ("b", 3),
            "The choice is correct. But if only signs could differ, dimension 17 would still be "
            "price. What else changes no score?",
        ),
        Mistake(
            ("a", 1),
            "The reason is true, and contradicts the choice. If any rotation gives an equally good "
            "table, what does that say about single coordinates?",
        ),
    ),
    hints=(
        "What happens to E Wᵀ if both tables are rotated by the same R?",
        "Of all equally good tables, the random start picks one.",
    ),
    why="Price may be in the table, as a direction; but no axis is reserved for it.",
    working=(
        "Rotating E and W together changes every coordinate and no score: (E R)(W R)ᵀ = E Wᵀ. So "
        "nothing ties price to axis 17, and a different start ends in a different rotation: "
        "choice b, reason 1."
    ),
)


# ---- beyond-two-runs -----------------------------------------------------------------------------


def agreement(A, B, n):
    R = procrustes(A[:n], B[:n])  # the rotation that maps the first n rows of A onto those of B
    return cosine(A[n:] @ R, B[n:]).mean()


def draw_runs(rng):
    A = rng.normal(size=(11, 4))
    B = A @ draw_rotation(rng, 4) + 0.4 * rng.normal(size=(11, 4))
    return A.round(2), B.round(2), int(rng.integers(5, 8))


@mistake(
    "This compares the runs as they are. Each run has axes of its own: what must happen to one of "
    "them first?"
)
def raw_agreement(A, B, n):
    return np.mean(cosine(A[n:], B[n:]))


@mistake(
    "R was found with all members, so it was chosen to fit those that you measure, too. Which "
    "members may it know?"
)
def fitted_on_all(A, B, n):
    return cosine(A[n:] @ procrustes(A, B), B[n:]).mean()


@mistake(
    "You measure the first n members as well, for which R was chosen. Which ones are new to R?"
)
def measured_on_all(A, B, n):
    return cosine(A @ procrustes(A[:n], B[:n]), B).mean()


@mistake("You measure the members for which R was chosen. Which ones are new to R?")
def measured_on_fitted(A, B, n):
    return cosine(A[:n] @ procrustes(A[:n], B[:n]), B[:n]).mean()


@mistake("The two halves are swapped: R must come from the first n members.")
def halves_swapped(A, B, n):
    return cosine(A[:n] @ procrustes(A[n:], B[n:]), B[:n]).mean()


@mistake("R and the cosines are both from all members. How do you test R on members new to it?")
def all_for_both(A, B, n):
    return cosine(A @ procrustes(A, B), B).mean()


@mistake(
    "The rotation goes the wrong way. `procrustes(A, B)` gives the R for which A R comes close to "
    "B: which table does it rotate, and is a transpose needed?"
)
def turned_away(A, B, n):
    return cosine(A[n:] @ procrustes(A[:n], B[:n]).T, B[n:]).mean()


@mistake("You have one cosine per member. The task asks for one number: what is the last step?")
def every_member_alone(A, B, n):
    return cosine(A[n:] @ procrustes(A[:n], B[:n]), B[n:])


@mistake(
    "The rotation is correct, but these are dot products, and they grow with the lengths of the "
    "rows. Which division turns them into cosines?"
)
def agreement_of_dots(A, B, n):
    return (A[n:] @ procrustes(A[:n], B[:n]) * B[n:]).sum(axis=1).mean()


@mistake(
    "You found R with the same members that you measure. Which members does the task set aside for "
    "finding it?"
)
def fitted_on_measured(A, B, n):
    return cosine(A[n:] @ procrustes(A[n:], B[n:]), B[n:]).mean()


@mistake(
    "You averaged the rows of each run first, and took one cosine of the two means. What does the "
    "task average?"
)
def cosine_of_means(A, B, n):
    turned = A[n:] @ procrustes(A[:n], B[:n])
    return cosine(turned.mean(axis=0), B[n:].mean(axis=0))


TWO_RUNS = Function(
    name="beyond-two-runs",
    task=(
        "**Find the bug: an alignment that is tested on itself**\n\n"
        "A and B, both (V, d), come from two runs with different seeds; row i is the same member "
        "in both. The function below finds the best rotation for all members and then measures "
        "the same members. Procrustes fits even unrelated tables a little, so the number is too "
        "high. Find R with the first n members alone, and return the mean cosine of the other "
        "members' two rows."
    ),
    stub=(
        "from embedlab import cosine, procrustes\n\n"
        "def agreement(A, B, n):\n"
        "    R = procrustes(A, B)\n"
        "    return cosine(A @ R, B).mean()"
    ),
    reference=agreement,
    cases=draw_runs,
    small=(
        np.array([[1.0, 0], [0, 2], [1, 1], [2, -1]]),
        np.array([[0.0, 1], [-2, 1], [-1, 2], [2, 3]]),
        2,
    ),
    edges=((np.array([[1.0, 2], [0, 1], [1, 0]]), np.array([[1.0, 2], [0, 1], [1, 0]]), 2),),
    mistakes=(
        raw_agreement,
        fitted_on_all,
        measured_on_all,
        measured_on_fitted,
        halves_swapped,
        all_for_both,
        turned_away,
        every_member_alone,
        agreement_of_dots,
        fitted_on_measured,
        cosine_of_means,
    ),
    hints=(
        "Members that R has not seen are for R what new texts are for a classifier.",
        "`A[:n]` are the first n rows, `A[n:]` the others.",
        "`procrustes(A[:n], B[:n])` finds R; measure `A[n:] @ R` against `B[n:]`.",
    ),
    why="Held-out members show whether one rotation maps the runs, or only fits the members given.",
)


EXERCISES = (WHAT_STAYS, TURN_BOTH, NEW_IDS, PRICE, TWO_RUNS, WALKS_TO_PAIRS)
