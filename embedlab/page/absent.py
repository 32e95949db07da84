"""A notebook whose library is absent: its cells show again what they stored, and nothing is lost.

Run All clears the outputs of all cells before the first one answers, and Jupyter saves by itself.
So it is not enough to stop: what the notebook held would be gone.
"""

import json
import sys
from importlib import invalidate_caches
from importlib.util import find_spec
from pathlib import Path

from IPython import get_ipython
from IPython.display import publish_display_data

__all__ = ["needs"]

CALL = "needs("
MISSING = """{library} is not installed here, so no cell below is run: each shows its stored output.
To install it, run in a terminal: {python} -m pip install {library}
Then restart the kernel. If you don't install it, close this notebook without saving."""


def needs(library, notebook):
    """Say so if a library is missing; from then on cells show their stored outputs.

    Parameters
    ----------
    library : str
        Its name, which is also what pip calls it.
    notebook : str or Path
        The notebook that calls this, as a path from its own folder.
    """
    invalidate_caches()
    if find_spec(library):
        return
    print(MISSING.format(library=library, python=sys.executable))
    shell = get_ipython()
    if shell is None:
        return
    stored = stored_outputs(notebook)

    def instead(lines):
        source = "".join(lines)
        if CALL in source or find_spec(library):
            return lines
        shell.user_ns["_show_stored"] = lambda: show_again(stored.get(source.strip()), library)
        return ["_show_stored()\n"]

    transforms = shell.input_transformers_cleanup
    transforms[:] = [one for one in transforms if getattr(one, "library", "") != library]
    instead.library = library
    transforms.append(instead)


def stored_outputs(notebook):
    """The outputs of a notebook by the code of their cell; none if it cannot be read."""
    try:
        cells = json.loads(Path(notebook).read_text(encoding="utf-8"))["cells"]
        return {
            "".join(cell["source"]).strip(): cell["outputs"]
            for cell in cells
            if cell["cell_type"] == "code"
        }
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def show_again(outputs, library):
    """Show stored outputs as the cell that runs now would; None for a cell that was not stored."""
    if outputs is None:
        print(f"Not run: {library} is missing, and nothing is stored for this cell.")
    for output in outputs or ():
        if output["output_type"] == "stream":
            print("".join(output["text"]), end="")
        elif "data" in output:
            data = {kind: "".join(text) for kind, text in output["data"].items()}
            publish_display_data(data, output.get("metadata", {}))
