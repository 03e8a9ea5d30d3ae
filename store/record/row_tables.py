"""The tables whose rows the record vouches for one by one: which rows, and the entry of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, SQLColumnExpression, func, select, true

from store.record import row_entries
from store.record.record_entries import Entry, Kind
from store.tables import (
    ArchiveExport,
    Attachment,
    CalendarVersion,
    ClosureLine,
    Correction,
    CorrectionLine,
    Department,
    Erasure,
    Flag,
    FlagEvent,
    FormerName,
    ImportList,
    NoticeFile,
    NoticeReader,
    OperatorLogEntry,
    OutboxRow,
    OwnDataRequest,
    Person,
    QualityReport,
    RecordHead,
    RoleRequest,
    StandIn,
    Ticket,
)
from store.tables import Entry as CatalogueEntry

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from store.engine.columns import Base
    from store.vault import Vault

_HIDDEN = ("removed",)


@dataclass(frozen=True, slots=True)
class RowTable:
    """One kind of row. `key` is the entry's `step`, `which` the rows that are sealed at all."""

    kind: Kind
    model: type[Base]
    key: SQLColumnExpression[int]
    which: ColumnElement[bool]
    entry: Callable[[Vault, Any, datetime], Entry]
    per_ticket: bool = False  # `entry` is given the ticket's number and the row

    def page(self, session: Session, after: int, size: int, until: int | None = None) -> list[tuple[int, Any]]:
        """The next rows by their keys; per ticket each with its number."""
        query = select(self.key, self.model).where(self.which, self.key > after).order_by(self.key).limit(size)
        if until is not None:
            query = query.where(self.key <= until)
        found = [(key, row) for key, row in session.execute(query)]
        return list(zip((key for key, _ in found), self._named(session, [row for _, row in found]), strict=True))

    def last(self, session: Session) -> int:
        return session.scalar(select(func.max(self.key)).select_from(self.model).where(self.which)) or 0

    def _named(self, session: Session, rows: Sequence[Any]) -> Sequence[Any]:
        if not self.per_ticket:
            return rows
        numbers = numbers_of(session, {row.ticket_id for row in rows})
        return [(numbers.get(row.ticket_id, ""), row) for row in rows]


def numbers_of(session: Session, ids: set[int]) -> Mapping[int, str]:
    """Numbers of tickets by row."""
    found = session.execute(select(Ticket.id, Ticket.number).where(Ticket.id.in_(ids))) if ids else ()
    return {row.id: row.number for row in found}


def _whole(kind: Kind, model: type[Any], *without: str) -> RowTable:
    """A table of which every row is sealed, all but these columns."""
    return RowTable(kind, model, model.id, true(), row_entries.of_columns(kind, model, *without))


def _file(_: Vault, row: tuple[str, Attachment], at: datetime) -> Entry:
    return row_entries.file(*row, at)


def _file_name(vault: Vault, row: tuple[str, Attachment], at: datetime) -> Entry:
    return row_entries.file_name(vault, *row, at)


_OF_TICKETS = Attachment.ticket_id.is_not(None) & Attachment.state.not_in(_HIDDEN)
_DELIVERED = OutboxRow.ticket_id.is_not(None) & OutboxRow.kind.in_(row_entries.NOTICES)
_VERSION = NoticeFile.year * row_entries.VERSIONS + NoticeFile.version

ROW_TABLES = (
    RowTable(Kind.FILE, Attachment, Attachment.id, _OF_TICKETS, _file, per_ticket=True),
    RowTable(Kind.FILE_NAME, Attachment, Attachment.id, _OF_TICKETS, _file_name, per_ticket=True),
    RowTable(
        Kind.DELIVERY, OutboxRow, OutboxRow.id, _DELIVERED & OutboxRow.state.in_(row_entries.SENT),
        row_entries.delivery,
    ),
    RowTable(Kind.DEED, OperatorLogEntry, OperatorLogEntry.id, true(), row_entries.deed),
    RowTable(
        Kind.CORRECTION, CorrectionLine, CorrectionLine.id, true(),
        row_entries.correction,
    ),
    RowTable(Kind.ERASURE, Erasure, Erasure.id, true(), row_entries.erasure),
    RowTable(Kind.EXPORT, ArchiveExport, ArchiveExport.id, true(), row_entries.export),
    RowTable(Kind.REPORT, QualityReport, QualityReport.id, true(), row_entries.report),
    RowTable(Kind.NOTICE, NoticeFile, _VERSION, true(), row_entries.notice),
    RowTable(Kind.IMPORT, ImportList, ImportList.id, true(), row_entries.import_list),
    RowTable(Kind.DEPARTMENT, Department, Department.id, true(), row_entries.department),
    RowTable(Kind.PERSON, Person, Person.id, true(), row_entries.person),
    RowTable(Kind.STAND_IN, StandIn, StandIn.id, true(), row_entries.stand_in),
    RowTable(Kind.HEAD, RecordHead, RecordHead.id, true(), row_entries.head),
    _whole(Kind.FORMER_NAME, FormerName),
    RowTable(Kind.CATALOGUE, CatalogueEntry, CatalogueEntry.id, true(), row_entries.catalogue),
    _whole(Kind.CORRECTION_ITEM, Correction),
    _whole(Kind.MARK, Flag),
    _whole(Kind.MARK_EVENT, FlagEvent, "queued_at"),
    _whole(Kind.CALENDAR, CalendarVersion),
    _whole(Kind.CLOSURE, ClosureLine),
    _whole(Kind.ROLE_REQUEST, RoleRequest),
    _whole(Kind.NOTICE_SHOWN, NoticeReader),
    _whole(Kind.OWN_REQUEST, OwnDataRequest),
)  # fmt: skip
