"""Drafts: every answer is stored at once and survives a restart, another device and thirty days; one per person."""

from __future__ import annotations

from dataclasses import replace

from bot.commands import COMMANDS
from bot.context import Command
from tests.bot.filing import fill
from tests.bot.test_form_navigation import at_records
from tests.bot.world import World


def test_resumed_after_a_restart(world: World) -> None:
    at_records(world)
    world.restart()
    assert "为什么有疑问" in world.send_text("zhang.wei", "某公司状态为存续")[-1].title


def test_every_step_survives_a_restart(world: World) -> None:
    steps = (
        "提出异议",
        "企业登记",
        "错误",
        "某公司状态为存续",
        "应为注销",
        "办理业务时发现",
        "完成",
        "提交",
    )
    for words in steps:
        world.send_text("zhang.wei", words)
        world.restart()
    assert world.numbers() == ["CN-20260917-0001"]


def test_resumed_after_thirty_days(world: World) -> None:
    at_records(world)
    world.send_text("zhang.wei", "暂存")
    world.wait(days=30)
    world.restart()
    assert "哪些记录" in world.send_text("zhang.wei", "继续")[-1].title


def test_drafts_of_two_people_are_separate(world: World) -> None:
    world.send_text("zhang.wei", "提出异议")
    world.send_text("he.ping", "提出异议")
    world.send_text("zhang.wei", "婚姻")
    world.send_text("he.ping", "食品")
    world.choose_option("zhang.wei", "遗漏")
    world.choose_option("he.ping", "错误")
    world.send_text("he.ping", "许可证号有误")
    assert "哪些记录" in world.last_card("zhang.wei").title
    world.send_text("zhang.wei", "查无登记")
    assert "为什么有疑问" in world.last_card("he.ping").title


def test_another_persons_draft_is_not_accessible(world: World) -> None:
    fill(world)
    submit = next(button.command for button in world.last_card("zhang.wei").buttons if button.text == "提交")
    assert "没有正在填写的草稿" in world.send_text("he.ping", submit)[-1].body
    assert world.numbers() == []


def test_unknown_text_keeps_the_draft(world: World) -> None:
    world.send_text("zhang.wei", "提出异议")
    world.send_text("zhang.wei", "企业登记")
    for words in ("???", "随便", "12345", "🙂", "第五类"):
        card = world.send_text("zhang.wei", words)[-1]
        assert "请从列表中选择" in card.body, words
        assert "哪一类" in card.title, words
    assert "哪些记录" in world.send_text("zhang.wei", "1")[-1].title


def test_a_draft_of_an_older_form_version_continues(world: World) -> None:
    at_records(world)
    world.commands = tuple(_renewed(command) for command in COMMANDS)
    world.restart()
    assert "为什么有疑问" in world.send_text("zhang.wei", "某公司状态为存续")[-1].title


def _renewed(command: Command) -> Command:
    return replace(command, forms=tuple(replace(form, version=form.version + 1) for form in command.forms))
