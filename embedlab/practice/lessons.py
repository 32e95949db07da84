"""The lessons, in their order, and the names that the first edition had for their parts.

What is kept under a name (tries, solved exercises, reviews, predictions) begins with the lesson's
word and not with its number, so that an order can change without touching anyone's progress.
"""

__all__ = [
    "FIRST_EDITION",
    "LESSONS",
    "TITLES",
    "label",
    "lesson_of",
    "lessons_named",
    "number",
    "renamed",
]

LESSONS = {
    "start": "00_start_here",
    "tokens": "01_tokens_and_ids",
    "lookup": "02_lookup",
    "onehot": "03_one_hot",
    "similarity": "04_similarity",
    "gradient": "05_gradient_step",
    "training": "06_training_in_2d",
    "initialization": "07_initialization",
    "frequency": "08_frequency",
    "subwords": "09_subwords",
    "tying": "10_weight_tying",
    "pretrained": "11_pretrained",
    "dimension": "12_dimension",
    "transformer": "13_into_the_transformer",
    "beyond": "14_beyond_language",
    "scale": "15_at_scale",
    "trust": "16_a_table_you_can_trust",
}
TITLES = {  # as their notebooks have them
    "start": "Start here",
    "tokens": "Turn text into numbers",
    "lookup": "Look up a row of the table",
    "onehot": "See the lookup as a product",
    "similarity": "Measure how similar two vectors are",
    "gradient": "Move one row by one gradient step",
    "training": "Train points in the plane",
    "initialization": "Choose the numbers a table starts with",
    "frequency": "Measure what frequency does to rows",
    "subwords": "Make rare words out of frequent pieces",
    "tying": "Tie the input table to the output table",
    "pretrained": "Start from pretrained rows",
    "dimension": "Choose how many numbers a row gets",
    "transformer": "Hand the vectors to a transformer",
    "beyond": "Embed things that are not words",
    "scale": "Train on four novels, then outgrow one machine",
    "trust": "Make a table you can trust",
}
FIRST_EDITION = {
    "00_start_here": "start",
    "01_tokens_and_ids": "tokens",
    "02_lookup": "lookup",
    "03_one_hot": "onehot",
    "04_similarity": "similarity",
    "05_initialization": "initialization",
    "06_gradient_step": "gradient",
    "07_training_in_2d": "training",
    "08_frequency_and_subwords": "frequency",
    "09_weight_tying": "tying",
    "10_pretrained": "pretrained",
    "11_dimension": "dimension",
    "12_into_the_transformer": "transformer",
    "13_beyond_language": "beyond",
    "14_at_scale": "scale",
    "15_a_table_you_can_trust": "trust",
}
FIRST_NUMBERS = {stem[:2]: lesson for stem, lesson in FIRST_EDITION.items()}
# Of its lesson 08, two lessons were made: these are now in the second.
ABOUT_SUBWORDS = {
    "08-count-pairs",
    "08-dial",
    "08-merge",
    "08-next-merge",
    "08-rare-tokens",
    "08-tokens-per-word",
    "08-unseen-word",
}


def renamed(name):
    """The name that an exercise or a card of the first edition has now; others as they are.

    >>> renamed("06-duplicates"), renamed("08-merge"), renamed("gradient-duplicates")
    ('gradient-duplicates', 'subwords-merge', 'gradient-duplicates')
    """
    digits, dash, rest = str(name).partition("-")
    if not dash or digits not in FIRST_NUMBERS:
        return name
    return f"{'subwords' if name in ABOUT_SUBWORDS else FIRST_NUMBERS[digits]}-{rest}"


def lesson_of(name):
    """The word of the lesson that an exercise or a card belongs to.

    >>> lesson_of("gradient-duplicates")
    'gradient'
    """
    return str(name).partition("-")[0]


def lessons_named(name):
    """The lessons that a notebook's name stands for: a whole one, of either edition, or a number.

    >>> lessons_named("05_gradient_step"), lessons_named("06_gradient_step"), lessons_named("05")
    ({'gradient'}, {'gradient'}, {'gradient'})
    """
    found = {lesson for lesson, stem in LESSONS.items() if name in (stem, stem[:2])}
    if not found and name in FIRST_EDITION:
        found = {FIRST_EDITION[name]} | ({"subwords"} if name[:2] == "08" else set())
    return found


def number(lesson):
    """The number of a lesson; an optional one has none.

    >>> number("gradient"), number("pytorch")
    ('05', '')
    """
    return LESSONS.get(lesson, "")[:2]


def label(lesson):
    """How a lesson is named in a sentence.

    >>> label("gradient"), label("pytorch")
    ('lesson 05', 'the lesson pytorch')
    """
    return f"lesson {number(lesson)}" if lesson in LESSONS else f"the lesson {lesson}"
