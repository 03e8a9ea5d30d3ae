"""Procrastinate's own tables (its schema of 3.10), and the trigger by which a freed lock wakes the workers."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

# Procrastinate notifies workers of new jobs only: a job behind another of its lock would wait for the next poll.
_FREED_LOCKS = """
CREATE INDEX objection_jobs_lock ON procrastinate_jobs (lock) WHERE lock IS NOT NULL AND status IN ('todo', 'doing');
CREATE INDEX objection_jobs_row ON procrastinate_jobs (task_name, (args ->> 'row')) WHERE status IN ('todo', 'doing');
CREATE FUNCTION objection_lock_freed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM procrastinate_jobs WHERE lock = OLD.lock AND status = 'todo') THEN
        PERFORM pg_notify(
            'procrastinate_queue_v1#' || OLD.queue_name,
            json_build_object('type', 'job_inserted', 'job_id', OLD.id)::text
        );
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER objection_lock_freed AFTER UPDATE OF status ON procrastinate_jobs FOR EACH ROW
    WHEN (OLD.status = 'doing' AND NEW.status <> 'doing' AND OLD.lock IS NOT NULL)
    EXECUTE FUNCTION objection_lock_freed();
CREATE TRIGGER objection_lock_freed_by_deletion AFTER DELETE ON procrastinate_jobs FOR EACH ROW
    WHEN (OLD.status = 'doing' AND OLD.lock IS NOT NULL)
    EXECUTE FUNCTION objection_lock_freed();
"""


def create(connection: Connection) -> None:
    """Create them, in the caller's transaction; PostgreSQL only."""
    from procrastinate.schema import SchemaManager

    driver: Any = connection.connection.driver_connection
    driver.execute(SchemaManager.get_schema())  # by the driver itself: no `%` of it is a parameter
    driver.execute(_FREED_LOCKS)


def drop(connection: Connection) -> None:
    driver: Any = connection.connection.driver_connection
    for name in ("periodic_defers", "events", "jobs", "workers"):
        driver.execute(f"DROP TABLE procrastinate_{name} CASCADE")
    found = driver.execute(
        "SELECT 'FUNCTION ' || oid::regprocedure FROM pg_proc WHERE proname ~ '^(procrastinate_|objection_lock_freed)' "
        "UNION ALL SELECT 'TYPE ' || typname FROM pg_type WHERE typname ~ '^procrastinate_job_' AND typelem = 0"
    )
    for (what,) in found.fetchall():
        driver.execute(f"DROP {what} CASCADE")
