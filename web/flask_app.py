"""The Flask application of all pages: security headers, readable errors, only the identity in the session cookie."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, Response, current_app, render_template, session
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, InternalServerError

from web import COOKIE, csrf
from web.login import login
from web.metrics import health
from web.pages.archive import archived
from web.pages.case import case
from web.pages.delivery_ledger import ledger
from web.pages.own_information import own_page
from web.pages.public_report import public_report
from web.pages.reading_log import audit_pages
from web.pages.record_key import record_key
from web.pages.report import report
from web.pages.upload import uploads
from web.request_limits import limit_requests
from web.request_log import log_requests
from web.sealed_uploads import PagesApp
from web.site import Site, current_site

HOME = Path(__file__).parent
PEOPLES = (audit_pages, own_page)  # of auditors, and of everybody for themselves
BLUEPRINTS = (login, case, archived, uploads, ledger, report, public_report, record_key, *PEOPLES, health)
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; object-src 'none'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
YEAR = 365 * 24 * 3600  # seconds
HTTPS_ONLY = {"Strict-Transport-Security": f"max-age={YEAR}"}  # where `server.public_url` is https
TITLES = {
    401: "请先登录", 403: "不能打开", 404: "查无此页", 405: "不能这样打开", 413: "文件太大", 429: "请稍后再试",
    503: "暂不能查看",
}  # fmt: skip
KEPT = ("Allow", "Retry-After")  # headers of an error's answer
FILES = 12  # times the size limit of one attachment: the limit of one upload


def create_pages(site: Site) -> Flask:
    """A Flask application for the given site; one process may have several."""
    app = PagesApp("web", static_folder="static", template_folder="templates", root_path=str(HOME))
    app.extensions["objection"] = site
    app.config.update(
        SECRET_KEY=site.session_key,
        SESSION_COOKIE_NAME=COOKIE,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=site.base_url.startswith("https://"),
        MAX_CONTENT_LENGTH=FILES * site.file_store.limit,
    )
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    log_requests(app)
    limit_requests(app, site.per_address, site.per_person)
    app.context_processor(_for_logout)
    app.after_request(_add_headers)
    app.register_error_handler(HTTPException, _explain)
    app.register_error_handler(Exception, _internal_error)
    return app


def _for_logout() -> dict[str, str]:
    """The token of the logout form, on every page of somebody who is signed in."""
    return {"logout": csrf.token() if "user" in session else ""}


def _add_headers(response: Response) -> Response:
    https = HTTPS_ONLY if current_site().base_url.startswith("https://") else {}
    for name, value in {**HEADERS, **https}.items():
        response.headers.setdefault(name, value)
    return response


def _explain(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    own = error.description if type(error).description != error.description else ""
    text = own or "内容不存在，或与您无关。"
    page = render_template("message.html", title=TITLES.get(code, "出了问题"), text=text)
    return page, code, [(name, value) for name, value in error.get_headers() if name in KEPT]


def _internal_error(error: Exception) -> ResponseReturnValue:
    current_app.logger.error("page failed: %s", type(error).__name__, exc_info=error)
    return _explain(InternalServerError("系统出了问题，已记录。请稍后再试。"))
