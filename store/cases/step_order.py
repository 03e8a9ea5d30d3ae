"""Order of steps: none bears a time before the step before it; a clock set back turns no verdict (own rule)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from regulation.decision import Decision
from regulation.refusals import NotAllowedNow
from regulation.shanghai import SHANGHAI
from store.upkeep import clock_hold

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from store.tables import Ticket

TOLERATED = timedelta(minutes=10)  # two machines of one installation may differ by so much


def in_order(session: Session, ticket: Ticket, decision: Decision) -> Decision:
    """The decision at the instant of the step before it, where this machine's clock is behind that one.

    Limits and verdicts were judged by the clock of the press and stay so. A clock that is further behind may be wrong
    itself: the act is refused until an operator has confirmed the time. Raises NotAllowedNow.
    """
    before = ticket.stepped_at
    if before is None or decision.at >= before:
        return decision
    if before - decision.at > TOLERATED and not clock_hold.confirmed_before(session, decision.at):
        raise NotAllowedNow(
            f"工单{ticket.number}的上一步记于 {_shown(before)}，现在的系统时间却是 {_shown(decision.at)}，"
            "时间可能不准，这一步没有记录。请区大数据中心运营人员核对系统时间并发送“时间确认”，之后即可办理。"
        )
    return replace(decision, at=before)


def _shown(instant: datetime) -> str:
    return f"{instant.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
