"""The Flask application of all pages: security headers, readable errors, only the identity in the session cookie."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, Response, current_app, render_template
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, InternalServerError

from web import COOKIE
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
from web.sealed_uploads import PagesApp
from web.site import Site

HOME = Path(__file__).parent
PEOPLES = (audit_pages, own_page)  # of auditors, and of everybody for themselves
BLUEPRINTS = (login, case, archived, uploads, ledger, report, public_report, record_key, *PEOPLES, health)
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
TITLES = {401: "请先登录", 403: "不能打开", 404: "查无此页", 405: "不能这样打开", 413: "文件太大", 503: "暂不能查看"}
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
    app.after_request(_add_headers)
    app.register_error_handler(HTTPException, _explain)
    app.register_error_handler(Exception, _internal_error)
    return app


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def _explain(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    own = error.description if type(error).description != error.description else ""
    text = own or "内容不存在，或与您无关。"
    return render_template("message.html", title=TITLES.get(code, "出了问题"), text=text), code


def _internal_error(error: Exception) -> ResponseReturnValue:
    current_app.logger.error("page failed: %s", type(error).__name__, exc_info=error)
    return _explain(InternalServerError("系统出了问题，已记录。请稍后再试。"))
