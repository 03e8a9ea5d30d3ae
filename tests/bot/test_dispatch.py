"""Dispatcher: each message is handled once, never lost, and a failure rolls back everything except its own record."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

import pytest
from sqlalchemy.exc import OperationalError

from bot import call_json
from bot.commands import COMMANDS
from bot.context import Command, Context
from bot.ports import CallKind, Card, CardKind
from regulation.refusals import Refusal
from store.engine.db_errors import Stale
from store.messages import inbox
from store.people import persons
from store.tables import InboxRow
from tests.bot.filing import fill
from tests.bot.world import World


def failing(error: Exception, times: int = 99) -> Command:
    """A command that fails a number of times before it succeeds."""
    left = [times]

    def run(ctx: Context, args: str) -> Card:
        ctx.person.name = "改名"
        ctx.session.flush()
        if left[0]:
            left[0] -= 1
            raise error
        return Card(CardKind.TEXT, body="成了")

    return Command("失败", "失败", "只为测试", run)


def with_command(url: str, command: Command) -> World:
    world = World.create(url)
    world.commands = (*COMMANDS, command)
    world.restart()
    return world


def state_of(world: World) -> list[tuple[str, int, str]]:
    with world.store.read() as session:
        return [(row.state, row.attempts, row.error) for row in session.query(InboxRow).order_by(InboxRow.id)]


def test_a_message_is_handled_once(world: World) -> None:
    fill(world)
    submit = next(button.command for button in world.last_card("zhang.wei").buttons if button.text == "提交")
    call = world.call("zhang.wei", CallKind.CLICK, submit)
    assert world.process(call)
    assert world.process(call) == []
    world.restart()
    assert world.process(call) == []
    assert len(world.numbers()) == 1


def test_a_message_stored_before_a_crash_is_handled_after_it(world: World) -> None:
    call = world.call("zhang.wei", CallKind.TEXT, "提出异议")
    world.inbox.put(call.platform, call.message_id, call.user, call_json.encode(call), world.now)
    world.restart()
    assert "哪项数据" in world.handle()["zhang.wei"][-1].title


def test_an_unknown_person_is_told_whom_to_ask(world: World) -> None:
    card = world.send_text("stranger", "提出异议")[-1]
    assert "stranger" in card.body
    assert "管理员" in card.body
    assert world.numbers() == []


def test_account_spelling_is_case_insensitive(world: World) -> None:
    assert "哪项数据" in world.send_text("Zhang.Wei", "提出异议")[-1].title


def test_a_refusal_rolls_back_and_is_the_answer(sqlite_url: str) -> None:
    world = with_command(sqlite_url, failing(Refusal("不可以。")))
    assert world.send_text("zhang.wei", "失败")[-1].body == "不可以。"
    assert name(world) == "张伟"
    world.close()


def name(world: World) -> str:
    with world.store.read() as session:
        person = persons.by_account(session, "wecom", "zhang.wei")
        return person.name if person else ""


def test_a_bug_loses_no_message_and_is_reported_once(sqlite_url: str, caplog: pytest.LogCaptureFixture) -> None:
    world = with_command(sqlite_url, failing(KeyError("某某有限公司 13912345678")))
    cards = world.send_text("zhang.wei", "失败")
    assert [card.body[:4] for card in cards] == ["很抱歉，"]
    assert state_of(world) == [("failed", 1, "KeyError")]
    assert name(world) == "张伟"
    assert "13912345678" not in caplog.text
    assert "in run" in caplog.text  # the traceback is logged, personal text is not
    with world.store.read() as session:
        kept = inbox.failed(session)[0]
        assert kept.payload_sealed != b""
    assert "哪项数据" in world.send_text("zhang.wei", "提出异议")[-1].title
    world.close()


def test_a_bug_in_a_form_keeps_the_draft(sqlite_url: str) -> None:
    world = with_command(sqlite_url, failing(KeyError("x")))
    world.send_text("zhang.wei", "提出异议")
    world.send_text("zhang.wei", "婚姻")
    world.send_text("zhang.wei", "失败")
    assert "哪些记录" in world.send_text("zhang.wei", "2")[-1].title
    world.close()


@pytest.mark.parametrize(
    "error", [Stale("CN-20260917-0001"), OperationalError("UPDATE", {}, sqlite3.OperationalError("locked"))]
)
def test_a_conflict_is_retried(sqlite_url: str, error: Exception) -> None:
    world = with_command(sqlite_url, failing(error, times=1))
    world.send_text("zhang.wei", "失败")
    world.wait(seconds=5)
    world.handle()
    assert world.last_card("zhang.wei").body == "成了"
    assert len(world.received["zhang.wei"]) == 1
    world.close()


def test_a_conflict_is_given_up_after_three_attempts(sqlite_url: str) -> None:
    world = with_command(sqlite_url, failing(Stale("CN-20260917-0001")))
    world.send_text("zhang.wei", "失败")
    for _ in range(5):
        world.wait(seconds=30)
        world.handle()
    assert state_of(world) == [("failed", 3, "Stale")]
    assert len(world.received["zhang.wei"]) == 1
    world.close()


def test_a_failure_blocks_no_other_sender(sqlite_url: str) -> None:
    world = with_command(sqlite_url, failing(OperationalError("x", {}, sqlite3.OperationalError("locked"))))
    calls = [world.call("zhang.wei", CallKind.TEXT, "失败"), world.call("he.ping", CallKind.TEXT, "提出异议")]
    calls.insert(1, world.call("zhang.wei", CallKind.TEXT, "提出异议"))
    for call in calls:
        world.inbox.put(call.platform, call.message_id, call.user, call_json.encode(call), world.now)
    assert set(world.handle()) == {"he.ping"}


def test_an_unreadable_payload_ends_in_the_ledger(world: World) -> None:
    world.inbox.put("wecom", "odd", "zhang.wei", b"{}", world.now)
    world.handle()
    assert state_of(world) == [("failed", 1, "ValueError")]
    assert "哪项数据" in world.send_text("zhang.wei", "提出异议")[-1].title


@pytest.mark.parametrize("kind", [CallKind.LEAVE, CallKind.DIRECTORY])
def test_calls_without_an_answer(world: World, kind: CallKind) -> None:
    assert world.process(world.call("zhang.wei", kind)) == []
    assert world.process(world.call("stranger", kind)) == []


def test_entering_the_chat_is_welcomed_once(world: World) -> None:
    assert "您好" in world.process(world.call("zhang.wei", CallKind.ENTER))[-1].subtitle
    assert world.process(world.call("zhang.wei", CallKind.ENTER)) == []


def test_unsupported_message_kinds_are_answered(world: World) -> None:
    assert "不能识别" in world.process(world.call("zhang.wei", CallKind.OTHER))[-1].body


def test_an_unexpected_file_is_kept_and_offered(world: World) -> None:
    assert "已为您保留" in world.send_file("zhang.wei")[-1].body


def test_a_newcomers_first_text_begins_a_filing(world: World) -> None:
    assert world.send_text("zhang.wei", "婚姻登记")[-1].choices
    assert "没有理解" in world.send_text("li.na", "婚姻登记")[-1].title


def test_calls_round_trip_through_the_inbox(world: World) -> None:
    call = replace(
        world.call("zhang.wei", CallKind.CLICK, "选定 1 kind", values={"kind": ("错误",)}), card="m1", update_code="c"
    )
    assert call_json.decode(call_json.encode(call)) == call
    with pytest.raises(ValueError, match="not a stored call"):
        call_json.decode(b'{"v": 1}')
    with pytest.raises(ValueError, match=r".+"):
        call_json.decode(b"\xff\xfe")
