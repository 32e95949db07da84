"""The tasks inside lesson 06."""

import numpy as np

from embedlab.practice.exercises.kinds import Choice, Function, Mistake, Numbers, mistake

__all__ = ["TASKS"]


def softmax(z):
    return np.exp(z) / np.exp(z).sum()


def draw_vector(rng):
    return (rng.normal(size=int(rng.integers(3, 7))).round(1) + 0.03,)


@mistake("The numbers do not add up to 1. By what do you divide the exponentials?")
def only_exponentials(z):
    return np.exp(z)


@mistake("You divided the logits themselves. Softmax takes the exponential first.")
def logits_divided(z):
    return z / z.sum()


@mistake("You took the logarithm as well: these are ln p. Return the probabilities.")
def log_of_p(z):
    return np.log(softmax(z))


@mistake("The exponential of the sum is not the sum of the exponentials. Which one do you need?")
def exponential_of_the_sum(z):
    return np.exp(z) / np.exp(z.sum())


TRY_SOFTMAX = Function(
    name="training-try-softmax",
    reference=softmax,
    cases=draw_vector,
    small=(np.array([0.0, 1.0, 2.0]),),
    mistakes=(only_exponentials, logits_divided, log_of_p, exponential_of_the_sum),
    why="Each exponential, divided by the sum of all exponentials.",
)


def score_gradient(p, context):
    y = np.eye(len(p))[context]
    return p - y


def draw_probabilities(rng):
    p = rng.dirichlet(np.ones(int(rng.integers(3, 6))))
    return p, int(rng.integers(len(p)))


@mistake("The signs are flipped: the entry of the word that occurred must be negative.")
def y_minus_p(p, context):
    return -score_gradient(p, context)


@mistake("This is p. The printed numbers differ from it in one entry.")
def p_alone(p, context):
    return p


@mistake("You subtracted 1 from every entry. The printed numbers differ from p in one entry.")
def one_from_all(p, context):
    return p - 1


@mistake("This is −y, with zeros for the other words. What are these entries in the printout?")
def minus_y(p, context):
    return -np.eye(len(p))[context]


TRY_SCORE_GRADIENT = Function(
    name="training-try-score-gradient",
    stub=(
        "def score_gradient(p, context):\n"
        "    y = np.eye(len(p))[context]  # one-hot\n"
        "    return ..."
    ),
    reference=score_gradient,
    cases=draw_probabilities,
    small=(np.array([0.2, 0.5, 0.3]), 2),
    mistakes=(y_minus_p, p_alone, one_from_all, minus_y),
    why="p − y: only the entry of the word that occurred differs from p, by 1.",
)
TRY_STEP = Numbers(
    name="training-try-step",
    answer=68,
    tolerance=0.5,
    mistakes=(
        Mistake(67, "After step 67 the loss is still above 3. Go one step further."),
        Mistake(75, "After step 75 the loss is below 3, but not for the first time. Go back."),
        Mistake(3, "3 is the loss. The question asks for the number of the step."),
    ),
    why="After step 68 of 150 the loss is below 3: most of the fall is over by then.",
)
TRY_DRAG = Choice(
    name="training-try-drag",
    choices={"a": "“and”", "b": "“dog”", "c": "no difference"},
    answer="a",
    mistakes=(
        Mistake("b", "“dog” is in fewer batches. Count the steps in which its row moves at all."),
        Mistake("c", "A row moves only in steps that look it up. Are both words equally frequent?"),
    ),
    why="“and” is about ten times as frequent as “dog”, so almost every step moves its row.",
)

TASKS = (TRY_SOFTMAX, TRY_SCORE_GRADIENT, TRY_STEP, TRY_DRAG)
