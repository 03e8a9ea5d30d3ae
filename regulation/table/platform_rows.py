"""Chapter 平台核查与转交: platform check and repair, the city, transfer, return and ruling (M6, M7, M11, P4, P10)."""

from __future__ import annotations

from regulation import act_inputs as inputs
from regulation import conditions as c
from regulation import effects, extension, two_persons
from regulation import platform_return as back
from regulation.state_groups import HELD_OPEN, TO_REPLY
from regulation.states import Action, ClockKind, Result, State
from regulation.step import Transition, both
from regulation.table.row_builder import CENTRE, DEPARTMENT, DIRECTOR, OFFICER, STAYS, SUPERVISOR, rows

A, K, S = Action, ClockKind, State

# fmt: off
ROWS: tuple[Transition, ...] = (
    # 平台核查与处理 (M11, P4)
    *rows(S.CHECKING, A.CLEAR_PLATFORM, S.TRANSFERRING, CENTRE, "P4", when=back.NOT_RETURNED, needs=inputs.NOTE,
          stops=K.CHECK, starts=K.TRANSFER),
    *rows(S.CHECKING, A.BLAME_PLATFORM, S.PLATFORM_REPAIR, CENTRE, "P4", needs=inputs.PLATFORM_CAUSE,
          stops=K.CHECK, starts=K.PLATFORM_REPAIR, flag="set", then=effects.promise, before=2),
    *rows(S.CHECKING, A.BLAME_PLATFORM, S.PLATFORM_REPAIR, CENTRE, "P4", needs=inputs.PLATFORM_CAUSE,
          stops=K.CHECK, starts=K.PLATFORM_REPAIR, flag="set", then=back.blame_platform, since=2),
    *rows((S.TRANSFERRING, S.PLATFORM_REPAIR), A.CORRECT_CHECK, S.CHECKING, CENTRE, "P4", needs=inputs.REASON,
          guards=(back.finding_is_last,), then=back.take_back_finding, since=2),
    *rows(S.PLATFORM_REPAIR, A.EXTEND, STAYS, CENTRE, "P4", needs=inputs.PLATFORM_EXTENSION,
          guards=(c.before_expiry,), then=extension.ask, before=2),
    *rows(S.PLATFORM_REPAIR, A.EXTEND, STAYS, CENTRE, "P4", needs=inputs.PLATFORM_EXTENSION + inputs.EXPECTED,
          guards=(c.before_expiry,), then=extension.apply_for, since=2),
    *rows(S.PLATFORM_REPAIR, A.APPROVE_EXTENSION, STAYS, DIRECTOR, "P4", needs=inputs.REASON,
          guards=(c.pending,), then=extension.approve, before=2),
    *rows(S.PLATFORM_REPAIR, A.REFUSE_EXTENSION, STAYS, DIRECTOR, "P4", needs=inputs.REASON,
          guards=(c.pending,), then=extension.refuse, before=2),
    *rows(HELD_OPEN, A.APPROVE_EXTENSION, STAYS, DIRECTOR + SUPERVISOR, "P4",
          when=c.PLATFORM_PENDING, needs=inputs.REASON, guards=(two_persons.another_than_who_asked,),
          then=extension.grant, since=2),
    *rows(HELD_OPEN, A.REFUSE_EXTENSION, STAYS, DIRECTOR + SUPERVISOR, "P4",
          when=c.PLATFORM_PENDING, needs=inputs.REASON, guards=(two_persons.another_than_who_asked,),
          then=extension.deny, since=2),
    *rows(S.PLATFORM_REPAIR, A.FINISH_PLATFORM_REPAIR, S.NOTIFYING, CENTRE, "P4", when=c.PLATFORM_ALONE,
          needs=inputs.PLATFORM_REPAIR, stops=K.PLATFORM_REPAIR, starts=K.NOTICE,
          result=Result.PLATFORM_REPAIRED, then=both(effects.keep_promise, effects.reported_by)),
    *rows(S.PLATFORM_REPAIR, A.FINISH_PLATFORM_REPAIR, S.TRANSFERRING, CENTRE, "P4", when=c.ALSO_SOURCE,
          needs=inputs.PLATFORM_REPAIR, stops=K.PLATFORM_REPAIR, starts=K.TRANSFER,
          then=both(effects.keep_promise, effects.repaired_platform_first)),
    # 市平台 (P10)
    *rows(S.CHECKING, A.HAND_TO_CITY, S.CITY, CENTRE, "P10", needs=inputs.CITY_ORDER, stops=K.CHECK, before=2),
    *rows(S.TRANSFERRING, A.HAND_TO_CITY, S.CITY, CENTRE, "P10", needs=inputs.CITY_ORDER, stops=K.TRANSFER, before=2),
    *rows(S.CHECKING, A.HAND_TO_CITY, S.CITY, CENTRE, "P10", needs=inputs.CITY_ORDER,
          stops=K.CHECK, starts=K.CITY_FOLLOW_UP, since=2),
    *rows(S.TRANSFERRING, A.HAND_TO_CITY, S.CITY, CENTRE, "P10", needs=inputs.CITY_ORDER,
          stops=K.TRANSFER, starts=K.CITY_FOLLOW_UP, since=2),
    *rows(S.RULING, A.HAND_TO_CITY, S.CITY, CENTRE + SUPERVISOR, "P10", needs=inputs.CITY_ORDER + inputs.REASON,
          guards=(back.not_own_department,), stops=K.RULING, starts=K.CITY_FOLLOW_UP, since=2),
    *rows(S.CITY, A.FOLLOW_UP_CITY, STAYS, CENTRE, "P10", needs=inputs.FOLLOW_UP,
          stops=K.CITY_FOLLOW_UP, starts=K.CITY_FOLLOW_UP, since=2),
    *rows(S.CITY, A.CITY_RESULT, S.NOTIFYING, CENTRE, "P10", needs=inputs.CITY_FINDING,
          starts=K.NOTICE, result=Result.CITY, before=2),
    *rows(S.CITY, A.CITY_RESULT, S.NOTIFYING, CENTRE, "P10", needs=inputs.CITY_FINDING,
          stops=K.CITY_FOLLOW_UP, starts=K.NOTICE, result=Result.CITY, since=2),
    # 转交、退回、裁定 (M6, M7, M11, P4)
    *rows(S.TRANSFERRING, A.TRANSFER, S.DISPATCHED, CENTRE, "P4", needs=inputs.OWNER,
          stops=K.TRANSFER, starts=K.REPLY, then=effects.assign),
    *rows(TO_REPLY, A.RETURN, S.TRANSFERRING, OFFICER, "M11", when=c.FIRST_RETURN,
          needs=inputs.RETURNING, guards=(c.owner_open,), stops=K.REPLY, starts=K.TRANSFER, then=effects.give_back),
    *rows(TO_REPLY, A.RETURN, S.RULING, OFFICER, "M11", when=c.RETURNED_AGAIN,
          needs=inputs.RETURNING, guards=(c.owner_open,), stops=K.REPLY, starts=K.TRANSFER,
          then=effects.give_back, before=2),
    *rows(TO_REPLY, A.RETURN, S.RULING, OFFICER, "M11", when=c.RETURNED_AGAIN,
          needs=inputs.RETURNING, guards=(c.owner_open,), stops=K.REPLY, starts=K.RULING,
          then=effects.give_back, since=2),
    *rows((*TO_REPLY, S.REPAIRING), A.REPLY_PLATFORM, S.CHECKING, DEPARTMENT, "M11", when=c.FIRST_RETURN,
          needs=inputs.REPLY_PLATFORM, guards=(back.once_a_round,), stops=K.REPLY, starts=K.CHECK,
          then=back.to_platform, since=2),
    *rows((*TO_REPLY, S.REPAIRING), A.REPLY_PLATFORM, S.RULING, DEPARTMENT, "M11", when=c.RETURNED_AGAIN,
          needs=inputs.REPLY_PLATFORM, guards=(back.once_a_round,), stops=K.REPLY, starts=K.RULING,
          then=back.to_platform, since=2),
    *rows(S.RULING, A.RULE, S.DISPATCHED, CENTRE, "M11", needs=inputs.OWNER,
          stops=K.TRANSFER, starts=K.REPLY, then=effects.rule, before=2),
    *rows(S.RULING, A.RULE, S.DISPATCHED, CENTRE + SUPERVISOR, "M11", when=back.TO_OTHER, needs=inputs.OWNER,
          guards=(back.not_own_department,), stops=K.RULING, starts=K.REPLY, then=effects.rule, since=2),
    *rows(S.RULING, A.RULE, S.REPAIRING, CENTRE + SUPERVISOR, "M11", when=back.TO_REPAIRER, needs=inputs.OWNER,
          guards=(back.not_own_department,), stops=K.RULING, then=back.resume_repair, since=2),
    *rows(S.CHECKING, A.RULE, S.DISPATCHED, CENTRE + SUPERVISOR, "M11", when=back.RETURNED_TO_OTHER, needs=inputs.OWNER,
          guards=(back.not_own_department,), stops=K.CHECK, starts=K.REPLY, then=effects.rule, since=2),
    *rows(S.CHECKING, A.RULE, S.REPAIRING, CENTRE + SUPERVISOR, "M11", when=back.RETURNED_TO_REPAIRER,
          needs=inputs.OWNER, guards=(back.not_own_department,), stops=K.CHECK, then=back.resume_repair, since=2),
    *rows(S.RULING, A.BLAME_PLATFORM, S.PLATFORM_REPAIR, CENTRE + SUPERVISOR, "M11", needs=inputs.PLATFORM_CAUSE,
          guards=(back.not_own_department,), stops=K.RULING, starts=K.PLATFORM_REPAIR, flag="set",
          then=back.blame_platform, since=2),
)
# fmt: on
