"""The auditor compares due messages with sent ones, reports missing ones, and nothing otherwise."""

from __future__ import annotations

from sqlalchemy import text

from bot.acts.act import Audience
from bot.notify.readers import always_told
from regulation.states import Action
from scheduler.limits import deadlines, digest
from scheduler.sweeps import auditor
from tests.scheduler.rig import OFFICER_A, OFFICER_B, OPERATOR, OPERATORS, PROPOSER, Rig


def found(rig: Rig) -> dict[str, int]:
    return {name: number for name, number in auditor.inspect(rig.deps, rig.now).items() if number}


def strike(rig: Rig, statement: str, **values: object) -> None:
    """Change the database behind the program's back."""
    with rig.store.write() as session:
        session.execute(text(statement), values)


def busy_morning(rig: Rig) -> str:
    """One ticket overdue since Sunday, all its messages sent on Monday morning."""
    number = rig.filed()
    rig.advance(number, Action.RECEIVE)
    for moment in ("2026-09-18 周五 09:00", "2026-09-20 周日 09:00", "2026-09-21 周一 09:01"):
        rig.at(moment)
        rig.run()
    rig.at("2026-09-21 周一 10:00")
    return number


def test_no_findings_without_faults(rig: Rig) -> None:
    busy_morning(rig)
    assert found(rig) == {}
    rig.advance(rig.filed(), Action.NOTIFY)
    rig.deliver()
    rig.later(hours=1)
    rig.run()
    rig.later(minutes=1)
    assert found(rig) == {}


def test_a_lost_reminder_is_found(rig: Rig) -> None:
    busy_morning(rig)
    strike(rig, "DELETE FROM outbox WHERE dedupe LIKE 'reminder:%' AND lane = 3")
    assert found(rig)["提醒丢失"] >= 1


def test_a_step_without_a_notice_is_found(rig: Rig) -> None:
    number = rig.filed()
    rig.advance(number, Action.NOTIFY)
    rig.deliver()
    rig.later(minutes=10)
    assert found(rig) == {}
    strike(
        rig, "DELETE FROM outbox WHERE lane = 0 AND generation = :seq", seq=rig.ticket(number).seq - 1
    )  # before 送达
    assert found(rig) == {"办理后未通知": 1}


def test_a_rejection_without_a_notice_is_found(rig: Rig) -> None:
    """The department has it again, with a limit of its own that runs (P9)."""
    number = rig.filed()
    rig.advance(number, Action.NOTIFY)
    rig.act(number, Action.REJECT, PROPOSER, reason="页面上仍是旧地址")
    rig.deliver()
    rig.later(minutes=10)
    assert found(rig) == {}
    strike(rig, "DELETE FROM outbox WHERE lane = 2 AND generation = :seq", seq=rig.ticket(number).seq)
    assert found(rig) == {"办理后未通知": 1}


def test_a_reply_without_a_notice_to_the_proposer_is_found(rig: Rig) -> None:
    number = rig.filed()
    rig.advance(number, Action.REPLY_REPAIR)
    rig.deliver()
    rig.later(minutes=10)
    assert found(rig) == {}
    strike(rig, "DELETE FROM outbox WHERE lane = 0 AND generation = :seq", seq=rig.ticket(number).seq)
    assert found(rig) == {"办理后未通知": 1}


def test_no_notice_is_due_to_whoever_acted(rig: Rig) -> None:
    """An operator who accepts what they themselves proposed has heard of it."""
    number = rig.filed(OPERATOR)
    rig.advance(number, Action.ACCEPT)
    rig.deliver()
    rig.later(minutes=10)
    assert found(rig) == {}


def test_every_act_with_a_required_notice_is_audited() -> None:
    """Those of one party that concern another; what one may do within one's own party is theirs to know."""
    heard = always_told(Audience.HOLDER) | always_told(Audience.PROPOSER)
    assert heard >= {
        Action.ACCEPT, Action.DECLINE, Action.ASK_SUPPLEMENT, Action.JUSTIFY, Action.ABANDON, Action.LAPSE,
        Action.TRANSFER, Action.RULE, Action.RETURN, Action.REPLY_REPAIR, Action.REPLY_CORRECT, Action.COOPERATE,
        Action.CONSENT, Action.REFUSE_SPECIAL, Action.FINISH_REPAIR, Action.REJECT, Action.NOTIFY,
    }  # fmt: skip
    assert not heard & {Action.DISPATCH, Action.TAKE_BACK, Action.URGE, Action.EXTEND, Action.FILE, Action.WITHDRAW}


def test_sweeps_that_do_not_run(rig: Rig) -> None:
    """Neither deadline sweep nor delivery: on Monday morning every missing message is reported."""
    rig.advance(rig.filed(), Action.RECEIVE)
    rig.at("2026-09-21 周一 10:00")
    assert {"消息滞留未发", "期限无人查看", "超期未提醒", "逾期摘要未发"} <= found(rig).keys()
    deadlines.sweep(rig.deps, rig.now)
    digest.sweep(rig.deps, rig.now)
    rig.deliver()
    assert found(rig) == {}


def test_dead_and_stuck_messages(rig: Rig) -> None:
    rig.post(OFFICER_A, "甲")
    rig.post(OPERATOR, "乙")
    strike(rig, "UPDATE outbox SET state = 'dead' WHERE lane = 2")
    rig.post(OPERATOR, "丙")
    rig.later(hours=1)
    assert found(rig) == {"消息无法送达": 2, "消息滞留未发": 1}


def test_an_unreachable_person_is_found(rig: Rig) -> None:
    """Officer unreachable: B is reminded. Proposer unreachable: the operators are notified."""
    rig.advance(rig.filed(), Action.RECEIVE)
    rig.act(rig.filed(), Action.ASK_SUPPLEMENT, OPERATOR, other="请补充截图")
    rig.clear_messages()
    gone = {"key": rig.person(OFFICER_A).id, "other": rig.person(PROPOSER).id}
    strike(rig, "DELETE FROM accounts WHERE person_id IN (:key, :other)", **gone)
    rig.at("2026-09-18 周五 09:00")
    rig.run()
    assert rig.platform.to(OFFICER_B, "期限提醒")
    rig.later(hours=1)
    assert found(rig) == {"提醒无人可送": 1}


def test_operators_are_told_once_a_day(rig: Rig) -> None:
    rig.post(OFFICER_A, "甲")
    strike(rig, "UPDATE outbox SET state = 'dead'")
    rig.later(hours=1)
    assert auditor.sweep(rig.deps, rig.now) == 1
    assert auditor.sweep(rig.deps, rig.now) == 1
    rig.deliver()
    for operator in OPERATORS:
        assert len(rig.platform.to(operator, "发送台账")) == 1
