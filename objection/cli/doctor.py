"""`objection doctor`: prints the findings of `doctor/`, each with its remedy."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import click

from bot.laws import LawsInForce
from bot.ports import Finding
from clock.time_source import open_clock
from doctor.examination import Extent, Installation, Unready, examine
from doctor.sealed_record import HandedOut
from objection import shared_settings
from objection.app import NO_PLATFORM, Application
from objection.attachment_storage import file_store_of
from objection.cli.exposed_settings import exposure_of
from objection.cli.startup import configured, need_keys, opened_vault, readable_settings, schema_of
from objection.config.load import Config
from objection.district_rules import service_hours
from store.engine.session import open_store
from store.vault import Vault

LONGEST_PATH = 200  # characters; what is longer is a printed head
STEP = 10_000  # progress interval in tickets where the output is not a terminal


@click.command()
@click.option("--offline", is_flag=True, help="不与平台通信。")
@click.option("--quick", is_flag=True, help="不逐件核对历史、不重新统计报告。")
@click.option("--to", "reader", default="", metavar="帐号", help="向这个平台帐号发一张测试卡片和一个测试文件。")
@click.option(
    "--head",
    "heads",
    multiple=True,
    metavar="文件或文字",
    help="与以前交出的存证比对：存证文件，或摘要、质量报告上印的那一行（条数和根值）。可写多次。",
)
def doctor(offline: bool, quick: bool, reader: str, heads: tuple[str, ...]) -> None:
    """逐项检查：配置、密钥、日历、数据库、历史链、质量报告、名册、平台、回调往返。有问题时退出码为 1。

    每件工单的历史都会核对哈希、重放并与库中所记比较，已结账的报告会重新统计；工单多时需要几分钟，不影响服务。
    """
    place, failed = _installation(configured()), 0
    for finding in examine(place, Extent(offline, quick, reader, _show_how_far, [_handed_out(each) for each in heads])):
        click.echo(_line(finding))
        failed += not finding.ok
    if failed:
        raise click.ClickException(f"{failed} 项需要处理")
    click.echo("全部正常")


def _handed_out(told: str) -> HandedOut:
    path = Path(told)
    if len(told) < LONGEST_PATH and path.is_file():
        return HandedOut(told, path.read_text(encoding="utf-8", errors="replace"))
    return HandedOut(told, told)


def _installation(config: Config) -> Installation:
    application = Application(config)
    return Installation(
        server=config.server,
        privacy=config.privacy,
        data_dir=config.data_dir,
        clock=config.clock,
        now=open_clock(config.clock).now(),
        hours=service_hours(config),
        schema=partial(_schema, config),
        laws=partial(_laws, application),
        vault=partial(_vault, config),
        store=partial(open_store, config.database.url.get_secret_value()),
        files=partial(file_store_of, config),
        platforms=lambda: application.platforms,
        no_platform=NO_PLATFORM,
        callbacks=application.callback_checks,
        exposure=exposure_of(config),
        unlike=lambda session: filter(None, [shared_settings.difference(session, config)]),
    )


@contextmanager
def _ready() -> Iterator[None]:
    """An error that ends other commands is one finding among others here."""
    try:
        yield
    except click.ClickException as error:
        raise Unready(error.message) from None


def _schema(config: Config) -> str | None:
    with _ready():
        return schema_of(config)


def _laws(application: Application) -> LawsInForce:
    with _ready(), readable_settings():
        return application.laws


def _vault(config: Config) -> Vault | None:
    with _ready():
        need_keys(config)
        return opened_vault(config) if config.security.key_lines.strip() else None


def _show_how_far(what: str, done: int, total: int) -> None:
    """Progress on stderr: continuous on a terminal, now and then in a log."""
    if sys.stderr.isatty():
        click.echo(f"\r{what} {done}/{total}" + ("\n" if done >= total else ""), err=True, nl=False)
    elif done % STEP == 0 and done < total:
        click.echo(f"{what} {done}/{total}", err=True)


def _line(finding: Finding) -> str:
    mark = click.style("正常", fg="green") if finding.ok else click.style("问题", fg="red", bold=True)
    return f"[{mark}] {finding.subject}：{finding.text}"
