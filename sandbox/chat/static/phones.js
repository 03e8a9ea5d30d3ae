// The row of phones and the strip above it: which phones are in view, how to get to the others, one more, another one.
const row = document.querySelector(".phones");
const sections = () => [...row.querySelectorAll("[data-phone]")].filter((each) => each.offsetWidth);
const users = () => sections().map((each) => each.dataset.phone);
const find = (user) => row.querySelector(`[data-phone="${CSS.escape(user)}"]`);
const tabOf = (user) => document.querySelector(`[data-tab="${CSS.escape(user)}"]`);
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const visible = new Set();
const watchers = [];

export const inView = (user) => visible.has(user);
export const onView = (watcher) => { watchers.push(watcher); };
export const nameOf = (user) => find(user)?.querySelector("h2").textContent.trim().replace(/\s+/g, " ") || user;

export function showPhone(user, { focus = false } = {}) {
  const phone = find(user);
  if (!phone) { return false; }
  phone.scrollIntoView({ block: "nearest", inline: "center", behavior: calm.matches ? "auto" : "smooth" });
  if (focus) { phone.focus({ preventScroll: true }); }
  return true;
}

export function toStrip(phone) { tabOf(phone.dataset.phone)?.focus(); }

// The phones are in the address, so that a reload or a sent link shows the same ones; the last is scrolled to.
function go(wanted, last) {
  const address = new URL(location.href);
  address.search = `?phones=${[...new Set(wanted)].map(encodeURIComponent).join(",")}`;
  address.hash = `phone-${last}`;
  if (address.search === location.search) { showPhone(last, { focus: true }); return; }
  location.href = address.href;
}

// A changed user id is another phone to the page; somebody new gets one.
export function follow(phones) {
  const changed = users().map((each) => phones[each] || each);
  go([...changed, ...Object.values(phones)], Object.values(phones).at(-1));
}

function onAdd(event) {
  event.preventDefault();
  event.stopPropagation();
  const wanted = event.target.elements.add.value;
  event.target.closest("details").open = false;
  if (find(wanted)) { showPhone(wanted, { focus: true }); } else { go([...users(), wanted], wanted); }
}

function onTab(event) {
  const tab = event.target.closest("[data-tab]");
  if (!tab) { return; }
  event.preventDefault();
  history.replaceState(null, "", tab.hash);
  showPhone(tab.dataset.tab, { focus: true });
}

function onArrow(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const tabs = [...document.querySelectorAll("[data-tab]")];
  const at = tabs.indexOf(document.activeElement);
  if (!step || at < 0) { return; }
  event.preventDefault();
  tabs[Math.max(0, Math.min(tabs.length - 1, at + step))].focus();
}

// The two buttons at the edges say how many more phones lie there.
function turnButtons() {
  const all = sections();
  const shown = all.filter((each) => visible.has(each.dataset.phone));
  const first = all.indexOf(shown[0]);
  const more = shown.length ? { before: first, after: all.length - first - shown.length } : { before: 0, after: 0 };
  for (const [side, count] of Object.entries(more)) {
    const button = document.querySelector(`.turn.${side}`);
    button.hidden = !count;
    button.textContent = side === "before" ? `‹ ${count}` : `${count} ›`;
    button.title = `还有${count}部手机`;
  }
}

function onTurn(event) {
  const back = event.currentTarget.classList.contains("before");
  const all = sections();
  const shown = all.filter((each) => visible.has(each.dataset.phone));
  const next = back ? all.indexOf(shown[0]) - 1 : all.indexOf(shown.at(-1)) + 1;
  if (all[next]) { showPhone(all[next].dataset.phone); }
}

function onSeen(entries) {
  for (const { target, isIntersecting } of entries) {
    const user = target.dataset.phone;
    if (isIntersecting) { visible.add(user); } else { visible.delete(user); }
    tabOf(user)?.toggleAttribute("data-in-view", isIntersecting);
  }
  const first = sections().find((each) => visible.has(each.dataset.phone));
  if (first) { keepTabVisible(tabOf(first.dataset.phone)); }
  turnButtons();
  for (const each of watchers) { each(); }
}

function keepTabVisible(tab) {
  const list = tab?.closest("ol");
  if (!list) { return; }
  const item = tab.parentElement;
  const left = item.offsetLeft - list.offsetLeft;
  if (left < list.scrollLeft || left + item.offsetWidth > list.scrollLeft + list.clientWidth) {
    list.scrollTo({ left: left - 12, behavior: calm.matches ? "auto" : "smooth" });
  }
}

function onFocus(event) {
  const phone = event.target.closest("[data-phone]");
  for (const log of row.querySelectorAll("[role=log]")) {
    log.setAttribute("aria-live", phone?.contains(log) ? "polite" : "off");
  }
  for (const tab of document.querySelectorAll("[data-tab]")) {
    const here = phone && tab.dataset.tab === phone.dataset.phone;
    if (here) { tab.setAttribute("aria-current", "true"); } else if (phone) { tab.removeAttribute("aria-current"); }
  }
}

export function startPhones() {
  const watcher = new IntersectionObserver(onSeen, { root: row, threshold: 0.6 });
  for (const each of sections()) { watcher.observe(each); }
  document.getElementById("strip").addEventListener("click", onTab);
  document.getElementById("strip").addEventListener("keydown", onArrow);
  document.querySelector("form.add")?.addEventListener("submit", onAdd);
  for (const each of document.querySelectorAll(".turn")) { each.addEventListener("click", onTurn); }
  document.addEventListener("focusin", onFocus);
  const arrive = () => showPhone(decodeURIComponent(location.hash.replace(/^#phone-/, "")));
  addEventListener("hashchange", arrive);
  arrive();
}
