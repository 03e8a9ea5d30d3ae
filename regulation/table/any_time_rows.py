"""Chapter 任何阶段: withdrawal and its undoing, urging, linking, corrections, evaluation, reopening (M5, M15, P9)."""

from __future__ import annotations

from regulation import act_inputs as inputs
from regulation import conditions as c
from regulation import effects, reopening, statutory_clocks, telling, two_persons, withdrawal
from regulation.reopening import ended_in
from regulation.state_groups import IN_A_ROUND, OPEN, WORKED_ON
from regulation.states import Action, ClockKind, Outcome, State
from regulation.step import Transition, both
from regulation.table.row_builder import CENTRE, PROPOSER, STAYS, SUPERVISOR, SYSTEM, URGERS, rows

A, K, S = Action, ClockKind, State
BY_PROPOSER = PROPOSER + SUPERVISOR  # who has no account: recorded for them (P9)
WITHDRAWING = (withdrawal.has_proposer, two_persons.another_than_who_recorded)

# fmt: off
ROWS: tuple[Transition, ...] = (
    # 撤回 (M5, M13, P9)
    *rows(OPEN, A.WITHDRAW, S.CLOSED, PROPOSER, "M5", needs=inputs.MAYBE_REASON,
          outcome=Outcome.WITHDRAWN, flag="clear", before=2),
    *rows(OPEN, A.WITHDRAW, S.CLOSED, BY_PROPOSER, "M5", when=withdrawal.NO_FAULT, needs=inputs.MAYBE_REASON,
          guards=WITHDRAWING, outcome=Outcome.WITHDRAWN, flag="clear",
          then=withdrawal.withdraw, since=2),
    *rows(WORKED_ON, A.WITHDRAW, STAYS, BY_PROPOSER, "P9", when=withdrawal.FAULT, needs=inputs.MAYBE_REASON,
          guards=WITHDRAWING, then=withdrawal.step_out, since=2),
    *rows(S.COOPERATING, A.WITHDRAW, S.VERIFYING, BY_PROPOSER, "P9", when=withdrawal.FAULT, needs=inputs.MAYBE_REASON,
          guards=WITHDRAWING, then=withdrawal.step_out_of_cooperation, since=2),
    *rows(S.CONSENTING, A.WITHDRAW, S.REPAIRING, BY_PROPOSER, "P9", when=withdrawal.FAULT, needs=inputs.MAYBE_REASON,
          guards=WITHDRAWING, then=withdrawal.step_out_of_consent, since=2),
    *rows((S.NOTIFYING, S.CONFIRMING), A.WITHDRAW, S.CENTRE_CONFIRMING, BY_PROPOSER, "P9", when=withdrawal.FAULT,
          needs=inputs.MAYBE_REASON, guards=WITHDRAWING, starts=K.CENTRE_CONFIRM,
          then=withdrawal.step_out_of_confirmation, since=2),
    *rows(S.NOTIFYING, A.WITHDRAW, S.CLOSED, BY_PROPOSER, "G7", when=withdrawal.CONSENTED, needs=inputs.MAYBE_REASON,
          guards=WITHDRAWING, outcome=Outcome.SPECIAL, then=withdrawal.withdraw, since=2),
    *rows(WORKED_ON, A.UNDO_WITHDRAWAL, STAYS, CENTRE, "P9", needs=inputs.REASON,
          guards=(withdrawal.undoable,), then=withdrawal.undo, since=2),
    *rows(S.CENTRE_CONFIRMING, A.UNDO_WITHDRAWAL, S.NOTIFYING, CENTRE, "P9", when=withdrawal.WAS_NOT_TOLD,
          needs=inputs.REASON, guards=(withdrawal.undoable,), stops=K.CENTRE_CONFIRM,
          then=withdrawal.undo_before_notice, since=2),
    *rows(S.CENTRE_CONFIRMING, A.UNDO_WITHDRAWAL, S.CONFIRMING, CENTRE, "P9", when=withdrawal.WAS_TOLD,
          needs=inputs.REASON, guards=(withdrawal.undoable,), stops=K.CENTRE_CONFIRM,
          then=withdrawal.undo_confirmation, since=2),
    *rows(S.CENTRE_CONFIRMING, A.UNDO_WITHDRAWAL, S.CONSENTING, CENTRE, "G7", when=withdrawal.APPLIED,
          needs=inputs.REASON, guards=(withdrawal.undoable,), stops=K.CENTRE_CONFIRM,
          then=withdrawal.undo_before_consent, since=2),
    *(row for state in OPEN if state is not S.CENTRE_CONFIRMING
      for row in rows(S.CLOSED, A.UNDO_WITHDRAWAL, state, CENTRE, "M5", when=ended_in(state, Outcome.WITHDRAWN),
                      needs=inputs.REASON, guards=(withdrawal.undoable,), then=reopening.reopen, since=2)),
    # 任何阶段
    *rows(OPEN, A.URGE, STAYS, URGERS, "M15", needs=inputs.NOTE, then=effects.instruct),
    *rows(OPEN, A.LINK, STAYS, CENTRE + SYSTEM, "M14", needs=inputs.ROOT, then=effects.link),
    *rows(OPEN, A.RECOMPUTE, STAYS, SYSTEM, "M14", guards=(c.dated_otherwise,), then=statutory_clocks.recompute),
    *rows(tuple(S), A.CORRECT_VERDICT, STAYS, SUPERVISOR, "M15", needs=inputs.CORRECTION, guards=(c.judged,),
          then=effects.correct_verdict),
    *rows(IN_A_ROUND, A.END_UNACCEPTED, S.CLOSED, SUPERVISOR, "M15", needs=inputs.REASON, guards=(c.many_rounds,),
          outcome=Outcome.UNACCEPTED, then=both(effects.mark_unconfirmed, telling.to_tell_proposer), since=2),
    # 评价、重新受理 (M5, P3, P9)
    *rows(S.CLOSED, A.EVALUATE, STAYS, PROPOSER, "M5", needs=inputs.EVALUATION,
          guards=(c.evaluable,), then=effects.evaluate, before=2),
    *rows(S.CLOSED, A.EVALUATE, STAYS, PROPOSER + SUPERVISOR, "M5", needs=inputs.EVALUATION,
          guards=(c.evaluable, *two_persons.BY_ANOTHER), then=effects.evaluate, since=2),
    *rows(S.CLOSED, A.REOPEN, S.SUPPLEMENTING, CENTRE, "P3", when=c.WAS_ABANDONED, needs=inputs.JUSTIFYING,
          starts=K.SUPPLEMENT, then=effects.reopen_supplement, before=2),
    *rows(S.CLOSED, A.REOPEN, S.SUPPLEMENTING, CENTRE, "P3", when=c.WAS_ABANDONED, needs=inputs.JUSTIFYING,
          then=both(effects.reopen, effects.tell_supplement_limit), since=2),
    *rows(S.CLOSED, A.REOPEN, S.CONFIRMING, CENTRE + PROPOSER, "P9", when=c.WAS_UNCONFIRMED, needs=inputs.REASON,
          starts=K.CONFIRM, then=effects.reopen_confirmation, before=2),
    *rows(S.CLOSED, A.REOPEN, S.CONFIRMING, CENTRE + PROPOSER, "P9", when=c.WAS_UNCONFIRMED, needs=inputs.REASON,
          guards=(c.not_reconfirmed,), then=both(effects.reopen_confirmation, effects.unmark_unconfirmed,
                                                 reopening.confirmation_anew), since=2),
    *rows(S.CLOSED, A.REOPEN, S.PRESCREEN, CENTRE, "M10", when=c.WAS_DECLINED, needs=inputs.REASON,
          starts=K.ACCEPT, then=effects.reopen, before=2),
    *rows(S.CLOSED, A.REOPEN, S.PRESCREEN, CENTRE, "M10", when=c.WAS_DECLINED, needs=inputs.REASON,
          starts=K.ACCEPT, then=both(effects.reopen, telling.nothing_more), since=2),
    *(row for state in OPEN
      for row in rows(S.CLOSED, A.REOPEN, state, CENTRE, "M5", when=ended_in(state, *reopening.UNSETTLED),
                      needs=inputs.REASON, then=reopening.reopen, since=2)),
)
# fmt: on
