// The review on its page: shows what Python sends, and sends back what the learner does.
// Keys: 1 to 9 choose an answer or a rating, Enter submits, Space presses.
import { GONE, ways } from "../../page/link.js";

const PATIENCE = 4000; // milliseconds
const SILENT = "Python has not answered. If another cell runs, wait for it. If Python has stopped, "
  + "run this cell again: what you have rated is stored.";

// What a key does: "hold back", "submit", "choose", or "" (whatever the browser makes of it).
// target: the element that has the focus.
export function actOf({ key, repeat, ctrlKey, metaKey, altKey, target }) {
  if (repeat && ["Enter", " "].includes(key)) return "hold back"; // held from the card before
  if (key === "Enter" && target.form) { // in a notebook, Enter in a field does not submit
    return target.tagName === "BUTTON" ? "" : "submit";
  }
  if (ctrlKey || metaKey || altKey || target.type === "text") return "";
  return /^[1-9]$/.test(key) ? "choose" : "";
}

// What a page sends to Python when a button is pressed, or null; given: what was answered.
export function messageOf({ rating, stop, check, undo }, given = "") {
  if (check !== undefined) return { answer: given };
  if (rating) return { rating: Number(rating) };
  if (undo !== undefined) return { undo: true };
  return stop === undefined ? null : { stop: true };
}

export function fill(root, model) {
  root.tabIndex = -1;
  const place = root.querySelector("[data-review]");
  place.innerHTML = '<div></div><p role="status"></p><div></div>';
  const [page, status, more] = place.children;
  let shown, waiting, used = false;

  const send = (message) => {
    used = true;
    clearTimeout(waiting);
    waiting = setTimeout(() => { status.textContent = SILENT; }, PATIENCE);
    model.send({ ...message, turn: model.get("view").turn });
  };
  const show = () => {
    const view = model.get("view");
    clearTimeout(waiting);
    status.textContent = view.says;
    if (view.page === shown) return; // the same question again: what was typed stays
    shown = view.page;
    page.innerHTML = shown;
    more.innerHTML = view.more;
    if (used) (place.querySelector("[data-first], input") || root).focus();
  };

  const given = () => place.querySelector("input:checked, input[type=text]")?.value ?? "";
  // not by the form's own submit, which a sandboxed page may not do
  place.addEventListener("submit", (event) => event.preventDefault());
  place.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    const message = button && messageOf(button.dataset, given());
    if (message) send(message);
  });
  place.addEventListener("keydown", (event) => {
    const { key } = event, act = actOf(event);
    const choices = `[data-rating="${key}"], input[type=radio][value="${key}"]`;
    const choice = act === "choose" ? place.querySelector(choices) : null;
    if (act === "hold back" || act === "submit" || choice) event.preventDefault();
    if (act === "submit") send({ answer: given() });
    choice?.focus();
    choice?.click();
  });
  model.on("change:view", show);
  show();
  return {
    gone() {
      clearTimeout(waiting);
      status.textContent = `${GONE} What you have rated is stored.`;
      for (const control of place.querySelectorAll("button, input")) control.disabled = true;
    },
    end() {
      model.off("change:view", show);
      clearTimeout(waiting);
    },
  };
}

export default ways(fill);
