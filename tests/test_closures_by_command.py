"""M14, P2-P7: a closure loaded by one command counts on every server from the next act on, and undoes nothing."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.laws import LawsInForce
from doctor import sealed_record
from objection.cli.main import main
from objection.config.load import Config
from objection.district_rules import begin_with
from regulation.holiday_notices import load_notice, shipped_notices
from regulation.rulebook_file import load_rulebooks
from regulation.states import Action, State
from scheduler.limits import calendar_recount
from store import district_closures
from store.district_closures import Kept
from tests.days import day
from tests.scheduler.rig import OPERATOR, Rig
from tests.store.forger import forge
from tests.test_notice_by_command import HEAD, KEYS, NEW_YEAR

ROOT = Path(__file__).parent.parent
WHY = ("--reason", "进博会放假", "--document", "长府办〔2026〕9号")
CITED = "进博会放假（长府办〔2026〕9号）"
EXPO = date(2026, 9, 17)


class CommandLine:
    """An administrator's command line beside a running district."""

    def __init__(self, rig: Rig, folder: Path) -> None:
        self.rig, self.folder = rig, folder

    def __call__(self, *arguments: str, **more: str) -> Result:
        environ = {**self.environ(), **more}
        return CliRunner().invoke(main, [*arguments], env=environ, catch_exceptions=False)

    def environ(self) -> dict[str, str]:
        (self.folder / "clock").write_text(f"{self.rig.now.isoformat()} frozen", encoding="utf-8")
        return {
            "OBJECTION__DATABASE__URL": self.rig.url,
            "OBJECTION__SECURITY__KEYS": KEYS,
            "OBJECTION__CLOCK": f"file:{self.folder / 'clock'}",
            "OBJECTION_CONFIG": "",
            "SUDO_USER": "it.admin",
        }

    def add(self, *days: str) -> Result:
        first, *last = days
        told = self("closures", "add", first, *(part for each in last for part in ("--to", each)), *WHY)
        assert told.exit_code == 0, told.output
        return told

    def lines(self) -> tuple[Kept, ...]:
        with self.rig.store.read() as session:
            return district_closures.loaded(session)


@pytest.fixture
def cli(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CommandLine]:
    monkeypatch.chdir(tmp_path)
    rig = Rig(database_url, tmp_path, "2026-09-16 周三 10:00")
    yield CommandLine(rig, tmp_path)
    rig.close()


def closed_on(laws: LawsInForce, rig: Rig) -> Mapping[date, str]:
    with rig.store.read() as session:
        return dict(laws(session).calendar.closures)


def restarted(rig: Rig, closures: Mapping[date, str]) -> LawsInForce:
    """A server that starts with these `law.closures`."""
    laws = LawsInForce(load_rulebooks(), shipped_notices(), closures)
    with rig.store.write() as session:
        begin_with(laws, session, Config(), rig.now)
    return laws


def test_it_counts_on_every_server_from_the_next_act_on(cli: CommandLine) -> None:
    """P2: filed on 2026-09-16 周三, one working day; Thursday is closed while two servers run."""
    rig, other = cli.rig, cli.rig.machine(cli.rig.store)
    number = rig.filed()
    assert rig.clock_of(number).due_on == day("2026-09-17 周四")
    rig.clear_messages()
    told = cli.add("2026-09-17")
    assert f"2026-09-17 周四 {CITED}：上班 → 停止办公" in told.output
    assert f"{number} 收办意见：2026-09-17 周四 → 2026-09-18 周五\n" in told.output
    assert closed_on(rig.laws, rig) == closed_on(other.laws, rig) == {EXPO: CITED}
    assert rig.clock_of(rig.filed()).due_on == day("2026-09-18 周五"), "the next act, before any sweep"
    assert (calendar_recount.sweep(other, rig.now), calendar_recount.sweep(rig.deps, rig.now)) == (1, 0)
    assert rig.clock_of(number).due_on == day("2026-09-18 周五")
    rig.deliver()
    assert any("重算" in sent.text for sent in rig.platform.to(OPERATOR, number))
    rig.send_text(OPERATOR, f"为什么 {number}")
    rig.deliver()
    assert f"2026-09-17 周四 —— 本区停止办公：{CITED}" in rig.platform.to(OPERATOR, "为什么是 2026-09-18 周五")[-1].text


def test_a_dry_run_shows_and_stores_nothing(cli: CommandLine) -> None:
    number = cli.rig.filed()
    told = cli("closures", "add", "2026-09-17", "--dry-run", *WHY)
    assert f"{number} 收办意见" in told.output
    assert "什么也没有写入" in told.output
    assert cli.lines() == ()


def test_a_withdrawal_moves_limits_back_and_stays_readable(cli: CommandLine) -> None:
    """What stopped while the closure was in force is explained by the calendar of its day."""
    rig = cli.rig
    cli.add("2026-09-17", "2026-09-18")
    calendar_recount.sweep(rig.deps, rig.now)
    stopped, running = rig.filed(), rig.filed()
    rig.act(stopped, Action.ACCEPT, OPERATOR)
    then, due = rig.now, rig.clock_of(running).due_on
    assert due == day("2026-09-20 周日"), "Thursday and Friday closed, Sunday a make-up working day"
    rig.later(minutes=5)
    told = cli("closures", "withdraw", "1", "--reason", "区政府取消", "--by", "陈主任")
    assert f"{running} 收办意见：2026-09-20 周日 → 2026-09-17 周四" in told.output
    calendar_recount.sweep(rig.deps, rig.now)
    assert rig.clock_of(running).due_on == day("2026-09-17 周四")
    assert "共 0 条，另有已撤回的 1 条" in cli("closures", "list").output
    shown = cli("closures", "list", "--all").output
    assert f"第1号 2026-09-17 周四 至 2026-09-18 周五 {CITED}，2026-09-16 10:00 由 it.admin 载入" in shown
    assert "2026-09-16 10:05 由 陈主任 撤回：区政府取消" in shown
    with rig.store.read() as session:
        assert not rig.laws.as_of(session, then).calendar.is_workday(EXPO)
        assert rig.laws.as_of(session, rig.now).calendar.is_workday(EXPO)
    rig.send_text(OPERATOR, f"为什么 {stopped} 收办意见")
    rig.deliver()
    assert f"停止办公：{CITED}" in rig.platform.to(OPERATOR, "为什么是 2026-09-20 周日")[-1].text
    assert "第1号已经撤回" in cli("closures", "withdraw", "1", "--reason", "再来").output
    assert "没有第9号" in cli("closures", "withdraw", "9", "--reason", "再来").output
    assert len(cli.lines()) == 2


def test_a_closure_for_a_passed_day_undoes_nothing_and_says_so(cli: CommandLine) -> None:
    """P3: three working days ended on the make-up Sunday; on Monday the Thursday is declared closed."""
    rig = cli.rig
    lapsed, late = rig.filed(), rig.filed()
    rig.act(lapsed, Action.ASK_SUPPLEMENT, OPERATOR, other="请补充截图")
    rig.clear_messages()
    rig.at("2026-09-18 周五 09:00")
    rig.act(late, Action.ACCEPT, OPERATOR)
    rig.at("2026-09-21 周一 00:00")
    rig.run()
    before = [(clock.kind, clock.due_on, clock.verdict) for clock in rig.ticket(late).clocks]
    assert rig.ticket(lapsed).state is State.LAPSED
    told = cli.add("2026-09-17")
    assert "其中 1 天已经过去" in told.output
    assert "都不因此改变" in told.output
    assert f"{late} 收办意见：超期 → 按时" in told.output
    assert f"{lapsed} 补正：" in told.output, "the office sees what lapsed a day too early"
    rig.run()
    assert rig.ticket(lapsed).state is State.LAPSED
    assert [(clock.kind, clock.due_on, clock.verdict) for clock in rig.ticket(late).clocks][:1] == before[:1]


def test_overlaps_are_refused_and_the_same_again_changes_nothing(cli: CommandLine) -> None:
    cli.add("2026-10-12", "2026-10-13")
    assert "已经在用" in cli.add("2026-10-12", "2026-10-13").output
    told = cli("closures", "add", "2026-10-13", "--to", "2026-10-14", *WHY)
    assert told.exit_code == 1
    assert "2026-10-13 已在第1号" in told.output
    assert "objection closures withdraw 1" in told.output
    assert len(cli.lines()) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("2026-10-13", "--to", "2026-10-12"), "早于首日"),
        (("2026-10-13", "--to", "2026-12-12"), "一次最多31天"),
        (("2029-10-13",), "两年以后"),
        (("2016-10-13",), "太早"),
        (("2026-10-13", "--reason", " "), "原因：没有写"),
        (("2026-10-13", "--document", "甲\n乙"), "依据：应为一行文字"),
    ],
)
def test_bad_input_stores_nothing(cli: CommandLine, arguments: tuple[str, ...], said: str) -> None:
    told = cli("closures", "add", *WHY, *arguments)
    assert told.exit_code == 1
    assert said in told.output
    assert "什么也没有写入" in told.output
    assert cli.lines() == ()


def test_a_table_is_loaded_whole_or_not_at_all(cli: CommandLine) -> None:
    table = cli.folder / "days.csv"
    table.write_text("首日,末日,原因,依据\n2026-10-12,2026/10/13,停电,甲\n2026年10月14日,,停电,乙\n", encoding="utf-8")
    assert cli("closures", "import", str(table)).exit_code == 0
    assert [len(line.closure.days) for line in cli.lines()] == [2, 1]
    assert "什么也没有改变" in cli("closures", "import", str(table)).output
    table.write_text("首日,末日,原因,依据\n2026-10-19,,停电,丙\n十月二十,,停电,丁\n", encoding="utf-8")
    told = cli("closures", "import", str(table))
    assert (told.exit_code, "第 3 行首日" in told.output, len(cli.lines())) == (1, True, 2)
    table.write_text("日期,原因\n2026-10-19,停电\n", encoding="utf-8")
    assert "没有 首日、依据" in cli("closures", "import", str(table)).output


def test_the_settings_are_taken_over_once_and_only_compared_afterwards(cli: CommandLine) -> None:
    """Two servers with different files count the same days: those of the one that started first."""
    rig, days = cli.rig, {EXPO: "台风停工"}
    before = LawsInForce(load_rulebooks(), shipped_notices(), days)
    with rig.store.read() as session:
        version = before(session).calendar.version
    first = restarted(rig, days)
    other = restarted(rig, {EXPO: "台风停工", date(2026, 9, 18): "停电"})
    assert closed_on(first, rig) == closed_on(other, rig) == closed_on(rig.laws, rig) == days
    with rig.store.read() as session:
        assert first(session).calendar.version == version, "taking over moves no limit"
        assert (first.differences(session), len(other.differences(session))) == ((), 1)
        assert "2026-09-18 停电（1天）不在数据库中，不起作用" in other.differences(session)[0]
    assert cli("closures", "withdraw", "1", "--reason", "写错").exit_code == 0
    assert closed_on(restarted(rig, days), rig) == {}, "what was withdrawn does not come back with a start"


def test_a_notice_named_in_a_file_is_taken_over_too(cli: CommandLine) -> None:
    """Two servers of which one alone names next year's notice would count different days."""
    rig, path = cli.rig, cli.folder / "2027.toml"
    path.write_text(HEAD + NEW_YEAR, encoding="utf-8")
    named = LawsInForce(load_rulebooks(), shipped_notices(), {}, [load_notice(path)])
    with rig.store.read() as session:
        version = named(session).calendar.version
        assert rig.laws(session).calendar.version != version
    with rig.store.write() as session:
        begin_with(named, session, Config(), rig.now)
    with rig.store.read() as session:
        assert named(session).calendar.version == rig.laws(session).calendar.version == version
        assert named.standing(session) == rig.laws.standing(session)
        assert named.differences(session) == ()


def test_two_that_load_at_once_load_it_once(cli: CommandLine) -> None:
    arguments = ["closures", "add", "2026-10-12", *WHY]
    environ = {**os.environ, **cli.environ()}
    both = [
        subprocess.Popen(
            [sys.executable, "-m", "objection", *arguments], cwd=ROOT, env=environ, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        for _ in range(2)
    ]  # fmt: skip
    said = [process.communicate(timeout=90)[0].decode() for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert len(cli.lines()) == 1


def test_doctor_names_what_a_file_adds(cli: CommandLine) -> None:
    file = {"OBJECTION__LAW__CLOSURES": "[{date: 2026-11-05, reason: 进博会}]"}
    assert "[正常] 日历设置：law.closures、law.notices 在下次启动" in cli("doctor", "--offline", **file).output
    restarted(cli.rig, {date(2026, 11, 5): "进博会"})
    said = cli("doctor", "--offline", **file).output
    assert "[正常] 日历设置：law.closures、law.notices 已于 2026-09-16 10:00 载入数据库（1 项），不再起作用" in said
    assert "[正常] 停止办公：在用 1 条，将来的 1 条：第1号 2026-11-05 周四 进博会" in said
    other = {"OBJECTION__LAW__CLOSURES": "[{date: 2026-11-06, reason: 停电}]"}
    assert (
        "[问题] 日历设置：law.closures：2026-11-06 停电（1天）不在数据库中"
        in cli("doctor", "--offline", **other).output
    )


def test_loading_first_takes_over_the_settings(cli: CommandLine) -> None:
    """A command before the first start of a new release does not lose what the file says."""
    file = {"OBJECTION__LAW__CLOSURES": "[{date: 2026-11-05, reason: 进博会}]"}
    assert "已写在配置文件" in cli("closures", "add", "2026-11-05", *WHY, "--dry-run", **file).output
    assert cli("closures", "add", "2026-11-06", *WHY, **file).exit_code == 0
    assert sorted(closed_on(cli.rig.laws, cli.rig)) == [date(2026, 11, 5), date(2026, 11, 6)]


def test_what_was_taken_over_explains_the_days_before(cli: CommandLine) -> None:
    rig = cli.rig
    rig.laws = LawsInForce(load_rulebooks(), shipped_notices(), {EXPO: "台风停工"})
    rig.deps = rig.machine(rig.store)
    with rig.store.write() as session:
        session.execute(text("DELETE FROM calendars"))  # a database of before they were kept
    restarted(rig, {EXPO: "台风停工"})
    with rig.store.read() as session:
        assert not rig.laws.as_of(session, rig.now).calendar.is_workday(EXPO)
        earlier = rig.now.replace(day=1)
        assert not rig.laws.as_of(session, earlier).calendar.is_workday(EXPO)


FORGED = [
    ("UPDATE closures SET last_day = first_day", "停止办公：第1号写入后被改动"),
    ("DELETE FROM closures", "停止办公：第1号存证中有，库中没有了"),
    (
        "INSERT INTO closures SELECT 7, first_day, last_day, reason, document, loaded_at, loaded_by, withdraws"
        " FROM closures",
        "停止办公：第7号没有存证",
    ),
]


@pytest.mark.parametrize(("statement", "named"), FORGED)
def test_one_slipped_into_the_database_is_named(cli: CommandLine, statement: str, named: str) -> None:
    cli.add("2026-10-12", "2026-10-13")
    if not statement.startswith("INSERT"):
        with pytest.raises(DBAPIError, match="closures are final"), cli.rig.store.write() as session:
            session.execute(text(statement))
    forge(cli.rig.store, lambda forger, _: forger.sql(statement), None)
    assert named in "\n".join(each.text for each in sealed_record.record(cli.rig.store, ()) if not each.ok)


def test_only_commands_and_the_start_change_closures() -> None:
    """No chat, page or sweep can: it takes a shell on a server."""
    users = {
        path.relative_to(ROOT).parts[0]
        for path in ROOT.glob("[a-z]*/**/*.py")
        if path.relative_to(ROOT).parts[0] not in ("tests", "store")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and ast.unparse(node) in ("district_closures.keep", "laws.take_over")
    }
    assert users == {"objection"}
