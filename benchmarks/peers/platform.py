"""A stub platform that accepts everything, with a latency of 20 ms: `uvicorn benchmarks.peers.platform:app`."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

LATENCY = 0.02  # seconds


async def app(
    scope: dict[str, Any], receive: Callable[[], Awaitable[Any]], send: Callable[[dict[str, Any]], Awaitable[None]]
) -> None:
    if scope["type"] != "http":
        return
    while (await receive()).get("more_body"):
        pass
    answer: dict[str, Any] = {"errcode": 0, "errmsg": "ok"}
    if scope["path"].endswith("/gettoken"):
        answer |= {"access_token": "bench", "expires_in": 7200}
    else:
        await asyncio.sleep(LATENCY)
        answer |= {"msgid": "m", "response_code": "c", "invaliduser": ""}
    body = json.dumps(answer).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
