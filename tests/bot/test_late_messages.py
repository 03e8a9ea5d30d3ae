"""A message written before one that the form has taken is shown and asked about; clocks never file it (M9)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.ports import CallKind, Card
from tests.bot.filing import fill
from tests.bot.test_form_navigation import at_records
from tests.bot.test_open_question import kept
from tests.bot.world import World

USER = "zhang.wei"


def arrives(world: World, text: str, *, older: float) -> Card:
    """A text that the platform took some seconds before this one came in."""
    call = replace(world.call(USER, CallKind.TEXT, text), at=world.now - timedelta(seconds=older))
    return world.process(call)[-1]


def with_records(world: World) -> None:
    at_records(world)
    world.wait(minutes=2)
    world.send_text(USER, "某公司登记状态为存续")
    world.wait(seconds=20)


def test_an_older_message_is_asked_about(world: World) -> None:
    with_records(world)
    card = arrives(world, "统一社会信用代码91310105MA1FW0003B", older=60)
    assert card.title == "这句话放在哪里？"
    assert "这句话发于9月17日 09:31，早于您已填的“纠错内容”" in card.body
    assert "“统一社会信用代码91310105MA1FW0003B”" in card.body
    assert [button.text for button in card.buttons] == ["放进第4项", "补充到第3项", "不用"]
    assert kept(world)["records"] == "某公司登记状态为存续"
    assert "doubt" not in kept(world)


@pytest.mark.parametrize("said", ["补充到第3项", "作为补充"])
def test_it_is_added_to_the_item_that_was_filled(world: World, said: str) -> None:
    with_records(world)
    arrives(world, "统一社会信用代码91310105MA1FW0003B", older=60)
    world.send_text(USER, said) if said == "作为补充" else world.press_button(USER, said)
    assert kept(world)["records"] == "某公司登记状态为存续\n统一社会信用代码91310105MA1FW0003B"
    assert "为什么有疑问" in world.last_card(USER).title


def test_it_answers_the_open_question(world: World) -> None:
    with_records(world)
    arrives(world, "应为注销", older=60)
    assert "请提供佐证说明" in world.press_button(USER, "放进第4项")[-1].title
    assert kept(world)["doubt"] == "应为注销"


def test_it_may_be_dropped(world: World) -> None:
    with_records(world)
    arrives(world, "写错了重发", older=60)
    assert "这句话没有填入" in world.press_button(USER, "不用")[-1].body
    assert "写错了重发" not in str(kept(world))


def test_it_is_kept_through_a_restart_and_before_submission(world: World) -> None:
    fill(world)
    world.wait(minutes=2)
    arrives(world, "还有一句", older=400)
    world.restart()
    assert "“还有一句”" in world.press_button(USER, "提交")[-1].body
    assert world.numbers() == []
    world.press_button(USER, "不用")
    world.press_button(USER, "提交")
    assert len(world.numbers()) == 1


def test_two_older_ones_wait_together(world: World) -> None:
    with_records(world)
    arrives(world, "第一句", older=70)
    arrives(world, "第二句", older=65)
    world.press_button(USER, "补充到第3项")
    assert kept(world)["records"] == "某公司登记状态为存续\n第一句\n第二句"


def test_equal_seconds_and_ordinary_typing_ask_nothing(world: World) -> None:
    at_records(world)
    world.send_text(USER, "某公司登记状态为存续")
    assert "请提供佐证说明" in arrives(world, "应为注销", older=0).title


def test_another_platforms_clock_is_not_compared(world: World) -> None:
    with_records(world)
    with world.store.write() as session:
        from store.cases import stored_drafts as stored

        row = stored.active(session, world.person_id(USER))
        assert row is not None
        answers = stored.answers(world.store.vault, row)
        answers["_taken"]["on"] = "dingtalk"
        stored.save(session, world.store.vault, row, answers=answers, step=row.step, now=world.now)
    assert "请提供佐证说明" in arrives(world, "应为注销", older=60).title


def test_a_clock_that_was_put_right_asks_once(world: World) -> None:
    """Where the platform's own time was an hour ahead, the next message is asked about, those after it are not."""
    at_records(world)
    arrives(world, "某公司登记状态为存续", older=-3600)
    world.wait(minutes=1)
    arrives(world, "应为注销", older=0)
    world.press_button(USER, "放进第4项")
    assert "已记下文字说明" in world.send_text(USER, "办理时发现")[-1].body


def test_polite_words_are_no_late_answer(world: World) -> None:
    with_records(world)
    assert "放在哪里" not in arrives(world, "好的", older=60).title
