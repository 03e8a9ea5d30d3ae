"""A stranger walks the tour: nothing is read but its one sentence, done as it says, until all twelve are ticked."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from sandbox.rehearsal import Rehearsal
from tests.axe_findings import findings, scrolls_sideways

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PATIENCE = 60_000  # milliseconds
MOST = 60  # sentences
SEND = re.compile(r"请在(\w+)的手机上发送“(.+)”。")
CHOOSE = re.compile(r"请在(\w+)的手机上选“(.+)”，再按“(.+)”。")
MENU = re.compile(r"请在(\w+)的手机上按菜单里的“(.+)”。")
MORE = re.compile(r"请在(\w+)的手机上打开一张卡片的“⋯”，按“(.+)”。")
PRESS = re.compile(r"请在(\w+)的手机上按“(.+)”。")
SCENE = re.compile(r"请按下面的“(.+)”。")
CLOCK = re.compile(r"请按上方时钟的“(.+)”，再按几次")


@pytest.fixture
def tour(page: Page, running: Rehearsal) -> Page:
    page.set_viewport_size({"width": 1600, "height": 1000})
    page.goto(running.url)
    page.wait_for_selector("body[data-live]")
    return page


def said(page: Page) -> str:
    return page.get_by_test_id("tour-now").inner_text()


def phone(page: Page, name: str) -> Locator:
    return page.locator(".phone", has=page.get_by_role("heading", name=name))


def newest(buttons: Locator, name: str) -> Locator:
    return buttons.get_by_role("button", name=name, exact=True).last


def do(page: Page, sentence: str) -> None:
    """What the sentence says, and nothing else."""
    if found := SEND.fullmatch(sentence):
        phone(page, found[1]).get_by_label("给应用发消息").fill(found[2])
        newest(phone(page, found[1]), "发送").click()
    elif found := CHOOSE.fullmatch(sentence):
        card = phone(page, found[1]).locator("article", has=page.get_by_role("button", name=found[3])).last
        card.locator("select").select_option(
            value=card.locator("option", has_text=found[2]).first.get_attribute("value")
        )
        newest(card, found[3]).click()
    elif found := MENU.fullmatch(sentence):
        newest(phone(page, found[1]).locator("form.menu"), found[2]).click()
    elif found := MORE.fullmatch(sentence):
        card = phone(page, found[1]).locator("article", has=page.locator("details.more")).last
        card.locator("details.more summary").click()
        newest(card, found[2]).click()
    elif found := PRESS.fullmatch(sentence):
        newest(phone(page, found[1]).locator("article"), found[2]).click()
    elif found := SCENE.fullmatch(sentence):
        newest(page.get_by_test_id("scenes"), found[1]).click()
    elif found := CLOCK.match(sentence):
        newest(page.get_by_test_id("clock"), found[1]).click()
    else:
        raise AssertionError(f"a sentence that nobody can follow: {sentence}")


def wait_for_news(page: Page, before: str) -> None:
    """The next sentence, or the same one where it says to press several times."""
    page.wait_for_function("() => !document.querySelector('[aria-busy=true]')", timeout=PATIENCE)
    if "再按几次" not in before:
        page.wait_for_function(
            "before => document.querySelector('[data-testid=tour-now]').innerText !== before",
            arg=before, timeout=PATIENCE,
        )  # fmt: skip


def test_a_stranger_walks_the_tour_by_its_sentences_alone(tour: Page) -> None:
    for _ in range(MOST):
        sentence = said(tour)
        if "都走完了" in sentence:
            break
        expect(tour.locator(".tour-press")).to_have_count(1)  # the button or the field is pointed at
        do(tour, sentence)
        wait_for_news(tour, sentence)
    expect(tour.locator(".tour-steps li.done")).to_have_count(12)
    expect(tour.locator("#tour-count")).to_have_text("12 / 12")
    tour.reload()
    tour.wait_for_selector("body[data-live]")
    expect(tour.locator(".tour-steps li.done")).to_have_count(12)


@pytest.mark.parametrize("width", [1440, 390])
def test_the_panel_is_readable_and_can_be_hidden_by_keyboard(tour: Page, width: int) -> None:
    tour.set_viewport_size({"width": width, "height": 844})
    for scheme in ("light", "dark"):
        tour.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        assert findings(tour) == []
    assert not scrolls_sideways(tour)
    tour.get_by_role("button", name="收起").press("Enter")
    expect(tour.locator("#tour-body")).to_be_hidden()
    tour.reload()
    expect(tour.locator("#tour-body")).to_be_hidden()
