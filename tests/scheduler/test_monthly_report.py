"""M15: the report goes out once, on the month's first working day; it is published after the departments' reply."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quality import report_columns
from quality.report import Report, Row
from quality.report_columns import Column
from quality.report_image import NoPicture, png_bytes
from regulation.states import Action
from scheduler.sweeps.monthly_report import monthly
from store.lists import report_source
from tests.scheduler.rig import DIRECTOR, LEADER, PROPOSER, SUPERVISOR, Rig

FIRST = "2026-10-08 周四 09:30"  # the first working day after the National Day holiday
PUBLISHED = "2026-10-14 周三 09:30"  # 2026-10-10 周六 is a working day: five of them after the first


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
        added = replace(today, centre=(*today.centre, Column("reopened", "重新受理", "M10", since=2)))
        later.setattr(report_columns, "COLUMNS", added)
        assert monthly(september.deps, september.at(FIRST)) == 3
    september.clear_messages()
    assert monthly(september.deps, september.at(PUBLISHED)) == 0
    assert readers(september) == {}
    with monkeypatch.context() as later:
        later.setattr(report_columns, "COLUMNS", added)
        assert monthly(september.deps, september.at(PUBLISHED)) == 3
