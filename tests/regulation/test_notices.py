"""Holiday notice files: an invalid file stops the start, with file and key."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from regulation.holiday_notices import Notice, NoticeError, load_notice, load_notices, shipped_notices
from regulation.workdays import CalendarGap, WorkCalendar
from tests.days import day

HEAD = 'year = 2027\nnumber = "国办发明电〔2026〕0号"\ntitle = "2027年放假安排"\npublished = 2026-11-30\n'
NEW_YEAR = '[[holiday]]\nname = "元旦"\nfrom = 2027-01-01\nto = 2027-01-03\n'


def written(folder: Path, text: str) -> Path:
    path = folder / "2027.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_notice_is_read_whole(tmp_path: Path) -> None:
    notice = load_notice(written(tmp_path, f"{HEAD}{NEW_YEAR}work = [2026-12-26]\n"))
    assert notice == Notice(
        year=2027,
        number="国办发明电〔2026〕0号",
        title="2027年放假安排",
        published=day("2026-11-30 周一"),
        off=dict.fromkeys([day("2027-01-01 周五"), day("2027-01-02 周六"), day("2027-01-03 周日")], "元旦"),
        work={day("2026-12-26 周六"): "元旦"},
    )
    assert notice.cited == "《2027年放假安排》（国办发明电〔2026〕0号）"


def test_the_number_may_be_unknown(tmp_path: Path) -> None:
    text = f"{HEAD}{NEW_YEAR}".replace('number = "国办发明电〔2026〕0号"\n', "")
    assert load_notice(written(tmp_path, text)).cited == "《2027年放假安排》"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("year = ", "不是 TOML 文件"),
        (HEAD, "holiday：至少要有一个"),
        (NEW_YEAR, "year：应写年份，如 2027，现为 None"),
        (f"{HEAD.replace('2027', '27')}{NEW_YEAR}", "year：应写年份，如 2027，现为 27"),
        (f"{HEAD.replace('title', 'titel')}{NEW_YEAR}", "titel：没有这个键"),
        (HEAD.replace("2026-11-30", "'2026-11-30'") + NEW_YEAR, "published：应写日期，如"),
        (f"{HEAD}{NEW_YEAR}day = 3\n", "第1个 holiday，day：没有这个键"),
        (f"{HEAD}{NEW_YEAR.replace('元旦', ' ')}", "第1个 holiday，name：应写文字"),
        (f'{HEAD}[[holiday]]\nname = "元旦"\n', "第1个 holiday（元旦）：应写 from，或 work"),
        (f"{HEAD}{NEW_YEAR}work = 2027-01-09\n", "第1个 holiday（元旦）：应写 from，或 work"),
        (f"{HEAD}{NEW_YEAR.replace('01-03', '02-03')}", "to：2027-02-03 应在 from（2027-01-01）当日至其后14日"),
        (f"{HEAD}{NEW_YEAR.replace('to = 2027-01-03', 'to = 2026-12-31')}", "to：2026-12-31 应在"),
        (f"{HEAD}{NEW_YEAR}work = [2027-01-02]\n", "2027-01-02 写了两次"),
        (f"{HEAD}{NEW_YEAR}work = [2027-01-04]\n", "2027-01-04 不是周六、周日"),
        (f"{HEAD}{NEW_YEAR}work = [2027-01-09T08:00:00]\n", "第1个 holiday（元旦），work：应写日期"),
        (f"{HEAD}{NEW_YEAR}work = [2026-11-28]\n", "2026-11-28 不在 year = 2027 这一年"),
        (f"{HEAD}holiday = 3\n", "holiday：至少要有一个"),
        (f"{HEAD}holiday = [3]\n", "第1个 holiday：应写成 [[holiday]] 一节"),
    ],
)
def test_a_wrong_file_is_refused_by_name_and_key(tmp_path: Path, text: str, complaint: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(NoticeError, match=re.escape(complaint)) as refusal:
        load_notice(path)
    assert str(refusal.value).startswith(f"{path}：")


def test_missing_files_and_folders_are_named(tmp_path: Path) -> None:
    with pytest.raises(NoticeError, match=r"absent\.toml：读不出来，不是 TOML 文件"):
        load_notice(tmp_path / "absent.toml")
    with pytest.raises(NoticeError, match="没有这个放假通知文件夹"):
        load_notices(tmp_path / "absent")


def test_every_shipped_notice_names_its_number_and_year() -> None:
    notices = shipped_notices()
    assert [(notice.year, notice.number) for notice in notices] == [
        (2018, "国办发明电〔2017〕12号"),
        (2019, "国办发明电〔2018〕15号"),
        (2019, "国办发明电〔2019〕3号"),
        (2020, "国办发明电〔2019〕16号"),
        (2020, "国办发明电〔2020〕1号"),
        (2021, "国办发明电〔2020〕27号"),
        (2022, "国办发明电〔2021〕11号"),
        (2023, "国办发明电〔2022〕16号"),
        (2024, "国办发明电〔2023〕7号"),
        (2025, "国办发明电〔2024〕12号"),
        (2026, "国办发明电〔2025〕7号"),
    ]
    assert all(f"{notice.year}年" in notice.title for notice in notices)


def test_the_emergency_notice_of_2020_changes_the_calendar_while_it_runs() -> None:
    before = WorkCalendar([notice for notice in shipped_notices() if not notice.amends])
    after = WorkCalendar(shipped_notices())
    start = day("2020-01-23 周四")
    assert before.after(start, 1).day == day("2020-01-31 周五")
    assert before.is_workday(day("2020-02-01 周六"))
    assert after.after(start, 1).day == day("2020-02-03 周一")
    assert before.version != after.version
    assert after.explain(start, 1)[-2].source == "《国务院办公厅关于延长2020年春节假期的通知》（国办发明电〔2020〕1号）"


def test_a_notice_loaded_twice_counts_once() -> None:
    once, twice = WorkCalendar(shipped_notices()), WorkCalendar(shipped_notices() * 2)
    assert once.version == twice.version


def test_notices_that_contradict_each_other_are_refused(tmp_path: Path) -> None:
    shipped = shipped_notices()
    mine = load_notice(written(tmp_path, f"{HEAD}{NEW_YEAR}"))
    other = load_notice(written(tmp_path, f"{HEAD.replace('0号', '1号')}{NEW_YEAR}"))
    with pytest.raises(ValueError, match="2027年有两份通知"):
        WorkCalendar([*shipped, mine, other])
    with pytest.raises(CalendarGap, match="2025年与2027年之间缺少2026年的通知"):
        WorkCalendar([*(notice for notice in shipped if notice.year < 2026), mine])
    with pytest.raises(ValueError, match="不在2019年的通知之中"):
        WorkCalendar([replace(notice, amends=notice.amends and "国办发明电〔2019〕99号") for notice in shipped])
    with pytest.raises(CalendarGap, match="没有任何放假通知"):
        WorkCalendar([])


@pytest.mark.parametrize(
    ("closures", "complaint"),
    [({datetime(2026, 7, 1, tzinfo=UTC): "停电"}, "应写日期"), ({day("2026-07-01 周三"): " "}, "要写明原因")],
)
def test_a_closure_needs_a_day_and_a_reason(closures: dict[date, str], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        WorkCalendar(shipped_notices(), closures)
