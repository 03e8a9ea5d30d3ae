"""media/*: upload and download of temporary files, and permanent pictures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sandbox.wecom.errors import ApiError
from sandbox.wecom.media import MEGABYTE, Medium, Upload, picture_type
from sandbox.wecom.request_fields import ApiCall
from sandbox.wecom.tenant import Tenant


@dataclass(frozen=True, slots=True)
class FileAnswer:
    """An answer that is a file and no JSON."""

    medium: Medium


def upload(tenant: Tenant, call: ApiCall) -> dict[str, Any]:
    """media/upload; created_at is a string, as documented."""
    medium = tenant.media.put(call.query.get("type", ""), _part(call))
    created = str(int(medium.since.timestamp()))
    return {"type": medium.kind, "media_id": medium.media_id, "created_at": created}


def get(tenant: Tenant, call: ApiCall) -> FileAnswer:
    """media/get, by GET or POST: some clients post the media_id."""
    media_id = call.query.get("media_id") or str(call.body.get("media_id", ""))
    if not media_id:
        raise ApiError(41006)
    return FileAnswer(tenant.media.get(media_id))


def uploadimg(tenant: Tenant, call: ApiCall) -> dict[str, Any]:
    """media/uploadimg: JPG or PNG up to 2 MB, whose address never expires; its errmsg is empty, as in the sample."""
    part = _part(call)
    if not picture_type(part.content):
        raise ApiError(40123)
    if len(part.content) > 2 * MEGABYTE:
        raise ApiError(40009)
    medium = tenant.media.put("image", part)
    return {"errmsg": "", "url": f"{tenant.settings.base_url}/media/{medium.media_id}"}


def _part(call: ApiCall) -> Upload:
    if call.upload is None:
        raise ApiError(44001)
    return call.upload
