"""M5: whoever rewrites the record with the database's password alone is found, and what was rewritten is named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from doctor import sealed_record, stored_record
from doctor.sealed_record import HandedOut
from regulation.states import Action
from store.cases.tickets import Contact
from store.catalogue import corrections
from store.catalogue.corrections import CorrectionState
from store.engine.columns import table_of
from store.engine.session import Store
from store.files import attachments
from store.files.file_store import FileStore
from store.messages import outbox, taking
from store.messages.outbox import Lane
from store.messages.sealed_deliveries import seal_sent
from store.protection import erasures, retention_lists
from store.record import record_sealing, signed_heads
from store.record.record_entries import Entry, Kind, leaf_of
from store.tables import Correction, RecordEntry
from store.upkeep import import_lists, operator_log
from tests.store.district_fixture import NOON, DistrictFixture
from tests.store.forger import Forger, forge, printed, restore, snapshot

PDF = b"%PDF-1.7\n"


@dataclass(frozen=True)
class Record:
    """A district with one case in the department's hands and one closed and erased, and everything else once."""

    district: DistrictFixture
    first: str
    newest: str

    @property
    def store(self) -> Store:
        return self.district.store

    def findings(self, *handed: HandedOut) -> str:
        found = [*sealed_record.record(self.store, handed), *stored_record.tickets(self.store, lambda *_: None)]
        return "\n".join(each.text for each in found if not each.ok)


@pytest.fixture
def record(district: DistrictFixture, tmp_path: Path) -> Record:
    files = FileStore(tmp_path / "files", district.store.vault, limit=10_000, types=("pdf",))
    first = district.filed()
    _with_files(district, files)
    district.advance(first, Action.EVALUATE)
    district.contact = Contact("李小红", "13900000000", "区教育局")
    newest = district.filed()
    district.advance(newest, Action.RECEIVE)
    _with_the_rest(district)
    assert Record(district, first, newest).findings() == ""
    return Record(district, first, newest)


def _with_files(district: DistrictFixture, files: FileStore) -> None:
    store, sender = district.store, district.people["ZhangSan"].id
    with store.write() as session:
        for name in ("一.pdf", "二.pdf"):
            content = PDF + name.encode()
            attachments.receive(
                session, store.vault, files, content, person_id=sender, name=name, now=NOON, ticket_id=1, seq=1
            )


def _with_the_rest(district: DistrictFixture) -> None:
    store, now = district.store, district.tick()
    with store.write() as session:
        operator_log.note(session, operator_log.REVIVE, 7, by=district.people["ZhaoYun"].id, now=now)
        told = import_lists.sealed(store.vault, ["第 2 行 新增 李四"])
        import_lists.keep(session, "people", told, by="root", file="people.csv", now=now)
        owner = district.departments["LHSR"].id
        item = Correction(entry_id=1, code="LHSR-0012-LD", name="路灯", department_id=owner, suggested_id=1,
                          state="待更正", opened_at=now)  # fmt: skip
        session.add(item)
        session.flush()
        corrections.settle(session, item.id, CorrectionState.DISMISSED, district.actor("ZhaoYun"), "无需", now)
        outbox.enqueue(
            session, store.vault, dedupe="n1", platform="wecom", user="ZhangSan", payload={}, lane=Lane.RESULT,
            now=now, ticket_id=1, person_id=district.people["ZhangSan"].id, generation=8,
        )  # fmt: skip
    with store.write() as session:
        (parcel,) = taking.due(session, store.vault, now)
        outbox.mark_sent(session, parcel, now, "m-1")
        seal_sent(session, parcel, now, "m-1")


def remove_newest(forger: Forger, record: Record) -> None:
    forger.remove_case(record.newest)


def change_signer(forger: Forger, record: Record) -> None:
    forger.change_line(record.newest, 5, actor_id=record.district.people["WangWu"].id)


def backdate_reply(forger: Forger, record: Record) -> None:
    at = record.district.now - timedelta(days=1)
    forger.change_line(record.first, 6, at=at)


def swap_words(forger: Forger, record: Record) -> None:
    """The doubts of both filings change places, with salts and digests, and both chains are made whole again."""
    rows = forger.all("SELECT id, ticket_id, sealed, salt, digest FROM texts WHERE field = 'doubt' ORDER BY ticket_id")
    for (number, row), other in zip(((record.first, rows[0]), (record.newest, rows[1])), reversed(rows), strict=True):
        new = {"sealed": other.sealed, "salt": other.salt, "digest": other.digest}
        forger.sql("UPDATE texts SET sealed = :sealed, salt = :salt, digest = :digest WHERE id = :id", id=row.id, **new)
        forger.change_digest(number, 1, "doubt", other.digest)


def swap_contacts(forger: Forger, _: Record) -> None:
    one, other = (row.contact_sealed for row in forger.all("SELECT contact_sealed FROM tickets ORDER BY id"))
    forger.sql("UPDATE tickets SET contact_sealed = :it WHERE id = 1", it=other)
    forger.sql("UPDATE tickets SET contact_sealed = :it WHERE id = 2", it=one)


def remove_last_step(forger: Forger, record: Record) -> None:
    forger.sql("DELETE FROM texts WHERE ticket_id = 1 AND seq = 10")
    forger.sql("DELETE FROM history WHERE ticket_id = 1 AND seq = 10")
    forger.sql("UPDATE tickets SET score = NULL, evaluated = :no, version = version - 1 WHERE id = 1", no=False)
    forger.rebuild(record.first)


def change_scores(forger: Forger, _: Record) -> None:
    forger.sql("UPDATE tickets SET score = 1 WHERE score IS NOT NULL")


def grant_rights(forger: Forger, _: Record) -> None:
    forger.sql("UPDATE people SET roles = 'proposer operator director administrator' WHERE id = 1")


def replace_evidence(forger: Forger, _: Record) -> None:
    forger.sql("UPDATE attachments SET sha256 = :other WHERE id = 1", other="0" * 64)


def remove_evidence(forger: Forger, _: Record) -> None:
    forger.sql("DELETE FROM attachments WHERE id = 2")


def hide_evidence(forger: Forger, _: Record) -> None:
    forger.sql("UPDATE attachments SET state = 'removed' WHERE id = 2")


def remove_deed(forger: Forger, _: Record) -> None:
    forger.sql("DELETE FROM deeds")


def rewrite_heads(forger: Forger, _: Record) -> None:
    forger.sql("UPDATE record_heads SET content = replace(content, '+00', '+01')")


def change_import_list(forger: Forger, _: Record) -> None:
    forger.sql("UPDATE import_lists SET told = 0, loaded_by = 'nobody'")


def remove_correction(forger: Forger, _: Record) -> None:
    forger.sql("DELETE FROM correction_lines")


def change_verdict(forger: Forger, _: Record) -> None:
    forger.sql("UPDATE clocks SET verdict = '超期', missed = :yes WHERE ticket_id = 1 AND id = 1", yes=True)


def change_due_day(forger: Forger, _: Record) -> None:
    forger.sql("UPDATE clocks SET due_on = '2030-01-01' WHERE ticket_id = 2 AND stopped_at IS NULL")


def alter_delivery(forger: Forger, _: Record) -> None:
    forger.sql("UPDATE outbox SET message_id = 'm-9' WHERE dedupe = 'n1'")


def rename_person(forger: Forger, _: Record) -> None:
    forger.sql("UPDATE people SET name = '王大' WHERE id = 3")


def add_account(forger: Forger, _: Record) -> None:
    account = ("platform", '"user"', "user_key", "person_id")
    forger.sql(f"INSERT INTO accounts ({', '.join(account)}) VALUES ('wecom', 'evil', 'evil', 2)")


def find_account_by_another(forger: Forger, _: Record) -> None:
    """Somebody else's callbacks would count as hers, though everything that is shown stays as it was."""
    forger.sql("UPDATE accounts SET user_key = '#' || '0' WHERE person_id = 2")


def find_name_by_another(forger: Forger, _: Record) -> None:
    forger.sql("UPDATE people SET name_index = '0' WHERE id = 2")


def change_title(forger: Forger, _: Record) -> None:
    forger.sql("UPDATE tickets SET title = '别的数据' WHERE id = 1")


def forge_step(forger: Forger, record: Record) -> None:
    """One more step, with a whole plain chain."""
    forger.copy_last_line(record.newest)


def cut_record(forger: Forger, record: Record) -> None:
    """The newest case goes, with all its entries, and the end is set back; its seal can't be made."""
    forger.remove_case(record.newest)
    forger.sql("DELETE FROM record_log WHERE seq > 20")
    forger.sql("UPDATE record_tip SET seq = 20, mac = (SELECT mac FROM record_log WHERE seq = 20)")


def change_entry(forger: Forger, record: Record) -> None:
    """Step and entry are changed alike."""
    forger.change_line(record.newest, 5, actor_id=record.district.people["WangWu"].id)
    forger.sql(
        "UPDATE record_log SET digest = (SELECT hash FROM history WHERE ticket_id = 2 AND seq = 5) "
        "WHERE subject = :number AND step = 5",
        number=record.newest,
    )


def remove_entry(forger: Forger, _: Record) -> None:
    forger.sql("DELETE FROM record_log WHERE seq = 4")


REWRITES: list[tuple[Callable[[Forger, Record], None], str]] = [
    (remove_newest, "{newest}：整件工单不见了，存证中有5步"),
    (change_signer, "{newest} 第 5 步：写入后被改动，与存证不符"),
    (backdate_reply, "{first} 第 6 步：写入后被改动，与存证不符"),
    (swap_words, "{first} 第 1 步：写入后被改动，与存证不符"),
    (swap_contacts, "{newest}：联系方式写入后被改动，与存证不符"),
    (remove_last_step, "{first} 第 10 步：存证中有，库中没有了"),
    (change_scores, "{first} 第 10 步：score 与办理记录不符"),
    (grant_rights, "张三：人员第1号的姓名、部门、角色、帐号或停用状态在写入后被改动，与存证不符"),
    (replace_evidence, "{first} 第 1 步：附件（第1号）写入后被改动，与存证不符"),
    (remove_evidence, "{first}：附件（第2号）存证中有，库中没有了"),
    (hide_evidence, "{first}：附件（第2号）存证中有，库中没有了"),
    (remove_deed, "管理操作：第1号存证中有，库中没有了"),
    (change_import_list, "导入：第1号写入后被改动，与存证不符"),
    (remove_correction, "目录更正：第1号存证中有，库中没有了"),
    (change_verdict, "{first} 第 10 步：clocks 与办理记录不符"),
    (change_due_day, "{newest} 第 5 步：clocks 与办理记录不符"),
    (alter_delivery, "{first} 第 8 步：通知送达写入后被改动，与存证不符"),
    (rename_person, "王大：人员第3号的姓名、部门、角色、帐号或停用状态在写入后被改动，与存证不符"),
    (add_account, "赵云：人员第2号的姓名、部门、角色、帐号或停用状态在写入后被改动，与存证不符"),
    (find_account_by_another, "赵云：人员第2号的姓名、部门、角色、帐号或停用状态在写入后被改动，与存证不符"),
    (find_name_by_another, "赵云：人员第2号的姓名、部门、角色、帐号或停用状态在写入后被改动，与存证不符"),
    (change_title, "{first}：登记事项写入后被改动，与存证不符"),
    (forge_step, "{newest} 第 6 步：没有存证，不是本系统写入的"),
    (cut_record, "现到第20条为止：末尾的条目被去掉，或末端被改写"),
    (change_entry, "（{newest} 第 5 步）被改动，或不是本系统写入的"),
    (remove_entry, "缺少第4至第4条"),
]


@pytest.mark.parametrize(("how", "named"), REWRITES, ids=[how.__name__ for how, _ in REWRITES])
def test_rewrite_is_found_and_named(record: Record, how: Callable[[Forger, Record], None], named: str) -> None:
    forge(record.store, how, record)
    assert named.format(first=record.first, newest=record.newest) in record.findings()


ALSO = [
    ("UPDATE attachments SET ticket_id = 2 WHERE id = 1", "附件（第1号）写入时属于 {first}，写入后被改动"),
    ("UPDATE attachments SET person_id = 3 WHERE id = 2", "附件（第2号）的名称或提交人写入后被改动"),
    ("UPDATE entries SET department_id = 1", "目录条目：第1号写入后被改动"),
    ("UPDATE corrections SET state = '已更正'", "更正事项：第1号写入后被改动"),
    ("UPDATE flags SET special = :yes WHERE id = 1", "标注：第1号写入后被改动"),
    ("DELETE FROM flag_events WHERE id = (SELECT min(id) FROM flag_events)", "标注记录：第"),
    ("UPDATE accounts SET \"user\" = 'evil' WHERE person_id = 4", "王五：人员第4号的姓名、部门、角色、帐号或停用状态"),
    ("UPDATE people SET mobile_sealed = '' WHERE id = 1", "张三：人员第1号的手机号被换过"),
    ("UPDATE tickets SET stepped_at = filed_at WHERE id = 1", "{first} 第 10 步：stepped_at 与办理记录不符"),
]  # fmt: skip


def test_more_rewrites_are_found_and_named(record: Record) -> None:
    """Other tables, a file moved to another case, and columns that others give; all at once."""

    def rewrite(forger: Forger) -> None:
        for statement, _ in ALSO:
            forger.sql(statement, **({"yes": True} if ":yes" in statement else {}))

    forge(record.store, rewrite)
    found = record.findings()
    missing = [told for _, told in ALSO if told.format(first=record.first) not in found]
    assert missing == []


def sign(record: Record) -> HandedOut:
    """The day's head, kept and handed out."""
    head = signed_heads.present(record.store, record.district.now)
    assert head is not None
    with record.store.write() as session:
        signed_heads.keep(session, head, record.district.now)
    with record.store.read() as session:
        return HandedOut("head.json", signed_heads.file_of(session, head, None))


def test_heads_rewritten_or_removed(record: Record) -> None:
    sign(record)
    assert record.findings() == ""
    forge(record.store, rewrite_heads, record)
    assert "存证不是本系统签名的，或被改动" in record.findings()
    forge_again(record.store, "DELETE FROM record_heads")
    assert "存证：第1号存证中有，库中没有了" in record.findings()


def forge_again(store: Store, statement: str) -> None:
    with store.engine.begin() as connection:
        connection.execute(text(statement))


def test_whole_day_restored_from_backup(record: Record) -> None:
    """Everything in the database is genuine and whole; only what was handed out tells that a day is missing."""
    before = snapshot(record.store)
    record.district.filed()
    handed = sign(record)
    assert record.findings(handed) == ""
    restore(record.store, before)
    assert record.findings() == ""
    lost = record.findings(handed)
    assert "如整库退回到备份" in lost
    record.district.filed()
    record.district.filed()
    record.district.filed()
    assert "如退回备份后重写" in record.findings(handed)
    assert "如退回备份后重写" in record.findings(printed(handed))


def test_state_put_back_under_a_running_server(record: Record) -> None:
    """The server knows what it has committed: what it writes next says for ever that something is gone."""
    before = snapshot(record.store)
    record.district.filed()
    restore(record.store, before)
    record.district.filed()
    assert "写入后又没有了：数据库被退回到较早的状态" in record.findings()


def test_record_emptied_with_its_keys_kept(record: Record) -> None:
    for table in ("record_log", "record_tip", "record_heads"):
        forge(record.store, lambda forger, name=table: forger.sql(f"DELETE FROM {name}"))
    record_sealing._KNOWN.clear()  # as after a restart
    record.district.filed()
    assert "以前的存证被全部删除，从这里重新开始" in record.findings()


def test_history_of_an_erased_case_removed(record: Record) -> None:
    store, now = record.store, NOON + timedelta(days=800)
    with store.write() as session:
        retention_lists.note_archive(session, 1, 10, way="command", sha256="0" * 64, now=now)
        assert erasures.erase(session, 1, now, "730", now) is not None
    assert record.findings() == ""
    forge(store, lambda forger: forger.remove_case(record.first))
    assert f"{record.first}：整件工单不见了，存证中有10步" in record.findings()


def test_evidence_erased_without_a_record(record: Record) -> None:
    forge(record.store, lambda forger: forger.sql("UPDATE attachments SET state = 'erased'"))
    assert f"{record.first} 第 1 步：附件（第1号）写入后被改动，与存证不符" in record.findings()


def test_an_entry_without_the_key_is_none(record: Record) -> None:
    """The forger writes an entry of their own, with the program and a key of their own."""
    forged = Entry(Kind.STEP, record.newest, 5, "0" * 64, NOON)
    with record.store.engine.begin() as connection:
        last = connection.execute(text("SELECT max(seq) FROM record_log")).scalar_one()
        row = {"seq": last + 1, "kind": forged.kind.value, "subject": forged.subject, "step": 5}
        row |= {"digest": forged.digest, "at": NOON, "epoch": 1, "found": False, "mac": "0" * 64}
        row["leaf"] = leaf_of(row).hex()
        connection.execute(table_of(RecordEntry).insert().values(row))
    found = record.findings()
    assert f"第{last + 1}条（{record.newest} 第 5 步）被改动，或不是本系统写入的" in found
    assert "末尾的条目被去掉，或末端被改写" in found


def test_what_somebody_else_wrote_at_the_end_stays_visible(record: Record) -> None:
    """The record goes on, and says for ever that its end was not the one it had written."""
    forge(record.store, cut_record, record)
    record_sealing._KNOWN.clear()  # as after a restart
    record.district.filed()
    assert "以前，末端曾停在第20条：有人绕过本系统改过存证" in record.findings()


def test_epochs_swapped(record: Record) -> None:
    """After a rotation both epochs verify; entries or keys given to another epoch don't."""
    with record.store.write() as session:
        record_sealing.rotate(session, record.district.now)
    record.district.filed()
    handed = sign(record)
    assert record.findings(handed) == ""
    forge(record.store, lambda forger: forger.sql("UPDATE record_log SET epoch = 2 WHERE seq = 3"))
    assert "第3条" in record.findings()
    forge_again(
        record.store, "UPDATE record_epochs SET keys_sealed = (SELECT keys_sealed FROM record_epochs WHERE epoch = 2)"
    )
    assert "第1期存证密钥被换过" in record.findings()
