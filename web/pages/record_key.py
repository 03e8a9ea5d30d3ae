"""存证公钥 page: the public keys of the record and its last signed head, for everybody, without a login (M5)."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, Response, abort, render_template
from flask.typing import ResponseReturnValue

from regulation.shanghai import local_date
from store.record import signed_heads
from web.site import current_site

record_key = Blueprint("record_key", __name__)
_FILES: dict[str, str] = {}  # the last one made: its proof reads every entry, and nobody has to log in to ask for it


@record_key.get("/record-key")
def show() -> ResponseReturnValue:
    """Nothing of it is secret: whoever holds an archive or an earlier head needs it to check them."""
    with current_site().store.read() as db:
        keys, head = signed_heads.keys_of(db), signed_heads.latest(db)
    opened = [(key, local_date(datetime.fromisoformat(key["opened"])).isoformat()) for key in keys]
    return render_template("record_key.html", keys=opened, head=signed_heads.sentence(head) if head else "")


@record_key.get("/record-head.json")
def download() -> ResponseReturnValue:
    """The last signed head as the file that is handed out each day."""
    with current_site().store.read() as db:
        head = signed_heads.latest(db) or abort(404, "还没有签过存证。")
        text = _FILES.get(head["root"]) or signed_heads.file_of(db, head, signed_heads.before(db, head))
    _FILES.clear()
    _FILES[head["root"]] = text
    return Response(text, mimetype="application/json")
