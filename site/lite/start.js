/* In the page of JupyterLite: what it must say before it starts, or when it cannot keep what is
   written. For old browsers too, like support.js, which comes first. */
(function () {
  var BOX = "position:fixed;z-index:100000;left:0;right:0;bottom:0;padding:12px 56px 12px 16px;"
    + "background:#fff3cd;color:#1f2430;font:16px/1.45 system-ui,sans-serif;"
    + "border-top:2px solid #8a6100";
  var CLOSE = "position:absolute;right:10px;top:8px;width:36px;height:36px;font-size:22px;"
    + "color:inherit;background:none;border:1px solid;border-radius:6px;cursor:pointer";
  var touched = false;

  function say(text, link, address, role) {
    var box = document.createElement("div"), close = document.createElement("button");
    var a = document.createElement("a");
    box.setAttribute("role", role || "alert");
    box.style.cssText = BOX;
    a.href = address;
    a.textContent = link;
    a.style.color = "#00508a";
    close.textContent = "×";
    close.setAttribute("aria-label", "Close this message");
    close.style.cssText = CLOSE;
    close.onclick = function () { box.parentNode.removeChild(box); };
    box.appendChild(document.createTextNode(text + " "));
    box.appendChild(a);
    box.appendChild(close);
    document.body.appendChild(box);
  }
  window.embedlabSay = say; // for ../scripts/lab.js
  function noStorage() {
    window.embedlabKeepsNothing = true;
    say("This browser keeps nothing for this page (storage is blocked), so what you write is gone "
      + "when you close it. Before you close it, save each notebook with File, Download.",
      "How to keep your work", "../../../work.html");
  }
  // On a narrow screen the list of files would leave the notebook a finger's width; opening a
  // notebook unfolds it.
  function makeRoom(tries) {
    var shell = window.jupyterapp && jupyterapp.shell;
    if (shell && shell.currentWidget && !shell.leftCollapsed) shell.collapseLeft();
    if (!tries || touched) return;
    setTimeout(function () { makeRoom(tries - (shell ? 1 : 0)); }, 200);
  }
  function tryStorage() {
    var probe = indexedDB.open("embedlab-probe");
    probe.onerror = noStorage;
    probe.onsuccess = function () {
      probe.result.close();
      indexedDB.deleteDatabase("embedlab-probe");
    };
  }
  document.addEventListener("DOMContentLoaded", function () {
    var icon = document.createElement("link");
    icon.rel = "icon";
    icon.href = "favicon.ico";
    document.head.appendChild(icon);
    if (embedlabTooOld) return; // support.js tells
    if (window.innerWidth < 700) makeRoom(40);
    document.addEventListener("pointerdown", function () { touched = true; });
    try { tryStorage(); } catch (_) { noStorage(); }
  });
})();
