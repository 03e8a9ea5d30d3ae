"""Entries of the record: what kind of row was written, which one, and the digest that vouches for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import RowMapping

from store.engine.canonical_json import canonical
from store.record.merkle_tree import leaf_hash


class Kind(StrEnum):
    """What an entry vouches for, by the official word. `subject` and `step` name the row, differently for each."""

    STEP = "办理步骤"  # number, step; the digest is the history line's hash
    FILING = "登记事项"  # number; what was registered with the filing and no step covers
    CONTACT = "联系方式"  # number; keyed: contact and source as sealed
    FILE = "附件"  # number, row
    FILE_NAME = "附件名称"  # number, row; keyed: what it is called, whose it is and since when
    DELIVERY = "通知送达"  # ticket's row, row; keyed
    DEED = "管理操作"  # row; keyed
    CORRECTION = "目录更正"  # row; keyed
    ERASURE = "匿名化"  # row
    EXPORT = "档案导出"  # row; keyed
    REPORT = "质量报告"  # period, row
    NOTICE = "放假通知"  # year, version
    CLOSURE = "停止办公"  # row; keyed: a closure of the district, or its withdrawal
    IMPORT = "导入"  # row; keyed: the list row by row
    DEPARTMENT = "部门"  # row; keyed
    PERSON = "人员"  # row; keyed: name, department, roles, accounts, whether active
    PERSON_STAGED = "人员待生效"  # run of an import, row; keyed: what a person is to be, from its IN_EFFECT on
    IN_EFFECT = "导入生效"  # run of an import, how many staged entries; digest of them all
    STAND_IN = "代理"  # row; keyed
    FORMER_NAME = "曾用名"  # row; keyed
    CATALOGUE = "目录条目"  # row; keyed: all but the search words
    CATALOGUE_STAGED = "目录待生效"  # run of an import, row; keyed: what an entry is to be, from its IN_EFFECT on
    CORRECTION_ITEM = "更正事项"  # row; keyed: where a catalogue correction stands
    MARK = "标注"  # row; keyed
    MARK_EVENT = "标注记录"  # row; keyed: all but when the data platform was told
    CALENDAR = "工作日历"  # row; keyed
    ROLE_REQUEST = "授权申请"  # row; keyed
    NOTICE_SHOWN = "告知记录"  # row; keyed: who was shown which privacy notice
    OWN_REQUEST = "信息更正申请"  # row; keyed
    OTHER = "其他记录"  # name, size: the head of a list that is kept elsewhere
    HEAD = "存证"  # row
    KEYS = "存证密钥"  # epoch
    FOUND = "升级封存"  # kind, last row that was there before it was sealed; without a kind: all are, of which extent
    TIP_LOST = "末端异常"  # the record's end was not the one last written; `step` is where it pointed


STAGED = {Kind.PERSON: Kind.PERSON_STAGED, Kind.CATALOGUE: Kind.CATALOGUE_STAGED}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry before it has its place in the record."""

    kind: Kind
    subject: str
    step: int
    digest: str
    at: datetime
    found: bool = False


class Sealed(NamedTuple):
    """What an entry of the record vouches for."""

    digest: str
    subject: str


def said(entry: Mapping[str, Any] | RowMapping) -> dict[str, Any]:
    """What an entry of the record says, as the plain JSON that is hashed; `at` may be text already."""
    at = entry["at"]
    return {
        "seq": entry["seq"],
        "kind": str(entry["kind"]),
        "subject": entry["subject"],
        "step": entry["step"],
        "digest": entry["digest"],
        "at": at if isinstance(at, str) else at.astimezone(UTC).isoformat(),
        "epoch": entry["epoch"],
        "found": bool(entry["found"]),
    }


def leaf_of(entry: Mapping[str, Any] | RowMapping) -> bytes:
    """The entry's hash in the Merkle tree."""
    return leaf_hash(canonical(said(entry)).encode())
