"""Size limits: no message is sent that the platform would truncate, drop or refuse; errors name field and errcode."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ports import Blame, PlatformError
from platforms.wecom.limits import TEXT_BYTES, cut, fit, pieces, printable


def refusal(message: dict[str, Any]) -> PlatformError:
    with pytest.raises(PlatformError) as caught:
        fit(message)
    assert (caught.value.retryable, caught.value.blame) == (False, Blame.MESSAGE)
    return caught.value


@given(st.text(max_size=3000), st.integers(min_value=64, max_value=400))
def test_parts_lose_nothing_and_fit(text: str, size: int) -> None:
    text = printable(text)
    parts = pieces(text, size)
    assert all(len(part.encode()) <= size for part in parts)
    bare = parts if len(parts) == 1 else [part.split("\n", 1)[1] for part in parts]
    assert "".join("".join(bare).split()) == "".join(text.split())


@given(st.text(max_size=200), st.integers(min_value=0, max_value=300))
def test_truncation_never_splits_a_character(text: str, size: int) -> None:
    text = printable(text)
    short = cut(text, size)
    assert text.startswith(short)
    assert len(short.encode()) <= size


def test_a_text_of_exactly_the_limit_is_not_split() -> None:
    text = "汉" * 682 + "ab"
    assert len(text.encode()) == TEXT_BYTES
    assert pieces(text) == [text]
    assert len(pieces(text + "c")) == 2


@pytest.mark.parametrize("kind", ["text", "markdown"])
def test_an_empty_text_is_refused(kind: str) -> None:
    assert refusal({"msgtype": kind, kind: {"content": " \n"}}).code == "44004"


def test_markdown_is_split_at_line_ends() -> None:
    lines = "\n".join(f'> 第{number}条 <font color="warning">逾期</font>' for number in range(100))
    parts = [part["markdown"]["content"] for part in fit({"msgtype": "markdown", "markdown": {"content": lines}})]
    assert len(parts) > 2
    assert all(line.startswith(">") for part in parts for line in part.split("\n")[1:])


@pytest.mark.parametrize("kind", ["image", "file"])
def test_media_need_an_id(kind: str) -> None:
    assert fit({"msgtype": kind, kind: {"media_id": "M"}}) == [{"msgtype": kind, kind: {"media_id": "M"}}]
    assert refusal({"msgtype": kind, kind: {}}).code == "41006"


@pytest.mark.parametrize("message", [{}, {"msgtype": "hologram", "hologram": {}}, {"msgtype": "text", "text": "bare"}])
def test_an_invalid_message_is_refused(message: dict[str, Any]) -> None:
    refusal(message)
