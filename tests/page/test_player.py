"""The player: what the page shows is what the trace holds, by mouse and by keys, with or without a kernel."""

import base64
import dataclasses
import re

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe

from embedlab.corpora import template_corpus
from embedlab.page.player.packing import pack, view
from embedlab.page.player.runs import Link, _drop_row, live, play
from embedlab.page.player.vectors import drag
from embedlab.training import Trace, train


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

    def opener(*shown, width=980, height=900, **media):
        path = tmp_path / "page.html"
        head = (
            '<!doctype html><html lang="en"><meta charset="utf-8"><title>Player</title><body><main>'
        )
        path.write_text(head + "".join(p.html for p in shown) + "</main>", encoding="utf-8")
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(**media)
        page.context.set_offline(True)
        page.goto(path.as_uri())
        page.wait_for_function(
            "document.querySelectorAll('.embedlab-player[data-ready] [data-x]').length"
        )
        return page

    return opener


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def read(page):
    """(step, pixels (V, 2)) as they stand in the page."""
    step = int(page.locator(".el-number b").first.inner_text().split(" / ")[0])
    moves = page.evaluate(
        "[...document.querySelectorAll('.el-word')].map(n => n.getAttribute('transform'))"
    )
    return step, np.array([[float(v) for v in re.findall(r"-?[\d.]+", move)] for move in moves])


def expected(page, points):
    """Where points (V, 2) belong, by two ticks of each axis."""
    pixels = []
    for axis, inset in (("x", 52), ("y", 6 + 4)):
        ticks = page.evaluate(
            f"[...document.querySelectorAll('.el-plane [data-{axis}]')]"
            f".map(n => [+n.getAttribute('data-{axis}'), +n.getAttribute('{axis}')])"
        )
        (v0, p0), (v1, p1) = ticks[0], ticks[-1]
        pixels.append(p0 + (points[:, "xy".index(axis)] - v0) * (p1 - p0) / (v1 - v0) - inset)
    return np.stack(pixels, axis=1)


def assert_shows(page, trace, step):
    shown, pixels = read(page)
    assert shown == step
    assert np.abs(pixels - expected(page, trace.tables[step])).max() < 0.05
    assert page.locator(".el-number b").nth(2).inner_text() == f"{trace.losses[step]:.3f}"


# ---- the page as bytes ----


def test_the_same_trace_gives_the_same_bytes(trace):
    assert play(trace).html == play(trace).html
    assert drag([2, 1], [1, 1]).html == drag([2, 1], [1, 1]).html


def test_a_live_page_differs_only_in_the_key_that_is_sanitised(trace, corpus):
    one, two = (re.sub(r'data-live-key="[^"]*"', "", live(trace, corpus).html) for _ in range(2))
    assert one == two


def test_200_steps_of_30_vectors_fit_into_200_kB(thirty):
    assert len(play(thirty).html.encode()) <= 200_000


def test_positions_in_the_page_are_those_of_the_trace(trace):
    html = play(trace).html
    scale = float(re.search(r'"scale":([\d.e-]+)', html)[1])
    packed = np.frombuffer(base64.b64decode(re.search(r'"positions":"([^"]+)"', html)[1]), "<i2")
    assert np.abs(packed.reshape(trace.tables.shape) * scale - trace.tables).max() <= scale


def test_the_page_loads_nothing_and_holds_a_still_picture_with_alt_text(trace):
    for shown in (play(trace), drag([2, 1], [1, 1])):
        assert "://" not in shown.html
        assert re.search(r'<img alt="[^"]{20,}" src="data:image/png;base64,', shown.html)


def test_the_text_twin_says_in_words_what_the_page_shows(trace):
    bundle = play(trace)._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"}
    assert "40 steps, 38 words in 2 dimensions" in bundle["text/plain"]
    assert repr(play(trace)) == bundle["text/plain"]


def test_words_that_look_like_markup_stay_words(open_page, trace):
    words = ("</script><b>", '"', "&amp;", *trace.words[3:])
    page = open_page(play(dataclasses.replace(trace, words=words), title="<i>a & b</i>"))
    assert page.locator(".el-title").inner_text() == "<i>a & b</i>"
    assert page.locator(".el-column").first.text_content() == "</script><b>"


# ---- refusals ----


def broken(trace, name):
    value = getattr(trace, name).copy()
    value.flat[-1] = np.nan
    return dataclasses.replace(trace, **{name: value})


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda t, c: play([1, 2]), TypeError, "not list"),
        (lambda t, c: play(broken(t, "tables")), ValueError, "NaN"),
        (lambda t, c: play(broken(t, "losses")), ValueError, "NaN"),
        (lambda t, c: play(dataclasses.replace(t, words=t.words[:-1])), ValueError, "37 words"),
        (
            lambda t, c: play(dataclasses.replace(t, tables=np.zeros((2002, 38, 2)))),
            ValueError,
            "too long",
        ),
        (lambda t, c: play(t, start=41), IndexError, "0 … 40"),
        (lambda t, c: play(t, start=True), IndexError, "True"),
        (lambda t, c: live(t, None), ValueError, "same words"),
        (lambda t, c: drag([1, 2, 3], [1, 2]), ValueError, "a must be two finite"),
        (lambda t, c: drag([1, 2], [np.inf, 2]), ValueError, "b must be two finite"),
        (lambda t, c: drag(["x", "y"], [1, 2]), ValueError, "a must be two finite"),
        (lambda t, c: drag([1, 2], [2, 1], names="ab"), ValueError, "two different"),
        (lambda t, c: drag([1, 2], [2, 1], names=("a", "a")), ValueError, "two different"),
    ],
    ids=range(13),
)
def test_what_cannot_be_shown_is_refused_in_one_sentence(trace, corpus, make, error, words):
    with pytest.raises(error, match=re.escape(words)) as caught:
        make(trace, corpus)
    assert "\n" not in str(caught.value) and str(caught.value).endswith(".")


@pytest.mark.parametrize(
    "tables",
    [np.zeros((1, 2, 2)), np.ones((3, 2, 2)), np.ones((3, 2, 1))],
    ids=["no step", "nothing moves", "d = 1"],
)
def test_the_smallest_runs_are_shown(open_page, tables):
    n = len(tables)
    batches, touched = np.zeros((n, 1), int), np.zeros((n, 2), bool)
    small = Trace(("a", "b"), ("x", "x"), tables, tables, np.ones(n), tables, batches, touched, 1.0)
    page = open_page(play(small))
    button(page, "To the end").click()
    assert read(page)[0] == n - 1


# ---- going through a run ----


def test_every_button_and_key_goes_to_its_step_and_shows_the_trace_to_a_twentieth_of_a_pixel(
    open_page, trace
):
    page = open_page(play(trace))
    assert_shows(page, trace, 0)
    for name, step in [
        ("One step forward", 1),
        ("One step forward", 2),
        ("One step back", 1),
        ("To the end", 40),
        ("One step forward", 40),
        ("To the start", 0),
        ("One step back", 0),
    ]:
        button(page, name).click()
        assert_shows(page, trace, step)
    scrub = page.get_by_role("slider", name="Step", exact=True)
    for control in (
        scrub,
        page.locator(".el-mark"),
        button(page, "Play"),
        page.locator(".el-word").first,
    ):
        control.focus()
        for key, step in [
            ("Home", 0),
            ("ArrowRight", 1),
            ("Shift+ArrowRight", 11),
            ("ArrowLeft", 10),
            ("End", 40),
            ("Shift+ArrowLeft", 30),
            ("Home", 0),
        ]:
            page.keyboard.press(key)
            assert_shows(page, trace, step)


def test_the_plane_of_a_16_dimensional_run_is_its_principal_plane(open_page, corpus):
    from embedlab.projection import explained_variance, pca_basis, project

    deep = train(corpus, d=16, steps=12)
    side = pca_basis(deep.tables[-1])
    page = open_page(play(deep, start=5))
    step, pixels = read(page)
    assert step == 5
    assert np.abs(pixels - expected(page, project(deep.tables[5], *side))).max() < 0.05
    share = explained_variance(deep.tables[-1], *side)
    assert f"{share:.0%} of the variance" in page.locator(".el-note").inner_text()


PICTURE = """(root => { // all that is seen and told, but for what pressing a button leaves behind
    root.querySelectorAll('.el-spoken, .el-message').forEach(n => n.remove());
    return root.innerHTML;
})(document.querySelector('.embedlab-player').cloneNode(true))"""


def test_forward_and_back_ends_at_the_same_picture(open_page, trace):
    page = open_page(play(trace, start=17))
    before = page.evaluate(PICTURE)
    for name in ["One step forward"] * 5 + ["One step back"] * 5:
        button(page, name).click()
    page.mouse.move(2, 2)
    assert page.evaluate(PICTURE) == before


def test_play_shows_every_step_and_pause_is_spoken_once(open_page, trace):
    page = open_page(play(trace))
    page.evaluate("""() => { window.seen = []; window.said = [];
        for (const [name, list] of [['.el-number b', seen], ['.el-spoken', said]]) {
            const node = document.querySelector(name);
            new MutationObserver(() => list.push(node.textContent)).observe(node, {childList: true});
        } }""")
    page.get_by_role("combobox", name="Speed").select_option("4×")
    button(page, "Play").click()
    assert button(page, "Pause").is_visible()
    page.wait_for_function("document.querySelector('.el-number b').textContent === '40 / 40'")
    page.wait_for_timeout(60)
    shown = [int(text.split(" / ")[0]) for text in page.evaluate("seen")]
    assert shown == list(range(1, 41))
    assert page.evaluate("said") == [f"End: step 40 of 40, loss {trace.losses[-1]:.3f}"]
    assert button(page, "Play").is_visible()


def test_space_plays_and_pauses(open_page, trace):
    page = open_page(play(trace))
    page.locator(".el-scrub").focus()
    page.keyboard.press("Space")
    page.wait_for_function("document.querySelector('.el-number b').textContent === '3 / 40'")
    page.keyboard.press("Space")
    step = read(page)[0]
    page.wait_for_timeout(300)
    assert read(page)[0] == step and page.locator(".el-spoken").inner_text().startswith("Paused")


def test_the_loss_curve_and_the_scrub_bar_lead_to_a_step_by_mouse(open_page, trace):
    page = open_page(play(trace))
    sheet = page.locator(".el-loss .el-sheet").bounding_box()
    y = sheet["y"] + sheet["height"] / 2
    page.mouse.move(sheet["x"] + sheet["width"] * 0.25, y)
    page.mouse.down()
    assert_shows(page, trace, 10)
    page.mouse.move(sheet["x"] + sheet["width"] * 0.5, y, steps=4)
    assert_shows(page, trace, 20)
    page.mouse.up()
    page.mouse.move(sheet["x"] + sheet["width"] * 0.75, y)
    assert_shows(page, trace, 20)
    page.locator(".el-scrub").fill("33")
    assert_shows(page, trace, 33)


def test_zooming_and_moving_the_view_moves_vectors_and_axes_together(open_page, trace):
    page = open_page(play(trace, start=40))
    home = read(page)[1]
    for act in (
        lambda: button(page, "Zoom in").click(),
        lambda: page.keyboard.press("+"),
        lambda: page.keyboard.press("-"),
        lambda: button(page, "Zoom out").click(),
    ):
        act()
        assert_shows(page, trace, 40)
    button(page, "Zoom in").click()
    frame = page.locator(".el-plane .el-frame").bounding_box()
    page.mouse.move(frame["x"] + 8, frame["y"] + 8)
    page.mouse.down()
    page.mouse.move(frame["x"] + 48, frame["y"] + 28)
    page.mouse.up()
    assert_shows(page, trace, 40)
    assert np.abs(read(page)[1] - home).max() > 20
    button(page, "Fit all").click()
    assert np.array_equal(read(page)[1], home)


def test_axes_stay_fixed_and_nothing_jumps_while_playing(open_page, thirty):
    for width in (480, 700, 980):
        page, seen = open_page(play(thirty), width=width), set()
        for step in (0, 7, 99, 100, 200):
            page.locator(".el-scrub").fill(str(step))
            seen.add(
                page.evaluate("""JSON.stringify([...document.querySelectorAll('.embedlab-player, .el-plane, '
                + '.el-bar > *, .el-readout > *, .el-loss, .el-strip svg, [data-x], [data-y]')].map(n => [
                n.textContent.length * n.hasAttribute('data-x'),
                ...Object.values(n.getBoundingClientRect().toJSON())]))""")
            )
        assert len(seen) == 1


@pytest.mark.parametrize("width", [480, 700, 980])
def test_no_label_covers_another_and_none_is_cut_off(open_page, trace, width):
    page = open_page(play(trace), width=width)
    for step in (0, 15, 40):
        page.locator(".el-scrub").fill(str(step))
        boxes = page.evaluate("""[...document.querySelectorAll('.el-labels text')]
            .filter(n => n.getAttribute('display') !== 'none').map(n => n.getBBox())
            .map(b => [b.x, b.y + 2, b.x + b.width, b.y + b.height - 2])""")
        assert len(boxes) >= 10
        width, height = (
            page.evaluate("""(n => ['width', 'height'].map(name => +n.getAttribute(name)))(
            document.querySelector('.el-plane > svg'))""")
        )
        for i, (left, top, right, bottom) in enumerate(boxes):
            assert left >= 0 and top >= 0 and right <= width and bottom <= height
            assert right <= width - 36 or bottom <= height - 100  # the buttons
            assert all(
                left >= b[2] or right <= b[0] or top >= b[3] or bottom <= b[1] for b in boxes[:i]
            )
    assert page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )


def test_a_word_without_place_shows_its_label_and_way_on_hover_and_focus(open_page, trace):
    page = open_page(play(trace, start=10))
    hidden = page.evaluate("""[...document.querySelectorAll('.el-labels text')]
        .findIndex(n => n.getAttribute('display') === 'none')""")
    assert hidden >= 0
    label, way = (
        page.locator(".el-labels text").nth(hidden),
        page.locator(".el-trails polyline").nth(hidden),
    )
    mark, leave = (
        page.locator(f"[data-row='{hidden}']"),
        "n => n.dispatchEvent(new Event('pointerleave'))",
    )
    for come in ("n => n.dispatchEvent(new Event('pointerenter'))", "n => n.focus()"):
        mark.evaluate(come)
        assert label.is_visible() and way.get_attribute("points")
        mark.evaluate(leave)
        assert not label.is_visible() and not way.get_attribute("points")


def test_a_trail_ends_at_the_mark_and_points_become_arrows_on_request(open_page, trace):
    page = open_page(play(trace, start=25))
    button(page, "Trails").click()
    button(page, "Arrows").click()
    assert button(page, "Arrows").get_attribute("aria-pressed") == "true"
    _, pixels = read(page)
    trails = [way.get_attribute("points") for way in page.locator(".el-trails polyline").all()]
    for trail, pixel in zip(trails, pixels, strict=True):
        way = np.array([[float(v) for v in pair.split(",")] for pair in trail.split()])
        assert len(way) == 27 and np.abs(way[-1] - pixel).max() < 0.11
    assert page.locator(".el-shafts path").first.is_visible()
    button(page, "Arrows").click()
    assert not page.locator(".el-shafts path").first.get_attribute("d")


def test_the_strip_names_the_rows_looked_up_and_shows_the_sign_by_direction(open_page, trace):
    page = open_page(play(trace, start=30))
    bold = page.evaluate(
        "[...document.querySelectorAll('.el-column.el-on')].map(n => n.textContent)"
    )
    assert bold == [word for word, on in zip(trace.words, trace.touched[30], strict=True) if on]
    change = trace.tables[30] - trace.tables[29]
    for kind, sign in ((".el-up", 1), (".el-down", -1)):
        rises = [
            float(v) for v in re.findall(r"v(-?[\d.]+)", page.locator(kind).get_attribute("d"))
        ]
        assert rises and all(rise * sign < 0 for rise in rises)  # up the page is minus
        assert len(rises) <= (change * sign > 0).sum()


def test_an_update_arrow_points_where_the_step_went_magnified_as_the_legend_says(open_page, trace):
    page = open_page(play(trace, start=40))
    factor = int(re.search(r"× (\d+)", page.locator(".el-key").inner_text())[1])
    number, path = r"(-?[\d.]+)", page.locator(".el-update").get_attribute("d")
    drawn = re.findall(f"M{number},{number}L{number},{number}M", path)
    before, after = expected(page, trace.tables[39]), expected(page, trace.tables[40])
    arrows = np.hstack([before, before + factor * (after - before)])
    arrows = arrows[np.hypot(*(arrows[:, 2:] - arrows[:, :2]).T) > 1.6]
    drawn = np.array(drawn, float)
    assert len(arrows) and all(
        np.abs(drawn - arrow).max(axis=1).min() < 0.15 * factor for arrow in arrows
    )


def test_words_are_reached_and_marked_by_keys_alone(open_page, trace):
    page = open_page(play(trace, start=5))
    page.locator(".el-word[tabindex='0']").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("PageDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    marked = page.locator(".el-word[aria-selected='true']")
    assert marked.count() == 1
    x, y = trace.tables[5, 1]
    wanted = f"cat, animals: dimension 0 {x:.2f}, dimension 1 {y:.2f}".replace("-", "−")
    assert marked.get_attribute("aria-label") == wanted


# ---- drag ----


def panel(page):
    names, values = (page.locator(f"dl {tag}").all_inner_texts() for tag in ("dt", "dd"))
    return dict(zip(names, values, strict=True))


def test_dragging_a_tip_by_mouse_changes_dot_norms_angle_and_cosine(open_page):
    page = open_page(drag([2, 1], [1, 1]))
    assert panel(page)["a · b"] == "3.000" and panel(page)["cos θ"] == f"{3 / np.sqrt(10):.3f}"
    tip = page.get_by_role("slider", name="vector a").locator("circle").bounding_box()
    x, y = tip["x"] + tip["width"] / 2, tip["y"] + tip["height"] / 2
    scale = (expected(page, np.array([[1, 0], [0, 0]])) @ [1, 0]) @ [1, -1]
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 3 * scale, y, steps=5)
    page.mouse.up()
    shown = panel(page)
    assert (
        shown["a"] == "(−1.00, 1.00)" and shown["a · b"] == "0.000" and shown["angle θ"] == "90.0°"
    )
    assert (
        shown["cos θ"] == "0.000"
        and shown["shadow of a on b"] == "0.000"
        and shown["‖a‖"] == "1.414"
    )


def test_arrow_keys_move_a_tip_and_the_new_place_is_told(open_page):
    page = open_page(drag([2, 1], [1, 1], names=("cat", "dog")))
    tip = page.get_by_role("slider", name="vector cat")
    tip.focus()
    before = tip.get_attribute("aria-valuetext")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Shift+ArrowLeft")
    assert before == "dimension 0 2.00, dimension 1 1.00" != tip.get_attribute("aria-valuetext")
    x, y = (float(v.replace("−", "-")) for v in re.findall(r"−?[\d.]+", panel(page)["cat"]))
    assert y > 1 and x < 2 and panel(page)["cat · dog"] == f"{x + y:.3f}".replace("-", "−")
    assert "cosine" in page.locator(".el-spoken").inner_text()
    button(page, "Back to the start").click()
    assert panel(page)["cat"] == "(2.00, 1.00)"


def test_the_cosine_of_a_zero_vector_is_called_undefined(open_page):
    page = open_page(drag([0, 0], [1, 1]))
    assert panel(page)["cos θ"] == panel(page)["angle θ"] == "undefined"
    assert panel(page)["a · b"] == "0.000"
    assert "no direction" in page.locator(".el-formula").inner_text()


def test_long_names_stay_in_the_plane(open_page):
    page = open_page(
        drag([3, 0], [-3, 0], names=("the river bank", "the money in the bank")), width=420
    )
    frame = page.locator(".el-frame").bounding_box()
    for name in page.locator(".el-names text").all():
        box = name.bounding_box()
        assert frame["x"] <= box["x"] and box["x"] + box["width"] <= frame["x"] + frame["width"]


# ---- live ----


def test_without_a_kernel_a_live_page_says_so_in_one_sentence_and_still_plays(
    open_page, trace, corpus
):
    page = open_page(live(trace, corpus, start=20))
    page.locator(".el-word[tabindex='0']").focus()
    page.keyboard.press("ArrowRight")
    assert np.abs(read(page)[1][0] - expected(page, trace.tables[20])[0])[0] > 1
    page.keyboard.press("Enter")
    assert (
        page.locator(".el-message").inner_text() == "Run the cell to let Python train on from here."
    )
    button(page, "One step forward").click()
    assert_shows(page, trace, 21)


MODEL = """() => {
    const root = document.querySelector('.embedlab-player');
    window.sent = [];
    window.model = { get: () => root.dataset.liveKey, send: (drop) => sent.push(drop),
        on: (_, act) => { model.answer = act; } };
    document.dispatchEvent(new CustomEvent('embedlab-model', { detail: model }));
}"""


def test_a_dropped_row_reaches_python_and_the_run_goes_on_from_there(open_page, trace, corpus):
    page = open_page(live(trace, corpus, start=20))
    page.evaluate(MODEL)
    page.locator(".el-word[tabindex='0']").focus()
    for _ in range(4):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")
    drop = page.evaluate("sent")[0]
    assert drop["run"] == 0 and drop["step"] == 20 and drop["row"] == 0
    side, _ = view(trace)
    new, sentence = _drop_row(trace, corpus, drop, side)
    assert np.allclose(new.tables[20, 0], drop["at"], atol=1e-6)
    assert np.array_equal(new.tables[20, 1:], trace.tables[20, 1:])
    assert np.array_equal(new.tables[:20], trace.tables[:20])
    page.emulate_media(reduced_motion="reduce")
    page.evaluate(
        "answer => model.answer(answer)",
        {"sentence": sentence, "number": 1, "run": pack(new, side)},
    )
    assert page.locator(".el-message").inner_text() == sentence
    button(page, "Pause").click()
    for key, step in (("Home", 0), ("End", new.steps)):
        page.keyboard.press(key)
        assert_shows(page, new, step)


def drop_first_word(page):
    """At step 0, move the first word three units to the right and let it go."""
    page.locator(".el-word").first.focus()
    for key in ["Home", *["Shift+ArrowRight"] * 3, "Enter"]:
        page.keyboard.press(key)
    return page.evaluate("sent.at(-1)")


def answer(page, run, side, number=1):
    content = {"sentence": "Done.", "number": number, "run": pack(run, side)}
    page.evaluate("answer => model.answer(answer)", content)


def test_after_a_resumed_run_forward_and_back_ends_at_the_same_picture(open_page, trace, corpus):
    page, side = open_page(live(trace, corpus, start=20), reduced_motion="reduce"), view(trace)[0]
    page.evaluate(MODEL)
    new, _ = _drop_row(trace, corpus, {"step": 20, "row": 3, "at": [2, 2]}, side)
    answer(page, new, side)
    button(page, "Pause").click()
    assert_shows(page, new, 20)
    before = page.evaluate(PICTURE)
    for name in ["One step forward"] * 5 + ["One step back"] * 10 + ["One step forward"] * 5:
        button(page, name).click()
    button(page, "Play").hover()
    assert page.evaluate(PICTURE) == before


def test_a_row_put_back_leaves_the_picture_as_it_was(open_page, trace, corpus):
    page = open_page(live(trace, corpus, start=20))
    page.locator(".el-word").first.focus()
    before = page.evaluate(PICTURE)
    for key in ("Shift+ArrowRight", "ArrowUp", "Escape"):
        page.keyboard.press(key)
    assert page.evaluate(PICTURE) == before


def test_a_second_drop_goes_on_from_the_run_that_is_shown(open_page, trace, corpus):
    page, side = open_page(live(trace, corpus, start=20), reduced_motion="reduce"), view(trace)[0]
    page.evaluate(MODEL)
    first = drop_first_word(page)
    assert (
        first["run"] == 0 and drop_first_word(page)["run"] == 0
    )  # the first answer is not there yet
    answer(page, _drop_row(trace, corpus, first, side)[0], side, number=1)
    button(page, "Pause").click()
    assert drop_first_word(page)["run"] == 1


def test_a_run_that_ends_early_is_shown_to_its_end_though_the_reader_was_further(
    open_page, trace, corpus
):
    page, side = open_page(live(trace, corpus, start=40), reduced_motion="reduce"), view(trace)[0]
    page.evaluate(MODEL)
    answer(page, train(corpus, steps=5), side)
    assert read(page)[0] == 0 and page.locator(".el-scrub").get_attribute("max") == "5"


def test_an_answer_during_play_does_not_play_twice_as_fast(open_page, trace, corpus):
    page, side = open_page(live(trace, corpus)), view(trace)[0]
    page.evaluate(MODEL)
    page.evaluate("""() => { const ask = requestAnimationFrame.bind(window); window.asked = 0;
        window.requestAnimationFrame = act => { asked += 1; return ask(act); }; }""")
    button(page, "Play").click()
    answer(page, trace, side)
    page.evaluate("() => new Promise(done => { asked = 0; setTimeout(done, 500); })")
    assert page.evaluate("asked") < 45


def test_how_a_step_was_reached_stays_when_a_row_is_dropped_there(trace, corpus):
    new, _ = _drop_row(trace, corpus, {"step": 20, "row": 3, "at": [2, 2]}, view(trace)[0])
    for name in ("touched", "gradients", "batches", "output_tables"):
        assert np.array_equal(getattr(new, name)[:21], getattr(trace, name)[:21])
    assert new.losses[20] != trace.losses[20] and np.array_equal(new.losses[:20], trace.losses[:20])


def test_python_keeps_every_run_and_says_why_it_cannot_train_on(trace, corpus, monkeypatch):
    links = []
    monkeypatch.setattr(Link, "send", lambda link, content: links.append((link, content)))
    monkeypatch.setattr(Link, "on_msg", lambda link, act: links.append((link, act)))
    live(trace, corpus)
    (link, hear), sent = links.pop(), links
    for run in (0, 0, 1):
        hear(link, {"run": run, "step": 40, "row": 3, "at": [2, 2]}, [])
    assert [content["number"] for _, content in sent] == [1, 2, 3]
    assert sent[0][1]["sentence"].startswith("Python moved “cow” at step 40")
    hear(link, {"run": 0, "step": 41, "row": 3, "at": [2, 2]}, [])
    hear(link, {"run": 0, "step": 40, "row": 3, "at": [np.nan, 2]}, [])
    assert len(sent) == 5
    assert all(
        content["sentence"].startswith("Python could not train on: ") for _, content in sent[3:]
    )


def test_a_row_dropped_in_the_plane_keeps_what_the_plane_does_not_show(corpus):
    from embedlab.projection import project

    deep = train(corpus, d=5, steps=6)
    mean, basis = side = view(deep)[0]
    new, _ = _drop_row(deep, corpus, {"step": 3, "row": 7, "at": [0.5, -0.25]}, side)
    change = new.tables[3, 7] - deep.tables[3, 7]
    assert np.allclose(project(new.tables[3, 7], mean, basis), [0.5, -0.25], atol=1e-6)
    assert np.allclose(basis @ (basis.T @ change), change, atol=1e-6)


# ---- everybody ----


def pages(trace, corpus):
    return [play(trace, title="A run"), drag([2, 1], [1, 1]), live(trace, corpus)]


def test_every_focusable_element_keeps_its_keys_from_jupyterlab_and_has_a_name(
    open_page, trace, corpus
):
    page = open_page(*pages(trace, corpus))
    focusable = page.locator("button, input, select, textarea, summary, a[href], [tabindex]")
    assert focusable.count() > 90
    for node in focusable.all():
        assert node.get_attribute("data-lm-suppress-shortcuts") is not None
        assert (node.get_attribute("aria-label") or node.inner_text()).strip()


def test_tab_reaches_every_control_and_shows_where_it_is(open_page, trace):
    page, reached = open_page(play(trace)), []
    for _ in range(22):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("(n => n.ariaLabel || n.textContent)(document.activeElement)"))
    for name in [
        "To the start",
        "One step back",
        "Play",
        "One step forward",
        "To the end",
        "Step",
        "Speed",
        "Zoom in",
        "Zoom out",
        "Fit all",
        "Step on the loss curve",
        "Arrows",
        "Trails",
        "Keys",
    ]:
        assert name in reached
    button(page, "Play").focus()
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert float(outline.removesuffix("px")) >= 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_to_complain_about(open_page, trace, corpus, scheme):
    page = open_page(*pages(trace, corpus), color_scheme=scheme)
    page.evaluate(f"document.body.style.background = '{'#fff' if scheme == 'light' else '#111'}'")
    page.wait_for_timeout(50)
    result = Axe().run(page, context=".embedlab-player")
    assert result.violations_count == 0, result.generate_report()


def test_reduced_motion_plays_in_few_pictures(open_page, trace):
    page = open_page(play(trace), reduced_motion="reduce")
    assert read(page)[0] == 0
    button(page, "Play").click()
    page.wait_for_timeout(300)
    assert read(page)[0] == 0
    page.wait_for_function("!document.querySelector('.el-number b').textContent.startsWith('0 ')")
    assert read(page)[0] == 5


def test_nothing_plays_by_itself(open_page, trace):
    page = open_page(play(trace, start=3))
    page.wait_for_timeout(400)
    assert read(page)[0] == 3


def test_the_dark_palette_is_lighter_and_follows_jupyterlabs_theme_at_once(open_page, trace):
    page = open_page(play(trace))
    shade = "[...document.querySelectorAll('.el-word')].map(n => getComputedStyle(n).color)[0]"
    light = page.evaluate(shade)
    page.evaluate("document.body.setAttribute('data-jp-theme-light', 'false')")
    dark = page.evaluate(shade)
    assert light == "rgb(0, 114, 178)" and sum(map(int, re.findall(r"\d+", dark))) > 292
    page.evaluate("document.body.setAttribute('data-jp-theme-light', 'true')")
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(shade) == light
    page.evaluate("document.body.removeAttribute('data-jp-theme-light')")
    assert page.evaluate(shade) == dark


def test_two_players_on_one_page_do_not_touch_each_other(open_page, trace):
    page = open_page(play(trace), play(trace, start=7))
    page.locator(".el-scrub").first.fill("3")
    assert page.locator(".el-number:first-child b").all_inner_texts() == ["3 / 40", "7 / 40"]
    assert page.evaluate("document.querySelectorAll('[id]').length") == 0


def test_a_script_that_does_not_know_its_place_starts_the_page_too(page, trace):
    """JupyterLab makes a new script element of each one in an output."""
    page.set_content('<html lang="en"><body></body></html>')
    page.evaluate(
        """html => { document.body.innerHTML = html;
        for (const old of document.body.querySelectorAll('script')) {
            const script = document.createElement('script');
            for (const a of old.attributes) script.setAttribute(a.name, a.value);
            script.textContent = old.textContent;
            old.replaceWith(script);
        } }""",
        play(trace, start=4).html,
    )
    page.wait_for_selector("[data-x]", state="attached")
    assert_shows(page, trace, 4)


def test_without_scripts_the_still_picture_and_its_words_remain(browser, trace, tmp_path):
    (tmp_path / "page.html").write_text(
        "<!doctype html><meta charset=utf-8>" + play(trace).html, encoding="utf-8"
    )
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((tmp_path / "page.html").as_uri())
    assert "mean loss" in page.locator(".embedlab-player img").get_attribute("alt")
    assert page.locator(".embedlab-player img").bounding_box()["width"] > 300
    context.close()
