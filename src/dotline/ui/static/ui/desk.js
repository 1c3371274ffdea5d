// Keyboard shortcuts of the desk. Always with Alt, never a bare letter (WCAG 2.1.4). Any link, button or field says
// data-shortcut="n": Alt+N follows, presses or focuses it. Alt+Shift+? opens the list at the foot of the page.
(function () {
  "use strict";
  document.addEventListener("keydown", function (event) {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.repeat) return;
    const letter = /^(Key|Digit)(.)$/.exec(event.code);
    const key = letter ? letter[2].toLowerCase() : event.key === "?" || event.code === "Slash" ? "?" : "";
    if (!key) return;
    const target = document.querySelector('[data-shortcut="' + key + '"]');
    if (!target) return;
    event.preventDefault();
    if (target.matches("input:not([type=submit]), select, textarea, summary, [tabindex]")) {
      target.focus();
      if (target.matches("summary")) target.parentElement.open = true;
    } else target.click();
  });
  // The "?" in the bar leads to the list and opens it; without JavaScript it only leads there.
  const list = document.getElementById("shortcuts");
  if (list) addEventListener("hashchange", function () { if (location.hash === "#shortcuts") list.open = true; });
  // An error summary takes the focus, so that a screen reader starts with it.
  const summary = document.querySelector(".error-summary");
  if (summary) summary.focus();
})();
