"""After which step who is told, as tables: the proposer, whoever must act, the department, whoever must approve."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.roster import Reader, everybody, holders, judges, proposer, related
from regulation.states import Action

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from store.tables import Ticket


class Audience(StrEnum):
    """Those who are told something because of what they are to the ticket."""

    PROPOSER = "提出方"
    HOLDER = "该办理的人"
    DEPARTMENT = "责任部门"
    JUDGE = "该批准的人"
    RELATED = "关联部门"


P, H, D, J, R = Audience
AFTER: Mapping[Action, tuple[Audience, ...]] = {
    Action.FILE: (H,),
    Action.ENTER_CITY_ORDER: (H,),
    Action.ACCEPT: (P,),
    Action.DECLINE: (P,),
    Action.ASK_SUPPLEMENT: (P,),
    Action.SUPPLEMENT: (H,),
    Action.LAPSE: (P, H),
    Action.JUSTIFY: (P,),
    Action.ABANDON: (P,),
    Action.BLAME_PLATFORM: (P,),
    Action.HAND_TO_CITY: (P,),
    Action.TRANSFER: (H,),
    Action.RULE: (H,),
    Action.DISPATCH: (H,),
    Action.TAKE_BACK: (H,),
    Action.RETURN: (H,),
    Action.REPLY_REPAIR: (P,),
    Action.REPLY_CORRECT: (H,),
    Action.REPLY_COOPERATE: (P,),
    Action.REPLY_SPECIAL: (P,),
    Action.COOPERATE: (H,),
    Action.CONSENT: (H, D),
    Action.REFUSE_SPECIAL: (H,),
    Action.REQUEST_JOINT: (J,),
    Action.APPROVE_JOINT: (D, R),
    Action.REFUSE_JOINT: (D,),
    Action.FINISH_RELATED: (D,),
    Action.EXTEND: (P,),  # beyond the cap: those who judge it
    Action.APPROVE_EXTENSION: (H, P),
    Action.REFUSE_EXTENSION: (H,),
    Action.FINISH_REPAIR: (H,),
    Action.NOTIFY: (P,),
    Action.CONFIRM: (D,),
    Action.REJECT: (H,),
    Action.LAPSE_CONFIRMATION: (P, D),
    Action.WITHDRAW: (D,),
    Action.URGE: (H,),
    Action.REOPEN: (P, H),
    Action.RECOMPUTE: (P, H),
}
BY_TELEPHONE = frozenset(
    {
        Action.DECLINE,
        Action.ASK_SUPPLEMENT,
        Action.ABANDON,
        Action.REPLY_COOPERATE,
        Action.REPLY_SPECIAL,
        Action.NOTIFY,
        Action.LAPSE_CONFIRMATION,
    }
)  # what a proposer must hear, by whatever way
AGES_NO_CARD = frozenset({Action.URGE, Action.EVALUATE, Action.CORRECT_VERDICT, Action.LINK, Action.RECOMPUTE})


def audiences_of(ticket: Ticket, action: Action) -> tuple[Audience, ...]:
    """Whom a step concerns; an extension beyond the cap first concerns those who judge it."""
    if action is Action.EXTEND and ticket.pending:
        return (Audience.JUDGE,)
    return AFTER.get(action, ())


def readers_of(session: Session, ticket: Ticket, audience: Audience, now: datetime) -> list[Reader]:
    """The people behind an audience today."""
    match audience:
        case Audience.PROPOSER:
            return proposer(session, ticket)
        case Audience.HOLDER:
            return holders(session, ticket, now)
        case Audience.DEPARTMENT:
            return everybody(session, ticket, now)
        case Audience.JUDGE:
            return judges(session, ticket, now)
        case Audience.RELATED:
            return related(session, ticket, now)
