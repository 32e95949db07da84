/* In the pages to read: what was loaded once is there without a network. */
if (navigator.serviceWorker) {
  navigator.serviceWorker.register(new URL("../../../offline.js", import.meta.url)).catch(() => null);
}
