"""A callback we refuse: its HTTP status and a reason in fixed words, so that nothing hostile reaches a log."""

from __future__ import annotations

from http import HTTPStatus


class Refused(Exception):
    """`reason` is ours alone and never quotes the request; `detail` is for the log and quotes only what was signed."""

    def __init__(self, reason: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST, detail: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status
        self.detail = detail


UNSIGNED = HTTPStatus.UNAUTHORIZED
FORBIDDEN = HTTPStatus.FORBIDDEN
WRONG_METHOD = HTTPStatus.METHOD_NOT_ALLOWED
TOO_LARGE = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
