"""WCAG 2.2 AA on the chat page: no finding of axe-core, all phones reachable at every width, everything by keyboard."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, expect
from playwright.sync_api import Page as Browser

from tests.axe_findings import findings, scrolls_sideways
from tests.sandbox.chat_page_fixture import Page
from tests.sandbox.tenant_fixture import CARD, Api, Receiver

Got = tuple[Receiver, str]
Served = tuple[Page, Api]
pytestmark = pytest.mark.browser

SIZES = [(390, 844), (1280, 720), (1440, 900)]
LIST = {
    "question_key": "what",
    "title": "问题类型",
    "option_list": [{"id": "a", "text": "错误"}, {"id": "b", "text": "遗漏"}],
}
BOX = {"question_key": "box", "mode": 1, "option_list": [{"id": "1", "text": "甲"}, {"id": "2", "text": "乙"}]}
CARDS: list[dict[str, Any]] = [
    {**CARD, "action_menu": {"desc": "更多操作", "action_list": [{"text": "催办", "key": "催办 CN-1"}]},
     "horizontal_content_list": [{"keyname": "提出方", "value": "松涛街道"}],
     "quote_area": {"title": "原话", "quote_text": "地址为99号"}},
    {"card_type": "multiple_interaction", "task_id": "m", "main_title": {"title": "选择"}, "select_list": [LIST],
     "submit_button": {"text": "确定", "key": "选定"}},
    {"card_type": "vote_interaction", "task_id": "v", "main_title": {"title": "勾选"}, "checkbox": BOX,
     "submit_button": {"text": "提交勾选", "key": "勾选"}},
]  # fmt: skip


def filled(api: Api, to: str = "lin.er") -> None:
    for card in CARDS:
        own = {**card, "task_id": f"{card['task_id']}-{to.replace('.', '')}"}
        assert api.send("template_card", own, to=to)["errcode"] == 0
    api.send("text", {"content": "一条消息"}, to=to)
    api.send("markdown", {"content": '# 标题\n> 引用 <font color="warning">提醒</font>\n`代码`'}, to=to)
    api.send("textcard", {"title": "题", "description": '<div class="gray">灰</div><div class="highlight">亮</div>',
                          "url": "http://127.0.0.1/"}, to=to)  # fmt: skip


def phone(browser: Browser, userid: str) -> Locator:
    return browser.locator(f"section[data-phone='{userid}']")


def focused(browser: Browser) -> str:
    return str(browser.evaluate("() => document.activeElement.textContent.trim() || document.activeElement.name"))


def sent(browser: Browser, receiver: Got) -> dict[str, Any]:
    browser.wait_for_function("() => !document.querySelector('[aria-busy]')")
    return receiver[0].got[-1]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_finding_with_everything_open(browser_page: Browser, served: Served, scheme: str) -> None:
    browser_page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    for userid in ("lin.er", "Chen.Yi"):
        filled(served[1], userid)
        expect(phone(browser_page, userid).locator("article")).to_have_count(6)
    for width, height in SIZES:
        browser_page.set_viewport_size({"width": width, "height": height})
        assert findings(browser_page) == []
        assert not scrolls_sideways(browser_page)
    for panel in browser_page.locator("header details, .adder, footer details").all():
        panel.locator("summary").first.click()
        assert findings(browser_page) == []
        browser_page.keyboard.press("Escape")
    phone(browser_page, "lin.er").locator("a.raw-link").first.click()
    expect(browser_page.locator("dialog pre")).to_have_count(2)
    assert findings(browser_page) == []


@pytest.mark.parametrize("path", ["raw", "login", "/connect/oauth2/authorize?appid=wrong", "/nowhere"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_finding_on_the_other_pages(page: Browser, served: Served, scheme: str, path: str) -> None:
    served[1].send("text", {"content": "一"})
    settings, number = served[0].tenant.settings, served[0].tenant.messages.of("lin.er")[0].number
    login = f"/connect/oauth2/authorize?appid={settings.corp_id}&redirect_uri=http://127.0.0.1/&state=1"
    path = {"login": login, "raw": f"/phones/lin.er/raw/{number}"}.get(path, path)
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(served[1].url + path)
    assert findings(page) == []
    assert not scrolls_sideways(page)


def test_the_theme_is_chosen_and_kept(browser_page: Browser) -> None:
    browser_page.emulate_media(color_scheme="light")
    ground = "() => getComputedStyle(document.body).backgroundColor"
    light, button = browser_page.evaluate(ground), browser_page.get_by_role("button", name="深色")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    dark = browser_page.evaluate(ground)
    browser_page.reload()
    assert browser_page.evaluate(ground) == dark != light
    expect(button).to_have_attribute("aria-pressed", "true")


def test_nothing_moves_where_motion_is_not_wanted(browser_page: Browser) -> None:
    browser_page.set_viewport_size({"width": 390, "height": 844})
    browser_page.emulate_media(reduced_motion="reduce")
    assert browser_page.evaluate("() => getComputedStyle(document.querySelector('.phone')).transitionDuration") == "0s"
    arrived = browser_page.evaluate("""() => {
      document.querySelector("[data-tab='lin.er']").click();
      return document.querySelector("[data-phone='lin.er']").getBoundingClientRect().left;
    }""")
    assert 0 <= arrived < 60


@pytest.mark.parametrize("size", SIZES)
def test_every_phone_is_one_press_away_and_its_composer_above_the_fold(
    page: Browser, served: Served, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"{served[1].url}/?phones=Chen.Yi,lin.er,wu.san,he.si")
    page.wait_for_selector("body[data-live]")
    for _ in range(12):
        served[1].send("text", {"content": "很长\n" * 10}, to="he.si|lin.er")
    for userid in ("he.si", "Chen.Yi", "lin.er"):
        page.locator(f"[data-tab='{userid}']").click()
        expect(phone(page, userid)).to_be_focused()
        expect(phone(page, userid)).to_be_in_viewport(ratio=0.99)
        expect(phone(page, userid).locator("textarea")).to_be_in_viewport(ratio=1)
    header = page.locator("header.bar").bounding_box()
    assert header is not None
    assert header["height"] <= 60


@pytest.mark.parametrize("size", SIZES)
def test_a_long_tour_leaves_the_composers_above_the_fold(browser_page: Browser, size: tuple[int, int]) -> None:
    browser_page.set_viewport_size({"width": size[0], "height": size[1]})
    browser_page.evaluate(
        """() => document.querySelector("main").insertAdjacentHTML("afterbegin",
          '<aside id="tour" aria-label="导览" tabindex="0"></aside>')
        """
    )
    browser_page.evaluate("() => { document.getElementById('tour').innerText = '一步\\n'.repeat(90); }")
    browser_page.locator("[data-tab='Chen.Yi']").click()
    expect(phone(browser_page, "Chen.Yi").locator("textarea")).to_be_in_viewport(ratio=1)


def test_an_added_phone_is_scrolled_to(page: Browser, served: Served) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(served[1].url)
    page.get_by_text("＋").first.click()
    page.get_by_label("添一部手机").last.select_option("he.si")
    page.get_by_role("button", name="添加", exact=True).click()
    expect(phone(page, "he.si")).to_be_in_viewport(ratio=0.99)
    assert "phones=Chen.Yi,lin.er,he.si" in page.url
    expect(phone(page, "Chen.Yi")).not_to_be_in_viewport(ratio=0.5)


def test_unread_messages_are_counted_until_seen(page: Browser, served: Served) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    served[1].send("text", {"content": "先前"})
    page.goto(served[1].url)
    page.wait_for_selector("body[data-live]")
    badge = page.locator("[data-tab='lin.er'] .badge")
    expect(page.locator("#now")).to_contain_text("2026/")
    expect(badge).to_be_hidden()
    for text in ("一", "二"):
        served[1].send("text", {"content": text}, to="lin.er|Chen.Yi")
    expect(badge).to_have_text("2条未读")
    expect(page.locator("[data-tab='Chen.Yi'] .badge")).to_be_hidden()
    expect(page).to_have_title("(2) 公共数据异议 · 演练")
    expect(page.locator("#arrivals")).to_contain_text("林二 联络专员 A 角收到新消息")
    page.reload()
    expect(badge).to_have_text("2条未读")
    page.locator("[data-tab='lin.er']").click()
    expect(badge).to_be_hidden()
    expect(page).to_have_title("公共数据异议 · 演练")


def test_a_welcome_says_who_this_is_and_sends_the_first_command(browser_page: Browser, receiver: Got) -> None:
    operator = phone(browser_page, "Chen.Yi")
    expect(operator.locator(".welcome")).to_contain_text("您在区大数据中心受理异议")
    operator.locator(".welcome").get_by_role("button", name="我的待办").click()
    expect(operator.locator("article.mine")).to_contain_text("我的待办")
    assert sent(browser_page, receiver)["Content"] == "我的待办"


class TestKeyboard:
    """No test here uses the pointer."""

    def test_the_skip_link_leads_to_the_strip_and_from_there_to_a_phone(self, browser_page: Browser) -> None:
        for key in ("Tab", "Enter", "Tab", "ArrowRight", "Enter"):
            browser_page.keyboard.press(key)
        expect(phone(browser_page, "lin.er")).to_be_focused()
        browser_page.keyboard.press("Escape")
        assert focused(browser_page).startswith("二")

    def test_a_text_is_written_and_sent(self, browser_page: Browser, receiver: Got) -> None:
        to_phone(browser_page)
        until(browser_page, "text")
        browser_page.keyboard.type("提出异议")
        browser_page.keyboard.press("Enter")
        expect(phone(browser_page, "lin.er").locator("article.mine")).to_contain_text("提出异议")
        assert sent(browser_page, receiver)["Content"] == "提出异议"

    def test_a_card_is_pressed_and_the_focus_stays_in_what_takes_its_place(
        self, browser_page: Browser, served: Served, receiver: Got
    ) -> None:
        served[1].send("template_card", CARDS[0])
        lin = phone(browser_page, "lin.er")
        expect(lin.get_by_role("button", name="收办", exact=True)).to_be_visible()
        to_phone(browser_page)
        until(browser_page, "收办")
        browser_page.keyboard.press("Enter")
        code = sent(browser_page, receiver)["ResponseCode"]
        served[1].update(code, ["lin.er"], template_card={**CARDS[1], "task_id": "next"})
        expect(lin.get_by_label("问题类型")).to_be_focused()
        browser_page.keyboard.press("ArrowDown")
        until(browser_page, "确定")
        browser_page.keyboard.press("Space")
        chosen = sent(browser_page, receiver)["SelectedItems"]["SelectedItem"]["OptionIds"]["OptionId"]
        assert chosen == "b"

    def test_options_are_ticked(self, browser_page: Browser, served: Served, receiver: Got) -> None:
        served[1].send("template_card", CARDS[2])
        expect(phone(browser_page, "lin.er").get_by_label("乙")).to_be_visible()
        to_phone(browser_page)
        until(browser_page, "q:box")
        for key in ("Tab", "Space", "Tab", "Enter"):
            browser_page.keyboard.press(key)
        assert sent(browser_page, receiver)["SelectedItems"]["SelectedItem"]["OptionIds"]["OptionId"] == "2"

    def test_a_file_is_chosen(self, browser_page: Browser) -> None:
        to_phone(browser_page)
        until(browser_page, "file")
        opened = "() => new Promise((done) => addEventListener('click', (event) => done(event.target.type)))"
        browser_page.evaluate(f"() => {{ window.opened = ({opened})(); }}")
        browser_page.keyboard.press("Enter")
        assert browser_page.evaluate("() => window.opened") == "file"  # the click that opens the system's chooser

    def test_the_bar_of_a_narrow_screen_unfolds(self, browser_page: Browser) -> None:
        browser_page.set_viewport_size({"width": 390, "height": 844})
        hour = browser_page.get_by_role("button", name="下一小时")
        expect(hour).to_be_hidden()
        until(browser_page, "时钟与设置")
        browser_page.keyboard.press("Enter")
        expect(hour).to_be_in_viewport()
        browser_page.keyboard.press("Tab")
        browser_page.keyboard.press("Enter")
        expect(browser_page.locator("#now")).to_contain_text("11:00")

    def test_the_menus_open_with_enter_and_close_with_escape(
        self, browser_page: Browser, served: Served, receiver: Got
    ) -> None:
        button = {"name": "我的工单", "sub_button": [{"type": "click", "name": n, "key": n} for n in ("待办", "逾期")]}
        assert served[1].post("menu/create", {"button": [button]}, agentid=1000002)["errcode"] == 0
        served[1].send("template_card", CARDS[0])
        expect(phone(browser_page, "lin.er").get_by_label("更多操作")).to_be_visible()
        to_phone(browser_page)
        until(browser_page, "⋯")
        browser_page.keyboard.press("Enter")
        browser_page.keyboard.press("ArrowDown")
        assert focused(browser_page) == "催办"
        browser_page.keyboard.press("Escape")
        assert focused(browser_page) == "⋯"
        for key in ("Enter", "Tab", "Enter"):
            browser_page.keyboard.press(key)
        assert sent(browser_page, receiver)["Event"] == "template_card_menu_event"
        until(browser_page, "我的工单")
        for key in ("Enter", "ArrowDown", "ArrowDown", "Enter"):
            browser_page.keyboard.press(key)
        assert sent(browser_page, receiver)["EventKey"] == "逾期"
        assert focused(browser_page) == "我的工单"

    def test_the_raw_payload_opens_and_gives_the_focus_back(self, browser_page: Browser, served: Served) -> None:
        served[1].send("text", {"content": "一条"})
        link = phone(browser_page, "lin.er").locator("a.raw-link")
        expect(link).to_be_visible()
        to_phone(browser_page)
        until(browser_page, "{ }")
        browser_page.keyboard.press("Enter")
        dialog = browser_page.get_by_role("dialog")
        expect(dialog).to_contain_text('"content": "一条"')
        until(browser_page, "复制")
        browser_page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        browser_page.keyboard.press("Enter")
        expect(dialog.get_by_text("已复制")).to_be_visible()
        assert '"touser": "lin.er"' in browser_page.evaluate("() => navigator.clipboard.readText()")
        browser_page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        expect(link).to_be_focused()

    def test_every_stop_of_the_tab_key_is_visible_and_marked(self, browser_page: Browser, served: Served) -> None:
        filled(served[1])
        expect(phone(browser_page, "lin.er").locator("article")).to_have_count(6)
        for _ in range(70):
            browser_page.keyboard.press("Tab")
            assert browser_page.evaluate(MARKED), browser_page.evaluate("() => document.activeElement.outerHTML")


MARKED = """() => {
  const at = document.activeElement, box = at.getBoundingClientRect();
  const marked = (one) => getComputedStyle(one).outlineStyle !== "none";
  return at === document.body || (box.width > 0 && (marked(at) || marked(at.parentElement)));
}"""


def to_phone(browser: Browser) -> None:
    """From the top of the page to 林二's phone."""
    for key in ("Tab", "Enter", "Tab", "ArrowRight", "Enter"):
        browser.keyboard.press(key)
    expect(phone(browser, "lin.er")).to_be_focused()


def until(browser: Browser, text: str) -> None:
    """Tab on to the control with this text or name."""
    for _ in range(40):
        if focused(browser) == text:
            return
        browser.keyboard.press("Tab")
    raise AssertionError(f"{text} is not reached by Tab")
