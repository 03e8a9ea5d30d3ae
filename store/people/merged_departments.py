"""机构合并: the heir of a merged department, and the departments that somebody's goes on with (M7)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, func, select

from store.engine.columns import table_of
from store.tables import Department, Person

_NONE = frozenset[int]()
_DEPARTMENTS = table_of(Department)


def present_department(department_id: ColumnElement[Any]) -> ColumnElement[Any]:
    """A department, or the one it was merged into."""
    merged = _DEPARTMENTS.alias("present")
    heir = select(merged.c.merged_into_id).where(merged.c.id == department_id).scalar_subquery()
    return func.coalesce(heir, department_id)


def merged_into(person: Person) -> frozenset[int]:
    """The departments that were merged into somebody's."""
    return ids_of(person.department.merged_from)


def ids_of(merged_from: str) -> frozenset[int]:
    return frozenset(map(int, merged_from.split())) if merged_from else _NONE


def counted_in(person: Person, holder: int | None) -> int:
    """As whose colleague somebody takes a case: of its holder, where that was merged into their department."""
    return holder if holder is not None and holder in merged_into(person) else person.department_id
