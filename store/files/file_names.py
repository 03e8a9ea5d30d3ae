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


_COPY = re.compile(
    r"(?P<stem>.+)\.(?P<ending>[0-9A-Za-z]{2,5})(?P<mark>\s*[(（]\d+[)）]| - 副本|\.(?:tmp|bak|download))$"
)
_ENDING = re.compile(r"(?P<stem>.+)\.(?P<ending>[A-Za-z][0-9A-Za-z]{1,4})$")


def extension_of(name: str) -> str:
    """The extension of a name in lower case, marks of a copy aside: 名单.xlsx(1) is xlsx; "" where there is none."""
    parts = _parts(name)
    return parts[1].lower()


def mended(name: str, extension: str) -> str:
    """The name with the extension that the content has: 截图2026.9.17 becomes 截图2026.9.17.png."""
    stem, ending = _parts(name)
    return f"{stem or '附件'}.{ending if ending.lower() == extension else extension}"


def _parts(name: str) -> tuple[str, str]:
    """Stem and extension; the date in 截图2026.9.17 is none."""
    bare = name.strip().rstrip(".").strip()
    copy = _COPY.fullmatch(bare)
    if copy is not None:
        mark = "" if copy["mark"].startswith(".") else copy["mark"].strip()
        return f"{copy['stem']}{mark}", copy["ending"]
    plain = _ENDING.fullmatch(bare)
    return (plain["stem"], plain["ending"]) if plain is not None else (bare, "")
