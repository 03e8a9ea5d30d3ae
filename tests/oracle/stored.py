"""The report once more, slowly, from other sources: rows of tables, day after day, nothing shared with ours."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from regulation.workdays import WorkCalendar
from store.tables import HistoryLine, Ticket, TicketClock

ZONE = ZoneInfo("Asia/Shanghai")
CENTRE = 0
NAMES = {
    "收办意见": "accept", "平台核查": "check", "平台修复": "platform", "转交": "transfer", "部门答复": "reply",
    "部门修正": "repair", "结果告知": "notice", "协同办理": "joint",
}  # fmt: skip
Line = dict[str, Any]


class Naive:
    """Counts one month; `figures[holder, code]` is a number, `values[holder, code]` a list of them."""

    def __init__(self, session: Session, month: str, calendar: WorkCalendar) -> None:
        year, number = (int(part) for part in month.split("-"))
        self.first = date(year, number, 1)
        self.after = date(year + number // 12, number % 12 + 1, 1)
        self.end = datetime(self.after.year, self.after.month, 1, tzinfo=ZONE).astimezone(UTC)
        self.calendar = calendar
        self.figures: dict[tuple[int, str], int] = defaultdict(int)
        self.values: dict[tuple[int, str], list[int]] = defaultdict(list)
        self.days: dict[str, int] = defaultdict(int)
        self.cases: dict[int, set[str]] = defaultdict(set)
        self.counted: set[str] = set()
        self.left_out: dict[str, str] = {}
        for ticket in session.query(Ticket).all():
            lines = [line for line in self._lines(session, ticket) if line["at"] < self.end]
            if lines:
                self._ticket(ticket, lines, session.query(TicketClock).filter_by(ticket_id=ticket.id).all())

    def _lines(self, session: Session, ticket: Ticket) -> list[Line]:
        rows = session.query(HistoryLine).filter_by(ticket_id=ticket.id).order_by(HistoryLine.seq).all()
        return [
            {
                "at": row.at,
                "day": row.at.astimezone(ZONE).date(),
                "action": row.action.value,
                "party": row.party.value,
                "department": row.department_id,
                "state": row.state_to.value,
                "json": json.loads(row.decision),
            }
            for row in rows
        ]

    def _in(self, instant: datetime | None) -> bool:
        return instant is not None and self.first <= instant.astimezone(ZONE).date() < self.after

    def _ticket(self, ticket: Ticket, lines: list[Line], clocks: list[TicketClock]) -> None:
        reason = self._reason(ticket, lines)
        self._open = False
        self._own: list[tuple[int, str, int]] = []
        self._clocks(lines, clocks)
        self._acts(lines)
        charges = self._charges(ticket, lines)
        self._effort(lines, clocks, charges)
        holders = self._presence(lines, clocks) | {holder for holder, _, _ in self._own}
        if not self._open and not self._own:
            return
        for holder, code, amount in self._own:
            if holder == CENTRE or not reason:
                self.figures[holder, code] += 0 if code in ("days", "score") else amount
                self.values[holder, code].append(amount)
        for holder in holders if not reason else holders & {CENTRE}:
            self.cases[holder].add(ticket.number)
        for day, party, _ in charges:
            self.days[party] += self.first <= day < self.after
        if reason:
            self.left_out[ticket.number] = reason
        else:
            self.counted.add(ticket.number)

    def _reason(self, ticket: Ticket, lines: list[Line]) -> str:
        if ticket.track.value == "市级下发":
            return "M8"
        ends = {"不予收办": "M10", "视为放弃": "P3", "撤回": "M5"}
        closing = [line for line in lines if line["state"] == "已办结" and line["json"]["state_from"] != "已办结"]
        if lines[-1]["state"] == "已办结" and closing[-1]["action"] in ends:
            return ends[closing[-1]["action"]]
        results = [line["json"]["changes"]["result"] for line in lines if "result" in line["json"]["changes"]]
        return "P10" if lines[-1]["state"] == "市平台处理中" or results[-1:] == ["市平台已反馈"] else ""

    def _clocks(self, lines: list[Line], clocks: list[TicketClock]) -> None:
        for clock in clocks:
            name = NAMES.get(clock.kind.value)
            if name is None or not any(line["json"]["seq"] == clock.start_seq for line in lines):
                continue
            holder = clock.department_id or CENTRE
            if clock.stopped_at is not None and clock.stopped_at < self.end:
                word = {"按时": "in_time", "超期": "late"}.get(str(clock.verdict))
                if word and self._in(clock.stopped_at):
                    self._own.append((holder, f"{name}_{word}", 1))
            elif self._due(clock, lines) < self.after:
                self._own.append((holder, f"{name}_overdue", 1))

    def _due(self, clock: TicketClock, lines: list[Line]) -> date:
        own = (clock.kind.value, clock.start_seq, clock.department_id)
        dues = [
            op["fields"]["due_on"]
            for line in lines
            for op in line["json"]["clock_ops"]
            if (op["kind"], op["start_seq"], op["department_id"]) == own and "due_on" in op["fields"]
        ]
        return date.fromisoformat(dues[-1])

    def _acts(self, lines: list[Line]) -> None:
        results: list[str] = []
        for line in lines:
            results += [line["json"]["changes"]["result"]] if line["json"]["changes"].get("result") else []
            if self._in(line["at"]):
                self._act(line, line["json"]["data"], results[-1] if results else "")

    def _act(self, line: Line, data: dict[str, Any], result: str) -> None:
        department = line["department"]
        say = self._own.append
        if line["action"] in ("完成修正", "平台修复完成") and "promise_kept" in data:
            holder = department if line["action"] == "完成修正" else CENTRE
            say((holder, "kept" if data["promise_kept"] else "broken", 1))
        if line["action"] == "不同意特例":
            say((department, "rejected", 1))
        if line["action"] == "不认可" and data["rejected"] != "市平台已反馈":
            say((CENTRE if data["rejected"] == "平台已修复" else department, "rejected", 1))
        if line["action"] == "退回":
            say((data["returned_by"], "returned", 1))
        if line["action"] == "批准延期" or (line["action"] == "申请延期" and not data["beyond_cap"]):
            code = "extended_beyond" if line["action"] == "批准延期" else "extended"
            say((CENTRE if data["kind"] == "平台修复" else department, code, 1))
        if line["action"] == "要求补正" and data["deviation"]:
            say((CENTRE, "deviations", 1))
        if line["json"]["changes"].get("outcome") == "特例办结":
            say((department, "special", 1))
        if line["action"] == "评价" and result != "市平台已反馈":
            say((CENTRE if result == "平台已修复" or department is None else department, "score", data["score"]))

    def _charges(self, ticket: Ticket, lines: list[Line]) -> list[tuple[date, str, int | None]]:
        """Every working day after the filing, one by one: who had the case when it began."""
        found: list[tuple[date, str, int | None]] = []
        filed = ticket.filed_at.astimezone(ZONE).date()
        closed = self._closed(lines)
        last = closed if closed else self.after
        day = filed + timedelta(days=1)
        while day <= last:
            if self.calendar.is_workday(day):
                before = [line for line in lines if line["day"] < day] or lines[:1]
                found.append((day, before[-1]["party"], before[-1]["department"]))
            day += timedelta(days=1)
        return found

    def _closed(self, lines: list[Line]) -> date | None:
        if lines[-1]["state"] != "已办结":
            return None
        days: list[date] = [line["day"] for line in lines if line["json"]["changes"].get("closed_at")]
        return days[-1]

    def _effort(
        self, lines: list[Line], clocks: list[TicketClock], charges: list[tuple[date, str, int | None]]
    ) -> None:
        spent: dict[int, int] = defaultdict(int)
        for day, party, department in charges:
            holder = {"区大数据中心": CENTRE, "责任部门": department}.get(party)
            if holder is not None:
                spent[holder] += 1
                if self.first <= day < self.after:
                    self._own.append((holder, "charged", 1))
        outcomes = [line["json"]["changes"]["outcome"] for line in lines if "outcome" in line["json"]["changes"]]
        closed = self._closed(lines)
        if closed and self.first <= closed < self.after and outcomes[-1] in ("确认办结", "逾期未确认"):
            seqs = {line["json"]["seq"] for line in lines}
            timed = [clock for clock in clocks if clock.kind.value in NAMES and clock.start_seq in seqs]
            for holder in {clock.department_id or CENTRE for clock in timed}:
                self._own.append((holder, "days", spent[holder]))

    def _presence(self, lines: list[Line], clocks: list[TicketClock]) -> set[int]:
        holders: set[int] = set()
        for line, following in zip(lines, [*lines[1:], None], strict=True):
            if line["state"] == "已办结" or (following and following["day"] < self.first):
                continue
            self._open = True
            holders |= {line["department"]} if line["department"] else set()
            holders |= {CENTRE} if line["party"] == "区大数据中心" else set()
        for clock in clocks:
            started = any(line["json"]["seq"] == clock.start_seq for line in lines)
            over = clock.stopped_at is not None and clock.stopped_at.astimezone(ZONE).date() < self.first
            if clock.kind.value == "协同办理" and started and not over and clock.department_id:
                holders.add(clock.department_id)
        return holders

    def figure(self, holder: int, code: str) -> float | int | None:
        """What the report should say."""
        values = self.values[holder, code]
        if code == "cases":
            return len(self.cases[holder])
        if code == "days":
            return float(median(values)) if values else None
        if code == "scored":
            return len(self.values[holder, "score"])
        if code == "score":
            return int(sum(values) * 20 / len(values) + 1) // 2 / 10 if values else None
        return self.figures[holder, code]
