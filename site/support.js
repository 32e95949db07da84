/* Can Python run in this page? If not, says why: it is opened from a file, the server's policy
   forbids it, or the browser is too old. Written for old browsers too: they are the ones to be
   told. A file of its own, because a strict policy stops scripts inside of a page. */
var embedlabTooOld = (function () {
  var READ = " All lessons can be read here, and most players move";
  if (location.protocol === "file:") {
    return "A browser runs Python in a page only from a web server, not from a file. In the folder "
      + "of this site, run “python -m http.server” and open http://localhost:8000." + READ + ".";
  }
  function old(what) {
    return "This browser cannot run Python in a page: it lacks today’s " + what + "." + READ
      + "; a current Chrome, Edge, Firefox or Safari runs them too.";
  }
  try { // the front end's language
    new Function("class A { #x = 1; static { this.y ??= 2n; } } return (o) => o?.y");
  } catch (error) {
    return error instanceof SyntaxError ? old("JavaScript")
      : embedlabPolicy("script-src: 'unsafe-eval'");
  }
  // the smallest module with a tag
  var exceptions = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 13, 3, 1, 0, 0];
  if (!window.WebAssembly || !WebAssembly.validate(new Uint8Array(exceptions))) {
    return old("WebAssembly");
  }
  return window.Worker ? "" : old("web workers");
})();

function embedlabPolicy(missing) {
  return "This server’s Content-Security-Policy stops the course (" + missing + "). Whoever runs "
    + "the server finds the policy that works in the course’s site/README.md.";
}

(function () {
  var isReady = false, isTold = false;
  function tell() {
    var i, links = document.querySelectorAll("[data-runs]");
    var notices = document.querySelectorAll("[data-cannot-run]");
    isReady = true;
    if (!embedlabTooOld || isTold) return;
    isTold = true;
    for (i = 0; i < links.length; i++) links[i].style.display = "none";
    for (i = 0; i < notices.length; i++) {
      notices[i].textContent = embedlabTooOld;
      notices[i].removeAttribute("hidden");
    }
    if (!window.embedlabSay) return;
    window.embedlabSay(embedlabTooOld, "To the lessons", "../../../index.html");
  }
  document.addEventListener("securitypolicyviolation", function (event) {
    var kind = event.effectiveDirective.replace(/-(elem|attr)$/, "");
    if (event.disposition === "report") return;
    if (!/^(script|style|worker|connect|img)-src$/.test(kind)) return;
    embedlabTooOld = embedlabTooOld || embedlabPolicy(kind + ": " + event.blockedURI);
    if (isReady) tell();
  });
  document.addEventListener("DOMContentLoaded", tell);
})();
