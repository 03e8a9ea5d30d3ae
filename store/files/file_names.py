"""File names of senders, made safe to keep: bare, one line, without bidirectional controls."""

from __future__ import annotations

import re

from store.characters import TURNING, UNFIT


def short(name: str) -> str:
    """The bare name: no folder, one line, no bidirectional controls, at most 120 characters with its extension."""
    kept = TURNING.sub("", UNFIT.sub("", name.replace("\\", "/").rpartition("/")[2]))
    bare = re.sub(r"[\t\n\u2028\u2029]", "", kept).strip()
    stem, dot, ending = bare.rpartition(".")
    return bare[:120] if not dot else f"{stem[: 119 - len(ending[:12])]}.{ending[:12]}"
