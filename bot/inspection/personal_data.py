"""Detects and masks unneeded personal data (ID card and phone numbers) before a filing is submitted (M4, M9)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.context import Draft
from store.characters import places, seen
from store.identity.check_digits import is_identity_number
from store.identity.spelled_codes import PERSON, codes_in, folded_one_to_one, without_codes

if TYPE_CHECKING:
    from bot.context import Form

_MOBILE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?(1[3-9]\d)[- ]?(\d{4})[- ]?(\d{4})(?!\d)")


@dataclass(frozen=True, slots=True)
class PersonalNumber:
    """One number where it stands in the text without invisible characters; `value` is its plain spelling."""

    kind: str
    value: str
    cover: str
    start: int
    end: int


def is_id_card(text: str) -> bool:
    """Whether 18 characters are an identity number (GB 11643)."""
    return is_identity_number(text.upper())


def found_in(text: str, own: str = "") -> Iterator[str]:
    """Masked ID card and mobile numbers in a text; the author's `own` number is not reported."""
    yield from (f"{found.kind} {found.cover}" for found in matches(text, own))


def covered(text: str, own: str = "") -> str:
    """The text with these numbers masked in place, for the preview before submission."""
    at = places(text)  # also finds numbers that are split by invisible characters
    for found in sorted(matches(text, own), key=lambda found: -found.start):
        text = text[: at[found.start]] + found.cover + text[at[found.end - 1] + 1 :]
    return text


def own_number(draft: Draft) -> str:
    """The phone number the draft gives as the proposer's own."""
    return str((draft.answers.get("contact") or {}).get("phone", ""))


def matches(text: str, own: str) -> Iterator[PersonalNumber]:
    """Each number with its mask. Full-width asterisks, because a pair of `*` is markup.

    Identity numbers in groups, with any hyphen and in the old form of 15 digits, as a record is recognised by.
    """
    plain = folded_one_to_one(seen(text))
    people = [code for code in codes_in(plain) if code.kind == PERSON]
    for code in people:
        shown = plain[code.start : code.end]
        yield PersonalNumber("身份证号", code.value, f"{shown[:3]}{'＊' * 6}{code.value[-4:]}", code.start, code.end)
    mine = re.sub(r"\D", "", own)[-11:]
    for match in _MOBILE.finditer(without_codes(plain, people)):
        number = "".join(match.groups())
        if number != mine:
            cover = f"{match[1]}{'＊' * 4}{match[3]}"
            yield PersonalNumber("手机号", number, cover, match.start(), match.end())


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
    return "注意个人信息：" + "；".join(lines) + "。如与核实无关，请删去后提交。"
