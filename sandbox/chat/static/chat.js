// The rehearsal's page: one event stream fills every phone, forms are sent without leaving the page.
(() => {
  "use strict";
  const status = document.getElementById("status");
  const clock = document.getElementById("now");
  let told = { at: new Date(clock.dataset.now).getTime(), since: performance.now() };

  const say = (text) => { status.textContent = text || ""; };

  async function post(url, body, from) {
    if (from) { from.disabled = true; from.setAttribute("aria-busy", "true"); }
    try {
      const answer = await fetch(url, { method: "POST", body });
      const found = (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json() : {};
      const lost = found.delivered === false;
      say(answer.ok && !lost && !found.phones && found.delivered ? "" : found.outcome || `HTTP ${answer.status}`);
      if (Object.keys(found.phones || {}).length) { follow(found.phones); }
    } catch (error) {
      say(`演练服务器没有应答：${error.message}`);
    } finally {
      if (from) { from.disabled = false; from.removeAttribute("aria-busy"); }
    }
  }

  function onSubmit(event) {
    const form = event.target;
    if (form.method !== "post") { return; }
    event.preventDefault();
    const button = event.submitter;
    const body = new FormData(form, button);
    if (button && button.dataset.menu) { body.append("menu", "1"); }
    for (const open of form.querySelectorAll("details[open]")) { open.open = false; }
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
      post(field.dataset.action, body, null).then(() => { field.value = ""; });
    } else if (field.form && field.form.dataset.auto) {
      post(field.form.getAttribute("action"), new FormData(field.form), null);
    }
  }

  function onKey(event) {
    const field = event.target;
    if (field.name !== "text" || event.isComposing) { return; }
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      field.form.requestSubmit();
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

  function element(html) {
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

  function onMessage(event) {
    const data = JSON.parse(event.data);
    const phone = document.querySelector(`[data-phone="${CSS.escape(data.user)}"] .thread`);
    if (!phone) { return; }
    const fresh = element(data.html);
    const old = document.getElementById(`m${data.number}`);
    if (old) { keepAnswers(old, fresh); old.replaceWith(fresh); } else { phone.append(fresh); }
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
    told = { at: new Date(data.now).getTime(), since: performance.now() };
    document.getElementById("faults").textContent = data.faults ? String(data.faults) : "";
    tick();
  }

  function tick() {
    const now = new Date(told.at + performance.now() - told.since);
    const text = new Intl.DateTimeFormat("zh-CN", {
      timeZone: "Asia/Shanghai", month: "numeric", day: "numeric", weekday: "short", year: "numeric",
      hour: "2-digit", minute: "2-digit", hour12: false,
    }).format(now);
    if (clock.textContent !== text) { clock.textContent = text; }
  }

  const phonesShown = () => [...document.querySelectorAll("[data-phone]")].map((each) => each.dataset.phone);

  // A changed user id is another phone to the page; somebody new gets one.
  function follow(phones) {
    const shown = phonesShown().map((each) => phones[each] || each);
    location.search = `?phones=${[...new Set([...shown, ...Object.values(phones)])].join(",")}`;
  }

  // `?phones=` keeps who is shown, so that one more can be added to them.
  function onAdd(event) {
    event.preventDefault();
    const shown = phonesShown();
    const wanted = event.target.elements.add.value;
    location.search = `?phones=${[...new Set([...shown, wanted])].join(",")}`;
  }

  document.addEventListener("submit", onSubmit);
  document.addEventListener("change", onChange);
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", onClick);
  document.querySelector("form.add")?.addEventListener("submit", onAdd);
  setInterval(tick, 1000);

  const feed = new EventSource("/events?since=0");
  feed.addEventListener("message", onMessage);
  feed.addEventListener("journal", onJournal);
  feed.addEventListener("menu", onMenu);
  feed.addEventListener("state", onState);
  feed.addEventListener("open", () => { document.body.dataset.live = "1"; });
  feed.addEventListener("error", () => { delete document.body.dataset.live; });
})();
