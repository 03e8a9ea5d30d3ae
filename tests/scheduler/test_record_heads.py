"""M5: a head over everything is signed once a day, handed out, and never overwritten by a record that lost it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, text

from doctor import sealed_record
from regulation.states import Action
from scheduler.deps import Deps
from scheduler.sweeps import record_heads
from store.engine.list_head import ListHead
from store.record import other_lists, record_sealing, signed_heads
from store.record.other_lists import OtherList
from store.record.record_entries import Kind
from store.record_checks import head_check
from store.tables import RecordEntry, RecordHead
from tests.scheduler.rig import LEADER, OPERATOR, PROPOSER, SUPERVISOR, Rig
from tests.store.forger import unguarded
from tests.web.test_files_and_archive import Browser


@pytest.fixture
def rig(database_url: str, tmp_path: Path) -> Iterator[Rig]:
    rig = Rig(database_url, tmp_path)
    yield rig
    rig.close()


@pytest.fixture
def deps(rig: Rig) -> Deps:
    return replace(rig.deps, head_folder=rig.folder / "heads")


def sizes(rig: Rig) -> list[int]:
    with rig.store.read() as session:
        return list(session.scalars(select(RecordHead.size).order_by(RecordHead.id)))


def test_one_head_a_day_whatever_happens(rig: Rig, deps: Deps) -> None:
    rig.at("2026-10-03 周六 00:05")  # a holiday, without a digest
    for _ in range(3):
        record_heads.sweep(deps, rig.now)
    assert len(sizes(rig)) == 1
    record_heads.sweep(replace(deps, owner="another machine"), rig.now)
    assert len(sizes(rig)) == 1
    rig.at("2026-10-04 周日 00:05")
    record_heads.sweep(deps, rig.now)
    first, then = sizes(rig)
    assert then > first
    assert sorted(path.name for path in (rig.folder / "heads").iterdir()) == [
        "2026-10-03.json", "2026-10-04.json", "latest.json",
    ]  # fmt: skip


def test_steps_of_days_without_a_head_are_a_finding(rig: Rig, deps: Deps) -> None:
    """Whoever keeps the job from running leaves no head; a clock that goes back is none of that."""

    def told() -> str:
        return "".join(each.text for each in sealed_record.record(rig.store, ()) if not each.ok)

    number = rig.filed()
    record_heads.sweep(deps, rig.now)
    assert "以后有办理而没有签过存证" not in told()
    rig.later(days=3)
    rig.act(number, Action.ACCEPT, OPERATOR)
    assert "以后有办理而没有签过存证" in told()
    rig.later(days=-3)
    with rig.store.write() as session:
        session.execute(text("DELETE FROM slots"))
    record_heads.sweep(deps, rig.now)
    assert "以后有办理而没有签过存证" not in told()


def test_head_goes_out_without_an_overdue_digest(rig: Rig) -> None:
    rig.at("2026-09-21 周一 00:05")
    record_heads.sweep(rig.deps, rig.now)
    rig.at("2026-09-21 周一 09:01")
    rig.run()
    assert len(rig.platform.to(SUPERVISOR, "记录存证")) == 1
    assert rig.platform.to(SUPERVISOR, "逾期提示") == []
    rig.run()
    assert len(rig.platform.to(SUPERVISOR, "记录存证")) == 1


def test_supervising_office_gets_it_with_its_digest(rig: Rig) -> None:
    rig.advance(rig.filed(), Action.RECEIVE)
    rig.at("2026-09-21 周一 00:05")
    record_heads.sweep(rig.deps, rig.now)
    rig.at("2026-09-21 周一 09:01")
    rig.run()
    (told,) = rig.platform.to(SUPERVISOR, "记录存证")
    assert rig.platform.to(LEADER, "记录存证") == []
    (printed,) = head_check.handed_out(told.text)
    with rig.store.read() as session:
        head = signed_heads.latest(session)
    assert head is not None
    assert (printed["size"], printed["root"]) == (head["size"], head["root"])


def test_page_of_the_public_keys_is_for_everybody(rig: Rig, deps: Deps) -> None:
    record_heads.sweep(deps, rig.now)
    browser = Browser(rig, PROPOSER)
    with browser.client.session_transaction(base_url="https://yiyi.test") as session:
        session.clear()
    code, page = browser.gets("/record-key")
    with rig.store.read() as db:
        (key,) = signed_heads.keys_of(db)
    assert (code, key["key"] in page.decode()) == (200, True)
    code, handed = browser.gets("/record-head.json")
    assert (code, signed_heads.is_genuine(json.loads(handed)["head"])) == (200, True)


def test_latest_head_outlives_a_record_that_lost_it(rig: Rig, deps: Deps) -> None:
    """A restored database, or a cut one, goes on: the evidence stays under another name."""
    rig.filed()
    record_heads.sweep(deps, rig.now)
    lost = json.loads((rig.folder / "heads" / "latest.json").read_text(encoding="utf-8"))["head"]
    with rig.store.engine.begin() as connection:
        unguarded(connection)
        connection.execute(text("DELETE FROM record_log WHERE seq > 5"))
    for cache in (record_sealing._KNOWN, record_sealing._COMMITTED, signed_heads._GROWING, record_heads._LAST):
        cache.clear()
    record_heads.sweep(deps, rig.now)
    kept = list((rig.folder / "heads").glob("lost-*.json"))
    assert [json.loads(path.read_text(encoding="utf-8"))["head"] for path in kept] == [lost]


def test_heads_of_other_lists_are_included(rig: Rig, deps: Deps, monkeypatch: pytest.MonkeyPatch) -> None:
    """Interface for the reading log: its head becomes an entry each day, and the doctor asks it again."""
    lines = {3: "a" * 64}
    other = OtherList("查阅记录", lambda _: ListHead(max(lines), lines[max(lines)]), lambda _, sizes: lines)
    for module in (other_lists, head_check):
        monkeypatch.setattr(module, "OTHER_LISTS", (other,))
    record_heads.sweep(deps, rig.now)
    with rig.store.read() as session:
        query = select(RecordEntry.subject, RecordEntry.step).where(RecordEntry.kind == Kind.OTHER.value)
        assert [tuple(row) for row in session.execute(query)] == [("查阅记录", 3)]
    lines[5] = "c" * 64
    record_heads.sweep(deps, rig.later(minutes=1))  # not only with the day's head
    with rig.store.read() as session:
        assert [tuple(row) for row in session.execute(query)] == [("查阅记录", 3), ("查阅记录", 5)]
        assert list(head_check.check_other_lists(session)) == []
        lines[3] = "b" * 64
        (wrong,) = head_check.check_other_lists(session)
    assert (wrong.number, "前3条" in wrong.text) == ("查阅记录", True)
