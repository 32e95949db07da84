"""The bank, part one: steps of a calculation that learners take instead of the right ones.

Each is tried at every place of a reference where it fits (see `altering`). `what` goes on after
"This is what comes out when …"; `asks` is the one question that follows. {name} is what the step
is about, where it is an argument of the function.
"""

import ast
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np

__all__ = [
    "AFTER",
    "ALWAYS",
    "ATTRIBUTES",
    "BOTH",
    "ENTRY",
    "LOOPS",
    "NUMBERS",
    "OFTEN",
    "OPERATORS",
    "OTHER_RESULT",
    "OTHER_VALUE",
    "PART",
    "ROOTS",
    "SIGMOID",
    "SIGN",
    "SKIPPED",
    "WRITES",
    "Step",
    "unchanged",
]


class Step(NamedTuple):
    """A step that learners take instead of the right one.

    Attributes
    ----------
    cause : str
        A word or two, the same for all steps of one kind.
    what, asks : str
        The two halves of the sentence about it.
    change : callable
        Takes the values of the right step and returns the other result.
    about : int, optional
        Which of the values {name} names, if it is an argument of the function.
    unnamed : str
        What stands for {name} where it is none.
    """

    cause: str
    what: str
    asks: str
    change: Callable | None = None
    about: int | None = None
    unnamed: str = "a number"


def left_out(change, about, unnamed):
    """A part that is missing: named where it is an argument, else told as a factor or a term."""
    asks = "Where does {name} come in?"
    return Step("left out", "{name} is left out", asks, change, about, unnamed)


def squared(change, about):
    what, asks = "{name} is used twice where it belongs once", "How many times does {name} enter?"
    return Step("used twice", what, asks, change, about, "a factor")


def kept(k):
    return lambda *values: values[k]


def unchanged(x, *_, **__):
    return x


SIGN = "sign flipped"
# What often comes together with another mistake, here or in the other parts of the bank.
OFTEN = {
    SIGN,
    "axis",
    "backwards",
    "bits",
    "centred first",
    "condition left out",
    "cut off",
    "distance for dot product",
    "factor 2",
    "divided by a size",
    "divisor left out",
    "half",
    "last missing",
    "last repeat only",
    "left out",
    "line left out",
    "max",
    "mean for sum",
    "multiplied for divided",
    "not divided",
    "not rooted",
    "not rounded",
    "one too high",
    "one too low",
    "order reversed",
    "repeats once",
    "squared",
    "squared for rooted",
    "sum for mean",
    "transpose forgotten",
    "unit length first",
    "used twice",
    "worst first",
}
OPERATORS = {
    ast.Add: (
        Step(
            SIGN,
            "two parts are subtracted that belong together",
            "Do the two parts work with each other or against each other?",
            lambda a, b: a - b,
        ),
        left_out(kept(1), 0, "a term"),
        left_out(kept(0), 1, "a term"),
        Step(
            "mean for sum",
            "two parts are averaged that should be added",
            "Does anything ask for an average here?",
            lambda a, b: (a + b) / 2,
        ),
        Step(
            "counted twice",
            "the first of two parts is counted twice",
            "How many times should each part count?",
            lambda a, b: 2 * a + b,
        ),
        Step(
            "counted twice",
            "the second of two parts is counted twice",
            "How many times should each part count?",
            lambda a, b: a + 2 * b,
        ),
        Step(
            "order reversed",
            "two pieces are joined in the wrong order",
            "Which piece comes first?",
            lambda a, b: b + a,
        ),
        Step(
            "multiplied",
            "two parts are multiplied that should be added",
            "Which operation joins the two parts?",
            lambda a, b: a * b,
        ),
    ),
    ast.Sub: (
        Step(
            SIGN,
            "something is added that should be subtracted",
            "What sign does this part have?",
            lambda a, b: a + b,
        ),
        left_out(kept(0), 1, "a term"),
        left_out(kept(1), 0, "a term"),
        Step(
            "order reversed",
            "a difference has the wrong sign",
            "What is subtracted from what, and which way should the answer go?",
            lambda a, b: b - a,
        ),
        Step(
            "counted twice",
            "the part that is subtracted is counted twice",
            "How many times should it count?",
            lambda a, b: a - 2 * b,
        ),
    ),
    ast.Mult: (
        left_out(kept(1), 0, "a factor"),
        left_out(kept(0), 1, "a factor"),
        squared(lambda a, b: a * a * b, 0),
        squared(lambda a, b: a * b * b, 1),
        Step(
            "divided for multiplied",
            "a number divides that should multiply",
            "Should the answer grow or shrink when {name} grows?",
            lambda a, b: a / b,
            1,
        ),
        Step(
            "divided for multiplied",
            "a number divides that should multiply",
            "Should the answer grow or shrink when {name} grows?",
            lambda a, b: b / a,
            0,
        ),
        Step(
            "added",
            "two numbers are added that should be multiplied",
            "Which operation joins the two?",
            lambda a, b: a + b,
        ),
    ),
    ast.Div: (
        Step(
            "not divided",
            "the division is left out",
            "What still has to be divided, and by what?",
            kept(0),
        ),
        Step(
            "multiplied for divided",
            "a number multiplies that should divide",
            "Should the answer grow or shrink when it grows?",
            lambda a, b: a * b,
        ),
        Step(
            "upside down",
            "a fraction is upside down",
            "What is divided by what?",
            lambda a, b: b / a,
        ),
        Step("left out", "only the divisor is left", "What is it that is divided?", kept(1)),
        Step(
            "rooted divisor",
            "the square root of the divisor is taken, although it is not a square",
            "By what is the number divided?",
            lambda a, b: a / np.sqrt(b),
        ),
        Step(
            "squared divisor",
            "the divisor is squared",
            "How many times is the number divided by it?",
            lambda a, b: a / (b * b),
        ),
    ),
    ast.FloorDiv: (
        Step(
            "remainder for quotient",
            "the remainder is taken in place of the quotient",
            "Which of the two does the task ask for?",
            lambda a, b: a % b,
        ),
    ),
    ast.Mod: (
        Step(
            "quotient for remainder",
            "the quotient is taken in place of the remainder",
            "Which of the two does the task ask for?",
            lambda a, b: a // b,
        ),
    ),
    ast.Pow: (
        Step("no power", "the power is left out", "Which exponent does the task name?", kept(0)),
        Step(
            "squared for rooted",
            "the power is the inverse of the right one",
            "Does this power make large numbers larger or smaller?",
            lambda a, b: a ** (1 / b),
        ),
        Step(
            "squared for rooted",
            "a number is squared at the end",
            "Which exponent is needed?",
            lambda a, b: a**2,
        ),
        Step(
            "root for power",
            "a square root is taken where another power belongs",
            "Which exponent does the task name?",
            lambda a, b: np.sqrt(a),
        ),
        Step(
            "exp for power",
            "an exponential is taken where a power belongs",
            "What happens to a count of 100?",
            lambda a, b: np.exp(a - np.max(a)),
        ),
        Step(
            "log",
            "a logarithm is taken where a power belongs",
            "What happens to a count of 1?",
            lambda a, b: np.log(a),
        ),
        Step(
            "log",
            "a logarithm is taken where a power belongs, of one more",
            "What happens to a count of 1,000?",
            lambda a, b: np.log1p(a),
        ),
        Step(
            "power 1 more",
            "the exponent is too high by 1",
            "How many factors does the power have?",
            lambda a, b: a ** (b + 1),
        ),
    ),
    ast.MatMult: (
        left_out(kept(1), 0, "a matrix"),
        left_out(kept(0), 1, "a matrix"),
        Step(
            "mean for sum",
            "products are averaged that should be added up",
            "Is there a reason to divide by the number of terms?",
            lambda a, b: a @ b / np.shape(a)[-1],
        ),
        Step(
            "counted twice",
            "products are counted twice",
            "How many times should they count?",
            lambda a, b: 2 * (a @ b),
        ),
        Step(
            "distance for dot product",
            "distances are taken, not dot products",
            "What does the task call near?",
            lambda a, b: -np.linalg.norm(a - b, axis=-1),
        ),
        Step(
            "not summed",
            "numbers are multiplied pair by pair and not added up",
            "What adds the products up?",
            lambda a, b: a * b,
        ),
        Step(
            "transpose forgotten",
            "a matrix is transposed that should not be, or one is not that should be",
            "Along which axis of the matrix do the products run?",
            lambda a, b: a.T @ b,
        ),
        Step(
            "transpose forgotten",
            "a matrix is transposed that should not be, or one is not that should be",
            "Along which axis of the matrix do the products run?",
            lambda a, b: a @ b.T,
        ),
    ),
    ast.USub: (Step(SIGN, "a minus sign is missing", "What sign does this number need?", kept(0)),),
}

for one, other, word in (
    (ast.Lt, lambda a, b: a <= b, "A limit itself is counted in"),
    (ast.LtE, lambda a, b: a < b, "A limit itself is left out"),
    (ast.Gt, lambda a, b: a >= b, "A limit itself is counted in"),
    (ast.GtE, lambda a, b: a > b, "A limit itself is left out"),
):
    what = word[0].lower() + word[1:]
    OPERATORS[one] = (
        Step("limit", what, "Does the limit itself belong to what is meant?", other),
        Step(
            "condition turned",
            "a condition holds for the wrong side",
            "Which side of the limit is meant?",
            {
                ast.Lt: lambda a, b: a >= b,
                ast.LtE: lambda a, b: a > b,
                ast.Gt: lambda a, b: a <= b,
                ast.GtE: lambda a, b: a < b,
            }[one],
        ),
    )
OPERATORS[ast.Eq] = (
    Step("condition turned", "a condition is reversed", "When does it hold?", lambda a, b: a != b),
)
OPERATORS[ast.NotEq] = (
    Step(
        "condition left out",
        "a condition is left out",
        "What should be kept out of the calculation?",
        lambda a, b: (a == a) | (b == b),
    ),
    Step("condition turned", "a condition is reversed", "When does it hold?", lambda a, b: a == b),
)
OPERATORS[ast.NotIn] = (
    Step("condition turned", "a condition is reversed", "When does it hold?", lambda a, b: a in b),
)
OPERATORS[ast.BitAnd] = (
    Step("condition left out", "one of two conditions is left out", "Must both hold?", kept(0)),
    Step("condition left out", "one of two conditions is left out", "Must both hold?", kept(1)),
    Step(
        "or for and",
        "one of two conditions is enough",
        "Must both hold, or is one enough?",
        lambda a, b: a | b,
    ),
)

# In place of 1 / (1 + exp(-x)); each takes x.
SIGMOID = (
    Step(
        "no sigmoid",
        "scores are taken for probabilities",
        "What turns a score into a number between 0 and 1?",
        unchanged,
    ),
    Step(
        "exp for sigmoid",
        "an exponential is computed in place of the sigmoid",
        "Can a probability be above 1?",
        np.exp,
    ),
    Step(
        "softmax for sigmoid",
        "a softmax is computed in place of the sigmoid",
        "Must the probabilities of the pairs add up to 1?",
        lambda x: np.exp(x) / np.exp(x).sum(axis=-1, keepdims=True),
    ),
    Step(
        SIGN,
        "a score enters the sigmoid with the wrong sign",
        "Should a larger score give a larger probability?",
        lambda x: 1 / (1 + np.exp(x)),
    ),
)
BOTH = (
    Step(
        "condition left out",
        "the second of two conditions is left out",
        "Which cases does the other condition catch?",
        lambda a, b: a(),
    ),
    Step(
        "condition left out",
        "the first of two conditions is left out",
        "Which cases does the other condition catch?",
        lambda a, b: b(),
    ),
    Step(
        "and for or",
        "both conditions must hold at once",
        "Can one number fulfil both?",
        lambda a, b: a() and b(),
    ),
    Step(
        "or for and",
        "one of two conditions is enough",
        "Must both hold, or is one enough?",
        lambda a, b: a() or b(),
    ),
)
ALWAYS = (
    Step(
        "condition left out",
        "every case is treated alike, without the condition",
        "Which cases need another treatment?",
        lambda a, *_: a(),
    ),
    Step(
        "condition left out",
        "every case is treated as the exception",
        "Which cases are the usual ones?",
        lambda a, b: b(),
    ),
)

ATTRIBUTES = {
    "T": (
        Step(
            "transpose forgotten",
            "a transpose is left out",
            "Along which axis of the matrix do the products run?",
            unchanged,
        ),
    )
}
NUMBERS = {
    "number": (
        Step(
            "constant too high",
            "a number of the rule is too high by 1",
            "Where does counting start, and where does it end?",
            lambda x: x + 1,
        ),
        Step(
            "constant too low",
            "a number of the rule is too low by 1",
            "Where does counting start, and where does it end?",
            lambda x: x - 1,
        ),
        Step(
            "upside down",
            "an exponent or a factor of the rule is upside down",
            "What does the rule say?",
            lambda x: 1 / x,
        ),
    ),
    "axis": (
        Step(
            "axis",
            "the other axis is used",
            "What does each axis count?",
            lambda x: {0: 1, 1: 0, -1: -2, -2: -1}[x],
        ),
        Step(
            "axis",
            "no axis is named, so everything counts at once",
            "Which axis should disappear?",
            lambda x: None,
        ),
    ),
}
LOOPS = (
    Step("backwards", "the loop runs backwards", "Which one comes first?", lambda x: list(x)[::-1]),
    Step(
        "first only",
        "the loop ends after its first round",
        "How many are there?",
        lambda x: list(x)[:1],
    ),
    Step(
        "first missing",
        "the first one is passed over",
        "Where does it begin?",
        lambda x: list(x)[1:],
    ),
    Step(
        "last missing", "the last one is passed over", "Where does it end?", lambda x: list(x)[:-1]
    ),
    Step(
        "repeats once",
        "what occurs twice is counted once",
        "Does a repeat count again?",
        lambda x: list(dict.fromkeys(x)),
    ),
    Step("sorted", "it runs in sorted order", "In which order do they come?", sorted),
)
PART = (
    Step(
        "last missing",
        "the last one of a part is left out",
        "Where does the part end?",
        lambda x: x[:-1],
    ),
    Step(
        "first missing",
        "the first one of a part is left out",
        "Where does it begin?",
        lambda x: x[1:],
    ),
    Step("backwards", "a part is taken backwards", "Which one comes first?", lambda x: x[::-1]),
)
ENTRY = (
    Step(
        "place for entry",
        "a place is given instead of what is at it",
        "What is at that place?",
        lambda table, place: place,
    ),
)
AFTER = Step(
    "order of two steps",
    "a number is scaled after the other step, not before it",
    "Which of the two steps comes first?",
    lambda usual, left, right, scale: left - right * scale,
)
# After a root of two parts; each takes the root and the parts.
ROOT_OF_FIRST, ROOT_OF_SECOND = (
    partial(
        Step,
        "root of one part",
        f"the square root covers only the {which} of two parts",
        "What stands under the root in the formula?",
    )
    for which in ("first", "second")
)
ROOTS = {
    ast.Mult: (
        ROOT_OF_FIRST(lambda root, a, b: root * np.sqrt(b)),
        ROOT_OF_SECOND(lambda root, a, b: root * np.sqrt(a)),
    ),
    ast.Div: (
        ROOT_OF_FIRST(lambda root, a, b: root / np.sqrt(b)),
        ROOT_OF_SECOND(lambda root, a, b: root * np.sqrt(a)),
    ),
}
WRITES = {
    "doubled": Step(
        "counted twice", "a contribution is counted twice", "How many times should it count?"
    ),
    "replaced": Step(
        "last repeat only",
        "each new contribution replaces the one before",
        "What happens to the earlier ones?",
    ),
    "turned": Step(SIGN, "a contribution has the wrong sign", "Is it added or subtracted?"),
    "skipped": Step(
        "left out", "nothing is added in one place", "Which contribution has not counted yet?"
    ),
}
SKIPPED = Step("line left out", "one line is left out", "Which rule of the task is not kept?")
OTHER_VALUE = Step(
    "other argument", "{name} is used where another argument belongs", "What is {name} for?"
)
OTHER_RESULT = Step(
    "on the way", "an intermediate result is returned", "What is still to do after that?"
)
