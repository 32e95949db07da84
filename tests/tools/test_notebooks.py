"""The tool that runs notebooks stores what another run would store, in a form that others read."""

import nbformat
import pytest
from nbconvert import ScriptExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from embedlab.page import predict
from tests import ROOT
from tools.notebooks import execute, keep_measured, normalise


def measured(text, source="timeit(work)", tags=(), count=1):
    """A notebook whose one cell says a text and shows a picture of it."""
    page = f'<img alt="times" src="data:image/png;base64,{text.encode().hex()}">'
    outputs = [
        new_output("stream", text=text),
        new_output("execute_result", {"text/html": page}, execution_count=count),
    ]
    cell = new_code_cell(source, id="times", execution_count=count, outputs=outputs)
    cell.metadata["tags"] = list(tags)
    return new_notebook(cells=[cell])


def said(notebook):
    return notebook.cells[0].outputs[0].text


def test_a_measured_time_stays_as_it_is_stored_and_knows_its_place():
    kept = keep_measured(measured("12.5 ms, 3 times", count=7), measured(" 9 ms, 11 times"))
    assert said(kept) == " 9 ms, 11 times"
    assert kept.cells[0].outputs[1].execution_count == 7


@pytest.mark.parametrize(
    ("new", "old"),
    [
        (measured("9 ms, twice"), measured("9 ms, 2 times")),
        (measured("9 ms", "timeit(other)"), measured("8 ms")),
        (measured("loss 2.1", "print(loss)"), measured("loss 2.2", "print(loss)")),
        (measured("9 ms"), new_notebook(cells=[new_code_cell("timeit(work)", id="times")])),
    ],
    ids=["other words", "other code", "nothing measured", "output cleared"],
)
def test_whatever_is_new_is_stored(new, old):
    text = said(new)
    assert said(keep_measured(new, old)) == text


def test_a_tag_marks_what_measures_without_a_timer():
    source, tags = "print(times)", ["nbval-ignore-output"]
    assert said(keep_measured(measured("9", source, tags), measured("8", source, tags))) == "8"


def test_the_result_of_a_prediction_is_stored_folded_and_no_other_output():
    asks = [new_output("display_data", {"text/html": predict("Q?", "a", "b", key="k").html})]
    cells = [
        new_code_cell("x", outputs=asks if asked else [new_output("stream", text="1")])
        for asked in (False, True, True, False, False, True)
    ]
    cells.insert(3, new_markdown_cell("Prose"))
    cells[1].metadata["collapsed"] = True
    stored = normalise(new_notebook(cells=cells)).cells
    folded = [k for k, cell in enumerate(stored) if cell.metadata.get("jupyter")]
    assert folded == [4]
    assert stored[4].metadata == {"jupyter": {"outputs_hidden": True}}
    assert [cell.outputs[0].text for cell in (stored[0], *stored[4:6])] == ["1", " \n1", "1"]
    assert normalise(new_notebook(cells=stored)).cells == stored
    nbformat.validate(new_notebook(cells=stored))


@pytest.mark.parametrize(
    "asked, hidden",
    [
        (predict("Q?", "a", "b", key="k"), False),
        (predict("Q?", key="k"), False),
        (predict("Q?", {"a": "No.", "b": "Yes."}, key="k"), True),
        (predict("Q?", answer=3, key="k"), True),
        (predict("Q?", model="So.", key="k"), True),
    ],
)
def test_code_that_names_what_comes_out_is_stored_folded(asked, hidden):
    output = new_output("execute_result", asked._repr_mimebundle_())
    stored = normalise(new_notebook(cells=[new_code_cell("x", outputs=[output])])).cells[0]
    assert stored.metadata == ({"jupyter": {"source_hidden": True}} if hidden else {})


def test_a_notebook_becomes_a_script_with_its_prose_as_comments():
    notebook = nbformat.read(ROOT / "notebooks" / "02_lookup.ipynb", as_version=4)
    script, resources = ScriptExporter().from_notebook_node(normalise(notebook))
    assert resources["output_extension"] == ".py"
    compile(script, "02_lookup.py", "exec")
    assert "\n# # " in script


@pytest.mark.slow
def test_a_second_run_changes_no_byte(tmp_path):
    cells = [
        "from time import perf_counter\nbegin = perf_counter()\nprint(perf_counter() - begin)",
        "import sys\nprint('one')\nsys.stdout.flush()\nprint('two')",
        "from embedlab import train\nfrom embedlab.page import explore, trace_stepper\n"
        "explore(trace_stepper(train(steps=3)), step=(0, 3))",
    ]
    path = tmp_path / "a.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell(source) for source in cells]), path)
    execute(path)
    first = path.read_bytes()
    execute(path)
    assert path.read_bytes() == first
