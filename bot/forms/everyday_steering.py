"""Everyday words for the commands of an open form: 先放一放 is 暂存, 算了 is 取消; never an answer, never an act."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from bot.forms import engine
from bot.language.punctuation import bare
from bot.language.spoken.plain_copy import plain
from bot.language.spoken.tables import table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.command_line import Words
    from bot.context import Context, Draft, Form
    from bot.ports import Card

SHORT, ASIDE = 16, ("稍等", "暂存")
_LEAD = re.compile(r"^(?:算了[,，\s]*(?=.)|那就?|我|嗯|哦|好|请|麻烦)+(?=..)")
_TAIL = re.compile(r"(?<=..)(?:吧|了|啊|呀|哈|哦|啦|谢谢)+$")


def steered_by(ctx: Context, words: Words, draft: Draft) -> Card | None:
    """先放一放, 算了: what a form's own commands do, in everyday words."""
    form = engine.form_of(ctx, draft)
    word = steers(form, ctx.call.text, open_question=bool(draft.step))
    if not word or engine.offers(ctx, draft, ctx.call.text):
        return None
    if word not in words:
        return engine.show(ctx, form, draft, "好的，请随时接着填写。")
    return words[word].run(ctx, "")


def steers(form: Form, text: str, *, open_question: bool) -> str:
    """The command word meant; "" where it is none. A preview is put aside by whoever thinks better of it."""
    words = _words("preview" if form.preview and not open_question else "steering")
    said = bare(plain(text)).replace(" ", "")
    tries = (said, _TAIL.sub("", said), _LEAD.sub("", said), _TAIL.sub("", _LEAD.sub("", said)))
    found = next((words[each] for each in tries if each in words), "")
    return found or (_first_of(words, text) if len(text) <= SHORT else "")


def _first_of(words: Mapping[str, str], text: str) -> str:
    """先等等，我去开会: only what puts the form aside may have more behind it."""
    word = words.get(bare(plain(text)).replace("，", ",").split(",")[0].strip(), "")
    return word if word in ASIDE else ""


@cache
def _words(section: str) -> Mapping[str, str]:
    return {said: word for word, phrases in table("everyday_steering")[section].items() for said in phrases}
