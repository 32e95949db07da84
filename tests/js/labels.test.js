// Words beside their marks: none covers another, a mark or the buttons, and all stay on the sheet.
import assert from "node:assert/strict";
import { test } from "node:test";
import { placeLabels } from "../../embedlab/page/player/labels.js";
import { between, many } from "./random.js";

const HEIGHT = 13, BASE = 10, MARK = 5; // of a word, from its top to its line, of half a mark

function crowd(random, count = 2 + Math.floor(60 * random())) {
  const sheet = { w: between(random, 250, 900), h: between(random, 230, 400) };
  const points = Array.from({ length: count }, () => [
    between(random, -30, sheet.w + 30),
    between(random, -30, sheet.h + 30),
  ]);
  const widths = points.map(() => between(random, 8, 90));
  const origin = [sheet.w / 2, sheet.h / 2], wanted = [...points.keys()];
  return { points, widths, wanted, sheet, origin, before: null };
}

function boxes(given, places) { // of the words that are seen
  return [...places.entries()].filter(([, place]) => place.at.display === "inline")
    .map(([i, { at }]) => [+at.x, +at.y - BASE, +at.x + given.widths[i], +at.y - BASE + HEIGHT]);
}

const overlap = (a, b, slack = 0.11) => // written places are rounded to a tenth
  a[0] < b[2] - slack && b[0] < a[2] - slack && a[1] < b[3] - slack && b[1] < a[3] - slack;

test("no word covers another", () => {
  many(150, (random) => {
    const given = crowd(random), seen = boxes(given, placeLabels(given));
    seen.forEach((box, i) => {
      for (const other of seen.slice(i + 1)) assert.ok(!overlap(box, other));
    });
  });
});

test("no word covers a mark", () => {
  many(150, (random) => {
    const given = crowd(random), seen = boxes(given, placeLabels(given));
    for (const [x, y] of given.points) {
      if (x < 0 || y < 0 || x > given.sheet.w || y > given.sheet.h) continue;
      for (const box of seen) assert.ok(!overlap(box, [x - MARK, y - MARK, x + MARK, y + MARK]));
    }
  });
});

test("words stay on the sheet and off the buttons", () => {
  many(150, (random) => {
    const given = crowd(random), { w, h } = given.sheet;
    for (const box of boxes(given, placeLabels(given))) {
      assert.ok(box[0] > 0.9 && box[1] > 0.9 && box[2] < w - 0.9 && box[3] < h - 0.9);
      assert.ok(!overlap(box, [w - 40, h - 104, w, h]));
    }
  });
});

test("where nothing moves, every word keeps its place", () => {
  many(150, (random) => {
    const given = crowd(random), before = placeLabels(given);
    assert.deepEqual(placeLabels({ ...given, before }), before);
  });
});

test("a word keeps the place it has had, also when a better one has become free", () => {
  const sheet = { w: 600, h: 300 }, origin = [150, 150];
  const given = { widths: [40, 4], wanted: [0], sheet, origin };
  const crowded = placeLabels({ ...given, points: [[300, 150], [318, 150]] });
  const points = [[300, 150], [500, 20]];
  const [free] = placeLabels({ ...given, points });
  const [kept] = placeLabels({ ...given, points, before: crowded });
  assert.notDeepEqual(free.spot, crowded[0].spot);
  assert.deepEqual(kept, crowded[0]);
});

test("where points move by less than a pixel, nearly every word keeps its side", () => {
  let kept = 0, all = 0;
  many(60, (random) => {
    const given = crowd(random, 20), before = placeLabels(given);
    const points = given.points.map(([x, y]) => [x + random() - 0.5, y + random() - 0.5]);
    const after = placeLabels({ ...given, points, before });
    before.forEach((place, i) => {
      if (!place.spot) return;
      all += 1;
      kept += String(after[i].spot) === String(place.spot);
    });
  });
  assert.ok(kept / all > 0.97, `${kept} of ${all}`);
});

test("a word with room around it is seen close to its mark, away from the origin", () => {
  const sheet = { w: 600, h: 300 }, points = [[450, 150], [150, 150], [300, 40]];
  const given = { points, widths: [40, 40, 40], wanted: [0, 1, 2], sheet, origin: [300, 150] };
  const [right, left, above] = placeLabels(given);
  assert.ok(+right.at.x > 450 && +right.at.x < 465);
  assert.ok(+left.at.x + 40 < 150 && +left.at.x + 40 > 135);
  assert.ok(+above.at.y < 40);
  assert.deepEqual([right, left, above].map((place) => place.leader), ["", "", ""]);
});

test("the words that are wanted most come first", () => {
  const sheet = { w: 300, h: 300 }, points = Array.from({ length: 40 }, () => [100, 100]);
  const widths = points.map(() => 60), origin = [150, 150];
  const wanted = [31, ...points.keys()];
  const places = placeLabels({ points, widths, wanted: new Set(wanted), sheet, origin });
  assert.equal(places[31].at.display, "inline");
  assert.ok(places.some((place) => place.at.display === "none"), "there is no room for all");
});

test("a word whose mark is out of sight is hidden, and a far word has a line to its mark", () => {
  const sheet = { w: 300, h: 300 }, origin = [150, 150];
  const [gone] = placeLabels({ points: [[-9, 50]], widths: [30], wanted: [0], sheet, origin });
  assert.equal(gone.at.display, "none");
  many(60, (random) => {
    const given = crowd(random, 40);
    placeLabels(given).forEach(({ spot, leader }, i) => {
      if (!spot) return;
      const start = given.points[i].map((value) => value.toFixed(1)).join();
      if (spot[0] > 10) assert.ok(leader.startsWith(`M${start}L`));
      else assert.equal(leader, "");
    });
  });
});
