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
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from regulation.shanghai import SHANGHAI

FOLDERS = ("attachments", "heads")  # of `data_dir`
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


def copy_files(data_dir: Path, into: Path, before: Path | None) -> int:
    """Copy what is new or changed, link the rest to the backup before; returns how many files there are.

    Called before and after the database is copied: a file that comes in between is there, and one that goes, too.
    """
    count = 0
    for path in _files(data_dir, FOLDERS):
        inside = path.relative_to(data_dir)
        target = into / inside
        count += 1
        if target.exists():
            continue
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        old = before / inside if before is not None else None
        try:
            _put(path, target, old)
        except FileNotFoundError:  # erased or replaced meanwhile
            count -= 1
    return count


def _put(path: Path, target: Path, old: Path | None) -> None:
    if old is not None and old.is_file() and _same(path, old):
        try:
            os.link(old, target)
        except OSError:  # another file system, or one without links
            pass
        else:
            return
    shutil.copy2(path, target)


def _same(one: Path, other: Path) -> bool:
    a, b = one.stat(), other.stat()
    return (a.st_size, a.st_mtime_ns) == (b.st_size, b.st_mtime_ns)


def finish(folder: Path, told: dict[str, Any]) -> Backup:
    """Write the list of hashes, durably; only then it is a backup."""
    files = {str(path.relative_to(folder)): digest(path) for path in _files(folder, (".",))}
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


def put_files_back(backup: Backup, data_dir: Path) -> int:
    """Put attachments and heads back; returns how many. What is there already and the same stays."""
    count = 0
    for name in backup.files:
        if not name.startswith(tuple(f"{folder}/" for folder in FOLDERS)):
            continue
        target = data_dir / name
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copy2(backup.folder / name, target)
        count += 1
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


def _files(root: Path, folders: tuple[str, ...]) -> Iterator[Path]:
    for name in folders:
        yield from sorted(path for path in (root / name).rglob("*") if path.is_file() and path.name != LIST)
