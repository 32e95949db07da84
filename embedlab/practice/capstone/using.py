"""Part 4: search with the table, against an untrained table and against no table at all."""

import re
from collections import Counter
from math import log, sqrt

import numpy as np

from embedlab.practice.capstone.fixing import stop
from embedlab.practice.checking.sandbox import plain, run
from embedlab.practice.exercises.parts import Item
from embedlab.vectors import Vectors

__all__ = ["HINTS", "judge"]

SETUP, UNTRAINED, WORDS = 3, 6, 6  # points
REASONED = 5  # points for a reason where a comparison was lost
QUERIES, FOUND, LEAST, DIFFERENT = 10, 5, 30, 5
CONTROLS, SECONDS, LEAST_REASON = 3, 20, 25
HINTS = (
    "The mean of the rows of a text's words is a first vector for it. Which words of a query have "
    "a row?",
    "Frequent words are in every text and pull all means together: subtract the mean row, and "
    "leave the most frequent words out, or give them less weight.",
    "A bag of words wins where a query uses the very words of its answer. Ask as you would a week "
    "later, in other words. If it still wins, say so, with both numbers, and why: that is a "
    "result.",
)


def judge(seed, vectors, search, documents, queries, why_not=""):
    """The items of a search; ``search(vectors, query, documents)`` lists five positions."""
    if wrong := unfit(vectors, search, documents, queries):
        return [Item(0, SETUP + UNTRAINED + WORDS, wrong)]
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(documents))
    shuffled = [documents[k] for k in order]
    right = [order.tolist().index(answer) for answer in positions(documents, queries)]
    asked = [query for query, _ in queries]
    random = [
        Vectors(vectors.words, rng.normal(size=vectors.E.shape), counts=vectors.counts)
        for _ in range(CONTROLS)
    ]
    found = []
    for table in (vectors, *random):
        hits = hits_of(search, table, asked, shuffled, right)
        if isinstance(hits, str):
            return [Item(0, SETUP + UNTRAINED + WORDS, f"Search: {hits}")]
        found.append(hits)
    own, untrained = found[0], sum(found[1:]) / CONTROLS
    items = all(document in vectors for document in documents)
    plainly = popular(vectors, asked, shuffled, right) if items else bag(asked, shuffled, right)
    baseline = "the five most frequent items" if items else "a bag of words"
    reason = reasoned(why_not, own, untrained, plainly)
    setup = f"Set-up: {QUERIES} queries, {len(documents)} documents; your table finds {own}."
    return [
        Item(SETUP, SETUP, setup),
        compared("an untrained table", own, untrained, UNTRAINED, reason),
        compared(baseline, own, plainly, WORDS, reason),
    ]


def unfit(vectors, search, documents, queries):
    """Why a search cannot be judged, in a sentence, or nothing."""
    if not isinstance(vectors, Vectors):
        return f"Set-up: vectors is of type {type(vectors).__name__}; Vectors are needed."
    if not callable(search):
        return "Set-up: search is not a function; pass `search` itself, without brackets."
    if not isinstance(documents, list | tuple) or not all(isinstance(d, str) for d in documents):
        return "Set-up: documents must be a list of texts, or of items of your table."
    if len(set(documents)) < LEAST:
        says = f"Set-up: there are {len(set(documents))} different documents; at least {LEAST} are "
        return f"{says}needed, or five of them are found by luck."
    try:
        pairs = [(query, answer) for query, answer in queries]
        answers = positions(documents, pairs)
    except (TypeError, ValueError):
        return (
            "Set-up: queries must be a list of pairs: the query, a text, and the number of the "
            "document that answers it."
        )
    if len({query for query, _ in pairs}) != QUERIES or len(pairs) != QUERIES:
        return f"Set-up: {QUERIES} different queries are needed; there are {len(pairs)}."
    if len(set(answers)) < DIFFERENT:
        return (
            f"Set-up: all queries are answered by {len(set(answers))} documents; at least "
            f"{DIFFERENT} different ones are needed."
        )
    for (query, _), answer in zip(pairs, answers, strict=True):
        if query.strip() == documents[answer].strip():
            return f"Set-up: the query {query[:40]!r} is its own answer; ask for something else."
    return ""


def positions(documents, queries):
    """The number of each query's answer, which may be given as a number or as the document."""
    documents, places = list(documents), []
    for query, answer in queries:
        if not isinstance(query, str):
            raise TypeError
        place = documents.index(answer) if isinstance(answer, str) else answer.__index__()
        if not 0 <= place < len(documents):
            raise ValueError
        places.append(place)
    return places


def hits_of(search, table, asked, documents, right):
    """How many queries have their answer among the five that the search gives; or what is wrong."""
    ran = run(
        lambda: [plain(search(table, query, list(documents))) for query in asked], (), SECONDS
    )
    if ran.late:
        return f"it was stopped after {SECONDS} seconds for {len(asked)} queries."
    if ran.error:
        return f"it {stop(ran)}."
    hits = 0
    for given, answer in zip(ran.value, right, strict=True):
        if isinstance(given, list):
            given = np.array(given, dtype=float) if all(map(is_number, given)) else None
        if not isinstance(given, np.ndarray) or given.shape != (FOUND,):
            return f"it must return the positions of {FOUND} documents, best first."
        hits += answer in given
    return hits


def is_number(value):
    return isinstance(value, np.number | int | float)


def letters(text):
    return re.findall(r"[^\W\d_]+", text.lower())


def bag(asked, documents, right):
    """Hits of counted words, rare ones counting more: the search without a table."""
    bags = [Counter(letters(document)) for document in documents]
    seen = Counter(word for one in bags for word in one)
    weight = {word: log(len(bags) / n) for word, n in seen.items()}
    lengths = [sqrt(sum((n * weight[w]) ** 2 for w, n in one.items())) or 1.0 for one in bags]
    hits = 0
    for query, answer in zip(asked, right, strict=True):
        words = set(letters(query))
        scores = [
            sum(one[word] * weight.get(word, 0) ** 2 for word in words & one.keys()) / length
            for one, length in zip(bags, lengths, strict=True)
        ]
        better = sum(score > scores[answer] for score in scores)
        hits += scores[answer] > 0 and better < FOUND
    return hits


def popular(vectors, asked, items, right):
    """Hits of the five most frequent items, the query itself left out."""
    counts = -np.arange(len(vectors)) if vectors.counts is None else vectors.counts
    ranked = sorted(range(len(items)), key=lambda k: -counts[vectors.id(items[k])])
    hits = 0
    for query, answer in zip(asked, right, strict=True):
        hits += answer in [k for k in ranked if items[k] not in letters(query)][:FOUND]
    return hits


def compared(baseline, own, other, most, reason):
    told = (
        f"recall@5 is {own} of {QUERIES} with your table, {other:.2g} of {QUERIES} with {baseline}"
    )
    if own > other:
        close = " A difference of one query may be luck." if own - other <= 1 else ""
        return Item(most, most, f"Compared: {told}.{close}")
    if not reason:
        return Item(
            REASONED, most, f"Compared: {told}; you say why. Compare your reason with the hints."
        )
    lost = f"Compared: {told}, so it gains nothing. "
    if own == other and "untrained" in baseline and own:
        lost += "Does your search use the table that it is given? "
    return Item(0, most, lost + reason)


def reasoned(why_not, own, *others):
    """What a reason still lacks, or nothing."""
    if not isinstance(why_not, str) or not why_not.strip():
        least = f"{LEAST_REASON} different words or more, with the numbers"
        return f"Improve it, or say why not, in why_not=…: {least}."
    if (words := len(set(letters(why_not)))) < LEAST_REASON:
        return f"Your reason has {words} different words; {LEAST_REASON} are needed."
    numbers = set(map(float, re.findall(r"\d+(?:\.\d+)?", why_not)))
    lacking = [f"{n:.2g}" for n in (own, *others) if n >= own and float(f"{n:.2g}") not in numbers]
    return f"Your reason leaves out a number that was measured: {lacking[0]}." if lacking else ""
