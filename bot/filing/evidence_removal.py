"""删除附件 N: removes an attachment from a draft before submission."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.forms import drafts
from bot.forms.engine import move_on, show
from bot.forms.fields import offered_first
from bot.forms.navigation import at_hand
from bot.inspection.inspection_notice import called
from bot.language.list_choice import ask_again, left_alone, picked
from bot.language.punctuation import bare
from bot.language.text import folded
from bot.language.ticket_reference import read_item
from bot.ports import Button, Card, CardKind, Choice, Option
from store.files import attachments

if TYPE_CHECKING:
    from bot.context import Context, Draft, Form
    from store.tables import Attachment

FILE = re.compile(r"F(\d{1,12})")


def remove(ctx: Context, args: str) -> Card:
    """Remove one file by number or from a list; idempotent: a repeated press removes nothing more."""
    draft, form, rest = at_hand(ctx, args)
    files = attachments.of_draft(ctx.session, draft.id)
    words = bare(folded(rest)) or picked(ctx.call, "file")
    if not files:
        return show(ctx, form, draft, "没有可以删除的附件。")
    if not words:
        card = _list(ctx, draft, files)
        return ask_again(card) if left_alone(ctx.call, "file") else card
    row = _meant(files, words)
    if row is None:
        return show(ctx, form, draft, f"没有这个附件，现有{len(files)}个。")
    said = f"已删除附件“{called(ctx.vault, row)}”，还有{len(files) - 1}个。"
    attachments.remove(ctx.session, row)
    return _without(ctx, form, draft, len(files) - 1, said)


def _meant(files: Sequence[Attachment], words: str) -> Attachment | None:
    """A list names a file by its stable id; a person names it by its position."""
    named = FILE.fullmatch(words)
    if named:
        return next((row for row in files if row.id == int(named[1])), None)
    number = read_item(words.removeprefix("附件").strip())
    return files[number - 1] if number and number <= len(files) else None


def _list(ctx: Context, draft: Draft, files: Sequence[Attachment]) -> Card:
    options = tuple(Option(f"F{row.id}", f"附件{i} {called(ctx.vault, row)}") for i, row in enumerate(files, 1))
    listed, rest = offered_first(options)
    return Card(
        CardKind.CHOICE,
        title="删除哪一个附件？",
        body=f"也可直接发送“删除附件 1”。{rest}",
        choices=(Choice("file", "附件", tuple(listed)),),
        submit=Button("删除", f"删除附件 D{draft.id}", "danger"),
    )


def _without(ctx: Context, form: Form, draft: Draft, left: int, said: str) -> Card:
    """Answers that counted the files are recounted; an answer left with nothing is asked again."""
    for answers in (draft.answers, draft.partial):
        for name, value in list(answers.items()):
            if isinstance(value, dict) and "files" in value:
                answers[name] = value | {"files": left}
                if not left and not value.get("words"):
                    del answers[name]
    if not draft.step and form.next_step(draft.answers):
        return move_on(ctx, form, draft, said)
    drafts.save(ctx, draft)
    return show(ctx, form, draft, said)
