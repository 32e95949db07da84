// Gives sliders their names, for a screen reader, and keeps JupyterLab's shortcuts away from them.
const NO_WORDS = "the picture that the sliders move";

function nameAll(root) {
  const words = root.querySelector(".embedlab-words");
  words?.setAttribute("role", "status");
  root.querySelector("img")?.setAttribute("alt", words?.textContent.trim() || NO_WORDS);
  for (const row of root.querySelectorAll(".widget-inline-hbox")) nameRow(row);
}

function nameRow(row) { // a label, a control and, beside some, what it stands at, to be typed too
  const label = row.querySelector(".widget-label")?.textContent;
  const readout = row.querySelector(".widget-readout");
  const controls = "input, select, button, [tabindex], [contenteditable]";
  for (const control of row.querySelectorAll(controls)) {
    control.setAttribute("data-lm-suppress-shortcuts", "true");
    control.setAttribute("aria-label", control === readout ? `${label}, as a number` : label);
    if (control === readout) control.setAttribute("role", "textbox");
    else if (readout) control.setAttribute("aria-valuetext", readout.textContent);
  }
}

function render({ el }) { // displayed among the sliders, unseen, to find them
  el.style.display = "none";
  let observer;
  const waiting = setInterval(() => {
    const root = el.closest(".embedlab-explore");
    if (!root) return;
    clearInterval(waiting);
    observer = new MutationObserver(() => nameAll(root));
    observer.observe(root, { childList: true, subtree: true, characterData: true });
    nameAll(root);
  }, 50);
  return () => {
    clearInterval(waiting);
    observer?.disconnect();
  };
}

export default { render };
