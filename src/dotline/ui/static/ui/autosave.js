// Saves <form data-autosave="URL"> to the server while somebody types: 1.5 s after the last key, on leaving a field,
// and when the page goes away. Nothing is kept in the browser. Texts come from the page, in its language.
(function () {
  "use strict";
  const QUIET = 1500, LONGEST = 8000, RETRY = 5000;

  function watch(form) {
    const state = document.querySelector('[data-autosave-state="' + form.id + '"]') || form.querySelector("[data-autosave-state]");
    let timer = 0, first = 0, dirty = false, busy = false, failed = false, sent = false;

    function say(kind, at) {
      failed = kind === "failed";
      if (!state) return;
      const text = (state.dataset[kind] || "").replace("{time}", at || "");
      state.dataset.state = kind;
      if (state.textContent !== text) state.textContent = text;
    }
    function request(keepalive) {
      const body = new FormData(form);
      const token = body.get("csrfmiddlewaretoken");
      for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
      return fetch(form.dataset.autosave, { method: "POST", body: body, keepalive: keepalive, redirect: "manual",
        credentials: "same-origin", headers: { "X-CSRFToken": token || "", "X-Autosave": "1" } });
    }
    async function save() {
      clearTimeout(timer);
      if (!dirty || busy) return;
      dirty = false; busy = true; first = 0;
      if (!failed) say("saving");
      try {
        const answer = await request(false);
        if (!answer.ok) throw new Error(String(answer.status));
        const when = new Date(answer.headers.get("Date") || Date.now());
        say("saved", when.toLocaleTimeString(document.documentElement.lang, { hour12: false, timeZone: (state && state.dataset.zone) || undefined }));
        busy = false;
        if (dirty) plan(QUIET);
      } catch (error) {
        busy = false; dirty = true;
        say("failed");
        plan(RETRY);
      }
    }
    function plan(wait) { clearTimeout(timer); timer = setTimeout(save, wait); }
    function changed() {
      const now = Date.now();
      dirty = true;
      if (state && !failed) { state.textContent = ""; delete state.dataset.state; }
      first = first || now;
      plan(Math.max(0, Math.min(QUIET, first + LONGEST - now)));
    }
    form.addEventListener("input", changed);
    form.addEventListener("change", changed);
    form.addEventListener("focusout", save);
    form.addEventListener("submit", function () { clearTimeout(timer); dirty = false; failed = false; sent = true; });
    addEventListener("pagehide", function () { if ((dirty || busy) && !sent) request(true).catch(function () {}); });
    addEventListener("beforeunload", function (event) { if (failed) event.preventDefault(); });
  }
  document.querySelectorAll("form[data-autosave]").forEach(watch);
})();
