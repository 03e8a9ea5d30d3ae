"""Chat client of one simulated member: sends texts and presses, and waits for the message that answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sandbox.scripted_phone import Pressable, pressables
from sandbox.wecom.message_store import Message, MessageStore
from sandbox.wecom.phone import Phone

TIMEOUT, POLL = 40.0, 2.0  # seconds: for an answer; until the clock is advanced by a minute


class NotDelivered(RuntimeError):
    """The bot did not accept a callback in three attempts."""


class ChatClient:
    """Messages older than the last input are no answer to it."""

    def __init__(self, phone: Phone, mail: MessageStore, wait: Callable[[], None]) -> None:
        """`wait` advances the clock: messages beyond a member's rate limit come a minute later."""
        self._phone, self._mail, self._wait = phone, mail, wait
        self._mark, self._learnt = 0, 0
        self._about: dict[str, list[Message]] = {}
        self.sent = 0

    def say(self, text: str) -> None:
        self._begin()
        self._check(self._phone.send_text(text).delivered)

    def press(self, found: Pressable, option: tuple[str, Sequence[str]] | None = None) -> None:
        """`option` is the question's key with the chosen ids."""
        self._begin()
        answers = {option[0]: option[1]} if option else None
        self._check(self._phone.press(found.number, found.key, answers, menu=found.menu).delivered)

    def answer(self, fits: Callable[[Message], bool], seconds: float = TIMEOUT) -> Message | None:
        """The first matching message since the last input."""

        def find() -> Message | None:
            return next((each for each in self._since(self._mark) if not each.mine and fits(each)), None)

        for _ in range(int(seconds / POLL)):
            found = self._mail.wait_at(self._phone.userid, find, POLL)
            if found is not None:
                return found
            self._wait()
        return None

    def card(self, number: str, word: str, meant: str = "", seconds: float = 0.0) -> Pressable | None:
        """The newest card about this ticket with this button; waits for one to arrive.

        A button that says for whom (转交区民政局) is pressed only where it is the one who is `meant`.
        """
        return self._mail.wait_at(self._phone.userid, lambda: self._offering(number, word, meant), seconds)

    def shown(self, found: Pressable) -> Message:
        """The message that has it."""
        return next(each for each in self._mail.chats[self._phone.userid] if each.number == found.number)

    def _begin(self) -> None:
        chat = self._mail.chats.get(self._phone.userid)
        self._mark = max((message.turn for message in chat), default=0) if chat else 0
        self.sent += 1

    def _since(self, number: int) -> list[Message]:
        """In the order of their arrival; a card redrawn as the answer is news as well."""
        news = [each for each in self._mail.chats.get(self._phone.userid, ()) if each.turn > number]
        return sorted(news, key=lambda each: each.turn)

    def _offering(self, number: str, word: str, meant: str) -> Pressable | None:
        self._learn()
        for message in reversed(self._about.get(number, ())):
            for button in pressables(message):
                said, about, *rest = [*button.key.split(), ""]
                if (said, about) == (word, number) and rest[1:2] in ([], [""], [meant]):
                    return button
        return None

    def _learn(self) -> None:
        """Index new messages by ticket, so that a chat is not searched from its beginning."""
        for message in self._since(self._learnt):
            for number in {button.key.split()[1] for button in pressables(message) if " " in button.key}:
                self._about.setdefault(number, []).append(message)
            self._learnt = message.turn

    def _check(self, delivered: bool) -> None:
        if not delivered:
            raise NotDelivered(self._phone.userid)


def title_of(message: Message) -> str:
    """The title of a message."""
    if message.kind == "template_card":
        return str(message.content.get("main_title", {}).get("title", ""))
    return str(message.content.get("content", ""))


def standing_of(message: Message) -> str:
    """Number and stage of the case first, wherever a card has them: whoever must act reads the task first (B7)."""
    below = str(message.content.get("main_title", {}).get("desc", ""))
    return f"{below} {title_of(message)}" if below.startswith("CN-") else title_of(message)


def words_of(message: Message) -> str:
    """All text of a message."""
    return str(dict(message.content))
