"""A message that names data and a fault begins a filing with what it said in its items, and nothing in another (M9)."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.filing.filing_form import FILING
from store.cases import stored_drafts
from store.catalogue import entries
from store.people import persons
from tests.bot.world import World

ROOT = Path(__file__).parents[2]
ROWS = [
    [*line.split("\t"), *[""] * 7][:7]
    for line in (ROOT / "tests/data/filing_sentences.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
USER = "wu.gang"  # has a duty: whatever a newcomer writes begins a filing


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The world with the demo district's catalogue."""
    from tests.bot.world import database

    world = World.create(database(tmp_path_factory.mktemp("spoken") / "spoken.db"))
    with world.store.write() as session, (ROOT / "sandbox/demo/catalogue.csv").open(encoding="utf-8") as file:
        owner = persons.department(session, 3)
        assert owner is not None
        for row in csv.DictReader(file):
            entries.upsert_entry(session, code=row["code"], name=row["name"], department=owner, kind=row["kind"])
    yield world
    world.close()


def begun(world: World, said: str) -> dict[str, Any] | None:
    """What the draft holds that this message began; None where it began none."""
    world.send_text(USER, said.replace("\\n", "\n"))
    with world.store.write() as session:
        draft = stored_drafts.active(session, world.person_id(USER))
        if draft is None or draft.form != FILING.name:
            return None
        kept = stored_drafts.answers(world.store.vault, draft)
        stored_drafts.cancel(session, draft, world.now)
    return kept


def items(kept: dict[str, Any]) -> list[str]:
    """As a row of the table."""
    source, contact = kept.get("source", {}), kept.get("contact", {})
    found = kept.get("+source") or {"near": True}  # near hits are offered beside the question, as a help
    offered = "?" if "source" not in kept and not found.get("near") else ""
    own = contact.get("name") == "吴刚"
    return [
        source.get("title", source.get("words", "")) + offered,
        kept.get("kind", ""),
        kept.get("records", ""),
        kept.get("doubt", ""),
        kept.get("evidence", {}).get("words", ""),
        "" if own else f"{contact.get('name', '')} {contact.get('phone', '')}".strip(),
    ]


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_each_item_holds_what_was_said_of_it(spoken: World, row: list[str]) -> None:
    said, *expected = row
    kept = begun(spoken, said)
    if expected[0] == "-":
        assert kept is None
        return
    assert kept is not None
    assert items(kept) == expected
    assert kept["_said"] in said.replace("\\n", "\n")
