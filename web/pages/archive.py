"""Archive download of one ticket for the centre: the same bytes as `objection archive` writes (M5)."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

import structlog
from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from archive import bundle
from bot.view import Scope
from regulation.states import Role
from store.files.file_store import sha256_of
from store.files.temporary_file import temporary_file
from store.people import persons
from store.protection import retention_lists
from store.readings.reading_lines import ReadingKind
from store.record import inclusion_proofs
from web.file_response import sent
from web.login import account, signed_in
from web.page_reading import note_reading
from web.pages.case import seen
from web.site import current_site

if TYPE_CHECKING:
    from archive.dossier import Dossier
    from store.tables import Ticket

archived = Blueprint("archive", __name__)
log = structlog.get_logger(__name__)
IN_MEMORY = 1024 * 1024


def _note(ticket: Ticket, content: Dossier, stream: IO[bytes]) -> None:
    """Who exported it, and its hash: only what was archived is erased when its time is over (M4)."""
    site = current_site()
    sha256 = sha256_of(stream)
    with site.store.write() as db:
        person = persons.by_account(db, *account())
        retention_lists.note_archive(
            db,
            ticket.id,
            content.content["ticket"]["seq"],
            way="page",
            sha256=sha256,
            now=site.clock.now(),
            person_id=person.id if person else 0,
        )


@archived.get("/t/<number>/archive")
@signed_in
def download(number: str) -> ResponseReturnValue:
    """The archive as a download; for the centre only, because it contains the texts of all parties."""
    site = current_site()
    with site.store.read() as db:
        ticket, _, view = seen(db, number)
        if view.scope is not Scope.CENTRE:
            abort(404)
    inclusion_proofs.cover(site.store, ticket.id, site.clock.now())
    with site.store.read() as db:
        content = bundle.read(db, site.store.vault, site.laws, ticket)
    stream = temporary_file(IN_MEMORY)  # the response closes it
    try:
        bundle.write(stream, content, site.file_store)
    except bundle.FileMissing as error:
        stream.close()
        abort(409, f"不能导出。{error}")
    stream.seek(0)
    if Role.AUDITOR not in view.roles:  # an auditor's copy lets nothing be erased: they change nothing
        _note(ticket, content, stream)
    note_reading(ReadingKind.ARCHIVE, ticket)
    log.info("archive exported", ticket=ticket.number)
    return sent(stream, "application/zip", f"{ticket.number}.zip")
