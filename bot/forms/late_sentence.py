"""A message written before one that the form has taken already is shown and asked about; clocks file nothing (M9)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from bot.context import MARK, Draft, Question
from bot.forms import answering, drafts, engine
from bot.forms.form_cards import draft_name
from bot.language import date_text
from bot.language.punctuation import bare
from bot.language.text import folded, quoted
from bot.ports import Button, Call, CallKind, Card, CardKind

if TYPE_CHECKING:
    from bot.context import Context

LATE = f"{MARK}late"  # internal key: the sentence, when it was written, and the item that was answered meanwhile
INTO, ADD, DROP = "放进", "补充到", "不用"
_PRESSED = re.compile(rf"({INTO}|{ADD}|{DROP})本项 D(\d{{1,12}})")
_SAID = re.compile(rf"({INTO}|{ADD})第\d{{1,2}}项|(作为补充|补充)|({DROP}|不要了?|删掉)")


def asks(ctx: Context, draft: Draft, text: str) -> Card | None:
    """The question where it belongs; None where nothing written later has been taken.

    Only the platform's own times are compared, and only those of one platform; they are whole seconds.
    """
    taken = draft.answers.get(engine.TAKEN)
    if taken is None or taken["on"] != ctx.call.platform or ctx.call.at >= datetime.fromisoformat(taken["at"]):
        return None
    before = draft.answers.get(LATE)
    words = f"{before['words']}\n{text}" if before else text
    draft.answers[LATE] = {"words": words, "at": (before or {}).get("at", ctx.call.at.isoformat()), "of": taken["of"]}
    drafts.save(ctx, draft)
    return still(ctx, draft)


def still(ctx: Context, draft: Draft) -> Card | None:
    """The same question again while the sentence waits."""
    late = draft.answers.get(LATE)
    if late is None:
        return None
    form = engine.form_of(ctx, draft)
    items = {item.name: (place, item) for place, item in enumerate(form.needed(draft.answers), 1)}
    filled = items.get(late["of"])
    labels = f"您已填的“{filled[1].label}”" if filled else "您后来填写的内容"
    sent = date_text.at(datetime.fromisoformat(late["at"]), ctx.now)
    ways = (
        [Button(f"{INTO}第{items[draft.step][0]}项", _command(INTO, draft), "primary")] if draft.step in items else []
    )
    if filled and _holds_text(draft, filled[1]) and late["of"] != draft.step:
        ways.append(Button(f"{ADD}第{filled[0]}项", _command(ADD, draft)))
    return Card(
        CardKind.TASK,
        title="这句话放在哪里？",
        subtitle=draft_name(form, draft),
        body=f"这句话发于{sent}，早于{labels}，还没有填入：{quoted(late['words'], 300)}",
        buttons=(*ways, Button(DROP, _command(DROP, draft))),
    )


def answered(ctx: Context, call: Call) -> Card | None:
    """What was chosen for the sentence is done; None where the call answers no such question."""
    choice, draft = _choice(ctx, call)
    late = draft.answers.get(LATE) if draft is not None else None
    if draft is None or late is None or draft.state not in ("active", "parked"):
        return None
    if draft.state == "parked":
        drafts.take_up(ctx, draft)
    del draft.answers[LATE]
    draft.answers.pop(engine.TAKEN, None)  # a platform's clock that was put right asks once, not about every message
    form, said = engine.form_of(ctx, draft), replace(call, kind=CallKind.TEXT, text=late["words"], values={})
    item = form.question(late["of"], draft.answers)
    if choice == ADD and item is not None and _holds_text(draft, item):
        return answering.joined(ctx, form, draft, item, said)
    if choice == INTO and draft.step:
        return engine.answer(ctx, draft, said)
    drafts.save(ctx, draft)
    return engine.show(ctx, form, draft, "这句话没有填入。")


def _choice(ctx: Context, call: Call) -> tuple[str, Draft | None]:
    match = _PRESSED.fullmatch(call.text) if call.kind is CallKind.CLICK else None
    if match is not None:
        return match[1], drafts.find(ctx, int(match[2]))
    said = _SAID.fullmatch(bare(folded(call.text))) if call.kind is CallKind.TEXT else None
    draft = drafts.active(ctx) if said is not None else None
    if said is None or draft is None or LATE not in draft.answers:
        return "", None
    return said[1] or (ADD if said[2] else DROP), draft


def _holds_text(draft: Draft, item: Question) -> bool:
    return item.words is str and isinstance(draft.answers.get(item.name), str)


def _command(choice: str, draft: Draft) -> str:
    return f"{choice}本项 D{draft.id}"
