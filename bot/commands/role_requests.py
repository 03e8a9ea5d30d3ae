"""授权申请: with `security.two_persons` another security administrator decides on a right (等保三级 8.1.5)."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from bot.commands.grant_role import CONFIRM, DECLINE, apply, expect_fit, expect_security, note, said_of
from bot.context import Command, Context
from bot.language.text import harmless
from bot.ports import Card, CardKind
from regulation.refusals import NotAllowedNow, NotYours, Refusal
from store.people import persons, role_grants
from store.people.role_grants import FROM_ROSTER, SECURITY
from store.upkeep import operator_log

if TYPE_CHECKING:
    from store.tables import RoleRequest

LIST = "授权申请"
SHOWN, AT_ONCE = 20, 500


def _decide(ctx: Context, args: str, *, agrees: bool) -> Card:
    """One request, or several in a row (3-17), which are decided on together or not at all."""
    expect_security(ctx)
    said = [_decided(ctx, number, agrees=agrees) for number in _numbers(args)]
    more = f"\n另有{len(said) - SHOWN}项，一并办理。" if len(said) > SHOWN else ""
    return Card(CardKind.TEXT, body="\n".join(said[:SHOWN]) + more)


def _numbers(args: str) -> list[str]:
    span = re.fullmatch(r"(\d{1,9})\s*[-–—~～至]\s*(\d{1,9})", args.strip())
    if span is None:
        return [args.strip()]
    first, last = int(span[1]), int(span[2])
    if not first <= last < first + AT_ONCE:
        raise Refusal(f"一次最多办理{AT_ONCE}项，请写成“{CONFIRM} 3-17”。")
    return [str(number) for number in range(first, last + 1)]


def _adopted(ctx: Context, row: RoleRequest, said: str) -> str:
    """A right of a roster: the first administrator who agrees asks for it, another one confirms."""
    role_grants.adopt(ctx.session, row, by=ctx.person.id, now=ctx.now)
    operator_log.note(
        ctx.session, operator_log.ASK_ROLE, row.person_id, by=ctx.person.id, now=ctx.now,
        text=note(row.id, row.role, row.gives),
    )  # fmt: skip
    return f"申请 {row.id} 已由您核对：{said}。请另一位安全管理员确认。"


def _decided(ctx: Context, args: str, *, agrees: bool) -> str:
    """The second person, by their own number: neither who asked, nor whom it concerns, on whatever account."""
    row = _open(ctx, args)
    if ctx.person.id in (row.asked_by, row.person_id):
        raise NotYours("申请人和当事人不能确认这项申请，请由另一位安全管理员确认。")
    person, asker = persons.person(ctx.session, row.person_id), persons.person(ctx.session, row.asked_by)
    if agrees and row.asked_by == FROM_ROSTER and person is not None and person.active:
        expect_fit(ctx.person.id, person, row.role, gives=row.gives)
        return _adopted(ctx, row, said_of(person, row.role, gives=row.gives))
    if agrees:
        if asker is None or not asker.active or not role_grants.holds(asker, SECURITY):
            raise NotAllowedNow("申请人已不是安全管理员，这项申请无效，请重新提出。")
        if person is None or not person.active:
            raise NotAllowedNow("当事人已停用，这项申请无效。")
        expect_fit(row.asked_by, person, row.role, gives=row.gives)
    state = role_grants.GRANTED if agrees else role_grants.REFUSED
    if person is None or not role_grants.decide(ctx.session, row.id, state, by=ctx.person.id, now=ctx.now):
        raise NotAllowedNow(f"申请 {row.id} 已有人办理。")
    said = said_of(person, row.role, gives=row.gives)
    if agrees:
        apply(ctx, person, row.role, gives=row.gives, asked_by=row.asked_by)
    else:
        text = note(row.id, row.role, row.gives)
        operator_log.note(
            ctx.session, operator_log.REFUSE_ROLE, row.person_id, by=ctx.person.id, now=ctx.now, text=text
        )  # fmt: skip
    answer = f"申请 {row.id} {'已同意' if agrees else '未同意'}：{said}{'，即刻生效' if agrees else ''}。"
    if asker is not None:
        ctx.post.notify(asker, Card(CardKind.TEXT, body=answer), event=f"role-request:{row.id}:{state}")
    return answer


def _open(ctx: Context, args: str) -> RoleRequest:
    number = args.strip()
    row = role_grants.request(ctx.session, int(number)) if number.isdecimal() and len(number) < 10 else None
    if row is None:
        raise Refusal("没有这项授权申请。请写明编号，或发送“授权申请”查看。")
    if row.state != role_grants.ASKED:
        raise NotAllowedNow(f"申请 {row.id} 已有人办理。")
    if row.at < ctx.now - timedelta(days=ctx.settings.request_days):
        raise NotAllowedNow(f"申请 {row.id} 已过{ctx.settings.request_days}日，失效了，请重新提出。")
    return row


def _list(ctx: Context, args: str) -> Card:  # noqa: ARG001 - the signature of every command
    expect_security(ctx)
    waiting = role_grants.open_requests(ctx.session, ctx.now - timedelta(days=ctx.settings.request_days))
    lines = []
    for row in waiting[:SHOWN]:
        person, asker = persons.person(ctx.session, row.person_id), persons.person(ctx.session, row.asked_by)
        by = "名册导入" if row.asked_by == FROM_ROSTER else f"{harmless(asker.name)}申请" if asker else ""
        if person is not None and by:
            lines.append(f"{row.id} {by}：{said_of(person, row.role, gives=row.gives)}")
    if not lines:
        return Card(CardKind.TEXT, body="没有待确认的授权申请。")
    return Card(CardKind.TEXT, title=f"待确认的授权申请：{len(waiting)}项",
                body="\n".join([*lines, f"确认请发送“{CONFIRM} 编号”或“{DECLINE} 编号”。"]))  # fmt: skip


_WHO = frozenset({SECURITY})
COMMANDS = (
    Command(CONFIRM, f"{CONFIRM} <编号>", "确认另一位安全管理员的授权申请", partial(_decide, agrees=True), (), _WHO),
    Command(DECLINE, f"{DECLINE} <编号>", "不同意授权申请", partial(_decide, agrees=False), (), _WHO),
    Command(LIST, LIST, "待确认的授权申请", _list, (), _WHO),
)
