"""All tests, and the kernels that they start, keep out of the progress of whoever runs them.

Here too: which tests are slow without saying so, and how many processes share the whole suite.
"""

import os
import shutil
import tempfile
from importlib.util import find_spec

import pytest

BROWSERS = {"browser", "jupyterlab"}  # fixtures
LEFT_OUT = "PyTorch is not installed, so the optional lesson is left out: pip install torch"

home = tempfile.mkdtemp(prefix="embedlab-")
os.environ["EMBEDLAB_HOME"] = home


def pytest_unconfigure():
    shutil.rmtree(home, ignore_errors=True)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config):
    """One process per core for the whole suite; what was asked for by name stays in this one."""
    whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    return min(os.cpu_count() or 1, 4) if whole else 0


@pytest.hookimpl(tryfirst=True)  # before -m chooses
def pytest_collection_modifyitems(config, items):
    """A cell of a notebook and what opens a browser is slow; a browser comes last in its file.

    Before that, sliders are tried without one: see the fixture. Files with slow tests come first
    where several processes work, so that none waits for another at the end.
    """
    for item in items:
        if item.path.suffix == ".ipynb" or needs_browser(item):
            item.add_marker("slow")
        if item.path.name == "pytorch.ipynb" and not find_spec("torch"):
            item.add_marker(pytest.mark.skip(reason=LEFT_OUT))
    files = list(dict.fromkeys(item.path for item in items))
    if hasattr(config, "workerinput"):
        long = {item.path for item in items if item.get_closest_marker("slow")}
        files.sort(key=lambda path: path not in long)
    place = {path: number for number, path in enumerate(files)}
    items.sort(key=lambda item: (place[item.path], needs_browser(item)))


def pytest_sessionstart(session):
    """Where PyTorch is promised, as by .ci/run, a lesson that is left out is no success."""
    if os.environ.get("EMBEDLAB_REQUIRE_TORCH") and not find_spec("torch"):
        raise pytest.UsageError("EMBEDLAB_REQUIRE_TORCH is set, but PyTorch is not installed.")


def needs_browser(item):
    return bool(BROWSERS & set(getattr(item, "fixturenames", ())))
