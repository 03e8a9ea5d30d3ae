"""Which question a message answers, how an answer is changed, and that nothing typed or sent is lost (M9, G3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot import call_json
from bot.ports import Call, CallKind, Card
from store.cases import history, stored_drafts
from store.files import attachments
from tests.bot.filing import filed, fill
from tests.bot.test_form_navigation import at_records
from tests.bot.world import World

USER = "zhang.wei"


def kept(world: World, user: str = USER) -> dict[str, object]:
    with world.store.read() as session:
        draft = stored_drafts.active(session, world.person_id(user))
        assert draft is not None
        return stored_drafts.answers(world.store.vault, draft)


def at_evidence(world: World) -> Card:
    at_records(world)
    world.send_text(USER, "某公司登记状态为存续")
    return world.send_text(USER, "应为注销")[-1]


@pytest.mark.parametrize(
    "said",
    [
        "修改第3项 门牌号应为12号",
        "修改第三项：门牌号应为12号",
        "修改第 3 项，门牌号应为12号",
        "改第3项 门牌号应为12号",
        "第3项改成门牌号应为12号",
        "把第三项改为：门牌号应为12号",
        "请把第3项修改成 门牌号应为12号",
    ],
)
def test_an_item_is_changed_with_the_words_behind_it(world: World, said: str) -> None:
    """While it is open, while another is, and from the summary."""
    at_records(world)
    world.send_text(USER, said)
    assert kept(world)["records"] == "门牌号应为12号"
    world.send_text(USER, "应为注销")
    world.send_text(USER, "修改第3项 别的")
    world.send_text(USER, said)
    assert kept(world)["records"] == "门牌号应为12号"
    world.send_text(USER, "办理时发现")
    world.send_text(USER, "完成")
    world.send_text(USER, "修改第3项 又是别的")
    summary = world.send_text(USER, said)[-1]
    assert summary.fields[2].value == "门牌号应为12号"
    assert summary.title == "请核对后提交"


def test_an_answer_that_speaks_of_an_item_is_an_answer(world: World) -> None:
    at_records(world)
    world.send_text(USER, "第3项内容为空")
    assert kept(world)["records"] == "第3项内容为空"


def test_an_item_of_a_preview_is_changed(world: World) -> None:
    number = filed(world)
    world.confirms = False
    world.send_text("li.na", f"不予收办 {number}")
    world.choose_option("li.na", "不属于数据错误")
    world.send_text("li.na", "所提内容是对政策的意见")
    preview = world.send_text("li.na", "修改第2项 所提内容属于政策咨询")[-1]
    assert "属于政策咨询" in str(preview)
    assert preview.title.startswith("请核对后确定")


def test_an_item_of_a_recorded_objection_is_changed(world: World) -> None:
    world.send_text("li.na", "代录")
    world.choose_option("li.na", "来函")
    world.send_text("li.na", "昨天下午3点")
    world.send_text("li.na", "王建国，电话13812345678")
    world.send_text("li.na", "修改第2项 前天上午10点")
    assert str(kept(world, "li.na")["received"]).startswith("2026-09-15T10:00")


def test_a_piece_of_a_supplement_is_changed(world: World) -> None:
    number = filed(world)
    world.send_text("li.na", f"要求补正 {number} 请补充记录编号")
    world.send_text(USER, f"补正 {number}")
    world.send_text(USER, "编号是31010500001")
    world.send_text(USER, "修改第1项 编号是31010500002")
    world.send_text(USER, "补正完毕")
    with world.store.read() as session:
        texts = history.texts(session, world.store.vault, world.ticket(number)).values()
    assert any("31010500002" in text for text in texts)
    assert not any("31010500001" in text for text in texts)


def test_evidence_is_shown_whole_replaced_and_removed(world: World) -> None:
    at_evidence(world)
    assert "办理补贴发放时发现" in world.send_text(USER, "办理补贴发放时发现")[-1].body
    world.send_text(USER, "完成")
    world.send_text(USER, "修改第5项")
    card = world.send_text(USER, "窗口核对时发现")[-1]
    assert "已换成新的文字说明" in card.body
    assert [button.text for button in card.buttons][:2] == ["完成", "接在原文后面"]
    assert world.send_text(USER, "完成")[-1].fields[4].value == "窗口核对时发现"
    assert world.send_text(USER, "修改第5项 走访时发现")[-1].fields[4].value == "走访时发现"
    asked = world.send_text(USER, "删除文字说明")[-1]
    assert "已删除文字说明" in asked.body
    assert "至少提供一项佐证" in world.send_text(USER, "完成")[-1].body


def test_clearing_is_asked_once(world: World) -> None:
    at_evidence(world)
    world.send_text(USER, "电话13912345678")
    card = world.send_text(USER, "清空")[-1]
    assert "要清空已有的文字说明吗" in card.body
    assert "13912345678" in card.body
    assert "13912345678" not in world.press_button(USER, "清空文字说明")[-1].body
    world.send_text(USER, "新的说明")
    world.send_text(USER, "清空")
    assert "没有改动" in world.press_button(USER, "保留文字说明")[-1].body


def test_the_words_replaced_can_be_had_back(world: World) -> None:
    at_evidence(world)
    world.send_text(USER, "第一段")
    world.send_text(USER, "完成")
    world.send_text(USER, "修改第5项")
    world.send_text(USER, "第二段")
    world.press_button(USER, "接在原文后面")
    world.send_text(USER, "完成")
    assert kept(world)["evidence"] == {"words": "第一段\n第二段", "files": 0}


def test_a_picture_sent_early_is_kept(world: World) -> None:
    at_records(world)
    card = world.send_file(USER)[-1]
    assert "已放入“佐证说明”" in card.body
    assert "哪些记录" in card.title
    world.send_text(USER, "某公司登记状态为存续")
    assert "已有：1个文件" in world.send_text(USER, "应为注销")[-1].body
    world.send_text(USER, "完成")
    assert "共2个" in world.send_file(USER)[-1].body  # from the summary too
    assert world.last_card(USER).fields[4].value == "2个文件"


def test_a_picture_before_any_filing_is_kept_and_offered(world: World) -> None:
    card = world.send_file(USER)[-1]
    assert [button.text for button in card.buttons] == ["提出异议", "补正", "不需要，删除"]
    assert "共2个" in world.send_file(USER)[-1].body
    assert "已附上您先前发送的2个文件" in world.send_text(USER, "提出异议")[-1].body
    for words in ("企业登记", "错误", "某公司登记状态为存续", "应为注销", "完成", "提交"):
        world.send_text(USER, words)
    with world.store.read() as session:
        assert len(attachments.of_ticket(session, world.ticket(world.numbers()[0]).id)) == 2


def test_a_picture_before_one_message_goes_with_it(world: World) -> None:
    world.send_file(USER)
    card = world.send_text(USER, "企业登记基本信息里某公司登记状态为存续，应为注销")[-1]
    assert "已附上您先前发送的1个文件" in card.body


def test_a_picture_before_a_supplement_goes_with_it(world: World) -> None:
    number = filed(world)
    world.send_text("li.na", f"要求补正 {number} 请补充照片")
    world.send_file(USER)
    assert "已附上您先前发送的1个文件" in world.press_button(USER, "补正")[-1].body


def queued(world: World, *texts: str) -> None:
    """Sent before any answer was delivered."""
    for text in texts:
        call = world.call(USER, CallKind.TEXT, text)
        world.inbox.put(call.platform, call.message_id, call.user, call_json.encode(call), world.now)
    world.handle()


def test_messages_in_quick_succession_are_one_answer(world: World) -> None:
    at_records(world)
    queued(world, "某公司的登记状态", "现在写的是存续", "统一社会信用代码91310105MA1FW0003B")
    assert kept(world)["records"] == "某公司的登记状态\n现在写的是存续\n统一社会信用代码91310105MA1FW0003B"
    assert "为什么有疑问" in world.last_card(USER).title
    world.send_text(USER, "应为注销")
    assert kept(world)["doubt"] == "应为注销"


def test_a_platforms_clock_behind_ours_joins_nothing(world: World) -> None:
    """A reply stored after the next question was sent answers that one, whatever time the platform gives it."""
    behind = timedelta(minutes=7)
    for text in ("提出异议 新建", "企业登记", "错误"):
        world.process(_written(world, text, world.now - behind))
    world.wait(seconds=2)
    world.process(_written(world, "某公司的登记状态", world.now - behind))
    world.wait(seconds=1)
    world.process(_written(world, "现在写的是存续", world.now - behind))
    assert kept(world)["records"] == "某公司的登记状态"


def _written(world: World, text: str, at: datetime) -> Call:
    return replace(world.call(USER, CallKind.TEXT, text), at=at)


def test_a_draft_that_rested_asks_before_it_takes_a_sentence(world: World) -> None:
    at_records(world)
    world.wait(minutes=61)
    card = world.send_text(USER, "地址还是没有改")[-1]
    assert card.title == "这句话是回答“纠错内容”，还是别的事？"
    assert "“地址还是没有改”" in card.body
    assert "records" not in kept(world)
    world.press_button(USER, "填入“纠错内容”")
    assert kept(world)["records"] == "地址还是没有改"


def test_the_sentence_may_be_another_matter(world: World) -> None:
    at_records(world)
    world.wait(minutes=61)
    world.send_text(USER, "我的异议")
    world.send_text(USER, "继续")
    world.wait(minutes=61)
    world.send_text(USER, "企业登记基本信息里乙公司状态为存续，应为注销")
    card = world.press_button(USER, "是别的事")[-1]
    assert "已按您的话填写" in card.body
    assert kept(world)["records"] == "乙公司状态为存续"


def test_a_second_sentence_joins_the_one_that_waits(world: World) -> None:
    at_records(world)
    world.wait(minutes=61)
    world.send_text(USER, "第一句")
    world.send_text(USER, "第二句")
    world.send_text(USER, "是")
    assert kept(world)["records"] == "第一句\n第二句"


def test_a_notice_in_between_is_reason_to_ask(world: World) -> None:
    number = filed(world)
    at_records(world)
    world.send_text("li.na", f"要求补正 {number} 请补充记录编号")
    assert "还是别的事" in world.send_text(USER, "编号是31010500001")[-1].title
    world.press_button(USER, "是别的事")
    assert "records" not in str(world.last_card(USER).fields)


def test_an_answer_within_the_hour_is_taken(world: World) -> None:
    at_records(world)
    world.wait(minutes=59)
    world.send_text(USER, "某公司登记状态为存续")
    assert kept(world)["records"] == "某公司登记状态为存续"


@pytest.mark.parametrize(
    ("said", "kind"), [("写错了", "错误"), ("漏了", "遗漏"), ("对不上", "不一致"), ("登记错了", "错误")]
)
def test_a_kind_in_everyday_words(world: World, said: str, kind: str) -> None:
    world.send_text(USER, "提出异议")
    world.send_text(USER, "企业登记")
    world.send_text(USER, said)
    assert kept(world)["kind"] == kind
    assert "records" not in kept(world)


def test_what_is_written_ahead_of_the_kind_is_kept(world: World) -> None:
    world.send_text(USER, "提出异议")
    world.send_text(USER, "企业登记")
    card = world.send_text(USER, "甲公司登记状态为存续，应为注销")[-1]
    assert "已先记入纠错内容、纠错说明" in card.body
    assert "哪一类" in card.title
    assert "请提供佐证说明" in world.choose_option(USER, "错误")[-1].title
    assert (kept(world)["records"], kept(world)["doubt"]) == ("甲公司登记状态为存续", "应为注销")


def test_the_summary_shows_long_answers_whole(world: World) -> None:
    records = "统一社会信用代码91310105MA1FW0003B的某某有限公司，登记状态写的是存续，经营期限写的是长期"
    assert records in fill(world, records=records).body


def test_another_filing_in_one_message_is_none_of_the_open_questions_answer(world: World) -> None:
    at_records(world)
    card = world.send_text(USER, "提出异议 婚姻登记信息 遗漏 张某与李某的登记没有 应当补上")[-1]
    assert card.body.startswith("您的草稿“提出异议”已暂存")
    assert kept(world)["records"] == "张某与李某的登记没有"


def test_a_sentence_at_the_summary_is_named_as_not_taken(world: World) -> None:
    fill(world)
    assert "“还有一句”没有填入" in world.send_text(USER, "还有一句")[-1].body
