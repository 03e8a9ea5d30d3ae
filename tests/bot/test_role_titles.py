"""A role is called in the chat as it is in the roster."""

from __future__ import annotations

import pytest

from bot.language.role_titles import TITLES, ending_role
from importer.spellings import ROLES, shown
from store.people import persons


def test_titles_are_those_of_the_roster() -> None:
    assert {role: shown(role, ROLES) for role in ROLES if role != "proposer"} == TITLES
    assert set(TITLES) == set(persons.ROLES) - {"proposer"}


@pytest.mark.parametrize(
    ("said", "whom", "role"),
    [
        ("李晓明 督办", "李晓明", "supervisor"),
        ("李晓明　联络专员Ａ角", "李晓明", "officer-a"),
        ("li.xm audit-administrator", "li.xm", "audit-administrator"),
        ("李晓明 系统管理员", "李晓明", "administrator"),
        ("李晓明", "李晓明", ""),
        ("", "", ""),
    ],
)
def test_the_role_ends_the_line(said: str, whom: str, role: str) -> None:
    assert ending_role(said) == (whom, role)
