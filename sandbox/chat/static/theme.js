// The colour scheme: as the system has it, unless somebody chose one on the page. Runs before anything is drawn.
(() => {
  "use strict";
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const stored = () => { try { return localStorage.getItem("theme"); } catch { return null; } };
  const isDark = () => (root.dataset.theme || (system.matches ? "dark" : "light")) === "dark";

  function show() {
    const button = document.getElementById("theme");
    if (button) { button.setAttribute("aria-pressed", String(isDark())); }
  }

  function choose() {
    root.dataset.theme = isDark() ? "light" : "dark";
    try { localStorage.setItem("theme", root.dataset.theme); } catch { /* for this page only */ }
    show();
  }

  const before = stored();
  if (before) { root.dataset.theme = before; }
  system.addEventListener("change", show);
  document.addEventListener("DOMContentLoaded", () => {
    show();
    document.getElementById("theme")?.addEventListener("click", choose);
  });
})();
