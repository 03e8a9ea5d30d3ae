"""Codes, accounts and telephone numbers as spreadsheets and other software leave them in a cell."""

from __future__ import annotations

import re
import unicodedata

from store.characters import SELECTORS, UNSEEN

MOBILE = re.compile(r"\+?\(?\d[\d ()-]{5,20}\d(转\d{1,6})?")
UNREADABLE = "含有换行或看不见的字符"
HIDDEN = re.compile(f"(?![{SELECTORS}]){UNSEEN.pattern}")  # variation selectors belong to their character
_SCIENTIFIC = re.compile(r"-?\d(\.\d+)?E\+\d{1,3}", re.IGNORECASE)
_DATED = re.compile(r"\d{1,2}月\d{1,2}日|\d{1,2}-(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.IGNORECASE)
_DECIMAL = re.compile(r"\d{3,}\.0+")
_MOBILE = re.compile(r"(?:\+?86|0086)?(1[3-9]\d{3,13})")
_DIGITS = 11
_MARKED = re.compile("['‘’`][\u3400-\u9fff\U00020000-\U0003ffff]")
_NUMBERS = re.compile(r"[\d\s.,/+_-]+")


def visible(value: str) -> None:
    if HIDDEN.search(value):
        raise ValueError(UNREADABLE)
    unmarked(value)


def unmarked(value: str) -> None:
    """A spreadsheet's mark for text, which other software takes for a letter."""
    if value[:1] in "'‘’`":
        raise ValueError(f"开头多了一个单引号（{value[:1]}），请删去")


def mobile_number(value: str) -> str:
    typed(value, shown=False)
    visible(value)
    plain = unicodedata.normalize("NFKC", value)
    if not re.search(r"\d", plain):
        raise ValueError("不是电话号码，没有的请留空")
    if not MOBILE.fullmatch(plain):  # the number itself is personal data and not shown on a terminal
        raise ValueError("不像电话号码，请只写一个号码，如 13800000000 或 021-22050000")
    found = _MOBILE.fullmatch(_bare(plain))
    if found is None:
        return plain
    if len(found[1]) != _DIGITS:
        raise ValueError(f"手机号应为 {_DIGITS} 位，这里有 {len(found[1])} 位")
    return found[1]  # however it is spaced, it is found by its digits


def same_number(one: str, other: str) -> bool:
    """Whether two telephone numbers differ in their spelling only."""
    bare = [_bare(unicodedata.normalize("NFKC", each)) for each in (one, other)]
    mobiles = [found[1] if (found := _MOBILE.fullmatch(each)) else each for each in bare]
    return mobiles[0] == mobiles[1]


def _bare(number: str) -> str:
    return re.sub("[ ()-]", "", number)


def typed(value: str, *, shown: bool = True) -> None:
    """Refuse what a spreadsheet made of long digits or of a code like 3-1."""
    said = f"“{value[:40]}”" if shown else ""
    if _SCIENTIFIC.fullmatch(value):
        raise ValueError(
            f"{said}是表格软件对长数字的简写（科学计数法），后面的数字已经丢失。请把这一列设为“文本”格式，再重新填写"
        )
    if _DECIMAL.fullmatch(value):
        raise ValueError(f"{said}像是软件导出时加了小数的数字。请去掉末尾的“.0”，并把这一列设为“文本”格式")
    if _DATED.fullmatch(value):
        raise ValueError(f"{said}像是被表格软件改成日期的编号。请把这一列设为“文本”格式，再照原样填写")


def as_called(name: str) -> str:
    """A person's name as it was typed, or what is wrong with it."""
    if _NUMBERS.fullmatch(name):
        raise ValueError(f"“{name[:40]}”不是姓名，请检查是否错了一列")
    if _MARKED.match(name):
        unmarked(name)
    return name
