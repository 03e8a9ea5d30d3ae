// The guided tour: draws what the server says has happened, and points at the phone and the button that come next.
(() => {
  "use strict";
  const HIDDEN = "tour-hidden";
  const byId = (id) => document.getElementById(id);
  const body = byId("tour-body");
  if (!body) { return; }
  let points = {};
  let epoch = null;
  let seen = null; // the number of the task that ran, or had ended, when the page was opened
  let aimed = "";

  const phoneOf = (userid) => !userid ? null : document.querySelector(`[data-phone="${CSS.escape(userid)}"]`);

  function setHidden(hidden) {
    body.hidden = hidden;
    byId("tour-hide").textContent = hidden ? "展开" : "收起";
    byId("tour-hide").setAttribute("aria-expanded", String(!hidden));
    try { localStorage.setItem(HIDDEN, hidden ? "1" : ""); } catch { /* for this page only */ }
    point();
  }

  // The newest control with these words: on a card of the phone, in its menu, or on the page.
  function target() {
    if (!points.at) { return null; }
    const named = (all) => [...all].filter((each) => each.textContent.trim() === points.press).at(-1);
    if (points.at === "clock") { return named(document.querySelectorAll("form.clock button")); }
    if (points.at === "scenes") { return named(document.querySelectorAll(".scene-list button")); }
    const phone = phoneOf(points.who);
    if (!phone) { return null; }
    if (points.send) { return phone.querySelector("textarea[name=text]"); }
    if (points.at === "menu") { return named(phone.querySelectorAll("form.menu button")); }
    const button = named(phone.querySelectorAll("article button"));
    return points.at === "more" && button ? button.closest("details").querySelector("summary") : button;
  }

  function point() {
    for (const old of document.querySelectorAll(".tour-here, .tour-press")) {
      old.classList.remove("tour-here", "tour-press");
    }
    if (body.hidden) { return; }
    phoneOf(points.who)?.classList.add("tour-here");
    target()?.classList.add("tour-press");
    byId("tour-fill").hidden = !points.send;
    byId("tour-point").hidden = !points.press && !points.send;
  }

  function scrollTo(element) {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    element?.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "nearest", inline: "center" });
  }

  function look() {
    if (points.who && !phoneOf(points.who)) { show(points.who); return; }
    const wanted = target();
    scrollTo(phoneOf(points.who) || wanted);
    wanted?.focus({ preventScroll: Boolean(phoneOf(points.who)) });
  }

  function fill() {
    const field = phoneOf(points.who)?.querySelector("textarea[name=text]");
    if (field && points.send) { field.value = points.send; look(); }
  }

  document.addEventListener("tour", ({ detail }) => {
    if (epoch !== null && detail.epoch !== epoch) { location.reload(); return; }
    epoch = detail.epoch;
    const list = byId("tour-list");
    if (list.dataset.drawn !== detail.html) { list.innerHTML = detail.html; list.dataset.drawn = detail.html; }
    if (byId("tour-said").textContent !== detail.said) { byId("tour-said").textContent = detail.said; }
    byId("tour-count").textContent = `${detail.done} / ${detail.of}`;
    points = detail.points;
    point();
    const aim = `${points.who} ${points.at}`;
    if (aim !== aimed && !body.hidden) { scrollTo(phoneOf(points.who)); }
    aimed = aim;
  });

  document.addEventListener("task", ({ detail }) => {
    const first = seen === null;
    const quiet = !detail.number || detail.waits || (detail.ended && (first || detail.number === seen) && !detail.failed);
    const box = byId("task");
    if (detail.ended && detail.number !== seen && !first) { show(detail.shows); }
    if (first || detail.ended) { seen = detail.ended ? detail.number : seen ?? 0; }
    if (quiet && box.hidden) { return; }
    box.hidden = !detail.number || (quiet && first);
    box.classList.toggle("failed", Boolean(detail.failed));
    byId("task-text").textContent = detail.ended ? detail.text : `${detail.title}：${detail.text || "请稍候"}`;
    byId("task-share").value = detail.share;
    byId("task-share").hidden = byId("task-stop").hidden = Boolean(detail.ended);
  });

  // Whose turn it is: their phone, put on the page where it is not there yet.
  function show(userid) {
    if (!userid) { return; }
    const phone = phoneOf(userid);
    if (phone) {
      scrollTo(phone);
      phone.classList.add("tour-turn");
      setTimeout(() => phone.classList.remove("tour-turn"), 4000);
      return;
    }
    const shown = [...document.querySelectorAll("[data-phone]")].map((each) => each.dataset.phone);
    location.search = `?phones=${[...shown, userid].join(",")}`;
  }

  byId("tour-hide").addEventListener("click", () => setHidden(!body.hidden));
  byId("tour-point").addEventListener("click", look);
  byId("tour-fill").addEventListener("click", fill);
  const wasHidden = () => { try { return localStorage.getItem(HIDDEN) === "1"; } catch { return false; } };
  setHidden(wasHidden());
  byId("scenes").open = !matchMedia("(max-width: 900px)").matches;
})();
