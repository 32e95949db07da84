/* Can this browser run Python in a page? Written for old browsers too: they are the ones to be
   told. */
var embedlabMissing = (function () {
  try { // the front end's language
    new Function("class A { #x = 1; static { this.y ??= 2n; } } return (o) => o?.y");
  } catch (_) { return "today’s JavaScript"; }
  // the smallest module with a tag
  var exceptions = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 13, 3, 1, 0, 0];
  if (!window.WebAssembly || !WebAssembly.validate(new Uint8Array(exceptions))) {
    return "today’s WebAssembly";
  }
  return window.Worker ? "" : "web workers";
})();
var embedlabTooOld = embedlabMissing && "This browser cannot run Python in a page: it lacks "
  + embedlabMissing + ". All lessons can be read here, and most players move; a current Chrome, "
  + "Edge, Firefox or Safari runs them too.";
if (embedlabTooOld) document.addEventListener("DOMContentLoaded", function () {
  var i, links = document.querySelectorAll("[data-runs]");
  var notices = document.querySelectorAll("[data-cannot-run]");
  for (i = 0; i < links.length; i++) links[i].style.display = "none";
  for (i = 0; i < notices.length; i++) {
    notices[i].textContent = embedlabTooOld;
    notices[i].removeAttribute("hidden");
  }
});
