"""A program is judged by its properties: many answers are correct, and each wrong one is told."""

from dataclasses import replace

import numpy as np
import pytest

from embedlab.practice.checking import sandbox
from embedlab.practice.checking.attempts import source
from embedlab.practice.checking.judging import judge
from embedlab.practice.checking.programs import trouble
from embedlab.practice.exercises import registry
from embedlab.practice.exercises.kinds import ExerciseError, Mistake, Program
from tests.answers.test_answers import WRONG as OTHERS
from tests.practice.learner import function_from


def shuffled(words, seed):
    """An order of the words that the seed decides: any will do."""
    return sorted(words, key=lambda word: (word * (seed + 1))[::-1])


def keeps_words(program, rng):
    for _ in range(2):
        words = rng.permutation(["a", "bb", "ccc"]).tolist()
        if sorted(program(words, int(rng.integers(9)))) != sorted(words):
            return False
    return True


def repeats_itself(program, rng):
    words, seed = rng.permutation(["a", "bb", "ccc"]).tolist(), int(rng.integers(9))
    first, second = program(words, seed), program(words, seed)
    return first == second or f"First {first}, then {second}."


SHUFFLE = Program(
    name="lookup-shuffle",
    task="**Shuffle.** Put the words in an order that the seed decides.",
    stub="def shuffled(words, seed):\n    ...",
    reference=shuffled,
    small=(["a", "b"], 3),
    properties=(
        ("No word should be lost.", keeps_words),
        ("The same seed should give the same order.", repeats_itself),
    ),
    mistakes=(
        Mistake(lambda words, seed: words[1:], "The first word is missing."),
        Mistake(lambda words, seed: words["seed"], "A list has no names."),
    ),
    why="Any order will do, if it can be had again.",
)
PROGRAMS = {name: one for name, one in registry().items() if isinstance(one, Program)}
programs = pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)


def found(attempt, exercise=SHUFFLE):
    return judge(exercise, attempt, 5)


@pytest.mark.parametrize(
    "attempt",
    [
        lambda words, seed: words,
        lambda words, seed: words[::-1],
        lambda words, seed: tuple(sorted(words)),
        lambda words, seed: np.random.default_rng(seed).permutation(words),
    ],
)
def test_every_answer_with_the_properties_is_solved(attempt):
    assert (found(attempt).outcome, found(attempt).message) == ("solved", SHUFFLE.why)


counter = iter(range(1000))
WRONG = {
    "The first word is missing.": lambda words, seed: words[1:],
    "A list has no names.": lambda words, seed: words["seed"],
    "No word should be lost. On `shuffled(words=['": lambda words, seed: words[:-1],
    "it gave ['": lambda words, seed: words[:-1],
    "The same seed should give the same order. First [": lambda words, seed: words[
        :: -1 if next(counter) % 2 else 1
    ],
    "No word should be lost.": lambda words, seed: 7,
    "It returns nothing (None) on": lambda words, seed: words.sort(),
    "It stops with ZeroDivisionError": lambda words, seed: 1 // 0,
    "changes its input": lambda words, seed: [words.pop() for _ in words[:]],
    "It is called as `shuffled(words, seed)`, 2 arguments": lambda words: words,
    "not a function": 3,
}


@pytest.mark.parametrize(("says", "attempt"), WRONG.items(), ids=WRONG)
def test_a_wrong_program_is_told_what_fails(says, attempt):
    told = found(attempt)
    assert told.outcome == "not yet"
    assert says in told.message
    assert "not your fault" not in told.message


def test_a_program_that_never_ends_is_stopped(monkeypatch):
    monkeypatch.setattr(sandbox, "SECONDS", 0.2)
    monkeypatch.setattr("embedlab.practice.checking.programs.SECONDS", 0.2)
    endless = function_from("def shuffled(words, seed):\n    while True:\n        pass")
    assert "It was stopped after 0.2 seconds on `shuffled(" in found(endless).message


@pytest.mark.parametrize("gap", ["...", "return ...", "return [..., 1]"])
def test_an_unwritten_program_is_not_tried_yet(gap):
    attempt = function_from(f"def shuffled(words, seed):\n    {gap}")
    assert found(attempt).outcome == "not tried yet"


def test_a_sentence_repeats_with_its_seed():
    def lossy(words, seed):
        return words[:-1]

    assert judge(SHUFFLE, lossy, 5) == judge(SHUFFLE, lossy, 5)
    assert judge(SHUFFLE, lossy, 5) != judge(SHUFFLE, lossy, 6)


@pytest.mark.parametrize(
    ("properties", "says"),
    [
        ((), "at least 2"),
        ((("One.", keeps_words),), "at least 2"),
        ((keeps_words, repeats_itself), "must be a sentence and a function"),
        ((("One.", keeps_words), (" ", repeats_itself)), "must be a sentence and a function"),
        ((("One.", keeps_words), ("Two.", lambda program: True)), "of program and rng"),
    ],
)
def test_wrong_properties_are_refused_with_the_exercises_name(properties, says):
    with pytest.raises(ExerciseError, match="'lookup-shuffle'") as refused:
        replace(SHUFFLE, properties=properties)
    assert says in str(refused.value)


def test_there_is_a_program_and_it_is_the_last_exercise_of_its_lesson():
    assert PROGRAMS
    for program in PROGRAMS.values():
        names = [name for name, one in registry().items() if one.lesson == program.lesson]
        assert names[-1] == program.name


@programs
def test_every_property_is_broken_by_a_mistake_or_by_another_wrong_answer(program):
    wrong = [one.answer for one in program.mistakes]
    wrong += [answer for name, answer in OTHERS if name == program.name]
    unnamed = replace(program, mistakes=(Mistake(lambda *given: None, "Never."),))
    for one in program.properties:
        alone = replace(unnamed, properties=(one, ("It always holds.", lambda *_: True)))
        told = (trouble(alone, answer, seed, sandbox.keep()) for answer in wrong for seed in (3, 4))
        assert any(str(sentence).startswith(one[0]) for sentence in told), one[0]


@programs
def test_a_program_is_10_to_25_lines_long(program):
    assert 10 <= len(source(program.reference).splitlines()) <= 25
