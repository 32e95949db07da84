"""Claims of lesson 11: where a table starts, and what training does to its rows."""

from functools import cache

import numpy as np

import embedlab as el
from tests.claims import Claim

TOPICS = el.load_word_lists()["categories"]
WORDS = list(dict.fromkeys(word for members in TOPICS.values() for word in members))
IDS = {word: i for i, word in enumerate(WORDS)}
GLOVE = el.load_glove()
E_ORDER = GLOVE.E[: len(WORDS)]
E_NAME = np.array([GLOVE[word] for word in WORDS])
BELONGS = np.array([[word in members for members in TOPICS.values()] for word in WORDS])
DRAWS = range(1, 9)  # the lesson has the draw 0
PAIRS = (("she", "he"), ("woman", "man"), ("female", "male"), ("mother", "father"))


def make_texts(n, seed):
    rng = np.random.default_rng(seed)
    X = [
        [IDS[w] for w in rng.choice(TOPICS[t], 2)] + rng.integers(len(WORDS), size=2).tolist()
        for t in TOPICS
        for _ in range(n)
    ]
    return np.array(X), np.repeat(np.arange(len(TOPICS)), n)


@cache
def run(start, seed, n=2, lr=0.05, steps=60):
    """E, W and the losses of a run; start is scratch, tuned, frozen, or order (frozen as well)."""
    E = {"scratch": el.init_table(len(WORDS), 100, seed=seed), "order": E_ORDER}.get(start, E_NAME)
    freeze = start in ("frozen", "order")
    return el.train_classifier(E, *make_texts(n, seed), 13, freeze=freeze, steps=steps, lr=lr)


@cache
def new_texts(seed):
    return make_texts(60, 100 + seed)


@cache
def correct(start, seed, n=2, lr=0.05, steps=60):
    E, W, _ = run(start, seed, n, lr, steps)
    return el.accuracy(E, W, *new_texts(seed))


def unseen(seed, n=2):
    return np.mean(~np.isin(new_texts(seed)[0], make_texts(n, seed)[0]))


def seen_words(seed):
    return np.isin(np.arange(len(WORDS)), make_texts(2, seed)[0])


def behind(seed, lr, steps=60):
    """How many percentage points fine-tuned rows are behind frozen ones."""
    tuned = correct("tuned", seed, 2, lr, steps)
    return round(100 * (correct("frozen", seed, 2, lr, steps) - tuned))


def by_seen(start, seed, count):
    """The accuracy on new texts of which so many of the two topic words occurred in training."""
    E, W, _ = run(start, seed)
    X, y = new_texts(seed)
    texts = np.isin(X[:, :2], make_texts(2, seed)[0]).sum(axis=1) == count
    return el.accuracy(E, W, X[texts], y[texts])


def moved(seed, lr):
    """How far fine-tuning moves a row, on average."""
    return el.norm(run("tuned", seed, 2, lr)[0] - E_NAME).mean()


def apart(seed, n):
    accuracies = [correct(start, seed, n) for start in ("scratch", "tuned", "frozen")]
    return 100 * np.ptp(accuracies)


def rows_back(seed):
    """The fine-tuned layer with the pretrained rows."""
    return el.accuracy(E_NAME, run("tuned", seed)[1], *new_texts(seed))


def strays(seed, texts=None):
    """Words that occur in a text of another topic; with `texts`, in so many texts in all."""
    X, y = make_texts(2, seed)
    found = [i for i in np.unique(X) if not BELONGS[i, y[(i == X).any(axis=1)]].all()]
    return [i for i in found if texts in (None, (i == X).any(axis=1).sum())]


def says(seed, E):
    """The topic for which each row scores highest with the fine-tuned layer."""
    W = run("tuned", seed)[1]
    return (E @ W[:, :-1].T + W[:, -1]).argmax(axis=1)


def own_topic(seed, E):
    found = strays(seed)
    return round(100 * BELONGS[found, says(seed, E)[found]].mean())


def learned_their_accident(seed, E):
    X, y = make_texts(2, seed)
    label = [y[(i == X).any(axis=1)][0] for i in strays(seed, 1)]
    return np.array_equal(says(seed, E)[strays(seed, 1)], label)


def own_topic_first(seed, n):
    """The fraction of words that occur most often in texts of a topic of their own."""
    X, y = make_texts(n, seed)
    counts = np.zeros(BELONGS.shape)
    np.add.at(counts, (X, y[:, None]), 1)
    seen = counts.any(axis=1)
    return BELONGS[seen, counts[seen].argmax(axis=1)].mean()


def november(step):
    E, W, _ = run("tuned", 0, steps=step)
    scores = W[:, :-1] @ E[IDS["november"]]
    return list(TOPICS)[scores.argmax()]


def decayed(weight_decay=0.1):
    E, state = E_NAME.astype(float), None
    for _ in range(200):
        E, state = el.adamw(E, np.zeros_like(E), state, lr=0.1, weight_decay=weight_decay)
    return E


@cache
def along(one, two):
    """The cosine of each word of GloVe with the direction from one to two."""
    way = GLOVE[two] / el.norm(GLOVE[two]) - GLOVE[one] / el.norm(GLOVE[one])
    return el.cosine(GLOVE.E, way)


def place(word, pair=("she", "he")):
    """Which percentage of all words is below a word."""
    cosines = along(*pair)
    return 100 * (cosines < cosines[GLOVE.words.index(word)]).mean()


def six(seed, part):
    """The mean of six occupations at one end, minus that of six of as many random words."""
    cosines = along("she", "he")
    names = [w for w in el.load_word_lists()["occupations"] if w in GLOVE]
    lean = np.sort([cosines[GLOVE.words.index(word)] for word in names])
    rng = np.random.default_rng(seed)
    draws = np.sort([rng.choice(cosines, len(lean)) for _ in range(200)])
    return lean[part].mean() - draws[:, part].mean()


LOWEST, HIGHEST = slice(0, 6), slice(-6, None)

CLAIMS = (
    Claim(
        quote="if there are none, that row stays random",
        kind="always",
        holds=lambda seed: np.array_equal(
            run("scratch", seed)[0][~seen_words(seed)],
            el.init_table(len(WORDS), 100, seed=seed)[~seen_words(seed)],
        ),
        not_this=lambda seed: np.array_equal(
            run("scratch", seed)[0][seen_words(seed)],
            el.init_table(len(WORDS), 100, seed=seed)[seen_words(seed)],
        ),
    ),
    Claim(
        quote="a model that always guesses the same topic",
        kind="always",
        covers=("pretrained-constant-guess", "pretrained-chance"),
        holds=lambda seed: round(100 * (new_texts(seed)[1] == seed).mean(), 1) == 7.7,
        not_this=lambda seed: correct("order", seed) < 0.09,
    ),
    Claim(
        quote="Each class has d weights and one bias.",
        kind="always",
        covers=("pretrained-trained",),
        cases=(None,),
        holds=lambda _: run("frozen", 0)[1].size == 13 * 101,
        not_this=lambda _: run("frozen", 0)[1].size == 13 * 100,
    ),
    Claim(
        quote="Both run, and both losses go to 0.",
        kind="always",
        covers=("pretrained-row-order",),
        holds=lambda seed: max(run(start, seed)[2][-1] for start in ("order", "frozen")) < 0.01,
        not_this=lambda seed: max(run(start, seed)[2][0] for start in ("order", "frozen")) < 0.01,
    ),
    Claim(
        quote="In this run, the second table is correct on new texts three times as often",
        kind="in this run",
    ),
    Claim(
        quote="Even the wrong rows do better than the baseline",
        kind="always",
        holds=lambda seed: 0.15 < correct("order", seed) < correct("frozen", seed) / 2,
        not_this=lambda seed: 0.15 < correct("order", seed) > correct("frozen", seed),
    ),
    Claim(
        quote="a word that occurred in training is recognized by its row, whichever row that is",
        kind="always",
        cases=DRAWS,
        holds=lambda seed: by_seen("order", seed, 2) > by_seen("order", seed, 0) + 0.05,
        not_this=lambda seed: by_seen("frozen", seed, 0) < 0.3,  # good rows need no seen word
    ),
    Claim(
        quote="Map rows by token string, never by position.",
        kind="always",
        covers=("film-of-the-copies", "pretrained-test-order"),
        cases=(None,),
        holds=lambda _: not (E_ORDER == E_NAME).all(axis=1).any(),
        not_this=lambda _: all(
            np.array_equal(E_ORDER[i], GLOVE[word]) for i, word in enumerate(WORDS)
        ),
    ),
    Claim(
        quote="it is shorter than every row of this table, because different directions partly",
        kind="always",
        covers=("pretrained-missing",),
        cases=(None,),
        holds=lambda _: el.norm(GLOVE.E.mean(axis=0)) < el.norm(GLOVE.E).min(),
        not_this=lambda _: el.norm(GLOVE.E).mean() < el.norm(GLOVE.E).min(),
    ),
    Claim(
        quote="In 20 other draws of the texts it was 0.45–0.54.",
        kind="always",
        cases=range(20),
        holds=lambda seed: 0.445 <= unseen(seed) < 0.545,
        not_this=lambda seed: unseen(seed) > 0.6,  # "most words of the test"
    ),
    Claim(
        quote="Frozen rows are best in this run, and they were in each of eight other draws",
        kind="always",
        covers=("pretrained-race-few", "pretrained-few"),
        cases=DRAWS,
        holds=lambda seed: (
            correct("frozen", seed) > correct("tuned", seed) + 0.1 > correct("scratch", seed) + 0.2
        ),
        not_this=lambda seed: correct("tuned", seed) > correct("frozen", seed),
    ),
    Claim(
        quote="The training loss shows nothing of this",
        kind="always",
        cases=DRAWS,
        holds=lambda seed: all(
            run(start, seed)[2][-1] < 0.005 for start in ("scratch", "tuned", "frozen")
        ),
    ),
    Claim(
        quote="the best and the worst of the three were less than 2 percentage points apart",
        kind="always",
        covers=("pretrained-race-many", "plot-of-the-race"),
        cases=range(1, 13),
        holds=lambda seed: apart(seed, 100) < 2,
        not_this=lambda seed: apart(seed, 2) < 2,
    ),
    Claim(
        quote="The moved rows do the damage.",
        kind="always",
        covers=("pretrained-rows-back",),
        cases=DRAWS,
        holds=lambda seed: (
            rows_back(seed) > correct("tuned", seed) + 0.1
            and abs(rows_back(seed) - correct("frozen", seed)) < 0.06
        ),
        not_this=lambda seed: abs(correct("tuned", seed) - correct("frozen", seed)) < 0.06,
    ),
    Claim(
        quote='The one text teaches it "animals", and from step 20 on that is its highest score.',
        kind="always",
        covers=("explore-november", "pretrained-accident"),
        cases=(None,),
        holds=lambda _: (
            november(1) == "months" and {november(n) for n in (20, 40, 60)} == {"animals"}
        ),
        not_this=lambda _: november(10) == "animals",
    ),
    Claim(
        quote="Each of these words that occurs in only one text now scores highest for the topic "
        "of that text.",
        kind="always",
        cases=(0, *DRAWS),
        holds=lambda seed: learned_their_accident(seed, run("tuned", seed)[0]),
        not_this=lambda seed: learned_their_accident(seed, E_NAME),
    ),
    Claim(
        quote="84–94% scored highest for a topic of their own before, 21–31% after",
        kind="always",
        covers=("pretrained-strays",),
        cases=DRAWS,
        holds=lambda seed: (
            84 <= own_topic(seed, E_NAME) <= 94
            and 21 <= own_topic(seed, run("tuned", seed)[0]) <= 31
        ),
        not_this=lambda seed: own_topic(seed, run("tuned", seed)[0]) > 50,
    ),
    Claim(
        quote="nearly every word occurs more often in texts of its own topic than in those of any",
        kind="always",
        holds=lambda seed: own_topic_first(seed, 100) > 0.95,
        not_this=lambda seed: own_topic_first(seed, 2) > 0.95,
    ),
    Claim(
        quote="The rows are longer, too",
        kind="always",
        cases=(0, *DRAWS),
        holds=lambda seed: (
            el.norm(run("tuned", seed)[0][strays(seed)]).mean()
            > 1.3 * el.norm(E_NAME[strays(seed)]).mean()
        ),
        not_this=lambda seed: (
            not np.array_equal(run("tuned", seed)[0][~seen_words(seed)], E_NAME[~seen_words(seed)])
        ),
    ),
    Claim(
        quote="With a small learning rate, fine-tuned rows stay closer to where they began.",
        kind="always",
        cases=DRAWS,
        holds=lambda seed: moved(seed, 0.002) < moved(seed, 0.05) / 2,
        not_this=lambda seed: moved(seed, 0.002) > moved(seed, 0.05),
    ),
    Claim(
        quote="they were 17–23 points behind frozen rows at 0.05, and 3–7 points behind at 0.002",
        kind="always",
        covers=("explore-training-losses",),
        cases=DRAWS,
        holds=lambda seed: 17 <= behind(seed, 0.05) <= 23 and 3 <= behind(seed, 0.002) <= 7,
        not_this=lambda seed: behind(seed, 0.002) >= behind(seed, 0.05),
    ),
    Claim(
        quote="After 200 steps at 0.002, they were 7–15 points behind.",
        kind="always",
        cases=DRAWS,
        holds=lambda seed: 7 <= behind(seed, 0.002, 200) <= 15,
        not_this=lambda seed: behind(seed, 0.002, 200) <= behind(seed, 0.002),
    ),
    Claim(
        quote="Their directions stayed the same, but they shrank",
        kind="always",
        covers=("pretrained-frozen-decay", "pretrained-frozen"),
        cases=(None,),
        holds=lambda _: (
            np.allclose(el.norm(decayed()) / el.norm(E_NAME), 0.99**200)
            and np.allclose(el.cosine(decayed(), E_NAME), 1)
        ),
        not_this=lambda _: np.allclose(el.norm(decayed(0)) / el.norm(E_NAME), 0.99**200),
    ),
    Claim(
        quote="0 is not neutral: three quarters of all words are above it.",
        kind="always",
        covers=("pretrained-neutral",),
        cases=(None,),
        holds=lambda _: 0.74 < (along("she", "he") > 0).mean() < 0.76,
        not_this=lambda _: 0.45 < (along("she", "he") > 0).mean() < 0.55,
    ),
    Claim(
        quote="*nurse* is among the lowest 1%. *engineer* is above 84% of all words",
        kind="always",
        covers=("pretrained-he-she", "pretrained-lean", "plot-of-occupations"),
        cases=(None,),
        holds=lambda _: place("nurse") < 1.05 and round(place("engineer")) == 84,
        not_this=lambda _: place("engineer") > 99,
    ),
    Claim(
        quote="The six lowest occupations are far lower than those of as many random words",
        kind="always",
        holds=lambda seed: six(seed, LOWEST) < -0.15,
        not_this=lambda seed: six(seed, HIGHEST) > 0.15,
    ),
    Claim(
        quote="The six highest are hardly higher than random",
        kind="always",
        holds=lambda seed: 0 < six(seed, HIGHEST) < 0.05,
        not_this=lambda seed: six(seed, LOWEST) > -0.05,
    ),
    Claim(
        quote="*nurse* is among the lowest 5% in all four directions.",
        kind="always",
        cases=(None,),
        holds=lambda _: all(place("nurse", pair) < 5 for pair in PAIRS),
        not_this=lambda _: all(place("nurse", pair) < 1 for pair in PAIRS),
    ),
    Claim(
        quote="*engineer* is above at least 83% of all words in three of them, but above only 1%",
        kind="always",
        cases=(None,),
        holds=lambda _: (
            sorted(round(place("engineer", pair)) >= 83 for pair in PAIRS)
            == [False, True, True, True]
            and round(place("engineer", PAIRS[2])) == 1
        ),
        not_this=lambda _: all(place("engineer", pair) > 50 for pair in PAIRS),
    ),
)
