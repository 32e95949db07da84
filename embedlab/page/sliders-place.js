async function initialize({ model }) {
  const manager = model.widget_manager;
  let asked = 0;
  async function fill() {
    asked = 0;
    for (const place of document.querySelectorAll(`[data-live-key="${model.get("key")}"]:not([data-ready])`)) {
      place.dataset.ready = "yes";
      const child = await manager.get_model(model.get("box").slice("IPY_MODEL_".length));
      const { luminoWidget: panel } = await manager.create_view(child);
      panel.processMessage({ type: "before-attach" });  // what Lumino tells a widget that comes to stand in a page
      place.replaceChildren(panel.node);
      panel.processMessage({ type: "after-attach" });
    }
  }
  const soon = () => { asked = asked || requestAnimationFrame(fill); };
  const observer = new MutationObserver(soon);
  model.on("change:key", soon);
  observer.observe(document.body, { childList: true, subtree: true });
  return () => observer.disconnect();
}
export default { initialize };
