"""`objection keys`: generate and rotate the encryption keys; the keys of the record."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import click

from clock.time_source import open_clock
from objection.attachment_storage import file_store_of
from objection.cli.startup import configured, keys_in_use, opened_store, read_settings, write_private
from objection.config.load import Config
from store.engine.session import Store
from store.files.file_store import FileStore
from store.files.stored_files import FileCount, count_by_key, rewrap_all, seal_folder
from store.protection import key_check
from store.protection.key_rotation import Outcome
from store.protection.key_rotation import rotate as seal_again
from store.record import record_sealing, signed_heads
from store.vault import new_key_line, new_keys

ALGORITHMS = ("aes-256-gcm", "sm4-gcm")
SHOWN = 50  # undecryptable values that are listed
NEW_SET = (
    "数据库已在使用，不能换成一套新的密钥：已保存的内容会读不出来。密钥文件丢了的，请从备份找回；"
    "要更换密钥，请用 objection keys new --id 〈新编号〉，见 docs/operations.md“更换密钥”。"
)


@click.group()
def keys() -> None:
    """加密联系方式的密钥：生成和更换。"""


def _id(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    if value is not None and not re.fullmatch(r"[A-Za-z0-9._-]{1,32}", value):
        raise click.BadParameter("只能用字母、数字、点、横线，最长 32 个字符")
    if value == "index":
        raise click.BadParameter("index 一行不能更换，请换一个编号")
    return value


@keys.command()
@click.option("--file", "path", type=click.Path(dir_okay=False, path_type=Path), help="写到新文件（权限 600）。")
@click.option("--id", "key_id", callback=_id, help="只加一把新密钥，用这个编号；把打印的一行放在密钥文件的最前面。")
@click.option("--algorithm", type=click.Choice(ALGORITHMS), default=ALGORITHMS[0], show_default=True)
def new(path: Path | None, key_id: str | None, algorithm: str) -> None:
    """生成一套新密钥（或用 --id 只生成一把）。

    配置所指的数据库已在使用的，只能用 --id：换成一套新的，已保存的内容就读不出来。
    """
    _refuse_replacing(key_id)
    text = f"{new_key_line(key_id, algorithm)}\n" if key_id else new_keys(algorithm)
    if path is None:
        click.echo(text, nl=False)
        return
    write_private(path, text)
    if key_id:
        click.echo(f"已写入 {path}。请把这一行放在密钥文件的最前面，其余各行保留。")
    else:
        click.echo(f"已写入 {path}。在 config.yaml 中写 security.key_file: {path}")


def _refuse_replacing(key_id: str | None) -> None:
    """Raises ClickException where the new key would replace one in use; skipped without settings."""
    try:
        config = read_settings(without_keys=True)
    except click.ClickException:
        return
    try:
        used = keys_in_use(config)
    except click.ClickException as error:
        click.echo(f"注意：不能确认数据库是否已在使用（{error.message}）", err=True)
        return
    if used is not None and key_id is None:
        raise click.ClickException(NEW_SET)
    if used is not None and key_id in used:
        raise click.ClickException(f"编号 {key_id} 已经用过，请换一个。")


@keys.command()
def rotate() -> None:
    """用第一把密钥重新加密所有旧数据；完成后旧密钥才可以撤去。

    不必停服务，运行中的服务遇到新密钥自行改用；中断了再执行一次即可。
    """
    done, outcome = Counter[str](), Outcome()
    config = configured()
    with opened_store(config) as store:
        total = seal_again(store, lambda column, count: done.update({column: count}), outcome)
        for column, count in done.items():
            click.echo(f"{column}：{count} 处")
        click.echo(f"已重新加密 {total} 处。")
        file_store = file_store_of(config, store.vault)
        _rotate_files(config, store, file_store)
        _conclude(store, outcome, file_store)


@keys.command()
def public() -> None:
    """打印存证的公钥（各期）和最近一次签名的存证；可以公布，与网页 /record-key 相同。"""
    with opened_store(configured(), writes=False) as store, store.read() as session:
        told, head = signed_heads.keys_of(session), signed_heads.latest(session)
    if not told:
        raise click.ClickException("还没有存证：请先启动服务，或执行 objection migrate。")
    for key in told:
        click.echo(f"第{key['epoch']}期 {key['opened'][:10]} 起 {key['key']}")
    click.echo(signed_heads.sentence(head) if head else "还没有签过存证。")


@keys.command("rotate-record")
def rotate_record() -> None:
    """更换存证密钥：开始新的一期，由旧公钥签名交接。旧密钥永久加密保存，核对以前的存证还要用。不必停服务。"""
    config = configured()
    with opened_store(config) as store, store.write() as session:
        now = open_clock(config.clock).now()
        record_sealing.begin(session, now)
        keys = record_sealing.rotate(session, now)
        click.echo(f"存证密钥已更换为第{keys.epoch}期，公钥 {keys.public}。请重新公布（网页 /record-key 已更新）。")


def _rotate_files(config: Config, store: Store, file_store: FileStore) -> None:
    """Only the data keys are wrapped anew; files that are in clear are encrypted."""
    count = FileCount()
    for folder in file_store.backend.folders():
        seal_folder(store, file_store, folder, open_clock(config.clock).now(), count)
    rewrap_all(file_store, count)
    if count.done:
        click.echo(f"附件：{count.done} 个换了密钥，内容不重写。")
    for digest, error in list(count.failed.items())[:SHOWN]:
        click.echo(f"附件打不开：{file_store.backend.place(digest)}（{error}）", err=True)


def _left(store: Store, file_store: FileStore) -> dict[str, int]:
    """How many values and files are under each key of the ring; "" counts the others."""
    left = Counter(key_check.left_by_key(store))
    for key_id, count in count_by_key(file_store).items():
        left[key_id if key_id in store.vault.marks else ""] += count
    return dict(left)


def _conclude(store: Store, outcome: Outcome, file_store: FileStore) -> None:
    """Print what is left under each key. Raises ClickException where old keys may not be removed yet."""
    left = _left(store, file_store)
    click.echo("各密钥下的数据：" + "，".join(f"{key_id or '其他'} {count} 处" for key_id, count in left.items()))
    for (table, column, row), error in list(outcome.unopened.items())[:SHOWN]:
        click.echo(f"打不开：{table}.{column}，id {'/'.join(map(str, row))}（{error.told}）", err=True)
    old = {key_id: count for key_id, count in left.items() if key_id != store.vault.current}
    named = "、".join(key_id for key_id in old if key_id)
    if outcome.late:
        raise click.ClickException(
            "更换期间又有内容用旧密钥加密：运行中的服务当时还没有改用新密钥。请再执行一次 objection keys rotate；"
            "仍是这样的，先重启每一台的服务（systemctl restart objection）。旧密钥不能撤去。"
        )
    if outcome.unopened:
        raise click.ClickException(f"有 {len(outcome.unopened)} 处打不开，原样未动，请与备份比对。旧密钥不能撤去。")
    if sum(old.values()):
        raise click.ClickException(
            f"旧密钥下还有 {sum(old.values())} 处：另有程序正在写，或有服务没有改用新密钥。"
            f"请先重启服务（systemctl restart objection），再执行一次 objection keys rotate。旧密钥不能撤去。"
        )
    for key_id in filter(None, old):
        key_check.retire(store, key_id)
    if named:
        click.echo(f"旧密钥 {named} 下已没有数据，可以从密钥文件中删去（旧备份还要用它，请另行保存），然后重启服务。")
