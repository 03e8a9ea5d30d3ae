"""C7: nothing that people wrote, sent or are called lies in clear in the database, its log, the files, or a backup."""

from __future__ import annotations

import base64
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from store.files import attachments
from store.tables import Person
from tests.permissions.canaries import CANARIES
from tests.permissions.district import MORE_PEOPLE
from tests.permissions.walkthrough import Walkthrough

FILE = "%PDF-1.7\n身份证310105199001011234，探针文件正文".encode()


def names(walkthrough: Walkthrough) -> list[str]:
    with walkthrough.world.store.read() as session:
        return list(session.scalars(select(Person.name)))


def planted(walkthrough: Walkthrough) -> Iterator[str]:
    """Every canary, everybody's name and telephone number, and the text of a file."""
    yield from (canary.token for canary in CANARIES.values())
    yield from names(walkthrough)
    yield from (row[4] for row in MORE_PEOPLE)
    yield "探针文件正文"


def found(content: bytes, words: Iterator[str]) -> list[str]:
    shapes = {
        word: (word.encode(), word.encode("unicode_escape"), base64.b64encode(word.encode())[:-4]) for word in words
    }
    return [word for word, forms in shapes.items() if any(len(form) > 5 and form in content for form in forms)]


@pytest.fixture(scope="module")
def lying(walkthrough: Walkthrough, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the files of the walked district, and its database beside it."""
    folder = tmp_path_factory.mktemp("at-rest")
    deps, world = walkthrough.world.deps(folder), walkthrough.world
    with world.store.write() as session:
        person = world.person_id("zhang.wei")
        attachments.receive(
            session, world.store.vault, deps.file_store, FILE, person_id=person, name="探针文件名.pdf", now=world.now
        )
    return folder


def database(walkthrough: Walkthrough) -> Path:
    return Path(str(walkthrough.world.store.engine.url.database))


def test_the_database_and_its_log_hold_nothing_in_clear(walkthrough: Walkthrough, lying: Path) -> None:
    path = database(walkthrough)
    content = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    assert "区市场监管局".encode() in content  # the search itself works
    assert found(content, planted(walkthrough)) == []


def test_the_files_hold_nothing_in_clear(walkthrough: Walkthrough, lying: Path) -> None:
    content = b"".join(file.read_bytes() for file in lying.rglob("*") if file.is_file())
    assert b"v1:" in content
    assert found(content, planted(walkthrough)) == []


def test_a_backup_holds_nothing_in_clear(walkthrough: Walkthrough, lying: Path) -> None:
    """As docs/operations.md makes it; what is written in clear into a free page is found, too."""
    copy = database(walkthrough).with_suffix(".copied")
    with closing(sqlite3.connect(database(walkthrough))) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
        dump = "\n".join(target.iterdump())
    assert found(copy.read_bytes() + dump.encode(), planted(walkthrough)) == []
    copy.unlink()
