"""The proposer's true name and contact (M9), prefilled from the directory."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.context import Draft, Json, Question
from bot.forms.fields import PICK, read_words
from bot.inspection.personal_data import masked
from bot.language.punctuation import bare
from bot.language.text import between, clean, folded, harmless
from bot.ports import Button, Call, Card, CardKind
from regulation.refusals import BadValue
from store.people import persons

if TYPE_CHECKING:
    from bot.context import Context

NAME, SAME = "contact", "same"
_PHONE = re.compile(r"\+?[0-9][0-9 \-]{5,18}[0-9]")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
_ADDRESS = re.compile(r"(?=.*[路街道村弄号室幢栋镇乡巷])(?=(.*[\u3400-\u9fff]){5}).{6,100}")
_LABEL = "姓名|名称|单位|部门|电话|手机|联系方式|电子邮箱|电子邮件|邮箱|邮件|通信地址|通讯地址|邮寄地址|地址"
_PART = re.compile(rf"({_LABEL})\s*[:是为]?\s*(.+?)(?=\s*(?:[,;!?\n。]|[、\s](?:{_LABEL})|$))")
_KEYS = {"姓名": "name", "名称": "name", "单位": "department", "部门": "department"}


def contact_question(*, asked: bool = False) -> Question:
    """Answer: `{"name": …, "department": …, "phone": …}`; taken from the directory, unless it is to be `asked` for."""
    return Question(NAME, "联系", _ask, _read, show_contact, known=None if asked else _on_file)


def _on_file(ctx: Context) -> Json:
    """The contact in the directory, where it has a telephone number."""
    contact = _of(ctx)
    return contact if _PHONE.fullmatch(contact["phone"]) else None


def stranger_question() -> Question:
    """Contact of a proposer who is elsewhere: nothing is prefilled; a phone number in the directory names its owner.

    M9 asks for 联系方式: a telephone number, an e-mail address or a postal address.
    """

    def ask(ctx: Context, draft: Draft) -> Card:  # noqa: ARG001
        hint = "例如「姓名 张三，单位 区教育局，电话 021-12345678」；没有电话的，可写邮箱或者通信地址。"
        return Card(CardKind.TEXT, "提出方是谁？怎样联系？", body=hint)

    def read(ctx: Context, draft: Draft, call: Call) -> Json:  # noqa: ARG001
        known = {"name": "", "department": "", "phone": ""} | dict(draft.answers.get(NAME) or {})
        contact = known | _changes(read_words(call, NAME, "提出方", 1, 200))
        if not contact["name"] or not _reaches(contact["phone"]):
            wanted = (
                "需要真实姓名（或名称）和联系方式（电话、邮箱或者通信地址），例如「姓名 张三，电话 021-12345678」。"
            )
            raise BadValue(wanted, field=NAME)
        return contact

    return Question(NAME, "提出方", ask, read, show_contact)


def _reaches(contact: str) -> bool:
    return any(form.fullmatch(contact) for form in (_PHONE, _EMAIL, _ADDRESS))


def show_contact(value: Json) -> str:
    return f"{harmless(value['name'])} {harmless(value['department'])} {masked(value['phone'])}"


def _ask(ctx: Context, draft: Draft) -> Card:
    present = _present(ctx, draft)
    name, department = harmless(present["name"]), harmless(present["department"])
    body = f"姓名：{name}\n部门：{department}\n电话：{present['phone'] or '（通讯录中没有）'}"
    hint = "要改请直接回复，例如「电话 021-12345678」或「姓名 张三」。"
    if not present["phone"]:
        return Card(CardKind.TEXT, "请提供联系电话", body=f"{body}\n请直接回复电话号码。")
    same = Button("无误", f"{PICK} {draft.id} {NAME} {SAME}", "primary")
    return Card(CardKind.TASK, "联系方式是否正确？", body=f"{body}\n{hint}", buttons=(same,))


def _read(ctx: Context, draft: Draft, call: Call) -> Json:
    contact = _present(ctx, draft)
    if call.values.get(NAME) != (SAME,):
        words = read_words(call, NAME, "联系方式", 1, 200)
        if bare(folded(words)) not in ("无误", "是", "对", "正确", SAME):
            contact |= _changes(words)
    if not _PHONE.fullmatch(contact["phone"]):
        raise BadValue("还缺联系电话，请回复手机号或带区号的座机号。", field=NAME)
    return contact


def _changes(words: str) -> dict[str, str]:
    """The fields that the reply replaces, names as typed; raises BadValue where no part of it can be assigned."""
    plain, changes = folded(words), {}
    for part in _PART.finditer(plain):
        kind = _KEYS.get(part[1], "phone")
        changes[kind] = bare(part[2] if kind == "phone" else clean(between(words, *part.span(2))))
    if not changes and (number := _PHONE.fullmatch(bare(plain))):
        changes = {"phone": number[0]}
    if not changes or not all(changes.values()):
        raise BadValue(
            "请回复电话号码，或写明要改的内容，例如「电话 021-12345678」「姓名 张三」「部门 区卫健委」。", field=NAME
        )
    return changes


def _present(ctx: Context, draft: Draft) -> dict[str, str]:
    answered = draft.answers.get(NAME)
    if answered:
        return dict(answered)
    return _of(ctx)


def _of(ctx: Context) -> dict[str, str]:
    person = ctx.person
    return {
        "name": person.name,
        "department": person.department.name,
        "phone": persons.mobile_of(ctx.vault, person),
    }
