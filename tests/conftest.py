"""A headless Chromium and a real JupyterLab for the tests that need eyes and hands."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import hypothesis
import pytest
from playwright.sync_api import sync_playwright

from tests import ROOT

SETTINGS = {"apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False}}
PLACES = {  # where JupyterLab keeps its files, in a folder of the tests
    "JUPYTER_CONFIG_DIR": "config",
    "JUPYTER_DATA_DIR": "data",
    "JUPYTER_RUNTIME_DIR": "runtime",
    "JUPYTERLAB_SETTINGS_DIR": "settings",
    "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
}

hypothesis.settings.register_profile("untimed", deadline=None)  # a busy machine is no mistake
hypothesis.settings.load_profile("untimed")


@pytest.fixture(scope="module")
def browser():
    """Chromium, headless; without one the browser tests are skipped and say so.

    It ends with each module: Playwright keeps an event loop running meanwhile, and sliders that are
    tried without a browser would wait for that loop to redraw.
    """
    path = find_chromium()
    if path is None:
        pytest.skip("no Chromium on this machine; install chromium to try what needs a browser")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        chromium.close()


def find_chromium():
    """The path of the browser that tests and benchmarks use, or None."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), None)


@pytest.fixture
def page(browser):
    """A fresh page of 1200 × 900; the test fails if the page reports an error on its console."""
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    page, faults = context.new_page(), []
    page.on("console", lambda message: message.type == "error" and faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    context.close()
    assert not faults


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


@pytest.fixture(scope="module")
def jupyterlab(browser, tmp_path_factory):
    """A JupyterLab over a copy of the lessons."""
    home = tmp_path_factory.mktemp("jupyter")
    for folder in ("notebooks", "fresh"):  # what learners change is put back from "fresh"
        shutil.copytree(ROOT / "notebooks", home / folder)
    with serve_jupyterlab(home, home / "notebooks") as address:
        yield Lab(home, address)


@contextlib.contextmanager
def serve_jupyterlab(home, folder):
    """The address of a JupyterLab that shows a folder and keeps its own files in `home`."""
    set_settings(home, SETTINGS)
    port = free_port()
    options = [
        "--no-browser",
        "--allow-root",
        f"--port={port}",
        "--IdentityProvider.token=learner",
        f"--ServerApp.root_dir={folder}",
    ]
    with open(home / "server.log", "w", encoding="utf-8") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyter", "lab", *options],
            env=environment(home),
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            wait_for(f"http://127.0.0.1:{port}/api?token=learner", home / "server.log")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(30)


def environment(home):
    """The variables that keep Jupyter apart from the settings of whoever runs the tests."""
    places = {name: str(home / place) for name, place in PLACES.items()}
    return os.environ | places | {"PYTHONPATH": str(ROOT)}


def set_settings(home, settings):
    for name, values in settings.items():
        path = home / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values))


def wait_for(url, log, seconds=60):
    for _ in range(seconds * 5):
        try:
            return urllib.request.urlopen(url)
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()[-2000:]}")


class Lab:
    """What a learner can do to a JupyterLab."""

    def __init__(self, home, address):
        self.home, self.address = home, address

    def theme(self, name):
        set_settings(self.home, {"apputils-extension/themes": {"theme": f"JupyterLab {name}"}})

    def trust(self, name):
        subprocess.run(
            [sys.executable, "-m", "jupyter", "trust", str(self.home / "notebooks" / name)],
            env=environment(self.home),
            check=True,
            capture_output=True,
        )

    def open(self, page, name):
        page.goto(f"{self.address}/doc/tree/{name}?token=learner")
        page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=60_000)
        page.wait_for_function("!document.querySelector('#jupyterlab-splash')")

    def menu(self, page, menu, item):
        page.get_by_role("menuitem", name=menu, exact=True).click()
        page.locator(".lm-Menu-item", has_text=item).first.click()

    def run_all(self, page):
        self.wait_for_kernel(page)
        self.menu(page, "Edit", "Clear Outputs of All Cells")
        self.menu(page, "Run", "Run All Cells")
        page.wait_for_function(
            "() => [...document.querySelectorAll("  # folded code has no number
            "'.jp-CodeCell .jp-InputPrompt:not(.jp-Placeholder *)')]"
            ".every(p => /\\[\\d+\\]/.test(p.textContent))",
            timeout=120_000,
        )

    def wait_for_kernel(self, page, seconds=60):
        """Before its kernel is there, JupyterLab answers "run" by asking which one to take."""
        for _ in range(5 * seconds):
            kernels = [session["kernel"] for session in self.api("sessions")]
            if any(
                kernel["execution_state"] == "idle" and kernel["connections"] for kernel in kernels
            ):
                page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for(
                    state="attached"
                )
                return
            page.wait_for_timeout(200)
        raise RuntimeError("no kernel came up")

    def shut_down_kernels(self):
        for kernel in self.api("kernels"):
            self.api(f"kernels/{kernel['id']}", "DELETE")

    def api(self, path, method="GET"):
        headers = {"Authorization": "token learner"}
        request = urllib.request.Request(
            f"{self.address}/api/{path}", method=method, headers=headers
        )
        content = urllib.request.urlopen(request).read()
        return json.loads(content) if content else None
