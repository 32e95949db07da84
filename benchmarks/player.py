"""The player in headless Chromium, and beside `interact` with `plt.show` in one JupyterLab.

The picture after a click or key is the moment after the browser painted it. 200 steps × 38 words;
the camera follows, and a word is chosen, so that each click also draws what pulled on its row.
"""

import statistics
import time
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
import numpy as np
from playwright.sync_api import sync_playwright

from benchmarks.rows import OURS, Row
from embedlab.page.player.runs import play
from embedlab.page.player.vectors import drag
from embedlab.training import train
from tests.conftest import find_chromium, serve_jupyterlab

# From an event to the moment after the next picture was painted.
LATENCY = """type => { window.took = [];
    addEventListener(type, event => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => took.push(performance.now() - event.timeStamp);
    channel.port2.postMessage(0);
}), {capture: true}); }"""
SHOWN = """() => { window.shown = []; const node = document.querySelector('.el-number b');
    new MutationObserver(() => shown.push([performance.now(), parseInt(node.textContent)])).observe(
        node, {childList: true, characterData: true, subtree: true}); }"""
VISIBLE = """html => { const begin = performance.now(); document.body.innerHTML = html;
    for (const old of document.body.querySelectorAll('script')) {
        const script = document.createElement('script');
        for (const a of old.attributes) script.setAttribute(a.name, a.value);
        script.textContent = old.textContent;
        old.replaceWith(script);
    }
    return new Promise(done =>
        requestAnimationFrame(() => setTimeout(() => done(performance.now() - begin)))); }"""
PEER = """import matplotlib.pyplot as plt, numpy as np
from ipywidgets import interact
from benchmarks.player import example
trace = example()
def picture(step):
    plt.figure(figsize=(6, 5))
    plt.scatter(*trace.tables[step].T)
    for word, at in zip(trace.words, trace.tables[step]):
        plt.annotate(word, at)
    plt.xlim(-4, 4)
    plt.ylim(-4, 4)
    plt.show()
interact(picture, step=(0, 200));"""


def example():
    """A real training: 38 words × 200 steps in two dimensions, with W and all pairs."""
    return train(steps=200, lr=2.0)


def half_and_most(what, who, times, aims=("", "")):
    """The median, and what 95 of 100 stay below."""
    yield Row(what, who, statistics.median(times), "ms", aim=aims[0])
    yield Row(what, f"{who}, 95 of 100", float(np.quantile(times, 0.95)), "ms", aim=aims[1])


def clicks(page, target, n=80):
    page.evaluate(LATENCY, "click")
    for _ in range(n):
        target.click()
        page.wait_for_timeout(23)
    return page.evaluate("took")


def playing(page, trace):
    """Frames per second and steps that were not shown, at four times the normal speed."""
    page.evaluate(SHOWN)
    page.get_by_role("combobox", name="Speed").select_option("4×")
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function(f"shown.length && shown.at(-1)[1] === {trace.steps}", timeout=60_000)
    shown = page.evaluate("shown").copy()
    seconds = (shown[-1][0] - shown[0][0]) / 1e3
    return (len(shown) - 1) / seconds, trace.steps + 1 - len({step for _, step in shown} | {0})


def dragging(page):
    page.set_content(f"<body>{drag([2, 1], [1, 1]).html}</body>")
    tip = page.locator(".el-word circle").first.bounding_box()
    x, y = tip["x"] + tip["width"] / 2, tip["y"] + tip["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate(LATENCY, "pointermove")
    for i in range(80):
        page.mouse.move(x - 2 * i, y + 30 * np.sin(i / 8))
        page.wait_for_timeout(11)
    page.mouse.up()
    return page.evaluate("took")


def in_a_file(browser):
    trace, page = example(), browser.new_page(viewport={"width": 1000, "height": 900})
    shown = play(trace).html
    yield Row("stored output", OURS, len(shown.encode()) / 1e3, "kB", aim="≤ 220")
    page.set_content("<body></body>")
    page.evaluate(VISIBLE, shown)
    times = [page.evaluate(VISIBLE, shown) for _ in range(7)]
    yield Row("arrival of the output → picture", OURS, statistics.median(times), "ms", aim="≤ 400")
    page.get_by_role("button", name="To the start", exact=True).click()
    page.locator(".el-rows [role=option]").nth(24).click()  # the: in nearly every step
    forward = page.get_by_role("button", name="One step forward", exact=True)
    yield from half_and_most("click → picture", OURS, clicks(page, forward), ("≤ 17", "≤ 33"))
    page.get_by_role("button", name="To the start", exact=True).click()
    rate, dropped = playing(page, trace)
    yield Row("playing at 4×", OURS, rate, "steps/s", aim="40")
    yield Row("playing at 4×", "steps dropped", dropped, "", aim="0")
    yield from half_and_most("dragging, behind the mouse", OURS, dragging(page), ("≤ 17", ""))
    page.close()


def in_jupyterlab(browser):
    """The same run played, and drawn anew by `interact` with `plt.show`, in one JupyterLab."""
    code = [
        "from benchmarks.player import example\nfrom embedlab.page import play\nplay(example())",
        PEER,
    ]
    cells = [nbformat.v4.new_code_cell(source, id=f"cell{i}") for i, source in enumerate(code)]
    kernel = {
        "language_info": {"name": "python"},
        "kernelspec": {"name": "python3", "display_name": "Python 3"},
    }
    notebook = nbformat.v4.new_notebook(cells=cells, metadata=kernel)
    with ExitStack() as stack:
        home = Path(stack.enter_context(TemporaryDirectory(ignore_cleanup_errors=True)))
        nbformat.write(notebook, home / "peer.ipynb")
        address = stack.enter_context(serve_jupyterlab(home, home))
        page = browser.new_page(viewport={"width": 1200, "height": 2400})
        page.goto(f"{address}/doc/tree/peer.ipynb?token=learner")
        page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=60_000)
        page.wait_for_function("!document.querySelector('#jupyterlab-splash')")
        page.wait_for_timeout(2000)
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.locator(".lm-Menu-item", has_text="Run All Cells").first.click()
        image = page.locator(".widget-interact img")
        image.wait_for(timeout=60_000)
        page.wait_for_timeout(2000)
        ours = clicks(page, page.get_by_role("button", name="One step forward", exact=True), 40)
        theirs = interact_steps(page, image)
        page.close()
    half, peers = statistics.median(ours), statistics.median(theirs)
    yield Row("a step in JupyterLab", OURS, half, "ms")
    yield Row("a step in JupyterLab", "interact + plt.show", peers, "ms", half / peers)


def interact_steps(page, image, n=25):
    """Key on the slider → another picture in the page, one after the other."""
    slider, times = page.locator(".noUi-handle").first, []
    slider.focus()
    for _ in range(n):
        before, begin = image.get_attribute("src"), time.perf_counter()
        page.keyboard.press("ArrowRight")
        page.wait_for_function(
            "([old]) => { const i = document.querySelector('.widget-interact img');"
            " return i && i.src !== old && i.complete; }",
            arg=[before],
        )
        times.append((time.perf_counter() - begin) * 1e3)
    return times


def main():
    path = find_chromium()
    if path is None:
        raise ImportError("there is no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield from in_a_file(browser)
        yield from in_jupyterlab(browser)
