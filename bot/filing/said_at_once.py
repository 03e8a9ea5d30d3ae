"""Filing in one go: a message that names data and a fault begins a filing with what it said in its items (M9, G3)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.filing import early_file
from bot.filing.filing_form import FILING
from bot.filing_questions.data_source import show_source
from bot.filing_questions.sentence_answers import SOURCE, Read, answers_in
from bot.forms import drafts
from bot.forms.engine import move_on, note_taken
from bot.forms.form_cards import SAID
from bot.inspection.personal_data import covered
from bot.language.text import clean, quoted
from bot.language.ticket_reference import mentions_ticket
from bot.ports import Button, Card, CardKind
from bot.sentences.kind_terms import kind_in
from bot.sentences.sentence_cues import FAULT, SHOULD, TAIL
from bot.sentences.several_objections import parts_of
from bot.tickets.kept_words import carried
from bot.tickets.select import candidates_for, part_in
from regulation.states import Action
from store.catalogue.named_entries import one_to_one

if TYPE_CHECKING:
    from bot.context import Context, Draft
    from store.tables import Ticket

SHOWN, LONG = 200, 10
COUNTED = "零一两三四五六七八九"
_NOUN = re.compile(
    r"信息|数据|登记|名称|地址|证照|名单|名录|记录|目录|接口|档案|户籍|门牌|法定代表人|信用代码|经营范围|注册"
)
_TALK = re.compile(  # of a case, of the bot, or an officer's finding: no filing
    r"经(?:现场|电话|调查)?核[实查对]|^(?:情况)?属实|^已(?:经)?(?:改|更正|修正|核实|修复)|这件|那件|答复|回复|按钮|点错"
    r"|这个系统|登录|密码|机器人|材料发|退回|转给|转派|归我们|不用办"
)
_NUMBERED = re.compile(r"工单|单子|^\W*0\d{3}(?!\d)|(?<![\w-])0\d{3}$")
_ANOTHER = re.compile(r"\W*(?:我|们|想|要|还|请|帮我)*(?:再|另外?)(?:想|要)?(?:提|报|反映)[1一](?:个|件|条|项)")
_STILL = re.compile(r"(?:还是|仍)(?:是|旧|老|错|没|不|原)|没(?:有)?(?:改|变|动|更新)|老样子")
_SUPPOSES = re.compile(r"^\W*(?:假如|假使|如果|如若|要是|倘|若是|万一)")
_ASKS = re.compile(
    r"[?]\s*$|怎么(?!还|又|会|是|变|成|就|都|没)|怎样|如何|多少|哪个|哪些|什么时候|是不是|能不能|可不可以|多久|吗\s*$|(?<!着)呢\s*$"
)


def begin(ctx: Context, text: str) -> Card | None:
    """The next question of a filing begun with this message; None where it names no data or no fault."""
    words = clean(text)
    plain = one_to_one(words)
    if _TALK.search(plain) or _SUPPOSES.match(plain):
        return None
    read = answers_in(ctx, words)
    if mentions_ticket(words) or _NUMBERED.search(plain):
        return _begun(ctx, words, read) if _beside_a_number(words, read) else None
    if not _names_both(words, read):
        return None
    own = _own_case(ctx, read)
    if own is not None and _STILL.search(plain):
        return None
    return _which(ctx, words, own) if own in candidates_for(ctx, Action.REJECT) else _filed(ctx, words, read)


def surely(ctx: Context, text: str, *, alone: bool) -> Card | None:
    """The same where nothing else can be meant: whatever command the words are like, they name other data.

    Behind a command word for word (not `alone`) only 再提一个 begins one.
    """
    words = clean(text)
    plain = one_to_one(words)
    another = _ANOTHER.match(plain) is not None
    if not (alone or another) or any(each.search(plain) for each in (_TALK, _SUPPOSES, _ASKS)):
        return None
    read = answers_in(ctx, words)
    if not _is_fault(words, read):
        return None
    if another:
        return _begun(ctx, words, read)
    numbered = mentions_ticket(words) or _NUMBERED.search(plain)
    return _filed(ctx, words, read) if read.names_data and not numbered and _own_case(ctx, read) is None else None


def begin_newcomer(ctx: Context, text: str) -> Card | None:
    """The same for the first message of who is here to file; None where it is a name alone, or says no fault."""
    words = clean(text)
    plain = one_to_one(words)
    if mentions_ticket(words) or _SUPPOSES.match(plain) or _ASKS.search(plain):
        return None
    read = answers_in(ctx, words)
    return _filed(ctx, words, read) if _is_fault(words, read) else None


def begin_with(ctx: Context, text: str) -> Card:
    """The same for what stands behind 提出异议: whatever it says, a filing begins, and it is kept."""
    words = clean(text)
    return _filed(ctx, words, answers_in(ctx, words))


def _own_case(ctx: Context, read: Read) -> Ticket | None:
    """The author's open case on the same data: the words may well be about that."""
    named = {entry.id for entry in read.found.entries} if read.names_data else set()
    return next((ticket for ticket in part_in(ctx) if ticket.entry_id in named), None)


def _which(ctx: Context, words: str, ticket: Ticket | None) -> Card:
    """The result on the same data waits for the author's word: a new objection, or a word on that."""
    kept, number = carried(ctx, words), ticket.number if ticket else ""
    return Card(
        CardKind.TASK,
        title="这是新的异议，还是对办理结果的意见？",
        subtitle=quoted(words, 30),
        body=f"您就同一项数据提出的 {number} 正等您答复。本次没有办理，您写的话已保留，会随所选的一步带上。",
        buttons=(
            Button("新的异议", f"提出异议 {kept}", "primary"),
            Button("不认可结果", f"{Action.REJECT.value} {number} {kept}"),
            Button("先看工单", f"查询 {number}"),
        ),
    )


def _is_fault(words: str, read: Read) -> bool:
    cues = (SHOULD, FAULT) if read.names_data or len(words) >= LONG else (SHOULD,)
    plain = one_to_one(words)
    said = "kind" in read.answers or "doubt" in read.answers or kind_in(words) != ""
    return said or any(cue.search(plain) for cue in cues)


def _beside_a_number(words: str, read: Read) -> bool:
    """Another case is named beside a whole objection, which begins with its data: the number belongs to the words."""
    named = SOURCE in read.answers and not read.found.spoken
    whole = "records" in read.answers and bool(SHOULD.search(one_to_one(words)) or "kind" in read.answers)
    return named and whole and not _NUMBERED.match(one_to_one(words))


def _names_both(words: str, read: Read) -> bool:
    plain = one_to_one(words)
    divides = "records" in read.answers and "doubt" in read.answers
    if _ASKS.search(plain) and not divides:
        return False
    data = read.names_data or _NOUN.search(plain) is not None
    by_name = read.names_data and not read.found.spoken
    more = by_name and ("records" in read.answers or TAIL.search(plain) is not None)
    return data and (_is_fault(words, read) or more)


def _filed(ctx: Context, words: str, read: Read) -> Card:
    """One objection a filing (M3): of several in one message the first is filled in, the others wait as drafts."""
    parts = [part for part in parts_of(words) if _is_objection(ctx, part)]
    if len(parts) < 2:
        return _begun(ctx, words, read)
    for part in reversed(parts[1:]):
        _draft(ctx, part, answers_in(ctx, part))
    count = COUNTED[len(parts)] if len(parts) < len(COUNTED) else str(len(parts))
    note = f"这是{count}项，请分别提出。先填第一项，其余已存为草稿，第一项提交后发送“继续”填写。"
    return _begun(ctx, parts[0], answers_in(ctx, parts[0]), note)


def _is_objection(ctx: Context, part: str) -> bool:
    read = answers_in(ctx, part)
    return read.names_data and _is_fault(part, read)


def _begun(ctx: Context, words: str, read: Read, note: str = "") -> Card:
    return move_on(ctx, FILING, *_draft(ctx, words, read, note))


def _draft(ctx: Context, words: str, read: Read, note: str = "") -> tuple[Draft, str]:
    """The draft, and what is said of it."""
    answers = read.answers
    draft = drafts.create(ctx, FILING, None, {**answers, SAID: words}, FILING.next_step(answers))
    draft.partial = read.offered
    texts = (item for item in FILING.questions if item.words is str and item.name in answers)
    note_taken(ctx, draft, next(texts, FILING.questions[0]))
    files = early_file.hand_over(ctx, draft)
    if files and "evidence" in answers:
        answers["evidence"]["files"] = files
    drafts.save(ctx, draft)
    data = {SOURCE: f"（{show_source(answers[SOURCE])}）"} if SOURCE in answers else {}
    labels = "、".join(f"{one.label}{data.get(one.name, '')}" for one in FILING.questions if one.name in answers)
    taken = f"已按您的话填写：{labels}；其余请接着回答。" if labels else "您的话已保留，请接着回答。"
    with_files = f"已附上您先前发送的{files}个文件。" if files else ""
    return draft, f"{note}{taken}{with_files}\n原话：{quoted(covered(words), SHOWN)}"
