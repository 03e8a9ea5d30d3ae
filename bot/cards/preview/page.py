"""The card preview: every sample in each dialect, as drawn and as the JSON that is sent, on one page."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.cards.dialects.render import dialects, render
from bot.cards.preview.samples import Sample, samples

BASE_URL = "https://yiyi.example.gov.cn"


@dataclass(frozen=True, slots=True)
class Drawn:
    """One sample in one dialect: the blocks as shown, and the message as sent."""

    dialect: str
    kind: str
    text: str
    card: dict[str, Any]
    wire: str


def page(shown: Iterable[Sample] | None = None) -> str:
    """The preview as one HTML document without external resources."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    rows = [(sample.part, sample.name, list(_drawn(sample))) for sample in (samples() if shown is None else shown)]
    parts = [(part.value, [row[1:] for row in own]) for part, own in groupby(rows, itemgetter(0))]
    return environment.get_template("preview.html.j2").render(parts=parts, many=len(rows), dialects=dialects())


def _drawn(sample: Sample) -> Iterator[Drawn]:
    for dialect in dialects():
        message = render(
            sample.card, dialect, key="preview", base_url=BASE_URL, update=bool(sample.card.done), media_id="MEDIA"
        )
        kind = message["msgtype"]
        body = message[kind]
        yield Drawn(
            dialect,
            body.get("card_type", kind),
            body.get("content", ""),
            body if kind == "template_card" else {},
            json.dumps(message, ensure_ascii=False, indent=1),
        )
