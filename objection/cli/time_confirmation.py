"""`objection confirm-time`: vouches for the machine's time after a leap of its clock, as 时间确认 in the chat does."""

from __future__ import annotations

import click

from clock.time_source import open_clock
from objection.cli.startup import configured, opened_store, somebody
from regulation.shanghai import SHANGHAI
from store.upkeep import clock_hold


@click.command()
@click.option("--yes", is_flag=True, help="不再询问。")
@click.option("--by", default="", metavar="姓名", help="由谁确认；不写则记录操作系统用户。")
def confirm_time(by: str, *, yes: bool) -> None:
    """系统时间跳变后确认时间无误：恢复到期自动办理。确认人和时间记入操作记录。"""
    config = configured()
    with opened_store(config, writes=True) as store:
        now = open_clock(config.clock).now()
        with store.read() as session:
            leap = clock_hold.held(session)
        click.echo(f"系统时间 {now.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}")
        if leap is not None:
            click.echo(f"跳变 {leap.seconds / 60:+.0f} 分钟（对照{leap.whose}），到期自动办理已暂停。")
        if not yes:
            click.confirm("时间准确吗？", abort=True)
        with store.write() as session:
            was = clock_hold.confirm(session, now, by=0, text=f"命令行：{by or somebody()}")
    click.echo("已记录时间确认。" + ("到期自动办理已恢复。" if was else "到期自动办理没有暂停。"))
