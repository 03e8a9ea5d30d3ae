"""Drafts survive restarts; update codes are used once; a numbered menu means the last one shown."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm.exc import StaleDataError

from store.cases import stored_drafts
from store.engine.session import Store
from store.messages import held_cards
from store.tables import Draft
from tests.store.district_fixture import NOON, DistrictFixture, make_vault
from tests.store.test_races import at_once

LATER = NOON + timedelta(minutes=5)


def begin(district: DistrictFixture, form: str = "filing") -> Draft:
    with district.store.write() as session:
        return stored_drafts.start(
            session, district.store.vault, person_id=district.people["ZhangSan"].id, form=form, form_version=3, now=NOON
        )


def test_answers_survive_a_restart(district: DistrictFixture) -> None:
    begin(district)
    with district.store.write() as session:
        draft = stored_drafts.active(session, district.people["ZhangSan"].id)
        assert draft is not None
        stored_drafts.save(
            session, district.store.vault, draft, answers={"kind": "错误", "n": [1]}, step="records", now=LATER
        )
    again = Store(district.store.engine.url, make_vault())
    with again.read() as session:
        draft = stored_drafts.active(session, district.people["ZhangSan"].id)
        assert draft is not None
        assert (draft.step, draft.form_version) == ("records", 3)
        assert stored_drafts.answers(again.vault, draft) == {"kind": "错误", "n": [1]}
    again.close()


def test_one_draft_is_active_the_others_are_parked(district: DistrictFixture) -> None:
    person = district.people["ZhangSan"].id
    first, second = begin(district), begin(district, "reply")
    with district.store.write() as session:
        active = stored_drafts.active(session, person)
        assert active is not None
        assert active.id == second.id
        assert [draft.id for draft in stored_drafts.parked(session, person)] == [first.id]
        old = stored_drafts.get(session, first.id)
        assert old is not None
        stored_drafts.resume(session, old, LATER)
        active = stored_drafts.active(session, person)
        assert active is not None
        assert active.id == old.id
        assert [draft.id for draft in stored_drafts.parked(session, person)] == [second.id]


def test_finished_drafts_keep_no_texts(district: DistrictFixture) -> None:
    person = district.people["ZhangSan"].id
    for end in (stored_drafts.submit, stored_drafts.cancel):
        draft = begin(district)
        with district.store.write() as session:
            stored_drafts.save(session, district.store.vault, draft, answers={"a": 1}, step="b", now=NOON)
            end(session, draft, LATER)
            assert stored_drafts.answers(district.store.vault, draft) == {}
            assert stored_drafts.active(session, person) is None


def test_drafts_are_deleted_after_their_retention(district: DistrictFixture) -> None:
    begin(district)
    with district.store.write() as session:
        assert stored_drafts.prune(session, NOON) == 0
        assert stored_drafts.prune(session, NOON + timedelta(days=30)) == 1
        assert stored_drafts.active(session, district.people["ZhangSan"].id) is None


def test_concurrent_answers_conflict_and_the_second_is_refused(district: DistrictFixture) -> None:
    begin(district)
    person = district.people["ZhangSan"].id
    seen = []
    for _ in range(2):
        with district.store.read() as session:
            seen.append(stored_drafts.active(session, person))

    def answer(place: int) -> None:
        draft = seen[place]
        assert draft is not None
        with district.store.write() as session:
            stored_drafts.save(session, district.store.vault, draft, answers={"kind": str(place)}, step="x", now=LATER)

    results = at_once(lambda: answer(0), lambda: answer(1))
    assert sorted(type(result).__name__ for result in results) == ["NoneType", StaleDataError.__name__]


def test_numbers_refer_to_the_last_menu_shown(district: DistrictFixture) -> None:
    person = district.people["ZhangSan"].id
    with district.store.write() as session:
        assert stored_drafts.offered(session, person) == {}
        stored_drafts.offer(session, person, {"1": "确认 CN-20260916-0001"}, NOON)
        stored_drafts.offer(session, person, {"1": "帮助"}, LATER)
    with district.store.read() as session:
        assert stored_drafts.offered(session, person) == {"1": "帮助"}


@pytest.fixture
def card(district: DistrictFixture) -> int:
    number = district.filed()
    assert number
    with district.store.write() as session:
        return held_cards.remember(
            session, district.store.vault, key="m1", platform="wecom", user="ZhaoYun", sent_at=NOON, ticket_id=1,
            generation=1, person_id=district.people["ZhaoYun"].id, template="task",
            update_code="CODE-1", update_until=LATER,
        )  # fmt: skip


def test_an_update_code_is_used_once(district: DistrictFixture, card: int) -> None:
    with district.store.write() as session:
        assert held_cards.spend_code(session, district.store.vault, card, NOON) == "CODE-1"
        assert held_cards.spend_code(session, district.store.vault, card, NOON) == ""
        assert held_cards.renew_code(session, district.store.vault, "m1", "CODE-2", LATER)
        assert not held_cards.renew_code(session, district.store.vault, "unknown", "CODE-2", LATER)
    with district.store.write() as session:
        assert held_cards.spend_code(session, district.store.vault, card, LATER) == ""


def test_sent_cards_of_a_ticket_are_listed_until_redrawn(district: DistrictFixture, card: int) -> None:
    with district.store.write() as session:
        assert [row.id for row in held_cards.live_for_ticket(session, 1)] == [card]
        assert held_cards.live_for_ticket(session, 1, before=1) == []
        assert [row.key for row in held_cards.live_for_ticket(session, 1, before=2)] == ["m1"]
        held_cards.retire(session, [card])
        held_cards.retire(session, [])
    with district.store.read() as session:
        assert held_cards.live_for_ticket(session, 1) == []
