"""One event, one signed POST; the receiver can verify origin and age, and detect retries.

`X-Objection-Signature` is `sha256=` and the HMAC-SHA256 of `<X-Objection-Timestamp>.<body>` under the shared secret;
`X-Objection-Id` is equal for every retry of one event.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import requests

from bot.ports import PORTAL, Blame, PlatformError, Receipt
from clock.time_source import Clock
from platforms.portal.settings import Settings

log = logging.getLogger(__name__)

NAME = PORTAL
REFUSED = frozenset({400, 409, 413, 422})  # about this event: to be corrected by hand, on either side
BUSY = frozenset({408, 425, 429})
LONGEST = timedelta(hours=1)  # a pause that the portal asks for is kept up to this
WRONG = timedelta(minutes=5)  # a wrong address or secret stays wrong until somebody corrects it


class Portal:
    """Satisfies `bot.ports.Sender`: a receiver of events, with no people, cards or files."""

    name = NAME

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings, self._clock = settings, clock
        self._session = requests.Session()
        self._session.trust_env = False  # proxies and certificates are settings here, not the environment's
        self._session.verify = str(settings.ca_bundle) if settings.ca_bundle else True

    def send(self, user: str, message: Mapping[str, Any], *, key: str) -> Receipt:  # noqa: ARG002
        """Post one event; a retry under the same key has the same body."""
        body = json.dumps(message, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        try:
            response = self._session.post(
                self._settings.flag_url,
                data=body,
                headers=self._headers(body, key),
                timeout=(self._settings.connect_timeout, self._settings.read_timeout),
                allow_redirects=False,
            )
        except requests.RequestException as error:
            log.warning("portal: %s", type(error).__name__)  # its text contains the address
            text = f"数据平台连接不上（{type(error).__name__}），请检查 portal.flag_url"
            raise PlatformError(text, retryable=True, code="network") from None
        if not 200 <= response.status_code < 300:
            raise refusal(response)
        return Receipt(key)

    def _headers(self, body: bytes, key: str) -> dict[str, str]:
        stamp = str(int(self._clock.now().timestamp()))
        return {
            "Content-Type": "application/json",
            "X-Objection-Id": key,
            "X-Objection-Timestamp": stamp,
            "X-Objection-Signature": signature(self._settings.secret.get_secret_value(), stamp, body),
        }


def signature(secret: str, stamp: str, body: bytes) -> str:
    """HMAC-SHA256 signature; the receiver computes it too and compares in constant time."""
    return "sha256=" + hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def refusal(response: requests.Response) -> PlatformError:
    """The error for the portal's answer; its body is never quoted."""
    status = response.status_code
    code, text = f"http-{status}", f"数据平台返回 HTTP {status}"
    if status in REFUSED:
        return PlatformError(f"{text}，不接受这条标注变动", retryable=False, code=code)
    if status in BUSY or status >= 500:
        return PlatformError(text, retryable=True, code=code, retry_after=_asked(response))
    text = f"{text}，请检查 portal.flag_url 与 portal.secret"
    return PlatformError(text, retryable=True, code=code, retry_after=WRONG, blame=Blame.APP)


def _asked(response: requests.Response) -> timedelta | None:
    seconds = response.headers.get("Retry-After", "")
    return min(timedelta(seconds=int(seconds[:6])), LONGEST) if seconds.isdecimal() else None
