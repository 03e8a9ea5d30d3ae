"""Documentation: links, paths, modules, commands and settings in it exist; pictures are small."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from objection.cli.main import main
from objection.config.load import _field
from objection.config.schema import Config

ROOT = Path(__file__).parent.parent
PAGES = sorted(
    path
    for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "regulation").rglob("*.md"))
    if ".venv" not in path.parts
)
FRONT = [ROOT / name for name in ("README.md", "README.zh-CN.md", "CONTRIBUTING.md", "docs/operations.md")]
NAMING = [*PAGES, ROOT / "Makefile", ROOT / "config.example.yaml"]
SOURCES = [f"/{path.relative_to(ROOT)}" for path in ROOT.rglob("*.py") if ".venv" not in path.parts]
LARGEST = 300_000  # bytes of one picture
LINK = re.compile(r"\[[^\]\n]*\]\(([^)\s]+)\)")
KEY = re.compile(r"`([a-z_]+(?:\.[a-z_]+)+)`")
FOLDERS = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")}
PLACE = re.compile(r"(?<![\w/.:〉@-])(?:[\w.-]+/)*(?:[\w.-]+/|[\w-]+\.py|[\w-]+/[\w.-]*\w)(?![\w/<*])")
NAMED = re.compile(r"`([a-z_]+(?:\.\w+)+)(?:\(.*?\))?`")
FILES = {"db", "keys", "py", "socket", "toml", "yaml"}  # endings of file names
GONE = {  # what a decision says was removed
    "bot.ports.Platform", "importer.code_import.Writer", "platforms/wecom/contacts.py", "platforms/wecom/reply.py",
    "regulation/transition.py", "store/way.py", "web/late.py",
}  # fmt: skip
SECTIONS = tuple(Config.model_fields)


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def names(pages: list[Path]) -> list[str]:
    return [str(page.relative_to(ROOT)) for page in pages]


def anchors(page: Path) -> set[str]:
    """Heading anchors as on code hosts: lower case, no punctuation, hyphens for spaces."""
    headings = re.findall(r"^#+ (.+)$", text_of(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def blocks(page: Path) -> Iterator[str]:
    """Shell code in the page: fenced and inline, without comments."""
    text = text_of(page)
    for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL):
        yield from (line.split("  #")[0].strip() for line in block.replace("\\\n", " ").splitlines())
    yield from re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))


def commands(page: Path) -> Iterator[list[str]]:
    """The arguments after `objection`, where it is the command."""
    for block in blocks(page):
        found = re.search(r"(?:^|^sudo |bin/)objection ([-a-z].*)$", block)
        if found:
            yield shlex.split(found[1].split("|")[0])


def targets(page: Path) -> Iterator[str]:
    for block in blocks(page):
        yield from (word for word in re.findall(r"(?:^|\bsudo |&& )make ([a-z]+(?: [a-z]+)*)", block))


@pytest.mark.parametrize("document", PAGES, ids=names(PAGES))
def test_every_link_leads_to_a_file(document: Path) -> None:
    for link in LINK.findall(text_of(document)):
        if link.startswith(("http://", "https://")):
            continue
        place, _, anchor = link.partition("#")
        target = (document.parent / place).resolve() if place else document
        assert target.is_file(), f"{document.name}: {link} leads nowhere"
        assert not anchor or anchor in anchors(target), f"{document.name}: {link}: no such heading"


@pytest.mark.parametrize("document", NAMING, ids=names(NAMING))
def test_every_path_and_module_exists(document: Path) -> None:
    missing = [*missing_paths(document), *missing_modules(document)]
    assert set(missing) - GONE == set(), f"{document.name} names what is not there"


def missing_paths(page: Path) -> Iterator[str]:
    """Paths that begin with a folder of the project, and names of Python files, that are nowhere."""
    for place in PLACE.findall(text_of(page)):
        if place.split("/")[0] in FOLDERS:
            if not ((ROOT / place).exists() or (page.parent / place).exists()):
                yield place
        elif place.endswith(".py") and not any(path.endswith(f"/{place}") for path in SOURCES):
            yield place


def missing_modules(page: Path) -> Iterator[str]:
    """Dotted names that begin with a package, whose module is not there or doesn't contain the next name."""
    for name in NAMED.findall(text_of(page)):
        parts = name.split(".")
        if parts[0] not in FOLDERS or parts[-1] in FILES:
            continue
        depth = next(n for n in range(len(parts), 0, -1) if (found := _module(parts[:n])))
        if depth < len(parts) and (found is None or not re.search(rf"\b{parts[depth]}\b", text_of(found))):
            yield name


def _module(parts: list[str]) -> Path | None:
    path = ROOT.joinpath(*parts)
    return next((file for file in (path.with_suffix(".py"), path / "__init__.py") if file.is_file()), None)


@pytest.mark.parametrize("document", FRONT, ids=names(FRONT))
def test_every_command_exists(document: Path) -> None:
    for words in commands(document):
        command: click.Command = main
        context = click.Context(main)
        for word in words:
            if isinstance(command, click.Group) and not word.startswith("-"):
                found = command.get_command(context, word)
                assert found is not None, f"{document.name}: objection {' '.join(words)}"
                command = found
            elif word.startswith("--"):
                options = {name for option in (*command.params, *main.params) for name in option.opts}
                assert word in {*options, "--help", "--version"}, f"{document.name}: objection {' '.join(words)}"


@pytest.mark.parametrize("document", FRONT, ids=names(FRONT))
def test_every_make_target_exists(document: Path) -> None:
    known = set(re.findall(r"^([a-z]+):", text_of(ROOT / "Makefile"), re.MULTILINE))
    assert {word for line in targets(document) for word in line.split()} <= known


def test_commands_are_found_in_the_documents() -> None:
    told = {words[0] for page in FRONT for words in commands(page)}
    assert {"sandbox", "migrate", "import", "doctor", "keys", "report"} <= told
    assert {"install", "sandbox"} <= {word for line in targets(ROOT / "README.zh-CN.md") for word in line.split()}


@pytest.mark.parametrize("document", FRONT, ids=names(FRONT))
def test_every_key_is_a_setting(document: Path) -> None:
    for key in KEY.findall(text_of(document)):
        if key.split(".")[0] in SECTIONS and not (ROOT / key).exists():
            assert _field(key.split("."))[0] is not None, f"{document.name}: {key} is no setting"


def test_the_example_has_every_section_named_in_the_manual() -> None:
    told = {key.split(".")[0] for key in KEY.findall(text_of(ROOT / "README.zh-CN.md"))}
    assert {"server", "database", "security", "wecom", "law", "attachments"} <= told


def test_every_file_named_in_extending_md_exists() -> None:
    named = re.findall(r"`([a-z_]+(?:/[\w.-]+)+/?|\w+/)`", text_of(ROOT / "docs" / "extending.md"))
    assert len(named) > 50
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_changelog_begins_with_this_version() -> None:
    version = tomllib.loads(text_of(ROOT / "pyproject.toml"))["project"]["version"]
    first = re.search(r"^## (\S+?)[((\s]", text_of(ROOT / "CHANGELOG.md"), re.MULTILINE)
    assert first is not None
    assert first[1] == version


def test_decisions_are_numbered_without_gaps_and_listed() -> None:
    files = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [path.name[:4] for path in files] == [f"{number:04}" for number in range(1, len(files) + 1)]
    listed = text_of(ROOT / "docs" / "README.md")
    for path in files:
        assert f"decisions/{path.name}" in listed
        assert text_of(path).startswith(f"# {path.name[:4]} ")


def test_pictures_are_small_and_shown() -> None:
    shown = "".join(text_of(page) for page in FRONT)
    for picture in (ROOT / "docs" / "pictures").glob("*"):
        assert picture.stat().st_size <= LARGEST, picture.name
        assert f"docs/pictures/{picture.name}" in shown, f"{picture.name} is shown nowhere"
