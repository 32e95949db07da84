"""Work with tables of vectors from a terminal: python -m embedlab doctor FILE --tokenizer FILE"""

import argparse
import sys
from pathlib import Path

from embedlab.checkup import doctor
from embedlab.files.gguf import read_gguf
from embedlab.files.npz import read_npz
from embedlab.files.safetensors import read_safetensors
from embedlab.files.vocabularies import words_beside, words_from
from embedlab.vectors import Vectors, load

CHECKPOINTS = {".npz": read_npz, ".gguf": read_gguf, ".safetensors": read_safetensors}
ABOUT = """\
Look for what goes wrong with token tables, and say by what sign: NaN, too few rows for the
tokenizer, rows in another order than the tokens, equal rows, a head that was tied once …

FILE is .txt, .vec (or these with .gz), .bin, .npz, .safetensors (or a folder with them) or .gguf.
"""
CODES = "The exit code is 0 if there is no alarm, 1 if there is one, 2 if a file cannot be read."


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m embedlab", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser(
        "doctor",
        help="look for what is wrong with a table",
        description=ABOUT,
        epilog=CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("file", metavar="FILE", help="the table", type=Path)
    command.add_argument(
        "--tokenizer",
        metavar="FILE",
        help="tokenizer.json, vocab.json or vocab.txt; if not given, the one in FILE's folder",
    )
    command.add_argument(
        "--tensor", metavar="NAME", help="which table of a checkpoint, if the usual name is wrong"
    )
    command.add_argument(
        "--pad", metavar="ID", help="the ID of the row of padding, if it should be 0", type=int
    )
    command.add_argument(
        "--head", metavar="NAME", help="which table of the checkpoint scores the outputs"
    )
    command.add_argument(
        "--reference", metavar="FILE", help="the same table before it was changed", type=Path
    )
    given = parser.parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):  # the terminal's encoding may not have →
        stream.reconfigure(errors="backslashreplace")
    try:
        found = examine(given)
    except (OSError, ValueError, TypeError, IndexError) as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
    print(found)
    sys.exit(bool(found.alarms))


def examine(given):
    """The check-up of the files that were named."""
    words, E = table_of(given.file, given.tensor)
    tokens = None
    if given.tokenizer is not None:
        tokens = names(words_from(given.tokenizer))
    elif words is None:
        try:
            tokens = names(words_beside(given.file, len(E)))
        except FileNotFoundError:  # then the rows have no names
            tokens = None
    words = words if tokens is None else tokens
    head = reference = None
    if given.head is not None:
        head = table_of(given.file, given.head)[1]
    if given.reference is not None:
        before, R = table_of(given.reference, given.tensor)
        reference = with_words(words if before is None else before, R)
    size = None if tokens is None else len(tokens)
    table = with_words(words, E)
    return doctor(table, tokenizer_size=size, pad=given.pad, head=head, reference=reference)


def table_of(file, tensor):
    """The words of a file, if it holds them itself, and the rows."""
    path = file.expanduser()
    kind = ".safetensors" if path.is_dir() else path.suffix.lower()
    if kind in CHECKPOINTS and path.exists():
        table, _ = CHECKPOINTS[kind](path, tensor=tensor)
        return table.words, table.E
    vectors = load(path, tensor=tensor)
    return vectors.words, vectors.E


def names(found):
    """A tokenizer's tokens in the order of their IDs; an ID that it leaves out is <row 7>."""
    if isinstance(found, list):
        return found
    return [found.get(i, f"<row {i}>") for i in range(max(found, default=-1) + 1)]


def with_words(words, E):
    """Vectors, if there are words; they may be more or fewer than the rows."""
    if words is None:
        return E
    padded = [*words, *(f"<row {i}>" for i in range(len(words), len(E)))]
    return Vectors(padded[: len(E)], E)


if __name__ == "__main__":
    main()
