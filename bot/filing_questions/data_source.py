"""Which data: found in the catalogue from two characters on; an unlisted source is described in words (M3, M9)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.cards.list_card import IN_LIST
from bot.context import Draft, Gathered, Json, Question
from bot.filing_questions.sentence_answers import Read, answers_in
from bot.forms.fields import PICK, chosen_ids, read_words
from bot.forms.form_cards import SAID
from bot.language.text import clean, clip, folded, harmless, quoted
from bot.ports import Button, Call, CallKind, Card, CardKind, Choice, Option
from bot.sentences.sentence_cues import says_fault
from regulation.refusals import BadValue
from store.catalogue import entries, entry_search
from store.catalogue.entry_search import Hits
from store.search_grams import comparable
from store.simplified import simplified

if TYPE_CHECKING:
    from bot.context import Context
    from store.tables import Entry

NAME, NONE, NEXT, LAST = "source", "none", "next", "last"
MOST = 90  # hits that can be paged through
TURNS = {"下一页": NEXT, "下页": NEXT, "上一页": LAST, "上页": LAST}
ASK = "哪项数据有问题？"
AHEAD = {"kind": "类型", "records": "纠错内容", "doubt": "纠错说明", "evidence": "佐证说明"}  # said along with the name


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
    found = _shown(ctx, state)
    if found:
        choice = Choice(NAME, "数据目录", tuple(_option(entry) for entry in found))
        submit = Button("选这一项", f"{PICK} {draft.id} {NAME}", "primary")
        hint = "也可换个词再搜；都不在其中请选“都不是”。"
        buttons = (none, *_turning(draft, state))
        return Card(CardKind.CHOICE, ASK, body=hint, choices=(choice,), submit=submit, buttons=buttons)
    body = "请输入数据名称、编码、接口或部门中的几个字，两个字即可。不清楚名称可发送“都不是”。"
    return Card(CardKind.TEXT, ASK, body=body)


def _read(ctx: Context, draft: Draft, call: Call) -> Json:
    state = draft.partial.get(NAME, {})
    chosen = _chosen(ctx, call, state)
    if chosen is not None:
        return {"entry": chosen.id, "title": chosen.name}
    if (turn := _turn(call)) and state.get("found"):
        return _turned(state, turn)
    if _none_of_these(call):
        return Gathered({"describe": True}, "")
    if call.kind is CallKind.CLICK:
        raise BadValue("请从列表中选择一项，也可换个词再搜。", field=NAME)
    if state.get("describe"):
        return {"words": read_words(call, NAME, "数据来源", 4, 500)}
    if says_fault(call.text) and (read := answers_in(ctx, clean(call.text))).answers.keys() & AHEAD:
        return _with_fault(draft, clean(call.text), read)
    return _searched(ctx, read_words(call, NAME, "数据", 1, 100))


def _with_fault(draft: Draft, words: str, read: Read) -> Json:
    """What was said beyond the name goes to its items; the data is taken, or offered to choose from."""
    kept = {item: value for item, value in read.answers.items() if item in AHEAD and item not in draft.answers}
    draft.answers.update({**kept, SAID: draft.answers.get(SAID, words)})
    if NAME in read.answers:
        return read.answers[NAME]
    labels = "、".join(AHEAD[item] for item in kept)
    noted = f"已先记入{labels}。" if labels else ""
    found = read.offered.get(NAME, {"found": []})["found"]
    return Gathered({"found": found}, f"{noted}请在下面选择数据。" if found else f"{noted}请再发数据的名称。")


def _found(ctx: Context, words: str) -> Hits:
    return entry_search.find(ctx.session, words, ctx.settings.synonyms)


def _searched(ctx: Context, words: str) -> Json:
    hits = _found(ctx, words)
    if not hits.near and (only := certain(words, hits.entries)) is not None:
        return {"entry": only.id, "title": only.name}
    if not hits.entries:
        said = f"目录中没有找到{quoted(words, 30)}。请换个词再试，或发送“都不是”用文字说明。"
        return Gathered({"found": []}, said)
    found = [entry.id for entry in hits.entries[:MOST]]
    said = f"没有名称完全相符的数据，最接近的有{len(found)}项" if hits.near else f"找到{len(hits.entries)}项"
    return Gathered({"found": found}, f"{said}，{_place({'found': found})}请在下面选择。")


def _place(state: Json) -> str:
    pages, page = _pages(state), state.get("page", 0)
    return f"这是第{page + 1}页，共{pages}页，" if pages > 1 else ""


def _pages(state: Json) -> int:
    return -(-len(state.get("found", [])) // IN_LIST)


def _turning(draft: Draft, state: Json) -> tuple[Button, ...]:
    page, pages = state.get("page", 0), _pages(state)
    turns = (("上一页", LAST, page > 0), ("下一页", NEXT, page + 1 < pages))
    return tuple(Button(text, f"{PICK} {draft.id} {NAME} {turn}") for text, turn, there in turns if there)


def _turn(call: Call) -> str:
    """Which page was asked for, by button or word; "" where none was."""
    chosen = call.values.get(NAME, ())
    return next((turn for turn in (NEXT, LAST) if chosen == (turn,)), "") or TURNS.get(folded(call.text).strip(), "")


def _turned(state: Json, turn: str) -> Gathered:
    page = min(max(state.get("page", 0) + (1 if turn == NEXT else -1), 0), _pages(state) - 1)
    state = {**state, "page": page}
    return Gathered(state, f"{_place(state)}请在下面选择。")


def _shown(ctx: Context, state: Json) -> list[Entry]:
    """The entries on the page that is open."""
    start = state.get("page", 0) * IN_LIST
    return entries.in_use(ctx.session, state.get("found", [])[start : start + IN_LIST])


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
    found = _shown(ctx, state)
    ids = chosen_ids(call, NAME, [_option(entry) for entry in found])
    return next((entry for entry in found if [str(entry.id)] == ids), None)


def _none_of_these(call: Call) -> bool:
    return call.values.get(NAME) == (NONE,) or folded(call.text).strip() in ("都不是", NONE)


def _option(entry: Entry) -> Option:
    return Option(str(entry.id), f"{harmless(entry.name)}（{harmless(entry.department.name)}）")
