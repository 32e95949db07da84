// A page and its widget meet, in one of two ways: in Jupyter, pages share one document, and the
// widget finds its page there by the key; elsewhere it is given a place of its own, and fills that.

export const GONE = "Python was restarted; run this cell again.";
const TALKS = "embedlab:talks"; // kept by the browser: here pages and Python have met before

// The module of a widget. fill(root, model) fills a page, and gives back gone(), for when Python
// has been restarted, and end(), for when the widget is closed.
export function ways(fill) {
  function meet(root, model) {
    root.dataset.linked = "yes";
    try { localStorage.setItem(TALKS, "yes"); } catch { /* storage may be closed to this page */ }
    const { gone, end } = fill(root, model);
    model.on("comm_live_update", gone);
    return () => {
      model.off("comm_live_update", gone);
      end();
    };
  }

  function initialize({ model }) {
    const ends = [], pages = `[data-live-key="${model.get("key")}"]:not([data-linked])`;
    const find = () => {
      for (const root of document.querySelectorAll(pages)) ends.push(meet(root, model));
    };
    const observer = new MutationObserver(find); // page and widget come in either order
    observer.observe(document.body, { childList: true, subtree: true });
    find();
    return () => {
      observer.disconnect();
      for (const end of ends) end();
    };
  }

  function render({ model, el }) {
    el.innerHTML = model.get("page");
    const end = meet(el.querySelector("[data-live-key]"), model);
    for (const script of el.querySelectorAll("script:not([type])")) { // one put in so does not run
      const runs = document.createElement("script");
      runs.textContent = script.textContent;
      script.replaceWith(runs);
    }
    return end;
  }

  return { initialize, render };
}
