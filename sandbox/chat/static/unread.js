// What came to a phone that nobody looked at: counted in the strip and in the title until the phone was seen.
import { inView, nameOf, onView } from "/static/phones.js";

const TITLE = document.title;
const arrivals = document.getElementById("arrivals");
const newest = new Map(); // user → the highest number drawn
const waiting = new Map(); // user → how many are unseen
const seen = new Map(Object.entries(stored()));
let caughtUp = false; // the first part of the stream is what was there before

function stored() {
  try { return JSON.parse(sessionStorage.getItem("seen") || "{}"); } catch { return {}; }
}

const looking = (user) => document.visibilityState === "visible" && document.hasFocus() && inView(user);

export function count(data, isNew) {
  if (!isNew || !data.html.includes("message theirs")) { return; }
  newest.set(data.user, Math.max(newest.get(data.user) || 0, data.number));
  const old = caughtUp || seen.has(data.user) ? seen.get(data.user) || 0 : data.number;
  if (data.number <= old) { return; }
  if (caughtUp && looking(data.user)) { settle(data.user); return; }
  waiting.set(data.user, (waiting.get(data.user) || 0) + 1);
  if (caughtUp) {
    arrivals.textContent = `${nameOf(data.user)}收到新消息`;
    show();
  }
}

// After a restart the numbers begin again: what was seen of the former ones says nothing about these.
export function catchUp() {
  if (caughtUp) { return; }
  caughtUp = true;
  for (const [user, number] of seen) {
    if (number > (newest.get(user) || 0)) { seen.set(user, newest.get(user) || 0); }
  }
  for (const user of newest.keys()) { if (!seen.has(user)) { settle(user); } }
  look();
}

function settle(user) {
  waiting.delete(user);
  seen.set(user, newest.get(user) || 0);
}

function look() {
  if (!caughtUp) { return; }
  for (const user of newest.keys()) { if (looking(user)) { settle(user); } }
  show();
}

function show() {
  let sum = 0;
  for (const tab of document.querySelectorAll("[data-tab]")) {
    const unseen = waiting.get(tab.dataset.tab) || 0;
    const badge = tab.querySelector(".badge");
    sum += unseen;
    badge.hidden = !unseen;
    const shown = unseen > 99 ? "99+" : String(unseen);
    if (unseen && badge.dataset.count !== shown) {
      badge.dataset.count = shown;
      badge.innerHTML = `<span>${shown}</span><span class="unseen">条未读</span>`;
    }
  }
  document.title = sum ? `(${sum > 99 ? "99+" : sum}) ${TITLE}` : TITLE;
  try { sessionStorage.setItem("seen", JSON.stringify(Object.fromEntries(seen))); } catch { /* counted for this page only */ }
}

export function startUnread() {
  onView(look);
  addEventListener("focus", look);
  document.addEventListener("visibilitychange", look);
}
