// Quick exit: one press, or Shift three times within 5 seconds, hides the page at once and leaves it.
// Links and searches on this site replace each other in the history, so that Back leads to what came before us.
// It is read before the page is drawn, not after: a link or button that is pressed while the page still loads, as on a
// slow line, would otherwise leave a step in the history.
(function () {
  "use strict";
  function leave(event) {
    const exit = document.querySelector("a[data-exit]");
    if (!exit) return;
    if (event) event.preventDefault();
    document.documentElement.classList.add("gone");
    document.title = "\u2026";
    location.replace(exit.href);
  }

  let presses = [];
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Shift") presses = [];
    else if (!event.repeat) {
      const now = Date.now();
      presses = presses.filter((at) => now - at < 5000).concat(now);
      if (presses.length >= 3) leave();
    }
  });

  document.addEventListener("click", function (event) {
    if (event.target.closest && event.target.closest("a[data-exit]")) { leave(event); return; }
    const link = event.target.closest && event.target.closest("a[href]");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (link.origin !== location.origin || link.target || link.hasAttribute("download")) return;
    if (link.pathname === location.pathname && link.search === location.search && link.hash) return;
    event.preventDefault();
    location.replace(link.href);
  });
  // The answer to a search takes the place of the page that asked, without a step in the history. Parsed by the browser as
  // a document of its own, so that no script in it runs. When anything goes wrong the form is sent in the plain way.
  function stay(event, form, url) {
    event.preventDefault();
    const ask = new XMLHttpRequest();
    const body = new URLSearchParams(new FormData(form, event.submitter));
    ask.open("POST", url.href);
    ask.responseType = "document";
    ask.onload = function () {
      const page = ask.response;
      if (!page || !page.body || !page.getElementById("main")) { form.submit(); return; }
      document.title = page.title;
      document.body.replaceWith(document.adoptNode(page.body));
      scrollTo(0, 0);
      (document.querySelector(".error-summary") || document.getElementById("main")).focus();
    };
    ask.onerror = function () { form.submit(); };
    ask.send(body);
  }

  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (event.defaultPrevented) return;
    const url = new URL(form.action);
    if (url.origin !== location.origin) return;
    if (form.method === "post" && url.pathname === location.pathname) { stay(event, form, url); return; }
    if (form.method !== "get") return;
    event.preventDefault();
    url.search = new URLSearchParams(new FormData(form, event.submitter)).toString();
    location.replace(url.href);
  });
})();
