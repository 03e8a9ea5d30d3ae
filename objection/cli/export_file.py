"""`objection export`: departments, people or catalogue as a table that can be corrected and imported again."""

from __future__ import annotations

from pathlib import Path

import click

from clock.time_source import open_clock
from importer.table_export import EXPORTS, as_csv, as_xlsx, exported
from objection.cli.command_reading import note_reading
from objection.cli.startup import configured, opened_store, readable_settings, write_private
from store.readings.reading_lines import ReadingKind


@click.command("export")
@click.argument("kind", type=click.Choice(list(EXPORTS)))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export_file(kind: str, file: Path) -> None:
    """导出部门、人员或数据目录（.xlsx 或 .csv），格式与导入的相同。

    改好再导入即可更新；原样导入，什么也不会改变。已停用、又没有帐号的人不列出。
    人员表含姓名、电话和帐号，只有执行者可读（权限 600），请妥善保管，用完删除。
    """
    write = {".xlsx": as_xlsx, ".csv": as_csv}.get(file.suffix.lower())
    if write is None:
        raise click.ClickException(f"{file.name}：请写成 .xlsx 或 .csv。")
    config = configured()
    with readable_settings(), opened_store(config, writes=False) as store:
        if kind == "people":
            note_reading(store, open_clock(config.clock).now(), ReadingKind.EXPORT, what="人员表")
        with store.read() as session:
            rows = exported(session, store.vault, kind)
    write_private(file, write(rows))
    click.echo(f"已导出 {len(rows) - 1} 行到 {file}。")
