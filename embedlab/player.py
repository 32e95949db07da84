"""Vectors that move: a page with its data and its script inside, alive without a kernel.

`play` shows a training run, `drag` two vectors that can be dragged, `live` a run that goes on from where the
reader drops a row. `player.js` draws; here the data are packed and the page is put together.
"""

import base64
import dataclasses
import html
import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from embedlab.projection import explained_variance, pca_basis, project
from embedlab.training import Trace, resume

__all__ = ["Page", "drag", "live", "play"]

MAX_STEPS, MAX_POINTS = 2000, 200_000
LINK = """export default { initialize({ model }) { // the page and the model may come in either order
  const tell = () => document.dispatchEvent(new CustomEvent("embedlab-model", { detail: model }));
  tell();
  document.addEventListener("embedlab-page", tell);
  return () => document.removeEventListener("embedlab-page", tell);
} };"""


@dataclass(frozen=True)
class Page:
    """A moving picture as a notebook output: HTML that needs nothing else, and a few words."""

    html: str = field(repr=False)
    text: str

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/html": self.html, "text/plain": self.text}

    def __repr__(self):
        return self.text


def play(trace, *, title=None, start=0):
    """A training run to play, step and scrub through: vectors in the plane, loss, rows that changed.

    Tables with more than two dimensions are seen from the side on which the last one spreads most; that
    side stays fixed for the whole run.

    Parameters
    ----------
    trace : Trace
        At most 2,000 steps, and 200,000 points (steps × words).
    title : str, optional
        The finding, or what to look for.
    start : int
        Step that is shown first.

    Returns
    -------
    Page
        Words under the pointer show their name and way; Enter or a click keeps a word marked.

    Raises
    ------
    TypeError, ValueError, IndexError
        If trace is no Trace, holds a value that is not finite, or is too long; if there is no such step.

    Examples
    --------
    >>> from embedlab.training import train
    >>> play(train(steps=60))
    Player: 60 steps, 38 words in 2 dimensions, mean loss 3.64 → 3.56 nats per pair
    """
    _check_trace(trace, start)
    return _trace_page("play", trace, title, start)


def live(trace, corpus, *, title=None, start=0):
    """A training run as in `play`, in which a row can be dragged away: Python then trains on from there.

    Parameters
    ----------
    trace : Trace
    corpus : Corpus
        The one that the trace was trained on.
    title : str, optional
    start : int

    Returns
    -------
    Page
        Drag a word, or focus it, move it with the arrow keys and press Enter. Without a kernel the page
        plays the run as it was and asks to run the cell.

    Raises
    ------
    TypeError, ValueError, IndexError
        As `play`; also if corpus and trace do not have the same words.

    Examples
    --------
    >>> from embedlab.training import template_corpus, train
    >>> corpus = template_corpus()
    >>> live(train(corpus, steps=60), corpus)
    Live player: 60 steps, 38 words in 2 dimensions, mean loss 3.64 → 3.56 nats per pair
    """
    import anywidget
    import traitlets

    _check_trace(trace, start)
    if getattr(corpus, "words", None) != trace.words:
        raise ValueError("the corpus and the trace must have the same words; give the corpus that was trained on.")

    class Link(anywidget.AnyWidget):  # never displayed: it finds the page by its key
        _esm = LINK
        key = traitlets.Unicode().tag(sync=True)

    link, view, now = Link(), _view(trace), [trace]

    def train_on(_, drop, __):
        try:
            now[0], sentence = _drop_row(now[0], corpus, view, drop)
            link.send({"sentence": sentence, "run": _pack(now[0], view)})
        except (IndexError, TypeError, ValueError) as error:
            link.send({"sentence": f"Python could not train on: {error}"})

    link.on_msg(train_on)
    link.key = link.model_id
    return _trace_page("live", trace, title, start, key=link.model_id)


def drag(a, b, *, names=("a", "b"), title=""):
    """Two vectors in the plane to drag about: dot product, norms, angle, cosine and shadow keep up.

    Parameters
    ----------
    a, b : array_like, shape (2,)
        Where they start.
    names : (str, str)
        What they are called.
    title : str
        What to look for.

    Returns
    -------
    Page
        Drag a tip, or focus it and press the arrow keys.

    Raises
    ------
    ValueError
        If a vector does not have two finite numbers, or there are not two different names.

    Examples
    --------
    >>> drag([3, 1], [1, 2])
    Two vectors to drag: a = (3, 1), b = (1, 2)
    """
    vectors = [_check_vector(name, v) for name, v in zip("ab", (a, b), strict=True)]
    if isinstance(names, str) or len(names) != 2 or len(set(names)) != 2 or not all(map(str, names)):
        raise ValueError(f"names must be two different words, not {names!r}.")
    from embedlab.charts import plane

    reach = 1.3 * float(np.abs(vectors).max()) or 1.0
    text = "Two vectors to drag: " + ", ".join(f"{n} = ({x:g}, {y:g})" for n, (x, y) in zip(names, vectors, strict=True))
    data = {"kind": "drag", "title": title, "names": list(names), "vectors": np.array(vectors).tolist(),
            "axes": ["dimension 0", "dimension 1"], "bounds": [-reach, -reach, reach, reach]}
    return _page(data, plane(vectors, list(names), arrows=True, title=title or text), text)


def _trace_page(kind, trace, title, start, key=None):
    from embedlab.charts import trace_picture

    view, groups = _view(trace), list(dict.fromkeys(trace.groups))
    data = {"kind": kind, "title": title or "", "start": start, "words": trace.words, "groups": groups,
            "group": [groups.index(group) for group in trace.groups], "axes": view["axes"],
            "origin": project(np.zeros((1, trace.d)), *view["side"])[0].tolist(), "run": _pack(trace, view)}
    text = (f"{'Live player' if kind == 'live' else 'Player'}: {trace.steps} steps, {trace.V} words in {trace.d} "
            f"dimensions, mean loss {trace.losses[0]:.2f} → {trace.losses[-1]:.2f} nats per pair")
    return _page(data, trace_picture(trace, title=title), text, key)


def _page(data, picture, text, key=None):
    """The page: style, a still picture that the script replaces, the data, the script."""
    from embedlab.charts import png

    here, code = Path(__file__), base64.b64encode(png(picture, dpi=90)).decode()
    packed = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    name, live_key = html.escape(data["title"] or text), f' data-live-key="{key}"' if key else ""
    return Page(
        f"<style>{here.with_name('player.css').read_text('utf-8')}</style>"
        f'<div class="embedlab-player" data-kind="{data["kind"]}" role="group" aria-label="{name}"{live_key}>'
        f'<img alt="{html.escape(text)}" src="data:image/png;base64,{code}">'
        f'<script type="application/json">{packed}</script></div>'
        f"<script>{here.with_name('player.js').read_text('utf-8')}</script>", text)


def _view(trace):
    """The side from which all tables of a run are seen: (mean, basis), the axes' names, what is hidden."""
    d, last = trace.d, trace.tables[-1]
    if d <= 2:
        return {"side": (np.zeros(d), np.eye(d, 2)), "note": "",
                "axes": ["dimension 0", "dimension 1" if d == 2 else "(there is no dimension 1)"],
                "lanes": [f"dimension {j}" for j in range(d)]}
    side = pca_basis(last)
    share = explained_variance(last, *side)
    note = f"The plane is the widest side of the last table and stays fixed. It shows {share:.0%} of the variance " \
           f"in {d} dimensions; what moves across it is not seen."
    axes = [f"principal axis {j} of the last table" for j in (1, 2)]
    return {"side": side, "note": note, "axes": axes, "lanes": ["axis 1", "axis 2", f"length, {d}-D"]}


def _pack(trace, view):
    """A run as the page carries it: positions in 16 bits, lengths in 8, looked-up rows in 1; base64."""
    points = project(trace.tables, *view["side"])  # (S + 1, V, 2)
    moved = np.diff(trace.tables.astype(float), axis=0, prepend=trace.tables[:1])  # (S + 1, V, d)
    lengths = np.linalg.norm(moved, axis=2)
    some = lengths[lengths > 0]
    full = float(np.quantile(some, 0.9)) if some.size else 1.0
    low, high = points.min((0, 1)), points.max((0, 1))
    low, high = (low, high) if trace.d > 2 else (np.minimum(low, 0), np.maximum(high, 0))
    edge = 0.07 * float((high - low).max()) or 1.0
    scale = float(np.abs(points).max()) / 32767 or 1.0
    seen = np.linalg.norm(np.diff(points, axis=0), axis=2)
    seen = float(np.quantile(seen[seen > 0], 0.9)) if seen.any() else 1.0
    factor = 0.1 * float((high - low).max()) / seen
    code = lambda a: base64.b64encode(np.ascontiguousarray(a).tobytes()).decode()  # noqa: E731
    return {
        "positions": code((points / scale).round().astype("<i2")), "scale": scale,
        "losses": code(trace.losses.astype("<f4")), "touched": code(np.packbits(trace.touched)),
        "lengths": code((np.minimum(lengths / full, 1) * 255).round().astype("u1")) if trace.d > 2 else "",
        "full": full, "bounds": [*(low - edge).tolist(), *(high + edge).tolist()],
        "magnify": max((m for m in (1, 2, 5, 10, 20, 50, 100) if m <= factor), default=1),
        "lanes": view["lanes"], "note": view["note"],
    }


def _drop_row(trace, corpus, view, drop):
    """The run up to a step, one row put where the page says, and trained on from there."""
    step, row = int(drop["step"]), int(drop["row"])
    E = trace.tables[step].astype(float)
    mean, basis = view["side"]
    E[row] += basis @ (np.asarray(drop["at"], float) - project(E[row], mean, basis))  # what the plane hides stays
    new = resume(trace, corpus, step, E=E, steps=max(150, trace.steps - step))
    arrays = ("tables", "contexts", "losses", "gradients", "batches", "touched")
    joined = {name: np.concatenate([getattr(trace, name)[:step], getattr(new, name)]) for name in arrays}
    sentence = f"Python moved “{trace.words[row]}” at step {step} and trained on for {new.steps} steps. {new.stopped}"
    return dataclasses.replace(trace, **joined, stopped=new.stopped), sentence.strip()


def _check_trace(trace, start):
    __tracebackhide__ = True
    if not isinstance(trace, Trace):
        raise TypeError(f"the player shows a Trace, not {type(trace).__name__}; train(...) makes one.")
    shape = np.shape(trace.tables)
    if len(shape) != 3 or not len(trace.words) == len(trace.groups) == shape[1]:
        raise ValueError(f"tables of shape {shape} do not fit {len(trace.words)} words and {len(trace.groups)} "
                         "groups; every row needs one of each.")
    if not (np.isfinite(trace.tables).all() and np.isfinite(trace.losses).all()):
        raise ValueError("the trace holds NaN or infinity; train with a smaller lr.")
    if trace.steps > MAX_STEPS or len(trace.tables) * trace.V > MAX_POINTS:
        raise ValueError(f"{trace.steps} steps of {trace.V} words are too long to play; at most {MAX_STEPS} steps "
                         f"and {MAX_POINTS} points fit: train fewer steps or fewer words.")
    if isinstance(start, bool) or start not in range(trace.steps + 1):
        raise IndexError(f"there is no step {start!r}; the trace has steps 0 … {trace.steps}.")


def _check_vector(name, v):
    __tracebackhide__ = True
    v = np.asarray(v)
    if v.shape != (2,) or v.dtype.kind not in "iuf":
        raise ValueError(f"{name} must have two real numbers to be dragged in the plane, not shape {v.shape}.")
    if not np.isfinite(v).all():
        raise ValueError(f"{name} holds NaN or infinity; a vector needs finite numbers.")
    return v.astype(float)
