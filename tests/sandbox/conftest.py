"""Fixtures: stand-in and callback receiver on loopback, each in a thread, stopped after the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page as Browser

from sandbox.loopback_server import LoopbackServer
from sandbox.wecom.callbacks import Callbacks
from sandbox.wecom.crypto import Seal
from sandbox.wecom.phone import Phone
from sandbox.wecom.server import create_standin
from sandbox.wecom.settings import Settings
from sandbox.wecom.tenant import Tenant
from tests.sandbox.chat_page_fixture import Page, build
from tests.sandbox.tenant_fixture import Api, Receiver, tenant

Start = Callable[..., "tuple[Tenant, Api]"]


@pytest.fixture
def receiver() -> Iterator[tuple[Receiver, str]]:
    settings = Settings()
    stub = Receiver(Seal(settings.token, settings.aes_key, settings.corp_id))
    with LoopbackServer(stub.app()) as host:
        yield stub, f"{host.url}/callback/wecom"


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts a stand-in with these settings; the company's clock stands at 2026-09-18 周五 10:00."""
    with ExitStack() as running:

        def begin(**settings: Any) -> tuple[Tenant, Api]:
            company = tenant(tmp_path, **settings)
            host = running.enter_context(LoopbackServer(create_standin(company)))
            return company, Api(host.url, company.settings)

        yield begin


@pytest.fixture
def company(start: Start, receiver: tuple[Receiver, str]) -> tuple[Tenant, Api]:
    return start(callback_url=receiver[1])


@pytest.fixture
def phone(company: tuple[Tenant, Api]) -> Phone:
    """林二's."""
    return Phone(company[0], Callbacks(company[0]), "lin.er")


@pytest.fixture
def served(tmp_path: Path, receiver: tuple[Receiver, str]) -> Iterator[tuple[Page, Api]]:
    """The chat page with a stub in the bot's place."""
    page = build(tenant(tmp_path, callback_url=receiver[1]))
    with LoopbackServer(page.app) as host:
        yield page, Api(host.url, page.tenant.settings)
        page.feed.close()


@pytest.fixture
def browser_page(page: Browser, served: tuple[Page, Api]) -> Browser:
    """That page, opened and live."""
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(served[1].url)
    page.wait_for_selector("body[data-live]")
    assert errors == []
    return page
