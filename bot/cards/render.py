"""A card leaves in the words of one platform: n cards and m dialects, never n × m (habit 14)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Undefined

from bot.cards import fit, numbered, prose
from bot.ports import UNCHOSEN, Card
from store.characters import TURNING

_LINE_ENDS = re.compile("[\x85\u2028\u2029]")
DIALECTS = Path(__file__).parent / "dialects"


def dialects() -> tuple[str, ...]:
    """Names of every dialect there is a template for."""
    return tuple(sorted(path.name.removesuffix(".json.j2") for path in DIALECTS.glob("*.json.j2")))


def render(
    card: Card,
    dialect: str,
    *,
    key: str,
    base_url: str,
    update: bool = False,
    media_id: str = "",
    first: int = 1,
) -> dict[str, Any]:
    """The message as `Platform.send` takes it, or with `update` as `Platform.update` does: `{"msgtype": …, …}`.

    `key` names this one message (the platform's task id), `base_url` completes the links, `media_id` is the
    uploaded file of a FILE card, and `first` is the number of the first choice where choices are numbered.
    Raises jinja2.UndefinedError or json.JSONDecodeError where a template is wrong: nothing half-made leaves.
    """
    template = environment().get_template(f"{dialect}.json.j2")
    text = template.render(
        card=card,
        key=key,
        base_url=base_url.rstrip("/"),
        update=update,
        media_id=media_id,
        choices=numbered.offers(card, first),
    )
    message: Mapping[str, Any] = json.loads(text)
    return dict(message)


@cache
def environment() -> Environment:
    """The templates with the filters they may use."""
    environment = Environment(
        loader=FileSystemLoader(DIALECTS),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - JSON, not HTML: every value goes through tojson
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["UNCHOSEN"] = UNCHOSEN
    environment.filters["tojson"] = _tojson
    environment.filters["clip"] = fit.clip
    environment.filters["plain"] = prose.plain
    environment.filters["below"] = prose.below
    environment.filters["markdown"] = prose.markdown
    return environment


def _tojson(value: object) -> str:
    if isinstance(value, Undefined):
        str(value)  # raises UndefinedError, which names the template's mistake
    text = json.dumps(value, ensure_ascii=False)
    return _LINE_ENDS.sub(" ", TURNING.sub("", text))
