"""The card of one ticket: subject, state, holder, due date, and what this viewer may do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from bot.cards.buttons import buttons, command
from bot.cards.text_labels import label_of
from bot.language import date_text
from bot.language.text import clip
from bot.ports import Button, Card, CardKind, Choice, Field, Option
from bot.view import JOINTLY, Face, Limit, Scope, Step, View
from regulation.state_groups import EXAMINING
from regulation.states import Action, ClockKind, State

# In this order, because choices are numbered in plain text: somebody asked for 1 to 5 who replies 5 means 5.
FLAGGED = {True: "该数据已标注“核实中”", False: "问题数据已标注"}  # for its proposer, and for those who handle it
SCORES = (("1", "1 很不满意"), ("2", "2 不满意"), ("3", "3 一般"), ("4", "4 满意"), ("5", "5 很满意"))


def task_card(view: View, now: datetime, *, title: str = "", note: str = "") -> Card:
    """The ticket's current card; `note` comes first and tells what has just happened."""
    if now not in view.faces:  # laid out once for all the cards of a view, however many people hold one
        view.faces[now] = _face(view, now)
    face = view.faces[now]
    lines = (note, *_not_quoted(face.lines, note)) if note else face.lines
    return Card(
        CardKind.TASK if face.buttons or face.more else CardKind.NOTICE,
        title=title or face.title,
        subtitle=f"{face.title} {face.about}" if title and view.number not in title else face.about,
        body="\n".join(lines),
        fields=face.fields,
        buttons=face.buttons,
        more=face.more,
        link=f"/t/{view.number}",
        ticket=view.number,
        generation=view.generation,
        urgent=view.limit is not None and view.limit.overdue,
        told=note,
    )


def _face(view: View, now: datetime) -> Face:
    title, about = f"{view.number} {stage(view)}", f"{view.title}（{view.kind}）" if view.kind else view.title
    orders = (each.shown for each in view.instructions if each.pending)
    lines = tuple(line for line in (*orders, *marks(view), *_linked(view), *_words(view)) if line)
    return Face(title, about, lines, tuple(_fields(view, now))[:6], *buttons(view))


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


def done_by(step: Step, now: datetime) -> str:
    """已由〈姓名〉于 10:32 收办."""
    when = date_text.at(step.at, now)
    space = " " if when[0].isdigit() else ""
    return f"已由{step.by}于{space}{when} {step.action.value}"


def done_card(view: View, step: Step, now: datetime) -> Card:
    """Replaces a stale card: the ticket's current state, with a caption in place of the buttons."""
    card = task_card(view, now)
    row = card.buttons or (Button("查看", f"查询 {view.number}"),)
    return replace(card, kind=CardKind.TASK, buttons=row, more=(), done=done_by(step, now))


def gone_card(number: str, step: Step, now: datetime) -> Card:
    """The same for somebody who no longer has a part in the ticket: nothing but that it is done."""
    button = Button("我的待办", "我的待办")
    return Card(CardKind.TASK, title=number, buttons=(button,), done=done_by(step, now), ticket=number)


def parted_card(number: str, action: Action) -> Card:
    """For whoever has just passed the ticket on: that it is done, without any of its content."""
    button = Button("我的待办", "我的待办")
    return Card(CardKind.TASK, title=f"{number} 已完成“{action}”", buttons=(button,))


def stale_card(view: View, step: Step, now: datetime) -> Card:
    """The answer to a click on a stale card: who acted first, and the ticket's current state."""
    return task_card(view, now, note=f"{done_by(step, now)}。这张卡片已过期，本次点击没有生效，最新情况如下：")


def evaluation_card(view: View, now: datetime, *, note: str = "") -> Card:
    """评价, the last of the seven stages (M5): one list; a comment can be added by a typed 评价."""
    card = task_card(view, now, note=note or "请您对本次异议的办理作出评价。")
    options = tuple(Option(id, text) for id, text in SCORES)
    return replace(
        card,
        kind=CardKind.CHOICE,
        choices=(Choice("score", "满意度", options),),
        submit=Button("提交评价", command(Action.EVALUATE.value, view), "primary"),
        buttons=tuple(button for button in card.buttons if button.text != Action.EVALUATE.value)[:2],
    )


def _fields(view: View, now: datetime) -> Iterator[Field]:
    if view.state is not State.CLOSED:
        yield Field("由谁办理", view.holder)
    if view.limit is not None:
        yield from _limit(view.limit)
    if view.promised_on is not None and view.state is not State.CLOSED:
        yield Field("预计修正", date_text.day(view.promised_on))
    if view.pending or view.joint:
        yield Field("待批事项" if view.pending or view.joint != JOINTLY else "协同处理", view.pending or view.joint)
    if view.proposer and view.scope is not Scope.OWN:
        yield Field("提出方", view.whose)
    if view.phone:
        yield Field("联系方式", view.phone)
    if view.flagged:
        yield Field("数据标注", FLAGGED[view.scope is Scope.OWN])
    if view.last is not None:
        yield Field("最近一步", f"{view.last.by} {date_text.at(view.last.at, now)} {view.last.action.value}")


def _limit(limit: Limit) -> Iterator[Field]:
    """What is left stands in a field of its own where one field would cut it off."""
    whole = f"{limit.name} {limit.due_text}"
    if len(whole) <= VALUE_LENGTH:
        yield Field("办理期限", whole)
        return
    yield Field("办理期限", f"{limit.name} {limit.day_text}")
    yield Field("剩余时间", limit.left_text)


STEPPED_OUT = (
    "您已撤回；数据问题已经查实，由区大数据中心和责任部门依职权继续办理，不再请您确认和告知办理情况（本系统约定）。"
)
NUMBERS = 5  # of related tickets that a card names
VALUE_LENGTH = 30  # a card shows no more of a field
CLAIM, CLAIM_LENGTH = "records", 48  # a card holds some 160 characters in all


def marks(view: View) -> Iterator[str]:
    """What holds for the case as a whole, by own rules to P6 and P9."""
    if view.indefinite:
        yield view.indefinite
    if view.ex_officio and view.scope is Scope.OWN:
        yield STEPPED_OUT


def _linked(view: View) -> Iterator[str]:
    """Other tickets of the same fault: each keeps its own limits, notice and confirmation."""
    if view.special:
        yield f"同一记录已登记为特例（{view.special}），请先核对特例说明。"
    if view.root and view.root != view.special:
        yield f"与 {view.root} 反映同一问题，已关联；分别计时、分别告知。"
    if view.tied:
        yield f"已关联同一问题的工单：{_listed(view.tied)}。"
    if view.same:
        yield f"{_listed(view.same)} 也涉及这条记录。确为同一问题的，请发送“关联 {view.number} {view.same[0]}”。"
    if view.akin:
        yield f"同一对象另有在办工单：{_listed(view.akin)}（记录、内容或数据不同），供核对。"


def _listed(numbers: tuple[str, ...]) -> str:
    return "、".join(numbers[:NUMBERS]) + (f" 等{len(numbers)}件" if len(numbers) > NUMBERS else "")


def _words(view: View) -> Iterator[str]:
    """The claim first, in full during verification, shortened later; then the newest text."""
    lines = [f"{label_of(key)}：{view.quoted_text(key)}" for key in view.texts]
    if view.state in EXAMINING:
        yield from lines
        return
    if CLAIM in view.texts:
        claim = lines.pop(list(view.texts).index(CLAIM))
        yield clip(claim, CLAIM_LENGTH)
    yield from reversed(lines)
