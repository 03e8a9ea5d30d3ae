"""M7: a leader in charge gets a copy of overdue reminders, with 催办 and without the officers' buttons."""

from __future__ import annotations

import json

from regulation.states import Action
from store.cases import history
from store.people import persons
from tests.scheduler.rig import LEADER, OFFICER_A, OFFICER_B, SUPERVISOR, Rig
from tests.staff import upsert_person


def buttons(message: dict[str, object]) -> dict[str, str]:
    """Caption and command of what can be pressed on a card."""
    card = message["template_card"]
    assert isinstance(card, dict)
    return {button["text"]: button.get("key", "") for button in card["button_list"]}


def overdue(rig: Rig) -> str:
    number = rig.filed()
    rig.advance(number, Action.RECEIVE)
    rig.clear_messages()
    rig.at("2026-09-21 周一 09:00")
    return number


def test_the_copy_urges_and_the_urging_is_on_record(rig: Rig) -> None:
    number = overdue(rig)
    rig.run()
    pressed = buttons(rig.platform.to(LEADER, "请督促办理")[0].message)
    assert pressed == {"催办": f"催办 {number}", "查看": f"查询 {number}", "逾期清单": "逾期"}
    rig.clear_messages()
    rig.send_text(LEADER, pressed["催办"])
    rig.deliver()
    assert rig.platform.to(OFFICER_A, "收到催办", number)
    with rig.store.read() as session:
        line = history.lines(session, rig.ticket(number))[-1]
        by = persons.person(session, line.actor_id)
    assert (line.action, by and by.name) == (Action.URGE, "吴刚")
    rig.clear_messages()
    rig.send_text(LEADER, pressed["查看"])
    rig.deliver()
    assert rig.platform.to(LEADER, number)


def test_the_leader_picks_one_of_several_from_a_list(rig: Rig) -> None:
    first = rig.filed()
    rig.advance(first, Action.RECEIVE)
    second = overdue(rig)
    rig.run()
    said = rig.platform.to(LEADER, "请督促办理：2件")
    assert len(said) == 1
    pressed = buttons(said[0].message)
    assert pressed["催办"] == "催办"
    rig.clear_messages()
    rig.send_text(LEADER, pressed["催办"], ticket=second)
    rig.deliver()
    assert rig.platform.to(OFFICER_A, "收到催办", second)
    assert not rig.platform.to(OFFICER_A, "收到催办", first)


def test_who_is_both_officer_and_leader_gets_one_card_to_act_on(rig: Rig) -> None:
    number = overdue(rig)
    give_roles(rig, OFFICER_A, "officer-a leader")
    rig.run()
    mine = [sent for sent in rig.platform.to(OFFICER_A, number) if "逾期提示" not in sent.text]
    assert len(mine) == 1
    assert buttons(mine[0].message)["办理"] == f"查询 {number}"


def test_a_leader_without_officers_can_urge(rig: Rig) -> None:
    """Without an officer nobody there can act: the leader's card has no 办理, the centre gets the gap."""
    number = overdue(rig)
    for user in (OFFICER_A, OFFICER_B):
        give_roles(rig, user, "proposer")
    rig.run()
    said = rig.platform.to(LEADER, "请督促办理", number)
    assert len(said) == 1
    assert '办理"' not in json.dumps(buttons(said[0].message), ensure_ascii=False)


def give_roles(rig: Rig, user: str, roles: str) -> None:
    """Import the directory again, in the middle of the case."""
    with rig.store.write() as session:
        row = persons.by_account(session, "wecom", user)
        assert row is not None
        upsert_person(
            session,
            rig.store.vault,
            name=row.name,
            department_id=row.department_id,
            now=rig.now,
            roles=roles,
            accounts={"wecom": user},
        )


def test_a_leader_reads_card_or_digest_of_one_limit_on_one_day_not_both(rig: Rig) -> None:
    """M7: the card on the first morning, the digest from the next one; the digest at once where both are due."""
    number = overdue(rig)
    rig.run()
    rig.at("2026-09-21 周一 09:01")
    rig.run()
    assert [sent.text.count("逾期提示") for sent in rig.platform.to(LEADER, number)] == [0]
    assert rig.platform.to(SUPERVISOR, "逾期提示", number)
    rig.clear_messages()
    rig.at("2026-09-22 周二 09:01")
    rig.run()
    assert len(rig.platform.to(LEADER, number)) == len(rig.platform.to(LEADER, "逾期提示", number)) == 1


def test_where_both_are_due_the_leader_reads_the_digest(rig: Rig) -> None:
    """M7: the first run of the morning came late."""
    number = overdue(rig)
    rig.at("2026-09-21 周一 09:02")
    rig.run()
    assert len(rig.platform.to(LEADER, number)) == len(rig.platform.to(LEADER, "逾期提示", number)) == 1
