"""The kinds of a filing in everyday words: 写错了 is 错误, 漏了 is 遗漏, 对不上 is 不一致 (M3)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.language.punctuation import bare
from bot.language.text import half_width
from store.simplified import simplified

TERMS: Mapping[str, str] = {  # by the rulebook's code
    "error": r"错误|有误|[写填录登标搞弄记打叫](?:得|的)?错|错了|错的$|^错$|有错|不对(?!应)|不正确|不准确|不准"
    r"|不对头|差错|反了",
    "omission": r"遗漏|漏[了登掉报填记录]|缺[少了失]|缺(?=$)|少(?:了|[1一][个条]|[登填录写列报])"
    r"|查不到|查无|未收录|没有?收录|没登记上",
    "inconsistency": r"不一致|对不上|对不起来|对不齐|不相?符|不匹配|不一样|有出入|不吻合|矛盾",
    "other": r"其[他它]$|^其[他它]|别的",
}
_PATTERNS = {code: re.compile(pattern) for code, pattern in TERMS.items()}
BARE = re.compile(  # nothing but that there is a fault
    r"(?:(?:数据|信息|内容|这条|这里|里面|都|也|是|有|存在|发现|的|[1一]?[个条件处])*"
    r"(?:写|填|录|登|登记|标|记)?(?:错误|有误|错了?|不对|不正确|不准确|有问题|问题|遗漏|漏了|漏登|漏录|不一致"
    r"|对不上|其[他它]|data error|error)[了的]?)"
)


def kind_in(text: str) -> str:
    """The code of the one kind that the text speaks of; "" where it is none or several."""
    words = simplified(half_width(text))
    found = [code for code, pattern in _PATTERNS.items() if pattern.search(words)]
    return found[0] if len(found) == 1 else ""


def is_bare(text: str) -> bool:
    """Whether the text says only that there is a fault, nothing of what it is."""
    return BARE.fullmatch(bare(simplified(half_width(text)))) is not None
