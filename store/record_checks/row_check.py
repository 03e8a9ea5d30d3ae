"""The tables against the record: every row that was changed, added or removed behind the program's back, by name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, select

from store.cases.history_chain import PAGE, Break, Head
from store.engine.columns import table_of
from store.record import row_entries, staged_in_effect
from store.record.record_entries import STAGED, Kind, Sealed
from store.record.row_tables import ROW_TABLES, RowTable, numbers_of
from store.record_checks import derived_columns
from store.record_checks.consistent_reads import consistent
from store.tables import Attachment, HistoryLine, Person, RecordEntry, Ticket
from store.vault import VaultError

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from store.engine.session import Store
    from store.vault import Vault

_LOG, _LINES = table_of(RecordEntry), table_of(HistoryLine)
_OF_FILES = (Kind.FILE, Kind.FILE_NAME)
_OF_CASE = (Kind.STEP.value, Kind.FILING.value, Kind.CONTACT.value)
_ANY_TIME = datetime.min.replace(tzinfo=UTC)  # only the digest is compared
Key = tuple[str, int]  # kind, step
CHANGED, GONE, STRANGE = "写入后被改动，与存证不符", "存证中有，库中没有了", "没有存证，不是本系统写入的"


def check_rows(store: Store, *, complete: bool = True) -> Iterator[Break]:
    """Every row of every table but the cases themselves.

    Until what was there before the record is sealed (`complete`), a row without an entry is no finding.
    """
    for table in ROW_TABLES:
        after = 0
        while True:
            with consistent(store) as session:
                page = table.page(session, after, PAGE)
                until = page[-1][0] if len(page) == PAGE else None
                found = _compared(session, store.vault, table, page, after, until)
                yield from (each for each in found if complete or not each.text.endswith(STRANGE))
            if until is None:
                break
            after = until


def _compared(
    session: Session, vault: Vault, table: RowTable, page: list[tuple[int, Any]], after: int, until: int | None
) -> Iterator[Break]:
    here = _LOG.c.step > after if until is None else (_LOG.c.step > after) & (_LOG.c.step <= until)
    sealed, pending = _sealed_rows(session, table.kind, here)
    for key, row in page:
        entry = sealed.pop(key, None)
        if entry is None and key in pending and not row.active:
            continue  # staged by an import that is not in effect: nobody sees it, and what is left of it is deleted
        if entry is None:
            yield _named(session, table, key, row, STRANGE)
        elif entry != _as_it_is(vault, table, row):
            moved = table.per_ticket and entry.subject != row[0]
            yield _named(session, table, key, row, f"写入时属于 {entry.subject}，{CHANGED}" if moved else CHANGED)
        elif isinstance(row, Person):
            yield from derived_columns.person(vault, row)
    for key, entry in sealed.items():
        if table.kind not in _OF_FILES or _is_missing(session, key):
            yield _gone(session, table.kind, key, entry.subject)


def _sealed_rows(session: Session, kind: Kind, here: ColumnElement[bool]) -> tuple[dict[int, Sealed], Collection[int]]:
    """The entry that counts for each row, and rows that are only staged."""
    if kind in STAGED:
        rows = staged_in_effect.of_rows(session, kind, here)
        return rows.sealed, rows.pending
    query = select(_LOG.c.step, _LOG.c.digest, _LOG.c.subject).where(_LOG.c.kind == kind.value, here)
    entries = session.execute(query.order_by(_LOG.c.seq))
    return {row.step: Sealed(row.digest, row.subject) for row in entries}, ()


def _as_it_is(vault: Vault, table: RowTable, row: Any) -> Sealed | None:
    """What the record would say of the row as it is now; None where it can't be read."""
    try:
        entry = table.entry(vault, row, _ANY_TIME)
    except VaultError:
        return None
    return Sealed(entry.digest, entry.subject)


def _is_missing(session: Session, key: int) -> bool:
    """Whether a file's row is gone, or no longer belongs to a ticket."""
    row = session.get(Attachment, key)
    return row is None or row.ticket_id is None or row.state == "removed"


def _named(session: Session, table: RowTable, key: int, row: Any, how: str) -> Break:
    if table.kind in _OF_FILES:
        told = "" if table.kind is Kind.FILE else "的名称或提交人"
        return Break(row[0], row[1].seq or 0, f"附件（第{key}号）{told}{how}")
    if table.kind is Kind.DELIVERY:
        return Break(numbers_of(session, {row.ticket_id}).get(row.ticket_id, ""), row.generation, f"通知送达{how}")
    if isinstance(row, Person):
        told = "姓名、部门、角色、帐号或停用状态"
        return Break(row.name, 0, f"人员第{key}号的{told}{'' if how == STRANGE else '在'}{how}")
    return Break(table.kind.value, 0, f"第{key}号{how}")


def _gone(session: Session, kind: Kind, key: int, subject: str) -> Break:
    if kind in _OF_FILES:
        return Break(subject, 0, f"附件（第{key}号）{GONE}")
    if kind is Kind.DELIVERY:
        number = numbers_of(session, {int(subject)}).get(int(subject), f"编号{subject}")
        return Break(number, 0, f"通知送达（第{key}号）{GONE}")
    return Break(kind.value, 0, f"第{key}号{GONE}")


def check_cases(session: Session, vault: Vault | None, page: Iterable[Head], *, complete: bool = True) -> list[Break]:
    """The steps, the filing and the contact of these tickets; without keys the contact is not compared."""
    tickets = {
        row.number: row for row in session.scalars(select(Ticket).where(Ticket.id.in_([one.id for one in page])))
    }
    sealed = _sealed_cases(session, tickets)
    lines = _lines(session, {ticket.id: number for number, ticket in tickets.items()})
    found: list[Break] = []
    for number, ticket in tickets.items():
        own = sealed.get(number, {})
        there = {(Kind.STEP.value, seq): digest for seq, digest in lines.get(number, {}).items()}
        there |= _beside(vault, ticket, own)
        found += _differing(number, own, there)
    return [each for each in found if complete or not each.text.endswith(STRANGE)]


def _differing(number: str, sealed: Mapping[Key, str], there: Mapping[Key, str]) -> Iterator[Break]:
    for kind, step in sorted(sealed.keys() | there.keys()):
        was, now = sealed.get((kind, step)), there.get((kind, step))
        if was != now:
            how = STRANGE if was is None else GONE if now is None else CHANGED
            yield Break(number, step, how if step else f"{kind}{how}")


def _beside(vault: Vault | None, ticket: Ticket, sealed: Mapping[Key, str]) -> dict[Key, str]:
    """Filing and contact; an erased contact is compared with the record of erasures, not here."""
    entries = [row_entries.filing(ticket, _ANY_TIME)]
    there = {(entry.kind.value, 0): entry.digest for entry in entries}
    contact = (Kind.CONTACT.value, 0)
    if (vault is None or not ticket.contact_sealed) and contact in sealed:
        return there | {contact: sealed[contact]}
    try:
        return there | {contact: row_entries.contact(vault, ticket, _ANY_TIME).digest if vault else ""}
    except VaultError:
        return there | {contact: ""}


def _sealed_cases(session: Session, numbers: Collection[str]) -> dict[str, dict[Key, str]]:
    query = select(_LOG).where(_LOG.c.subject.in_(numbers), _LOG.c.kind.in_(_OF_CASE)).order_by(_LOG.c.seq)
    found: dict[str, dict[Key, str]] = {}
    for row in session.execute(query):
        found.setdefault(row.subject, {}).setdefault((row.kind, row.step), row.digest)  # none is ever sealed anew
    return found


def _lines(session: Session, numbers: Mapping[int, str]) -> dict[str, dict[int, str]]:
    query = select(_LINES.c.ticket_id, _LINES.c.seq, _LINES.c.hash).where(_LINES.c.ticket_id.in_(numbers))
    found: dict[str, dict[int, str]] = {}
    for row in session.execute(query):
        found.setdefault(numbers[row.ticket_id], {})[row.seq] = row.hash
    return found


def missing_cases(session: Session) -> list[Break]:
    """Cases that the record has and the database has not."""
    here = exists().where(Ticket.number == _LOG.c.subject)
    query = select(_LOG.c.subject, _LOG.c.step).where(_LOG.c.kind == Kind.STEP.value, ~here).order_by(_LOG.c.seq)
    steps: dict[str, int] = {}
    for row in session.execute(query):
        steps[row.subject] = max(steps.get(row.subject, 0), row.step)
    return [Break(number, 0, f"整件工单不见了，存证中有{last}步") for number, last in steps.items()]
