"""Sliders whose kernel is gone: the picture comes back, and a sentence says what to do."""

import nbformat
import pytest

pytestmark = pytest.mark.slow

KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
CELL = """
from embedlab.page import explore, loss_curves

explore(lambda n: loss_curves({"a": [3, 2, n]}, title="A title"), n=(1, 5))
"""


def test_after_a_restart_the_still_picture_is_back_with_a_sentence(jupyterlab, page):
    path = jupyterlab.home / "notebooks" / "sliders.ipynb"
    cell = nbformat.v4.new_code_cell(CELL)
    nbformat.write(nbformat.v4.new_notebook(cells=[cell], metadata=KERNEL), path)
    jupyterlab.open(page, "sliders.ipynb")
    jupyterlab.run_all(page)
    sliders = page.locator(".embedlab-explore")
    sliders.wait_for()
    jupyterlab.menu(page, "Kernel", "Restart Kernel…")
    page.get_by_role("button", name="Confirm Kernel Restart").click()
    page.get_by_text("Python has been restarted or stopped.").wait_for()
    assert sliders.count() == 0
    assert page.locator(".jp-OutputArea img[alt]").count() == 1
    jupyterlab.run_all(page)
    sliders.wait_for()
    assert page.get_by_text("Python has been restarted").count() == 0
    page.goto("about:blank")
    jupyterlab.shut_down_kernels()
    path.unlink()
