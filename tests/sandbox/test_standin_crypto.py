"""The stand-in's encryption is interoperable with the official samples and wechatpy."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from wechatpy.work.crypto import WeChatCrypto

from sandbox.wecom.crypto import Seal, SealError
from sandbox.wecom.settings import Settings

VECTORS = json.loads((Path(__file__).parents[1] / "platforms/wecom/vectors.json").read_text(encoding="utf-8"))
PUBLISHED = [(group, item) for group in VECTORS["published"] for item in group["items"]]
GENERATED = VECTORS["generated"]


def generated_plain(vector: dict[str, Any]) -> str:
    if "plaintext" in vector:
        return str(vector["plaintext"])
    repeat = vector["plaintext_repeat"]
    return str(repeat["prefix"] + repeat["unit"] * repeat["count"] + repeat["suffix"])


def generated_seal(vector: dict[str, Any]) -> Seal:
    return Seal(GENERATED["token"], GENERATED["encoding_aes_key"], vector["receive_id"])


@pytest.mark.parametrize(
    ("group", "item"), PUBLISHED, ids=[f"{group['set']}-{item['name']}" for group, item in PUBLISHED]
)
def test_published_samples_are_decrypted(group: dict[str, Any], item: dict[str, Any]) -> None:
    seal = Seal(group["token"], group["encoding_aes_key"], group["receive_id"])
    seal.verify(item["msg_signature"], item["timestamp"], item["nonce"], item["encrypt"])
    assert seal.open(item["encrypt"]).decode() == item["expect"]["plaintext"]


@pytest.mark.parametrize("vector", GENERATED["vectors"], ids=[vector["name"] for vector in GENERATED["vectors"]])
def test_encryption_equals_the_official_library(vector: dict[str, Any]) -> None:
    sealed = generated_seal(vector).close(generated_plain(vector).encode(), bytes.fromhex(vector["random16_hex"]))
    assert generated_seal(vector).sign(vector["timestamp"], vector["nonce"], sealed) == vector["msg_signature"]
    assert generated_seal(vector).open(sealed).decode() == generated_plain(vector)


def test_interoperable_with_wechatpy() -> None:
    settings = Settings()
    ours = Seal(settings.token, settings.aes_key, settings.corp_id)
    theirs = WeChatCrypto(settings.token, settings.aes_key, settings.corp_id)
    sealed = ours.close("<xml>异议 🙂</xml>".encode())
    envelope = f"<xml><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
    assert theirs.decrypt_message(envelope, ours.sign("1", "2", sealed), "1", "2") == "<xml>异议 🙂</xml>"
    answer = theirs.encrypt_message("<xml>好</xml>", "3", "4")
    encrypt = answer.split("<Encrypt><![CDATA[")[1].split("]]>")[0]
    assert ours.open(encrypt).decode() == "<xml>好</xml>"


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text[:-4],
        lambda text: "!" + text[1:],
        lambda text: text[:40] + ("A" if text[40] != "A" else "B") + text[41:],
    ],
    ids=["short", "not base64", "one character"],
)
def test_changed_ciphertext_is_refused(change: Any) -> None:
    seal = Seal("token", "a" * 43, "ww1")
    sealed = seal.close(b"x" * 50)
    signature = seal.sign("1", "2", sealed)
    with pytest.raises(SealError):
        seal.verify(signature, "1", "2", change(sealed))


def test_another_receiver_and_a_short_key_are_refused() -> None:
    sealed = Seal("token", "a" * 43, "ww1").close(b"hello")
    with pytest.raises(SealError, match="receive id"):
        Seal("token", "a" * 43, "ww2").open(sealed)
    with pytest.raises(SealError, match="43"):
        Seal("token", "a" * 42, "ww1")
