"""M15: the report goes out once, on the month's first working day; it is published after the departments' reply."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quality import report_columns
from quality.closed_reports import stands
from quality.report import Report, Row
from quality.report_columns import Column
from quality.report_image import NoPicture, png_bytes
from quality.report_text import title
from regulation.holiday_notices import Notice
from regulation.states import Action
from scheduler.limits import calendar_recount
from scheduler.sweeps.monthly_report import monthly
from store.lists import report_source
from tests.days import day
from tests.scheduler.rig import DIRECTOR, LEADER, OPERATOR, PROPOSER, SUPERVISOR, Rig

FIRST = "2026-10-08 周四 09:30"  # the first working day after the National Day holiday
PUBLISHED = "2026-10-14 周三 09:30"  # 2026-10-10 周六 is a working day: five of them after the first
CHRISTMAS = Notice(
    year=2027,
    number="国办发明电〔2026〕99号",
    title="国务院办公厅关于2027年部分节假日安排的通知",
    published=day("2026-12-30 周三"),
    off={day("2026-12-28 周一"): "元旦", day("2027-01-01 周五"): "元旦"},
    work={},
)


@pytest.fixture
def september(rig: Rig) -> Rig:
    """One objection with the whole main path in September."""
    number = rig.filed()
    rig.advance(number, Action.CONFIRM)
    rig.clear_messages()
    return rig


def readers(rig: Rig) -> dict[str, list[str]]:
    """Recipients and kinds of messages since the last `clear_messages`."""
    rig.deliver()
    got: dict[str, list[str]] = {}
    for sent in rig.platform.arrived:
        got.setdefault(sent.user, []).append(sent.message["msgtype"])
    return got


def draws() -> bool:
    """Whether this machine has Pillow and a Chinese font."""
    try:
        png_bytes(Report("2026-09", "", "", [], Row(0, "", "", {}), {}, [], [], [], {}))
    except NoPicture:
        return False
    return True


def test_overseers_get_the_district_and_leaders_their_own(september: Rig) -> None:
    assert monthly(september.deps, september.at(FIRST)) == 3
    got = readers(september)
    assert set(got) == {SUPERVISOR, DIRECTOR, LEADER}
    assert got[LEADER] == ["template_card"]
    expected = {"template_card", "image"} if draws() else {"template_card"}
    assert set(got[SUPERVISOR]) == set(got[DIRECTOR]) == expected
    said = str([sent.message for sent in september.platform.arrived])
    assert "https://yiyi.test/report/2026-09" in said
    assert "2026-10-14 周三公布之前提出意见" in said
    for canary in ("张伟", "13800000001", "99号", "企业登记信息", "CN-2026"):
        assert canary not in said


def test_two_machines_send_the_report_once(september: Rig) -> None:
    september.at(FIRST)
    other = september.machine(september.store)
    assert [monthly(deps, september.now) for deps in (september.deps, other, september.deps)] == [3, 0, 0]


@pytest.mark.parametrize(
    "when",
    [
        "2026-09-30 周三 16:00",
        "2026-10-01 周四 10:00",
        "2026-10-08 周四 08:30",
        "2026-10-08 周四 18:30",
        "2026-10-19 周一 10:00",
    ],
)
def test_the_report_is_sent_in_service_hours_on_the_first_working_day(september: Rig, when: str) -> None:
    assert monthly(september.deps, september.at(when)) == 0
    with september.store.read() as session:
        assert report_source.latest(session, "2026-09") is None


def test_a_missed_run_is_made_up(september: Rig) -> None:
    assert monthly(september.deps, september.at("2026-10-10 周六 10:00")) == 3


def test_no_report_of_a_month_without_cases(rig: Rig) -> None:
    assert monthly(rig.deps, rig.at(FIRST)) == 0
    assert readers(rig) == {}


def test_ranks_are_visible_from_the_publication(september: Rig) -> None:
    monthly(september.deps, september.at(FIRST))
    september.clear_messages()
    assert monthly(september.deps, september.at("2026-10-13 周二 10:00")) == 0
    assert monthly(september.deps, september.at(PUBLISHED)) == 3
    assert monthly(september.deps, september.later(hours=1)) == 0
    got = readers(september)
    assert set(got[LEADER]) == ({"template_card", "image"} if draws() else {"template_card"})
    assert "已公布" in str([sent.message for sent in september.platform.arrived])
    assert PROPOSER not in got


def test_a_report_of_a_newer_format_is_left_alone(september: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two versions on one database: the older one sends nothing of a format it doesn't know, and says so."""
    with monkeypatch.context() as later:
        today = report_columns.COLUMNS
        newer = Column("reopened", "重新受理", "M10", since=today.version + 1)
        added = replace(today, centre=(*today.centre, newer))
        later.setattr(report_columns, "COLUMNS", added)
        assert monthly(september.deps, september.at(FIRST)) == 3
    september.clear_messages()
    assert monthly(september.deps, september.at(PUBLISHED)) == 0
    assert readers(september) == {}
    with monkeypatch.context() as later:
        later.setattr(report_columns, "COLUMNS", added)
        assert monthly(september.deps, september.at(PUBLISHED)) == 3


def test_a_report_with_provisional_verdicts_is_marked_and_reissued_when_they_turn(rig: Rig) -> None:
    """Own rule: accepted late on 29 December, which the notice, loaded in January, makes in time; version 1 stays."""
    rig.at("2026-12-25 周五 10:00")
    number = rig.filed()
    rig.at("2026-12-29 周二 10:00")
    rig.act(number, Action.ACCEPT, OPERATOR)
    calendar_recount.sweep(rig.deps, rig.now)
    monthly(rig.deps, rig.at("2027-01-04 周一 09:30"))
    rig.deliver()
    with rig.store.read() as session:
        first = report_source.version_of(session, "2026-12", 1)
        assert first is not None
        stored = first.content
    report = Report.read(stored)
    assert report.provisional
    assert title(report) == "2026年12月公共数据异议质量报告（暂定）"
    assert [limit.said for limit in report.tickets[0].limits] == ["超期（暂定）", "期末仍超期（暂定）"]
    assert report.centre.figures["accept_late"] == 1
    assert rig.platform.to(SUPERVISOR, "质量报告（暂定）")
    rig.clear_messages()
    rig.at("2027-01-04 周一 15:00")
    rig.load_notice(CHRISTMAS)
    assert monthly(rig.deps, rig.at("2027-01-05 周二 09:30")) == 0, "not before the verdicts were counted anew"
    calendar_recount.sweep(rig.deps, rig.now)
    monthly(rig.deps, rig.later(minutes=1))
    rig.deliver()
    assert rig.platform.to(SUPERVISOR, "质量报告")
    with rig.store.read() as session:
        second, old = (report_source.version_of(session, "2026-12", version) for version in (2, 1))
        assert second is not None
        assert old is not None
        assert old.content == stored
        settled = Report.read(second.content)
        for row in (old, second):
            assert stands(session, row, rig.deps.laws.as_of(session, row.known)), row.version
    assert not settled.provisional
    assert [limit.said for limit in settled.tickets[0].limits] == ["按时", "期末仍超期"]
    assert (settled.centre.figures["accept_in_time"], settled.centre.figures["accept_late"]) == (1, 0)
    rig.clear_messages()
    assert monthly(rig.deps, rig.later(minutes=10)) == 0, "once"


def test_without_provisional_verdicts_a_report_is_stored_as_before(september: Rig) -> None:
    monthly(september.deps, september.at(FIRST))
    with september.store.read() as session:
        row = report_source.latest(session, "2026-09")
    assert row is not None
    assert "provisional" not in row.content
