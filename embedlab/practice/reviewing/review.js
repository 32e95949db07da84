// The review on its page: shows what Python sends, and sends back what the learner does. Keys: 1 to 4, Enter, Space.
const SILENT = "Python has not answered. If another cell runs, wait for it. If Python has stopped, run this cell " +
  "again: what you have rated is stored.";

function fill(root, model) {
  root.dataset.ready = "yes";
  root.tabIndex = -1;
  const place = root.querySelector("[data-review]");
  place.innerHTML = '<div></div><p role="status"></p><div></div>';
  const [page, status, more] = place.children;
  let shown, waiting, used = false;

  const send = (message) => {
    used = true;
    clearTimeout(waiting);
    waiting = setTimeout(() => { status.textContent = SILENT; }, 4000);
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
    if (event.key === "Enter" && event.target.form) { // in a notebook, Enter in a field does not submit
      if (event.target.tagName === "BUTTON") return;
      event.preventDefault();
      return event.target.form.requestSubmit();
    }
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
