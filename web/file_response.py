"""Downloads: streamed with their size, so that browsers show progress and may ask for a range; never shown inline."""

from __future__ import annotations

import io
from typing import IO

from flask import request, send_file
from werkzeug.wrappers import Response


def sent(stream: IO[bytes], content_type: str, name: str) -> Response:
    """A stream that seeks, as a download; closed with the response."""
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    response = send_file(stream, content_type, as_attachment=True, download_name=name, conditional=False)
    response.content_length = size
    response.headers["Cache-Control"] = "no-store"
    return response.make_conditional(request, accept_ranges=True, complete_length=size)
