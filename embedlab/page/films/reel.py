"""A film of tables: its frames checked, and packed into a page that plays them."""

import numpy as np

from embedlab.frames import Frame
from embedlab.page.films.still import (
    COLOURS,
    FEW,
    FINE,
    columns_of,
    digits_of,
    frame_picture,
    scale,
)
from embedlab.page.pictures import png
from embedlab.page.player.markup import moving_page
from embedlab.page.player.packing import halves, signed

__all__ = ["MOST", "film"]

MOST = 12  # rows and columns of a table
LARGEST = 1e12  # a cell has no room for it anyway


def film(frames, *, title):
    """A film of tables: values change, rows travel, one sentence per frame says what happens.

    It works for tables of up to 12 rows and 12 columns, and for up to 60 frames.

    Parameters
    ----------
    frames : sequence of Frame
        All with the same tables: names, order and shapes. Makers such as `lookup_frames` are in
        `embedlab.frames`.
    title : str
        The finding, or what to look for.

    Returns
    -------
    Shown
        It opens on the last frame; ▶ plays it from the first. The same keys as in `play`.

    Examples
    --------
    >>> from embedlab.frames import lookup_frames
    >>> film(lookup_frames([[0, 1], [2, 0]], [1]), title="Row 1 is copied")
    Film: Row 1 is copied
      1. E has 2 rows. The 1 positions ask for the rows [1].
      2. Position 0 has ID 1: row 1 of E is copied to H[0].
      3. H has one row per position, shape (1, 2). E is as it was.
    """
    frames = check_frames(frames)
    if not str(title).strip():
        raise ValueError("title is empty; a title says what to look for.")
    said = [f"  {n}. {frame.sentence}" for n, frame in enumerate(frames, 1)]
    words = "\n".join([f"Film: {title}", *said])
    tables = ", ".join(f"{name} {A.shape}" for name, A in frames[-1].tables.items())
    alt = f"{title}. {frames[-1].sentence} The last of {len(frames)} frames; tables: {tables}."
    return moving_page("film", words, alt, still_png(frames, title), pack(frames, title))


def still_png(frames, title):
    """The last frame as a PNG; with many numbers a coarser one, since digits hardly shrink."""
    many = sum(A.size for A in frames[-1].tables.values()) > 150
    shades, dpi, colours = (FEW, 66, len(COLOURS) + 2) if many else (FINE, 90, 32)
    picture = frame_picture(frames[-1], title=title, limit=limit_of(frames), shades=shades)
    return png(picture, dpi=dpi, colours=colours, meant=COLOURS)


def check_frames(frames):
    """Return frames as a list, or refuse what no film can show."""
    __tracebackhide__ = True
    if isinstance(frames, Frame) or not hasattr(frames, "__iter__"):
        raise TypeError(
            f"frames must be a list of Frame, not one {type(frames).__name__}; "
            "lookup_frames(E, ids) makes one."
        )
    frames = list(frames)
    for k, frame in enumerate(frames):
        if not isinstance(frame, Frame):
            raise TypeError(
                f"frame {k} is a {type(frame).__name__}, not a Frame; "
                "make it with Frame({name: table}, sentence=…)."
            )
        shapes, first = (
            [(name, A.shape) for name, A in f.tables.items()] for f in (frame, frames[0])
        )
        if shapes != first:
            raise ValueError(
                f"frame {k} has the tables {dict(shapes)}, but frame 0 has {dict(first)}; "
                "give all frames the same tables, with NaN in cells that are empty."
            )
        if limit_of([frame]) > LARGEST:
            raise ValueError(f"frame {k} has a number beyond {LARGEST:g}; film it in other units.")
    if not 1 <= len(frames) <= 60:
        raise ValueError(f"a film has 1 to 60 frames, not {len(frames)}; film a part of it.")
    for name, A in frames[0].tables.items():
        if not (1 <= A.shape[0] <= MOST and 1 <= A.shape[1] <= MOST):
            raise ValueError(
                f"{name} has shape {A.shape}, but a film shows tables of 1 to {MOST} rows and "
                f"columns; film a part of it, such as {name}[:{MOST}, :6]."
            )
    return frames


def pack(frames, title):
    """What the page needs: tables as text, each only where it differs from the frame before."""
    names = list(frames[0].tables)
    place = {name: n for n, name in enumerate(names)}
    digits = {name: digits_of([frame.tables[name] for frame in frames]) for name in names}
    packed, before = [], {}
    for frame in frames:
        texts = {name: table_text(A, digits[name]) for name, A in frame.tables.items()}
        packed.append(
            {
                "sentence": frame.sentence,
                "tables": {place[n]: text for n, text in texts.items() if before.get(n) != text},
                "marked": [[place[name], *index] for name, *index in frame.marked],
                "arrows": [[place[a], i, place[b], j] for (a, i), (b, j) in frame.arrows],
            }
        )
        before = texts
    tables = [
        {
            "name": name,
            "rows": list(frames[0].words.get(name, map(str, range(len(A))))),
            "columns": A.shape[1],
            "digits": digits[name],
        }
        for name, A in frames[0].tables.items()
    ]
    return {
        "title": str(title),
        "limit": limit_of(frames),
        "tables": tables,
        "stacks": [[place[name] for name in stack] for stack in columns_of(frames[0].tables)],
        "frames": packed,
    }


def limit_of(frames):
    return scale([A for frame in frames for A in frame.tables.values()])


def table_text(A, digits):
    """Numbers in the digits that are seen, as whole ones; below them an empty cell, −∞ and ∞.

    >>> table_text(np.array([[0.25, np.nan]]), 2)  # 0.25 is 3 + twice 25
    'bQA='
    """
    cells = A.astype(float).ravel()
    seen = signed(np.nan_to_num(cells * 10.0**digits, posinf=0, neginf=0).round().astype(int)) + 3
    return halves(np.select([np.isnan(cells), cells == -np.inf, cells == np.inf], [0, 1, 2], seen))
