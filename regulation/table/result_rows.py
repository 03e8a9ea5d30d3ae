"""Chapter 告知与确认: result notice, told means told, confirmation, ex officio, the end of the flag (M14, P9)."""

from __future__ import annotations

from collections.abc import Iterator

from regulation import act_inputs as inputs
from regulation import conditions as c
from regulation import effects, telling, two_persons, withdrawal
from regulation.state_groups import IN_A_ROUND
from regulation.states import Action, ClockKind, Outcome, State
from regulation.step import Condition, Transition, both
from regulation.table.row_builder import CENTRE, PROPOSER, STAYS, SUPERVISOR, SYSTEM, rows

A, K, S = Action, ClockKind, State

TELLING = (S.SUPPLEMENTING, S.COOPERATING, S.CONSENTING, S.CONFIRMING, S.CLOSED)  # where something may wait to be told


def rejected(source: State, department: Condition, platform: Condition, city: Condition) -> Iterator[Transition]:
    """P9: each kind of result goes back to whom it came from, in a new round."""
    told = both(effects.new_round, telling.by_acting)
    for when, to, starts in (
        (department, S.DISPATCHED, K.REPLY),
        (platform, S.CHECKING, K.CHECK),
        (city, S.CITY, K.CITY_FOLLOW_UP),
    ):
        yield from rows(
            source, A.REJECT, to, PROPOSER + SUPERVISOR, "P9", when=when, needs=inputs.REJECTION,
            guards=(two_persons.another_than_who_recorded,), stops=K.CONFIRM, starts=starts, then=told, since=2,
        )  # fmt: skip


# fmt: off
ROWS: tuple[Transition, ...] = (
    # 告知 (M14)
    *rows(S.NOTIFYING, A.NOTIFY, S.CONFIRMING, CENTRE + SYSTEM, "M14", when=c.TO_CONFIRM, needs=inputs.NOTE,
          stops=K.NOTICE, starts=K.CONFIRM, before=2),
    *rows(S.NOTIFYING, A.NOTIFY, S.CLOSED, CENTRE + SYSTEM, "M14", when=c.SPECIAL_CASE, needs=inputs.NOTE,
          stops=K.NOTICE, outcome=Outcome.SPECIAL, before=2),
    *rows(S.NOTIFYING, A.NOTIFY, STAYS, CENTRE + SYSTEM, "M14", when=c.DISTRICT, needs=inputs.NOTE,
          guards=(telling.not_sent,), then=telling.to_tell, since=2),
    *rows(S.NOTIFYING, A.NOTIFY, S.CLOSED, CENTRE + SYSTEM, "M8", when=c.CITY_ISSUED, needs=inputs.NOTE,
          stops=K.NOTICE, outcome=Outcome.CITY_DONE, flag="clear"),
    # 送达：告知到提出方，才算告知，提出方的期限才开始 (M14)
    *rows(S.NOTIFYING, A.TOLD, S.CONFIRMING, SYSTEM, "M14", when=c.SENT_TO_CONFIRM, then=telling.told, since=2),
    *rows(S.NOTIFYING, A.TOLD, S.CLOSED, SYSTEM, "M14", when=c.SENT_SPECIAL, outcome=Outcome.SPECIAL,
          then=telling.told, since=2),
    *rows(TELLING, A.TOLD, STAYS, SYSTEM, "M14", when=telling.UNTOLD, then=telling.told, since=2),
    *rows(tuple(S), A.TELEPHONE, STAYS, CENTRE, "M14", needs=inputs.CALLING, before=2),
    *rows(S.NOTIFYING, A.TELEPHONE, S.CONFIRMING, CENTRE, "M14", when=c.CALLED_TO_CONFIRM, needs=inputs.CALLED,
          then=telling.told, since=2),
    *rows(S.NOTIFYING, A.TELEPHONE, S.CLOSED, CENTRE, "M14", when=c.CALLED_SPECIAL, needs=inputs.CALLED,
          outcome=Outcome.SPECIAL, then=telling.told, since=2),
    *rows(TELLING, A.TELEPHONE, STAYS, CENTRE, "M14", when=telling.REACHED, needs=inputs.CALLED,
          then=telling.told, since=2),
    *rows(tuple(S), A.TELEPHONE, STAYS, CENTRE, "M14", when=telling.NOT_REACHED, needs=inputs.CALLED,
          then=telling.attempt, since=2),
    *rows(S.NOTIFYING, A.LETTER, S.CONFIRMING, CENTRE, "M14", when=c.CALLED_TO_CONFIRM, needs=inputs.WRITTEN,
          then=telling.told, since=2),
    *rows(S.NOTIFYING, A.LETTER, S.CLOSED, CENTRE, "M14", when=c.CALLED_SPECIAL, needs=inputs.WRITTEN,
          outcome=Outcome.SPECIAL, then=telling.told, since=2),
    *rows(TELLING, A.LETTER, STAYS, CENTRE, "M14", when=telling.REACHED, needs=inputs.WRITTEN,
          then=telling.told, since=2),
    *rows((S.NOTIFYING, *TELLING), A.LETTER, STAYS, CENTRE, "M14", when=telling.NOT_REACHED, needs=inputs.WRITTEN,
          guards=(telling.something_to_tell,), then=telling.attempt, since=2),
    *rows((S.NOTIFYING, S.SUPPLEMENTING, S.COOPERATING, S.CONSENTING, S.CONFIRMING), A.END_UNTOLD, S.CLOSED,
          CENTRE + SUPERVISOR, "M14", needs=inputs.REASON, guards=(telling.beyond_reach,), outcome=Outcome.UNTOLD,
          then=both(effects.mark_unconfirmed, telling.give_up), since=2),
    *rows(S.CLOSED, A.END_UNTOLD, STAYS, CENTRE + SUPERVISOR, "M14", needs=inputs.REASON,
          guards=(telling.beyond_reach,), then=telling.give_up, since=2),
    *rows(IN_A_ROUND, A.CORRECT_NOTICE, STAYS, CENTRE, "M14", needs=inputs.CORRECTING,
          guards=(telling.result_told,), since=2),
    # 确认 (P9)
    *rows(S.CONFIRMING, A.CONFIRM, S.CLOSED, PROPOSER, "P9", needs=inputs.NOTE, guards=(c.proposers_own,),
          stops=K.CONFIRM, outcome=Outcome.CONFIRMED, flag="clear", then=effects.confirm, before=2),
    *rows(S.CONFIRMING, A.CONFIRM, S.CLOSED, PROPOSER + SUPERVISOR, "P9", needs=inputs.NOTE,
          guards=(c.proposers_own, *two_persons.BY_ANOTHER), stops=K.CONFIRM,
          outcome=Outcome.CONFIRMED, flag="clear", then=both(effects.confirm, telling.by_acting), since=2),
    *rows(S.NOTIFYING, A.CONFIRM, S.CLOSED, PROPOSER + SUPERVISOR, "P9", when=c.SENT_TO_CONFIRM, needs=inputs.NOTE,
          guards=(c.proposers_own, *two_persons.BY_ANOTHER),
          outcome=Outcome.CONFIRMED, flag="clear", then=both(effects.confirm, telling.by_acting), since=2),
    *rows(S.CONFIRMING, A.REJECT, S.DISPATCHED, PROPOSER, "P9", when=c.BY_DEPARTMENT, needs=inputs.REJECTION,
          stops=K.CONFIRM, starts=K.REPLY, then=effects.next_round, before=2),
    *rows(S.CONFIRMING, A.REJECT, S.CHECKING, PROPOSER, "P9", when=c.BY_PLATFORM, needs=inputs.REJECTION,
          stops=K.CONFIRM, starts=K.CHECK, then=effects.next_round, before=2),
    *rows(S.CONFIRMING, A.REJECT, S.CITY, PROPOSER, "P9", when=c.BY_CITY, needs=inputs.REJECTION,
          stops=K.CONFIRM, then=effects.next_round, before=2),
    *rejected(S.CONFIRMING, c.BY_DEPARTMENT, c.BY_PLATFORM, c.BY_CITY),
    *rejected(S.NOTIFYING, c.SENT_BY_DEPARTMENT, c.SENT_BY_PLATFORM, c.SENT_BY_CITY),
    *rows(S.CONFIRMING, A.LAPSE_CONFIRMATION, S.CLOSED, SYSTEM, "P9", guards=(c.confirmation_passed,),
          stops=K.CONFIRM, outcome=Outcome.UNCONFIRMED, flag="clear", before=2),
    *rows(S.CONFIRMING, A.LAPSE_CONFIRMATION, S.CLOSED, SYSTEM, "P9", guards=(c.confirmation_passed,),
          stops=K.CONFIRM, outcome=Outcome.UNCONFIRMED, then=both(effects.mark_unconfirmed, telling.to_tell), since=2),
    # 依职权：提出方撤回后由中心两人确认 (P9)
    *rows(S.CENTRE_CONFIRMING, A.CONFIRM_BY_CENTRE, STAYS, CENTRE + SUPERVISOR, "P9", when=withdrawal.FIRST_OF_TWO,
          needs=inputs.CHECKED, guards=(withdrawal.neither_twice_nor_repairer,),
          then=withdrawal.first_confirmation, since=2),
    *rows(S.CENTRE_CONFIRMING, A.CONFIRM_BY_CENTRE, S.CLOSED, CENTRE + SUPERVISOR, "P9",
          when=withdrawal.SECOND_OF_TWO & withdrawal.REPORTED, needs=inputs.CHECKED,
          guards=(withdrawal.neither_twice_nor_repairer,), stops=K.CENTRE_CONFIRM, outcome=Outcome.EX_OFFICIO,
          flag="clear", since=2),
    *rows(S.CENTRE_CONFIRMING, A.CONFIRM_BY_CENTRE, S.CLOSED, CENTRE + SUPERVISOR, "G7",
          when=withdrawal.SECOND_OF_TWO & withdrawal.APPLIED, needs=inputs.CHECKED,
          guards=(withdrawal.neither_twice_nor_repairer,), stops=K.CENTRE_CONFIRM, outcome=Outcome.SPECIAL,
          flag="set", since=2),
    *rows(S.CENTRE_CONFIRMING, A.REJECT_BY_CENTRE, S.DISPATCHED, CENTRE, "P9", when=c.BY_DEPARTMENT,
          needs=inputs.REJECTION, stops=K.CENTRE_CONFIRM, starts=K.REPLY, then=effects.new_round, since=2),
    *rows(S.CENTRE_CONFIRMING, A.REJECT_BY_CENTRE, S.CHECKING, CENTRE, "P9", when=c.BY_PLATFORM,
          needs=inputs.REJECTION, stops=K.CENTRE_CONFIRM, starts=K.CHECK, then=effects.new_round, since=2),
    *rows(S.CENTRE_CONFIRMING, A.REJECT_BY_CENTRE, S.CITY, CENTRE, "P9", when=c.BY_CITY,
          needs=inputs.REJECTION, stops=K.CENTRE_CONFIRM, starts=K.CITY_FOLLOW_UP, then=effects.new_round, since=2),
    *rows(S.CLOSED, A.CLEAR_FLAG, STAYS, CENTRE + SUPERVISOR, "P9", needs=inputs.CHECKED,
          guards=(c.flag_to_check, two_persons.another_than_who_repaired), flag="clear",
          then=effects.check_flag, since=2),
)
# fmt: on
