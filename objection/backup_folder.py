"""One backup: a folder with the database, the attachments, the record's heads, and a list of their hashes.

What did not change since the backup before is linked, not copied. Keys and settings never lie in it: whoever has both
reads everything.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from regulation.shanghai import SHANGHAI
from store.file_storage.file_backend import FileBackend
from store.file_storage.folder_backend import link_or_copy

HEADS, ATTACHMENTS = "heads", "attachments"  # of `data_dir`; attachments may lie in a bucket instead
LIST = "backup.json"
NAME = re.compile(r"objection-\d{8}-\d{6}")
UNFINISHED = ".unfinished"
CHUNK = 1024 * 1024


class BadBackup(Exception):
    """`str()` is one line for the operator."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A finished backup: `files` are the hashes by path inside `folder`."""

    folder: Path
    files: dict[str, str]
    told: dict[str, Any]

    @property
    def database(self) -> Path:
        return self.folder / str(self.told["database"])


def name_of(now: datetime) -> str:
    return f"objection-{now.astimezone(SHANGHAI):%Y%m%d-%H%M%S}"


def finished(target: Path) -> list[Path]:
    """The backups in a folder, the newest last."""
    if not target.is_dir():
        return []
    return sorted(each for each in target.iterdir() if NAME.fullmatch(each.name) and (each / LIST).is_file())


def copy_files(data_dir: Path, backend: FileBackend, into: Path, before: Path | None) -> int:
    """Copy what is new or changed, link the rest to the backup before; returns how many files there are.

    Called before and after the database is copied: a file that comes in between is there, and one that goes, too.
    Raises StorageAway.
    """
    count = 0
    for path in _files(data_dir / HEADS):
        count += _copied(Path(HEADS) / path.relative_to(data_dir / HEADS), into, before, partial(link_or_copy, path))
    for folder in backend.folders():
        for digest in backend.digests(folder):
            inside = Path(ATTACHMENTS) / folder / digest.removeprefix(folder)
            count += _copied(inside, into, before, partial(backend.copy_to, digest))
    return count


def _copied(inside: Path, into: Path, before: Path | None, copy: Callable[[Path, Path | None], None]) -> bool:
    target = into / inside
    if target.exists():
        return True
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        copy(target, before / inside if before is not None else None)
    except FileNotFoundError:  # erased or replaced meanwhile
        return False
    return True


def finish(folder: Path, told: dict[str, Any]) -> Backup:
    """Write the list of hashes, durably; only then it is a backup."""
    files = {str(path.relative_to(folder)): digest(path) for path in _files(folder)}
    final = folder.with_name(folder.name.removesuffix(UNFINISHED))
    with (folder / LIST).open("x", encoding="utf-8") as file:
        json.dump({**told, "files": files}, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    folder.rename(final)
    return Backup(final, files, told)


def opened(folder: Path) -> Backup:
    """A backup, each file compared with its hash. Raises BadBackup."""
    try:
        told = json.loads((folder / LIST).read_text(encoding="utf-8"))
        files = dict(told.pop("files"))
    except (OSError, ValueError, KeyError, TypeError):
        raise BadBackup(f"{folder} 不是完整的备份：没有 {LIST}，或者读不懂") from None
    for name, wanted in files.items():
        path = folder / name
        if not path.is_file():
            raise BadBackup(f"备份中缺少 {name}")
        if digest(path) != wanted:
            raise BadBackup(f"备份中的 {name} 已损坏或被替换")
    return Backup(folder, files, told)


def put_files_back(backup: Backup, data_dir: Path, backend: FileBackend) -> int:
    """Put attachments and heads back; returns how many. Raises StorageAway."""
    count = 0
    for name in backup.files:
        kind, *inside = Path(name).parts
        if kind == ATTACHMENTS:
            backend.put_back("".join(inside), backup.folder / name)
        elif kind == HEADS:
            target = data_dir / name
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.copy2(backup.folder / name, target)
        count += kind in (ATTACHMENTS, HEADS)
    return count


def prune(target: Path, keep: int) -> list[str]:
    """Delete all but the newest backups, and unfinished ones; returns their names."""
    old = finished(target)[:-keep] if keep else []
    gone = [*old, *target.glob(f"objection-*{UNFINISHED}")]
    for each in gone:
        shutil.rmtree(each)
    return [each.name for each in gone]


def digest(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as file:
        while part := file.read(CHUNK):
            found.update(part)
    return found.hexdigest()


def _files(root: Path) -> Iterator[Path]:
    yield from sorted(path for path in root.rglob("*") if path.is_file() and path.name != LIST)
