"""等保三级 8.1.5: rights are granted by a security administrator, by two where a district wants it, and recorded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from store.people import role_grants
from store.tables import Person
from store.upkeep import operator_log
from tests.scheduler.rig import DIRECTOR, LEADER, OFFICER_A, OPERATOR, PROPOSER, SUPERVISOR, Rig

FIRST, SECOND, THIRD = SUPERVISOR, LEADER, DIRECTOR


@pytest.fixture
def rig(database_url: str, tmp_path: Path) -> Iterator[Rig]:
    rig = Rig(database_url, tmp_path)
    for user in (FIRST, SECOND):
        appoint(rig, user, "security-administrator")
    yield rig
    rig.close()


@pytest.fixture
def two(rig: Rig) -> Rig:
    rig.settings = replace(rig.settings, two_persons=True)
    return rig


def appoint(rig: Rig, user: str, roles: str) -> None:
    with rig.store.write() as session:
        session.get_one(Person, rig.person(user).id).roles = roles


def answer(rig: Rig, user: str, said: str) -> str:
    rig.clear_messages()
    rig.send_text(user, said)
    rig.deliver()
    return str([sent.message for sent in rig.platform.arrived if sent.user == user])


def roles(rig: Rig, user: str) -> set[str]:
    return set(rig.person(user).roles.split())


def deeds(rig: Rig) -> list[tuple[str, int, int]]:
    with rig.store.read() as session:
        return [(each.act, each.person_id, each.subject) for each in reversed(operator_log.recent(session))]


def test_a_role_counts_from_the_next_press(rig: Rig) -> None:
    number, name = rig.filed(), rig.person(PROPOSER).name
    assert "督办查看" in answer(rig, PROPOSER, "标注")
    answer(rig, FIRST, f"授权 {name} 督办")
    assert "supervisor" in roles(rig, PROPOSER)
    assert "督办查看" not in answer(rig, PROPOSER, "标注")
    answer(rig, FIRST, f"取消授权 {name} 督办")
    assert "督办查看" in answer(rig, PROPOSER, "标注")
    by, whom = rig.person(FIRST).id, rig.person(PROPOSER).id
    assert deeds(rig) == [("role:give", by, whom), ("role:take", by, whom)]
    assert number


@pytest.mark.parametrize("user", [OPERATOR, DIRECTOR, OFFICER_A, PROPOSER])
def test_nobody_else_grants(rig: Rig, user: str) -> None:
    before = roles(rig, OFFICER_A)
    for word in ("授权", "取消授权"):
        assert "安全管理员" in answer(rig, user, f"{word} {rig.person(OFFICER_A).name} 督办")
    assert "安全管理员" in answer(rig, user, "同意授权 1")
    assert "安全管理员" in answer(rig, user, "授权申请")
    assert (roles(rig, OFFICER_A), deeds(rig)) == (before, [])


@pytest.mark.parametrize("role", ["administrator", "audit-administrator"])
def test_the_other_administrators_do_not_grant(rig: Rig, role: str) -> None:
    appoint(rig, THIRD, role)
    assert "安全管理员" in answer(rig, THIRD, f"授权 {rig.person(PROPOSER).name} 督办")
    assert deeds(rig) == []


def test_nobody_grants_to_themselves(rig: Rig) -> None:
    assert "不能给自己" in answer(rig, FIRST, f"授权 {rig.person(FIRST).name} 督办")
    assert deeds(rig) == []


@pytest.mark.parametrize("role", ["系统管理员", "审计管理员", "审计员"])
def test_the_three_administrators_are_three_people(rig: Rig, role: str) -> None:
    assert "不能由同一人担任" in answer(rig, FIRST, f"授权 {rig.person(SECOND).name} {role}")
    assert roles(rig, SECOND) == {"security-administrator"}


APART = [("安全管理员", "中心运营"), ("审计员", "联络专员A角"), ("审计管理员", "督办"), ("中心负责人", "审计员")]


@pytest.mark.parametrize("pair", APART)
def test_who_grants_or_checks_does_no_business(rig: Rig, pair: tuple[str, str]) -> None:
    """GB/T 22239 8.1.7.2: 专职安全管理员, 不可兼任; in whichever order they are given."""
    name = rig.person(PROPOSER).name
    assert "即刻生效" in answer(rig, FIRST, f"授权 {name} {pair[0]}")
    before = roles(rig, PROPOSER)
    assert "不能由同一人担任" in answer(rig, FIRST, f"授权 {name} {pair[1]}")
    assert roles(rig, PROPOSER) == before


def test_the_system_administrator_may_be_an_operator(rig: Rig) -> None:
    name = rig.person(PROPOSER).name
    for role in ("系统管理员", "中心运营"):
        assert "即刻生效" in answer(rig, FIRST, f"授权 {name} {role}")


def test_a_namesake_is_named_by_account(rig: Rig) -> None:
    with rig.store.write() as session:
        session.get_one(Person, rig.person(OFFICER_A).id).name = rig.person(PROPOSER).name
    assert "有2位" in answer(rig, FIRST, f"授权 {rig.person(PROPOSER).name} 督办")
    answer(rig, FIRST, f"授权 {PROPOSER} 督办")
    assert ("supervisor" in roles(rig, PROPOSER), "supervisor" in roles(rig, OFFICER_A)) == (True, False)


@pytest.mark.parametrize(("name", "asked"), [("王 芳", "王芳"), ("王  芳", "王芳"), ("王芳", "王　芳")])
def test_blanks_that_align_a_name_do_not_hide_it(rig: Rig, name: str, asked: str) -> None:
    with rig.store.write() as session:
        session.get_one(Person, rig.person(PROPOSER).id).name = name
        session.get_one(Person, rig.person(OFFICER_A).id).name = "别人"
    answer(rig, FIRST, f"授权 {asked} 督办")
    assert "supervisor" in roles(rig, PROPOSER)


def test_with_two_persons_the_second_confirms(two: Rig) -> None:
    name = two.person(PROPOSER).name
    assert "另一位安全管理员在5日内确认" in answer(two, FIRST, f"授权 {name} 督办")
    assert "supervisor" not in roles(two, PROPOSER)
    assert "请确认授权申请 1" in str([sent.message for sent in two.platform.arrived if sent.user == SECOND])
    assert "申请人和当事人不能确认" in answer(two, FIRST, "同意授权 1")
    assert name in answer(two, SECOND, "授权申请")
    assert "已同意" in answer(two, SECOND, "同意授权 1")
    assert "supervisor" in roles(two, PROPOSER)
    assert "已有人办理" in answer(two, SECOND, "同意授权 1")
    first, second, whom = (two.person(user).id for user in (FIRST, SECOND, PROPOSER))
    assert deeds(two) == [("role:ask", first, whom), ("role:give", second, whom)]


def ask_by_roster(rig: Rig, *users: str) -> None:
    with rig.store.write() as session:
        for user in users:
            role_grants.ask(session, by=role_grants.FROM_ROSTER, person_id=rig.person(user).id, role="supervisor",
                            gives=True, now=rig.now)  # fmt: skip


def test_what_a_roster_grants_wants_two_administrators(two: Rig) -> None:
    ask_by_roster(two, PROPOSER, OFFICER_A)
    assert "1 名册导入：授予" in answer(two, FIRST, "授权申请")
    assert "请另一位安全管理员确认" in answer(two, FIRST, "同意授权 1-2")
    assert "申请人和当事人不能确认" in answer(two, FIRST, "同意授权 1-2")
    assert ("supervisor" in roles(two, PROPOSER), "supervisor" in roles(two, OFFICER_A)) == (False, False)
    assert "申请 2 已同意" in answer(two, SECOND, "同意授权 1-2")
    assert ("supervisor" in roles(two, PROPOSER), "supervisor" in roles(two, OFFICER_A)) == (True, True)
    first, second, whom = (two.person(user).id for user in (FIRST, SECOND, PROPOSER))
    assert [each for each in deeds(two) if each[2] == whom] == [("role:ask", first, whom), ("role:give", second, whom)]


def test_a_range_is_decided_on_together_or_not_at_all(two: Rig) -> None:
    ask_by_roster(two, PROPOSER, FIRST)
    assert "申请人和当事人不能确认" in answer(two, FIRST, "同意授权 1-2")
    assert "已由您核对" in answer(two, SECOND, "同意授权 1")
    assert deeds(two) == [("role:ask", two.person(SECOND).id, two.person(PROPOSER).id)]
    assert "没有这项授权申请" in answer(two, SECOND, "不同意授权 2-3")
    assert "未同意" in answer(two, SECOND, "不同意授权 2")
    assert "一次最多" in answer(two, FIRST, "同意授权 1-999")


def test_the_second_person_is_another_person_not_another_account(two: Rig) -> None:
    from store.tables import Account

    with two.store.write() as session:
        session.add(Account(platform="wecom", user="second-account", user_key="second-account",
                            person_id=two.person(FIRST).id))  # fmt: skip
    answer(two, FIRST, f"授权 {two.person(PROPOSER).name} 督办")
    assert "申请人和当事人不能确认" in answer(two, "second-account", "同意授权 1")
    assert "supervisor" not in roles(two, PROPOSER)


def test_whom_it_concerns_does_not_confirm(two: Rig) -> None:
    appoint(two, THIRD, "security-administrator")
    answer(two, FIRST, f"取消授权 {two.person(SECOND).name} 安全管理员")
    assert "申请人和当事人不能确认" in answer(two, SECOND, "同意授权 1")
    assert "已同意" in answer(two, THIRD, "同意授权 1")


def test_a_request_lapses(two: Rig) -> None:
    answer(two, FIRST, f"授权 {two.person(PROPOSER).name} 督办")
    two.later(days=6)
    assert "失效" in answer(two, SECOND, "同意授权 1")
    assert "没有待确认" in answer(two, SECOND, "授权申请")
    assert "supervisor" not in roles(two, PROPOSER)


def test_a_request_falls_with_the_rights_of_who_asked(two: Rig) -> None:
    answer(two, FIRST, f"授权 {two.person(PROPOSER).name} 督办")
    appoint(two, FIRST, "supervisor")
    assert "申请人已不是安全管理员" in answer(two, SECOND, "同意授权 1")
    assert "supervisor" not in roles(two, PROPOSER)


def test_a_refusal_is_recorded_and_told(two: Rig) -> None:
    answer(two, FIRST, f"授权 {two.person(PROPOSER).name} 督办")
    assert "未同意" in answer(two, SECOND, "不同意授权 1")
    assert "未同意" in str([sent.message for sent in two.platform.arrived if sent.user == FIRST])
    assert [act for act, _, _ in deeds(two)] == ["role:ask", "role:refuse"]


def test_without_a_second_administrator_nothing_is_asked(two: Rig) -> None:
    appoint(two, SECOND, "leader")
    assert "没有另一位安全管理员" in answer(two, FIRST, f"授权 {two.person(PROPOSER).name} 督办")
    assert deeds(two) == []


@pytest.mark.parametrize("role", ["security-administrator", "audit-administrator", "administrator"])
def test_no_administrator_reads_a_case_by_that_role(rig: Rig, role: str) -> None:
    number = rig.filed()
    appoint(rig, THIRD, role)
    for said in (f"查询 {number}", "查询 企业登记", "审计", f"联系方式 {number}", "质量报告", "信息更正"):
        told = answer(rig, THIRD, said)
        assert "99号" not in told
        assert "企业登记信息" not in told
