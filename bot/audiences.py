"""After which step who is told, as tables: the proposer, whoever must act, the department, whoever must approve."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.roster import Reader, everybody, judges, ladder, proposer, related
from regulation.states import Action, State

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
    Action.REPLY_REPAIR: (P, R),
    Action.REPLY_CORRECT: (H,),
    Action.REPLY_COOPERATE: (P,),
    Action.REPLY_SPECIAL: (P,),
    Action.COOPERATE: (H, R),
    Action.CONSENT: (H, D),
    Action.REFUSE_SPECIAL: (H, R),
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
    Action.URGE: (H, R),
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
FOLLOWED = frozenset({Action.TRANSFER, Action.RULE, Action.RECEIVE, Action.RETURN})  # who has it is somebody else now
AGES_NO_CARD = frozenset(
    {
        Action.URGE,
        Action.EVALUATE,
        Action.CORRECT_VERDICT,
        Action.TELEPHONE,
        Action.LINK,
        Action.RECOMPUTE,
    }
)


def audiences_of(ticket: Ticket, action: Action) -> tuple[Audience, ...]:
    """Whom a step concerns; an extension beyond the cap first concerns those who judge it, a closing the department.

    What waits for approval concerns those who judge it again after every step between, for it has spent their card.
    """
    if action is Action.EXTEND and ticket.pending:
        return (Audience.JUDGE,)
    if action is Action.NOTIFY and ticket.state is State.CLOSED:
        return (Audience.PROPOSER, Audience.DEPARTMENT)
    told = AFTER.get(action, ())
    waits = bool(ticket.pending) or ticket.joint == "requested"
    return (*told, J) if waits and J not in told and action not in AGES_NO_CARD else told


def rungs_of(session: Session, ticket: Ticket, audience: Audience, now: datetime) -> Iterator[list[Reader]]:
    """The people behind an audience today; a further rung is asked for where nobody of the one before is reached."""
    match audience:
        case Audience.PROPOSER:
            yield proposer(session, ticket)
        case Audience.HOLDER:
            yield from ladder(session, ticket, now)
        case Audience.DEPARTMENT:
            yield everybody(session, ticket, now)
        case Audience.JUDGE:
            yield judges(session, ticket, now)
        case Audience.RELATED:
            yield related(session, ticket, now)
