"""Before submission the proposer is told that a like objection is under way; others' by day and stage alone (M4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.language import date_text
from bot.notify.readers import actors_of
from bot.visibility.projection import has_part
from regulation.shanghai import local_date
from store.cases import tickets
from store.recognition import case_keys
from store.recognition.alike import Alike, Likeness, cases_like

if TYPE_CHECKING:
    from bot.context import Context, Draft

NAMED = 2  # cases of each kind that are described


def like_objections(ctx: Context, draft: Draft) -> str:
    """What is under way on the same record of the same data; "" where nothing is, or no record is named yet."""
    found = [case for case in _found(ctx, draft) if case.open and case.likeness >= Likeness.RECORD]
    same = [case for case in found if case.likeness >= Likeness.PERHAPS]
    others = [case for case in found if case.likeness is Likeness.RECORD]
    lines = []
    if same:
        lines.append(
            f"您提到的记录已有异议在办（{_described(ctx, same)}）。如是同一问题，不必重复提出；"
            "仍可提交，由区大数据中心关联，分别计时、分别告知。"
        )
    if others:
        lines.append(f"同一记录的其他内容也有异议在办（{_described(ctx, others)}），不影响您提交。")
    return "\n".join(lines)


def _found(ctx: Context, draft: Draft) -> Sequence[Alike]:
    source, records = draft.answers.get("source") or {}, str(draft.answers.get("records") or "")
    if not source or not records:
        return ()
    of = case_keys.source_of(ctx.session, source.get("entry"), str(source.get("words", "")))
    keys = case_keys.of_record(ctx.vault, of, records, str(draft.answers.get("doubt") or ""))
    return cases_like(ctx.session, keys)


def _described(ctx: Context, cases: Sequence[Alike]) -> str:
    first = sorted(cases, key=lambda case: (not _is_seen(ctx, case), case.ticket_id))[:NAMED]
    more = f"等{len(cases)}件" if len(cases) > NAMED else ""
    return "；".join(_one(ctx, case) for case in first) + more


def _one(ctx: Context, case: Alike) -> str:
    day = f"{date_text.day(local_date(case.filed_at))}提出"
    if _is_seen(ctx, case):
        yours = "您本人" if case.proposer_id == ctx.person.id else ""
        return f"{case.number}，{yours}{day}"
    return f"{day}，现为{case.state}"


def _is_seen(ctx: Context, case: Alike) -> bool:
    """Whether the caller may know the number."""
    ticket = tickets.by_id(ctx.session, case.ticket_id)
    rights = actors_of(ctx.session, ctx.person, ctx.now)
    return ticket is not None and any(has_part(ctx.session, ticket, actor) for actor in rights)
