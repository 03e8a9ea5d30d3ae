"""授权, 取消授权: a security administrator gives or takes a role; with `security.two_persons` another one confirms."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bot.context import Command, Context
from bot.language.role_titles import TITLES, ending_role, title_of
from bot.language.text import harmless, quoted
from bot.ports import Button, Card, CardKind
from regulation.refusals import NotAllowedNow, NotYours, Refusal
from store.people import role_grants
from store.people.role_grants import SECURITY, held_apart
from store.upkeep import operator_log

if TYPE_CHECKING:
    from store.tables import Person

GIVE, TAKE = "授权", "取消授权"
CONFIRM, DECLINE = "同意授权", "不同意授权"  # in bot/commands/role_requests.py


def _run(ctx: Context, args: str, *, gives: bool) -> Card:
    expect_security(ctx)
    person, role = _named(ctx, args, GIVE if gives else TAKE)
    expect_fit(ctx.person.id, person, role, gives=gives)
    said = said_of(person, role, gives=gives)
    if not ctx.settings.two_persons:
        apply(ctx, person, role, gives=gives, asked_by=ctx.person.id)
        return Card(CardKind.TEXT, body=f"{said}，即刻生效，已记录。")
    others = role_grants.others(ctx.session, ctx.person.id, person.id)
    if not others:
        raise NotAllowedNow("本区授予权限须由另一位安全管理员确认，现在没有另一位安全管理员。")
    number = role_grants.ask(
        ctx.session, by=ctx.person.id, person_id=person.id, role=role, gives=gives, now=ctx.now
    )  # fmt: skip
    operator_log.note(
        ctx.session, operator_log.ASK_ROLE, person.id, by=ctx.person.id, now=ctx.now, text=note(number, role, gives)
    )
    card = _request_card(number, said, harmless(ctx.person.name), ctx.settings.request_days)
    for other in others:
        ctx.post.notify(other, card, event=f"role-request:{number}")
    return Card(
        CardKind.TEXT,
        body=f"已提出申请 {number}：{said}。请另一位安全管理员在{ctx.settings.request_days}日内确认，逾期失效。",
    )


def expect_security(ctx: Context) -> None:
    """By the directory at the moment of the press; never as a stand-in."""
    if not role_grants.holds(ctx.person, SECURITY):
        raise NotYours("授予和取消权限由安全管理员办理。")


def expect_fit(by: int, person: Person, role: str, *, gives: bool) -> None:
    """Raises Refusal where the change would be one's own, is none, or joins duties that are separate."""
    held = set(person.roles.split())
    if person.id == by:
        raise NotYours("不能给自己授予或取消权限，请由另一位安全管理员办理。")
    if gives == (role in held):
        raise NotAllowedNow(f"{harmless(person.name)}{'已是' if gives else '不是'}{title_of(role)}，无需改动。")
    if gives and (pair := held_apart({*held, role})) is not None:
        one, other = map(title_of, pair)
        raise NotAllowedNow(
            f"{one}和{other}不能由同一人担任（系统、安全、审计管理员分设，安全、审计人员不兼办案）：请先取消{harmless(person.name)}的另一角色。"
        )


def apply(ctx: Context, person: Person, role: str, *, gives: bool, asked_by: int) -> None:
    """The change, the deed with both names' numbers, and a word to whom it concerns."""
    role_grants.change(ctx.session, person.id, role, gives=gives, now=ctx.now)
    act = operator_log.GIVE_ROLE if gives else operator_log.TAKE_ROLE
    second = f"，申请人{asked_by}" if asked_by != ctx.person.id else ""
    operator_log.note(
        ctx.session, act, person.id, by=ctx.person.id, now=ctx.now, text=f"{title_of(role)}{second}"
    )  # fmt: skip
    told = f"您的权限有变动：{'新增' if gives else '取消'}{title_of(role)}。如有疑问，请联系安全管理员。"
    ctx.post.notify(person, Card(CardKind.TEXT, body=told), event=f"role:{person.id}:{role}:{ctx.now.isoformat()}")


def said_of(person: Person, role: str, *, gives: bool) -> str:
    """授予张伟（区民政局）联络专员A角."""
    whom = f"{harmless(person.name)}（{harmless(person.department.name)}）"
    return f"授予{whom}{title_of(role)}" if gives else f"取消{whom}的{title_of(role)}"


def note(number: int, role: str, gives: bool) -> str:
    return f"申请{number}：{'授予' if gives else '取消'}{title_of(role)}"


def _named(ctx: Context, args: str, word: str) -> tuple[Person, str]:
    whom, role = ending_role(args.strip())
    if not role or not whom:
        raise Refusal(f"请写明姓名（或帐号）和角色：{word} 李晓明 联络专员A角。角色有：{'、'.join(TITLES.values())}。")
    found = role_grants.named(ctx.session, whom)
    if len(found) > 1:
        raise Refusal(f"有{len(found)}位{quoted(whom, 20)}，请改写帐号：{word} 帐号 {title_of(role)}。")
    if not found:
        raise Refusal(f"名册中没有在用的{quoted(whom, 20)}，请核对姓名或帐号。")
    return found[0], role


def _request_card(number: int, said: str, asker: str, days: int) -> Card:
    return Card(
        CardKind.TASK,
        title=f"请确认授权申请 {number}",
        subtitle=f"{asker}申请",
        body=f"{said}。请核实后确认，{days}日内不确认即失效。",
        buttons=(Button("同意", f"{CONFIRM} {number}", "primary"), Button("不同意", f"{DECLINE} {number}", "danger")),
    )


_WHO = frozenset({SECURITY})
COMMANDS = (
    Command(GIVE, f"{GIVE} <姓名或帐号> <角色>", "授予一个角色", partial(_run, gives=True), (), _WHO),
    Command(TAKE, f"{TAKE} <姓名或帐号> <角色>", "取消一个角色", partial(_run, gives=False), ("撤销授权",), _WHO),
)
