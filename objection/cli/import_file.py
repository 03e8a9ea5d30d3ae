"""`objection import`: departments, people, catalogue, city orders, holiday notices; a whole file or nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from clock.time_source import open_clock
from importer.account_decisions import AccountOptions
from importer.code_import import known, planned
from importer.plan import Plan, RowOutcome, Transaction
from importer.row_fields import FORMS, Known, Reading, check, codes
from importer.table_files import Row, TableError, read_table
from objection.cli.city_orders import enter_orders
from objection.cli.holiday_notice import import_notice, somebody
from objection.cli.import_report import tell_faults, tell_plan
from objection.cli.startup import configured, opened_store
from objection.config.load import Config
from store.upkeep import import_lists
from store.vault import Vault

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

T = TypeVar("T")
KINDS = ("departments", "people", "catalogue", "city-orders", "notice")
LONG = 500  # rows from which a progress bar is shown


@click.command("import")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="只检查，什么也不写。")
@click.option(
    "--skip-bad", is_flag=True, help="有错的行略过，其余照写；不写则一行有错整个文件都不写。说不清是谁的行不能略过。"
)
@click.option(
    "--by",
    default="",
    help="city-orders：录入人的平台帐号，应为中心运营或中心负责人；notice：载入人，不写则为操作系统帐户。",
)
@click.option(
    "--new-person",
    "new_person",
    multiple=True,
    metavar="帐号",
    help="people：这个帐号现在是另一个人的。原来的人交出帐号，办理记录不变；文件中的人另建。",
)
@click.option(
    "--renamed", multiple=True, metavar="帐号", help="people：还是同一个人，改了姓名；以往的办理记录也会显示新的姓名。"
)
@click.option(
    "--accept-move",
    "accept_move",
    multiple=True,
    metavar="旧帐号=新帐号",
    help="people：还是同一个人，换了帐号，旧帐号不再使用；原来没有帐号的写 =新帐号。",
)
@click.option("--replaces", type=click.IntRange(min=0), help="notice：代替该年度的第几版，0 为随程序附带的。")
def import_file(
    kind: str,
    file: Path,
    dry_run: bool,
    skip_bad: bool,
    by: str,
    replaces: int | None,
    new_person: tuple[str, ...],
    renamed: tuple[str, ...],
    accept_move: tuple[str, ...],
) -> None:
    """导入部门、人员、数据目录、市级工单（.csv 或 .xlsx）或放假通知（.toml）。

    \b
    第一行为列名:
      departments  code,name,kind          kind: centre supervising responsible competent
      people       name,department,roles,mobile,wecom,dingtalk,active
                   roles 以空格分隔：proposer operator director officer-a officer-b
                   handler leader supervisor administrator
      catalogue    code,name,department,origin,kind,sources,active
                   origin: district city；kind: source fusion；sources：编号以空格分隔
      city-orders  order,received,entry,source,kind,records,doubt,department
                   received: 2026-09-17 09:30；entry 与 source 至少填一项；
                   填了 department 的直接转交，已录入的市级单号略过
      notice       国务院办公厅放假通知，格式见 regulation/holidays/README.md

    active 填“否”为停用：人员不再收到卡片、不能登录，目录不再被查到。
    同一编号再次导入即为更新；文件中没有的列、没有的行，已有的一概不变；空格子按该列的缺省值。
    同一文件导入两次，结果不变。--dry-run 逐行列出新增、变更（原值 → 新值）、未变和文件中没有的。

    \b
    人员只按平台帐号认定（不分大小写），姓名和部门只作提示:
      帐号换了姓名的、换了帐号的、疑为同一人的一律不导入，除非写明是哪种情况；
      帐号写成 wecom:li.na 或 li.na，可以写几个:
        --new-person li.na            帐号换了人：另建一人，原来的人和办理记录不动
        --renamed li.na               同一个人改了姓名
        --accept-move li.na=li.na2    同一个人换了帐号
    """
    options = AccountOptions(new_person, renamed, accept_move)
    if options and kind != "people":
        raise click.ClickException("--new-person、--renamed、--accept-move 只用于导入 people。")
    if kind == "notice":
        import_notice(file, by, replaces, dry_run=dry_run)
        return
    _import_table(kind, file, by, options, dry_run=dry_run, skip_bad=skip_bad)


def _import_table(kind: str, file: Path, by: str, options: AccountOptions, *, dry_run: bool, skip_bad: bool) -> None:
    table = _table(file)
    config = configured()
    with opened_store(config, writes=not dry_run) as store, store.read() if dry_run else store.write() as session:
        reading = _checked(kind, table, session)
        plan = None if kind == "city-orders" else planned(session, store.vault, kind, reading, options)
        faults = sorted([*reading.faults, *(plan.refused if plan else ())], key=lambda fault: fault.row)
        tell_faults(faults)
        if plan and dry_run:
            tell_plan(plan)
        if (plan and plan.refused) or (reading.faults and not skip_bad):
            raise click.ClickException(f"有 {len(faults)} 处要改，什么也没有写入。改好后再导入一次。")
        if dry_run:
            click.echo(f"检查完毕：{len(reading.records)} 行可以导入，什么也没有写入。")
        elif plan is None:
            entered = enter_orders(session, store.vault, config, reading.records, by)
            click.echo(f"已录入 {entered} 件市级工单，略过 {len(reading.records) - entered} 件已有的。")
        else:
            _carry_out(plan, session, store.vault, config, file.name)
            _keep_list(plan, session, config, kind, file.name, by)
    if plan and not dry_run:
        tell_plan(plan, unchanged=False)
        click.echo(f"已导入 {len(reading.records)} 行。")


def _carry_out(plan: Plan, session: Session, vault: Vault, config: Config, name: str) -> None:
    at = Transaction(session, vault, open_clock(config.clock).now())
    with _shown(plan.steps, f"写入 {name}") as steps:
        for step in steps:
            step(at)


def _keep_list(plan: Plan, session: Session, config: Config, kind: str, name: str, by: str) -> None:
    """One deed on record for each import that changed anything, with its list row by row."""
    changed = [str(line) for line in plan.lines if line.outcome is not RowOutcome.SAME]
    if changed:
        now = open_clock(config.clock).now()
        import_lists.keep(session, kind, changed, by=by or somebody(), file=name, now=now)


def _table(file: Path) -> list[Row]:
    try:
        with _shown(read_table(file), f"读取 {file.name}") as rows:
            return list(rows)
    except TableError as error:
        raise click.ClickException(str(error)) from None


def _checked(kind: str, table: list[Row], session: Session) -> Reading:
    there = known(session)
    try:
        return check(table, FORMS[kind], Known(there.departments, {*there.entries, *codes(table)}))
    except TableError as error:
        raise click.ClickException(str(error)) from None


@contextmanager
def _shown(items: Iterable[T], title: str) -> Iterator[Iterable[T]]:
    """The same items, with a progress bar for long files on a terminal."""
    total = len(items) if isinstance(items, list) else None
    if not sys.stderr.isatty() or (total is not None and total < LONG):
        yield items
        return
    with click.progressbar(items, length=total, label=title, file=sys.stderr) as shown:
        yield shown
