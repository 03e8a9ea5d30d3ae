"""The stand-in as one Flask application: API, login, pictures and, in a rehearsal, the phones."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, Response, abort, request

from sandbox.wecom.api import create_api
from sandbox.wecom.login import create_login
from sandbox.wecom.media import MEGABYTE
from sandbox.wecom.tenant import Tenant

PAGES = Path(__file__).parent.parent / "chat"
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " \
    "form-action 'self' http: https:; base-uri 'none'; frame-ancestors 'none'"  # fmt: skip


def create_standin(tenant: Tenant) -> Flask:
    """A stand-in for one company; all its state is in `tenant`."""
    app = Flask("sandbox.wecom", template_folder=str(PAGES / "templates"), static_folder=str(PAGES / "static"))
    app.config["MAX_CONTENT_LENGTH"] = 25 * MEGABYTE
    app.register_blueprint(create_api(tenant))
    app.register_blueprint(create_login(tenant))
    app.add_url_rule("/media/<media_id>", view_func=lambda media_id: _picture(tenant, media_id), endpoint="picture")
    app.before_request(_same_origin)
    app.after_request(_headers)
    return app


def _picture(tenant: Tenant, media_id: str) -> Response:
    """A picture by its URL, without a token as PicUrl; other media are available by media/get only."""
    medium = tenant.media.permanent(media_id)
    if medium is None:
        abort(404)
    inline = medium.content_type in ("image/png", "image/jpeg")
    kind = medium.content_type if inline else "application/octet-stream"
    return Response(medium.content, mimetype=kind, headers={} if inline else {"Content-Disposition": "attachment"})


def _same_origin() -> None:
    """CSRF protection: a page of another origin in the same browser must not use the rehearsal's endpoints."""
    origin = request.headers.get("Origin")
    if request.method == "POST" and origin and urlsplit(origin).netloc != request.host:
        abort(403)


def _headers(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
