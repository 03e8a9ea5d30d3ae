"""A callback decoded (verified, opened, read into a Call), beside the peers and the bare limit.

Run: `.venv/bin/python -m benchmarks.codec [--rounds 31]`. Needs `pip install pycryptodome` for the official sample;
without it that row is left out. All contenders run in the same shuffled rounds; a ratio is the median of the rounds'.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha1
from importlib.util import find_spec
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from wechatpy.work import parse_message
from wechatpy.work.crypto import WeChatCrypto

from bot.ports import Call
from clock.time_source import SystemClock
from platforms.wecom import CallbackEndpoint, Settings
from platforms.wecom.settings import decode_key

TOKEN, KEY, CORP = "benchToken2026", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "wwbench0000000001"
TIMESTAMP, NONCE = "1767225600", "372623558"
OURS, LIMIT, WECHATPY, OFFICIAL = "ours", "bare SHA-1 + AES", "wechatpy", "official sample"
CALLS = 400

TEXT = (
    "<xml><ToUserName><![CDATA[wwbench0000000001]]></ToUserName><FromUserName><![CDATA[zhang.san]]></FromUserName>"
    "<CreateTime>1767225600</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[法人登记信息中的住所"
    "与实际不一致，请核对]]></Content><MsgId>7012345678901234567</MsgId><AgentID>1000002</AgentID></xml>"
)
_ITEM = (
    "<SelectedItem><QuestionKey><![CDATA[q_{n}]]></QuestionKey><OptionIds><OptionId><![CDATA[r30{n}]]></OptionId>"
    "</OptionIds></SelectedItem>"
)
EVENT = (
    "<xml><ToUserName><![CDATA[wwbench0000000001]]></ToUserName><FromUserName><![CDATA[zhang.san]]></FromUserName>"
    "<CreateTime>1767225700</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[template_card_event]]>"
    "</Event><EventKey><![CDATA[submit_v1]]></EventKey><TaskId><![CDATA[ask-20260101-0007]]></TaskId><CardType>"
    "<![CDATA[multiple_interaction]]></CardType><ResponseCode><![CDATA[rc_9f2c0d]]></ResponseCode><AgentID>1000002"
    f"</AgentID><SelectedItems>{_ITEM.format(n=1)}{_ITEM.format(n=2)}{_ITEM.format(n=3)}</SelectedItems></xml>"
)


@dataclass(frozen=True, slots=True)
class Goal:
    """Ours against another: `least` is how many times its time must be ours, `most` how many times ours its."""

    other: str
    least: float = 0.0
    most: float = 0.0


GOALS = {
    "decode text": (Goal(LIMIT, most=10.5), Goal(OFFICIAL, least=1.3), Goal(WECHATPY, least=1.9)),
    "decode card event": (Goal(LIMIT, most=10.5), Goal(OFFICIAL, least=1.3), Goal(WECHATPY, least=2.9)),
}

OWN = {"corp_id": CORP, "agent_id": 1000002, "secret": "none", "token": TOKEN, "encoding_aes_key": KEY}

Work = Callable[[], Any]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rounds", type=int, default=31)
    rounds = options.parse_args().rounds
    endpoint = CallbackEndpoint(Settings.model_validate(OWN), SystemClock(), stored)
    failed = 0
    for name, entrants in (
        ("decode text", decoders(endpoint, TEXT)),
        ("decode card event", decoders(endpoint, EVENT)),
    ):
        failed += report(name, race(entrants, rounds))
    raise SystemExit(1 if failed else 0)


async def stored(_: Call) -> None:
    """Storing is measured by another benchmark."""


def decoders(endpoint: CallbackEndpoint, plain: str) -> dict[str, Work]:
    sealed = endpoint.envelope.encrypt(plain.encode())
    sent = endpoint.envelope.signature(TIMESTAMP, NONCE, sealed), TIMESTAMP, NONCE
    body = (
        f"<xml>\n<ToUserName><![CDATA[{CORP}]]></ToUserName>\n<AgentID><![CDATA[1000002]]></AgentID>\n"
        f"<Encrypt><![CDATA[{sealed.decode()}]]></Encrypt>\n</xml>"
    ).encode()
    crypto = WeChatCrypto(TOKEN, KEY, CORP)
    entrants: dict[str, Work] = {
        OURS: lambda: endpoint.decode(body, *sent),
        WECHATPY: lambda: parse_message(crypto.decrypt_message(body, *sent)),
        LIMIT: limit(sealed, b"x" * (len(sealed) // 4 * 3 // 16 * 16)),
    }
    return entrants | official(lambda sample: sample.decode(body, *sent))


def limit(sealed: bytes, data: bytes) -> Work:
    """What can't be saved: one SHA-1 over the signed text, one pass of AES over the frame."""
    key = decode_key(KEY)
    cipher = Cipher(AES(key), CBC(key[:16]))
    signed = TIMESTAMP.encode() + NONCE.encode() + sealed + TOKEN.encode()

    def work() -> bytes:
        sha1(signed).hexdigest()
        context = cipher.decryptor()
        return context.update(data) + context.finalize()

    return work


def official(use: Callable[[Any], Any]) -> dict[str, Work]:
    if find_spec("Crypto") is None:
        print(f"{OFFICIAL}: left out, install pycryptodome to compare")
        return {}
    from benchmarks.peers.official import WXBizMsgCrypt

    sample = WXBizMsgCrypt(TOKEN, KEY, CORP)
    return {OFFICIAL: lambda: use(sample)}


def race(entrants: dict[str, Work], rounds: int) -> list[dict[str, float]]:
    """Seconds a call, by contender, of each round."""
    return [
        {name: timed(entrants[name]) for name in random.sample(sorted(entrants), len(entrants))} for _ in range(rounds)
    ]


def timed(work: Work) -> float:
    work()
    start = time.perf_counter()
    for _ in range(CALLS):
        work()
    return (time.perf_counter() - start) / CALLS


def report(name: str, rounds: list[dict[str, float]]) -> int:
    """Prints the ratios and returns how many goals were missed."""
    print(f"\n{name}")
    for contender in rounds[0]:
        median = statistics.median(each[contender] for each in rounds)
        print(f"  {contender:18} {median * 1e6:7.1f} us")
    missed = 0
    for goal in GOALS[name]:
        if goal.other in rounds[0]:
            missed += not judged(goal, rounds)
    return missed


def judged(goal: Goal, rounds: list[dict[str, float]]) -> bool:
    if goal.most:
        ratio = statistics.median(each[OURS] / each[goal.other] for each in rounds)
        met, words = ratio <= goal.most, f"{ratio:.2f} x {goal.other} (goal at most {goal.most})"
    else:
        ratio = statistics.median(each[goal.other] / each[OURS] for each in rounds)
        met, words = ratio >= goal.least, f"{goal.other} takes {ratio:.2f} x ours (goal at least {goal.least})"
    print(f"  {'ok    ' if met else 'MISSED'} {words}")
    return met


if __name__ == "__main__":
    main()
