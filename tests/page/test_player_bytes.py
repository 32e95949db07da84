"""The page of a player as bytes: small, equal for equal runs, and with the numbers of the trace."""

import base64
import json
import re

import numpy as np

from embedlab.page.player.runs import live, play
from embedlab.page.player.vectors import drag
from embedlab.training import train
from tests.page.player_page import numbers_in_halves


def test_the_same_trace_gives_the_same_bytes(trace):
    assert play(trace).html == play(trace).html
    assert drag([2, 1], [1, 1]).html == drag([2, 1], [1, 1]).html


def test_a_live_page_differs_only_in_the_key_that_is_sanitised(trace, corpus):
    one, two = (re.sub(r'data-live-key="[^"]*"', "", live(trace, corpus).html) for _ in range(2))
    assert one == two


def test_200_steps_of_30_vectors_fit_into_120_kB(thirty):
    assert len(play(thirty).html.encode()) <= 120_000


def test_200_steps_of_38_words_with_w_and_all_pairs_fit_into_160_kB(corpus):
    assert len(play(train(corpus, steps=200, lr=2.0)).html.encode()) <= 160_000


def test_positions_in_the_page_are_those_of_the_trace(trace):
    data = re.search(r'<script type="application/json">(.*?)</script>', play(trace).html)[1]
    packed = json.loads(data)["runs"][0]["run"]["E"]
    changed = np.unpackbits(
        np.frombuffer(base64.b64decode(packed["changed"]), "u1"), bitorder="little"
    )[: trace.touched.size].astype(bool)
    steps = numbers_in_halves(packed["steps"])
    shown, latest = np.empty((trace.touched.size, 2)), np.zeros((trace.V, 2))
    for n, on in enumerate(changed):
        for j in range(2):
            number = next(steps) if on else 0
            latest[n % trace.V, j] += -(number + 1) // 2 if number % 2 else number // 2
        shown[n] = latest[n % trace.V]
    differences = shown.reshape(trace.tables.shape) * packed["scale"] - trace.tables
    assert np.abs(differences).max() <= packed["scale"]


def test_the_page_loads_nothing_and_holds_a_still_picture_with_alt_text(trace):
    for shown in (play(trace), drag([2, 1], [1, 1])):
        assert "://" not in shown.html
        assert re.search(r'<img alt="[^"]{20,}" src="data:image/png;base64,', shown.html)


def test_the_text_twin_says_in_words_what_the_page_shows(trace):
    bundle = play(trace)._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"}
    assert "40 steps, 38 words in 2 dimensions" in bundle["text/plain"]
    assert repr(play(trace)) == bundle["text/plain"]
