"""M5: an import is on record like any other change of a person's rights, though its switch writes one entry for all."""

from __future__ import annotations

from sqlalchemy import func, select

from doctor import sealed_record
from importer.plan import Transaction
from objection.cli.import_write import Origin, carry_out
from objection.config.schema import Config
from store.engine.columns import table_of
from store.engine.session import Store
from store.people.sealed_people import seal_people
from store.record import sealed_as_found
from store.record.record_entries import Kind
from store.tables import Account, Person, RecordEntry
from store.upkeep import staged_rows
from tests.importing.import_fixture import NOON, ImportFixture
from tests.importing.test_staging import people, plan_of, staged
from tests.store.forger import forge
from tests.store.test_record_sealing import as_of_an_older_release

MANY = 500
_LOG = table_of(RecordEntry)

ORIGIN = Origin("people", "wang.min")


def findings(store: Store) -> str:
    return "\n".join(each.text for each in sealed_record.record(store, ()) if not each.ok)


def count(store: Store, kind: Kind) -> int:
    with store.read() as session:
        query = select(func.count()).select_from(_LOG).where(_LOG.c.kind == kind.value)
        return session.scalar(query) or 0


def sql(store: Store, statement: str) -> None:
    forge(store, lambda forger: forger.sql(statement))


def rewrite(store: Store, name: str, change: str) -> None:
    """Change somebody's row behind the software's back."""
    with store.read() as session:
        number = session.scalars(select(Person.id).where(Person.name_index == name)).one()
    sql(store, f"UPDATE people SET {change} WHERE id = {number}")


def handlers(directory: ImportFixture, number: int = MANY) -> None:
    rows = [f"新人{each},MZJ,handler,u{each}" for each in range(number)]
    carry_out(
        plan_of(directory, "people", "name,department,roles,wecom", rows), directory.store, Config(), "b.csv", ORIGIN
    )


def test_what_is_rewritten_after_an_import_is_named(directory: ImportFixture) -> None:
    store, alone = directory.store, count(directory.store, Kind.PERSON)
    carry_out(people(directory, MANY), store, Config(), "a.csv", ORIGIN)
    handlers(directory)
    assert (count(store, Kind.PERSON_STAGED) - 4, count(store, Kind.IN_EFFECT) - 1) == (2 * MANY, 2)
    assert count(store, Kind.PERSON) == alone
    assert findings(store) == ""
    rewrite(store, "新人7", "roles = 'administrator'")
    rewrite(store, "新人8", "roles = 'proposer'")  # as before the second import
    sql(store, f"UPDATE accounts SET user_key = 'evil' WHERE person_id = {directory.number('u9')}")
    found = findings(store)
    assert [f"新人{number}：" in found for number in range(6, 11)] == [False, True, True, True, False]
    sql(store, f"DELETE FROM accounts WHERE person_id = {directory.number('u10')}")
    assert "新人10：人员第" in findings(store)


def test_a_staged_entry_altered(directory: ImportFixture) -> None:
    store = directory.store
    handlers(directory, 20)
    victim = directory.number("u7")
    sql(store, f"UPDATE record_log SET digest = '{'0' * 64}' WHERE kind = '人员待生效' AND step = {victim}")
    found = findings(store)
    assert f" {victim}）被改动，或不是本系统写入的" in found
    assert "）与它的待生效条目不符" in found
    assert f"新人7：人员第{victim}号的姓名、部门、角色、帐号或停用状态在写入后被改动，与存证不符" in found


def test_an_entry_of_a_switch_removed(directory: ImportFixture) -> None:
    store = directory.store
    handlers(directory, 20)
    directory.run("李娜,MZJ,officer-a,,li.na,,")
    sql(store, "DELETE FROM record_log WHERE kind = '导入生效' AND step = 20")
    found = findings(store)
    assert "缺少第" in found
    assert f"新人7：人员第{directory.number('u7')}号的姓名、部门、角色、帐号或停用状态没有存证" in found
    assert "李娜" not in found


def test_a_killed_import_leaves_nothing_to_complain_of(directory: ImportFixture) -> None:
    """Nor does one that is under way; what it staged is not vouched for, should somebody switch it on."""
    store = directory.store
    staged(directory, people(directory, MANY), 3)
    assert findings(store) == ""
    rewrite(store, "新人7", "active = true")
    assert "新人7：" in findings(store)
    rewrite(store, "新人7", "active = false")
    staged_rows.discard_all(store)
    assert (count(store, Kind.PERSON_STAGED) - 4, findings(store)) == (300, "")
    carry_out(people(directory, MANY), store, Config(), "a.csv", ORIGIN)
    assert findings(store) == ""


def test_changed_by_somebody_else_between_batches_and_switch(directory: ImportFixture) -> None:
    """Another account meanwhile, by another import or one by one: they are on record as they are after both."""
    store = directory.store
    rows = ["李娜,MZJ,leader,li.na", "王芳,JYJ,handler,wang.fang"]
    plan = plan_of(directory, "people", "name,department,roles,wecom", rows)
    staged(directory, plan, 1)
    directory.run("李娜,MZJ,officer-b,,li.na,li.ding,")
    with store.write() as session:
        person = session.get_one(Person, directory.number("wang.fang"))
        person.accounts.append(Account(platform="dingtalk", user="wf", user_key="wf"))
        seal_people(session, [person], NOON)
    with store.write() as session:
        for step in plan.steps:
            step(Transaction(session, store.vault, NOON))
    assert (directory.who("li.na").roles, directory.number("li.na")) == (
        "leader",
        directory.who("li.ding", "dingtalk").id,
    )
    assert findings(store) == ""


def test_accounts_that_change_hands(directory: ImportFixture) -> None:
    """Given to somebody new or known, taken, renamed, added: everybody concerned is on record as they are after it."""
    renamed = directory.run("张伟,MZJ,officer-a,,zw.new,zw-d,", moves="zhang.wei=zw.new")
    handed = directory.run("新来的,MZJ,proposer,,li.na,,", "王芳,JYJ,leader,,wang.fang,wf,", new="wecom:li.na")
    assert (renamed.refused, handed.refused, findings(directory.store)) == ([], [], "")


def test_sealed_as_found_after_an_import(directory: ImportFixture) -> None:
    """Who was there before the record and was imported since is on record: a later rewrite is not sealed as found."""
    store = directory.store
    as_of_an_older_release(store)
    directory.run("李娜,MZJ,leader,,li.na,,")
    rewrite(store, "李娜", "roles = 'administrator'")
    sealed_as_found.seal_all(store, NOON)
    assert [line.split("：")[0] for line in findings(store).splitlines()] == ["李娜"]
