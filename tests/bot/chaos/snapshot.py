"""Snapshot of all rows that an input could change, and the difference between two snapshots."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from store.characters import user_key
from store.tables import HistoryLine, Ticket
from store.tables.people import USER_KEY
from tests.bot.world import vault
from tests.oracle.facts import Facts
from tests.oracle.workdays import Workdays

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

Row = Mapping[str, Any]
# Watched columns by table; the first is the row's id.
COLUMNS: Mapping[str, str] = {
    "tickets": ", ".join(column.name for column in Ticket.__table__.columns),
    "clocks": "id, ticket_id, kind, round, party, department_id, started_at, start_seq, total_days, due_on, "
    "missed, stopped_at, verdict, reason",
    "flags": "id, ticket_id, record_index, set_at, cleared_at, special",
    "flag_events": "id, ticket_id, seq, event, flagged, special",
    "drafts": "id, person_id, ticket_id, form, step, state, version",
    "attachments": "id, person_id, ticket_id, draft_id, seq, state, name_sealed",
    "stand_ins": "id, person_id, deputy_id, from_on, to_on, ended_at",
    "people": "id, name, department_id, roles, active, mobile_index",
    "accounts": "id, person_id, user_key",
    "departments": "id, code, name, kind, active",
    "entries": "id, code, department_id, active",
    "corrections": "id, entry_id, suggested_id, state, settled_at",
    "correction_lines": "id, correction_id, act, person_id, reason, before_id, after_id",
    "quality_reports": "id, period, version",
    "erasures": "id, ticket_id",
    "notice_files": "year, version",
}
NAMES = {table: columns.replace(" ", "").split(",") for table, columns in COLUMNS.items()}
LINE = [column.name for column in HistoryLine.__table__.columns]
WORKDAYS, ATTEMPTS, UNDO, RETURN, CONFIRM = Workdays(), 3, 5, 1, 5  # own rules, in working days
NOT_BY_INPUT = ("people", "accounts", "departments", "quality_reports", "erasures", "notice_files")
CATALOGUES = ("entries", "corrections", "correction_lines")


def account_key(account: str) -> str:
    """How the district's database holds an account by which somebody is found."""
    return USER_KEY.of(vault(), user_key(account))


@dataclass(frozen=True)
class Change:
    """A changed row; `old` is None for an inserted, `new` for a deleted one."""

    table: str
    old: Row | None
    new: Row | None

    @property
    def row(self) -> Row:
        row = self.new or self.old
        assert row is not None
        return row

    @property
    def columns(self) -> set[str]:
        if self.old is None or self.new is None:
            return set(self.row)
        return {name for name in self.old if self.old[name] != self.new[name]}


@dataclass(frozen=True)
class Before:
    """A case before an act: its row, its limits, and the day of the act."""

    row: Row
    limits: Sequence[Row]
    today: date

    @property
    def facts(self) -> Facts:
        """The case as the oracle of the law takes it."""
        row, running = self.row, [limit for limit in self.limits if limit["stopped_at"] is None]
        holders: dict[str, set[object]] = {}
        for limit in running:
            holders.setdefault(limit["kind"], set()).add(limit["department_id"])
        attempts = [attempt.split("/") for attempt in row["told_attempts"].split()]
        calls = [day for day, _ in attempts if not day.startswith("letter:")]
        tried = [day for day in calls if WORKDAYS.is_one(date.fromisoformat(day))]
        return Facts(
            state=row["state"], city_order=row["track"] == "市级下发", proposer=row["proposer_id"],
            on_behalf=bool(row["on_behalf"]), recorder=row["recorded_by"] or None, department=row["department_id"],
            handler=row["handler_id"], joint=row["joint"], related=listed(row["related_ids"]), pending=row["pending"],
            asked_by=row["pending_by"] or None, returns=row["returns"], returner=self._returner(),
            ruled=bool(row["owner_locked"]), ruled_now=self._last("裁定") is not None,
            supplement_asked=bool(row["supplement_asked"]),
            supplement_here=bool(row["supplement_arrived"]), result=row["result"] or "", outcome=row["outcome"] or "",
            ended_in=row["ended_from"], evaluated=bool(row["evaluated"]), judged=len(running) < len(self.limits),
            running=holders,
            passed={limit["kind"] for limit in running if date.fromisoformat(f"{limit['due_on']}") < self.today},
            to_tell=row["to_tell"], out_of_reach=len(tried) >= ATTEMPTS and bool(row["letter_sent"]),
            tried_by=int(attempts[-1][1]) if attempts else None, ex_officio=bool(row["ex_officio"]),
            fault=bool(row["fault_found"]), withdrawn=self._recent(row["withdrawn_at"], UNDO),
            told_before=self._withdrew_when_told(), finding_last=self._finding_last(),
            to_platform=bool(row["platform_returned"]), rests=self._rests(),
            asked=bool(row["asked_to_cooperate"]), specials=row["specials"], lapses=row["special_lapses"],
            special_pending=bool(row["special_pending"]), round=row["round"],
            replier=row["replied_by"] or None, reply_returnable=self._returnable(),
            applied_repairing=self._applied_repairing(), was_told=bool(row["result_told"]),
            feedback_fresh=self._fresh("部门修正") and self._last("提出方确认") is None,
            reconfirmed=self._reconfirmed(), doubtful_flag=bool(row["flag_unconfirmed"]),
            promise_broken=bool(row["promised_on"]) and date.fromisoformat(f"{row['promised_on']}") < self.today,
            confirmed_by=row["confirmed_by"] or None, repaired_by=row["repaired_by"] or None,
            repaired_platform=row["platform_repaired_by"] or None,
        )  # fmt: skip

    def _returner(self) -> object:
        """Whose reply limit ran last: in 待裁定, the department that returned the case (M11)."""
        replied = [limit for limit in self.limits if limit["kind"] == "部门答复"]
        return max(replied, key=lambda limit: limit["id"])["department_id"] if replied else None

    def _last(self, kind: str) -> Row | None:
        """The newest limit of this kind in this round, of the department that has the case."""
        holder = self.row["department_id"] if kind in ("部门答复", "部门修正") else None
        this = (kind, self.row["round"], holder)
        limits = sorted(self.limits, key=lambda limit: limit["id"], reverse=True)
        return next((one for one in limits if (one["kind"], one["round"], one["department_id"]) == this), None)

    def _recent(self, since: object, days: int) -> bool:
        return since is not None and WORKDAYS.count(moment(since).date(), self.today) <= days

    def _fresh(self, kind: str) -> bool:
        last = self._last(kind)
        return last is not None and self._recent(last["stopped_at"], RETURN)

    def _applied_repairing(self) -> bool:
        """The special case was applied for while repairing: that stopped the repair limit."""
        return self.row["state"] in ("待同意特例", "待中心确认") and self._rests()

    def _rests(self) -> bool:
        """Whether the last reply stopped the repair limit."""
        repair, replied = self._last("部门修正"), self.row["replied_at"]
        return repair is not None and replied is not None and repair["stopped_at"] == replied

    def _returnable(self) -> bool:
        """The last word is a reply of this round marked 答复不明确, not yet returned, not told (P6)."""
        row, repair = self.row, self._last("部门修正")
        if not row["indefinite"] or row["reply_returned"] or row["special_pending"]:
            return False
        match row["state"]:
            case "待中心确认":
                stands = row["result"] == "核实无误" or (row["result"] == "特例" and row["specials"] <= 1)
            case "待告知结果":
                stands = row["result"] == "核实无误" or (row["track"] == "市级下发" and row["result"] == "特例")
            case "部门修正中":
                stands = repair is not None and repair["started_at"] == row["replied_at"]
            case _:
                stands = row["specials"] <= 1
        return stands and self._recent(row["replied_at"], RETURN) and self._last("提出方确认") is None

    def _withdrew_when_told(self) -> bool:
        last = self._last("提出方确认")
        return bool(last and last["stopped_at"] and last["stopped_at"] == self.row["withdrawn_at"])

    def _finding_last(self) -> bool:
        checks = sorted((limit for limit in self.limits if limit["kind"] == "平台核查"), key=lambda limit: limit["id"])
        after = [limit for limit in self.limits if limit["kind"] in ("转交", "平台修复") and not limit["stopped_at"]]
        return bool(checks) and any(limit["started_at"] == checks[-1]["stopped_at"] for limit in after)

    def _reconfirmed(self) -> bool:
        confirm = [limit for limit in self.limits if limit["kind"] == "提出方确认" and limit["total_days"] >= CONFIRM]
        return len([limit for limit in confirm if limit["round"] == self.row["round"]]) > 1


@dataclass(frozen=True)
class Snapshot:
    """The watched tables at one moment, and the number of history lines."""

    rows: Mapping[str, Sequence[tuple[Any, ...]]]
    history: int
    texts: int
    _read: dict[str, dict[Any, Row]] = field(default_factory=dict, compare=False)
    _limits: dict[int, list[Row]] = field(default_factory=dict, compare=False)

    def table(self, name: str) -> dict[Any, Row]:
        """The rows of a table by their first column."""
        if name not in self._read:
            self._read[name] = {row[0]: dict(zip(NAMES[name], row, strict=True)) for row in self.rows[name]}
        return self._read[name]

    def limits(self, ticket_id: int) -> list[Row]:
        """Every limit of a case, running or stopped."""
        if not self._limits:
            for clock in self.table("clocks").values():
                self._limits.setdefault(clock["ticket_id"], []).append(clock)
        return self._limits.get(ticket_id, [])

    def keep_unchanged(self, earlier: Snapshot) -> None:
        """What an earlier snapshot has read of a table that is as it was need not be read again."""
        for name, read in earlier._read.items():
            if self.rows[name] == earlier.rows[name]:
                self._read[name] = read
        if self._read.get("clocks") is earlier._read.get("clocks"):
            self._limits.update(earlier._limits)

    def changes_to(self, later: Snapshot) -> list[Change]:
        found: list[Change] = []
        for name, rows in self.rows.items():
            if rows != later.rows[name]:
                old, new = self.table(name), later.table(name)
                keys = [key for key in {**old, **new} if old.get(key) != new.get(key)]
                found += [Change(name, old.get(key), new.get(key)) for key in keys]
        return found

    def before(self, ticket_id: int, today: date) -> Before | None:
        row = self.table("tickets").get(ticket_id)
        return None if row is None else Before(row, self.limits(ticket_id), today)


def take_snapshot(session: Session, earlier: Snapshot | None = None) -> Snapshot:
    """Read every watched table, bypassing the ORM."""
    found = {name: query(session, f"SELECT {columns} FROM {name} ORDER BY 1, 2") for name, columns in COLUMNS.items()}
    last = "SELECT coalesce(max(id), 0) FROM"
    taken = Snapshot(found, _number(session, f"{last} history"), _number(session, f"{last} texts"))
    if earlier:
        taken.keep_unchanged(earlier)
    return taken


def history_after(session: Session, after: int) -> list[Row]:
    """History lines after this id, of every ticket, in the order they were written."""
    found = query(session, f"SELECT {', '.join(LINE)} FROM history WHERE id > {after} ORDER BY id")
    return [dict(zip(LINE, row, strict=True)) for row in found]


def texts_after(session: Session, after: int) -> list[tuple[int, int, str, str]]:
    """Ticket, line, field and encrypted text of every text after this id."""
    found = query(session, f"SELECT ticket_id, seq, field, sealed FROM texts WHERE id > {after} ORDER BY id")
    return [(row[0], row[1], row[2], row[3]) for row in found]


def listed(value: object) -> list[int]:
    """A JSON column, as either database driver returns it."""
    found = json.loads(value) if isinstance(value, str) else value
    return list(found) if isinstance(found, list) else []


def moment(value: object) -> datetime:
    """A stored instant, as either database driver returns it, on its day in Shanghai."""
    found = value if isinstance(value, datetime) else datetime.fromisoformat(f"{value}")
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(ZoneInfo("Asia/Shanghai"))


def query(session: Session, statement: str) -> list[tuple[Any, ...]]:
    """Rows of a statement as the driver returns them, bypassing the ORM."""
    driver: Any = session.connection().connection.driver_connection
    return [tuple(row) for row in driver.execute(statement).fetchall()]


def _number(session: Session, statement: str) -> int:
    return int(query(session, statement)[0][0])
