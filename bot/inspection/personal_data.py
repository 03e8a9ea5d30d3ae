"""Detects and masks unneeded personal data (ID card and phone numbers) before a filing is submitted (M4, M9)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.context import Draft
from bot.language.text import folded
from store.characters import places

if TYPE_CHECKING:
    from bot.context import Form

_ID_CARD = re.compile(r"(?<![0-9A-Za-z])(\d{6})(\d{8})(\d{3}[0-9Xx])(?![0-9A-Za-z])")
_MOBILE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?(1[3-9]\d)[- ]?(\d{4})[- ]?(\d{4})(?!\d)")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def is_id_card(text: str) -> bool:
    """Whether 18 characters have a valid check character (GB 11643)."""
    total = sum(int(digit) * weight for digit, weight in zip(text[:17], _WEIGHTS, strict=True))
    return text[17].upper() == "10X98765432"[total % 11]


def found_in(text: str, own: str = "") -> Iterator[str]:
    """Masked ID card and mobile numbers in a text; the author's `own` number is not reported."""
    yield from (f"{kind} {cover}" for _, kind, cover in matches(text, own))


def covered(text: str, own: str = "") -> str:
    """The text with these numbers masked in place, for the preview before submission."""
    at = places(text)  # also finds numbers that are split by invisible characters
    for match, _, cover in sorted(matches(text, own), key=lambda found: -found[0].start()):
        text = text[: at[match.start()]] + cover + text[at[match.end() - 1] + 1 :]
    return text


def own_number(draft: Draft) -> str:
    """The phone number the draft gives as the proposer's own."""
    return str((draft.answers.get("contact") or {}).get("phone", ""))


def matches(text: str, own: str) -> Iterator[tuple[re.Match[str], str, str]]:
    """Each number in the folded text, its kind and its mask. Full-width asterisks, because a pair of `*` is markup."""
    plain = folded(text)
    for match in _ID_CARD.finditer(plain):
        if is_id_card("".join(match.groups())):
            yield match, "身份证号", f"{match[1][:3]}{'＊' * 6}{match[3]}"
    mine = re.sub(r"\D", "", own)[-11:]
    for match in _MOBILE.finditer(plain):
        if "".join(match.groups()) != mine:
            yield match, "手机号", f"{match[1]}{'＊' * 4}{match[3]}"


def masked(mobile: str) -> str:
    """138****5678; li****@example.cn; 上海市长宁****; other numbers keep only their last two characters."""
    if "@" in mobile:
        name, _, place = mobile.partition("@")
        return f"{name[:2]}****@{place}"
    if any("\u3400" <= character <= "\u9fff" for character in mobile):
        return f"{mobile[:5]}****"
    digits = re.sub(r"\D", "", mobile)
    if len(digits) >= 7:
        return f"{digits[-11:-8]}****{digits[-4:]}"
    return "*" * max(len(mobile) - 2, 0) + mobile[-2:] if mobile else ""


def warning(form: Form, draft: Draft) -> str:
    """The warning for the summary, "" where the free texts hold no such number."""
    own, lines = own_number(draft), []
    for number, question in enumerate(form.needed(draft.answers), 1):
        value = draft.answers.get(question.name)
        if question.words is None or value is None:
            continue
        found = list(dict.fromkeys(found_in(question.words(value), own)))
        if found:
            lines.append(f"第{number}项含有{'、'.join(found[:3])}")
    if not lines:
        return ""
    return "注意个人信息：" + "；".join(lines) + "。如非核实所必需，请「修改」后再提交。"
