"""帮助: the commands available to this person; 帮助 <命令> explains one."""

from __future__ import annotations

from bot.command_line import read_line, words_of
from bot.context import Command, Context
from bot.forms import drafts, engine
from bot.ports import Card, CardKind
from regulation.shanghai import local_date
from store.people import stand_ins

WORD = "帮助"
BRACKETS = str.maketrans("<>", "〈〉")  # plain `<>` would be markup to some platforms
STEERING = "填写时可随时发送：上一步 · 修改第N项 · 跳过 · 暂存 · 继续 · 取消"
NUMBERS = "命令后面写工单号，例如“查询 CN-20261122-0007”；只有一件可办时可省略。"


def command(others: tuple[Command, ...]) -> Command:
    """The help command for a command table."""
    words = words_of(others)

    def run(ctx: Context, args: str) -> Card:
        line = read_line(args, words) if args.strip() else None
        if line is not None:
            return explained(line.command)
        draft = drafts.active(ctx)
        if draft is not None:
            return engine.show(ctx, engine.form_of(ctx, draft), draft, STEERING)
        return overview(others, _roles(ctx))

    return Command(WORD, f"{WORD} [命令]", "查看可用的命令", run, ("help", "菜单", "全部命令"), parks=False, seeks=True)


def _roles(ctx: Context) -> frozenset[str]:
    """The person's own roles and those of the colleagues they stand in for today."""
    absent = stand_ins.stands_in_for(ctx.session, ctx.person.id, local_date(ctx.now))
    return frozenset(role for person in (ctx.person, *absent) for role in person.roles.split())


def explained(known: Command) -> Card:
    also = f"\n也可以说：{'、'.join(known.aliases)}" if known.aliases else ""
    usage = known.usage.translate(BRACKETS)
    return Card(CardKind.TEXT, title=known.word, body=f"{known.help}\n用法：{usage}{also}")


def overview(known: tuple[Command, ...], roles: frozenset[str]) -> Card:
    """Every command for these roles; form navigation commands are summarised in one line."""
    listed = [c for c in known if c.parks and (not c.for_roles or c.for_roles & roles)]
    lines = (" · ".join(c.word for c in listed), STEERING, NUMBERS, "“帮助 命令名”查看一条命令的用法。")
    return Card(CardKind.TEXT, title="可用的命令", body="\n".join(lines))
