// What becomes of a learner's work when the course is updated.
import assert from "node:assert/strict";
import { test } from "node:test";
import { plan, told } from "../../site/scripts/bring.js";
import { isUntouched, joined, mark, merged } from "../../site/scripts/join.js";

const cell = (id, source, given = source) => ({ id, cell_type: "code", source, outputs: [],
  metadata: given === null ? {} : { embedlab: mark(given) } });
const book = (...cells) => ({ cells, nbformat: 4 });
const texts = (notebook) => notebook.cells.map(({ source }) => source);
const file = (path, content) => ({ path, content, type: "notebook", name: path.split("/").pop() });
const filed = (...files) => new Map(files.map((one) => [one.path, one]));

test("the mark of a text is FNV-1a over UTF-8, as running.py has it", () => {
  assert.equal(mark("a"), "e40c292c");
  assert.equal(mark("é"), "1e9de8c1");
});

test("what a learner changed stays, all else is new, what they added follows its place", () => {
  const old = book(cell("a", "text, once"), cell("b", "x = 3", "x = ..."),
    cell("mine", "plot(x)", null), cell("c", "check(x)"),
    cell("gone", "old task"), cell("gone too", "my answer", "..."));
  const fresh = book(cell("a", "text, now"), cell("b", "x = ...  # a number"),
    cell("new", "a task"), cell("c", "check(x)"));
  assert.deepEqual(texts(joined(old, fresh)),
    ["text, now", "x = 3", "plot(x)", "a task", "check(x)", "my answer"]);
});

test("a second update still knows what was changed before the first", () => {
  const first = joined(book(cell("b", "x = 3", "x = ...")), book(cell("b", "x = ...  # one")));
  assert.deepEqual(texts(joined(first, book(cell("b", "x = ...  # two")))), ["x = 3"]);
});

test("without marks whatever differs is taken for the learner's", () => {
  const old = book(cell("a", "same", null), cell("b", "mine", null));
  const fresh = book(cell("a", "same"), cell("b", "..."));
  assert.deepEqual(texts(joined(old, fresh)), ["same", "mine"]);
  assert.equal(isUntouched(old), false);
});

test("outputs stay with an equal text", () => {
  const old = book({ ...cell("a", "check(x)"), outputs: ["Solved."] });
  assert.deepEqual(joined(old, book(cell("a", "check(x)"))).cells[0].outputs, ["Solved."]);
});

test("a cell that was named by its lesson's number is found by its words", () => {
  const old = book(cell("02-size", "x = 3", "x = ..."));
  assert.deepEqual(texts(joined(old, book(cell("lookup-size", "x = ...")))), ["x = 3"]);
});

test("two states of progress lose nothing, whichever comes first", () => {
  const a = { version: 1, exercises: { x: { tries: 2, solved: "2026-11-24" } },
    reviews: [[1, "b"], [1, "b"]] };
  const b = { version: 1, exercises: { x: { tries: 3, solved: "2026-11-29" }, y: { tries: 1 } },
    reviews: [[1, "b"], [0, "a"]] };
  const both = { exercises: { x: { solved: "2026-11-24", tries: 3 }, y: { tries: 1 } },
    reviews: [[0, "a"], [1, "b"], [1, "b"]], version: 1 };
  assert.deepEqual(merged(a, b), both);
  assert.deepEqual(merged(b, a), both);
  assert.deepEqual(merged(both, a), both);
});

const places = new Map([["exercises/lookup.ipynb", "exercises/03_lookup.ipynb"]]);
const fetched = async () => book(cell("b", "x = ..."));

test("a lesson that was moved is found by its words", async () => {
  const old = file("exercises/02_lookup.ipynb", book(cell("b", "x = 3", "x = ...")));
  const done = await plan(filed(old), filed(), places, "1", fetched);
  assert.deepEqual(done.files.map(({ path }) => path), ["exercises/03_lookup.ipynb"]);
  assert.deepEqual(texts(done.files[0].content), ["x = 3"]);
});

test("what is in both editions is kept twice, what is the same in both once", async () => {
  const files = [file("a.txt", "old"), file("b.txt", "same"), file("earlier/0/c.txt", "c")];
  const there = filed(file("a.txt", "new"), file("b.txt", "same"));
  const done = await plan(filed(...files), there, places, "1", fetched);
  assert.deepEqual(done.files.map(({ path }) => path), ["earlier/1/a.txt", "earlier/0/c.txt"]);
});

test("a damaged file is kept as it is, and never replaces another", async () => {
  const files = [file("exercises/02_lookup.ipynb", "{"), file("progress/progress.json", "{")];
  const done = await plan(filed(...files), filed(), places, "1", fetched);
  assert.deepEqual(done.files.map(({ content }) => content), ["{", "{"]);
  const mine = file("progress/progress.json", "{}");
  assert.deepEqual((await plan(filed(files[1]), filed(mine), places, "1", fetched)).files, []);
});

test("what was done is told in sentences", () => {
  const nothing = { changed: [], renewed: 0, apart: [], progress: false };
  assert.equal(told({ ...nothing, progress: true }),
    "The course was updated. Your work is here: your progress.");
  assert.match(told({ ...nothing, renewed: 2 }), /2 notebooks that you only ran are the new ones/);
  assert.match(told({ ...nothing, apart: ["x"] }), /“earlier”\.$/);
});
