"""发送台账 (delivery ledger): authorised people requeue a dead or given-up message, once, with an audit record."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.outbound import Lane
from store.messages import inbox, outbox, taking
from store.messages.inbox_writer import InboxWriter
from store.people import stand_ins
from store.upkeep import operator_log
from tests.scheduler.rig import DIRECTOR, LEADER, OFFICER_A, OPERATOR, PROPOSER, SUPERVISOR, Rig
from tests.staff import upsert_person
from tests.web.test_files_and_archive import Browser

HOME = "https://yiyi.test"
RECORD = "9f3ac1de00bb77"


class LedgerPage(Browser):
    """One person's view of the ledger."""

    def page(self) -> str:
        code, page = self.gets("/ledger")
        assert code == 200
        return page.decode()

    def token(self) -> str:
        with self.client.session_transaction(base_url=HOME) as session:
            return str(session["form"])

    def presses(self, path: str, form: str | None = None) -> tuple[int, str]:
        if form is None:
            found = re.search(r'name="form" value="([0-9a-f]+)"', self.page())
            form = found[1] if found else ""
        sent = self.client.post(path, data={"form": form}, base_url=HOME, follow_redirects=True)
        return sent.status_code, sent.get_data(as_text=True)


@pytest.fixture
def rig(database_url: str, tmp_path: Path) -> Iterator[Rig]:
    rig = Rig(database_url, tmp_path)
    yield rig
    rig.close()


def dead(rig: Rig, user: str = OFFICER_A) -> int:
    rig.post(user, "请签收", Lane.TASK)
    with rig.store.write() as session:
        (parcel,) = taking.due(session, rig.store.vault, rig.now)
        outbox.mark_dead(session, parcel, "81013 不在应用可见范围内")
    return parcel.id


def given_up(rig: Rig) -> int:
    writer = InboxWriter(rig.store)
    writer.put("wecom", "m1", PROPOSER, b"{}", rig.now)
    writer.close()
    with rig.store.write() as session:
        message = inbox.take(session, rig.store.vault, inbox.first_of_each(session, rig.now, 1)[0].row)
        assert message is not None
        inbox.mark_failed(session, message.id, rig.now, "KeyError")
    return message.id


def test_a_dead_letter_is_requeued(rig: Rig) -> None:
    parcel, ledger = dead(rig), LedgerPage(rig, OPERATOR)
    assert "81013 不在应用可见范围内" in ledger.page()
    assert f'action="/ledger/unsent/{parcel}"' in ledger.page()
    code, page = ledger.presses(f"/ledger/unsent/{parcel}")
    assert (code, f"第{parcel}条已重新排队" in page) == (200, True)
    assert "81013" not in page
    rig.deliver()
    assert [sent.text for sent in rig.platform.to(OFFICER_A, "请签收")]
    with rig.store.read() as session:
        (deed,) = operator_log.recent(session)
        assert (deed.act, deed.subject, deed.person_id, deed.at) == ("revive", parcel, rig.person(OPERATOR).id, rig.now)
    assert "重发" in ledger.page()


def test_all_dead_letters_are_requeued(rig: Rig) -> None:
    parcels, ledger = [dead(rig), dead(rig, LEADER)], LedgerPage(rig, OPERATOR)
    assert "未送达的消息（2）" in ledger.page()
    assert "2条已重新排队" in ledger.presses("/ledger/unsent/all")[1]
    with rig.store.read() as session:
        assert outbox.dead(session) == []
        assert sorted(deed.subject for deed in operator_log.recent(session)) == parcels
    assert "0条已重新排队" in ledger.presses("/ledger/unsent/all", ledger.token())[1]


def test_the_log_records_a_stand_in_and_the_represented_person(rig: Rig) -> None:
    parcel, name = dead(rig), rig.person(OPERATOR).name
    with rig.store.write() as session:
        today = rig.now.date()
        away, deputy = rig.person(OPERATOR).id, rig.person(PROPOSER).id
        stand_ins.set_stand_in(session, away, deputy, from_on=today, to_on=today, now=rig.now)
    assert f"第{parcel}条已重新排队" in LedgerPage(rig, PROPOSER).presses(f"/ledger/unsent/{parcel}")[1]
    with rig.store.read() as session:
        assert [(deed.person_id, deed.note) for deed in operator_log.recent(session)] == [
            (rig.person(PROPOSER).id, f"第{parcel}条，代{name}")
        ]


def test_a_failed_callback_is_handled_again(rig: Rig) -> None:
    message, ledger = given_up(rig), LedgerPage(rig, DIRECTOR)
    assert "第" in ledger.presses(f"/ledger/unread/{message}")[1]
    with rig.store.read() as session:
        assert inbox.failed(session) == []
        assert inbox.waiting(session) == 1
        assert [(deed.act, deed.subject) for deed in operator_log.recent(session)] == [("release", message)]


def test_the_second_press_names_the_first(rig: Rig) -> None:
    parcel, late = dead(rig), LedgerPage(rig, DIRECTOR)
    late.page()
    LedgerPage(rig, OPERATOR).presses(f"/ledger/unsent/{parcel}")
    _, page = late.presses(f"/ledger/unsent/{parcel}", late.token())
    assert f"第{parcel}条已由{rig.person(OPERATOR).name}于" in page
    with rig.store.read() as session:
        assert len(operator_log.recent(session)) == 1
    assert "已不在台账上" in late.presses("/ledger/unsent/999999", late.token())[1]


def test_only_operators_and_administrators_see_the_ledger(rig: Rig) -> None:
    parcel = dead(rig)
    for user in (PROPOSER, OFFICER_A, LEADER, SUPERVISOR):
        ledger = LedgerPage(rig, user)
        assert ledger.gets("/ledger")[0] == 404
        with ledger.client.session_transaction(base_url=HOME) as session:
            session["form"] = "a" * 32
        assert ledger.presses(f"/ledger/unsent/{parcel}", "a" * 32)[0] == 404
    with rig.store.write() as db:
        person = rig.person(SUPERVISOR)
        accounts = {"wecom": SUPERVISOR}
        upsert_person(
            db, rig.store.vault, name=person.name, department_id=person.department_id, now=rig.now,
            roles="supervisor administrator", accounts=accounts,
        )  # fmt: skip
    assert LedgerPage(rig, SUPERVISOR).presses(f"/ledger/unsent/{parcel}")[0] == 200


def test_rights_are_checked_at_the_press(rig: Rig) -> None:
    parcel, ledger = dead(rig), LedgerPage(rig, OPERATOR)
    ledger.page()
    with rig.store.write() as db:
        db.execute(text("UPDATE people SET roles = 'proposer'"))
    assert ledger.presses(f"/ledger/unsent/{parcel}", ledger.token())[0] == 404
    with rig.store.read() as session:
        assert [row.id for row in outbox.dead(session)] == [parcel]


@pytest.mark.parametrize("form", ["", "0" * 32, "文"])
def test_a_cross_site_form_is_refused(rig: Rig, form: str) -> None:
    parcel, ledger = dead(rig), LedgerPage(rig, OPERATOR)
    ledger.page()
    assert ledger.presses(f"/ledger/unsent/{parcel}", form)[0] == 403
    assert ledger.gets(f"/ledger/unsent/{parcel}")[0] == 405
    with rig.store.read() as session:
        assert [row.id for row in outbox.dead(session)] == [parcel]


def test_a_form_without_a_token_is_refused(rig: Rig) -> None:
    assert LedgerPage(rig, OPERATOR).presses(f"/ledger/unsent/{dead(rig)}", "")[0] == 403


def test_only_the_start_of_a_records_hash_is_shown(rig: Rig) -> None:
    with rig.store.write() as session:
        outbox.enqueue(
            session, rig.store.vault, dedupe="flag:1", kind="event", platform="portal", user=f"MZ-01:{RECORD}",
            payload={"event": "flag.set"}, lane=outbox.TASK, now=rig.now - timedelta(hours=1),
        )  # fmt: skip
        (parcel,) = taking.due(session, rig.store.vault, rig.now)
        outbox.mark_dead(session, parcel, "422")
    page = LedgerPage(rig, OPERATOR).page()
    assert "数据平台 MZ-01 9f3a…" in page
    assert RECORD not in page


def test_the_operator_log_is_append_only(rig: Rig) -> None:
    with rig.store.write() as session:
        operator_log.note(session, operator_log.REVIVE, 1, by=1, now=rig.now)
    for statement in ("UPDATE deeds SET person_id = 2", "DELETE FROM deeds"):
        with pytest.raises(DBAPIError, match="deeds are final"), rig.store.write() as session:
            session.execute(text(statement))
