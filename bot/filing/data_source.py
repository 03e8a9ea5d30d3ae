"""Which data: found in the catalogue from two characters on; an unlisted source is described in words (M3, M9)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.cards.list_card import IN_LIST
from bot.context import Draft, Gathered, Json, Question
from bot.forms.fields import PICK, chosen_ids, read_words
from bot.language.text import clip, folded, harmless, quoted
from bot.ports import Button, Call, CallKind, Card, CardKind, Choice, Option
from regulation.refusals import BadValue
from store.catalogue import entries
from store.search_grams import comparable
from store.simplified import simplified

if TYPE_CHECKING:
    from bot.context import Context
    from store.tables import Entry

NAME, NONE = "source", "none"
ASK = "哪项数据有问题？"


def source_question() -> Question:
    """Answer: `{"entry": id, "title": …}` for a catalogue entry, `{"words": …}` for a source described in words."""
    return Question(
        NAME, "数据", _ask, _read, show_source, words=lambda value: str(value.get("words", "")), echo=_taken
    )


def _taken(value: Json, number: int) -> str:
    """What was found where nothing was left to choose."""
    return f"已选数据：{show_source(value)}。不是这一项，请发送“修改第{number}项”。" if "entry" in value else ""


def show_source(value: Json) -> str:
    words = clip(harmless(value.get("words", "")), 60)
    return harmless(str(value.get("title", ""))) or f"未列入目录：{words}"


def _ask(ctx: Context, draft: Draft) -> Card:
    state = draft.partial.get(NAME, {})
    none = Button("都不是", f"{PICK} {draft.id} {NAME} {NONE}")
    if state.get("describe"):
        return Card(
            CardKind.TEXT,
            title="请用文字说明数据来源",
            body="例如共享接口、资源目录或需求清单的名称，在哪个系统里看到。",
        )
    found = entries.in_use(ctx.session, state.get("found", [])[:IN_LIST])
    if found:
        choice = Choice(NAME, "数据目录", tuple(_option(entry) for entry in found))
        submit = Button("选这一项", f"{PICK} {draft.id} {NAME}", "primary")
        hint = "也可换个词再搜；都不在其中请选「都不是」。"
        return Card(CardKind.CHOICE, ASK, body=hint, choices=(choice,), submit=submit, buttons=(none,))
    body = "请输入数据名称、编码、接口或部门中的几个字，两个字即可。不清楚名称可发送「都不是」。"
    return Card(CardKind.TEXT, ASK, body=body)


def _read(ctx: Context, draft: Draft, call: Call) -> Json:
    state = draft.partial.get(NAME, {})
    chosen = _chosen(ctx, call, state)
    if chosen is not None:
        return {"entry": chosen.id, "title": chosen.name}
    if _none_of_these(call):
        return Gathered({"describe": True}, "")
    if call.kind is CallKind.CLICK:
        raise BadValue("请从列表中选择一项，也可换个词再搜。", field=NAME)
    if state.get("describe"):
        return {"words": read_words(call, NAME, "数据来源", 4, 500)}
    return _searched(ctx, read_words(call, NAME, "数据", 1, 100))


def hits(ctx: Context, words: str) -> Sequence[Entry]:
    """What the catalogue has for these words, best first."""
    return entries.search(ctx.session, words, IN_LIST)


def _searched(ctx: Context, words: str) -> Json:
    found = hits(ctx, words)
    if (only := certain(words, found)) is not None:
        return {"entry": only.id, "title": only.name}
    if not found:
        said = f"目录中没有找到{quoted(words, 30)}。请换个词再试，或发送「都不是」用文字说明。"
        return Gathered({"found": []}, said)
    more = "（只显示前九项，词再具体一些可缩小范围）" if len(found) == IN_LIST else ""
    return Gathered({"found": [entry.id for entry in found]}, f"找到{len(found)}项{more}：")


def certain(words: str, found: Sequence[Entry]) -> Entry | None:
    """The entry meant without a doubt: that of this very name, or the only hit where its name or code has the words."""
    said = simplified(comparable(words)).strip()
    named = [entry for entry in found if comparable(entry.name) == said]
    if len(named) == 1:
        return named[0]
    only = found[0] if len(found) == 1 else None
    holds = only is not None and (said in comparable(only.name) or said in comparable(only.code))
    return only if holds else None


def _chosen(ctx: Context, call: Call, state: Json) -> Entry | None:
    found = entries.in_use(ctx.session, state.get("found", [])[:IN_LIST])
    ids = chosen_ids(call, NAME, [_option(entry) for entry in found])
    return next((entry for entry in found if [str(entry.id)] == ids), None)


def _none_of_these(call: Call) -> bool:
    return call.values.get(NAME) == (NONE,) or folded(call.text).strip() in ("都不是", NONE)


def _option(entry: Entry) -> Option:
    return Option(str(entry.id), f"{harmless(entry.name)}（{harmless(entry.department.name)}）")
