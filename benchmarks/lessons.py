"""Each lesson run once: seconds, and the memory that its kernel holds at the end."""

import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from benchmarks.rows import OURS, Row

RESIDENT = "print([line for line in open('/proc/self/status') if line.startswith('VmRSS')][0])"


def main():
    for path in sorted((Path(__file__).parent.parent / "notebooks").glob("[0-9]*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        notebook.cells.append(nbformat.v4.new_code_cell(RESIDENT))
        begin = time.perf_counter()
        NotebookClient(
            notebook, timeout=60, resources={"metadata": {"path": str(path.parent)}}
        ).execute()
        took = time.perf_counter() - begin
        kilobytes = int(notebook.cells[-1].outputs[0].text.split()[1])
        yield Row(path.stem, OURS, took, "s", aim="≤ 25" if path.stem == "15_at_scale" else "≤ 10")
        yield Row(path.stem, "memory of its kernel", kilobytes / 1e3, "MB", aim="≤ 180")
        yield Row(path.stem, "file", path.stat().st_size / 1e3, "kB")
