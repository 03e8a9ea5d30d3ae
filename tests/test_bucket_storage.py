"""Attachments in a bucket: page and chat uploads, doctor, backup; while it is away it is said and nothing is lost."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from bot.ports import Media
from objection.cli.exit_codes import UNAVAILABLE
from objection.config.load import ConfigError, load
from scheduler.sweeps import file_download
from store.engine.session import Store
from store.files import attachments, orphan_files
from store.files.file_store import FileStore
from store.vault import new_keys, read_keys
from tests.s3_server import SECRET, S3Server, running
from tests.scheduler.rig import PROPOSER, Rig
from tests.store.district_fixture import NOON, DistrictFixture
from tests.test_backup import backups, machine, run
from tests.test_keys import WECOM
from tests.web_session import sign_in
from web.flask_app import create_pages
from web.site import Site

HOME = "https://yiyi.test"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + bytes(60)
PDF = b"%PDF-1.7 a letter"


@pytest.fixture
def server() -> Iterator[S3Server]:
    with running() as found:
        yield found


@pytest.fixture
def rig(sqlite_url: str, tmp_path: Path, server: S3Server) -> Iterator[Rig]:
    """A district whose files lie in the bucket."""
    found = Rig(sqlite_url, tmp_path)
    files = FileStore(server.backend(), found.store.vault, limit=1_000_000, types=("png", "pdf"))
    found.deps = replace(found.deps, file_store=files)
    yield found
    found.close()


# -- the page


@pytest.fixture
def draft(rig: Rig) -> int:
    return rig.filing_draft()


@pytest.fixture
def browser(rig: Rig) -> FlaskClient:
    site = Site(
        store=rig.store, laws=rig.laws, platforms=rig.deps.platforms, clock=rig.clock, file_store=rig.deps.file_store,
        base_url=HOME, session_key=b"k" * 32,
    )  # fmt: skip
    client = create_pages(site).test_client()
    sign_in(client, PROPOSER)
    return client


def uploaded(browser: FlaskClient, draft: int, **files: bytes) -> str:
    with browser.get(f"/u/{draft}", base_url=HOME) as page:
        form = re.search(rb'name="form" value="([0-9a-f]+)"', page.data)
    assert form is not None
    sent = [(io.BytesIO(content), f"{name}.png") for name, content in files.items()]
    data = {"form": form[1].decode(), "files": sent}
    kind = "multipart/form-data"
    with browser.post(f"/u/{draft}", data=data, content_type=kind, base_url=HOME, follow_redirects=True) as answer:
        assert answer.status_code == 200
        return answer.get_data(as_text=True)


def test_page_uploads_say_so_while_the_bucket_is_away(
    rig: Rig, server: S3Server, browser: FlaskClient, draft: int
) -> None:
    assert "已收到 1 个文件" in uploaded(browser, draft, 一=PNG)
    server.stop()
    page = uploaded(browser, draft, 二=PNG + b"2", 三=PNG + b"3")
    assert page.count("存放附件的存储暂时用不了，这一个没有收下，请过几分钟再传一次") == 2
    assert "已收到 1 个文件" in page
    server.start()  # empty
    assert "已收到 3 个文件" in uploaded(browser, draft, 二=PNG + b"2", 三=PNG + b"3")
    with rig.store.read() as session:
        digests = [row.sha256 for row in attachments.of_draft(session, draft)]
    assert [rig.deps.file_store.read(digest) for digest in digests[1:]] == [PNG + b"2", PNG + b"3"]


def test_what_is_over_the_quota_never_reaches_the_bucket(rig: Rig, browser: FlaskClient, draft: int) -> None:
    rig.deps.file_store.quota = replace(rig.deps.file_store.quota, files=1)
    assert "每人每天最多1个文件" in uploaded(browser, draft, 一=PNG, 二=PNG + b"2")
    backend = rig.deps.file_store.backend
    assert sum(len(list(backend.digests(folder))) for folder in backend.folders()) == 1


def test_a_download_while_the_bucket_is_away_is_no_damage(
    rig: Rig, server: S3Server, browser: FlaskClient, draft: int
) -> None:
    number = rig.filed()
    with rig.store.write() as session:
        row = attachments.receive(
            session, rig.store.vault, rig.deps.file_store, PNG, person_id=rig.person(PROPOSER).id, name="图.png",
            now=rig.now, ticket_id=1, seq=1,
        )  # fmt: skip
    path = f"/t/{number}/files/{row.id}"
    with browser.get(path, base_url=HOME) as answer:
        assert (answer.status_code, answer.data) == (200, PNG)
    server.stop()
    with browser.get(path, base_url=HOME) as answer:
        assert answer.status_code == 503
        assert "存储暂时用不了，文件没有丢失" in answer.get_data(as_text=True)


# -- the chat


def sent_in_chat(rig: Rig, media: str, content: bytes) -> int:
    rig.platform.files[media] = Media("截图.png", "image/png", content)
    with rig.store.write() as session:
        person = rig.person(PROPOSER)
        return attachments.expect(
            session,
            rig.store.vault,
            person_id=person.id,
            platform="wecom",
            media_id=media,
            now=rig.now,
            name="截图.png",
        ).id


def states(rig: Rig, *ids: int) -> list[str]:
    with rig.store.read() as session:
        rows = [attachments.attachment(session, each) for each in ids]
    return [row.state for row in rows if row is not None]


def test_files_of_the_chat_wait_until_the_bucket_is_back(rig: Rig, server: S3Server) -> None:
    sent = [sent_in_chat(rig, "m1", PNG), sent_in_chat(rig, "m2", PNG + b"2")]
    server.stop()
    for _ in range(2):
        assert file_download.sweep(rig.deps, rig.now) == 0
        rig.deliver()
    assert states(rig, *sent) == ["pending", "pending"]
    assert len(rig.platform.to(PROPOSER, "稍后自动再存，不必重发")) == 2  # once a file
    server.start()
    assert file_download.sweep(rig.deps, rig.now) == 2
    assert states(rig, *sent) == ["stored", "stored"]


def test_erased_files_leave_the_bucket(rig: Rig, draft: int, browser: FlaskClient) -> None:
    uploaded(browser, draft, 一=PNG)
    with rig.store.write() as session:
        (row,) = attachments.of_draft(session, draft)
        attachments.remove(session, row)
    with rig.store.write() as session:
        assert orphan_files.clear(session, rig.deps.file_store, rig.now) == 1
    assert rig.deps.file_store.backend.folders() == []


# -- commands


@pytest.fixture
def environ(database_url: str, tmp_path: Path, server: S3Server) -> Mapping[str, str]:
    """A machine with one case and its file in the bucket."""
    place = tmp_path / "one"
    environ = {**machine(place, database_url), **server.settings}
    keys = place / "objection.keys"
    keys.touch(0o600)
    keys.write_text(new_keys(), encoding="utf-8")
    assert run(environ, "migrate").exit_code == 0
    store = Store(database_url, read_keys(keys.read_text(encoding="utf-8")))
    DistrictFixture(store).build().filed()
    files = FileStore(server.backend(), store.vault, limit=1_000_000, types=("pdf",))
    with store.write() as session:
        attachments.receive(session, store.vault, files, PDF, person_id=1, name="函.pdf", now=NOON, ticket_id=1, seq=1)
    store.close()
    return environ


def test_a_backup_holds_the_objects_and_puts_them_back(
    environ: Mapping[str, str], server: S3Server, tmp_path: Path
) -> None:
    told = run(environ, "doctor", "--offline").output
    assert "[正常] 附件：对象存储连得上，能写" in told
    assert "[正常] 附件：1 个，都在，都已加密" in told
    assert SECRET not in told
    for _ in range(2):
        made = run(environ, "backup", str(tmp_path / "backups"))
        assert made.exit_code == 0, made.output
        shutil.move(backups(tmp_path)[-1], tmp_path / "backups" / f"objection-20260101-00000{_}")
    first, second = backups(tmp_path)
    objects = [next((folder / "attachments").rglob("*/*")) for folder in (first, second)]
    assert objects[0].stat().st_ino == objects[1].stat().st_ino  # linked, not copied
    assert PDF not in objects[0].read_bytes()
    server.stop()
    away = run(environ, "doctor", "--offline").output
    assert "[问题] 附件：不能保存附件：s3://objection/yiyi/files 连接不上或者没有应答" in away
    failed = run(environ, "backup", str(tmp_path / "more"))
    assert failed.exit_code == UNAVAILABLE
    assert "attachments.url：附件的存储用不了（连接不上或者没有应答）" in failed.output
    assert SECRET not in away + failed.output
    assert not list((tmp_path / "more").iterdir())
    server.start()  # empty
    assert "文件不在。请保全现状，从备份恢复 s3://objection/yiyi/files/" in run(environ, "doctor", "--offline").output
    assert run(environ, "restore", str(second), "--replace").exit_code == 0
    assert "[正常] 附件：1 个，都在，都已加密" in run(environ, "doctor", "--offline").output


def test_keys_are_rotated_in_the_bucket(environ: Mapping[str, str], tmp_path: Path) -> None:
    keys = tmp_path / "one" / "objection.keys"
    new = run(environ, "keys", "new", "--id", "k2027").output
    keys.write_text(new + keys.read_text(encoding="utf-8"), encoding="utf-8")
    rotated = run(environ, "keys", "rotate")
    assert rotated.exit_code == 0, rotated.output
    assert "附件：1 个换了密钥" in rotated.output
    assert "[正常] 附件：1 个，都在，都已加密" in run(environ, "doctor", "--offline").output


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"OBJECTION__ATTACHMENTS__SECRET_KEY": ""}, "要填 access_key 和 secret_key"),
        ({"OBJECTION__ATTACHMENTS__URL": "s3://objection"}, "要写 endpoint"),
    ],
)
def test_wrong_settings_are_named_without_the_secret(change: dict[str, str], said: str) -> None:
    settings = WECOM | {"OBJECTION_CONFIG": ""} | S3Server().settings | change
    with pytest.raises(ConfigError, match=said) as caught:
        load(None, settings)
    assert SECRET not in str(caught.value)


def test_a_missing_certificate_is_named(environ: Mapping[str, str]) -> None:
    told = run({**environ, "OBJECTION__ATTACHMENTS__CA_BUNDLE": "/nowhere.pem"}, "backup", "/nowhere")
    assert told.exit_code == UNAVAILABLE
    assert "读不了 attachments.ca_bundle 所写的文件" in told.output


def test_the_secret_is_not_shown() -> None:
    config = load(None, WECOM | {"OBJECTION_CONFIG": ""} | S3Server().settings)
    assert SECRET not in repr(config) + str(config)
