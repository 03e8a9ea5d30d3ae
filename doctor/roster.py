"""Directory check: departments without officers or leaders, unassigned roles, people without an account (M7)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.ports import Finding
from store.people import persons
from store.people.missing_officers import ON_DUTY
from store.tables import Department, Person

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

SUBJECT = "名册"
TITLES = {"officer-a": "联络专员 A 角", "officer-b": "联络专员 B 角", "leader": "分管领导"}


def roster(session: Session, platform: str) -> Iterator[Finding]:
    """Departments with a gap, roles nobody holds, and people whom the platform can't reach."""
    departments = list(persons.departments(session))
    if not departments:
        yield Finding(SUBJECT, False, "还没有部门。请执行 objection import departments 文件")
        return
    gaps = [gap for department in departments for gap in _gaps(session, department)]
    gaps += _vacancies(session)
    gaps += [
        f"{person.department.name} {person.name} 没有 {platform} 帐号，收不到卡片"
        for person in _on_duty(session)
        if persons.account_of(person, platform) is None
    ]
    yield from (Finding(SUBJECT, False, gap) for gap in gaps)
    if not gaps:
        yield Finding(SUBJECT, True, f"{len(departments)} 个部门，联络专员和分管领导齐全")


def _gaps(session: Session, department: Department) -> Iterator[str]:
    if department.kind not in persons.OWNERS:
        return
    missing = [
        title for role, title in TITLES.items() if not persons.with_role(session, role, department_id=department.id)
    ]
    if missing:
        office = f"，牵头机构：{department.lead_office}" if department.lead_office else ""
        yield f"{department.name}（{department.code}{office}）没有{'、'.join(missing)}。请在人员表中补上后再导入"


def _vacancies(session: Session) -> Iterator[str]:
    if not persons.operators(session):
        yield "没有中心运营（operator），无人预审。请在人员表中补上"
    if not persons.supervisors(session):
        yield "没有督办（supervisor），区级逾期摘要无人收"


def _on_duty(session: Session) -> list[Person]:
    return persons.with_role(session, *ON_DUTY)
