"""All tests, and the kernels that they start, keep out of the progress of whoever runs them.

Here too: which tests are slow without saying so, and how many processes share the whole suite.
"""

import os
import shutil
import tempfile

import pytest

SLOW_FIXTURES = {"browser", "jupyterlab"}

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
    """A cell of a notebook and whatever opens a browser is slow."""
    for item in items:
        is_cell = item.path.suffix == ".ipynb"
        if is_cell or SLOW_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker("slow")
    if hasattr(config, "workerinput"):  # files that take long first: no process waits at the end
        long = {item.path for item in items if item.get_closest_marker("slow")}
        items.sort(key=lambda item: item.path not in long)
