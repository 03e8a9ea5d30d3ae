"""The card of one ticket: what it is about, where it stands, who has it, by when, and what this viewer may do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from bot.cards import words
from bot.cards.buttons import buttons, command
from bot.cards.view import Step, View
from bot.ports import Button, Card, CardKind, Choice, Field, Option
from regulation.states import Action, State

SCORES = (("5", "5 很满意"), ("4", "4 满意"), ("3", "3 一般"), ("2", "2 不满意"), ("1", "1 很不满意"))


def task_card(view: View, now: datetime, *, title: str = "", note: str = "") -> Card:
    """The ticket as it stands; `note` goes first, for what has just happened."""
    row, more = buttons(view)
    body = "\n".join(part for part in (note, *_words(view)) if part)
    return Card(
        CardKind.TASK if row or more else CardKind.NOTICE,
        title=title or f"{view.number} {stage(view)}",
        subtitle=f"{view.title}({view.kind})" if view.kind else view.title,
        body=body,
        fields=tuple(_fields(view, now))[:6],
        buttons=row,
        more=more,
        link=view.link,
        ticket=view.number,
        generation=view.generation,
        urgent=view.limit is not None and view.limit.overdue,
    )


def stage(view: View) -> str:
    """The state, or how the case ended."""
    return view.outcome.value if view.state is State.CLOSED and view.outcome else view.state.value


def done_by(step: Step, now: datetime) -> str:
    """已由〈姓名〉于 10:32 收办."""
    when = words.at(step.at, now)
    space = " " if when[0].isdigit() else ""
    return f"已由{step.by}于{space}{when} {step.action.value}"


def done_card(view: View, step: Step, now: datetime) -> Card:
    """A card whose step somebody has taken: as the ticket stands now, with a caption in place of the buttons."""
    card = task_card(view, now)
    row = card.buttons or (Button("查看", f"查询 {view.number}"),)
    return _with(card, kind=CardKind.TASK, buttons=row, more=(), done=done_by(step, now))


def stale_card(view: View, step: Step, now: datetime) -> Card:
    """The answer to a click on a card that is no longer true: who was first, and the ticket as it stands."""
    return task_card(view, now, note=f"{done_by(step, now)}。这张卡片已过期,本次点击没有生效,最新情况如下:")


def evaluation_card(view: View, now: datetime, *, note: str = "") -> Card:
    """评价, the last of the seven stages (M5): one list, words are welcome in a typed 评价."""
    card = task_card(view, now, note=note or "请您对本次异议的办理作出评价。")
    options = tuple(Option(id, text, id == "5") for id, text in SCORES)
    return _with(
        card,
        kind=CardKind.CHOICE,
        choices=(Choice("score", "满意度", options),),
        submit=Button("提交评价", command(Action.EVALUATE.value, view), "primary"),
        buttons=tuple(button for button in card.buttons if button.text != Action.EVALUATE.value)[:2],
    )


def _with(card: Card, **changes: object) -> Card:
    from dataclasses import replace

    return replace(card, **changes)  # type: ignore[arg-type]


def _fields(view: View, now: datetime) -> Iterator[Field]:
    if view.state is not State.CLOSED:
        yield Field("由谁办理", view.holder)
    if view.limit is not None:
        yield Field("办理期限", f"{view.limit.kind} {words.due(view.limit)}")
    if view.promised_on is not None and view.state is not State.CLOSED:
        yield Field("预计修正", words.day(view.promised_on))
    if view.pending or view.joint:
        yield Field("待批事项", view.pending or view.joint)
    if view.proposer:
        yield Field("提出方", f"{view.proposer} {view.proposer_department}".strip())
    if view.phone:
        yield Field("联系电话", view.phone)
    if view.flagged:
        yield Field("数据标注", "问题数据已标注")
    if view.last is not None:
        yield Field("最近一步", f"{view.last.by} {words.at(view.last.at, now)} {view.last.action.value}")


LABELS: Mapping[str, str] = {}


def _words(view: View) -> Iterator[str]:
    for field, text in view.texts.items():
        yield f"{LABELS.get(field, field)}:{text}"
