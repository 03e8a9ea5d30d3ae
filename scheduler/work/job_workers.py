"""On PostgreSQL: Procrastinate's workers run the jobs; what a dead worker had under way goes on within 15 seconds."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any

import structlog

from clock.time_source import SystemClock
from scheduler.delivery.message_delivery import AT_ONCE
from scheduler.deps import Deps
from scheduler.work.lines import KEEPS_ITS_LOCK, Line, run
from scheduler.work.serving_roles import Role
from scheduler.worker import Worker
from store.engine.deferral.later import SWEEPS, defer
from store.upkeep.signs_of_life import BEAT

if TYPE_CHECKING:
    from procrastinate import App
    from procrastinate.jobs import Job
    from procrastinate.manager import JobManager
    from psycopg_pool import AsyncConnectionPool

log = structlog.get_logger(__name__)
HEARTBEAT, DEAD, LOOK = 2.0, 8.0, 2.0  # seconds: a worker's sign of life, when it counts as dead, how often we look
POLL = 1.0  # seconds between two looks for jobs whose retry is due
MOMENT = 0.1  # seconds between two looks for a stop
SWEEPS_AT_A_TIME = 2
BROKEN, TRIES = timedelta(seconds=5), 12  # of a row that can't be worked on; then the sweep of due rows finds it
KEPT_HOURS = 168  # failed jobs are kept for so long
GOES_ON = 0.5  # seconds for which a job goes on with what is behind its row
GRACE = 20.0  # seconds for what is under way at a stop


class Again(Exception):
    """The row is to be tried again soon; its lock is kept until then."""

    def __init__(self, after: timedelta) -> None:
        super().__init__(f"again in {after.total_seconds():.1f} s")
        self.after = after


class JobWorkers:
    """One thread with the event loop of Procrastinate's workers, one for each kind of work; rows in further threads.

    `sweep` runs the sweep of a name.
    """

    def __init__(self, deps: Deps, lines: Sequence[Line], sweep: Callable[[str], None]) -> None:
        self._deps, self._lines, self._sweep = deps, lines, sweep
        self._stopping = threading.Event()
        self._machine, self._ahead = SystemClock(), timedelta()  # the database's clock is ahead of the machine's
        self.workers = [Worker("jobs", "任务执行", self._work)]
        logging.getLogger("procrastinate").setLevel(logging.CRITICAL)  # what goes wrong is logged here

    def start(self) -> None:
        self.workers[0].start()

    def stop(self, timeout: float) -> bool:
        """Begin nothing more; False where something was still under way at the timeout."""
        self._stopping.set()
        return self.workers[0].join(timeout)

    def _work(self, _worker: Worker) -> None:
        while not self._stopping.is_set():
            try:
                asyncio.run(self._serve())
            except Exception:
                log.exception("the workers broke off and begin anew")
                self._stopping.wait(POLL)

    async def _serve(self) -> None:
        """Until the stop, or until a part ends by itself: the database may be gone."""
        from procrastinate import App, PsycopgConnector

        kinds = [(line.task.value, line.threads) for line in self._lines] + [(SWEEPS, SWEEPS_AT_A_TIME)]
        threads = ThreadPoolExecutor(sum(number for _, number in kinds), "work")
        asyncio.get_running_loop().set_default_executor(threads)
        async with _connections(self._deps) as pool:
            app = App(connector=PsycopgConnector())
            self._register(app)
            async with app.open_async(pool):
                await app.job_manager.delete_old_jobs(KEPT_HOURS, include_failed=True)
                parts = [asyncio.create_task(_run(app, queue, number)) for queue, number in kinds]
                parts.append(asyncio.create_task(self._take_over(app.job_manager, pool)))
                while not self._stopping.is_set() and not any(part.done() for part in parts):
                    await asyncio.wait(parts, timeout=MOMENT, return_when=asyncio.FIRST_COMPLETED)
                await _end(parts)

    def _register(self, app: App) -> None:
        for line in self._lines:
            app.task(name=line.task.value, queue=line.task.value, retry=_retry(self))(partial(self._run_line, line))
        app.task(name=SWEEPS, queue=SWEEPS)(self._run_sweep)

    def _run_line(self, line: Line, row: int) -> None:
        """This row and those behind it, for a moment; the next one gets a job of its own."""
        self._run_row(line, row)
        until = monotonic() + GOES_ON
        for number, due in enumerate(line.following(row, self._deps.clock.now()) if line.following else ()):
            if number == AT_ONCE or monotonic() > until:
                with self._deps.store.writing_singly() as connection:
                    defer(connection.connection.driver_connection, [due])
                return
            self._run_row(line, due.row)

    def _run_row(self, line: Line, row: int) -> None:
        now = self._deps.clock.now()
        try:
            again = run(self._deps, line, row, now)
        except Exception as error:
            log.exception("the database can't be worked with", work=line.title, row=row)
            raise Again(BROKEN) from error
        if again is not None and again - now <= KEEPS_ITS_LOCK:
            raise Again(max(again - now, timedelta()))

    def _run_sweep(self, name: str) -> None:
        self._sweep(name)

    def retry_at(self, error: BaseException, job: Job) -> Any:
        """Procrastinate's decision on a failed job, in the database's time; None: the job is finished as failed."""
        from procrastinate.retry import RetryDecision

        if not isinstance(error, Again) or (error.after == BROKEN and job.attempts >= TRIES):
            return None
        return RetryDecision(retry_at=self._machine.now() + self._ahead + error.after)

    async def _give_sign(self, pool: AsyncConnectionPool) -> None:
        async with pool.connection() as connection:
            await connection.execute(BEAT, {"name": Role.WORKER.value})
            told = await (await connection.execute("SELECT clock_timestamp()")).fetchone()
        self._ahead = told[0] - self._machine.now() if told else timedelta()

    async def _take_over(self, jobs: JobManager, pool: AsyncConnectionPool) -> None:
        """Jobs of workers without a sign of life are begun anew; sweeps come by themselves, and end as failed.

        Were a stalled sweep begun anew while its next run waits, neither could ever run: one lock for both.
        """
        from procrastinate.exceptions import ConnectorException

        while True:
            await self._give_sign(pool)
            for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=DEAD):
                try:
                    await self._begin_anew(jobs, job)
                except ConnectorException:  # another process was faster
                    continue
                log.warning("a dead worker's job goes on", work=job.task_name, arguments=job.task_kwargs)
            await asyncio.sleep(LOOK)

    async def _begin_anew(self, jobs: JobManager, job: Job) -> None:
        from procrastinate.jobs import Status

        if job.queueing_lock is not None:
            await jobs.finish_job(job, status=Status.FAILED, delete_job=False)
        else:
            await jobs.retry_job(job, retry_at=self._machine.now() + self._ahead)


def _retry(workers: JobWorkers) -> Any:
    from procrastinate.retry import BaseRetryStrategy

    class Decided(BaseRetryStrategy):
        def get_retry_decision(self, *, exception: BaseException, job: Job) -> Any:
            return workers.retry_at(exception, job)

    return Decided()


async def _run(app: App, queue: str, threads: int) -> None:
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


async def _end(parts: Sequence[asyncio.Task[None]]) -> None:
    for part in parts:
        part.cancel()
    for result in await asyncio.gather(*parts, return_exceptions=True):
        if isinstance(result, Exception):
            log.error("the workers broke off", reason=type(result).__name__)


@asynccontextmanager
async def _connections(deps: Deps) -> AsyncIterator[AsyncConnectionPool]:
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
