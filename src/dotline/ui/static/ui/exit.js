// Quick exit: one press, or Shift three times within 5 seconds, hides the page at once and leaves it.
// Links and searches on this site replace each other in the history, so that Back leads to what came before us.
(function () {
  "use strict";
  const exit = document.querySelector("a[data-exit]");
  if (!exit) return;

  function leave(event) {
    if (event) event.preventDefault();
    document.documentElement.classList.add("gone");
    document.title = "\u2026";
    location.replace(exit.href);
  }

  let presses = [];
  exit.addEventListener("click", leave);
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Shift") presses = [];
    else if (!event.repeat) {
      const now = Date.now();
      presses = presses.filter((at) => now - at < 5000).concat(now);
      if (presses.length >= 3) leave();
    }
  });

  document.addEventListener("click", function (event) {
    const link = event.target.closest && event.target.closest("a[href]");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (link.origin !== location.origin || link.target || link.hasAttribute("download")) return;
    if (link.pathname === location.pathname && link.search === location.search && link.hash) return;
    event.preventDefault();
    location.replace(link.href);
  });
  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (form.method !== "get" || event.defaultPrevented) return;
    const url = new URL(form.action);
    if (url.origin !== location.origin) return;
    event.preventDefault();
    url.search = new URLSearchParams(new FormData(form, event.submitter)).toString();
    location.replace(url.href);
  });
})();
