"""个人信息保护法 51, 54条: a reading leaves a line before anything is shown, and no line is changed unseen."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from bot.language import date_text
from regulation.states import Action
from scheduler.sweeps import daily_cleanup
from store.engine.session import Store
from store.files.file_store import FileStore
from store.readings import reading_chain, reading_lines, reading_lists
from store.readings.reading_lines import ReadBy, Reading, ReadingKind
from store.readings.reading_lists import Asked, ReadingEntry
from store.record_checks import reading_check
from store.tables import OutboxRow
from tests.scheduler.rig import LEADER, OFFICER_A, OPERATOR, PROPOSER, SUPERVISOR, Rig
from tests.staff import upsert_person
from tests.web_session import sign_in
from web.flask_app import create_pages
from web.site import LOOPBACK, Site

HOME = "https://yiyi.test"


def browser(rig: Rig, user: str, store: Store | None = None) -> FlaskClient:
    site = Site(
        store=store or rig.store, laws=rig.laws, platforms={}, clock=rig.clock,
        file_store=FileStore(rig.folder / "files", rig.store.vault, limit=1_000_000, types=("png",)),
        base_url=HOME, session_key=b"k" * 32, proxies=(*LOOPBACK, ip_network("10.0.0.0/8")),
    )  # fmt: skip
    client = create_pages(site).test_client()
    sign_in(client, user)
    return client


def gets(client: FlaskClient, path: str, **headers: str) -> tuple[int, str]:
    with client.get(path, base_url=HOME, headers=headers) as answer:
        return answer.status_code, answer.get_data(as_text=True)


def lines(rig: Rig, **asked: object) -> list[ReadingEntry]:
    with rig.store.read() as session:
        return list(reversed(reading_lists.found(session, rig.store.vault, Asked(**asked))))  # type: ignore[arg-type]


def appoint(rig: Rig, user: str, roles: str) -> None:
    person = rig.person(user)
    with rig.store.write() as session:
        upsert_person(
            session, rig.store.vault, name=person.name, department_id=person.department_id, now=rig.now,
            roles=roles, accounts={"wecom": user},
        )  # fmt: skip


@pytest.fixture
def rig(database_url: str, tmp_path: Path) -> Iterator[Rig]:
    rig = Rig(database_url, tmp_path)
    yield rig
    rig.close()


def test_opening_a_page_leaves_who_what_when_and_from_where(rig: Rig) -> None:
    number = rig.filed()
    assert gets(browser(rig, OPERATOR), f"/t/{number}", **{"X-Forwarded-For": "6.6.6.6, 192.0.2.3"})[0] == 200
    (line,) = lines(rig)
    person = rig.person(OPERATOR)
    assert (line.name, line.unit, line.account) == (person.name, person.department.name, f"wecom:{OPERATOR}")
    assert (line.kind, line.number, line.place, line.at) == ("打开工单页面", number, "网页 192.0.2.3", rig.now)


def test_a_page_that_is_refused_leaves_no_line(rig: Rig) -> None:
    number = rig.filed()
    assert gets(browser(rig, OFFICER_A), f"/t/{number}")[0] == 404
    assert lines(rig) == []


def test_what_cannot_be_recorded_is_not_shown(sqlite_url: str, tmp_path: Path) -> None:
    rig = Rig(sqlite_url, tmp_path)
    number, client = rig.filed(), browser(rig, OPERATOR)
    with closing(sqlite3.connect(str(rig.store.engine.url.database))) as direct:
        direct.execute("CREATE TRIGGER full BEFORE INSERT ON readings BEGIN SELECT RAISE(ABORT, 'full'); END")
        direct.commit()
    status, page = gets(client, f"/t/{number}")
    assert status == 503
    assert "查阅记录没有写下" in page
    assert "99号" not in page
    rig.close()


def test_archive_and_ledger_leave_lines(rig: Rig) -> None:
    number = rig.filed()
    client = browser(rig, OPERATOR)
    for path in (f"/t/{number}/archive", "/ledger"):
        with client.get(path, base_url=HOME) as answer:
            assert answer.status_code == 200
    assert [(line.kind, line.number) for line in lines(rig)] == [("导出档案", number), ("打开发送台账", "")]


def test_the_chat_leaves_lines_with_its_answers(rig: Rig) -> None:
    number = rig.filed()
    for said in (f"查询 {number}", "查询 企业登记", "查询 张三丰", f"联系方式 {number}"):
        rig.send_text(OPERATOR, said)
    found = [(line.kind, line.number, line.what) for line in lines(rig)]
    assert found[0] == ("查看工单", number, "")
    assert ("查询", "", "企业登记") in found
    assert ("查询", "", "张三丰") in found  # a search that finds nothing is one all the same
    assert {line.place for line in lines(rig)} == {"企业微信聊天"}


def test_the_telephone_leaves_a_line_and_a_refusal_none(rig: Rig) -> None:
    number = rig.filed()
    rig.advance(number, until=Action.NOTIFY)
    rig.send_text(OFFICER_A, f"联系方式 {number}")
    assert [line.kind for line in lines(rig)] == []
    rig.send_text(OPERATOR, f"联系方式 {number}")
    assert [(line.kind, line.number) for line in lines(rig)] == [("查看联系电话", number)]


def _some(rig: Rig, count: int = 4) -> None:
    for place in range(count):
        reading_lines.record(rig.store, rig.now, Reading(ReadingKind.CASES, ReadBy(f"网页 10.0.0.{place}")))


def test_the_head_covers_every_line_and_stays_true_as_the_log_grows(rig: Rig) -> None:
    with rig.store.read() as session:
        assert reading_chain.head(session) is None
    _some(rig)
    with rig.store.read() as session:
        head = reading_chain.head(session)
    assert head is not None
    assert head.size == 4
    _some(rig)
    with rig.store.read() as session:
        assert reading_chain.digests(session, {4, 9}) == {4: head.digest}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("UPDATE readings SET at = '2020-01-01 00:00:00' WHERE seq = 2", "接不上"),
        ("UPDATE readings SET kind = '查询' WHERE seq = 2", "接不上"),
        ("DELETE FROM readings WHERE seq = 2", "不在了"),
        ("UPDATE readings SET person_id = 7 WHERE seq = 2", "被改动"),
        ("UPDATE readings SET told_sealed = (SELECT told_sealed FROM readings WHERE seq = 3) WHERE seq = 2", "被改动"),
    ],
)
def test_a_changed_line_is_found(sqlite_url: str, tmp_path: Path, change: str, told: str) -> None:
    rig = Rig(sqlite_url, tmp_path)
    _some(rig)
    with rig.store.read() as session:
        head = reading_chain.head(session)
        assert list(reading_check.verify(session, rig.store.vault)) == []
    with rig.store.write() as session:
        for trigger in ("readings_no_update", "readings_no_delete"):
            session.execute(text(f"DROP TRIGGER {trigger}"))
        session.execute(text(change))
    assert head is not None
    with rig.store.read() as session:
        found = list(reading_check.verify(session, rig.store.vault))
        assert any(told in each.text for each in found)
        if told != "被改动":
            assert reading_chain.digests(session, {head.size}).get(head.size) != head.digest
    rig.close()


def test_the_database_refuses_changes(rig: Rig) -> None:
    _some(rig, 1)
    for change in ("DELETE FROM readings", "UPDATE readings SET kind = 'x'", "UPDATE readings SET hash = 'x'"):
        with pytest.raises(Exception, match="readings are final"), rig.store.write() as session:
            session.execute(text(change))


def test_words_are_erased_after_their_time_and_the_proof_stays(rig: Rig) -> None:
    _some(rig)
    with rig.store.read() as session:
        head = reading_chain.head(session)
    rig.later(days=rig.deps.retention.reading_days + 1)
    daily_cleanup.sweep(rig.deps, rig.now)
    assert {(line.name, line.place, line.kind) for line in lines(rig)} == {("", "", "查看工单目录")}
    with rig.store.read() as session:
        assert head is not None
        assert reading_chain.digests(session, {head.size}) == {head.size: head.digest}
        assert list(reading_check.verify(session, rig.store.vault)) == []


def test_the_words_are_sealed_at_rest(sqlite_url: str, tmp_path: Path) -> None:
    rig = Rig(sqlite_url, tmp_path)
    reading_lines.record(rig.store, rig.now, Reading(ReadingKind.SEARCH, ReadBy("网页 10.9.9.9"), what="李四"))
    with closing(sqlite3.connect(str(rig.store.engine.url.database))) as direct:
        kept = "".join(map(str, direct.execute("SELECT * FROM readings").fetchall()))
    assert "李四" not in kept
    assert "10.9.9.9" not in kept
    rig.close()


def test_an_audit_administrator_reads_who_read_what_and_no_case(rig: Rig) -> None:
    number = rig.filed()
    gets(browser(rig, OPERATOR), f"/t/{number}")
    appoint(rig, SUPERVISOR, "audit-administrator")
    auditing = browser(rig, SUPERVISOR)
    status, page = gets(auditing, f"/audit?case={number}")
    assert status == 200
    assert rig.person(OPERATOR).name in page
    assert "99号" not in page
    for path in (f"/t/{number}", f"/t/{number}/archive", "/audit/cases", "/ledger"):
        assert gets(auditing, path)[0] == 404
    assert lines(rig)[-1].kind == "查看审计记录"  # the look at the log is a reading too


def test_an_auditor_reads_every_case_and_changes_nothing(rig: Rig) -> None:
    number = rig.filed()
    appoint(rig, LEADER, "auditor")
    auditing = browser(rig, LEADER)
    assert number in gets(auditing, "/audit/cases")[1]
    assert "99号" in gets(auditing, f"/t/{number}")[1]
    with auditing.get(f"/t/{number}/archive", base_url=HOME) as answer:
        assert answer.status_code == 200
    with rig.store.read() as session:
        assert session.execute(text("SELECT count(*) FROM archive_exports")).scalar() == 0
    before = rig.ticket(number).seq
    for word in ("收办", "不予收办", "转交", "签收", "催办", "撤回"):
        rig.send_text(LEADER, f"{word} {number}")
    assert rig.ticket(number).seq == before
    assert {line.account for line in lines(rig)} == {f"wecom:{LEADER}"}


def test_pages_of_the_log_are_for_nobody_else(rig: Rig) -> None:
    for user in (PROPOSER, OPERATOR, OFFICER_A, LEADER, SUPERVISOR):
        assert [gets(browser(rig, user), path)[0] for path in ("/audit", "/audit/cases")] == [404, 404]


def test_the_log_is_asked_by_person_kind_and_day(rig: Rig) -> None:
    number = rig.filed()
    gets(browser(rig, OPERATOR), f"/t/{number}")
    rig.later(days=1)
    gets(browser(rig, PROPOSER), f"/t/{number}")
    appoint(rig, SUPERVISOR, "audit-administrator")
    name = rig.person(OPERATOR).name
    queries = (f"who={name}", "day=2026-09-17", "kind=下载附件", "who=没有这个人", "day=garbage")
    shown = [gets(browser(rig, SUPERVISOR), f"/audit?{query}")[1] for query in queries]
    rows = [page.count(f"<td>{number}</td>") for page in shown]
    assert rows == [1, 1, 0, 0, 2]


def test_somebodys_own_data_is_theirs_alone_and_whole(rig: Rig) -> None:
    """个人信息保护法 45条."""
    number = rig.filed()
    status, content = gets(browser(rig, PROPOSER), "/me.json")
    assert status == 200
    told = json.loads(content)
    assert told["基本信息"]["姓名"] == rig.person(PROPOSER).name
    assert [case["工单"] for case in told["提出的异议"]] == [number]
    assert {"records": "地址为99号", "doubt": "应为88号"}.items() <= told["办理步骤和填写的文字"][0]["文字"].items()
    assert "99号" not in gets(browser(rig, OPERATOR), "/me.json")[1]
    page = gets(browser(rig, PROPOSER), "/me")[1]
    assert "保存到什么时候" in page
    shown = ("纠错内容", "地址为99号", "企业微信 zhang.wei", "提出方", date_text.stamp(rig.now))
    assert [word for word in shown if word not in page] == []
    assert not {word for word in ("records", "actor", "proposer", "wecom:", "+00:00") if word in page}
    assert lines(rig)[0].at - rig.now < timedelta(seconds=1)
    assert {line.kind for line in lines(rig)} == {"查阅本人信息"}


FORWARDED = {
    # what the proxies wrote, who is connected, and whom the log names with 10.0.0.0/8 trusted beside the machine itself
    "by the proxy on this machine": ("203.0.113.9", "127.0.0.1", "203.0.113.9"),
    "with one that the browser made up": ("6.6.6.6, 203.0.113.9", "127.0.0.1", "203.0.113.9"),
    "through two proxies": ("6.6.6.6, 203.0.113.9, 10.0.0.7", "127.0.0.1", "203.0.113.9"),
    "without a proxy": ("6.6.6.6", "198.51.100.4", "198.51.100.4"),
    "by IPv6 with a port": ("[2001:db8::9]:4711", "::1", "2001:db8::9"),
    "an address with a port": ("203.0.113.9:4711", "127.0.0.1", "203.0.113.9"),
    "no address at all": ("unknown", "127.0.0.1", "127.0.0.1"),
    "mapped": ("::ffff:203.0.113.9", "::ffff:127.0.0.1", "203.0.113.9"),
}


@pytest.mark.parametrize("case", FORWARDED)
def test_the_address_is_the_browsers(sqlite_url: str, tmp_path: Path, case: str) -> None:
    told, peer, expected = FORWARDED[case]
    rig = Rig(sqlite_url, tmp_path)
    number = rig.filed()
    client = browser(rig, OPERATOR)
    where = {"REMOTE_ADDR": peer}
    with client.get(f"/t/{number}", base_url=HOME, headers={"X-Forwarded-For": told}, environ_base=where) as answer:
        assert answer.status_code == 200
    assert lines(rig)[-1].place == f"网页 {expected}"
    rig.close()


def test_lists_previews_and_explanations_leave_lines(rig: Rig) -> None:
    """A line for each case on a list; what was done is in the history and leaves none."""
    one, other = rig.filed(), rig.filed()
    asked = ("我的待办", f"要求补正 {one} 请补充截图", f"为什么 {one}", "逾期")
    said = [(line.kind, line.number, line.what) for line in _said(rig, OPERATOR, *asked)]
    assert said[:2] == [("查看清单", one, "我的待办：2件"), ("查看清单", other, "我的待办：2件")]
    assert [(kind, number) for kind, number, _ in said[2:]] == [("查看工单", one)] * 2
    assert said[2][2].startswith("请核对后确定：要求补正")
    assert said[3][2].startswith("为什么是")
    before = len(lines(rig))
    rig.send_text(OPERATOR, f"收办 {other}")
    assert len(lines(rig)) == before


def _said(rig: Rig, user: str, *texts: str) -> list[ReadingEntry]:
    for text_ in texts:
        rig.send_text(user, text_)
    return lines(rig)


def test_the_report_and_the_ledger_leave_lines(rig: Rig) -> None:
    rig.filed()
    assert gets(browser(rig, SUPERVISOR), "/report/2026-09")[0] == 200
    with rig.store.write() as session:
        dead = session.query(OutboxRow).order_by(OutboxRow.id).first()
        assert dead is not None
        dead.state, shown = "dead", dead.id
    assert gets(browser(rig, OPERATOR), "/ledger")[0] == 200
    said = [(line.kind, line.what) for line in lines(rig)]
    assert said == [("查看质量报告", "2026-09质量报告"), ("打开发送台账", f"未送达第{shown}条；")]
