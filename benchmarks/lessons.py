"""Each lesson run once: seconds, and the memory that its kernel holds at the end (budgets: 10 s, 180 MB)."""

import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient

RESIDENT = "print([line for line in open('/proc/self/status') if line.startswith('VmRSS')][0])"


def main():
    for path in sorted((Path(__file__).parent.parent / "notebooks").glob("[0-9]*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        notebook.cells.append(nbformat.v4.new_code_cell(RESIDENT))
        begin = time.perf_counter()
        NotebookClient(notebook, timeout=60, resources={"metadata": {"path": str(path.parent)}}).execute()
        took = time.perf_counter() - begin
        kilobytes = int(notebook.cells[-1].outputs[0].text.split()[1])
        size = path.stat().st_size / 1e3
        print(f"{path.name}: {took:.1f} s, kernel {kilobytes / 1e3:.0f} MB, file {size:.0f} kB", flush=True)
