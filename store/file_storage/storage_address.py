"""The address of the file storage in the settings: a folder, or a bucket of an S3-compatible server."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
OPTIONS = ("endpoint", "region", "style")
STYLES = ("path", "virtual")
EXAMPLE = "s3://bucket/prefix?endpoint=https://host:9000 或者 file:///srv/files"


@dataclass(frozen=True, slots=True)
class BucketAddress:
    """A bucket, the prefix of its objects, and the server: path style, or the bucket's name before the host's."""

    bucket: str
    prefix: str
    endpoint: str
    region: str = "us-east-1"
    is_virtual: bool = False

    @property
    def shown(self) -> str:
        return f"s3://{self.bucket}/{self.prefix}".rstrip("/")


@dataclass(frozen=True, slots=True)
class Credentials:
    """Of the bucket; `root_certificate` is a PEM file's text, besides the machine's own authorities."""

    access_key: str
    secret_key: str = field(repr=False)
    root_certificate: str = field(default="", repr=False)


def read_address(url: str) -> Path | BucketAddress:
    """Raises ValueError with a sentence for the administrator, which quotes none of it."""
    try:
        parts = urlsplit(url)
        options = dict(parse_qsl(parts.query, keep_blank_values=True))
    except ValueError:
        raise ValueError(f"应写成 {EXAMPLE}") from None
    if parts.scheme == "file" and not parts.netloc and parts.path.startswith("/") and not parts.query:
        return Path(unquote(parts.path))
    if parts.scheme != "s3" or not parts.netloc:
        raise ValueError(f"应写成 {EXAMPLE}")
    if "@" in parts.netloc:
        raise ValueError("地址里不写帐号和口令，请写在 attachments.access_key 和 attachments.secret_key")
    return _bucket(parts.netloc, parts.path.strip("/"), options)


def _bucket(name: str, prefix: str, options: dict[str, str]) -> BucketAddress:
    endpoint, style = options.get("endpoint", "").rstrip("/"), options.get("style", "path")
    unknown = sorted(set(options) - set(OPTIONS))
    if unknown:
        raise ValueError(f"“?”后面只能写 {'、'.join(OPTIONS)}")
    if not BUCKET.fullmatch(name):
        raise ValueError("桶的名称是 3 到 63 个小写字母、数字、点、横线")
    if not re.fullmatch(r"https?://[^\s/?#@]+", endpoint):
        raise ValueError("要写 endpoint，如 ?endpoint=https://oss.example.gov.cn（不带路径、帐号和口令）")
    if style not in STYLES:
        raise ValueError("style 只能是 path 或者 virtual")
    return BucketAddress(name, prefix, endpoint, options.get("region") or "us-east-1", style == "virtual")
