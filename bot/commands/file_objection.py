"""提出异议: anybody in the directory files an objection by a form (M8, M9, G2)."""

from __future__ import annotations

from bot.context import Command, Context
from bot.filing import early_file
from bot.filing.filing_form import FILING, FILING_1
from bot.filing.said_at_once import begin_with
from bot.forms import drafts
from bot.forms.engine import form_of, move_on, start
from bot.forms.form_cards import draft_name
from bot.language.punctuation import bare
from bot.language.text import folded
from bot.ports import Button, Card, CardKind

ANEW = "新建"


def run(ctx: Context, args: str) -> Card:
    """Begin a filing with what is said already; or offer to resume an unfinished draft first, without a second one."""
    if bare(folded(args)) not in ("", ANEW):
        return begin_with(ctx, args)
    early = early_file.waiting(ctx)
    if early is not None:
        drafts.take_up(ctx, early)
        return move_on(ctx, FILING, early, f"已附上您先前发送的{early_file.count(ctx, early)}个文件。")
    draft = drafts.parked_on(ctx, FILING.name, None)
    if draft is None or not draft.has_content or bare(folded(args)) == ANEW:
        return start(ctx, FILING)
    return Card(
        CardKind.TASK,
        title="您有一份未完成的草稿",
        subtitle=draft_name(form_of(ctx, draft), draft),
        body="接着填写，还是另写一份？原来的草稿会一直保留。",
        buttons=(
            Button("继续填写", f"继续 D{draft.id}", "primary"),
            Button("另写一份", f"{COMMAND.word} {ANEW}"),
            Button("取消原草稿", f"取消 D{draft.id}", "danger"),
        ),
    )


COMMAND = Command("提出异议", "提出异议", "对公共数据提出异议", run, ("我要提异议", "异议"), forms=(FILING, FILING_1))
