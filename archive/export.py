"""Export of one ticket into a folder, noted in the record: what no archive holds is never erased (M4, M5)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from archive import bundle
from store.cases import tickets
from store.protection import retention_lists
from store.record import inclusion_proofs
from store.vault import VaultError

if TYPE_CHECKING:
    from archive.dossier import Dossier
    from bot.laws import LawsInForce
    from store.engine.session import Store
    from store.files.file_store import FileStore


class NotExported(Exception):
    """The archive could not be written; the text says what an administrator can do."""


@dataclass(frozen=True, slots=True)
class Exporter:
    """Writes archives; each is noted with its hash, as of the line that it holds."""

    store: Store
    laws: LawsInForce
    file_store: FileStore

    def export(self, ticket_id: int, folder: Path, way: str, now: datetime) -> Path:
        """One more file in the folder, named after number and last line, so that none replaces another.

        Raises NotExported.
        """
        try:
            content = self.read(ticket_id, now)
        except VaultError as error:
            raise NotExported(error.told) from None
        place = folder / f"{content.content['number']}-{content.content['ticket']['seq']:03d}.zip"
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise NotExported(f"建不了文件夹 {folder}：{error.strerror}") from None
        return self.export_to(place, content, ticket_id, way, now)

    def read(self, ticket_id: int, now: datetime) -> Dossier:
        """The content of one ticket's archive; raises LookupError for an unknown ticket."""
        inclusion_proofs.cover(self.store, ticket_id, now)
        with self.store.read() as session:
            ticket = tickets.by_id(session, ticket_id)
            if ticket is None:
                raise LookupError(f"ticket {ticket_id}")
            return bundle.read(session, self.store.vault, self.laws, ticket)

    def export_to(self, place: Path, content: Dossier, ticket_id: int, way: str, now: datetime) -> Path:
        """The archive at exactly this path, noted once the file is there; raises NotExported."""
        try:
            bundle.save(place, content, self.file_store)
            with place.open("rb") as stream:
                sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        except bundle.FileMissing as error:
            raise NotExported(str(error)) from None
        except OSError as error:
            raise NotExported(f"写不了 {place}：{error.strerror}。请检查文件夹和权限。") from None
        with self.store.write() as session:
            seq = content.content["ticket"]["seq"]
            retention_lists.note_archive(session, ticket_id, seq, way=way, sha256=sha256, now=now)
        return place
