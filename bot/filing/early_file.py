"""A picture or file sent before any filing is kept, and offered as its evidence (G3)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.context import MARK, Draft
from bot.filing.filing_form import FILING
from bot.filing_questions.evidence import is_link, take_file
from bot.forms import drafts
from bot.language.text import clean
from bot.ports import Button, Card, CardKind
from store.files import attachments

if TYPE_CHECKING:
    from bot.context import Context

EARLY = f"{MARK}early"  # internal key: this draft was begun by a file alone
FRESH = timedelta(days=1)  # an older file is offered with its draft, not taken into another filing
ITEM = "evidence"


def keep(ctx: Context) -> Card:
    """Keep the file with a draft that waits; nothing is asked until its sender wants it."""
    draft = waiting(ctx) or drafts.create(ctx, FILING, None, {EARLY: True}, FILING.questions[0].name)
    before = str((draft.partial.get(ITEM) or {}).get("words", ""))
    link = is_link(ctx.call)
    said = "已收到链接。" if link else take_file(ctx, draft, ctx.call, ITEM)
    draft.partial[ITEM] = {"words": "\n".join(filter(None, (before, clean(ctx.call.text) if link else "")))}
    drafts.save(ctx, draft)
    drafts.park(ctx)
    return Card(
        CardKind.TASK,
        title="链接已收下" if link else "文件已收下",
        body=f"{said}已为您保留，可作为提出异议或补正的佐证。",
        buttons=(
            Button("提出异议", f"继续 D{draft.id}", "primary"),
            Button("补正", "补正"),
            Button("不需要，删除", f"取消 D{draft.id} 确定", "danger"),
        ),
    )


def waiting(ctx: Context) -> Draft | None:
    """The parked draft that holds nothing but files sent of late."""
    found = (draft for draft in drafts.parked(ctx) if EARLY in draft.answers and draft.form == FILING.name)
    draft = next(found, None)
    untouched = draft is not None and not any(not name.startswith(MARK) for name in draft.answers)
    fresh = draft is not None and draft.row is not None and ctx.now - draft.row.created_at <= FRESH
    return draft if untouched and fresh else None


def count(ctx: Context, draft: Draft) -> int:
    return len(attachments.of_draft(ctx.session, draft.id))


def hand_over(ctx: Context, draft: Draft) -> int:
    """Give waiting files to another draft of the same person; how many."""
    early = waiting(ctx)
    if early is None or early.id == draft.id:
        return 0
    moved = attachments.to_draft(ctx.session, early.id, draft.id)
    drafts.cancelled(ctx, early)
    return moved
