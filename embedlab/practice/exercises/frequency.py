"""Exercises of lesson 08: how often a row has its turn."""

from embedlab.practice.exercises.kinds import Mistake, Numbers

__all__ = ["EXERCISES"]


# ---- frequency-turns -----------------------------------------------------------------------------


TURNS = Numbers(
    name="frequency-turns",
    task=(
        "**When is it my turn?**\n\n"
        "A text has 200,000 running words, and *lantern* is 8 of them. Each step of plain SGD "
        "reads 50 words drawn from the text at random. How many steps pass between two readings "
        "of *lantern*, on average? And how often is it read in 10,000 steps, on average?\n\n"
        "Give two numbers: `[steps between readings, readings]`."
    ),
    stub="answer = ...  # two numbers, such as [1, 1]",
    answer=(200_000 / (50 * 8), 10_000 * 50 * 8 / 200_000),
    mistakes=(
        Mistake(
            (25_000, 0.4),
            "You drew one word per step. How many chances to be drawn does a step of 50 words "
            "give?",
        ),
        Mistake(
            (4_000, 2.5),
            "You treated *lantern* as if it stood in the text once. How many of the 200,000 words "
            "does a draw have to hit?",
        ),
        Mistake(
            (1, 10_000), "You gave *lantern* a reading in every step. Which words does a step read?"
        ),
        Mistake(
            (0.002, 20),
            "The second number is right. Your first is how many readings a step has, not how many "
            "steps a reading takes.",
        ),
        Mistake(
            (4_000, 20),
            "The second number is right. 4,000 steps read as many words as the text has; how "
            "often does *lantern* come up in them?",
        ),
        Mistake(
            (500, 8),
            "The first number is right. 8 is the number of times the text holds the word. How "
            "many words do 10,000 steps read?",
        ),
        Mistake(
            (31_250, 0.32),
            "You divided by 8 where the word's count should raise its chances. Should a word that "
            "stands in the text more often wait for a longer time?",
        ),
    ),
    hints=(
        "What share of the text is *lantern*? A draw hits it with that probability.",
        "One step makes 50 draws, so it reads the word 50 · 8 / 200,000 times on average. Turn "
        "that round.",
        "0.002 readings per step: 1/0.002 steps between two of them, and 10,000 · 0.002 in all.",
    ),
    why=(
        "A row moves when its word is read, and how often that is goes with the count: rare rows "
        "wait."
    ),
    working=(
        "A draw hits *lantern* with probability 8 / 200,000; a step of 50 draws reads it 0.002 "
        "times on average. So 1 / 0.002 = 500 steps lie between two readings, and 10,000 steps "
        "hold 20 readings."
    ),
)


EXERCISES = (TURNS,)
