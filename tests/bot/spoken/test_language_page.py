"""docs/language.md lists what the tables have: `python -m tools.language_page` writes it anew."""

from __future__ import annotations

from bot.commands import COMMANDS
from bot.language.spoken.tables import table
from tools.language_page import TARGET, page


def test_the_page_is_what_the_tables_say() -> None:
    assert TARGET.read_text(encoding="utf-8") == page(), "run: python -m tools.language_page"


def test_the_tables_name_commands_that_exist() -> None:
    words = {command.word for command in COMMANDS}
    named = {
        *table("everyday_acts")["acts"],
        *table("everyday_patterns")["patterns"],
        *table("everyday_topics")["reads"],
    }
    assert named - words == set()
