"""Composition root: builds the running service from its configuration; no other module knows every package."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from flask import Flask

from archive.export import Exporter
from bot import call_json
from bot.dispatch import Dispatcher
from bot.laws import LawsInForce
from bot.menu import MENU
from bot.ports import Call, ChatPlatform, Finding, Sender
from clock.skew import ClockSkew
from clock.time_source import Clock, FileClock, open_clock
from objection import shared_settings
from objection.asgi.address_rates import rated, refusals_rated
from objection.asgi.client_scope import with_client
from objection.asgi.disconnects import tolerate_disconnects
from objection.asgi.health_address import only
from objection.asgi.healthz import Problems, liveness, readiness
from objection.asgi.request_buffer import App, Receive, Send, buffered
from objection.attachment_storage import StorageWatch, file_store_of
from objection.build_info import BuildInfo
from objection.callback_figures import CallbackFigures
from objection.config.load import Config
from objection.district_rules import begin_with, district_settings, laws_in_force, service_hours
from objection.gauges import Measured, gauges_of
from objection.retention_settings import retention_of
from platforms import portal, wecom
from platforms.wecom.self_callback import check_callback
from scheduler.database_clock import DatabaseClock
from scheduler.deps import HEADS, Deps
from scheduler.jobs import Scheduler
from scheduler.sweeps.menus import Menus
from scheduler.work.serving_roles import Role
from store.engine.session import Store, open_store
from store.file_storage.folder_backend import FolderBackend
from store.files.file_store import FileStore
from store.messages.inbox_writer import InboxWriter
from store.vault import read_keys
from web.flask_app import create_pages
from web.readiness import database_clock, database_fits, folder_troubles, inbox_troubles
from web.site import Site

log = logging.getLogger(__name__)

NO_PLATFORM = "没有配置任何平台。请对照 config.example.yaml 填写 wecom 一节"
GRACE = 25  # seconds: a graceful shutdown waits for requests in flight


@dataclass(frozen=True)
class Application:
    """The components of one running service, each built on first use."""

    config: Config
    role: Role = Role.ALL
    serves: bool = False  # else a command's, which opens no database for the sake of its clock

    @cached_property
    def clock(self) -> Clock:
        """A rehearsal's where one is configured; else the database's, where several machines may share one."""
        clock = open_clock(self.config.clock)
        if isinstance(clock, FileClock) or not self.serves or self.store.is_sqlite:
            return clock
        return DatabaseClock(self.store)

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
    def file_store(self) -> FileStore:
        return file_store_of(self.config, self.store.vault)

    @cached_property
    def storage_watch(self) -> StorageWatch:
        return StorageWatch(self.file_store.backend)

    @cached_property
    def dispatcher(self) -> Dispatcher:
        return Dispatcher(
            self.store,
            self.laws,
            lambda: {name: p.dialect for name, p in self.platforms.items()},
            settings=district_settings(self.config),
        )

    @cached_property
    def scheduler(self) -> Scheduler:
        return Scheduler(scheduler_deps(self), role=self.role)

    @cached_property
    def inbox(self) -> InboxWriter:
        return InboxWriter(self.store, on_put=self.scheduler.message_arrived)

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
    def outside_problems(self) -> tuple[Problems, ...]:
        """What platforms and file storage refuse: said by `/readyz`, but another server would be refused, too."""
        return (*((self.wecom.health_problems,) if self.config.wecom else ()), self.storage_watch.problems)

    @property
    def health_problems(self) -> tuple[Problems, ...]:
        """The sources of what `/healthz` reports to operators."""
        clocks = partial(database_clock, self.store, self.database_skew)
        return (
            *self.outside_problems,
            self.scheduler.health_problems,
            self.scheduler.missing,
            self.scheduler.deps.counters.health_problems,
            self.menus.health_problems,
            partial(shared_settings.troubles, self.store, self.config),
            clocks,
        )

    @property
    def readiness_problems(self) -> tuple[Problems, ...]:
        """The sources of what `/readyz` reports: what can't be stored, does not fit, or does not run."""
        backend = self.file_store.backend
        folder = (partial(folder_troubles, backend.root),) if isinstance(backend, FolderBackend) else ()
        parts = (*folder, partial(database_fits, self.store), self.scheduler.stalled)
        return (partial(inbox_troubles, self.store, self.inbox, self.clock), *parts) if self.role.answers else parts

    @property
    def notes(self) -> tuple[Problems, ...]:
        """What `/readyz` says beside: any other server would be refused by a platform, or lack a worker, too."""
        return (*self.outside_problems, self.scheduler.missing)

    @cached_property
    def callback_figures(self) -> CallbackFigures:
        return CallbackFigures()

    async def accept(self, call: Call) -> bool:
        """Store a callback durably; the platform gets 200 only after this has returned. False for a repeated one."""
        number = call.message_id if call.message_id != call.key else ""
        content, now = call_json.encode(call), self.clock.now()
        return await self.inbox.keep(call.platform, call.key, call.user, content, now, number)


def systems(application: Application) -> dict[str, Sender]:
    """Other systems that receive events: the data platform's portal where one is configured."""
    if not application.config.portal.flag_url:
        return {}
    hook = portal.build(application.config.portal, application.clock)
    return {hook.name: hook}


def scheduler_deps(application: Application) -> Deps:
    """The dependencies of the scheduler and its sweeps."""
    config = application.config
    return Deps(
        store=application.store,
        laws=application.laws,
        platforms=application.platforms,
        systems=systems(application),
        clock=application.clock,
        base_url=config.server.base_url,
        file_store=application.file_store,
        dispatcher=application.dispatcher,
        hours=service_hours(config),
        retention=retention_of(config.retention, Exporter(application.store, application.laws, application.file_store)),
        reply_days=config.report.reply_days,
        head_folder=config.data_dir / HEADS,
    )


def create_app(application: Application) -> App:
    """The ASGI application: callbacks at their own URLs, all else pages; its lifespan runs the scheduler."""
    config, proxies = application.config, application.config.server.proxies
    pages = buffered(cast(App, WSGIMiddleware(cast(Any, pages_of(application)), workers=config.server.threads)))
    endpoints = probes(application)
    if config.wecom:
        callback = application.wecom.callback_endpoint(application.accept, application.callback_figures.observe)
        endpoints["/callback/wecom"] = refusals_rated(callback, proxies)

    async def app(scope: Any, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await lifespan(application, receive, send)
        elif scope["type"] == "http":
            await (endpoints.get(scope["path"]) or endpoint_at(endpoints, scope) or pages)(scope, receive, send)

    return with_client(tolerate_disconnects(app), proxies)


def probes(application: Application) -> dict[str, App]:
    proxies = application.config.server.proxies
    return {
        "/healthz": rated(liveness(application.store, application.health_problems), proxies),
        "/readyz": rated(readiness(application.readiness_problems, application.notes), proxies),
    }


def health_app(application: Application) -> App:
    """What a role without pages answers: the same probes and figures as the others."""
    pages = cast(App, WSGIMiddleware(cast(Any, pages_of(application)), workers=1))
    return tolerate_disconnects(only(probes(application) | {"/metrics": pages}))


def endpoint_at(endpoints: Mapping[str, App], scope: Any) -> App | None:
    """The endpoint of a path; a callback's may have doubled or trailing slashes, for platforms follow no redirects.

    An unknown callback path is logged, because the platform's console says no more than that its check failed.
    """
    path: str = scope["path"]
    if not path.lstrip("/").lower().startswith("callback"):
        return None
    found = endpoints.get(re.sub("/{2,}", "/", path).rstrip("/"))
    if found is None:
        log.warning("no callback is answered at %.80r (from %s)", path, (scope.get("client") or ("unknown",))[0])
    return found


def pages_of(application: Application) -> Flask:
    """The Flask application of the pages."""
    config = application.config
    measured = Measured(
        application.readiness_problems,
        application.health_problems,
        application.database_skew,
        application.wecom if config.wecom else None,
        application.scheduler if config.clock != "system" else None,
    )
    return create_pages(
        Site(
            store=application.store,
            laws=application.laws,
            platforms=application.platforms,
            clock=application.clock,
            file_store=application.file_store,
            base_url=application.config.server.base_url,
            session_key=application.config.security.session_key,
            figures=application.scheduler.deps.counters,
            gauges=gauges_of(measured),
            collectors=(application.callback_figures, BuildInfo()),
            retention_days=application.config.retention.anonymise_after_days,
            settings=district_settings(application.config),
            per_address=application.config.server.per_address,
            per_person=application.config.server.per_person,
            proxies=application.config.server.proxies,
        )
    )


async def lifespan(application: Application, receive: Receive, send: Send) -> None:
    """ASGI lifespan: start the scheduler with the server, and stop it once the last request is answered."""
    await receive()
    with application.store.write() as session:
        begin_with(application.laws, session, application.config, application.clock.now())
    application.scheduler.start()
    await send({"type": "lifespan.startup.complete"})
    menus = asyncio.create_task(application.menus.publish())
    await receive()
    menus.cancel()
    application.inbox.close()
    await asyncio.to_thread(application.scheduler.stop, GRACE)
    application.store.close()
    await send({"type": "lifespan.shutdown.complete"})
