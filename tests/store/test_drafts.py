"""A draft survives everything but its owner; a card is redrawn once; a menu's numbers mean what was shown."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm.exc import StaleDataError

from store.cases import drafts
from store.engine.session import Store
from store.messages import held_cards
from store.tables import Draft
from tests.store.district_fixture import NOON, Town, make_vault
from tests.store.test_races import at_once

LATER = NOON + timedelta(minutes=5)


def begin(town: Town, form: str = "filing") -> Draft:
    with town.store.write() as session:
        return drafts.start(
            session, town.store.vault, person_id=town.people["ZhangSan"].id, form=form, form_version=3, now=NOON
        )


def test_answers_survive_a_restart(town: Town) -> None:
    begin(town)
    with town.store.write() as session:
        draft = drafts.active(session, town.people["ZhangSan"].id)
        assert draft is not None
        drafts.save(session, town.store.vault, draft, answers={"kind": "错误", "n": [1]}, step="records", now=LATER)
    again = Store(town.store.engine.url, make_vault())
    with again.read() as session:
        draft = drafts.active(session, town.people["ZhangSan"].id)
        assert draft is not None
        assert (draft.step, draft.form_version) == ("records", 3)
        assert drafts.answers(again.vault, draft) == {"kind": "错误", "n": [1]}
    again.close()


def test_one_draft_is_active_the_others_are_parked(town: Town) -> None:
    person = town.people["ZhangSan"].id
    first, second = begin(town), begin(town, "reply")
    with town.store.write() as session:
        active = drafts.active(session, person)
        assert active is not None
        assert active.id == second.id
        assert [draft.id for draft in drafts.parked(session, person)] == [first.id]
        old = drafts.get(session, first.id)
        assert old is not None
        drafts.resume(session, old, LATER)
        active = drafts.active(session, person)
        assert active is not None
        assert active.id == old.id
        assert [draft.id for draft in drafts.parked(session, person)] == [second.id]


def test_what_is_over_leaves_no_words(town: Town) -> None:
    person = town.people["ZhangSan"].id
    for end in (drafts.submit, drafts.cancel):
        draft = begin(town)
        with town.store.write() as session:
            drafts.save(session, town.store.vault, draft, answers={"a": 1}, step="b", now=NOON)
            end(session, draft, LATER)
            assert drafts.answers(town.store.vault, draft) == {}
            assert drafts.active(session, person) is None


def test_thirty_days_are_kept_then_forgotten(town: Town) -> None:
    begin(town)
    with town.store.write() as session:
        assert drafts.prune(session, NOON) == 0
        assert drafts.prune(session, NOON + timedelta(days=30)) == 1
        assert drafts.active(session, town.people["ZhangSan"].id) is None


def test_of_two_devices_that_answer_at_once_the_second_is_told(town: Town) -> None:
    begin(town)
    person = town.people["ZhangSan"].id
    seen = []
    for _ in range(2):
        with town.store.read() as session:
            seen.append(drafts.active(session, person))

    def answer(place: int) -> None:
        draft = seen[place]
        assert draft is not None
        with town.store.write() as session:
            drafts.save(session, town.store.vault, draft, answers={"kind": str(place)}, step="x", now=LATER)

    results = at_once(lambda: answer(0), lambda: answer(1))
    assert sorted(type(result).__name__ for result in results) == ["NoneType", StaleDataError.__name__]


def test_numbers_mean_what_was_last_shown(town: Town) -> None:
    person = town.people["ZhangSan"].id
    with town.store.write() as session:
        assert drafts.offered(session, person) == {}
        drafts.offer(session, person, {"1": "确认 CN-20260916-0001"}, NOON)
        drafts.offer(session, person, {"1": "帮助"}, LATER)
    with town.store.read() as session:
        assert drafts.offered(session, person) == {"1": "帮助"}


@pytest.fixture
def card(town: Town) -> int:
    number = town.filed()
    assert number
    with town.store.write() as session:
        return held_cards.remember(
            session, town.store.vault, key="m1", platform="wecom", user="ZhaoYun", sent_at=NOON, ticket_id=1,
            generation=1, person_id=town.people["ZhaoYun"].id, template="task",
            update_code="CODE-1", update_until=LATER,
        )  # fmt: skip


def test_an_update_code_is_spent_once(town: Town, card: int) -> None:
    with town.store.write() as session:
        assert held_cards.spend_code(session, town.store.vault, card, NOON) == "CODE-1"
        assert held_cards.spend_code(session, town.store.vault, card, NOON) == ""
        assert held_cards.renew_code(session, town.store.vault, "m1", "CODE-2", LATER)
        assert not held_cards.renew_code(session, town.store.vault, "unknown", "CODE-2", LATER)
    with town.store.write() as session:
        assert held_cards.spend_code(session, town.store.vault, card, LATER) == ""


def test_the_cards_of_a_ticket_are_known_until_redrawn(town: Town, card: int) -> None:
    with town.store.write() as session:
        assert [row.id for row in held_cards.live_for_ticket(session, 1)] == [card]
        assert held_cards.live_for_ticket(session, 1, before=1) == []
        assert [row.key for row in held_cards.live_for_ticket(session, 1, before=2)] == ["m1"]
        held_cards.retire(session, [card])
        held_cards.retire(session, [])
    with town.store.read() as session:
        assert held_cards.live_for_ticket(session, 1) == []
