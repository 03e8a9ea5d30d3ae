"""我的信息: everything that is kept of the person signed in, to look at and to take away (个人信息保护法 45条)."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

from flask import Blueprint, abort, render_template, send_file
from flask.typing import ResponseReturnValue

from bot.privacy.kept_until import kept_until
from bot.privacy.own_words import in_words
from store.people import persons
from store.privacy import own_data
from store.readings.reading_lines import ReadingKind
from web.login import account, signed_in
from web.page_reading import note_reading
from web.site import current_site

own_page = Blueprint("own_information", __name__)


@own_page.get("/me")
@signed_in
def show() -> ResponseReturnValue:
    found = _whole()
    page = render_template("own_information.html", sections=in_words(found), rules=kept_until(current_site().settings))
    note_reading(ReadingKind.OWN)
    return page


@own_page.get("/me.json")
@signed_in
def download() -> ResponseReturnValue:
    found = _whole() | {"保存期限": kept_until(current_site().settings)}
    content = json.dumps(found, ensure_ascii=False, indent=1).encode()
    note_reading(ReadingKind.OWN, what="下载")
    return send_file(BytesIO(content), "application/json", as_attachment=True, download_name="我的信息.json")


def _whole() -> dict[str, Any]:
    site = current_site()
    with site.store.read() as db:
        person = persons.by_account(db, *account())
        return own_data.whole(db, site.store.vault, person) if person is not None else abort(404)
