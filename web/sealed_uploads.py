"""Uploaded files are spooled to disk encrypted only, until they are stored or refused."""

from __future__ import annotations

from typing import IO

from flask import Flask, Request

from store.files.temporary_file import temporary_file

IN_MEMORY = 512 * 1024  # bytes of one uploaded file


class PagesRequest(Request):
    def _get_file_stream(self, *_: object, **__: object) -> IO[bytes]:
        return temporary_file(IN_MEMORY)


class PagesApp(Flask):
    """A Flask application whose requests keep uploaded files so."""

    request_class = PagesRequest
