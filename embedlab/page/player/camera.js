// The camera: which part of the plane is seen at each step. It eases with the points, and none of
// them ever leaves the picture.

const EASE = 8; // steps before and after a step that share in its picture
const ROOM = 0.08; // of the widest side

// The corners [x0, y0, x1, y1] at each step of a run.
export function cameraPath(run, withOutputs = false) {
  const tight = Array.from({ length: run.S + 1 }, (_, k) => cornersAt(run, k, withOutputs));
  return overTime(overTime(tight, outermost), mean).map(withMargin);
}

// What the steps around each step make together.
const overTime = (parts, join) => parts.map((_, k) => (
  join(parts.slice(Math.max(0, k - EASE), k + EASE + 1))
));

const outermost = (parts) => parts[0].map((_, j) => (
  (j < 2 ? Math.min : Math.max)(...parts.map((part) => part[j]))
));

const mean = (parts) => parts[0].map((_, j) => (
  parts.reduce((sum, part) => sum + part[j], 0) / parts.length
));

// The points of a step and the origin, and also the rows of W if they are shown.
function cornersAt(run, k, withOutputs) {
  const [x, y] = run.origin, corners = [x, y, x, y];
  const add = (value, j) => {
    corners[j] = Math.min(corners[j], value);
    corners[j + 2] = Math.max(corners[j + 2], value);
  };
  for (let i = 0; i < run.V; i++) {
    run.at(k, i).forEach(add);
    if (withOutputs) run.output(k, i).forEach(add);
  }
  return corners;
}

function withMargin([x0, y0, x1, y1]) {
  const edge = ROOM * (Math.max(x1 - x0, y1 - y0) || 1);
  return [x0 - edge, y0 - edge, x1 + edge, y1 + edge];
}
