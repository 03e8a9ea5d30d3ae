"""M6, M12, P7, G4: each party reads its own limit, in the words of what was decided; a held limit is not overdue."""

from __future__ import annotations

from bot.ports import Card
from regulation.states import ClockKind, State
from store.lists import overdue_limits
from tests.bot.acts.last_message import last_message
from tests.bot.acts.main_path import MainPath
from tests.bot.world import World

OFFICER, CENTRE, PROPOSER, RELATED = "wang.fang", "li.na", "zhang.wei", "liu.yang"


def joint(world: World) -> str:
    number = MainPath(world).until(MainPath.receive)
    world.send_text(OFFICER, f"申请协同 {number} 登记状态由民政局注销名单派生")
    world.choose_option(OFFICER, "区民政局")
    world.press_button(CENTRE, "同意协同")
    return number


def shown_limit(card: Card) -> str:
    return next(field.value for field in card.fields if field.label == "办理期限")


def test_a_related_department_reads_the_day_of_its_own_part(world: World) -> None:
    """M6, M12 (本系统约定): one working day before the lead's, and that day is the one they are told."""
    number = joint(world)
    lead, part = (
        next(clock.due_on for clock in world.ticket(number).clocks if clock.kind is kind)
        for kind in (ClockKind.REPLY, ClockKind.JOINT)
    )
    assert part < lead
    card = last_message(world, RELATED)
    assert f"{part}" in card.body
    assert f"{part}" in shown_limit(card)
    assert f"{lead}" not in card.body + shown_limit(card)
    for user, day in ((RELATED, part), (OFFICER, lead), (PROPOSER, lead)):
        assert f"为什么是 {day}" in world.send_text(user, f"为什么 {number}")[-1].title, user


def test_a_part_without_a_limit_is_told_as_one(world: World) -> None:
    """M12 (本系统约定): where the lead's limit has passed, the part is untimed, and is not called a limit."""
    number = MainPath(world).until(MainPath.receive)
    world.send_text(OFFICER, f"申请协同 {number} 登记状态由民政局注销名单派生")
    world.choose_option(OFFICER, "区民政局")
    world.wait(days=14)
    world.press_button(CENTRE, "同意协同")
    assert "协同部分不计期限（本系统约定）" in last_message(world, RELATED).body


def test_a_ruling_to_go_on_repairing_speaks_of_the_repair(world: World) -> None:
    """M11: ruled back while it was repairing, the repair limit goes on; nobody is asked for a reply."""
    number = MainPath(world).until(MainPath.reply)
    world.send_text(OFFICER, f"答复 {number} 系平台环节 业务系统登记状态已是注销")
    world.send_text(OFFICER, "注销通知书2021年3月")
    assert world.ticket(number).state is State.CHECKING
    world.send_text(CENTRE, f"裁定 {number} 市场监管局 平台日志与部门报送值一致")
    assert world.ticket(number).state is State.REPAIRING
    for user in (OFFICER, CENTRE, PROPOSER):
        body = last_message(world, user).body
        assert "修正期限" in body, user
        assert "答复期限" not in body, user
        assert "答复您" not in body, user


def test_a_second_cooperation_starts_no_limit_anew_and_says_so(world: World) -> None:
    """G4 (本系统约定): the first cooperation of a round starts the reply limit anew, a second one does not."""
    number = MainPath(world).until(MainPath.receive)
    said = []
    for _ in range(2):
        world.send_text(OFFICER, f"答复需配合 {number} 登记状态与档案不符")
        world.send_text(OFFICER, "到三楼窗口核对")
        world.send_text(OFFICER, "携带营业执照原件，工作日上午")
        assert world.ticket(number).state is State.COOPERATING
        said.append(last_message(world, OFFICER).body)
        world.send_text(PROPOSER, f"配合 {number} 已携带原件到窗口核对")
    assert "重新完整计算" in said[0]
    assert "按剩余天数继续计算（本系统约定）" in said[1]


def test_a_limit_whose_extension_awaits_a_decision_is_not_overdue(world: World) -> None:
    """P7 (本系统约定): asked for before expiry, the verdict is open until the decision; no list convicts before it."""
    number = MainPath(world).until(MainPath.reply)
    world.send_text(OFFICER, f"申请延期 {number} 20 采集范围扩大")
    world.choose_option(OFFICER, "基层数据")
    world.send_text(OFFICER, "10月12日")
    assert world.ticket(number).pending == "部门修正"
    world.wait(days=16)

    def late() -> set[ClockKind]:
        with world.store.read() as session:
            return {limit.kind for limit in overdue_limits.passed(session, world.now)}

    assert late() == {ClockKind.JUDGE}
    card = world.send_text(OFFICER, f"查询 {number}")[-1]
    assert "延期待批" in shown_limit(card)
    assert not card.urgent
    mine = world.send_text(OFFICER, "我的待办")[-1]
    listed = str(mine)
    assert "待批" in listed
    assert "超" not in listed
    assert "延期" not in shown_limit(world.send_text(PROPOSER, f"查询 {number}")[-1])
    world.send_text(CENTRE, f"不批准延期 {number} 没有街道出具的说明")
    assert late() == {ClockKind.REPAIR}
    assert "已逾期" in shown_limit(world.send_text(OFFICER, f"查询 {number}")[-1])
    assert "1件已逾期" in str(world.send_text(OFFICER, "我的待办")[-1])


def test_the_next_look_after_delivery_names_the_proposer_and_the_day(world: World) -> None:
    """M14 (本系统约定): until it is delivered the days are the centre's; the officer is told what changes then."""
    number = MainPath(world).until(MainPath.receive)
    world.send_text(OFFICER, f"答复需配合 {number} 登记状态与档案不符")
    world.send_text(OFFICER, "到三楼窗口核对")
    answer = world.send_text(OFFICER, "携带营业执照原件，工作日上午")[-1]
    assert f"送达后由提出方办理，其期限届时开始（本系统约定），可发送“查询 {number}”查看" in answer.body
    assert world.ticket(number).to_tell == ""
    day = next(clock.due_on for clock in world.ticket(number).clocks if clock.kind is ClockKind.COOPERATE)
    card = world.send_text(OFFICER, f"查询 {number}")[-1]
    assert f"{day}" in shown_limit(card)
    assert "区大数据中心" not in next(field.value for field in card.fields if field.label == "由谁办理")
