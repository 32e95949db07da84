"""Every chart says what it shows, in the picture and in words, and changes no setting."""

import base64
import io
import re
import sys
from datetime import date

import matplotlib
import numpy as np
import pytest
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from PIL import Image

from embedlab.gradients import row_ledger
from embedlab.page.colours import GROUP_COLOURS, GROUP_MARKERS
from embedlab.page.curves import histograms, loss_curves, neighbour_bars, scaling
from embedlab.page.labels import place_labels
from embedlab.page.pictures import show
from embedlab.page.planes import plane, trace_picture
from embedlab.page.tables import ledger_picture, one_hot_product, table_heatmap
from embedlab.practice.reviewing.calendar_picture import review_days
from embedlab.training import train

E = [[1, 0, 2], [0, 1, 0], [-1, 1, 1], [2, 2, 2], [0, -1, 3]]
TRACE = train(steps=30)
DEEP = train(steps=10, d=5)
LEDGER = row_ledger(
    [[0, 1], [2, 0], [-1, 3], [4, -2]], [3, 1, 1, 0], [[1, 0], [0, 1], [2, 2], [-1, 1]], lr=0.1
)
TODAY = date(2026, 11, 25)
REVIEWS = (
    {date(2026, 11, 23): 12, date(2026, 9, 8): 3},
    {TODAY: 2, date(2026, 12, 8): 7, date(2027, 1, 1): 40},
)
WITH_AXES = {
    "heatmap": lambda title: table_heatmap(E, rows=[2], title=title),
    "large heatmap": lambda title: table_heatmap(DEEP.tables[-1], words=DEEP.words, title=title),
    "curves": lambda title: loss_curves({"a": [3, 2, 1], "b": [3, 2.5, np.nan]}, title=title),
    "bars": lambda title: neighbour_bars(["queen", "prince"], [0.78, -0.7], title=title),
    "histograms": lambda title: histograms(
        {"a": [0, 1, 1], "b": [2, 3]}, title=title, xlabel="cosine"
    ),
    "scaling": lambda title: scaling([10, 100], {"a": [1e-6, 1e-5]}, title=title, xlabel="V"),
    "plane": lambda title: plane(TRACE.tables[-1], TRACE.words, TRACE.groups, title=title),
    "trails": lambda title: plane(TRACE.tables[-1], trails=TRACE.tables, title=title),
    "arrows": lambda title: plane([[1, 0], [0, 2]], "ab", arrows=True, title=title),
    "trace": lambda title: trace_picture(TRACE, title=title),
    "review": lambda title: review_days(*REVIEWS, today=TODAY, title=title),
    "deep trace": lambda title: trace_picture(DEEP, 3, title=title),
}
SHEETS = {
    "one-hot": lambda title: one_hot_product([0, 0, 1, 0, 0], E, title=title),
    "batch of one-hots": lambda title: one_hot_product(np.eye(5)[[3, 1]], E, title=title),
    "ledger": lambda title: ledger_picture(LEDGER, words="abcd", title=title),
}
CHARTS = WITH_AXES | SHEETS
every_chart = pytest.mark.parametrize("chart", CHARTS.values(), ids=CHARTS)


def texts(fig):
    return [text.get_text() for text in fig.findobj(matplotlib.text.Text) if text.get_text()]


def pixels(shown):
    code = re.search(r"base64,([^\"]+)", shown.html)[1]
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(code))).convert("RGB"))


@every_chart
def test_the_title_that_was_asked_for_is_in_the_picture(chart):
    assert "Row 2 was read" in texts(chart("Row 2 was read"))


@pytest.mark.parametrize(
    ("costs", "labels"),
    [
        ([1e-6, 1e-2], {"10 µs", "100 µs", "1 ms"}),  # many powers of ten: one label each is enough
        ([0.07, 0.6], {"100 ms", "200 ms", "500 ms"}),  # hardly one: it gets labels between
    ],
)
def test_a_cost_axis_has_labels_enough_to_read_a_value(costs, labels):
    fig = scaling([1, 8], {"a": costs}, title="t", xlabel="times as large")
    fig.draw_without_rendering()
    ax = fig.axes[0]
    low, high = ax.get_ylim()
    shown = {
        label.get_text()
        for place, label in zip(ax.get_yticks(), ax.get_yticklabels(), strict=True)
        if low <= place <= high
    }
    assert labels <= shown
    assert 3 <= len(shown) <= 8


@pytest.mark.parametrize("chart", WITH_AXES.values(), ids=WITH_AXES)
def test_both_axes_have_names(chart):
    fig = chart("The finding")
    shared = fig.get_supylabel()
    axes = [ax for ax in fig.axes if not hasattr(ax, "_colorbar")]
    assert axes[-1].get_xlabel()
    assert all(ax.get_ylabel() or shared for ax in axes)


def test_a_histogram_names_the_fraction_of_the_values_in_percent():
    fig = histograms({"a": [0, 1]}, title="t", xlabel="x")
    assert fig.get_supylabel() == "fraction of the values (%)"


@every_chart
def test_nothing_is_clipped_or_runs_out_of_the_picture(chart):
    fig = chart(
        "A finding that is told in a title long enough to need a second line "
        "in any of these pictures"
    )
    fig.set_dpi(100)
    fig.draw_without_rendering()
    width, height = fig.bbox.size
    for text in fig.findobj(matplotlib.text.Text):
        if text.get_text() and text.get_visible():
            box = text.get_window_extent()
            inside = box.x0 >= -1 and box.x1 <= width + 1 and box.y0 >= -1 and box.y1 <= height + 1
            ticks = {
                str(tick)
                for ax in fig.axes
                for tick in (*ax.get_xticklabels(), *ax.get_yticklabels())
            }
            assert inside or str(text) in ticks, text


@every_chart
def test_a_picture_is_small_sharp_and_the_same_each_time(chart):
    one, two = (show(chart("The finding"), alt="The finding in words") for _ in range(2))
    assert one.html == two.html
    assert len(one.html) < 60_000
    width = int(re.search(r'width="(\d+)"', one.html)[1])
    assert pixels(one).shape[1] / width == pytest.approx(1.7, abs=0.01)


@every_chart
def test_no_figure_stays_open_and_no_setting_changes(chart):
    before = dict(matplotlib.rcParams)
    show(chart("The finding"), alt="The finding in words")
    assert dict(matplotlib.rcParams) == before
    pyplot = sys.modules.get("matplotlib.pyplot")
    assert pyplot is None or not pyplot.get_fignums()


@every_chart
def test_an_empty_title_is_refused(chart):
    if chart in (CHARTS["trace"], CHARTS["deep trace"]):
        assert any(
            "mean loss" in text for text in texts(chart(""))
        )  # its title is made from the step
    else:
        with pytest.raises(ValueError, match="title"):
            chart(" ")


def test_settings_of_the_reader_do_not_reach_the_picture():
    usual = show(WITH_AXES["curves"]("Falls"), alt="It falls.")
    with matplotlib.rc_context({"axes.facecolor": "black", "font.size": 30}):
        assert show(WITH_AXES["curves"]("Falls"), alt="It falls.").html == usual.html


# ---- words beside the picture


def test_alt_is_required_and_must_say_something():
    with pytest.raises(TypeError):
        show(Figure())
    for empty in ("", "  "):
        with pytest.raises(ValueError, match="alt"):
            show(Figure(), alt=empty)


def test_only_figures_are_shown():
    with pytest.raises(TypeError, match="list"):
        show([1, 2], alt="two numbers")


def test_alt_is_the_text_of_the_output_and_escaped_in_its_html():
    shown = show(Figure(), alt='σ < 1 & "small" <script>')
    bundle = shown._repr_mimebundle_()
    assert bundle["text/plain"] == repr(shown) == 'σ < 1 & "small" <script>'
    assert 'alt="σ &lt; 1 &amp; &quot;small&quot; &lt;script&gt;"' in bundle["text/html"]
    assert set(bundle) == {"text/html", "text/plain"}


# ---- colours and shapes


def test_groups_differ_by_colour_and_by_shape():
    assert len(set(GROUP_COLOURS)) == len(set(GROUP_MARKERS)) == 6
    fig = plane(TRACE.tables[-1], TRACE.words, TRACE.groups, title="Groups")
    marks = [
        c
        for c in fig.axes[0].collections
        if isinstance(c, PathCollection) and len(c.get_paths()) == 1
    ]
    assert len({to_hex(mark.get_facecolor()[0]) for mark in marks}) == 5
    assert len({mark.get_paths()[0].vertices.tobytes() for mark in marks}) == 5


def test_the_small_palette_keeps_the_colours_that_mean_something():
    shown = show(trace_picture(TRACE, 0), alt="The start")
    seen = {tuple(rgb) for rgb in pixels(shown).reshape(-1, 3)}
    for colour in (*GROUP_COLOURS[:5], "#ffffff"):
        wanted = np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)])
        assert min(abs(np.array(rgb) - wanted).max() for rgb in seen) <= 7, colour


def test_more_than_six_groups_are_refused():
    with pytest.raises(ValueError, match="at most 6"):
        plane(np.eye(7)[:, :2], groups=tuple("abcdefg"), title="Too many")


def test_curves_differ_by_line_and_are_named_at_their_ends():
    fig = loss_curves({name: [3, 2, k] for k, name in enumerate("abcdef")}, title="Six")
    lines = [line for line in fig.axes[0].lines if len(line.get_xdata()) == 3]
    assert len({(line.get_color(), str(line._unscaled_dash_pattern)) for line in lines}) == 6
    assert set("abcdef") <= set(texts(fig))


def test_names_at_equal_ends_do_not_cover_each_other():
    fig = loss_curves({name: [3, 2, 1] for name in "abcd"}, title="All equal")
    fig.draw_without_rendering()
    tops = sorted(matplotlib.text.Text.get_window_extent(text).y0 for text in fig.axes[0].texts)
    assert min(np.diff(tops)) >= 12 * fig.dpi / 72  # pixels: a line of 9.5 points and air


def test_a_curve_that_is_not_finite_says_so():
    fig = loss_curves({"η = 9": [3, np.inf]}, title="Explodes")
    assert any("not finite" in text for text in texts(fig))


# ---- labels


def overlap(one, two):
    return (one[:2] < two[2:]).all() and (two[:2] < one[2:]).all()


@pytest.mark.parametrize("seed", range(5))
def test_labels_cover_no_mark_and_no_other_label(seed):
    rng = np.random.default_rng(seed)
    points, sizes = (
        rng.uniform(0, 400, (40, 2)),
        np.column_stack([rng.uniform(10, 60, 40), np.full(40, 9)]),
    )
    corners = place_labels(points, sizes, (0, 0, 400, 400))
    boxes = [
        np.hstack([c, c + s]) for c, s in zip(corners, sizes, strict=True) if not np.isnan(c[0])
    ]
    assert len(boxes) >= 35
    assert not any(overlap(a, b) for i, a in enumerate(boxes) for b in boxes[:i])
    assert not any(overlap(box, np.hstack([p - 4, p + 4])) for box in boxes for p in points)
    assert all((box >= 0).all() and (box <= 400).all() for box in boxes)


def test_words_without_room_are_counted_not_piled_up():
    fig = plane(np.zeros((40, 2)), ["the same place"] * 40, title="One point")
    assert any(re.match(r"\d+ words left out", text) for text in texts(fig))


def test_a_word_with_a_dollar_sign_is_not_read_as_a_formula():
    plane(np.eye(2), ["$a$", "$x_"], title="Plain words")


# ---- what the pictures show


def test_one_hot_product_writes_the_picked_row_as_the_result():
    shown = texts(SHEETS["one-hot"]("Row 2"))
    assert shown.count("−1") == 3  # once in the result, twice in E
    assert "x E = E[2]   (1 × 3)" in shown
    assert "E   (5 × 3)" in shown


def test_the_ledger_picture_marks_the_row_that_lost_a_contribution():
    shown = texts(SHEETS["ledger"]("Lost"))
    assert shown.count("✗ lost") == 1
    assert {"1.8", "−0.3", "−0.2", "2 ×", "none"} <= set(shown)


def test_review_days_writes_each_day_where_the_calendar_has_it():
    fig = review_days(*REVIEWS, today=TODAY, title="15 reviews")
    past, coming = fig.axes
    days = {text.get_text(): text.get_position() for text in past.texts}
    assert days == {"12": (11, 0), "3": (0, 1)}  # Monday of this week; Tuesday, eleven weeks ago
    assert [bar.get_height() for bar in coming.patches] == [2, *[0] * 12, 7]
    assert {text.get_text() for text in coming.texts} == {"2", "7"}


def test_small_tables_show_numbers_large_ones_a_scale():
    assert "−1" in texts(table_heatmap(E, title="Small"))
    assert len(table_heatmap(E, title="Small").axes) == 1
    assert len(table_heatmap(np.eye(30), title="Large").axes) == 2


def test_marked_rows_have_an_outline_and_a_pointer():
    fig = table_heatmap(E, rows=[1, 3], title="Marked")
    assert texts(fig).count("◀") == 2
    assert [patch.get_y() for patch in fig.axes[0].patches] == [0.5, 2.5]


def test_the_plane_has_one_unit_for_both_axes_and_keeps_asked_limits():
    ax = plane(np.eye(2), title="Square", xlim=(-3, 3)).axes[0]
    box = ax.get_window_extent()
    assert np.ptp(ax.get_xlim()) / box.width == pytest.approx(np.ptp(ax.get_ylim()) / box.height)
    assert ax.get_xlim()[0] <= -3 < 3 <= ax.get_xlim()[1]


def test_axes_of_a_trace_stay_the_same_at_every_step():
    limits = {
        (ax.get_xlim(), ax.get_ylim(), tuple(ax.get_position().bounds))
        for step in range(31)
        for ax in trace_picture(TRACE, step).axes
    }
    assert len(limits) == 2  # the plane's and the loss curve's


def test_every_snapshot_lies_inside_the_axes():
    ax = trace_picture(TRACE).axes[0]
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    inside = (
        TRACE.tables.min(axis=(0, 1)) > (left, bottom),
        TRACE.tables.max(axis=(0, 1)) < (right, top),
    )
    assert np.all(inside)


def test_a_step_beyond_the_trace_is_refused():
    with pytest.raises(IndexError):
        trace_picture(TRACE, 31)


@pytest.mark.parametrize(
    "wrong, culprit",
    [
        (lambda: one_hot_product([0, 1], E, title="t"), r"\(2,\).*\(5, 3\)"),
        (lambda: table_heatmap([1, 2], title="t"), r"\(V, d\)"),
        (lambda: table_heatmap(E, words=["a"], title="t"), "1 names do not fit 5"),
        (lambda: loss_curves({}, title="t"), "curves is empty"),
        (lambda: loss_curves({"a": []}, title="t"), "“a”"),
        (lambda: loss_curves({"a": ([1, 2], [1, 2, 3])}, title="t"), "“a”"),
        (lambda: scaling([1, 2], {"a": [1]}, title="t", xlabel="V"), "“a”"),
        (lambda: scaling([0, 2], {"a": [1, 1]}, title="t", xlabel="V"), "not positive"),
        (lambda: neighbour_bars(["a"], [1, 2], title="t"), "1 words"),
        (lambda: histograms({"a": [np.nan]}, title="t", xlabel="x"), "“a”"),
        (lambda: plane([[1, np.nan]], title="t"), "finite"),
        (lambda: plane(E, title="t"), r"\(5, 3\)"),
        (lambda: plane(np.eye(2), ["a"], title="t"), "1 words do not fit 2"),
        (lambda: plane(np.eye(2), groups=["a"], title="t"), "1 groups do not fit 2"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_one_sentence(wrong, culprit):
    with pytest.raises(ValueError, match=culprit) as caught:
        wrong()
    assert "\n" not in str(caught.value)
