"""Every refusal says what to do next, or who can: one that doesn't say so itself names where to look."""

from __future__ import annotations

import re

_SAYS = re.compile(
    r"请|可以|可发送|可由|方可|须由|无需|发送“"
    r"|[由供][^，。；]{2,40}(?:办理|认定|作出|登记|确认|核查|复核|查看|更正|录入|使用|评价|裁定|批准|监督|担任)"
    r"|区大数据中心.{0,20}(?:联系|办理|决定|认定)"
)
HOLDER = "目前“"  # names the stage and its holder, who may be the reader: still not what can be done


def says_next(text: str) -> bool:
    return _SAYS.search(text) is not None


def with_next_step(text: str, number: str = "") -> str:
    """The sentence with a way on; `number` is the case that it is about."""
    if says_next(text) and HOLDER not in text:
        return text
    if number:
        return f"{text}可发送“查询 {number}”查看现在由谁办理、您可以办什么。"
    return f"{text}可发送“帮助”查看您可以办理的事项，或发送“人工”联系区大数据中心。"
