"""Exercises of lesson 08: how often a row has its turn."""

from embedlab.practice.exercises.kinds import Mistake, Numbers

__all__ = ["EXERCISES"]


# ---- frequency-turns -----------------------------------------------------------------------------


def turns(count, batch, between, readings):
    N, steps = between * batch * count, between * readings
    names = {"N": N, "count": count, "batch": batch, "steps": steps}
    return names | {"between": between, "readings": readings, "rate": 1 / between}


def draw_turns(rng):
    count, batch = int(rng.choice([4, 5, 8, 10])), int(rng.choice([20, 25, 50, 100]))
    return turns(count, batch, int(rng.choice([200, 400, 500, 1000])), int(rng.integers(11, 40)))


TURNS = Numbers(
    name="frequency-turns",
    task=(
        "**When is it my turn?**\n\n"
        "A text has {N:,} running words, and *lantern* is {count} of them. Each step of plain SGD "
        "reads {batch} words drawn from the text at random. How many steps pass between two "
        "readings of *lantern*, on average? And how often is it read in {steps:,} steps, on "
        "average?\n\n"
        "Give two numbers: `[steps between readings, readings]`."
    ),
    stub="answer = ...  # two numbers, such as [1, 1]",
    answer=lambda between, readings: (between, readings),
    draw=draw_turns,
    first=turns(8, 50, 500, 20),
    mistakes=(
        Mistake(
            lambda N, count, steps: (N / count, steps * count / N),
            "You drew one word per step. How many chances to be drawn does a step of {batch} words "
            "give?",
        ),
        Mistake(
            lambda N, batch, steps: (N / batch, steps * batch / N),
            "You treated *lantern* as if it stood in the text once. How many of the {N:,} words "
            "does a draw have to hit?",
        ),
        Mistake(
            lambda steps: (1, steps),
            "You gave *lantern* a reading in every step. Which words does a step read?",
        ),
        Mistake(
            lambda rate, readings: (rate, readings),
            "The second number is right. Your first is how many readings a step has, not how many "
            "steps a reading takes.",
        ),
        Mistake(
            lambda N, batch, readings: (N / batch, readings),
            "The second number is right. So many steps read as many words as the text has; how "
            "often does *lantern* come up in them?",
        ),
        Mistake(
            lambda between, count: (between, count),
            "The first number is right. {count} is the number of times the text holds the word. "
            "How many words do {steps:,} steps read?",
        ),
        Mistake(
            lambda N, batch, count, steps: (N * count / batch, steps * batch / N / count),
            "You divided by {count} where the word's count should raise its chances. Should a word "
            "that stands in the text more often wait for a longer time?",
        ),
    ),
    hints=(
        "What share of the text is *lantern*? A draw hits it with that probability.",
        "One step makes {batch} draws, so it reads the word {batch} · {count} / {N:,} times on "
        "average. Turn "
        "that round.",
        "{rate:g} readings per step: 1/{rate:g} steps between two of them, and {steps:,} · "
        "{rate:g} in all.",
    ),
    why=(
        "A row moves when its word is read, and how often that is goes with the count: rare rows "
        "wait."
    ),
    working=(
        "A draw hits *lantern* with probability {count} / {N:,}; a step of {batch} draws reads it "
        "{rate:g} times on average. So 1 / {rate:g} = {between} steps lie between two readings, "
        "and {steps:,} steps hold {readings} readings."
    ),
)


EXERCISES = (TURNS,)
