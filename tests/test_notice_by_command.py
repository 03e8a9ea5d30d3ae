"""Habit 9: one command loads next year's holiday notice and reports the moved limits; an invalid one loads nothing."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.laws import LawsInForce
from objection.cli.main import main
from regulation.holiday_notices import shipped_notices
from regulation.rulebook_file import load_rulebooks
from regulation.states import Action
from scheduler.limits import calendar_recount as sweeps
from store import loaded_notices
from store.cases.history import lines
from store.loaded_notices import Kept
from tests.bot.world import KEY
from tests.days import day
from tests.scheduler.rig import OFFICER_A, PROPOSER, Rig

HEAD = """year = 2027
number = "国办发明电〔2026〕99号"
title = "国务院办公厅关于2027年部分节假日安排的通知"
published = 2026-11-24
"""
NEW_YEAR = """
[[holiday]]
name = "元旦"
from = 2027-01-01
to = 2027-01-03

[[holiday]]
name = "春节"
from = 2027-02-05
to = 2027-02-11
work = [2027-01-31, 2027-02-13]
"""
LONGER = NEW_YEAR.replace("to = 2027-01-03", "to = 2027-01-04")
ROOT = Path(__file__).parent.parent
KEYS = ";".join(  # the district's own
    (
        f"{KEY.id} {KEY.algorithm} {base64.b64encode(KEY.secret).decode()}",
        f"index hmac-sha256 {base64.b64encode(b'index secret of thirty-two bytes!').decode()}",
    )
)


class CommandLine:
    """An administrator's command line beside a running district."""

    def __init__(self, rig: Rig, folder: Path) -> None:
        self.rig, self.folder = rig, folder

    def load(self, text: str, *more: str) -> Result:
        arguments, environ = self.command(text)
        return CliRunner().invoke(main, [*arguments, *more], env=environ, catch_exceptions=False)

    def command(self, text: str) -> tuple[list[str], dict[str, str]]:
        path = self.folder / "2027.toml"
        path.write_text(text, encoding="utf-8")
        (self.folder / "clock").write_text(f"{self.rig.now.isoformat()} frozen", encoding="utf-8")
        environ = {
            "OBJECTION__DATABASE__URL": self.rig.url,
            "OBJECTION__SECURITY__KEYS": KEYS,
            "OBJECTION__CLOCK": f"file:{self.folder / 'clock'}",
            "OBJECTION_CONFIG": "",
            "SUDO_USER": "it.admin",
        }
        return ["import", "notice", str(path)], environ

    def kept(self) -> tuple[Kept, ...]:
        with self.rig.store.read() as session:
            return loaded_notices.loaded(session)


@pytest.fixture
def cli(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CommandLine]:
    monkeypatch.chdir(tmp_path)
    rig = Rig(database_url, tmp_path, "2026-12-23 周三 10:00")
    yield CommandLine(rig, tmp_path)
    rig.close()


def test_open_limits_move_on_every_machine_and_closed_verdicts_stay(cli: CommandLine) -> None:
    """P7: replied on 2026-12-23 周三, seven working days; 2027-01-04 周一 turns out to be a day off."""
    rig = cli.rig
    number, closed = rig.filed(), rig.filed()
    rig.advance(number, Action.REPLY_REPAIR)
    rig.advance(closed, Action.CONFIRM)
    frozen = [(clock.due_on, clock.provisional, clock.verdict) for clock in rig.ticket(closed).clocks]
    assert (rig.clock_of(number).due_on, rig.clock_of(number).provisional) == (day("2027-01-04 周一"), True)
    rig.clear_messages()
    told = cli.load(HEAD + LONGER)
    assert told.exit_code == 0
    assert "2027-01-04 周一 元旦：上班 → 放假" in told.output
    assert "2027-01-01" not in told.output, "off by statute, with or without a notice"
    assert "2027-01-31 周日 春节：休息 → 上班" in told.output
    assert "2027-01-02" not in told.output
    assert f"{number} 部门修正：2027-01-04 周一（暂定） → 2027-01-05 周二\n" in told.output
    assert "工作日历确定到 2026-12-25 周五 → 2027-12-25 周六" in told.output
    assert closed not in told.output
    other = rig.machine(rig.store)  # a second server that was running all the time
    assert sweeps.sweep(other, rig.now) == 1
    assert sweeps.sweep(rig.deps, rig.now) == 0
    rig.deliver()
    assert (rig.clock_of(number).due_on, rig.clock_of(number).provisional) == (day("2027-01-05 周二"), False)
    assert [sent.user for sent in rig.platform.arrived if "重算" in sent.text].count(OFFICER_A) == 1
    assert [(clock.due_on, clock.provisional, clock.verdict) for clock in rig.ticket(closed).clocks] == frozen
    with rig.store.read() as session:
        assert lines(session, rig.ticket(number))[-1].action is Action.RECOMPUTE


def test_who_and_when_are_kept(cli: CommandLine) -> None:
    cli.load(HEAD + NEW_YEAR)
    (first,) = cli.kept()
    assert (first.version, first.by, first.at) == (1, "it.admin", cli.rig.now)
    cli.rig.at("2026-12-24 周四 09:00")
    moved = NEW_YEAR.replace("to = 2027-01-03", "to = 2027-01-04")
    assert "--replaces 1" in cli.load(HEAD + moved).output
    assert cli.load(HEAD + moved, "--replaces", "1", "--by", "陈主任").exit_code == 0
    assert [(kept.version, kept.by, kept.replaces) for kept in cli.kept()] == [(1, "it.admin", None), (2, "陈主任", 1)]


def test_the_same_notice_twice_changes_nothing(cli: CommandLine) -> None:
    cli.load(HEAD + NEW_YEAR)
    again = cli.load(HEAD + NEW_YEAR)
    assert again.exit_code == 0
    assert "这份通知已经在用" in again.output
    assert "2026-12-23 10:00 由 it.admin 载入" in again.output
    assert len(cli.kept()) == 1


def test_a_shipped_notice_is_known(cli: CommandLine) -> None:
    shipped = (ROOT / "regulation" / "holidays" / "2026.toml").read_text(encoding="utf-8")
    assert "随程序附带" in cli.load(shipped).output
    assert cli.kept() == ()


def test_a_dry_run_shows_and_keeps_nothing(cli: CommandLine) -> None:
    told = cli.load(HEAD + NEW_YEAR, "--dry-run")
    assert "2027-02-09 周二 春节：上班 → 放假" in told.output
    assert "什么也没有写入" in told.output
    assert cli.kept() == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("year = 2027", "year = 2028", "不在 year = 2028"),
        ("2027-02-05", "2026-02-05", "应在 from"),
        ("关于2027年", "关于2026年", "标题中没有“2027年”"),
        ("published = 2026-11-24", "published = 2025-11-04", "不像2027年通知的公布日期"),
        ("published = 2026-11-24", "published = 2026-12-24", "还没有到，今天是 2026-12-23"),
        ("〔2026〕99号", "〔2025〕7号", "是2026年的通知"),
        ("work = [2027-01-31,", "work = [2027-02-01,", "不是周六、周日"),
        ("work = [2027-01-31,", "work = [2027-02-06,", "写了两次"),
        ("[[holiday]]", "[[holidays]]", "没有这个键"),
        ("published = 2026-11-24", 'published = "2026-11-24"', "published：应写日期"),
        ("year = 2027", "year =", "不是 TOML 文件"),
        ("published =", 'amends = "国办发明电〔2026〕1号"\npublished =', "没有 国办发明电〔2026〕1号 这份通知"),
    ],
)
def test_a_slip_loads_nothing(cli: CommandLine, old: str, new: str, said: str) -> None:
    told = cli.load((HEAD + NEW_YEAR).replace(old, new))
    assert told.exit_code == 1
    assert said in told.output
    assert "什么也没有写入" in told.output
    assert "Traceback" not in told.output
    assert cli.kept() == ()


def test_a_year_is_not_skipped(cli: CommandLine) -> None:
    text = (HEAD + NEW_YEAR).replace("2027", "2028").replace("2026-11-24", "2027-11-24")
    cli.rig.at("2027-12-01 周三 09:00")
    assert "缺少2027年的通知" in cli.load(text.replace("work = [2028-01-31, 2028-02-13]", "")).output


def test_another_number_for_the_same_year_is_asked_about(cli: CommandLine) -> None:
    cli.load(HEAD + NEW_YEAR)
    other = (HEAD + NEW_YEAR).replace("99号", "98号")
    told = cli.load(other)
    assert (told.exit_code, "文号为 国办发明电〔2026〕98号" in told.output) == (1, True)
    assert "应为 1" in cli.load(other, "--replaces", "7").output
    assert cli.load(other, "--replaces", "1").exit_code == 0
    rig = cli.rig
    with rig.store.read() as session:
        assert [one.notice.number for one in rig.laws.standing(session) if one.version] == ["国办发明电〔2026〕98号"]


def test_a_change_in_mid_year_wins_and_can_be_corrected(cli: CommandLine) -> None:
    """As in 2019 and 2020: an amendment of 2026, loaded while limits run; then with its number put right."""
    rig = cli.rig
    rig.at("2026-09-28 周一 10:00")
    number = rig.filed(PROPOSER)
    text = """year = 2026
number = "国办发明电〔2026〕5号"
amends = "国办发明电〔2025〕7号"
title = "国务院办公厅关于调整2026年假期安排的通知"
published = 2026-09-27
[[holiday]]
name = "国庆节"
from = 2026-09-29
to = 2026-09-30
"""
    assert "2026-09-29 周二 国庆节：上班 → 放假" in cli.load(text).output
    assert sweeps.sweep(rig.deps, rig.now) == 1
    assert rig.clock_of(number).due_on == day("2026-10-08 周四")
    right = text.replace("5号", "6号").replace("from = 2026-09-29", "from = 2026-09-30")
    assert "2026-09-29 周二 国庆节：休息 → 上班" in cli.load(right, "--replaces", "1").output
    assert sweeps.sweep(rig.deps, rig.now) == 1
    assert rig.clock_of(number).due_on == day("2026-09-29 周二")


def test_a_release_that_brings_the_year_later_contradicts_nothing(cli: CommandLine) -> None:
    """The district's file had no number, as the format advises; the next release ships it, with an amendment."""
    cli.load((HEAD + NEW_YEAR).replace('number = "国办发明电〔2026〕99号"\n', ""))
    (kept,) = cli.kept()
    number = "国办发明电〔2026〕99号"
    released = replace(kept.notice, number=number)
    amending = replace(
        released, number="国办发明电〔2027〕1号", amends=number, off={day("2027-03-01 周一"): "春节"}, work={}
    )
    shipped = [*shipped_notices(), released, amending]
    laws = LawsInForce(load_rulebooks(), shipped, {})
    with cli.rig.store.read() as session:
        known = laws(session).calendar
    assert known.last_known == day("2027-12-25 周六")
    assert not known.is_workday(day("2027-03-01 周一"))


def test_two_that_load_at_once_load_it_once(cli: CommandLine) -> None:
    arguments, environ = cli.command(HEAD + NEW_YEAR)
    whole = [sys.executable, "-m", "objection", *arguments]
    both = [
        subprocess.Popen(
            whole, cwd=ROOT, env={**os.environ, **environ}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        for _ in range(2)
    ]
    said = [process.communicate(timeout=90)[0].decode() for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert len(cli.kept()) == 1
