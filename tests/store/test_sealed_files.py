"""Evidence files are encrypted on disk; a cut, reordered, altered or exchanged one is detected (等保, 个保法)."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import IO

import pytest

from bot.inspection.inspect_file import inspect
from store.files import sealed_content
from store.files.file_store import FileStore, sha256_of
from store.files.file_types import TYPES
from store.files.sealed_content import CHUNK, HEADER, FileDamaged, SealedReader
from store.files.temporary_file import PAGE, temporary_file
from store.vault import Key, Vault, VaultError
from tests.bounded_memory import bounded
from tests.store.district_fixture import INDEX, SECRETS, make_vault
from tests.stored_path import path_of, root_of

CANARY = "身份证310105199001011234".encode()
TEXT = CANARY * 9000  # three chunks and a part
SEALED = CHUNK + 16
SM4 = Key("sm", "sm4-gcm", b"4" * 16)
MB = 1024 * 1024


def store_in(folder: Path, vault: Vault | None = None) -> FileStore:
    return FileStore(folder, vault or make_vault(), limit=30 * MB, types=TYPES)


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    return store_in(tmp_path)


def on_disk(files: FileStore) -> bytes:
    return b"".join(path.read_bytes() for path in root_of(files).rglob("*") if path.is_file())


@pytest.mark.parametrize("size", [1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 5])
def test_content_comes_back_whole_and_in_ranges(files: FileStore, size: int) -> None:
    content = os.urandom(size)
    digest = files.put(content)
    assert digest == hashlib.sha256(content).hexdigest()
    assert files.read(digest) == content
    assert files.verify(digest) == size
    with files.open(digest) as stream:
        for start, length in ((0, 1), (size // 2, 70_000), (max(size - 3, 0), 9), (size, 5), (CHUNK - 1, 2)):
            stream.seek(start)
            assert stream.read(length) == content[start : start + length]


@pytest.mark.parametrize("vault", [make_vault(), Vault([SM4], INDEX)], ids=["aes", "sm4"])
def test_nothing_lies_in_clear_on_disk(tmp_path: Path, vault: Vault) -> None:
    files = store_in(tmp_path, vault)
    assert files.read(files.put(TEXT)) == TEXT
    assert CANARY not in on_disk(files)
    assert b"v1:" in on_disk(files)


def swapped(sealed: bytes) -> bytes:
    first, second = (sealed[HEADER + at * SEALED : HEADER + (at + 1) * SEALED] for at in (0, 1))
    return sealed[:HEADER] + second + first + sealed[HEADER + 2 * SEALED :]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "cut within a chunk": lambda sealed: sealed[:-1],
    "cut at the end of a chunk": lambda sealed: sealed[: HEADER + 2 * SEALED],
    "cut to the header": lambda sealed: sealed[:HEADER],
    "last chunk twice": lambda sealed: sealed + sealed[HEADER + 3 * SEALED :],
    "reordered": swapped,
    "first chunk left out": lambda sealed: sealed[:HEADER] + sealed[HEADER + SEALED :],
    "one bit": lambda sealed: sealed[:-20] + bytes([sealed[-20] ^ 1]) + sealed[-19:],
    "appended": lambda sealed: sealed + b"x",
    "without a key": lambda sealed: sealed[:512] + bytes(1024) + sealed[HEADER:],
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_detected(files: FileStore, damage: str) -> None:
    digest = files.put(TEXT)
    path = path_of(files, digest)
    path.write_bytes(DAMAGES[damage](path.read_bytes()))
    with pytest.raises(FileDamaged):
        files.verify(digest)
    assert files.put(TEXT) == digest  # sent again, it is whole again
    assert files.read(digest) == TEXT


def test_a_file_does_not_open_under_the_name_of_another(files: FileStore) -> None:
    one, other = files.put(TEXT), files.put(TEXT[1:])
    path_of(files, one).write_bytes(path_of(files, other).read_bytes())
    with pytest.raises(VaultError):
        files.verify(one)


def test_chunks_and_keys_of_another_file_are_refused(files: FileStore) -> None:
    one, other = files.put(TEXT), files.put(TEXT[::-1])
    own, foreign = path_of(files, one).read_bytes(), path_of(files, other).read_bytes()
    path_of(files, one).write_bytes(own[:HEADER] + foreign[HEADER:])
    with pytest.raises(FileDamaged):
        files.verify(one)
    path_of(files, one).write_bytes(foreign[:HEADER] + own[HEADER:])
    with pytest.raises(VaultError):
        files.verify(one)


def test_a_clear_file_put_in_the_place_of_another_is_detected(files: FileStore) -> None:
    digest = files.put(TEXT)
    path_of(files, digest).write_bytes(b"%PDF-1.7 forged")
    with pytest.raises(FileDamaged):
        files.verify(digest)
    with pytest.raises(FileDamaged):
        files.seal(digest)
    assert not files.is_sealed(digest)  # left as evidence


# -- rotation


def rotated(files: FileStore, *keys: Key) -> FileStore:
    return store_in(root_of(files), Vault(keys, INDEX))


K1, K2 = (Key(name, "aes-256-gcm", SECRETS[name]) for name in ("k1", "k2"))


@pytest.mark.parametrize("new", [K2, SM4], ids=["aes", "sm4"])
def test_rotation_wraps_the_key_anew_and_leaves_the_content(files: FileStore, new: Key) -> None:
    digest = files.put(TEXT)
    before = path_of(files, digest).read_bytes()
    both = rotated(files, new, K1)
    assert both.read(digest) == TEXT
    assert (both.rewrap(digest), both.rewrap(digest)) == (True, False)
    assert both.keys_of(digest) == [new.id]
    after = path_of(files, digest).read_bytes()
    assert after[HEADER:] == before[HEADER:]
    assert b"v1:k1:" not in after
    assert rotated(files, new).read(digest) == TEXT
    with pytest.raises(VaultError):
        files.read(digest)


@pytest.mark.parametrize("torn", [False, True])
def test_a_rotation_that_broke_off_is_resumed(files: FileStore, monkeypatch: pytest.MonkeyPatch, torn: bool) -> None:
    """At every write: the file opens before and after, with what was written whole or in part."""
    digest, both = files.put(TEXT), rotated(files, K2, K1)
    put = sealed_content._put

    def broken(file: IO[bytes], slot: int, token: bytes) -> None:
        if not token:
            raise OSError("crash")
        put(file, slot, token[:40] if torn else token)
        raise OSError("crash")

    monkeypatch.setattr(sealed_content, "_put", broken)
    with pytest.raises(OSError, match="crash"):
        both.rewrap(digest)
    assert both.read(digest) == TEXT
    monkeypatch.undo()
    assert both.rewrap(digest)
    assert both.keys_of(digest) == ["k2"]
    assert rotated(files, K2).read(digest) == TEXT


# -- files from before


def clear_file(files: FileStore, content: bytes) -> str:
    digest = hashlib.sha256(content).hexdigest()
    path_of(files, digest).parent.mkdir(parents=True, exist_ok=True)
    path_of(files, digest).write_bytes(content)
    return digest


def test_a_file_from_before_is_read_and_sealed_in_its_place(files: FileStore) -> None:
    digest = clear_file(files, TEXT)
    assert files.read(digest) == TEXT
    assert (files.seal(digest), files.seal(digest)) == (True, False)
    assert files.read(digest) == TEXT
    assert CANARY not in on_disk(files)
    assert not files.seal(hashlib.sha256(b"none").hexdigest())


def test_sealing_that_breaks_off_leaves_the_file(files: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    digest = clear_file(files, TEXT)
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError("no space")))
    with pytest.raises(OSError, match="no space"):
        files.seal(digest)
    monkeypatch.undo()
    assert files.read(digest) == TEXT
    assert [path.name for path in path_of(files, digest).parent.iterdir()] == [digest[2:]]


# -- bounded memory


def large(head: bytes, piece: bytes) -> io.BufferedRandom:
    stream = temporary_file(MB)
    stream.write(head)
    while stream.tell() < 20 * MB:
        stream.write(piece)
    return stream


KINDS = {
    "函.pdf": (b"%PDF-1.7\n", b"\xe2\xe3" * 5000),
    "名单.csv": ("编号,名称\n".encode(), "1,路灯\n".encode() * 500),
    "国标.txt": ("编号,名称\n".encode("gb18030"), "1,路灯\n".encode("gb18030") * 500),
    "照片.png": (b"\x89PNG\r\n\x1a\n", b"\0\0\x40\0IDAT" + bytes(0x4000 + 4)),
}


@pytest.mark.parametrize("name", KINDS)
def test_twenty_megabytes_cost_no_twenty_megabytes(files: FileStore, name: str) -> None:
    head, piece = KINDS[name]
    with bounded(3 * MB), large(head, piece) as upload:
        files.check(upload, name)
        inspect(upload, name)
        digest = files.put(upload)
        assert rotated(files, K2, K1).rewrap(digest)
        assert rotated(files, K2, K1).verify(digest) >= 20 * MB
        with rotated(files, K2, K1).open(digest) as stream:
            assert sha256_of(stream) == digest


def test_sealing_a_large_file_from_before_is_bounded(files: FileStore) -> None:
    content = b"%PDF-1.7\n" + bytes(20 * MB)
    digest = clear_file(files, content)
    with bounded(3 * MB):
        assert files.seal(digest)


# -- temporary files


def test_temporary_files_are_encrypted_beyond_some_memory() -> None:
    with temporary_file(PAGE) as file:
        file.write(TEXT)
        file.flush()
        raw = os.pread(file.raw._file.fileno(), 10 * PAGE, 0)  # type: ignore[attr-defined]
        file.seek(0)
        assert file.read() == TEXT
        file.seek(2 * PAGE - 3)
        file.write(b"middle")
        file.seek(2 * PAGE - 5)
        assert file.read(10) == TEXT[2 * PAGE - 5 : 2 * PAGE - 3] + b"middle" + TEXT[2 * PAGE + 3 : 2 * PAGE + 5]
        file.seek(0, io.SEEK_END)
        assert file.tell() == len(TEXT)
    assert len(raw) > PAGE
    assert CANARY not in raw


def test_the_reader_closes_its_file(files: FileStore) -> None:
    digest = files.put(TEXT)
    stream = files.open(digest)
    raw = stream.raw  # type: ignore[attr-defined]
    assert isinstance(raw, SealedReader)
    stream.close()
    assert raw._file.closed
