"""补正 <工单号>: the proposer supplements the filing in pieces; it counts as received at 补正完毕 (P3)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.commands.run_act import act
from bot.context import Command, Context, Draft, Form
from bot.filing import early_file
from bot.filing.supplement_checklist import checklist
from bot.filing_questions.evidence import evidence_question
from bot.filing_questions.file_invitation import Invitation
from bot.forms import drafts, navigation
from bot.forms.engine import form_of, show, start
from bot.forms.fields import text_question
from bot.language.text import quoted
from bot.needs.need_answers import asked_now, needed_for
from bot.needs.prompts import PROMPTS
from bot.ports import Card
from bot.tickets.access import actor_for, stale
from bot.tickets.select import candidates_for, choose
from bot.visibility.text_visibility import chosen
from regulation.decide import decide, needs_of
from regulation.refusals import NotAllowedNow, Refusal
from regulation.states import Action
from store.cases import history, tickets
from store.files import attachments

_OWN_NUMBER = re.compile(r"(?:^|(?<=[；;，,。\s]))\s*[(（]?(\d{1,2})[.．、)）]\s*")
NONE = "您没有需要补正的工单。办理情况请发送“我的异议”查看。"
HEARD = PROMPTS["heard"]  # also asked of the centre where it acts for a proposer without an account


def _finish(ctx: Context, draft: Draft) -> Card:
    ticket = tickets.by_id(ctx.session, draft.ticket_id or 0)
    if ticket is None:
        raise NotAllowedNow("这件工单已不存在，请发送“我的异议”查看。")
    given = {"note": draft.answers["pieces"]["words"], "heard": draft.answers.get("heard")}
    actor = actor_for(ctx, ticket, Action.SUPPLEMENT) or ctx.actor
    attachments.move_to_ticket(ctx.session, draft.id, ticket, ticket.seq + 1, ctx.now)  # the notices count them
    return act(ctx, ticket, Action.SUPPLEMENT, actor, {name: words for name, words in given.items() if words})


def _asked(ctx: Context, ticket_id: int) -> Sequence[str]:
    """What the centre requested: the ticked items, then its text."""
    ticket = tickets.by_id(ctx.session, ticket_id)
    if ticket is None:
        return ()
    lines = [line for line in history.lines(ctx.session, ticket) if line.action == Action.ASK_SUPPLEMENT]
    if not lines:
        return ()
    seq = lines[-1].seq
    texts = history.texts(ctx.session, ctx.vault, ticket, seq)
    details, other = texts.get((seq, "details")), texts.get((seq, "other"))
    items = [quoted(item) for item in details.split("；")] if details else chosen(lines[-1], ctx.law(ticket))
    return [*items, *map(quoted, _numbered(other or ""))]


def _numbered(text: str) -> list[str]:
    """A text with numbers of its own (1. … 2. …) as its items: theirs and the checklist's would be two counts."""
    found = list(_OWN_NUMBER.finditer(text))
    if len(found) < 2 or found[0].start() or [int(each[1]) for each in found] != list(range(1, len(found) + 1)):
        return [text] if text else []
    ends = [*(each.start() for each in found[1:]), len(text)]
    return [text[each.end() : end].strip(" ；;，,。\n") for each, end in zip(found, ends, strict=True)]


FORM = Form(
    name="supplement",
    version=1,
    title="补正",
    questions=(
        checklist(
            evidence_question(
                "pieces",
                "补正",
                "请发送补正内容",
                hint=Invitation(
                    "文字、图片、文件都可以，可分多次发送；全部发完才算补正完毕。",
                    "文字、图片可直接发送，文件请点“上传文件”，可分多次；全部发完才算补正完毕。",
                ),
            ),
            lambda ctx, draft: _asked(ctx, draft.ticket_id or 0),
        ),
        text_question("heard", "意见来源", HEARD.ask, hint=HEARD.hint, needed=needed_for("heard")),
    ),
    finish=_finish,
)


def run(ctx: Context, args: str) -> Card:
    meant = choose(ctx, COMMAND.word, args, lambda: candidates_for(ctx, Action.SUPPLEMENT), none=NONE)
    if isinstance(meant, Card):
        return meant
    if (late := stale(ctx, meant.ticket, meant.generation)) is not None:
        return late
    law, actor = ctx.law(meant.ticket), actor_for(ctx, meant.ticket, Action.SUPPLEMENT)
    if actor is None:
        decide(meant.ticket, Action.SUPPLEMENT, ctx.actor, ctx.now, law)  # the law refuses, with the reason
    wanted = needs_of(meant.ticket, Action.SUPPLEMENT, actor or ctx.actor, ctx.now, law)
    card = start(ctx, FORM, ticket=meant.ticket, answers=asked_now(meant.ticket, wanted, law))
    draft = drafts.active(ctx)
    if draft is not None and draft.form == FORM.name and (files := early_file.hand_over(ctx, draft)):
        return show(ctx, FORM, draft, f"已附上您先前发送的{files}个文件。")
    return card


def complete(ctx: Context, args: str) -> Card:
    """补正完毕 ends the supplement. Without an open one it begins one."""
    draft = drafts.active(ctx)
    waiting = draft if draft and draft.form == FORM.name else _parked(ctx)
    if waiting is None:
        return run(ctx, args)
    form_of(ctx, waiting)
    return navigation.done(ctx, f"D{waiting.id}")


def _parked(ctx: Context) -> Draft | None:
    found = [draft for draft in drafts.parked(ctx) if draft.form == FORM.name]
    if len(found) > 1:
        raise Refusal("有多份未完成的补正，请先发送“继续”选择一份。")
    return found[0] if found else None


COMMAND = Command("补正", "补正 <工单号>", "按要求补充材料", run, ("提交补正",), forms=(FORM,))
COMPLETE = Command("补正完毕", "补正完毕", "补正材料已全部发送", complete, parks=False)
