"""`objection`: the table of all commands."""

from __future__ import annotations

import os
from pathlib import Path

import click

from objection.cli.lazy_group import LazyGroup, Place

OTHERS = 0o027  # files that commands write hold personal data: others of the machine get no right to them
COMMANDS = {
    "archive": Place("objection.cli.archive", "archive", "把一件工单（或全部待归档的）导出为可离线核验的 zip 文件。"),
    "backup": Place("objection.cli.backup", "backup", "把数据库、附件和每日存证备份到文件夹里，每次一份，不必停服务。"),
    "cards": Place("objection.cli.cards", "cards", "把每一种卡片在每一种平台上的样子画在一个网页里。"),
    "closures": Place(
        "objection.cli.closures",
        "closures",
        "本区停止办公的日子（不算工作日）：载入、列出、撤回。保存在数据库里，各台服务同时起作用，不必重启。",
    ),
    "confirm-time": Place(
        "objection.cli.time_confirmation",
        "confirm_time",
        "系统时间跳变后确认时间无误：恢复到期自动办理。确认人和时间记入操作记录。",
    ),
    "doctor": Place(
        "objection.cli.doctor",
        "doctor",
        "逐项检查：配置、密钥、日历、数据库、历史链、质量报告、名册、平台、回调往返。有问题时退出码为 1。",
    ),
    "export": Place(
        "objection.cli.export_file", "export_file", "导出部门、人员或数据目录（.xlsx 或 .csv），格式与导入的相同。"
    ),
    "import": Place(
        "objection.cli.import_file",
        "import_file",
        "导入部门、人员、数据目录、市级工单（.xlsx .xls .csv）或放假通知（.toml）。",
    ),
    "keys": Place("objection.cli.keys", "keys", "加密联系方式的密钥：生成和更换。"),
    "migrate": Place("objection.cli.migrate", "migrate", "建立数据库，或升级到这一版的结构。可以重复执行。"),
    "report": Place(
        "objection.cli.report",
        "report",
        "各部门和区大数据中心的及时性、有效性：按时答复、按时修正、承诺、不认可、退回、延期、特例、满意度。",
    ),
    "restore": Place("objection.cli.backup", "restore", "核对一份备份，并把数据库和附件放回配置所指的地方。"),
    "sandbox": Place(
        "objection.cli.sandbox", "sandbox", "试用和演练：模拟的企业微信、七部手机、可以拨动的时钟和一个示范区。"
    ),
    "serve": Place("objection.cli.serve", "serve", "启动机器人：回调、页面和定时任务在同一个进程里。"),
    "trace": Place(
        "objection.cli.trace",
        "trace",
        "一条消息从收到到送达、已阅的全过程；还没有发出的，写明为什么、下次什么时候。",
    ),
}
EPILOG = """\b
第一次使用 / first steps:
  objection sandbox                      不用帐号，在浏览器里试一遍
  cp config.example.yaml config.yaml     再按注释填写
  objection doctor                       逐项检查配置、密钥、日历、数据库和平台
  objection migrate                      建立数据库
  objection import departments bumen.csv
  objection serve
"""


@click.group(cls=LazyGroup, places=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]}, epilog=EPILOG)
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
    os.umask(os.umask(0) | OTHERS)
    context.obj = path
