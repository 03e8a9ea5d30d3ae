"""The chaos: everything that was ever sent is pressed again, in any order, by anybody, while time goes on."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from bot.commands import COMMANDS
from bot.ports import CallKind
from regulation.shanghai import local_date
from tests.bot.chaos.actor import is_open, reply
from tests.bot.chaos.directory import roles_of, someone
from tests.bot.chaos.district import EVERYBODY
from tests.bot.chaos.inputs import Press, of_menu, once_each, presses, spoiled
from tests.bot.chaos.invariants import PRESSED
from tests.bot.chaos.system import Realm
from tests.oracle import law

OWNER, SPOILED, TYPED, ANSWERED, RECENT, TICK = 0.35, 0.12, 0.05, 0.1, 0.12, 0.015
LATELY = 80  # cards
MOST_FRESH, BESIEGERS = 60, 3
WORDS = tuple(word for command in COMMANDS for word in (command.word, *command.aliases))
LOOSE = (
    "1",
    "2",
    "3",
    "12",
    "99",
    "是",
    "取消 确定",
    "修改第3项",
    "上一步",
    "跳过",
    "完成",
    "9月31日",
    "谢谢",
    "…",
    "Ｄ１",
)


class Storm:
    """Presses the cards that lie in people's chats: as the part `share` of `parts` its own, or all of them `times`."""

    def __init__(self, realm: Realm, rng: Random, share: int, parts: int, times: int = 0) -> None:
        self.realm, self.rng, self.share, self.parts, self.times = realm, rng, share, parts, times

    def run(self) -> None:
        """First what is still true, by those who may not; then all that was sent, then a part of what that brought."""
        self._siege()
        before = len(self.realm.posted)
        every = [*presses(self.realm.posted), *of_menu(EVERYBODY)]
        if self.times:
            self._all(every * self.times)
        else:
            self._all(once_each(every)[self.share :: self.parts])
        fresh = once_each(presses(self.realm.posted[before:]))
        self._all(self.rng.sample(fresh, min(len(fresh), MOST_FRESH)))

    def _siege(self) -> None:
        """Every act that somebody could do now, tried by some of those who have no right to it."""
        acts = {press.text: press for press in presses(self.realm.posted) if not press.values}
        for press in list(acts.values())[self.share :: self.parts]:
            wrong = self._without_right(press)
            for who in self.rng.sample(wrong, min(len(wrong), BESIEGERS)):
                self._said(who, press)

    def _without_right(self, press: Press) -> list[str]:
        """Nobody for what is no act, or is no longer true."""
        found, last = PRESSED.search(press.text), self.realm.seen_last
        case = next((row for row in last.table("tickets").values() if found and row["number"] == found[1]), None)
        if case is None or found is None or int(found[2]) != case["seq"]:
            return []
        able, today = law.able(press.text.partition(" ")[0], case["state"]), local_date(self.realm.now)
        known = {account: someone(last, account) for account in EVERYBODY} if able else {}
        return [name for name, who in known.items() if not (who and able & roles_of(last, case, who, today))]

    def _all(self, pool: list[Press]) -> None:
        self.rng.shuffle(pool)
        for press in pool:
            self._once(press)
            if self.rng.random() < SPOILED:
                self._once(spoiled(press, self.rng, pool, self.realm.numbers()))
            if self.rng.random() < RECENT:
                self._at_hand()
            if self.rng.random() < ANSWERED:
                self._answer()
            if self.rng.random() < TYPED:
                self._type()
            if self.rng.random() < TICK:
                self.realm.skip_to(self.realm.now + timedelta(minutes=self.rng.choice((1, 30, 200, 900, 1500))))

    def _once(self, press: Press) -> None:
        who = press.owner if self.rng.random() < OWNER else self.rng.choice(EVERYBODY)
        self._said(who, press)

    def _said(self, who: str, press: Press) -> None:
        self.realm.says_all(self.realm.call(who, press.kind, press.text, values=dict(press.values), card=press.key))

    def _at_hand(self) -> None:
        """Something that has only just come, by whoever got it: what is still true is pressed too."""
        lately = list(presses(self.realm.posted[-LATELY:]))
        if lately:
            press = self.rng.choice(lately)
            self._said(press.owner, press)

    def _answer(self) -> None:
        """Somebody goes on with what they were asked last, whatever has become of it."""
        who = self.rng.choice(EVERYBODY)
        card = next((card for card in reversed(self.realm.seen.get(who, ())) if is_open(card)), None)
        for _ in range(self.rng.randrange(1, 5)):
            if card is None or not is_open(card):
                return
            card = reply(self.realm, who, card, {})

    def _type(self) -> None:
        """A word of the bot, right, wrong or half, with anybody's number, or an answer to nothing."""
        rng, realm = self.rng, self.realm
        who = rng.choice(EVERYBODY)
        word = rng.choice(WORDS)
        said = rng.choice((
            word,
            f"{word} {rng.choice(realm.numbers())}",
            f"{word} {rng.choice(realm.numbers())} {realm.ears.token(who)} 补充的话",
            f"{word} {rng.choice(LOOSE)}",
            rng.choice(LOOSE),
            f"{realm.ears.token(who)} 随便说一句",
        ))  # fmt: skip
        if rng.random() < 0.1:
            realm.hands_in(who)
        realm.says_all(realm.call(who, CallKind.TEXT, said))
