// Typed predictions: every usual way to write a number is read, and told how it compares.
import assert from "node:assert/strict";
import { test } from "node:test";
import { comparedWith, typedNumbers } from "../../embedlab/page/typed_numbers.js";
import { between, many } from "./random.js";

const one = (text, unit) => typedNumbers(text, false, unit).map(([number]) => number);
const means = (text, wanted, unit) => {
  const found = one(text, unit);
  assert.ok(found.some((number) => Math.abs(number - wanted) < 1e-12), `${text}: ${found}`);
};

test("a number is read in each of its usual forms", () => {
  const forms = {
    3000: ["3000", "3,000", "3 000", "3.000", "3’000", "3'000", "3_000", " 3000 ", "3e3", "3E3",
      "3*10^3", "3·10³", "3 × 10³", "3 x 10^3", "3*10**3", "[3000]", "3.000,0", "3,000.0"],
    0.001: ["1e-3", "0.001", ".001", "0,001", "10^-3", "10⁻³", "1/1000"],
    0.5: ["½", "1/2", "0.5", "0,5", "+.5"],
    1.5: ["1½", "3/2", "1.5"],
    [-2]: ["-2", "−2", "–2", "-2.0"],
    1000000: ["10^6", "10⁶", "1,000,000", "1.000.000"],
  };
  for (const [wanted, texts] of Object.entries(forms)) {
    for (const text of texts) means(text, Number(wanted));
  }
});

test("a comma may be of either kind", () => {
  assert.deepEqual(one("1,234"), [1234, 1.234]);
  assert.deepEqual(one("0,632"), [0.632]);
});

test("the unit that was asked for may follow, one of another name may not", () => {
  for (const text of ["12 rows", "12rows", "12 row", "12 Rows"]) means(text, 12, "rows");
  means("5%", 5, "%");
  assert.deepEqual(one("12 MB", "bytes"), []);
});

test("what holds no number is none", () => {
  for (const text of ["", " ", "many", "x", "-", ".", "e3", "1/0", "()", "1 2", "12 and 3", "½½"]) {
    assert.deepEqual(one(text), [], text);
    if (!/\d \w/.test(text)) assert.deepEqual(typedNumbers(text, true), [], text);
  }
});

test("several numbers are read with any brackets and separators", () => {
  for (const text of ["2 0 1", "[2,0,1]", "[2, 0, 1]", "(2, 0, 1)", "2;0;1", "2, 0, 1,", "2x0x1"]) {
    assert.deepEqual(typedNumbers(text, true)[0], [2, 0, 1], text);
  }
  assert.deepEqual(typedNumbers("(3,)", true)[0], [3]);
  assert.deepEqual(typedNumbers("−½ 1e-3", true)[0], [-0.5, 0.001]);
  const read = typedNumbers("0,5 1,25", true).map(String);
  assert.ok(read.includes("0.5,1.25"), read);
  assert.deepEqual(typedNumbers("2 rows", true), []);
});

test("the longest field is read at once", () => {
  typedNumbers("1,000 ".repeat(10), true);
});

const PLAIN = { tolerance: 0.005, says: [], unit: "" };
const told = (text, asked) => comparedWith({ ...PLAIN, ...asked }, text);
const ROWS = { right: 38, shown: "38 rows", unit: "rows", says: [[5, "That is d."], [7, "T."]] };

test("a typed number is correct, foreseen or wrong", () => {
  assert.equal(told("38", ROWS), ": correct.");
  assert.equal(told("38.1", ROWS), ": correct.");
  assert.equal(told("12", ROWS), ". It is 38 rows.");
  assert.equal(told("5", ROWS), ". It is 38 rows. That is d.");
  assert.equal(told("7 rows", ROWS), ". It is 38 rows. T.");
});

test("within a wider tolerance a number is close, and rounding is still correct", () => {
  const about = { right: 0.46, shown: "0.46", tolerance: 0.5 };
  assert.equal(told("0.5", about), "; it is 0.46: close.");
  assert.equal(told("0.46", about), ": correct.");
  assert.equal(told("0.7", about), ". It is 0.46.");
  assert.equal(told("0.69", about), "; it is 0.46: close.");
});

test("with a tolerance of 0 a count is exact", () => {
  const count = { right: 1000, shown: "1,000", tolerance: 0 };
  assert.equal(told("1001", count), ". It is 1,000.");
  assert.equal(told("1001", { ...count, tolerance: 0.005 }), ": correct.");
  assert.equal(told("1,000", count), ": correct.");
});

test("a foreseen number beside the answer is the one that was typed", () => {
  const count = { right: 1000, shown: "1,000", says: [[999, "From 0."], [1000, "From 1."]] };
  assert.match(told("999", count), /close\. From 0\.$/);
  assert.equal(told("1000", count), ": correct. From 1.");
});

test("several numbers are compared one by one, and their number counts", () => {
  const shape = { right: [2, 6, 3], shown: "(2, 6, 3)", says: [[[12, 3], "Flat."]] };
  assert.equal(told("2 6 3", shape), ": correct.");
  assert.equal(told("(12, 3)", shape), ". It is (2, 6, 3). Flat.");
  assert.equal(told("3 6 2", shape), ". It is (2, 6, 3).");
  assert.equal(told("2 6", shape), ". It is (2, 6, 3).");
  const table = { right: [[0, 1], [2, 0]], shown: "[[0, 1], [2, 0]]" };
  assert.equal(told("[[0, 1], [2, 0]]", table), ": correct.");
  assert.equal(told("0 1 2 0.1", table), ". It is [[0, 1], [2, 0]].");
});

test("a comma of thousands belongs to its number where that gives the right number of axes", () => {
  const pair = { right: [30000, 512], shown: "(30,000, 512)", tolerance: 0 };
  for (const text of ["(30,000, 512)", "30,000 × 512", "30,000x512", "(30000,512)"]) {
    assert.equal(told(text, pair), ": correct.", text);
  }
  assert.equal(told("(8,30,000)", { ...pair, right: [8, 30000] }), ": correct.");
  assert.equal(told("(30,000,)", { ...pair, right: [30000] }), ": correct.");
  assert.equal(told("(30,128,512)", { ...pair, right: [30, 128, 512] }), ": correct.");
  assert.equal(told("[1,000.5, −2]", { ...pair, right: [1000.5, -2] }), ": correct.");
  const others = {
    "(30,000, 512)": [30, 512],
    "30,0000, 512": [30000, 512],
    "(0,512, 64)": [512, 64],
    "1.5,250, 64": [1.525, 64],
  };
  for (const [text, right] of Object.entries(others)) {
    assert.equal(told(text, { ...pair, right }), ". It is (30,000, 512).", text);
  }
});

test("every shape is read as itself, with commas of thousands and without", () => {
  const grouped = (size) => size.toLocaleString("en-US");
  many(300, (random) => {
    const whole = (high) => Math.floor(between(random, 0, high + 1));
    const right = Array.from({ length: 1 + whole(4) }, () => whole(10 ** whole(5) * 2));
    for (const separator of [", ", " × ", " x ", "x", "; ", ","]) {
      const forms = separator === "," ? [String] : [String, grouped];
      for (const text of forms.map((form) => right.map((size) => form(size)).join(separator))) {
        for (const typed of [text, `(${text})`, `[${text}]`]) {
          assert.equal(told(typed, { right, shown: "else", tolerance: 0 }), ": correct.", typed);
        }
      }
    }
  });
});

test("0 is only 0", () => {
  const none = { right: 0, shown: "0", tolerance: 0.5 };
  assert.equal(told("0", none), ": correct.");
  assert.equal(told("-0", none), ": correct.");
  assert.equal(told("0.001", none), ". It is 0.");
});
