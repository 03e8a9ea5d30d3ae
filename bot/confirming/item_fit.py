"""Which item of a filled form some words may be meant for: by its name, or because they are a value that it takes."""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.language.replies.spoken_corrections import Correction
from bot.ports import CallKind
from regulation.refusals import Refusal

if TYPE_CHECKING:
    from bot.context import Context, Draft, Form, Json, Question

_NOTHING: Json = object()  # was refused
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
Item = tuple[int, "Question"]  # with its number, as 修改第3项 has it
_ALIKE = tuple(
    re.compile(names)
    for names in (
        "日期|时间|哪天|几号|日子|期限", "类型|种类|性质|类别", "数据|来源|目录", "部门|单位", "电话|手机|联系|号码",
        "理由|原因", "依据", "情况|说明|结果", "佐证|证据|材料|附件", "天数|工作日",
    )
)  # fmt: skip


def fits(ctx: Context, draft: Draft, question: Question, words: str) -> bool:
    """Whether it takes these words for an answer."""
    return _read(ctx, draft, question, words) is not _NOTHING


def _read(ctx: Context, draft: Draft, question: Question, words: str) -> Json:
    """The answer that these words would be; a draft that reading would change stays as it is."""
    call = replace(ctx.call, kind=CallKind.TEXT, text=words, values={}, file=None)
    answers, partial = deepcopy(draft.answers), deepcopy(draft.partial)
    try:
        return question.read(ctx, draft, call)
    except Refusal:
        return _NOTHING
    finally:
        draft.answers, draft.partial = answers, partial


def corrected_item(ctx: Context, form: Form, draft: Draft, said: Correction) -> Item | None:
    """The one item that is named, or the only one of a kind of its own that takes the value."""
    every = [(at, item) for at, item in enumerate(form.needed(draft.answers), 1) if item.name in draft.answers]
    named = [(at, item) for at, item in every if item.label == said.label]
    named = named or [(at, item) for at, item in every if _is_named(item.label, said.label)]
    if len(named) == 1:
        return named[0]
    return only_fitting(ctx, draft, named or every, said.value)


def only_fitting(ctx: Context, draft: Draft, items: list[Item], value: str) -> Item | None:
    """Of those that take no free text: a day, a choice, a department, a number."""
    found = [
        (at, item)
        for at, item in items
        if item.words is None and item.finish is None and _takes(ctx, draft, item, value)
    ]
    return found[0] if len(found) == 1 else None


def _takes(ctx: Context, draft: Draft, question: Question, value: str) -> bool:
    """Of a list, only what stands in it, or another day: 地址也错了 chooses no 错误."""
    read = _read(ctx, draft, question, value)
    options = [option.text for choice in question.ask(ctx, draft).choices for option in choice.options]
    is_listed = not options or any(value in option for option in options)
    return read is not _NOTHING and (is_listed or _DAY.fullmatch(str(read)) is not None)


def labelled(form: Form, draft: Draft, said: str) -> int | None:
    """The number of the one item that these words alone name: 日期."""
    items = list(enumerate(form.needed(draft.answers), 1))
    found = [at for at, item in items if _is_name(item.label, said)] if len(said) > 1 else []
    return found[0] if len(found) == 1 else None


def _is_name(label: str, said: str) -> bool:
    return said in label or any(each.fullmatch(said) and each.search(label) for each in _ALIKE)


def _is_named(label: str, said: str) -> bool:
    if len(said) < 2:
        return False
    return said in label or label in said or any(each.search(said) and each.search(label) for each in _ALIKE)
