"""Take the screenshots of docs/pictures from a temporary rehearsal: python -m tools.pictures [FOLDER]."""

from __future__ import annotations

import io
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from bot.cards.preview.page import page as preview
from sandbox.rehearsal import rehearsal
from tests.browser.handset import Handset
from tests.browser.scenario import propose

HOME = Path(__file__).parent.parent / "docs" / "pictures"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
START = "2026-09-14T09:30:00+08:00"  # 周一
LATE = "2026-09-20T09:05"  # 周日, a working day: the second after the reply was due, with a digest for the leader
PATIENCE = 90_000  # milliseconds: sweeps run by the machine's clock
LARGEST = 300_000  # bytes of one picture
TWICE = 2  # pixels of a picture for one of the page: sharp on today's screens
SHADES = 128  # flat drawings lose nothing visible
WIDE = 1780  # five phones side by side


@dataclass(frozen=True)
class Album:
    """The folder of the pictures; one that is too large is refused, because every clone of the repository has it."""

    folder: Path

    def keep(self, name: str, drawn: bytes) -> None:
        packed = io.BytesIO()
        Image.open(io.BytesIO(drawn)).convert("RGB").quantize(SHADES, dither=Image.Dither.NONE).save(
            packed, "PNG", optimize=True
        )
        picture = packed.getvalue()
        if len(picture) > LARGEST:
            raise ValueError(f"{name}: {len(picture)} bytes, at most {LARGEST}")
        (self.folder / f"{name}.png").write_bytes(picture)
        print(f"{name}.png {len(picture) // 1000} kB")

    def page(self, name: str, page: Page, width: int, height: int) -> None:
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_load_state("networkidle")
        self.keep(name, page.screenshot())


def main() -> None:
    album = Album(Path(sys.argv[1]) if len(sys.argv) > 1 else HOME)
    album.folder.mkdir(parents=True, exist_ok=True)
    with chromium() as browser, tempfile.TemporaryDirectory() as place:
        cards(browser, album)
        (Path(place) / "clock").write_text(START)
        with rehearsal(Path(place)) as running:
            page = browser.new_page(
                viewport={"width": WIDE, "height": 820}, locale="zh-CN", bypass_csp=True, device_scale_factor=TWICE,
                color_scheme="light", reduced_motion="reduce",
            )  # fmt: skip
            page.goto(running.url)
            page.wait_for_selector("body[data-live]")
            beside = page.locator("#tour").bounding_box() if page.locator("#tour").count() else None
            page.set_viewport_size({"width": WIDE + int(beside["width"] if beside else 0), "height": 820})
            phones = {each.role: Handset(page, each.userid) for each in running.context.handsets}
            one_objection(page, phones, album)


def one_objection(page: Page, phones: dict[str, Handset], album: Album) -> None:
    proposer, operator, officer = phones["提出方"], phones["中心运营"], phones["联络专员 A 角"]
    propose(proposer)
    album.page("upload", popup(page, proposer, "上传文件"), 390, 560)
    for step in ("完成", "提交"):
        proposer.press(step)
    for step in ("收办", "平台核查无误", "转交区市场监管局"):
        operator.press(step)
    officer.sees("待签收")
    album.keep("task-card", whole(page, officer))
    album.page("ticket", popup(page, officer, "请"), 390, 844)
    officer.press("签收")
    officer.sees("部门核实中")
    page.get_by_label("跳到的日期和时间").fill(LATE)
    page.get_by_role("button", name="跳到…").click()
    for role in ("分管领导", "督办"):
        phones[role].sees("逾期提示", patience=PATIENCE)
    album.keep("digest", whole(page, phones["分管领导"]))
    proposer.send_text("提出异议")
    proposer.answer("养老机构")
    proposer.sees("找到")
    operator.send_text("我的待办")
    operator.sees("需要您办理")
    album.keep("sandbox", some(page, ("联络专员 B 角", "经办")))
    a_special_case(page, phones, album)


def a_special_case(page: Page, phones: dict[str, Handset], album: Album) -> None:
    """The branch for special cases, and the queries of the supervising office."""
    proposer, officer = phones["提出方"], phones["联络专员 A 角"]
    officer.send_text("答复申请特例 CN-20260914-0001 1998年纸质档案在搬迁中遗失，无法核实修正")
    officer.press("确定", choose="原始资料")
    officer.confirm()
    proposer.sees("请决定是否同意特例")
    album.keep("special", whole(page, proposer))
    phones["督办"].send_text("统计")
    phones["督办"].sees("质量报告")
    album.keep("figures", whole(page, phones["督办"]))


def whole(page: Page, phone: Handset) -> bytes:
    """The newest card, on a phone that is made tall enough for it."""
    taller = page.add_style_tag(content="body { height: 1900px !important; } .phone { max-height: none !important; }")
    page.wait_for_timeout(200)
    picture = phone.section.locator("article.theirs .card").last.screenshot()
    taller.evaluate("tag => tag.remove()")
    return picture


def some(page: Page, hidden: tuple[str, ...]) -> bytes:
    """The whole page, without the phones that show nothing, from its first phone on."""
    for role in hidden:
        page.locator(".phone", has_text=role).evaluate("phone => phone.style.display = 'none'")
    page.locator(".phones").evaluate("row => row.scrollTo({ left: 0, behavior: 'instant' })")
    page.evaluate("() => document.activeElement.blur()")
    page.wait_for_timeout(300)
    return page.screenshot()


def popup(page: Page, phone: Handset, link: str) -> Page:
    """The page behind a link of the newest card that has it, opened as the phone's owner."""
    with page.expect_popup() as opened:
        phone.section.get_by_role("link", name=link).last.click()
    return opened.value


def cards(browser: Browser, album: Album) -> None:
    page = browser.new_page(viewport={"width": 1400, "height": 900}, locale="zh-CN", device_scale_factor=TWICE)
    page.set_content(preview())
    album.page("cards", page, 1400, 900)
    page.close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's own, its controls in Chinese where the package chromium-l10n is installed."""
    found = next((path for path in map(shutil.which, CHROMIUM) if path), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox", "--disable-gpu"], env={**os.environ, "LANGUAGE": "zh_CN"}
        )
        yield browser
        browser.close()


if __name__ == "__main__":
    main()
