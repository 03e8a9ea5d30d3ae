"""Moves become callbacks, and what the bot answers is held against what should have come of it."""

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
from tests.oracle.limits import Act
from tests.oracle.report import Filed
from tests.oracle.steps import BESIDE, take
from tests.quarter.actions import Case, Move, words
from tests.quarter.client import Handset, title_of, words_of
from tests.quarter.dialogue import converse, option_of
from tests.quarter.district import Person

KEPT = 32  # connections to the bot
CARD_COMES = 20.0  # seconds in which a card that must be there is waited for
MOST_TOLD = 200
STALE = "本次点击没有生效"


@dataclass(slots=True)
class Complaints:
    """What was not as it should be, in words, at once in the file too; only the first of many are kept."""

    file: Path
    found: list[str] = field(default_factory=list)
    count: int = 0
    _lock: Lock = field(default_factory=Lock)

    def add(self, text: str) -> None:
        with self._lock:
            self.count += 1
            with self.file.open("a", encoding="utf-8") as lines:
                lines.write(f"{text}\n")
            if len(self.found) < MOST_TOLD:
                self.found.append(text)


class Phones:
    """Everybody's handset, made on first use."""

    def __init__(self, tenant: Tenant, wait: Callable[[], None]) -> None:
        self.tenant, self._wait = tenant, wait
        self._callbacks = Callbacks(tenant, keep=KEPT)
        self._known: dict[str, Handset] = {}

    def of(self, person: Person) -> Handset:
        if person.wecom not in self._known:
            phone = Phone(self.tenant, self._callbacks, person.wecom)
            self._known[person.wecom] = Handset(phone, self.tenant.mail, self._wait)
        return self._known[person.wecom]

    @property
    def sent(self) -> int:
        return sum(phone.sent for phone in self._known.values())


def perform(phones: Phones, case: Case, move: Move, now: datetime, complaints: Complaints) -> bool:
    """Do it and enter it into the diary; False, with a complaint, where the bot answers something else."""
    phone = phones.of(move.by)
    before = case.standing.stage
    if not _begin(phone, case, move):
        complaints.add(f"{now:%m-%d %H:%M} {case.number} {before}：{move.by.name} 没有收到可以「{move.word}」的卡片")
        phone.say(_typed(case, move))
    answers = {**move.answers, "score": move.answers.get("score", "5")}
    answer = converse(phone, answers, case.number)
    if answer and STALE in words_of(answer):  # an old card that nobody could redraw any more: as people do, they type
        phone.say(_typed(case, move))
        answer = converse(phone, answers, case.number)
    title, act = said_in(answer), Act(now, move.word, move.by.wecom, move.data)
    if move.word in BESIDE:
        good = case.number in title
    else:
        take(case.standing, act)
        good = title.startswith(f"{case.number} {case.standing.stage}") and _is_last(answer, move.word)
    if good and move.word in BESIDE:
        take(case.standing, act)
    if not good:
        came = f"{before}→{case.standing.stage}：{move.by.name}「{words(move.word, move.typed)}」后看到“{title[:90]}”"
        complaints.add(f"{now:%m-%d %H:%M} {case.number} {came}")
    return good


def said_in(message: Message | None) -> str:
    """What stands on top of an answer; for a conversation that came to no end, that."""
    return title_of(message) if message else "没有应答，或者没有问完"


def _is_last(message: Message | None, word: str) -> bool:
    """Whether the card names this act as the last step; true where a card has no room to name any."""
    fields = message.content.get("horizontal_content_list", ()) if message else ()
    told = [str(field["value"]) for field in fields if field["keyname"] == "最近一步"]
    return all(value.endswith(("…", word)) for value in told)


def _begin(phone: Handset, case: Case, move: Move) -> bool:
    """Press where they press or must hold a card, else type; False where the card is missing."""
    button = move.button or move.word
    if move.told or move.by.buttons:
        found = phone.card(case.number, button, str(move.data.get("department", "")), CARD_COMES if move.told else 0.0)
        if found is not None:
            score = move.answers.get("score", "")
            phone.press(found, option_of(phone.shown(found), score) if score else None)
            return True
        if move.told:
            return False
    phone.say(_typed(case, move))
    return True


def _typed(case: Case, move: Move) -> str:
    return words("补正" if move.word == "补正完毕" else move.word, case.number, move.typed)


def filed(phones: Phones, opening: str, by: Person, answers: Mapping[str, str]) -> str:
    """The filing as a conversation; the number that the bot gave, or what it said instead."""
    phone = phones.of(by)
    phone.say(opening)
    return said_in(converse(phone, answers))


def as_filed(case: Case) -> Filed:
    return Filed(case.number, case.received, case.standing.city_order, case.standing.fusion, case.standing.acts)
