"""The player: what the page shows is what the trace holds, by mouse and by keys."""

import dataclasses
import re

import numpy as np
import pytest

from embedlab.page.player.runs import live, play
from embedlab.page.player.vectors import drag
from embedlab.training import Trace, train
from tests.page.player_page import PICTURE, assert_shows, button, expected, read

# ---- refusals ------------------------------------------------------------------------------------


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
        (lambda t, c: play(t, follow=["dgo"]), ValueError, "'dgo' is not a word"),
        (lambda t, c: play(t, follow=["dog", "dog"]), ValueError, "different words"),
        (lambda t, c: play(t, chapters=["one"]), TypeError, "not list"),
        (lambda t, c: play(t, chapters={41: "later"}), IndexError, "0 … 40"),
        (lambda t, c: play(t, chapters={4: " "}), ValueError, "needs a text"),
        (lambda t, c: play({"a": t}), ValueError, "give 2, 3 or 4"),
        (lambda t, c: play({"a": t, 2: t}), ValueError, "2 does not name"),
        (
            lambda t, c: play({"a": t, "b": dataclasses.replace(t, words=t.words[::-1])}),
            ValueError,
            "other words",
        ),
        (lambda t, c: drag([1, 2, 3], [1, 2]), ValueError, "a must be two finite"),
        (lambda t, c: drag([1, 2], [np.inf, 2]), ValueError, "b must be two finite"),
        (lambda t, c: drag(["x", "y"], [1, 2]), ValueError, "a must be two finite"),
        (lambda t, c: drag([1, 2], [2, 1], names="ab"), ValueError, "two different"),
        (lambda t, c: drag([1, 2], [2, 1], names=("a", "a")), ValueError, "two different"),
    ],
    ids=range(21),
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


# ---- going through a run -------------------------------------------------------------------------


def test_words_that_look_like_markup_stay_words(open_page, trace):
    words = ("</script><b>", '"', "&amp;", *trace.words[3:])
    page = open_page(play(dataclasses.replace(trace, words=words), title="<i>a & b</i>"))
    assert page.locator(".el-title").inner_text() == "<i>a & b</i>"
    assert page.locator(".el-column").first.text_content() == "</scrip…"
    assert page.get_by_role("option", name="</script><b>, animals").count() == 1


def test_every_button_and_key_goes_to_its_step_and_shows_the_trace_to_a_twentieth_of_a_pixel(
    open_page, trace
):
    page = open_page(play(trace, start=0))
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


def test_forward_and_back_ends_at_the_same_picture(open_page, trace):
    page = open_page(play(trace, start=17))
    before = page.evaluate(PICTURE)
    for name in ["One step forward"] * 5 + ["One step back"] * 5:
        button(page, name).click()
    page.mouse.move(2, 2)
    assert page.evaluate(PICTURE) == before


def test_play_shows_every_step_and_pause_is_spoken_once(open_page, trace):
    page = open_page(play(trace, start=0))
    page.evaluate("""() => { window.seen = []; window.said = [];
        for (const [name, list] of [['.el-number b', seen], ['.el-spoken', said]]) {
            const node = document.querySelector(name);
            new MutationObserver(() => list.push(node.textContent))
                .observe(node, {childList: true});
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
    page = open_page(play(trace, start=0))
    page.locator(".el-scrub").focus()
    page.keyboard.press("Space")
    page.wait_for_function("document.querySelector('.el-number b').textContent === '3 / 40'")
    page.keyboard.press("Space")
    step = read(page)[0]
    page.wait_for_timeout(300)
    assert read(page)[0] == step and page.locator(".el-spoken").inner_text().startswith("Paused")


def test_the_loss_curve_and_the_scrub_bar_lead_to_a_step_by_mouse(open_page, trace):
    page = open_page(play(trace, start=0))
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
        page, seen = open_page(play(thirty, start=0), width=width), set()
        button(page, "Fixed scale").click()
        for step in (0, 7, 99, 100, 200):
            page.locator(".el-scrub").fill(str(step))
            seen.add(
                page.evaluate("""JSON.stringify([...document.querySelectorAll(
                '.embedlab-player, .el-plane, .el-bar > *, .el-readout > *, .el-loss, '
                + '.el-strip svg, [data-x], [data-y]')].map(n => [
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
        page.locator(".el-word").nth(hidden),
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
    a, b, c, d, e, f = (
        float(v)
        for v in re.findall(r"-?[\d.]+", page.locator(".el-trails").get_attribute("transform"))
    )
    assert b == c == 0
    matrix = np.array([a, d, e, f])
    trails = [way.get_attribute("points") for way in page.locator(".el-trails polyline").all()]
    for trail, pixel in zip(trails, pixels, strict=True):
        way = np.array([[float(v) for v in pair.split(",")] for pair in trail.split()])
        assert len(way) == 27 and np.abs(way[-1] * matrix[:2] + matrix[2:] - pixel).max() < 0.11
    assert page.locator(".el-shafts path").first.is_visible()
    button(page, "Arrows").click()
    assert not page.locator(".el-shafts path").first.get_attribute("d")


def test_the_table_names_the_rows_looked_up_and_colours_each_cell_by_its_number(open_page, trace):
    page = open_page(play(trace, start=30))
    bold = page.evaluate(
        "[...document.querySelectorAll('.el-column.el-on')].map(n => n.textContent)"
    )
    assert bold == [word for word, on in zip(trace.words, trace.touched[30], strict=True) if on]
    cells = page.evaluate("""[...document.querySelectorAll('.el-rows > g > g')].map(
        row => [...row.children].map(cell =>
            (cell.classList.contains('el-below') ? -1 : 1) * cell.getAttribute('fill-opacity')))""")
    expected_shades = trace.tables[30] / np.abs(trace.tables).max()
    assert np.abs(np.array(cells) - expected_shades).max() < 0.006
    flashing = page.evaluate(
        "[...document.querySelectorAll('.el-rows > g')].map(n => !!n.querySelector('.el-flash'))"
    )
    assert flashing == (trace.tables[30] != trace.tables[29]).any(axis=1).tolist()


def test_a_long_name_in_the_table_ends_before_the_cells_of_the_next_column(open_page, corpus):
    run = train(corpus, d=16, batch=400, steps=2)  # all words are looked up: all names are bold
    words = tuple(f"{word}wommwow"[:11] for word in run.words)
    page = open_page(play(dataclasses.replace(run, words=words)))
    assert page.locator(".el-column.el-on").count() > 30
    boxes = page.evaluate("""[...document.querySelectorAll('.el-rows > g')].map(row => {
        const box = node => node.getBoundingClientRect();
        return [box(row.querySelector('text')), box(row.lastElementChild), row.transform.baseVal[0]
            .matrix.e].map((b, i) => i < 2 ? [b.left, b.right] : b); })""")
    for _, (_, end), place in boxes:
        following = [name for name, _, other in boxes if other > place]
        assert all(left >= end - 1 for left, _ in following)


def test_a_row_of_the_table_leads_to_its_point_and_back_by_mouse_and_by_keys(open_page, trace):
    page = open_page(play(trace))
    focused = "document.activeElement.getAttribute('class') + document.activeElement.dataset.row"
    page.locator(".el-rows [role=option]").nth(5).click()
    assert page.evaluate(focused).startswith("el-word") and page.evaluate(focused).endswith("5")
    page.keyboard.press("e")
    assert page.evaluate(focused) == "null5"
    page.keyboard.press("ArrowDown")
    assert page.evaluate(focused) == "null6"
    assert page.locator(".el-labels .el-front").last.text_content() == trace.words[6]
    page.keyboard.press("Enter")
    assert page.evaluate(focused).startswith("el-word") and page.evaluate(focused).endswith("6")


def test_a_player_opens_at_the_end_and_its_large_button_plays_from_the_start(open_page, trace):
    page = open_page(play(trace), reduced_motion="reduce")
    assert_shows(page, trace, 40)
    ways = [way.get_attribute("points") for way in page.locator(".el-trails polyline").all()]
    assert all(len(way.split()) > 40 for way in ways)
    start = button(page, "Play from the start")
    start.click()
    assert not start.is_visible()
    page.wait_for_function("parseInt(document.querySelector('.el-number b').textContent) < 30")


@pytest.mark.parametrize("width", [480, 980])
def test_no_name_is_under_the_large_button(open_page, corpus, width):
    page = open_page(play(train(corpus, batch=4, steps=60, lr=2)), width=width)
    start = button(page, "Play from the start").bounding_box()
    boxes = [text.bounding_box() for text in page.locator(".el-labels text:visible").all()]
    assert len(boxes) >= 8
    for box in boxes:
        right, below = start["x"] + start["width"], start["y"] + start["height"]
        beside = box["x"] >= right or box["x"] + box["width"] <= start["x"]
        assert beside or box["y"] >= below or box["y"] + box["height"] <= start["y"] + 2


def test_the_camera_follows_and_a_fixed_scale_stays(open_page, trace):
    page, seen = open_page(play(trace, start=0)), {}
    for mode in ("follow", "fixed"):
        for step in (0, 40):
            page.locator(".el-scrub").fill(str(step))
            seen[mode, step] = page.locator(".el-unit text").text_content()
            assert_shows(page, trace, step)
        button(page, "Fixed scale").click()
    assert float(seen["follow", 0]) < float(seen["follow", 40])
    assert seen["fixed", 0] == seen["fixed", 40]


@pytest.mark.parametrize("width", [360, 390, 480, 980])
def test_the_scale_bar_is_not_under_the_zoom_buttons(open_page, trace, width):
    page = open_page(play(trace, start=0), width=width)
    zoom = button(page, "Zoom in").bounding_box()
    for step in (0, 13, 27, 40):
        page.locator(".el-scrub").fill(str(step))
        bar = page.locator(".el-unit").bounding_box()
        assert bar["width"] > 20 and bar["x"] + bar["width"] < zoom["x"]


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
