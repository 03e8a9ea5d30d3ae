"""`objection sandbox`: the whole bot with a WeCom stand-in and seven phones, without any account."""

from __future__ import annotations

from pathlib import Path

import click

from sandbox.rehearsal import run


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="网页的端口。")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="数据放在哪里；不写则用新的临时文件夹，每次从头开始。",
)
@click.option(
    "--profile",
    type=click.Choice(["saas-2026", "private-old"]),
    default="saas-2026",
    show_default=True,
    help="模拟哪一种企业微信：现行公有云，或没有模板卡片的旧版私有化部署。",
)
@click.option("--finished", type=click.IntRange(0, 2), default=2, show_default=True, help="先走完几件示例工单。")
def sandbox(port: int, folder: Path | None, profile: str, finished: int) -> None:
    """试用和演练：模拟的企业微信、七部手机、可以拨动的时钟和一个示范区。"""
    run(port=port, folder=folder, profile=profile, finished=finished)
