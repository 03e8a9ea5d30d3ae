"""Steps that the proposer does not read yet, or not any more: an indefinite reply, an application, a withdrawn case.

Own rules to P6 (答复不明确: not on the day of the reply), P7, G7 and M12 (what is only applied for is internal until it
is decided) and P9 (who withdrew after a finding of fault is told no more).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from regulation.act_groups import REPLIES
from regulation.case import Case
from regulation.law import Law
from regulation.shanghai import local_date
from regulation.states import Action
from store.cases import history
from store.tables import HistoryLine


def withheld(case: Case, lines: Sequence[HistoryLine], law: Law, today: date) -> frozenset[int]:
    """The steps that the proposer does not read today."""
    return frozenset((*_after_withdrawal(case, lines), *_undecided(case, lines), *_indefinite(lines, law, today)))


def held_reply(case: Case, lines: Sequence[HistoryLine], hidden: frozenset[int]) -> HistoryLine | None:
    """The indefinite reply that the case rests on while the proposer does not read it."""
    last = next((line for line in reversed(lines) if line.action in REPLIES), None)
    return last if case.indefinite and last is not None and last.seq in hidden else None


def to_be_read(case: Case, lines: Sequence[HistoryLine]) -> HistoryLine | None:
    """The indefinite reply that the centre let stand, and that no later step has told to the proposer."""
    last = next((line for line in reversed(lines) if line.action in REPLIES), None)
    if last is None or not case.indefinite or case.special_pending or case.ex_officio:
        return None
    return None if _ended(last, lines) else last


def _after_withdrawal(case: Case, lines: Sequence[HistoryLine]) -> Iterator[int]:
    if case.ex_officio:
        left = max((line.seq for line in lines if line.action is Action.WITHDRAW), default=0)
        yield from (line.seq for line in lines if line.seq > left)


def _undecided(case: Case, lines: Sequence[HistoryLine]) -> Iterator[int]:
    waiting = {
        Action.EXTEND: bool(case.pending),
        Action.REPLY_SPECIAL: case.special_pending,
        Action.REQUEST_JOINT: case.joint == "requested",
    }
    for action, waits in waiting.items():
        if waits:
            yield max((line.seq for line in lines if line.action is action), default=0)


def _indefinite(lines: Sequence[HistoryLine], law: Law, today: date) -> Iterator[int]:
    """Marked replies on their day, and those that the centre returned before the proposer had read them."""
    for line in lines:
        if line.action in REPLIES and history.decision_of(line).data.get("indefinite"):
            read_from = law.calendar.after(local_date(line.at), 1).day
            end = _ended(line, lines)
            if end is None:
                if today < read_from:
                    yield line.seq
            elif end.action is Action.RETURN_REPLY and local_date(end.at) < read_from:
                yield line.seq


def _ended(reply: HistoryLine, lines: Sequence[HistoryLine]) -> HistoryLine | None:
    """The next step that returned the reply, told it to the proposer, or went on from it."""
    return next((line for line in lines if line.seq > reply.seq and _ends(line)), None)


def _ends(line: HistoryLine) -> bool:
    ends = (Action.NOTIFY, Action.CORRECT_REPLY, Action.REFUSE_SECOND_SPECIAL)
    if line.state_from is not line.state_to or line.action in ends:
        return True
    return bool(history.decision_of(line).data.get("told"))
