"""A refused callback: HTTP status and a reason from fixed texts, so that no request content gets into the log."""

from __future__ import annotations

from http import HTTPStatus


class Refused(Exception):
    """`reason` never quotes the request; `detail` is for the log and quotes only signed content."""

    def __init__(self, reason: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST, detail: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status
        self.detail = detail

    @property
    def answer(self) -> bytes:
        return self.reason.encode() + b"\n"


UNSIGNED = HTTPStatus.UNAUTHORIZED
FORBIDDEN = HTTPStatus.FORBIDDEN
WRONG_METHOD = HTTPStatus.METHOD_NOT_ALLOWED
TOO_LARGE = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
