"""Client disconnects: an answer to a closed connection is no error and leaves no traceback."""

from __future__ import annotations

import logging
from typing import Any

from objection.asgi.request_buffer import App, Message, Receive, Send

log = logging.getLogger(__name__)


def tolerate_disconnects(app: App) -> App:
    """The same application; sending to a closed connection is logged and ignored.

    uvicorn marks only the newest request of a connection as disconnected; the answers to other pipelined requests
    raise the event loop's own error.
    """

    async def tolerant(scope: Any, receive: Receive, send: Send) -> None:
        async def answer(message: Message) -> None:
            try:
                await send(message)
            except (RuntimeError, OSError) as error:
                if isinstance(error, RuntimeError) and "closed" not in str(error):
                    raise
                log.info("the client disconnected before the answer")

        await app(scope, receive, answer)

    return tolerant
