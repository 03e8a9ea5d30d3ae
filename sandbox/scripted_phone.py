"""A scripted phone: finds buttons by their text and waits for the bot's next message before each step."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.wecom.message_store import Message, MessageStore
from sandbox.wecom.phone import Phone

PATIENCE = 60.0  # seconds for the bot to answer one step, on a busy machine


class NothingToPress(RuntimeError):
    """The expected message or button did not appear in time; the text names it and what was there instead."""


@dataclass(frozen=True, slots=True)
class Pressable:
    """One button of a card that has not been replaced; `menu` for an entry behind ⋯."""

    number: int
    text: str
    key: str
    menu: bool = False


class ScriptedPhone:
    """One member's phone. Every step waits for a message newer than the step before, which keeps order."""

    def __init__(self, phone: Phone, messages: MessageStore) -> None:
        self._phone = phone
        self._messages = messages
        self._last = 0

    def send_text(self, text: str) -> None:
        """Send a text without waiting for anything."""
        self._last = self._newest()
        self._phone.send_text(text)

    def answer(self, text: str) -> None:
        """Send a text once the bot has sent a new message. Raises NothingToPress where none comes in time."""
        self._wait("something new", lambda _: True)
        self.send_text(text)

    def press(self, text: str, choice: str = "") -> None:
        """Press the button with this text; `choice` is a part of the text of the list entry to select first.

        Few short entries are buttons of their own: then that one is pressed.
        """
        button = self._wait(text, lambda message: _button(message, text, choice) is not None)
        found = _button(button, text, choice)
        assert found is not None
        answers = _answers(button.content, choice) if choice and found.text == text else {}
        self._last = self._newest()
        self._phone.press(found.number, found.key, answers, menu=found.menu)

    def confirm(self) -> None:
        """Press 确定 on the preview of the act that was asked for."""
        self.press("确定")

    def has_read(self, *words: str) -> bool:
        """Whether one message of the bot has all of these words."""
        said = (str(each.content) for each in self._phone.chat() if not each.mine)
        return any(all(word in text for word in words) for text in said)

    def has_news(self, words: str) -> bool:
        """Whether the bot has said this since the last step."""
        return any(
            words in str(each.content) for each in self._phone.chat() if not each.mine and each.turn > self._last
        )

    def _newest(self) -> int:
        return max((message.turn for message in self._phone.chat()), default=0)

    def _wait(self, what: str, fits: Callable[[Message], bool]) -> Message:
        ends = time.monotonic() + PATIENCE
        while True:
            version = self._messages.version
            news = [each for each in self._phone.chat() if each.turn > self._last and not each.mine]
            news.sort(key=lambda each: each.turn)  # a card redrawn as the answer is news as well
            found = next((each for each in reversed(news) if fits(each)), None)
            if found is not None:
                return found
            left = ends - time.monotonic()
            if left <= 0 or not self._messages.wait(version, left):
                shown = [button.text for each in news for button in pressables(each)]
                raise NothingToPress(f"{self._phone.userid}: no {what!r}, only {shown or [each.kind for each in news]}")


def pressables(message: Message) -> list[Pressable]:
    """All buttons of a card; none once it was updated to its inactive form."""
    if message.kind != "template_card" or message.caption or message.recalled:
        return []
    card = message.content
    buttons = [each for each in card.get("button_list", []) if each.get("type", 0) == 0]
    submit = [card["submit_button"]] if card.get("submit_button") else []
    entries = card.get("action_menu", {}).get("action_list", [])
    shown = [Pressable(message.number, each["text"], each["key"]) for each in [*buttons, *submit]]
    return shown + [Pressable(message.number, each["text"], each["key"], menu=True) for each in entries]


def _button(message: Message, text: str, choice: str = "") -> Pressable | None:
    every = pressables(message)
    named = next((each for each in every if each.text == text), None)
    return named or next((each for each in every if choice and choice in each.text and not each.menu), None)


def _answers(card: Mapping[str, Any], choice: str) -> dict[str, list[str]]:
    """The first option of any list on the card whose text contains the choice."""
    single = [card[name] for name in ("button_selection", "checkbox") if card.get(name)]
    for question in [*single, *card.get("select_list", [])]:
        for option in question["option_list"]:
            if choice in option["text"]:
                return {question["question_key"]: [option["id"]]}
    raise NothingToPress(f"no option {choice!r}")
