"""M9, G3, P1: a filing names the data, the kind, the records, the reason, the evidence and a true contact."""

from __future__ import annotations

from bot.ports import CallKind
from regulation.states import State
from store.cases import history, stored_drafts, tickets
from store.files import attachments
from tests.bot.filing import NUMBER, filed, fill
from tests.bot.world import World


def test_filing_by_typed_text(world: World) -> None:
    world.send_text("zhang.wei", "提出异议")
    world.send_text("zhang.wei", "企业登记")
    world.send_text("zhang.wei", "错误")
    world.send_text("zhang.wei", "某某有限公司登记状态为存续")
    world.send_text("zhang.wei", "该公司已注销，应为注销")
    world.send_text("zhang.wei", "办理补贴时发现")
    summary = world.send_text("zhang.wei", "完成")[-1]
    assert [field.value for field in summary.fields][:2] == ["企业登记基本信息", "错误"]
    card = world.send_text("zhang.wei", "提交")[-1]
    assert "CN-20260917-0001" in card.title
    assert world.ticket("CN-20260917-0001").state is State.PRESCREEN


def test_filing_by_buttons(world: World) -> None:
    fill(world)
    card = world.press_button("zhang.wei", "提交")[-1]
    assert NUMBER.search(card.title)
    assert any("2026-09-18 周五" in field.value for field in card.fields)  # M10, P2: one working day
    assert any("区大数据中心" in field.value for field in card.fields)


def test_operators_get_the_task(world: World) -> None:
    number = filed(world)
    for operator in ("li.na", "zhou.jie"):
        assert number == world.last_card(operator).ticket
        assert world.last_card(operator).buttons[0].text == "收办"


def test_texts_are_encrypted_and_hashed_into_the_history(world: World) -> None:
    ticket = world.ticket(filed(world))
    with world.store.read() as session:
        words = history.texts(session, world.store.vault, ticket)
        contact = tickets.contact_of(world.store.vault, ticket)
    assert words[1, "records"] == "某某有限公司登记状态为存续"
    assert contact.name == "张伟"
    assert contact.phone == "13800000001"
    assert ticket.title == "企业登记基本信息"


def test_unlisted_source_is_described_in_words(world: World) -> None:
    world.send_text("zhang.wei", "提出异议")
    world.send_text("zhang.wei", "企业")
    world.press_button("zhang.wei", "都不是")
    card = world.send_text("zhang.wei", "街道平台里的困难家庭名册")[-1]
    assert card.choices[0].name == "kind"


def test_a_search_without_hits_asks_again(world: World) -> None:
    world.send_text("zhang.wei", "提出异议")
    card = world.send_text("zhang.wei", "火星移民")[-1]
    assert "没有找到“火星移民”" in card.body
    assert world.send_text("zhang.wei", "婚姻")[-1].choices


def test_pictures_are_evidence_and_move_to_the_ticket(world: World) -> None:
    world.send_text("zhang.wei", "提出异议")
    world.send_text("zhang.wei", "婚姻")
    world.choose_option("zhang.wei", "遗漏")
    world.send_text("zhang.wei", "张某与李某的登记没有查到")
    world.send_text("zhang.wei", "两人持有结婚证，应有登记")
    assert "共1个" in world.send_file("zhang.wei")[-1].body
    assert "共2个" in world.send_file("zhang.wei", "名单.pdf", "file")[-1].body
    world.press_button("zhang.wei", "完成")
    number = world.press_button("zhang.wei", "提交")[-1].ticket
    with world.store.read() as session:
        assert len(attachments.of_ticket(session, world.ticket(number).id)) == 2


def test_evidence_is_required_but_never_a_picture(world: World) -> None:
    world.send_text("zhang.wei", "提出异议")
    world.send_text("zhang.wei", "婚姻")
    world.choose_option("zhang.wei", "遗漏")
    world.send_text("zhang.wei", "张某与李某的登记没有查到")
    world.send_text("zhang.wei", "两人持有结婚证")
    assert "请至少提供一项佐证" in world.press_button("zhang.wei", "完成")[-1].body


def test_contact_can_be_changed_and_is_required(world: World) -> None:
    world.send_text("he.ping", "提出异议")
    world.send_text("he.ping", "婚姻")
    world.choose_option("he.ping", "其他")
    world.send_text("he.ping", "记录重复")
    world.send_text("he.ping", "同一登记出现两次")
    world.send_text("he.ping", "窗口核对时发现")
    assert "电话" in world.send_text("he.ping", "完成")[-1].title
    assert "请回复电话号码" in world.send_text("he.ping", "不知道")[-1].body
    summary = world.send_text("he.ping", "电话：021-62345678")[-1]
    assert summary.fields[5].value.endswith("5678")


def test_double_submit_makes_one_ticket(world: World) -> None:
    fill(world)
    first = world.press_button("zhang.wei", "提交")[-1]
    again = world.press_button("zhang.wei", "提交")[-1]
    assert "已经提交" in again.body
    assert first.ticket in again.body
    assert world.numbers() == [first.ticket]
    with world.store.read() as session:
        assert stored_drafts.active(session, world.person_id("zhang.wei")) is None


def test_few_short_options_are_buttons(world: World) -> None:
    """A kind is one tap: a list in a client takes three."""
    world.send_text("zhang.wei", "提出异议")
    world.send_text("zhang.wei", "企业登记")
    buttons = world.screens[-1]["template_card"]["button_list"]
    assert [each["text"] for each in buttons] == ["错误", "遗漏", "不一致", "其他", "上一步", "暂存"]
    world.process(world.call("zhang.wei", CallKind.CLICK, buttons[2]["key"]))
    assert "哪些记录" in world.last_card("zhang.wei").title


def test_a_single_hit_is_taken_and_said(world: World) -> None:
    world.send_text("zhang.wei", "提出异议")
    card = world.send_text("zhang.wei", "企业登记")[-1]
    assert "已选数据：企业登记基本信息" in card.body
    assert "哪项数据" in world.send_text("zhang.wei", "修改第1项")[-1].title


def test_a_contact_on_file_is_not_asked_for(world: World) -> None:
    assert fill(world).fields[5].value == "张伟 区教育局 138****0001"
    assert "联系方式是否正确" in world.send_text("zhang.wei", "修改第6项")[-1].title
