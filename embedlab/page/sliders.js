// The sliders of a page: asks Python for a picture, one at a time, and shows what it sends.
import { GONE, ways } from "./link.js";

const SHORT = 150, PATIENCE = 12000; // milliseconds: before work is shown, before it takes long
const WORK = "Python is computing …";
const LATE = "Python has not answered yet. If another cell runs, wait for it; if Python has "
  + "stopped, run this cell again.";
const KEYS_STAY = { "data-lm-suppress-shortcuts": "true" }; // or JupyterLab takes them
let pages = 0;

function make(tag, attributes = {}, ...inside) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...inside);
  return node;
}

// A control: what the page shows of it, what shows a place at it, and what tells of a new place.
const KINDS = {
  range({ label, texts }, moved) {
    const input = make("input", { type: "range", min: 0, max: texts.length - 1, ...KEYS_STAY });
    const output = make("output", { "aria-hidden": "true" });
    const say = (at) => {
      output.textContent = texts[at];
      input.setAttribute("aria-valuetext", texts[at]);
    };
    output.style.minWidth = `${Math.max(...texts.map((text) => text.length))}ch`;
    input.addEventListener("input", () => {
      say(input.valueAsNumber);
      moved(input.valueAsNumber);
    });
    const put = (at) => {
      input.value = at;
      say(at);
    };
    return [make("label", {}, make("span", {}, label), input, output), put];
  },
  choices({ name, label, texts }, moved) {
    const inputs = texts.map((_, at) => {
      const same = `embedlab-${name}-${pages}`;
      const input = make("input", { type: "radio", name: same, value: at, ...KEYS_STAY });
      input.addEventListener("change", () => moved(at));
      return input;
    });
    const word = (at) => make("span", {}, texts[at]);
    const buttons = inputs.map((input, at) => make("label", {}, input, word(at)));
    const put = (at) => { inputs[at].checked = true; };
    return [make("fieldset", {}, make("legend", {}, label), make("div", {}, ...buttons)), put];
  },
  toggle({ label, texts }, moved) {
    const input = make("input", { type: "checkbox", ...KEYS_STAY }), on = texts.indexOf("True");
    input.addEventListener("change", () => moved(input.checked ? on : 1 - on));
    const put = (at) => { input.checked = at === on; };
    return [make("label", { class: "embedlab-toggle" }, input, make("span", {}, label)), put];
  },
};

export function fill(root, model) {
  pages += 1;
  const at = { ...model.get("view").at }, puts = {}; // where each control is
  const bar = make("div", { class: "embedlab-controls" });
  for (const control of model.get("view").controls) {
    const [node, put] = KINDS[control.kind](control, (place) => {
      at[control.name] = place;
      ask();
    });
    puts[control.name] = put;
    bar.append(node);
  }
  const image = root.querySelector("img"), words = make("span");
  bar.style.maxWidth = `${image.width || 840}px`;
  root.querySelector("[data-talk]").remove();
  root.querySelector("figure").before(bar);
  root.append(make("p", { role: "status" }, words));

  let asked = "", again = false, url = "", timers = [];
  const say = (text, drawn = false) => { // what is drawn in the picture is for the ear only
    words.className = drawn ? "embedlab-spoken" : "";
    if (words.textContent !== text) words.textContent = text;
  };
  function rest() {
    timers.forEach(clearTimeout);
    timers = [];
    root.removeAttribute("aria-busy");
  }
  function ask() { // the next question waits for the answer: only the last value is computed
    again = Boolean(asked);
    if (asked) return;
    rest();
    asked = `${Date.now()}-${Math.random()}`;
    timers = [
      setTimeout(() => {
        root.setAttribute("aria-busy", "true");
        say(WORK);
      }, SHORT),
      setTimeout(say, PATIENCE, LATE),
    ];
    try {
      model.send({ at, asked });
    } catch { gone(); }
  }
  function show() {
    const view = model.get("view"), picture = model.get("picture");
    if (asked && view.asked !== asked) return; // an earlier answer, or another page's
    asked = "";
    if (!again) Object.assign(at, view.at);
    if (picture?.byteLength) {
      URL.revokeObjectURL(url);
      url = URL.createObjectURL(new Blob([picture], { type: "image/png" }));
      image.src = url;
      image.removeAttribute("height");
      if (view.width) image.width = view.width;
    }
    image.alt = view.words || image.alt;
    if (again) return ask();
    for (const [name, put] of Object.entries(puts)) put(at[name]);
    rest();
    say(view.words, view.drawn);
  }
  function gone() {
    rest();
    for (const input of root.querySelectorAll("input")) input.disabled = true;
    say(GONE);
    root.classList.add("embedlab-gone");
  }

  model.on("change:view", show);
  for (const [name, put] of Object.entries(puts)) put(at[name]);
  show();
  return {
    gone,
    end() {
      model.off("change:view", show);
      rest();
    },
  };
}

export default ways(fill);
