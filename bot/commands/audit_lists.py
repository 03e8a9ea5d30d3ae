"""审计, 查阅记录: the auditor's list of all cases, and who read what, for auditors and audit administrators."""

from __future__ import annotations

from bot.cards.list_card import Heading
from bot.context import Command, Context
from bot.language import date_text
from bot.language.text import harmless, one_line, quoted
from bot.language.ticket_reference import read_reference
from bot.ports import Button, Card, CardKind
from bot.tickets.noted_reading import note_reading
from bot.tickets.paging import page_of, read_turn
from bot.tickets.select import PICK, task_page
from regulation.refusals import NotYours, Refusal
from store.cases import tickets
from store.lists.newest_tickets import newest
from store.lists.waiting import Task
from store.people import role_grants
from store.people.role_grants import AUDIT, AUDITOR
from store.readings import reading_lists
from store.readings.reading_lines import ReadingKind
from store.readings.reading_lists import Asked, ReadingEntry

MOST, SHOWN, LONGEST = 500, 12, 40


def _cases(ctx: Context, args: str) -> Card:
    """The newest cases of the district; picking one shows all of its record, and nothing can be done."""
    if not role_grants.holds(ctx.person, AUDITOR):
        raise NotYours("全部工单的目录供审计员查看。")
    _, turn = read_turn(args)
    note_reading(ctx, ReadingKind.CASES)
    found = [Task(ticket_id, None, city=False) for ticket_id in newest(ctx.session, MOST)]
    if not found:
        return Card(CardKind.TEXT, body="还没有工单。")
    heading = Heading(
        f"工单目录：最近{len(found)}件", "只可查看，每次查看都有记录", PICK, Button("查看", "查询", "primary"),
        link="/audit/cases",
    )  # fmt: skip
    return task_page(ctx, heading, page_of(found, lambda task: (-task.ticket_id,), turn), CASES.word)


def _readings(ctx: Context, args: str) -> Card:
    """The newest lines, of one case or by one person where named."""
    if not role_grants.holds(ctx.person, AUDIT, AUDITOR):
        raise NotYours("查阅记录供审计管理员和审计员查看。")
    asked = one_line(args.strip(), LONGEST)
    wanted = _asked(ctx, asked)
    note_reading(ctx, ReadingKind.AUDIT, what=asked)
    found = reading_lists.found(ctx.session, ctx.vault, wanted, SHOWN)
    if not found:
        return Card(CardKind.TEXT, body="没有这样的查阅记录。")
    lines = [_line(ctx, each) for each in found]
    return Card(CardKind.TEXT, title="查阅记录：最近的在前", body="\n".join(lines), link="/audit")


def _asked(ctx: Context, words: str) -> Asked:
    if not words:
        return Asked()
    if (reference := read_reference(words)) is not None:
        ticket = tickets.get(ctx.session, reference.number, lock=False)
        if ticket is None:
            raise Refusal("查无此工单。请核对工单号。")
        return Asked(ticket_id=ticket.id)
    people = role_grants.named(ctx.session, words)
    if len(people) > 1:
        raise Refusal(f"有{len(people)}位{quoted(words, 20)}，请改写帐号：{READINGS.word} 帐号。")
    if not people:
        raise Refusal(f"请写工单号，或在用人员的完整姓名或帐号：{READINGS.usage}。")
    return Asked(person_id=people[0].id)


def _line(ctx: Context, each: ReadingEntry) -> str:
    who = f"{each.name or each.account or '（已按期限删除）'}{f'（{each.unit}）' if each.unit else ''}"
    said = " ".join(part for part in (who, each.kind, each.number, each.what, each.place) if part)
    return f"{date_text.at(each.at, ctx.now)} {harmless(said)}"


CASES = Command("审计", "审计", "全部工单的目录", _cases, ("工单目录",), frozenset({AUDITOR}))
READINGS = Command(
    "查阅记录", "查阅记录 [工单号或姓名]", "谁在什么时候看了什么", _readings, ("读取记录",), frozenset({AUDIT, AUDITOR})
)
