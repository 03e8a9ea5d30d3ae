"""A scripted phone of a member: reads its chat, sends texts and presses buttons by their text."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from tests.blackbox.callbacks import PATIENCE, CallbackSender
from tests.blackbox.standin_platform import Bubble, StandInPlatform


class Phone:
    """Every step waits for the message it answers: a question by its text, a button by its label."""

    def __init__(self, platform: StandInPlatform, callbacks: CallbackSender, user: str) -> None:
        self.platform, self.callbacks, self.user = platform, callbacks, user
        self._last = 0
        self._pressed: set[int] = set()

    def send_text(self, text: str) -> None:
        self._last = self._newest()
        self.callbacks.deliver(self.callbacks.frame(self.user, "text", Content=text))

    def reply(self, question: str, text: str) -> Bubble:
        """Answer a question once it was asked, in a message newer than the last step."""
        asked = self.see(question)
        self.send_text(text)
        return asked

    def see(self, *words: str, after: int | None = None) -> Bubble:
        """The newest message after the last step that contains all these texts."""
        since = self._last if after is None else after
        return self._wait(
            lambda: next(
                (b for b in reversed(self.chat()) if b.number > since and all(word in b.words for word in words)), None
            ),
            words,
        )

    def press(self, text: str, *, choice: str = "", about: str = "") -> Bubble:
        """Press the newest button of these words, on a card about this ticket, or newer than the last step.

        Few short choices are buttons of their own: then that one is pressed.
        """
        found = self.offered(text, about, choice)
        if text not in found.buttons:
            text, choice = next(each for each in found.buttons if choice in each), ""
        self._last = self._newest()
        self._pressed.add(found.number)
        self.callbacks.deliver(self.click(found, text, choice))
        return found

    def confirm(self, number: str) -> Bubble:
        """Press 确定 on the preview of an act on this ticket."""
        return self.press("确定", about=number)

    def offered(self, text: str, about: str = "", choice: str = "") -> Bubble:
        """Wait for a card that offers this button, or this choice as a button."""
        return self._wait(lambda: self._offering(text, about, choice), (text, about))

    def click(self, bubble: Bubble, text: str, choice: str = "") -> Mapping[str, Any]:
        """Send the event of a press, with a new response code."""
        menu = [each["text"] for each in bubble.content.get("action_menu", {}).get("action_list", [])]
        fields: dict[str, Any] = {
            "Event": "template_card_menu_event" if text in menu else "template_card_event",
            "EventKey": bubble.buttons[text],
            "TaskId": bubble.task,
            "CardType": bubble.content["card_type"],
            "ResponseCode": self.platform.press_code(bubble.task),
        }
        chosen = untouched(bubble.content) | (_answer(bubble.content, choice) if choice else {})
        items = [{"QuestionKey": key, "OptionIds": {"OptionId": [id]}} for key, id in chosen.items()]
        if items and text not in menu:
            fields["SelectedItems"] = {"SelectedItem": items}
        return self.callbacks.frame(self.user, "event", **fields)

    def chat(self) -> list[Bubble]:
        return self.platform.chat(self.user)

    def _offering(self, text: str, about: str, choice: str = "") -> Bubble | None:
        for bubble in reversed(self.chat()):
            fits = about in bubble.words if about else bubble.number > self._last
            named = text in bubble.buttons or bool(choice and any(choice in each for each in bubble.buttons))
            if fits and named and bubble.number not in self._pressed:
                return bubble
        return None

    def _newest(self) -> int:
        return max((bubble.number for bubble in self.chat()), default=0)

    def _wait(self, true: Any, what: tuple[str, ...]) -> Bubble:
        found = self.platform.wait(true, PATIENCE)
        if found is None:
            shown = [(b.kind, b.caption, list(b.buttons) or b.words[:80]) for b in self.chat()][-4:]
            raise AssertionError(f"{time.strftime('%X')} {self.user} waits for {what}, has {shown}")
        assert isinstance(found, Bubble)
        return found


def untouched(card: Mapping[str, Any]) -> dict[str, str]:
    """The preselected options a client sends: `selected_id`, or the first option; nothing of a vote."""
    lists = [*filter(None, [card.get("button_selection")]), *card.get("select_list", [])]
    ids = {one["question_key"]: [option["id"] for option in one["option_list"]] for one in lists}
    wanted = {one["question_key"]: one.get("selected_id") for one in lists}
    return {key: wanted[key] if wanted[key] in every else every[0] for key, every in ids.items()}


def _answer(card: Mapping[str, Any], choice: str) -> dict[str, str]:
    """The first option of the card's lists whose text contains the choice."""
    lists = [card.get("button_selection"), card.get("checkbox"), *card.get("select_list", [])]
    for one in filter(None, lists):
        for option in one["option_list"]:
            if choice in option["text"]:
                return {one["question_key"]: option["id"]}
    raise AssertionError(f"no {choice!r} on {card}")
