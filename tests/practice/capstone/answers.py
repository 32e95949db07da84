"""What learners hand in: a right answer to each part, and plausible bad ones."""

import numpy as np

from embedlab import load_austen, load_glove, load_word_lists, skipgram

NAMES = ("Ada Lovelace", "Grace Hopper", "Emmy Noether", "Alan Turing", "Katherine Johnson", "李")


# ---- part 1: a table ----------------------------------------------------------------------------


def sentences_of(novel="emma", most=1_200):
    lines = load_austen()[novel].split("\n")[:most]
    return [line.split() for line in lines]


def trained(sentences, seed, **settings):
    settings = {"d": 24, "epochs": 4, "min_count": 10, "lr": 0.05, "progress": False} | settings
    return skipgram.train(sentences, seed=seed, **settings)


# ---- part 2: checkpoints ------------------------------------------------------------------------


def fix_off_by_one(c):
    zero = int(np.flatnonzero(~c["E"].any(axis=1))[0])
    return c | {"E": np.roll(c["E"], c["pad_id"] - zero, axis=0)}


def fix_wrong_order(c):
    E = np.empty_like(c["E"])
    E[np.argsort(-c["counts"])] = c["E"]
    return c | {"E": E}


def fix_untied(c):
    return c | {"head": c["E"]}


def fix_frozen(c):
    E = c["before"].copy()
    E[c["trained"]] = c["E"][c["trained"]]
    return c | {"E": E}


def fix_pad(c):
    E = c["E"].copy()
    E[c["pad_id"]] = 0
    return c | {"E": E}


def fix_one_scale(c):
    return c | {"E": c["q"] * c["scale"]}


def tells_by_topics(c):
    ids = {word: k for k, word in enumerate(c["words"])}
    lengths = np.linalg.norm(c["E"], axis=1, keepdims=True)
    unit = c["E"] / np.where(lengths == 0, 1, lengths)
    within = []
    for members in load_word_lists()["categories"].values():
        own = unit[[ids[word] for word in members if word in ids]]
        within.append((own @ own.T)[np.triu_indices(len(own), 1)].mean() if len(own) > 1 else 0)
    assert np.mean(within) > (unit @ unit.T).mean() + 0.1


def tells_by_head(c):
    assert np.array_equal(c["head"], c["E"]), "the head is another table"


def tells_by_before(c):
    still = np.setdiff1d(np.arange(len(c["E"])), c["trained"])
    assert np.array_equal(c["E"][still], c["before"][still])


def tells_by_zeros(c):
    assert not c["E"][c["pad_id"]].any()


def tells_by_scale(c):
    assert np.allclose(c["E"], c["q"] * c["scale"])


RIGHT = {
    "off by one": (fix_off_by_one, tells_by_topics),
    "wrong order": (fix_wrong_order, tells_by_topics),
    "untied after resize": (fix_untied, tells_by_head),
    "frozen in name": (fix_frozen, tells_by_before),
    "overwritten pad": (fix_pad, tells_by_zeros),
    "int8 with one scale": (fix_one_scale, tells_by_scale),
}


# ---- part 3: a hunt -----------------------------------------------------------------------------


def hunted(rows):
    """The ten ordinary tokens nearest to the mean of the reserved ones."""
    words, _ = rows.nearest(rows.E[7:17].mean(axis=0), k=40)
    return [word for word in words if word not in rows.words[:17]][:10]


# ---- part 4: a search ---------------------------------------------------------------------------

MEANS = "the and of to a in it is was i that her she he you not be as had for with his at"


def search(vectors, query, documents):
    """By the mean of the centred rows of the words, the most frequent ones left out."""

    def vector(text):
        rows = [vectors[w] for w in text.split() if w in vectors and w not in MEANS.split()]
        return np.mean(rows, axis=0) - middle if rows else np.ones_like(middle)

    middle = vectors.E.mean(axis=0)
    D = np.array([vector(document) for document in documents])
    q = vector(query)
    scores = D @ q / np.linalg.norm(D, axis=1) / np.linalg.norm(q)
    return np.argsort(-scores)[:5]


def search_words():
    """A table that is good enough for the notes below."""
    glove = load_glove()
    members = (word for topic in load_word_lists()["categories"].values() for word in topic)
    return glove.take(list(dict.fromkeys([*glove.words[:1000], *members])))


def notes():
    """Notes, each a few words of a topic; and queries with other words of the same topic."""
    topics = [list(members) for members in load_word_lists()["categories"].values()]
    drawn = np.random.default_rng(0)
    documents, queries = [], []
    for place, members in enumerate(topics):
        mixed = [members[k] for k in drawn.permutation(len(members))]
        documents += [f"note {place} on {mixed[0]} {mixed[1]}", f"list {place} with {mixed[2]}"]
        documents += [f"page {place}"]
        queries.append((f"{mixed[3]} or {mixed[4]}", 3 * place))
    return documents, queries[:10]


# ---- part 5: doubts -----------------------------------------------------------------------------

DOUBTS = (
    "My table of 147 words puts the topics of the lists near each other with a mean cosine of 0.4. "
    "If a table with shuffled rows reached more than 0.2, I would give the claim up. "
    "The words of a topic may also be near because they are equally frequent, which I left open. "
    "I know nothing about words outside these thirteen topics and about rare words at all. "
    "Anybody can repeat this with the seeds of my name and the two lines of my first part."
)
