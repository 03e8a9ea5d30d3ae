"""Applies the oracle to stored cases: it reads their acts from the history, not their verdicts and figures."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from store.tables import HistoryLine, Ticket, TicketClock
from tests.oracle.case import CaseModel
from tests.oracle.limits import Act, Limit
from tests.oracle.report import Count, Filed, month
from tests.oracle.steps import take
from tests.oracle.workdays import Workdays

ZONE = ZoneInfo("Asia/Shanghai")
DAYS = ("until", "expected_on", "told_on")  # inputs stored as ISO days
EDITIONS = {"changning-2022": 1}  # of a rulebook, where it is not the newest
REACHED = {"已告知", "已送达"}  # what came of a call, or of a letter


def filed(session: Session, ticket: Ticket) -> Filed:
    """One stored case for the oracle, departments by their ids."""
    lines = session.query(HistoryLine).filter_by(ticket_id=ticket.id).order_by(HistoryLine.seq).all()
    city, fusion = ticket.track.value == "市级下发", bool(ticket.fusion)
    acts, edition = [_act(line) for line in lines], EDITIONS.get(ticket.rulebook, 2)
    return Filed(ticket.number, ticket.filed_at.astimezone(ZONE), city, fusion, acts, edition)


def count(session: Session, name: str, now: datetime, workdays: Workdays, *, settled: bool = True) -> Count:
    """The oracle's count of a month (2026-09), as of an instant, over every stored case."""
    year, number = (int(part) for part in name.split("-"))
    found = month(year, number, now.astimezone(ZONE), workdays, settled=settled)
    for ticket in session.query(Ticket).all():
        found.take(filed(session, ticket))
    return found


def disagreements(session: Session, workdays: Workdays) -> list[str]:
    """Every stored case whose state or limits differ from the oracle's after the same acts."""
    found = []
    for ticket in session.query(Ticket).all():
        clocks = session.query(TicketClock).filter_by(ticket_id=ticket.id).all()
        case, has = _model(filed(session, ticket), workdays), {_stored_limit(clock) for clock in clocks}
        wanted = {_limit(limit) for limit in case.limits}
        told = (ticket.state.value, _value(ticket.outcome), _value(ticket.result))
        if told != (case.state, case.outcome, case.result) or has != wanted:
            found.append(f"{ticket.number}: {told}, {has - wanted}; oracle: {case.stage}, {wanted - has}")
    return found


def _model(filed: Filed, workdays: Workdays) -> CaseModel:
    case = filed.case(workdays)
    for act in filed.acts:
        take(case, act)
    return case


def _limit(limit: Limit) -> tuple[object, ...]:
    verdict = "" if limit.runs or limit.held else {True: "超期", False: "按时", None: "不计"}[limit.late]
    return limit.name, limit.holder, limit.round, limit.days, limit.due, verdict


def _stored_limit(clock: TicketClock) -> tuple[object, ...]:
    holder = str(clock.department_id or "")
    return clock.kind.value, holder, clock.start_seq, clock.total_days, clock.due_on, _value(clock.verdict)


def _value(value: StrEnum | None) -> str:
    return value.value if value else ""


def _act(line: HistoryLine) -> Act:
    return Act(line.at.astimezone(ZONE), line.action.value, str(line.actor_id), _given(json.loads(line.decision)))


def _given(line: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs of an act under the oracle's names."""
    data, changes, actor = line["data"], line["changes"], line["actor"]
    found: dict[str, Any] = {name: date.fromisoformat(data[name]) for name in DAYS if data.get(name)}
    found |= {name: data[name] for name in ("days", "score", "verdict", "indefinite") if name in data}
    found["expected"] = found.pop("expected_on", None)
    found["reached"] = bool(REACHED & {data.get("answer"), data.get("letter")})
    found["own"] = line["role"] == "异议提出方"
    match line["action"]:
        case "转交" | "裁定":
            found["department"] = str(data["department_id"])
        case "转派":
            found["handler"] = str(changes["handler_id"])
        case "申请协同":
            found["related"] = [str(each) for each in data["related_ids"]]
        case "协同完成":
            found["department"] = str(actor["department_id"])
        case "平台修复完成":
            found["also"] = data.get("also_department")
        case "更正认定":
            holder = data.get("department_id")
            found |= {"limit": data["kind"], "round": data["start_seq"], "holder": holder and str(holder)}
    return found
