"""B7: a card says first what is to be done and by when, then what it is about, one line of the claim; no counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.cards.dialects.render import render
from bot.cards.dialects.wecom import BELOW, GOES_ON, IN_DETAIL
from bot.cards.duty_line import CENTRE, OTHERS, OWED
from bot.cards.preview.samples import NOW, READERS, of_view, sample_view
from bot.cards.ticket_card import task_card
from bot.ports import Card, CardKind
from bot.view import JOINED, Scope, View
from regulation.states import ClockKind, Outcome, Role, State
from tests.bot.acts.last_message import last_message
from tests.bot.acts.main_path import MainPath
from tests.bot.filing import filed
from tests.bot.test_supplement import asked
from tests.bot.world import World

PROPOSER, CENTRE_USER, OFFICER, LEADER = "zhang.wei", "li.na", "wang.fang", "wu.gang"
COUNT = re.compile(r"剩余?\d|\d+个工作日|超\d+天")
DAY = re.compile(r"\d{4}-\d\d-\d\d 周[一二三四五六日]（含当日）前")


def views() -> Iterator[View]:
    for state in State:
        for scope, role in READERS:
            yield sample_view(state, scope, role)


def test_every_card_begins_with_the_day() -> None:
    """Whoever must act reads it as the title, every other reader right below the ticket's number."""
    mine = 0
    for view in views():
        card = task_card(view, NOW)
        if view.limit is None:
            assert card.title.startswith(view.number)
        elif card.title.startswith("请"):
            mine += 1
            assert DAY.search(card.title)
            assert view.number in card.subtitle
        else:
            assert card.title.startswith(view.number)
            assert DAY.search(card.subtitle)
            assert "应于" in card.subtitle
    assert mine >= len(OWED) - len(OTHERS) - 2


def test_a_limit_asks_only_who_owes_it() -> None:
    """The centre may record a proposer's word, and is not told to give it."""
    for view in views():
        card = task_card(view, NOW)
        if view.limit is not None and view.limit.kind is ClockKind.CONFIRM:
            assert card.title.startswith("请") == (Role.PROPOSER in view.roles)
        if view.limit is not None and view.limit.kind is ClockKind.CHECK:
            assert card.title.startswith("请") == bool(view.roles & CENTRE)


def test_no_card_of_a_ticket_counts_days() -> None:
    for view in views():
        for sample in of_view(view):
            shown = " ".join([sample.card.title, sample.card.subtitle, *(field.value for field in sample.card.fields)])
            assert not COUNT.search(shown), sample.name


def test_a_passed_limit_is_named_by_its_day() -> None:
    view = sample_view(State.VERIFYING, *READERS[3])
    assert view.limit is not None
    late = replace(view, limit=replace(view.limit, overdue=True, left=-3))
    card = task_card(late, NOW)
    assert re.fullmatch(r"请尽快答复（期限\d{4}-\d\d-\d\d 周.已过）", card.title)
    assert card.urgent


def test_the_claim_is_one_line_and_the_rest_behind_the_title() -> None:
    view = sample_view(State.VERIFYING, *READERS[3])
    long = "某某有限公司登记状态为存续，" * 30
    told = replace(view, texts={"records": long, "doubt": "该公司已注销"})
    card = task_card(told, NOW)
    assert card.body.count("\n") == 1
    assert "（全文见详情）" in card.body
    assert "该公司已注销" not in card.body
    assert card.link == f"/t/{view.number}"
    assert "该公司已注销" in task_card(told, NOW, whole=True).body


def test_the_title_is_not_repeated_by_the_note() -> None:
    view = sample_view(State.PRESCREEN, *READERS[1])
    title = task_card(view, NOW).title
    card = task_card(view, NOW, note=f"收到新的异议，{title}。")
    assert card.told == "收到新的异议。"
    assert card.body.startswith("收到新的异议。\n")


def test_a_query_shows_every_text(world: World) -> None:
    number = filed(world)
    assert "纠错说明" not in last_message(world, CENTRE_USER).body
    assert "纠错说明" in world.send_text(CENTRE_USER, f"查询 {number}")[-1].body


def test_the_centre_sees_what_was_supplemented(world: World) -> None:
    """F22: after 补正 not the old filing again; files sent with it are counted."""
    number = asked(world)
    world.press_button(PROPOSER, "补正")
    world.send_file(PROPOSER, "执照.jpg")
    world.send_text(PROPOSER, "1 这是注销通知书的照片")
    world.send_text(PROPOSER, "补正完毕")
    card = last_message(world, CENTRE_USER)
    assert card.ticket == number
    assert "补正内容：“1 这是注销通知书的照片”（另有1个文件，见详情）" in card.body
    assert "纠错内容" not in card.body
    assert card.title.startswith("请于2026-09-")


def test_a_refusal_has_its_number_and_can_be_filed_anew(world: World) -> None:
    """F20: the number stands under the title, 重新提出 is a button beside the evaluation."""
    number = filed(world)
    world.send_text(CENTRE_USER, f"不予收办 {number} 所涉数据为企业内部台账")
    world.choose_option(CENTRE_USER, "不属于公共数据")
    card = next(card for card in reversed(world.received[PROPOSER]) if card.title == "您的异议不予收办")
    assert number in card.subtitle
    assert "重新提出" in [button.text for button in card.buttons]
    shown = next(s["template_card"] for s in reversed(world.screens) if "您的异议不予收办" in str(s))
    assert number in shown["main_title"]["desc"]
    assert "重新提出" in [button["text"] for button in shown["button_list"]]
    assert world.press_button(PROPOSER, "重新提出")[-1].title == "请核对后提交"


@pytest.mark.parametrize("outcome", [Outcome.ABANDONED, Outcome.WITHDRAWN, Outcome.DECLINED])
def test_only_what_ended_for_this_time_offers_to_file_anew(outcome: Outcome) -> None:
    closed = replace(sample_view(State.CLOSED, *READERS[0]), outcome=outcome)
    card = task_card(closed, NOW)
    assert "重新提出" in [button.text for button in (*card.buttons, *card.more)]
    confirmed = task_card(replace(closed, outcome=Outcome.CONFIRMED), NOW)
    assert "重新提出" not in [button.text for button in (*confirmed.buttons, *confirmed.more)]


def test_joint_handling_that_was_agreed_to_awaits_nothing() -> None:
    """F13: 待批事项 stands only where something awaits an approval."""
    view = replace(sample_view(State.VERIFYING, *READERS[1]), joint=JOINED, related=("区民政局",))
    fields = {field.label: field.value for field in task_card(view, NOW).fields}
    assert fields[JOINED] == "区民政局"
    assert "待批事项" not in fields
    own = replace(view, scope=Scope.OWN)
    assert "区民政局" not in str([field.value for field in task_card(own, NOW).fields])


def test_the_leader_reads_who_owes_what(world: World) -> None:
    number = MainPath(world).until(MainPath.receive)
    card = world.send_text(LEADER, f"查询 {number}")[-1]
    assert card.title == f"{number} 部门核实中"
    assert card.subtitle == "区市场监管局应于2026-09-21 周一（含当日）前答复"


def test_what_has_no_room_says_where_the_rest_is() -> None:
    text = "核实结果，" * 400
    plain = Card(CardKind.NOTICE, "标题", body=text, link="/t/CN-1")
    shown = render(plain, "wecom", key="m", base_url="https://x.example")["template_card"]["sub_title_text"]
    assert shown.endswith(IN_DETAIL)
    assert len(shown) <= BELOW
    told = render(replace(plain, told=text), "wecom", key="m", base_url="https://x.example")
    assert told["template_card"]["sub_title_text"].endswith(GOES_ON)
    words = render(plain, "wecom_text", key="m", base_url="https://x.example")["text"]["content"]
    assert "（篇幅所限，其余见详情）" in words


def test_a_list_names_the_moment_of_its_counts(world: World) -> None:
    filed(world)
    card = world.send_text(CENTRE_USER, "我的待办")[-1]
    assert card.subtitle.endswith("截至2026-09-17 周四 09:30")
