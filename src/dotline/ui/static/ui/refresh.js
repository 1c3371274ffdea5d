// Keeps parts of a page fresh: <div id data-refresh="URL" data-from="#form" data-fields="need place"> asks its URL again when
// one of these fields changes; data-every="5" asks every 5 seconds. Only the named fields are sent, so that nothing
// personal lands in an address; with data-post the whole form goes in the body instead. The answer is parsed as a document by the browser (no innerHTML, scripts never run).
(function () {
  "use strict";

  function watch(part) {
    const form = part.dataset.from && document.querySelector(part.dataset.from);
    const names = (part.dataset.fields || "").split(/[\s,]+/).filter(Boolean);
    let running = null, timer = 0, last = null;

    function query() {
      const url = new URL(part.dataset.refresh, location.href);
      if (form) for (const [name, value] of new FormData(form)) {
        if (names.includes(name) && typeof value === "string" && value !== "") url.searchParams.append(name, value);
      }
      return url;
    }
    function show(page) {
      const fresh = page.getElementById(part.id) || page.body;
      if (!fresh) return;
      fresh.querySelectorAll("script, style, link, meta, base").forEach((node) => node.remove());
      const same = fresh.innerHTML === last;
      last = fresh.innerHTML;
      if (!same) part.replaceChildren(...[...fresh.childNodes].map((node) => document.adoptNode(node)));
    }
    function ask() {
      if (running) running.abort();
      const ask = running = new XMLHttpRequest();
      const post = form && part.dataset.post !== undefined;
      const url = post ? new URL(part.dataset.refresh, location.href) : query();
      if (url.origin !== location.origin) return;
      ask.open(post ? "POST" : "GET", url.href);
      ask.responseType = "document";
      ask.setRequestHeader("X-Fragment", part.id);
      ask.onload = function () {
        part.removeAttribute("aria-busy");
        if (ask.status === 200 && ask.response && new URL(ask.responseURL).pathname === url.pathname) show(ask.response);
      };
      ask.onerror = function () { part.removeAttribute("aria-busy"); };
      part.setAttribute("aria-busy", "true");
      ask.send(post ? new FormData(form) : null);
    }
    function soon() { clearTimeout(timer); timer = setTimeout(ask, 300); }

    if (form) ["input", "change"].forEach((kind) => form.addEventListener(kind, function (event) {
      if (names.includes(event.target.name)) soon();
    }));
    const every = Number(part.dataset.every);
    if (every >= 1) setInterval(function () {
      if (!document.hidden && !part.contains(document.activeElement)) ask();
    }, every * 1000);
  }
  document.querySelectorAll("[data-refresh][id]").forEach(watch);
})();
