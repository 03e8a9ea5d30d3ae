"""联系电话换成139… while a filing is open changes its contact, whatever is asked (M9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.filing.filing_form import FILING
from bot.filing_questions.proposer_contact import NAME, contact_change

if TYPE_CHECKING:
    from bot.context import Draft


def contact_in_filing(draft: Draft, text: str) -> str:
    """The arguments of 修改 for it; "" where the text is anything else, or answers that very question."""
    if draft.form != FILING.name or draft.step == NAME:
        return ""
    words = contact_change(text, asked=bool(draft.step))
    number = [item.name for item in FILING.needed(draft.answers)].index(NAME) + 1
    return f"第{number}项 {words}" if words else ""
