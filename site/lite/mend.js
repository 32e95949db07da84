/* In the page of JupyterLite: gives a screen reader what JupyterLab leaves out. Each line is one
   finding of axe-core. */
(() => {
  const set = (selector, name, value) => {
    for (const node of document.querySelectorAll(selector)) {
      if (node.getAttribute(name) !== value) node.setAttribute(name, value);
    }
  };
  let asked = 0;
  function mend() {
    asked = 0;
    set(".jp-CodeCell .cm-content", "aria-label", "Code");
    set(".jp-MarkdownCell .cm-content", "aria-label", "Text");
    set(".jp-collapseHeadingButton", "aria-label", "Fold or unfold this section");
    // its children are no articles, as a feed's must be
    set(".jp-WindowedPanel-viewport[role=feed]", "role", "group");
    for (const node of document.querySelectorAll("jp-button[aria-pressed]")) {
      node.removeAttribute("aria-pressed");
    }
  }
  // soon, and not while a player answers
  new MutationObserver(() => { asked = asked || setTimeout(mend, 300); }).observe(
    document.documentElement,
    { childList: true, subtree: true, attributeFilter: ["aria-pressed", "role"] },
  );
})();
