"""Question types of a form: how each is asked, how a reply is parsed, and how the answer is rendered in the summary."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.context import Answers, Context, Draft, Json, Options, Question, always, as_words
from bot.language.message_length import LONGEST_TEXT
from bot.language.punctuation import bare, parts
from bot.language.text import clean, clip, folded, harmless, quoted
from bot.ports import Button, Call, CallKind, Card, CardKind, Choice, Option
from regulation.refusals import BadValue
from store.characters import seen

FEW, SHORT = 5, 10  # so many options, of so many characters, are buttons: 更多 holds the card's own
MOST = 20  # options of a list: the platform refuses more (42037)
PICK = "选定"  # the command of every list in a form: 选定 <draft> <question> [<option> …]


def as_line(value: Json) -> str:
    """The same for free text, as shown to its author."""
    return clip(harmless(as_words(value)), 120)


def text_question(
    name: str,
    label: str,
    prompt: str,
    *,
    hint: str = "",
    least: int = 1,
    most: int = LONGEST_TEXT,
    needed: Callable[[Answers], bool] = always,
    optional: bool = False,
) -> Question:
    """Free text of `least` to `most` characters."""

    def ask(ctx: Context, draft: Draft) -> Card:  # noqa: ARG001
        return Card(CardKind.TEXT, title=prompt, body=hint)

    def read(ctx: Context, draft: Draft, call: Call) -> Json:  # noqa: ARG001
        return read_words(call, name, label, least, most)

    return Question(name, label, ask, read, as_line, needed, optional, None, str)


def read_words(call: Call, name: str, label: str, least: int = 1, most: int = LONGEST_TEXT) -> str:
    """The text of a reply; raises BadValue for files, empty text, and text too short or too long."""
    if call.kind is CallKind.FILE:
        raise BadValue(f"“{label}”请用文字回答；图片和文件请在填写“佐证说明”时提供。", field=name)
    words = clean(call.text)
    if len(seen(words)) < least:
        raise BadValue(f"“{label}”至少需要{least}个字，请重新填写。", field=name)
    if len(words) > most:
        raise BadValue(f"“{label}”最多{most}字，现在是{len(words)}字，请精简后重新发送。", field=name)
    return words


def choice_question(
    name: str,
    label: str,
    prompt: str,
    options: Sequence[Option] | Options,
    *,
    hint: str = "",
    several: bool = False,
    needed: Callable[[Answers], bool] = always,
    optional: bool = False,
    show: Callable[[Json], str] = as_words,
) -> Question:
    """One option of a list (with `several`, one or more): clicked, by number (2 or 1,3) or by its text."""

    def listed(ctx: Context, draft: Draft) -> Sequence[Option]:
        return options(ctx, draft) if callable(options) else options

    def ask(ctx: Context, draft: Draft) -> Card:
        return choice_card(draft, name, prompt, listed(ctx, draft), hint=hint, several=several)

    def read(ctx: Context, draft: Draft, call: Call) -> Json:
        chosen = chosen_ids(call, name, listed(ctx, draft))
        if not chosen or (len(chosen) > 1 and not several):
            raise unlisted(call, name, label, several=several)
        return chosen if several else chosen[0]

    return Question(name, label, ask, read, show, needed, optional)


def unlisted(call: Call, name: str, label: str, *, several: bool = False, skips: bool = False) -> BadValue:
    """Why a reply is none of the options: nothing was chosen, or other words were typed.

    A vote shows one line of its card: there, the words come first, and what to do with them.
    """
    words = clean(call.text) if call.kind is CallKind.TEXT else ""
    if several and words:
        other = "；列表中没有的，跳过后用文字写" if skips else ""
        return BadValue(f"{quoted(words, 8)}不在列表中，请勾选或回复序号{other}。", field=name)
    typed = f"{quoted(words, 12)}不在列表中，没有填入。" if words else ""
    return BadValue(f"请从列表中选择“{label}”{'（可多选）' if several else ''}，也可回复序号。{typed}", field=name)


def choice_card(
    draft: Draft, name: str, prompt: str, options: Sequence[Option], *, hint: str = "", several: bool = False
) -> Card:
    """A list whose submission returns as 选定 with the draft's id and the question's name."""
    present = draft.answers.get(name)
    chosen = present if isinstance(present, list) else [present]
    marked = tuple(Option(o.id, o.text, o.chosen or o.id in chosen) for o in options)
    few = not several and 1 < len(marked) <= FEW and all(len(o.text) <= SHORT for o in marked)
    return Card(
        CardKind.CHOICE,
        title=prompt,
        body=hint,
        choices=(Choice(name, prompt.removesuffix("？").removesuffix("?"), marked, several, pressed=few),),
        submit=Button("确定", f"{PICK} {draft.id} {name}", "primary"),
    )


def offered_first(options: Sequence[Option]) -> tuple[Sequence[Option], str]:
    """What a list can hold, and what to do about the rest."""
    if len(options) <= MOST:
        return options, ""
    return options[:MOST], f"共{len(options)}项，下面列出前{MOST}项，其余请直接发送名称。"


def chosen_ids(call: Call, name: str, options: Sequence[Option]) -> list[str]:
    """The chosen options, in the list's order; empty where the text names none."""
    ids = call.values.get(name)
    if ids is None:
        ids = _typed(folded(clean(call.text)), options)
    return [option.id for option in options if option.id in ids]


def _typed(text: str, options: Sequence[Option]) -> tuple[str, ...]:
    whole = [option.id for option in options if {text, bare(text)} & {option.id, folded(option.text)}]
    if whole:
        return tuple(whole[:1])
    found: list[str] = []
    for part in parts(text):
        named = [o.id for i, o in enumerate(options, 1) if part in (str(i), o.id, folded(o.text))]
        if not named:
            return ()
        found += named[:1]
    return tuple(found)
