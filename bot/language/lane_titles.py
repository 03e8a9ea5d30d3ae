"""The lanes of the outbox in the words of operators."""

from __future__ import annotations

from store.messages.outbox import Lane

LANE_TITLES = {
    Lane.RESULT: "结果告知",
    Lane.ANSWER: "应答",
    Lane.TASK: "任务卡片",
    Lane.REMINDER: "提醒",
    Lane.DIGEST: "摘要",
}
