"""Encrypted files as objects of an S3-compatible bucket: time-outs, bounded retries, and no half-written object.

An object is written whole or not at all, and is durable once the server has answered. Loaded where it is used: without
it nothing needs obstore.
"""

from __future__ import annotations

import contextlib
import errno
import io
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, TYPE_CHECKING

import obstore
from obstore.exceptions import BaseError, PermissionDeniedError, PreconditionError, UnauthenticatedError
from obstore.store import S3Store

from store.file_storage.file_backend import FOLDER, REST, StorageAway, checked
from store.file_storage.storage_address import BucketAddress, Credentials

if TYPE_CHECKING:
    from obstore.store import ClientConfig

CONNECT, SILENCE, WHOLE = timedelta(seconds=3), timedelta(seconds=15), timedelta(seconds=60)
RETRIES, RETRY_FOR = 2, timedelta(seconds=8)
AT_ONCE = 2  # pieces of a large file under way: what is in memory
PIECE = 64 * 1024
TRIAL = "write-trial"
_STATUS = re.compile(r"non-2xx status code: (\d{3})")


class BucketBackend:
    """A bucket; every machine uses the same."""

    is_remote = True

    def __init__(self, address: BucketAddress, credentials: Credentials) -> None:
        self._address = address
        self._store = _opened(address, credentials)

    def place(self, digest: str) -> str:
        return f"{self._address.shown}/{_name(digest)}"

    def open(self, digest: str) -> IO[bytes]:
        """Fetched whole first, so that it does not break off later; encrypted as it is."""
        copy = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - the caller closes it
        try:
            with self._told():
                for piece in obstore.get(self._store, _name(digest)).stream(min_chunk_size=PIECE):
                    copy.write(piece)
            copy.seek(0)
        except BaseException:
            copy.close()
            raise
        return copy

    def beginning(self, digest: str, size: int) -> IO[bytes]:
        with self._told():
            found = obstore.get(self._store, _name(digest), options={"range": (0, size)})
            return io.BytesIO(found.bytes())

    def write(self, digest: str, fill: Callable[[IO[bytes]], None]) -> None:
        with tempfile.TemporaryFile() as draft:
            fill(draft)
            draft.seek(0)
            with self._told():
                obstore.put(self._store, _name(digest), draft, max_concurrency=AT_ONCE)

    def change(self, digest: str, edit: Callable[[IO[bytes]], bool]) -> bool:
        """Only over the very object that was read: what was erased meanwhile does not come back."""
        with self._told():
            version = obstore.head(self._store, _name(digest))["e_tag"]
        with self.open(digest) as copy:
            if not edit(copy):
                return False
            copy.seek(0)
            try:
                with self._told():
                    obstore.put(self._store, _name(digest), copy.read(), mode={"e_tag": version})
            except _Changed:
                raise FileNotFoundError(errno.ENOENT, "changed or erased meanwhile") from None
        return True

    def stands(self, digest: str, size: int) -> bool | None:
        try:
            with self._told():
                return obstore.head(self._store, _name(digest))["size"] == size
        except FileNotFoundError:
            return False

    def copy_to(self, digest: str, target: Path, before: Path | None) -> None:
        with self._told():
            known = obstore.head(self._store, _name(digest))
        when = known["last_modified"].timestamp()
        if before is not None and _is_same(before, known["size"], when):
            with contextlib.suppress(OSError):  # another file system, or one without links
                os.link(before, target)
                return
        with self.open(digest) as source, target.open("xb") as file:
            shutil.copyfileobj(source, file, PIECE)
        os.utime(target, (when, when))

    def put_back(self, digest: str, source: Path) -> None:
        with source.open("rb") as file:
            self.write(digest, lambda target: shutil.copyfileobj(file, target, PIECE))

    def remove(self, digest: str) -> None:
        with self._told():
            obstore.delete(self._store, _name(digest))

    def folders(self) -> list[str]:
        with self._told():
            found = obstore.list_with_delimiter(self._store)["common_prefixes"]
        return sorted(name for name in found if FOLDER.fullmatch(name))

    def digests(self, folder: str) -> Iterator[str]:
        with self._told():
            found = [each["path"] for page in obstore.list(self._store, folder) for each in page]
        names = sorted(path.removeprefix(f"{folder}/") for path in found)
        return (folder + name for name in names if REST.fullmatch(name))

    def remove_stale(self, folder: str, before: datetime) -> None:
        """No half-written object is ever visible; pieces of broken uploads are the bucket's lifecycle rule's."""

    def trouble(self) -> str:
        try:
            with self._told():
                obstore.put(self._store, TRIAL, b"objection", use_multipart=False)
        except OSError as error:
            return f"不能保存附件：{self._address.shown} {error.strerror}"
        return ""

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Errors of the library in words for operators: its own texts may quote a request."""
        try:
            yield
        except FileNotFoundError as error:
            if "NoSuchBucket" in str(error):
                raise StorageAway(errno.ENODEV, "没有这个桶") from None
            raise FileNotFoundError(errno.ENOENT, "不在存储中") from None
        except PreconditionError:
            raise _Changed from None
        except BaseError as error:
            raise StorageAway(errno.EIO, _why(error)) from None


class _Changed(Exception):
    """The object is not the one that was read."""


def _opened(address: BucketAddress, credentials: Credentials) -> S3Store:
    scheme, _, host = address.endpoint.partition("://")
    client: ClientConfig = {"allow_http": scheme == "http", "connect_timeout": CONNECT}
    client |= {"read_timeout": SILENCE, "timeout": WHOLE}
    if credentials.root_certificate:
        client["root_certificate"] = credentials.root_certificate
    return S3Store(
        address.bucket,
        prefix=address.prefix or None,
        endpoint=f"{scheme}://{address.bucket}.{host}" if address.is_virtual else address.endpoint,
        region=address.region,
        virtual_hosted_style_request=address.is_virtual,
        access_key_id=credentials.access_key,
        secret_access_key=credentials.secret_key,
        client_options=client,
        retry_config={"max_retries": RETRIES, "retry_timeout": RETRY_FOR},
    )


def _name(digest: str) -> str:
    return f"{checked(digest)[:2]}/{digest[2:]}"


def _is_same(path: Path, size: int, when: float) -> bool:
    if not path.is_file():
        return False
    found = path.stat()
    return found.st_size == size and int(found.st_mtime) == int(when)


def _why(error: BaseError) -> str:
    status = _STATUS.search(str(error))
    if "NoSuchBucket" in str(error):
        return "没有这个桶"
    if isinstance(error, (PermissionDeniedError, UnauthenticatedError)) or (status and status[1] in ("401", "403")):
        return "不认这组 access_key 和 secret_key，或者没有读写的权限"
    if status:
        return f"回答 {status[1]}"
    return "连接不上或者没有应答"
