"""WCAG 2.2 AA: no page has a finding of axe-core, light or dark, and none scrolls sideways on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import Page

from quality.closed_reports import close
from quality.period import Period
from regulation.states import Action
from sandbox.loopback_server import LoopbackServer
from store.files.file_store import FileStore
from tests.axe_findings import findings, scrolls_sideways
from tests.quality.random_history import LAWS
from tests.scheduler.rig import LEADER, OPERATOR, PROPOSER, SUPERVISOR, Rig
from tests.web.test_ledger import dead
from tests.web.test_who_read_what import appoint
from tests.web_session import begin
from web import COOKIE
from web.flask_app import create_pages
from web.site import Site

pytestmark = pytest.mark.browser

AUDITOR = "sun.li"
NO_PAGE = ("/static/", "/healthz", "/readyz", "/metrics", "/login", "/t/<number>/archive", "/t/<number>/files/")
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def rig(sqlite_url: str, tmp_path: Path) -> Iterator[Rig]:
    """A case confirmed, one late, one message undelivered, and September's report published."""
    rig = Rig(sqlite_url, tmp_path)
    dead(rig)
    rig.advance(rig.filed(), Action.CONFIRM)
    rig.advance(rig.filed(), Action.TRANSFER)
    appoint(rig, AUDITOR, "auditor")
    rig.at("2026-10-09 周五 10:00")
    with rig.store.write() as session:
        close(session, Period(2026, 9), rig.now, LAWS, 5)
    rig.later(days=7)
    yield rig
    rig.close()


@pytest.fixture
def app(rig: Rig) -> Flask:
    files = FileStore(rig.folder / "files", rig.store.vault, limit=1_000_000, types=("png", "pdf"))
    return create_pages(
        Site(rig.store, rig.laws, rig.deps.platforms, rig.clock, files, "http://127.0.0.1", b"k" * 32, retention_days=1)
    )


def opened_by(rig: Rig) -> dict[str, tuple[str, str]]:
    """Path and reader, by the rule of the route; the rest are pages for a problem."""
    draft = rig.filing_draft()
    late = rig.filed()
    rig.advance(late, Action.TRANSFER)
    rig.later(days=9)
    september = "/report/2026-09"
    return {
        "/t/<number>": (f"/t/{late}", OPERATOR),
        "/u/<int:draft>": (f"/u/{draft}", PROPOSER),
        "/ledger": ("/ledger", OPERATOR),
        "/report/<period>": (september, SUPERVISOR),
        "/report/<period>/<int:version>": (f"{september}/1", SUPERVISOR),
        "/report/<period>/public": (f"{september}/public", PROPOSER),
        "/report/<period>/public/<int:version>": (f"{september}/public/1", PROPOSER),
        "/audit": ("/audit", AUDITOR),
        "/audit/cases": ("/audit/cases", AUDITOR),
        "/me": ("/me", LEADER),
        "/record-key": ("/record-key", LEADER),
        "404": ("/nowhere", LEADER),
        "403": ("/login/wecom?state=old&code=1", LEADER),
        "/": ("/", LEADER),
    }


def test_every_page_is_among_them(rig: Rig, app: Flask) -> None:
    """A new page joins `opened_by`, or it would never be looked at."""
    rules = {rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    pages = {rule for rule in rules if not rule.startswith(NO_PAGE) and not rule.endswith((".json", ".xlsx", ".png"))}
    assert pages <= set(opened_by(rig))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_finding(page: Page, rig: Rig, app: Flask, scheme: str) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    found: dict[str, list[str]] = {}
    with LoopbackServer(app) as host:
        for rule, (path, user) in opened_by(rig).items():
            sign_in(page, app, host.url, user)
            answer = page.goto(f"{host.url}{path}")
            assert answer is not None
            assert rule.startswith("/") == (answer.status == 200), (rule, answer.status)
            page.evaluate("() => document.querySelectorAll('details').forEach((each) => { each.open = true; })")
            found[path] = findings(page) + ["scrolls sideways"] * scrolls_sideways(page)
    assert {path: each for path, each in found.items() if each} == {}


def test_the_reader_s_dark_scheme_is_followed(page: Page, rig: Rig, app: Flask) -> None:
    with LoopbackServer(app) as host:
        shades = []
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.goto(f"{host.url}/nowhere")
            shades.append(page.evaluate("() => getComputedStyle(document.body).backgroundColor"))
        page.emulate_media(media="print", color_scheme="dark")
        shades.append(page.evaluate("() => getComputedStyle(document.body).backgroundColor"))
    assert shades[0] == shades[2] != shades[1]


def sign_in(page: Page, app: Flask, url: str, user: str) -> None:
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    value = signer.dumps(begin(app.extensions["objection"], user))
    assert isinstance(value, str)
    page.context.clear_cookies()
    page.context.add_cookies([{"name": COOKIE, "value": value, "url": url}])
