// Puts the sliders where the still picture is, in each page that has their key; the picture comes
// back when their kernel is gone.
const GONE = "Python has been restarted or stopped.";

async function initialize({ model }) {
  const manager = model.widget_manager;
  let asked = 0;
  async function fill() {
    asked = 0;
    const pages = `[data-live-key="${model.get("key")}"]:not([data-ready])`;
    for (const page of document.querySelectorAll(pages)) {
      page.dataset.ready = "yes";
      const box = await manager.get_model(model.get("box").slice("IPY_MODEL_".length));
      const still = [...page.childNodes], { luminoWidget: panel } = await manager.create_view(box);
      // what Lumino tells a widget that is put into a page
      panel.processMessage({ type: "before-attach" });
      page.replaceChildren(panel.node);
      panel.processMessage({ type: "after-attach" });
      box.on("comm_live_update", () => {
        if (!box.comm_live) page.replaceChildren(...still, sentence(GONE));
      });
    }
  }
  const soon = () => { asked = asked || requestAnimationFrame(fill); };
  const observer = new MutationObserver(soon); // page and model come in either order
  model.on("change:key", soon);
  observer.observe(document.body, { childList: true, subtree: true });
  return () => observer.disconnect();
}

function sentence(text) {
  const node = document.createElement("p");
  node.setAttribute("role", "status");
  node.textContent = text;
  return node;
}

export default { initialize };
