"""Upload page: documents for a draft, because the platform delivers no files to a self-built app (M9, G3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from flask import Blueprint, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from bot.filing_questions.evidence import MOST_FILES
from bot.inspection.inspect_file import inspect
from bot.inspection.inspection_notice import findings_of, findings_text
from store.cases import stored_drafts
from store.file_storage.file_backend import StorageAway
from store.files import attachments
from store.files.file_store import size_of
from store.people import persons
from store.readings.reading_lines import ReadingKind
from web import csrf
from web.login import account, signed_in
from web.page_reading import note_reading
from web.site import current_site

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from werkzeug.datastructures import FileStorage

    from store.tables import Draft, Person

uploads = Blueprint("uploads", __name__)

log = structlog.get_logger(__name__)
AWAY = "存放附件的存储暂时用不了，这一个没有收下，请过几分钟再传一次；已经填写的内容都在。"
MOST = 10  # files in one upload; a draft may have several uploads


@uploads.get("/u/<int:draft>")
@signed_in
def show(draft: int) -> ResponseReturnValue:
    """Which files the draft has, and a form for more."""
    return _page(draft, ())


@uploads.post("/u/<int:draft>")
@signed_in
def take(draft: int) -> ResponseReturnValue:
    """Store the files; a refused one is listed with its reason, the others are stored."""
    csrf.expect_own()
    with current_site().store.read() as db:
        _own(db, draft)  # 404 also for a form without files
    problems, away = [], False
    sent = [file for file in request.files.getlist("files") if file.filename]
    for place, file in enumerate(sent):
        try:
            _check_count(draft, place)
            if away:
                raise attachments.Unfit(AWAY)
            _receive(draft, file, file.filename or "")
        except attachments.Unfit as unfit:
            problems.append(f"{file.filename or ''}：{unfit}")
        except OSError as error:
            log.error("an upload can't be stored", draft=draft, reason=error.strerror or type(error).__name__)
            problems.append(f"{file.filename or ''}：{AWAY}")
            away = isinstance(error, StorageAway)
    return _page(draft, tuple(problems)) if problems else redirect(request.path)


def _check_count(draft: int, place: int) -> None:
    """Raises Unfit for what is too much at once, or too much in all."""
    if place >= MOST:
        raise attachments.Unfit(f"一次最多收{MOST}个文件，这一个没有收下，请再传一次。")
    with current_site().store.read() as db:
        if len(attachments.of_draft(db, draft)) >= MOST_FILES:
            raise attachments.Unfit(f"一份材料最多{MOST_FILES}个文件，这一个没有收下。")


def _receive(draft: int, file: FileStorage, name: str) -> None:
    """Store one file with the findings of its inspection, which is done before the transaction begins."""
    site = current_site()
    with site.store.read() as db:
        person = _own(db, draft)[1]
        own = persons.mobile_of(site.store.vault, person)
    content = file.stream
    site.file_store.check(content, name)
    with site.store.read() as db:  # before anything of it is kept
        attachments.check_quota(db, site.file_store, person.id, size_of(content), site.clock.now())
    found = [finding.as_json() for finding in inspect(content, name, own)]
    site.file_store.put_ahead(content)
    with site.store.write() as db:
        row, person = _own(db, draft)
        attachments.receive(
            db,
            site.store.vault,
            site.file_store,
            content,
            person_id=person.id,
            name=name,
            now=site.clock.now(),
            draft_id=row.id,
            findings=found,
        )


def _page(draft: int, problems: tuple[str, ...]) -> ResponseReturnValue:
    site = current_site()
    with site.store.read() as db:
        row, _ = _own(db, draft)
        files = [
            (attachments.name_of(site.store.vault, file), findings_text(findings_of(file)))
            for file in attachments.of_draft(db, row.id)
        ]
    note_reading(ReadingKind.UPLOADS, what=f"草稿{draft}")
    limit = site.file_store.limit // 1024 // 1024
    types = " ".join(sorted(site.file_store.types))
    return render_template(
        "upload.html",
        files=files,
        problems=problems,
        form=csrf.token(),
        limit=limit,
        types=types,
        most=MOST,
        most_files=MOST_FILES,
    )


def _own(db: Session, draft: int) -> tuple[Draft, Person]:
    """The draft and its owner, if it belongs to the person signed in and is not submitted; else 404."""
    person = persons.by_account(db, *account())
    row = stored_drafts.get(db, draft)
    if person is None or row is None or row.person_id != person.id or row.state not in ("active", "parked"):
        abort(404)
    return row, person
