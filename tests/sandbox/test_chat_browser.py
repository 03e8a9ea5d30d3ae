"""The chat page in a browser, with a stub in the bot's place: send, press, live update of the card."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page as Browser
from playwright.sync_api import expect

from tests.sandbox.chat_page_fixture import Page
from tests.sandbox.tenant_fixture import CARD, Api, Receiver

Got = tuple[Receiver, str]
pytestmark = pytest.mark.browser


def phone(browser: Browser, userid: str) -> Any:
    return browser.locator(f"section[data-phone='{userid}']")


def test_a_message_and_a_card_end_to_end(browser_page: Browser, served: tuple[Page, Api], receiver: Got) -> None:
    lin = phone(browser_page, "lin.er")
    lin.locator("textarea[name=text]").fill("我的待办")
    lin.get_by_role("button", name="发送").click()
    expect(lin.locator("article.message.mine")).to_contain_text("我的待办")
    served[1].send("template_card", CARD, to="lin.er|Chen.Yi")
    lin.get_by_role("button", name="收办", exact=True).click()
    expect(lin.locator("article.message[data-kind=template_card]")).to_be_visible()
    browser_page.wait_for_function("() => !document.querySelector('[aria-busy]')")
    pressed = receiver[0].got[-1]
    assert (pressed["FromUserName"], pressed["EventKey"]) == ("lin.er", "收办 CN-1")
    fresh = {**CARD, "replace_text": "已由林二收办"}
    served[1].update(pressed["ResponseCode"], ["lin.er", "Chen.Yi"], template_card=fresh)
    for userid in ("lin.er", "Chen.Yi"):
        expect(phone(browser_page, userid).locator(".caption")).to_have_text("已由林二收办")
        expect(phone(browser_page, userid).get_by_role("button", name="收办", exact=True)).to_have_count(0)


def test_answers_survive_until_submitted(browser_page: Browser, served: tuple[Page, Api], receiver: Got) -> None:
    options = [{"id": "a", "text": "错误"}, {"id": "b", "text": "遗漏"}]
    select = {"question_key": "what", "title": "问题类型", "option_list": options}
    card = {"card_type": "multiple_interaction", "task_id": "m", "main_title": {"title": "选择"},
            "select_list": [select], "submit_button": {"text": "确定", "key": "选定"}}  # fmt: skip
    served[1].send("template_card", card)
    lin = phone(browser_page, "lin.er")
    lin.get_by_label("问题类型").select_option("遗漏")
    served[1].send("text", {"content": "另一条"})
    expect(lin.locator("article.message")).to_have_count(2)
    lin.get_by_role("button", name="确定").click()
    browser_page.wait_for_function("() => !document.querySelector('[aria-busy]')")
    assert receiver[0].got[-1]["SelectedItems"]["SelectedItem"]["OptionIds"]["OptionId"] == "b"


def test_a_list_has_its_first_option_preselected(
    browser_page: Browser, served: tuple[Page, Api], receiver: Got
) -> None:
    """As a real client: no entry of its own, the first one chosen and sent, or the one the card names."""
    options = [{"id": "a", "text": "错误"}, {"id": "b", "text": "遗漏"}]
    named = [{}, {"selected_id": "b"}, {"selected_id": "wrong"}]
    selects = [
        {"question_key": str(i), "title": f"第{i}", "option_list": options, **more} for i, more in enumerate(named)
    ]
    card = {"card_type": "multiple_interaction", "task_id": "m", "main_title": {"title": "选择"},
            "select_list": selects, "submit_button": {"text": "确定", "key": "选定"}}  # fmt: skip
    served[1].send("template_card", card)
    lin = phone(browser_page, "lin.er")
    expect(lin.locator("article option")).to_have_text(["错误", "遗漏"] * 3)
    lin.get_by_role("button", name="确定").click()
    browser_page.wait_for_function("() => !document.querySelector('[aria-busy]')")
    items = receiver[0].got[-1]["SelectedItems"]["SelectedItem"]
    assert [item["OptionIds"]["OptionId"] for item in items] == ["a", "b", "a"]


def test_clock_control_and_fault_injection(browser_page: Browser, served: tuple[Page, Api], receiver: Got) -> None:
    browser_page.get_by_role("button", name="下一小时").click()
    expect(browser_page.locator("#now")).to_contain_text("11:00")
    browser_page.get_by_text("故障与开关").click()
    browser_page.get_by_label("故障种类").select_option("callback:drop")
    browser_page.get_by_role("button", name="注入", exact=True).click()
    expect(browser_page.locator("#faults")).to_have_text("1")
    lin = phone(browser_page, "lin.er")
    lin.locator("textarea").fill("丢了")
    lin.locator("textarea").press("Enter")
    expect(lin.locator("article.mine .note")).to_contain_text("未送达")
    assert receiver[0].got == []


def test_files_pictures_and_a_narrow_screen(browser_page: Browser, served: tuple[Page, Api], receiver: Got) -> None:
    browser_page.set_viewport_size({"width": 390, "height": 700})
    lin = phone(browser_page, "lin.er")
    lin.scroll_into_view_if_needed()
    png = {"name": "截图.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n" + b"0" * 40}
    lin.get_by_label("上传图片或文件").set_input_files(files=[png])
    expect(lin.locator("article.mine .picture")).to_be_visible()
    browser_page.wait_for_function("() => !document.querySelector('[aria-busy]')")
    assert receiver[0].got[0]["MsgType"] == "image"
    box = lin.bounding_box()
    assert box is not None
    assert box["width"] <= 390


def test_links_open_as_the_phones_owner(browser_page: Browser, served: tuple[Page, Api]) -> None:
    target = f"{served[1].url}/connect/oauth2/authorize?appid=wrong&state=ok"
    served[1].send("text", {"content": f'<a href="{target}">查看</a>'})
    with browser_page.expect_popup() as opened:
        phone(browser_page, "lin.er").get_by_role("link", name="查看").click()
    opened.value.wait_for_load_state()
    assert opened.value.context.cookies()[0]["value"] == "lin.er"
