"""Import of a people file: compared with the directory, then written in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from importer.columns.typed_cells import same_number
from importer.people import row_refusals
from importer.people.account_decisions import AccountOptions, comparable, resolve_options
from importer.people.people_write import NewPerson, PeopleWrite
from importer.people.person_matching import Match, PersonMatcher, RowIdentity, folded, name_of
from importer.people.waiting_rights import NOBODY_LEFT, WaitingRights
from importer.plan import Change, Line, Plan, RowOutcome, compared
from importer.row_fields import Fault, Reading, Record
from importer.spellings import ACTIVE, PLATFORMS, ROLES, shown
from store.people import account_changes, persons, role_grants
from store.record import record_sealing
from store.tables import Department, Person

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from store.vault import Vault


@dataclass(frozen=True, slots=True)
class Row:
    """One row with the person it was matched to."""

    number: int
    record: Record
    department: Department
    match: Match


class PeopleImport:
    """One people file, compared with the directory."""

    def __init__(
        self, session: Session, vault: Vault, reading: Reading, options: AccountOptions, rights: WaitingRights
    ) -> None:
        self._session, self._vault, self._columns, self._rights = session, vault, reading.columns, rights
        self._people = account_changes.everybody(session)
        departments = {row.code: row for row in persons.all_departments(session)}
        identities = [_identity(number, record, departments) for number, record in reading.records]
        self._resolved = resolve_options(options, {name: each.row for each in identities for name in each.names()})
        matcher = PersonMatcher(self._people, identities, self._resolved)
        matches = matcher.decide()
        self._option_faults = [*self._resolved.faults, *matcher.unknown_moves()]
        self._rows = [
            Row(number, record, departments[record["department"]], matches[number])
            for number, record in reading.records
        ]
        self._doubled = reading.doubled
        kept = {row.match.person.id for row in self._rows if row.match.person is not None}
        kept |= _skipped(self._people, reading.skipped)
        self._without_accounts = _without_accounts(self._people, self._rows, kept)
        self._kept = kept

    def plan(self) -> Plan:
        """What the file would change; with a write step only where nothing is refused."""
        plan = Plan()
        plan.refused = [Fault(0, "", text) for text in self._option_faults]
        for row in self._rows:
            refusal = row.match.refusal or (row_refusals.SAME_ACCOUNT if row.number in self._doubled else "")
            line = None if refusal else self._line(row)
            refusal = refusal or self._repeated_option(row, line)
            if refusal or line is None:
                plan.refused.append(Fault(row.number, "", refusal))
            else:
                plan.lines.append(line)
        plan.notes = [] if plan.refused else list(self._unused_options())
        gone = self._kept | {person.id for person in self._without_accounts}
        plan.missing = [row_refusals.described(each) for each in self._people if each.active and each.id not in gone]
        if self._rights.on and not self._confirmers():
            plan.refused.append(Fault(0, "", NOBODY_LEFT))
        if any(line.outcome is not RowOutcome.SAME for line in plan.lines):
            write = self._prepared()
            plan.steps, plan.stages = [write.write, self._rights.write], write.stages
        return plan

    def _confirmers(self) -> set[int]:
        """Who will be a security administrator after the import."""
        there = {each.id for each in self._people if each.active and role_grants.holds(each, role_grants.SECURITY)}
        there -= {each.id for each in self._without_accounts}
        for row in self._rows:
            person = row.match.person
            roles, _ = self._split(row)
            if person is not None and not (self._active(row, person) and role_grants.SECURITY in roles.split()):
                there.discard(person.id)
        return there

    def _split(self, row: Row) -> tuple[str, list[str]]:
        """The roles that count at once, and those that wait for a second administrator."""
        person = row.match.person
        if person is None:
            active = row.record["active"] == "yes"
            return self._rights.split(None, row.record["roles"], row.department, row.match, active=active)
        given = "roles" in self._columns and _other_roles(person, row.record["roles"])
        roles = row.record["roles"] if given else person.roles
        return self._rights.split(person, roles, row.department, row.match, active=self._active(row, person))

    def _asked(self, row: Row) -> tuple[tuple[Change, ...], tuple[str, ...]]:
        """What is asked for anew, as a change, and what waits already, as a remark."""
        person, (_, waits) = row.match.person, self._split(row)
        new = [role for role in waits if person is None or (person.id, role) not in self._rights.asked]
        old = _roles(" ".join(role for role in waits if role not in new))
        told = (Change("申请角色", "", f"{_roles(' '.join(new))}（待安全管理员确认）"),) if new else ()
        return told, (f"{old}待安全管理员确认",) if old else ()

    def _line(self, row: Row) -> Line:
        match, person = row.match, row.match.person
        accounts = [f"{platform}:{row.record[platform]}" for platform in PLATFORMS if row.record[platform]]
        who = f"{row.record['name']}（{'，'.join((row.department.name, *accounts))}）"
        asked, waits = self._asked(row)
        remarks = (*self._remarks(match), *match.remarks, *waits)
        if person is None:
            return Line(row.number, RowOutcome.NEW, who, asked, remarks)
        changes = (*self._changes(row, person), *_account_changes(match), *asked)
        if changes and any(change.what == "姓名" for change in changes):
            remarks = (*remarks, "以往的办理记录仍显示当时的姓名")
        if not self._active(row, person):
            left = person.left_at is not None and not self._ends(row, person)
            remarks = (*remarks, "平台报告帐号已离开，帐号恢复前不启用" if left else "停用")
        return Line(row.number, RowOutcome.CHANGED if changes else RowOutcome.SAME, who, changes, remarks)

    def _changes(self, row: Row, person: Person) -> tuple[Change, ...]:
        record, given = row.record, self._columns
        mobile = "mobile" in given and not self._is_mobile(person, record["mobile"])
        number = _hidden(persons.mobile_of(self._vault, person)) if mobile else ""
        roles, _ = self._split(row)
        return (
            *compared(
                (True, "姓名", person.name, record["name"]),
                (True, "部门", person.department.name, row.department.name),
                (_other_roles(person, roles), "角色", _roles(person.roles), _roles(roles)),
            ),
            *((Change("电话", number, _hidden(record["mobile"])),) if mobile else ()),
            *compared((True, "状态", _state(active=person.active), _state(active=self._active(row, person)))),
            *compared((self._ends(row, person), "离开平台后", "帐号恢复即启用", "不再启用")),
        )

    def _active(self, row: Row, person: Person) -> bool:
        listed = row.record["active"] == "yes" if "active" in self._columns else person.active
        if person.left_at is None or ("active" in self._columns and not listed):
            return listed
        match = row.match  # their last account left its platform: active again with another one, or when it is back
        return bool(match.added or match.moved or match.taken)

    def _ends(self, row: Row, person: Person) -> bool:
        """Whether somebody who left their platform is to stay inactive, even if they come back."""
        return person.left_at is not None and "active" in self._columns and row.record["active"] != "yes"

    def _remarks(self, match: Match) -> Iterable[str]:
        for account in match.taken:
            person = account.person
            stays = person.active and person.id not in self._kept
            kept = [each for each in person.accounts if each not in match.taken] if stays else []
            yield row_refusals.handed(
                row_refusals.spelled(account), person, kept, ends=person in self._without_accounts
            )
        names = [(account.platform, account.key) for account in match.taken]
        waiting = account_changes.unhandled(self._session, names) if names else 0
        if waiting:
            yield f"该帐号有 {waiting} 条未处理的消息，分不清是谁发的，将作废"

    def _unused_options(self) -> Iterable[str]:
        """Options without effect, as when the same command is repeated."""
        typed = (*self._resolved.new.values(), *self._resolved.renamed.values(), *self._resolved.typed.values())
        for option in dict.fromkeys(typed):
            if option not in self._resolved.used:
                yield f"{option}：通讯录中已是这样，没有要做的"

    def _repeated_option(self, row: Row, line: Line | None) -> str:
        """Refuses --new-person for the account of somebody of the same name whom the file would change."""
        person = row.match.person
        if person is None or line is None or line.outcome is RowOutcome.SAME:
            return ""
        for platform in PLATFORMS:
            name = platform, comparable(row.record[platform])
            option = self._resolved.new.get(name)
            if option is not None and option not in self._resolved.used:
                return row_refusals.done_before(row_refusals.option_of(name), person)
        return ""

    def _prepared(self) -> PeopleWrite:
        """What is to be written, apart from this session: the plan is made without holding up anybody."""
        write = PeopleWrite(self._vault, record_sealing.size(self._session))
        for row in self._rows:
            match, person = row.match, row.match.person
            roles, waits = self._split(row)
            if person is None:
                write.new.append(NewPerson({**row.record, "roles": roles}, row.department.id, match.added))
                write.put(match, write.new[-1])
            else:
                write.change(person, **self._values(row, person))
                write.put(match, person)
            self._rights.ask(person or write.new[-1], waits)
        for person in self._without_accounts:
            write.change(person, active=False, left_at=None)
        return write

    def _values(self, row: Row, person: Person) -> dict[str, object]:
        record, given = row.record, self._columns
        active = self._active(row, person)
        values: dict[str, object] = {
            "name": record["name"], "department_id": row.department.id, "active": active,
            "left_at": None if active or self._ends(row, person) else person.left_at,
        }  # fmt: skip
        roles, _ = self._split(row)
        if _other_roles(person, roles):
            values["roles"] = roles
        if "mobile" in given and not self._is_mobile(person, record["mobile"]):
            blank = Person()
            persons.set_mobile(self._vault, blank, record["mobile"])
            values |= {"mobile_sealed": blank.mobile_sealed, "mobile_index": blank.mobile_index}
        return values

    def _is_mobile(self, person: Person, mobile: str) -> bool:
        """Whether it is the stored number, however it is spaced."""
        if persons.is_mobile(self._vault, person, mobile):
            return True
        return same_number(persons.mobile_of(self._vault, person), mobile)


def _identity(number: int, record: Record, departments: Mapping[str, Department]) -> RowIdentity:
    accounts = {platform: record[platform] for platform in PLATFORMS if record[platform]}
    department = departments[record["department"]]
    return RowIdentity(number, record["name"], department.id, record["active"] == "yes", accounts)


def _skipped(everybody: Iterable[Person], rows: Sequence[Record]) -> set[int]:
    """People named in rows with faults, by account or by name and department."""
    accounts = {(platform, comparable(row[platform])) for row in rows for platform in PLATFORMS if row.get(platform)}
    names = {(folded(row.get("name", "")), row.get("department")) for row in rows}
    if not rows:
        return set()
    return {
        person.id
        for person in everybody
        if (folded(person.name), person.department.code) in names
        or any(name_of(account) in accounts for account in person.accounts)
    }


def _without_accounts(everybody: Iterable[Person], rows: Iterable[Row], kept: set[int]) -> list[Person]:
    """People in no row who lose their last account to somebody else."""
    taken = {account.id for row in rows for account in row.match.taken}
    lost = (each for each in everybody if each.id not in kept and each.accounts)
    return [each for each in lost if all(account.id in taken for account in each.accounts)]


def _account_changes(match: Match) -> Iterable[Change]:
    for account, user in match.moved:
        yield Change("帐号", row_refusals.spelled(account), f"{account.platform}:{user}")
    for account in match.gone:
        yield Change("帐号", row_refusals.spelled(account), "")
    moved = {(account.platform, comparable(user)) for account, user in match.moved}
    for account in match.taken:
        if (account.platform, comparable(account.user)) not in moved:
            yield Change("帐号", "", row_refusals.spelled(account))
    for platform, user in match.added:
        yield Change("帐号", "", f"{platform}:{user}")


def _other_roles(person: Person, roles: str) -> bool:
    """Whether these are other roles than somebody has; without any they are a proposer, as everybody is."""
    return set(person.roles.split() or ["proposer"]) != set(roles.split())


def _hidden(mobile: str) -> str:
    digits = "".join(letter for letter in mobile if letter.isdigit())
    return f"****{digits[-4:]}" if digits else ""


def _roles(words: str) -> str:
    return "、".join(shown(word, ROLES) for word in words.split())


def _state(*, active: bool) -> str:
    return shown("yes" if active else "no", ACTIVE)
