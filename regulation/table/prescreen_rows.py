"""Chapter 提出、收办、补正: filing, prescreen, the one supplement and its delay (M2, M8-M10, P1-P3)."""

from __future__ import annotations

from regulation import act_inputs as inputs
from regulation import conditions as c
from regulation import effects, extension, telling
from regulation.states import Action, ClockKind, Outcome, State
from regulation.step import Transition, both
from regulation.table.row_builder import CENTRE, FILERS, PROPOSER, STAYS, SYSTEM, rows

A, K, S = Action, ClockKind, State

# fmt: off
ROWS: tuple[Transition, ...] = (
    # 提出 (M8, M9, G2)
    *rows(None, A.FILE, S.PRESCREEN, FILERS, "P1", needs=inputs.FILING, starts=K.ACCEPT),
    *rows(None, A.ENTER_CITY_ORDER, S.TRANSFERRING, CENTRE, "M8", needs=inputs.CITY_ORDER + inputs.FILING),
    # 收办 (M10, P2)
    *rows(S.PRESCREEN, A.ACCEPT, S.CHECKING, CENTRE, "P2", needs=inputs.NOTE, stops=K.ACCEPT, starts=K.CHECK),
    *rows(S.PRESCREEN, A.DECLINE, S.CLOSED, CENTRE, "M10", needs=inputs.DECLINING,
          stops=K.ACCEPT, outcome=Outcome.DECLINED, then=effects.decline, before=2),
    *rows(S.PRESCREEN, A.DECLINE, S.CLOSED, CENTRE, "M10", needs=inputs.DECLINING,
          stops=K.ACCEPT, outcome=Outcome.DECLINED, then=both(effects.decline, telling.to_tell), since=2),
    # 补正 (P3)
    *rows(S.PRESCREEN, A.ASK_SUPPLEMENT, S.SUPPLEMENTING, CENTRE, "P3", needs=inputs.SUPPLEMENT_ITEMS,
          guards=(c.one_supplement,), stops=K.ACCEPT, starts=K.SUPPLEMENT, then=effects.ask_supplement, before=2),
    *rows(S.PRESCREEN, A.ASK_SUPPLEMENT, S.SUPPLEMENTING, CENTRE, "P3", needs=inputs.SUPPLEMENT_ITEMS,
          guards=(c.one_supplement,), stops=K.ACCEPT, then=both(effects.ask_supplement, telling.to_tell), since=2),
    *rows(S.SUPPLEMENTING, A.SUPPLEMENT, S.PRESCREEN, PROPOSER, "P3", when=c.IN_TIME, needs=inputs.NOTE,
          stops=K.SUPPLEMENT, starts=K.ACCEPT, before=2),
    *rows(S.SUPPLEMENTING, A.SUPPLEMENT, S.PRESCREEN, PROPOSER, "P3", when=c.IN_TIME, needs=inputs.NOTE,
          stops=K.SUPPLEMENT, starts=K.ACCEPT, then=telling.by_acting, since=2),
    *rows(S.SUPPLEMENTING, A.SUPPLEMENT, S.LAPSED, PROPOSER, "P3", when=c.OVERDUE, needs=inputs.NOTE,
          stops=K.SUPPLEMENT, starts=K.ACCEPT, then=effects.late_supplement, before=2),
    *rows(S.SUPPLEMENTING, A.SUPPLEMENT, S.LAPSED, PROPOSER, "P3", when=c.OVERDUE, needs=inputs.NOTE,
          stops=K.SUPPLEMENT, starts=K.DELAY, then=effects.supplement_arrived, since=2),
    *rows(S.LAPSED, A.SUPPLEMENT, STAYS, PROPOSER, "P3", needs=inputs.NOTE,
          guards=(c.no_second_arrival,), starts=K.ACCEPT, then=effects.late_supplement, before=2),
    *rows(S.LAPSED, A.SUPPLEMENT, STAYS, PROPOSER, "P3", needs=inputs.NOTE,
          guards=(c.no_second_supplement,), starts=K.DELAY, then=effects.supplement_arrived, since=2),
    *rows(S.SUPPLEMENTING, A.LAPSE, S.LAPSED, SYSTEM, "P3", guards=(c.supplement_passed,),
          stops=K.SUPPLEMENT, before=2),
    *rows(S.SUPPLEMENTING, A.LAPSE, S.LAPSED, SYSTEM, "P3", guards=(c.supplement_passed,),
          stops=K.SUPPLEMENT, starts=K.DELAY, since=2),
    *rows(S.SUPPLEMENTING, A.JUSTIFY, STAYS, CENTRE, "P3", needs=inputs.JUSTIFYING, then=extension.justify_supplement),
    *rows(S.LAPSED, A.JUSTIFY, S.PRESCREEN, CENTRE, "P3", when=c.ARRIVED, needs=inputs.REASON, before=2),
    *rows(S.LAPSED, A.JUSTIFY, S.PRESCREEN, CENTRE, "P3", when=c.HERE, needs=inputs.REASON,
          stops=K.DELAY, starts=K.ACCEPT, then=effects.settle_delay, since=2),
    *rows(S.LAPSED, A.JUSTIFY, S.SUPPLEMENTING, CENTRE, "P3", when=c.NOT_ARRIVED, needs=inputs.JUSTIFYING,
          starts=K.SUPPLEMENT, then=effects.new_supplement_limit, before=2),
    *rows(S.LAPSED, A.JUSTIFY, S.SUPPLEMENTING, CENTRE, "P3", when=c.NOT_HERE, needs=inputs.JUSTIFYING,
          stops=K.DELAY, then=effects.tell_supplement_limit, since=2),
    *rows(S.LAPSED, A.ABANDON, S.CLOSED, CENTRE, "P3", needs=inputs.MAYBE_REASON,
          stops=K.ACCEPT, outcome=Outcome.ABANDONED, before=2),
    *rows(S.LAPSED, A.ABANDON, S.CLOSED, CENTRE, "P3", needs=inputs.REASON,
          stops=K.DELAY, outcome=Outcome.ABANDONED, then=telling.to_tell, since=2),
    # 收办以后、答复以前，发现不适用本办法 (M2)
    *rows((S.CHECKING, S.TRANSFERRING, S.DISPATCHED, S.VERIFYING, S.RULING), A.TERMINATE, S.CLOSED, CENTRE, "M2",
          when=c.DISTRICT, needs=inputs.TERMINATING, guards=(c.no_fault_found, c.not_replied),
          outcome=Outcome.TERMINATED, then=effects.terminate, since=2),
)
# fmt: on
