"""Who has left hears no answer, and that is no fault of ours: no traceback for what anybody can do."""

from __future__ import annotations

import logging
from typing import Any

from objection.asgi.request_buffer import App, Message, Receive, Send

log = logging.getLogger(__name__)


def tolerate_disconnects(app: App) -> App:
    """The same application, which may answer into a connection that is closed.

    The server marks only the newest request of a connection as left; the answer to another one of several sent
    together fails in the event loop's own words.
    """

    async def heard(scope: Any, receive: Receive, send: Send) -> None:
        async def answer(message: Message) -> None:
            try:
                await send(message)
            except (RuntimeError, OSError) as error:
                if isinstance(error, RuntimeError) and "closed" not in str(error):
                    raise
                log.info("a sender has left before the answer")

        await app(scope, receive, answer)

    return heard
