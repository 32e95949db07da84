"""A learner's own data in the browser: files are read and written, and the project is judged."""

import json

from tests import ROOT
from tests.practice.capstone.answers import DOUBTS

PROJECT = "exercises/16_a_table_you_can_trust.ipynb"
SAVE = """([path, content]) => jupyterapp.serviceManager.contents.save(path,
    { type: "file", format: "text", content }).then(() => null)"""
RUN = """async code => {
    await jupyterapp.shell.currentWidget.sessionContext.ready;
    const { kernel } = jupyterapp.shell.currentWidget.sessionContext.session;
    const asked = kernel.requestExecute({ code }), said = [];
    asked.onIOPub = ({ content }) => said.push(content.text ?? content.evalue ?? "");
    await asked.done;
    return said.join(""); }"""

FILES = """
import json
import numpy as np
from pathlib import Path
from embedlab import doctor, load, load_glove

mine = load("mine.txt", progress=False)
part = load_glove().take(list(load_glove().words[:500]))
told = {"mine": [list(mine.words), mine.E.tolist()], "back": {}}
for end in ("npz", "txt", "vec", "bin", "safetensors"):
    path = part.save(f"own.{end}", progress=False)
    back = load(path, progress=False)
    told["back"][end] = back.words == part.words and np.array_equal(back.E, part.E)
broken = part.E.copy()
broken[3:8] = broken[20:25]
told["alarms"] = [found.name for found in doctor(broken, tokenizer_size=501).alarms]
told["fine"] = len(doctor(part).alarms)
print(json.dumps(told))
"""

JUDGED = """
import json
from answers import RIGHT, hunted, notes, search, search_words, sentences_of, trained
from embedlab.practice.capstone import Capstone, imported_together

project, sentences = Capstone("Ada Lovelace"), sentences_of()
first, second = (trained(sentences, seed) for seed in (1, 2))
fixes = zip(("trust-fix-a", "trust-fix-b", "trust-fix-c"), project._faults)
handed_in = {
    "trust-make": (first, second, first.save("t.npz"), sentences),
    **{part: RIGHT[fault] for part, fault in fixes},
    "trust-hunt": (hunted(project.rows), "<|im_end|>", "b"),
    "trust-use": (search_words(), search, *notes()),
    "trust-doubt": (DOUBTS, [True] * 5),
}
told = {part: project.check(part, *given).words for part, given in handed_in.items()}
told["points"] = project.points().words
baskets = imported_together()
told["baskets"] = [len(baskets), len({name for basket in baskets for name in basket})]
print(json.dumps(told))
"""


def said(page, code):
    """What code prints, as JSON."""
    text = page.evaluate(RUN, code)
    assert text.startswith("{"), text
    return json.loads(text)


def test_a_file_of_the_learner_s_is_read_checked_and_written_in_each_format(lab):
    lab.open(PROJECT)
    lab.page.evaluate(SAVE, ["exercises/mine.txt", "the 1 0.5\ncafé -1 2\n"])
    told = said(lab.page, FILES)
    assert told["mine"] == [["the", "café"], [[1, 0.5], [-1, 2]]]
    assert set(told["back"].values()) == {True}, told["back"]
    assert {"size", "repeated block"} <= set(told["alarms"])
    assert told["fine"] == 0
    size = "jupyterapp.serviceManager.contents.get('exercises/own.npz').then(file => file.size)"
    assert lab.page.evaluate(size) > 100_000  # it is with the learner's files


def test_the_project_is_judged_in_the_browser_and_its_points_are_kept(lab):
    lab.open(PROJECT)
    answers = (ROOT / "tests/practice/capstone/answers.py").read_text("utf-8")
    lab.page.evaluate(SAVE, ["exercises/answers.py", answers])
    told = said(lab.page, JUDGED.replace("DOUBTS", repr(DOUBTS)))
    assert "Passed." in told["points"], told
    assert told["baskets"][0] > 300 and told["baskets"][1] > 50
    lab.open(PROJECT)
    again = (
        "from embedlab.practice.capstone import Capstone; print(Capstone('Ada Lovelace').points())"
    )
    assert "Passed." in lab.page.evaluate(RUN, again)
