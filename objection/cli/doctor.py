"""`objection doctor`: everything that must be right before and while the bot serves, each line with its cure."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from objection.cli.startup import configured, need_keys, opened_vault, readable_settings, schema_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from bot.laws import LawsInForce
    from bot.ports import ChatPlatform, Finding
    from objection.app import Office
    from objection.config.load import Config
    from store.engine.session import Store
    from store.vault import Vault

STEP = 10_000  # tickets after which somebody who reads the output later is told how far it is


@dataclass(frozen=True, slots=True)
class Extent:
    """How far the examination goes; `reader` gets a test card and a test file."""

    offline: bool = False
    quick: bool = False
    reader: str = ""


@click.command()
@click.option("--offline", is_flag=True, help="不与平台通信。")
@click.option("--quick", is_flag=True, help="不逐件核对历史、不重新统计报告。")
@click.option("--to", "reader", default="", metavar="帐号", help="向这个平台帐号发一张测试卡片和一个测试文件。")
def doctor(offline: bool, quick: bool, reader: str) -> None:
    """逐项检查：配置、密钥、日历、数据库、历史链、质量报告、名册、平台、回调往返。有问题时退出码为 1。

    每件工单的历史都会核对哈希、重放并与库中所记比较，已结账的报告会重新统计；工单多时需要几分钟，不影响服务。
    """
    config = configured()
    failed = 0
    for finding in examine(config, Extent(offline, quick, reader)):
        click.echo(_line(finding))
        failed += not finding.ok
    if failed:
        raise click.ClickException(f"{failed} 项需要处理")
    click.echo("全部正常")


def examine(config: Config, extent: Extent) -> Iterator[Finding]:
    """Every finding, the nearest things first: a check that can't be made says so and the next one goes on."""
    from bot.ports import Finding
    from clock.time_source import open_clock
    from doctor import environment
    from doctor.running_server import serving

    now = open_clock(config.clock).now()
    yield Finding("配置", True, "读取完毕，没有写错的键")
    yield environment.addresses(config.server.public_url, config.server.bind)
    yield environment.folder(config.data_dir)
    yield environment.clock(config.clock, now, datetime.now(UTC))
    yield environment.picture()
    yield from serving(config.server.host, config.server.port)
    yield from _inside(config, now, extent)
    if not extent.offline:
        yield from _outside(config, extent, now)


def _inside(config: Config, now: datetime, extent: Extent) -> Iterator[Finding]:
    from bot.ports import Finding
    from objection.app import Office
    from store.engine.session import open_store
    from store.vault import new_keys, read_keys

    office = Office(config)
    try:
        schema_of(config)
        with readable_settings():
            office.laws  # noqa: B018 -- made on first use: reads the rulebooks and notices
    except click.ClickException as error:
        yield Finding("数据库、规则", False, error.message)
        return
    vault, finding = _keys(config)
    yield finding
    # without its keys the rest is looked at all the same, with some that open nothing; nothing is written
    store = open_store(config.database.url.get_secret_value(), vault or read_keys(new_keys()))
    try:
        yield from _store(office, store, now, extent, readable=vault is not None)
    finally:
        store.close()


def _keys(config: Config) -> tuple[Vault | None, Finding]:
    """The keys where they are this database's."""
    from bot.ports import Finding

    try:
        need_keys(config)
        if not config.security.key_lines.strip():
            return None, Finding("密钥", False, "还没有密钥：第一次 objection serve 会生成，或用 objection keys new")
        vault = opened_vault(config)
    except click.ClickException as error:
        return None, Finding("密钥", False, error.message)
    return vault, Finding("密钥", True, f"用 {vault.current} 加密")


def _store(office: Office, store: Store, now: datetime, extent: Extent, *, readable: bool) -> Iterator[Finding]:
    from doctor import stored_record
    from doctor.holiday_notices import notices
    from doctor.roster import roster
    from regulation.shanghai import local_date

    schema = stored_record.schema(store)
    yield schema
    yield from stored_record.clock(store, datetime.now(UTC))
    if not schema.ok:
        return
    with store.read() as session:
        yield from notices(session, office.laws, local_date(now))
        yield stored_record.undelivered(session)
        yield _queues(office, session, now)
        for platform in office.platforms:
            yield from roster(session, platform)
    if not extent.quick:
        yield from stored_record.tickets(store, _shown("已核对工单"), texts=readable)
        yield from _reports(store, office.laws)


def _queues(office: Office, session: Session, now: datetime) -> Finding:
    from doctor import stored_record
    from objection.app import service_hours
    from scheduler.sweeps import backlog
    from store.lists import audit

    messages = backlog.stuck(session, now, service_hours(office.config), office.laws(session).calendar)
    return stored_record.waiting(messages, audit.waiting_calls(session, now - backlog.SLACK))


def _reports(store: Store, laws: LawsInForce) -> Iterator[Finding]:
    from bot.ports import Finding
    from doctor import stored_record

    try:
        yield from stored_record.reports(store, laws, _shown("已核对报告"))
    except (LookupError, ValueError) as error:
        yield Finding(stored_record.REPORTS, False, f"重新统计不了（{error}）")


def _outside(config: Config, extent: Extent, now: datetime) -> Iterator[Finding]:
    from bot.ports import Finding
    from objection.app import Office
    from platforms.wecom.self_callback import knock

    if config.wecom is None:
        yield Finding("平台", False, "没有配置任何平台。请对照 config.example.yaml 填写 wecom 一节")
        return
    for platform in Office(config).platforms.values():
        yield from _asked(platform, extent, config.server.base_url, now)
    yield knock(config.wecom, config.server.base_url)


def _asked(platform: ChatPlatform, extent: Extent, base_url: str, now: datetime) -> Iterator[Finding]:
    from bot.ports import Finding, PlatformError
    from doctor import callback_round_trip

    try:
        for finding in platform.check():
            yield finding
            if not finding.ok and "凭证" in finding.subject:
                return  # nothing further would be answered
        yield callback_round_trip.file(platform)
        yield from callback_round_trip.card(platform, extent.reader, base_url, now)
    except PlatformError as error:
        yield Finding(platform.name, False, str(error))


def _shown(what: str) -> Callable[[int, int], None]:
    """How far a long look has come, on the error output: always for who watches, now and then for a log."""

    def show(done: int, total: int) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r{what} {done}/{total}" + ("\n" if done >= total else ""), err=True, nl=False)
        elif done % STEP == 0 and done < total:
            click.echo(f"{what} {done}/{total}", err=True)

    return show


def _line(finding: Finding) -> str:
    mark = click.style("正常", fg="green") if finding.ok else click.style("问题", fg="red", bold=True)
    return f"[{mark}] {finding.subject}：{finding.text}"
