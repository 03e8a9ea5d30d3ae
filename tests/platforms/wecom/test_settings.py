"""A wrong setting stops the start; the error names the key and the cure, and never the secret."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from platforms.wecom.settings import decode_key
from tests.platforms.wecom.tenant import SETTINGS


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("corp_id", ""),
        ("corp_id", " ww1 "),
        ("agent_id", -1),
        ("secret", ""),
        ("token", "with-dash"),
        ("token", "x" * 33),
        ("encoding_aes_key", "short"),
        ("encoding_aes_key", "x" * 42 + "!"),
        ("api_base", "qyapi.weixin.qq.com"),
        ("api_base", "ftp://x"),
        ("api_base", "https://name:word@x/"),
        ("oauth_url", "https://x/?a=1"),
        ("auth_style", "new"),
        ("max_age_seconds", 0),
        ("day_limit", -1),
    ],
)
def test_a_wrong_value_is_named(key: str, value: Any) -> None:
    with pytest.raises(ValueError, match=rf"wecom\.{key}: ") as caught:
        replace(SETTINGS, **{key: value})
    assert SETTINGS.secret not in str(caught.value)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("corp_id", "wl0123456789"),
        ("api_base", "http://10.1.2.3:8082"),
        ("api_base", "https://gov.example.cn/wework/"),
    ],
)
def test_private_editions_are_taken_as_they_are(key: str, value: str) -> None:
    assert not replace(SETTINGS, **{key: value}).api_root.endswith("/")  # type: ignore[arg-type]


def test_secrets_are_not_shown() -> None:
    shown = repr(SETTINGS)
    assert all(secret not in shown for secret in (SETTINGS.secret, SETTINGS.token, SETTINGS.encoding_aes_key))


def test_a_key_with_spare_bits_is_a_key() -> None:
    """Four of five published keys do not encode to themselves again."""
    assert len(decode_key("6qkdMrq68nTKduznJYO1A37W2oEgpkMUvkttRToqhUt")) == 32
