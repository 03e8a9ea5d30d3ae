"""The examination: every finding about one installation; a check that can't be made is a finding itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from bot.laws import LawsInForce
from bot.menu import MENU
from bot.ports import ChatPlatform, Finding, PlatformError
from clock.time_source import SystemClock
from doctor import callback_round_trip, environment, files_on_disk, running_server, sealed_record, stored_record
from doctor.calendar_coverage import notices
from doctor.directory_reach import reach
from doctor.exposure import Exposure, exposed
from doctor.roster import roster
from regulation.shanghai import local_date
from scheduler.deps import HEADS, ServiceHours
from scheduler.sweeps import backlog
from store.engine.session import Store
from store.files.file_store import FileStore
from store.lists import audit
from store.vault import Vault, new_keys, read_keys

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class Unready(Exception):
    """A component can't be opened; `str()` is the complete text for the administrator."""


class Server(Protocol):
    """Where the service listens, and the base URL of links."""

    @property
    def public_url(self) -> str: ...
    @property
    def bind(self) -> str: ...
    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...
    @property
    def base_url(self) -> str: ...


class Privacy(Protocol):
    """The privacy notice that people are shown, and the blanks that are left in it."""

    @property
    def shown(self) -> str: ...
    @property
    def blanks(self) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class Installation:
    """The examined installation. Functions open a component or raise Unready; `vault` is None without keys."""

    server: Server
    privacy: Privacy
    data_dir: Path
    clock: str
    now: datetime
    hours: ServiceHours
    schema: Callable[[], object]
    laws: Callable[[], LawsInForce]
    vault: Callable[[], Vault | None]
    store: Callable[[Vault], Store]
    files: Callable[[Vault], FileStore]
    platforms: Callable[[], Mapping[str, ChatPlatform]]
    no_platform: str  # the text where there is none
    callbacks: Sequence[Callable[[str], Finding]]  # each platform's own check of its callback at a base URL
    exposure: Exposure
    unlike: Callable[[Session], Iterable[str]]  # how this server's settings differ from the last start's


@dataclass(frozen=True, slots=True)
class Extent:
    """The extent of the examination; `reader` gets a test card and a test file, `watch` gets the progress."""

    offline: bool
    quick: bool
    reader: str
    watch: Callable[[str, int, int], None]
    heads: Sequence[sealed_record.HandedOut] = ()  # handed out earlier, to be compared


def examine(place: Installation, extent: Extent) -> Iterator[Finding]:
    """Every finding. Nothing is written."""
    yield Finding("配置", True, "读取完毕，没有写错的键")
    yield environment.addresses(place.server.public_url, place.server.bind)
    yield environment.privacy(place.privacy.shown, place.privacy.blanks, is_trial=not place.server.public_url)
    yield environment.folder(place.data_dir)
    yield from exposed(place.exposure)
    yield environment.clock(place.clock, place.now, SystemClock().now())
    yield environment.picture()
    yield from running_server.serving(place.server.host, place.server.port)
    yield from _inside(place, extent)
    if not extent.offline:
        yield from _outside(place, extent)


def _inside(place: Installation, extent: Extent) -> Iterator[Finding]:
    try:
        place.schema()
        laws = place.laws()
    except Unready as error:
        yield Finding("数据库、规则", False, str(error))
        return
    vault, finding = _keys(place)
    yield finding
    # without keys the rest is checked with temporary ones; nothing is written
    store = place.store(vault or read_keys(new_keys()))
    try:
        yield from _store(place, store, laws, extent, readable=vault is not None)
    finally:
        store.close()


def _keys(place: Installation) -> tuple[Vault | None, Finding]:
    """The keys, where they belong to this database."""
    try:
        vault = place.vault()
    except Unready as error:
        return None, Finding("密钥", False, str(error))
    if vault is None:
        return None, Finding("密钥", False, "还没有密钥：第一次 objection serve 会生成，或用 objection keys new")
    return vault, Finding("密钥", True, f"用 {vault.current} 加密")


def _store(
    place: Installation, store: Store, laws: LawsInForce, extent: Extent, *, readable: bool
) -> Iterator[Finding]:
    schema = stored_record.schema(store)
    yield schema
    yield from stored_record.clock(store, SystemClock().now())
    if not schema.ok:
        return
    yield from running_server.roles(store)
    with store.read() as session:
        yield from notices(session, laws, local_date(place.now))
        yield from (Finding("各台设置", False, told) for told in place.unlike(session))
        yield stored_record.undelivered(session)
        yield _queues(place, session, laws)
        for platform in place.platforms() if readable else ():  # the names are encrypted
            yield from roster(session, platform)
    yield from files_on_disk.reachable(place.files(store.vault))
    if not extent.quick:
        handed = [*sealed_record.in_folder(place.data_dir / HEADS), *extent.heads]
        yield from sealed_record.record(store, handed)
        if readable:
            yield from sealed_record.readings(store)
        yield from stored_record.tickets(store, lambda *far: extent.watch("已核对工单", *far), texts=readable)
        yield from stored_record.limits(store, laws, place.now)
        if readable:
            look = partial(extent.watch, "已核对附件")
            yield from files_on_disk.files(store, place.files(store.vault), look)
        yield from _reports(store, laws, extent)


def _queues(place: Installation, session: Session, laws: LawsInForce) -> Finding:
    messages = backlog.stuck(session, place.now, place.hours, laws(session).calendar)
    return stored_record.waiting(messages, audit.waiting_calls(session, place.now - backlog.SLACK))


def _reports(store: Store, laws: LawsInForce, extent: Extent) -> Iterator[Finding]:
    try:
        yield from stored_record.reports(store, laws, lambda *far: extent.watch("已核对报告", *far))
    except (LookupError, ValueError) as error:
        yield Finding(stored_record.REPORTS, False, f"重新统计不了（{error}）")


def _outside(place: Installation, extent: Extent) -> Iterator[Finding]:
    platforms = place.platforms()
    if not platforms:
        yield Finding("平台", False, place.no_platform)
        return
    for platform in platforms.values():
        yield from _asked(platform, place, extent)
        if not extent.quick:
            yield from _directory(platform, place, extent)
    for callback in place.callbacks:
        yield callback(place.server.base_url)


def _directory(platform: ChatPlatform, place: Installation, extent: Extent) -> Iterator[Finding]:
    """The roster's accounts, with the names that the database's own keys open."""
    try:
        place.schema()
        vault = place.vault()
    except Unready:
        return  # said before
    if vault is None:
        return
    store = place.store(vault)
    try:
        if stored_record.schema(store).ok:
            with store.read() as session:
                yield from reach(session, platform, lambda *far: extent.watch("已核对帐号", *far))
    finally:
        store.close()


def _asked(platform: ChatPlatform, place: Installation, extent: Extent) -> Iterator[Finding]:
    try:
        for finding in platform.check(MENU):
            yield finding
            if not finding.ok and finding.last:
                return
        yield callback_round_trip.file(platform)
        yield from callback_round_trip.card(platform, extent.reader, place.server.base_url, place.now)
    except PlatformError as error:
        yield Finding(platform.name, False, str(error))
