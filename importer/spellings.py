"""Synonyms that districts' tables use for kinds and roles, each mapped to the one stored value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from store.characters import folded

PLATFORMS = ("wecom", "dingtalk")  # columns that hold an account
DEPARTMENT_KINDS: Mapping[str, tuple[str, ...]] = {
    "centre": ("center", "data-centre", "data-center", "大数据中心", "中心", "区大数据中心"),
    "supervising": ("supervising-office", "supervisor", "office", "督办", "督办部门", "区府办", "区政府办公室"),
    "responsible": ("responsible-department", "department", "责任部门", "数据责任方", "部门"),
    "competent": ("competent-department", "主管部门", "公共数据主管部门"),
}
ORIGINS: Mapping[str, tuple[str, ...]] = {
    "district": ("区级", "区", "本区"),
    "city": ("市级", "市", "市平台"),
}
ENTRY_KINDS: Mapping[str, tuple[str, ...]] = {
    "source": ("源数据", "源", "原始数据", "单源"),
    "fusion": ("融合数据", "融合"),
}
OBJECTION_KINDS: Mapping[str, tuple[str, ...]] = {
    "error": ("错误", "数据错误"),
    "omission": ("遗漏", "缺失", "数据遗漏"),
    "inconsistency": ("不一致", "数据不一致"),
    "other": ("其他",),
}
ACTIVE: Mapping[str, tuple[str, ...]] = {
    "yes": ("启用", "是", "y", "1", "true", "在岗", "在用", "在职", "在编", "有效", "正常", "√", "✓", "✔"),
    "no": (
        *("停用", "否", "n", "0", "false", "离岗", "已停用", "离职", "已离职", "调离", "调出", "退休", "已退休"),
        *("注销", "撤销", "已撤销", "无效", "禁用", "×", "✗"),
    ),
}
ROLES: Mapping[str, tuple[str, ...]] = {
    "proposer": ("提出方", "异议提出方", "提出人", "普通人员"),
    "operator": ("中心运营", "运营"),
    "director": ("centre-director", "中心负责人"),
    "officer-a": ("officer", "liaison-officer", "联络专员a角", "联络专员", "a角", "联络员a角", "联络专员a", "联络员"),
    "officer-b": ("联络专员b角", "b角", "联络员b角", "联络专员b"),
    "handler": ("经办", "经办人", "经办人员"),
    "leader": ("leader-in-charge", "分管领导"),
    "supervisor": ("supervising", "supervising-office", "督办", "区府办"),
    "administrator": ("admin", "系统管理员", "管理员"),
    "security-administrator": ("security-admin", "安全管理员", "安全保密管理员"),
    "audit-administrator": ("audit-admin", "审计管理员", "安全审计员", "安全审计管理员"),
    "auditor": ("审计员", "审计人员"),
}


def kept(word: str, spellings: Mapping[str, tuple[str, ...]]) -> str:
    """The stored value of a synonym, in any case and width. Raises ValueError that lists the choices."""
    found = _known(word, spellings)
    if found is None:
        raise ValueError(f"“{word[:40]}”不在可用的值中，可填：{choices(spellings)}")
    return found


def kept_several(text: str, spellings: Mapping[str, tuple[str, ...]]) -> list[str]:
    """The stored values of a list, however it is separated; a blank may also stand within a word (A 角)."""
    found = list[str]()
    for part in re.split(r"[,;、，；/／+＋|\n]+", text):
        if part.strip():
            found += _parts(part.split(), spellings)
    return list(dict.fromkeys(found))


def _parts(words: list[str], spellings: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Words separated by blanks, as many of them together as make a known one."""
    while words:
        for length in range(len(words), 0, -1):
            found = _known("".join(words[:length]), spellings)
            if found is not None or length == 1:
                yield found or kept(words[0], spellings)
                words = words[length:]
                break


def _known(word: str, spellings: Mapping[str, tuple[str, ...]]) -> str | None:
    plain = re.sub(r"[()\[\]【】]", "", folded(word))  # 联络专员（A角）
    return next((ours for ours, others in spellings.items() if plain == ours or plain in others), None)


def choices(spellings: Mapping[str, tuple[str, ...]]) -> str:
    """What may be written, in Chinese with the stored value beside it."""
    return "、".join(f"{shown(word, spellings)}（{word}）" for word in spellings)


def shown(word: str, spellings: Mapping[str, tuple[str, ...]]) -> str:
    """The Chinese for a stored value: its first synonym. An unknown value is shown as it is."""
    chinese = (other for other in spellings.get(word, ()) if not other.isascii())
    return next(chinese, word).upper()
