"""`objection doctor`: everything that must be right before and while the bot serves, each line with its cure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from commandline.opening import configured, opened_vault, readable_settings, schema_of

if TYPE_CHECKING:
    from app import Office
    from bot.ports import Finding
    from config import Config


@click.command()
@click.option("--offline", is_flag=True, help="不与平台通信。")
def doctor(offline: bool) -> None:
    """逐项检查: 配置、密钥、日历、数据库、历史链、平台、名册。有问题时退出码为 1。"""
    config = configured()
    failed = 0
    for finding in examine(config, offline=offline):
        click.echo(_line(finding))
        failed += not finding.ok
    if failed:
        raise click.ClickException(f"{failed} 项需要处理")
    click.echo("全部正常")


def examine(config: Config, *, offline: bool) -> Iterator[Finding]:
    """Every finding, the nearest things first: a check that can't be made says so and the next one goes on."""
    from bot.ports import Finding
    from checkup import surroundings
    from clock import open_clock

    now = open_clock(config.clock).now()
    yield Finding("配置", True, "读取完毕，没有写错的键")
    yield surroundings.addresses(config.server.public_url, config.server.bind)
    yield surroundings.folder(config.data_dir)
    yield surroundings.clock(config.clock, now, datetime.now(UTC))
    if not config.security.key_lines.strip():
        yield Finding("密钥", False, "还没有密钥: 第一次 objection serve 会生成, 或用 objection keys new")
        return
    yield from _inside(config, now)
    if not offline:
        yield from _outside(config)


def _inside(config: Config, now: datetime) -> Iterator[Finding]:
    from app import Office
    from bot.ports import Finding

    office = Office(config)
    try:
        vault = opened_vault(config)
        schema_of(config)
        with readable_settings():
            office.laws  # noqa: B018 -- made on first use: reads the rulebooks and notices
    except click.ClickException as error:
        yield Finding("密钥、数据库、规则", False, error.message)
        return
    yield Finding("密钥", True, f"用 {vault.current} 加密")
    try:
        yield from _store(office, now)
    finally:
        office.store.close()


def _store(office: Office, now: datetime) -> Iterator[Finding]:
    from checkup import record, surroundings
    from checkup.roster import roster
    from regulation.shanghai import local_date

    schema = record.schema(office.store)
    yield schema
    if not schema.ok:
        return
    with office.store.read() as session:
        yield surroundings.calendar(office.laws(session).calendar, local_date(now))
        yield from record.history(office.store, session)
        yield record.undelivered(session)
        for platform in office.platforms:
            yield from roster(session, platform)


def _outside(config: Config) -> Iterator[Finding]:
    from app import Office, wecom_settings
    from bot.ports import Finding, PlatformError
    from platforms.wecom.knock import knock

    if config.wecom is None:
        yield Finding("平台", False, "没有配置任何平台。请对照 config.example.yaml 填写 wecom 一节")
        return
    for name, platform in Office(config).platforms.items():
        try:
            yield from platform.check()
        except PlatformError as error:
            yield Finding(name, False, str(error))
    yield knock(wecom_settings(config), config.server.base_url)


def _line(finding: Finding) -> str:
    mark = click.style("正常", fg="green") if finding.ok else click.style("问题", fg="red", bold=True)
    return f"[{mark}] {finding.subject}：{finding.text}"
