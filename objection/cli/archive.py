"""`objection archive`: export one ticket, or all that retention waits for, as files that verify offline (M5)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive.export import Exporter, NotExported
from objection.app import Application
from objection.cli.command_reading import note_reading
from objection.cli.startup import configured, opened_store, readable_settings
from objection.retention_settings import retention_of
from store.cases import tickets
from store.protection import retention_lists
from store.readings.reading_lines import ReadingKind

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.deps import Retention

WAY, MOST = "command", 100_000


@click.command()
@click.argument("number", metavar="工单号", default="")
@click.option(
    "--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="写到哪个文件；不写则为 <工单号>.zip。"
)
@click.option(
    "--due",
    type=click.Path(file_okay=False, path_type=Path),
    help="不写工单号，把留存已到期或30天内到期、还没有导出的工单全部导出到这个文件夹。",
)
def archive(number: str, output: Path | None, due: Path | None) -> None:
    """把一件工单（或全部待归档的）导出为可离线核验的 zip 文件。

    内有可打印的网页、全部数据（JSON）、附件、每个文件的哈希、期限的逐日计算和核验程序 verify.py。
    含有个人信息，只有执行者可读（权限 600），请妥善保管。导出过的工单到期才会匿名化。
    """
    if bool(number) == bool(due):
        raise click.ClickException("请写一件工单的编号，或写 --due 和文件夹。")
    config = configured()
    with readable_settings(), opened_store(config) as store:
        application = Application(config)
        exporter = Exporter(store, application.laws, application.file_store)
        if due is None:
            _one(exporter, number, output, application.clock.now())
        else:
            _all_due(exporter, due, application.clock.now(), retention_of(config.retention, exporter))


def _one(exporter: Exporter, number: str, output: Path | None, now: datetime) -> None:
    with exporter.store.read() as session:
        ticket = tickets.get(session, number, lock=False)
    if ticket is None:
        raise click.ClickException(f"没有这件工单：{number}。工单号形如 CN-20261122-0007。")
    note_reading(exporter.store, now, ReadingKind.ARCHIVE, ticket_id=ticket.id, number=ticket.number)
    content = exporter.read(ticket.id, now)
    try:
        place = exporter.export_to(output or Path(f"{ticket.number}.zip"), content, ticket.id, WAY, now)
    except NotExported as error:
        raise click.ClickException(str(error)) from None
    head = content.content["ticket"]["history_head"]
    click.echo(f"已写入 {place}\n历史链末端 {head}\n核验：python3 -I verify.py（解压后），见 docs/archive.md")


def _all_due(exporter: Exporter, folder: Path, now: datetime, retention: Retention) -> None:
    """Every ticket past its period or announced; one that fails does not hold up the others."""
    if not retention.days:
        raise click.ClickException("retention.anonymise_after_days 为 0，永不匿名化，没有待归档的工单。")
    with exporter.store.read() as session:
        waiting = retention_lists.unarchived(session, retention.announced_before(now), MOST)
    failed = 0
    for each in waiting:
        note_reading(exporter.store, now, ReadingKind.ARCHIVE, ticket_id=each.id, number=each.number)
        try:
            click.echo(f"已写入 {exporter.export(each.id, folder, WAY, now)}")
        except NotExported as error:
            failed += 1
            click.echo(f"{each.number} 未导出：{error}", err=True)
    click.echo(f"共{len(waiting)}件，导出{len(waiting) - failed}件。")
    if failed:
        raise click.ClickException(f"有{failed}件没有导出，到期也不匿名化。")
