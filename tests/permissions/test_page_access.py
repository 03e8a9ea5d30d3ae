"""M4, M9: every page and downloadable file, requested by everybody; people without a part get 404."""

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
from store.cases import stored_drafts
from store.files import attachments
from store.messages import outbox
from store.tables import OutboxRow
from tests.bot.district import PLATFORM
from tests.permissions.arrangement import Arranged, arrange
from tests.permissions.canaries import CANARIES, Part, leaks, word
from tests.permissions.district import VIEWERS
from tests.permissions.dry_run import LAWS
from tests.permissions.scenarios import SCENARIOS
from tests.web_session import sign_in
from web.flask_app import create_pages
from web.site import Site

CENTRES = {"operator", "director", "operator and director", "deputy of the director"}
OVERSEERS = {"director", "operator and director", "deputy of the director", "supervisor", "auditor"}
LEADERS = {"leader", "former leader", "related leader", "unrelated leader", "leader of the proposer"}
KNOWN = set(VIEWERS) - {"stranger", "person who left"}
OPENED = ("部门核实中 协同", "待签收 已裁定", "已办结 特例")  # scenarios in which all pages are requested


def _with(*parts: Part) -> Callable[[Arranged], set[str]]:
    return lambda arranged: {viewer for viewer in VIEWERS if arranged.scenario.part_of(viewer) in parts}


ALL_PARTS = (Part.OWN, Part.CENTRE, Part.DEPARTMENT, Part.COUNTS)
PAGES: Mapping[str, Callable[[Arranged], set[str]]] = {
    "/t/<number>": _with(*ALL_PARTS),
    "/t/<number>/files/<int:file>": _with(Part.OWN, Part.CENTRE, Part.DEPARTMENT),
    "/t/<number>/archive": _with(Part.CENTRE),
    "/u/<int:draft>": lambda arranged: {"proposer"},
    "/ledger": lambda arranged: CENTRES | {"administrator"},
    "/report/<period>": lambda arranged: OVERSEERS | LEADERS,
    "/report/<period>.xlsx": lambda arranged: OVERSEERS,
    "/report/<period>/<int:version>": lambda arranged: set(),  # the month is not closed
    "/audit": lambda arranged: {"audit administrator", "auditor"},
    "/audit/cases": lambda arranged: {"auditor"},
    "/me": lambda arranged: KNOWN,
    "/me.json": lambda arranged: KNOWN,
    **{f"/report/<period>/public{end}": lambda arranged: set() for end in ("", ".xlsx", ".png", "/<int:version>")},
}  # people who may open it
PRESSED = (
    "/u/<int:draft>",
    "/ledger/unsent/all",
    "/ledger/unsent/<int:parcel>",
    "/ledger/unread/<int:message>",
)  # targets of forms
SIGNED_OUT = ("person who left", "stranger")  # whoever is not in the directory has no session, and is asked to sign in
OPEN_TO_ALL = {"/", "/static/<path:filename>", "/login", "/login/<name>", "/logout", "/metrics"} | {
    "/record-key", "/record-head.json",  # what anybody checks the record with
}  # fmt: skip


@pytest.fixture(scope="module", params=[s for s in SCENARIOS if s.name in OPENED], ids=lambda scenario: scenario.name)
def arranged(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path
) -> Iterator[Arranged]:
    with arrange(request.param, sqlite_template, tmp_path_factory.mktemp("pages")) as found:
        found.world.send_text(VIEWERS["proposer"], "提出异议")
        yield found


@cache
def app_of(arranged: Arranged) -> Flask:
    deps = arranged.world.deps(arranged.folder)
    site = Site(
        store=arranged.world.store,
        laws=LAWS,
        platforms={},
        clock=deps.clock,
        file_store=deps.file_store,
        base_url="https://bot.example",
        session_key=b"k" * 32,
    )
    return create_pages(site)


def browser(arranged: Arranged, viewer: str) -> FlaskClient:
    client = app_of(arranged).test_client()
    sign_in(client, VIEWERS[viewer], platform=PLATFORM)
    return client


def path_of(arranged: Arranged, rule: str) -> str:
    """The URL for this ticket, its file, the proposer's open draft, the current month."""
    with arranged.world.store.read() as session:
        file = attachments.of_ticket(session, arranged.world.ticket(arranged.number).id)[0]
        draft = stored_drafts.active(session, arranged.world.person_id(VIEWERS["proposer"]))
    assert draft is not None
    filled = rule.replace("<number>", arranged.number).replace("<int:file>", str(file.id))
    return filled.replace("<int:draft>", str(draft.id)).replace("<period>", "2026-09").replace("<int:version>", "1")


def words_in(rule: str, data: bytes) -> str:
    """The text of the response; archives and workbooks are unpacked."""
    if not data.startswith(b"PK"):
        return data.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


@pytest.mark.parametrize("rule", PAGES)
def test_who_may_open_which_page(arranged: Arranged, rule: str) -> None:
    path, may = path_of(arranged, rule), PAGES[rule](arranged)
    for viewer in VIEWERS:
        with browser(arranged, viewer).get(path, base_url="https://bot.example") as answer:
            assert (answer.status_code == 200) == (viewer in may), f"{viewer} {path}: {answer.status_code}"
            assert answer.status_code in ((302,) if viewer in SIGNED_OUT else (200, 404)), f"{viewer} {path}"
            part = arranged.scenario.part_of(viewer) if rule.startswith(("/t/", "/me")) else Part.NOTHING
            named = {"name"} if rule == "/audit" else set[str]()  # who read what names who read
            if rule.startswith("/me") and viewer == "another proposer":
                named = {"records"}  # they filed the same words themselves
            found = leaks(words_in(rule, answer.data), part, arranged.scenario.state, besides=named)
            assert not found, f"{viewer} {path}: {found}"


def test_a_file_is_visible_with_the_texts_of_its_step(arranged: Arranged) -> None:
    """Files of a return are never the proposer's; files of a repair are after the result notice."""
    with arranged.world.store.read() as session:
        rows = attachments.of_ticket(session, arranged.world.ticket(arranged.number).id)
        files = {row.id: attachments.name_of(arranged.world.store.vault, row).removesuffix(".png") for row in rows}
    assert len(files) > 1
    for file, token in files.items():
        canary = next(canary for canary in CANARIES.values() if canary.token == token)
        for viewer in VIEWERS:
            path = f"/t/{arranged.number}/files/{file}"
            with browser(arranged, viewer).get(path, base_url="https://bot.example") as answer:
                may = canary.may_read(arranged.scenario.part_of(viewer), arranged.scenario.state)
                assert (answer.status_code == 200) is may, f"{viewer}: {token}"


def test_permitted_readers_find_the_canaries(arranged: Arranged) -> None:
    """Otherwise their absence would prove nothing."""
    for viewer, names in (
        ("operator", ("records", "doubt", "scenario", "file", "name", "unit", "basis")),
        ("officer A", ("records", "doubt", "scenario", "file", "name", "unit", "basis")),
        ("proposer", ("records", "doubt", "scenario", "file")),
    ):
        with browser(arranged, viewer).get(f"/t/{arranged.number}", base_url="https://bot.example") as page:
            assert [name for name in names if word(name).encode() not in page.data] == [], viewer


def test_phone_number_is_masked_even_in_the_archive(arranged: Arranged) -> None:
    with browser(arranged, "operator").get(f"/t/{arranged.number}/archive", base_url="https://bot.example") as answer:
        words = words_in("", answer.data)
    assert "139****0101" in words
    assert word("phone") not in words


def test_no_page_without_login(arranged: Arranged) -> None:
    client = app_of(arranged).test_client()
    for rule in PAGES:
        with client.get(path_of(arranged, rule), base_url="https://bot.example") as answer:
            assert answer.status_code == 302
            assert answer.headers["Location"].startswith("/login?next=")
        with client.post(path_of(arranged, rule), base_url="https://bot.example") as answer:
            assert answer.status_code in (401, 405)


def test_the_ticket_of_an_undelivered_message_is_visible_to_the_centre_only(arranged: Arranged) -> None:
    """发送台账: an administrator repairs accounts, and may not learn who objects to what (M4)."""
    world, proposer = arranged.world, VIEWERS["proposer"]
    with world.store.write() as session:
        outbox.enqueue(
            session,
            world.store.vault,
            dedupe="lost",
            platform=PLATFORM,
            user=proposer,
            payload={},
            lane=outbox.RESULT,
            now=world.now,
            person_id=world.person_id(proposer),
            ticket_id=world.ticket(arranged.number).id,
        )
        row = session.scalars(select(OutboxRow).where(OutboxRow.dedupe == "lost")).one()
        outbox.mark_dead(session, row, "no such account")
    for viewer, reads in (("operator", True), ("administrator", False)):
        with browser(arranged, viewer).get("/ledger", base_url="https://bot.example") as page:
            assert b"no such account" in page.data
            assert (arranged.number.encode() in page.data) is reads, viewer
    with world.store.write() as session:
        session.execute(delete(OutboxRow).where(OutboxRow.dedupe == "lost"))


def test_metrics_hold_no_names(arranged: Arranged) -> None:
    with browser(arranged, "stranger").get("/metrics", base_url="https://bot.example") as answer:
        assert leaks(answer.data.decode(), Part.NOTHING, arranged.scenario.state) == []
        assert arranged.number.encode() not in answer.data


def test_report_files_hold_no_texts_and_no_proposers(arranged: Arranged) -> None:
    """CSV, text and workbook hold ticket numbers and names of departments only (M15, M4)."""
    with arranged.world.store.read() as session:
        report, _ = report_on(session, Period(2026, 9), arranged.world.now + timedelta(minutes=1), LAWS(session))
    written = "".join(csv_text(table) for table in tables(report).values()) + words_in("", xlsx_bytes(report))
    assert arranged.number in written
    assert [name for name, canary in CANARIES.items() if canary.token in written] == []


def test_every_route_is_listed(arranged: Arranged) -> None:
    """For a new page, add above who may open it."""
    rules = {rule.rule for rule in app_of(arranged).url_map.iter_rules()}
    assert rules == set(PAGES) | set(PRESSED) | OPEN_TO_ALL


@pytest.mark.parametrize("rule", PRESSED)
def test_forms_need_a_token_and_permission(arranged: Arranged, rule: str) -> None:
    """Refused without the CSRF token of our page, and for people who may not open the page."""
    path = path_of(arranged, rule).replace("<int:parcel>", "1").replace("<int:message>", "1")
    page = next(page for page in PAGES if rule.startswith(page))
    for viewer in VIEWERS:
        client = browser(arranged, viewer)
        if viewer in SIGNED_OUT:
            assert client.post(path, base_url="https://bot.example").status_code == 401
            continue
        assert client.post(path, base_url="https://bot.example").status_code == 403
        with client.session_transaction(base_url="https://bot.example") as session:
            session["form"] = "token"
        sent = client.post(path, data={"form": "token"}, base_url="https://bot.example")
        assert (sent.status_code == 302) == (viewer in PAGES[page](arranged)), f"{viewer}: {sent.status_code}"
        assert sent.status_code in (302, 404)
