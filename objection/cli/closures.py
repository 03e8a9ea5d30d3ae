"""`objection closures`: the district's own closures are checked, shown with their effects, stored and withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from importer.formats.rows import TableError
from objection.cli.closure_change import District, changing, is_wanted, opened_district
from objection.cli.closure_table import read_closures
from objection.cli.startup import somebody
from regulation.district_closure import Closure, by_day, problems
from regulation.shanghai import SHANGHAI, local_date
from store import district_closures
from store.district_closures import Kept

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from regulation.law import Laws

LATER = "运行中的每台服务几秒钟内自动重算并通知承办人，不必重启。"


def _changing(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of every command that changes something."""
    for option in (
        click.option("--by", default="", metavar="姓名", help="由谁载入或撤回；不写则为操作系统帐户。"),
        click.option("--yes", is_flag=True, help="列出影响后不再询问（不在终端上运行时本来就不问）。"),
        click.option("--dry-run", is_flag=True, help="只检查、列出影响，什么也不写。"),
    ):
        command = option(command)
    return command


@click.group()
def closures() -> None:
    """本区停止办公的日子（不算工作日）：载入、列出、撤回。保存在数据库里，各台服务同时起作用，不必重启。"""


@closures.command()
@click.argument("first", metavar="首日", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--to", "last", metavar="末日", type=click.DateTime(["%Y-%m-%d"]), help="连续几天的最后一天。")
@click.option("--reason", required=True, help="原因，例：进博会放假。解释期限时会显示。")
@click.option("--document", required=True, help="依据的文件或决定，例：长府办〔2026〕12号。")
@_changing
def add(first: datetime, last: datetime | None, reason: str, document: str, **how: Any) -> None:
    """载入一天或连续几天，例：objection closures add 2026-11-05 --to 2026-11-06 --reason … --document …。"""
    _load([Closure(first.date(), (last or first).date(), reason.strip(), document.strip())], **how)


@closures.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_changing
def import_closures(file: Path, **how: Any) -> None:
    """载入一张表（.xlsx .xls .csv），列名为：首日 末日 原因 依据；末日不填即一天。有一行错就都不写。"""
    try:
        found = read_closures(file)
    except TableError as error:
        raise click.ClickException(f"{error}什么也没有写入。") from None
    _load(found, **how)


@closures.command()
@click.argument("number", metavar="编号", type=click.IntRange(min=1))
@click.option("--reason", required=True, help="为什么撤回。")
@click.option("--document", default="", help="依据的文件或决定。")
@_changing
def withdraw(number: int, reason: str, document: str, dry_run: bool, yes: bool, by: str) -> None:
    """撤回一条（编号见 list）：这些日子重新按放假通知计算；这一条和撤回的记录都留着。"""
    with opened_district(writes=not dry_run) as district:

        def found(session: Session) -> tuple[Sequence[Closure], Laws]:
            closure = _standing(session, number).closure
            days = {d: why for d, why in district.laws(session).calendar.closures.items() if d not in closure.days}
            return [closure], district.laws.with_closures(session, days)

        if is_wanted(district, found, dry_run=dry_run, yes=yes):
            with changing(district) as session:
                was = _standing(session, number).closure
                gone = Closure(was.first, was.last, reason.strip() or was.reason, document.strip())
                district_closures.keep(session, [gone], district.now, by=by or somebody(), withdraws=number)
            click.echo(f"已撤回第{number}号。{LATER}")


@closures.command("list")
@click.option("--all", "everything", is_flag=True, help="连同已撤回的。")
def list_closures(everything: bool) -> None:
    """列出载入过的：编号、日期、原因、依据、何时由谁载入。"""
    with opened_district(writes=False) as district, district.store.read() as session:
        lines = district_closures.loaded(session)
    ended = {line.withdraws: line for line in lines if line.withdraws}
    shown = [line for line in lines if line.withdraws is None and (everything or line.id not in ended)]
    for line in shown:
        gone = f"；{_when(ended[line.id], '撤回')}：{ended[line.id].closure.cited}" if line.id in ended else ""
        click.echo(f"第{line.id}号 {line.closure.span} {line.closure.cited}，{_when(line, '载入')}{gone}")
    hidden = len(ended) if not everything else 0
    click.echo(f"共 {len(shown)} 条" + (f"，另有已撤回的 {hidden} 条（--all）。" if hidden else "。"))


def _load(wanted: Sequence[Closure], dry_run: bool, yes: bool, by: str) -> None:
    """Check closures, print what they change, and store them unless `dry_run`; idempotent."""
    with opened_district(writes=not dry_run) as district:

        def found(session: Session) -> tuple[Sequence[Closure], Laws] | None:
            new = _checked(session, district, wanted)
            days = {**district.laws(session).calendar.closures, **by_day(new)}
            return (new, district.laws.with_closures(session, days)) if new else None

        if is_wanted(district, found, dry_run=dry_run, yes=yes):
            with changing(district) as session:
                new = _checked(session, district, wanted)
                numbers = district_closures.keep(session, new, district.now, by=by or somebody())
            click.echo(f"已载入：{'、'.join(f'第{number}号' for number in numbers) or '没有新的'}。{LATER}")


def _checked(session: Session, district: District, wanted: Sequence[Closure]) -> Sequence[Closure]:
    """Those that are not in force yet; raises ClickException with everything that speaks against them."""
    calendar, standing = district.laws(session).calendar, district_closures.standing(district_closures.loaded(session))
    present = {line.closure for line in standing}
    new = [each for each in wanted if each not in present]
    for each in wanted:
        if each in present:
            click.echo(f"已经在用：{each.span} {each.cited}。")
    named = {day for line in standing for day in line.closure.days}
    wrong = [text for each in new for text in problems(each, standing, calendar, local_date(district.now))]
    taken = {day for each in new for day in each.days if day in calendar.closures and day not in named}
    wrong += [f"{day} 已写在配置文件的 law.closures 中，第一次启动时载入数据库" for day in sorted(taken)]
    days = [day for each in new for day in each.days]
    wrong += [f"{day} 写了两次" for day in sorted({day for day in days if days.count(day) > 1})]
    if wrong:
        raise click.ClickException("\n".join((*wrong, f"有 {len(wrong)} 处不对，什么也没有写入。")))
    return new


def _standing(session: Session, number: int) -> Kept:
    lines = district_closures.loaded(session)
    found = next((line for line in district_closures.standing(lines) if line.id == number), None)
    if found is None:
        gone = any(line.withdraws == number for line in lines)
        told = f"第{number}号已经撤回" if gone else f"没有第{number}号"
        raise click.ClickException(f"{told}，什么也没有写入。编号见 objection closures list --all。")
    return found


def _when(line: Kept, what: str) -> str:
    return f"{line.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M} 由 {line.by} {what}"
