"""`objection doctor` reports faults of an installation, each with its remedy."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result
from sqlalchemy import text

from bot.laws import LawsInForce
from doctor import check_result, stored_record
from objection.cli.exposed_settings import EXAMPLES
from objection.cli.main import main
from quality.closed_reports import close, compiled
from quality.period import Period
from regulation.holiday_notices import Notice, shipped_notices
from regulation.law import Laws
from regulation.rulebook_file import load_rulebooks
from regulation.states import Action
from regulation.workdays import WorkCalendar
from sandbox.loopback_server import LoopbackServer
from sandbox.wecom.directory import Member
from sandbox.wecom.server import create_standin
from store.engine.session import Store
from store.loaded_notices import keep_notice
from store.vault import new_keys, read_keys
from tests.sandbox.tenant_fixture import tenant
from tests.store.district_fixture import DistrictFixture

Doctor = Callable[..., Result]
ROOT = Path(__file__).parent.parent
KEYS = new_keys().replace("\n", ";")
DEPARTMENTS = "code,name,kind\nD1,区大数据中心,centre\nD2,区民政局,responsible\n"
PEOPLE = "name,department,roles,mobile,wecom\n张三,D2,officer-a,13812345678,zhangsan\n王五,D1,operator supervisor,,\n"


@pytest.fixture
def environ(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Mapping[str, str]:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "var").mkdir()
    return {
        "OBJECTION_CONFIG": "",
        "OBJECTION__DATABASE__URL": sqlite_url,
        "OBJECTION__SECURITY__KEYS": KEYS,
        "OBJECTION__SERVER__PUBLIC_URL": "http://127.0.0.1:1",
        "OBJECTION__WECOM__API_BASE": "http://127.0.0.1:1",
        "OBJECTION__WECOM__CORP_ID": "ww1",
        "OBJECTION__WECOM__AGENT_ID": "1",
        "OBJECTION__WECOM__SECRET": "hunter2",
        "OBJECTION__WECOM__TOKEN": "token",
        "OBJECTION__WECOM__ENCODING_AES_KEY": "a" * 43,
    }


@pytest.fixture
def doctor(environ: Mapping[str, str]) -> Doctor:
    def run(*arguments: str, **more: str) -> Result:
        return CliRunner().invoke(main, ["doctor", *arguments], env={**environ, **more}, catch_exceptions=False)

    return run


def imported(environ: Mapping[str, str], kind: str, content: str) -> None:
    Path("file.csv").write_text(content, encoding="utf-8")
    assert CliRunner().invoke(main, ["import", kind, "file.csv"], env=environ, catch_exceptions=False).exit_code == 0


def test_an_empty_installation_gets_the_next_steps(doctor: Doctor) -> None:
    result = doctor("--offline")
    assert result.exit_code == 1
    assert "objection import departments" in result.output
    assert "[正常] 数据库" in result.output
    assert "[正常] 历史链" in result.output


def test_gaps_of_the_roster(doctor: Doctor, environ: Mapping[str, str]) -> None:
    imported(environ, "departments", DEPARTMENTS)
    imported(environ, "people", PEOPLE)
    output = doctor("--offline").output
    assert "区民政局（D2）没有联络专员 B 角、分管领导" in output
    assert "王五 没有 wecom 帐号" in output
    assert "没有中心运营" not in output


def test_an_unreachable_platform_is_a_finding_without_traceback(doctor: Doctor) -> None:
    result = doctor()
    assert result.exit_code == 1
    assert "[问题] 企业微信凭证" in result.output
    assert "[问题] 回调往返" in result.output
    assert "hunter2" not in result.output


def test_accounts_that_the_platform_cannot_reach_are_named(
    doctor: Doctor, environ: Mapping[str, str], tmp_path: Path
) -> None:
    """M7: by the names that this database's keys open; without a traceback."""
    company = tenant(tmp_path)
    company.directory.put(Member("zhangsan", "张三丰"))
    settings = company.settings
    imported(environ, "departments", DEPARTMENTS)
    imported(environ, "people", PEOPLE.replace("王五,D1,operator supervisor,,", "王五,D1,operator,,wang.wu"))
    with LoopbackServer(create_standin(company)) as host:
        found = doctor(
            OBJECTION__WECOM__API_BASE=host.url, OBJECTION__WECOM__CORP_ID=settings.corp_id,
            OBJECTION__WECOM__AGENT_ID=str(settings.agent_id), OBJECTION__WECOM__SECRET=settings.secret,
        ).output  # fmt: skip
    told = [line for line in found.splitlines() if "平台通讯录" in line]
    assert len(told) == 2
    assert "张三" in told[0]
    assert "王五" in told[1]


def test_a_changed_history_is_found(doctor: Doctor, environ: Mapping[str, str]) -> None:
    store = Store(environ["OBJECTION__DATABASE__URL"], read_keys(KEYS.replace(";", "\n")))
    number = DistrictFixture(store).build().filed()
    assert "[正常] 历史链" in doctor("--offline").output
    with store.write() as session:
        session.execute(text("UPDATE tickets SET history_head = 'forged'"))
    store.close()
    assert f"[问题] 历史链：{number}" in doctor("--offline").output


@pytest.fixture
def district(environ: Mapping[str, str]) -> Iterator[DistrictFixture]:
    store = Store(environ["OBJECTION__DATABASE__URL"], read_keys(KEYS.replace(";", "\n")))
    yield DistrictFixture(store).build()
    store.close()


def test_every_history_is_replayed_and_counted(doctor: Doctor, district: DistrictFixture) -> None:
    """M5: replaying the history must give the stored ticket; the finding has the number of checked tickets."""
    district.advance(district.filed(), Action.EVALUATE)
    number = district.filed()
    whole = doctor("--offline").output
    assert "[正常] 历史链：2 件工单、11 步" in whole
    assert "[正常] 历史重放：2 件工单" in whole
    with district.store.write() as session:
        session.execute(text("UPDATE tickets SET returns = 1 WHERE number = :number"), {"number": number})
    broken = doctor("--offline")
    assert broken.exit_code == 1
    assert f"[问题] 历史重放：{number} 第 1 步：returns 与办理记录不符" in broken.output
    assert "[正常] 历史链" in broken.output
    quick = doctor("--offline", "--quick").output
    assert "历史链" not in quick
    assert "历史重放" not in quick


def test_many_broken_places_are_counted(doctor: Doctor, district: DistrictFixture) -> None:
    for _ in range(check_result.SHOWN + 3):
        district.filed()
    with district.store.write() as session:
        session.execute(text("UPDATE tickets SET returns = 1"))
    shown = doctor("--offline").output
    assert shown.count("returns 与办理记录不符") == check_result.SHOWN
    assert "[问题] 历史重放：另有 3 处" in shown


def test_paging_of_the_checks_has_no_gap(district: DistrictFixture) -> None:
    """With more tickets than one page holds each is checked once, and progress is reported."""
    numbers = [district.filed() for _ in range(5)]
    with district.store.write() as session:
        session.execute(text("UPDATE tickets SET returns = 1"))
    seen: list[tuple[int, int]] = []
    found = list(stored_record.tickets(district.store, lambda done, total: seen.append((done, total)), size=2))
    assert [number for number in numbers if sum(number in finding.text for finding in found) == 1] == numbers
    assert seen == [(2, 5), (4, 5), (5, 5)]


def test_closed_reports_are_recounted(doctor: Doctor, district: DistrictFixture) -> None:
    district.advance(district.filed(), Action.EVALUATE)
    laws = Laws(load_rulebooks(), WorkCalendar(shipped_notices()))
    with district.store.write() as session:
        close(session, Period.read("2026-09"), datetime(2026, 10, 9, tzinfo=UTC), laws, 5)
    assert "[正常] 质量报告：1 份已结账的报告重新统计，逐字节相同" in doctor("--offline").output
    with district.store.write() as session:
        session.execute(text("DROP TRIGGER quality_reports_no_update"))
        session.execute(text("UPDATE quality_reports SET content = replace(content, 'LHSR', 'OTHER')"))
    assert "[问题] 质量报告：2026-09 第1版" in doctor("--offline").output


def test_a_notice_loaded_later_leaves_closed_reports_as_they_were(doctor: Doctor, district: DistrictFixture) -> None:
    """A notice loaded in October changes September's working days; reports closed before stay valid."""
    district.filed()  # open all the month, and each working day of it is charged
    laws = LawsInForce(load_rulebooks(), shipped_notices(), {})
    closed, later = datetime(2026, 10, 9, tzinfo=UTC), datetime(2026, 10, 20, tzinfo=UTC)
    number, amended = "国办发明电〔2026〕5号", shipped_notices()[-1].number
    off = {date(2026, 9, 16): "抗灾", date(2026, 9, 17): "抗灾"}
    with district.store.write() as session:
        first = close(session, Period.read("2026-09"), closed, laws(session), 5)
        keep_notice(session, Notice(2026, number, "2026年调整", date(2026, 10, 19), off, {}, amends=amended), later)
    with district.store.read() as session:
        assert compiled(session, Period.read("2026-09"), closed, laws(session)).as_text() != first.content
    assert "[正常] 质量报告：1 份已结账的报告重新统计" in doctor("--offline").output


def test_contradicting_notices_are_named_without_traceback(doctor: Doctor) -> None:
    shipped = (ROOT / "regulation/holidays/2026.toml").read_text(encoding="utf-8")
    Path("again.toml").write_text(shipped.replace("〔2025〕7号", "〔2025〕8号"), encoding="utf-8")
    told = doctor("--offline", OBJECTION__LAW__NOTICES='["again.toml"]').output
    assert "law.notices：2026年有两份通知" in told


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("CLOCK", "file:var/clock", "演练时钟"),
        ("SECURITY__KEYS", "k1 aes-256-gcm AAAA", "密钥"),
        ("DATABASE__URL", "postgresql://u:hunter3@127.0.0.1:1/x", "database.url"),
        ("LAW__RULEBOOK", "nowhere", "law.rulebook"),
        ("SERVER__PUBLIC_URL", "", "手机打不开"),
    ],
)
def test_each_wrong_setting_is_a_finding(doctor: Doctor, name: str, value: str, told: str) -> None:
    result = doctor("--offline", **{f"OBJECTION__{name}": value})
    assert result.exit_code == 1
    assert told in result.output
    assert "hunter3" not in result.output


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("SERVER__PUBLIC_URL", "http://10.0.0.5", "server.public_url 是 http"),
        ("WECOM__API_BASE", "http://qyapi.example.gov.cn", "wecom.api_base 是 http"),
        ("PORTAL__FLAG_URL", "http://10.1.2.3/flags", "portal.flag_url 是 http"),
        ("SERVER__BIND", "0.0.0.0:8080", "/metrics"),
        ("WECOM__VERIFY", "false", "wecom.verify 已关闭"),
        ("WECOM__TOKEN", "ChangeMe1234", "wecom.token 还是示例里的值"),
        ("WECOM__SECRET", "change-me", "wecom.secret 还是示例里的值"),
    ],
)
def test_what_is_open_to_others_is_a_finding(doctor: Doctor, name: str, value: str, told: str) -> None:
    """SECURITY.md says that `doctor` warns of these."""
    assert told not in doctor("--offline").output
    result = doctor("--offline", **{f"OBJECTION__{name}": value, "OBJECTION__PORTAL__SECRET": "s" * 32})
    assert result.exit_code == 1
    assert told in result.output


@pytest.mark.parametrize("mode", [0o644, 0o660, 0o666])
def test_files_that_others_can_read_or_change_are_findings(doctor: Doctor, mode: int) -> None:
    path = Path("config.yaml")
    path.write_text("server: {threads: 3}\n", encoding="utf-8")
    for right, told in ((mode, True), (0o600, False), (0o640, False)):
        path.chmod(right)
        assert (f"chmod 600 {path}" in doctor("--offline").output) is told
    Path("var").chmod(0o755)
    assert "chmod 700 var" in doctor("--offline").output
    Path("var").chmod(0o750)
    assert "chmod 700 var" not in doctor("--offline").output


def test_example_values_are_those_of_the_example() -> None:
    example = yaml.safe_load((ROOT / "config.example.yaml").read_text(encoding="utf-8"))["wecom"]
    assert {name: example[name] for name in EXAMPLES} == EXAMPLES
