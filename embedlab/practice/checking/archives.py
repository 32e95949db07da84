"""Archives that were handed in: each becomes a folder, with what is in it."""

import zipfile
from pathlib import PurePosixPath

__all__ = ["unpacked"]

MOST_UNPACKED, MOST_FILES = 200_000_000, 2_000  # bytes and number of the files in an archive


def unpacked(path, folder):
    """Unpack an archive into a new folder; False, and no folder, if no notebook is in it.

    Raises
    ------
    ValueError
        If it is damaged, locked by a password, or too large; the message says which.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if not any(is_notebook(entry.filename) for entry in entries):
                return False
            if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
                raise ValueError(f"it holds more than {MOST_UNPACKED / 1e6:.0f} MB")
            if len(entries) > MOST_FILES:
                raise ValueError(f"it holds more than {MOST_FILES} files")
            archive.extractall(folder, entries)  # never outside of the folder, never a link
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, RuntimeError) as error:
        raise ValueError(f"{error}") from error
    return True


def is_notebook(name):
    path = PurePosixPath(name)
    return path.suffix.lower() == ".ipynb" and not path.name.startswith(".")
