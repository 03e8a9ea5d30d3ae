"""Architecture: allowed dependencies between packages and on third parties; imports without side effects."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = (
    "archive", "bot", "doctor", "clock", "importer", "objection", "platforms", "quality", "regulation", "sandbox",
    "scheduler", "store", "web",
)  # fmt: skip

# Allowed imports between packages. What is not listed is refused; every package may import itself.
ARROWS: dict[str, set[str]] = {
    "objection": {*FOLDERS},  # sandbox: to start it
    "doctor": {"bot", "clock", "quality", "regulation", "scheduler", "store"},
    "importer": {"store"},
    "archive": {"bot", "store", "regulation"},
    "platforms": {"bot", "clock"},
    "quality": {"store", "regulation"},
    "scheduler": {"bot", "quality", "store", "regulation", "clock"},
    "web": {"archive", "bot", "quality", "store", "regulation", "clock"},
    "sandbox": {"clock"},  # it calls the bot over HTTP only
    "bot": {"quality", "store", "regulation"},
    "store": {"regulation"},
    "regulation": set(),
    "clock": set(),
}
NARROWER = {"platforms": ("bot.ports",)}  # of all the bot, platform adapters may import its ports only

# Every platform has a section of the configuration in its own folder.
SETTINGS = tuple(f"platforms.{path.parent.name}.settings" for path in (ROOT / "platforms").glob("*/settings.py"))
HOMES: dict[str, tuple[str, ...]] = {
    "flask": ("platforms", "web", "sandbox", "objection"),
    "werkzeug": ("platforms", "web", "sandbox", "objection"),
    "requests": ("platforms", "sandbox"),
    "apscheduler": ("scheduler",),
    "procrastinate": ("scheduler", "store.engine"),
    "psycopg_pool": ("scheduler",),
    "sqlalchemy": ("store",),
    "alembic": ("store",),
    "obstore": ("store.file_storage.bucket_backend",),
    "jinja2": ("archive", "bot.cards", "web", "sandbox"),
    "uvicorn": ("objection", "sandbox"),
    "a2wsgi": ("objection", "sandbox"),
    "click": ("objection.cli",),
    "xlrd": ("importer",),
    "xlsxwriter": ("quality", "importer"),
    "PIL": ("quality",),
    "pydantic": ("objection.config", "platforms.section", *SETTINGS),
    "yaml": ("objection.config", "sandbox"),
    "prometheus_client": ("web", "scheduler", "objection"),
}
FORBIDDEN = {
    "utils", "util", "helpers", "helper", "manager", "service", "common", "base", "core", "misc",
    "words", "parts", "things", "stuff", "items", "data", "objects", "various", "extra", "general", "lib", "shared",
}  # fmt: skip
LOOSE = 14  # files that lie in a folder itself, `__init__` and `__main__` not counted
ROOMS = ("bot", "store", "scheduler", "web")
# Folders whose files are all of one kind may hold more: the kind.
ONE_KIND = {
    "bot.acts": "a chapter of the law, and what reads the records of its acts",
    "bot.cards": "a maker of cards",
    "bot.commands": "a command",
    "objection.cli": "a command of the command line",
    "platforms.wecom": "a part of the wire",
    "regulation": "a part of the law",
    "store.lists": "a query over many tickets",
    "sandbox.wecom": "a part of the stand-in's wire",
    "store.migrations.versions": "a version of the schema",
}
CLOCKS = {
    ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("time", "time"),
    ("time", "localtime"), ("time", "gmtime"),
}  # fmt: skip


@dataclass(frozen=True)
class Module:
    name: str
    path: Path
    tree: ast.Module

    @property
    def part(self) -> str:
        return self.name.partition(".")[0]


@dataclass(frozen=True)
class Import:
    """`live` is false for imports under TYPE_CHECKING."""

    by: str
    target: str
    line: int
    live: bool

    @property
    def part(self) -> str:
        return self.target.partition(".")[0]


@cache
def modules() -> tuple[Module, ...]:
    paths = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))]
    return tuple(Module(_name(path), path, ast.parse(path.read_text(encoding="utf-8"))) for path in paths)


def _name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports(module: Module) -> Iterator[Import]:
    silent = {id(node) for block in ast.walk(module.tree) if _is_type_checking(block) for node in ast.walk(block)}
    for node in ast.walk(module.tree):
        for target in _targets(node, module):
            yield Import(module.name, target, node.lineno, id(node) not in silent)  # type: ignore[attr-defined]


def _is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def _targets(node: ast.AST, module: Module) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        assert node.level == 0, f"{module.path}:{node.lineno} imports relatively"
        yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_imports_point_down() -> None:
    wrong = [
        f"{found.by}:{found.line} -> {found.target}"
        for module in modules()
        for found in imports(module)
        if found.part in ARROWS and found.part not in {module.part, *ARROWS[module.part]}
    ]
    assert wrong == []


def test_the_wire_knows_only_the_edge_of_the_bot() -> None:
    wrong = [
        f"{found.by}:{found.line} -> {found.target}"
        for module in modules()
        for found in imports(module)
        if module.part in NARROWER and found.part == "bot" and not found.target.startswith(NARROWER[module.part])
    ]
    assert wrong == []


def test_third_parties_stay_at_home() -> None:
    wrong = [
        f"{found.by}:{found.line} -> {found.target}"
        for module in modules()
        for found in imports(module)
        if found.live and found.part in HOMES and not _at_home(module.name, HOMES[found.part])
    ]
    assert wrong == []


def _at_home(name: str, homes: tuple[str, ...]) -> bool:
    return any(name == home or name.startswith(f"{home}.") for home in homes)


def test_the_law_needs_the_standard_library_alone() -> None:
    wrong = [
        f"{found.by}:{found.line} -> {found.target}"
        for module in modules()
        if module.part == "regulation"
        for found in imports(module)
        if found.part != "regulation" and found.part not in sys.stdlib_module_names
    ]
    assert wrong == []


def test_one_clock_tells_the_time() -> None:
    """`now` is an argument; clock/time_source.py alone reads it. Durations (monotonic) are nobody's date."""
    allowed = {"clock.time_source", "sandbox"}
    wrong = [
        f"{module.name}:{node.lineno}"
        for module in modules()
        if module.name not in allowed
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _reads_clock(node.func)
    ]
    assert wrong == []


def _reads_clock(function: ast.Attribute) -> bool:
    owner = function.value
    name = owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else ""
    return (name, function.attr) in CLOCKS


def test_no_name_that_could_hold_anything() -> None:
    words = {part for module in modules() for part in module.name.split(".")}
    assert words & FORBIDDEN == set()


def test_every_module_opens_with_a_sentence() -> None:
    assert [module.name for module in modules() if module.tree.body and not ast.get_docstring(module.tree)] == []


def test_no_circles_between_modules() -> None:
    """Imports for the type checker and inside functions count: who needs a name in a circle lacks a file for it."""
    assert _circle(_edges()) == []


def test_no_circles_between_folders() -> None:
    """A folder is above another or below it, never both; a file that lies loose in its package counts by itself."""
    edges: dict[str, set[str]] = {}
    for by, targets in _edges().items():
        edges.setdefault(_folder(by), set()).update(_folder(target) for target in targets)
    assert _circle({folder: others - {folder} for folder, others in edges.items()}) == []


def _folder(name: str) -> str:
    """The folder that a module lies in; the module itself where it lies loose in its package."""
    package = name.rpartition(".")[0]
    return package if package.count(".") or package not in FOLDERS else name


def _edges() -> dict[str, set[str]]:
    names = {module.name for module in modules()}
    found = {module.name: {_module_of(each.target, names) for each in imports(module)} for module in modules()}
    return {name: {other for other in others if other and other != name} for name, others in found.items()}


def test_few_files_lie_loose_in_a_room() -> None:
    loose = Counter(module.path.parent for module in modules() if not module.path.stem.startswith("__"))
    crowded = {".".join(folder.relative_to(ROOT).parts): count for folder, count in loose.items() if count > LOOSE}
    assert crowded.keys() & set(ROOMS) == set()
    assert crowded.keys() - ONE_KIND.keys() == set()


# A module name means one thing. Every platform's folder has the same names, which count once. These are what a stand-in
# has too, and nouns that have a page, a command or a table of the same name.
ONE_NOUN = {
    "api", "cards", "directory", "errors", "login", "media", "menu", "rate_limit", "settings", "token",
    "archive", "case", "corrections", "drafts", "joint", "people", "reminders", "report",
}  # fmt: skip


def test_a_module_name_means_one_thing() -> None:
    by_name: dict[str, set[str]] = {}
    for module in modules():
        if not module.path.stem.startswith("__") and "migrations" not in module.name:
            name = f"platforms.*.{module.path.stem}" if module.part == "platforms" else module.name
            by_name.setdefault(module.path.stem, set()).add(name)
    assert {name: found for name, found in by_name.items() if len(found) > 1 and name not in ONE_NOUN} == {}


def _module_of(target: str, names: set[str]) -> str:
    return target if target in names else target.rpartition(".")[0] if target.rpartition(".")[0] in names else ""


def _circle(edges: dict[str, set[str]]) -> list[str]:
    """The modules of cycles: what is left after repeatedly removing every module without imports of others left."""
    left = {name: set(others) for name, others in edges.items()}
    while free := [name for name, others in left.items() if not others & left.keys()]:
        for name in free:
            del left[name]
    return sorted(left)


QUIET_IMPORT = """
import builtins, importlib, socket, subprocess, sys, threading
importlib.import_module("encodings.idna")
import a2wsgi, alembic.command, apscheduler, click, cryptography, defusedxml.ElementTree, flask, jinja2, xlrd
import prometheus_client, pydantic, requests, sqlalchemy.dialects.sqlite, structlog, uvicorn, yaml
REFUSED = {"socket.connect", "socket.bind", "socket.getaddrinfo", "subprocess.Popen", "os.system", "os.mkdir",
           "os.remove", "shutil.rmtree", "sqlite3.connect"}
def refuse(event, arguments):
    writes = event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+")
    if writes or event in REFUSED:
        raise SystemExit(f"importing {current} did: {event} {arguments}")
def no_thread(self):
    raise SystemExit(f"importing {current} started a thread")
current = ""
sys.dont_write_bytecode = True
threading.Thread.start = no_thread
sys.addaudithook(refuse)
for current in sys.argv[1:]:
    importlib.import_module(current)
"""


@pytest.mark.slow
def test_importing_opens_nothing() -> None:
    names = [module.name for module in modules() if "migrations" not in module.name]
    done = subprocess.run(
        [sys.executable, "-c", QUIET_IMPORT, *names], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stderr[-2000:]) == (0, "")


def test_a_command_imports_what_it_needs_at_its_top() -> None:
    """`objection/cli/lazy_group.py` imports a command when it is asked for: none has to hide its imports for speed."""
    late = [
        f"{module.name}:{node.lineno}"
        for module in modules()
        if module.name.startswith("objection.cli.")
        for function in ast.walk(module.tree)
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert late == []
