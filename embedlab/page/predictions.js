// Predictions: locked in, kept by the browser, there again when the page is opened again, and told
// beside the result. Where cells are not in one document, the page itself tells it.
// The import is in the page only where a number is asked for.
import { comparedWith, typedNumbers } from "./typed_numbers.js";

const CELL = ".jp-Cell, .cell", CODE = ".jp-CodeCell, .code_cell, .code-cell";
const OUTPUTS = ".jp-Cell-outputWrapper, .output_wrapper, .output";
const SHOWN = ".jp-OutputArea-output, .output_area, .output";

function make(tag, attributes = {}, ...inside) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...inside);
  return node;
}

// Text in which `backticks` set code.
function marked(text) {
  return text.split("`").map((part, k) => (k % 2 ? make("code", {}, part) : part));
}

// The cell whose result answers: the next code cell that asks nothing, or undefined.
function resultCell(root) {
  const place = (cell) => Number(cell.dataset.windowedListIndex); // JupyterLab leaves some out
  let here = root.closest(CELL), next = here?.nextElementSibling;
  while (next && !(place(next) !== place(here) + 1 && place(next) >= 0)) {
    if (next.matches(CODE) && !next.querySelector(".embedlab-predict")) return next;
    [here, next] = [next, next.nextElementSibling];
  }
  return undefined;
}

function fill(root) {
  root.dataset.ready = "yes";
  const keysStay = { "data-lm-suppress-shortcuts": "true" }; // or JupyterLab takes them
  const key = `embedlab:predict:${root.dataset.key}`, name = `embedlab-${root.dataset.key}`;
  const question = root.querySelector("p"), list = root.querySelector("ol"), open = !list;
  const choices = [...root.querySelectorAll("li")], blank = root.querySelector("i");
  const later = JSON.parse(atob(root.dataset.later ?? "") || "{}"); // a model, or what comes out
  const several = Array.isArray(later.right), number = "right" in later;

  // ---- the controls
  const inputs = choices.map((choice) => {
    const input = make("input", { type: "radio", name, ...keysStay });
    choice.replaceChildren(make("label", {}, input, make("span", {}, ...choice.childNodes)));
    return input;
  });
  if (open) {
    const label = `${question.textContent} ${later.unit ?? ""}`.trim(), size = number ? 12 : 40;
    const look = { type: "text", "aria-label": label, autocomplete: "off", size };
    inputs.push(make("input", { ...look, maxlength: number ? 60 : 300, ...keysStay }));
    blank?.replaceWith(inputs[0]);
  }
  const button = (text) => make("button", { type: "button", ...keysStay }, text);
  const lock = button("Lock in my prediction"), change = button("Change it");
  const status = make("span", { role: "status" });
  const foot = make("div", { class: "embedlab-predict-foot" }, lock, change, status);
  const legend = make("legend", {}, ...question.childNodes);
  const fields = make("fieldset", {}, legend, list ?? inputs[0].parentNode ?? inputs[0]);
  question.replaceWith(fields, foot);

  // ---- what was predicted
  const picked = () => inputs.findIndex((input) => input.checked);
  const answer = () => (open ? inputs[0].value : (choices[picked()]?.textContent ?? "")).trim();
  const says = () => choices[picked()]?.dataset.says ?? "";
  const readable = () => !number || typedNumbers(answer(), several, later.unit).length > 0;
  const say = (text) => { status.textContent = text; };
  const remember = (text) => {
    try {
      if (text) localStorage.setItem(key, text);
      else localStorage.removeItem(key);
    } catch { /* not kept: storage may be closed to this page */ }
  };
  const remembered = () => {
    try { return localStorage.getItem(key) ?? ""; } catch { return ""; }
  };

  // ---- beside the result, and only while that is seen
  const line = make("div", { class: "embedlab-predicted", "data-key": root.dataset.key });
  function clear(cell) { // of what an earlier run of the question left there, too
    for (const old of cell?.querySelectorAll(".embedlab-predicted") ?? []) {
      if (old.dataset.key === root.dataset.key) old.remove();
    }
  }
  function place() {
    const cell = root.isConnected && fields.disabled ? resultCell(root) : undefined;
    if (!cell) return;
    if (!cell.contains(line)) {
      clear(cell);
      const folded = cell.querySelector("details > summary");
      if (folded) folded.after(line);
      else cell.querySelector(OUTPUTS)?.before(line);
    }
    line.hidden = !cell.querySelector(SHOWN)?.checkVisibility();
  }
  function compared() {
    const mine = make("b", {}, answer().replace(/[.]$/, ""));
    if (number) return ["You predicted ", mine, ...marked(comparedWith(later, answer()))];
    if (later.model) return ["You wrote: ", mine, ". Compare: ", ...marked(later.model)];
    return ["You predicted: ", mine, ". ", ...marked(says())];
  }
  let asked = 0;
  const watch = { childList: true, subtree: true, attributeFilter: ["class", "style", "open"] };
  const observer = new MutationObserver(() => {
    asked = asked || setTimeout(() => {
      asked = 0;
      place();
    }, 200);
  });
  function tell() {
    line.replaceChildren(...compared());
    root.querySelector("details")?.remove();
    if (!root.closest(CELL) && (says() || root.dataset.later)) {
      const summary = make("summary", keysStay, "Compare, once the next cell has run");
      root.append(make("details", {}, summary, make("p", {}, ...line.cloneNode(true).childNodes)));
    }
    observer.observe(document.body, watch);
    place();
  }
  function untell() {
    observer.disconnect();
    line.remove();
    clear(resultCell(root));
    root.querySelector("details")?.remove();
  }

  const settle = (locked) => {
    fields.disabled = locked;
    lock.hidden = locked;
    change.hidden = !locked;
    for (const choice of choices) choice.classList.remove("embedlab-picked");
    if (locked) choices[picked()]?.classList.add("embedlab-picked");
    say(locked ? `Locked in: ${answer().replace(/[.]$/, "")}. Run the next cell and compare.` : "");
    (locked ? tell : untell)();
  };
  lock.addEventListener("click", () => {
    if (!answer()) return say(open ? "Write your answer first." : "Choose an answer first.");
    if (!readable()) {
      const form = several ? "write numbers such as 5 7 or (5, 7)" : "write one such as 12 or 1e-3";
      return say(`No number could be read in “${answer()}”; ${form}.`);
    }
    remember(answer());
    settle(true);
    change.focus();
  });
  change.addEventListener("click", () => {
    remember("");
    settle(false);
    (inputs[picked()] ?? inputs[0]).focus();
  });
  if (open) inputs[0].addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault(); // else the button that gets the focus takes the key as well
    lock.click();
  });

  const kept = remembered(), plain = kept.replace(/`|\*\*/g, "");
  if (open) inputs[0].value = kept;
  choices.forEach((choice, k) => { inputs[k].checked = choice.textContent.trim() === plain; });
  settle(Boolean(kept && answer() && readable()));
}

for (const root of document.querySelectorAll(".embedlab-predict:not([data-ready])")) fill(root);
