"""Cards of the catalogue corrections (目录更正), for the centre; they hold no values of data records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.cards.list_card import Heading, Line, Place, listing, page_card
from bot.language import date_text
from bot.language.text import harmless, quoted
from bot.ports import Button, Card, CardKind, Field
from store.catalogue.corrections import CorrectionState
from store.lists.correction_list import CorrectionEvent, Item

WORD = "目录更正"
EVERY = "全部"
LOOK = Button("查看", WORD, "primary")


def correction_card(item: Item, now: datetime, *, note: str = "") -> Card:
    """One item with its buttons; a settled one with who settled it, when and why."""
    is_open = item.state is CorrectionState.OPEN
    acts = (
        Button(CorrectionState.CORRECTED.value, f"{WORD} {item.id} {CorrectionState.CORRECTED}", "primary"),
        Button(CorrectionState.DISMISSED.value, f"{WORD} {item.id} {CorrectionState.DISMISSED}"),
    )
    look = Button("查看工单", f"查询 {item.tickets[0]}")
    return Card(
        CardKind.TASK,
        title=f"目录更正第{item.id}项 {item.state}",
        subtitle=f"{item.code} {harmless(item.name)}",
        body="\n".join(part for part in (note, *_history(item, now)) if part),
        fields=tuple(_fields(item, now)),
        buttons=(*(acts if is_open else ()), look),
        more=() if is_open else (Button("其他更正事项", WORD),),
    )


def settled_words(item: Item, now: datetime) -> str:
    """`已由〈姓名〉于 9月17日 10:32 更正目录`: the answer to a second person who tries to settle the same item."""
    return f"已由{harmless(item.last.by)}于 {date_text.at(item.last.at, now)} {item.last.act}"


def correction_page(items: Sequence[Item], total: int, place: Place, *, every: bool) -> Card:
    """One page of the list: open items, oldest first, or all items, newest first."""
    title = f"目录更正：共{total}项" if every else f"目录更正：{total}项待更正"
    other = Button("只看待更正", f"{WORD} {CorrectionState.OPEN}") if every else Button("查看全部", f"{WORD} {EVERY}")
    heading = Heading(title, "由退回、裁定和答复自动开立", "选择事项", LOOK, (other,), name="correction")
    return page_card(heading, [correction_line(item) for item in items], place)


def weekly_cards(items: Sequence[Item], total: int, now: datetime) -> tuple[Card, ...]:
    """Weekly reminder to the operators of all open items; it names the oldest."""
    rest = f"，以下为最早的{len(items)}项" if total > len(items) else ""
    heading = Heading(
        f"目录更正：{total}项尚未办理",
        f"{date_text.stamp(now)} 更正前仍按原登记推荐转交{rest}",
        "选择事项",
        LOOK,
        (Button("查看全部", f"{WORD} {EVERY}"),),
        name="correction",
    )
    return listing(heading, [correction_line(item) for item in items])


def correction_line(item: Item) -> Line:
    """`12 MKT-0001 企业登记基本信息：区市场监管局→区民政局`."""
    name = harmless(item.name)
    return Line(
        str(item.id),
        item.state.value,
        f"{name} {harmless(item.present)}→{harmless(item.suggested)}",
        name,
        f"{item.code}，工单{len(item.tickets)}件",
    )


def _fields(item: Item, now: datetime) -> Iterator[Field]:
    changed = f"（开立时为{harmless(item.listed)}）" if item.present != item.listed else ""
    yield Field("目录登记", f"{harmless(item.present)}{changed}")
    yield Field("建议部门", harmless(item.suggested))
    more = f"等{len(item.tickets)}件" if len(item.tickets) > 1 else ""
    yield Field("来源工单", f"{item.tickets[0]}{more}")
    first = item.lines[0]
    yield Field("开立", f"{date_text.at(first.at, now)} {harmless(first.by)} {first.reason}")
    if item.state is not CorrectionState.OPEN:
        yield Field("办理", f"{date_text.at(item.last.at, now)} {harmless(item.last.by)} {item.last.act}")


def _history(item: Item, now: datetime) -> Iterator[str]:
    """The steps after its opening, newest first."""
    for said in reversed(item.lines[1:]):
        yield f"{date_text.at(said.at, now)} {harmless(said.by)} {said.act}{_what(said)}"


def _what(said: CorrectionEvent) -> str:
    """For a step of a ticket its name, for a settled item the reason that was typed."""
    moved = f"，由{harmless(said.before)}改为{harmless(said.after)}" if said.after else ""
    reason = f"。理由：{quoted(said.reason)}" if said.reason else ""
    return f" {said.number}（{said.reason}）" if said.number else moved + reason
