"""The archive as one zip file: data, printable page, attachments, SHA-256 sums, and the programs that verify them."""

from __future__ import annotations

import hashlib
import io
import json
import os
import secrets
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

from archive.dossier import Dossier, dossier
from archive.sheet import sheet
from store.file_storage.file_backend import StorageAway
from store.files.file_store import UNREADABLE

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from bot.laws import LawsInForce
    from store.files.file_store import FileStore
    from store.tables import Ticket
    from store.vault import Vault

PROGRAMS = [Path(__file__).parent / name for name in ("verify.py", "record_proof.py")]  # standard library only
_EPOCH = (1980, 1, 1, 0, 0, 0)  # no time of export: the same state gives the same bytes
_PIECE = 64 * 1024


class FileMissing(Exception):
    """A file of the ticket is missing or altered in the file store: the archive would be incomplete."""


def read(session: Session, vault: Vault, laws: LawsInForce, ticket: Ticket) -> Dossier:
    """Read what is to be written, within one transaction; `write` it afterwards."""
    return dossier(session, vault, laws, ticket)


def write(stream: IO[bytes], content: Dossier, file_store: FileStore) -> None:
    """Write the archive; deterministic: the same state gives the same bytes. Raises FileMissing."""
    sums: list[str] = []
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for path, data in _own(content):
            sums.append(_put(archive, path, io.BytesIO(data), len(data)))
        for path, digest in content.files.items():
            sums.append(_put_file(archive, path, digest, file_store))
        for program in PROGRAMS:
            sums.append(_put(archive, program.name, io.BytesIO(data := program.read_bytes()), len(data)))
        listed = "".join(sums).encode()
        _put(archive, "SHA256SUMS", io.BytesIO(listed), len(listed))


def save(place: Path, content: Dossier, file_store: FileStore) -> None:
    """Write the archive to a path, atomically, mode 0600. Raises FileMissing and OSError."""
    draft = place.with_name(f".{place.name}-{secrets.token_hex(8)}")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as stream:
            write(stream, content, file_store)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(place)
    finally:
        draft.unlink(missing_ok=True)


def _own(content: Dossier) -> Iterator[tuple[str, bytes]]:
    yield "index.html", sheet(content.content).encode()
    yield "ticket.json", json.dumps(content.content, ensure_ascii=False, indent=1, sort_keys=True).encode()


def _put_file(archive: zipfile.ZipFile, path: str, digest: str, file_store: FileStore) -> str:
    """An attachment, checked before its first byte is written."""
    try:
        size, source = file_store.opened_whole(digest)
    except StorageAway as error:
        raise FileMissing(f"{path}：存放附件的存储暂时用不了（{error.strerror}），请稍后再试") from None
    except UNREADABLE:
        raise FileMissing(f"{path}：文件不在或已损坏，请先从备份恢复 attachments 文件夹") from None
    with source:
        return _put(archive, path, source, size)


def _put(archive: zipfile.ZipFile, path: str, source: IO[bytes], size: int) -> str:
    """One part, piece by piece; returns its line of the SHA-256 sums."""
    entry = zipfile.ZipInfo(path, _EPOCH)
    entry.create_system, entry.external_attr, entry.file_size = 3, 0o644 << 16, size
    digest = hashlib.sha256()
    with archive.open(entry, "w") as target:
        while piece := source.read(_PIECE):
            digest.update(piece)
            target.write(piece)
    return f"{digest.hexdigest()}  {path}\n"
