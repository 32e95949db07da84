/* In the page of a lesson, before anything else: begins to load Python. JupyterLite's kernel then
   gets the worker that is there already, and none outlives the page. */
(function () {
  var Plain = window.Worker, all = [], spare;
  if (embedlabTooOld || window.crossOriginIsolated) return;
  if (location.pathname.indexOf("/notebooks/") < 0) return;
  spare = new Plain(new URL("worker.js", document.currentScript.src), { type: "module" });
  all.push(spare);
  window.embedlabPython = spare; // ../scripts/course.js listens to it
  window.Worker = function (address, options) {
    var given = spare && /comlink\.worker/.test(address) ? spare : new Plain(address, options);
    if (given === spare) spare = null;
    else all.push(given);
    return given;
  };
  window.Worker.prototype = Plain.prototype;
  // A page that was left may be kept to come back to; Python would keep half a gigabyte with it.
  window.addEventListener("pagehide", function () {
    all.forEach(function (worker) { worker.terminate(); });
  });
  window.addEventListener("pageshow", function (event) { if (event.persisted) location.reload(); });
})();
