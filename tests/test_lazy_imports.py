"""Lazy imports: a server on SQLite does not load at its start what few need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

LATE = {
    "PIL": "pictures of the quality report",
    "alembic": "steps from an older schema",
    "xlrd": "old .xls files for the import",
    "psycopg": "the other database",
    "pypinyin": "the import",
    "rich": "the command line",
    "sqlalchemy.dialects.postgresql": "the other database",
    "xlsxwriter": "tables of the quality report",
}
START = """
import sys
from store.engine.session import migrate, open_engine
migrate(open_engine("sqlite:///" + sys.argv[1]))
import objection.app
print(*sorted(sys.modules.keys() & set(sys.argv[2:])))
"""


def test_a_server_on_sqlite_does_not_import_optional_modules(tmp_path: Path) -> None:
    command = [sys.executable, "-c", START, str(tmp_path / "new.db"), *LATE]
    root = Path(__file__).parent.parent
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=120, check=False)
    assert (done.stdout.split(), done.stderr) == ([], "")
