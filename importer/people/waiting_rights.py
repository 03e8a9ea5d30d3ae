"""With `security.two_persons` the rights that a roster grants wait for security administrators (等保三级 8.1.5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from importer.plan import Transaction
from store.characters import user_key
from store.people import role_grants
from store.people.role_grants import SEPARATE

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from importer.people.people_write import NewPerson
    from importer.people.person_matching import Match
    from store.tables import Department, Person

PLAIN = "proposer"  # what everybody is: nothing to be granted
NOBODY_LEFT = "导入后将没有安全管理员，授予权限就没有人确认。请至少保留一位，或先在聊天中“授权”另一位"


@dataclass(slots=True)
class WaitingRights:
    """What a row grants beyond what its person holds already waits; what it takes away is taken at once.

    Somebody holds a right already who is in service, in the same department, and for an administrator's right under
    the same account. In a directory without a security administrator nothing waits: nobody could confirm it.
    """

    on: bool = False
    asked: set[tuple[int, str]] = field(default_factory=set)  # before, and not decided
    wanted: list[tuple[Person | NewPerson, list[str]]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)  # of the requests, once they are written

    def split(
        self, person: Person | None, roles: str, unit: Department, match: Match, *, active: bool
    ) -> tuple[str, list[str]]:
        """The roles that count at once, and those that wait."""
        words = roles.split()
        if not self.on or not active:
            return roles, []
        held = self._held(person, unit, match)
        waits = [word for word in words if word != PLAIN and word not in held]
        return " ".join(word for word in words if word not in waits) or PLAIN, waits

    def _held(self, person: Person | None, unit: Department, match: Match) -> set[str]:
        if person is None or not person.active or person.department_id != unit.id:
            return set()
        other = match.added or match.taken or any(user_key(user) != row.key for row, user in match.moved)
        return set(person.roles.split()) - (set(SEPARATE) if other else set())

    def ask(self, whose: Person | NewPerson, roles: Iterable[str]) -> None:
        new = [role for role in roles if (whose.id, role) not in self.asked or not whose.id]
        if new:
            self.wanted.append((whose, new))

    def write(self, at: Transaction) -> None:
        """Requests of nobody: the first security administrator who agrees asks, another one confirms."""
        rights = [(whose.id, role) for whose, roles in self.wanted for role in roles]
        self.numbers += role_grants.ask_for_roster(at.session, rights, at.now)


def waiting_rights(session: Session, since: datetime | None) -> WaitingRights:
    """`since` is from when on requests still count; None where a district wants no second person."""
    if since is None or not role_grants.others(session):
        return WaitingRights()
    asked = {(row.person_id, row.role) for row in role_grants.open_requests(session, since) if row.gives}
    return WaitingRights(on=True, asked=asked)
