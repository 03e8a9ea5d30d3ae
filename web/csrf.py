"""CSRF protection: a form is accepted only with the token of this browser's session."""

from __future__ import annotations

import hmac
import secrets

from flask import abort, request, session


def token() -> str:
    """The session's CSRF token, for a hidden field `form`."""
    return str(session.setdefault("form", secrets.token_hex(16)))


def expect_own() -> None:
    """403 unless the request carries the session's CSRF token."""
    own, given = str(session.get("form", "")), request.form.get("form", "")
    if not own or not hmac.compare_digest(given.encode(), own.encode()):
        abort(403, "页面已过期，请重新打开。")
