"""The lessons, read once: their paths and cells by number, such as "05", or name, as "pytorch"."""

import nbformat

from tests import ROOT

LESSONS = {path.stem[:2]: path for path in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))}
OPTIONAL = {path.stem: path for path in sorted((ROOT / "notebooks/optional").glob("*.ipynb"))}
CELLS = {
    lesson: nbformat.read(path, as_version=4).cells for lesson, path in (LESSONS | OPTIONAL).items()
}


def code_cells(lesson):
    return [cell for cell in CELLS[lesson] if cell.cell_type == "code"]


def prose(lesson):
    return "\n\n".join(cell.source for cell in CELLS[lesson] if cell.cell_type == "markdown")
