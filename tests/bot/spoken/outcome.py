"""What a sentence came to, in the words of the lists: show 0004, act 收办 0004, ask, help, human, file …"""

from __future__ import annotations

from bot import call_json
from bot.ports import CallKind, Card
from store.cases import history, tickets
from store.cases import stored_drafts as stored
from store.people import persons
from tests.bot.world import World, is_preview


def lines_of(world: World) -> list[tuple[str, str]]:
    """Every step of every ticket: its number and the act."""
    with world.store.read() as session:
        found = []
        for number in world.numbers():
            ticket = tickets.get(session, number, lock=False)
            assert ticket is not None
            found += [(number[-4:], line.action.value) for line in history.lines(session, ticket)]
        return found


def said(card: Card) -> str:
    fields = "\n".join(f"{field.label}：{field.value}" for field in card.fields)
    return f"{card.title}\n{card.subtitle}\n{card.body}\n{fields}"


class Spoken:
    """Sends a sentence and tells what it came to; `changed` is whether any ticket took a step."""

    def __init__(self, world: World, account: str) -> None:
        self.world, self.account = world, account

    def say(self, sentence: str) -> str:
        return self.say_at_once([part.replace("\\n", "\n") for part in sentence.split(" || ")])

    def say_at_once(self, sentences: list[str]) -> str:
        """Several messages, of which none was answered before the last was sent."""
        before = lines_of(self.world)
        calls = [self.world.call(self.account, CallKind.TEXT, text) for text in sentences]
        for call in calls[:-1]:
            self.world.inbox.put(call.platform, call.message_id, call.user, call_json.encode(call), self.world.now)
        cards = self.world.process(calls[-1])
        self.card = next((card for card in reversed(cards)), None)
        after = lines_of(self.world)
        new = self.changed = [line for line in after if after.count(line) > before.count(line)]
        if new:
            return f"act {new[-1][1]} {new[-1][0]} {self._words()}"
        return self._begun() or self._shown()

    def _words(self) -> str:
        return said(self.card).replace("\n", " ") if self.card else ""

    def _begun(self) -> str:
        """An open form: of an act on a ticket, or a filing."""
        with self.world.store.read() as session:
            person = persons.by_account(session, "wecom", self.account)
            row = stored.active(session, person.id) if person else None
            if row is None:
                return ""
            answers = stored.answers(self.world.store.vault, row)
            ticket = tickets.by_id(session, row.ticket_id) if row.ticket_id else None
            number = ticket.number[-4:] if ticket else ""
            name = row.form
        if name in ("filing",):
            return f"file {answers}"
        title = next(form.title for (key, _), form in self.world.dispatcher._forms.items() if key == name)
        shown = "preview" if self.card and is_preview(self.card) else "asks"
        return f"act {title} {number} {shown} {answers} {self._words()}"

    def _shown(self) -> str:
        card = self.card
        if card is None:
            return "silence"
        text = said(card)
        if "请联系" in card.title:
            return "human"
        if "您现在可以：" in card.title:
            return "help"
        if card.title.startswith("我的待办") or "现在没有需要您办理" in card.title:
            return "todo"
        if card.title.startswith("我的异议") or "还没有提出过异议" in card.title:
            return "mine"
        if "逾期" in text and card.ticket == "" and "您可以" not in text and "您是想" not in text:
            return f"overdue {text}"
        if card.ticket:
            act = "act 答复 " if "请选择答复的类型" in text else "show "
            return f"{act}{card.ticket[-4:]} {text}".replace("\n", " ")
        if not card.buttons and not card.choices and len(text.strip()) <= 20:
            return "pleasantry"
        if card.title.startswith("抱歉"):
            return f"apology {text}"
        if card.buttons or card.choices:
            return f"ask {text}".replace("\n", " ")
        return f"told {text}".replace("\n", " ")


def forget(world: World, account: str) -> None:
    """The draft that a sentence began is cancelled, so that the next one is heard alone."""
    with world.store.write() as session:
        person = persons.by_account(session, "wecom", account)
        row = stored.active(session, person.id) if person else None
        if row is not None:
            stored.cancel(session, row, world.now)
