"""Filing in one go: a message that names data and a fault begins a filing with what it said in its items (M9, G3)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.context import Json
from bot.filing import early_file
from bot.filing.filing_form import FILING
from bot.filing_questions.data_source import NAME as SOURCE
from bot.filing_questions.data_source import hits, show_source
from bot.filing_questions.proposer_contact import contact_said
from bot.forms import drafts
from bot.forms.engine import move_on, note_taken
from bot.forms.form_cards import SAID
from bot.inspection.personal_data import covered
from bot.language.punctuation import PAUSES, bare
from bot.language.text import clean, quoted
from bot.language.ticket_reference import mentions_ticket
from bot.sentences.filing_sentence import Said, divided, labelled, without_lead
from bot.sentences.kind_terms import kind_in
from bot.sentences.sentence_cues import SHOULD, TAIL
from regulation.shanghai import local_date
from store.catalogue.named_entries import named_in, one_to_one

if TYPE_CHECKING:
    from bot.context import Context
    from bot.ports import Card
    from store.tables import Entry

OFFERED, SHOWN = 9, 200
ITEMS = ("records", "doubt", "evidence", "contact")
_BEHIND = re.compile(
    r"[》】”\"')）]*(?:的?(?:数据|信息))?(?:里面|里头|里边|当中|之中|里|内|上(?!海)|中(?![山国心学华央医小年原环]))?的?(?:提(?:出|交)?[1一]?个?异议)?[\s,;。、:!?》】-]*"
)
_BEFORE = re.compile(r"(?:关于|针对|对于?|就|把|将)?[《【“\"'(（]*$")
_KIND_ALONE = re.compile(rf"[(（]?(错误|遗漏|不一致|其他)[)）]?(?=[{re.escape(PAUSES)}]|$)[{re.escape(PAUSES)}]*")
_PHRASE = re.compile(r"([^\s,;。、:!?]{2,20}?)(?:的?(?:数据|信息|资料))?(?:里面|里头|里边|里|中|的|上)")
_NOUN = re.compile(
    r"信息|数据|登记|名称|地址|证照|名单|名录|记录|目录|接口|档案|户籍|门牌|法定代表人|信用代码|经营范围|注册"
)
_TALK = re.compile(  # of a case, of the bot, or an officer's finding: no filing
    r"经(?:现场|电话|调查)?核[实查对]|^(?:情况)?属实|^已(?:经)?(?:改|更正|修正|核实|修复)|工单|单子|这件|那件|答复|回复|按钮|点错"
    r"|这个系统|登录|密码|机器人|材料发|退回|转给|转派|归我们|不用办|^\W*0\d{3}(?!\d)|(?<![\w-])0\d{3}$"
)
_ASKS = re.compile(r"[?]\s*$|怎么|怎样|如何|多少|哪个|哪些|什么时候|是不是|能不能|可不可以|多久|吗\s*$|呢\s*$")


@dataclass(frozen=True, slots=True)
class _Found:
    entries: Sequence[Entry]  # one: it is meant; several: to choose from
    rest: str
    near: bool = False  # hits that hold none of the words: to choose from, and no proof that data is named


def begin(ctx: Context, text: str) -> Card | None:
    """The next question of a filing begun with this message; None where it names no data or no fault."""
    words = clean(text)
    if mentions_ticket(words) or _TALK.search(one_to_one(words)):
        return None
    answers, partial = _answers(ctx, words)
    return _begun(ctx, words, answers, partial) if _names_both(words, answers, partial) else None


def begin_with(ctx: Context, text: str) -> Card:
    """The same for what stands behind 提出异议: whatever it says, a filing begins, and it is kept."""
    words = clean(text)
    answers, partial = _answers(ctx, words)
    return _begun(ctx, words, answers, partial)


def _names_both(words: str, answers: dict[str, Json], partial: dict[str, Json]) -> bool:
    plain = one_to_one(words)
    divides = "records" in answers and "doubt" in answers
    if _ASKS.search(plain) and not divides:
        return False
    named = SOURCE in answers or not partial.get(SOURCE, {"near": True}).get("near")
    data = named or _NOUN.search(plain) is not None
    fault = "kind" in answers or "doubt" in answers or bool(SHOULD.search(plain)) or kind_in(words) != ""
    return data and (fault or (named and ("records" in answers or TAIL.search(plain) is not None)))


def _begun(ctx: Context, words: str, answers: dict[str, Json], partial: dict[str, Json]) -> Card:
    draft = drafts.create(ctx, FILING, None, {**answers, SAID: words})
    draft.partial = partial
    texts = (item for item in FILING.questions if item.words is str and item.name in answers)
    note_taken(ctx, draft, next(texts, FILING.questions[0]))
    files = early_file.hand_over(ctx, draft)
    if files and "evidence" in answers:
        answers["evidence"]["files"] = files
    data = {SOURCE: f"（{show_source(answers[SOURCE])}）"} if SOURCE in answers else {}
    labels = "、".join(f"{one.label}{data.get(one.name, '')}" for one in FILING.questions if one.name in answers)
    taken = f"已按您的话填写：{labels}；其余请接着回答。" if labels else "您的话已保留，请接着回答。"
    with_files = f"已附上您先前发送的{files}个文件。" if files else ""
    return move_on(ctx, FILING, draft, f"{taken}{with_files}\n原话：{quoted(covered(words), SHOWN)}")


def _answers(ctx: Context, words: str) -> tuple[dict[str, Json], dict[str, Json]]:
    """The answers, and the entries to choose the source from."""
    before, under = labelled(without_lead(words))
    found = _source(ctx, under.get("source", "") or before, whole="source" in under)
    kind, rest = _kind_alone(under.get("kind", ""), before if "source" in under else found.rest)
    said = divided(rest)
    for item in (item for item in ITEMS if item in under):
        _add(said, item, under)
    answers = _texts(ctx, said)
    if kind := _kind(ctx, kind, said, words):
        answers["kind"] = kind
    if len(found.entries) == 1 and not found.near:
        answers[SOURCE] = {"entry": found.entries[0].id, "title": found.entries[0].name}
    elif "source" in under and not found.entries:
        answers[SOURCE] = {"words": under["source"]}
    offered = [entry.id for entry in found.entries[:OFFERED]] if found.near or len(found.entries) > 1 else []
    return answers, {SOURCE: {"found": offered, "near": found.near}} if offered else {}


def _add(said: Said, item: str, under: Mapping[str, str]) -> None:
    """What stands behind a label; under 问题 alone it may say what it should be, too."""
    if item == "records" and "doubt" not in under:
        parts = divided(under[item])
        for each in ITEMS:
            said.add(each, getattr(parts, each))
        return
    tail = TAIL.search(one_to_one(under[item]))
    said.add(item, under[item][: tail.start()] if tail else under[item])


def _texts(ctx: Context, said: Said) -> dict[str, Json]:
    answers: dict[str, Json] = {
        name: getattr(said, name) for name in ("records", "doubt") if len(getattr(said, name)) > 1
    }
    if said.evidence:
        answers["evidence"] = {"words": said.evidence, "files": 0}
    contact = contact_said(ctx, said.contact) if said.contact else None
    return answers | ({"contact": contact} if contact else {})


def _kind(ctx: Context, kind: str, said: Said, words: str) -> str:
    """The kind in the rulebook's word: named, or the only one that the message speaks of."""
    names = ctx.laws.on(local_date(ctx.now)).rulebook.lists["kinds"]
    if kind in names.values():
        return kind
    code = (
        kind_in(kind)
        or kind_in(" ".join((*said.kinds, said.records, said.doubt)))
        or ("" if said.records else kind_in(words))
    )
    return names.get(code, "")


def _kind_alone(kind: str, rest: str) -> tuple[str, str]:
    """错误 as a word of its own at the head of the text."""
    match = _KIND_ALONE.match(rest)
    return (kind or match[1], rest[match.end() :]) if match else (bare(kind), rest)


def _source(ctx: Context, text: str, *, whole: bool) -> _Found:
    """The entry that is named, or those that a phrase at the head could mean; and the text without it."""
    named = named_in(ctx.session, text)
    if len({entry.id for entry, _, _ in named}) > 1 and _joined(text, named):
        return _Found([entry for entry, _, _ in named], text)
    if named:
        entry, start, end = named[0]
        before = text[:start]
        before = before[: _BEFORE.search(before).start()]  # type: ignore[union-attr]
        behind = text[end + _BEHIND.match(one_to_one(text[end:])).end() :]  # type: ignore[union-attr]
        before = before.rstrip(PAUSES + "的")
        return _Found([entry], f"{before}，{behind}".strip(PAUSES + "-"))
    return _by_phrase(ctx, text, whole)


def _joined(text: str, named: Sequence[tuple[Entry, int, int]]) -> bool:
    """法人登记信息和企业年报信息: two sources in one breath."""
    return re.fullmatch(r"[》】”]?\s*(?:[和与跟同及、]|以及)\s*[《【“]?", text[named[0][2] : named[1][1]]) is not None


def _by_phrase(ctx: Context, text: str, whole: bool) -> _Found:
    match = _PHRASE.match(one_to_one(text))
    phrase = bare(text) if whole or (len(text) <= 12 and not SHOULD.search(text)) else match[1] if match else ""
    if len(phrase) < 2:
        return _Found([], text)
    found = hits(ctx, phrase)[:OFFERED]
    said = one_to_one(phrase).removesuffix("信息").removesuffix("数据")
    near = [entry for entry in found if said in one_to_one(entry.name) or said == entry.code.lower()]
    same = [entry for entry in near if re.sub(r"(?:信息|数据)$", "", one_to_one(entry.name)) == said]
    meant = same if len(same) == 1 else near
    if not meant:
        return _Found(found, "" if whole else text, near=bool(found))
    if whole:
        return _Found(meant, "")
    if match is None or phrase == bare(text):
        return _Found(meant, "")
    return _Found(meant, text[match.end() :].strip(PAUSES)) if len(meant) == 1 else _Found(meant, text)
