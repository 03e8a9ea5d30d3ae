"""The archive as one zip file: data, printable page, attachments, SHA-256 sums, and the programs that verify them."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

from archive.dossier import Dossier, dossier
from archive.sheet import sheet

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from bot.laws import LawsInForce
    from store.files.file_store import FileStore
    from store.tables import Ticket
    from store.vault import Vault

PROGRAMS = [Path(__file__).parent / name for name in ("verify.py", "record_proof.py")]  # standard library only
_EPOCH = (1980, 1, 1, 0, 0, 0)  # no time of export: the same state gives the same bytes


class FileMissing(Exception):
    """A file of the ticket is missing or altered in the file store: the archive would be incomplete."""


def read(session: Session, vault: Vault, laws: LawsInForce, ticket: Ticket) -> Dossier:
    """Read what is to be written, within one transaction; `write` it afterwards."""
    return dossier(session, vault, laws, ticket)


def write(stream: IO[bytes], content: Dossier, file_store: FileStore) -> None:
    """Write the archive; deterministic: the same state gives the same bytes. Raises FileMissing."""
    sums: list[str] = []
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for path, data in _parts(content, file_store):
            sums.append(f"{hashlib.sha256(data).hexdigest()}  {path}\n")
            _put(archive, path, data)
        _put(archive, "SHA256SUMS", "".join(sums).encode())


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


def _parts(content: Dossier, file_store: FileStore) -> Iterator[tuple[str, bytes]]:
    yield "index.html", sheet(content.content).encode()
    yield "ticket.json", json.dumps(content.content, ensure_ascii=False, indent=1, sort_keys=True).encode()
    for path, digest in content.files.items():
        try:
            yield path, file_store.read(digest)
        except (OSError, ValueError):
            raise FileMissing(f"{path}：文件不在或已损坏，请先从备份恢复 attachments 文件夹") from None
    yield from ((program.name, program.read_bytes()) for program in PROGRAMS)


def _put(archive: zipfile.ZipFile, path: str, data: bytes) -> None:
    entry = zipfile.ZipInfo(path, _EPOCH)
    entry.create_system, entry.external_attr = 3, 0o644 << 16
    archive.writestr(entry, data)
