"""The heading of a table: below title rows, in Chinese or English, in one row or two; 序号 and 备注 are left out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from importer.formats.rows import Row, TableError, letter
from store.characters import folded

LOOKED_AT = 20  # rows among which the heading is sought
# Columns that rosters have and this system does not keep. Any other column is refused: it may be a misspelt one.
_LEFT_OUT = (
    "序号 行号 编号 no no. number # id 备注 备注说明 说明 注 remark remarks note notes comment memo 排序 排序号 "
    "工号 职工号 员工编号 人员编号 性别 民族 出生年月 出生日期 年龄 学历 学位 政治面貌 身份证 身份证号 身份证号码 "
    "证件号码 职务 职称 职级 岗位 title position 科室 处室 所在科室 内设机构 办公室 办公地点 办公地址 房间号 地址 "
    "办公电话 固定电话 座机 传真 fax 邮箱 电子邮箱 电子邮件 邮件 email e-mail 微信 微信号 qq "
    "别名 英文名 个人邮箱 企业邮箱 激活状态 禁用状态 直属上级 直属主管 主管 是否部门负责人 是否主管 对外职务 "
    "标签 员工类型 职位 分机 分机号 是否高管模式 入职时间 入职日期 参加工作时间 上级部门 上级单位 负责人 联系人 "
    "更新时间 更新日期 创建时间 填报时间 籍贯 简称 部门简称 单位简称 统一社会信用代码 联系电话 联系方式 手机 手机号 "
    "手机号码 电话 更新频率 更新周期 共享类型 共享方式 共享属性 共享条件 开放类型 开放属性 开放条件 数据量 摘要 "
    "目录摘要 资源摘要 信息项 数据项 数据格式 资源格式"
)
LEFT_OUT = frozenset(_LEFT_OUT.split())
_BRACKETED = re.compile(r"[(\[【〔<].*?[)\]】〕>]")
_CODED = ("编号", "编码", "代码")
_UNIT = ("单位",)
_APART = re.compile(r"[|，、]|\S {2,}\S")
_MARKS = re.compile(r"[*:：★☆•·]+")

Titles = Mapping[str, Sequence[str]]  # by the column's English name: what else it is called, the first one in Chinese


@dataclass(slots=True)
class Heading:
    """Where the columns are: `names` for each place, empty for what is left out; `texts` as the file has them."""

    rows: list[Row]
    names: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @property
    def fits(self) -> bool:
        return not (self.unknown or self.twice or self.missing)

    @property
    def known(self) -> int:
        return sum(map(bool, self.names))


def find_heading(rows: Sequence[Row], titles: Titles, required: Sequence[str]) -> Heading:
    """The heading, in one row or two. Raises TableError that says what is wrong with the row that comes nearest."""
    if not rows:
        raise TableError(f"文件是空的。第一行应为列名：{wanted(titles)}")
    words = {folded(word): name for name, words in titles.items() for word in (name, *words)}
    best: Heading | None = None
    for place, row in enumerate(rows[:LOOKED_AT]):
        below = rows[place + 1] if place + 1 < len(rows) else None
        for heading in _candidates(row, below, words, required):
            if heading.fits:
                return heading
            if best is None or _nearer(heading, best):
                best = heading
    assert best is not None
    raise TableError(_explained(best, titles))


def _nearer(heading: Heading, best: Heading) -> bool:
    return heading.known - len(heading.missing) > best.known - len(best.missing)


def _candidates(row: Row, below: Row | None, words: Mapping[str, str], required: Sequence[str]) -> list[Heading]:
    """The row with the one below it, where that holds nothing but column names; and the row alone."""
    found = [_read([row], list(row.cells), words, required)]
    if below is not None and all(_word(cell, words) is not None for cell in below.cells if cell):
        length = max(len(row.cells), len(below.cells))
        upper, lower = (list(each.cells) + [""] * (length - len(each.cells)) for each in (row, below))
        both = [low or high for high, low in zip(upper, lower, strict=True)]
        if any(_word(cell, words) for cell in upper):
            found.insert(0, _read([row, below], both, words, required))
    return found


def _read(rows: list[Row], texts: list[str], words: Mapping[str, str], required: Sequence[str]) -> Heading:
    while texts and not texts[-1]:
        texts.pop()
    heading = Heading(rows, texts=texts)
    places = dict[str, int]()
    for place, text in enumerate(texts):
        name = _word(text, words)
        where = f"{letter(place)} 列“{text[:40]}”"
        if name is None:
            heading.unknown.append(where)
        elif name and name in places and (spare := _spare(texts, places[name], place)) is not None:
            heading.left_out.append(texts[spare][:40])
            heading.names.append("" if spare == place else name)
            if spare != place:
                heading.names[spare], places[name] = "", place
            continue
        elif name and name in places:
            heading.twice.append(f"{letter(places[name])} 列“{texts[places[name]][:40]}”和{where}")
        elif text and not name:
            heading.left_out.append(text[:40])
        if name:
            places.setdefault(name, place)
        heading.names.append(name or "")
    heading.missing = [name for name in required if name not in places]
    return heading


def _spare(texts: Sequence[str], first: int, second: int) -> int | None:
    """Which of two columns is left out: a department's name beside its code, an office (部门) beside its 单位."""
    for marks in (_CODED, _UNIT):
        chosen = [place for place in (first, second) if any(mark in texts[place] for mark in marks)]
        if len(chosen) == 1:
            return first + second - chosen[0]
    return None


def _word(text: str, words: Mapping[str, str]) -> str | None:
    """The column's English name; empty where it is left out, None where it is unknown."""
    if not text:
        return ""
    plain = _MARKS.sub("", folded(text))
    for each in (folded(text), plain, _BRACKETED.sub("", plain)):
        if each in words:
            return words[each]
        if each in LEFT_OUT:
            return ""
    return _either(text, words)


def _either(text: str, words: Mapping[str, str]) -> str | None:
    """手机/电话: two titles of one column."""
    parts = [part for part in re.split("[/／、或]", text) if part.strip()]
    found = {_word(part, words) for part in parts} if len(parts) > 1 else {None}
    return found.pop() if len(found) == 1 else None


def wanted(titles: Titles) -> str:
    """The columns of a form, in English and in Chinese."""
    return f"{','.join(titles)}（或 {'、'.join(words[0] for words in titles.values() if words)}）"


def _explained(heading: Heading, titles: Titles) -> str:
    first = heading.rows[0].number
    where = f"第 {first} 行" if len(heading.rows) == 1 else f"第 {first}–{heading.rows[-1].number} 行"
    if not heading.known:
        cells = [cell for row in heading.rows for cell in row.cells if cell]
        apart = "每行只有一格，列与列之间请用逗号或制表符分开；" if len(cells) == 1 and _APART.search(cells[0]) else ""
        return f"第 {first} 行起找不到列名。{apart}应有一行是列名：{wanted(titles)}"
    names = "、".join(f"{titles[name][0]}（{name}）" for name in heading.missing)
    faults = [
        f"缺少 {names}" if names else "",
        f"不认识 {'、'.join(heading.unknown[:8])}：写错的请改正，用不着的请删去这一列" if heading.unknown else "",
        f"重复：{'；'.join(heading.twice)}，请只留一列" if heading.twice else "",
    ]
    return f"{where}的列名不对（{'；'.join(filter(None, faults))}）。应为：{wanted(titles)}"
