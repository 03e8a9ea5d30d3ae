"""A phone operated by what is on its screen: find the button by its words, wait for the bot, press."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.wecom.message_store import Mailroom, Message
from sandbox.wecom.phone import Phone

PATIENCE = 60.0  # seconds for the bot to answer one step, on a busy machine


class NothingToPress(RuntimeError):
    """What was waited for did not appear; the text says what, and what was there instead."""


@dataclass(frozen=True, slots=True)
class Pressable:
    """One button of a card that is still true; `menu` for an entry behind ⋯."""

    number: int
    text: str
    key: str
    menu: bool = False


class Screen:
    """One member's phone. Every step waits for something newer than the step before, so that order is kept."""

    def __init__(self, phone: Phone, mail: Mailroom) -> None:
        self._phone = phone
        self._mail = mail
        self._last = 0

    def begin(self, text: str) -> None:
        """Write without waiting for anything."""
        self._last = self._newest()
        self._phone.say(text)

    def say(self, text: str) -> None:
        """Write once the bot has said something new. Raises NothingToPress when it stays silent."""
        self._wait("something new", lambda _: True)
        self.begin(text)

    def press(self, text: str, choice: str = "") -> None:
        """Press the button of these words; `choice` is chosen first, by a piece of its words, in the card's list."""
        button = self._wait(text, lambda message: _button(message, text) is not None)
        found = _button(button, text)
        assert found is not None
        answers = _answers(button.content, choice) if choice else {}
        self._last = self._newest()
        self._phone.press(found.number, found.key, answers, menu=found.menu)

    def _newest(self) -> int:
        return max((message.number for message in self._phone.chat()), default=0)

    def _wait(self, what: str, fits: Callable[[Message], bool]) -> Message:
        ends = time.monotonic() + PATIENCE
        while True:
            version = self._mail.version
            news = [each for each in self._phone.chat() if each.number > self._last and not each.mine]
            found = next((each for each in reversed(news) if fits(each)), None)
            if found is not None:
                return found
            left = ends - time.monotonic()
            if left <= 0 or not self._mail.wait(version, left):
                shown = [button.text for each in news for button in pressables(each)]
                raise NothingToPress(f"{self._phone.userid}: no {what!r}, only {shown or [each.kind for each in news]}")


def pressables(message: Message) -> list[Pressable]:
    """Everything that can be pressed on a card; nothing once it is greyed out."""
    if message.kind != "template_card" or message.caption or message.recalled:
        return []
    card = message.content
    buttons = [each for each in card.get("button_list", []) if each.get("type", 0) == 0]
    submit = [card["submit_button"]] if card.get("submit_button") else []
    entries = card.get("action_menu", {}).get("action_list", [])
    shown = [Pressable(message.number, each["text"], each["key"]) for each in [*buttons, *submit]]
    return shown + [Pressable(message.number, each["text"], each["key"], menu=True) for each in entries]


def _button(message: Message, text: str) -> Pressable | None:
    return next((each for each in pressables(message) if each.text == text), None)


def _answers(card: Mapping[str, Any], choice: str) -> dict[str, list[str]]:
    """The first option of any list on the card whose words hold the choice."""
    single = [card[name] for name in ("button_selection", "checkbox") if card.get(name)]
    for question in [*single, *card.get("select_list", [])]:
        for option in question["option_list"]:
            if choice in option["text"]:
                return {question["question_key"]: [option["id"]]}
    raise NothingToPress(f"no option {choice!r}")
