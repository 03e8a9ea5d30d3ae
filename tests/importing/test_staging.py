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

from importer.code_import import known, planned
from importer.people.account_decisions import AccountOptions
from importer.plan import Plan, Transaction
from importer.row_fields import FORMS, check
from importer.table_export import exported
from importer.table_files import Row
from objection.cli.import_write import Origin, carry_out
from objection.config.schema import Config
from store.catalogue import bulk_entries, entries, entry_search
from store.engine.session import Store
from store.people import persons
from store.tables import Account, Entry, Person
from store.upkeep import staged_rows
from store.vault import new_keys
from tests.importing.import_fixture import NOON, ImportFixture
from tests.store.district_fixture import make_vault

MANY = 1_000
NO_OPTIONS = AccountOptions()

ORIGIN = Origin("people", "wang.min")


def plan_of(
    directory: ImportFixture, kind: str, heading: str, rows: list[str], options: AccountOptions = NO_OPTIONS
) -> Plan:
    table = [Row(number, tuple(text.split(","))) for number, text in enumerate((heading, *rows), 1)]
    with directory.store.read() as session:
        reading = check(table, FORMS[kind], known(session))
        plan = planned(session, directory.store.vault, kind, reading, options)
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


@pytest.fixture
def spent(directory: ImportFixture, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The processor's time of each transaction, which a busy machine does not stretch."""
    if not directory.store.is_sqlite:
        pytest.skip("PostgreSQL locks rows")
    spent, write = list[float](), directory.store.write

    @contextmanager
    def timed() -> Iterator[Session]:
        with write() as session:
            session.connection()
            start = time.thread_time()
            yield session
            session.flush()
        spent.append(time.thread_time() - start)

    monkeypatch.setattr(directory.store, "write", timed)
    for module in (staged_rows, bulk_entries):
        monkeypatch.setattr(module, "PAUSE", 0)
    return spent


def test_no_transaction_of_people_is_long(directory: ImportFixture, spent: list[float]) -> None:
    carry_out(people(directory, 3_000), directory.store, Config(), "a.csv", ORIGIN)
    assert len(directory.whole()) == 3_004
    rows = [f"新人{number},MZJ,handler,u{number}" for number in range(3_000)]
    change = plan_of(directory, "people", "name,department,roles,wecom", rows)
    carry_out(change, directory.store, Config(), "a.csv", ORIGIN)
    assert {person[2] for person in directory.whole().values()} >= {"handler"}
    assert plan_of(directory, "people", "name,department,roles,wecom", rows).steps == []
    assert len(spent) > 60


def test_no_transaction_of_changed_accounts_is_long(directory: ImportFixture, spent: list[float]) -> None:
    """A district gives all of its people other user ids, the last two of them each other's."""
    carry_out(people(directory, 2_000), directory.store, Config(), "a.csv", ORIGIN)
    ids = [f"v{number}" for number in range(1_998)] + ["u1999", "u1998"]
    options = AccountOptions(accept_move=tuple(f"u{number}={user}" for number, user in enumerate(ids)))
    rows = [f"新人{number},MZJ,{user}" for number, user in enumerate(ids)]
    plan = plan_of(directory, "people", "name,department,wecom", rows, options)
    carry_out(plan, directory.store, Config(), "a.csv", ORIGIN)
    assert [directory.who(user).name for user in ("v7", "u1999", "u1998")] == ["新人7", "新人1998", "新人1999"]
    assert len(spent) > 20


def catalogue(directory: ImportFixture, name: str, unit: str = "MZJ", count: int = MANY) -> Plan:
    rows = [f"C{number},{name}企业登记基本信息{number}号,{unit}" for number in range(count)]
    return plan_of(directory, "catalogue", "code,name,department", rows)


def found(directory: ImportFixture, words: str) -> list[str]:
    with directory.store.read() as session:
        hits = entry_search.find(session, words)
        return [] if hits.near else [row.code for row in hits.entries]


def test_no_transaction_of_changed_entries_is_long(directory: ImportFixture, spent: list[float]) -> None:
    """Nor of a renamed department with many of them: the search words follow in batches."""
    for name, unit in (("旧", "MZJ"), ("新", "JYJ")):
        carry_out(catalogue(directory, name, unit, 3_000), directory.store, Config(), "a.csv", ORIGIN)
    assert (found(directory, "旧企业 2999"), found(directory, "新企业 2999")) == ([], ["C2999"])
    assert catalogue(directory, "新", "JYJ", 3_000).steps == []
    renamed = plan_of(directory, "departments", "code,name", ["JYJ,区文化局"])
    carry_out(renamed, directory.store, Config(), "a.csv", ORIGIN)
    assert found(directory, "区文化局 2998") == ["C2998"]
    merged = plan_of(directory, "departments", "code,name,merged_into", ["JYJ,区文化局,MZJ"])
    carry_out(merged, directory.store, Config(), "a.csv", ORIGIN)
    assert (found(directory, "区文化局"), found(directory, "民政局 2998")) == ([], ["C2998"])
    assert len(spent) > 240


def test_changed_entries_are_all_switched_or_none(directory: ImportFixture) -> None:
    carry_out(catalogue(directory, "旧", count=120), directory.store, Config(), "a.csv", ORIGIN)
    plan = catalogue(directory, "新", count=130)
    staged(directory, plan, 2)
    with directory.store.read() as session:
        assert {row.name[0] for row in entries.entries(session)} == {"旧"}
    staged_rows.discard_all(directory.store)
    plan = catalogue(directory, "新", count=130)
    with directory.store.write() as session:
        session.execute(update(Entry).where(Entry.code == "C7").values(name="别的"))
    with pytest.raises(click.ClickException, match="请再导入一次"):
        carry_out(plan, directory.store, Config(), "a.csv", ORIGIN)
    with directory.store.read() as session:
        assert {row.name[0] for row in entries.entries(session)} == {"旧", "别"}
        assert len(entries.entries(session)) == 120
        assert not staged_rows.is_left(session)


def test_the_next_start_renews_search_words_left_behind(directory: ImportFixture) -> None:
    """Killed between the switch and the end: what was imported counts, and is found by its new name after the start."""
    carry_out(catalogue(directory, "旧", count=120), directory.store, Config(), "a.csv", ORIGIN)
    plan = catalogue(directory, "新", count=120)
    staged(directory, plan, 3)
    with directory.store.write() as session:
        for step in plan.steps:
            step(Transaction(session, directory.store.vault, NOON, index_follows=True))
    assert found(directory, "新企业 7号") == []
    staged_rows.discard_all(directory.store)
    assert (found(directory, "新企业 77号"), found(directory, "旧企业 77号")) == (["C77"], [])


def test_what_a_killed_import_leaves_is_sealed(directory: ImportFixture) -> None:
    """Neither names nor telephone numbers of new and changed people lie in clear in the file or its log."""
    if not directory.store.is_sqlite:
        pytest.skip("one transaction on PostgreSQL")
    carry_out(people(directory, 120), directory.store, Config(), "a.csv", ORIGIN)
    rows = [f"改名的{number},MZJ,handler,139{number:08},u{number}" for number in range(120)]
    rows += [f"后来的{number},MZJ,handler,137{number:08},v{number}" for number in range(120)]
    table = [
        Row(number, tuple(text.split(",")))
        for number, text in enumerate(["name,department,roles,mobile,wecom", *rows], 1)
    ]
    options = AccountOptions(renamed=tuple(f"u{number}" for number in range(120)))
    with directory.store.read() as session:
        plan = planned(session, directory.store.vault, "people", check(table, FORMS["people"], known(session)), options)
    before = counts(directory.store)[0]
    staged(directory, plan, 4)
    assert counts(directory.store)[0] == before + 120
    file = Path(str(directory.store.engine.url.database))
    held = b"".join(each.read_bytes() for each in file.parent.glob(f"{file.name}*"))
    assert b"mzj" in held.lower()
    for word in ("新人7", "改名的7", "后来的7", "13800000007", "13900000007", "13700000007"):
        assert word.encode() not in held


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
