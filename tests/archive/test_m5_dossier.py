"""M5: the dossier is fit as evidence: who acted, each choice in words, notices, flags, limits with their law."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, text

from archive.dossier import dossier
from archive.sheet import sheet
from bot.tickets.perform import perform
from regulation.case import SYSTEM
from regulation.filing import open_case
from regulation.holiday_notices import Notice
from regulation.states import Action, Call
from store import loaded_notices
from store.cases import ticket_numbers, tickets
from store.files import attachments
from store.messages import delivery_proof, outbox, read_receipts
from store.people import former_names, persons
from store.people.former_names import Named
from store.tables import Department, OutboxRow, Person, StepText
from tests.archive.readable_page import readable
from tests.scheduler.announced_retention import sweep
from tests.scheduler.deliver_once import deliver
from tests.scheduler.rig import DIRECTOR, HANDLER, OFFICER_A, OPERATOR, PROPOSER, Rig


@pytest.fixture
def rig(sqlite_url: str, tmp_path: Path) -> Iterator[Rig]:
    rig = Rig(sqlite_url, tmp_path)
    yield rig
    rig.close()


def content_of(rig: Rig, number: str) -> dict[str, Any]:
    with rig.store.read() as session:
        ticket = tickets.get(session, number, lock=False)
        assert ticket is not None
        return dict(dossier(session, rig.store.vault, rig.laws, ticket).content)


def page_of(rig: Rig, number: str) -> str:
    return readable(sheet(content_of(rig, number)))


def rename(rig: Rig, user: str, name: str, unit: str) -> None:
    """As an import does: another name, and another name of the whole department."""
    with rig.store.write() as session:
        person = session.get_one(Person, rig.person(user).id)
        former_names.keep(session, Named.PERSON, {person.id: person.name}, rig.now)
        person.name, person.roles = name, "proposer"
        session.get_one(Department, person.department_id).name = unit


def lapse(rig: Rig, number: str) -> None:
    with rig.store.write() as session:
        ticket = tickets.get(session, number)
        assert ticket is not None
        perform(rig.stage(session), ticket, Action.LAPSE_CONFIRMATION, SYSTEM)


def test_m5_actor_with_their_own_unit_and_role(rig: Rig) -> None:
    """F7: never the case's department beside somebody of another unit."""
    number = rig.filed()
    rig.advance(number, Action.CONFIRM)
    page = page_of(rig, number)
    assert "确认 张伟（区教育局，异议提出方） P9" in page
    assert "告知结果 李娜（区大数据中心，区大数据中心运营团队） M14" in page
    assert "答复需修正 王芳（区市场监管局，联络专员） P5" in page


def test_m5_every_role_held_is_printed(rig: Rig) -> None:
    """Settled point 23: a director who is an operator too acts as the first, and the history shows both."""
    number = rig.filed()
    rig.act(number, Action.ACCEPT, DIRECTOR)
    assert "收办 周杰（区大数据中心，区大数据中心运营团队、区大数据中心负责人）" in page_of(rig, number)


def test_m5_renames_change_nothing_printed(rig: Rig) -> None:
    """Directory changes never rewrite who acted, which unit held the case, or whom an act names."""
    number = rig.filed()
    rig.advance(number, Action.RECEIVE)
    rig.act(
        number, Action.DISPATCH, OFFICER_A, handler_id=rig.person(HANDLER).id, handler_department_id=rig.department()
    )
    deliver(rig.deps, rig.now)
    before = page_of(rig, number)
    assert "经办人：孙丽" in before
    for user in (PROPOSER, OPERATOR, OFFICER_A, HANDLER):
        rename(rig, user, "某某", "合并后的局")
    after = page_of(rig, number)
    assert [line for line in after.splitlines() if "按现名册" not in line] == [
        line for line in before.splitlines() if "按现名册" not in line
    ]


def test_m5_lines_older_than_the_record_are_marked(rig: Rig) -> None:
    number = rig.filed()
    rig.act(number, Action.ACCEPT, OPERATOR)
    with rig.store.write() as session:
        session.execute(delete(StepText).where(StepText.field == "actor"))
    assert "收办 李娜（区大数据中心，区大数据中心运营团队；姓名和单位名称按现名册）" in page_of(rig, number)


def test_m5_departments_of_lines_older_than_the_record_are_marked(rig: Rig) -> None:
    number = rig.filed()
    rig.advance(number, Action.TRANSFER)
    with rig.store.write() as session:
        session.execute(text("DROP TRIGGER history_no_update"))
        session.execute(text("UPDATE history SET decision = json_remove(decision, '$.departments')"))
    page = page_of(rig, number)
    assert "责任部门：区市场监管局（按现名册）" in page


def test_m4_proposer_of_an_older_erased_ticket_is_not_named_again(rig: Rig) -> None:
    number = rig.filed()
    rig.advance(number, Action.CONFIRM)
    rig.at("2028-10-09 周一 10:00")
    assert sweep(rig) == 1
    with rig.store.write() as session:
        session.execute(delete(StepText).where(StepText.field == "actor"))
    page = page_of(rig, number)
    assert "确认 提出方（姓名已按期限删除）" in page
    assert "张伟" not in page


def test_m7_stand_in_is_printed_with_both_units(rig: Rig) -> None:
    number = rig.filed()
    with rig.store.write() as session:
        deputy, absent = persons.by_account(session, "wecom", DIRECTOR), persons.by_account(session, "wecom", OPERATOR)
        assert deputy is not None
        assert absent is not None
        ticket = tickets.get(session, number)
        assert ticket is not None
        perform(rig.stage(session), ticket, Action.ACCEPT, persons.actor_of(deputy, absent))
    assert "收办 周杰（区大数据中心）代李娜（区大数据中心，区大数据中心运营团队）" in page_of(rig, number)


def filed_on_behalf(rig: Rig) -> str:
    """代录 of somebody who is not in the directory (G2)."""
    with rig.store.write() as session:
        operator, law = persons.by_account(session, "wecom", OPERATOR), rig.laws(session).on(rig.now.date())
        assert operator is not None
        number = ticket_numbers.new_number(session, rig.now)
        decision = open_case(number, 0, persons.actor_of(operator), rig.now, law, on_behalf=True)
        filing = tickets.Filing(contact=tickets.Contact("王老五", "13900000000"), kind="error", channel="phone")
        tickets.file(session, rig.store.vault, number, decision, filing, law)
    return number


def test_g2_an_operator_who_speaks_for_the_proposer_is_printed_as_such(rig: Rig) -> None:
    """The centre records the word of a proposer without an account; it is not the proposer."""
    number = filed_on_behalf(rig)
    rig.act(number, Action.ACCEPT, OPERATOR)
    rig.act(number, Action.WITHDRAW, DIRECTOR, heard="2026-09-16 来电", reason="已自行解决")  # not who recorded it
    page = page_of(rig, number)
    assert "提出渠道 电话" in page
    assert "收办 李娜（区大数据中心，区大数据中心运营团队） P2" in page
    assert re.search("撤回 周杰（区大数据中心，[^）]*）代异议提出方", page)


def test_m5_account_used_is_recorded(rig: Rig) -> None:
    number = rig.filed()
    rig.send_text(OPERATOR, f"收办 {number}")
    step = content_of(rig, number)["steps"][-1]
    assert step["by"]["account"] == "wecom:li.na"


def test_p3_items_of_the_supplement(rig: Rig) -> None:
    number = rig.filed()
    rig.act(number, Action.ASK_SUPPLEMENT, OPERATOR, items=["records", "evidence"],
        details="1 缺统一社会信用代码；2 缺加盖公章的证明", other="请附营业执照照片",
    )  # fmt: skip
    page = page_of(rig, number)
    assert "需要补正的内容：疑问数据的具体信息、佐证材料（截图举证或者实际业务场景举证）" in page
    assert "其他需要补正的内容：请附营业执照照片" in page


def test_m10_ground_of_refusal(rig: Rig) -> None:
    number = rig.filed()
    given = {"administrative_act": True, "other_remedy": True, "rule": "行政复议法"}
    rig.act(number, Action.DECLINE, OPERATOR, ground="out_of_scope", reason="属于行政复议事项", **given)
    page = page_of(rig, number)
    assert "不予收办的情形：因具体行政行为导致数据出现问题，且已有相关法律法规或其他规定能够处理" in page
    assert "数据问题由具体行政行为导致：是" in page
    assert "能够处理该问题的规定名称：行政复议法" in page


def test_p4_stage_of_the_platform_fault(rig: Rig) -> None:
    number = rig.filed()
    rig.act(number, Action.ACCEPT, OPERATOR)
    rig.act(number, Action.BLAME_PLATFORM, OPERATOR, stage="gathering", finding="归集时丢失一列")
    assert "出错环节：归集" in page_of(rig, number)


def test_m11_suggested_owner(rig: Rig) -> None:
    number = rig.filed()
    rig.advance(number, Action.TRANSFER)
    rig.act(number, Action.RETURN, OFFICER_A, basis="权责清单第3项", suggested_department_id=rig.department("CIV"))
    page = page_of(rig, number)
    assert "转交对象：责任部门" in page
    assert "建议的责任部门：区民政局" in page
    assert "退回部门：区市场监管局" in page
    assert "退回依据：权责清单第3项" in page


def test_g7_cause_of_the_special_case(rig: Rig) -> None:
    number = rig.filed()
    rig.advance(number, Action.RECEIVE)
    rig.act(number, Action.REPLY_SPECIAL, OFFICER_A, cause="no_original", explanation="原始档案在搬迁中灭失")
    assert "历史原因：原始资料已灭失或者无法查找" in page_of(rig, number)


def test_p7_ground_and_days_of_the_extension(rig: Rig) -> None:
    """The same code has another label in another limit's list."""
    number = rig.filed()
    rig.advance(number, Action.REPLY_REPAIR)
    rig.act(number, Action.EXTEND, OFFICER_A, ground="other", days=10, reason="须到街道重新采集门牌",
        expected_on="2026-09-28",
    )  # fmt: skip
    page = page_of(rig, number)
    assert "延期事由：其他不可控因素" in page
    assert "工作日总数：10个工作日" in page
    assert "新的预计修正日期：2026-09-28 周一" in page


def test_m14_proof_of_sending_and_reading(rig: Rig) -> None:
    number = rig.filed()
    rig.advance(number, Action.NOTIFY)
    rig.later(minutes=2)
    deliver(rig.deps, rig.now)
    rig.later(minutes=3)
    with rig.store.write() as session:
        read_receipts.notice_seen(session, rig.ticket(number).id, rig.person(PROPOSER).id, rig.now)
    rig.act(number, Action.TELEPHONE, OPERATOR, answer=Call.NO_ANSWER.value)
    page = page_of(rig, number)
    sent = r"8 告知结果 提出方 wecom zhang.wei 2026-09-16 周三 10:00 2026-09-16 周三 10:02 \S+ 2026-09-16 周三 10:05"
    assert re.search(sent, page)
    assert "第10步 2026-09-16 周三 10:05 电话：无人接听" in page


def test_m14_message_never_delivered_says_so(rig: Rig) -> None:
    number = rig.filed()
    rig.advance(number, Action.NOTIFY)
    with rig.store.write() as session:
        for row in session.query(OutboxRow).filter_by(person_id=rig.person(PROPOSER).id, state="pending"):
            outbox.mark_dead(session, row, "60011 no privilege")
    assert "未送达（60011 no privilege） 无记录" in page_of(rig, number)


def test_m14_delivery_proved_by_a_press_says_so(rig: Rig) -> None:
    number = rig.filed()
    rig.advance(number, Action.NOTIFY)
    with rig.store.write() as session:
        for row in session.query(OutboxRow).filter_by(person_id=rig.person(PROPOSER).id, state="pending"):
            delivery_proof.mark_arrived(session, row.id, rig.now)
    assert f"2026-09-16 周三 10:00（{delivery_proof.BY_PRESS}）" in page_of(rig, number)
    assert content_of(rig, number)["notices"][-1]["state"] == "已送达"


def test_p9_flag_log(rig: Rig) -> None:
    number = rig.filed()
    rig.advance(number, Action.CONFIRM)
    content = content_of(rig, number)
    assert [line["event"] for line in content["flags"]] == ["标注", "清除标注"]
    assert "清除标注；此后同一记录有 0 件工单标注" in page_of(rig, number)


def test_p9_own_rule_is_not_printed_under_the_clause(rig: Rig) -> None:
    """The regulation sets no time to confirm: silence is no 超期, and P9 is not its clause."""
    number = rig.filed()
    rig.advance(number, Action.NOTIFY)
    deliver(rig.deps, rig.now)
    rig.at("2026-09-25 周五 10:00")
    lapse(rig, number)
    page = page_of(rig, number)
    limit = page[page.index("提出方确认 2026-09-22") :]
    assert limit.startswith("提出方确认 2026-09-22 周二 期满未确认（本系统约定）\n本系统约定，条文没有规定这一期限\n")
    assert "确认无误后清除问题数据标注" not in page
    assert "逾期未确认 系统 本系统约定 → 已办结" in page


def test_an_act_of_the_own_rules_stands_under_no_clause(rig: Rig) -> None:
    """No clause of the regulation knows 送达: told means told is an own rule."""
    number = rig.filed()
    rig.advance(number, Action.NOTIFY)
    deliver(rig.deps, rig.now)
    page = page_of(rig, number)
    assert "送达 系统 本系统约定 → 待提出方确认" in page
    assert "M14 办法第十四条 → 待告知结果" in page  # 告知结果 is the regulation's


def test_m16_the_edition_of_the_own_rules_is_dated_not_the_regulation(rig: Rig) -> None:
    page = page_of(rig, rig.filed())
    assert "（长府办〔2022〕28号）；本系统约定第2版自2026-" in page


def test_m14_limit_with_its_clause_and_calendar(rig: Rig) -> None:
    number = rig.filed()
    rig.advance(number, Action.NOTIFY)
    limit = next(each for each in content_of(rig, number)["clocks"] if each["kind"] == "结果告知")
    assert limit["proof"]["clause"].startswith("区大数据中心应当在收到反馈结果后的1个工作日内")
    assert limit["proof"]["started_by"] == "第7步“完成修正”"
    assert not limit["proof"]["own_rule"]


def test_p7_stopped_limit_is_printed_by_the_calendar_of_its_day(rig: Rig) -> None:
    """C2: a notice loaded afterwards changes no printed count of a limit that had stopped."""
    rig.at("2026-12-28 周一 10:00")
    number = rig.filed()
    rig.advance(number, Action.NOTIFY)
    before = [each["proof"] for each in content_of(rig, number)["clocks"] if each["verdict"]]
    rig.later(hours=1)
    off = {date(2026, 12, 31): "元旦", date(2027, 1, 1): "元旦"}
    notice = Notice(2027, "国办发明电〔2026〕99号", "关于2027年放假安排的通知", date(2026, 12, 27), off=off, work={})
    with rig.store.write() as session:
        loaded_notices.keep_notice(session, notice, rig.now)
    after = [each["proof"] for each in content_of(rig, number)["clocks"] if each["verdict"]]
    assert after == before
    assert not any(proof["recounted"] for proof in after)


def test_m9_files_with_who_added_them_and_when(rig: Rig) -> None:
    number = rig.filed()
    with rig.store.write() as session:
        attachments.receive(
            session,
            rig.store.vault,
            rig.deps.file_store,
            b"%PDF-1.7 basis",
            person_id=rig.person(OPERATOR).id,
            name="依据.pdf",
            now=rig.now,
            ticket_id=rig.ticket(number).id,
            seq=1,
        )
    page = page_of(rig, number)
    assert "依据.pdf 14 字节，第1步，李娜于 2026-09-16 周三 10:00 提交" in page


def test_m14_call_entered_later_shows_both_days(rig: Rig) -> None:
    """A call counts at its own time (补记, 本系统约定): the page shows that day beside the day of the entry."""
    number = rig.filed()
    rig.advance(number, Action.NOTIFY)
    rig.later(days=1)
    rig.act(number, Action.TELEPHONE, OPERATOR, answer=Call.TOLD.value, told_on="2026-09-16")
    assert re.search(r"2026-09-17 周四 10:00 电话：已告知，通话日 2026-09-16 周三（补记）", page_of(rig, number))
