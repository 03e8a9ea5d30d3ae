"""The text of a page as a reader sees it: tags removed, one line a block."""

from __future__ import annotations

import html
import re


def readable(page: str) -> str:
    """Blocks become lines, cells are separated by a space."""
    body = page.partition("<body>")[2]
    lines = re.sub(r"<div[^>]*>|</(?:li|tr|p|div|h\d|table)>|<br>", "\n", re.sub(r"\s*\n\s*", "", body))
    cells = re.sub(r"</t[hd]>", " ", lines)
    return html.unescape(re.sub(r"<[^>]+>", "", cells))
