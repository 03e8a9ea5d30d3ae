"""`objection`: one command for everything a server, a district's IT staff and a newcomer do with the bot."""

from __future__ import annotations

from pathlib import Path

import click

from objection.cli.archive import archive
from objection.cli.cards import cards
from objection.cli.doctor import doctor
from objection.cli.import_file import import_file
from objection.cli.keys import keys
from objection.cli.migrate import migrate
from objection.cli.quarter import quarter
from objection.cli.report import report
from objection.cli.sandbox import sandbox
from objection.cli.serve import serve

COMMANDS = (serve, sandbox, quarter, migrate, import_file, cards, doctor, report, archive, keys)
EPILOG = """\b
第一次使用 / first steps:
  objection sandbox                      不用帐号，在浏览器里试一遍
  cp config.example.yaml config.yaml     再按注释填写
  objection doctor                       逐项检查配置、密钥、日历、数据库和平台
  objection migrate                      建立数据库
  objection import departments bumen.csv
  objection serve
"""


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, epilog=EPILOG)
@click.option(
    "--config",
    "path",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="配置文件；不写则用 OBJECTION_CONFIG，再则 ./config.yaml。环境变量 OBJECTION__WECOM__SECRET 等优先。",
)
@click.version_option(package_name="objection", message="%(prog)s %(version)s")
@click.pass_context
def main(context: click.Context, path: Path | None) -> None:
    """公共数据异议核实与处理机器人（长府办〔2022〕28号）。

    The objection bot: staff file objections against wrong public data in chat, and statutory limits run as clocks.
    """
    context.obj = path


for command in COMMANDS:
    main.add_command(command)
