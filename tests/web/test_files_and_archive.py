"""M4, M5: the upload page shows inspection findings; the archive is for the centre only; anonymised ones are marked."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from regulation.states import Action
from store.files import attachments
from store.files.file_store import DailyQuota, FileStore
from store.protection import retention_lists
from store.tables import ArchiveExport, Department, Person
from tests.bot.inspection.sample_files import ID_CARD, plain_workbook, saved, workbook_with_hidden_parts
from tests.scheduler.announced_retention import sweep
from tests.scheduler.rig import LEADER, OFFICER_A, OPERATOR, PROPOSER, SUPERVISOR, Rig
from tests.scheduler.test_directory_events import happens
from tests.stored_path import path_of
from tests.web_session import sign_in
from web.flask_app import create_pages
from web.site import Site

PNG = b"\x89PNG\r\n\x1a\n" + bytes(32)


class Browser:
    """A signed-in browser."""

    def __init__(self, rig: Rig, user: str, quota: DailyQuota | None = None) -> None:
        site = Site(
            store=rig.store,
            laws=rig.laws,
            platforms=rig.deps.platforms,
            clock=rig.clock,
            file_store=FileStore(
                rig.folder / "files", rig.store.vault, limit=1_000_000, types=("png", "xlsx"), quota=quota
            ),
            base_url="https://yiyi.test",
            session_key=b"k" * 32,
            retention_days=730,
        )
        self.client: FlaskClient = create_pages(site).test_client()
        sign_in(self.client, user)

    def gets(self, path: str) -> tuple[int, bytes]:
        with self.client.get(path, base_url="https://yiyi.test") as answer:
            return answer.status_code, answer.data

    def uploads(self, path: str, **files: bytes) -> str:
        """Send files as the form of the page does; returns the page that follows."""
        form = re.search(rb'name="form" value="([0-9a-f]+)"', self.gets(path)[1])
        assert form is not None
        data = {"form": form[1].decode(), "files": [(io.BytesIO(data), f"{name}.xlsx") for name, data in files.items()]}
        sent = self.client.post(
            path, data=data, content_type="multipart/form-data", base_url="https://yiyi.test", follow_redirects=True
        )
        assert sent.status_code == 200
        return sent.get_data(as_text=True)


@pytest.fixture
def draft(rig: Rig) -> int:
    return rig.filing_draft()


def test_the_upload_page_shows_inspection_findings(rig: Rig, draft: int) -> None:
    page = Browser(rig, PROPOSER).uploads(
        f"/u/{draft}", plain=saved(plain_workbook()), sly=saved(workbook_with_hidden_parts())
    )
    assert page.count("含有：") == 1
    assert "隐藏的工作表1张（第2张）" in page
    assert "删除附件" in page
    assert ID_CARD not in page
    with rig.store.read() as session:
        found = [row.findings for row in attachments.of_draft(session, draft)]
    assert found[0] == []
    assert found[1]


def test_files_beyond_the_most_are_named_not_dropped(rig: Rig, draft: int) -> None:
    browser = Browser(rig, PROPOSER)
    page = browser.uploads(f"/u/{draft}", **{f"图{number}": PNG + bytes([number]) for number in range(14)})
    assert "已收到 10 个文件" in page
    assert [f"图{number}.xlsx：一次最多收10个文件，这一个没有收下" in page for number in range(14)] == [False] * 10 + [
        True
    ] * 4
    assert "图0.png" in page
    page = browser.uploads(f"/u/{draft}", **{f"又{number}": PNG + bytes([99, number]) for number in range(10)})
    page = browser.uploads(f"/u/{draft}", 多=PNG + b"x")
    assert "一份材料最多20个文件，这一个没有收下" in page


def test_one_person_sends_only_so_much_in_a_day(rig: Rig, draft: int) -> None:
    browser = Browser(rig, PROPOSER, DailyQuota(files=2, size=1_000_000))
    page = browser.uploads(f"/u/{draft}", 一=PNG + b"1", 二=PNG + b"2", 三=PNG + b"3")
    assert "三.xlsx：今天已收到您的2个文件，每人每天最多2个文件" in page
    rig.clock.instant += timedelta(days=1)
    browser = Browser(rig, PROPOSER, DailyQuota(files=2, size=1_000_000))
    assert "已收到 3 个文件" in browser.uploads(f"/u/{draft}", 三=PNG + b"3")


def test_a_transferred_account_is_signed_out(rig: Rig, draft: int) -> None:
    """An open session must not show its user what the account's successor may see."""
    browser, number = Browser(rig, PROPOSER), rig.person(PROPOSER).id
    assert browser.gets(f"/u/{draft}")[0] == 200
    with rig.store.write() as db:
        account = db.get_one(Person, number).accounts[0]
        account.person = db.get_one(Person, rig.person(OPERATOR).id)
    assert browser.gets(f"/u/{draft}")[0] == 302
    with browser.client.session_transaction(base_url="https://yiyi.test") as session:
        assert "user" not in session
        session["waiting"] = {"s": "/ledger"}
    answer = browser.client.get(f"/login/wecom?state=s&code={PROPOSER}", base_url="https://yiyi.test")
    assert answer.headers["Location"] == "/ledger"
    assert browser.gets("/ledger")[0] == 200


def test_who_left_the_platform_is_signed_out_even_when_back(rig: Rig, draft: int) -> None:
    browser = Browser(rig, PROPOSER)
    assert browser.gets(f"/u/{draft}")[0] == 200
    rig.later(minutes=1)
    for change in ("deleted", "added"):
        happens(rig, PROPOSER, change=change, name="张伟")
        rig.later(minutes=1)
    assert browser.gets(f"/u/{draft}")[0] == 302
    with browser.client.session_transaction(base_url="https://yiyi.test") as session:
        assert "user" not in session
        session["waiting"] = {"s": f"/u/{draft}"}
    browser.client.get(f"/login/wecom?state=s&code={PROPOSER}", base_url="https://yiyi.test")
    assert browser.gets(f"/u/{draft}")[0] == 200


def test_an_open_page_follows_its_reader_to_a_new_user_id(rig: Rig, draft: int) -> None:
    """NewUserID is no leaving: what somebody is uploading goes on, and the old id signs nobody in."""
    browser = Browser(rig, PROPOSER)
    happens(rig, PROPOSER, change="changed", new_user="zhang.wei.2")
    assert browser.gets(f"/u/{draft}")[0] == 200
    with browser.client.session_transaction(base_url="https://yiyi.test") as session:
        assert tuple(session["user"]) == ("wecom", "zhang.wei.2")
    rig.later(minutes=1)
    happens(rig, "zhang.wei.2", change="deleted")
    assert browser.gets(f"/u/{draft}")[0] == 302


def test_uploads_to_another_persons_draft_are_refused(rig: Rig, draft: int) -> None:
    assert Browser(rig, OFFICER_A).gets(f"/u/{draft}")[0] == 404


def test_the_archive_is_for_the_centre_alone(rig: Rig) -> None:
    number = rig.filed()
    rig.advance(number, Action.CONFIRM)
    for user in (PROPOSER, OFFICER_A, LEADER, SUPERVISOR):
        assert Browser(rig, user).gets(f"/t/{number}/archive")[0] == 404
        assert "导出档案".encode() not in Browser(rig, user).gets(f"/t/{number}")[1]
    operator = Browser(rig, OPERATOR)
    assert "导出档案".encode() in operator.gets(f"/t/{number}")[1]
    code, first = operator.gets(f"/t/{number}/archive")
    assert code == 200
    assert first == operator.gets(f"/t/{number}/archive")[1]
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {"index.html", "ticket.json", "record_proof.py", "verify.py", "SHA256SUMS"} == set(archive.namelist())


def test_the_archive_of_an_anonymised_ticket_is_marked(rig: Rig) -> None:
    number = rig.filed()
    rig.advance(number, Action.CONFIRM)
    rig.at("2028-10-09 周一 10:00")
    sweep(rig)
    code, page = Browser(rig, OPERATOR).gets(f"/t/{number}")
    assert code == 200
    assert "已按期限匿名化（".encode() in page
    assert "地址为99号".encode() not in page


def test_m4_an_export_from_the_page_counts_as_the_archive(rig: Rig) -> None:
    number = rig.filed()
    rig.advance(number, Action.CONFIRM)
    code, content = Browser(rig, OPERATOR).gets(f"/t/{number}/archive")
    assert code == 200
    with rig.store.read() as session:
        (row,) = session.query(ArchiveExport).all()
        assert retention_lists.is_archived(session, rig.ticket(number))
    assert (row.person_id, row.way) == (rig.person(OPERATOR).id, "page")
    assert row.sha256 == hashlib.sha256(content).hexdigest()


def test_m4_what_waits_for_its_archive_is_on_the_ledger(rig: Rig) -> None:
    number = rig.filed()
    rig.advance(number, Action.CONFIRM)
    assert "待归档".encode() not in Browser(rig, OPERATOR).gets("/ledger")[1]
    rig.at("2028-10-09 周一 10:00")
    page = Browser(rig, OPERATOR).gets("/ledger")[1].decode()
    assert "待归档的工单（1）" in page
    assert f"/t/{number}" in page[page.index("待归档的工单") :]
    Browser(rig, OPERATOR).gets(f"/t/{number}/archive")
    assert "待归档".encode() not in Browser(rig, OPERATOR).gets("/ledger")[1]


def test_m5_the_page_names_actors_with_unit_and_role_and_their_choices(rig: Rig) -> None:
    """F7: the unit beside a name is their own; choices are read by those who may read what came with the step."""
    number = rig.filed()
    rig.advance(number, Action.TRANSFER)
    rig.act(number, Action.RETURN, OFFICER_A, basis="权责清单第3项", suggested_department_id=rig.department("CIV"))
    page = Browser(rig, OPERATOR).gets(f"/t/{number}")[1].decode()
    assert "王芳（区市场监管局，联络专员）" in page
    assert "李娜（区大数据中心，区大数据中心运营团队）" in page
    assert "建议的责任部门：区民政局" in page
    assert "建议的责任部门" not in Browser(rig, PROPOSER).gets(f"/t/{number}")[1].decode()
    assert "建议的责任部门" not in Browser(rig, SUPERVISOR).gets(f"/t/{number}")[1].decode()


def test_p9_the_page_prints_an_own_rule_under_no_clause(rig: Rig) -> None:
    number = rig.filed()
    rig.advance(number, Action.NOTIFY)
    rig.deliver()
    page = Browser(rig, OPERATOR).gets(f"/t/{number}")[1].decode()
    assert "本系统约定，条文没有规定这一期限" in page
    assert "确认无误后清除问题数据标注" not in page


def test_m5_renames_change_nothing_on_the_page_of_a_closed_case(rig: Rig) -> None:
    number = rig.filed()
    rig.advance(number, Action.CONFIRM)
    browser = Browser(rig, OPERATOR)
    before = browser.gets(f"/t/{number}")[1]
    assert "区市场监管局".encode() in before
    with rig.store.write() as session:
        session.execute(update(Person).values(name="改过的名"))
        session.execute(update(Department).values(name="改过的名"))
    assert browser.gets(f"/t/{number}")[1] == before


def with_file(rig: Rig, content: bytes) -> tuple[str, int, str]:
    """A case with one file, its row and its hash."""
    number = rig.filed()
    with rig.store.write() as session:
        row = attachments.receive(
            session, rig.store.vault, rig.deps.file_store, content, person_id=rig.person(PROPOSER).id, name="截图.png",
            now=rig.now, ticket_id=rig.ticket(number).id, seq=1,
        )  # fmt: skip
        return number, row.id, row.sha256


def test_a_file_is_sent_with_its_size_and_in_ranges(rig: Rig) -> None:
    content = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 600
    number, file, _ = with_file(rig, content)
    client, path = Browser(rig, PROPOSER).client, f"/t/{number}/files/{file}"
    whole = client.get(path, base_url="https://yiyi.test")
    assert (whole.status_code, whole.content_length, whole.data) == (200, len(content), content)
    assert whole.headers["Cache-Control"] == "no-store"
    assert whole.headers["Content-Disposition"].startswith("attachment")
    part = client.get(path, base_url="https://yiyi.test", headers={"Range": "bytes=65530-65549"})
    assert (part.status_code, part.data) == (206, content[65530:65550])
    assert part.headers["Content-Range"] == f"bytes 65530-65549/{len(content)}"
    beyond = client.get(path, base_url="https://yiyi.test", headers={"Range": f"bytes={len(content)}-"})
    assert beyond.status_code == 416


@pytest.mark.parametrize("gone", [True, False])
def test_a_missing_or_altered_file_is_said_so_and_not_sent(rig: Rig, gone: bool) -> None:
    number, file, digest = with_file(rig, b"\x89PNG\r\n\x1a\n" + bytes(200_000))
    path = path_of(rig.deps.file_store, digest)
    sealed = path.read_bytes()
    path.unlink() if gone else path.write_bytes(sealed[:-1] + bytes([sealed[-1] ^ 1]))
    code, page = Browser(rig, PROPOSER).gets(f"/t/{number}/files/{file}")
    assert code == 409
    assert "这个文件不在或已损坏，打不开。请联系系统管理员从备份恢复。" in page.decode()
    code, page = Browser(rig, OPERATOR).gets(f"/t/{number}/archive")
    assert code == 409
    assert "文件不在或已损坏，请先从备份恢复" in page.decode()
