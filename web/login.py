"""Login by the messaging platform's own OAuth; no passwords are kept (M4)."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec
from urllib.parse import quote, urlsplit

from flask import Blueprint, abort, redirect, request, session
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from bot.ports import PlatformError
from store.people.directory_events import has_left_since
from store.people.persons import account_of, by_account, person
from web.site import current_site

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

login = Blueprint("login", __name__)

P = ParamSpec("P")
_WAITING = 5  # concurrent logins of one browser: several cards opened at once


def signed_in(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Require a login; afterwards the browser returns to the same page."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if "user" in session and _is_still_theirs():
            return view(*args, **kwargs)
        if request.method != "GET":
            abort(401)
        return redirect(f"/login?next={quote(request.path)}")

    return guarded


def _is_still_theirs() -> bool:
    """Whether the account still belongs to who signed in, and has not left since; else a new login is needed (M6)."""
    whose = session.get("person")
    with current_site().store.read() as db:
        found = by_account(db, *account())
        if found is None and whose is not None:
            _follow(db, whose)
            found = by_account(db, *account())
        left = has_left_since(db, *account(), str(session.get("since", "")))
    if not left and (found is None or whose is None or found.id == whose):
        return True
    session.clear()
    return False


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
    """Redeem the platform's one-use code and store the identity in the session."""
    platform = current_site().platforms.get(name) or abort(404)
    waiting = dict(session.get("waiting", {}))
    target = waiting.pop(request.args.get("state", ""), None)
    if target is None or not request.args.get("code"):
        abort(403, "登录已过期，请从消息里的链接重新打开。")
    try:
        user = platform.who(request.args["code"])
    except PlatformError:
        abort(403, "平台没有认出您的身份，请从消息里的链接重新打开。")
    with current_site().store.read() as db:
        found = by_account(db, name, user)
    if found is None:
        abort(403, "您不在本系统的通讯录中，请联系管理员。")
    session.clear()
    session["user"], session["person"] = (name, user), found.id
    session["since"] = current_site().clock.now().isoformat()
    return redirect(target)


@login.post("/logout")
def leave() -> Response:
    session.clear()
    return redirect("/")


def _own_path(target: str) -> str:
    """A path on this site, whatever the link said (no open redirect)."""
    parts = urlsplit(target)
    safe = target.startswith("/") and not target.startswith("//") and not parts.netloc and "\\" not in target
    return target if safe else "/"
