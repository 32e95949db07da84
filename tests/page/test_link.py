"""A page's widget is part of an output only where it could not find its page by itself."""

import sys
import time
from types import ModuleType

import pytest

from embedlab.page import explore, live
from embedlab.page.curves import loss_curves
from embedlab.page.link import Link, waiting

VIEW = "application/vnd.jupyter.widget-view+json"


def sliders():
    return explore(lambda lr: loss_curves({"a": [3, 3 - lr]}, title="It falls"), lr=(0, 2))


def in_colab(monkeypatch):
    monkeypatch.setitem(sys.modules, "google.colab", ModuleType("google.colab"))


def in_vscode(monkeypatch):
    monkeypatch.setattr(sys.modules["__main__"], "__vsc_ipynb_file__", "a.ipynb", raising=False)


def below_vscode(monkeypatch):
    monkeypatch.setenv("VSCODE_PID", "1")
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)


@pytest.mark.parametrize("place", [in_colab, in_vscode, below_vscode])
@pytest.mark.parametrize("kind", ["sliders", "live"])
def test_where_outputs_are_apart_the_bundle_has_a_view_and_the_widget_the_page(
    monkeypatch, trace, corpus, place, kind
):
    place(monkeypatch)
    shown = sliders().shown if kind == "sliders" else live(trace, corpus)
    data, _ = shown._repr_mimebundle_()
    assert data[VIEW]["model_id"] == shown.view.model_id
    assert data["text/html"] == shown.view.page == shown.html
    assert data["text/plain"] == shown.words
    assert f'data-live-key="{shown.view.key}"' in shown.view.page


def test_in_jupyter_a_view_would_leave_an_error_so_there_is_none(monkeypatch, trace, corpus):
    monkeypatch.setenv("VSCODE_PID", "1")  # JupyterLab, started from a terminal of VS Code
    monkeypatch.setenv("JPY_SESSION_NAME", "notebooks/02_lookup.ipynb")
    for shown in (sliders(), live(trace, corpus)):
        assert set(shown._repr_mimebundle_()) == {"text/html", "text/plain"}


def test_a_key_is_new_each_time_and_tells_when_its_cell_was_run():
    one, two = Link().key, Link().key
    assert one != two
    assert abs(int(one.split("-")[1]) - time.time()) < 60


def test_the_sentence_for_services_without_python_is_escaped():
    attributes, script = waiting("k", 'Write start={"lr": …} <now>.')
    assert 'data-live-key="k"' in attributes
    assert "start={&quot;lr&quot;: …} &lt;now&gt;." in attributes
    assert script.startswith("<script>") and script.endswith("</script>")
