"""Log masking: no secret and no phone number in any log line, of this program or a library."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from objection.logs import masked
from tests.log_stream import logged


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    with logged("info") as stream:
        yield stream


def last(stream: io.StringIO) -> dict[str, Any]:
    line: dict[str, Any] = json.loads(stream.getvalue().splitlines()[-1])
    return line


def test_a_line_is_json_in_chinese(stream: io.StringIO) -> None:
    structlog.get_logger().info("收到回调", ticket="CN-20261122-0007")
    assert "收到回调" in stream.getvalue()
    line = last(stream)
    assert (line["event"], line["ticket"], line["level"]) == ("收到回调", "CN-20261122-0007", "info")
    assert line["timestamp"].endswith("Z")


def test_log_lines_of_libraries_are_masked(stream: io.StringIO) -> None:
    logging.getLogger("some.library").warning("GET /cgi-bin/gettoken?corpid=ww1&corpsecret=%s", "hunter2")
    assert "hunter2" not in stream.getvalue()
    assert "corpid=ww1" in last(stream)["event"]


def test_a_traceback_is_masked(stream: io.StringIO) -> None:
    try:
        raise RuntimeError("postgresql://me:hunter2@db/x for 13812345678")
    except RuntimeError:
        structlog.get_logger().exception("失败")
    assert "RuntimeError" in last(stream)["exception"]
    assert "hunter2" not in stream.getvalue()
    assert "13812345678" not in stream.getvalue()


def test_debug_is_quiet_by_default(stream: io.StringIO) -> None:
    structlog.get_logger().debug("nothing")
    logging.getLogger("apscheduler").info("nothing")
    assert stream.getvalue() == ""


@pytest.mark.parametrize(
    "name", ["secret", "corpsecret", "access_token", "encoding_aes_key", "mobile", "Authorization"]
)
def test_a_field_with_a_secret_name_is_masked(stream: io.StringIO, name: str) -> None:
    structlog.get_logger().info("x", **{name: "hunter2"}, nested={name: ["hunter2"]})
    assert "hunter2" not in stream.getvalue()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("打 13812345678 找我", "打 138****5678 找我"),
        ("电话13812345678。", "电话138****5678。"),
        ("021-62345678", "021-****5678"),
        ("310105199001011234", "310105********1234"),
        ("31010519900101123X", "310105********123X"),
        ("https://x/y?access_token=abc&z=1", "https://x/y?access_token=***&z=1"),
        ("CN-20261122-0007 第 12 步", "CN-20261122-0007 第 12 步"),
        ("2026-11-22T10:00:00+08:00", "2026-11-22T10:00:00+08:00"),
        ("usage 1379520", "usage 1379520"),
    ],
)
def test_masked_and_unmasked_values(text: str, shown: str) -> None:
    assert masked(text) == shown
    assert masked({"a": [text, b"x", None, 3]}) == {"a": [shown, "x", None, 3]}
