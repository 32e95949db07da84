"""Sliders in JupyterLab: their kernel is restarted, and a page is opened again."""

import nbformat
import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.slow

KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
CELL = """
from embedlab.page import explore, loss_curves

explore(lambda n: loss_curves({"a": [3, 2, n]}, title="A title"), n=(1, 5))
"""


@pytest.fixture
def desk(jupyterlab, page):
    """A notebook with one cell of sliders, run."""
    path = jupyterlab.home / "notebooks" / "sliders.ipynb"
    cell = nbformat.v4.new_code_cell(CELL)
    nbformat.write(nbformat.v4.new_notebook(cells=[cell], metadata=KERNEL), path)
    jupyterlab.open(page, "sliders.ipynb")
    jupyterlab.run_all(page)
    page.get_by_role("slider", name="number n").wait_for()
    yield page
    page.goto("about:blank")
    jupyterlab.shut_down_kernels()
    path.unlink()


def save(jupyterlab, page):
    jupyterlab.menu(page, "File", "Save Notebook")
    page.wait_for_function("!document.querySelector('.jp-mod-dirty')")


def test_after_a_restart_a_sentence_says_so_and_a_second_run_brings_the_sliders_back(
    jupyterlab, desk
):
    page, slider = desk, desk.get_by_role("slider", name="number n")
    slider.fill("2")
    page.locator(".embedlab-explore img[src^=blob]").wait_for()
    jupyterlab.menu(page, "Kernel", "Restart Kernel…")
    page.get_by_role("button", name="Confirm Kernel Restart").click()
    page.get_by_text("Python was restarted; run this cell again.").wait_for()
    expect(slider).to_be_disabled()
    expect(page.locator(".embedlab-explore img")).to_have_count(1)
    jupyterlab.run_all(page)
    slider.wait_for()
    expect(page.get_by_text("Python was restarted")).to_have_count(0)
    slider.fill("3")
    page.locator(".embedlab-explore img[src^=blob]").wait_for()


def test_a_page_opened_again_shows_where_the_sliders_were_and_without_python_a_true_sentence(
    jupyterlab, desk
):
    page, slider = desk, desk.get_by_role("slider", name="number n")
    slider.fill("2")
    page.locator(".embedlab-explore img[src^=blob]").wait_for()
    save(jupyterlab, page)
    jupyterlab.open(page, "sliders.ipynb")
    page.locator(".embedlab-explore img[src^=blob]").wait_for()
    expect(slider).to_have_attribute("aria-valuetext", "3")
    page.goto("about:blank")
    jupyterlab.shut_down_kernels()
    jupyterlab.open(page, "sliders.ipynb")
    page.get_by_text("They need Python: run this cell in Jupyter.").wait_for(timeout=10_000)
    assert page.locator(".embedlab-explore img[src^=data]").count() == 1
    assert page.get_by_text("Error displaying widget").count() == 0
