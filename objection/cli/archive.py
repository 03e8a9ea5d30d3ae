"""`objection archive`: export one ticket as a file that verifies offline (M5)."""

from __future__ import annotations

from pathlib import Path

import click

from archive import bundle
from objection.app import Application
from objection.cli.startup import configured, opened_store, readable_settings
from store.cases import tickets


@click.command()
@click.argument("number", metavar="工单号")
@click.option(
    "--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="写到哪个文件；不写则为 <工单号>.zip。"
)
def archive(number: str, output: Path | None) -> None:
    """把一件工单导出为一个可离线核验的 zip 文件。

    内有可打印的网页、全部数据（JSON）、附件、每个文件的哈希、期限的逐日计算和核验程序 verify.py。
    含有个人信息，只有执行者可读（权限 600），请妥善保管。
    """
    config = configured()
    with readable_settings(), opened_store(config, writes=False) as store:
        application = Application(config)
        with store.read() as session:
            ticket = tickets.get(session, number, lock=False)
            if ticket is None:
                raise click.ClickException(f"没有这件工单：{number}。工单号形如 CN-20261122-0007。")
            dossier = bundle.read(session, store.vault, application.laws, ticket)
        place = output or Path(f"{ticket.number}.zip")
        try:
            bundle.save(place, dossier, application.file_store)
        except bundle.FileMissing as error:
            raise click.ClickException(str(error)) from None
        except OSError as error:
            raise click.ClickException(f"写不了 {place}：{error.strerror}。请检查文件夹和权限。") from None
    click.echo(
        f"已写入 {place}\n历史链末端 {ticket.history_head}\n核验：python3 -I verify.py（解压后），见 docs/archive.md"
    )
