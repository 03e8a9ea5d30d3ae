"""C7: what lies on the disk and in a dump after real work, a killed server and a killed import names nobody."""

from __future__ import annotations

import base64
import csv
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.blackbox import scenario
from tests.blackbox.conftest import Installation
from tests.blackbox.machine import DEMO, Machine, command, environment
from tests.blackbox.scenario import CASES

MEMBER = "tan.zhen"
WORDS = (
    "第一条的名称写错了", "与证照不一致", "办理业务时核对发现", "属实，录入时看错一行", "已按证照更正并复核",
    "探针半份草稿310105199001011234", "探针查询", "探针更正", "探针路人", "探针曾用名", "探针新名", "13955550199",
    "探针单位", "liu.ren", MEMBER, "xin.zhanghao",
)  # fmt: skip


def roster() -> list[dict[str, str]]:
    with (DEMO / "people.csv").open(encoding="utf-8-sig", newline="") as rows:
        return list(csv.DictReader(rows))


def planted() -> Iterator[str]:
    """What people wrote, and everybody's name, telephone number and account."""
    yield from WORDS
    for person in roster():
        yield from (person["name"], person["mobile"], person["wecom"])


def found(content: bytes) -> list[str]:
    content = content.lower()
    shapes = {
        word: (word.encode(), word.encode("unicode_escape").lower(), base64.b64encode(word.encode())[:-4].lower())
        for word in planted()
    }
    return [word for word, forms in shapes.items() if any(len(form) > 5 and form in content for form in forms)]


def import_people(machine: Machine, name: str, rows: list[str], *more: str) -> None:
    file = machine.config.parent / "rosters" / f"{name}.csv"
    file.parent.mkdir(exist_ok=True)
    file.write_text("name,department,roles,mobile,wecom\n" + "\n".join(rows) + "\n", encoding="utf-8")
    done = command(machine.config, "import", "people", str(file), *more)
    assert done.returncode == 0, done.stdout + done.stderr


def killed_import(machine: Machine) -> None:
    """Killed as soon as something is staged."""
    file = machine.config.parent / "rosters" / "many.csv"
    rows = (f"探针新名{number},DSJ,proposer,1395555{number:04},{MEMBER}{number}" for number in range(3000))
    file.write_text("name,department,roles,mobile,wecom\n" + "\n".join(rows) + "\n", encoding="utf-8")
    words = [sys.executable, "-m", "objection", "--config", str(machine.config), "import", "people", str(file)]
    process = subprocess.Popen(
        words, cwd=file.parent, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    time.sleep(4)
    process.kill()
    process.wait()


def worked(installation: Installation) -> Machine:
    """One case from filing to evaluation, with whatever else leaves something behind; then the server is killed."""
    machine, case = installation.machine(), CASES[0]
    proposer, operator, officer = map(installation.phone, (case.proposer, scenario.OPERATORS[0], case.officer))
    import_people(machine, "探针新名的名册", [f"探针曾用名,DSJ,proposer,13955550199,{MEMBER}"])
    number = scenario.whole(proposer, operator, officer, case)
    import_people(
        machine, "探针新名的名册", [f"探针新名,DSJ,proposer,13955550199,{MEMBER}"], "--renamed", f"wecom:{MEMBER}"
    )
    for user, texts in (
        (MEMBER, ("提出异议", "探针半份草稿310105199001011234")),
        (operator.user, ("查询 探针查询", f"查询 {roster()[0]['name']}", f"联系方式 {number}", "我的待办")),
        (proposer.user, ("更正我的信息 探针更正：电话13955550199", "查阅我的信息")),
        ("liu.ren", ("探针路人说的话",)),
    ):
        for text in texts:
            installation.callbacks.deliver(installation.callbacks.frame(user, "text", Content=text))
    refused = f"user {operator.user} not found"
    installation.platform.inject_fault("message/send", code=60111, user=operator.user, hint=refused)
    installation.callbacks.deliver(installation.callbacks.frame(operator.user, "text", Content="帮助"))
    event = {"Event": "change_contact", "ChangeType": "update_user", "UserID": MEMBER, "NewUserID": "xin.zhanghao"}
    installation.callbacks.deliver(installation.callbacks.frame("sys", "event", **event))
    installation.settled()
    archive = machine.config.parent / "archives"
    archive.mkdir()
    assert command(machine.config, "archive", number, "-o", str(archive / "one.zip")).returncode == 0
    assert command(machine.config, "export", "people", str(archive / "people.csv")).returncode == 0
    killed_import(machine)
    machine.kill()
    return machine


def on_disk(installation: Installation) -> bytes:
    """The data folder and the database with its log."""
    folders = [installation.folder / "data"]
    files = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
    files += installation.folder.glob("objection.db*")
    return b"".join(file.read_bytes() for file in files)


def dumped(url: str) -> bytes:
    program = shutil.which("pg_dump") or str(max(Path("/usr/lib/postgresql").glob("*/bin/pg_dump")))
    return subprocess.run([program, "--dbname", url], check=True, capture_output=True, timeout=120).stdout


def stored_by_postgresql(url: str) -> bytes:
    """The files of this one database, as the server keeps them."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        query = "select current_setting('data_directory'), oid from pg_database where datname = current_database()"
        row = connection.execute(query).fetchone()
    assert row is not None
    folder = Path(row[0]) / "base" / str(row[1])
    if not os.access(folder, os.R_OK):
        return b""
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


@pytest.mark.slow
def test_disk_dump_and_log_name_nobody(any_installation: Installation) -> None:
    machine = worked(any_installation)
    url = any_installation.database
    content = on_disk(any_installation)
    if not url.startswith("sqlite"):
        content += dumped(url) + stored_by_postgresql(url)
    assert "养老机构信息".encode() in content  # the search itself works
    assert found(content) == []
    assert found(machine.log.encode()) == []
