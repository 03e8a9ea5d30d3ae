"""M14: told means told: what the proposer reads before it is known, the call, the letter, and nobody reached."""

from __future__ import annotations

import pytest

from bot.outbound import Post
from bot.scene import Stage
from bot.tickets.told import record_delivery
from regulation.states import Action, ClockKind, Outcome, State
from store.cases import history
from tests.bot.acts.last_message import last_message
from tests.bot.acts.main_path import MainPath
from tests.bot.acts.test_result_branch import system
from tests.bot.test_on_behalf import recorded
from tests.bot.world import World

CENTRE, DIRECTOR, PROPOSER = "li.na", "zhou.jie", "zhang.wei"


@pytest.fixture
def silent(world: World) -> World:
    """Nobody knows whether a result has arrived."""
    world.reports = False
    return world


def labels(world: World, user: str) -> dict[str, str]:
    return {field.label: field.value for field in last_message(world, user).fields}


def test_the_message_names_the_day_that_begins_with_it(silent: World) -> None:
    """2026-09-17 周四 + 5 working days; 2026-09-20 is a make-up Sunday."""
    number = MainPath(silent).until(MainPath.notify)
    ticket = silent.ticket(number)
    assert (ticket.state, ticket.to_tell) == (State.NOTIFYING, "告知结果")
    card = last_message(silent, PROPOSER)
    assert card.title == "办理结果告知"
    assert "请于2026-09-23 周三（含当日）前确认" in card.body
    assert labels(silent, PROPOSER)["办理期限"].startswith("提出方确认（本系统约定） 2026-09-23 周三")
    assert labels(silent, PROPOSER)["由谁办理"] == "异议提出方"
    assert [button.text for button in card.buttons] == ["数据已正确，确认办结", "不认可", "已阅"]
    why = silent.send_text(PROPOSER, f"为什么 {number}")[-1]
    assert why.title == "为什么是 2026-09-23 周三"
    assert "自告知送达之日的次日起算（本系统约定）" in why.body


def test_the_proposer_may_confirm_before_the_delivery_is_known(silent: World) -> None:
    number = MainPath(silent).until(MainPath.notify)
    silent.press_button(PROPOSER, "数据已正确，确认办结")
    assert silent.ticket(number).outcome is Outcome.CONFIRMED
    notice = next(clock for clock in silent.ticket(number).clocks if clock.kind is ClockKind.NOTICE)
    assert notice.verdict == "按时"


def test_the_proposer_may_reject_before_the_delivery_is_known(silent: World) -> None:
    number = MainPath(silent).until(MainPath.notify)
    silent.press_button(PROPOSER, "不认可")
    silent.send_text(PROPOSER, "查询系统里仍显示存续")
    assert silent.ticket(number).state is State.DISPATCHED
    assert silent.ticket(number).to_tell == ""


def test_a_delivery_begins_the_time_to_confirm(world: World) -> None:
    number = MainPath(world).until(MainPath.notify)
    ticket = world.ticket(number)
    assert (ticket.state, ticket.to_tell) == (State.CONFIRMING, "")
    running = [clock for clock in ticket.clocks if clock.stopped_at is None]
    assert [(clock.kind, clock.due_on.isoformat()) for clock in running] == [(ClockKind.CONFIRM, "2026-09-23")]


def test_the_centre_reads_that_sent_is_not_told(silent: World) -> None:
    number = MainPath(silent).until(MainPath.notify)
    assert "送达后才算告知（本系统约定）" in last_message(silent, CENTRE).body
    assert "告知结果" not in [button.text for button in last_message(silent, CENTRE).buttons]
    again = silent.send_text(CENTRE, f"告知结果 {number}")[-1]
    assert "告知结果" in again.body
    assert silent.ticket(number).state is State.NOTIFYING


def test_a_call_entered_later_counts_on_its_own_day(silent: World) -> None:
    """补记: told on Thursday 17th, entered on Friday 18th; the five days begin with the call."""
    number = MainPath(silent).until(MainPath.notify)
    silent.at("2026-09-18T10:00")
    silent.send_text(CENTRE, f"电话告知 {number} 昨天 打通了 本人接听")
    ticket = silent.ticket(number)
    assert ticket.state is State.CONFIRMING
    assert [c.due_on.isoformat() for c in ticket.clocks if c.stopped_at is None] == ["2026-09-23"]


@pytest.mark.parametrize("said", ["已告知 9月17日", "9月17日 已告知", "已告知，9月17日，本人接听"])
def test_the_day_of_a_call_stands_before_or_behind_its_outcome(silent: World, said: str) -> None:
    number = MainPath(silent).until(MainPath.notify)
    silent.at("2026-09-21T10:00")
    silent.send_text(CENTRE, f"电话告知 {number} {said}")
    confirm = next(c for c in silent.ticket(number).clocks if c.kind is ClockKind.CONFIRM)
    assert confirm.due_on.isoformat() == "2026-09-23"


def test_a_letter_counts_at_its_arrival(silent: World) -> None:
    number = MainPath(silent).until(MainPath.notify)
    silent.send_text(CENTRE, f"函告 {number} 已寄出 挂号信")
    ticket = silent.ticket(number)
    assert (ticket.state, ticket.letter_sent) == (State.NOTIFYING, True)
    silent.at("2026-09-22T10:00")
    silent.send_text(CENTRE, f"函告 {number} 签收 9月21日")
    confirm = next(c for c in silent.ticket(number).clocks if c.kind is ClockKind.CONFIRM)
    assert silent.ticket(number).state is State.CONFIRMING
    assert confirm.due_on.isoformat() == "2026-09-29", "25 September is Mid-Autumn"


def test_a_letter_without_its_state_is_asked_for(silent: World) -> None:
    number = MainPath(silent).until(MainPath.notify)
    assert silent.send_text(CENTRE, f"函告 {number}")[-1].choices
    silent.choose_option(CENTRE, "被退回")
    assert silent.ticket(number).state is State.NOTIFYING


def test_nobody_reached_is_ended_by_another_operator(silent: World) -> None:
    """Three working days and a letter; who made the last attempt does not also end it."""
    number = MainPath(silent).until(MainPath.notify)
    for day in ("2026-09-17", "2026-09-18", "2026-09-21"):
        silent.at(f"{day}T11:00")
        silent.send_text(CENTRE, f"电话告知 {number} 没人接")
    early = silent.send_text(DIRECTOR, f"无法告知 {number} 电话无人接听")[-1]
    assert "尚未寄送函件" in early.body
    silent.send_text(CENTRE, f"函告 {number} 已寄出")
    own = silent.send_text(CENTRE, f"无法告知 {number} 电话无人接听，函件已寄")[-1]
    assert "另一位运营人员" in own.body
    silent.send_text(DIRECTOR, f"无法告知 {number} 电话无人接听，函件已寄")
    ticket = silent.ticket(number)
    assert (ticket.outcome, ticket.flag_unconfirmed) == (Outcome.UNTOLD, True)
    assert "无法告知" in last_message(silent, "wang.fang").body
    assert PROPOSER not in {user for user, cards in silent.received.items() if cards[-1].title.startswith("无法告知")}


@pytest.mark.parametrize("user", ["wang.fang", "wu.gang", PROPOSER])
def test_only_the_centre_records_letters(silent: World, user: str) -> None:
    number = MainPath(silent).until(MainPath.notify)
    silent.send_text(user, f"函告 {number} 已送达")
    assert silent.ticket(number).state is State.NOTIFYING


def test_a_flag_without_confirmation_falls_after_anothers_check(silent: World) -> None:
    number = MainPath(silent).until(MainPath.notify)
    for day in ("2026-09-17", "2026-09-18", "2026-09-21"):
        silent.at(f"{day}T11:00")
        silent.send_text(CENTRE, f"电话告知 {number} 无人接听")
    silent.send_text(CENTRE, f"函告 {number} 已寄出")
    silent.send_text(DIRECTOR, f"无法告知 {number} 电话无人接听，函件已寄")
    assert number in last_message(silent, DIRECTOR).title
    assert number in str(silent.send_text(DIRECTOR, "我的待办")[-1]), "the flag waits for a check"
    officer = silent.send_text("wang.fang", f"清除标注 {number} 已核对平台数据")[-1]
    assert silent.ticket(number).flagged, officer.body
    silent.send_text(DIRECTOR, f"清除标注 {number} 已核对平台数据与注销通知书一致")
    ticket = silent.ticket(number)
    assert (ticket.flagged, ticket.flag_unconfirmed) == (False, False)
    assert "标注已清除" in last_message(silent, "wang.fang").body
    twice = silent.send_text(DIRECTOR, f"清除标注 {number} 已核对平台数据与注销通知书一致")[-1]
    assert "清除标注" in twice.body


def test_the_correction_of_a_result_keeps_the_old_text(world: World) -> None:
    """更正告知: the proposer is told; no limit moves."""
    number = MainPath(world).until(MainPath.notify)
    due = [c.due_on for c in world.ticket(number).clocks if c.stopped_at is None]
    world.send_text(CENTRE, f"更正告知 {number} 修正日期应为2026年9月16日")
    world.send_text(CENTRE, "原告知日期有误")
    told = last_message(world, PROPOSER)
    assert told.title == "区大数据中心更正告知"
    assert "修正日期应为2026年9月16日" in told.body
    assert "期限不变" in told.body
    ticket = world.ticket(number)
    assert [c.due_on for c in ticket.clocks if c.stopped_at is None] == due
    with world.store.read() as session:
        kept = history.texts(session, world.store.vault, ticket)
    assert "已将登记状态更正为注销" in " ".join(kept.values())


def test_a_supplement_not_told_yet_names_its_day_to_the_proposer_alone(silent: World) -> None:
    """P3, own rule: the three days begin when the request reached the proposer."""
    number = MainPath(silent).until(MainPath.file)
    silent.send_text(CENTRE, f"要求补正 {number} 请补充注销通知书")
    assert silent.ticket(number).state is State.SUPPLEMENTING
    assert "请于2026-09-21 周一（含当日）前一次性补齐以下材料" in last_message(silent, PROPOSER).body
    assert "送达后开始补正期限（本系统约定）" in last_message(silent, CENTRE).body
    assert not [c for c in silent.ticket(number).clocks if c.kind is ClockKind.SUPPLEMENT]


def test_read_is_told_whatever_the_platform_reported(silent: World) -> None:
    number = MainPath(silent).until(MainPath.notify)
    card = silent.press_button(PROPOSER, "已阅")[-1]
    assert silent.ticket(number).state is State.CONFIRMING
    assert "请核对结果后选择" in card.body


def test_delivered_on_another_day_the_card_names_the_right_one(silent: World) -> None:
    """Sent on Thursday 17th, delivered on Friday 18th: the message said the 23rd, it is the 24th."""
    number = MainPath(silent).until(MainPath.notify)
    silent.at("2026-09-18T10:00")
    ticket = silent.ticket(number)
    with silent.store.write() as session:
        post = Post(session, silent.store.vault, silent.now, {"wecom": "wecom"})
        stage = Stage(silent.now, session, silent.store.vault, silent.laws(session), post)
        assert not record_delivery(stage, ticket.id, ticket.seq - 1, ticket.proposer_id), "older than the notice"
        assert not record_delivery(stage, ticket.id, ticket.seq, silent.person_id("wang.fang"))
        assert record_delivery(stage, ticket.id, ticket.seq, ticket.proposer_id)
        assert not record_delivery(stage, ticket.id, ticket.seq, ticket.proposer_id), "once"
    silent.deliver()
    assert "请于2026-09-24 周四（含当日）前确认" in silent.last_card(PROPOSER).body


def test_a_limit_that_goes_on_is_named_so(world: World) -> None:
    """部门答复（续）: what was left after the proposer's silence; the proposer's own limits are marked 本系统约定."""
    number = MainPath(world).until(MainPath.receive)
    world.send_text("wang.fang", f"答复需配合 {number} 登记档案缺注销通知书")
    world.send_text("wang.fang", "携带注销通知书原件")
    world.send_text("wang.fang", "到政务服务中心三楼窗口提交")
    assert labels(world, PROPOSER)["办理期限"].startswith("提出方配合（本系统约定） 2026-09-23 周三")
    world.at("2026-09-24T09:00")
    system(world, number, Action.LAPSE_COOPERATION)
    assert labels(world, "wang.fang")["办理期限"].startswith("部门答复（续） ")


def test_who_recorded_a_filing_does_not_say_the_proposers_word(world: World) -> None:
    """M9, P9: a second operator records it; a city order or an account of one's own is another matter."""
    number = recorded(world, CENTRE, "刚刚", "姓名 钱进，单位 某街道，电话 021-62345678")
    for text in (f"收办 {number}", f"平台核查无误 {number}", f"转交 {number} MKT 目录载明"):
        world.send_text(CENTRE, text)
    world.send_text("wang.fang", f"答复核实无误 {number} 经核对登记档案，状态与档案一致")
    world.send_text("wang.fang", "档案编号 2025-1187")
    world.send_text(CENTRE, f"告知结果 {number}")
    assert world.ticket(number).to_tell == "告知结果"
    assert number in str(world.send_text(CENTRE, "我的待办")[-1])
    world.send_text(CENTRE, f"电话告知 {number} 已告知 本人接听")
    assert world.ticket(number).state is State.CONFIRMING
    own = world.send_text(CENTRE, f"确认 {number}")[-1]
    assert "须由另一位运营人员登记" in own.body
    world.send_text(DIRECTOR, f"确认 {number}")
    world.send_text(DIRECTOR, "9月17日来电确认")
    assert world.ticket(number).outcome is Outcome.CONFIRMED
    world.send_text(CENTRE, f"评价 {number} 5")
    assert world.ticket(number).evaluated is False
