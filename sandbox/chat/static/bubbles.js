// Bubbles and cards: drawn on the server, put into their phone here; chosen answers and the focus survive a redraw.
export function element(html) {
  const box = document.createElement("template");
  box.innerHTML = html.trim();
  return box.content.firstElementChild;
}

// Chosen but not yet submitted answers survive a redraw of the same card.
function keepAnswers(from, to) {
  for (const old of from.querySelectorAll("select[name]")) {
    const now = to.querySelector(`select[name="${CSS.escape(old.name)}"]`);
    const kept = now && [...now.options].some((each) => each.value === old.value);
    if (kept && !now.disabled) { now.value = old.value; }
  }
}

// Who pressed a card by keyboard goes on in what took its place: its first control, or the bubble itself.
function keepFocus(fresh) {
  const next = fresh.querySelector("select:not(:disabled), input:not(:disabled, [type=hidden]), button") || fresh;
  next.focus({ preventScroll: true });
  fresh.scrollIntoView({ block: "nearest" });
}

// The phone's chat, or null where it isn't shown; a bubble that is there already is replaced.
export function draw(data) {
  const thread = document.querySelector(`[data-phone="${CSS.escape(data.user)}"] .thread`);
  if (!thread) { return null; }
  const fresh = element(data.html);
  const old = document.getElementById(`m${data.number}`);
  if (!old) {
    thread.append(fresh);
    return { fresh, isNew: true };
  }
  const focused = old.contains(document.activeElement);
  keepAnswers(old, fresh);
  old.replaceWith(fresh);
  if (focused) { keepFocus(fresh); }
  return { fresh, isNew: false };
}
