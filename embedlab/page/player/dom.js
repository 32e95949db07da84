// What the player does to the nodes of a page.

export const ARROWS = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

// ---- texts and attributes: only what differs is written

export function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export function set(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
  }
}

export function setSize(svg, width, height) {
  set(svg, { width, height, style: `width:${width}px;height:${height}px` });
}

// ---- markup: it holds one of everything

// The parts of a page by the name that their class gives them: <p class="el-note"> is `note`.
export function partsOf(root) {
  const nodes = [...root.querySelectorAll("[class^=el-]")];
  return Object.fromEntries(nodes.map((node) => [node.classList[0].slice(3), node]));
}

// Copies of a node's only child, one per item.
export function repeat(parent, items, fill) {
  const copies = items.map(() => parent.firstElementChild.cloneNode(true));
  parent.replaceChildren(...copies);
  copies.forEach((copy, i) => { fill(copy, items[i], i); });
  return copies;
}

// As group g is marked: six shapes and colours, then other pairs of them.
export function dress(el, node, g) {
  const shape = el.shapes.children[(g + Math.floor(g / 6)) % 6];
  tint(node, g);
  set(node.querySelector("path"), { d: shape.getAttribute("d") });
}

export const tint = (node, g) => node.classList.add(`el-g${g % 6}`);

// ---- hands

export const listen = (node, type, act) => node.addEventListener(type, act);

// One pointer that goes down on a node, moves and comes up, whatever lies under it meanwhile.
export function pointer(node, down, move, up = () => {}) {
  listen(node, "pointerdown", (e) => {
    if (e.button === 0 && down(e) !== false) node.setPointerCapture(e.pointerId);
  });
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
    const other = e.ctrlKey || e.metaKey || e.altKey || e.target.matches("select");
    if (!act || pressed || other) return;
    act();
    e.preventDefault();
    e.stopPropagation();
  });
}
