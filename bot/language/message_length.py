"""A message that is too long is refused with the number of characters that were sent, and not stored in part."""

from __future__ import annotations

from collections.abc import Callable

from bot.language.text import clean
from bot.ports import Call, CallKind
from regulation.refusals import Refusal

LONGEST = 10_000  # platforms send far less
LONGEST_TEXT = 2000  # characters of one text that any step takes


def check_length(call: Call, is_asked: Callable[[], bool]) -> None:
    """Raises Refusal for a longer text; where a question is open, it names its own limit."""
    count = len(clean(call.text)) if call.kind is CallKind.TEXT and len(call.text) > LONGEST else 0
    if count > LONGEST and not is_asked():
        raise Refusal(
            f"您发来的文字共{count}字，一次最多{LONGEST}字，这一条没有保存，也没有办理。"
            "请精简、分几次发送，或做成文件上传。"
        )


def check_understandable(call: Call) -> None:
    """Raises Refusal, with the count, for a text without an exact command that no step could take."""
    count = len(clean(call.text))
    if count > LONGEST_TEXT:
        raise Refusal(
            f"一次最多{LONGEST_TEXT}字，现在是{count}字，这一条没有保存，也没有办理。请精简后重新发送，或做成文件上传。"
        )
