"""Brings a form to one of its questions, says a sentence there, and tells what became of it."""

from __future__ import annotations

from typing import Any

from store.cases import stored_drafts as stored
from store.people import persons
from tests.bot.spoken.outcome import Spoken
from tests.bot.world import World

FILING = ("提出异议 新建", "企业登记基本信息", "错误", "某公司登记状态为存续", "应为注销", "办理补贴时发现", "完成")
BEHALF = ("代录", "电话", "昨天下午3点")
AT = {
    **{name: FILING[: at + 2] for at, name in enumerate(("kind", "records", "doubt"))},
    "evidence": FILING[:6],
    "review": FILING,
    **{name: BEHALF[: at + 1] for at, name in enumerate(("channel", "received", "contact"))},
    "days": ("申请延期 0004", "基层数据"),
}


def opened(world: World, account: str, question: str) -> None:
    """With a day behind @, the clock stands there before the form is begun."""
    question, _, day = question.partition("@")
    if day:
        world.at(f"{day}T16:00")
    for text in AT[question]:
        if text == "基层数据":
            world.choose_option(account, text)
        else:
            world.send_text(account, text)


def left(world: World, account: str) -> tuple[str, str, dict[str, Any]]:
    """State, open question and answers of the draft that was changed last."""
    with world.store.read() as session:
        person = persons.by_account(session, "wecom", account)
        assert person is not None
        row = stored.active(session, person.id) or next(iter(stored.parked(session, person.id)), None)
        if row is None:
            return "none", "", {}
        kept = stored.answers(world.store.vault, row)
        pieces = {name.removeprefix("+"): value for name, value in kept.items() if name.startswith("+")}
        return row.state, row.step, kept | pieces


def as_text(value: Any) -> str:
    if isinstance(value, dict):
        parts = ("title", "words", "name", "phone", "address")
        return " ".join(str(value[part]) for part in parts if value.get(part))
    return "" if value is None else str(value)


def came_to(world: World, account: str, question: str, sentence: str, wanted: str) -> str:
    """What is wanted, where it came to that; else what it came to instead."""
    opened(world, account, question)
    spoken = Spoken(world, account)
    got = spoken.say(sentence)
    if spoken.changed:
        return "filed" if wanted == "filed" else f"did {spoken.changed}"
    state, step, answers = left(world, account)
    for each in wanted.split("|"):
        word, _, rest = each.partition(" ")
        name, _, value = rest.partition("=")
        known = as_text(answers.get(name)).replace("\n", "\\n")
        fits = known.startswith(value) if value else not known
        if (word == "answer" and fits) or (word == "open" and state == "active" and step == rest) or word == state:
            return each
    return f"{state} at {step}: { ({k: as_text(v) for k, v in answers.items() if k[0] not in '_+'}) } {got}"
