"""The platform's own sample for Python, as it is published: a new cipher a message, both texts parsed in full.

Written after WXBizMsgCrypt3.py; `Crypto` is pycryptodome, which the sample asks for.
"""

from __future__ import annotations

import base64
import hashlib
import socket
import struct
import xml.etree.ElementTree as ET

from Crypto.Cipher import AES


class Prpcrypt:
    def __init__(self, key: bytes) -> None:
        self.key = key

    def decrypt(self, text: str, receiver: str) -> bytes:
        cryptor = AES.new(self.key, AES.MODE_CBC, self.key[:16])
        plain: bytes = cryptor.decrypt(base64.b64decode(text))
        content = plain[16 : -plain[-1]]
        length = socket.ntohl(struct.unpack("I", content[:4])[0])
        if content[length + 4 :].decode("utf8") != receiver:
            raise ValueError("receiver")
        return content[4 : length + 4]


class WXBizMsgCrypt:
    def __init__(self, token: str, encoding_aes_key: str, receiver: str) -> None:
        self.key = base64.b64decode(encoding_aes_key + "=")
        self.token, self.receiver = token, receiver

    def decode(self, body: bytes, signature: str, timestamp: str, nonce: str) -> dict[str, object]:
        encrypted = ET.fromstring(body).find("Encrypt").text  # type: ignore[union-attr]
        if self.sign(timestamp, nonce, encrypted or "") != signature:
            raise ValueError("signature")
        tree = ET.fromstring(Prpcrypt(self.key).decrypt(encrypted or "", self.receiver))
        fields: dict[str, object] = {child.tag: child.text for child in tree}
        fields["SelectedItems"] = {
            item.findtext("QuestionKey"): [option.text for option in item.iter("OptionId")]
            for item in tree.iter("SelectedItem")
        }
        return fields

    def sign(self, timestamp: str, nonce: str, encrypted: str) -> str:
        parts = [self.token, timestamp, nonce, encrypted]
        parts.sort()
        return hashlib.sha1("".join(parts).encode()).hexdigest()
