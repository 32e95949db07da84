"""The table of measurements: every part can be run, and ratios are of what ran in turn."""

import json
import sys
from importlib import import_module

import pytest

from benchmarks import __main__ as benchmarks
from benchmarks.rows import OURS, Row, compare, markdown_line, text_line


def test_every_part_is_a_module_that_says_in_its_first_line_what_it_measures():
    for part in benchmarks.PARTS:
        assert callable(import_module(f"benchmarks.{part}").main)
        assert len(benchmarks.title(part)) > 20


def test_alternatives_have_their_turns_in_changing_order_and_the_ratio_is_ours_through_theirs(
    monkeypatch,
):
    order, clock = [], [0.0]
    monkeypatch.setattr("benchmarks.rows.time.perf_counter", lambda: clock[0])

    def act(name, seconds):
        def run():
            order.append(name)
            clock[0] += seconds

        return run

    acts = {OURS: act("a", 0.002), "a slow one": act("b", 0.02), "a quick one": act("c", 0.0004)}
    ours, slow, quick = compare("a task", acts, {"a slow one": "≤ 1"}, rounds=10)
    assert [order.count(name) for name in "abc"] == [
        12,
        12,
        22,
    ]  # 2 to warm up; the quick one twice a turn
    turns = "".join(order[6:]).replace("cc", "c")
    assert {turns[k : k + 3] for k in range(0, 30, 3)} > {"abc", "bca"}
    assert ours == ("a task", OURS, pytest.approx(2), "ms", None, "")
    assert slow == ("a task", "a slow one", pytest.approx(20), "ms", pytest.approx(0.1), "≤ 1")
    assert quick == ("a task", "a quick one", pytest.approx(0.4), "ms", pytest.approx(5), "")


def test_a_line_holds_the_number_its_unit_the_ratio_and_the_aim():
    row = Row("lookup, 8 of 9 × 2", "PyTorch", 1234.5, "ms", 0.2512, "≤ 0.5")
    assert " ".join(text_line(row).split()) == "lookup, 8 of 9 × 2 PyTorch 1,234 ms 0.251 × ≤ 0.5"
    assert markdown_line(row) == "| lookup, 8 of 9 × 2 | PyTorch | 1,234 ms | 0.251 × | ≤ 0.5 |"


def test_a_part_that_cannot_run_says_why_and_the_others_are_kept(tmp_path, monkeypatch, capsys):
    (tmp_path / "good.py").write_text('"""What is good."""\n')
    (tmp_path / "missing.py").write_text('"""What is not there."""\n')

    class Good:
        @staticmethod
        def main():
            yield Row("a task", OURS, 2.0, "s")

    def load(name):
        if name == "benchmarks.missing":
            raise ModuleNotFoundError("No module named 'dask'")
        return Good

    monkeypatch.setattr(benchmarks, "PARTS", ("good", "missing"))
    monkeypatch.setattr(benchmarks, "import_module", load)
    monkeypatch.setattr(benchmarks, "RESULTS", tmp_path / "RESULTS.md")
    monkeypatch.setattr(
        sys, "argv", ["benchmarks", "--results", "--json", str(tmp_path / "rows.json")]
    )
    benchmarks.main()
    assert "not measured: No module named 'dask'" in capsys.readouterr().out
    written = (tmp_path / "RESULTS.md").read_text()
    assert "| a task | embedlab | 2 s |  |  |" in written
    assert "Not measured: No module named 'dask'" in written
    kept = json.loads((tmp_path / "rows.json").read_text())
    assert kept["parts"]["good"][0]["value"] == 2.0
    assert "numpy" in kept["machine"]


def test_a_part_that_is_measured_alone_changes_its_own_section_only(monkeypatch):
    monkeypatch.setattr(benchmarks, "PARTS", ("imports", "maths", "lab"))
    row = Row("a task", OURS, 2.0, "s")
    whole = benchmarks.results({part: ([row], "") for part in benchmarks.PARTS})
    new = benchmarks.results({"maths": ([row._replace(value=3.0)], "")}, whole)
    before, after = (text.split("\n## ") for text in (whole, new))
    assert [a == b for a, b in zip(before, after, strict=True)] == [True, True, False, True]
    assert "| a task | embedlab | 3 s |  |  |" in after[2]
    assert after[2].split("\n")[4].startswith("On 2")  # when and where
    first = benchmarks.results({"lab": ([row], "")}, before[0] + "\n## maths\n\nWords.\n")
    assert first.index("## maths\n\nWords.") < first.index("## lab")


def test_a_part_that_does_not_exist_is_named(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["benchmarks", "nothing"])
    with pytest.raises(SystemExit):
        benchmarks.main()
    assert "there is no part nothing; choose from imports" in capsys.readouterr().err
