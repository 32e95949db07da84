"""The player where something is missing: it was not scrolled to yet, or its kernel is gone."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from embedlab.page.player.runs import live, play
from embedlab.page.player.vectors import drag
from embedlab.training import template_corpus, train

pytestmark = pytest.mark.slow

# As JupyterLab treats the cells below the screen: they are in the page, and are not laid out.
BELOW = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Player</title><main>
<h1>Far down</h1><div style="height:6000px"></div>
<div style="content-visibility:auto;contain-intrinsic-size:600px">{}</div></main>"""


def make_play():
    return play(train(steps=5))


def make_live():
    corpus = template_corpus()
    return live(train(corpus, steps=5), corpus)


def make_drag():
    return drag([3, 1], [1, 2])


@pytest.mark.parametrize("make", [make_play, make_live, make_drag])
def test_a_player_that_was_not_scrolled_to_has_its_names_for_a_screen_reader(page, make):
    page.set_content(BELOW.format(make().html))
    page.locator(".embedlab-player[data-ready]").wait_for(state="attached")
    assert page.locator("[data-x]").count() == 0, "it was laid out, so this test tries nothing"
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()


def test_a_live_player_whose_kernel_is_gone_says_so_at_once(page):
    page.set_content(make_live().html)
    page.locator("[data-x]").first.wait_for(state="attached")
    page.evaluate("""() => {
        const send = () => { throw new Error("the kernel was restarted"); };
        const root = document.querySelector('.embedlab-player');
        root.pythonModel = { on: () => {}, send };
        root.dispatchEvent(new CustomEvent('embedlab-model'));
    }""")
    page.locator(".el-word[tabindex='0']").focus()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")
    message = page.locator(".el-message").inner_text()
    assert message == "Python does not answer; run the cell again to continue training from here."
