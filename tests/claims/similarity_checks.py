"""What the claims of lesson 04 compute: each takes a case, and a setting that makes it false."""

from functools import cache

import numpy as np

import embedlab as el

GLOVE = el.load_glove()
E, WORDS = GLOVE.E, GLOVE.words
NORMS = el.norm(E)
UNIT = E / NORMS[:, None]
LISTS = el.load_word_lists()
OPPOSITES = [
    pair.split()
    for pair in """hot cold|up down|buy sell|love hate|big small|long short|high low|old young|
    rich poor|strong weak|fast slow|good bad|early late|black white|day night|win lose|open close|
    left right|east west|north south|male female|man woman|king queen|hard soft|dry wet|light dark|
    happy sad|war peace|life death|friend enemy|true false|first last|more less|increase decrease|
    rise fall|inside outside|above below|before after|import export|success failure|victory defeat|
    past future|heavy light|thick thin|wide narrow|deep shallow|positive negative|public private|
    rural urban|domestic foreign|major minor|maximum minimum|majority minority|winter summer|
    husband wife|teacher student|question answer|push pull|give take|arrive leave|begin end|
    borrow lend|accept reject|attack defend|cheap expensive|clean dirty|easy difficult|empty full|
    guilty innocent|sweet bitter""".replace("\n", " ").split("|")
]
PAIRS = [pair for pair in OPPOSITES if all(word in GLOVE for word in pair)]
PAIRS += [pair[::-1] for pair in PAIRS]


def drawn(seed, *shape):
    return np.random.default_rng(seed).normal(size=shape)


# ---- dot product, norm, cosine ----------------------------------------------------------------


def only_direction(seed, score=el.cosine):
    a, b = drawn(seed, 2, 4)
    same = np.isclose(score(7 * a, b), score(a, b)) and np.isclose(score(-a, b), -score(a, b))
    return same and np.isclose(el.dot(7 * a, b), 7 * el.dot(a, b))


def ends_of_the_scale(seed, score=el.cosine):
    a, b = drawn(seed, 2, 4)
    upright = b - (a @ b) / (a @ a) * a
    return np.allclose([score(a, 3 * a), score(a, -2 * a), score(a, upright)], [1, -1, 0])


def nearest_length(seed, factor=None):
    """Whether, among the vectors of one direction, the one of length ‖a‖ · cos is nearest to a."""
    a, b = drawn(seed, 2, 4)
    b *= np.sign(a @ b) / np.linalg.norm(b)
    lengths = np.linspace(0.001, 3 * np.linalg.norm(a), 4001)
    best = lengths[np.linalg.norm(a - lengths[:, None] * b, axis=1).argmin()]
    cos = el.cosine(a, b) if factor is None else factor
    return abs(best - np.linalg.norm(a) * cos) < 0.01


def distance_and_cosine(seed, unit=True):
    a, b = drawn(seed, 2, 5)
    if unit:
        a, b = a / np.linalg.norm(a), b / np.linalg.norm(b)
    square, distance = ((a - b) ** 2).sum(), 1 - el.cosine(a, b)
    return np.isclose(square, 2 - 2 * el.cosine(a, b)) and np.isclose(square / 2, distance)


# ---- norms and neighbours in GloVe ------------------------------------------------------------


def order(scores, n=7):
    return np.argsort(-scores)[:n]


@cache
def rankings(seed, n=15):
    """Norms of the six nearest by three scores, for some words; whether unit distance agrees."""
    norms, agree = {"cosine": [], "distance": [], "dot": []}, []
    for i in np.random.default_rng(seed).integers(len(E), size=n):
        lists = {
            "cosine": order(E @ E[i] / NORMS),
            "distance": order(2 * E @ E[i] - NORMS**2),  # −‖a − b‖² + ‖a‖²
            "dot": order(E @ E[i]),
        }
        for name, ids in lists.items():
            norms[name].append(NORMS[ids].mean())
        agree.append(
            np.array_equal(lists["cosine"], order(-np.linalg.norm(UNIT - UNIT[i], axis=1)))
        )
    return {name: np.mean(values) for name, values in norms.items()}, all(agree)


def shorter_by_distance(seed, name="distance"):
    means, _ = rankings(seed)
    return means[name] < means["cosine"]


def longer_when_frequent(norms):
    bands = [norms[a:b].mean() for a, b in ((0, 100), (100, 1000), (1000, 3000), (3000, 10_000))]
    return bands == sorted(bands, reverse=True) and bands[0] - bands[-1] > 0.3


def place(first, second):
    """The place of one word among the neighbours of another, from 1."""
    cosines = UNIT @ UNIT[GLOVE.id(first)]
    return int((cosines > cosines[GLOVE.id(second)]).sum())


@cache
def opposites():
    places = np.array([place(*pair) for pair in PAIRS])
    cosines = np.array([el.cosine(GLOVE[a], GLOVE[b]) for a, b in PAIRS])
    return places, cosines


def opposites_are_near(_, shuffled=False):
    places, cosines = opposites()
    if shuffled:
        seconds = np.random.default_rng(0).permutation([b for _, b in PAIRS])
        places = np.array([place(a, b) for (a, _), b in zip(PAIRS, seconds, strict=True)])
    return len(PAIRS) == 140 and cosines.min() > 0 and round(100 * (places <= 10).mean()) == 69


def least_similar_is_no_opposite(pair, k=1):
    """Whether the row with the lowest cosine is not the opposite, whose cosine is positive."""
    first, second = pair
    lowest, _ = el.nearest(E, k * -GLOVE[first], k=5)
    return GLOVE.id(second) not in lowest


# ---- random pairs -----------------------------------------------------------------------------


@cache
def random_cosines(seed, V=10_048, centred=False, n=5000):
    table = el.center(E) if centred else E
    i, j = np.random.default_rng(seed).integers(V, size=(2, n))
    return el.cosine(table[i[i != j]], table[j[i != j]])


def fraction_above(score, V, seed):
    return float((random_cosines(seed, V) > score).mean())


def fraction_between(score, first, last, seed, n=20_000):
    """The fraction above a score, for pairs of words between two places by frequency."""
    i, j = np.random.default_rng(seed).integers(first, last, size=(2, n))
    return float((el.cosine(E[i[i != j]], E[j[i != j]]) > score).mean())


def frequent_share_more(seed, shuffled=False):
    if shuffled:
        rows = np.random.default_rng(seed).permutation(len(E))
        i, j = np.random.default_rng(seed).integers(1000, size=(2, 5000))
        low = el.cosine(E[rows[i[i != j]]], E[rows[j[i != j]]]).mean()
    else:
        low = random_cosines(seed, 1000).mean()
    return low > random_cosines(seed, 3000).mean() > random_cosines(seed).mean() + 0.1


def centring_removes_most(seed, V=1000):
    before, after = random_cosines(seed, V).mean(), random_cosines(seed, V, centred=True).mean()
    everywhere = random_cosines(seed, len(E), centred=True).mean()
    return after < before / 2 and abs(everywhere) < 0.01


# ---- training ---------------------------------------------------------------------------------


@cache
def corpus(seed):
    return el.template_corpus(seed=seed)


@cache
def contexts(seed):
    words = corpus(seed).words
    counts = np.zeros((len(words), len(words)), int)
    np.add.at(counts, tuple(el.skipgram_pairs(corpus(seed).sentences, window=2).T), 1)
    return counts


def row(word):
    return corpus(0).words.index(word)


@cache
def run(seed, d):
    return el.train(corpus(0), d=d, lr=2, steps=150, seed=seed)


def cosine_of(table, first, second):
    return el.cosine(*table[[row(first), row(second)]].astype(float))


def turn_towards_dog(case, words=("cat", "horse")):
    tables = run(*case).tables
    near = [cosine_of(tables[-1], "dog", word) for word in words]
    rose = [cosine_of(tables[0], "dog", word) < end for word, end in zip(words, near, strict=True)]
    return min(near) > 0.85 and all(rose) and cosine_of(tables[-1], "dog", "rome") < 0.5


def parallel_gradients(case, group="animals"):
    trace, words = run(*case), corpus(0).words
    pairs = el.skipgram_pairs(corpus(0).sentences, window=2)
    dE, _ = el.skipgram_gradients(
        trace.tables[0].astype(float), trace.output_tables[0].astype(float), *pairs.T
    )
    others = [i for i, g in enumerate(corpus(0).groups) if g == group and words[i] != "dog"]
    return el.cosine(dE[others], dE[row("dog")]).min() > 0.9


def same_row_in_both(seed):
    """Whether a token has the same vector in two sentences; a random one differs."""
    first, second = np.random.default_rng(seed).choice(len(E), (2, 4), replace=False)
    second[2] = first[1]
    return np.array_equal(el.lookup(E, first)[1], el.lookup(E, second)[2])


# ---- analogies --------------------------------------------------------------------------------


def ids_of(*words):
    return [GLOVE.id(word) for word in words]


def first_answers(_, left_out=True):
    man, king, woman = ids_of("man", "king", "woman")
    target = E[king] - E[man] + E[woman]
    kept = el.nearest(E, target, k=2)[0]
    free = el.nearest(E, target, k=1, exclude=[man, king, woman] if left_out else [])[0]
    return WORDS[kept[0]] == "king" and WORDS[kept[1]] == WORDS[free[0]] == "queen"


def unit_first_differs(pair, unit=UNIT):
    left, right = ids_of(*pair)
    woman = GLOVE.id("woman")
    scores = [
        el.nearest(table, table[right] - table[left] + table[woman], k=3, exclude=[left, right])[1]
        for table in (E, unit)
    ]
    return np.abs(scores[0] - scores[1]).max() > 0.001


@cache
def found(kind, pattern):
    """Fractions correct: with all rows, with the inputs left out, without arithmetic."""
    ids = np.array([ids_of(*pair) for pair in LISTS["pairs"][kind]])
    (left, right), (asked, wanted) = ids[pattern], np.delete(ids, pattern, axis=0).T
    target = E[right] - E[left] + E[asked]
    inputs = np.stack([np.full_like(asked, left), np.full_like(asked, right), asked], axis=1)
    answers = (
        el.nearest(E, target, k=1)[0],
        el.nearest(E, target, k=1, exclude=inputs)[0],
        el.nearest(E, E[asked], k=1, exclude=inputs)[0],
    )
    return [float((one[:, 0] == wanted).mean()) for one in answers]


def needs_nothing(pattern, kind="nationality"):
    kept, _, baseline = found(kind, pattern)
    return kept == 1 and baseline < 0.25


def needs_the_exclusion(pattern, kind="plural"):
    kept, left_out, baseline = found(kind, pattern)
    return left_out > kept + 0.2 and left_out > baseline + 0.4


def baseline_is_as_good(pattern, kind="participle"):
    _, left_out, baseline = found(kind, pattern)
    return abs(left_out - baseline) < 0.25


# ---- flat plots -------------------------------------------------------------------------------


@cache
def flattened(kinds, n=6):
    words = [word for kind in kinds for word in LISTS["categories"][kind][:n]]
    rows = E[ids_of(*words)].astype(float)
    mean, basis = el.pca_basis(rows, k=3)
    return words, rows, el.project(rows, mean, basis), mean, basis


def fewer_neighbours_than_variance(kinds, turned=False):
    """Whether a plot keeps a smaller fraction of nearest neighbours than of the variance."""
    _, rows, flat, mean, basis = flattened(kinds)
    apart = el.norm(flat[:, None, :2] - flat[:, :2]) + np.diag(np.full(len(rows), np.inf))
    alike = el.cosine_matrix(rows) - 2 * np.eye(len(rows))
    kept = (apart.argmin(axis=1) == alike.argmax(axis=1)).mean()
    shown = el.explained_variance(rows, mean, basis[:, :2])
    return kept > shown if turned else kept < shown


FOUR = ("food", "cities", "royalty", "music")


def seen_from(degrees):
    _, rows, flat, mean, _ = flattened(FOUR)
    turn = np.radians(degrees)
    second = np.cos(turn) * flat[:, 1] + np.sin(turn) * flat[:, 2]
    kept = (flat[:, 0] ** 2 + second**2).sum() / ((rows - mean) ** 2).sum()
    return second[6:12].min() - second[12:18].max(), kept  # above 0: cities above royalty


def apart_at(_, degrees=90):
    gap, kept = seen_from(degrees)
    return gap > 3 and kept < seen_from(0)[1]


def next_to_throne(_, word="throne"):
    words, _, flat, _, _ = flattened(FOUR)
    apart = el.norm(flat[:, :2] - flat[words.index("madrid"), :2])
    return words[apart.argsort()[1]] == word and el.cosine(GLOVE["madrid"], GLOVE[word]) < 0.15
