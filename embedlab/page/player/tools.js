export const RATE = 10; // steps per second at speed 1×
export const LANE = 34, foot = (j) => (j === 2 ? 30 : 15); // a lane of the strip in pixels, and its zero: a length has no sign
export const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

// ---- small tools ----
export const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
export const fixed = (value, digits) => value.toFixed(digits).replace(/^-(?=[0.]*$)/, "").replace("-", "−");
export const pair = (point, digits = 1) => point.map((v) => v.toFixed(digits)).join();
export const listen = (node, type, act) => node.addEventListener(type, act);
export const tint = (g) => `el-g${g % 6}`;
export const write = (node, text) => { if (node.textContent !== text) node.textContent = text; };
export function set(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
  }
}
export const size = (svg, width, height) => set(svg, { width, height, style: `width:${width}px;height:${height}px` });
// The parts of a page by the name that their class gives them: <p class="el-note"> is `note`.
export const parts = (root) => Object.fromEntries([...root.querySelectorAll("[class^=el-]")].map((n) => [n.classList[0].slice(3), n]));
// Copies of a node's only child, one per item.
export function repeat(parent, items, fill) {
  const copies = items.map(() => parent.firstElementChild.cloneNode(true));
  parent.replaceChildren(...copies);
  copies.forEach((copy, i) => fill(copy, items[i], i));
  return copies;
}
export function dress(el, node, g) { // as a group is marked: six shapes and colours, then other pairs of them
  node.classList.add(tint(g));
  set(node.querySelector("path"), { d: el.shapes.children[(g + Math.floor(g / 6)) % 6].getAttribute("d") });
}
// One pointer that goes down on a node, moves and comes up, whatever lies under it meanwhile.
export function pointer(node, down, move, up = () => {}) {
  listen(node, "pointerdown", (e) => e.button === 0 && down(e) !== false && node.setPointerCapture(e.pointerId));
  listen(node, "pointermove", (e) => node.hasPointerCapture(e.pointerId) && move(e));
  listen(node, "lostpointercapture", up);
}
// Keys and buttons do the same: acts(where, how far) says what, by the name of the key.
export function controls(root, acts) {
  listen(root, "click", ({ target }) => {
    const button = target.closest("[data-key]");
    if (button) acts(button, 1)[button.dataset.key]();
  });
  listen(root, "keydown", (e) => {
    const pressed = e.target.matches("button, summary") && /^( |Enter)$/.test(e.key);
    const act = acts(e.target, e.shiftKey ? 10 : 1)[e.key];
    if (!act || pressed || e.ctrlKey || e.metaKey || e.altKey || e.target.matches("select")) return;
    act();
    e.preventDefault();
    e.stopPropagation();
  });
}
// A path: the shaft, and an open head that ends `gap` pixels before its goal.
export function arrow([x0, y0], [x1, y1], head, gap = 0) {
  const whole = Math.hypot(x1 - x0, y1 - y0), length = whole - gap, s = Math.min(head, length / 2);
  const dx = (x1 - x0) / whole, dy = (y1 - y0) / whole, x = x0 + dx * length, y = y0 + dy * length;
  const end = (turn) => pair([x - s * (dx + turn * dy), y - s * (dy - turn * dx)]);
  return length < 1.5 ? "" : `M${pair([x0, y0])}L${pair([x, y])}M${end(0.55)}L${pair([x, y])}L${end(-0.55)}`;
}
