"""目录更正 [序号 已更正|无需更正]: the centre settles catalogue errors that tickets have revealed (M11)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.cards.correction_cards import EVERY, WORD, correction_card, correction_page, settled_words
from bot.context import MARK, Command, Context, Draft, Form, Json
from bot.forms.engine import start
from bot.forms.fields import text_question
from bot.inspection.personal_data import covered
from bot.language.list_choice import ask_again, picked
from bot.language.punctuation import PAUSES, bare, behind, cut, ends_at
from bot.language.text import after, folded, harmless
from bot.needs.department_fields import department_named
from bot.notify.readers import in_right
from bot.ports import Card, CardKind
from bot.tickets.paging import page_of, read_turn
from regulation.case import Actor
from regulation.refusals import NotYours, Refusal
from regulation.states import Role
from store.catalogue import corrections
from store.catalogue.corrections import CorrectionState
from store.lists import correction_list
from store.lists.correction_list import Item
from store.people import persons

ROLES = frozenset({"operator", "director"})
CENTRE = frozenset({Role.OPERATOR, Role.DIRECTOR})
ITEM, OWNER = f"{MARK}item", f"{MARK}owner"
_NUMBER = re.compile(r"第?\s*(\d{1,9})(?!\d)(?:\s*项)?(?!\s*页)")


@dataclass(frozen=True, slots=True)
class _Chosen:
    item: Item
    rest: str


def look(ctx: Context, args: str) -> Card:
    """The open items paged, all of them, or one; a word behind the number settles it at once."""
    _by(ctx)
    asked, turn = read_turn(args)
    by_list = not args.strip() and "correction" in ctx.call.values
    chosen = _chosen(ctx, picked(ctx.call, "correction") if by_list else args)
    if chosen is not None:
        for state in FORMS:
            if folded(chosen.rest).startswith(state.value):
                return _settle(ctx, state, _Chosen(chosen.item, after(chosen.rest, len(state.value))))
        return correction_card(chosen.item, ctx.now)
    every = bare(folded(asked)) == EVERY
    ids = correction_list.ids(ctx.session, open_only=not every)
    if not ids:
        none = "还没有开立过目录更正。" if every else f"目前没有待更正的目录。以往的请发送“{WORD} {EVERY}”。"
        return Card(CardKind.TEXT, body=none)
    page = page_of(ids, lambda item_id: (-item_id if every else item_id,), turn)
    place = page.place(f"{WORD} {EVERY}" if every else WORD)
    card = correction_page(correction_list.items(ctx.session, page.items), page.total, place, every=every)
    return ask_again(card) if by_list else card


def _chosen(ctx: Context, args: str) -> _Chosen | None:
    """The item picked or numbered, None where neither; raises Refusal for an unknown number."""
    plain = folded(args)
    number = _NUMBER.match(plain, len(plain) - len(plain.lstrip(PAUSES)))
    number = number if number and ends_at(plain, number.end()) else None
    if number is None:
        return None
    item = correction_list.item(ctx.session, int(number[1]))
    if item is None:
        raise Refusal(f"没有第{number[1]}项目录更正。发送“{WORD}”查看待更正的。")
    return _Chosen(item, behind(after(args, number.end())))


def _settle(ctx: Context, state: CorrectionState, chosen: _Chosen) -> Card:
    if chosen.item.state is not CorrectionState.OPEN:
        return _second(ctx, chosen.item)
    return start(ctx, FORMS[state], answers={ITEM: chosen.item.id, **_given(ctx, state, chosen)})


def _given(ctx: Context, state: CorrectionState, chosen: _Chosen) -> dict[str, Json]:
    """The reason; before it the owning department, where it differs from the suggested one."""
    rest = behind(chosen.rest)
    head, reason = cut(rest)
    owner = department_named(ctx, folded(head)) if head and state is CorrectionState.CORRECTED else None
    if owner is not None and owner.name == chosen.item.present:
        instead = f"{WORD} {chosen.item.id} {CorrectionState.DISMISSED}"
        raise Refusal(f"目录现在登记的就是{harmless(owner.name)}。不需要改的，请发送“{instead}”。")
    given: dict[str, Json] = {OWNER: owner.id} if owner else {}
    reason = reason if owner else rest
    return given | ({"reason": reason} if reason else {})


def _finish(state: CorrectionState) -> Callable[[Context, Draft], Card]:
    def finish(ctx: Context, draft: Draft) -> Card:
        by, item_id = _by(ctx), int(draft.answers[ITEM])
        owner = persons.department(ctx.session, int(draft.answers[OWNER])) if OWNER in draft.answers else None
        reason = covered(str(draft.answers["reason"]))  # stored permanently, so phone and ID numbers are masked first
        done = corrections.settle(ctx.session, item_id, state, by, reason, ctx.now, owner)
        item = correction_list.item(ctx.session, item_id)
        if item is None:
            raise LookupError(f"correction {item_id} is not there")
        return _first(ctx, item) if done else _second(ctx, item)

    return finish


def _first(ctx: Context, item: Item) -> Card:
    said = (
        f"目录已更正：{harmless(item.present)}。今后按此推荐转交。"
        if item.last.after
        else "已认定无需更正，目录保持不变。"
    )
    return correction_card(item, ctx.now, note=said)


def _second(ctx: Context, item: Item) -> Card:
    """Settled by somebody else meanwhile: the answer names them, and nothing is changed."""
    return correction_card(item, ctx.now, note=f"{settled_words(item, ctx.now)}，本次操作没有生效。")


def _by(ctx: Context) -> Actor:
    """The right the caller acts in, own or as stand-in; raises NotYours outside the centre."""
    by = in_right(ctx.session, ctx.person, CENTRE, ctx.now)
    if by is not None:
        return by
    raise NotYours("目录更正由区大数据中心办理。", clause="M11")


REASON = text_question(
    "reason", "理由", "依据和理由是什么？", hint="例如：编办批复、职责清单第几项、与部门核对的情况。", most=500
)
FORMS = {
    state: Form(f"correction:{state.name.lower()}", 1, f"{WORD}：{state}", (REASON,), _finish(state))
    for state in (CorrectionState.CORRECTED, CorrectionState.DISMISSED)
}
LIST = Command(
    WORD,
    f"{WORD} [序号 [已更正|无需更正 [部门] [理由]]|{EVERY}]",
    "数据目录责任部门有误的事项",
    look,
    ("更正目录",),
    ROLES,
    tuple(FORMS.values()),
)
