"""The proposer's true name and contact (M9), prefilled from the directory."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.context import Draft, Gathered, Json, Question
from bot.forms.fields import PICK, read_words
from bot.inspection.personal_data import masked
from bot.language.punctuation import bare
from bot.language.text import folded, harmless
from bot.ports import Button, Call, Card, CardKind
from bot.sentences.spoken_contact import ADDRESS, EMAIL, PHONE, read_contact
from regulation.refusals import BadValue
from store.people import persons

if TYPE_CHECKING:
    from bot.context import Context

NAME, SAME = "contact", "same"
WANTED = "需要真实姓名（或名称）和联系方式（电话、邮箱或者通信地址），例如“姓名 张三，电话 021-12345678”。"
_NUMBER = r"(?P<number>1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[- ]?\d{7,8})"
_PHONE_WORDS = r"(?:联系)?(?:电话|手机|方式)(?:号码?)?|号码"
_INTO = r"(?:换成|换为|改成|改为|改到|更新为|变更为|用|就用|换|改)(?:一下)?"
_ENDS = r"(?:[\s,。!]|吧|了|这个|谢谢|就行|就可以|才对)*"
_CHANGE = re.compile(
    rf"(?:请|帮我|麻烦|把|将|我的?|[,\s])*(?:(?:{_PHONE_WORDS})[\s,:]*{_INTO}|{_INTO}我的?(?:新的?)?(?:{_PHONE_WORDS}))[\s,:是]*{_NUMBER}{_ENDS}"
)
_CHANGE_HERE = re.compile(
    rf"(?:把|将|我的?|[,\s])*(?:{_PHONE_WORDS})[\s,:]*(?:写|填|留|是|为)?(?:成|的是)?[\s,:]*{_NUMBER}{_ENDS}"
)
_NAMED = re.compile(r"姓名|名称|联系人|我叫|我是")


def contact_question(*, asked: bool = False) -> Question:
    """Answer: `{"name": …, "department": …, "phone": …}`; taken from the directory, unless it is to be `asked` for."""
    return Question(NAME, "联系", _ask, _read, show_contact, known=None if asked else _on_file)


def _on_file(ctx: Context) -> Json:
    """The contact in the directory, where it has a telephone number."""
    contact = _of(ctx)
    return contact if PHONE.fullmatch(contact["phone"]) else None


def contact_change(text: str, *, asked: bool) -> str:
    """The words of 联系电话换成139…; where a question is `asked`, 电话写139… may be its answer, and is no change."""
    plain = folded(text).strip()
    found = _CHANGE.fullmatch(plain) or (None if asked else _CHANGE_HERE.fullmatch(plain))
    return f"电话 {found['number']}" if found else ""


def stranger_question() -> Question:
    """Contact of a proposer who is elsewhere: nothing is prefilled; a phone number in the directory names its owner.

    M9 asks for 联系方式: a telephone number, an e-mail address or a postal address.
    """

    def ask(ctx: Context, draft: Draft) -> Card:  # noqa: ARG001
        hint = "例如“姓名 张三，单位 区教育局，电话 021-12345678”；没有电话的，可写邮箱或者通信地址。"
        return Card(CardKind.TEXT, "提出方是谁？怎样联系？", body=hint)

    def read(ctx: Context, draft: Draft, call: Call) -> Json:  # noqa: ARG001
        before = draft.partial.get(NAME) or draft.answers.get(NAME) or {}
        changes = read_contact(read_words(call, NAME, "提出方", 1, 200))
        contact = {"name": "", "department": "", "phone": ""} | before | changes
        if contact["name"] and _reaches(contact["phone"]):
            return contact
        if changes.keys() & {"name", "phone"}:
            return Gathered(contact, f"已记下：{show_contact(contact).strip()}。{WANTED}")
        raise BadValue(WANTED, field=NAME)

    return Question(NAME, "提出方", ask, read, show_contact)


def _reaches(contact: str) -> bool:
    return any(form.fullmatch(contact) for form in (PHONE, EMAIL, ADDRESS))


def show_contact(value: Json) -> str:
    shown = (
        harmless(value["name"]),
        harmless(value["department"]),
        masked(value["phone"]),
        masked(value.get("address", "")),
    )
    return f"{shown[0]} {shown[1]} {shown[2]} {shown[3]}".rstrip()


def _ask(ctx: Context, draft: Draft) -> Card:
    present = _present(ctx, draft)
    name, department = harmless(present["name"]), harmless(present["department"])
    body = f"姓名：{name}\n部门：{department}\n电话：{present['phone'] or '（通讯录中没有）'}"
    hint = "要改请直接回复，例如“电话 021-12345678”或“姓名 张三”。"
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
    if not PHONE.fullmatch(contact["phone"]):
        raise BadValue("还缺联系电话，请回复手机号或带区号的座机号。", field=NAME)
    return contact


def contact_said(ctx: Context, words: str) -> Json:
    """The contact on file with what these words change; None where it still has no telephone number."""
    contact = _of(ctx) | read_contact(words)
    return contact if PHONE.fullmatch(contact["phone"]) else None


def _changes(words: str) -> dict[str, str]:
    """The fields that the reply replaces; a name alone has its label. Raises BadValue where nothing can be assigned."""
    changes = read_contact(words)
    if not changes or (changes.keys() == {"name"} and not _NAMED.search(folded(words))):
        raise BadValue(
            "请回复电话号码，或写明要改的内容，例如“电话 021-12345678”“姓名 张三”“部门 区卫健委”。", field=NAME
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
