"""`objection report`: the quality report of one month, as the supervising office gets it (G5, M15)."""

from __future__ import annotations

import click

from commandline.opening import configured, opened_store


@click.command()
@click.option("--month", help="哪个月, 如 2026-10; 不写则为本月到现在。")
@click.option("--format", "style", type=click.Choice(("text", "csv")), default="text", show_default=True)
def report(month: str | None, style: str) -> None:
    """各部门的及时率与质量: 件数、按时答复、按时修正、不认可、延期、特例。"""
    import app

    config = configured()
    with opened_store(config) as store:
        click.echo(app.report(config, store, month=month, style=style), nl=False)
