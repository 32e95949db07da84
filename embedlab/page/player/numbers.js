// The player: plays a training run step by step, or lets two vectors be dragged about.
//
// A page is <div class="embedlab-player"> with its data as JSON inside, the markup of player.html
// among them. This script puts that markup into the element once, and from then on changes
// attributes. It needs nothing else: no kernel, no network, no library. To go to step k is to read
// snapshot k and draw it, whatever was on the screen before; so a step forward and a step back end
// at the same picture.
//
// Each part is a module that node can import. In a page all parts are one script: markup.py joins
// them in its order, without imports and exports. So a name at the top of a part must be its own
// among all parts, and a part imports from earlier ones only.
//
// This part: numbers as the player calculates with them and writes them.

export const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

// With a true minus sign, and none before a zero.
export function fixed(value, digits) {
  return value.toFixed(digits).replace(/^-(?=[0.]*$)/, "").replace("-", "−");
}

// A point as SVG reads it: "3.0,4.5".
export const pair = (point, digits = 1) => point.map((value) => value.toFixed(digits)).join();

// A word that fits beside its mark: the beginning of a long one.
export const shortWord = (word, most = 24) => (
  word.length > most ? `${word.slice(0, most - 1)}…` : word
);

// How many times its length something may be drawn in the room that there is: 1, 2, 5, 10 …
export const timesThatFit = (length, room) => (
  [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].findLast((times) => times * length <= room) ?? 1
);

// The marks of an axis from low to high: multiples of the first of … 1, 2, 5, 10, 20 … that takes
// `gap` pixels. scale: pixels per unit.
export function ticks(low, high, scale, gap) {
  const power = 10 ** Math.floor(Math.log10(gap / scale));
  const unit = power * [1, 2, 5, 10].find((m) => m * power * scale >= gap * 0.999);
  const digits = Math.max(0, -Math.floor(Math.log10(unit) + 1e-9));
  const marks = [];
  for (let i = Math.ceil(low / unit - 1e-9); i <= high / unit + 1e-9; i++) {
    marks.push({ value: i * unit, text: fixed(i * unit, digits) });
  }
  return { unit, marks };
}

export const bytesOf = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

// Positive whole numbers, one at each call: three bits in each half of a byte, the lowest first,
// and one that says that more follow.
export function numbersOf(text) {
  const bytes = bytesOf(text);
  let read = 0;
  return () => {
    for (let number = 0, size = 1; ; size *= 8) {
      const half = (bytes[read >> 1] >> (4 * (read & 1))) & 15;
      read += 1;
      number += (half & 7) * size;
      if (half < 8) return number;
    }
  };
}

// A whole number from a positive one, whose lowest bit is the sign.
export const signedOf = (number) => (number % 2 ? -(number + 1) : number) / 2;
