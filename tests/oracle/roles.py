"""Who somebody is towards one case today, read plainly from the directory and the case's own row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tests.bot.chaos.watch import Picture, listed
from tests.oracle.law import Row

WORDS = {  # what the history calls a role, and what the table calls it
    "异议提出方": {"提出方"},
    "中心运营": {"中心"},
    "中心负责人": {"中心", "负责人"},
    "联络专员": {"专员"},
    "经办": {"经办"},
    "关联部门联络专员": {"关联专员"},
    "分管领导": {"分管领导"},
    "督办": {"督办"},
    "系统": {"系统"},
}
OPENS = frozenset({"提出方", "中心", "专员", "经办", "关联专员"})  # who reads what a ticket says


@dataclass(frozen=True)
class Someone:
    """A person in the directory, or for a stand-in the absent colleague whose office they fill."""

    id: int
    office: Row
    absent: int = 0

    @property
    def roles(self) -> set[str]:
        return set(self.office["roles"].split())


def someone(picture: Picture, account: str) -> Someone | None:
    """Who speaks from an account today; None for strangers and for those who have left."""
    rows = picture.table("accounts").values()
    found = next((row["person_id"] for row in rows if row["user_key"] == account.strip().lower()), None)
    person = picture.table("people").get(found)
    return Someone(person["id"], person) if person is not None and person["active"] else None


def offices(picture: Picture, person: Someone, today: date) -> Iterator[Someone]:
    """Their own, and those of the absent colleagues who named them, or named somebody who named them."""
    yield person
    people, found, wanted = picture.table("people"), {person.id}, [person.id]
    named = _named(picture, today)
    while wanted:
        deputy = wanted.pop()
        for absent in [absent for absent, other in named.items() if other == deputy and absent not in found]:
            found.add(absent)
            wanted.append(absent)
            yield Someone(person.id, people[absent], absent)


def part(case: Row, who: Someone, owing: set[int]) -> set[str]:
    """What this office makes of them on this case; `owing` are the departments whose part of it still runs."""
    roles, department = who.roles, who.office["department_id"]
    ids, ours = {who.id, who.absent or who.id}, department == case["department_id"]
    officer, centre = bool(roles & {"officer-a", "officer-b"}), bool(roles & {"operator", "director"})
    held = {
        "提出方": case["proposer_id"] in ids or (bool(case["on_behalf"]) and centre),
        "中心": centre,
        "负责人": "director" in roles,
        "督办": "supervisor" in roles,
        "专员": officer and ours,
        "分管领导": "leader" in roles and (ours or (case["joint"] == "approved" and department in owing)),
        "经办": case["handler_id"] in ids,
        "关联专员": officer and case["joint"] == "approved" and department in listed(case["related_ids"]),
    }
    return {word for word, true in held.items() if true}


def parts(picture: Picture, case: Row, person: Someone, today: date) -> set[str]:
    """All they are to this case, in their own right or as somebody's stand-in."""
    return {
        word for office in offices(picture, person, today) for word in part(case, office, picture.owing(case["id"]))
    }


def _named(picture: Picture, today: date) -> dict[int, int]:
    """Who named whom for this day; the latest word of each counts."""
    day = today.isoformat()
    rows = picture.table("stand_ins").values()
    valid = [row for row in rows if row["ended_at"] is None and f"{row['from_on']}" <= day <= f"{row['to_on']}"]
    return {row["person_id"]: row["deputy_id"] for row in valid}
