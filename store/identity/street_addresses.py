"""Addresses in a text, as they compare: the road and the numbers, whatever the units and the place before it."""

from __future__ import annotations

import re
from collections.abc import Iterator

_ROAD = r"(?:支路|大道|公路|新村|小区|花园|公寓|路|街(?!道)|道|巷|弄(?=\d))"
_ADDRESS = re.compile(
    rf"([\u4e00-\u9fff]{{1,12}}?{_ROAD})"
    r"((?:第?(?:\d{1,5}[A-Z]?|[〇零一二三四五六七八九十百]{1,5}(?=[弄号幢栋座楼单层室]))"
    r"(?:支?弄|号楼|号|幢|栋|座|楼|单元|层|室|甲|乙)?[-、 ]?)+)"
)
_PLACE = re.compile(
    r"^.*(?:[省市区县镇乡]|街道|地址|住所|场所|位于|坐落|坐落于|登记|变更|迁至|迁往|应|写|[在于为是至到即从将由向址的成])"
)
_TOWNS = ("上海", "长宁")  # where people leave out 市 and 区
_NUMBER = re.compile(r"\d{1,5}[A-Z]?|[〇零一二三四五六七八九十百]{1,5}")
_TENS = {"〇": 0, "零": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_LONGEST_ROAD = 6


def addresses_in(text: str) -> Iterator[str]:
    """Comparable addresses: 仙霞路|12|301 of 上海市长宁区仙霞路12号301室, 长宁仙霞路12弄301 and 仙霞路十二号-301."""
    for match in _ADDRESS.finditer(text):
        road = _PLACE.sub("", match[1])
        before = ""
        while road != before:
            before = road
            for town in _TOWNS:
                shorter = road.removeprefix(town)
                road = shorter if len(shorter) > 1 else road
        numbers = [_plain(number) for number in _NUMBER.findall(match[2])]
        if 1 < len(road) <= _LONGEST_ROAD and numbers:
            yield "|".join((road, *numbers))


def _plain(number: str) -> str:
    """Digits without leading zeros, from Chinese numerals too."""
    if number[0].isascii():
        return number.lstrip("0") or "0"
    total, digit = 0, 0
    spelled = not any(letter in "十百" for letter in number)
    if spelled:
        return "".join(str(_TENS[letter]) for letter in number).lstrip("0") or "0"
    for letter in number:
        if letter in _TENS:
            digit = _TENS[letter]
        else:
            total, digit = total + (digit or 1) * (100 if letter == "百" else 10), 0
    return str(total + digit)
