"""Answers what was understood: an act is shown first, a read is done at once, what is in doubt is asked back."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.command_line import Words
from bot.commands import contact_details, reach_centre, read_receipt
from bot.confirming import summary_answers
from bot.filing import said_at_once
from bot.forms import answering, late_sentence
from bot.language.spoken.argument_edges import argument
from bot.language.spoken.doubts import LEAVES, QUESTION, hesitates
from bot.language.spoken.meaning import Meaning, Sure, Topic
from bot.language.spoken.plain_copy import plain
from bot.language.spoken.pleasantries import Courtesy, behind_greeting
from bot.language.spoken.quotations import unwrapped
from bot.language.spoken.ticket_mentions import Mention
from bot.ports import Card, CardKind
from bot.tickets.access import find, show
from bot.tickets.select import candidates_for, part_in, waiting_for
from bot.understanding.ask_back import BY_BUTTON, Pair, ask_back, explained, offered, short_help, shown, without_buttons
from bot.understanding.command_kinds import ASKS, READS, acts_of, is_shown, reader_of
from bot.understanding.named_tickets import able, tickets_of
from bot.understanding.who_speaks import addresses_another, reports_another, without_own_name
from regulation.states import Action, State
from store.lists import ticket_lists

if TYPE_CHECKING:
    from bot.context import Command, Context, Draft
    from store.tables import Ticket

HOW_TO = re.compile(r"(?:怎么|怎样|如何|咋)(?!办|还|就|会|没|不|这么|样)")
SENTENCE = 24  # characters of one short sentence
BRIEF = 16  # characters: a longer message may be a whole objection, whatever command it seems to be
DISSATISFIED = ("重新提出", "催办")
LISTS = ("我的异议", "我的待办")  # one's own lists are shown whatever else was said
Do = Callable[["Context", "Command", str], Card]


@dataclass(frozen=True, slots=True)
class Answering:
    """`do` runs a command as routing does: an unfinished draft is parked first."""

    ctx: Context
    words: Words
    do: Do

    def answer(self, meaning: Meaning) -> Card | None:
        """None where nothing was understood."""
        match meaning.topic:
            case Topic.COMMAND:
                return self._command(meaning)
            case Topic.TICKET:
                return self._tickets(meaning)
            case Topic.PROGRESS:
                return self._progress(meaning)
            case Topic.FILE:
                return self._run("提出异议", "")
            case Topic.HELP:
                return short_help(self.ctx, meaning.courtesy.value if meaning.courtesy else "")
            case Topic.HUMAN:
                return reach_centre.run(self.ctx)
            case Topic.COURTESY:
                return Card(CardKind.TEXT, body=(meaning.courtesy or Courtesy.SEEN).value)
            case _:
                return None

    def _run(self, word: str, args: str, *, understood: bool = False) -> Card:
        ctx = replace(self.ctx, understood=True) if understood else self.ctx
        return self.do(ctx, self.words[word.upper()], args)

    def _command(self, meaning: Meaning) -> Card:
        numbers = {each.number or each.last for each in meaning.tickets}
        if len(numbers) > 1:
            return self._several(meaning)
        if meaning.tickets:
            return self._on_ticket(meaning)
        return self._without_number(meaning)

    def _on_ticket(self, meaning: Meaning) -> Card:
        """The number names one ticket; what is possible on it for this person decides what was meant."""
        found = tickets_of(self.ctx, meaning.tickets[0], meaning.words)
        if len(found) > 1:
            pairs = [(word, ticket) for ticket in found for word in meaning.words if able(self.ctx, ticket, word)]
            return ask_back(self.ctx, meaning.words, pairs or [("查询", ticket) for ticket in found], meaning.rest)
        ticket = found[0]
        fitting = [word for word in meaning.words if able(self.ctx, ticket, word)]
        if not fitting and (other := self._behind(meaning)) is not None:
            return self._on_ticket(other)
        fitting = fitting or [word for word in meaning.instead if acts_of(word) and able(self.ctx, ticket, word)]
        if not meaning.whole or (fitting and self._by_another()):
            return shown(self.ctx, ticket, meaning.words, [word for word in fitting if acts_of(word)])
        if len(fitting) > 1:
            return ask_back(self.ctx, fitting, [(word, ticket) for word in fitting], meaning.rest)
        word = (fitting or meaning.words)[0]
        args = f"{ticket.number} {argument(word, meaning.rest)}".strip()
        if word in READS or word in ASKS or not fitting:
            return self._run(word, args)
        return self._run(word, args, understood=True) if is_shown(word) else offered(self.ctx, word, args, self.words)

    def _without_number(self, meaning: Meaning) -> Card:
        word, rest = meaning.words[0], meaning.rest
        if meaning.courtesy and word == read_receipt.COMMAND.word and not read_receipt.unread_results(self.ctx):
            return Card(CardKind.TEXT, body=meaning.courtesy.value)
        if not acts_of(word) or (word in ASKS and len(meaning.words) == 1):
            if word in LISTS or (meaning.whole and (word in READS or word in ASKS)):
                return self._run(word, "" if word in ASKS or not meaning.whole else rest)
            if word == contact_details.COMMAND.word and not {*self.ctx.person.roles.split()} & contact_details.WHO:
                return reach_centre.run(self.ctx)
            if not acts_of(word):
                return offered(self.ctx, word, rest, self.words)
        pairs = self._pairs(meaning.words) or self._pairs(meaning.instead)
        if not pairs and (others := self._pairs(_elsewhere(meaning.words))):
            return ask_back(self.ctx, meaning.words, others, rest)  # another act than was named is never begun
        if not pairs and (other := self._behind(meaning)) is not None:
            return self._without_number(other)
        if meaning.courtesy and not pairs:
            return Card(CardKind.TEXT, body=meaning.courtesy.value)
        asks = QUESTION.search(self.ctx.call.text) is not None
        if not pairs and asks and not HOW_TO.search(self.ctx.call.text) and part_in(self.ctx):
            return self._progress(meaning)  # 市监局签收了没有 asks of a case, and orders nothing
        if not meaning.whole and asks and len(meaning.words) == 1:
            return explained(self.ctx, meaning.words, pairs, self.words, rest)
        begins = len(pairs) == 1 and (is_shown(pairs[0][0]) or pairs[0][0] in ASKS) and not self._by_another()
        if meaning.sure is not Sure.UNDERSTOOD or not begins:
            return ask_back(self.ctx, meaning.words, pairs, rest)
        word, ticket = pairs[0]
        return self._run(word, f"{ticket.number} {argument(word, rest)}".strip(), understood=True)

    def _by_another(self) -> bool:
        text = self.ctx.call.text
        return reports_another(self.ctx, text) or addresses_another(self.ctx, text)

    def _behind(self, meaning: Meaning) -> Meaning | None:
        """这件准了 收办吧: the command behind one that is not this person's now; each time less is left to read."""
        other = reader_of(self.words).read(meaning.rest) if meaning.rest and meaning.whole else None
        is_command = other is not None and other.topic is Topic.COMMAND and other.whole and not other.tickets
        if other is None or not is_command or len(other.rest) >= len(meaning.rest):
            return None
        return replace(other, tickets=meaning.tickets)

    def _pairs(self, words: Sequence[str]) -> list[Pair]:
        return [
            (word, ticket) for word in words if acts_of(word) for ticket in candidates_for(self.ctx, *acts_of(word))
        ]

    def _several(self, meaning: Meaning) -> Card:
        """One act, one ticket: each of them has its own button."""
        meant = [each for each in meaning.tickets if not self._put_off(meaning, each)] or meaning.tickets
        found = [ticket for each in meant[:3] for ticket in tickets_of(self.ctx, each, meaning.words)[:1]]
        pairs = [(word, ticket) for ticket in found for word in meaning.words if able(self.ctx, ticket, word)]
        rest = meaning.rest if meant == meaning.tickets else ""
        card = ask_back(self.ctx, meaning.words, pairs[:3] or [("查询", ticket) for ticket in found], rest)
        return replace(card, body=f"一次只办一件，请逐件确定。\n{card.body}")

    def _put_off(self, meaning: Meaning, found: Mention) -> bool:
        """0005先放着: what stands behind a number, up to the next one, leaves this ticket alone."""
        copy = plain(unwrapped(self.ctx.call.text))
        behind = next((each.start for each in meaning.tickets if each.start >= found.end), len(copy))
        said = copy[found.end : behind]
        return hesitates(said) or LEAVES.search(said) is not None

    def _tickets(self, meaning: Meaning) -> Card:
        found = [ticket for each in meaning.tickets[:3] for ticket in tickets_of(self.ctx, each)]
        unique = list({ticket.id: ticket for ticket in found}.values())
        if len(unique) > 1:
            return replace(ask_back(self.ctx, ("查询",), [("查询", t) for t in unique]), title="请选择要查看的工单")
        note = "" if meaning.whole else f"您提到了这件工单，本次没有办理。{BY_BUTTON}或者发送要办的事和工单号。"
        card = show(self.ctx, find(self.ctx, unique[0].number), note=note)
        return without_buttons(card, "要办理请发送要办的事和工单号，例如“催办 0004”。")

    def _progress(self, meaning: Meaning) -> Card:
        """One's own open case, else the list; whoever has filed nothing asks of what waits for them."""
        if meaning.tickets:
            return self._tickets(replace(meaning, sure=Sure.UNDERSTOOD))
        own = ticket_lists.of_proposer(self.ctx.session, self.ctx.person.id)
        still = [ticket for ticket in own if ticket.state is not State.CLOSED]
        if len(still) == 1:
            return show(self.ctx, still[0])
        if own:
            return self._run("我的异议", "")
        tasks: Sequence[Ticket] = waiting_for(self.ctx)
        return show(self.ctx, tasks[0]) if len(tasks) == 1 else self._run("我的待办" if tasks else "我的异议", "")


def _elsewhere(words: Sequence[str]) -> Sequence[str]:
    """What the same words mean where the act can't be done: dissatisfied before the result, or after the end."""
    return [other for word in words for other in DISSATISFIED if word == Action.REJECT.value]


def _acts_meant(meaning: Meaning) -> set[Action]:
    return {act for word in meaning.words for act in acts_of(word)}


def _is_of_draft(ctx: Context, draft: Draft, meaning: Meaning) -> bool:
    """Whether the words are about what waits for its button: its own act is meant, or none that is possible now."""
    acts = _acts_meant(meaning)
    own = draft.form in {f"act:{act.name.lower()}" for act in acts}
    return own or (bool(acts) and not candidates_for(ctx, *acts))


def understood(ctx: Context, words: Words, draft: Draft | None, do: Do) -> Card | None:
    """The answer to a message that is no exact command while no question is open; None where nothing is understood."""
    meaning = reader_of(words).read(without_own_name(ctx, ctx.call.text))
    said = behind_greeting(ctx.call.text)
    if draft is not None and meaning.topic in (Topic.COURTESY, Topic.HELP, Topic.NOTHING):
        late = late_sentence.asks(ctx, draft, ctx.call.text) if meaning.topic is Topic.NOTHING else None
        placed = summary_answers.placed(ctx, draft, ctx.call.text) if meaning.topic is Topic.NOTHING else None
        return late or placed or answering.take(ctx, draft, ctx.call)  # to what waits for its button
    if draft is not None and not meaning.tickets and _is_of_draft(ctx, draft, meaning):
        return summary_answers.placed(ctx, draft, ctx.call.text) or answering.take(ctx, draft, ctx.call)
    answers_result = draft is None and Action.REJECT in _acts_meant(meaning) and candidates_for(ctx, Action.REJECT)
    if answers_result and len(said) <= SENTENCE:
        return Answering(ctx, words, do).answer(meaning)  # 还是老地址 is said of the result that waits for an answer
    may_file = meaning.topic in (Topic.FILE, Topic.NOTHING) or not (meaning.whole and len(said) <= BRIEF)
    if draft is None and may_file and (begun := said_at_once.begin(ctx, said)) is not None:
        return begun
    return Answering(ctx, words, do).answer(meaning)
