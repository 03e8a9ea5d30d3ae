"""查阅我的信息, 更正我的信息, 删除我的信息: a person's rights to their own data (个人信息保护法 44至48条)."""

from __future__ import annotations

from bot.context import Command, Context, Draft, Form
from bot.forms.engine import start
from bot.forms.fields import text_question
from bot.inspection.personal_data import masked
from bot.language.role_titles import title_of
from bot.language.text import clean, harmless, quoted
from bot.notify import readers
from bot.ports import Button, Card, CardKind
from bot.privacy.kept_until import kept_until
from bot.tickets.noted_reading import note_reading
from regulation.shanghai import local_date
from store.lists import ticket_lists
from store.people import persons
from store.privacy import own_data
from store.privacy.notices_shown import shown_to
from store.readings import reading_lists
from store.readings.reading_lines import ReadingKind

PAGE, LONGEST = "/me", 1000
ASK = "更正我的信息"


def _read(ctx: Context, args: str) -> Card:  # noqa: ARG001 - the signature of every command
    """A summary; the page has everything. One's own number is masked in a chat that others may look at."""
    note_reading(ctx, ReadingKind.OWN)
    person, mobile = ctx.person, persons.mobile_of(ctx.vault, ctx.person)
    roles = "、".join(title_of(role) for role in person.roles.split() if role != "proposer") or "提出方"
    filed = len(ticket_lists.filed_by(ctx.session, person.id))
    lines = [
        f"姓名：{harmless(person.name)}，{harmless(person.department.name)}，{roles}",
        f"手机号：{masked(mobile) if mobile else '没有登记'}；帐号{len(person.accounts)}个",
        f"提出的异议{filed}件；本人的查阅记录{reading_lists.count_of_person(ctx.session, person.id)}条；"
        f"看过的告知{len(shown_to(ctx.session, person.id))}版",
        f"全部内容请点开网页查看或下载。有误的发送“{ASK}”，不能删除的发送“删除我的信息”查看原因和期限。",
    ]
    return Card(CardKind.NOTICE, title="本系统保存的您的信息", body="\n".join(lines), link=PAGE)


def _finish(ctx: Context, draft: Draft) -> Card:
    words = str(draft.answers["words"])
    number = own_data.ask(ctx.session, ctx.vault, ctx.person.id, words, ctx.now)
    card = Card(
        CardKind.TASK,
        title=f"信息更正申请 {number}",
        subtitle=f"{harmless(ctx.person.name)}（{harmless(ctx.person.department.name)}）",
        body=f"{quoted(words, 200)}\n请核实：属名册的，改好名册重新导入；办理后发送“信息更正 {number} 结果”答复本人。",
        buttons=(Button("查看", "信息更正", "primary"),),
    )
    for reader in readers.centre(ctx.session, local_date(ctx.now)):
        ctx.post.notify(reader.person, card, event=f"own-data:{number}")
    return Card(CardKind.TEXT, body=f"已登记更正申请 {number}，由区大数据中心核实后答复您。工单里已写的内容，"
                                    "请用“补正”“撤回”等办理；办理记录本身不改写，更正另记一步。")  # fmt: skip


FORM = Form(
    name="own-data",
    version=1,
    title=ASK,
    questions=(
        text_question(
            "words", "更正内容", "哪一项有误，应为什么？", hint="例：手机号应为新号；部门应为……", least=2, most=LONGEST
        ),
    ),
    finish=_finish,
)


def _correct(ctx: Context, args: str) -> Card:
    words = clean(args)
    return start(ctx, FORM, answers={"words": words} if 2 <= len(words) <= LONGEST else None)


def _erase(ctx: Context, args: str) -> Card:  # noqa: ARG001
    """What can be erased when: nothing is erased here."""
    lines = [f"{place}. {said}" for place, said in enumerate(kept_until(ctx.settings), 1)]
    return Card(CardKind.TEXT, title="您的信息保存到什么时候", body="\n".join(lines))


READ = Command("查阅我的信息", "查阅我的信息", "本系统保存了您的哪些信息", _read, ("我的信息", "查阅本人信息"))
CORRECT = Command(
    ASK, f"{ASK} [哪一项有误，应为什么]", "您的信息有误时申请更正", _correct, ("更正本人信息",), frozenset(), (FORM,)
)
ERASE = Command("删除我的信息", "删除我的信息", "哪些信息保存到什么时候", _erase, ("个人信息保存期限",))
