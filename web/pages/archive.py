"""Archive download of one ticket for the centre: the same bytes as `objection archive` writes (M5)."""

from __future__ import annotations

from tempfile import SpooledTemporaryFile

import structlog
from flask import Blueprint, abort, send_file
from flask.typing import ResponseReturnValue

from archive import bundle
from bot.view import Scope
from web.login import signed_in
from web.pages.case import seen
from web.site import current_site

archived = Blueprint("archive", __name__)
log = structlog.get_logger(__name__)
IN_MEMORY = 8 * 1024 * 1024


@archived.get("/t/<number>/archive")
@signed_in
def download(number: str) -> ResponseReturnValue:
    """The archive as a download; for the centre only, because it contains the texts of all parties."""
    site = current_site()
    with site.store.read() as db:
        ticket, _, view = seen(db, number)
        if view.scope is not Scope.CENTRE:
            abort(404)
        content = bundle.read(db, site.store.vault, site.laws, ticket)
    stream = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - the response closes it
    try:
        bundle.write(stream, content, site.file_store)
    except bundle.FileMissing as error:
        stream.close()
        abort(409, f"不能导出。{error}")
    stream.seek(0)
    log.info("archive exported", ticket=ticket.number)
    return send_file(stream, "application/zip", as_attachment=True, download_name=f"{ticket.number}.zip")
