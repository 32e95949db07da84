"""Without its library a notebook keeps what it stored, says so, and comes back to life with it."""

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook, new_output

from embedlab.page import needs
from tools.notebooks import METADATA

CALL = 'from embedlab.page import needs\n\nneeds("embedlab_absent", "lesson.ipynb")'
PRINTED, PAGE = new_output("stream", text="2.00\n"), "<p>a page</p>"
STORED = [
    new_code_cell(CALL),
    new_code_cell("import embedlab_absent\nembedlab_absent.spread()", outputs=[PRINTED]),
    new_code_cell(
        "shown", outputs=[new_output("execute_result", {"text/html": PAGE, "text/plain": "a page"})]
    ),
    new_code_cell("quiet = 1"),
    new_code_cell("%%bash\nexit 1", outputs=[PRINTED]),
    new_code_cell("await nothing()", outputs=[PRINTED]),
]


def run(folder, *cells):
    """The outputs of a notebook after Run All, cell by cell."""
    notebook = new_notebook(cells=[nbformat.from_dict(cell) for cell in cells])
    NotebookClient(notebook, timeout=60, resources={"metadata": {"path": str(folder)}}).execute()
    return [cell.outputs for cell in notebook.cells]


def text(outputs):
    return "".join(output.get("text", "") for output in outputs)


@pytest.fixture
def lesson(tmp_path):
    nbformat.write(new_notebook(cells=STORED), tmp_path / "lesson.ipynb")
    return tmp_path


@pytest.mark.slow
def test_run_all_without_the_library_shows_each_stored_output_again(lesson):
    first, printed, shown, quiet, shell, awaited = run(lesson, *STORED)
    assert len(text(first).splitlines()) == 3
    assert "embedlab_absent is not installed" in text(first)
    assert "-m pip install embedlab_absent" in text(first)
    assert "without saving" in text(first)
    assert [text(each) for each in (printed, shell, awaited)] == ["2.00\n"] * 3
    assert shown[0].data == {"text/html": PAGE, "text/plain": "a page"}
    assert quiet == []


@pytest.mark.slow
def test_a_cell_that_was_changed_is_not_run_and_says_so(lesson):
    *_, changed = run(lesson, STORED[0], new_code_cell("open('written', 'w')"))
    assert "Not run: embedlab_absent is missing" in text(changed)
    assert not (lesson / "written").exists()


@pytest.mark.slow
def test_a_notebook_that_cannot_be_read_stops_just_as_quietly(tmp_path):
    first, changed = run(tmp_path, STORED[0], STORED[1])
    assert "not installed" in text(first)
    assert "Not run" in text(changed)


@pytest.mark.slow
def test_once_the_library_is_there_cells_run_again_in_the_same_kernel(lesson):
    use = "import embedlab_absent\nprint(embedlab_absent.two)"
    install = "open('embedlab_absent.py', 'w').write('two = 2')  # needs("
    cells = [new_code_cell(code) for code in (CALL, use, install, CALL, use)]
    _, before, _, call, after = run(lesson, *cells)
    assert "Not run" in text(before)
    assert text(call) == ""
    assert text(after) == "2\n"


def test_with_the_library_nothing_is_said(capsys):
    needs("numpy", "lesson.ipynb")
    assert capsys.readouterr().out == ""


def test_outside_a_notebook_only_the_message_is_printed(capsys):
    needs("embedlab_absent", "lesson.ipynb")
    assert "not installed" in capsys.readouterr().out


def test_run_all_in_jupyterlab_and_saving_keep_what_was_stored(jupyterlab, page):
    path = jupyterlab.home / "notebooks" / "lesson.ipynb"
    nbformat.write(new_notebook(cells=STORED, metadata=METADATA), path)
    jupyterlab.open(page, path.name)
    jupyterlab.run_all(page)
    jupyterlab.menu(page, "File", "Save Notebook")
    page.wait_for_function("!document.querySelector('.jp-mod-dirty')")
    message, *saved = (cell.outputs for cell in nbformat.read(path, as_version=4).cells)
    assert "not installed" in text(message)
    assert list(map(text, saved)) == [text(cell.outputs) for cell in STORED[1:]]
    assert saved[1][0].data == STORED[2].outputs[0].data
    page.goto("about:blank")
    jupyterlab.shut_down_kernels()
    path.unlink()
