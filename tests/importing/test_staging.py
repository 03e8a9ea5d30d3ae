"""An import is staged in batches that show nothing, then switched on at once: all or nothing, and nobody waits (F6)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import click
import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from importer.account_decisions import AccountOptions
from importer.code_import import known, planned
from importer.plan import Plan, Transaction
from importer.row_fields import FORMS, check
from importer.table_export import exported
from importer.table_files import Row
from objection.cli.import_write import Origin, carry_out
from objection.config.schema import Config
from store.catalogue import entry_search
from store.engine.session import Store
from store.people import persons
from store.tables import Account, Entry, Person
from store.upkeep import staged_rows
from store.vault import new_keys
from tests.importing.import_fixture import NOON, ImportFixture
from tests.store.district_fixture import make_vault

MANY = 1_000

ORIGIN = Origin("people", "wang.min")


def plan_of(directory: ImportFixture, kind: str, heading: str, rows: list[str]) -> Plan:
    table = [Row(number, tuple(text.split(","))) for number, text in enumerate((heading, *rows), 1)]
    with directory.store.read() as session:
        reading = check(table, FORMS[kind], known(session))
        plan = planned(session, directory.store.vault, kind, reading, AccountOptions())
    assert [*reading.faults, *plan.refused] == []
    return plan


def people(directory: ImportFixture, count: int = MANY) -> Plan:
    rows = [f"新人{number},MZJ,138{number:08},u{number}" for number in range(count)]
    return plan_of(directory, "people", "name,department,mobile,wecom", rows)


def counts(store: Store) -> tuple[int, int, int]:
    with store.read() as session:
        tables = (Person, Account, Entry)
        return tuple(session.scalar(select(func.count()).select_from(table)) or 0 for table in tables)  # type: ignore[return-value]


def staged(directory: ImportFixture, plan: Plan, batches: int) -> None:
    for stage in [*plan.stages()][:batches]:
        with directory.store.write() as session:
            stage(Transaction(session, directory.store.vault, NOON))


def test_what_is_staged_shows_nowhere(directory: ImportFixture) -> None:
    with directory.store.read() as session:
        before = exported(session, directory.store.vault, "people")
    staged(directory, people(directory), 3)
    assert len(people(directory).lines) == MANY
    assert {line.outcome.value for line in people(directory).lines} == {"新增"}
    with directory.store.read() as session:
        assert exported(session, directory.store.vault, "people") == before
    with directory.store.read() as session:
        home = persons.department_by_code(session, "MZJ")
        assert home is not None
        assert persons.by_account(session, "wecom", "u1") is None
        assert [person.name for person in persons.colleagues(session, home.id)] == ["张伟", "李娜"]
        assert persons.by_mobile(session, directory.store.vault, "13800000001") is None


@pytest.mark.parametrize("kind", ["people", "catalogue"])
def test_an_import_that_broke_off_leaves_nothing(directory: ImportFixture, kind: str) -> None:
    before = counts(directory.store)
    rows = [f"C{number},目录{number},MZJ" for number in range(MANY)]
    plan = people(directory) if kind == "people" else plan_of(directory, kind, "code,name,department", rows)
    staged(directory, plan, 3)
    assert counts(directory.store) != before
    staged_rows.discard_all(directory.store)
    assert counts(directory.store) == before
    with directory.store.read() as session:
        assert not staged_rows.is_left(session)
    staged_rows.discard_all(directory.store)
    assert counts(directory.store) == before


@pytest.mark.parametrize("finds", ["what another left", "nothing"])
def test_everything_is_there_after_the_switch(directory: ImportFixture, finds: str) -> None:
    if finds != "nothing":
        staged(directory, people(directory, 300), 2)
        staged_rows.discard_all(directory.store)
    carry_out(people(directory), directory.store, Config(), "a.csv", ORIGIN)
    assert len(directory.whole()) == 4 + MANY
    assert {person[4] for person in directory.whole().values()} == {True}
    assert directory.who("u999").name == "新人999"
    again = people(directory)
    assert (again.steps, {line.outcome.value for line in again.lines}) == ([], {"未变"})


def test_the_catalogue_is_found_after_the_switch(directory: ImportFixture) -> None:
    rows = [f"C{number},目录{number}号,MZJ,{'否' if number % 2 else '是'}" for number in range(200)]
    plan = plan_of(directory, "catalogue", "code,name,department,active", rows)
    carry_out(plan, directory.store, Config(), "a.csv", ORIGIN)
    with directory.store.read() as session:
        assert [row.code for row in entry_search.search(session, "目录198号")] == ["C198"]
        assert "C199" not in [row.code for row in entry_search.search(session, "目录199号")]
    assert plan_of(directory, "catalogue", "code,name,department,active", rows).steps == []


def test_a_directory_that_changed_since_is_not_overwritten(directory: ImportFixture) -> None:
    rows = ["李娜,MZJ,leader,li.na", "新人,MZJ,proposer,new"]
    plan = plan_of(directory, "people", "name,department,roles,wecom", rows)
    with directory.store.write() as session:
        session.execute(update(Person).where(Person.name_index == "李娜").values(active=False))
    before = counts(directory.store), directory.whole()
    with pytest.raises(click.ClickException, match="请再导入一次"):
        carry_out(plan, directory.store, Config(), "a.csv", ORIGIN)
    assert (counts(directory.store), directory.whole()) == before


def test_an_account_given_away_meanwhile(directory: ImportFixture) -> None:
    plan = people(directory, 5)
    directory.run("别人,MZJ,,,u3,,")
    before = counts(directory.store)
    with pytest.raises(click.ClickException, match="请再导入一次"):
        carry_out(plan, directory.store, Config(), "a.csv", ORIGIN)
    assert counts(directory.store) == before


def test_no_transaction_is_long(directory: ImportFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the processor's time, which a busy machine does not stretch."""
    if not directory.store.is_sqlite:
        pytest.skip("PostgreSQL locks rows")
    spent, plan, write = list[float](), people(directory, 3_000), directory.store.write

    @contextmanager
    def timed() -> Iterator[Session]:
        with write() as session:
            session.connection()
            start = time.thread_time()
            yield session
            session.flush()
        spent.append(time.thread_time() - start)

    monkeypatch.setattr(directory.store, "write", timed)
    monkeypatch.setattr(staged_rows, "PAUSE", 0)
    carry_out(plan, directory.store, Config(), "a.csv", ORIGIN)
    assert len(directory.whole()) == 3_004
    rows = [f"新人{number},MZJ,handler,u{number}" for number in range(3_000)]
    change = plan_of(directory, "people", "name,department,roles,wecom", rows)
    carry_out(change, directory.store, Config(), "a.csv", ORIGIN)
    assert {person[2] for person in directory.whole().values()} >= {"handler"}
    assert plan_of(directory, "people", "name,department,roles,wecom", rows).steps == []
    assert len(spent) > 60
    assert max(spent) < 0.1, sorted(spent)[-5:]


def command(tmp_path: Path, url: str, keys: str) -> Mapping[str, str]:
    return {
        **os.environ, "OBJECTION_CONFIG": "", "OBJECTION__DATABASE__URL": url, "OBJECTION__SECURITY__KEYS": keys,
        "OBJECTION__DATA_DIR": str(tmp_path / "data"),
    }  # fmt: skip


def test_a_killed_import_leaves_nothing(tmp_path: Path, sqlite_url: str) -> None:
    """kill -9 while it writes; the next command deletes what was staged."""
    url = sqlite_url
    settings = command(tmp_path, url, new_keys().replace("\n", ";"))
    run = [sys.executable, "-m", "objection"]
    (tmp_path / "d.csv").write_text("编号,名称\nMZJ,区民政局\n", encoding="utf-8")
    rows = "".join(f"新人{number},MZJ,u{number}\n" for number in range(2_000))
    (tmp_path / "p.csv").write_text(f"姓名,部门,企业微信帐号\n{rows}", encoding="utf-8")
    subprocess.run([*run, "import", "departments", str(tmp_path / "d.csv")], env=settings, check=True)
    (tmp_path / "one.csv").write_text("姓名,部门,企业微信帐号\n张伟,MZJ,zw\n", encoding="utf-8")
    subprocess.run([*run, "import", "people", str(tmp_path / "one.csv")], env=settings, check=True)
    with subprocess.Popen([*run, "import", "people", str(tmp_path / "p.csv")], env=settings) as process:
        store = Store(url, make_vault())
        until = time.monotonic() + 60
        while counts(store)[0] < 301 and time.monotonic() < until:
            time.sleep(0.03)
        process.send_signal(signal.SIGKILL)
    assert 301 <= counts(store)[0] < 2_001
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(Person).where(Person.active)) == 1
    subprocess.run([*run, "import", "people", str(tmp_path / "one.csv")], env=settings, check=True)
    assert counts(store)[:2] == (1, 1)
    store.close()
