"""Tables of vectors in files: one module per format, NumPy and the standard library only.

`read_table` and `write_table` choose the module by the end of the file's name.
"""

from pathlib import Path

from embedlab.checks import check_count
from embedlab.files.foreign import check_head
from embedlab.files.gguf import read_gguf
from embedlab.files.npz import read_npz, write_npz
from embedlab.files.safetensors import read_safetensors, write_safetensors
from embedlab.files.sharing import Table, bar
from embedlab.files.text import read_text, write_glove, write_projector, write_word2vec
from embedlab.files.vocabularies import row_names, words_beside, words_from
from embedlab.files.word2vec_bin import read_word2vec_bin, write_word2vec_bin

__all__ = ["Table", "read_table", "write_table"]

NAMED = {".txt": read_text, ".vec": read_text, ".bin": read_word2vec_bin}  # they hold the words
CHECKPOINTS = {".safetensors": read_safetensors, ".gguf": read_gguf}  # they hold many tensors
WRITERS = {
    ".npz": write_npz,
    ".txt": write_glove,
    ".vec": write_word2vec,
    ".bin": write_word2vec_bin,
    ".safetensors": write_safetensors,
    ".tsv": write_projector,
}
SLOW = (write_glove, write_word2vec, write_projector)  # number after number


def read_table(path, *, words=None, tensor=None, limit=None, progress=True):
    """The words and rows of a file, as a `Table`; its words are None nowhere."""
    __tracebackhide__ = True
    path = Path(path).expanduser()
    if limit is not None:
        check_count("limit", limit)
    if not path.exists():
        raise FileNotFoundError(f"there is no file {path}; check the folder and the name.")
    kind = kind_of(path)
    if path.is_file():
        check_head(path)
    if tensor is not None and kind not in CHECKPOINTS and kind != ".npz":
        raise ValueError(f"{path.name} holds one table only; leave tensor={tensor!r} out.")
    if kind in NAMED:
        if words is not None:
            raise ValueError(f"{path.name} holds its words itself; leave words= out.")
        return NAMED[kind](path, limit=limit, progress=progress)
    given = None if words is None else words_from(words)
    if kind == ".npz":
        table, V = read_npz(path, tensor=tensor, limit=limit, progress=progress)
    else:
        table, V = CHECKPOINTS[kind](path, tensor=tensor, limit=limit, progress=progress)
    found = given or table.words or words_beside(path, V)
    return table._replace(words=row_names(found, V, path.name, exact=given)[: len(table.E)])


def kind_of(path):
    """The end of the file's name that says what it is, or a refusal that lists what can be read."""
    __tracebackhide__ = True
    if path.is_dir():
        return ".safetensors"
    ends = [end.lower() for end in path.suffixes]
    kind = ends[-1] if ends else ""
    if kind == ".gz" and len(ends) > 1 and ends[-2] in (".txt", ".vec"):
        kind = ends[-2]
    if kind not in {*NAMED, *CHECKPOINTS, ".npz"}:
        check_head(path)  # it may know the format, and a way from there
        raise ValueError(
            f"{path.name} ends in {kind or 'nothing'}; what can be read ends in "
            ".txt, .vec (or these with .gz), .bin, .npz, .safetensors or .gguf."
        )
    return kind


def write_table(path, table, *, progress=True):
    """Write a table in the format that the name asks for; whole or not at all. Returns the path."""
    __tracebackhide__ = True
    path = Path(path).expanduser()
    if path.suffix.lower() not in WRITERS:
        raise ValueError(
            f"{path.name} must end in {', '.join(list(WRITERS)[:-1])} or .tsv, "
            "which says how it is written; .npz is the quickest."
        )
    if not path.parent.is_dir():
        raise FileNotFoundError(f"there is no folder {path.parent}; make it first.")
    write = WRITERS[path.suffix.lower()]
    with bar(path.name, table.E.nbytes, progress and write in SLOW) as advance:
        write(path, table, **{"advance": advance} if write in SLOW else {})
    return path
