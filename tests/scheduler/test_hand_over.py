"""移交: everything of a leaver goes to a colleague in one act, with a step in each case (M7)."""

from __future__ import annotations

from datetime import date

from regulation.states import Action
from store.cases import history, stored_drafts
from store.people import stand_ins
from store.tables import Account, Draft
from store.upkeep import operator_log
from tests.bot.district import PLATFORM
from tests.scheduler.rig import HANDLER, LEADER, OFFICER_A, OFFICER_B, OPERATOR, Rig
from tests.scheduler.test_directory_events import happens, lying


def said(rig: Rig, user: str, text: str) -> str:
    rig.clear_messages()
    rig.later(seconds=30)
    rig.send_text(user, text)
    rig.deliver()
    return "".join(sent.text for sent in rig.platform.to(user))


def sure(giver: int, heir: int) -> str:
    return f"移交 #{giver} #{heir} 确定"


def left(rig: Rig) -> list[str]:
    """A has two cases, and is gone."""
    numbers = [lying(rig), lying(rig)]
    happens(rig, OFFICER_A, change="deleted")
    return numbers


def test_all_cases_of_a_leaver_go_to_a_colleague(rig: Rig) -> None:
    giver, heir = (rig.person(user).id for user in (OFFICER_A, HANDLER))
    first, second = left(rig)
    shown = said(rig, OFFICER_B, "移交 王芳 给 孙丽")
    assert "请核对后确定" in shown
    assert first in shown
    assert "2件" in shown
    assert rig.ticket(first).handler_id is None, "shown only"
    done = said(rig, OFFICER_B, sure(giver, heir))
    assert "在办工单2件" in done
    assert {rig.ticket(number).handler_id for number in (first, second)} == {rig.person(HANDLER).id}
    assert rig.platform.to(HANDLER, "移交给您")
    assert rig.platform.to(HANDLER, second, "转派")
    with rig.store.read() as session:
        line = history.lines(session, rig.ticket(first))[-1]
        assert (line.action, line.actor_id) == (Action.DISPATCH, rig.person(OFFICER_B).id)
        (deed,) = operator_log.of_act(session, operator_log.HAND_OVER)
        assert first in deed.note
    assert "没有可以移交" in said(rig, OFFICER_B, sure(giver, heir)), "pressed twice"


def test_drafts_and_stand_ins_go_too_but_never_own_filings(rig: Rig) -> None:
    number = lying(rig)
    ids = {user: rig.person(user).id for user in (OFFICER_A, OFFICER_B, HANDLER)}
    with rig.store.write() as session:
        stand_ins.set_stand_in(
            session, ids[OFFICER_B], ids[OFFICER_A], from_on=date(2026, 9, 1), to_on=date(2026, 9, 30), now=rig.now
        )
        for form, ticket in (("act-reply", rig.ticket(number).id), ("filing", None)):
            stored_drafts.start(
                session, rig.store.vault, person_id=ids[OFFICER_A], form=form, form_version=1, now=rig.now,
                ticket_id=ticket,
            )  # fmt: skip
    assert "已移交" in said(rig, OFFICER_A, sure(ids[OFFICER_A], ids[HANDLER]))
    with rig.store.read() as session:
        owners = {row.form: row.person_id for row in session.query(Draft)}
        deputy = stand_ins.stand_in_of(session, ids[OFFICER_B], date(2026, 9, 16))
    assert owners == {"act-reply": ids[HANDLER], "filing": ids[OFFICER_A]}
    assert deputy is not None
    assert deputy.id == ids[HANDLER]


def test_only_officers_hand_over_and_only_what_a_leaver_had(rig: Rig) -> None:
    number = lying(rig)
    assert "仍在用" in said(rig, OFFICER_B, "移交 王芳 给 孙丽")
    happens(rig, OFFICER_A, change="deleted")
    for user in (HANDLER, LEADER, "zhang.wei"):
        assert "由本部门的联络专员办理" in said(rig, user, "移交 王芳 给 孙丽")
    assert "本部门没有" in said(rig, OPERATOR, "移交 王芳 给 孙丽")
    assert "本部门没有" in said(rig, OFFICER_B, "移交 王芳 给 刘洋")
    assert rig.ticket(number).handler_id is None


def test_namesakes_are_told_apart_by_their_account(rig: Rig) -> None:
    left(rig)
    with rig.store.write() as session:
        other = rig.person(HANDLER)
        twin = type(other)(name="孙丽", department_id=other.department_id, roles="handler", created_at=rig.now)
        twin.accounts.append(Account(platform=PLATFORM, user="sun.li2", user_key="sun.li2"))
        session.add(twin)
    assert "请改写帐号" in said(rig, OFFICER_B, "移交 王芳 给 孙丽")
    assert "请核对后确定" in said(rig, OFFICER_B, "移交 wang.fang 给 sun.li2")
