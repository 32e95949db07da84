"""Run notebooks from top to bottom and store their outputs: python -m tools.notebooks [notebook …].

Without names, all lessons. What differs from run to run or from machine to machine is dropped:
versions of Python, live widgets (their still twin stays), where printed text was cut. Measured
times cannot be dropped: a cell that measures (it is tagged nbval-ignore-output, or calls a timer)
keeps its stored output as long as a new one differs in numbers and pictures only. Clear the output
of such a cell to have it measured anew. So a second run changes no byte. The same tag stands on a
cell that plays a training in float32, whose last digits depend on the processor. The result that a
prediction asks for is stored folded, so that it gives nothing away; running its cell unfolds it.
So is the code of a prediction that holds what comes out.
"""

import json
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
QUIET = " \n"
ASKS = 'class="embedlab-predict"'
KNOWS = re.compile(r"<(div|li)[^>]* data-(later|says)=")  # a prediction with something to say later
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {  # what `nbconvert --to script` needs, the same for every version of Python
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
    },
}
TIMER = re.compile(r"\b(perf_counter|timeit|Timer)\b")


def normalise(notebook):
    """Drop from an executed notebook, in place, what another run would store differently."""
    notebook.metadata = nbformat.from_dict(METADATA)
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict({k: v for k, v in cell.metadata.items() if k == "tags"})
        if cell.cell_type == "code":
            cell.outputs = [without_life(output) for output in joined(cell.outputs)]
    for cell in notebook.cells:
        if cell.cell_type == "code" and any(KNOWS.search(page) for page in pages(cell)):
            cell.metadata["jupyter"] = nbformat.from_dict({"source_hidden": True})
    for cell in results(notebook):
        cell.metadata["jupyter"] = nbformat.from_dict({"outputs_hidden": True})
        cell.outputs[:1] = [with_quiet_start(output) for output in cell.outputs[:1]]
    return notebook


def results(notebook):
    """The cells whose outputs answer a prediction: the next code cell that asks nothing."""
    waiting = False
    for cell in notebook.cells:
        if cell.cell_type == "code":
            asks = any(ASKS in page for page in pages(cell))
            if waiting and not asks:
                yield cell
            waiting = asks


def pages(cell):
    """What a code cell shows as HTML."""
    return [output.get("data", {}).get("text/html", "") for output in cell.outputs]


def with_quiet_start(output):
    """An output whose first line is blank: JupyterLab shows that line of a folded output."""
    place = output if output.output_type == "stream" else output.get("data", {})
    for name in ("text", "text/html", "text/plain"):
        if name in place:
            place[name] = QUIET + place[name].removeprefix(QUIET)
            break
    return output


def joined(outputs):
    """Outputs with printed text in one piece: where it was cut depends on the clock."""
    pieces = []
    for output in outputs:
        if pieces and output.output_type == "stream" and output.name == pieces[-1].get("name"):
            pieces[-1].text += output.text
        else:
            pieces.append(output)
    return pieces


def without_life(output):
    """An output without what only a kernel can use: widget views, and the keys of live pages."""
    if "data" in output:
        output.data.pop(WIDGET_VIEW, None)
        output.metadata = nbformat.from_dict({})
        if "text/html" in output.data:
            page = output.data["text/html"]
            output.data["text/html"] = re.sub('data-live-key="[^"]*"', 'data-live-key=""', page)
    return output


def keep_measured(notebook, stored):
    """Put stored outputs of cells that measure back where only numbers or pictures differ."""
    before = {cell.id: cell for cell in stored.cells if measures(cell)}
    for cell in notebook.cells:
        old = before.get(cell.id)
        if old and old.source == cell.source and same_form(old.outputs, cell.outputs):
            cell.outputs = old.outputs
            for output in cell.outputs:
                if "execution_count" in output:
                    output.execution_count = cell.execution_count
    return notebook


def measures(cell):
    """Whether what a cell shows depends on how long something took."""
    tagged = "nbval-ignore-output" in cell.metadata.get("tags", [])
    return cell.cell_type == "code" and (tagged or TIMER.search(cell.source) is not None)


def same_form(*outputs):
    """Whether outputs are the same but for numbers and pictures."""
    numbers = r"base64,[\w+/=]+|\s*-?\d[\d,.]*(e[+-]?\d+)?"
    texts = [json.dumps(each, sort_keys=True).replace('" \\n', '"') for each in outputs]
    return len({re.sub(numbers, "#", text) for text in texts}) == 1


def execute(path):
    """Run a notebook in a fresh kernel, without progress, and store it; return its seconds."""
    notebook, stored = (nbformat.read(path, as_version=4) for _ in range(2))
    begin = time.perf_counter()
    client = NotebookClient(
        notebook, timeout=60, resources={"metadata": {"path": str(path.parent)}}
    )
    with tempfile.TemporaryDirectory() as home:
        client.execute(env=os.environ | {"EMBEDLAB_HOME": home})
    nbformat.write(keep_measured(normalise(notebook), stored), path)
    return time.perf_counter() - begin


if __name__ == "__main__":
    if any(not Path(name).is_file() for name in sys.argv[1:]):
        sys.exit(__doc__)
    for path in [Path(name) for name in sys.argv[1:]] or sorted(LESSONS.glob("[0-9]*.ipynb")):
        print(f"{path.name}: {execute(path):.1f} s, {path.stat().st_size / 1e3:.0f} kB", flush=True)
