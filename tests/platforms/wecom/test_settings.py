"""A wrong setting stops the start; the error names the key and the remedy, and never the secret."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from objection.config.load import Config, ConfigError, load
from platforms.wecom.settings import Settings, decode_key
from tests.platforms.wecom.tenant import GIVEN, KEY, SECRET, SETTINGS, TOKEN


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads the developer's own config.yaml."""
    monkeypatch.chdir(tmp_path)


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
    with pytest.raises(ConfigError, match=rf"  wecom\.{key}: ") as caught:
        configured(key, value)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("corp_id", "wl0123456789"),
        ("api_base", "http://10.1.2.3:8082"),
        ("api_base", "https://gov.example.cn/wework/"),
    ],
)
def test_private_editions_are_accepted(key: str, value: str) -> None:
    taken = configured(key, value).wecom
    assert taken is not None
    assert getattr(taken, key) == value.rstrip("/")


def configured(key: str, value: Any) -> Config:
    """The configuration with one value of the section changed."""
    return load(
        None, {f"OBJECTION__WECOM__{name.upper()}": str(given) for name, given in {**GIVEN, key: value}.items()}
    )


def test_secrets_are_not_shown() -> None:
    shown = repr(SETTINGS) + repr(Settings(**GIVEN, proxy="http://me:hunter2@proxy:3128"))
    assert all(secret not in shown for secret in (SECRET, TOKEN, KEY, "hunter2"))


def test_a_key_with_spare_bits_is_valid() -> None:
    """Four of five published keys do not encode to themselves again."""
    assert len(decode_key("6qkdMrq68nTKduznJYO1A37W2oEgpkMUvkttRToqhUt")) == 32
