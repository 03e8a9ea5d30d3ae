"""`objection trace`: what became of a message, from the door to its readers; names only where the reading is noted."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

import click

from bot.language.role_titles import title_of
from clock.time_source import open_clock
from importer.spellings import PLATFORMS
from objection.cli.command_reading import note_reading
from objection.cli.startup import configured, opened_store
from objection.tracing.trace_lines import lines, stamp, waiting
from scheduler.sweeps.daily_cleanup import LETTERS
from store.cases import tickets
from store.cases.ticket_numbers import read_number
from store.messages import message_trace
from store.people import persons
from store.readings.reading_lines import ReadingKind

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from store.engine.session import Store
    from store.messages.message_trace import Trace
    from store.tables import Person

NEVER = f"""没有收到过 {{asked}}，也没有由它引起的消息。可能是：
  · 平台没有送来：看管理后台“接收消息”的设置、网络和防火墙（objection doctor 的“回调往返”）
  · 送来了，在门口被拒收：日志里有 callback refused，后面写着原因（签名、时间、大小）
  · 送来了，没有存下：日志里有 callback not stored；平台会重送，最多三次
  · 已处理超过 {LETTERS.days} 日，回调的记录已清理：请用工单号追踪，或在日志里按 message_id 查 request
  · 在另一个数据库，或抄错了：工单号形如 CN-20261122-0007，消息号是平台的 MsgId，request 在日志里"""


@click.command()
@click.argument("asked", metavar="消息号|工单号|REQUEST|平台:帐号")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@click.option("--names", is_flag=True, help="写出姓名；先记入查阅记录。")
def trace(asked: str, as_json: bool, names: bool) -> None:
    """一条消息从收到到送达、已阅的全过程；还没有发出的，写明为什么、下次什么时候。

    消息号是平台的 MsgId；REQUEST 是日志中同名的一栏，同一次操作的每一行都有；message:12 是发送台账上第12条；
    wecom:zhang.wei 是这个帐号最近收发的各 50 条。
    不含消息内容；人员只写部门、角色和编号，要姓名写 --names。没有找到的，退出码为 1。
    """
    config = configured()
    with opened_store(config, writes=names) as store:
        now = open_clock(config.clock).now()
        if names:
            note_reading(store, now, ReadingKind.TRACE, what=asked[:100])
        with store.read() as session:
            found = find(session, asked)
        if not found:
            raise click.ClickException(NEVER.format(asked=asked[:100]))
        whom = _whom(store, names=names)
        click.echo(_json(found, whom, now) if as_json else _text(found, whom, now))


def find(session: Session, asked: str) -> Trace:
    """By the number of a ticket, by an account, else as the id of a request or of a message."""
    number = read_number(asked)
    ticket = tickets.get(session, number, lock=False) if number else None
    if ticket is not None:
        return message_trace.of_ticket(session, ticket.id, ticket.number)
    platform, _, user = asked.strip().partition(":")
    if platform in PLATFORMS and user:
        return message_trace.of_account(session, platform, user)
    return message_trace.of_request(session, asked.strip())


def _whom(store: Store, *, names: bool) -> Callable[[int | None], str]:
    def called(person_id: int | None) -> str:
        if not person_id:
            return "系统" if person_id == 0 else "通讯录以外"
        with store.read() as session:
            found = persons.person(session, person_id)
        return _called(found, names=names) if found else f"{person_id}号"

    return called


def _called(person: Person, *, names: bool) -> str:
    roles = "、".join(title_of(role) for role in person.roles.split() if role != "proposer") or "异议提出方"
    return f"{person.department.name} {roles} {person.name if names else f'{person.id}号'}"


def _text(found: Trace, whom: Callable[[int | None], str], now: datetime) -> str:
    told = [f"{stamp(line.at)}  {line.text}" for line in lines(found, whom)]
    left = waiting(found, whom, now)
    return "\n".join([*told, "", "还在等待：" if left else "没有还在等待的。", *(f"  {each}" for each in left)])


def _json(found: Trace, whom: Callable[[int | None], str], now: datetime) -> str:
    told = {
        "lines": [{"at": stamp(line.at), "text": line.text} for line in lines(found, whom)],
        "waiting": list(waiting(found, whom, now)),
        **asdict(found),
    }
    return json.dumps(told, ensure_ascii=False, indent=2, default=lambda value: value.isoformat())
