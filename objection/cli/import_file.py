"""`objection import`: departments, people, catalogue, city orders, holiday notices; a whole file or nothing."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from importer.code_import import known, planned
from importer.formats.rows import Table, TableError
from importer.people.account_decisions import AccountOptions
from importer.people.waiting_rights import WaitingRights
from importer.plan import Plan
from importer.row_fields import FORMS, Reading, check, codes
from importer.sheet_choice import choose
from importer.table_files import read_sheets
from objection.cli import roster_rights
from objection.cli.city_orders import enter_orders
from objection.cli.holiday_notice import import_notice
from objection.cli.import_report import tell_faults, tell_notes, tell_plan
from objection.cli.import_write import Origin, carry_out
from objection.cli.startup import configured, opened_store, somebody
from store.messages.cause import COMMAND, caused_by
from store.upkeep import staged_rows

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from store.engine.session import Store

KINDS = ("departments", "people", "catalogue", "city-orders", "notice")


@dataclass(frozen=True, slots=True)
class Order:
    """What the operator asked for."""

    kind: str
    by: str
    accounts: AccountOptions
    dry_run: bool
    skip_bad: bool
    asks: bool


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
    "--renamed", multiple=True, metavar="帐号", help="people：还是同一个人，改了姓名；以往的办理记录仍显示当时的姓名。"
)
@click.option(
    "--accept-move",
    "accept_move",
    multiple=True,
    metavar="旧帐号=新帐号",
    help="people：还是同一个人，换了帐号，旧帐号不再使用；原来没有帐号的写 =新帐号。",
)
@click.option("--sheet", default="", metavar="名称", help="几张工作表都像的、或要导入隐藏的，写明是哪一张。")
@click.option("--yes", is_flag=True, help="列出变动后不再询问，直接写入（不在终端上运行时本来就不问）。")
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
    sheet: str,
    yes: bool,
) -> None:
    """导入部门、人员、数据目录、市级工单（.xlsx .xls .csv）或放假通知（.toml）。

    \b
    列名用中文或英文，上面可以有标题行；序号、备注等列略过:
      departments  部门编号 部门名称 部门类别 牵头机构 状态 并入部门
                   code,name,kind,lead_office,active,merged_into
                   kind: centre supervising responsible competent
      people       姓名 部门 角色 手机号 企业微信帐号 钉钉帐号 状态
                   name,department,roles,mobile,wecom,dingtalk,active
                   roles：proposer operator director officer-a officer-b
                   handler leader supervisor administrator security-administrator
                   audit-administrator auditor，或其中文
      catalogue    目录编号 目录名称 责任部门 来源级别 数据类别 来源编号 状态
                   code,name,department,origin,kind,sources,active
                   origin: district city；kind: source fusion；sources：编号以空格分隔
      city-orders  市级单号 收到时间 目录编号 数据来源 异议类型 异议记录 异议内容 转交部门
                   order,received,entry,source,kind,records,doubt,department
                   received: 2026-09-17 09:30；entry 与 source 至少填一项；
                   填了 department 的直接转交，已录入的市级单号略过
      notice       国务院办公厅放假通知，格式见 regulation/holidays/README.md

    active 填“否”为停用：人员不再收到卡片、不能登录，目录不再被查到；部门填了“并入部门”的，
    人员、目录和在办工单由并入的部门接着办。编号不分大小写、全角半角。
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
    asks = not (yes or dry_run) and sys.stdin.isatty() and sys.stdout.isatty()
    with caused_by(f"{COMMAND}import"):
        _import_table(Order(kind, by, options, dry_run, skip_bad, asks), _table(file, kind, sheet), file.name)


def _import_table(order: Order, table: Table, name: str) -> None:
    config = configured()
    with opened_store(config, writes=not order.dry_run) as store:
        if order.kind == "city-orders":
            _import_orders(order, table, store)
            return
        if not order.dry_run:
            staged_rows.discard_all(store)  # before the plan: it would take them for people of the directory
        with store.read() as session:
            rights = roster_rights.of_district(session, config)
            reading, plan = _planned(order, table, session, store, rights)
        refused = sorted([*reading.faults, *plan.refused], key=lambda fault: fault.row)
        tell_notes(reading.notes)
        tell_faults(refused)
        if order.dry_run or not refused:
            tell_plan(plan, unchanged=order.dry_run)
        _stop_at(len(refused), stops=bool(plan.refused or (reading.faults and not order.skip_bad)))
        if order.dry_run:
            click.echo(f"检查完毕：{len(reading.records)} 行可以导入，什么也没有写入。")
            return
        if refused:
            tell_plan(plan, unchanged=False)
        if order.asks and plan.steps:
            click.confirm("以上变动写入吗", abort=True)
        plan.steps += [partial(roster_rights.tell, config, rights)] if plan.steps and rights.wanted else []
        carry_out(plan, store, config, name, Origin(order.kind, order.by or somebody()))
    click.echo(f"已导入 {len(reading.records)} 行。{roster_rights.said(rights)}")


def _planned(order: Order, table: Table, session: Session, store: Store, rights: WaitingRights) -> tuple[Reading, Plan]:
    reading = _checked(order.kind, table, session)
    return reading, planned(session, store.vault, order.kind, reading, order.accounts, rights)


def _import_orders(order: Order, table: Table, store: Store) -> None:
    config = configured()
    with store.read() if order.dry_run else store.write() as session:
        reading = _checked(order.kind, table, session)
        tell_notes(reading.notes)
        tell_faults(reading.faults)
        _stop_at(len(reading.faults), stops=bool(reading.faults) and not order.skip_bad)
        if order.dry_run:
            click.echo(f"检查完毕：{len(reading.records)} 行可以导入，什么也没有写入。")
            return
        entered = enter_orders(session, store.vault, config, reading.records, order.by)
    click.echo(f"已录入 {entered} 件市级工单，略过 {len(reading.records) - entered} 件已有的。")


def _stop_at(faults: int, *, stops: bool) -> None:
    if stops:
        raise click.ClickException(f"有 {faults} 处要改，什么也没有写入。改好后再导入一次。")


def _table(file: Path, kind: str, sheet: str) -> Table:
    try:
        return choose(read_sheets(file), kind, sheet)
    except TableError as error:
        raise click.ClickException(str(error)) from None


def _checked(kind: str, table: Table, session: Session) -> Reading:
    there = known(session)
    return check(table, FORMS[kind], replace(there, entries={*there.entries, *codes(table)}))
