"""A rulebook takes effect from the next day at the earliest; an unused database takes the file's own day (own rule)."""

from __future__ import annotations

from pathlib import Path

from bot.laws import LawsInForce
from regulation.holiday_notices import shipped_notices
from regulation.rulebook_file import load_rulebooks
from store.upkeep import run_claims
from tests.days import day
from tests.scheduler.rig import Rig


def in_force(rig: Rig, laws: LawsInForce, on: str) -> str:
    with rig.store.read() as session:
        return laws(session).on(day(on)).rulebook.id


def first_only(folder: Path) -> LawsInForce:
    """The program before the second edition."""
    shipped = (Path(__file__).parents[2] / "regulation" / "rulebooks" / "changning-2022.toml").read_text("utf-8")
    folder.mkdir()
    (folder / "changning-2022.toml").write_text(shipped, encoding="utf-8")
    return LawsInForce(load_rulebooks([folder]), shipped_notices(), {})


def test_an_unused_database_takes_the_files_own_day(rig: Rig) -> None:
    rig.at("2026-09-16 周三 10:00")
    laws = LawsInForce(load_rulebooks(), shipped_notices(), {})
    with rig.store.write() as session:
        laws.record_rulebooks(session, rig.now)
        assert run_claims.note(session, "rulebook.changning-2026").startswith("2026-01-01 2026-09-16")
    assert in_force(rig, laws, "2026-09-16 周三") == "changning-2026"
    assert in_force(rig, laws, "2025-12-31 周三") == "changning-2022"


def test_a_database_in_use_takes_it_from_the_day_after_it_saw_the_file(rig: Rig, tmp_path: Path) -> None:
    """Cases of that very day keep the edition that was in force when the day began."""
    rig.at("2026-09-16 周三 10:00")
    rig.laws = first_only(tmp_path / "before")
    number = rig.filed()
    assert rig.ticket(number).rulebook == "changning-2022"
    rig.laws = LawsInForce(load_rulebooks(), shipped_notices(), {})
    assert in_force(rig, rig.laws, "2026-09-16 周三") == "changning-2022", "not recorded yet"
    with rig.store.write() as session:
        rig.laws.record_rulebooks(session, rig.now)
    for on, book in (("2026-09-16 周三", "changning-2022"), ("2026-09-17 周四", "changning-2026")):
        assert in_force(rig, rig.laws, on) == book
        assert in_force(rig, LawsInForce(load_rulebooks(), shipped_notices(), {}), on) == book, "on every machine"
    rig.at("2026-09-20 周日 10:00")
    with rig.store.write() as session:
        rig.laws.record_rulebooks(session, rig.now)
    assert in_force(rig, rig.laws, "2026-09-17 周四") == "changning-2026", "recorded once"


def edited(folder: Path, old: str, new: str) -> LawsInForce:
    """A server whose rulebook file was changed by hand."""
    first_only(folder)
    path = folder / "changning-2022.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return LawsInForce(load_rulebooks([folder]), shipped_notices(), {})


def test_a_server_with_other_limits_is_told_where_cases_have_them(rig: Rig, tmp_path: Path) -> None:
    """Habit 3: limits are never edited; two servers of one database never count by two of them."""
    rig.laws = first_only(tmp_path / "before")
    other = edited(tmp_path / "other", "days = 3", "days = 4")
    text = edited(tmp_path / "text", "title = ", "title = '改了标题'  #")
    with rig.store.write() as session:
        rig.laws.record_rulebooks(session, rig.now)
        assert other.conflicts(session) == (), "no case has these limits yet"
    rig.filed()
    with rig.store.write() as session:
        rig.laws.record_rulebooks(session, rig.now)
        (told,) = other.conflicts(session)
        assert "规则 changning-2022 与数据库所记的不同（limits." in told
        assert "3/" in told
        other.record_rulebooks(session, rig.now)
        assert other.conflicts(session) == (told,), "a later start does not change what is on record"
        assert rig.laws.conflicts(session) == text.conflicts(session) == ()


def test_a_server_without_a_rulebook_in_use_is_told(rig: Rig, tmp_path: Path) -> None:
    rig.filed()
    with rig.store.write() as session:
        rig.laws.record_rulebooks(session, rig.now)
        assert "规则 changning-2026 办理，本机没有这份文件" in first_only(tmp_path / "before").conflicts(session)[0]
