"""Directory: accounts, roles and stand-ins by day (M6, M7)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from regulation.states import Role
from store.people import persons, stand_ins
from store.tables import Person
from tests.staff import upsert_person
from tests.store.district_fixture import NOON, DistrictFixture

DAY = date(2026, 9, 16)


def named(rows: object) -> list[str]:
    return [row.name for row in rows]  # type: ignore[attr-defined]


def test_a_person_is_found_by_their_account_however_it_is_spelled(district: DistrictFixture) -> None:
    with district.store.read() as session:
        for user in ("LiSi", "lisi", "LISI"):
            person = persons.by_account(session, "wecom", user)
            assert person is not None
            assert (person.name, person.department.name) == ("李四", "区绿化和市容管理局")
        assert persons.by_account(session, "dingtalk", "LiSi") is None
        assert persons.by_account(session, "wecom", "nobody") is None


def test_import_is_idempotent(district: DistrictFixture) -> None:
    with district.store.write() as session:
        before = district.people["LiSi"]
        again = upsert_person(
            session,
            district.store.vault,
            name="李四四",
            department_id=before.department_id,
            roles="officer-a leader",
            mobile="13900000000",
            accounts={"wecom": "lisi", "dingtalk": "li4"},
            now=NOON,
        )
        assert (again.id, again.name) == (before.id, "李四四")
        assert [(account.platform, account.user) for account in again.accounts] == [
            ("wecom", "lisi"),
            ("dingtalk", "li4"),
        ]
        dingtalk, first = persons.account_of(again, "dingtalk"), persons.account_of(again)
        assert dingtalk is not None
        assert first is not None
        assert (dingtalk.user, first.user) == ("li4", "lisi")
        found = persons.by_mobile(session, district.store.vault, "13900000000")
        assert found is again
        assert persons.by_mobile(session, district.store.vault, "") is None
        same = upsert_person(
            session, district.store.vault, name="孙七", department_id=before.department_id, roles="leader", now=NOON
        )
        assert same.id == district.people["SunQi"].id


def test_a_phone_number_of_two_people_identifies_nobody(district: DistrictFixture) -> None:
    """A shared office number identifies nobody: a recorded objection is not assigned to an arbitrary person."""
    vault, number = district.store.vault, "02152000000"
    with district.store.write() as session:
        for user in ("LiSi", "WangWu"):
            persons.set_mobile(vault, session.get_one(Person, district.people[user].id), number)
        session.flush()
        assert persons.by_mobile(session, vault, number) is None
        session.get_one(Person, district.people["WangWu"].id).active = False
        session.flush()
        found = persons.by_mobile(session, vault, number)
        assert found is not None
        assert found.id == district.people["LiSi"].id


def test_an_unknown_account_is_nobodys_namesake(district: DistrictFixture) -> None:
    with district.store.write() as session:
        before = district.people["LiSi"]
        other = upsert_person(
            session, district.store.vault, name=before.name, department_id=before.department_id, now=NOON,
            accounts={"wecom": "li.si.2"},
        )  # fmt: skip
        assert other.id != before.id
        assert [account.user for account in before.accounts] == ["LiSi"]


def test_people_are_found_by_role_and_a_before_b(district: DistrictFixture) -> None:
    department = district.departments["LHSR"].id
    with district.store.write() as session:
        assert named(persons.officers(session, department)) == ["李四", "王五"]
        assert named(persons.with_role(session, "leader", department_id=department)) == ["孙七"]
        assert named(persons.operators(session)) == ["赵云"]
        assert named(persons.supervisors(session)) == ["钱八"]
        assert named(persons.colleagues(session, department)) == ["李四", "王五", "孙七"]
        upsert_person(
            session, district.store.vault, name="李四", department_id=department, roles="officer-a", active=False,
            accounts={"wecom": "LiSi"}, now=NOON,
        )  # fmt: skip
        assert named(persons.officers(session, department)) == ["王五"]
        assert persons.by_account(session, "wecom", "LiSi") is None


def test_an_actor_has_roles_department_and_the_represented_person(district: DistrictFixture) -> None:
    actor = persons.actor_of(district.people["WangWu"])
    assert (actor.roles, actor.department_id) == (frozenset({Role.OFFICER}), district.departments["LHSR"].id)
    deputy = persons.actor_of(district.people["ZhangSan"], acting_for=district.people["ZhaoYun"])
    assert (deputy.person_id, deputy.acting_for) == (district.people["ZhangSan"].id, district.people["ZhaoYun"].id)
    assert (deputy.roles, deputy.department_id) == (frozenset({Role.OPERATOR}), district.departments["DSJ"].id)


def test_a_stand_in_counts_from_the_first_to_the_last_day(district: DistrictFixture) -> None:
    lisi, wangwu = district.people["LiSi"].id, district.people["WangWu"].id
    with district.store.write() as session:
        stand_ins.set_stand_in(session, lisi, wangwu, from_on=DAY, to_on=DAY + timedelta(days=1), now=NOON)
        days = [DAY + timedelta(days=step) for step in range(-1, 3)]
        found = [stand_ins.stand_in_of(session, lisi, day) for day in days]
        assert [person and person.name for person in found] == [None, "王五", "王五", None]
        assert named(stand_ins.stands_in_for(session, wangwu, DAY)) == ["李四"]
        assert stand_ins.end_stand_in(session, lisi, NOON) == 1
        assert stand_ins.stand_in_of(session, lisi, DAY) is None


def test_chains_of_stand_ins_are_followed_and_circles_end(district: DistrictFixture) -> None:
    a, b, c = (district.people[user].id for user in ("LiSi", "WangWu", "SunQi"))
    with district.store.write() as session:
        for away, deputy in ((a, b), (b, c)):
            stand_ins.set_stand_in(session, away, deputy, from_on=DAY, to_on=DAY, now=NOON)
        last = stand_ins.stand_in_of(session, a, DAY)
        assert last is not None
        assert last.id == c
        assert named(stand_ins.stands_in_for(session, c, DAY)) == ["李四", "王五"]
        stand_ins.set_stand_in(session, c, a, from_on=DAY, to_on=DAY, now=NOON)
        last = stand_ins.stand_in_of(session, a, DAY)
        assert last is not None
        assert last.id == c


@pytest.mark.parametrize(("deputy", "to_on"), [("LiSi", DAY), ("WangWu", DAY - timedelta(days=1))])
def test_invalid_stand_ins_are_refused(district: DistrictFixture, deputy: str, to_on: date) -> None:
    with district.store.write() as session, pytest.raises(ValueError, match=r"themselves|before the first"):
        stand_ins.set_stand_in(
            session, district.people["LiSi"].id, district.people[deputy].id, from_on=DAY, to_on=to_on, now=NOON
        )
