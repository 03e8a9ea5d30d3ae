"""docs/law.md is the table that runs: `python -m tools.law_sheet` writes it anew."""

from tools.law_sheet import TARGET, shipped_sheet


def test_the_page_is_the_table() -> None:
    assert TARGET.read_text(encoding="utf-8") == shipped_sheet(), "run: python -m tools.law_sheet"
