"""人工: how to reach a person: the centre's name, telephone and hours, as the district configured them."""

from __future__ import annotations

from bot.context import Command, Context
from bot.ports import Button, Card, CardKind


def run(ctx: Context, args: str = "") -> Card:  # noqa: ARG001 - whatever else was written
    settings = ctx.settings
    phone = f"电话：{settings.centre_phone}" if settings.centre_phone else "电话：请查本单位通讯录"
    hours = f"服务时间：工作日 {settings.service_hours}" if settings.service_hours else ""
    lines = (phone, hours, "已提出的异议，也可以发送“我的异议”查看办到哪一步。")
    return Card(
        CardKind.TASK,
        title=f"请联系{settings.centre_name}",
        body="\n".join(line for line in lines if line),
        buttons=(Button("我的异议", "我的异议", "primary"), Button("全部命令", "帮助")),
    )


COMMAND = Command(
    "人工", "人工", "区大数据中心的联系电话和服务时间", run, ("转人工", "人工服务", "人工客服"), parks=False
)
