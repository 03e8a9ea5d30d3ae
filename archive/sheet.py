"""The archive's HTML page: one file without scripts or external resources, for screen and print."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.cards.text_labels import LABELS
from bot.language import date_text
from store.cases import who_acted

_TEMPLATES = Path(__file__).parent


def sheet(content: Mapping[str, Any]) -> str:
    """The page of a dossier."""
    environment = Environment(loader=FileSystemLoader(_TEMPLATES), undefined=StrictUndefined, autoescape=True)
    environment.filters["stamp"] = lambda instant: date_text.stamp(datetime.fromisoformat(instant))
    environment.filters["day"] = lambda day: date_text.day(date.fromisoformat(day))
    return environment.get_template("sheet.html.j2").render(**{**content, "steps": list(_steps(content))})


def _steps(content: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Each history line with its actor, choices and texts; erased texts are marked as such."""
    for line, step in zip(content["history"], content["steps"], strict=True):
        yield {
            **line,
            **step,
            "who": _who(step["by"]),
            "words": [
                (step["labels"].get(text["field"]) or LABELS.get(text["field"], text["field"]), text["text"])
                for text in content["texts"]
                if text["seq"] == line["seq"] and text["field"] != who_acted.FIELD
            ],
            "calls": [call for call in content["calls"] if call["seq"] == line["seq"]],
        }


def _who(by: Mapping[str, Any]) -> dict[str, str]:
    """Name and post of the actor, and of the colleague they stood in for."""
    if by["erased"]:
        return {"name": by["name"], "post": "姓名已按期限删除"}
    if "for" in by:
        absent = _who(by["for"])
        own = f"（{by['unit']}）" if by["unit"] else ""
        return {"name": f"{by['name']}{own}代{absent['name']}", "post": _noted(absent["post"], by)}
    return {"name": by["name"], "post": _noted("，".join([by["unit"], "、".join(by["roles"])]).strip("，"), by)}


def _noted(post: str, by: Mapping[str, Any]) -> str:
    return post if by["as_recorded"] or not post else f"{post}；姓名和单位名称按现名册"
