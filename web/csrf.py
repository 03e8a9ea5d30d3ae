"""A form is taken only from a page that we gave this browser: another site's form knows no token."""

from __future__ import annotations

import hmac
import secrets

from flask import abort, request, session


def token() -> str:
    """This browser's token, for a hidden field `form`."""
    return str(session.setdefault("form", secrets.token_hex(16)))


def expect_own() -> None:
    """403 unless the request carries the token that one of our pages gave this browser."""
    own, given = str(session.get("form", "")), request.form.get("form", "")
    if not own or not hmac.compare_digest(given.encode(), own.encode()):
        abort(403, "页面已过期，请重新打开。")
