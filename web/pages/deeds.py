"""Deeds of the operator log as pages show them: the names of their day in place of numbers and codes (M5)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from bot.language import date_text
from store.frozen_verdicts import UPHELD
from store.people import former_names, persons
from store.people.directory_events import Change
from store.people.former_names import Named
from store.upkeep import operator_log
from store.upkeep.clock_hold import CONFIRM

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from store.tables import OperatorLogEntry

TITLES: Mapping[str, str] = {
    operator_log.REVIVE: "重发",
    operator_log.RELEASE: "重新处理",
    operator_log.ASK_ROLE: "申请授权",
    operator_log.GIVE_ROLE: "授予角色",
    operator_log.TAKE_ROLE: "取消角色",
    operator_log.REFUSE_ROLE: "不同意授权",
    operator_log.CORRECT_OWN_DATA: "答复信息更正",
    operator_log.DIRECTORY: "平台通讯录变动",
    operator_log.HAND_OVER: "移交",
    CONFIRM: "时间确认",
    UPHELD: "维持认定",
}
OF_PEOPLE = {
    *(operator_log.ASK_ROLE, operator_log.GIVE_ROLE, operator_log.TAKE_ROLE, operator_log.REFUSE_ROLE),
    *(operator_log.DIRECTORY, operator_log.HAND_OVER),
}
REPORTED: Mapping[str, str] = {
    Change.HERE: "恢复", Change.HIDDEN: "移出可见范围", Change.DISABLED: "禁用", Change.DELETED: "删除",
    Change.ANOTHER: "换了人", Change.MOVED: "改帐号", Change.ROSTER: "名册交给了别人",
    "wecom": "企业微信", "dingtalk": "钉钉",
}  # fmt: skip
_PERSON = re.compile(r"(?<=申请人)\d+|(?<=→ )\d+(?=：)")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(?:[+-]\d\d:\d\d)?")
_TICKETS = re.compile(r"：(?:[A-Z]+-[\w-]+、?)+(?=；)")
_CODE = re.compile(r"\b[a-z]+\b")


class Deed(NamedTuple):
    at: str
    who: str
    what: str
    whom: str
    note: str


def deeds(db: Session, entries: Sequence[OperatorLogEntry], *, named: bool = True) -> list[Deed]:
    """`named` says whether the reader may know the numbers of cases."""
    asked = {(number, each.at) for each in entries for number in _people(each)}
    now = persons.names(db, {number for number, _ in asked})
    called = {key: now.get(key[0], "（已不在通讯录）") for key in asked} | former_names.then(db, Named.PERSON, asked)
    return [_deed(each, called, named) for each in entries]


def _people(entry: OperatorLogEntry) -> list[int]:
    said = [int(found) for found in _PERSON.findall(entry.note)] if entry.act in OF_PEOPLE else []
    return [entry.person_id, *([entry.subject] if entry.act in OF_PEOPLE else []), *said]


def _deed(entry: OperatorLogEntry, called: Mapping[tuple[int, datetime], str], named: bool) -> Deed:
    who = called[entry.person_id, entry.at] if entry.person_id else _by_itself(entry.act)
    whom = called[entry.subject, entry.at] if entry.act in OF_PEOPLE else ""
    whom = f"申请{entry.subject}" if entry.act == operator_log.CORRECT_OWN_DATA else whom
    note = _INSTANT.sub(lambda found: date_text.stamp(datetime.fromisoformat(found[0])), entry.note)
    if entry.act == operator_log.DIRECTORY:
        note = _CODE.sub(lambda found: REPORTED.get(found[0], found[0]), note)
    elif entry.act in OF_PEOPLE:
        note = _PERSON.sub(lambda found: called[int(found[0]), entry.at], note)
    note = note if named else _TICKETS.sub("", note)
    return Deed(date_text.stamp(entry.at), who, TITLES.get(entry.act, entry.act), whom, note)


def _by_itself(act: str) -> str:
    return "平台" if act == operator_log.DIRECTORY else "命令行"
