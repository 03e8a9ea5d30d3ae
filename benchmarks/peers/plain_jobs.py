"""A job engine alone: Procrastinate as its manual has it, a job that posts one card and keeps no record of it.

`python -m benchmarks.peers.plain_jobs DATABASE_URL API_URL THREADS`
"""

from __future__ import annotations

import sys
from typing import Any

import requests
from procrastinate import App, PsycopgConnector

NAME = "send"


def app_of(database: str) -> App:
    return App(connector=PsycopgConnector(conninfo=database))


def run(database: str, api: str, threads: int) -> None:
    app, session = app_of(database), requests.Session()
    session.trust_env = False

    @app.task(name=NAME, queue=NAME)
    def send(body: dict[str, Any], token: str) -> None:
        session.post(f"{api}/cgi-bin/message/send", params={"access_token": token}, json=body, timeout=10)

    with app.open():
        app.run_worker(queues=[NAME], concurrency=threads, delete_jobs="successful")


if __name__ == "__main__":
    run(sys.argv[1], sys.argv[2], int(sys.argv[3]))
