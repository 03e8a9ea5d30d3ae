"""A callback we refuse: its HTTP status and a reason in fixed words, so that nothing hostile reaches a log."""

from __future__ import annotations


class Refused(Exception):
    """`status` is the HTTP status line; `reason` is ours alone and never quotes the request."""

    def __init__(self, reason: str, status: str = "400 Bad Request") -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status


UNSIGNED = "401 Unauthorized"
FORBIDDEN = "403 Forbidden"
WRONG_METHOD = "405 Method Not Allowed"
TOO_LARGE = "413 Content Too Large"
