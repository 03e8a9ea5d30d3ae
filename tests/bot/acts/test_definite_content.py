"""P6, M10, P3: in the chat, a text without content is asked for again once; what a refusal tells the proposer."""

from __future__ import annotations

from regulation.states import Outcome, State
from tests.bot.acts.last_message import last_message
from tests.bot.acts.main_path import MainPath
from tests.bot.world import World


def test_an_empty_reply_is_asked_for_again_once_and_then_marked(world: World) -> None:
    number = MainPath(world).until(MainPath.receive)
    card = world.send_text("wang.fang", f"答复需修正 {number} 9月25日 还在核实")[-1]
    assert "不是明确答复" in card.body
    assert "请再发送一次" in card.body
    assert world.ticket(number).state is State.VERIFYING
    world.send_text("wang.fang", "还在核实")
    assert (world.ticket(number).state, world.ticket(number).indefinite) == (State.REPAIRING, True)


def test_the_whole_line_sent_again_is_taken_too(world: World) -> None:
    number = MainPath(world).until(MainPath.receive)
    for _ in range(2):
        world.send_text("wang.fang", f"答复需修正 {number} 9月25日 还在核实")
    assert (world.ticket(number).state, world.ticket(number).indefinite) == (State.REPAIRING, True)


def test_a_definite_reply_after_the_question_is_not_marked(world: World) -> None:
    number = MainPath(world).until(MainPath.receive)
    assert "不是明确答复" in world.send_text("wang.fang", f"答复核实无误 {number} 已核实完毕")[-1].body
    world.send_text("wang.fang", "经核实，登记状态与档案一致")
    assert "不是明确答复" in world.send_text("wang.fang", "无")[-1].body
    world.send_text("wang.fang", "企业登记档案第3卷")
    assert (world.ticket(number).state, world.ticket(number).indefinite) == (State.NOTIFYING, False)


def test_a_repair_that_is_still_going_on_is_never_taken(world: World) -> None:
    """P8."""
    number = MainPath(world).until(MainPath.reply)
    for words in (f"完成修正 {number} 正在处理", "正在处理", "正在处理"):
        assert "没有写明具体内容" in world.send_text("wang.fang", words)[-1].body
    world.send_text("wang.fang", "已改")
    world.choose_option("wang.fang", "是")
    assert "批次号" in world.send_text("wang.fang", "无")[-1].body
    world.send_text("wang.fang", "批次0712")
    assert world.ticket(number).state is State.NOTIFYING


def test_a_refusal_names_ground_clause_reason_and_what_comes_next(world: World) -> None:
    number = MainPath(world).until(MainPath.file)
    card = world.press_button("li.na", "不予收办")[-1]
    assert "关联 本工单号 首件工单号" in card.body
    labels = [option.text for option in card.choices[0].options]
    assert not [label for label in labels if "重复" in label or "补正后" in label]
    world.choose_option("li.na", "不属于公共数据")
    assert "没有写明具体理由" in world.send_text("li.na", "无")[-1].body
    assert "没有写明具体理由" in world.send_text("li.na", "无")[-1].body
    world.send_text("li.na", "所涉数据为企业内部台账")
    assert world.ticket(number).outcome is Outcome.DECLINED
    notice = last_message(world, "zhang.wei").body
    for words in ("所涉数据不属于公共数据", "办法第三条", "所涉数据为企业内部台账", f"重新提出 {number}"):
        assert words in notice


def test_the_supplement_names_each_item_and_what_is_missing(world: World) -> None:
    """P3."""
    MainPath(world).until(MainPath.file)
    world.press_button("li.na", "要求补正")
    card = world.send_text("li.na", "联系方式、佐证材料（截图举证或者实际业务场景举证）")[-1]
    assert "1 联系方式\n2 佐证材料" in card.body
    world.send_text("li.na", "1 缺手机号码；2 材料不全")
    assert "没有写明具体缺什么" in world.send_text("li.na", "跳过")[-1].body
    world.send_text("li.na", "1 缺手机号码；2 缺注销通知书截图")
    assert "联系方式：缺手机号码" in last_message(world, "zhang.wei").body
    assert "□ 2. “佐证材料" in world.press_button("zhang.wei", "补正")[-1].body


def test_a_directors_second_request_is_not_called_once_and_for_all(world: World) -> None:
    number = MainPath(world).until(MainPath.file)
    assert "一次性补正告知" in world.send_text("zhou.jie", f"要求补正 {number} 缺注销通知书截图")[-1].body
    world.send_text("zhang.wei", f"补正 {number}")
    world.send_text("zhang.wei", "见截图，已注销")
    world.send_text("zhang.wei", "补正完毕")
    world.send_text("zhou.jie", f"要求补正 {number} 缺统一社会信用代码")
    answer = world.send_text("zhou.jie", "前次未发现代码有误")[-1].body
    assert "再次要求补正" in answer
    assert "一次性补正告知" not in answer


def test_a_transfer_says_who_of_the_department_was_told(world: World) -> None:
    """M7: 已通知其联络专员 only where one was told."""
    number = MainPath(world).until(MainPath.clear)
    assert "已通知其联络专员" in world.send_text("li.na", f"转交 {number} MKT 目录登记的责任部门")[-1].body
    number = MainPath(world).until(MainPath.clear)
    answer = world.send_text("li.na", f"转交 {number} EDU 职责清单载明由其负责")[-1].body
    assert "已通知其联络专员" not in answer
    assert "请今天电话通知该部门" in answer
    assert f"致电登记 {number} 受话人 通话情况" in answer


def test_a_call_to_a_department_is_a_record_of_its_own(world: World) -> None:
    """M7, settled point 16: who was called, when and by whom, for centre and department; no limit moves."""
    number = MainPath(world).until(MainPath.transfer)
    due = [clock.due_on for clock in world.ticket(number).clocks]
    answer = world.send_text("li.na", f"致电登记 {number} 办公室值班员陈某 已请其今日签收")[-1]
    assert "已登记致电责任部门" in answer.body
    assert [clock.due_on for clock in world.ticket(number).clocks] == due
    for user, reads in (("li.na", True), ("wang.fang", True), ("zhang.wei", False)):
        card = world.send_text(user, f"查询 {number}")[-1]
        assert ("办公室值班员陈某" in card.body) is reads, user
    assert "致电登记" in {f.label: f.value for f in world.send_text("li.na", f"查询 {number}")[-1].fields}["最近一步"]
    refused = world.send_text("wang.fang", f"致电登记 {number} 自己")[-1]
    assert "没有" in refused.body
