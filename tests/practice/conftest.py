"""Progress in a folder of its own, and three exercises as if they were all."""

import pytest

from embedlab.practice import exercises, overview, store
from embedlab.practice.checking import attempts
from tests.practice.checking.three_exercises import BYTES, GRADIENT, REASON


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    monkeypatch.setenv("EMBEDLAB_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(store, "waiting", [])


@pytest.fixture
def three(monkeypatch):
    """The three exercises above as if they were all."""
    names = {one.name: one for one in (REASON, BYTES, GRADIENT)}
    for module in (exercises, overview):
        monkeypatch.setattr(module, "registry", lambda: names)
    monkeypatch.setattr(attempts, "given_hints", {})
    return names
