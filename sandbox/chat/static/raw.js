// The raw callback and API payload of one bubble, in a dialog; without it the link opens them as a page.
const dialog = document.getElementById("raw");

async function read(address) {
  try {
    const page = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
    return [...(page.querySelector(".raw") || page.querySelector("main")).children];
  } catch (error) {
    return [`演练服务器没有应答：${error.message}`];
  }
}

async function open(link) {
  dialog.querySelector(".raw").replaceChildren(...await read(link.href));
  document.getElementById("raw-title").textContent = link.getAttribute("aria-label");
  dialog.showModal();
  dialog.scrollTop = 0;
}

// The clipboard needs a secure page; elsewhere the text is selected for the browser's own copying.
async function copy(button) {
  const text = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(text.textContent);
    button.textContent = "已复制";
  } catch {
    getSelection().selectAllChildren(text);
    button.textContent = document.execCommand("copy") ? "已复制" : "已选中";
  }
  setTimeout(() => { button.textContent = "复制"; }, 2000);
}

export function onRaw(event) {
  const link = event.target.closest("a.raw-link");
  const plain = !(event.ctrlKey || event.metaKey || event.shiftKey);
  if (link && plain) { event.preventDefault(); open(link); return; }
  const button = event.target.closest("[data-copy]");
  if (button) { copy(button); }
  if (event.target === dialog) { dialog.close(); }
}
