"""The roles of the directory in the words that people use, as in the roster."""

from __future__ import annotations

from collections.abc import Mapping

from bot.language.text import between, folded

TITLES: Mapping[str, str] = {
    "operator": "中心运营",
    "director": "中心负责人",
    "officer-a": "联络专员A角",
    "officer-b": "联络专员B角",
    "handler": "经办",
    "leader": "分管领导",
    "supervisor": "督办",
    "administrator": "系统管理员",
    "security-administrator": "安全管理员",
    "audit-administrator": "审计管理员",
    "auditor": "审计员",
}
_SPELLED = sorted(
    ((spelled, role) for role, title in TITLES.items() for spelled in (title.lower(), role)),
    key=lambda each: -len(each[0]),
)


def title_of(role: str) -> str:
    return TITLES.get(role, role)


def ending_role(words: str) -> tuple[str, str]:
    """What comes before the role that the words end with, and the role; "" where they end with none."""
    plain = folded(words).lower()
    for spelled, role in _SPELLED:
        if plain.endswith(spelled):
            return between(words, 0, len(plain) - len(spelled)).strip(" \u3000、，,：:"), role
    return words, ""
