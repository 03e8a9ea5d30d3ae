"""The composition root: the one place that knows every part and puts them together."""

from __future__ import annotations

import asyncio
import logging
import re
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn, cast

import uvicorn
from a2wsgi import WSGIMiddleware
from flask import Flask

from bot import call_json
from bot.dispatch import Dispatcher
from bot.laws import LawsInForce
from bot.menu import MENU
from bot.ports import Call, ChatPlatform, Finding, Sender
from clock.skew import ClockSkew
from clock.time_source import Clock, open_clock
from objection.asgi.disconnects import departed
from objection.asgi.healthz import Troubles, alive, ready, told
from objection.asgi.request_buffer import App, Receive, Send, buffered
from objection.config.load import Config, ConfigError
from platforms import portal, wecom
from platforms.wecom.self_callback import check_callback
from regulation.holiday_calendar import HolidayCalendar
from regulation.holiday_notices import load_notice, shipped_notices
from regulation.rulebook_file import SHIPPED, load_rulebooks
from scheduler.deps import Parts, ServiceHours
from scheduler.jobs import Wall
from scheduler.sweeps.menus import Menus
from store.engine.session import Store, open_store
from store.files.file_store import Shelf
from store.messages.inbox_writer import InboxWriter
from store.vault import read_keys
from web.flask_app import create_pages
from web.readiness import database_clock, folder_troubles, inbox_troubles
from web.site import Gauge, Site

log = logging.getLogger(__name__)

NO_PLATFORM = "没有配置任何平台。请对照 config.example.yaml 填写 wecom 一节"
GRACE = 25  # seconds that a stop waits for requests under way
BACKLOG = 2048
SWITCH = 0.0002  # seconds a thread keeps the interpreter: callbacks must not wait behind a sweep


@dataclass(frozen=True)
class Office:
    """The parts of one running bot, each made on first use."""

    config: Config

    @cached_property
    def clock(self) -> Clock:
        return open_clock(self.config.clock)

    @cached_property
    def store(self) -> Store:
        vault = read_keys(self.config.security.key_lines)
        return open_store(self.config.database.url.get_secret_value(), vault)

    @cached_property
    def laws(self) -> LawsInForce:
        return laws_in_force(self.config)

    @cached_property
    def platforms(self) -> dict[str, ChatPlatform]:
        found: dict[str, ChatPlatform] = {}
        if self.config.wecom is not None:
            found["wecom"] = self.wecom
        return found

    @cached_property
    def wecom(self) -> wecom.WeCom:
        assert self.config.wecom is not None
        return wecom.build(self.config.wecom, self.clock)

    @cached_property
    def shelf(self) -> Shelf:
        limits = self.config.attachments
        return Shelf(self.config.data_dir / "attachments", limit=limits.max_bytes, types=limits.types)

    @cached_property
    def dispatcher(self) -> Dispatcher:
        return Dispatcher(self.store, self.laws, lambda: {name: p.dialect for name, p in self.platforms.items()})

    @cached_property
    def wall(self) -> Wall:
        return Wall(parts(self))

    @cached_property
    def inbox(self) -> InboxWriter:
        return InboxWriter(self.store, on_put=self.wall.message_arrived)

    @cached_property
    def menus(self) -> Menus:
        return Menus(self.platforms, MENU)

    @cached_property
    def database_skew(self) -> ClockSkew:
        return ClockSkew("数据库时间")

    @property
    def callback_checks(self) -> tuple[Callable[[str], Finding], ...]:
        """Each platform's own check that its callback answers at a base URL."""
        return (partial(check_callback, self.config.wecom),) if self.config.wecom else ()

    @property
    def troubles(self) -> tuple[Troubles, ...]:
        """Who is asked what an operator should know."""
        own = (self.wecom.troubles,) if self.config.wecom else ()
        clocks = partial(database_clock, self.store, self.database_skew)
        return (*own, self.wall.troubles, self.wall.parts.tally.troubles, self.menus.troubles, clocks)

    @property
    def hindrances(self) -> tuple[Troubles, ...]:
        """Who is asked whether something can be taken in."""
        inbox = partial(inbox_troubles, self.store, self.inbox, self.clock)
        return (inbox, partial(folder_troubles, self.shelf.root))

    async def accept(self, call: Call) -> None:
        """Store a call durably; the platform hears 200 only after this returned."""
        await self.inbox.keep(call.platform, call.key, call.user, call_json.encode(call), self.clock.now())


def laws_in_force(config: Config) -> LawsInForce:
    """The shipped rulebooks or the district's own, with every holiday notice and closure that is configured."""
    own = Path(config.law.rulebook)
    if not own.is_dir() and not (SHIPPED / f"{own}.toml").is_file():
        raise ConfigError(f"law.rulebook：没有附带规则 {own}，也没有这个文件夹。请写 changning-2022 或文件夹的路径。")
    rulebooks = load_rulebooks((own,) if own.is_dir() else (SHIPPED,))
    notices = (*shipped_notices(), *(load_notice(path) for path in config.law.notices))
    closures = {closure.date: closure.reason for closure in config.law.closures}
    try:
        HolidayCalendar(notices, closures)
    except ValueError as error:
        raise ConfigError(f"law.notices：{error}。") from None
    return LawsInForce(rulebooks, notices, closures)


def systems(office: Office) -> dict[str, Sender]:
    """Other programs that are told of events: the data platform's portal where one is set up."""
    if not office.config.portal.flag_url:
        return {}
    hook = portal.build(office.config.portal, office.clock)
    return {hook.name: hook}


def service_hours(config: Config) -> ServiceHours:
    """When people are spoken to unasked, as configured (G1)."""
    return ServiceHours(
        start=config.law.service_hours.start,
        end=config.law.service_hours.end,
        remind_at=config.reminders.at,
        digest_at=config.digest.at,
        receive_hours=config.reminders.receive_hours,
    )


def parts(office: Office) -> Parts:
    """What the clock on the wall works with."""
    config = office.config
    return Parts(
        store=office.store,
        laws=office.laws,
        platforms=office.platforms,
        systems=systems(office),
        clock=office.clock,
        base_url=config.server.base_url,
        shelf=office.shelf,
        dispatcher=office.dispatcher,
        hours=service_hours(config),
        retention_days=config.retention.anonymise_after_days,
        reply_days=config.report.reply_days,
    )


def create_app(office: Office) -> App:
    """The web: each platform's callback at its own address, everything else a page. Its lifespan is the clock's."""
    config = office.config
    pages = buffered(cast(App, WSGIMiddleware(cast(Any, pages_of(office)), workers=config.server.threads)))
    endpoints: dict[str, App] = {"/healthz": alive(office.store, office.troubles), "/readyz": ready(office.hindrances)}
    if config.wecom:
        endpoints["/callback/wecom"] = office.wecom.callback_endpoint(office.accept)

    async def app(scope: Any, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await live(office, receive, send)
        elif scope["type"] == "http":
            await (endpoints.get(scope["path"]) or endpoint_at(endpoints, scope) or pages)(scope, receive, send)

    return departed(app)


def endpoint_at(endpoints: Mapping[str, App], scope: Any) -> App | None:
    """Who answers a callback whose address has doubled or closing slashes: redirects are not followed.

    A callback that nobody answers is logged, for the console says no more than that its check failed.
    """
    path: str = scope["path"]
    if not path.lstrip("/").lower().startswith("callback"):
        return None
    found = endpoints.get(re.sub("/{2,}", "/", path).rstrip("/"))
    if found is None:
        log.warning("no callback is answered at %.80r (from %s)", path, (scope.get("client") or ("unknown",))[0])
    return found


def pages_of(office: Office) -> Flask:
    """Flask with all that the pages need."""
    gauges = [
        Gauge("objection_ready", "Whether a callback can be stored", lambda: float(not told(office.hindrances, "?"))),
        Gauge("objection_database_clock_skew_seconds", "Ahead of the database", lambda: office.database_skew.seconds),
    ]
    if office.config.wecom:
        bot = office.wecom
        gauges += [
            Gauge("objection_cards_refused", "Whether the last card was refused", lambda: float(bot.cards_refused)),
            Gauge("objection_clock_skew_seconds", "Ahead of the platform when last compared", lambda: bot.clock_skew),
        ]

    return create_pages(
        Site(
            store=office.store,
            laws=office.laws,
            platforms=office.platforms,
            clock=office.clock,
            shelf=office.shelf,
            base_url=office.config.server.base_url,
            session_key=office.config.security.session_key,
            figures=office.wall.parts.tally,
            gauges=gauges,
        )
    )


async def live(office: Office, receive: Receive, send: Send) -> None:
    """Start the clock with the web, and stop it once the last request is answered."""
    await receive()
    office.wall.start()
    await send({"type": "lifespan.startup.complete"})
    menus = asyncio.create_task(office.menus.put_up())
    await receive()
    menus.cancel()
    office.inbox.close()
    await asyncio.to_thread(office.wall.stop, GRACE)
    office.store.close()
    await send({"type": "lifespan.shutdown.complete"})


def serve(office: Office) -> None:
    """Run until SIGTERM or Ctrl-C; requests under way are answered first (docs/decisions/0001-server.md)."""
    sys.setswitchinterval(SWITCH)
    signal.signal(signal.SIGTERM, _leave)
    uvicorn.run(
        create_app(office),
        host=office.config.server.host,
        port=office.config.server.port,
        lifespan="on",  # without its clock it must not serve
        backlog=BACKLOG,
        timeout_graceful_shutdown=GRACE,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
    )


def _leave(_number: int, _frame: FrameType | None) -> NoReturn:
    """uvicorn raises the signal again once everything is finished: a stop that was asked for is a success."""
    sys.exit(0)
