"""Licence, certificate and catalogue codes: what stands behind such a label, or has the form of one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from store.identity.spelled_codes import plain_code

# What makes the words before a code its label; the sorts of numbers below identify no record.
_LABEL = re.compile(
    r"(?P<before>[\u4e00-\u9fff]{0,6}?)"
    r"(?:证件号码|证件号|证书号|证号|编号|编码|代码|号码|文号|字号|执照号|注册号|登记号|备案号|批准号|许可号|案号|档案号"
    r"|学籍号|学号|户号|账号|卡号|保单号|合同号|车牌号?|号牌)"
    r"(?:(?:登记|填写|错误地?|误)?[为是写成作])?[\s:：,，“”\"'‘’（(]{0,4}"
)
_NO_RECORD = re.compile(r"(?:电话|手机|联系|传真|工单|邮政|验证|房|门牌)$")
_TICKET = re.compile(r"CN-?\d{8}-?\d{1,6}")
_RUN = re.compile(r"[\u4e00-\u9fff]?[0-9A-Z]+(?:[ -]{1,3}[0-9A-Z]+)*")
_UNIT = re.compile(r"\s*[年月日元个件条岁人号楼室层]")
# A certificate with a year in brackets: 沪（2021）长字不动产权第012345号, 长食药监许〔2020〕第12号.
_BRACKETED = re.compile(
    r"[(（〔\[【［]((?:19|20)\d\d)[)）〕\]】］]年?([^\s\d,，。;；第]{0,14})第? ?(\d{1,10})(?=[号-])"
)
_FORMED = re.compile(  # letters and digits in one, then groups of digits that are no count or date
    r"(?<![0-9A-Z@.-])(?=[0-9A-Z-]*[A-Z])[0-9A-Z]+(?:-[0-9A-Z]+)*"
    r"(?: \d{3,}(?!\d|\s?[年月日元个件条岁人室号楼]))*(?![0-9A-Z@.]|-[0-9A-Z])"
)
_LEAST_DIGITS, _LEAST, _LEAST_FORMED, _DIGITS_FORMED, _MOST = 3, 4, 8, 5, 40


def codes_named(text: str) -> Iterator[str]:
    """Plain spellings, from a text of `folded_one_to_one` without the codes that have a check character."""
    plain = _TICKET.sub(lambda number: " " * len(number[0]), text)
    for match in _BRACKETED.finditer(plain):
        yield f"{match[1]}{match[2]}{match[3]}"
    plain = _BRACKETED.sub(lambda found: " " * len(found[0]), plain)
    for match in _LABEL.finditer(plain):
        code, end = ("", 0) if _NO_RECORD.search(match["before"]) else _behind(plain, match.end())
        if code:
            yield code
            plain = plain[: match.end()] + "\n" * (end - match.end()) + plain[end:]
    for match in _FORMED.finditer(plain):
        code = plain_code(match[0])
        if _LEAST_FORMED <= len(code) <= _MOST and sum(map(str.isdigit, code)) >= _DIGITS_FORMED:
            yield code


def _behind(text: str, at: int) -> tuple[str, int]:
    """The code at this place and its end; groups belong to it as long as they are no count, date or amount."""
    first = _RUN.match(text, at)
    if first is None:
        return "", at
    groups, end = list[str](), at
    for group in re.finditer(r"[\u4e00-\u9fff]?[0-9A-Z]+", first[0]):
        if groups and _UNIT.match(text, at + group.end()) and text[at + group.end()] != "号":
            break
        groups.append(group[0])
        end = at + group.end()
    code = "".join(groups)
    fits = _LEAST <= len(code) <= _MOST and sum(map(str.isdigit, code)) >= _LEAST_DIGITS
    return (code, end) if fits and not _is_amount(text, end, groups) else ("", at)


def _is_amount(text: str, end: int, groups: list[str]) -> bool:
    return len(groups) == 1 and groups[0].isdigit() and bool(re.match(r"\s*[年月元个件条岁人]", text[end : end + 2]))
