"""All tests, and the kernels that they start, keep out of the progress of whoever runs them."""

import os
import shutil
import tempfile

home = tempfile.mkdtemp(prefix="embedlab-")
os.environ["EMBEDLAB_HOME"] = home


def pytest_unconfigure():
    shutil.rmtree(home, ignore_errors=True)
