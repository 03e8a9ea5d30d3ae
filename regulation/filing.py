"""Opening a case, by a filing or by an order of the city; the acceptance limit runs from the original receipt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime

from regulation.case import Actor
from regulation.decide import conclude
from regulation.decision import Decision
from regulation.law import Law
from regulation.need_parsers import read
from regulation.refusals import BadValue, NotYours
from regulation.replay import PlainCase
from regulation.roles import is_proposer
from regulation.states import Action, Role, Track
from regulation.step import Step
from regulation.transitions import TRANSITIONS

NOT_SET = {"seq", "clocks"}


def open_case(
    number: str,
    proposer_id: int,
    actor: Actor,
    now: datetime,
    law: Law,
    *,
    filed_at: datetime | None = None,
    on_behalf: bool = False,
    fusion: bool = False,
    given: Mapping[str, object] | None = None,
) -> Decision:
    """The filing of an objection: the first decision, which builds the case when applied to an empty one.

    A filing that came by phone or letter (代录, G2) has its original receipt as `filed_at`; with `on_behalf`
    its proposer has no account, and the centre records what they say. `law` is that of the filing day.
    """
    case = PlainCase(number, law.rulebook.id, proposer_id=proposer_id, filed_at=filed_at or now)
    case.on_behalf, case.fusion = on_behalf, fusion
    case.recorded_by = 0 if actor.person_id == proposer_id else actor.person_id
    return _opened(case, Action.FILE, actor, now, law, given)


def open_city_order(
    number: str,
    actor: Actor,
    now: datetime,
    law: Law,
    *,
    filed_at: datetime | None = None,
    proposer_id: int = 0,
    fusion: bool = False,
    given: Mapping[str, object] | None = None,
) -> Decision:
    """An order issued by the city's platform (M8): the centre passes it on, no district limit times it."""
    case = PlainCase(number, law.rulebook.id, Track.CITY_ISSUED, proposer_id=proposer_id, filed_at=filed_at or now)
    case.on_behalf, case.fusion = True, fusion
    return _opened(case, Action.ENTER_CITY_ORDER, actor, now, law, given)


def _opened(
    case: PlainCase, action: Action, actor: Actor, now: datetime, law: Law, given: Mapping[str, object] | None
) -> Decision:
    row = TRANSITIONS[None, action][0]
    step = Step(case, row, actor, _role(case, action, actor), now, law, begun=case.filed_at)
    if case.filed_at > now:
        raise BadValue("收到时间：不能晚于现在。", field="filed_at", clause="G2")
    step.change(**{field.name: getattr(case, field.name) for field in fields(case) if field.name not in NOT_SET})
    step.take(row.needs, read(row.needs, given or {}, law, step.today))
    return conclude(step)


def _role(case: PlainCase, action: Action, actor: Actor) -> Role:
    """Anybody files for themselves; for others only the centre and liaison officers do."""
    roles = {Role.PROPOSER} if is_proposer(case, actor) else actor.roles
    role = next((role for role in TRANSITIONS[None, action][0].roles if role in roles), None)
    if role is None:
        raise NotYours("只有区大数据中心和联络专员可以代他人录入异议。", clause="G2")
    return role
