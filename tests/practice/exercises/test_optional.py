"""The exercises in PyTorch: judged without it, solved with it, and apart from the course's own."""

import subprocess
import sys
from importlib.util import find_spec

import pytest

from embedlab.practice import solution
from embedlab.practice.checking.judging import judge
from embedlab.practice.exercises import closest, optional, registry, solved_of
from tests.practice.learner import attempt_in, function_from

ALL = optional()
every = pytest.mark.parametrize("exercise", ALL.values(), ids=ALL)


def with_torch(test):
    missing = pytest.mark.skipif(not find_spec("torch"), reason="PyTorch is not installed")
    return pytest.mark.slow(missing(test))


def written(exercise, source):
    """The function that a learner's cell defines, in a notebook that has imported PyTorch."""
    import torch

    return function_from(source, exercise.reference.__name__, torch=torch, nn=torch.nn)


def test_they_count_neither_in_progress_nor_in_grades():
    assert ALL
    assert not ALL.keys() & registry().keys()
    assert {exercise.lesson for exercise in ALL.values()} == {"pytorch"}


def test_they_are_counted_and_found_by_name_where_they_are_checked():
    name = next(iter(ALL))
    assert solved_of("pytorch", {"exercises": {name: {"solved": "2026-11-29"}}}) == (1, len(ALL))
    assert closest("pytorch-liner") == "pytorch-linear"


@every
def test_the_reference_is_solved_for_every_draw(exercise):
    for seed in range(20):
        found = judge(exercise, exercise.reference, seed)
        assert (found.outcome, found.message) == ("solved", exercise.why)


@every
def test_every_mistake_gets_its_own_sentence(exercise):
    for mistake in exercise.mistakes:
        for seed in range(5):
            found = judge(exercise, mistake.answer, seed)
            assert found.outcome == "not yet"
            assert mistake.says in found.message, f"{mistake.answer} got: {found.message}"


@every
def test_an_untouched_stub_is_not_tried_yet(exercise):
    assert judge(exercise, attempt_in(exercise, exercise.stub), 0).outcome == "not tried yet"


@every
def test_lucky_and_hard_coded_answers_fail(exercise):
    right = exercise.reference(*exercise.small)
    for lucky in (lambda *_: right, lambda *given: given[0], lambda *_: 0, lambda *_: None):
        assert judge(exercise, lucky, 0).outcome == "not yet"


@with_torch
@every
def test_the_solution_that_is_shown_works(exercise):
    assert exercise.code in solution(exercise.name).words
    for seed in range(3):
        found = judge(exercise, written(exercise, exercise.code), seed)
        assert (found.outcome, found.message) == ("solved", exercise.why)


OTHER_WAYS = {  # to solve an exercise
    "pytorch-linear": """
def rows(weight, ids):
    layer = nn.Embedding(weight.shape[1], weight.shape[0])
    with torch.no_grad():
        layer.weight.copy_(torch.tensor(weight).T)
    return layer(torch.tensor(ids)).detach()
""",
    "pytorch-step": """
def step(E, ids, G, lr):
    layer = nn.Embedding.from_pretrained(torch.tensor(E), freeze=False)
    H = layer(torch.tensor(ids))
    (H * torch.tensor(G)).sum().backward()
    return (layer.weight - lr * layer.weight.grad).detach()
""",
    "pytorch-new-rows": """
def new_rows(E, old, ids, steps):
    kept, new = torch.tensor(E[:old]), nn.Parameter(torch.tensor(E[old:]))
    adamw = torch.optim.AdamW([new], lr=0.1, weight_decay=0.01)
    for _ in range(steps):
        adamw.zero_grad()
        nn.functional.embedding(torch.tensor(ids), torch.cat([kept, new])).sum().backward()
        adamw.step()
    return torch.cat([kept, new]).detach()
""",
}


@with_torch
def test_the_first_optimizer_of_a_kernel_is_loaded_before_the_clock_starts():
    """Else the load is stopped halfway, and every later optimizer fails on a broken module."""
    code = """
import sys, torch
from embedlab.practice.checking import judging
from embedlab.practice.exercises import optional
assert "torch._dynamo" not in sys.modules
there = []
run = judging.run
judging.run = lambda *given: there.append("torch._dynamo" in sys.modules) or run(*given)
exercise = optional()["pytorch-step"]
judging.judge(exercise, lambda E, ids, G, lr: E)
assert all(there)
"""
    subprocess.run([sys.executable, "-c", code], check=True)


@with_torch
@pytest.mark.parametrize("name", OTHER_WAYS)
def test_another_way_in_pytorch_is_solved(name):
    found = judge(ALL[name], written(ALL[name], OTHER_WAYS[name]))
    assert found.outcome == "solved", found.message


WRONG_WAYS = {  # what learners write, and the mistake that it is
    "pytorch-linear": ("torch.tensor(...)", "torch.tensor(weight)", "linear_row"),
    "pytorch-bad-ids": ("...", "((X < 0) | (X > V)).nonzero()", "bad_above"),
    "pytorch-step": (
        "...",
        "H.sum().backward()\n    torch.optim.SGD(layer.parameters(), lr=lr).step()",
        "step_sum",
    ),
    "pytorch-pad": ("...", "freeze=False, padding_idx=pad", "pad_kept"),
    "pytorch-new-rows": (
        "adamw.step()",
        "layer.weight.grad[:old] = 0\n        adamw.step()",
        "masked_gradient",
    ),
    "pytorch-resize": (
        "head.weight = table.weight",
        "head.weight = table.weight",
        "head_forgotten",
    ),
    "pytorch-bag": (", ...", "", "mean_with_pad"),
}


@with_torch
@pytest.mark.parametrize("name", WRONG_WAYS)
def test_a_usual_mistake_in_pytorch_is_named(name):
    old, new, mistake = WRONG_WAYS[name]
    attempt = written(ALL[name], ALL[name].stub.replace(old, new))
    found = judge(ALL[name], lambda *given: attempt(*given))
    says = {one.answer.__name__: one.says for one in ALL[name].mistakes}
    assert says[mistake] in found.message


@with_torch
def test_what_cannot_be_read_as_numbers_says_how_to_detach_it():
    import torch

    attached = judge(ALL["pytorch-linear"], lambda w, ids: torch.nn.Parameter(torch.tensor(w)))
    assert "detach()" in attached.message


@with_torch
def test_a_layer_that_shares_the_memory_of_numpys_table_is_said_to_change_its_input():
    shares = ALL["pytorch-step"].code.replace("torch.tensor(E)", "torch.from_numpy(E)")
    attempt = written(ALL["pytorch-step"], shares)
    assert "changes its input" in judge(ALL["pytorch-step"], attempt).message
