"""Keys and words of a case: written with it, erased with it, read again after an upgrade, the same after a rotation."""

from __future__ import annotations

from importlib import import_module

from sqlalchemy import delete, func, select, text, update

from regulation.states import Action
from store.cases import tickets
from store.engine.session import Store
from store.protection.key_rotation import rotate
from store.recognition import case_index, case_keys, case_words
from store.recognition.alike import Likeness, like_case
from store.tables import CaseKey, CaseWords, Ticket
from store.vault import Key, Vault
from tests.store.district_fixture import INDEX, SECRETS, DistrictFixture


def keys(store: Store) -> set[tuple[int, str, str]]:
    with store.read() as session:
        return {(row.ticket_id, row.sort, row.key) for row in session.scalars(select(CaseKey))}


def said(store: Store) -> dict[int, bytes]:
    with store.read() as session:
        return dict(case_words.written(session, store.vault, [], later=True))


def test_cases_of_an_older_release_get_the_same_in_the_background(district: DistrictFixture) -> None:
    numbers = [district.filed() for _ in range(3)]
    district.advance(numbers[0], Action.REPLY_REPAIR)
    store = district.store
    before, words = keys(store), said(store)
    with store.write() as session:
        session.execute(delete(CaseKey))
        session.execute(delete(CaseWords))
    with store.read() as session:
        assert case_words.is_behind(session)
    assert [case_index.index_older(store, 2) for _ in range(3)] == [2, 1, 0]
    assert keys(store) == before
    assert {its: sorted(each.split()) for its, each in said(store).items()} == {
        its: sorted(each.split()) for its, each in words.items()
    }
    with store.read() as session:
        assert not case_words.is_behind(session)
    assert case_index.index_older(store, 2) == 0


def test_what_an_older_release_recognised_is_recognised_at_once(district: DistrictFixture) -> None:
    """The migration takes over the hash of the words; nothing else is there until the background run."""
    first, second = (district.filed() for _ in range(2))
    store = district.store
    with store.write() as session:
        session.execute(delete(CaseKey))
        for statement in import_module("store.migrations.versions.0029_case_search").TAKEN_OVER:
            session.execute(text(statement))
    third = district.filed()
    with store.read() as session:
        ids = {number: tickets.get(session, number, lock=False) for number in (first, second, third)}
        last = ids[third]
        assert last is not None
        assert [case.number for case in like_case(session, last.id) if case.likeness is Likeness.FAULT] == [
            first, second,
        ]  # fmt: skip


def test_keys_match_through_a_rotation(district: DistrictFixture) -> None:
    district.filed()
    store, before = district.store, keys(district.store)
    k1, k2 = (Key(name, "aes-256-gcm", SECRETS[name]) for name in ("k1", "k2"))
    store.vault = Vault([k2, k1], INDEX)
    rotate(store)
    store.vault = Vault([k2], INDEX)
    second = district.filed()
    assert said(store)
    with store.read() as session:
        ticket = tickets.get(session, second, lock=False)
        assert ticket is not None
        assert [case.likeness for case in like_case(session, ticket.id)] == [Likeness.FAULT]
    assert {key for its, _, key in before if its == 1} == {key for its, _, key in keys(store) if its == 1}


def test_words_and_applicant_are_erased_and_a_special_case_stays_recognised(district: DistrictFixture) -> None:
    district.filed()
    store = district.store
    with store.write() as session:
        case_index.erase(session, 1, keep_record=True)
    left = {sort for its, sort, _ in keys(store)}
    assert left
    assert not left & set(case_keys.OF_APPLICANT)
    assert said(store) == {}
    with store.write() as session:
        case_index.erase(session, 1, keep_record=False)
        assert session.scalar(select(func.count()).select_from(CaseKey)) == 0


def test_an_erased_case_is_indexed_without_words(district: DistrictFixture) -> None:
    district.filed()
    store = district.store
    with store.write() as session:
        session.execute(update(Ticket).values(contact_sealed="", source_words=""))
        session.execute(text("UPDATE texts SET sealed = ''"))
    assert case_index.index_older(store, 10) == 1
    assert {sort for _, sort, _ in keys(store)} == set()
