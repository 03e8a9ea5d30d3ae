"""Login by the messaging platform's own OAuth; no passwords are kept (M4). What is open ends by rest, age or logout."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec
from urllib.parse import quote, urlsplit

from flask import Blueprint, abort, current_app, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from bot.ports import PlatformError
from store.engine.db_errors import STOPPED
from store.people import web_sessions
from store.people.directory_events import has_left_since
from store.people.persons import account_of, by_account, person
from web import csrf
from web.request_limits import refuse_if, this_subscriber, wrong_codes
from web.site import current_site

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from bot.ports import ChatPlatform

log = logging.getLogger(__name__)
login = Blueprint("login", __name__)

P = ParamSpec("P")
OVER = "登录已过期，这次没有提交。请从消息里的链接重新打开本页，再做一次。"
_WAITING = 5  # concurrent logins of one browser: several cards opened at once


def signed_in(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Require a login; afterwards the browser returns to the same page."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if "user" in session and _is_still_theirs():
            return view(*args, **kwargs)
        if request.method != "GET":
            abort(401, OVER)
        return redirect(f"/login?next={quote(request.path)}")

    return guarded


def _is_still_theirs() -> bool:
    """Whether the session is open, and the account still belongs to who signed in and has not left since (M6)."""
    whose, token, now = session.get("person"), str(session.get("token", "")), current_site().clock.now()
    with current_site().store.read() as db:
        opened = web_sessions.find(db, token, now)
        found = by_account(db, *account())
        if found is None and whose is not None:
            _follow(db, whose)
            found = by_account(db, *account())
        left = has_left_since(db, *account(), str(session.get("since", "")))
        is_theirs = opened is not None and found is not None and found.id == whose == opened.person_id and not left
        is_to_note = opened is not None and web_sessions.is_to_note(opened, now)
    if not is_theirs:
        _end(token)
    elif is_to_note:
        _note(token)
    return is_theirs


def _note(token: str) -> None:
    """This use; a database that can't be written keeps nobody from reading what needs no line of its own."""
    site = current_site()
    try:
        with site.store.write() as db:
            web_sessions.note_use(db, token, site.clock.now())
    except STOPPED:
        log.exception("the use of a session was not noted")


def _end(token: str) -> None:
    session.clear()
    if token:
        with current_site().store.write() as db:
            web_sessions.end(db, token)


def _follow(db: Session, whose: int) -> None:
    """The platform, or the roster, gave them another user id on the platform they signed in with."""
    signed = person(db, whose)
    now = account_of(signed, account()[0]) if signed is not None and signed.active else None
    if now is not None:
        session["user"] = (now.platform, now.user)


def account() -> tuple[str, str]:
    """Platform and user id of the person signed in."""
    platform, user = session["user"]
    return str(platform), str(user)


@login.get("/login")
def start() -> Response:
    """Redirect to the platform; `state` binds the return to this browser and to the requested page."""
    name = request.args.get("platform") or next(iter(current_site().platforms))
    platform = current_site().platforms.get(name) or abort(404)
    state = secrets.token_hex(16)
    waiting = dict(session.get("waiting", {}))
    waiting[state] = _own_path(request.args.get("next", "/"))
    session["waiting"] = dict(list(waiting.items())[-_WAITING:])
    return redirect(platform.login_url(f"{current_site().base_url}/login/{name}", state))


@login.get("/login/<name>")
def finish(name: str) -> Response:
    """Redeem the platform's one-use code and begin a session; a state is spent by its first use, right or wrong."""
    platform = current_site().platforms.get(name) or abort(404)
    waiting = dict(session.get("waiting", {}))
    target = waiting.pop(request.args.get("state", ""), None)
    session["waiting"] = waiting
    if target is None or not request.args.get("code"):
        abort(403, "登录已过期，请从消息里的链接重新打开。")
    user = _redeemed(platform, request.args["code"])
    site = current_site()
    now = site.clock.now()
    with site.store.write() as db:
        found = by_account(db, name, user)
        if found is None:
            abort(403, "您不在本系统的通讯录中，请联系管理员。")
        token, whose = web_sessions.begin(db, found.id, now), found.id
    _end(str(session.get("token", "")))
    session["user"], session["person"], session["token"] = (name, user), whose, token
    session["since"] = now.isoformat()
    return redirect(target)


def _redeemed(platform: ChatPlatform, code: str) -> str:
    """The user id; wrong codes are counted by address, because each costs a call that the platform counts."""
    wrong, client = wrong_codes(current_app), this_subscriber()
    refuse_if(wrong.wait(client))
    try:
        return platform.who(code)
    except PlatformError:
        wrong.take(client)
        abort(403, "平台没有认出您的身份，请从消息里的链接重新打开。")


@login.post("/logout")
def leave() -> ResponseReturnValue:
    """End this browser's session; copies of its cookie open nothing any more."""
    csrf.expect_own()
    _end(str(session.get("token", "")))
    return render_template("message.html", title="已退出", text="要再打开页面，请点消息里的链接。")


@login.get("/")
def home() -> ResponseReturnValue:
    """There is no start page: everything begins in the chat."""
    return render_template(
        "message.html", title="公共数据异议", text="请在企业微信中打开应用，从消息里的链接进入页面。"
    )


def _own_path(target: str) -> str:
    """A path on this site, whatever the link said (no open redirect)."""
    parts = urlsplit(target)
    safe = target.startswith("/") and not target.startswith("//") and not parts.netloc and "\\" not in target
    return target if safe else "/"
