"""M4, M9: every page and every file that can be fetched, by everybody; who has no part finds nothing there."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from quality.closed_reports import report_on
from quality.period import Period
from quality.report_tables import csv_text, tables, xlsx_bytes
from store.cases import drafts
from store.files import attachments
from store.messages import outbox
from store.tables import OutboxRow
from tests.bot.district import PLATFORM
from tests.permissions.arrangement import Stood, stand
from tests.permissions.canaries import CANARIES, Part, leaks, word
from tests.permissions.district import VIEWERS
from tests.permissions.dry_run import LAWS
from tests.permissions.scenarios import SCENES
from web.flask_app import create_pages
from web.site import Site

CENTRES = {"operator", "director", "operator and director", "deputy of the director"}
OVERSEERS = {"director", "operator and director", "deputy of the director", "supervisor"}
LEADERS = {"leader", "former leader", "related leader", "unrelated leader", "leader of the proposer"}
OPENED = ("部门核实中 协同", "待签收 已裁定", "已办结 特例")  # the scenes in which pages are opened


def _with(*parts: Part) -> Callable[[Stood], set[str]]:
    return lambda stood: {viewer for viewer in VIEWERS if stood.scene.part_of(viewer) in parts}


ALL_PARTS = (Part.OWN, Part.CENTRE, Part.DEPARTMENT, Part.COUNTS)
PAGES: Mapping[str, Callable[[Stood], set[str]]] = {
    "/t/<number>": _with(*ALL_PARTS),
    "/t/<number>/files/<int:file>": _with(Part.OWN, Part.CENTRE, Part.DEPARTMENT),
    "/t/<number>/archive": _with(Part.CENTRE),
    "/u/<int:draft>": lambda stood: {"proposer"},
    "/ledger": lambda stood: CENTRES | {"administrator"},
    "/report/<period>": lambda stood: OVERSEERS | LEADERS,
    "/report/<period>.xlsx": lambda stood: OVERSEERS,
}  # who finds something there
PRESSED = (
    "/u/<int:draft>",
    "/ledger/unsent/all",
    "/ledger/unsent/<int:parcel>",
    "/ledger/unread/<int:letter>",
)  # what is sent by a form
OPEN_TO_ALL = {"/static/<path:filename>", "/login", "/login/<name>", "/logout", "/metrics"}  # nobody's data


@pytest.fixture(scope="module", params=[s for s in SCENES if s.name in OPENED], ids=lambda scene: scene.name)
def stood(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path
) -> Iterator[Stood]:
    with stand(request.param, sqlite_template, tmp_path_factory.mktemp("pages")) as found:
        found.town.says(VIEWERS["proposer"], "提出异议")
        yield found


@cache
def app_of(stood: Stood) -> Flask:
    parts = stood.town.parts(stood.folder)
    site = Site(
        store=stood.town.store,
        laws=LAWS,
        platforms={},
        clock=parts.clock,
        shelf=parts.shelf,
        base_url="https://bot.example",
        session_key=b"k" * 32,
    )
    return create_pages(site)


def browser(stood: Stood, viewer: str) -> FlaskClient:
    client = app_of(stood).test_client()
    with client.session_transaction(base_url="https://bot.example") as session:
        session["user"] = (PLATFORM, VIEWERS[viewer])
    return client


def path_of(stood: Stood, rule: str) -> str:
    """The page of this very ticket, its file, the proposer's open draft, the present month."""
    with stood.town.store.read() as session:
        file = attachments.of_ticket(session, stood.town.ticket(stood.number).id)[0]
        draft = drafts.active(session, stood.town.person_id(VIEWERS["proposer"]))
    assert draft is not None
    filled = rule.replace("<number>", stood.number).replace("<int:file>", str(file.id))
    return filled.replace("<int:draft>", str(draft.id)).replace("<period>", "2026-09")


def words_in(rule: str, data: bytes) -> str:
    """What a reader of the answer reads; archives and workbooks are unpacked."""
    if not data.startswith(b"PK"):
        return data.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


@pytest.mark.parametrize("rule", PAGES)
def test_who_finds_what(stood: Stood, rule: str) -> None:
    path, may = path_of(stood, rule), PAGES[rule](stood)
    for viewer in VIEWERS:
        with browser(stood, viewer).get(path, base_url="https://bot.example") as answer:
            assert (answer.status_code == 200) == (viewer in may), f"{viewer} {path}: {answer.status_code}"
            assert answer.status_code in (200, 404), f"{viewer} {path}: {answer.status_code}"
            part = stood.scene.part_of(viewer) if rule.startswith("/t/") else Part.NOTHING
            found = leaks(words_in(rule, answer.data), part, stood.scene.state)
            assert not found, f"{viewer} {path}: {found}"


def test_a_file_is_read_by_those_who_read_its_words(stood: Stood) -> None:
    """What came with a return is not the proposer's, what came with a repair is only once the result was told."""
    with stood.town.store.read() as session:
        rows = attachments.of_ticket(session, stood.town.ticket(stood.number).id)
        files = {row.id: attachments.name_of(stood.town.store.vault, row).removesuffix(".png") for row in rows}
    assert len(files) > 1
    for file, token in files.items():
        canary = next(canary for canary in CANARIES.values() if canary.token == token)
        for viewer in VIEWERS:
            path = f"/t/{stood.number}/files/{file}"
            with browser(stood, viewer).get(path, base_url="https://bot.example") as answer:
                may = canary.may_read(stood.scene.part_of(viewer), stood.scene.state)
                assert (answer.status_code == 200) is may, f"{viewer}: {token}"


def test_who_may_read_does(stood: Stood) -> None:
    """The absence of the planted words proves something: on the pages of those who handle it they stand."""
    for viewer, names in (
        ("operator", ("records", "doubt", "scenario", "file", "name", "unit", "basis")),
        ("officer A", ("records", "doubt", "scenario", "file", "name", "unit", "basis")),
        ("proposer", ("records", "doubt", "scenario", "file")),
    ):
        with browser(stood, viewer).get(f"/t/{stood.number}", base_url="https://bot.example") as page:
            assert [name for name in names if word(name).encode() not in page.data] == [], viewer


def test_the_telephone_is_masked_even_in_the_archive(stood: Stood) -> None:
    with browser(stood, "operator").get(f"/t/{stood.number}/archive", base_url="https://bot.example") as answer:
        words = words_in("", answer.data)
    assert "139****0101" in words
    assert word("phone") not in words


def test_nobody_enters_without_the_platforms_word(stood: Stood) -> None:
    client = app_of(stood).test_client()
    for rule in PAGES:
        with client.get(path_of(stood, rule), base_url="https://bot.example") as answer:
            assert answer.status_code == 302
            assert answer.headers["Location"].startswith("/login?next=")
        with client.post(path_of(stood, rule), base_url="https://bot.example") as answer:
            assert answer.status_code in (401, 405)


def test_whose_ticket_a_lost_message_is_about_is_the_centres_to_read(stood: Stood) -> None:
    """发送台账: an administrator mends accounts; who objects to what is not theirs to learn (M4)."""
    town, proposer = stood.town, VIEWERS["proposer"]
    with town.store.write() as session:
        outbox.enqueue(
            session,
            town.store.vault,
            dedupe="lost",
            platform=PLATFORM,
            user=proposer,
            payload={},
            lane=outbox.RESULT,
            now=town.now,
            person_id=town.person_id(proposer),
            ticket_id=town.ticket(stood.number).id,
        )
        row = session.scalars(select(OutboxRow).where(OutboxRow.dedupe == "lost")).one()
        outbox.mark_dead(session, row.id, "no such account")
    for viewer, reads in (("operator", True), ("administrator", False)):
        with browser(stood, viewer).get("/ledger", base_url="https://bot.example") as page:
            assert b"no such account" in page.data
            assert (stood.number.encode() in page.data) is reads, viewer
    with town.store.write() as session:
        session.execute(delete(OutboxRow).where(OutboxRow.dedupe == "lost"))


def test_the_figures_of_the_service_name_nobody(stood: Stood) -> None:
    with browser(stood, "stranger").get("/metrics", base_url="https://bot.example") as answer:
        assert leaks(answer.data.decode(), Part.NOTHING, stood.scene.state) == []
        assert stood.number.encode() not in answer.data


def test_the_report_as_text_table_and_workbook(stood: Stood) -> None:
    """What is counted is numbers of tickets and names of departments: no words, no proposer (M15, M4)."""
    with stood.town.store.read() as session:
        report, _ = report_on(session, Period(2026, 9), stood.town.now + timedelta(minutes=1), LAWS(session))
    written = "".join(csv_text(table) for table in tables(report).values()) + words_in("", xlsx_bytes(report))
    assert stood.number in written
    assert [name for name, canary in CANARIES.items() if canary.token in written] == []


def test_every_page_is_listed_here(stood: Stood) -> None:
    """A new page: say above who finds something there."""
    rules = {rule.rule for rule in app_of(stood).url_map.iter_rules()}
    assert rules == set(PAGES) | set(PRESSED) | OPEN_TO_ALL


@pytest.mark.parametrize("rule", PRESSED)
def test_a_form_is_taken_from_who_may_send_it(stood: Stood, rule: str) -> None:
    """Not without the token of our own page; with it, from nobody but those who find the page."""
    path = path_of(stood, rule).replace("<int:parcel>", "1").replace("<int:letter>", "1")
    page = next(page for page in PAGES if rule.startswith(page))
    for viewer in VIEWERS:
        client = browser(stood, viewer)
        assert client.post(path, base_url="https://bot.example").status_code == 403
        with client.session_transaction(base_url="https://bot.example") as session:
            session["form"] = "token"
        sent = client.post(path, data={"form": "token"}, base_url="https://bot.example")
        assert (sent.status_code == 302) == (viewer in PAGES[page](stood)), f"{viewer}: {sent.status_code}"
        assert sent.status_code in (302, 404)
