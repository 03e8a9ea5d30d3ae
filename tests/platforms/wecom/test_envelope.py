"""Callback encryption: published and generated test vectors, and interoperability with another vendor's library."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wechatpy.work.crypto import WeChatCrypto

from platforms.wecom.envelope import BLOCK, Envelope
from platforms.wecom.refused_callback import Refused
from platforms.wecom.settings import decode_key
from tests.platforms.wecom.tenant import KEY, NONCE, SETTINGS, STAMP, TOKEN, envelope, words

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text(encoding="utf-8"))
GENERATED = VECTORS["generated"]


def published() -> Iterator[Any]:
    for group in VECTORS["published"]:
        key = Envelope(group["token"], decode_key(group["encoding_aes_key"]), group["receive_id"])
        for item in group["items"]:
            yield pytest.param(key, item, id=f"{group['set']}-{item['name']}")


def generated() -> Iterator[Any]:
    for vector in GENERATED["vectors"]:
        yield pytest.param(_key_of(vector), vector, id=vector["name"])


def _key_of(vector: dict[str, Any]) -> Envelope:
    return Envelope(GENERATED["token"], decode_key(GENERATED["encoding_aes_key"]), vector["receive_id"])


def plaintext(vector: dict[str, Any]) -> bytes:
    if "plaintext_repeat" in vector:
        repeat = vector["plaintext_repeat"]
        text: str = repeat["prefix"] + repeat["unit"] * repeat["count"] + repeat["suffix"]
        return text.encode()
    return str(vector["plaintext"]).encode()


@pytest.mark.parametrize(("key", "item"), list(published()))
def test_published_vectors(key: Envelope, item: dict[str, Any]) -> None:
    sealed, expect = item["encrypt"].encode(), item["expect"]
    assert key.open(item["msg_signature"], item["timestamp"], item["nonce"], sealed) == expect["plaintext"].encode()
    assert key.encrypt(expect["plaintext"].encode(), bytes.fromhex(expect["random16_hex"])) == sealed


@pytest.mark.parametrize(("key", "vector"), list(generated()))
def test_generated_vectors(key: Envelope, vector: dict[str, Any]) -> None:
    plain, sealed = plaintext(vector), vector["encrypt"].encode()
    assert sha256(plain).hexdigest() == vector["plaintext_sha256"]
    assert key.open(vector["msg_signature"], vector["timestamp"], vector["nonce"], sealed) == plain
    assert key.encrypt(plain, bytes.fromhex(vector["random16_hex"])) == sealed
    assert key.signature(vector["timestamp"], vector["nonce"], sealed) == vector["msg_signature"]


def test_one_wrong_digit_of_the_signature_is_refused() -> None:
    vector = GENERATED["vectors"][0]
    wrong = vector["msg_signature"][:-1] + ("0" if vector["msg_signature"][-1] != "0" else "1")
    with pytest.raises(Refused, match="signature"):
        _key_of(vector).open(wrong, vector["timestamp"], vector["nonce"], vector["encrypt"].encode())


def test_another_receiver_is_refused() -> None:
    vector = GENERATED["vectors"][0]
    other = Envelope(GENERATED["token"], decode_key(GENERATED["encoding_aes_key"]), "wwsomeoneelse00001")
    with pytest.raises(Refused, match="receiver"):
        other.open(vector["msg_signature"], vector["timestamp"], vector["nonce"], vector["encrypt"].encode())


@given(st.text(max_size=300))
def test_wechatpy_reads_what_we_write(text: str) -> None:
    theirs = WeChatCrypto(TOKEN, KEY, SETTINGS.corp_id)
    sealed = envelope().encrypt(text.encode("utf-8", "replace"))
    signature = envelope().signature(STAMP, NONCE, sealed)
    body = f"<xml><Encrypt><![CDATA[{sealed.decode()}]]></Encrypt></xml>"
    assert theirs.decrypt_message(body, signature, STAMP, NONCE) == text.encode("utf-8", "replace").decode()


@given(st.text(max_size=300))
def test_we_read_what_wechatpy_writes(text: str) -> None:
    theirs = WeChatCrypto(TOKEN, KEY, SETTINGS.corp_id)
    plain = text.encode("utf-8", "replace").decode()
    fields = words(theirs.encrypt_message(plain, NONCE, STAMP).encode())
    sealed = fields["Encrypt"].encode()
    assert envelope().open(fields["MsgSignature"], STAMP, NONCE, sealed) == plain.encode()


@given(st.binary(max_size=200))
def test_every_length_is_padded_to_blocks_of_32_and_round_trips(message: bytes) -> None:
    sealed = envelope().encrypt(message)
    assert len(base64.b64decode(sealed)) % BLOCK == 0
    assert envelope().decrypt(sealed) == message


@given(st.binary(max_size=400))
def test_random_bytes_are_refused_without_exception(noise: bytes) -> None:
    for sealed in (noise, base64.b64encode(noise)):
        with pytest.raises(Refused):
            envelope().decrypt(sealed)
