"""The copy of a message that is compared with the tables: half width, simplified, lower case, one to one."""

from __future__ import annotations

import re

from bot.language.text import folded
from store.simplified import simplified

_NUMERALS = "零一二三四五六七八九"
_SPOKEN = re.compile(
    r"[零〇][零〇一二三四五六七八九]{2,5}|(?<=[第号尾])[一二三四五六七八九](?=号)|[一二三四五六七八九](?=号[工单])"
)
_MEANT = {
    "事体": "事情",
    "今朝": "今天",
    "晓得": "知道",
    "侬": "您",
    "哪能": "怎样",
    "格个": "这个",
    "呒没": "没有",
    "覅": "不",
}
_DIALECT = re.compile(rf"{'|'.join(_MEANT)}|伐(?=[\s。.!?]*$)")
_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}
_BRACKETS = dict.fromkeys(map(ord, '【】[]《》()（）“”"‘’「」『』〔〕#'), " ")


def plain(text: str) -> str:
    """As long as `folded(text)`, so that a place in it is a place in the text (`bot.language.text.between`)."""
    copy = simplified(folded(text)).translate(_LOWER).translate(_BRACKETS)
    return _DIALECT.sub(lambda said: _MEANT.get(said[0], "吗"), _SPOKEN.sub(_in_digits, copy))


def _in_digits(spoken: re.Match[str]) -> str:
    """零零零四, as speech recognition writes it."""
    return "".join(str(_NUMERALS.index(letter.replace("〇", "零"))) for letter in spoken[0])
