/* In the page of a lesson, before anything else: begins to load Python. JupyterLite's kernel then
   gets the worker that is there already. */
(function () {
  var Plain = window.Worker, worker;
  if (embedlabTooOld || window.crossOriginIsolated || !/\/notebooks\//.test(location.pathname)) return;
  worker = new Plain(new URL("worker.js", document.currentScript.src), { type: "module" });
  worker.addEventListener("message", function (event) {
    if (event.data && event.data.embedlab) window.embedlabCame = event.data.embedlab;
  });
  window.Worker = function (address, options) {
    if (!/comlink\.worker/.test(address)) return new Plain(address, options);
    window.Worker = Plain; // a kernel that is started again has its own
    return worker;
  };
})();
