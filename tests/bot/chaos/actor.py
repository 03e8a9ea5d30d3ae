"""Actors: answer the bot's questions as the scenario says or with a valid value, with marked texts."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.ports import Button, Card
from tests.bot.chaos.system import SentCard, SystemUnderTest

QUESTION = re.compile(r"第\d+项，共\d+项")
SUBMITS = ("提交", "仍要提交", "另写一份", "确定")  # a list's own 确定 is no button of the card
CHANGED = "发出的内容有变化"  # a preview of another day; pressed again at the same moment it holds
MOST = 24  # most questions and invalid answers of one conversation
Answers = dict[str, str]  # substring of the question → text of the option, or of the reply
TYPED_ANSWERS = (
    # substring of the question → a valid answer
    (("预计修正日期", "从哪一天", "到哪一天结束"), "5个工作日后"),
    (("期限到哪一天",), "10"),
    (("什么时候收到",), "刚刚"),
    (("市平台工单号",), "SH-{serial}"),
    (("批次",), "2026年9月第3批 {mark}"),
    (("哪一部规定",), "某某管理条例 {mark}"),
    (("哪些数据", "哪一项数据", "哪个数据", "对哪"), "企业登记"),
    (("提出方是谁",), "姓名 {mark}，单位 某街道，电话 {phone}"),
    (("联系电话", "联系方式"), "姓名 {mark}，电话 {phone}"),
)


def converse(sut: SystemUnderTest, account: str, opening: str, answers: Mapping[str, str] | None = None) -> None:
    """Type the command, or press it where the newest card of the ticket has it, and answer all questions."""
    left = dict(answers or {})
    card = _open(sut, account, opening)
    for _ in range(MOST):
        if card is None or not is_open(card):
            return
        card = answer(sut, account, card, left)


def is_open(card: Card) -> bool:
    """Whether a card asks something: a question of a form, its summary, or a preview."""
    return bool(QUESTION.search(card.subtitle)) or _named(card, *SUBMITS) is not None or _meant(card) is not None


def _meant(card: Card) -> Button | None:
    """The button that says the sentence was the open question's answer."""
    return next((button for button in card.buttons if button.command.startswith("填入 D")), None)


def answer(sut: SystemUnderTest, account: str, card: Card, answers: Answers) -> Card | None:
    """Answer one question."""
    if (meant := _meant(card)) is not None:
        return sut.press(account, meant.command)
    submit = _named(card, *SUBMITS)
    if submit is not None:
        shown = sut.press(account, submit.command)
        if shown is None or not all(each.body.startswith(CHANGED) for each in (card, shown)):
            return shown
        newest = _named(shown, *SUBMITS)  # the card pressed may be of an earlier day: this one is of this moment
        assert newest is not None
        held = sut.press(account, newest.command)
        assert held is None or not held.body.startswith(CHANGED), f"shown anew though nothing has changed: {held}"
        return held
    wanted = _wanted(card, answers)
    if card.choices and card.choices[0].options and card.submit is not None:
        return _choose(sut, account, card, wanted)
    if (done := _named(card, "完成")) is not None:
        return _piece(sut, account, card, done)
    same = _named(card, "无误")
    if same is not None and not wanted and sut.rng.random() < 0.5:
        return sut.press(account, same.command)
    return sut.types(account, _said(sut, account, wanted or _fitting(card)))


def _wanted(card: Card, answers: Answers) -> str:
    """The scenario's answer; several answers to one question are used in turn."""
    asked = next((words for words in answers if words in card.title), None)
    if asked is None:
        return ""
    first, _, rest = answers[asked].partition("|")
    if rest:
        answers[asked] = rest
    return first


def _choose(sut: SystemUnderTest, account: str, card: Card, wanted: str) -> Card | None:
    assert card.submit is not None
    choice = card.choices[0]
    picked = [option for option in choice.options if wanted in option.text] or list(choice.options)
    option = picked[0] if wanted else sut.rng.choice(picked)
    return sut.press(account, card.submit.command, values={choice.name: (option.id,)})


def _piece(sut: SystemUnderTest, account: str, card: Card, done: Button) -> Card | None:
    """Text, sometimes with a picture, then 完成; where the text comes last, it ends the step."""
    have, words_end_it = "已有" in card.body, "最后发送文字" in card.body
    if not have and sut.rng.random() < 0.4:
        return sut.send_picture(account)
    if have and not words_end_it:
        return sut.press(account, done.command)
    return sut.types(account, _said(sut, account, "{mark} 比对原件发现登记日期有误，已更正登记日期，另有材料可查"))


def _fitting(card: Card) -> str:
    found = next((said for words, said in TYPED_ANSWERS if any(word in card.title for word in words)), "")
    return found or "{mark} 经逐条核对原始登记材料，登记日期有误，已更正登记日期"


def _said(sut: SystemUnderTest, account: str, text: str) -> str:
    text = text.replace("{mark}", sut.detector.token(account)) if "{mark}" in text else text
    text = text.replace("{serial}", f"2026-{sut.presses:05}")
    return text.replace("{phone}", sut.detector.phone(account)) if "{phone}" in text else text


def _named(card: Card, *texts: str) -> Button | None:
    return next((button for button in (*card.buttons, *card.more) if button.text in texts), None)


def _open(sut: SystemUnderTest, account: str, opening: str) -> Card | None:
    """Press the button where the newest card of this ticket has it; typed text is marked."""
    word, _, number = opening.partition(" ")
    mine = (post for post in reversed(sut.sent_cards) if post.account == account and post.card.ticket == number)
    newest = next(mine, None)
    button = _offered(newest, word) if newest is not None and sut.rng.random() < 0.7 else None
    if newest is not None and button is not None:
        return sut.press(account, button.command, card=newest.key)
    return sut.types(account, _said(sut, account, opening))


def _offered(post: SentCard, word: str) -> Button | None:
    """The button for this command; those of 转交 and 答复 have a longer label."""
    every = (*post.card.buttons, *post.card.more)
    return next((button for button in every if button.command.partition(" ")[0] == word), None)
