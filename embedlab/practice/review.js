// The review on its page: shows what Python sends, and sends back what the learner does. Keys: 1 to 4, Enter, Space.
const SILENT = "Python has not answered. If another cell runs, wait for it. If Python has stopped, run this cell " +
  "again: what you have rated is stored.";

function fill(root, model) {
  root.dataset.ready = "yes";
  const place = root.querySelector("[data-review]"), status = document.createElement("p");
  status.setAttribute("role", "status");
  place.after(status);
  let shown, waiting, used = false;

  const send = (message) => {
    used = true;
    clearTimeout(waiting);
    waiting = setTimeout(() => { status.textContent = SILENT; }, 4000);
    model.send({ ...message, turn: model.get("view").turn });
  };

  const show = () => {
    const { page, says } = model.get("view");
    clearTimeout(waiting);
    status.textContent = says;
    if (page === shown) return; // the same question again: what was typed stays
    shown = page;
    place.innerHTML = page;
    const first = place.querySelector("[data-first], input");
    if (used) first ? first.focus() : root.focus();
  };

  place.addEventListener("submit", (event) => {
    event.preventDefault();
    const input = place.querySelector("input:checked, input[type=text]");
    send({ answer: input ? input.value : "" });
  });
  place.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (button?.dataset.rating) send({ rating: +button.dataset.rating });
    if (button && "stop" in button.dataset) send({ stop: true });
  });
  place.addEventListener("keydown", (event) => {
    if (event.repeat && ["Enter", " "].includes(event.key)) return event.preventDefault(); // held from the card before
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.type === "text") return;
    const choice = place.querySelector(`[data-rating="${event.key}"], input[type=radio][value="${event.key}"]`);
    if (!/^[1-9]$/.test(event.key) || !choice) return;
    event.preventDefault();
    choice.focus();
    choice.click();
  });
  model.on("change:view", show);
  show();
  return () => {
    model.off("change:view", show);
    clearTimeout(waiting);
  };
}

function initialize({ model }) {
  const undo = [], find = () => {
    for (const root of document.querySelectorAll(`[data-live-key="${model.get("key")}"]:not([data-ready])`)) {
      undo.push(fill(root, model));
    }
  };
  const observer = new MutationObserver(find); // page and model come in either order
  observer.observe(document.body, { childList: true, subtree: true });
  model.on("change:key", find);
  find();
  return () => {
    observer.disconnect();
    for (const end of undo) end();
  };
}
export default { initialize };
