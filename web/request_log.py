"""Requests of pages: each has a request id; a refused or failed one is logged in one line, without path and person."""

from __future__ import annotations

import logging

from flask import Flask, Response, request

from store.messages.cause import begin, new_page
from web.request_limits import this_address

log = logging.getLogger(__name__)
REFUSED = 400


def log_requests(app: Flask) -> None:
    """Register before everything that may refuse: the id is there for its log lines, too."""

    @app.before_request
    def name() -> None:
        begin(new_page())

    @app.after_request
    def tell(response: Response) -> Response:
        if response.status_code >= REFUSED:
            told = {"page": request.endpoint or "", "status": response.status_code, "address": this_address()}
            log.info("page refused", extra=told)
        return response

    @app.teardown_request
    def end(_error: BaseException | None) -> None:
        begin("")
