"""Procrastinate's workers: one for each queue, on connections for the jobs' own bookkeeping."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import structlog

from scheduler.deps import Deps

if TYPE_CHECKING:
    from procrastinate import App
    from procrastinate.jobs import Job
    from psycopg_pool import AsyncConnectionPool

log = structlog.get_logger(__name__)
HEARTBEAT = 2.0  # seconds between two signs of life of a worker
POLL = 1.0  # seconds between two looks for jobs whose retry is due
GRACE = 20.0  # seconds for what is under way at a stop
Decide = Callable[[BaseException, "Job"], Any]


def retry(decide: Decide) -> Any:
    """Procrastinate's form of a decision on a failed job."""
    from procrastinate.retry import BaseRetryStrategy

    class Decided(BaseRetryStrategy):
        def get_retry_decision(self, *, exception: BaseException, job: Job) -> Any:
            return decide(exception, job)

    return Decided()


async def run_queue(app: App, queue: str, threads: int) -> None:
    await app.run_worker_async(
        queues=[queue],
        name=queue,
        concurrency=threads,
        fetch_job_polling_interval=POLL,
        shutdown_graceful_timeout=GRACE,
        delete_jobs="successful",
        install_signal_handlers=False,
        update_heartbeat_interval=HEARTBEAT,
    )


async def end(parts: Sequence[asyncio.Task[None]]) -> None:
    for part in parts:
        part.cancel()
    for result in await asyncio.gather(*parts, return_exceptions=True):
        if isinstance(result, Exception):
            log.error("the workers broke off", reason=type(result).__name__)


@asynccontextmanager
async def connections(deps: Deps) -> AsyncIterator[AsyncConnectionPool]:
    """Connections for the jobs' own bookkeeping: lost in a crash of the server it is done again, by the rows."""
    from psycopg_pool import AsyncConnectionPool

    address = deps.store.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    options = {"options": "-c synchronous_commit=off"}
    pool = AsyncConnectionPool(
        address, min_size=1, max_size=8, open=False, kwargs=options, configure=lambda each: each.set_autocommit(True)
    )
    async with pool:
        await pool.wait(10)
        yield pool
