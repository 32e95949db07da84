"""A lesson in JupyterLab, Notebook 7 and nbclassic: from the first opening to a restart."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from playwright.sync_api import expect

from tests.conftest import Lab, environment, free_port, wait_for
from tools.notebooks import execute

pytestmark = pytest.mark.slow

CELLS = (
    """from embedlab.page import explore, loss_curves, predict

predict("Which row?", {"the second": "No: IDs start at 0.", "the third": "Yes."}, key="row")""",
    'print("it is the third")',
    """explore(lambda n: loss_curves({"a": [3, 2, n]}, title=f"It ends at {n}"), n=(1, 5))""",
)
TOLD = "You predicted: the second. No: IDs start at 0."


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    """A small lesson, stored as lessons are."""
    path = tmp_path_factory.mktemp("lesson") / "small.ipynb"
    ask, result, sliders = map(new_code_cell, CELLS)
    cells = [ask, new_markdown_cell("Now run it."), result, sliders]
    nbformat.write(new_notebook(cells=cells), path)
    execute(path)
    return path


@pytest.fixture
def lesson(jupyterlab, stored):
    path = jupyterlab.home / "notebooks" / stored.name
    shutil.copy(stored, path)
    yield path.name
    jupyterlab.shut_down_kernels()
    path.unlink()


@pytest.fixture
def visitor(browser):
    """A page that does not report what a front end writes on the console."""
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    yield context.new_page()
    context.close()


def lock_in(page):
    page.get_by_label("the second").check()
    page.get_by_role("button", name="Lock in").click()


def run(page, jupyterlab, item):
    jupyterlab.menu(page, "Run", item)


FRONT_ENDS = {"JupyterLab": "doc/tree", "Notebook 7": "notebooks"}


@pytest.fixture(params=FRONT_ENDS)
def opened(request, jupyterlab, lesson, visitor):
    """Open the lesson, in the one front end and then in the other."""
    if request.param == "Notebook 7" and importlib.util.find_spec("notebook") is None:
        pytest.skip("Notebook 7 is not installed; pip install notebook")

    def opener():
        place = FRONT_ENDS[request.param]
        visitor.goto(f"{jupyterlab.address}/{place}/{lesson}?token=learner")
        visitor.locator(".jp-Notebook .jp-CodeCell").nth(2).wait_for(timeout=60_000)
        return visitor

    yield opener
    visitor.goto("about:blank")


def test_at_the_first_opening_nothing_is_dead_and_the_result_is_not_given_away(
    opened, jupyterlab, lesson
):
    path = jupyterlab.home / "notebooks" / lesson
    notebook = json.loads(path.read_text("utf-8"))
    notebook["cells"][1]["source"] = "It came by mail."  # trust goes by content
    path.write_text(json.dumps(notebook), "utf-8")
    page = opened()
    page.locator(".jp-OutputArea ol li").first.wait_for()
    outputs = page.locator(".jp-OutputArea-output")
    assert outputs.locator("input, button, select, fieldset").count() == 0
    outputs.get_by_text("They need Python: run this cell in Jupyter.").wait_for()
    assert outputs.get_by_text("it is the third").count() == 0
    assert page.locator(".jp-OutputPlaceholder").inner_text().strip() in ("", "•••")


def test_the_prediction_is_told_above_its_result_when_that_is_run_and_after_a_reload_and_a_restart(
    opened, jupyterlab, lesson
):
    jupyterlab.trust(lesson)
    page = opened()
    lock_in(page)
    told = page.locator(".embedlab-predicted")
    page.wait_for_timeout(500)
    assert not told.is_visible()
    jupyterlab.wait_for_kernel(page)
    run(page, jupyterlab, "Run All Cells")
    expect(told).to_have_text(TOLD)
    expect(page.locator(".jp-OutputPlaceholder")).to_have_count(0)
    slider = page.get_by_role("slider", name="number n")
    slider.fill("3")
    page.locator("img[alt='It ends at 4'][src^=blob]").wait_for()
    for part in ("predict", "predicted", "explore"):
        found = Axe().run(page, f".embedlab-{part}", {"resultTypes": ["violations"]})
        assert found.violations_count == 0, (part, found.generate_report())
    jupyterlab.menu(page, "Kernel", "Restart Kernel…")
    page.locator(".jp-Dialog-button.jp-mod-warn, .jp-Dialog-button.jp-mod-accept").last.click()
    page.get_by_text("Python was restarted; run this cell again.").wait_for()
    expect(told).to_have_text(TOLD)
    jupyterlab.menu(page, "File", "Save Notebook")
    page.wait_for_timeout(1500)
    page.goto("about:blank")
    page = opened()
    expect(told).to_have_text(TOLD)


@pytest.fixture
def nbclassic(browser, stored, tmp_path):
    """The address of an nbclassic that shows the small lesson."""
    if importlib.util.find_spec("nbclassic") is None:
        pytest.skip("nbclassic is not installed; pip install nbclassic")
    (tmp_path / "notebooks").mkdir()
    shutil.copy(stored, tmp_path / "notebooks")
    Lab(tmp_path, "").trust(stored.name)
    port, env = free_port(), environment(tmp_path)
    env["PYTHONPATH"] += os.pathsep + os.environ.get("PYTHONPATH", "")
    options = [f"--port={port}", "--IdentityProvider.token=learner", "--no-browser", "--allow-root"]
    log = tmp_path / "server.log"
    with log.open("w") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "nbclassic", *options],
            cwd=tmp_path / "notebooks",
            env=env,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        try:
            wait_for(f"http://127.0.0.1:{port}/api?token=learner", log)
            yield f"http://127.0.0.1:{port}/nbclassic/notebooks/{stored.name}?token=learner"
        finally:
            server.kill()  # asked to end, it waits long for a kernel that was restarting
            server.wait(30)


def test_in_nbclassic_pages_look_and_work_as_elsewhere(nbclassic, visitor):
    page = visitor
    page.goto(nbclassic)
    page.locator(".embedlab-predict[data-ready]").wait_for(timeout=60_000)
    page.wait_for_function("Jupyter.notebook.kernel?.is_connected()", timeout=60_000)
    legend = page.locator(".embedlab-predict legend")
    assert legend.evaluate("e => getComputedStyle(e).fontSize") == "15px"
    assert legend.evaluate("e => getComputedStyle(e).borderBottomWidth") == "0px"
    lock_in(page)
    page.evaluate("Jupyter.notebook.execute_all_cells()")
    slider = page.get_by_role("slider", name="number n")
    slider.wait_for()
    slider.fill("3")
    page.locator("img[alt='It ends at 4'][src^=blob]").wait_for()
    expect(page.locator(".embedlab-predicted")).to_have_text([TOLD])
    page.evaluate("Jupyter.notebook.kernel.restart()")
    page.get_by_text("Python was restarted; run this cell again.").wait_for()
