"""M8: import of the city platform's orders by file: idempotent, all or nothing, in an operator's name."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from objection.cli.main import main
from regulation.states import State, Track
from store.engine.session import Store
from store.tables import Ticket
from store.vault import new_keys, read_keys

HEADING = "order,received,entry,source,kind,records,doubt,department\n"
ROWS = (
    "SH-1,2026-09-17 09:30,S1,,错误,某某登记日期为2020年,应为2021年,D2\n"
    "SH-2,2026/09/17,,市级接口甲,遗漏,缺少某某一条,应有,\n"
)
DISTRICT = {
    "departments": "code,name,kind\nD1,区大数据中心,centre\nD2,区民政局,competent\n",
    "people": "name,department,roles,mobile,wecom,dingtalk\n李娜,D1,operator,,li.na,\n王芳,D2,officer-a,,wang.fang,\n",
    "catalogue": "code,name,department,origin,kind,sources\nS1,婚姻登记信息,D2,district,source,\n",
}


class CommandLine:
    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder, self.keys = url, folder, new_keys()
        (folder / "clock").write_text("2026-09-18T10:00:00+08:00", encoding="utf-8")
        for kind, text in DISTRICT.items():
            assert self.load(kind, text).exit_code == 0

    def load(self, kind: str, text: str, *more: str) -> Result:
        path = self.folder / f"{kind}.csv"
        path.write_text(text, encoding="utf-8")
        environ = {
            "OBJECTION__DATABASE__URL": self.url,
            "OBJECTION__SECURITY__KEYS": self.keys.replace("\n", ";"),
            "OBJECTION__CLOCK": f"file:{self.folder / 'clock'}",
            "OBJECTION_CONFIG": "",
        }
        return CliRunner().invoke(main, ["import", kind, str(path), *more], env=environ, catch_exceptions=False)

    def tickets(self) -> list[Ticket]:
        store = Store(self.url, read_keys(self.keys))
        with store.read() as session:
            found = list(session.query(Ticket).order_by(Ticket.id))
        store.close()
        return found


@pytest.fixture
def cli(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    monkeypatch.chdir(tmp_path)
    return CommandLine(sqlite_url, tmp_path)


def test_orders_are_imported_once_and_transferred_where_a_department_is_named(cli: CommandLine) -> None:
    assert "已录入 2 件" in cli.load("city-orders", HEADING + ROWS, "--by", "li.na").output
    assert "已录入 0 件市级工单，略过 2 件" in cli.load("city-orders", HEADING + ROWS, "--by", "li.na").output
    first, second = cli.tickets()
    assert (first.track, first.state, first.city_order) == (Track.CITY_ISSUED, State.DISPATCHED, "SH-1")
    assert (second.state, second.clocks) == (State.TRANSFERRING, [])


@pytest.mark.parametrize("account", ["", "nobody", "wang.fang"])
def test_only_in_an_operators_name(cli: CommandLine, account: str) -> None:
    result = cli.load("city-orders", HEADING + ROWS, "--by", account)
    assert result.exit_code == 1
    assert "--by" in result.output
    assert cli.tickets() == []


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("SH-3,昨天,S1,,错误,甲乙,丙丁,\n", "第 4 行 received 列"),
        ("SH-3,2026-09-17,S9,,错误,甲乙,丙丁,\n", "第 4 行 entry 列"),
        ("SH-3,2026-09-17,,,错误,甲乙,丙丁,\n", "第 4 行：entry 与 source"),
        ("SH-3,2026-09-30,S1,,错误,甲乙,丙丁,\n", "第 4 行"),
        ("SH-3,2026-09-17,S1,,笔误,甲乙,丙丁,\n", "第 4 行 kind 列"),
    ],
)
def test_one_invalid_row_writes_nothing(cli: CommandLine, row: str, said: str) -> None:
    result = cli.load("city-orders", HEADING + ROWS + row, "--by", "li.na")
    assert result.exit_code == 1
    assert said in result.output
    assert cli.tickets() == []
