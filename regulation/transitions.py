"""TRANSITIONS is the whole law as one state transition table: what has no row is refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from regulation import act_inputs as inputs
from regulation import conditions as c
from regulation import effects, extension, joint_handling, statutory_clocks
from regulation.decision import Flag
from regulation.need import Need
from regulation.state_groups import LEADING, MAY_REPLY, OPEN, TO_REPLY, WITH_DEPARTMENT
from regulation.states import Action, ClockKind, Outcome, Result, Role, State
from regulation.step import Condition, Effect, Guard, Transition

A, K, S = Action, ClockKind, State
CENTRE = (Role.OPERATOR, Role.DIRECTOR)
DIRECTOR = (Role.DIRECTOR,)
DEPARTMENT = (Role.OFFICER, Role.HANDLER)
OFFICER = (Role.OFFICER,)
RELATED = (Role.RELATED,)
PROPOSER = (Role.PROPOSER,)
SUPERVISOR = (Role.SUPERVISOR,)
SYSTEM = (Role.SYSTEM,)
FILERS = (Role.PROPOSER, Role.OPERATOR, Role.DIRECTOR, Role.OFFICER)
URGERS = (Role.OPERATOR, Role.DIRECTOR, Role.SUPERVISOR, Role.LEADER, Role.PROPOSER)
STAYS = None


def _rows(
    sources: State | Iterable[State] | None,
    action: Action,
    to: State | None,
    roles: tuple[Role, ...],
    clause: str,
    *,
    needs: tuple[Need, ...] = (),
    when: Condition | None = None,
    guards: tuple[Guard, ...] = (),
    stops: ClockKind | None = None,
    starts: ClockKind | None = None,
    result: Result | None = None,
    outcome: Outcome | None = None,
    flag: Flag = "",
    then: Effect | None = None,
    since: int = 1,
    before: int | None = None,
) -> Iterator[Transition]:
    """One row per source; `to` None keeps the state, `sources` None opens a case."""
    for source in [sources] if sources is None or isinstance(sources, State) else sources:
        target = source if to is None else to
        assert target is not None
        yield Transition(
            source, action, target, roles, clause, needs, when, guards, stops, starts, result, outcome, flag, then,
            since, before,
        )  # fmt: skip


# fmt: off
TABLE: tuple[Transition, ...] = (
    # 提出 (M8, M9, G2)
    *_rows(None, A.FILE, S.PRESCREEN, FILERS, "P1", needs=inputs.FILING, starts=K.ACCEPT),
    *_rows(None, A.ENTER_CITY_ORDER, S.TRANSFERRING, CENTRE, "M8", needs=inputs.CITY_ORDER + inputs.FILING),
    # 收办 (M10, P2, P3)
    *_rows(S.PRESCREEN, A.ACCEPT, S.CHECKING, CENTRE, "P2", needs=inputs.NOTE, stops=K.ACCEPT, starts=K.CHECK),
    *_rows(S.PRESCREEN, A.DECLINE, S.CLOSED, CENTRE, "M10", needs=inputs.DECLINING,
           stops=K.ACCEPT, outcome=Outcome.DECLINED, then=effects.decline),
    *_rows(S.PRESCREEN, A.ASK_SUPPLEMENT, S.SUPPLEMENTING, CENTRE, "P3", needs=inputs.SUPPLEMENT_ITEMS,
           guards=(c.one_supplement,), stops=K.ACCEPT, starts=K.SUPPLEMENT, then=effects.ask_supplement),
    *_rows(S.SUPPLEMENTING, A.SUPPLEMENT, S.PRESCREEN, PROPOSER, "P3", when=c.IN_TIME, needs=inputs.NOTE,
           stops=K.SUPPLEMENT, starts=K.ACCEPT),
    *_rows(S.SUPPLEMENTING, A.SUPPLEMENT, S.LAPSED, PROPOSER, "P3", when=c.OVERDUE, needs=inputs.NOTE,
           stops=K.SUPPLEMENT, starts=K.ACCEPT, then=effects.late_supplement),
    *_rows(S.LAPSED, A.SUPPLEMENT, STAYS, PROPOSER, "P3", needs=inputs.NOTE,
           guards=(c.no_second_arrival,), starts=K.ACCEPT, then=effects.late_supplement),
    *_rows(S.SUPPLEMENTING, A.LAPSE, S.LAPSED, SYSTEM, "P3", guards=(c.supplement_passed,), stops=K.SUPPLEMENT),
    *_rows(S.SUPPLEMENTING, A.JUSTIFY, STAYS, CENTRE, "P3", needs=inputs.JUSTIFYING, then=extension.justify_supplement),
    *_rows(S.LAPSED, A.JUSTIFY, S.PRESCREEN, CENTRE, "P3", when=c.ARRIVED, needs=inputs.REASON),
    *_rows(S.LAPSED, A.JUSTIFY, S.SUPPLEMENTING, CENTRE, "P3", when=c.NOT_ARRIVED, needs=inputs.JUSTIFYING,
           starts=K.SUPPLEMENT, then=effects.new_supplement_limit),
    *_rows(S.LAPSED, A.ABANDON, S.CLOSED, CENTRE, "P3", needs=inputs.MAYBE_REASON,
           stops=K.ACCEPT, outcome=Outcome.ABANDONED),
    # 平台核查与处理 (M11, P4, P10)
    *_rows(S.CHECKING, A.CLEAR_PLATFORM, S.TRANSFERRING, CENTRE, "P4", needs=inputs.NOTE,
           stops=K.CHECK, starts=K.TRANSFER),
    *_rows(S.CHECKING, A.BLAME_PLATFORM, S.PLATFORM_REPAIR, CENTRE, "P4", needs=inputs.PLATFORM_CAUSE,
           stops=K.CHECK, starts=K.PLATFORM_REPAIR, flag="set", then=effects.promise),
    *_rows(S.PLATFORM_REPAIR, A.EXTEND, STAYS, CENTRE, "P4", needs=inputs.PLATFORM_EXTENSION,
           guards=(c.before_expiry,), then=extension.ask),
    *_rows(S.PLATFORM_REPAIR, A.APPROVE_EXTENSION, STAYS, DIRECTOR, "P4", needs=inputs.REASON,
           guards=(c.pending,), then=extension.approve),
    *_rows(S.PLATFORM_REPAIR, A.REFUSE_EXTENSION, STAYS, DIRECTOR, "P4", needs=inputs.REASON,
           guards=(c.pending,), then=extension.refuse),
    *_rows(S.PLATFORM_REPAIR, A.FINISH_PLATFORM_REPAIR, S.NOTIFYING, CENTRE, "P4", when=c.PLATFORM_ALONE,
           needs=inputs.PLATFORM_REPAIR, stops=K.PLATFORM_REPAIR, starts=K.NOTICE,
           result=Result.PLATFORM_REPAIRED, then=effects.keep_promise),
    *_rows(S.PLATFORM_REPAIR, A.FINISH_PLATFORM_REPAIR, S.TRANSFERRING, CENTRE, "P4", when=c.ALSO_SOURCE,
           needs=inputs.PLATFORM_REPAIR, stops=K.PLATFORM_REPAIR, starts=K.TRANSFER, then=effects.keep_promise),
    *_rows(S.CHECKING, A.HAND_TO_CITY, S.CITY, CENTRE, "P10", needs=inputs.CITY_ORDER, stops=K.CHECK),
    *_rows(S.TRANSFERRING, A.HAND_TO_CITY, S.CITY, CENTRE, "P10", needs=inputs.CITY_ORDER, stops=K.TRANSFER),
    *_rows(S.CITY, A.CITY_RESULT, S.NOTIFYING, CENTRE, "P10", needs=inputs.CITY_FINDING,
           starts=K.NOTICE, result=Result.CITY),
    # 转交、签收、转派、退回、裁定 (M6, M7, M11, P4)
    *_rows(S.TRANSFERRING, A.TRANSFER, S.DISPATCHED, CENTRE, "P4", needs=inputs.OWNER,
           stops=K.TRANSFER, starts=K.REPLY, then=effects.assign),
    *_rows(S.DISPATCHED, A.RECEIVE, S.VERIFYING, DEPARTMENT, "M6", then=effects.receive),
    *_rows(WITH_DEPARTMENT, A.DISPATCH, STAYS, OFFICER, "M7", needs=inputs.HANDLER, then=effects.dispatch),
    *_rows(WITH_DEPARTMENT, A.TAKE_BACK, STAYS, DEPARTMENT, "M7", guards=(c.handed_on,), then=effects.take_back),
    *_rows(TO_REPLY, A.RETURN, S.TRANSFERRING, OFFICER, "M11", when=c.FIRST_RETURN,
           needs=inputs.RETURNING, guards=(c.owner_open,), stops=K.REPLY, starts=K.TRANSFER, then=effects.give_back),
    *_rows(TO_REPLY, A.RETURN, S.RULING, OFFICER, "M11", when=c.RETURNED_AGAIN,
           needs=inputs.RETURNING, guards=(c.owner_open,), stops=K.REPLY, starts=K.TRANSFER, then=effects.give_back),
    *_rows(S.RULING, A.RULE, S.DISPATCHED, CENTRE, "M11", needs=inputs.OWNER,
           stops=K.TRANSFER, starts=K.REPLY, then=effects.rule),
    # 核实与答复 (M13, G4, G7, P5, P6)
    *_rows((*MAY_REPLY, S.CONSENTING), A.REPLY_REPAIR, S.REPAIRING, DEPARTMENT, "P5", needs=inputs.REPLY_REPAIR,
           stops=K.REPLY, starts=K.REPAIR, flag="set", then=effects.reply_repair),
    *_rows(MAY_REPLY, A.REPLY_CORRECT, S.NOTIFYING, DEPARTMENT, "P6", needs=inputs.REPLY_CORRECT,
           stops=K.REPLY, starts=K.NOTICE, result=Result.CORRECT, then=effects.receive),
    *_rows(TO_REPLY, A.REPLY_COOPERATE, S.COOPERATING, DEPARTMENT, "G4",
           needs=inputs.REPLY_COOPERATE, stops=K.REPLY, then=effects.receive),
    *_rows(S.COOPERATING, A.COOPERATE, S.VERIFYING, PROPOSER, "G4", needs=inputs.COOPERATION, starts=K.REPLY),
    *_rows(MAY_REPLY, A.REPLY_SPECIAL, S.CONSENTING, DEPARTMENT, "G7", needs=inputs.REPLY_SPECIAL,
           stops=K.REPLY, then=effects.receive),
    *_rows(S.REPAIRING, A.REPLY_SPECIAL, S.CONSENTING, DEPARTMENT, "G7", needs=inputs.REPLY_SPECIAL, stops=K.REPAIR),
    *_rows(S.CONSENTING, A.CONSENT, S.NOTIFYING, PROPOSER, "G7", needs=inputs.NOTE, guards=(c.proposers_own,),
           starts=K.NOTICE, result=Result.SPECIAL, flag="set", then=effects.confirm),
    *_rows(S.CONSENTING, A.REFUSE_SPECIAL, S.REPAIRING, PROPOSER, "G7", needs=inputs.REASON,
           starts=K.REPAIR, flag="set"),
    # 协同 (M6, M12)
    *_rows(LEADING, A.REQUEST_JOINT, STAYS, OFFICER, "M12", needs=inputs.RELATED,
           guards=(c.fused,), then=joint_handling.request),
    *_rows(LEADING, A.APPROVE_JOINT, STAYS, CENTRE, "M12", needs=inputs.NOTE,
           guards=(c.joint_requested,), then=joint_handling.approve),
    *_rows(LEADING, A.REFUSE_JOINT, STAYS, CENTRE, "M12", needs=inputs.REASON,
           guards=(c.joint_requested,), then=joint_handling.dissolve),
    *_rows(LEADING, A.FINISH_RELATED, STAYS, RELATED, "M6", needs=inputs.DONE,
           guards=(c.joint_part_open,), then=effects.finish_related),
    # 修正与反馈 (P7, P8)
    *_rows(S.REPAIRING, A.EXTEND, STAYS, OFFICER, "P7", needs=inputs.REPAIR_EXTENSION,
           guards=(c.before_expiry,), then=extension.ask),
    *_rows(S.REPAIRING, A.APPROVE_EXTENSION, STAYS, CENTRE, "P7", needs=inputs.REASON,
           guards=(c.pending,), then=extension.approve),
    *_rows(S.REPAIRING, A.REFUSE_EXTENSION, STAYS, CENTRE, "P7", needs=inputs.REASON,
           guards=(c.pending,), then=extension.refuse),
    *_rows(S.REPAIRING, A.FINISH_REPAIR, S.NOTIFYING, DEPARTMENT, "P8", needs=inputs.REPAIR,
           stops=K.REPAIR, starts=K.NOTICE, result=Result.REPAIRED, then=effects.keep_promise),
    # 告知、确认 (M14, P9)
    *_rows(S.NOTIFYING, A.NOTIFY, S.CONFIRMING, CENTRE + SYSTEM, "M14", when=c.TO_CONFIRM, needs=inputs.NOTE,
           stops=K.NOTICE, starts=K.CONFIRM),
    *_rows(S.NOTIFYING, A.NOTIFY, S.CLOSED, CENTRE + SYSTEM, "M14", when=c.SPECIAL_CASE, needs=inputs.NOTE,
           stops=K.NOTICE, outcome=Outcome.SPECIAL),
    *_rows(S.NOTIFYING, A.NOTIFY, S.CLOSED, CENTRE + SYSTEM, "M8", when=c.CITY_ISSUED, needs=inputs.NOTE,
           stops=K.NOTICE, outcome=Outcome.CITY_DONE, flag="clear"),
    *_rows(S.CONFIRMING, A.CONFIRM, S.CLOSED, PROPOSER, "P9", needs=inputs.NOTE, guards=(c.proposers_own,),
           stops=K.CONFIRM, outcome=Outcome.CONFIRMED, flag="clear", then=effects.confirm),
    *_rows(S.CONFIRMING, A.REJECT, S.DISPATCHED, PROPOSER, "P9", when=c.BY_DEPARTMENT, needs=inputs.REJECTION,
           stops=K.CONFIRM, starts=K.REPLY, then=effects.next_round),
    *_rows(S.CONFIRMING, A.REJECT, S.CHECKING, PROPOSER, "P9", when=c.BY_PLATFORM, needs=inputs.REJECTION,
           stops=K.CONFIRM, starts=K.CHECK, then=effects.next_round),
    *_rows(S.CONFIRMING, A.REJECT, S.CITY, PROPOSER, "P9", when=c.BY_CITY, needs=inputs.REJECTION,
           stops=K.CONFIRM, then=effects.next_round),
    *_rows(S.CONFIRMING, A.LAPSE_CONFIRMATION, S.CLOSED, SYSTEM, "P9", guards=(c.confirmation_passed,),
           stops=K.CONFIRM, outcome=Outcome.UNCONFIRMED, flag="clear"),
    # 任何阶段
    *_rows(OPEN, A.WITHDRAW, S.CLOSED, PROPOSER, "M5", needs=inputs.MAYBE_REASON,
           outcome=Outcome.WITHDRAWN, flag="clear"),
    *_rows(OPEN, A.URGE, STAYS, URGERS, "M15", needs=inputs.NOTE),
    *_rows(tuple(S), A.TELEPHONE, STAYS, CENTRE, "M14", needs=inputs.CALLING),
    *_rows(OPEN, A.LINK, STAYS, CENTRE + SYSTEM, "M14", needs=inputs.ROOT, then=effects.link),
    *_rows(OPEN, A.RECOMPUTE, STAYS, SYSTEM, "M14", guards=(c.dated_otherwise,), then=statutory_clocks.recompute),
    *_rows(tuple(S), A.CORRECT_VERDICT, STAYS, SUPERVISOR, "M15", needs=inputs.CORRECTION, guards=(c.judged,),
           then=effects.correct_verdict),
    # 评价、重新受理 (M5, P3, P9)
    *_rows(S.CLOSED, A.EVALUATE, STAYS, PROPOSER, "M5", needs=inputs.EVALUATION,
           guards=(c.evaluable,), then=effects.evaluate),
    *_rows(S.CLOSED, A.REOPEN, S.SUPPLEMENTING, CENTRE, "P3", when=c.WAS_ABANDONED, needs=inputs.JUSTIFYING,
           starts=K.SUPPLEMENT, then=effects.reopen_supplement),
    *_rows(S.CLOSED, A.REOPEN, S.CONFIRMING, CENTRE + PROPOSER, "P9", when=c.WAS_UNCONFIRMED, needs=inputs.REASON,
           starts=K.CONFIRM, then=effects.reopen_confirmation),
    *_rows(S.CLOSED, A.REOPEN, S.PRESCREEN, CENTRE, "M10", when=c.WAS_DECLINED, needs=inputs.REASON,
           starts=K.ACCEPT, then=effects.reopen),
)
# fmt: on


def _indexed(table: Iterable[Transition]) -> Mapping[tuple[State | None, Action], tuple[Transition, ...]]:
    index: dict[tuple[State | None, Action], tuple[Transition, ...]] = {}
    for row in table:
        index[row.source, row.action] = (*index.get((row.source, row.action), ()), row)
    return index


TRANSITIONS = _indexed(TABLE)
