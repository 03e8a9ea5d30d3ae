"""Everyday words, initials, slips and traditional characters find the data that is meant among the first three (M9)."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert

from store.catalogue import entries, entry_search
from store.engine.session import Store
from store.people import persons
from store.tables import Entry
from tests.store.district_fixture import make_vault

DEMO = Path(__file__).parents[2] / "sandbox" / "demo"
LISTS = ("catalogue_queries", "catalogue_queries_fresh")


def rows(name: str) -> Iterator[dict[str, str]]:
    with (DEMO / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@pytest.fixture
def catalogue(database_url: str) -> Iterator[Store]:
    store = Store(database_url, make_vault())
    with store.write() as session:
        owners = {
            row["code"]: persons.upsert_department(session, code=row["code"], name=row["name"], kind=row["kind"])
            for row in rows("departments.csv")
        }
        for row in rows("catalogue.csv"):
            named = {name: row[name] for name in ("code", "name", "origin", "kind", "sources")}
            columns = entries.new_entry(**named, department=owners[row["department"]])
            session.execute(insert(Entry).values(**columns, active=True))
    yield store
    store.close()


@pytest.mark.parametrize("name", LISTS)
def test_every_query_finds_its_data_among_the_first_three(catalogue: Store, name: str) -> None:
    wrong, lines = [], Path(__file__).with_name(f"{name}.tsv").read_text(encoding="utf-8").splitlines()[1:]
    with catalogue.read() as session:
        for query, meant in (line.split("\t") for line in lines):
            names = [hit.name for hit in entry_search.search(session, query, 3)]
            right = not names if meant == "-" else set(names) & set(meant.split("|"))
            wrong += [] if right else [f"{query}: {names}, not {meant}"]
    assert wrong == []
