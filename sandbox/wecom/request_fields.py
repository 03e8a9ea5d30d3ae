"""One API request, parsed leniently: no Content-Type needed, keys in any order, unknown ones ignored."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Request

from sandbox.wecom.errors import ApiError
from sandbox.wecom.media import Upload

MOST = 25 * 1024 * 1024  # bytes of one call


@dataclass(frozen=True, slots=True)
class ApiCall:
    path: str
    ip: str
    query: Mapping[str, str]
    body: Mapping[str, Any] = field(default_factory=dict)
    upload: Upload | None = None
    answer: dict[str, Any] = field(default_factory=dict)  # filled once it is known

    def text(self, name: str) -> str:
        """A query parameter that must be there (40063)."""
        value = self.query.get(name, "")
        if not value:
            raise ApiError(40063, name)
        return value

    def number(self, name: str, default: int | None = None) -> int:
        """A query parameter in digits; 40063 when missing without a default, 40035 when it is no number."""
        value = self.query.get(name, "")
        if not value and default is not None:
            return default
        if not value.lstrip("-").isdigit():
            raise ApiError(40035 if value else 40063, name)
        return int(value)

    def value(self, name: str) -> Any:
        """A field of the JSON body that must be there (40063)."""
        found = self.body.get(name)
        if found in (None, ""):
            raise ApiError(40063, name)
        return found


def read(request: Request, path: str) -> ApiCall:
    """Raises ApiError 40058 for a body that is no JSON object, 45001 for one beyond 25 MB."""
    if (request.content_length or 0) > MOST:
        raise ApiError(45001)
    call = ApiCall(path, request.remote_addr or "", request.args.to_dict())
    if (request.mimetype or "").startswith("multipart/"):
        return ApiCall(call.path, call.ip, call.query, upload=_upload(request))
    raw = request.get_data()
    return ApiCall(call.path, call.ip, call.query, body=_json(raw) if raw.strip() else {})


def _json(raw: bytes) -> Mapping[str, Any]:
    try:
        body = json.loads(raw)
    except ValueError as error:
        raise ApiError(40058, "body is not JSON") from error
    if not isinstance(body, dict):
        raise ApiError(40058, "body is not an object")
    return body


def _upload(request: Request) -> Upload | None:
    """The part `media`, or whatever part there is; a part without a file name counts as a file too."""
    for name in ("media", *request.files):
        part = request.files.get(name)
        if part is not None:
            return Upload(part.filename or name, part.mimetype or "", part.read())
    bare = request.form.get("media")
    return None if bare is None else Upload("media", "", bare.encode())
