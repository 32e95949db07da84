"""Words for tables that have none: given as a list, or in a tokenizer's file beside the table."""

import json
from pathlib import Path

from embedlab.checks import check_words
from embedlab.files.sharing import damaged

__all__ = ["row_names", "words_beside", "words_from"]

BESIDE = ("tokenizer.json", "vocab.json", "vocab.txt")


def words_from(words):
    """A list of words, or those of a tokenizer's file."""
    __tracebackhide__ = True
    if isinstance(words, str | Path):
        path = Path(words).expanduser()
        if not path.is_file():
            raise FileNotFoundError(
                f"words= names no file {path}; give a list of words, or a "
                "tokenizer.json, vocab.json or vocab.txt."
            )
        return vocabulary(path)
    return check_words(words)


def words_beside(path, V):
    """The words in a tokenizer's file in the same folder."""
    __tracebackhide__ = True
    folder = path if path.is_dir() else path.parent
    for name in BESIDE:
        if (folder / name).is_file():
            return vocabulary(folder / name)
    raise FileNotFoundError(
        f"{path.name} has {V:,} rows and no words; put {', '.join(BESIDE[:2])} or {BESIDE[2]} "
        "beside it, or give the words with words=."
    )


def vocabulary(path):
    """The tokens of a file: a dict from ID to token, or a list where a token's place is its ID."""
    __tracebackhide__ = True
    if path.suffix.lower() == ".model":
        raise ValueError(
            f"{path.name} is a sentencepiece model; take the tokenizer.json of the same checkpoint."
        )
    try:
        content = path.read_text(encoding="utf-8")
        if path.suffix.lower() != ".json":
            lines = content.split("\n")
            return [line.removesuffix("\r") for line in lines[: -1 if not lines[-1] else None]]
        content = json.loads(content)
        if "model" in content:
            return by_id(content["model"]["vocab"], content.get("added_tokens") or [])
        return by_id(content, [])
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError):
        raise damaged(path.name, "no tokens with their IDs can be read from it") from None


def by_id(vocab, added):
    """ID to token, from a tokenizer's vocabulary and the tokens that were added to it."""
    if isinstance(vocab, list):  # sentencepiece's Unigram: [token, score] in the order of the IDs
        pairs = [
            (i, token if isinstance(token, str) else token[0]) for i, token in enumerate(vocab)
        ]
    else:
        pairs = [(i, token) for token, i in vocab.items()]
    pairs += [(token["id"], token["content"]) for token in added]
    found = {}
    for i, token in pairs:
        if type(i) is not int or i < 0 or not isinstance(token, str):
            raise ValueError("an ID is no number, or a token is no text")
        if found.setdefault(i, token) != token:
            raise ValueError("two tokens have one ID")
    return found


def row_names(found, V, name, *, exact):
    """One word per row. Rows without a token, of padded tables, are called <row 32100>."""
    __tracebackhide__ = True
    size = max(found, default=-1) + 1 if isinstance(found, dict) else len(found)
    if size > V or (size != V and isinstance(found, list) and exact):
        raise ValueError(
            f"there are {size:,} words but {name} has {V:,} rows; "
            "check that they belong together, or give others with words=."
        )
    named = found if isinstance(found, dict) else dict(enumerate(found))
    return [named.get(i, f"<row {i}>") for i in range(V)]
