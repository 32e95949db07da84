"""Make the notebook of the project, run it untouched and store it: python -m tools.project

Keys of checkpoints, points and reasons come from `embedlab/practice/capstone`; tasks are below.
"""

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from embedlab.practice.capstone.checkpoints import KEYS
from embedlab.practice.capstone.hunting import REASONS
from embedlab.practice.exercises.parts import PARTS
from tools import notebooks
from tools.exercises import EXERCISES, FOLDER

INTRO = """# Project: a table you can trust

You will make a table from your own data, fix three broken checkpoints, hunt tokens that were
never trained, search with your table, and say what would prove you wrong.

Time: three hours, in any number of sittings. [The lesson](../notebooks/{stem}.ipynb) shows each
part on another example.

| part | minutes | points |
|---|---|---|
| 1. Make a table, save it, make it again | 40 | 20 |
| 2. Fix three checkpoints, with a test for each | 70 | 40 |
| 3. Hunt undertrained tokens | 30 | 20 |
| 4. Use the table | 40 | 15 |
| 5. What would prove you wrong? | 10 | 5 |

You pass with 70 points, if at least 25 of them are from part 2. Everything is judged here, on your
machine, by what your results can do. The best of your tries counts. `project.hint("trust-make")`
gives a hint, called again the next one; hints cost nothing."""

NAME = """## Who are you?

Write your name between the quotes, as your teacher knows you. It draws your seeds, your
checkpoints and your rows, so nobody else has the same tasks."""
NAME_CODE = """import numpy as np

from embedlab import Vectors, load, load_word_lists, skipgram
from embedlab.practice.capstone import Capstone, imported_together

project = Capstone("")
project"""

MAKE = """## 1. Make a table, save it, make it again

Take what you know well:

- **your own text:** notes, messages, a book, in any language; about ten thousand words are enough.
  Make a list of sentences of it, each a list of words. Lower-case them, and strip punctuation.
- **your own vectors:** a file that `load` can read, with sentences in which its words occur.
- **neither:** `imported_together()` reads which modules the files of your Python installation
  import together, in a few seconds. Each file is a sentence, each module a word.

Hand in the table `first`, made with your first seed (`project.seeds[0]`); the table `second`, the
same with your second seed; the file in which you saved `first`; and the sentences. All tables are
`Vectors`. (If you loaded your vectors, `second` is a table over the same words that you trained.)

| checked | points |
|---|---|
| the file gives `first` back, bit for bit | 6 |
| near words occur with the same words, more than if the rows are shuffled | 8 |
| the two tables have more of their neighbours in common than chance | 6 |"""
SENTENCES_CODE = "sentences = ...   # a list of lists of words"
MAKE_CODE = """first = ...
second = ...
path = "my_table.npz"

project.check("trust-make", first, second, path, sentences)"""

FIX = """## 2. Fix three checkpoints

Something went wrong with each of your three checkpoints, in another way each time. Nothing raises
an error. Show `project` again to read what is said about them. A checkpoint is a dict:

{keys}

Words are everyday words in thirteen topics, those of `load_word_lists()["categories"]`, and rows
are made from GloVe's, so that words of a topic are near each other where all is well. Find out
what happened, then write two functions for each checkpoint:

- `fix` takes a broken checkpoint and returns a fixed one: a new dict, as in
  `checkpoint | {{"E": E}}`. It must work for another checkpoint with the same fault as well.
- `test` takes a checkpoint and fails by `assert` if it is broken in this way. It passes if the
  checkpoint is sound.

| checked | points |
|---|---|
| your checkpoint is equal to the hidden original | 6 |
| so are three others with the same fault | 2 |
| your test fails on your checkpoint, and passes on sound ones | 3 |
| it notices other forms of the same fault, harder to see | 3, 2 and 2 |"""
FIX_CODE = """A, B, C = project.checkpoints
for name, checkpoint in [("A", A), ("B", B), ("C", C)]:
    print(name, {key: np.shape(value) or value for key, value in checkpoint.items()})"""
ONE = "### Checkpoint {letter}"
ONE_CODE = """def fix_{small}(checkpoint):
    ...


def test_{small}(checkpoint):
    ...


project.check("trust-fix-{small}", fix_{small}, test_{small})"""

HUNT = """## 3. Hunt undertrained tokens

SmolLM2-135M-Instruct has a table of 49,152 rows, d = 576. Some tokens were never in the text that
it read, and their rows got no training of their own. `project.rows` has 1,257 rows of this table:
all 17 special tokens first (IDs 0 to 16; IDs 7 to 16 are reserved, and occur nowhere), then a draw
of your own. In their names, `Ġ` is a space and `Ċ` a new line.

Hand in ten ordinary tokens that you take for undertrained, and one **false candidate**: a token
whose row looks just as untrained, although texts contain it all the time. The model was tuned on
chats, which look like this:

```
<|im_start|>user
Is it raining?<|im_end|>
```

Why is your false candidate false? Choose a letter:

{reasons}

| checked | points |
|---|---|
| at least 8 of the ten are among the top 2% of the whole table (below 8, a point for each) | 12 |
| none of them is a special token | 3 |
| the false candidate, and the reason | 2 and 3 |"""
HUNT_CODE = """rows = project.rows
candidates = ...   # ten of rows.words
false = ...        # one of rows.words
why = ...          # a letter

project.check("trust-hunt", candidates, false, why)"""

USE = """## 4. Use the table

Build a search: a query in, five documents out. Documents are at least thirty texts (notes,
messages, paragraphs), or thirty items that are words of your table (with `imported_together()`:
modules; a query is then one module or several). Write ten queries, each with the number of the
document that answers it; ask in other words than the answer uses.

`search(vectors, query, documents)` returns the positions of five documents, best first. It is
called with your table and with three untrained ones, and must use the table that it is given.

| checked | points |
|---|---|
| ten queries, thirty documents, a search that runs | 3 |
| recall@5 above that of an untrained table | 6 |
| recall@5 above that of a bag of words (for items: of the five most frequent items) | 6 |

Your table may lose. That is a result, too: hand in `why_not="…"`, at least 25 different words with
the measured numbers in them, and a lost comparison earns 5 of its 6 points."""
USE_CODE = """documents = ...
queries = ...   # [("query", number of the document), …]


def search(vectors, query, documents):
    ...


project.check("trust-use", first, search, documents, queries, why_not="")"""

DOUBT = """## 5. What would prove you wrong?

Write five sentences about your table: what you claim, and which result would make you take it
back. Hand them in, read our answer about another table and the rubric, then rate yours: five times
True or False. Each True is a point, and you are the judge."""
DOUBT_CODE = """text = ...

project.check("trust-doubt", text, rating=None)"""


def notebook():
    """The notebook of the project, not yet run."""
    stem = path().stem
    keys = ["| key | value |", "|---|---|", *(f"| `{k}` | {v} |" for k, v in KEYS.items())]
    reasons = "\n".join(f"- {letter}: {reason}" for letter, reason in REASONS.items())
    cells = [
        text("intro", INTRO.format(stem=stem)),
        text("who-are-you", NAME),
        code("name", NAME_CODE),
        text("make-task", MAKE),
        code("sentences", SENTENCES_CODE),
        code("trust-make", MAKE_CODE),
        text("fix-task", FIX.format(keys="\n".join(keys))),
        code("checkpoints", FIX_CODE),
    ]
    for letter in "ABC":
        small = letter.lower()
        cells += [
            text(f"fix-{small}-task", ONE.format(letter=letter)),
            code(f"look-at-{small}", f'{letter}["words"][:10], {letter}["counts"][:10]'),
            code(f"trust-fix-{small}", ONE_CODE.format(small=small)),
        ]
    cells += [
        text("hunt-task", HUNT.format(reasons=reasons)),
        code("trust-hunt", HUNT_CODE),
        text("use-task", USE),
        code("trust-use", USE_CODE),
        text("doubt-task", DOUBT),
        code("trust-doubt", DOUBT_CODE),
        code("points", "project.points()"),
    ]
    missing = set(PARTS) - {cell.id for cell in cells}
    if missing:
        raise ValueError(f"parts without a cell: {sorted(missing)}")
    return new_notebook(cells=cells)


def text(cell, source):
    return new_markdown_cell(source, id=cell)


def code(cell, source):
    return new_code_cell(source, id=cell)


def path():
    (lesson,) = FOLDER.glob("*_a_table_you_can_trust.ipynb")
    return EXERCISES / lesson.name


if __name__ == "__main__":
    nbformat.write(notebook(), path())
    notebooks.execute(path())
    print(path().name)
