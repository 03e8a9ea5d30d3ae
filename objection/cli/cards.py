"""`objection cards`: a page with every card in every dialect, without a platform or a database."""

from __future__ import annotations

from pathlib import Path

import click

from bot.cards.preview.page import page


@click.command()
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="写到文件；不写则输出到终端。")
def cards(output: Path | None) -> None:
    """把每一种卡片在每一种平台上的样子画在一个网页里。"""
    html = page()
    if output is None:
        click.echo(html)
    else:
        output.write_text(html, encoding="utf-8")
        click.echo(f"已写入 {output}")
