"""The demo district's data: sizes, consistency, and no real persons."""

from __future__ import annotations

import csv
import re

import pytest

from sandbox.demo_people import CAST, DEMO, TITLES, build_directory, choose_cast, read_departments, read_people


def rows(name: str) -> list[dict[str, str]]:
    with (DEMO / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_sizes() -> None:
    assert len(rows("departments.csv")) >= 10
    assert len(rows("people.csv")) >= 28
    assert len(rows("catalogue.csv")) >= 220


@pytest.mark.parametrize("name", ["departments.csv", "catalogue.csv"])
def test_codes_and_names_are_unique(name: str) -> None:
    for column in ("code", "name"):
        values = [row[column] for row in rows(name)]
        assert len(set(values)) == len(values)


def test_every_responsible_department_has_its_officers_and_leader() -> None:
    roles: dict[str, set[str]] = {}
    for row in rows("people.csv"):
        roles.setdefault(row["department"], set()).update(row["roles"].split())
    for row in rows("departments.csv"):
        if row["kind"] in ("responsible", "competent"):
            assert {"officer-a", "officer-b", "leader"} <= roles[row["code"]], row["name"]


def test_people_are_in_known_departments_and_roles_with_invented_numbers() -> None:
    codes = {row["code"] for row in rows("departments.csv")}
    for row in rows("people.csv"):
        assert row["department"] in codes
        assert set(row["roles"].split()) <= set(TITLES)
        assert re.fullmatch(r"1390000\d{4}", row["mobile"])


def test_the_catalogue_has_every_kind_and_its_sources_exist() -> None:
    entries = rows("catalogue.csv")
    codes = {row["code"] for row in entries}
    departments = {row["code"] for row in rows("departments.csv")}
    assert {(row["origin"], row["kind"]) for row in entries} == {
        ("district", "source"),
        ("district", "fusion"),
        ("city", "source"),
    }
    for row in entries:
        assert row["department"] in departments
        assert set(row["sources"].split()) <= codes
        assert bool(row["sources"]) == (row["kind"] == "fusion")


def test_seven_phones_and_one_complete_department() -> None:
    people, names = read_people(DEMO / "people.csv"), read_departments(DEMO / "departments.csv")
    cast = choose_cast(people, names)
    assert [handset.role for handset in cast] == [TITLES[role] for role in CAST]
    assert len({handset.userid for handset in cast}) == 7
    assert len({handset.department for handset in cast[2:6]}) == 1
    assert len(build_directory(names, people).members) == len(people)
