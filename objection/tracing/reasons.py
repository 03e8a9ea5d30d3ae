"""Why a message waits, was given up or withdrawn, and what came of a callback, in the words of operators."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.language.lane_titles import LANE_TITLES
from scheduler.jobs import JOBS
from store.messages.cause import COMMAND, MESSAGE, PAGE, SWEEP
from store.messages.message_trace import TracedCallback, TracedMessage
from store.messages.outbox import HELD, Lane

KINDS = {"update": "改写卡片", "file": "文件", "event": "标注变动"}
SWEEPS = {job.name: job.title for job in JOBS}
Whom = Callable[[int | None], str]  # a person as the reader of the trace may see them
REFUSALS = {
    "NotAllowedNow": "现在的状态不能办",
    "AlreadyDone": "已经办过",
    "NotYours": "不是该由此人办理的",
    "Incomplete": "少了必填的内容",
    "BadValue": "所填的内容不对",
    "NotAnAnswer": "所填的内容不构成答复",
    "TooLate": "已过期限",
    "TooEarly": "未到时间",
    "SecondSupplement": "已经要求过一次补正",
    "Refusal": "不能这样办",
}
RESULTS = {
    "answered": "已应答",
    "no-answer": "不需要应答",
    "unknown-person": "发送人不在通讯录中，已回复如何登记",
    "event": "通讯录变动，已更新",
}
WHYS = {
    "held back until service hours": "非服务时间，提醒和摘要到上班再发",
    "held back to keep the platform's limits": "平台限制发送频率",
    "the platform is paused": "平台暂停发送（拒绝了本应用或连续失败，见 /healthz）",
    "cards are refused for a while": "平台暂不接受卡片",
    "answered": "发出前已经办理，不用再提醒",
    "superseded": "工单已到下一步，不再需要",
    "the old card can't be redrawn, and asks nothing of its holder": (
        "旧卡片已不能改写（更新码用过或过期），也不需要收件人办理"
    ),
    "taken by another worker": "另一个进程已接手",
}


def cause_of(message: TracedMessage) -> str:
    """What the message answers or follows from."""
    head, colon, rest = message.cause.partition(":")
    match f"{head}{colon}":
        case "":
            return "起因没有记录（旧版本排入）"
        case _ if not colon:
            return f"起因：回调 {message.cause}"
        case _ if f"{head}:" == SWEEP:
            return f"起因：定时任务“{SWEEPS.get(rest, rest)}”"
        case _ if f"{head}:" == PAGE:
            return f"起因：网页操作 {rest}"
        case _ if f"{head}:" == COMMAND:
            return f"起因：命令 objection {rest}"
        case _ if f"{head}:" == MESSAGE:
            return f"起因：消息 {rest}"
    return f"起因：{message.cause}"


def title_of(message: TracedMessage) -> str:
    """Its kind and the ticket it is about."""
    kind = KINDS.get(message.kind) or LANE_TITLES[Lane(message.lane)]
    return f"{kind}（{message.number} 第{message.seq}步）" if message.number and message.seq else kind


def why(message: TracedMessage) -> str:
    """The stored reason; of the platform's own it is the platform's text, without accounts."""
    plain = (message.held_for or "暂缓") if message.reason == HELD else message.reason
    if plain.startswith("platform ") and plain.endswith("is not set up"):
        return "这个平台没有配置"
    return WHYS.get(plain, plain)


def to(message: TracedMessage, whom: Whom) -> str:
    """Whom it goes to; events of flags go to another system."""
    return "数据平台" if message.kind == "event" else whom(message.person_id)


def came_of(callback: TracedCallback) -> str:
    """What the handling of a callback did."""
    if callback.state == "received":
        return f"尚未处理，已试 {callback.attempts} 次" + (f"（{callback.error}）" if callback.error else "")
    if callback.state == "failed":
        return f"处理失败（{callback.error}），没有作任何改动，在发送台账里，等“重新处理”"
    return "；".join(_result(part) for part in callback.result.split("；") if part) or "已处理"


def _result(part: str) -> str:
    if "#" in part:
        number, _, step = part.partition("#")
        seq, _, action = step.partition(" ")
        return f"办理：{number} 第{seq}步 {action}"
    kind, _, rest = part.partition(" ")
    if kind == "refused":
        code, _, number = rest.partition(" ")
        about = f" {number}" if number else ""
        return f"拒绝{about}：{REFUSALS.get(code, code)}（{code}），没有作任何改动，已说明原因"
    return RESULTS.get(part, part)


def waits(message: TracedMessage, now: datetime) -> str:
    """Why it has not left, and when it is tried next; the reason only where it was tried or put off."""
    tried = f"已试 {message.attempts} 次，" if message.attempts else ""
    if message.state == "sending":
        return f"{tried}正在发送"
    reason = f"{why(message)}，" if message.reason else "" if message.next_at <= now else "定时发出，"
    return f"{tried}{reason}" + ("随时发出" if message.next_at <= now else "下次 ")
