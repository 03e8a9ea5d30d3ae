"""M11: catalogue corrections are opened by the step that shows the error, and settled once."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from importer.code_import import planned
from importer.people.account_decisions import AccountOptions
from importer.plan import Transaction
from importer.row_fields import FORMS, Reading
from regulation.states import Action
from store.cases import tickets
from store.catalogue import corrections, entries, entry_search
from store.catalogue.corrections import CorrectionAct, CorrectionState
from store.lists import correction_list
from store.lists.correction_list import Item
from store.people import persons
from tests.staff import upsert_person
from tests.store.district_fixture import DistrictFixture

BASIS = "权责清单第12项载明不属于本部门"


@pytest.fixture
def parks(district: DistrictFixture) -> DistrictFixture:
    """The district with three more departments, one of them competent, and an officer of each."""
    with district.store.write() as session:
        for code, name, kind, user in (
            ("MZ", "区民政局", "responsible", "MaChao"),
            ("JW", "区建设和管理委员会", "competent", "HuangZhong"),
            ("JT", "区交通委员会", "responsible", "GuanYu"),
        ):
            district.departments[code] = persons.upsert_department(session, code=code, name=name, kind=kind)
            district.people[user] = upsert_person(
                session,
                district.store.vault,
                name=name[1:3],
                department_id=district.departments[code].id,
                roles="officer-a",
                accounts={"wecom": user},
                now=district.now,
            )
    return district


def returned(district: DistrictFixture, suggested: str = "MZ") -> str:
    """A ticket that the department in the catalogue has given back."""
    number = district.filed()
    district.advance(number, Action.TRANSFER)
    owner = district.departments[suggested].id
    district.step(number, Action.RETURN, "LiSi", basis=BASIS, suggested_department_id=owner)
    return number


def transferred(district: DistrictFixture, number: str, code: str) -> None:
    department = district.departments[code]
    district.step(
        number, Action.TRANSFER, "ZhaoYun", department_id=department.id, target=department.kind, basis="按权责清单"
    )


def items(district: DistrictFixture, *, open_only: bool = True) -> list[Item]:
    with district.store.read() as session:
        return correction_list.items(session, correction_list.ids(session, open_only=open_only))


def owner(district: DistrictFixture) -> str:
    with district.store.read() as session:
        entry = entries.entry(session, 1)
        assert entry is not None
        return entry.department.code


def settled(district: DistrictFixture, item_id: int, state: CorrectionState, code: str = "") -> bool:
    with district.store.write() as session:
        department = district.departments[code] if code else None
        return corrections.settle(
            session, item_id, state, district.actor("ZhaoYun"), "已与编办核对", district.tick(), department
        )


def imported(district: DistrictFixture, code: str, name: str = "路灯设施信息") -> None:
    record = {"code": "lhsr-0012-ld", "name": name, "department": code, "active": "yes"}
    record |= dict.fromkeys(("origin", "kind", "sources"), "")
    reading = Reading([(2, record)], columns=frozenset(FORMS["catalogue"]))
    with district.store.write() as session:
        plan = planned(session, district.store.vault, "catalogue", reading, AccountOptions())
        assert plan.refused == []
        for step in plan.steps:
            step(Transaction(session, district.store.vault, district.tick()))


def test_a_return_that_the_centre_follows_opens_a_correction(parks: DistrictFixture) -> None:
    number = returned(parks)
    assert items(parks) == []  # the centre has not said yet whether the department was right
    transferred(parks, number, "MZ")
    (item,) = items(parks)
    assert (item.code, item.name, item.listed, item.suggested) == (
        "LHSR-0012-LD", "路灯设施信息", "区绿化和市容管理局", "区民政局",
    )  # fmt: skip
    assert (item.state, item.tickets) == (CorrectionState.OPEN, (number,))
    assert (item.last.act, item.last.reason, item.last.by) == (CorrectionAct.OPENED, "转交", "赵云")


def test_a_ruling_opens_a_correction_but_a_transfer_to_the_same_department_does_not(parks: DistrictFixture) -> None:
    number = returned(parks)
    transferred(parks, number, "LHSR")  # the centre stands by the catalogue
    assert items(parks) == []
    parks.step(number, Action.RETURN, "LiSi", basis=BASIS, suggested_department_id=parks.departments["MZ"].id)
    department = parks.departments["MZ"]
    parks.step(number, Action.RULE, "ZhaoYun", department_id=department.id, target="responsible", basis="按三定规定")
    assert [item.last.reason for item in items(parks)] == ["裁定"]


def test_a_reply_of_the_competent_department_proves_no_owner(parks: DistrictFixture) -> None:
    """M11: what is unclear goes to the competent department; the owner is then whom the return named."""
    number = returned(parks, "MZ")
    transferred(parks, number, "JW")
    assert [item.suggested for item in items(parks)] == ["区民政局"]
    parks.step(number, Action.REPLY_CORRECT, "HuangZhong", finding="经现场核实，坐标无误", basis="现场照片")
    assert len(items(parks)) == 1


def test_a_reply_of_another_department_opens_a_correction(parks: DistrictFixture) -> None:
    number = parks.filed()
    for action, user, given in parks.main_path()[:2]:
        parks.step(number, action, user, **given)
    transferred(parks, number, "MZ")
    assert items(parks) == []
    parks.step(number, Action.REPLY_CORRECT, "MaChao", finding="经核实，登记与档案一致", basis="档案2025-1187")
    assert [(item.suggested, item.last.reason) for item in items(parks)] == [("区民政局", "答复核实无误")]


def test_several_tickets_share_one_correction(parks: DistrictFixture) -> None:
    numbers = []
    for _ in range(2):
        numbers.append(returned(parks))
        transferred(parks, numbers[-1], "MZ")
    (item,) = items(parks)
    assert item.tickets == tuple(numbers)
    assert [line.act for line in item.lines] == [CorrectionAct.OPENED, CorrectionAct.JOINED]
    with parks.store.read() as session:
        assert correction_list.opened_at_step(session, 1, 6) == item
        assert correction_list.opened_at_step(session, 2, 6) is None
        assert correction_list.of_ticket(session, 2) == [item]


def test_the_main_path_opens_no_correction(district: DistrictFixture) -> None:
    district.advance(district.filed())
    assert items(district, open_only=False) == []


def test_settling_a_correction_changes_the_catalogue_once(parks: DistrictFixture) -> None:
    transferred(parks, returned(parks), "MZ")
    assert owner(parks) == "LHSR"
    assert settled(parks, 1, CorrectionState.CORRECTED)
    assert not settled(parks, 1, CorrectionState.DISMISSED)
    assert not settled(parks, 99, CorrectionState.DISMISSED)
    assert owner(parks) == "MZ"
    (item,) = items(parks, open_only=False)
    assert (item.state, item.present) == (CorrectionState.CORRECTED, "区民政局")
    last = item.last
    assert (last.act, last.by, last.reason) == (CorrectionAct.CORRECTED, "赵云", "已与编办核对")
    assert (last.before, last.after) == ("区绿化和市容管理局", "区民政局")
    with parks.store.read() as session:
        found = entry_search.search(session, "民政 路灯")
        assert [entry.code for entry in found] == ["LHSR-0012-LD"]


def test_a_dismissed_correction_is_not_opened_again_by_the_same_ticket(parks: DistrictFixture) -> None:
    number = returned(parks)
    transferred(parks, number, "MZ")
    assert settled(parks, 1, CorrectionState.DISMISSED)
    assert owner(parks) == "LHSR"
    parks.step(number, Action.REPLY_CORRECT, "MaChao", finding="经核实，登记与档案一致", basis="档案2025-1187")
    assert items(parks) == []
    transferred(parks, returned(parks), "MZ")  # another ticket says so again
    assert [item.id for item in items(parks)] == [2]


def test_correction_to_a_third_department_settles_all_that_suggest_it(parks: DistrictFixture) -> None:
    transferred(parks, returned(parks), "MZ")
    transferred(parks, returned(parks, "JT"), "JT")
    assert [item.suggested for item in items(parks)] == ["区民政局", "区交通委员会"]
    assert settled(parks, 1, CorrectionState.CORRECTED, "JT")
    assert owner(parks) == "JT"
    assert items(parks) == []


def test_an_import_that_agrees_settles_the_correction(parks: DistrictFixture) -> None:
    transferred(parks, returned(parks), "MZ")
    imported(parks, "LHSR", "路灯设施信息（2026版）")
    assert len(items(parks)) == 1
    imported(parks, "MZ")
    (item,) = items(parks, open_only=False)
    assert (item.state, item.last.act, item.last.by) == (
        CorrectionState.CORRECTED, CorrectionAct.IMPORTED, "目录导入",
    )  # fmt: skip
    assert (item.last.before, item.last.after) == ("区绿化和市容管理局", "区民政局")


def test_an_import_that_contradicts_reopens_the_correction(parks: DistrictFixture) -> None:
    transferred(parks, returned(parks), "MZ")
    assert settled(parks, 1, CorrectionState.CORRECTED)
    imported(parks, "MZ")
    assert items(parks) == []
    imported(parks, "LHSR")
    (item,) = items(parks)
    assert (item.id, item.present, item.last.act) == (1, "区绿化和市容管理局", CorrectionAct.REVERTED)
    assert settled(parks, 1, CorrectionState.CORRECTED)
    assert owner(parks) == "MZ"


@pytest.mark.parametrize("statement", ["UPDATE correction_lines SET reason = ''", "DELETE FROM correction_lines"])
def test_correction_history_is_append_only(parks: DistrictFixture, statement: str) -> None:
    transferred(parks, returned(parks), "MZ")
    with pytest.raises(DatabaseError, match="final"), parks.store.write() as session:
        session.execute(text(statement))


def test_a_rolled_back_step_opens_no_correction(parks: DistrictFixture) -> None:
    number = returned(parks)
    department = parks.departments["MZ"].id
    given = {"department_id": department, "target": "responsible", "basis": "按权责清单"}
    with parks.store.write() as session:
        ticket = tickets.get(session, number)
        assert ticket is not None
        parks.act(session, ticket, Action.TRANSFER, "ZhaoYun", **given)
        assert len(correction_list.ids(session)) == 1
        session.rollback()
    assert items(parks, open_only=False) == []
