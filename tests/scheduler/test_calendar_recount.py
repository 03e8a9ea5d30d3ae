"""A due day beyond the last notice is provisional; a loaded notice recounts it, notifying the holder once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.laws import LawsInForce
from regulation.holiday_notices import Notice, shipped_notices
from regulation.rulebook_file import load_rulebooks
from regulation.states import Action, Verdict
from scheduler.limits import calendar_recount
from tests.scheduler.rig import OFFICER_A, OPERATOR, OPERATORS, PROPOSER, SUPERVISOR, Rig

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


def test_a_provisional_verdict_turns_with_the_notice_in_a_closed_case_too(rig: Rig) -> None:
    """P2: filed on 31 December, accepted on 5 January; the notice makes the 4th a day off, so it was in time."""
    rig.at("2026-12-31 周四 10:00")
    number, ended = rig.filed(), rig.filed()
    rig.at("2027-01-05 周二 10:00")
    rig.act(number, Action.ACCEPT, OPERATOR)
    rig.act(ended, Action.ACCEPT, OPERATOR)
    rig.act(ended, Action.WITHDRAW, PROPOSER)
    for each in (number, ended):
        clock = rig.ticket(each).clocks[0]
        assert (clock.verdict, clock.verdict_if_kept) == (Verdict.LATE, Verdict.IN_TIME)
    rig.load_notice(NOTICE)
    calendar_recount.sweep(rig.deps, rig.now)
    for each in (number, ended):
        clock = rig.ticket(each).clocks[0]
        assert (clock.due_on, clock.verdict) == (date(2027, 1, 5), Verdict.IN_TIME)
        assert clock.verdict_if_kept is None
    rig.deliver()
    assert not [sent for sent in rig.platform.arrived if "复核" in sent.text]
    for each in (number, ended):
        (told,) = rig.platform.to(OPERATOR, f"{each} 期限认定")
        assert "收办意见期限原认定超期（暂定），现为按时。放假通知载入后重新认定（本系统约定）。" in told.text
    calendar_recount.sweep(rig.deps, rig.now)
    rig.deliver()
    assert len(rig.platform.to(OPERATOR, f"{number} 期限认定")) == 1, "told once"


def test_nobody_is_reminded_on_a_statutory_holiday(rig: Rig) -> None:
    """G1, finding C1: acceptance is due on Monday the 4th; on 1 January nobody hears of it."""
    rig.at("2026-12-31 周四 10:00")
    number = rig.filed()
    rig.clear_messages()
    for moment in ("2027-01-01 周五 09:05", "2027-01-01 周五 14:00", "2027-01-02 周六 10:00", "2027-01-03 周日 10:00"):
        rig.at(moment)
        rig.run()
        assert not [sent for sent in rig.platform.arrived if number in sent.text]
    rig.at("2027-01-04 周一 09:05")
    rig.run()
    said = [sent.text for sent in rig.platform.arrived if number in sent.text]
    assert said
    assert [text for text in said if "暂定" not in text] == []


def test_what_would_turn_against_somebody_is_submitted_to_the_supervising_office(rig: Rig) -> None:
    """Kept on 28 December; the notice makes Sunday the 27th a working day. The office upholds or corrects."""
    rig.at("2026-12-25 周五 10:00")
    number, other = rig.filed(), rig.filed()
    rig.at("2026-12-28 周一 10:00")
    rig.act(number, Action.ACCEPT, OPERATOR)
    rig.act(other, Action.ACCEPT, OPERATOR)
    worked = replace(NOTICE, off={date(2027, 1, 1): "元旦"}, work={date(2026, 12, 27): "元旦"})
    rig.load_notice(worked)
    calendar_recount.sweep(rig.deps, rig.now)
    rig.deliver()
    assert rig.ticket(number).clocks[0].verdict is Verdict.IN_TIME
    assert len(rig.platform.to(SUPERVISOR, "请复核期限认定：2项")) == 1
    rig.send_text(SUPERVISOR, "认定复核")
    rig.send_text(SUPERVISOR, f"认定复核 {number} 维持 通知发布前已按时办结")
    rig.send_text(SUPERVISOR, "认定复核 全部更正")
    rig.deliver()
    assert rig.platform.to(SUPERVISOR, "认定复核：2项")
    assert rig.ticket(number).clocks[0].verdict is Verdict.IN_TIME
    assert rig.ticket(other).clocks[0].verdict is Verdict.LATE
    (upheld,) = rig.platform.to(OPERATOR, f"{number} 期限认定")
    assert (
        "收办意见期限原认定按时，维持按时。工作日历有变动，督办复核后维持，理由：“通知发布前已按时办结”。"
        in upheld.text
    )
    (corrected,) = rig.platform.to(OPERATOR, f"{other} 期限认定")
    assert "收办意见期限原认定按时，现为超期。督办更正，理由：“工作日历有变动" in corrected.text
    rig.send_text(SUPERVISOR, "认定复核")
    rig.deliver()
    assert rig.platform.to(SUPERVISOR, "没有按现行日历会改变的期限认定")
    rig.send_text(OFFICER_A, "认定复核")
    rig.deliver()
    assert rig.platform.to(OFFICER_A, "由督办复核")


def test_what_stopped_is_explained_with_the_calendar_of_its_day(rig: Rig) -> None:
    """Finding C2: closed after the fact, 17 September was a working day when the limit ran and when it stopped."""
    rig.at("2026-09-16 周三 10:00")
    number = rig.filed()
    rig.at("2026-09-17 周四 10:00")
    rig.act(number, Action.ACCEPT, OPERATOR)
    running = rig.filed()
    stopped_on = rig.now
    rig.at("2026-09-18 周五 10:00")
    rig.laws = LawsInForce(
        load_rulebooks(), shipped_notices(), {date(2026, 9, 17): "台风停工", date(2026, 9, 18): "停电"}
    )
    rig.deps = replace(rig.deps, laws=rig.laws)  # as after a restart with another configuration
    calendar_recount.sweep(rig.deps, rig.now)
    with rig.store.read() as session:
        assert rig.laws(session).calendar.is_workday(date(2026, 9, 17)) is False
        assert rig.laws.as_of(session, stopped_on).calendar.is_workday(date(2026, 9, 17))
    rig.send_text(OPERATOR, f"为什么 {number} 收办意见")
    rig.send_text(OPERATOR, f"为什么 {running}")
    rig.deliver()
    (old,) = (sent.text for sent in rig.platform.to(OPERATOR, "为什么是 2026-09-17 周四"))
    assert "2026-09-17 周四 第1日 工作日" in old
    assert "停工" not in old
    (new,) = (sent.text for sent in rig.platform.to(OPERATOR, "为什么是 2026-09-20 周日"))
    assert "2026-09-18 周五 —— 本区停止办公：停电" in new


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
