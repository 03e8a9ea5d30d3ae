"""On PostgreSQL: Procrastinate's workers run the jobs; what a dead worker had under way goes on within 15 seconds."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any

import structlog

from clock.time_source import SystemClock
from scheduler.delivery.message_delivery import AT_ONCE
from scheduler.deps import Deps
from scheduler.work.lines import KEEPS_ITS_LOCK, Line, run
from scheduler.work.queue_workers import POLL, connections, end, retry, run_queue
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
DEAD, LOOK = 8.0, 2.0  # seconds: without a sign of life a worker counts as dead, and how often we look
MOMENT = 0.1  # seconds between two looks for a stop
SWEEPS_AT_A_TIME = 2
BROKEN, TRIES = timedelta(seconds=5), 12  # of a row that can't be worked on; then the sweep of due rows finds it
KEPT_HOURS = 168  # failed jobs are kept for so long
GOES_ON = 0.5  # seconds for which a job goes on with what is behind its row


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
        async with connections(self._deps) as pool:
            app = App(connector=PsycopgConnector())
            self._register(app)
            async with app.open_async(pool):
                await app.job_manager.delete_old_jobs(KEPT_HOURS, include_failed=True)
                parts = [asyncio.create_task(run_queue(app, queue, number)) for queue, number in kinds]
                parts.append(asyncio.create_task(self._take_over(app.job_manager, pool)))
                while not self._stopping.is_set() and not any(part.done() for part in parts):
                    await asyncio.wait(parts, timeout=MOMENT, return_when=asyncio.FIRST_COMPLETED)
                await end(parts)

    def _register(self, app: App) -> None:
        for line in self._lines:
            app.task(name=line.task.value, queue=line.task.value, retry=retry(self.retry_at))(
                partial(self._run_line, line)
            )
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
