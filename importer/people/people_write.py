"""Writes a people file: new people in batches, invisible until the switch, which makes all changes at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from importer.people.account_decisions import comparable
from importer.plan import Changed, Transaction
from store.characters import user_key
from store.people import account_changes, bulk_changes, directory_events, persons, web_sessions
from store.people.account_changes import Move
from store.people.bulk_changes import COLUMNS, COMPARED
from store.people.sealed_people import seal_people
from store.record import row_entries, staged_entries, staged_in_effect
from store.record.staged_entries import StagedList
from store.tables import Person
from store.upkeep import staged_rows

if TYPE_CHECKING:
    from datetime import datetime

    from importer.people.person_matching import Match
    from importer.row_fields import Record
    from store.vault import Vault

BATCH = 100  # people in one transaction
Planned = tuple[dict[str, Any], list[Sequence[str]]]  # what somebody is to be, and their accounts


@dataclass(slots=True)
class NewPerson:
    """Somebody new, with the accounts nobody has yet; `id` once they are staged."""

    record: Record
    department_id: int
    added: Sequence[tuple[str, str]]
    id: int = 0


@dataclass(slots=True)
class PeopleWrite:
    """What one file changes: `changed` by person, with what it was; accounts by id, with whose and what they were.

    `since` is the end of the record when the plan was made. Staged people are sealed with the batches; only those whose
    accounts change hands, or whom somebody else has changed meanwhile, are sealed in the switch itself.
    """

    vault: Vault
    since: int
    new: list[NewPerson] = field(default_factory=list)
    changed: dict[int, tuple[Mapping[str, Any], Mapping[str, Any]]] = field(default_factory=dict)
    gone: list[int] = field(default_factory=list)
    moved: list[Move] = field(default_factory=list)
    passed: list[tuple[int, int | NewPerson]] = field(default_factory=list)
    added: list[tuple[int, str, str]] = field(default_factory=list)
    accounts: dict[int, tuple[str, str, int]] = field(default_factory=dict)
    handed: set[tuple[str, str]] = field(default_factory=set)
    _losing: set[int] = field(default_factory=set)
    _planned: dict[int, Planned] = field(default_factory=dict)
    _told: StagedList = field(default_factory=StagedList)
    _run: str = field(default_factory=lambda: token_hex(8))
    _columns: set[str] = field(default_factory=set)
    _keys: set[tuple[str, str]] = field(default_factory=set)
    _staged: bool = False

    def put(self, match: Match, whose: Person | NewPerson) -> None:
        """The changes of accounts of one row."""
        owner = whose.id if isinstance(whose, Person) else whose
        for account in (*match.gone, *(account for account, _ in match.moved), *match.taken):
            self.accounts[account.id] = (account.platform, account.key, account.person_id)
            self._keys.add((account.platform, account.key))
        self.gone += [account.id for account in match.gone]
        self.moved += [account_changes.move(account, user) for account, user in match.moved]
        self._losing |= {account.person_id for account in (*match.gone, *match.taken)}
        replaced = {(account.platform, comparable(user)) for account, user in match.moved}
        for account in match.taken:
            if (account.platform, comparable(account.user)) in replaced:
                self.gone.append(account.id)
            else:
                self.passed.append((account.id, owner))
        self.handed |= {(account.platform, account.key) for account in match.taken}
        if isinstance(whose, Person) and (match.added or match.moved):
            self.added += [(whose.id, platform, user) for platform, user in match.added]
            account_changes.rename(self._plan(whose)[1], match.moved)
            self._plan(whose)[1].extend((platform, user_key(user)) for platform, user in match.added)

    def change(self, person: Person, **values: Any) -> None:
        before = {name: getattr(person, name) for name in COLUMNS}
        after = {name: value for name, value in values.items() if before[name] != value}
        if after:
            self._columns |= after.keys()
            self.changed[person.id] = ({name: before[name] for name in COMPARED}, {**before, **after})
            self._plan(person)[0].update(after)

    def _plan(self, person: Person) -> Planned:
        """What somebody is to be, with their accounts; as they are until the plan says otherwise."""
        columns = {"id": person.id, **{name: getattr(person, name) for name in COLUMNS}}
        accounts = [row_entries.account(account) for account in person.accounts]
        return self._planned.setdefault(person.id, (columns, accounts))

    def stages(self) -> list[partial[None]]:
        """The batches, each for a transaction of its own, in which nothing is left to be sealed."""
        self._staged = True
        rows = [self._row(each) for each in self.new]
        known = list(self._planned)
        return [
            *(partial(self._stage_changes, known[at : at + BATCH]) for at in range(0, len(known), BATCH)),
            *(
                partial(self._stage, self.new[at : at + BATCH], rows[at : at + BATCH])
                for at in range(0, len(rows), BATCH)
            ),
        ]

    def write(self, at: Transaction) -> None:
        """The switch; what was not staged before is written here. Raises Changed where the plan no longer holds."""
        here = not self._staged
        for stage in self.stages() if here else ():
            stage(at)
        if bulk_changes.accounts_now(at.session, self.accounts) != self.accounts:
            raise Changed
        stay = [each.id for each in self.new if each.record["active"] != "yes"]
        staged_rows.activate(at.session, "people", [each.id for each in self.new], stay)
        if self.changed and self._switched(at) != len(self.changed):
            raise Changed
        self._change_accounts(at)
        web_sessions.end_of_inactive(at.session)
        if here and self.changed:
            bulk_changes.discard_changes(at.session)
        staged_entries.put_in_effect(at.session, self._run, self._told, at.now)
        seal_people(at.session, bulk_changes.people(at.session, self._apart(at)), at.now)

    def _apart(self, at: Transaction) -> set[int]:
        """Who loses or takes over an account, and who was changed since the plan was made."""
        heirs = {whose if isinstance(whose, int) else whose.id for _, whose in self.passed}
        meanwhile = staged_in_effect.people_sealed_since(at.session, self.since) & self._planned.keys()
        return {*self._losing, *heirs, *meanwhile}

    def _switched(self, at: Transaction) -> int:
        return bulk_changes.switch(at.session, self._run, self._columns, at.now)

    def _stage_changes(self, part: Sequence[int], at: Transaction) -> None:
        changes = [(number, *self.changed[number]) for number in part if number in self.changed]
        bulk_changes.stage_changes(at.session, self._run, changes)
        planned = (self._planned[number] for number in part if number not in self._losing)
        self._seal(at, planned)

    def _stage(self, part: Sequence[NewPerson], rows: Sequence[Mapping[str, Any]], at: Transaction) -> None:
        ids = staged_rows.stage(at.session, "people", [{**row, "created_at": at.now} for row in rows])
        for each, number in zip(part, ids, strict=True):
            each.id = number
        self._seal(at, (_as_planned(each, row) for each, row in zip(part, rows, strict=True)))
        staged_rows.add_accounts(
            at.session,
            [row for each in part for row in _account_rows(each.id, each.added, at.now) if not self._held(row)],
        )

    def _seal(self, at: Transaction, planned: Iterable[Planned]) -> None:
        people = [row_entries.person_values(self.vault, columns, accounts, at.now) for columns, accounts in planned]
        staged_entries.stage(at.session, self._run, self._told, people)

    def _held(self, account: Mapping[str, Any]) -> bool:
        """Whether somebody has the account until the switch."""
        return (account["platform"], account["user_key"]) in self._keys

    def _row(self, each: NewPerson) -> dict[str, Any]:
        blank = Person()
        persons.set_mobile(self.vault, blank, each.record["mobile"])
        return {
            "name": each.record["name"], "name_index": each.record["name"],
            "department_id": each.department_id, "roles": each.record["roles"],
            "mobile_sealed": blank.mobile_sealed, "mobile_index": blank.mobile_index,
        }  # fmt: skip

    def _change_accounts(self, at: Transaction) -> None:
        changing = [*self.gone, *(number for number, _ in self.passed)]
        rows = bulk_changes.accounts(at.session, changing)
        ids = [(number, whose if isinstance(whose, int) else whose.id) for number, whose in self.passed]
        changes = account_changes.AccountChanges(
            [rows[number] for number in self.gone],
            self.moved,
            [(rows[number], at.session.get_one(Person, whose)) for number, whose in ids],
        )
        account_changes.apply(at.session, changes)
        account_changes.begin(at.session, changes, at.now)
        named = [(whose, [(platform, user)]) for whose, platform, user in self.added]
        added = [row for whose, accounts in named for row in _account_rows(whose, accounts, at.now)]
        added += [row for each in self.new for row in _account_rows(each.id, each.added, at.now) if self._held(row)]
        staged_rows.add_accounts(at.session, added)
        account_changes.forget_unhandled(at.session, self.handed, at.now)
        directory_events.given_by_roster(at.session, self.handed, at.now)


def _as_planned(each: NewPerson, row: Mapping[str, Any]) -> Planned:
    """Somebody new, once they are staged."""
    columns = {**row, "id": each.id, "active": each.record["active"] == "yes"}
    return columns, [(platform, user_key(user)) for platform, user in each.added]


def _account_rows(person_id: int, added: Iterable[tuple[str, str]], now: datetime) -> Iterator[dict[str, Any]]:
    for platform, user in added:
        key = user_key(user)
        yield {"platform": platform, "user": user, "user_key": key, "person_id": person_id, "since": now}
