"""信息更正 [编号 结果]: the centre lists and answers what people ask to have corrected of their own data."""

from __future__ import annotations

import re

from bot.context import Command, Context
from bot.language import date_text
from bot.language.text import after, folded, harmless, quoted
from bot.notify.readers import in_right
from bot.ports import Card, CardKind
from bot.tickets.noted_reading import note_reading
from regulation.refusals import NotAllowedNow, NotYours, Refusal
from regulation.states import Role
from store.people import persons
from store.privacy import own_data
from store.readings.reading_lines import ReadingKind
from store.upkeep import operator_log

CENTRE = frozenset({Role.OPERATOR, Role.DIRECTOR})
SHOWN, LONGEST = 10, 500
_NUMBERED = re.compile(r"\s*(\d{1,9})(?!\d)[\s，,：:]*")


def run(ctx: Context, args: str) -> Card:
    """Without a number the open requests; with one, the answer to whoever asked."""
    by = in_right(ctx.session, ctx.person, CENTRE, ctx.now)
    if by is None:
        raise NotYours("信息更正申请由区大数据中心办理。")
    if (numbered := _NUMBERED.match(folded(args))) is None:
        return _list(ctx)
    words = after(args, numbered.end()).strip()
    row = own_data.request(ctx.session, int(numbered[1]))
    if row is None:
        raise Refusal("没有这项更正申请。请发送“信息更正”查看。")
    if row.decided_at is not None:
        raise NotAllowedNow(f"申请 {row.id} 已答复。")
    if row.person_id in (by.person_id, by.acting_for):
        raise NotYours("本人的申请由其他人员办理。")
    if not 2 <= len(words) <= LONGEST:
        raise Refusal(f"请写明结果：信息更正 {row.id} 已改正（或不能改正的理由），最多{LONGEST}字。")
    own_data.answer(ctx.session, ctx.vault, row, words, by=ctx.person.id, now=ctx.now)
    operator_log.note(ctx.session, operator_log.CORRECT_OWN_DATA, row.id, by=ctx.person.id, now=ctx.now)
    asker = persons.person(ctx.session, row.person_id)
    if asker is not None:
        told = Card(CardKind.TEXT, title=f"您的信息更正申请 {row.id}", body=f"答复：{quoted(words, 300)}")
        ctx.post.notify(asker, told, event=f"own-data:{row.id}:answer")
    return Card(CardKind.TEXT, body=f"申请 {row.id} 已答复本人。")


def _list(ctx: Context) -> Card:
    waiting = own_data.open_requests(ctx.session, ctx.vault)
    if not waiting:
        return Card(CardKind.TEXT, body="没有待办的信息更正申请。")
    note_reading(ctx, ReadingKind.AUDIT, what=COMMAND.word)
    names = persons.names(ctx.session, {row.person_id for row, _ in waiting})
    lines = [
        f"{row.id} {date_text.at(row.at, ctx.now)} {harmless(names.get(row.person_id, ''))}：{quoted(words, 80)}"
        for row, words in waiting[:SHOWN]
    ]
    closing = "办理后发送“信息更正 编号 结果”答复本人。"
    return Card(CardKind.TEXT, title=f"信息更正申请：{len(waiting)}项", body="\n".join([*lines, closing]))


COMMAND = Command(
    "信息更正", "信息更正 [编号 结果]", "办理人员对本人信息的更正申请", run, (), frozenset({"operator", "director"})
)
