"""The same fault is recognised by what identifies the record, not by the sentence (M10, M14, P9, G7; own rule)."""

from __future__ import annotations

import pytest

from bot.ports import Card
from store.cases import flags
from tests.bot.acts.last_message import last_message
from tests.bot.filing import NUMBER
from tests.bot.world import World

UNIT, OTHER_UNIT = "91310105MA1FW0003B", "91310000607258925M"
FIRST = f"松涛科技公司{UNIT}法定代表人登记为张三"
AGAIN = "法人代表不对，代码９１３１ ０１０５ ＭＡ１ＦＷ０００３Ｂ"
CENTRE, PROPOSER, SECOND = "li.na", "zhang.wei", "he.ping"


def summary(
    world: World,
    user: str,
    records: str,
    doubt: str = "请核对更正",
    data: str = "企业登记基本信息",
) -> Card:
    """Everything of a filing up to its summary."""
    world.send_text(user, "提出异议")
    if data == "都不是":
        world.send_text(user, "都不是")
        world.send_text(user, "某专业系统的查询页面")
    else:
        world.send_text(user, data)  # the only hit is taken
    world.choose_option(user, "错误")
    for words in (records, doubt, "办理业务时发现"):
        world.send_text(user, words)
    world.press_button(user, "完成")
    card = world.received[user][-1]
    if any("提交" in button.text for button in card.buttons):
        return card
    return world.send_text(user, "电话 021-12345678")[-1]


def filed(world: World, user: str, records: str, doubt: str = "请核对更正", data: str = "企业登记基本信息") -> str:
    card = summary(world, user, records, doubt, data)
    submit = next(button.text for button in card.buttons if "提交" in button.text)
    found = NUMBER.search(world.press_button(user, submit)[-1].title)
    assert found is not None
    return found[0]


def test_two_sentences_about_one_record_are_recognised(world: World) -> None:
    first = filed(world, PROPOSER, FIRST)
    other = filed(world, SECOND, AGAIN)
    card = last_message(world, CENTRE)
    assert f"关联 {other} {first}" in card.body
    assert "关联同一问题" in [button.text for button in (*card.buttons, *card.more)]
    world.press_button(CENTRE, "关联同一问题")
    assert world.ticket(other).root_id == world.ticket(first).id


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("张某 110101 19900307 7715 登记为离异", "身份证１１０１０１１９９００３０７７７１５的婚姻状态应为已婚"),
        ("张某 110101900307771 登记为离异", "110101-19900307-7715 婚姻状况错误"),
        ("许可证编号JY13101050012345有效期错误", "jy1 3101 0500 12345 许可证号的有效期不对"),
        ("沪（2021）长字不动产权第012345号面积为80平方米", "证号：沪〔2021〕长字不动产权012345号建筑面积不对"),
        ("上海松涛科技有限公司注册资本错误", "松涛科技（上海）有限公司的注册资金应为500万元"),
        ("上海市长宁区仙霞路12号301室面积错误", "长宁仙霞路十二号301，面积写错"),
        (f"松涛科技有限公司（{UNIT}）法定代表人为张三", "松涛科技公司的法定代表人不对"),
    ],
)
def test_what_identifies_a_record(world: World, one: str, other: str) -> None:
    first = filed(world, PROPOSER, one)
    second = filed(world, SECOND, other)
    assert f"关联 {second} {first}" in last_message(world, CENTRE).body


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (FIRST, f"松涛科技公司{OTHER_UNIT}法定代表人登记为张三"),
        ("编号JY13101050012345有效期错误", "编号JY13101050012346有效期错误"),
        ("仙霞路12号301室面积错误", "仙霞路12号302室面积错误"),
        ("松涛科技有限公司法定代表人错误", "松涛贸易有限公司法定代表人错误"),
        ("某公司法定代表人登记错误", "本公司法定代表人登记错误了"),
    ],
)
def test_other_records_are_not_taken_for_it(world: World, one: str, other: str) -> None:
    filed(world, PROPOSER, one)
    second = filed(world, SECOND, other)
    body = last_message(world, CENTRE).body
    assert f"关联 {second}" not in body
    assert "同一对象" not in body


def test_another_fault_of_a_unit_is_related_and_never_merged(world: World) -> None:
    first = filed(world, PROPOSER, FIRST)
    second = filed(world, SECOND, f"{UNIT}注册资本登记为100万元")
    body = last_message(world, CENTRE).body
    assert f"同一对象另有在办工单：{first}" in body
    assert "反映同一问题" not in body
    assert f"关联 {second}" not in body
    assert world.ticket(second).root_id is None


def test_two_people_of_one_unit_are_two_records(world: World) -> None:
    filed(world, PROPOSER, f"{UNIT} 职工110101199003077715参保月数少一个月")
    second = filed(world, SECOND, f"{UNIT} 职工11010519491231002X参保月数少一个月")
    body = last_message(world, CENTRE).body
    assert f"关联 {second}" not in body
    assert "同一对象另有在办工单" in body


def test_the_same_record_in_other_data_is_only_related(world: World) -> None:
    first = filed(world, PROPOSER, FIRST)
    second = filed(world, SECOND, AGAIN, data="都不是")
    body = last_message(world, CENTRE).body
    assert f"关联 {second}" not in body
    assert f"同一对象另有在办工单：{first}" in body


def test_the_proposer_is_told_before_submission_without_anothers_number(world: World) -> None:
    first = filed(world, PROPOSER, FIRST)
    told = summary(world, SECOND, AGAIN).body
    assert "您提到的记录已有异议在办（2026-09-17 周四提出，现为待预审）" in told
    assert first not in told
    assert "张三" not in told
    world.send_text(SECOND, "取消")
    world.send_text(SECOND, "确定")
    own = summary(world, PROPOSER, AGAIN).body
    assert f"{first}，您本人" in own


def test_nothing_is_told_where_nothing_is_alike(world: World) -> None:
    filed(world, PROPOSER, FIRST)
    assert summary(world, SECOND, f"{OTHER_UNIT}法定代表人登记错误").body == ""


def test_a_record_stays_marked_while_one_case_marks_it_however_it_was_worded(world: World) -> None:
    """P9: counted by record; the log knows the record by one hash."""
    cases = [filed(world, PROPOSER, FIRST), filed(world, SECOND, AGAIN)]
    for number in cases:
        for words in (f"收办 {number}", f"平台核查无误 {number}", f"转交 {number} MKT 目录登记"):
            world.send_text(CENTRE, words)
        world.send_text("wang.fang", f"答复需修正 {number} 9月25日 经核实法定代表人登记有误")
    with world.store.read() as session:
        lines = flags.flag_log(session)
        assert [line.flagged for line in lines] == [2, 1]
        assert len({line.record for line in lines}) == 1
        assert flags.open_marks(session) == 1
        assert UNIT not in f"{lines}"


def registered(world: World, number: str) -> None:
    """The case ends as a special case."""
    for words in (f"收办 {number}", f"平台核查无误 {number}", f"转交 {number} MKT 目录登记"):
        world.send_text(CENTRE, words)
    world.send_text("wang.fang", f"答复申请特例 {number}")
    world.choose_option("wang.fang", "原始资料")
    world.send_text("wang.fang", "二〇〇三年的档案已毁于水灾，无从核对")
    world.send_text(PROPOSER, f"同意特例 {number}")
    world.send_text(CENTRE, f"告知结果 {number}")


def test_a_special_case_is_recognised_in_other_words(world: World) -> None:
    first = filed(world, PROPOSER, FIRST)
    registered(world, first)
    same = filed(world, SECOND, AGAIN)
    assert world.ticket(same).root_id == world.ticket(first).id
    assert f"已登记为特例（{first}）" in last_message(world, CENTRE).body
    another = filed(world, SECOND, f"{UNIT}注册资本登记为100万元")
    assert world.ticket(another).root_id is None, "another fault is told to the centre, which decides"
    assert f"已登记为特例（{first}）" in last_message(world, CENTRE).body


def test_no_identifier_is_stored_in_clear(world: World) -> None:
    filed(world, PROPOSER, FIRST)
    with world.store.read() as session:
        stored = "".join(
            f"{tuple(row)}"
            for table in ("case_keys", "case_words")
            for row in session.connection().exec_driver_sql(f"SELECT * FROM {table}")
        )
    for plain in (UNIT, "松涛", "法定代表人", "13800000001", "张三"):
        assert plain not in stored
