// The keyboard, and what opens and closes: menus, panels and the bar of a narrow screen.
import { toStrip } from "/static/phones.js";

const MENUS = "details.more, details.menu-group, details.panel, details.adder";

function onEscape(event) {
  if (event.key !== "Escape" || event.isComposing || document.querySelector("dialog[open]")) { return; }
  const open = event.target.closest(`details[open]:is(${MENUS})`);
  const phone = event.target.closest("[data-phone]");
  if (open) {
    open.open = false;
    open.querySelector("summary").focus();
  } else if (phone) {
    toStrip(phone);
  }
}

// Up and down move among the entries of an open menu, and from its summary into it.
function onArrow(event) {
  const menu = event.target.closest("details.more[open], details.menu-group[open]");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!menu || !step) { return; }
  event.preventDefault();
  const all = [...menu.querySelectorAll("button, a")];
  const at = all.indexOf(event.target);
  const next = at < 0 && step > 0 ? 0 : (Math.max(at, 0) + step) % all.length;
  all.at(next)?.focus();
}

function closeOthers(event) {
  for (const open of document.querySelectorAll(`details[open]:is(${MENUS})`)) {
    if (!open.contains(event.target)) { open.open = false; }
  }
}

// Enter sends a message; while characters are being composed it belongs to the input method.
function onEnter(event) {
  const field = event.target;
  if (field.name !== "text" || !field.form || event.isComposing || event.keyCode === 229) { return; }
  if (event.key === "Enter" && !event.shiftKey && field.tagName === "TEXTAREA") {
    event.preventDefault();
    field.form.requestSubmit();
  }
}

function onToggle(event) {
  const button = event.currentTarget;
  const open = button.closest(".bar").classList.toggle("open");
  button.setAttribute("aria-expanded", String(open));
}

export function startKeys() {
  document.addEventListener("keydown", onEscape);
  document.addEventListener("keydown", onArrow);
  document.addEventListener("keydown", onEnter);
  document.addEventListener("click", closeOthers);
  document.addEventListener("focusin", closeOthers);
  document.getElementById("bar-toggle").addEventListener("click", onToggle);
}
