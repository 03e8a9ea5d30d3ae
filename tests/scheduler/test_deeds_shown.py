"""M5: the pages show deeds in words: no number of a person, no code of a platform, no machine's instant."""

from __future__ import annotations

from store import frozen_verdicts
from store.upkeep import clock_hold, operator_log
from tests.scheduler.rig import OFFICER_A, OFFICER_B, OPERATOR, Rig
from web.pages.deeds import TITLES, Deed, deeds


def test_every_deed_has_a_title() -> None:
    named = {value for name, value in vars(operator_log).items() if name.isupper() and isinstance(value, str)}
    assert {*named, frozen_verdicts.UPHELD, clock_hold.CONFIRM} <= set(TITLES)


def shown(rig: Rig, act: str, subject: int, by: int, text: str, *, named: bool = True) -> Deed:
    with rig.store.write() as session:
        operator_log.note(session, act, subject, by=by, now=rig.now, text=text)
        (found,) = deeds(session, operator_log.recent(session, 1), named=named)
    return found


def test_people_are_named(rig: Rig) -> None:
    a, b, operator = (rig.person(who).id for who in (OFFICER_A, OFFICER_B, OPERATOR))
    given = shown(rig, operator_log.GIVE_ROLE, a, operator, f"督办，申请人{b}")
    assert given[1:] == ("李娜", "授予角色", "王芳", "督办，申请人赵磊")
    handed = f"→ {b}：CN-20260917-0001、CN-20260917-0002；草稿 1；代理 0"
    assert shown(rig, operator_log.HAND_OVER, a, operator, handed).note.startswith("→ 赵磊：CN-20260917-0001、")
    assert shown(rig, operator_log.HAND_OVER, a, operator, handed, named=False).note == "→ 赵磊；草稿 1；代理 0"


def test_what_the_platform_reported_is_said_in_chinese(rig: Rig) -> None:
    a = rig.person(OFFICER_A).id
    found = shown(rig, operator_log.DIRECTORY, a, 0, "wecom deleted 2026-09-17T10:00:00+08:00")
    assert found[1:] == ("平台", "平台通讯录变动", "王芳", "企业微信 删除 2026-09-17 周四 10:00")
