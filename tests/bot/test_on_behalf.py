"""代录 (G2, M6): an objection by phone or letter has its channel; the limit runs from its original receipt."""

from __future__ import annotations

from datetime import datetime

import pytest

from regulation.shanghai import SHANGHAI
from regulation.states import ClockKind, State
from store.cases import tickets
from tests.bot.acts.last_message import last_message
from tests.bot.acts.main_path import MainPath
from tests.bot.world import World
from tests.days import day


def recorded(world: World, user: str, received: str, who: str) -> str:
    world.send_text(user, "代录")
    world.choose_option(user, "电话")
    world.send_text(user, received)
    world.send_text(user, who)
    world.send_text(user, "企业")
    world.choose_option(user, "企业登记基本信息")
    world.choose_option(user, "错误")
    world.send_text(user, "某公司登记状态为存续")
    world.send_text(user, "应为注销")
    world.send_text(user, "来电人说明已注销")
    world.send_text(user, "完成")
    world.press_button(user, "提交")
    return world.numbers()[-1]


def test_limit_runs_from_the_original_receipt(world: World) -> None:
    number = recorded(world, "li.na", "9月16日 15:30", "姓名 钱进，单位 某街道，电话 021-62345678")
    ticket = world.ticket(number)
    assert ticket.filed_at == datetime(2026, 9, 16, 15, 30, tzinfo=SHANGHAI)
    assert (ticket.channel, ticket.on_behalf, ticket.proposer_id) == ("phone", True, 0)
    assert ticket.filed_by == world.person_id("li.na")
    assert [(clock.kind, clock.due_on) for clock in ticket.clocks] == [(ClockKind.ACCEPT, day("2026-09-17 周四"))]
    contact = tickets.contact_of(world.store.vault, ticket)
    assert (contact.name, contact.phone) == ("钱进", "021-62345678")


def test_a_proposer_in_the_directory_is_notified_in_chat(world: World) -> None:
    number = recorded(world, "wang.fang", "刚刚", "姓名 张伟 电话 13800000001")
    ticket = world.ticket(number)
    assert (ticket.proposer_id, ticket.on_behalf) == (world.person_id("zhang.wei"), False)
    world.send_text("li.na", f"收办 {number}")
    assert world.last_card("zhang.wei").ticket == number


@pytest.mark.parametrize(
    ("said", "shown"),
    [("昨天下午3点", "2026-09-16 周三 15:00"), ("前天 10:00", "2026-09-15 周二 10:00"), ("上周五", "2026-09-11 周五")],
)
def test_a_receipt_as_it_is_spoken(world: World, said: str, shown: str) -> None:
    """G2: the past is meant; what was understood is shown with its weekday."""
    world.send_text("li.na", "代录")
    world.choose_option("li.na", "来函")
    assert shown in world.send_text("li.na", said)[-1].body


def test_a_receipt_that_is_not_clear_names_past_examples(world: World) -> None:
    world.send_text("li.na", "代录")
    world.choose_option("li.na", "来函")
    assert "是上午还是下午" in world.send_text("li.na", "昨天3点")[-1].body
    said = world.send_text("li.na", "2月30日")[-1].body
    assert "没有“2月30日”这一天" in said
    assert "昨天下午3点" in said


@pytest.mark.parametrize("received", ["明天", "今天 23:00", "从前", "今天 25:10"])
def test_an_impossible_receipt_is_refused(world: World, received: str) -> None:
    world.send_text("li.na", "代录")
    world.choose_option("li.na", "来函")
    assert "什么时候收到的" in world.send_text("li.na", received)[-1].title


def test_a_receipt_before_the_regulation_is_refused_at_the_question(world: World) -> None:
    """M16, finding F13: in force since 2022-12-06; an earlier day is said to be too early, and asked for again."""
    world.send_text("li.na", "代录")
    world.choose_option("li.na", "来函")
    said = world.send_text("li.na", "2022-12-05 9:00")[-1]
    assert "早于本办法施行之日（2022-12-06 周二）" in said.body
    assert "什么时候收到的" in said.title
    assert "什么时候收到的" not in world.send_text("li.na", "2022-12-06 9:00")[-1].title


def test_name_and_contact_are_required(world: World) -> None:
    world.send_text("li.na", "代录")
    world.choose_option("li.na", "来函")
    world.send_text("li.na", "今天 9:00")
    assert "需要真实姓名" in world.send_text("li.na", "电话 021-62345678")[-1].body


@pytest.mark.parametrize(
    ("contact", "stored", "shown"),
    [
        ("邮箱 Qian.Jin@example.cn", "Qian.Jin@example.cn", "Qi****@example.cn"),
        ("通信地址 上海市长宁区愚园路1号301室", "上海市长宁区愚园路1号301室", "上海市长宁****"),
    ],
)
def test_a_contact_by_e_mail_or_post_is_a_contact(world: World, contact: str, stored: str, shown: str) -> None:
    """M9 联系方式: sealed and masked like a telephone number."""
    number = recorded(world, "li.na", "刚刚", f"姓名 钱进，{contact}")
    ticket = world.ticket(number)
    assert tickets.contact_of(world.store.vault, ticket).phone == stored
    card = world.send_text("li.na", f"查询 {number}")[-1]
    assert [field.value for field in card.fields if field.label == "联系方式"] == [shown]


def test_only_authorised_roles_enter_for_others(world: World) -> None:
    assert "只有区大数据中心和联络专员" in world.send_text("zhang.wei", "代录")[-1].body


def test_centre_supplements_for_a_proposer_without_account(world: World) -> None:
    """P3: the supplement is entered by the centre, with how it was received."""
    number = recorded(world, "li.na", "刚刚", "姓名 钱进，单位 某街道，电话 021-62345678")
    world.send_text("li.na", f"要求补正 {number} 请补充记录编号")
    world.send_text("li.na", f"补正 {number}")
    world.send_text("li.na", "编号是31010500001")
    assert "从何得知" in world.send_text("li.na", "补正完毕")[-1].title
    world.send_text("li.na", "9月18日提出方来电")
    assert world.ticket(number).state is State.PRESCREEN


@pytest.mark.parametrize(
    "who",
    [
        "姓名 钱进，单位 区发展改革委、粮食局，电话 021-62345678",
        "姓名：钱进、单位：区发展改革委、粮食局、电话：021-62345678。",
        "姓名 钱进 单位 区发展改革委、粮食局\n电话 021-62345678",
    ],
)
def test_a_department_name_with_punctuation_is_kept(world: World, who: str) -> None:
    number = recorded(world, "li.na", "刚刚", who)
    contact = tickets.contact_of(world.store.vault, world.ticket(number))
    assert (contact.name, contact.department, contact.phone) == ("钱进", "区发展改革委、粮食局", "021-62345678")


def test_an_option_typed_word_for_word_is_the_answer_whatever_else_it_means(world: World) -> None:
    """G2: 电话 is a channel here, although it is also another name of 联系方式."""
    world.send_text("li.na", "代录")
    assert "什么时候收到的" in world.send_text("li.na", "电话")[-1].title


def test_whoever_asks_a_proposer_without_account_is_told_to_call_and_record(world: World) -> None:
    """P3, M14: nothing was sent; the supplement's limit begins with the call that is recorded."""
    number = recorded(world, "li.na", "刚刚", "姓名 钱进，单位 某街道，电话 021-62345678")
    said = world.send_text("li.na", f"要求补正 {number} 请补充记录编号")[-1].body
    assert "请电话告知须补正的内容" in said
    assert f"电话告知 {number}" in said
    assert "已发给" not in said


def test_and_so_with_the_result(world: World) -> None:
    number = recorded(world, "li.na", "刚刚", "姓名 钱进，单位 某街道，电话 021-62345678")
    path = MainPath(world)
    path.number = number
    for step in (path.accept, path.clear, path.transfer, path.receive, path.reply, path.finish, path.notify):
        step()
    assert world.ticket(number).state is State.NOTIFYING
    said = last_message(world, "li.na").body
    assert "请电话告知办理结果" in said
    assert "已发给" not in said
