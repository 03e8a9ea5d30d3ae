"""One phone on the chat page, operated through the browser: wait, select, press, send."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

PATIENCE = 60_000  # milliseconds for the bot to answer one step, on a busy machine
NEWEST = """([userid, last, text, choice]) => {
  const phone = document.querySelector(`section[data-phone='${userid}']`);
  const fits = (said) => said === text || (choice && said.includes(choice));
  const has = (one) => !text || [...one.querySelectorAll("button")].some((each) => fits(each.textContent.trim()));
  const found = [...phone.querySelectorAll("article.theirs")].filter((one) => +one.dataset.turn > last && has(one))
    .sort((one, other) => one.dataset.turn - other.dataset.turn);
  return found.length ? found.at(-1).id : null;
}"""


class Handset:
    """Every step waits for a message newer than the step before."""

    def __init__(self, page: Page, userid: str) -> None:
        self._page = page
        self._userid = userid
        self._last = 0
        self.section = page.locator(f"section[data-phone='{userid}']")

    def send_text(self, text: str) -> None:
        """Send a text without waiting for anything."""
        self._act()
        self.section.locator("textarea[name=text]").fill(text)
        self.section.get_by_role("button", name="发送", exact=True).click()

    def answer(self, text: str) -> None:
        self._newest()
        self.send_text(text)

    def press(self, text: str, *, choose: str = "") -> None:
        """Press the button with this text on the newest card that has it; `choose` is selected in its list first.

        Few short options are buttons of their own: then that one is pressed.
        """
        card = self._newest(text, choose)
        button = card.get_by_role("button", name=text, exact=True)
        if choose and button.count():
            option = card.locator("option", has_text=choose).first
            card.locator("select").first.select_option(value=option.get_attribute("value"))
        elif choose:
            button = card.get_by_role("button").filter(has_text=choose).first
        self._act()
        button.click()

    def confirm(self) -> None:
        """Press 确定 on the preview of the act that was asked for."""
        self.press("确定")

    def sees(self, text: str, *, patience: int = PATIENCE) -> None:
        expect(self.section.locator("article.theirs", has_text=text).last).to_be_visible(timeout=patience)

    def _act(self) -> None:
        numbers = self.section.locator("article").evaluate_all("all => all.map((one) => +one.dataset.turn)")
        self._last = max(numbers, default=0)

    def _newest(self, button: str = "", choice: str = "") -> Locator:
        asked = [self._userid, self._last, button, choice]
        found = self._page.wait_for_function(NEWEST, arg=asked, timeout=PATIENCE)
        return self._page.locator(f"#{found.json_value()}")
