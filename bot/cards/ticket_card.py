"""The card of one ticket: subject, state, holder, due date, and what this viewer may do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from bot.cards.buttons import buttons, command
from bot.cards.case_texts import claim, linked, marks, newest, others
from bot.cards.duty_line import duty, owed, says_when, without_duty
from bot.language import date_text
from bot.ports import Button, Card, CardKind, Choice, Field, Option
from bot.view import JOINED, Face, Limit, Scope, Step, View
from regulation.states import Action, ClockKind, State

# In this order, because choices are numbered in plain text: somebody asked for 1 to 5 who replies 5 means 5.
FLAGGED = {True: "该数据已标注“核实中”", False: "问题数据已标注"}  # for its proposer, and for those who handle it
SCORES = (("1", "1 很不满意"), ("2", "2 不满意"), ("3", "3 一般"), ("4", "4 满意"), ("5", "5 很满意"))


def task_card(view: View, now: datetime, *, title: str = "", note: str = "", whole: bool = False) -> Card:
    """The ticket's current card: what is to be done and by when, `note` (what has just happened), what it is about.

    With `whole` every text that this viewer may read stands on it, else one line of the claim.
    """
    if now not in view.faces:  # laid out once for all the cards of a view, however many people hold one
        view.faces[now] = _face(view)
    face = view.faces[now]
    title = "" if title == face.title else title
    note = note if title else without_duty(view, note)
    lines = (*face.lines, *others(view)) if whole else face.lines
    body = "\n".join((note, *_not_quoted(lines, note)) if note else lines)
    return Card(
        CardKind.TASK if face.buttons or face.more else CardKind.NOTICE,
        title=title or face.title,
        subtitle=_under(view, title, note) if title else face.about,
        body=body,
        fields=face.fields,
        buttons=face.buttons,
        more=face.more,
        link=f"/t/{view.number}",
        ticket=view.number,
        generation=view.generation,
        urgent=view.limit is not None and view.limit.overdue,
        told=body if whole else note,
    )


def _face(view: View) -> Face:
    what = duty(view)
    subject = f"{view.title}（{view.kind}）" if view.kind else view.title
    orders = (each.shown for each in view.instructions if each.pending)
    lines = tuple(line for line in (*orders, *marks(view), subject, *claim(view), *newest(view), *linked(view)) if line)
    about = standing(view) if what else owed(view)
    return Face(heading(view), about, lines, tuple(_fields(view))[:6], *buttons(view))


def heading(view: View) -> str:
    """What this reader is to do, and by when; for every other reader the ticket and where it stands."""
    return duty(view) or standing(view)


def standing(view: View) -> str:
    return f"{view.number} {stage(view)}"


def _under(view: View, title: str, note: str) -> str:
    """Below a title that tells what has happened: the ticket, and who owes what by when, unless it is said first."""
    said = says_when(view, note.partition("。")[0])
    mine, others = ("", "") if said else (duty(view), owed(view))
    stands = stage(view) if view.number in title else standing(view)
    return f"{mine} {stands}" if mine else "，".join(part for part in (stands, others) if part)


def _not_quoted(lines: tuple[str, ...], note: str) -> Iterator[str]:
    """The texts that the note does not quote already: what was told is read once."""
    for line in lines:
        _, _, said = line.partition("：")
        if not said or said not in note:
            yield line


def stage(view: View) -> str:
    """The state, or for a closed case its outcome; whoever reads the result is asked to confirm it (M14)."""
    if view.state is State.CLOSED and view.outcome:
        return view.outcome.value
    asked = view.limit is not None and view.limit.kind is ClockKind.CONFIRM
    return (State.CONFIRMING if asked else view.state).value


def done_by(step: Step) -> str:
    """已由〈姓名〉于 9月17日 10:32 收办: the hour alone would be read as that of another day."""
    return f"已由{step.by}于 {date_text.at(step.at)} {step.action.value}"


def done_card(view: View, step: Step, now: datetime) -> Card:
    """Replaces a stale card: the ticket's current state, with a caption in place of the buttons."""
    card = task_card(view, now)
    row = card.buttons or (Button("查看", f"查询 {view.number}"),)
    return replace(card, kind=CardKind.TASK, buttons=row, more=(), done=done_by(step))


def gone_card(number: str, step: Step) -> Card:
    """The same for somebody who no longer has a part in the ticket: nothing but that it is done."""
    button = Button("我的待办", "我的待办")
    return Card(CardKind.TASK, title=number, buttons=(button,), done=done_by(step), ticket=number)


def parted_card(number: str, action: Action) -> Card:
    """For whoever has just passed the ticket on: that it is done, without any of its content."""
    button = Button("我的待办", "我的待办")
    return Card(CardKind.TASK, title=f"{number} 已完成“{action}”", buttons=(button,))


def stale_card(view: View, step: Step, now: datetime) -> Card:
    """The answer to a click on a stale card: who acted first, and the ticket's current state."""
    return task_card(view, now, note=f"{done_by(step)}。这张卡片已过期，本次点击没有生效，最新情况如下：")


def evaluation_card(view: View, now: datetime, *, title: str = "", note: str = "") -> Card:
    """评价, the last of the seven stages (M5): one list; a comment can be added by a typed 评价."""
    card = task_card(view, now, title=title, note=note or "请您对本次异议的办理作出评价。")
    options = tuple(Option(id, text) for id, text in SCORES)
    return replace(
        card,
        kind=CardKind.CHOICE,
        choices=(Choice("score", "满意度", options),),
        submit=Button("提交评价", command(Action.EVALUATE.value, view), "primary"),
        buttons=tuple(button for button in card.buttons if button.text != Action.EVALUATE.value)[:2],
    )


def _fields(view: View) -> Iterator[Field]:
    if view.state is not State.CLOSED:
        yield Field("由谁办理", view.holder)
    if view.limit is not None:
        yield Field("办理期限", f"{view.limit.name} {view.limit.day_text}{_standing_of(view.limit)}")
    if view.promised_on is not None and view.state is not State.CLOSED:
        yield Field("预计修正", date_text.day(view.promised_on))
    yield from _awaited(view)
    if view.proposer and view.scope is not Scope.OWN:
        yield Field("提出方", view.whose)
    if view.phone:
        yield Field("联系方式", view.phone)
    if view.flagged:
        yield Field("数据标注", FLAGGED[view.scope is Scope.OWN])
    if view.last is not None:
        yield Field("最近一步", f"{view.last.by} {date_text.at(view.last.at)} {view.last.action.value}")


def _standing_of(limit: Limit) -> str:
    """What stays true while the card lies in the chat: no count of days."""
    return f"，延期{date_text.HELD}" if limit.held else "，已逾期" if limit.overdue else ""


def _awaited(view: View) -> Iterator[Field]:
    """What awaits an approval; joint handling that was agreed to awaits none."""
    if view.pending:
        yield Field("待批事项", view.pending)
    if view.joint == JOINED:
        yield Field(JOINED, "、".join(view.related) if view.scope is not Scope.OWN else "关联部门")
    elif view.joint:
        yield Field("待批事项", view.joint)
