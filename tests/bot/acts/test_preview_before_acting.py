"""What goes out in a name, or can't be undone, is shown word for word first and waits for 确定."""

from __future__ import annotations

import pytest

from bot.acts.registry import ACTS
from bot.ports import Card
from regulation.states import Action, State
from tests.bot.acts.main_path import MainPath
from tests.bot.filing import filed
from tests.bot.world import World

QUICK = (Action.ACCEPT, Action.CLEAR_PLATFORM, Action.TRANSFER, Action.RECEIVE, Action.DISPATCH)
SHOWN = (
    Action.DECLINE,
    Action.ASK_SUPPLEMENT,
    Action.REPLY_REPAIR,
    Action.REPLY_CORRECT,
    Action.REPLY_COOPERATE,
    Action.REPLY_SPECIAL,
    Action.RETURN,
    Action.RULE,
    Action.WITHDRAW,
    Action.ABANDON,
    Action.NOTIFY,
    Action.CONFIRM,
    Action.REJECT,
    Action.CONSENT,
    Action.REFUSE_SPECIAL,
    Action.CORRECT_VERDICT,
)
REASON = "属于企业内部台账，不是公共数据"


@pytest.fixture
def shown(world: World) -> World:
    """A world in which nobody presses 确定 by themselves."""
    world.confirms = False
    return world


def text_of(card: Card) -> str:
    return f"{card.title}\n{card.body}"


def declining(world: World) -> str:
    """The preview of a refusal is on the operator's screen."""
    number = filed(world)
    world.send_text("li.na", f"不予收办 {number} {REASON}")
    world.choose_option("li.na", "不属于公共数据")
    return number


@pytest.mark.parametrize("action", SHOWN)
def test_what_goes_out_in_a_name_is_shown_first(action: Action) -> None:
    assert ACTS[action].preview


@pytest.mark.parametrize("action", QUICK)
def test_the_main_road_without_words_is_one_press(action: Action) -> None:
    assert not ACTS[action].preview


def test_the_preview_shows_what_the_proposer_will_read_word_for_word(shown: World) -> None:
    number = declining(shown)
    preview = shown.last_card("li.na")
    assert [button.text for button in preview.buttons] == ["确定", "修改", "取消"]
    assert shown.ticket(number).state is State.PRESCREEN
    assert not any("不予收办" in card.title for card in shown.received["zhang.wei"])
    shown.press_button("li.na", "确定")
    assert shown.ticket(number).state is State.CLOSED
    notice = next(card for card in shown.received["zhang.wei"] if "不予收办" in card.title and not card.done)
    assert f"发给提出方“张伟 区教育局”：\n【{notice.title}】{notice.told}" in preview.body
    assert REASON in notice.told


def test_an_act_without_questions_is_shown_too(shown: World) -> None:
    path = MainPath(shown)
    shown.confirms = True
    number = path.until(MainPath.notify)
    shown.confirms = False
    preview = shown.press_button("zhang.wei", "数据已正确，确认办结")[-1]
    assert [button.text for button in preview.buttons] == ["确定", "取消"]
    assert "发给区市场监管局：" in preview.body  # a proposer reads the unit, not the name
    assert "王芳" not in text_of(preview)
    assert shown.ticket(number).state is State.CONFIRMING
    shown.send_text("zhang.wei", "确定")
    assert shown.ticket(number).state is State.CLOSED


def test_two_presses_do_it_once(shown: World) -> None:
    number = declining(shown)
    command = shown.last_card("li.na").buttons[0].command
    shown.press_button("li.na", "确定")
    seq = shown.ticket(number).seq
    assert "不会重复提交" in shown.send_text("li.na", command)[-1].body
    assert shown.ticket(number).seq == seq


def test_a_whole_line_with_its_own_confirmation_goes_at_once(shown: World) -> None:
    number = filed(shown)
    shown.send_text("zhang.wei", f"撤回 {number} 已自行核对清楚。确定")
    assert shown.ticket(number).state is State.CLOSED


@pytest.mark.parametrize("line", ["撤回 {n} 是否属实不能确定", "撤回 已自行核对清楚 确定"])
def test_words_that_end_so_or_a_ticket_not_named_are_shown(shown: World, line: str) -> None:
    number = filed(shown)
    assert "请核对后确定" in shown.send_text("zhang.wei", line.format(n=number))[-1].title
    assert shown.ticket(number).state is State.PRESCREEN


def test_cancelling_an_empty_preview_asks_nothing(shown: World) -> None:
    shown.confirms = True
    number = MainPath(shown).until(MainPath.notify)
    shown.confirms = False
    shown.press_button("zhang.wei", "数据已正确，确认办结")
    assert "已取消" in shown.send_text("zhang.wei", "取消")[-1].body
    assert shown.ticket(number).state is State.CONFIRMING
    assert "没有等您确定" in shown.send_text("zhang.wei", "确定")[-1].body


def test_a_confirmation_after_cancel_confirms_the_cancelling(shown: World) -> None:
    number = declining(shown)
    assert "确定取消吗" in shown.press_button("li.na", "取消")[-1].title
    assert "已取消" in shown.send_text("li.na", "确定")[-1].body
    assert shown.ticket(number).state is State.PRESCREEN


def test_going_on_after_the_question_about_cancelling(shown: World) -> None:
    number = declining(shown)
    shown.press_button("li.na", "取消")
    shown.press_button("li.na", "继续填写")
    shown.send_text("li.na", "确定")
    assert shown.ticket(number).state is State.CLOSED


def test_an_answer_is_changed_from_the_preview(shown: World) -> None:
    number = declining(shown)
    shown.send_text("li.na", "上一步")
    shown.send_text("li.na", "修改第2项")
    preview = shown.send_text("li.na", "另一条理由，同样充分")[-1]
    assert "另一条理由" in preview.body
    assert REASON not in preview.body
    shown.press_button("li.na", "确定")
    assert "另一条理由" in shown.last_card("zhang.wei").body
    assert shown.ticket(number).state is State.CLOSED


def test_the_case_moved_on_and_the_act_is_still_possible(shown: World) -> None:
    """Another step came between: the new state is shown, the words are kept, and a second 确定 is asked for."""
    shown.confirms = True
    path = MainPath(shown)
    number = path.until(MainPath.receive)
    shown.confirms = False
    shown.send_text("wang.fang", f"答复需修正 {number} 9月25日 属实，登记状态未更新")
    shown.send_text("wang.fang", "转派 " + number + " 孙丽")
    shown.send_text("wang.fang", "收回转派 " + number)
    again = shown.press_button("wang.fang", "确定")[-1]
    assert "已由王芳于 9月17日 09:30 转派。工单已有变化" in again.body
    assert shown.ticket(number).state is State.VERIFYING
    shown.press_button("wang.fang", "确定")
    assert shown.ticket(number).state is State.REPAIRING


def test_the_case_moved_on_and_the_act_is_no_longer_possible(shown: World) -> None:
    number = declining(shown)
    command = shown.last_card("li.na").buttons[0].command
    shown.send_text("zhou.jie", f"收办 {number}")
    answer = shown.send_text("li.na", command)[-1]
    assert "已由周杰于 9月17日 09:30 收办" in answer.body
    assert "您填写的内容已保留" in answer.body
    assert answer.buttons[0].text == "平台核查无误"
    assert shown.ticket(number).state is State.CHECKING


def test_the_day_changed_since_the_preview(shown: World) -> None:
    """A due day in the notice is another one the day after: what goes out is what was shown, or it is shown anew."""
    shown.confirms = True
    number = MainPath(shown).until(MainPath.finish)
    shown.confirms = False
    shown.press_button("li.na", "告知结果")
    shown.wait(days=1)
    again = shown.press_button("li.na", "确定")[-1]
    assert again.body.startswith("发出的内容有变化")
    assert shown.ticket(number).state is State.NOTIFYING
    shown.press_button("li.na", "确定")
    assert shown.ticket(number).state is State.CONFIRMING


def test_a_preview_survives_a_restart(shown: World) -> None:
    number = declining(shown)
    shown.restart()
    shown.press_button("li.na", "确定")
    assert shown.ticket(number).state is State.CLOSED


def test_part_of_a_name_is_shown_before_it_counts(shown: World) -> None:
    """转交 has no preview, but 民政 was understood, not typed."""
    number = filed(shown)
    shown.send_text("li.na", f"收办 {number}")
    shown.send_text("li.na", f"平台核查无误 {number}")
    preview = shown.send_text("li.na", f"转交 {number} 民政 权责清单第12项")[-1]
    assert "区民政局" in preview.body
    assert shown.ticket(number).state is State.TRANSFERRING
    shown.send_text("li.na", "确定")
    assert shown.ticket(number).state is State.DISPATCHED


def test_nothing_of_the_trial_stays(shown: World) -> None:
    number, before = filed(shown), shown.outbox_count()
    shown.send_text("zhang.wei", f"撤回 {number} 已自行核对清楚")
    assert shown.ticket(number).seq == 1
    assert shown.outbox_count() == before + 1  # the preview itself


def test_on_a_platform_without_cards(sqlite_url: str) -> None:
    world = World.create(sqlite_url, dialect="wecom_text")
    world.confirms = False
    number = declining(world)
    said = world.screens[-1]["text"]["content"]
    assert REASON in said
    assert "1. 确定\n2. 修改\n3. 取消" in said
    world.send_text("li.na", "1")
    assert world.ticket(number).state is State.CLOSED
    world.close()
