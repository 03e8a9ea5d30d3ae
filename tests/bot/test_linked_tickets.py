"""Several proposers, one fault: tickets are linked by the centre; each keeps its limits, notice and confirmation."""

from __future__ import annotations

from regulation.states import State
from store.cases import flags
from tests.bot.acts.last_message import last_message
from tests.bot.filing import filed
from tests.bot.world import World


def second(world: World) -> str:
    """An objection to the same record, by somebody whose phone number the directory does not have."""
    world.send_text("he.ping", "提出异议")
    world.send_text("he.ping", "企业登记")
    world.choose_option("he.ping", "错误")
    for words in ("某某有限公司登记状态为存续", "该公司早已注销", "办理业务时发现"):
        world.send_text("he.ping", words)
    world.press_button("he.ping", "完成")
    world.send_text("he.ping", "电话 021-12345678")
    world.press_button("he.ping", "提交")
    return world.numbers()[-1]


def test_operators_card_proposes_the_link_for_one_press(world: World) -> None:
    first, other = filed(world), second(world)
    assert f"关联 {other} {first}" in last_message(world, "li.na").body
    card = world.send_text("li.na", f"关联 {other} {first}")[-1]
    assert f"与 {first} 反映同一问题" in card.body
    assert other in world.send_text("li.na", f"查询 {first}")[-1].body
    assert world.ticket(other).root_id == world.ticket(first).id
    listed = world.send_text("li.na", "我的待办")[-1]
    assert any(f"同{first[-4:]}" in f"{line.value}" for line in listed.fields)


def test_a_proposer_never_reads_another_proposers_number(world: World) -> None:
    first, other = filed(world), second(world)
    world.send_text("li.na", f"关联 {other} {first}")
    card = world.send_text("he.ping", f"查询 {other}")[-1]
    assert first not in f"{card}"


def test_only_the_centre_links_and_never_to_itself(world: World) -> None:
    first, other = filed(world), second(world)
    world.send_text("he.ping", f"关联 {other} {first}")
    assert world.ticket(other).root_id is None
    assert "不能关联到自己" in world.send_text("li.na", f"关联 {first} {first}")[-1].body
    world.send_text("li.na", f"关联 {other} {first}")
    assert world.ticket(first).root_id is None
    world.send_text("li.na", f"取消关联 {other}")
    assert world.ticket(other).root_id is None


def test_an_act_for_all_linked_tickets_only_on_request(world: World) -> None:
    first, other = filed(world), second(world)
    world.send_text("li.na", f"关联 {other} {first}")
    world.send_text("li.na", f"收办 {first}")
    assert world.ticket(other).state is State.PRESCREEN
    assert "已办1件" in world.send_text("li.na", f"一并 {first}")[-1].body
    assert world.ticket(other).state is State.CHECKING
    assert last_message(world, "he.ping").title == "您的异议已收办"
    world.send_text("li.na", f"平台核查无误 {first}")
    world.send_text("li.na", f"一并 {first}")
    world.send_text("li.na", f"转交 {first} MKT 目录登记")
    world.send_text("li.na", f"一并 {first}")
    assert world.ticket(other).state is State.DISPATCHED
    assert world.ticket(other).department_id == world.ticket(first).department_id


def repaired(world: World, number: str) -> None:
    world.send_text("wang.fang", f"完成修正 {number} 已将登记状态更正为注销")
    world.choose_option("wang.fang", "是")
    world.send_text("wang.fang", "2026-09-24 批次 0712")


def test_data_flag_is_cleared_with_the_last_ticket_of_the_record(world: World) -> None:
    """P9: two objections to one record, counted; the log says so without any value."""
    first, other = filed(world), second(world)
    for number in (first, other):
        world.send_text("li.na", f"收办 {number}")
        world.send_text("li.na", f"平台核查无误 {number}")
        world.send_text("li.na", f"转交 {number} MKT 目录登记")
        world.send_text("wang.fang", f"答复需修正 {number} 9月25日 经核实登记状态有误")
    world.send_text("zhang.wei", f"撤回 {first}")
    with world.store.read() as session:
        assert [line.flagged for line in flags.flag_log(session)] == [2, 1], "the repair is still owed (P9, own rule)"
    repaired(world, first)
    for user in ("li.na", "zhou.jie"):
        world.send_text(user, f"中心确认 {first} 已核对平台数据与登记档案一致")
    with world.store.read() as session:
        assert flags.marks_on(session, world.ticket(first))
        assert [line.flagged for line in flags.flag_log(session)] == [1, 2, 1]
    card = world.send_text("li.na", "标注")[-1]
    assert "现有1条记录被标注" in card.title
    assert "某某有限公司" not in card.body
    repaired(world, other)
    world.send_text("li.na", f"告知结果 {other}")
    world.send_text("he.ping", f"确认 {other}")
    with world.store.read() as session:
        assert not flags.marks_on(session, world.ticket(first))
    assert "供区大数据中心和督办" in world.send_text("zhang.wei", "标注")[-1].body


def test_special_cases_are_registered_and_link_later_objections(world: World) -> None:
    """G7: a permanent flag; a new objection to the same record is linked to it, and the operator sees that."""
    first = filed(world)
    for words in (f"收办 {first}", f"平台核查无误 {first}", f"转交 {first} MKT 目录登记"):
        world.send_text("li.na", words)
    world.send_text("wang.fang", f"答复申请特例 {first}")
    world.choose_option("wang.fang", "原始资料")
    world.send_text("wang.fang", "二〇〇三年的档案已毁于水灾，无从核对")
    world.send_text("zhang.wei", f"同意特例 {first}")
    world.send_text("li.na", f"告知结果 {first}")
    assert world.ticket(first).state is State.CLOSED
    register = world.send_text("li.na", "特例")
    assert first in f"{register[-1]}"
    assert "水灾" not in f"{world.send_text('chen.mo', '特例')}"
    assert "供区大数据中心和督办" in world.send_text("zhang.wei", "特例")[-1].body
    other = second(world)
    assert world.ticket(other).root_id == world.ticket(first).id
    assert f"已登记为特例（{first}）" in last_message(world, "li.na").body
