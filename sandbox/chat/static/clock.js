// The rehearsal's clock, told by the server and running on between two events.
const clock = document.getElementById("now");
const FORMAT = new Intl.DateTimeFormat("zh-CN", {
  timeZone: "Asia/Shanghai", month: "numeric", day: "numeric", weekday: "short", year: "numeric",
  hour: "2-digit", minute: "2-digit", hour12: false,
});
let told = { at: new Date(clock.dataset.now).getTime(), since: performance.now() };

export function setClock(now) {
  told = { at: new Date(now).getTime(), since: performance.now() };
  tick();
}

function tick() {
  const text = FORMAT.format(new Date(told.at + performance.now() - told.since));
  if (clock.textContent !== text) { clock.textContent = text; }
}

setInterval(tick, 1000);
