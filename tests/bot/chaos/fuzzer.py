"""Fuzzer: presses every card ever sent, by anybody, in any order and mutated, while time passes."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from bot.commands import COMMANDS
from bot.ports import CallKind
from regulation.shanghai import local_date
from tests.bot.chaos.actor import answer, is_open
from tests.bot.chaos.directory import roles_of, someone
from tests.bot.chaos.district import EVERYBODY
from tests.bot.chaos.inputs import Press, distinct, menu_presses, mutated, presses_on
from tests.bot.chaos.invariants import PRESSED
from tests.bot.chaos.system import SystemUnderTest
from tests.oracle import law

# Weights: press by the recipient, a mutation, a typed line, an answer, a recent card, advancing the clock.
BY_RECIPIENT, MUTATED, TYPED, ANSWERED, RECENT, TICK = 0.35, 0.12, 0.05, 0.1, 0.12, 0.015
EVERY, RECENT_CARDS = 2, 80  # half of the share; `make soak` presses all
MOST_NEW, UNAUTHORISED = 60, 3  # presses on new cards; people without permission per act
MEANT_FOR_CENTRE = {"更正我的信息"}  # what it says is the operator's to read
COMMAND_WORDS = tuple(
    word for each in COMMANDS if each.word not in MEANT_FOR_CENTRE for word in (each.word, *each.aliases)
)
STRAY_INPUTS = (
    "1", "2", "3", "12", "99", "是", "取消 确定", "修改第3项", "上一步", "跳过", "完成", "9月31日", "谢谢", "…", "Ｄ１",
)  # fmt: skip


class Fuzzer:
    """Presses all sent cards: one `share` of `shares`, or all of them so many `times`."""

    def __init__(self, sut: SystemUnderTest, rng: Random, share: int, shares: int, times: int = 0) -> None:
        self.sut, self.rng, self.share, self.shares, self.times = sut, rng, share, shares, times

    def run(self) -> None:
        """First unauthorised presses on current cards, then its share of every card, then a sample of new cards."""
        self._attempt_without_right()
        before = len(self.sut.sent_cards)
        every = [*presses_on(self.sut.sent_cards), *menu_presses(EVERYBODY)]
        if self.times:
            self._all(every * self.times)
        else:
            self._all(distinct(every)[self.share :: EVERY * self.shares])
        fresh = distinct(presses_on(self.sut.sent_cards[before:]))
        self._all(self.rng.sample(fresh, min(len(fresh), MOST_NEW)))

    def _attempt_without_right(self) -> None:
        """Attempt every currently possible act as a sample of people who have no right to it."""
        acts = {press.text: press for press in presses_on(self.sut.sent_cards) if not press.values}
        for press in list(acts.values())[self.share :: self.shares]:
            wrong = self._without_right(press)
            for who in self.rng.sample(wrong, min(len(wrong), UNAUTHORISED)):
                self._press(who, press)

    def _without_right(self, press: Press) -> list[str]:
        """People without the right to this button's act; none where it is no act, or stale."""
        found, last = PRESSED.search(press.text), self.sut.last_snapshot
        case = next((row for row in last.table("tickets").values() if found and row["number"] == found[1]), None)
        if case is None or found is None or int(found[2]) != case["seq"]:
            return []
        able, today = law.able(press.text.partition(" ")[0], case["state"]), local_date(self.sut.now)
        known = {account: someone(last, account) for account in EVERYBODY} if able else {}
        return [name for name, who in known.items() if not (who and able & roles_of(last, case, who, today))]

    def _all(self, pool: list[Press]) -> None:
        self.rng.shuffle(pool)
        for press in pool:
            self._press_by_somebody(press)
            if self.rng.random() < MUTATED:
                self._press_by_somebody(mutated(press, self.rng, pool, self.sut.numbers()))
            if self.rng.random() < RECENT:
                self._press_recent()
            if self.rng.random() < ANSWERED:
                self._continue_form()
            if self.rng.random() < TYPED:
                self._type_something()
            if self.rng.random() < TICK:
                self.sut.advance_to(self.sut.now + timedelta(minutes=self.rng.choice((1, 30, 200, 900, 1500))))

    def _press_by_somebody(self, press: Press) -> None:
        who = press.owner if self.rng.random() < BY_RECIPIENT else self.rng.choice(EVERYBODY)
        self._press(who, press)

    def _press(self, who: str, press: Press) -> None:
        self.sut.process_checked(self.sut.call(who, press.kind, press.text, values=dict(press.values), card=press.key))

    def _press_recent(self) -> None:
        """The recipient presses a card that has just arrived, so that current buttons are pressed too."""
        recent = list(presses_on(self.sut.sent_cards[-RECENT_CARDS:]))
        if recent:
            press = self.rng.choice(recent)
            self._press(press.owner, press)

    def _continue_form(self) -> None:
        """Answer the newest question of somebody, whatever happened to the form meanwhile."""
        who = self.rng.choice(EVERYBODY)
        card = next((card for card in reversed(self.sut.received.get(who, ())) if is_open(card)), None)
        for _ in range(self.rng.randrange(1, 5)):
            if card is None or not is_open(card):
                return
            card = answer(self.sut, who, card, {})

    def _type_something(self) -> None:
        """A command, valid, invalid or incomplete, with any number, or an answer without a question."""
        rng, sut = self.rng, self.sut
        who = rng.choice(EVERYBODY)
        word = rng.choice(COMMAND_WORDS)
        said = rng.choice((
            word,
            f"{word} {rng.choice(sut.numbers())}",
            f"{word} {rng.choice(sut.numbers())} {sut.detector.token(who)} 补充的话",
            f"{word} {rng.choice(STRAY_INPUTS)}",
            rng.choice(STRAY_INPUTS),
            f"{sut.detector.token(who)} 随便说一句",
        ))  # fmt: skip
        if rng.random() < 0.1:
            sut.send_picture(who)
        sut.process_checked(sut.call(who, CallKind.TEXT, said))
