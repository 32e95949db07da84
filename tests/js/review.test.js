// The review: what a key does, and what a button sends.
import assert from "node:assert/strict";
import { test } from "node:test";
import { actOf, messageOf } from "../../embedlab/practice/reviewing/review.js";

const FORM = {};
const FIELD = { tagName: "INPUT", type: "text", form: FORM };
const RADIO = { tagName: "INPUT", type: "radio", form: FORM };
const CHECK = { tagName: "BUTTON", type: "submit", form: FORM };
const RATING = { tagName: "BUTTON", type: "button", form: null };

const press = (key, target, more = {}) => actOf({ key, target, ...more });

test("Enter submits from a field and a choice, and presses a button", () => {
  assert.equal(press("Enter", FIELD), "submit");
  assert.equal(press("Enter", RADIO), "submit");
  assert.equal(press("Enter", CHECK), "");
  assert.equal(press("Enter", RATING), "");
});

test("a key that is still held from the card before does nothing", () => {
  for (const key of ["Enter", " "]) {
    for (const target of [FIELD, CHECK, RATING]) {
      assert.equal(press(key, target, { repeat: true }), "hold back");
    }
  }
  assert.equal(press("a", FIELD, { repeat: true }), "");
});

test("digits choose, but in a text they are text", () => {
  for (const target of [RADIO, CHECK, RATING]) assert.equal(press("3", target), "choose");
  assert.equal(press("3", FIELD), "");
  assert.equal(press("0", RADIO), "");
  assert.equal(press("F1", RADIO), "");
});

test("keys with Ctrl, Alt or Cmd are left to the browser", () => {
  for (const held of ["ctrlKey", "metaKey", "altKey"]) {
    assert.equal(press("1", RADIO, { [held]: true }), "");
  }
});

test("a rating is sent as a number, a check as the answer, stop and undo as they are", () => {
  assert.deepEqual(messageOf({ check: "" }, "3"), { answer: "3" });
  assert.deepEqual(messageOf({ rating: "3" }), { rating: 3 });
  assert.deepEqual(messageOf({ stop: "" }), { stop: true });
  assert.deepEqual(messageOf({ undo: "" }), { undo: true });
  assert.equal(messageOf({}, "3"), null, "other buttons send nothing");
});
