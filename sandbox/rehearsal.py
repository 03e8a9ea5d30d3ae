"""`objection sandbox`: the bot, a stand-in WeCom and seven phones, started and stopped as one."""

from __future__ import annotations

import shutil
import signal
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import FrameType

from sandbox.chat.chat_page import PageContext, add_page
from sandbox.child_process import Bot, BotFailed
from sandbox.clock_control import ClockControl
from sandbox.demo_district import DemoDistrict
from sandbox.demo_people import DEMO
from sandbox.demo_tickets import DEMO_TICKETS, finish_tickets
from sandbox.loopback_server import LoopbackServer
from sandbox.rehearsal_config import choose_settings, first_morning, set_clock, write_config
from sandbox.staging.bot_figures import BotFigures
from sandbox.staging.fresh_start import FreshStart, begin_folder, prepare
from sandbox.staging.stage_setup import stage
from sandbox.wecom.callbacks import Callbacks
from sandbox.wecom.directory import Directory
from sandbox.wecom.server import create_standin
from sandbox.wecom.settings import PROFILES, SAAS_2026
from sandbox.wecom.tenant import Tenant


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A running rehearsal: the page's address, what it works on, and the bot's process."""

    url: str
    context: PageContext
    bot: Bot
    folder: Path
    fresh: bool


def run(
    port: int = 8000,
    folder: Path | None = None,
    *,
    profile: str = SAAS_2026.name,
    demo: Path = DEMO,
    finished: int = len(DEMO_TICKETS),
) -> None:
    """Run until Ctrl-C or SIGTERM; meanwhile `finished` demo tickets are processed where the folder is new.

    Ends with exit code 1 where the port is taken or the bot does not come up.
    """
    stopped = threading.Event()
    _on_signals(stopped)
    try:
        with own_folder(folder) as place, rehearsal(place, port=port, profile=profile, demo=demo) as running:
            staging = running.context.staging
            if staging is not None:
                staging.demo_tickets = partial(finish_tickets, running.context, finished)
                if running.fresh:
                    staging.begin()
            _print(f"演练已就绪：{running.url}   （数据在 {place}，Ctrl-C 结束）")
            while not stopped.wait(0.5):
                if running.bot.is_wanted and not running.bot.alive():
                    raise BotFailed(f"机器人意外退出，见 {place / 'bot.log'}")
    except BotFailed as error:
        sys.exit(f"机器人没有启动：\n{error}")
    except OSError as error:
        sys.exit(f"无法使用端口 {port}：{error.strerror}。请换一个：make sandbox PORT=8001")


@contextmanager
def rehearsal(folder: Path, *, port: int = 0, profile: str = SAAS_2026.name, demo: Path = DEMO) -> Iterator[Rehearsal]:
    """A rehearsal in this folder, stopped at the end. Raises BotFailed, or OSError where the port is in use."""
    begin_folder(folder)
    fresh = not (folder / "objection.db").exists()
    bot_port, page_port = free_port(), port or free_port()
    bot_url, page_url = f"http://127.0.0.1:{bot_port}", f"http://127.0.0.1:{page_port}"
    clock_control = set_clock(folder / "clock")
    settings = choose_settings(folder, PROFILES[profile], bot=bot_url, page=page_url)
    write_config(folder, settings, bot=bot_url, clock=folder / "clock")
    tenant, district, bot = Tenant(settings, clock_control.clock, Directory([], [])), DemoDistrict(demo), Bot(folder)
    district.begin(tenant)
    staging = None
    if settings.profile.cards:
        first = clock_control.local() if fresh else first_morning(clock_control.local())
        start = partial(FreshStart, folder, demo, bot, f"{bot_url}/healthz", clock_control, first)
        staging = stage(tenant, clock_control, district, start, BotFigures(bot_url), folder)
    context = PageContext(tenant, Callbacks(tenant), clock_control, district.handsets, district.staff, staging)
    app = create_standin(tenant)
    feed = add_page(app, context)
    with LoopbackServer(app, page_port), served(bot, folder, demo if fresh else None, bot_url, clock_control):
        tenant.messages.note(
            clock_control.clock.now(), "callback", "GET", context.callbacks.verify().outcome, good=True
        )
        try:
            yield Rehearsal(page_url, context, bot, folder, fresh)
        finally:
            feed.close()


@contextmanager
def serving(folder: Path, demo: Path | None, url: str) -> Iterator[Bot]:
    """The running bot of this folder; `demo` is imported into its database first, where given."""
    with served(Bot(folder), folder, demo, url) as bot:
        yield bot


@contextmanager
def served(
    bot: Bot, folder: Path, demo: Path | None, url: str, clock_control: ClockControl | None = None
) -> Iterator[Bot]:
    """As `serving`, for a bot that may be stopped and started meanwhile.

    The clock given stands while the district is imported: a copy of it then begins at the same instant.
    """
    first = clock_control.local() if clock_control and demo else None
    if clock_control and first:
        clock_control.set(first, due=True)
    prepare(bot, folder, demo)
    if clock_control and first:
        clock_control.set(first)
    try:
        bot.start(f"{url}/healthz")
        yield bot
    finally:
        bot.stop()


@contextmanager
def own_folder(folder: Path | None) -> Iterator[Path]:
    """The folder given, or a temporary one that is removed at the end."""
    if folder is not None:
        yield folder.resolve()
        return
    place = Path(tempfile.mkdtemp(prefix="objection-sandbox-"))
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _on_signals(stopped: threading.Event) -> None:
    def stop(_number: int, _frame: FrameType | None) -> None:
        stopped.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)


def _print(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
