"""`python -m tests.quarter`: simulates a quarter over the real protocol and recounts every figure."""

from __future__ import annotations

from pathlib import Path

import click

from tests.quarter.environment import Size
from tests.quarter.runner import run


@click.command()
@click.option("--tickets", type=click.IntRange(1, 20000), default=2000, show_default=True, help="提出多少件异议。")
@click.option("--departments", type=click.IntRange(3, 40), default=30, show_default=True, help="多少个数据责任部门。")
@click.option(
    "--days", type=click.IntRange(2, 80), default=60, show_default=True, help="多少个工作日，自 2026-09-01 起。"
)
@click.option("--seed", type=int, default=1, show_default=True, help="同一个数，人们做同样的事。")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="数据、报告和 summary.txt 放在哪里（须是新文件夹）；不写则用临时文件夹，用完删除。",
)
def quarter(tickets: int, departments: int, days: int, seed: int, folder: Path | None) -> None:
    """演练季度: 模拟的区里各方按各自的性格办理，逐日拨钟，最后逐项核对提醒、消息和质量报告。有出入时退出码为 1。"""
    if folder is not None and (folder / "objection.db").exists():
        raise click.ClickException(f"{folder} 里已有一个演练，请换一个新文件夹。")
    run(Size(tickets, departments, days, seed), folder)


if __name__ == "__main__":
    quarter(prog_name="quarter")
