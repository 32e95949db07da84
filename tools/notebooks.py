"""Run notebooks from top to bottom and store their outputs: python -m tools.notebooks [notebook …].

Without names, all lessons. What differs from run to run or from machine to machine is dropped:
timings, versions of Python, live widgets (their still twin stays), so that a second run changes no
byte.
"""

import os
import re
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient

LESSONS = Path(__file__).parent.parent / "notebooks"
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def normalise(notebook):
    """Drop from an executed notebook, in place, what another run would store differently."""
    notebook.metadata = nbformat.from_dict(
        {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        }
    )
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict({k: v for k, v in cell.metadata.items() if k == "tags"})
        if cell.cell_type == "code":
            cell.outputs = [without_life(output) for output in joined(cell.outputs)]
    return notebook


def joined(outputs):
    """Outputs with printed text that follows printed text in one piece: where it was cut depends on the clock."""
    pieces = []
    for output in outputs:
        if pieces and output.output_type == "stream" and output.name == pieces[-1].get("name"):
            pieces[-1].text += output.text
        else:
            pieces.append(output)
    return pieces


def without_life(output):
    """An output without what only a running kernel can use: widget views, and the keys of live pages."""
    if "data" in output:
        output.data.pop(WIDGET_VIEW, None)
        output.metadata = nbformat.from_dict({})
        if "text/html" in output.data:
            page = output.data["text/html"]
            output.data["text/html"] = re.sub('data-live-key="[^"]*"', 'data-live-key=""', page)
    return output


def execute(path):
    """Run one notebook in a fresh kernel, without progress, and write it back; returns the seconds it took."""
    notebook = nbformat.read(path, as_version=4)
    begin = time.perf_counter()
    client = NotebookClient(
        notebook, timeout=60, resources={"metadata": {"path": str(path.parent)}}
    )
    with tempfile.TemporaryDirectory() as home:
        client.execute(env=os.environ | {"EMBEDLAB_HOME": home})
    nbformat.write(normalise(notebook), path)
    return time.perf_counter() - begin


if __name__ == "__main__":
    for path in [Path(name) for name in sys.argv[1:]] or sorted(LESSONS.glob("[0-9]*.ipynb")):
        print(f"{path.name}: {execute(path):.1f} s, {path.stat().st_size / 1e3:.0f} kB", flush=True)
