// Names beside their marks: none covers another, a mark or what is reserved; all stay on the sheet.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  covers, drawName, markBox, nameBox, placeNames,
} from "../../embedlab/page/player/labels.js";
import { between, many } from "./random.js";

// Words at random places of a sheet, for one step or for some in which they move a little.
function crowd(random, count = 2 + Math.floor(40 * random()), steps = 1) {
  const sheet = { w: between(random, 250, 900), h: between(random, 230, 400) };
  const start = Array.from({ length: count }, () => [
    between(random, -30, sheet.w + 30),
    between(random, -30, sheet.h + 30),
  ]);
  const track = Array.from({ length: steps }, (_, k) => (
    start.map(([x, y]) => [x + k * between(random, -1, 1), y + k * between(random, -1, 1)])
  ));
  const names = start.map((_, key) => ({
    key, width: between(random, 8, 90), kind: key % 7 ? "word" : "group",
    points: track.map((points) => points[key]),
  }));
  const reserved = [[sheet.w - 140, sheet.h - 48, sheet.w, sheet.h]];
  const marks = track.map((points) => points.map(markBox));
  return { names, marks, sheet, reserved, origin: [sheet.w / 2, sheet.h / 2] };
}

const boxesAt = ({ names }, places, step) => [...places].map(([key, { spot }]) => (
  nameBox(names[key].points[step], names[key].width, spot)
));
const overlap = (a, b) => a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1];

test("in none of the steps does a name cover another, a mark or what is reserved", () => {
  many(120, (random, n) => {
    const given = crowd(random, undefined, 1 + (n % 5)), places = placeNames(given);
    assert.ok(n || places.size > 0);
    given.marks.forEach((marks, step) => {
      const seen = boxesAt(given, places, step);
      seen.forEach((box, i) => {
        for (const other of [...seen.slice(i + 1), ...marks, ...given.reserved]) {
          assert.ok(!overlap(box, other));
        }
        const { w, h } = given.sheet;
        assert.ok(box[0] > 0 && box[1] > 0 && box[2] < w && box[3] < h);
      });
    });
  });
});

test("where nothing moves, every name keeps its place", () => {
  many(100, (random) => {
    const given = crowd(random), before = placeNames(given);
    assert.deepEqual(placeNames({ ...given, before }), before);
  });
});

test("a name keeps the place it has had, also when a better one has become free", () => {
  const sheet = { w: 600, h: 300 }, origin = [150, 150], reserved = [];
  const one = (points) => ({
    names: [{ key: 0, width: 40, kind: "word", points: [points[0]] }],
    marks: [points.map(markBox)], sheet, origin, reserved,
  });
  const crowded = placeNames(one([[300, 150], [318, 150]]));
  const free = placeNames(one([[300, 150]]));
  const kept = placeNames({ ...one([[300, 150]]), before: crowded });
  assert.notDeepEqual(free.get(0).spot, crowded.get(0).spot);
  assert.deepEqual(kept, crowded);
});

test("a change of place is counted, so that the name fades in", () => {
  const sheet = { w: 600, h: 300 }, origin = [150, 150], reserved = [];
  const names = [{ key: 0, width: 40, kind: "word", points: [[300, 150]] }];
  const before = placeNames({ names, marks: [[]], sheet, origin, reserved });
  const blocked = [[markBox([318, 150])]];
  const after = placeNames({ names, marks: blocked, sheet, origin, reserved, before });
  assert.deepEqual([before.get(0).turn, after.get(0).turn], [0, 1]);
});

test("a name with room around it is close to its mark, away from the origin", () => {
  const sheet = { w: 600, h: 300 }, points = [[450, 150], [150, 150], [300, 40]];
  const names = points.map((point, key) => ({ key, width: 40, kind: "word", points: [point] }));
  const given = { names, marks: [points.map(markBox)], sheet, origin: [300, 150], reserved: [] };
  const [right, left, above] = boxesAt(given, placeNames(given), 0);
  assert.ok(right[0] > 450 && right[0] < 465);
  assert.ok(left[2] < 150 && left[2] > 135);
  assert.ok(above[3] < 40);
});

test("at most so many are named, those that must be seen come first and are never hidden", () => {
  many(60, (random) => {
    const given = crowd(random, 40);
    const names = given.names.map((name) => ({ ...name, always: name.key === 31 }));
    const places = placeNames({ ...given, names, most: 6 });
    assert.ok(places.size <= 6);
    const [[x, y]] = given.names[31].points, { w, h } = given.sheet;
    assert.equal(places.has(31), x >= -4 && y >= -4 && x <= w + 4 && y <= h + 4);
  });
});

test("a far name has a line to its mark, and its text stays on the sheet", () => {
  const sheet = { w: 300, h: 200 };
  assert.equal(drawName([150, 100], 40, { spot: [3, 0], turn: 2 }, sheet).leader, "");
  const far = drawName([150, 100], 40, { spot: [26, 0], turn: 3 }, sheet);
  assert.ok(far.leader.startsWith("M150.0,100.0L"));
  assert.equal(far.turn, 1);
  const edge = drawName([299, 199], 40, { spot: [3, 1], turn: 0 }, sheet);
  assert.ok(+edge.at.x + 40 <= 300 && +edge.at.y <= 200);
});

test("a name covers a box that it touches", () => {
  const place = { spot: [3, 0], turn: 0 };
  assert.ok(covers([100, 100], 40, place, [[120, 95, 130, 105]]));
  assert.ok(!covers([100, 100], 40, place, [[20, 95, 30, 105]]));
});
