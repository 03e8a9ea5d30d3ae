"""Execution: an action becomes callbacks, and the bot's answer is compared with the oracle's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Lock

from sandbox.wecom.callbacks import Callbacks
from sandbox.wecom.message_store import Message
from sandbox.wecom.phone import Phone
from sandbox.wecom.tenant import Tenant
from tests.oracle.limits import SYSTEM, Act
from tests.oracle.report import Filed
from tests.oracle.steps import BESIDE, take
from tests.quarter.actions import Action, SimulatedCase, words
from tests.quarter.client import ChatClient, standing_of, words_of
from tests.quarter.dialogue import converse, option_of
from tests.quarter.district import Person

KEPT = 32  # connections to the bot
CARD_COMES = 20.0  # seconds to wait for an expected card
MOST_KEPT = 200
STALE = "本次点击没有生效"


@dataclass(slots=True)
class FailureLog:
    """Unexpected answers as text, written to a file at once; only the first ones are kept in memory."""

    file: Path
    found: list[str] = field(default_factory=list)
    count: int = 0
    _lock: Lock = field(default_factory=Lock)

    def add(self, text: str) -> None:
        with self._lock:
            self.count += 1
            with self.file.open("a", encoding="utf-8") as lines:
                lines.write(f"{text}\n")
            if len(self.found) < MOST_KEPT:
                self.found.append(text)


class Clients:
    """The clients of all people, created on first use."""

    def __init__(self, tenant: Tenant, wait: Callable[[], None]) -> None:
        self.tenant, self._wait = tenant, wait
        self._callbacks = Callbacks(tenant, keep=KEPT)
        self._known: dict[str, ChatClient] = {}

    def of(self, person: Person) -> ChatClient:
        if person.wecom not in self._known:
            client = Phone(self.tenant, self._callbacks, person.wecom)
            self._known[person.wecom] = ChatClient(client, self.tenant.messages, self._wait)
        return self._known[person.wecom]

    @property
    def sent(self) -> int:
        return sum(client.sent for client in self._known.values())


def execute(clients: Clients, case: SimulatedCase, action: Action, now: datetime, failures: FailureLog) -> bool:
    """Perform the action and apply it to the oracle's case; False, with a failure logged, where the answer differs."""
    client = clients.of(action.by)
    before = case.model.stage
    if not _begin(client, case, action):
        failures.add(f"{now:%m-%d %H:%M} {case.number} {before}：{action.by.name} 没有收到可以“{action.word}”的卡片")
        client.say(_typed(case, action))
    answers = {**action.answers, "score": action.answers.get("score", "5")}
    answer = converse(client, answers, case.number)
    if answer and STALE in words_of(answer):  # can't be redrawn any more: type the command
        client.say(_typed(case, action))
        answer = converse(client, answers, case.number)
    title, act = said_in(answer), Act(now, action.word, action.by.wecom, action.data)
    if action.word in BESIDE:
        good = case.number in title
    else:
        take(case.model, act)
        good = title.startswith(f"{case.number} {case.model.stage}") and _is_last(answer, action.word)
    if good and action.word in BESIDE:
        take(case.model, act)
    deliver(case, now)
    if not good:
        came = f"{before}→{case.model.stage}：{action.by.name}“{words(action.word, action.typed)}”后看到“{title[:90]}”"
        failures.add(f"{now:%m-%d %H:%M} {case.number} {came}")
    return good


def deliver(case: SimulatedCase, now: datetime) -> None:
    """The platform delivers a notice to a proposer with an account at once: then they have been told (M14)."""
    if case.model.to_tell and case.proposer:
        take(case.model, Act(now, "送达", SYSTEM))


def said_in(message: Message | None) -> str:
    """Number, stage and title of an answer, or of a dialogue that did not end."""
    return standing_of(message) if message else "没有应答，或者没有问完"


def _is_last(message: Message | None, word: str) -> bool:
    """Whether the card names this act as the last step; true where a card has no room for it."""
    fields = message.content.get("horizontal_content_list", ()) if message else ()
    told = [str(field["value"]) for field in fields if field["keyname"] == "最近一步"]
    return all(value.endswith(("…", word)) for value in told)


def _begin(client: ChatClient, case: SimulatedCase, action: Action) -> bool:
    """Press where a card is expected or preferred, else type; False where the card is missing."""
    button = action.button or action.word
    if action.card_expected or action.by.buttons:
        found = client.card(
            case.number, button, str(action.data.get("department", "")), CARD_COMES if action.card_expected else 0.0
        )
        if found is not None:
            score = action.answers.get("score", "")
            client.press(found, option_of(client.shown(found), score) if score else None)
            return True
        if action.card_expected:
            return False
    client.say(_typed(case, action))
    return True


def _typed(case: SimulatedCase, action: Action) -> str:
    return words("补正" if action.word == "补正完毕" else action.word, case.number, action.typed)


def filed(clients: Clients, opening: str, by: Person, answers: Mapping[str, str]) -> str:
    """File an objection by dialogue; the number assigned, or the bot's answer."""
    client = clients.of(by)
    client.say(opening)
    return said_in(converse(client, answers))


def as_filed(case: SimulatedCase) -> Filed:
    return Filed(case.number, case.received, case.model.city_order, case.model.fusion, case.model.acts)
