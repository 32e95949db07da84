function name(root) {
  const words = root.querySelector(".embedlab-words");
  words?.setAttribute("role", "status");
  root.querySelector("img")?.setAttribute("alt", words?.textContent.trim() || "the picture that the sliders move");
  for (const row of root.querySelectorAll(".widget-inline-hbox")) {
    const label = row.querySelector(".widget-label")?.textContent, shown = row.querySelector(".widget-readout");
    for (const control of row.querySelectorAll("input, select, button, [tabindex], [contenteditable]")) {
      control.setAttribute("data-lm-suppress-shortcuts", "true");
      control.setAttribute("aria-label", control === shown ? label + ", as a number" : label);
      if (control === shown) control.setAttribute("role", "textbox");
      else if (shown) control.setAttribute("aria-valuetext", shown.textContent);
    }
  }
}
function render({ el }) {
  el.style.display = "none";
  let observer;
  const waiting = setInterval(() => {
    const root = el.closest(".embedlab-explore");
    if (!root) return;
    clearInterval(waiting);
    observer = new MutationObserver(() => name(root));
    observer.observe(root, { childList: true, subtree: true, characterData: true });
    name(root);
  }, 50);
  return () => { clearInterval(waiting); observer?.disconnect(); };
}
export default { render };
