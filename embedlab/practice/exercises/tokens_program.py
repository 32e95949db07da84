"""The program that closes the exercises of lesson 01."""

from collections import Counter

from embedlab.practice.exercises.kinds import Program, mistake

__all__ = ["SPELL"]


def tokenize_all(text, n, sentences):
    words = [word for word, _ in Counter(text.split()).most_common(n)]
    letters = sorted(set(text) - {" "})
    tokens = list(dict.fromkeys([*words, *letters, *("##" + letter for letter in letters)]))
    vocabulary = {token: i for i, token in enumerate(tokens)}
    ids = []
    for sentence in sentences:
        pieces = []
        for word in sentence.split():
            if word in words:
                pieces.append(word)
            else:
                pieces += [word[0], *("##" + letter for letter in word[1:])]
        ids.append([vocabulary[piece] for piece in pieces])
    back = [" ".join(tokens[i] for i in row).replace(" ##", "") for row in ids]
    return tokens, ids, back


WORDS = ["tea", "ant", "nest", "sea", "tan", "eats", "seat", "ten", "stone", "nose", "note"]


def draw_text(rng):
    """Words that occur 4, 3, 2 and 1 times, so that the n most frequent ones are clear."""
    words = rng.permutation(WORDS).tolist()
    text = rng.permutation([word for k, word in enumerate(words) for _ in range(max(1, 4 - k))])
    n = int(rng.integers(1, 4))
    rare = [words[k] for k in rng.permutation(range(n, len(words)))[:3]]
    sentences = [
        " ".join(rng.permutation([words[0], *rare[:2], "tot"])),
        " ".join([rare[2], words[n - 1], rare[2]]),
    ]
    return " ".join(text), n, sentences, words[:n]


def spelled(word, kept):
    return [word] if word in kept else [word[0], *("##" + letter for letter in word[1:])]


def lists_each_token_once(program, rng):
    for _ in range(3):
        text, n, sentences, _ = draw_text(rng)
        tokens, *_ = program(text, n, sentences)
        twice = [token for token, count in Counter(tokens).items() if count > 1]
        if twice:
            return f"For n = {n} it contains {twice[0]!r} twice."
    return True


def keeps_frequent_words(program, rng):
    for _ in range(3):
        text, n, sentences, kept = draw_text(rng)
        tokens, *_ = program(text, n, sentences)
        whole = {token for token in tokens if len(token) > 1 and not token.startswith("##")}
        if whole != set(kept):
            return f"For n = {n} the words in it are {sorted(whole)}; they should be {kept}."
    return True


def gives_the_pieces(program, rng):
    for _ in range(3):
        text, n, sentences, kept = draw_text(rng)
        tokens, ids, _ = program(text, n, sentences)
        for sentence, row in zip(sentences, ids, strict=True):
            right = [piece for word in sentence.split() for piece in spelled(word, kept)]
            found = [tokens[int(i)] if 0 <= i < len(tokens) else f"ID {i}" for i in row]
            if found != right:
                return f"For {sentence!r} the IDs mean {found}; they should mean {right}."
    return True


def comes_back(program, rng):
    for _ in range(3):
        text, n, sentences, _ = draw_text(rng)
        *_, back = program(text, n, sentences)
        for sentence, again in zip(sentences, back, strict=True):
            if sentence != again:
                return f"{sentence!r} comes back as {again!r}."
    return True


def answer_with(pieces_of, text, n, sentences):
    """The rest of the program, for a way of splitting a word."""
    tokens, *_ = tokenize_all(text, n, sentences)
    rows = [[piece for word in one.split() for piece in pieces_of(word)] for one in sentences]
    ids = [[tokens.index(piece) for piece in row if piece in tokens] for row in rows]
    return tokens, ids, [" ".join(tokens[i] for i in row).replace(" ##", "") for row in ids]


def kept_words(text, n):
    return [word for word, _ in Counter(text.split()).most_common(n)]


@mistake(
    "Frequent words are split into letters, too. Which words should get a single ID in a sentence?"
)
def all_letters(text, n, sentences):
    return answer_with(lambda word: spelled(word, ()), text, n, sentences)


@mistake(
    "Letters inside a word have no `##`, so the way back can't find where words begin. Which "
    "letters of a word get the mark?"
)
def no_marks(text, n, sentences):
    kept = kept_words(text, n)
    return answer_with(lambda word: [word] if word in kept else list(word), text, n, sentences)


@mistake(
    "The first letter of a word has a `##`, so two words become one on the way back. Which letter "
    "doesn't continue a word?"
)
def all_marked(text, n, sentences):
    kept = kept_words(text, n)
    return answer_with(
        lambda word: [word] if word in kept else ["##" + letter for letter in word],
        text,
        n,
        sentences,
    )


@mistake("Rare words are missing from your IDs. What are they split into?")
def rare_left_out(text, n, sentences):
    kept = kept_words(text, n)
    return answer_with(lambda word: [word] if word in kept else [], text, n, sentences)


@mistake("Your IDs are one too high. What is the index of the first token in `tokens`?")
def ids_from_one(text, n, sentences):
    tokens, ids, back = tokenize_all(text, n, sentences)
    return tokens, [[i + 1 for i in row] for row in ids], back


@mistake("Your vocabulary has too many whole words. How many does the task keep?")
def every_word_kept(text, n, sentences):
    return tokenize_all(text, len(text), sentences)


@mistake(
    "On the way back the pieces of a word have spaces between them. What does ` ##` mean there?"
)
def marks_left_in(text, n, sentences):
    tokens, ids, _ = tokenize_all(text, n, sentences)
    return tokens, ids, [" ".join(tokens[i] for i in row) for row in ids]


SPELL = Program(
    name="tokens-spell",
    task=(
        "**A program: a tokenizer that knows every word**\n\n"
        "A vocabulary of words needs `[UNK]`. Yours will not. It keeps the `n` most frequent words "
        "of `text` whole, and it spells every other word: the first letter as it is, each later "
        "letter with `##` in front, so that *tan* becomes `t`, `##a`, `##n`. Each letter of the "
        "`sentences` also occurs in `text`. Return three results:\n\n"
        "1. `tokens`, the vocabulary as a list without repeats: the n words, each letter of the "
        "text, and each letter with `##`,\n"
        "2. `ids`, a list of IDs for each sentence; an ID is an index in `tokens`,\n"
        "3. `back`, the sentences again, made from the IDs.\n\n"
        "The order of `tokens` is up to you."
    ),
    stub=(
        "from collections import Counter\n"
        "\n"
        "\n"
        "def tokenize_all(text, n, sentences):\n"
        "    words = [word for word, _ in Counter(text.split()).most_common(n)]\n"
        "    ...\n"
        "    return tokens, ids, back"
    ),
    reference=tokenize_all,
    small=("tea tea tea nest nest ant", 2, ["tea ant", "nest tan"]),
    properties=(
        ("Each token should be in the vocabulary once.", lists_each_token_once),
        ("The n most frequent words, and no others, should be whole.", keeps_frequent_words),
        (
            "A frequent word should have a single ID; all others are spelled, with `##` from the "
            "second letter on.",
            gives_the_pieces,
        ),
        ("The way back should give the sentence.", comes_back),
    ),
    mistakes=(
        all_letters,
        no_marks,
        all_marked,
        rare_left_out,
        ids_from_one,
        every_word_kept,
        marks_left_in,
    ),
    hints=(
        "Write four steps: the words to keep, the list of tokens, the pieces of each sentence, the "
        "way back. Print what each gives for a short sentence.",
        "`list(dict.fromkeys(…))` removes repeats: a word of one letter is a letter, too.",
        'Join the tokens with spaces; `.replace(" ##", "")` then joins the pieces of a word.',
    ),
    why=(
        "With letters as the last resort no word is unknown, but rare words become long: the "
        "trade that all subword tokenizers make."
    ),
)
