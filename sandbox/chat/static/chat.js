// The rehearsal's page: one event stream fills every phone, forms are sent without leaving the page.
import { draw, element } from "/static/bubbles.js";
import { setClock } from "/static/clock.js";
import { startKeys } from "/static/keys.js";
import { follow, startPhones } from "/static/phones.js";
import { onRaw } from "/static/raw.js";
import { catchUp, count, startUnread } from "/static/unread.js";

const status = document.getElementById("status");
const say = (text) => { status.textContent = text || ""; };

// A pressed button or a chosen file stays focusable while the app answers, so that the keyboard keeps its place.
function busy(button, is) {
  if (!button) { return; }
  for (const name of ["aria-busy", "aria-disabled"]) {
    if (is) { button.setAttribute(name, "true"); } else { button.removeAttribute(name); }
  }
}

async function post(url, body, from) {
  busy(from, true);
  try {
    const answer = await fetch(url, { method: "POST", body });
    const found = (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json() : {};
    const lost = found.delivered === false;
    say(answer.ok && !lost && !found.phones && found.delivered ? "" : found.outcome || `HTTP ${answer.status}`);
    if (Object.keys(found.phones || {}).length) { follow(found.phones); }
  } catch (error) {
    say(`演练服务器没有应答：${error.message}`);
  } finally {
    busy(from, false);
  }
}

function onSubmit(event) {
  const form = event.target;
  if (form.method !== "post") { return; }
  event.preventDefault();
  const button = event.submitter;
  if (button?.hasAttribute("aria-busy")) { return; }
  const body = new FormData(form, button);
  if (button && button.dataset.menu) { body.append("menu", "1"); }
  for (const open of form.querySelectorAll("details[open]")) {
    if (open.contains(document.activeElement)) { open.querySelector("summary").focus(); }
    open.open = false;
  }
  if (form.dataset.other) { post(`/phones/${body.get("who")}/other`, body, button); return; }
  if (form.classList.contains("write")) {
    const field = form.elements.text;
    if (!field.value.trim()) { return; }
    field.value = "";
    field.rows = 1;
  }
  post(form.getAttribute("action"), body, button);
}

function onChange(event) {
  const field = event.target;
  if (field.type === "file" && field.files.length) {
    const body = new FormData();
    body.append("file", field.files[0]);
    post(field.dataset.action, body, field).then(() => { field.value = ""; });
  } else if (field.form && field.form.dataset.auto) {
    post(field.form.getAttribute("action"), new FormData(field.form), field);
  }
}

// A link in a chat opens as the person whose phone it is, as it would in that person's own client.
function onClick(event) {
  const link = event.target.closest("a.out");
  const phone = event.target.closest("[data-phone]");
  if (!link || !phone) { return; }
  const url = link.dataset.url || link.getAttribute("href");
  if (/^https?:/.test(url)) {
    link.href = `/open?${new URLSearchParams({ as: phone.dataset.phone, url })}`;
  }
  link.target = "_blank";
}

function onMessage(event) {
  const data = JSON.parse(event.data);
  const drawn = draw(data);
  if (!drawn) { return; }
  count(data, drawn.isNew);
  document.dispatchEvent(new CustomEvent("phone-message", { detail: { ...data, ...drawn } }));
}

function onJournal(event) {
  const data = JSON.parse(event.data);
  const list = document.getElementById("journal");
  if (document.getElementById(`j${data.number}`)) { return; }
  list.prepend(element(data.html));
  while (list.children.length > 200) { list.lastElementChild.remove(); }
}

function onMenu(event) {
  const html = JSON.parse(event.data).html.trim();
  for (const menu of document.querySelectorAll("form.menu")) {
    if (menu.dataset.drawn !== html) { menu.innerHTML = html; menu.dataset.drawn = html; }
  }
}

function onState(event) {
  const data = JSON.parse(event.data);
  setClock(data.now);
  document.getElementById("faults").textContent = data.faults ? String(data.faults) : "";
  catchUp();
}

startPhones();
startUnread();
startKeys();
document.addEventListener("submit", onSubmit);
document.addEventListener("change", onChange);
document.addEventListener("click", onClick);
document.addEventListener("click", onRaw);

const feed = new EventSource("/events?since=0");
feed.addEventListener("message", onMessage);
feed.addEventListener("journal", onJournal);
feed.addEventListener("menu", onMenu);
feed.addEventListener("state", onState);
for (const name of ["tour", "task"]) { // drawn by tour.js
  feed.addEventListener(name, (event) => {
    document.dispatchEvent(new CustomEvent(name, { detail: JSON.parse(event.data) }));
  });
}
feed.addEventListener("open", () => { document.body.dataset.live = "1"; });
feed.addEventListener("error", () => { delete document.body.dataset.live; });
