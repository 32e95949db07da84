// Puts the sliders where the still picture is: in each page that has their key.
async function initialize({ model }) {
  const manager = model.widget_manager;
  let asked = 0;
  async function fill() {
    asked = 0;
    const pages = `[data-live-key="${model.get("key")}"]:not([data-ready])`;
    for (const page of document.querySelectorAll(pages)) {
      page.dataset.ready = "yes";
      const box = await manager.get_model(model.get("box").slice("IPY_MODEL_".length));
      const { luminoWidget: panel } = await manager.create_view(box);
      // what Lumino tells a widget that is put into a page
      panel.processMessage({ type: "before-attach" });
      page.replaceChildren(panel.node);
      panel.processMessage({ type: "after-attach" });
    }
  }
  const soon = () => { asked = asked || requestAnimationFrame(fill); };
  const observer = new MutationObserver(soon); // page and model come in either order
  model.on("change:key", soon);
  observer.observe(document.body, { childList: true, subtree: true });
  return () => observer.disconnect();
}

export default { initialize };
