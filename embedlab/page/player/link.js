// Tells a live page its widget, by an event: page and widget may come in either order.
function initialize({ model }) {
  const tell = () => {
    document.dispatchEvent(new CustomEvent("embedlab-model", { detail: model }));
  };
  tell();
  document.addEventListener("embedlab-page", tell);
  return () => document.removeEventListener("embedlab-page", tell);
}
export default { initialize };
