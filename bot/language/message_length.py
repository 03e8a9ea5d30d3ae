"""A message that is too long is refused with the number of characters that were sent, and not stored in part."""

from __future__ import annotations

from collections.abc import Callable

from bot.language.text import clean
from bot.ports import Call, CallKind
from regulation.refusals import Refusal

LONGEST = 10_000  # platforms send far less


def check_length(call: Call, is_asked: Callable[[], bool]) -> None:
    """Raises Refusal for a longer text; where a question is open, it names its own limit."""
    count = len(clean(call.text)) if call.kind is CallKind.TEXT and len(call.text) > LONGEST else 0
    if count > LONGEST and not is_asked():
        raise Refusal(
            f"您发来的文字共{count}字，一次最多{LONGEST}字，这一条没有保存，也没有办理。"
            "请精简、分几次发送，或做成文件上传。"
        )
