"""Data that a sentence speaks of: a part of an entry's name, or what people call it by the search's own synonyms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from store.catalogue.named_entries import one_to_one
from store.catalogue.synonyms import Synonyms, table_of
from store.search_grams import comparable
from store.simplified import simplified
from store.tables import Entry

LEAST, WHOLE_LEAST = 4, 3  # characters in common with a longer name; of a name that is short itself
_ENDS = re.compile(r"(?:\((?:市级|市场监管)\)|(?:查询|核验)接口|信息|数据|名录|对象|登记|备案|许可|发放|库)+$")
_GENERAL = frozenset(  # attributes and subjects of many kinds of data: of no account beside any other word
    re.split(
        r"\s+",
        """地址 公司 注销 吊销 信用 身份证 入学 小区 房子 统一社会信用代码 信用代码 法定代表人 法人代表 门牌 门牌号
        人口 积分 食堂 学生 老师 教师 医院 医生 居委 罚款 施工 买房 救助 老人家 读书 单身 未婚 搭建 加盖 大病 资质
        注册资本 股东 120""",
    )
)


@dataclass(frozen=True, slots=True)
class Spoken:
    """`sure` is false where nothing but a general word (地址, 公司) was said."""

    entries: Sequence[Entry] = ()
    sure: bool = False


def spoken_of(session: Session, text: str, own: Synonyms) -> Spoken:
    """The entries, those first of which the sentence says most; none where it names no data."""
    plain = one_to_one(text)
    names = {row.id: row for row in session.scalars(select(Entry).options(defer(Entry.words)).where(Entry.active))}
    known = {each: _known(row.name) for each, row in names.items()}
    best: dict[int, tuple[float, int]] = {}
    for each, name in known.items():
        if held := _held(name, plain):
            best[each] = (held, len(name))
    sure = bool(best)
    for word, terms in _words(plain, table_of(own)):
        general = word in _GENERAL
        found = [each for each, name in known.items() if any(term in name for term in terms)]
        for each in found:
            weight = 0.5 if general else float(len(word))
            best[each] = (best.get(each, (0.0, 0))[0] + weight, len(known[each]))
        sure = sure or (bool(found) and not general)
    ranked = sorted(best, key=lambda each: (-best[each][0], best[each][1], names[each].code))
    clear = [each for each in ranked if best[each][0] >= 1] or ranked
    return Spoken([names[each] for each in clear], sure)


def _known(name: str) -> str:
    return comparable(simplified(name))


def _held(name: str, plain: str) -> float:
    """How much of the name the sentence holds in one piece; 0 where that is too little."""
    core = _ENDS.sub("", name) or name
    least = min(LEAST, max(WHOLE_LEAST, len(core)))
    for size in range(len(name), least - 1, -1):
        if any(name[at : at + size] in plain for at in range(len(name) - size + 1)):
            return float(size) if size >= LEAST or (name.startswith(core) and core in plain) else 0.0
    return 0.0


def _words(plain: str, table: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, Sequence[str]]]:
    """The known words of the sentence, none that lies inside a longer one."""
    found = sorted((word for word in table if len(word) > 1 and word in plain), key=len, reverse=True)
    for at, word in enumerate(found):
        if not any(word in longer for longer in found[:at]):
            yield word, table[word]
