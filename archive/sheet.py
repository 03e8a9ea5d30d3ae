"""The archive's HTML page: one file without scripts or external resources, for screen and print."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.cards.ticket_card import LABELS
from bot.language import date_text

_TEMPLATES = Path(__file__).parent


def sheet(content: Mapping[str, Any]) -> str:
    """The page of a dossier."""
    environment = Environment(loader=FileSystemLoader(_TEMPLATES), undefined=StrictUndefined, autoescape=True)
    environment.filters["stamp"] = lambda instant: date_text.stamp(datetime.fromisoformat(instant))
    environment.filters["day"] = lambda day: date_text.day(date.fromisoformat(day))
    return environment.get_template("sheet.html.j2").render(steps=list(_steps(content)), **content)


def _steps(content: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Each history line with its actor and texts; erased texts are marked as such."""
    people, departments = content["people"], content["departments"]
    for line in content["history"]:
        actor = people.get(str(line["actor_id"]), "系统" if not line["actor_id"] else "同事")
        absent = people.get(str(line["acting_for"]), "同事") if line["acting_for"] else ""
        yield {
            **line,
            "by": f"{actor}代{absent}" if absent else actor,
            "department": departments.get(str(line["department_id"]), ""),
            "words": [
                (LABELS.get(text["field"], text["field"]), text["text"])
                for text in content["texts"]
                if text["seq"] == line["seq"]
            ],
        }
