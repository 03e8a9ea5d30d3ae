"""Self-check of the callback URL: the console's verification request, sent with our own token and key (2.2)."""

from __future__ import annotations

import secrets

import requests

from bot.ports import Finding
from platforms.wecom.envelope import Envelope
from platforms.wecom.settings import Settings

SUBJECT = "回调往返"
SECONDS = 5


def check_callback(settings: Settings, base_url: str) -> Finding:
    """Send an encrypted echostr to `base_url` and compare the answer."""
    address, echo = f"{base_url}/callback/wecom", secrets.token_hex(16)
    try:
        answer = requests.get(address, params=_sealed(settings, echo), timeout=SECONDS, verify=settings.trust)
    except requests.RequestException as error:
        why = type(error).__name__  # its text contains the whole query
        return Finding(
            SUBJECT, False, f"{address} 没有应答（{why}）。请确认服务已启动（objection serve）、反向代理和防火墙"
        )
    if answer.status_code == requests.codes.ok and answer.text.strip() == echo:
        return Finding(SUBJECT, True, f"{address} 应答正确")
    cure = "请确认该地址通向本服务，且服务与 doctor 用同一份 token 与 encoding_aes_key（改后要重启服务）"
    return Finding(SUBJECT, False, f"{address} 应答不对（HTTP {answer.status_code}）。{cure}")


def _sealed(settings: Settings, echo: str) -> dict[str, str]:
    envelope = Envelope(settings.token.get_secret_value(), settings.key, settings.corp_id)
    sealed, timestamp, nonce = envelope.encrypt(echo.encode()), "1409659589", secrets.token_hex(8)
    return {
        "msg_signature": envelope.signature(timestamp, nonce, sealed),
        "timestamp": timestamp,
        "nonce": nonce,
        "echostr": sealed.decode(),
    }
