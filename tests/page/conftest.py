"""Training runs to show, and a page without a network to show them in."""

import numpy as np
import pytest

from embedlab.corpora import template_corpus
from embedlab.training import Trace, train

READY = ".embedlab-player[data-ready] [data-x]"  # laid out


@pytest.fixture(scope="module")
def corpus():
    return template_corpus()


@pytest.fixture(scope="module")
def trace(corpus):
    return train(corpus, steps=40, lr=2.0)


@pytest.fixture(scope="module")
def thirty():
    """30 words × 200 steps: the size for which the budgets were set."""
    rng, shape = np.random.default_rng(0), (201, 30, 2)
    tables = (rng.normal(size=(30, 2)) + 0.05 * rng.normal(size=shape).cumsum(axis=0)).astype(
        np.float32
    )
    touched = rng.random((201, 30)) < 0.4
    return Trace(
        tuple(f"word{i}" for i in range(30)),
        tuple("abcdef"[i // 5] for i in range(30)),
        tables,
        tables,
        np.linspace(3.4, 2.4, 201),
        tables,
        np.zeros((201, 8), int),
        touched,
        1.0,
    )


@pytest.fixture
def open_page(page, tmp_path):
    """Write pages into one file, open it without a network, and give back the browser's page."""

    def opener(*shown, width=980, height=900, ready=READY, **media):
        path = tmp_path / "page.html"
        head = (
            '<!doctype html><html lang="en"><meta charset="utf-8"><title>Player</title><body><main>'
        )
        path.write_text(head + "".join(p.html for p in shown) + "</main>", encoding="utf-8")
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(**media)
        page.context.set_offline(True)
        page.goto(path.as_uri())
        page.wait_for_selector(ready, state="attached")
        return page

    return opener
