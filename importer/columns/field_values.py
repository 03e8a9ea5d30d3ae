"""The columns of import files: each converts a cell's text to the stored value, or says what to write instead."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from importer.columns.typed_cells import HIDDEN, UNREADABLE, as_called, mobile_number, typed, visible
from importer.formats.rows import MAX_CELL, DateCell, Unclear
from importer.spellings import (
    ACTIVE,
    DEPARTMENT_KINDS,
    ENTRY_KINDS,
    OBJECTION_KINDS,
    ORIGINS,
    ROLES,
    kept,
    kept_several,
    shown,
)
from store.characters import UNFIT, folded
from store.people.role_grants import held_apart

CODE = re.compile(r"\w[\w.:/()-]{0,63}")
# What each platform allows in a user id; WeCom wants a letter or digit first.
USERS = {
    "wecom": re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}"),
    "dingtalk": re.compile(r"[A-Za-z0-9_.@$:-]{1,64}"),
}
PLATFORM_NAMES = {"wecom": "企业微信", "dingtalk": "钉钉"}
_BREAK = re.compile(r"[^\S ]")  # white space other than the space character
_LEVELS = re.compile(r"[/\\>＞»|]+|\s[-–—]\s")  # between a superior department and one below it


@dataclass(frozen=True, slots=True)
class Known:
    """Reference targets: departments, from a code or a name to the code, and codes of entries in lower case.

    `shared` are names of more than one department, `closed` says of departments no longer in use which one to write
    instead, `users` are accounts that are in the directory already.
    """

    departments: Mapping[str, str] = field(default_factory=dict)
    entries: Collection[str] = frozenset()
    shared: Collection[str] = frozenset()
    closed: Mapping[str, str] = field(default_factory=dict)
    users: Collection[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Column:
    """`keep` converts the cell's text to the stored value, or raises ValueError with the fault.

    `titles` is what it is called besides its English name, separated by blanks, the first one by ourselves.
    """

    keep: Callable[[str, Known], str]
    default: str | None = ""  # for an empty cell; None where it must not be empty
    unique: bool = False
    titles: str = ""


def stored_value(value: str, column: Column, known: Known) -> str:
    """The stored value of a cell. Raises ValueError with the fault."""
    if not value:
        if column.default is None:
            raise ValueError("不能为空")
        return column.default
    if isinstance(value, Unclear) and not (isinstance(value, DateCell) and column.keep is moment):
        raise ValueError(value.why)
    if len(value) > MAX_CELL:
        raise ValueError(f"超过 {MAX_CELL} 个字")
    breaks = _BREAK.search(value.replace("\n", " ") if column.keep is roles else value)
    if UNFIT.search(value) or breaks:
        raise ValueError(UNREADABLE)
    return column.keep(value, known)


def any_words(value: str, _known: Known) -> str:
    return value


def name(value: str, _known: Known) -> str:
    """Any letter, also of a Unicode version newer than this interpreter's; no invisible characters."""
    if HIDDEN.search(value):
        raise ValueError(UNREADABLE)
    return value


def person_name(value: str, known: Known) -> str:
    return as_called(name(value, known))


def code(value: str, _known: Known) -> str:
    typed(value)
    visible(value)
    plain = unicodedata.normalize("NFKC", value)
    if not CODE.fullmatch(plain):
        raise ValueError(f"“{value[:40]}”不是编号：不能有空格和其他符号，最长 64 个字符")
    return plain


def user_of(platform: str) -> Callable[[str, Known], str]:
    """An account of this platform, by its character set; what is in the directory already is let be."""

    def user(value: str, known: Known) -> str:
        typed(value)
        visible(value)
        plain = unicodedata.normalize("NFKC", value)  # an input method types ｌｉ．ｎａ, which no platform has as an id
        if not USERS[platform].fullmatch(plain) and (platform, plain.strip().lower()) not in known.users:
            raise ValueError(
                f"“{value[:40]}”不是平台帐号：{PLATFORM_NAMES[platform]}帐号（userid）只有字母、数字和 _ - . @，"
                f"最长 64 个。请填管理后台通讯录里的帐号，不要填姓名"
            )
        return plain

    return user


def mobile(value: str, _known: Known) -> str:
    return mobile_number(value)


def word_of(spellings: Mapping[str, tuple[str, ...]]) -> Callable[[str, Known], str]:
    return lambda value, _known: kept(value, spellings)


active = word_of(ACTIVE)
department_kind = word_of(DEPARTMENT_KINDS)
origin = word_of(ORIGINS)
entry_kind = word_of(ENTRY_KINDS)
objection_kind = word_of(OBJECTION_KINDS)


def roles(value: str, _known: Known) -> str:
    found = kept_several(value, ROLES)
    if (apart := held_apart(found)) is not None:
        raise ValueError(f"{'、'.join(shown(word, ROLES) for word in apart)}不能由同一人担任，请只写一个")
    return " ".join(found)


def department(value: str, known: Known) -> str:
    """By code, by name, or by its path from the top: then the lowest part that is a department counts."""
    found = _department(value, known)
    if found is None:
        parts = [part.strip() for part in _LEVELS.split(value) if part.strip()]
        found = next((each for part in reversed(parts) if (each := _department(part, known))), None)
    if found is None and len(re.split("[;；,，、\n]", value)) > 1:
        raise ValueError(f"“{value[:40]}”是几个部门，请只写一个")
    if found is None:
        raise ValueError(f"没有部门“{value[:40]}”，请先导入部门，或改正编号")
    return found


def _department(value: str, known: Known) -> str | None:
    plain = folded(value)
    if plain in known.shared:
        raise ValueError(f"不止一个部门叫“{value[:40]}”，请写部门编号")
    return known.departments.get(value) or known.departments.get(plain)


def moment(value: str, _known: Known) -> str:
    plain = unicodedata.normalize("NFKC", value)
    plain = re.sub("日$", "", re.sub("[年月/.]", "-", plain.replace("日 ", " ").replace("日", " ", 1).strip()))
    match = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]+(\d{1,2}):(\d{2})(:\d{2}(?:[.\d]*)?)?(\S*))?", plain)
    try:
        if match is None:
            return datetime.fromisoformat(plain).isoformat()
        year, month, day, hour, minute, seconds, rest = match.groups()
        time = f"T{int(hour):02}:{minute}{seconds or ''}{rest or ''}" if hour else ""
        return datetime.fromisoformat(f"{year}-{int(month):02}-{int(day):02}{time}").isoformat()
    except ValueError:
        raise ValueError(f"“{value[:40]}”不是时间，请写成 2026-09-17 09:30") from None


def entry(value: str, known: Known) -> str:
    if folded(value) not in known.entries and value.lower() not in known.entries:
        raise ValueError(f"目录中没有“{value[:40]}”，未列入目录的请写在 source 列")
    return value


def sources(value: str, known: Known) -> str:
    """Fusion data has entries as its sources; some districts name the departments these come from instead."""
    codes = [each for each in re.split("[\\s、，,;；]+", value) if each]
    there = {*known.entries, *known.departments}
    unknown = next((each for each in codes if not there & {folded(each), each.lower()}), None)
    if unknown is not None:
        raise ValueError(f"目录和部门中都没有“{unknown[:40]}”")
    return " ".join(codes)
