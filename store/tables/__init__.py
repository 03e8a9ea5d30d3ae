"""All tables; importing this package completes `Base.metadata`."""

from store.engine.columns import Base
from store.tables.case_search import CaseKey, CaseWords
from store.tables.cases import DayNumber, HistoryLine, StepText, Ticket, TicketClock
from store.tables.catalogue import Entry, Flag, FlagEvent, StagedEntry
from store.tables.corrections import Correction, CorrectionLine
from store.tables.delivery import CardRow, OutboxRow
from store.tables.erasure import ArchiveExport, Erasure, ErasureWarning
from store.tables.people import (
    Account,
    Department,
    DirectoryEvent,
    FormerName,
    Person,
    StagedChange,
    StandIn,
    WebSession,
)
from store.tables.privacy import NoticeReader, OwnDataRequest, PrivacyNotice, ReadingLine, RoleRequest
from store.tables.quality import QualityReport
from store.tables.record import ImportList, RecordEntry, RecordEpoch, RecordHead, RecordTip
from store.tables.reminders import ReminderRow
from store.tables.talk import Attachment, Conversation, Draft, InboxRow
from store.tables.upkeep import CalendarVersion, ClosureLine, Meta, NoticeFile, OperatorLogEntry, RunClaim

__all__ = [
    "Account",
    "ArchiveExport",
    "Attachment",
    "Base",
    "CalendarVersion",
    "CardRow",
    "CaseKey",
    "CaseWords",
    "ClosureLine",
    "Conversation",
    "Correction",
    "CorrectionLine",
    "DayNumber",
    "Department",
    "DirectoryEvent",
    "Draft",
    "Entry",
    "Erasure",
    "ErasureWarning",
    "Flag",
    "FlagEvent",
    "FormerName",
    "HistoryLine",
    "ImportList",
    "InboxRow",
    "Meta",
    "NoticeFile",
    "NoticeReader",
    "OperatorLogEntry",
    "OutboxRow",
    "OwnDataRequest",
    "Person",
    "PrivacyNotice",
    "QualityReport",
    "ReadingLine",
    "RecordEntry",
    "RecordEpoch",
    "RecordHead",
    "RecordTip",
    "ReminderRow",
    "RoleRequest",
    "RunClaim",
    "StagedChange",
    "StagedEntry",
    "StandIn",
    "StepText",
    "Ticket",
    "TicketClock",
    "WebSession",
]
