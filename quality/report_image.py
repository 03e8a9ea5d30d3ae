"""The report as a PNG for the chat; raises NoPicture where no installed font has Chinese glyphs."""

from __future__ import annotations

import io
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quality.report import Report, Row
from quality.report_columns import SETTLED
from quality.report_text import title

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

# Simplified Chinese fonts of Debian and the domestic systems; the number is the index in a font collection.
FONTS = (
    ("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", 0),
    ("/usr/share/fonts/wqy-microhei/wqy-microhei.ttc", 0),
    ("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", 0),
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 2),  # index 0 has the Japanese glyph variants
    ("/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc", 2),
    ("/usr/share/fonts/google-noto-sans-cjk-fonts/NotoSansCJK-Regular.ttc", 2),
)
TRIED = "按时率区部门管"  # sample characters that the font must have
WIDTH, MARGIN, LINE, TOP, NAME, BAR = 1000, 36, 44, 150, 300, 330
MOST = 30  # most departments in the image; the tables have all
INK, GREY, PALE, GREEN, AMBER, RED = "#1F2329", "#8F959E", "#E8EAED", "#2E9E6B", "#D98A00", "#C0392B"
GOOD, FAIR = 90, 70  # percentage from which a bar is green, amber


class NoPicture(Exception):
    """No image can be drawn; the text tells an administrator why."""


def png_bytes(report: Report, fonts: Sequence[tuple[str, int]] = FONTS, *, fingerprint: str = "") -> bytes:
    """A bar chart of the departments' share of limits kept, with the record's fingerprint below it.

    Raises NoPicture without Pillow or a Chinese font.
    """
    path = ready(fonts)
    from PIL import Image, ImageDraw

    rows = _shown(report)
    image = Image.new("RGB", (WIDTH, TOP + LINE * max(1, len(rows)) + MARGIN), "white")
    sheet = _Sheet(ImageDraw.Draw(image), path)
    sheet.draw(report, rows)
    sheet.foot(image.height - MARGIN, fingerprint)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def ready(fonts: Sequence[tuple[str, int]] = FONTS) -> tuple[str, int]:
    """The first installed font with Chinese glyphs, not the placeholder box. Raises NoPicture."""
    if find_spec("PIL") is None:
        raise NoPicture("没有安装画图的程序包 Pillow：请在程序所在的文件夹执行 make install。")
    for path, face in fonts:
        if Path(path).is_file() and _draws(path, face):
            return path, face
    raise NoPicture("没有找到简体中文字体：apt-get install fonts-wqy-microhei。")


def _draws(path: str, face: int) -> bool:
    from PIL import ImageFont

    try:
        font = ImageFont.truetype(path, 24, index=face)
    except OSError:
        return False
    return len({bytes(font.getmask(letter)) for letter in TRIED}) == len(TRIED)


def _shown(report: Report) -> list[Row]:
    """By rank; departments with too few cases come last, unranked."""
    rated = [row for row in report.departments if row.figures["rate"] is not None]
    return sorted(rated, key=lambda row: (row.figures["rank"] or len(rated), row.code))[:MOST]


class _Sheet:
    def __init__(self, pen: ImageDraw, font: tuple[str, int]) -> None:
        from PIL import ImageFont

        path, face = font
        self.pen = pen
        self.big, self.plain, self.small = (ImageFont.truetype(path, size, index=face) for size in (30, 20, 16))

    def draw(self, report: Report, rows: Sequence[Row]) -> None:
        self._say(MARGIN, 30, title(report), self.big)
        what = "不计入中位数" if report.columns.version >= SETTLED else "不计入部门"
        counts = f"计入工单 {len(report.tickets)} 件，{what} {len(report.left_out)} 件"
        self._say(MARGIN, 76, f"各部门答复、修正按时率（{counts}）", self.plain, GREY)
        self._say(
            MARGIN,
            108,
            "红色数字为超期和期末仍超期的期限数，以及修正未到位数；灰色为不足5件、不排名的部门",
            self.small,
            GREY,
        )
        for place, row in enumerate(rows):
            self._bar(TOP + place * LINE, row)
        if not rows:
            self._say(MARGIN, TOP, "本期没有部门期限", self.plain, GREY)

    def foot(self, top: int, words: str) -> None:
        if words:
            self._say(MARGIN, top, words, self.small, GREY)

    def _bar(self, top: int, row: Row) -> None:
        rate = float(row.figures["rate"] or 0)
        place = row.figures["rank"]
        colour = _colour(rate) if place else GREY
        left = MARGIN + NAME
        self._say(MARGIN, top, f"{place} {_short(row.name)}" if place else _short(row.name), self.plain)
        self.pen.rectangle((left, top + 2, left + BAR, top + 24), fill=PALE)
        if rate:
            self.pen.rectangle((left, top + 2, left + BAR * rate / 100, top + 24), fill=colour)
        self._say(left + BAR + 12, top, f"{rate:g}%", self.plain, colour)
        self._say(left + BAR + 90, top, f"{row.figures['cases']}件", self.plain, GREY)
        late = sum(
            int(row.figures[f"{code}_{end}"] or 0) for code in ("reply", "repair") for end in ("late", "overdue")
        )
        if late:
            self._say(left + BAR + 160, top, f"超期{late}", self.plain, RED)
        if undone := int(row.figures.get("not_in_place") or 0):
            self._say(left + BAR + 234, top, f"未到位{undone}", self.plain, RED)

    def _say(self, left: int, top: int, text: str, font: Any, colour: str = INK) -> None:
        self.pen.text((left, top), text, font=font, fill=colour)


def _colour(rate: float) -> str:
    return GREEN if rate >= GOOD else AMBER if rate >= FAIR else RED


def _short(name: str) -> str:
    return name if len(name) <= 13 else f"{name[:12]}…"
