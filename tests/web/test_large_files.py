"""Twenty megabytes by a page, in and out and into an archive, cost no twenty megabytes of memory (C7)."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from flask import Flask
from flask.testing import FlaskClient

from store.cases import stored_drafts, tickets
from store.files import attachments
from store.files.file_store import FileStore
from store.people import persons
from tests.bounded_memory import bounded
from tests.scheduler.rig import OPERATOR, PROPOSER, Rig
from tests.web_session import sign_in
from web.flask_app import create_pages
from web.site import Site

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

HOME, MB = "https://yiyi.test", 1024 * 1024
HEAD = b"%PDF-1.7\n"


class Form(io.RawIOBase):
    """A form with one large file, made as it is read."""

    def __init__(self, key: str) -> None:
        super().__init__()
        begin = f'--b\r\nContent-Disposition: form-data; name="form"\r\n\r\n{key}\r\n--b\r\n'
        begin += 'Content-Disposition: form-data; name="files"; filename="a.pdf"\r\n\r\n'
        self._first, self._last = io.BytesIO(begin.encode() + HEAD), io.BytesIO(b"\r\n--b--\r\n")
        self._left = 20 * MB - len(HEAD)
        self.size = len(begin.encode()) + 20 * MB + len(b"\r\n--b--\r\n")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        data = self._first.read(len(view))
        if not data and self._left:
            data = b"\xe2" * min(len(view), self._left)
            self._left -= len(data)
        data = data or self._last.read(len(view))
        view[: len(data)] = data
        return len(data)


def pages(rig: Rig) -> tuple[Flask, FileStore]:
    file_store = FileStore(rig.folder / "files", rig.store.vault, limit=21 * MB, types=("pdf",))
    site = Site(
        store=rig.store, laws=rig.laws, platforms={}, clock=rig.clock, file_store=file_store, base_url=HOME,
        session_key=b"k" * 32,
    )  # fmt: skip
    return create_pages(site), file_store


def signed_in(app: Flask, user: str) -> FlaskClient:
    client = app.test_client()
    sign_in(client, user, form="token")
    return client


def received(client: FlaskClient, path: str) -> int:
    """The size of a download, read piece by piece."""
    with client.get(path, base_url=HOME, buffered=False) as answer:
        assert answer.status_code == 200
        return sum(map(len, answer.iter_encoded()))


def test_a_large_upload_download_and_archive(rig: Rig) -> None:
    app, file_store = pages(rig)
    number = rig.filed()
    with rig.store.write() as session:
        person = persons.by_account(session, "wecom", PROPOSER)
        assert person is not None
        draft = stored_drafts.start(
            session, rig.store.vault, person_id=person.id, form="filing", form_version=1, now=rig.now, answers={}
        ).id
    proposer, operator = signed_in(app, PROPOSER), signed_in(app, OPERATOR)
    form = Form("token")
    with bounded(5 * MB):
        body = {"wsgi.input": form, "CONTENT_LENGTH": f"{form.size}", "CONTENT_TYPE": "multipart/form-data; boundary=b"}
        answer = proposer.post(f"/u/{draft}", base_url=HOME, environ_overrides=body)
        assert answer.status_code == 302, answer.get_data(as_text=True)
    with rig.store.write() as session:
        ticket = tickets.get(session, number)
        assert ticket is not None
        attachments.move_to_ticket(session, draft, ticket, ticket.seq, rig.now)
        (row,) = attachments.of_ticket(session, ticket.id)
    assert file_store.verify(row.sha256) == 20 * MB
    with bounded(5 * MB):
        assert received(operator, f"/t/{number}/files/{row.id}") == 20 * MB
    with bounded(5 * MB):
        assert received(operator, f"/t/{number}/archive") > MB // 100
