"""Directory lookup from the snapshot: who uses an account today, and in which rights (own and as stand-in)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tests.bot.chaos.snapshot import Row, Snapshot, account_key
from tests.oracle.roles import Office, roles_in


def someone(snapshot: Snapshot, account: str) -> Office | None:
    """The person with their own roles; None for unknown accounts and those who have left."""
    rows = snapshot.table("accounts").values()
    found = next((row["person_id"] for row in rows if row["user_key"] == account_key(account)), None)
    person = snapshot.table("people").get(found)
    return _office(person, person["id"]) if person is not None and person["active"] else None


def offices(snapshot: Snapshot, person: Office, today: date) -> Iterator[Office]:
    """Own rights, and those of absent colleagues who named them as stand-in."""
    yield person
    people, found, wanted = snapshot.table("people"), {person.person}, [person.person]
    named = _named(snapshot, today)
    while wanted:
        deputy = wanted.pop()
        for absent in [absent for absent, other in named.items() if other == deputy and absent not in found]:
            found.add(absent)
            wanted.append(absent)
            yield _office(people[absent], person.person, absent)


def roles_of(snapshot: Snapshot, case: Row, person: Office, today: date) -> set[str]:
    """All roles in this case, own or as stand-in."""
    before = snapshot.before(case["id"], today)
    assert before is not None
    facts = before.facts
    return {role for office in offices(snapshot, person, today) for role in roles_in(facts, office)}


def _office(row: Row, person: object, absent: int | None = None) -> Office:
    return Office(person, frozenset(row["roles"].split()), row["department_id"], absent)


def _named(snapshot: Snapshot, today: date) -> dict[int, int]:
    """The stand-ins of this day; the newest entry of each person counts."""
    day = today.isoformat()
    rows = snapshot.table("stand_ins").values()
    valid = [row for row in rows if row["ended_at"] is None and f"{row['from_on']}" <= day <= f"{row['to_on']}"]
    return {row["person_id"]: row["deputy_id"] for row in valid}
