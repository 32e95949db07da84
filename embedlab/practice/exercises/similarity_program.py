"""The program that closes the exercises of lesson 04."""

import numpy as np

from embedlab.practice.exercises.kinds import Program, mistake

__all__ = ["SEARCH"]


def search(E, texts, query, k):
    unit = E / np.linalg.norm(E, axis=1, keepdims=True)

    def vector(ids):
        return unit[ids].mean(axis=0)

    target = vector(query)
    scores = []
    for ids in texts:
        if len(ids) == 0:
            scores.append(-np.inf)  # no tokens, no direction
            continue
        v = vector(ids)
        scores.append(v @ target / (np.linalg.norm(v) * np.linalg.norm(target)))
    order = np.argsort(-np.array(scores), kind="stable")
    return [int(n) for n in order if len(texts[n]) > 0][:k]


def draw_search(rng, n=6):
    """A table with rows of different norms, texts of different lengths, and a query."""
    V, d = 12, 4
    E = (rng.normal(size=(V, d)) * rng.uniform(0.3, 4, size=(V, 1))).round(2)
    texts = [[int(i) for i in rng.choice(V, size=m)] for m in rng.integers(1, 6, size=n)]
    return E, texts, [int(i) for i in rng.choice(V, size=3, replace=False)]


def ask(program, *arguments):
    return [int(n) for n in program(*arguments)]


def ranks(E, texts, query):
    """All texts that have tokens, best first, and the gap between neighbours in that order."""
    unit = E / np.sqrt((E * E).sum(axis=1))[:, None]
    means = [sum(unit[i] for i in ids) for ids in (*texts, query)]
    directions = np.array([v / np.sqrt(v @ v) for v in means])
    scores = directions[:-1] @ directions[-1]
    order = np.argsort(-scores)
    return order.tolist(), np.diff(-scores[order]).min()


def clear_search(rng):
    """A draw in which no two texts have nearly the same cosine."""
    while True:
        E, texts, query = draw_search(rng)
        order, gap = ranks(E, texts, query)
        if gap > 1e-3:
            return E, texts, query, order


def best_first(program, rng):
    seen = True
    for _ in range(5):  # so many that they tell all mistakes apart
        E, texts, query, order = clear_search(rng)
        found = ask(program, E, texts, query, 6)
        if found != order:
            seen = f"It returned {found}; by cosine the order is {order}."
    return seen


def at_most_k(program, rng):
    E, texts, query, _ = clear_search(rng)
    found = ask(program, E, texts, query, 2)
    return len(found) == 2 or f"With k = 2 it returned {len(found)} indices."


def same_text_first(program, rng):
    E, texts, query, _ = clear_search(rng)
    texts[4] = query[::-1]
    return ask(program, E, texts, query, 1) == [4]


def norms_do_not_count(program, rng):
    E, texts, query, _ = clear_search(rng)
    longer = E * rng.uniform(0.1, 10, size=(len(E), 1))
    return ask(program, E, texts, query, 6) == ask(program, longer, texts, query, 6)


def repeats_do_not_count(program, rng):
    E, texts, query, order = clear_search(rng)
    return ask(program, E, [ids * 3 for ids in texts], query * 2, 6) == order


def empty_texts_are_passed_over(program, rng):
    E, texts, query, order = clear_search(rng)
    found = ask(program, E, [[], *texts, []], query, 8)
    return found == [n + 1 for n in order] or f"It returned {found}; texts 0 and 7 are empty."


@mistake(
    "These are means of the rows of E themselves. How much does a row with a large norm count?"
)
def rows_as_they_are(E, texts, query, k):
    means = [E[ids].mean(axis=0) if len(ids) else None for ids in (*texts, query)]
    scores = [
        -np.inf if v is None else v @ means[-1] / (np.linalg.norm(v) * np.linalg.norm(means[-1]))
        for v in means[:-1]
    ]
    order = np.argsort(-np.array(scores), kind="stable")
    return [int(n) for n in order if len(texts[n])][:k]


@mistake("The score is the dot product of the two means. Do all means have the same norm?")
def dot_of_means(E, texts, query, k):
    unit = E / np.linalg.norm(E, axis=1, keepdims=True)
    target = unit[query].mean(axis=0)
    scores = [unit[ids].mean(axis=0) @ target if len(ids) else -np.inf for ids in texts]
    order = np.argsort(-np.array(scores), kind="stable")
    return [int(n) for n in order if len(texts[n])][:k]


@mistake("The texts least similar to the query come first. Which values does `argsort` put first?")
def worst_first(E, texts, query, k):
    order = search(E, texts, query, len(texts))
    return order[::-1][:k]


@mistake("The text was represented by its first token alone. What about the others?")
def first_token(E, texts, query, k):
    return search(E, [list(ids)[:1] for ids in texts], query, k)


@mistake("The indices are one too high. Which index does the first text have?")
def counted_from_one(E, texts, query, k):
    return [n + 1 for n in search(E, texts, query, k)]


@mistake("The list has one index too few. How many indices does k ask for?")
def one_too_few(E, texts, query, k):
    return search(E, texts, query, k)[: k - 1]


SEARCH = Program(
    name="similarity-search",
    task=(
        "**Search by similarity**\n\n"
        "Write a program that finds texts by similarity, as in the opening of the lesson. "
        "`texts` is a list of lists of token IDs, `query` is a list of token IDs (lesson 01), "
        "and `E` is the table (lesson 02). The vector of a text is the mean of the *unit vectors* "
        "of its tokens. Return the indices of the `k` texts with the largest cosine between their "
        "vector and that of the query, best first, as a list. Texts without tokens have no vector "
        "and are never returned. The query has at least one token."
    ),
    stub="def search(E, texts, query, k):\n    ...",
    reference=search,
    small=(
        np.array([[2.0, 0.0], [-3.0, 3.0], [-1.0, 1.0], [-1.0, 0.0], [1.0, 3.0]]),
        [[2, 0], [2], [], [3, 3, 4], [4, 2]],
        [0, 1],
        2,
    ),
    properties=(
        ("The texts must come in the order of their cosines, best first.", best_first),
        ("With k = 2 there must be two indices.", at_most_k),
        (
            "A text with the tokens of the query, in another order, must come first.",
            same_text_first,
        ),
        ("Longer or shorter rows in E must change nothing.", norms_do_not_count),
        ("A text that is repeated three times must keep its place.", repeats_do_not_count),
        ("Texts without tokens must never be returned.", empty_texts_are_passed_over),
    ),
    mistakes=(
        rows_as_they_are,
        dot_of_means,
        worst_first,
        first_token,
        counted_from_one,
        one_too_few,
    ),
    hints=(
        "Normalize all rows of E first. Then write a function that returns the vector of one "
        "list of IDs.",
        "`unit[ids].mean(axis=0)` is such a vector. It is not a unit vector, so divide by its norm "
        "when you compute the cosine.",
        "Collect one score per text, and `-np.inf` for a text without tokens. Sort with "
        "`np.argsort`.",
    ),
    why="This is a small search engine: lookup, mean, cosine, sort.",
)
