"""Who acted, as they were: name, unit, roles and account are a sealed text of the step, its digest in the hash (M5)."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, and_, bindparam, exists, or_, select
from sqlalchemy.orm import Session

from regulation.case import Actor, Case
from regulation.chosen_words import departments_named, people_named
from regulation.decision import Decision
from regulation.roles import is_proposer, roles_on
from regulation.states import Role
from store.engine.canonical_json import canonical
from store.engine.columns import table_of
from store.people import persons, profiles
from store.tables import HistoryLine, Person, StepText, Ticket
from store.tables.cases import WHO_ACTED
from store.vault import Vault

FIELD = WHO_ACTED  # beside those of the words people wrote in the digests of the line
_TOLD = table_of(StepText)
_RECORDED = select(_TOLD.c.seq, _TOLD.c.sealed).where(_TOLD.c.ticket_id == bindparam("ticket"), _TOLD.c.field == FIELD)
_UNKNOWN = "同事"  # nobody of this number is in the directory
Held: TypeAlias = frozenset[Role]


@dataclass(frozen=True, slots=True)
class WhoActed:
    """One actor of one step. `absent` is the colleague they stood in for.

    `as_recorded` is false where the line is older than this record: then the directory's present names stand in.
    """

    name: str
    unit: str = ""
    roles: tuple[str, ...] = ()
    account: str = ""
    absent: WhoActed | None = None
    people: tuple[tuple[int, str], ...] = ()  # colleagues whom the act names, by id
    as_recorded: bool = True
    erased: bool = False

    @property
    def called(self) -> str:
        """〈姓名〉, or 〈姓名〉代〈姓名〉."""
        return f"{self.name}代{self.absent.name}" if self.absent else self.name


@dataclass(frozen=True, slots=True)
class Caller:
    """Whose call an act came with, as loaded for it, and by which account (`wecom:li.na`); nobody for the system."""

    account: str = ""
    person: Person | None = None


NOBODY = Caller()
SYSTEM = WhoActed("系统")
ERASED = WhoActed("提出方", erased=True)


def roles_held(case: Case, actor: Actor) -> Held:
    """Every role of the actor's: towards the case, as it was before the act, and in their own office."""
    return roles_on(case, actor) | actor.roles


def people_of(session: Session, decision: Decision, caller: Caller) -> Mapping[int, Person]:
    """The actor, whom they stand in for, and colleagues whom the act names; the caller is known already."""
    known = {caller.person.id: caller.person} if caller.person else {}
    wanted = {decision.actor.person_id, decision.actor.acting_for, *people_named(decision)} - {0, *known}
    return known | _people(session, wanted) if wanted else known


def recorded_text(ticket: Ticket, decision: Decision, held: Held, found: Mapping[int, Person], account: str) -> str:
    """What the directory says of the actor at this moment, as canonical JSON; empty for the system itself."""
    actor = decision.actor
    named = people_named(decision)
    person, absent = found.get(actor.person_id), found.get(actor.acting_for)
    if person is None:
        return ""
    spoke_for = set() if is_proposer(ticket, actor) else {Role.PROPOSER}  # the centre, of a 代录: it is no proposer
    acted = _ordered((held | {decision.role}) - spoke_for)
    said: dict[str, Any] = {"name": person.name, "unit": person.department.name, "account": account}
    if absent is None:
        said["roles"] = acted
    else:
        said["roles"] = _ordered(persons.standing(person.roles))
        said["for"] = {"name": absent.name, "unit": absent.department.name, "roles": acted}
    said["people"] = {str(key): found[key].name for key in sorted(named) if key in found}
    return canonical(said)


def departments_as_named(
    session: Session, decision: Decision, ticket: Ticket, people: Mapping[int, Person]
) -> dict[str, str]:
    """The present names of all departments that the step concerns, by id, for the line itself."""
    ids = (departments_named(decision) | {ticket.department_id or 0}) - {0}
    known = {each.department_id: each.department.name for each in people.values()}
    found = {key: known[key] for key in ids if key in known}
    if ids - found.keys():
        found |= persons.department_names(session, ids - found.keys())
    return {str(key): name for key, name in sorted(found.items())}


def of_ticket(session: Session, vault: Vault, ticket: Ticket, lines: Collection[HistoryLine]) -> dict[int, WhoActed]:
    """Who acted in each of these lines, by line number."""
    rows = session.connection().execute(_RECORDED, {"ticket": ticket.id})
    return from_texts(session, vault, lines, {row.seq: row.sealed for row in rows})


def from_texts(
    session: Session, vault: Vault, lines: Collection[HistoryLine], sealed: Mapping[int, str]
) -> dict[int, WhoActed]:
    """The same, where the sealed texts have been read; an erased one is empty."""
    found = {line.seq: SYSTEM for line in lines if not line.actor_id}
    older = [line for line in lines if line.actor_id and line.seq not in sealed]
    found |= _by_directory(session, older) if older else {}
    for seq, token in sealed.items():
        found[seq] = read(vault.open(token, "texts:sealed")) if token else ERASED
    return found


def outlasts_erasure(ticket: Ticket) -> ColumnElement[bool]:
    """Whether a text says who acted in office: that stays, as the step does; the proposer's own name goes (M4)."""
    if not ticket.proposer_id:  # 代录: only colleagues acted
        return StepText.field == FIELD
    own = or_(HistoryLine.actor_id == ticket.proposer_id, HistoryLine.acting_for == ticket.proposer_id)
    line = and_(HistoryLine.ticket_id == StepText.ticket_id, HistoryLine.seq == StepText.seq)
    return and_(StepText.field == FIELD, ~exists().where(line, HistoryLine.role == Role.PROPOSER, own))


def read(text: str) -> WhoActed:
    """One actor from the recorded text."""
    said = json.loads(text)
    named = tuple((int(key), name) for key, name in said.get("people", {}).items())
    absent = _one(said["for"]) if "for" in said else None
    return WhoActed(said["name"], said["unit"], tuple(said["roles"]), said["account"], absent, named)


def departments_then(line: HistoryLine) -> Mapping[int, str]:
    """The departments' names as the line recorded them; none in a line older than that."""
    return {int(key): name for key, name in json.loads(line.decision).get("departments", {}).items()}


def _one(said: Mapping[str, Any]) -> WhoActed:
    return WhoActed(said["name"], said["unit"], tuple(said["roles"]))


def _by_directory(session: Session, lines: Collection[HistoryLine]) -> dict[int, WhoActed]:
    """Lines older than the record: their roles and department are in the line, the names are today's."""
    people = _people(session, {key for line in lines for key in (line.actor_id, line.acting_for)})
    actors = {line.seq: json.loads(line.decision)["actor"] for line in lines}
    units = persons.department_names(session, {each["department_id"] or 0 for each in actors.values()} - {0})
    return {line.seq: _older(line, actors[line.seq], people, units) for line in lines}


def _people(session: Session, ids: Collection[int]) -> dict[int, Person]:
    return {person.id: person for person in profiles.people(session, profiles.THESE, ids=list(ids))}


def _older(
    line: HistoryLine, actor: Mapping[str, Any], people: Mapping[int, Person], units: Mapping[int, str]
) -> WhoActed:
    unit, held = units.get(actor["department_id"] or 0, ""), {Role(role) for role in actor["roles"]} | {line.role}
    roles, name = tuple(_ordered(held)), _name(people, line.actor_id)
    if not line.acting_for:
        return WhoActed(name, unit, roles, as_recorded=False)
    return WhoActed(name, absent=WhoActed(_name(people, line.acting_for), unit, roles), as_recorded=False)


def _name(people: Mapping[int, Person], person_id: int) -> str:
    return people[person_id].name if person_id in people else _UNKNOWN


def _ordered(held: Iterable[Role]) -> list[str]:
    given = frozenset(held)
    return [role.value for role in Role if role in given]
