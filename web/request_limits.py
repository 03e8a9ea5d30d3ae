"""Limits of requests to the pages: by person once signed in, by address before; 429 with when to come back."""

from __future__ import annotations

import math

from flask import Flask, request, session
from werkzeug.exceptions import TooManyRequests

from web.client_address import client_address, subscriber
from web.request_rates import RequestRate
from web.site import current_site

TEXT = "打开得太频繁，请{seconds}秒后再试。"
WRONG_CODES = 10  # a minute and address: each costs a call to the platform, which counts them


def limit_requests(app: Flask, per_address: int, per_person: int) -> None:
    """Count every request of the pages but for their style sheets."""
    addresses, people = RequestRate(per_address), RequestRate(per_person)
    app.extensions["wrong codes"] = RequestRate(WRONG_CODES)

    @app.before_request
    def count() -> None:
        if request.endpoint == "static":
            return
        whose = session.get("person")
        refuse_if(people.take(str(whose)) if whose is not None else addresses.take(this_subscriber()))


def this_subscriber() -> str:
    """Who asks, by address."""
    return subscriber(this_address())


def this_address() -> str:
    """The browser's address."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    return client_address(request.remote_addr or "", forwarded, current_site().proxies)


def refuse_if(wait: float) -> None:
    """429 where the client has to wait, in seconds."""
    if wait:
        seconds = math.ceil(wait)
        raise TooManyRequests(TEXT.format(seconds=seconds), retry_after=seconds)


def wrong_codes(app: Flask) -> RequestRate:
    """The count of login codes that the platform refused."""
    found: RequestRate = app.extensions["wrong codes"]
    return found
