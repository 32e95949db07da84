"""A learner in the browser edition: lessons run, players and sliders answer, work is kept, and what is missing is said."""

import json
import re

import nbformat
import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe

from embedlab.training import template_corpus, train
from tests.test_jupyterlab import drop_a_word, show_player
from tests.test_player import assert_shows, button

from conftest import ROOT  # isort: skip

STEP, LIVE, EXERCISE = "notebooks/06_gradient_step.ipynb", "notebooks/07_training_in_2d.ipynb", "exercises/02_lookup.ipynb"
UNSTABLE = re.compile(r"data:image/png;base64,[A-Za-z0-9+/=]+|data-live-key=\"[^\"]*\"")


def words(notebook):
    """What the outputs of each code cell say: streams in one piece, results as text."""
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    return [(cell["source"], "".join("".join(o.get("text", "")) or "".join(o.get("data", {}).get("text/plain", "")) or str(o)
                                     for o in cell["outputs"])) for cell in cells]


def test_a_notebook_runs_from_top_to_bottom_and_says_what_is_stored(lab, notebook):
    lab.open(notebook)
    lab.run_all()
    lab.page.wait_for_timeout(500)
    assert words(lab.notebook()) == words(nbformat.read(ROOT / notebook, as_version=4))
