"""Corrections in everyday words (不是25号 是24号, 类型选错了 应该是遗漏): which item, and its new value."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.language.text import between, folded
from store.simplified import simplified


@dataclass(frozen=True, slots=True)
class Correction:
    """`label` is what was said of the item, "" for nothing; `value` is as typed."""

    label: str
    value: str


_IS = r"(?:而是|应该?是|应该?为|应为|应当是|应当为|是|改成|改为|换成)"
_INTO = (
    r"(?:改成|改为|改到|推迟到|提前到|延后到|推后到|延到|换成|换为|更正为|更正成"
    r"|修改为|修改成|变更为|调整为|调到|改(?=\d))"
)
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"(?P<label>[^,，。\s]{{0,10}}?)(?:不是|不应该?是)(?P<old>[^,，。\s]{{1,30}}?)[,，。\s]*{_IS}\s*(?P<value>\S.*)",
        rf"(?P<label>[^,，。\s]{{0,10}}?)(?:选|填|写|弄|搞|打|点|说)?(?:错了?|不对)[,，。\s]*(?:{_IS}|{_INTO})\s*(?P<value>\S.*)",
        rf"(?:请?(?:把|将))?(?P<label>[^,，。\s]{{0,12}}?)(?:从.{{1,12}})?的?(?:内容)?{_INTO}\s*(?P<value>\S.*)",
        r"(?P<label>[^,，。\s]{1,8}?)(?:应该?是|应为|应该?为|应当是)\s*(?P<value>\S.*)",
    )
)
_FILLS = re.compile(r"^(?:但是?|把|将|请|那个?|这个?|我|刚才|的)+|(?:的|是|也|都|要|得|应该?)+$")
_ENDS = re.compile(r"(?:吧|了|啊|哦|呀|谢谢|[\s。.!,，])+$")


def correction(text: str) -> Correction | None:
    """None where no new value is said."""
    copy = simplified(folded(text)).strip()
    start = len(folded(text)) - len(folded(text).lstrip())
    for form in _FORMS:
        found = form.fullmatch(copy)
        if found is None:
            continue
        end = found.start("value") + len(_ENDS.sub("", found["value"]))
        value = between(text, start + found.start("value"), start + end)
        if value:
            return Correction(_FILLS.sub("", found["label"]), value)
    return None
