"""A due day beyond the last notice is provisional; a loaded notice recounts it, notifying the holder once."""

from __future__ import annotations

from datetime import date

from regulation.holiday_notices import Notice
from regulation.states import Action
from scheduler.limits import calendar_recount
from tests.scheduler.rig import OFFICER_A, OPERATORS, PROPOSER, Rig

NOTICE = Notice(
    year=2027,
    number="国办发明电〔2026〕99号",
    title="国务院办公厅关于2027年部分节假日安排的通知",
    published=date(2026, 11, 24),
    off={date(2027, 1, 1): "元旦", date(2027, 1, 4): "元旦"},
    work={date(2027, 1, 9): "元旦"},
)


def test_loading_a_notice_moves_open_limits(rig: Rig) -> None:
    """P7: replied on 2026-12-23 周三; the seventh working day moves by the days off of the new year."""
    rig.at("2026-12-23 周三 10:00")
    number = rig.filed()
    rig.advance(number, Action.REPLY_REPAIR)
    before = rig.clock_of(number)
    assert before.provisional
    rig.clear_messages()
    rig.load_notice(NOTICE)
    assert rig.run()["calendar_recount"] == 1
    after = rig.clock_of(number)
    assert after.due_on > before.due_on
    assert after.due_at > before.due_at
    assert not after.provisional
    holders = {sent.user for sent in rig.platform.arrived if number in sent.text}
    assert OFFICER_A in holders
    told = len(rig.platform.arrived)
    rig.run()
    assert len(rig.platform.arrived) == told


def test_closed_verdicts_stay(rig: Rig) -> None:
    rig.at("2026-12-23 周三 10:00")
    number = rig.filed()
    rig.advance(number, Action.NOTIFY)
    rig.act(number, Action.CONFIRM, PROPOSER)
    before = [(clock.due_on, clock.verdict) for clock in rig.ticket(number).clocks]
    rig.load_notice(NOTICE)
    calendar_recount.sweep(rig.deps, rig.now)
    assert [(clock.due_on, clock.verdict) for clock in rig.ticket(number).clocks] == before


def test_the_missing_notice_is_asked_for_once_a_week(rig: Rig) -> None:
    rig.at("2026-11-19 周四 10:00")
    assert calendar_recount.alarm(rig.deps, rig.now) == 0
    rig.at("2026-11-20 周五 10:00")
    rig.run()
    rig.run()
    for operator in OPERATORS:
        assert len(rig.platform.to(operator, "请载入2027年放假安排")) == 1
    rig.at("2026-11-23 周一 10:00")
    assert calendar_recount.alarm(rig.deps, rig.now) == len(OPERATORS)
    rig.load_notice(NOTICE)
    rig.at("2026-11-30 周一 10:00")
    assert calendar_recount.alarm(rig.deps, rig.now) == 0
