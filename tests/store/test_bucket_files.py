"""Files in an S3 bucket keep the folder's promises: encrypted, whole or not at all, once, erased for good (M4)."""

from __future__ import annotations

import io
import os
import re
import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from time import monotonic
from typing import IO

import obstore
import pytest

from objection.attachment_storage import StorageWatch
from store.file_storage import bucket_backend
from store.file_storage.bucket_backend import BucketBackend
from store.file_storage.file_backend import StorageAway
from store.file_storage.storage_address import BucketAddress, Credentials, read_address
from store.files.file_store import FileStore
from store.files.file_types import TYPES
from store.files.sealed_content import CHUNK, FileDamaged
from store.files.stored_files import FileCount, count_by_key, rewrap_all
from store.vault import Key, Vault, VaultError
from tests.s3_server import KEY, SECRET, S3Server, running
from tests.store.district_fixture import INDEX, SECRETS, make_vault

CANARY = "身份证310105199001011234".encode()
TEXT = CANARY * 9000  # three chunks and a part
MB = 1024 * 1024


@pytest.fixture(scope="module")
def server() -> Iterator[S3Server]:
    with running() as found:
        yield found


@pytest.fixture
def backend(server: S3Server) -> BucketBackend:
    found = server.backend()
    for folder in found.folders():
        for digest in found.digests(folder):
            found.remove(digest)
    return found


@pytest.fixture
def files(backend: BucketBackend) -> FileStore:
    return store_on(backend)


def store_on(backend: BucketBackend, vault: Vault | None = None) -> FileStore:
    return FileStore(backend, vault or make_vault(), limit=30 * MB, types=TYPES)


def raw(backend: BucketBackend, digest: str) -> bytes:
    with backend.open(digest) as stream:
        return stream.read()


@pytest.mark.parametrize("size", [1, CHUNK, 3 * CHUNK + 5, 12 * MB + 1])
def test_content_comes_back_whole_and_in_ranges(files: FileStore, size: int) -> None:
    content = os.urandom(size)
    digest = files.put(io.BytesIO(content))
    assert files.read(digest) == content
    assert files.verify(digest) == size
    held, stream = files.opened_whole(digest)
    with stream:
        stream.seek(size // 2)
        assert (held, stream.read()) == (size, content[size // 2 :])


def test_the_bucket_holds_no_clear_content(files: FileStore, backend: BucketBackend) -> None:
    digest = files.put(TEXT)
    assert CANARY not in raw(backend, digest)
    assert b"v1:" in raw(backend, digest)
    assert files.is_sealed(digest)


def test_equal_content_is_stored_once(files: FileStore, backend: BucketBackend) -> None:
    digest = files.put(TEXT)
    before = raw(backend, digest)
    assert files.put(TEXT) == digest
    assert raw(backend, digest) == before
    assert [each for folder in backend.folders() for each in backend.digests(folder)] == [digest]


def test_an_object_of_another_size_is_written_again(files: FileStore, backend: BucketBackend) -> None:
    digest = files.put(TEXT)
    backend.write(digest, lambda file: _write(file, raw(backend, digest)[:-1]))
    with pytest.raises(FileDamaged):
        files.verify(digest)
    assert files.read(files.put(TEXT)) == TEXT


def test_an_altered_object_is_detected(files: FileStore, backend: BucketBackend) -> None:
    digest, other = files.put(TEXT), files.put(TEXT + b"x")
    sealed = raw(backend, other)
    backend.write(digest, lambda file: _write(file, sealed))
    with pytest.raises((FileDamaged, VaultError)):
        files.verify(digest)


def _write(file: IO[bytes], data: bytes) -> None:
    file.write(data)


def test_erased_is_erased(files: FileStore, backend: BucketBackend) -> None:
    digest = files.put(TEXT)
    backend.remove(digest)
    backend.remove(digest)
    with pytest.raises(FileNotFoundError):
        files.read(digest)
    assert backend.folders() == []


def test_a_write_that_breaks_off_leaves_nothing(backend: BucketBackend) -> None:
    def broken(file: IO[bytes]) -> None:
        file.write(b"half")
        raise RuntimeError("power")

    with pytest.raises(RuntimeError):
        backend.write("ab" * 32, broken)
    with pytest.raises(FileNotFoundError):
        backend.open("ab" * 32)


def test_keys_are_changed_without_rewriting_contents(files: FileStore, backend: BucketBackend) -> None:
    digest = files.put(TEXT)
    before = raw(backend, digest)
    new = Vault([Key("new", "sm4-gcm", b"4" * 16), Key("k1", "aes-256-gcm", SECRETS["k1"])], INDEX)
    rotated, count = store_on(backend, new), FileCount()
    rewrap_all(rotated, count)
    assert (count.done, count.failed) == (1, {})
    assert count_by_key(rotated) == {"new": 1}
    assert rotated.read(digest) == TEXT
    assert raw(backend, digest)[1536:] == before[1536:]
    again = FileCount()
    rewrap_all(rotated, again)
    assert again.done == 0


def test_what_is_erased_during_a_change_of_keys_does_not_come_back(files: FileStore, backend: BucketBackend) -> None:
    digest = files.put(TEXT)

    def edit(_: IO[bytes]) -> bool:
        backend.remove(digest)
        return True

    with pytest.raises(FileNotFoundError):
        backend.change(digest, edit)
    with pytest.raises(FileNotFoundError):
        backend.open(digest)


def test_more_than_a_page_of_objects_is_listed(backend: BucketBackend) -> None:
    names = sorted(f"ab{number:062x}" for number in range(1003))
    for name in names:
        obstore.put(backend._store, f"{name[:2]}/{name[2:]}", b"x")
    assert list(backend.digests("ab")) == names


def test_a_missing_bucket_is_named(server: S3Server) -> None:
    absent = server.backend("absent")
    assert absent.trouble() == "不能保存附件：s3://absent/yiyi/files 没有这个桶"
    with pytest.raises(StorageAway, match="没有这个桶"):
        store_on(absent).put(TEXT)
    with pytest.raises(StorageAway, match="没有这个桶"):
        absent.folders()


def test_nothing_listens(server: S3Server) -> None:
    gone = S3Server().backend()
    began = monotonic()
    for call in (gone.trouble, lambda: _away(gone)):
        assert "连接不上或者没有应答" in str(call())
    assert monotonic() - began < 10


def _away(backend: BucketBackend) -> StorageAway:
    with pytest.raises(StorageAway) as caught:
        store_on(backend).put(TEXT)
    assert SECRET not in str(caught.value)
    assert SECRET not in repr(caught.value.__context__)
    return caught.value


def test_a_server_that_stays_silent_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bucket_backend, "SILENCE", timedelta(seconds=1))
    with socket.create_server(("127.0.0.1", 0)) as line:
        address = BucketAddress("objection", "", f"http://127.0.0.1:{line.getsockname()[1]}")
        silent = BucketBackend(address, Credentials(KEY, SECRET))
        began = monotonic()
        with pytest.raises(StorageAway, match="没有应答"):
            silent.open("ab" * 32)
        assert monotonic() - began < 15


def test_the_watch_waits_for_no_network(server: S3Server) -> None:
    watch = StorageWatch(server.backend("absent"))
    assert list(watch.problems()) == []
    until = monotonic() + 20
    while not (found := list(watch.problems())):
        assert monotonic() < until
    assert found == ["不能保存附件：s3://absent/yiyi/files 没有这个桶"]


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("s3://objection", "要写 endpoint"),
        ("s3://objection?endpoint=oss.example.cn", "要写 endpoint"),
        ("s3://a:hunter2@objection?endpoint=https://o.cn", "attachments.secret_key"),
        ("s3://Objection_1?endpoint=https://o.cn", "桶的名称"),
        ("s3://objection?endpoint=https://o.cn&key=1", "endpoint、region、style"),
        ("s3://objection?endpoint=https://o.cn&style=vhost", "path 或者 virtual"),
        ("file:srv/files", "file:///srv/files"),
        ("/srv/files", "file:///srv/files"),
        ("http://o.cn/objection", "s3://bucket/prefix"),
    ],
)
def test_addresses_that_are_refused(url: str, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)) as caught:
        read_address(url)
    assert "hunter2" not in str(caught.value)


def test_addresses() -> None:
    assert read_address("file:///srv/files%20one") == Path("/srv/files one")
    assert read_address("s3://objection/a/b/?endpoint=https://o.cn:9000/&region=sh&style=virtual") == BucketAddress(
        "objection", "a/b", "https://o.cn:9000", "sh", True
    )
