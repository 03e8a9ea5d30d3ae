"""WeCom messages (protocol page 4.3-4.5). Lengths of texts are advice, no code refuses them: names are never cut.

What stands under a title holds as much as a text message does; where it is cut, the card says where the rest is.
A client preselects `selected_id`, or else the first entry, and submits it untouched: a list opens with 请选择, unless
it shows this person's own earlier answer. A vote has no default.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeAlias

from bot.cards import plain_text
from bot.cards.dialects import wecom_text
from bot.cards.dialects.wecom_lists import LINE, above, room, select
from bot.cards.dialects.wecom_text import MEDIA, media, text
from bot.cards.outgoing_message import Outgoing
from bot.language.text import clip
from bot.ports import Button, Card, CardKind, Choice

Json: TypeAlias = dict[str, Any]
SOURCE = "公共数据异议"
STYLES = {"primary": 1, "danger": 2, "plain": 4}
SELECTS, VOTED, FIELDS, BUTTONS, MORE = 3, 20, 6, 5, 3  # more entries are refused (42035, 42037, 42047)
BELOW = 600  # characters under the title, which advice calls long from 160 on: no more than a text message holds
GOES_ON, IN_DETAIL = "（全文见下一条消息）", "（全文见详情）"


def message(out: Outgoing) -> Json:
    """The message that fits the card's kind."""
    card = out.card
    if card.kind in MEDIA:
        return media(out)
    if card.kind is CardKind.DIGEST:
        return {"msgtype": "markdown", "markdown": {"content": plain_text.markdown(card, out.base_url)}}
    if card.kind is CardKind.TEXT and not (card.buttons or card.more or card.choices):
        return text(plain_text.plain(card, (), out.base_url))
    return {"msgtype": "template_card", "template_card": _template_card(out)}


def shows(card: Card) -> bool:
    """Whether the message holds all of what was told: a text message, or the room under a card's title."""
    if card.kind is CardKind.TEXT and not (card.buttons or card.more or card.choices):
        return wecom_text.shows(card)
    below = plain_text.below(card, FIELDS)
    end = below.find(card.told) + len(card.told)
    room = BELOW if len(below) <= BELOW else BELOW - len(IN_DETAIL) - 1
    return not card.told or (card.told in below and end <= room)


def _template_card(out: Outgoing) -> Json:
    """The template card type by what can be pressed; a done card has no controls, unless it is redrawn in place."""
    card, chosen = out.card, _chosen(out.card)
    if not _live(out):
        return _notice(out)
    if card.kind is CardKind.FORM:
        return _form(out)
    if chosen and chosen.pressed and card.submit:
        return _buttons_of(out, chosen)
    if chosen and (chosen.several or len(chosen.options) > room(chosen.options)):
        return _vote(out, chosen)
    return _task(out, chosen) if card.buttons or card.submit else _notice(out)


def _live(out: Outgoing) -> bool:
    return out.update or not out.card.done


def _chosen(card: Card) -> Choice | None:
    """The one drop-down list of a card that is no form; None where it has no options."""
    return card.choices[0] if card.choices and card.choices[0].options else None


def _notice(out: Outgoing) -> Json:
    return {
        "card_type": "text_notice",
        **_head(out, out.card.subtitle),
        **_middle(out),
        **_more(out),
        "card_action": _opens(out, out.card.link),
    }


def _form(out: Outgoing) -> Json:
    return {
        "card_type": "multiple_interaction",
        **_head(out, out.card.subtitle),
        "select_list": [select(choice) for choice in out.card.choices[:SELECTS]],
        "submit_button": _submit(out.card),
        **_caption(out),
    }


def _vote(out: Outgoing, choice: Choice) -> Json:
    entries = [
        {"id": option.id, "text": clip(option.text, LINE), "is_checked": option.chosen}
        for option in choice.options[:VOTED]
    ]
    return {
        "card_type": "vote_interaction",
        **_head(out, above(out.card)),
        "checkbox": {"question_key": choice.name, "mode": 1 if choice.several else 0, "option_list": entries},
        "submit_button": _submit(out.card),
        **_caption(out),
    }


def _task(out: Outgoing, choice: Choice | None) -> Json:
    card = out.card
    submit = [_button(out, card.submit, STYLES["primary"])] if card.submit else []
    most = BUTTONS + 1 - len(submit)
    return {
        "card_type": "button_interaction",
        **_head(out, card.subtitle),
        **_middle(out),
        **_more(out),
        **({"button_selection": select(choice)} if choice else {}),
        **({"card_action": _opens(out, card.link)} if card.link else {}),
        "button_list": [
            *submit,
            *(_button(out, each, STYLES[each.style]) for each in card.buttons[:most]),
        ],
        **_caption(out),
    }


def _buttons_of(out: Outgoing, choice: Choice) -> Json:
    """Each option is a button that submits it; the card's own buttons follow, and what has no room is behind 更多."""
    card, submit = out.card, out.card.submit.command if out.card.submit else ""
    options = [Button(o.text, f"{submit} {o.id}", "primary" if o.chosen else "plain") for o in choice.options]
    room = BUTTONS + 1 - len(options)
    every = replace(card, choices=(), submit=None, buttons=(*options, *card.buttons[:room]))
    return _task(replace(out, card=replace(every, more=(*card.buttons[room:], *card.more))), None)


def _head(out: Outgoing, desc: str) -> Json:
    card = out.card
    title = {"title": clip(card.title or card.subtitle or SOURCE, LINE)}
    return {
        "source": {"desc": SOURCE, "desc_color": 2 if card.urgent else 0},
        "task_id": out.key,
        "main_title": title | ({"desc": clip(desc, BELOW)} if card.title and desc else {}),
    }


def _middle(out: Outgoing) -> Json:
    card = out.card
    found: Json = {}
    if card.done and not out.update:
        found["quote_area"] = {"type": 0, "title": "此卡片已办理", "quote_text": card.done}
    if below := plain_text.below(card, FIELDS):
        found["sub_title_text"] = _fitting(below, IN_DETAIL if shows(card) else GOES_ON)
    if card.fields:
        found["horizontal_content_list"] = [
            {"keyname": clip(field.label.replace(" ", ""), LINE), "value": clip(field.value, LINE)}
            for field in card.fields[:FIELDS]
        ]
    return found


def _fitting(text: str, rest: str) -> str:
    """The text; where it has no room, its beginning and where the rest is."""
    return text if len(text) <= BELOW else clip(text, BELOW - len(rest)) + rest


def _more(out: Outgoing) -> Json:
    if not (out.card.more and _live(out)):
        return {}
    entries = [{"text": clip(button.text, LINE), "key": button.command} for button in out.card.more[:MORE]]
    return {"action_menu": {"desc": "更多", "action_list": entries}}


def _button(out: Outgoing, button: Button, style: int) -> Json:
    does = _opens(out, button.link) if button.link else {"type": 0, "key": button.command}
    return {"text": clip(button.text, LINE), "style": style, **does}


def _submit(card: Card) -> Json:
    assert card.submit is not None
    return {"text": clip(card.submit.text, LINE), "key": card.submit.command}


def _caption(out: Outgoing) -> Json:
    return {"replace_text": out.card.done} if out.update and out.card.done else {}


def _opens(out: Outgoing, path: str) -> Json:
    return {"type": 1, "url": plain_text.address(path, out.base_url)}
