"""设置代理: names a stand-in for a period; the statutory limits keep running during an absence (M7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.context import Command, Context, Draft, Form, Json, Question
from bot.forms.date_field import date_question, read_day
from bot.forms.engine import start
from bot.forms.fields import choice_card, chosen_ids, offered_first, read_words
from bot.language.punctuation import bare, parts
from bot.language.text import folded, harmless
from bot.needs.department_fields import headed
from bot.ports import Button, Call, Card, CardKind, Option
from regulation.refusals import BadValue, Refusal
from regulation.shanghai import dated
from store.people import persons as people
from store.people import stand_ins
from store.tables import Person

ROLES = {"officer-a", "officer-b", "operator", "director", "leader", "supervisor"}
END = "取消"


def _deputies(ctx: Context) -> Sequence[Person]:
    """Colleagues of the same department: nobody else may see its tickets."""
    return [row for row in people.colleagues(ctx.session, ctx.person.department_id) if row.id != ctx.person.id]


def _ask(ctx: Context, draft: Draft) -> Card:
    options, rest = offered_first(_options(_deputies(ctx)))
    return choice_card(draft, "deputy", "由谁代理？", options, hint=f"也可直接发送本部门同事的姓名。{rest}")


def _read(ctx: Context, draft: Draft, call: Call) -> Json:  # noqa: ARG001
    every = _deputies(ctx)
    ids = chosen_ids(call, "deputy", _options(every))
    named = ids or [
        str(row.id) for row in every if folded(row.name) == bare(folded(read_words(call, "deputy", "代理人", 1, 40)))
    ]
    if len(named) != 1:
        raise BadValue("请从本部门同事中选择一位，或发送完整姓名。", field="deputy")
    found = next(row for row in every if str(row.id) == named[0])
    return {"id": found.id, "name": found.name}


def _options(people: Sequence[Person]) -> list[Option]:
    return [Option(str(row.id), harmless(row.name)) for row in people]


def _finish(ctx: Context, draft: Draft) -> Card:
    first, last = (date.fromisoformat(draft.answers[name]) for name in ("from_on", "to_on"))
    if last < first:
        raise BadValue(f"结束日期不能早于开始日期 {dated(first)}，请重新填写。", field="to_on")
    deputy = draft.answers["deputy"]
    stand_ins.set_stand_in(ctx.session, ctx.person.id, deputy["id"], from_on=first, to_on=last, now=ctx.now)
    told = people.person(ctx.session, deputy["id"])
    span = f"{dated(first)} 至 {dated(last)}"
    if told is not None:
        card = Card(
            CardKind.TASK, f"您将代理{harmless(ctx.person.name)}", body=span, buttons=(Button("我的待办", "我的待办"),)
        )
        ctx.post.notify(told, card, event=f"stand-in:{ctx.person.id}:{ctx.now.isoformat()}")
    return Card(
        CardKind.TEXT,
        body=f"已设置：{span}，由{harmless(deputy['name'])}代理。办理期限不因代理中止。提前结束请发送“设置代理 取消”。",
    )


FORM = Form(
    name="stand-in",
    version=1,
    title="设置代理",
    questions=(
        Question("deputy", "代理人", _ask, _read, lambda value: harmless(str(value["name"]))),
        date_question("from_on", "开始日期", "从哪一天开始？"),
        date_question("to_on", "结束日期", "到哪一天结束（含当天）？"),
    ),
    finish=_finish,
)


def run(ctx: Context, args: str) -> Card:
    """Done at once where a name and two days are given; 设置代理 取消 ends the current period."""
    if bare(folded(args)) == END:
        ended = stand_ins.end_stand_in(ctx.session, ctx.person.id, ctx.now)
        return Card(CardKind.TEXT, body="代理已结束。" if ended else "现在没有设置代理。")
    if not set(ctx.person.roles.split()) & ROLES:
        raise Refusal("您没有需要他人代理的职责，无需设置。")
    if not _deputies(ctx):
        raise Refusal("本部门没有可以代理的同事，请联系区大数据中心。")
    return start(ctx, FORM, answers=_typed(ctx, bare(args)))


def _typed(ctx: Context, words: str) -> dict[str, Json]:
    answers: dict[str, Json] = {}
    name, days = headed(_deputies(ctx), words)
    deputy = next((row for row in _deputies(ctx) if folded(row.name) == folded(name)), None)
    if deputy is not None:
        answers["deputy"] = {"id": deputy.id, "name": deputy.name}
    for name, label, word in zip(("from_on", "to_on"), ("开始日期", "结束日期"), parts(days), strict=False):
        answers[name] = read_day(ctx, word, name, label).isoformat()
    return answers


COMMAND = Command(
    "设置代理",
    "设置代理 <姓名> <开始日期> <结束日期>，或 设置代理 取消",
    "外出时由同事代为办理",
    run,
    ("代理",),
    frozenset(ROLES),
    (FORM,),
)
