"""The demo district's people as members of the company, and the seven whose phones are shown."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sandbox.wecom.directory import ROOT, Department, Directory, Member

DEMO = Path(__file__).parent / "demo"
CAST = ("proposer", "operator", "officer-a", "officer-b", "handler", "leader", "supervisor")
TITLES = {
    "proposer": "提出方", "operator": "中心运营", "officer-a": "联络专员 A 角", "officer-b": "联络专员 B 角",
    "handler": "经办", "leader": "分管领导", "supervisor": "督办", "administrator": "管理员", "director": "中心主任",
    "security-administrator": "安全管理员", "audit-administrator": "审计管理员", "auditor": "审计员",
}  # fmt: skip
ONE_OFFICE = frozenset({"officer-a", "officer-b", "handler", "leader"})


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    department: str
    roles: tuple[str, ...]
    mobile: str
    wecom: str


@dataclass(frozen=True, slots=True)
class Handset:
    """One phone on the page: its owner and their role in this rehearsal."""

    userid: str
    name: str
    role: str
    department: str


def read_people(file: Path) -> list[Person]:
    """The rows that have a WeCom id."""
    with file.open(encoding="utf-8-sig", newline="") as rows:
        return [Person(row["name"], row["department"], tuple(row["roles"].split()), row["mobile"], row["wecom"])
                for row in csv.DictReader(rows) if row["wecom"]]  # fmt: skip


def read_departments(file: Path) -> dict[str, str]:
    """Name by code."""
    with file.open(encoding="utf-8-sig", newline="") as rows:
        return {row["code"]: row["name"] for row in csv.DictReader(rows)}


def build_directory(names: Mapping[str, str], people: Iterable[Person]) -> Directory:
    """Every department below one root, every person in theirs (named by code or by name)."""
    numbers = {code: number for number, code in enumerate(names, start=ROOT + 1)}
    by_any = numbers | {name: numbers[code] for code, name in names.items()}
    departments = [Department(ROOT, "演练区", 0), *(Department(numbers[code], name) for code, name in names.items())]
    return Directory(departments, [_member(person, by_any) for person in people])


def choose_cast(people: Sequence[Person], names: Mapping[str, str]) -> list[Handset]:
    """One person for each role; officers, handler and leader all from the first department that has all of these."""
    office = next((each.department for each in people if _full(people, each.department)), "")
    chosen: list[Handset] = []
    for role in CAST:
        pool = [each for each in people if role in each.roles and (role not in ONE_OFFICE or each.department == office)]
        taken = {handset.userid for handset in chosen}
        person = next((each for each in sorted(pool, key=lambda one: len(one.roles)) if each.wecom not in taken), None)
        if person is not None:
            chosen.append(handset_of(person, names, role))
    return chosen


def handset_of(person: Person, names: Mapping[str, str], role: str = "") -> Handset:
    shown = TITLES.get(role or (person.roles[0] if person.roles else ""), "")
    return Handset(person.wecom, person.name, shown, names.get(person.department, person.department))


def _full(people: Sequence[Person], department: str) -> bool:
    return ONE_OFFICE.issubset(role for each in people if each.department == department for role in each.roles)


def _member(person: Person, numbers: Mapping[str, int]) -> Member:
    position = "、".join(TITLES.get(role, role) for role in person.roles)
    return Member(person.wecom, person.name, (numbers.get(person.department, ROOT),), position, person.mobile,
                  "leader" in person.roles)  # fmt: skip
