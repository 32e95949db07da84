"""Claims of lesson 04: cosines, norms, neighbours, analogies and flat plots."""

from functools import partial
from itertools import combinations

import numpy as np

import embedlab as el
from tests.claims import Claim
from tests.claims.similarity_checks import (
    GLOVE,
    LISTS,
    NORMS,
    PAIRS,
    E,
    apart_at,
    baseline_is_as_good,
    centring_removes_most,
    contexts,
    distance_and_cosine,
    ends_of_the_scale,
    fewer_neighbours_than_variance,
    first_answers,
    fraction_above,
    fraction_between,
    frequent_share_more,
    least_similar_is_no_opposite,
    longer_when_frequent,
    nearest_length,
    needs_nothing,
    needs_the_exclusion,
    next_to_throne,
    only_direction,
    opposites_are_near,
    parallel_gradients,
    random_cosines,
    rankings,
    row,
    same_row_in_both,
    shorter_by_distance,
    turn_towards_dog,
    unit_first_differs,
)

RUNS = [(seed, d) for seed in range(6) for d in (8, 16)]
KINDS = list(combinations(LISTS["categories"], 4))[::12]

CLAIMS = (
    Claim(
        quote="The dot product depends on direction and length, the cosine only on direction.",
        kind="always",
        covers=("similarity-ten-times", "similarity-scaled", "similarity-cosine"),
        holds=only_direction,
        not_this=partial(only_direction, score=el.dot),
    ),
    Claim(
        quote="It is 1 if they point the same way and −1 if they point in opposite directions.",
        kind="always",
        holds=ends_of_the_scale,
        not_this=partial(ends_of_the_scale, score=el.dot),
    ),
    Claim(
        quote="If you get 2 instead of 0.632, you forgot to divide by the norms.",
        kind="always",
        covers=("similarity-by-hand",),
        cases=(None,),
        holds=lambda _: (
            round(float(el.cosine([2, 0, 1], [1, 1, 0])), 3) == 0.632
            and el.dot([2, 0, 1], [1, 1, 0]) == 2
            and round(np.degrees(np.arccos(2 / 10**0.5))) == 51
        ),
    ),
    Claim(
        quote="On average, frequent words have longer rows.",
        kind="always",
        cases=(None,),
        holds=lambda _: longer_when_frequent(NORMS),
        not_this=lambda _: longer_when_frequent(np.random.default_rng(0).permutation(NORMS)),
    ),
    Claim(
        quote="In this table, the five shortest rows belong to words that fit into any text.",
        kind="in this run",
    ),
    Claim(
        quote="for a given cosine, the nearest row has length ‖a‖ · cos",
        kind="always",
        holds=nearest_length,
        not_this=partial(nearest_length, factor=1),
    ),
    Claim(
        quote="The distance prefers shorter rows",
        kind="always",
        holds=shorter_by_distance,
        not_this=partial(shorter_by_distance, name="dot"),
    ),
    Claim(
        quote="The first and the last list are the same.",
        kind="always",
        holds=lambda seed: rankings(seed)[1],
    ),
    Claim(
        quote="‖a − b‖² = 2 − 2 cos(a, b)",
        kind="always",
        covers=("similarity-unit-distance", "similarity-distance"),
        holds=distance_and_cosine,
        not_this=partial(distance_and_cosine, unit=False),
    ),
    Claim(
        quote="It predicts the second token, because 3 > 0.9, although the first one points "
        "exactly where h points.",
        kind="always",
        covers=("similarity-model-score",),
        cases=(None,),
        holds=lambda _: (np.array([[0.9, 0], [3, 3]]) @ [1, 0]).argmax() == 1,
        not_this=lambda _: el.cosine([[0.9, 0], [3, 3]], [1, 0]).argmax() == 1,
    ),
    Claim(
        quote="dog and cat are never within two positions of each other",
        kind="always",
        holds=lambda seed: contexts(seed)[row("dog"), row("cat")] == 0,
        not_this=lambda seed: contexts(seed)[row("dog"), row("and")] == 0,
    ),
    Claim(
        quote="cat and horse turn towards dog, rome does not",
        kind="always",
        covers=("similarity-same-company", "cosine-while-training"),
        cases=RUNS,
        holds=turn_towards_dog,
        not_this=partial(turn_towards_dog, words=("rome", "two")),
    ),
    Claim(
        quote="the gradients of the animals are nearly parallel before the first step",
        kind="always",
        covers=("similarity-same-contexts",),
        cases=RUNS,
        holds=parallel_gradients,
        not_this=partial(parallel_gradients, group="cities"),
    ),
    Claim(
        quote="In this table, the two words nearest to hot are opposites of it",
        kind="in this run",
        covers=("nearest-to-hot", "similarity-hot"),
    ),
    Claim(
        quote="none was negative, and in 69% the second word was among the ten nearest to the "
        "first",
        kind="always",
        covers=("similarity-opposites",),
        cases=(None,),
        holds=opposites_are_near,
        not_this=partial(opposites_are_near, shuffled=True),
    ),
    Claim(
        quote="A negative cosine does not mean the opposite meaning.",
        kind="always",
        cases=PAIRS[::6],
        holds=least_similar_is_no_opposite,
        not_this=lambda pair: el.cosine(*(GLOVE[word] for word in pair)) < 0,
    ),
    Claim(
        quote="most random pairs are more similar",
        kind="always",
        covers=("similarity-negative",),
        holds=lambda seed: fraction_above(-0.15, len(E), seed) > 0.95,
        not_this=lambda seed: fraction_above(0.3, len(E), seed) > 0.5,
    ),
    Claim(
        quote="It is the nearest of the two fruit words here",
        kind="in this run",
        covers=("similarity-apple",),
    ),
    Claim(
        quote="A table cannot do better: one token, one row, whatever the sentence.",
        kind="always",
        covers=("similarity-one-row",),
        holds=same_row_in_both,
    ),
    Claim(
        quote="Draw pairs of words at random from the whole table. What is their mean cosine?",
        kind="about",
        covers=("similarity-random-pairs",),
        value=lambda seed: random_cosines(seed).mean(),
        low=0.16,
        high=0.18,
        not_this=lambda seed: random_cosines(seed, 1000).mean(),
    ),
    Claim(
        quote="Over the whole table, about 18% of random pairs are above 0.3.",
        kind="about",
        value=partial(fraction_above, 0.3, len(E)),
        low=0.165,
        high=0.195,
        not_this=partial(fraction_above, 0.3, 1000),
    ),
    Claim(
        quote="Among the 1,000 most frequent words, about 87% are.",
        kind="about",
        value=partial(fraction_above, 0.3, 1000),
        low=0.855,
        high=0.885,
        not_this=partial(fraction_above, 0.3, len(E)),
    ),
    Claim(
        quote="A cosine of 0.54 is rare over the whole table, but not among frequent words.",
        kind="always",
        holds=lambda s: (
            fraction_above(0.54, len(E), s) < 0.02 < 0.2 < fraction_above(0.54, 1000, s)
        ),
        not_this=lambda s: fraction_above(0.3, len(E), s) < 0.02,
    ),
    Claim(
        quote="About 1% of the random pairs in that range are above 0.54",
        kind="about",
        value=lambda seed: fraction_between(0.54, 3000, 4000, seed),
        low=0.006,
        high=0.014,
        not_this=lambda seed: fraction_between(0.54, 0, 1000, seed),
    ),
    Claim(
        quote="The mean is not 0, because the rows share a direction; frequent words share more "
        "of it.",
        kind="always",
        covers=("similarity-random",),
        holds=frequent_share_more,
        not_this=partial(frequent_share_more, shuffled=True),
    ),
    Claim(
        quote="subtracts the mean row from every row, and removes most of what they share, "
        "though less for the most frequent words",
        kind="always",
        covers=("histograms-of-cosines",),
        holds=centring_removes_most,
        not_this=partial(centring_removes_most, V=100),
    ),
    Claim(
        quote="queen comes first only if the three words of the question are not allowed as "
        "answers.",
        kind="always",
        covers=("similarity-king", "similarity-analogy"),
        cases=(None,),
        holds=first_answers,
        not_this=partial(first_answers, left_out=False),
    ),
    Claim(
        quote="also gives different cosines from gensim's most_similar, which normalizes the three "
        "rows before it adds them",
        kind="always",
        covers=("similarity-unit-first",),
        cases=LISTS["pairs"]["gender"][1:],
        holds=unit_first_differs,
        not_this=partial(unit_first_differs, unit=E),
    ),
    Claim(
        quote="the arithmetic finds every answer with all rows allowed, and the baseline finds few",
        kind="always",
        cases=range(10),
        holds=needs_nothing,
        not_this=partial(needs_nothing, kind="plural"),
    ),
    Claim(
        quote="For plurals, the arithmetic needs the exclusion, and then it is far above the "
        "baseline.",
        kind="always",
        cases=range(10),
        holds=needs_the_exclusion,
        not_this=partial(needs_the_exclusion, kind="participle"),
    ),
    Claim(
        quote="For participles, the baseline is almost as good.",
        kind="always",
        covers=("similarity-baseline",),
        cases=range(10),
        holds=baseline_is_as_good,
        not_this=partial(baseline_is_as_good, kind="nationality"),
    ),
    Claim(
        quote="The plot keeps about half of the variance, but fewer of the nearest neighbours.",
        kind="as a rule",
        covers=("similarity-flat-plot",),
        cases=KINDS,
        holds=fewer_neighbours_than_variance,
        not_this=partial(fewer_neighbours_than_variance, turned=True),
    ),
    Claim(
        quote="At 0°, madrid is next to throne.",
        kind="always",
        cases=(None,),
        holds=next_to_throne,
        not_this=partial(next_to_throne, word="paris"),
    ),
    Claim(
        quote="At 90° the two kinds are far apart, although the plot keeps less of the variance.",
        kind="always",
        covers=("plane-of-four-kinds",),
        cases=(None,),
        holds=apart_at,
        not_this=partial(apart_at, degrees=0),
    ),
)

NO_CLAIM = {
    "similarity-flat": (
        "t-SNE is not among the packages of the course; its seeds and its 13 kinds of words were "
        "measured once, and the card says that nothing follows for certain"
    )
}
