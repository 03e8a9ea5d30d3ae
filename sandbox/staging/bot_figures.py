"""What the bot's own figures (`/metrics`) say of a rehearsal's time: what was looked at, and what comes next."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from time import monotonic, sleep

import requests

LOOKED, NEXT = "objection_looked_at", "objection_next_moment"
FIGURE = re.compile(rf"^({LOOKED}|{NEXT}) (\S+)$", re.MULTILINE)
TIMEOUT = 15.0  # seconds
PATIENCE, PAUSE = 20.0, 0.2  # seconds: a busy bot may not know a figure at the moment


class NoFigures(RuntimeError):
    """The bot did not answer, or does not say it."""


class BotFigures:
    """Asks over one kept connection."""

    def __init__(self, bot: str) -> None:
        self._url = f"{bot}/metrics"
        self._session = requests.Session()
        self._session.trust_env = False

    def looked_at(self) -> datetime:
        """The instant of the clock up to which every sweep has run."""
        return self._figures()[0]

    def next_moment(self) -> datetime:
        """The next instant with work; now or earlier where something is still to be done."""
        return self._figures()[1]

    def _figures(self) -> tuple[datetime, datetime]:
        found = dict(FIGURE.findall(self._asked()))
        if NEXT not in found:
            raise NoFigures("机器人没有报告下一个时刻")
        looked, moment = (datetime.fromtimestamp(float(found.get(name, 0)), UTC) for name in (LOOKED, NEXT))
        return looked, moment

    def _asked(self) -> str:
        """Asked again for a while where the bot has closed an idle connection, or is being started anew.

        A figure that could not be found out at that moment is left out of the answer: it is asked for again, too.
        """
        ends = monotonic() + PATIENCE
        while True:
            try:
                told = self._session.get(self._url, timeout=TIMEOUT).text
            except requests.RequestException as error:
                if monotonic() > ends:
                    raise NoFigures(f"机器人没有应答（{type(error).__name__}）") from error
            else:
                if NEXT in told or monotonic() > ends:
                    return told
            sleep(PAUSE)
