"""P5, G4, B7: the other side reads the reason, the correction with what it replaces, and what follows a withdrawal."""

from __future__ import annotations

from bot.ports import Card
from regulation.states import State
from tests.bot.acts.last_message import last_message
from tests.bot.acts.main_path import MainPath
from tests.bot.world import World, is_preview

CENTRE, PROPOSER, OFFICER, LEADER = "li.na", "zhang.wei", "wang.fang", "wu.gang"


def titled(world: World, user: str, title: str) -> Card:
    return next(card for card in reversed(world.received[user]) if card.title == title)


def test_a_corrected_reply_is_told_with_the_old_one_and_its_day(world: World) -> None:
    """更正答复: the proposer is told both and since when."""
    path = MainPath(world)
    number = path.until(MainPath.reply)
    world.send_text(OFFICER, f"更正答复 {number} 登记状态应为注销，注销日期为2025年3月1日")
    world.send_text(OFFICER, "首次答复漏写日期")
    told = titled(world, PROPOSER, "责任部门更正答复").told
    assert f"更正2026-09-17 周四的答复。原答复：“{path.words['finding']}”" in told
    assert "更正为：“登记状态应为注销，注销日期为2025年3月1日”" in told


def test_a_second_correction_replaces_the_first(world: World) -> None:
    number = MainPath(world).until(MainPath.reply)
    for words in ("登记状态应为注销", "登记状态应为吊销"):
        world.send_text(OFFICER, f"更正答复 {number} {words}")
        world.send_text(OFFICER, "此前的答复有误")
    told = titled(world, PROPOSER, "责任部门更正答复").told
    assert "原答复：“登记状态应为注销”。更正为：“登记状态应为吊销”" in told


def test_a_corrected_notice_is_told_with_the_old_one(world: World) -> None:
    path = MainPath(world)
    number = path.until(MainPath.notify)
    world.send_text(CENTRE, f"更正告知 {number} 修正内容为注销日期")
    world.send_text(CENTRE, "首次告知写错")
    told = titled(world, PROPOSER, "区大数据中心更正告知").told
    assert path.words["done"] in told
    assert "原告知：" in told
    assert "更正为：“修正内容为注销日期”" in told


def test_a_refused_extension_is_told_with_its_reason(world: World) -> None:
    number = MainPath(world).until(MainPath.reply)
    world.send_text(OFFICER, f"申请延期 {number} 20 10月12日 需要基层重新采集三万条")
    world.choose_option(OFFICER, "其他")
    assert "理由：“需要基层重新采集三万条”" in last_message(world, CENTRE).told
    world.send_text(CENTRE, f"不批准延期 {number} 可以分批先行修正")
    assert "理由：“可以分批先行修正”" in last_message(world, OFFICER).told


def test_the_proposer_reads_what_the_centre_found_at_the_platform(world: World) -> None:
    number = MainPath(world).until(MainPath.accept)
    world.send_text(CENTRE, f"平台原因 {number} 清洗规则把新地址当作重复删去")
    world.choose_option(CENTRE, "清洗")
    world.send_text(CENTRE, "跳过")
    assert "核查情况：“清洗规则把新地址当作重复删去”" in titled(world, PROPOSER, "已查明平台原因").told


def test_who_withdraws_reads_first_what_follows(world: World) -> None:
    """P9, own rule: it can be undone for five working days."""
    number = MainPath(world).until(MainPath.receive)
    world.confirms = False
    asked = world.send_text(PROPOSER, f"撤回 {number}")[-1]
    assert is_preview(asked)
    assert "5个工作日内，可以请区大数据中心恢复办理（本系统约定）" in asked.body
    card = world.press_button(PROPOSER, "确定")[-1]
    assert "5个工作日内，可以请区大数据中心恢复办理" in card.body


def test_a_refused_special_case_asks_for_a_new_expected_date(world: World) -> None:
    number = MainPath(world).until(MainPath.reply)
    world.send_text(OFFICER, f"答复申请特例 {number} 1998年纸质档案在搬迁中遗失")
    world.choose_option(OFFICER, "原始资料")
    world.send_text(PROPOSER, f"不同意特例 {number} 执照原件仍在，可以核对")
    assert world.ticket(number).state is State.REPAIRING
    card = last_message(world, OFFICER)
    assert "写明新的预计修正日期" in card.told
    assert "更新预计日期" in [button.text for button in card.buttons]


def test_no_date_is_asked_for_that_has_passed(world: World) -> None:
    """After the due day nobody is told to act before it."""
    number = MainPath(world).until(MainPath.reply)
    world.at("2026-10-20T10:00:00+08:00")
    world.send_text(LEADER, f"催办 {number}")
    card = last_message(world, OFFICER)
    assert card.title.startswith("请尽快完成修正（期限")
    assert card.told == "收到催办。"  # the title says the rest


def test_a_result_once_told_stays_readable_in_the_next_round(world: World) -> None:
    """M14: what was rejected stays readable; the new round is read with its own notice."""
    path = MainPath(world)
    number = path.until(MainPath.notify)
    world.send_text(PROPOSER, f"不认可 {number} 查询系统里仍显示存续")
    shown = world.send_text(PROPOSER, f"查询 {number}")[-1].body
    assert path.words["done"] in shown
    world.press_button(OFFICER, "签收")
    world.send_text(OFFICER, f"答复需修正 {number} 9月25日 复查发现缓存没有刷新")
    world.send_text(OFFICER, f"完成修正 {number} 已刷新缓存并核对页面")
    world.choose_option(OFFICER, "是")
    world.send_text(OFFICER, "2026-09-24 批次 0713")
    assert world.ticket(number).state is State.NOTIFYING
    assert "已刷新缓存" not in world.send_text(PROPOSER, f"查询 {number}")[-1].body
