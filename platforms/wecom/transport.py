"""HTTP requests to the platform: network errors become a PlatformError that never shows a URL.

URLs contain the secret and the access token, and the libraries' own errors and warnings quote URLs.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from typing import IO, Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import MaxRetryError, NewConnectionError

from bot.ports import Blame, PlatformError
from clock.skew import ClockSkew
from clock.time_source import SystemClock
from platforms.wecom.settings import Settings

log = logging.getLogger(__name__)

Json = dict[str, Any]
CONNECTIONS = 16
CONNECT_TRIES = 2
WRONG_ADDRESS = timedelta(minutes=5)  # until someone corrects it
_NEVER_LEFT = (requests.ConnectTimeout, requests.exceptions.SSLError, requests.exceptions.ProxyError)


@dataclass(frozen=True, slots=True)
class Request:
    """`once`: not idempotent, so a failure after it was sent is reported as of unknown outcome."""

    method: str
    path: str
    params: Mapping[str, str] = field(default_factory=dict)
    body: bytes | IO[bytes] | None = None  # a stream is sent from its beginning, at every attempt
    content_type: str = "application/json"
    stream: bool = False
    once: bool = False


def json_body(value: Any) -> bytes:
    """Raw UTF-8: some servers refuse escapes (40033). Deterministic: the same value gives the same bytes."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


class Transport:
    """Keep-alive connections; one retry where no connection was made, none once a request may have been sent."""

    def __init__(self, settings: Settings, skew: ClockSkew) -> None:
        self._skew = skew
        self._root, self._timeout = settings.api_base, (settings.connect_timeout, settings.read_timeout)
        self._session = _session(settings)

    def send(self, request: Request, params: Mapping[str, str]) -> requests.Response:
        """Raises PlatformError without an answer. Reading the answer is left to the caller."""
        for left in range(CONNECT_TRIES - 1, -1, -1):
            try:
                return self._try(request, params)
            except requests.RequestException as error:
                if not (left and _never_left(error)):
                    raise network_error(request, error) from None
        raise AssertionError("unreachable")

    def _try(self, request: Request, params: Mapping[str, str]) -> requests.Response:
        if request.body is not None and not isinstance(request.body, bytes):
            request.body.seek(0)
        response = self._session.request(
            request.method,
            self._root + request.path,
            params={**request.params, **params},
            data=request.body,
            headers={"Content-Type": request.content_type} if request.body is not None else None,
            timeout=self._timeout,
            stream=request.stream,
            allow_redirects=False,
        )
        theirs = server_time(response)
        if theirs is not None:
            self._skew.observe(theirs, SystemClock().now(), prompt=True)
        return response


def server_time(response: requests.Response) -> datetime | None:
    """The platform's time by its `Date` header; None without one."""
    try:
        theirs = parsedate_to_datetime(response.headers.get("Date", ""))
    except (ValueError, TypeError):
        return None
    return theirs if theirs.tzinfo is not None else None


def network_error(request: Request, error: requests.RequestException) -> PlatformError:
    """Our own text and the error's class name only."""
    gone = not _never_left(error)
    what = "平台没有及时答复" if gone else "连接不上平台，请检查 wecom.api_base、代理与证书"
    log.warning("wecom %s: %s, it %s", request.path, type(error).__name__, "may have left" if gone else "never left")
    return PlatformError(
        f"{what}（{type(error).__name__}）", retryable=True, code="network", sent_unknown=gone and request.once
    )


def http_error(request: Request, response: requests.Response) -> PlatformError:
    """An answer that is not the platform's API: wrong scheme or path, a gateway in between, an outage."""
    status = response.status_code
    log.warning("wecom %s: HTTP %s, %.60r", request.path, status, response.headers.get("Content-Type", ""))
    code = f"http-{status}"
    if 300 <= status < 500 and status != 429:
        text = f"HTTP {status}：地址不对，请检查 wecom.api_base（协议、端口、路径）"
        return PlatformError(text, retryable=True, code=code, retry_after=WRONG_ADDRESS, blame=Blame.APP)
    text = "平台的答复不是 JSON" if status == 200 else f"HTTP {status}：平台暂时不可用"
    return PlatformError(text, retryable=True, code=code, sent_unknown=request.once and status != 429)


def _never_left(error: requests.RequestException) -> bool:
    if isinstance(error, _NEVER_LEFT):
        return True
    cause = error.args[0] if error.args else None
    return isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError)


def _session(settings: Settings) -> requests.Session:
    session = requests.Session()
    session.trust_env = False  # proxies and certificates are settings here, not the environment's
    session.verify = settings.trust
    if settings.proxy:
        session.proxies = {"http": settings.proxy, "https": settings.proxy}
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
    # No retries inside urllib3: its warning quotes the URL, and with it the secret.
    adapter = HTTPAdapter(pool_connections=2, pool_maxsize=CONNECTIONS, max_retries=0)
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    logging.getLogger("urllib3.connectionpool").setLevel(logging.WARNING)  # its DEBUG lines quote URLs too
    if not settings.verify and settings.ca_bundle is None:
        log.warning("wecom.verify is off: the platform's certificate is NOT checked")
    return session
