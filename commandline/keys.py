"""`objection keys`: make and change the keys that seal contact data."""

from __future__ import annotations

from pathlib import Path

import click

from commandline.opening import configured, opened_store, write_private

ALGORITHMS = ("aes-256-gcm", "sm4-gcm")


@click.group()
def keys() -> None:
    """加密联系方式的密钥：生成和更换。"""


@keys.command()
@click.option("--file", "path", type=click.Path(dir_okay=False, path_type=Path), help="写到新文件（权限 600）。")
@click.option("--id", "key_id", help="只加一把新密钥，用这个编号；把打印的一行放在密钥文件的最前面。")
@click.option("--algorithm", type=click.Choice(ALGORITHMS), default=ALGORITHMS[0], show_default=True)
def new(path: Path | None, key_id: str | None, algorithm: str) -> None:
    """生成一套新密钥（或用 --id 只生成一把）。"""
    from store.vault import new_key_line, new_keys

    text = f"{new_key_line(key_id, algorithm)}\n" if key_id else new_keys(algorithm)
    if path is None:
        click.echo(text, nl=False)
    else:
        write_private(path, text)
        click.echo(f"已写入 {path}。在 config.yaml 中写 security.key_file: {path}")


@keys.command()
def rotate() -> None:
    """用第一把密钥重新加密所有旧数据；完成后旧密钥才可以撤去。"""
    from store.rotation import rotate as seal_again

    with opened_store(configured()) as store:
        changed = seal_again(store)
    click.echo(f"已重新加密 {changed} 处。")
