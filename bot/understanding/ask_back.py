"""Questions back: what was understood in doubt, with buttons that fit this person now and keep what was said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.cards.list_card import Heading
from bot.cards.short_numbers import short_numbers
from bot.command_line import Words
from bot.forms.form_cards import parked_line
from bot.language.spoken.argument_edges import argument
from bot.language.spoken.plain_copy import plain
from bot.language.spoken.ticket_mentions import mentions
from bot.language.text import quoted
from bot.ports import Button, CallKind, Card, CardKind
from bot.tickets.access import show
from bot.tickets.kept_words import carried
from bot.tickets.paging import Turn, page_of
from bot.tickets.select import PICK, part_in, task_of, task_page
from bot.understanding.command_kinds import acts_of
from bot.understanding.things_now import buttons_now, things_now

if TYPE_CHECKING:
    from bot.context import Context
    from store.tables import Ticket

Pair = tuple[str, "Ticket"]  # a command word and a ticket on which it is possible now
SAFE = "本次没有办理。"
BY_BUTTON = "请点下面的按钮办理，"
MANY = 3
LABEL = 10  # characters of a button that every phone shows


def ask_back(ctx: Context, words: Sequence[str], pairs: Sequence[Pair], rest: str = "") -> Card:
    """您是想“签收”吗？ with each possible act; where none is possible, what is possible instead."""
    said = quoted(ctx.call.text, 30)
    if not pairs:
        return _impossible(ctx, words, said)
    named = list(dict.fromkeys(word for word, _ in pairs))
    title = f"您是想“{named[0]}”吗？" if len(named) == 1 else "请问您想办哪一项？"
    if len(pairs) <= MANY:
        labels = _labels(pairs)
        buttons = tuple(
            _button(ctx, pair, rest, Button(label, "", "plain" if at else "primary"))
            for at, (pair, label) in enumerate(zip(pairs, labels, strict=True))
        )
        if len(pairs) < MANY:
            only = {ticket.number for _, ticket in pairs}
            buttons += (
                Button("先看工单", f"查询 {pairs[0][1].number}") if len(only) == 1 else Button("我的待办", "我的待办"),
            )
        return Card(
            CardKind.TASK, title=title, subtitle=said, body=f"{SAFE}{_kept(rest)}请点按钮办理。", buttons=buttons
        )
    return _listed(ctx, title, said, pairs, rest)


def _listed(ctx: Context, title: str, said: str, pairs: Sequence[Pair], rest: str) -> Card:
    """Many: one command chooses among tickets; several commands are shown with the nearest tickets."""
    words = list(dict.fromkeys(word for word, _ in pairs))
    if len(words) > 1:
        kept = {word: carried(ctx, argument(word, rest)) for word in words[:MANY]}
        buttons = tuple(Button(word, f"{word} {kept[word]}".strip(), "plain") for word in kept)
        return Card(
            CardKind.TASK, title=title, subtitle=said, body=f"{SAFE}{_kept(rest)}请点按钮选择。", buttons=buttons
        )
    word = words[0]
    command = f"{word} {carried(ctx, argument(word, rest))}".strip()
    heading = Heading(title, f"{said}，{SAFE}{_kept(rest)}", PICK, Button(word, command, "primary"))
    listed = sorted((task_of(ticket) for _, ticket in pairs), key=lambda task: task.key)
    return task_page(ctx, heading, page_of(listed, lambda task: task.key, Turn()), command)


def _button(ctx: Context, pair: Pair, rest: str, button: Button) -> Button:
    word, ticket = pair
    return replace(button, command=f"{word} {ticket.number} {carried(ctx, argument(word, rest))}".strip())


def _labels(pairs: Sequence[Pair]) -> list[str]:
    """What each button says, no two alike: the command with the short number, else the one that differs."""
    called = short_numbers(ticket.number for _, ticket in pairs)
    labels = [f"{word} {called[ticket.number]}" for word, ticket in pairs]
    if max(map(len, labels)) > LABEL and len(called) == 1:
        return [word for word, _ in pairs]
    if max(map(len, labels)) > LABEL and len({word for word, _ in pairs}) == 1:
        return list(called.values())
    return labels


def _kept(rest: str) -> str:
    return f"您写的{quoted(rest, 40)}已保留，会随这一步带上。" if rest else ""


def _impossible(ctx: Context, words: Sequence[str], said: str) -> Card:
    named = "、".join(f"“{word}”" for word in words[:MANY])
    cannot = f"您是想{named}吗？现在没有您可以{named}的工单，{SAFE}"
    if (card := only_case(ctx, f"{cannot}这是与您有关的工单。")) is not None:
        return card
    things = things_now(ctx)
    lines = [f"{cannot}您可以：", *(f"· {each.text}" for each in things)]
    return Card(
        CardKind.TASK,
        title="现在没有可以这样办理的工单",
        subtitle=said,
        body="\n".join(lines),
        buttons=buttons_now(things),
    )


def offered(ctx: Context, word: str, args: str, words: Words) -> Card:
    """A command that is not about one ticket: its exact line on a button."""
    known = words[word.upper()]
    line = f"{word} {carried(ctx, args)}".strip()
    return Card(
        CardKind.TASK,
        title=f"您是想“{word}”吗？",
        subtitle=quoted(ctx.call.text, 30),
        body=f"{SAFE}{known.help}。请点按钮继续，或者按“{_plain(known.usage)}”的写法发送。",
        buttons=(Button(word, line, "primary"), Button("全部命令", "帮助")),
    )


def explained(ctx: Context, words: Sequence[str], pairs: Sequence[Pair], known: Words, rest: str) -> Card:
    """怎么撤回: what the command does and how it is written; a button where it is possible now."""
    card = ask_back(ctx, words, pairs, rest)
    command = known[words[0].upper()]
    how = f"“{command.word}”：{command.help}。写法：{_plain(command.usage)}。"
    return replace(card, body=f"{how}\n{card.body}")


def shown(ctx: Context, ticket: Ticket, words: Sequence[str], able: Sequence[str]) -> Card:
    """The ticket with its buttons, and that nothing was done."""
    if able:
        named = "、".join(f"“{word}”" for word in able[:MANY])
        note = f"您是想{named}吗？{SAFE}{BY_BUTTON}或者发送“{able[0]} {ticket.number}”。"
        return without_buttons(show(ctx, ticket, note=note), f"要办理的，请发送“{able[0]} {ticket.number}”。")
    acts = [word for word in words if acts_of(word)]
    return show(ctx, ticket, note=f"{SAFE}现在不能由您“{acts[0]}”。" if acts else "")


def only_case(ctx: Context, note: str) -> Card | None:
    """The one open case that waits for the author or was filed by them: what they write is likely about it."""
    found = part_in(ctx)
    return show(ctx, found[0], note=note) if len(found) == 1 else None


def without_buttons(card: Card, typed: str) -> Card:
    """The note of a card that has no buttons says what to send instead; its acts are in its menu at most."""
    if card.buttons or BY_BUTTON not in card.body:
        return card
    before, _, behind = card.body.partition(BY_BUTTON)
    return replace(card, body=f"{before}{typed}{behind.partition('。')[2]}", told="")


def apology(ctx: Context) -> Card:
    """Nothing was understood: the one case at hand, else what can be done now; with buttons."""
    said = quoted(ctx.call.text, 20) if ctx.call.text else ""
    typed = ctx.call.kind is CallKind.TEXT and not mentions(plain(ctx.call.text))
    if (
        said
        and typed
        and (card := only_case(ctx, f"抱歉，没有理解您的意思（{said}），{SAFE}这是与您有关的工单。")) is not None
    ):
        return card
    things = things_now(ctx)
    return Card(
        CardKind.TASK,
        title="抱歉，没有理解您的意思",
        subtitle=said,
        body="\n".join(["您可以：", *(f"· {each.text}" for each in things)]),
        buttons=buttons_now(things),
    )


def short_help(ctx: Context, greeting: str = "") -> Card:
    things = things_now(ctx)
    hello = greeting or "您好。"
    return Card(
        CardKind.TASK,
        title=f"{hello}您现在可以：",
        body="\n".join([*(f"· {each.text}" for each in things), "发送“帮助”查看全部命令。"]),
        buttons=buttons_now(things),
    )


def parked_above(title: str, card: Card) -> Card:
    return replace(card, body=f"{parked_line(title)}\n{card.body}".strip())


def _plain(usage: str) -> str:
    return usage.translate(str.maketrans("<>", "〈〉"))
