"""The usual answer to a callback: Flask and wechatpy, echoing the text and storing nothing."""

import os

from flask import Flask, request
from wechatpy.work import create_reply, parse_message
from wechatpy.work.crypto import WeChatCrypto

TOKEN, KEY, CORP = (os.environ[name] for name in ("BENCH_TOKEN", "BENCH_KEY", "BENCH_CORP"))
app = Flask(__name__)


@app.post("/callback/wecom")
def callback() -> str:
    crypto = WeChatCrypto(TOKEN, KEY, CORP)
    query = request.args
    plain = crypto.decrypt_message(request.data, query["msg_signature"], query["timestamp"], query["nonce"])
    message = parse_message(plain)
    reply = create_reply(f"echo {message.content}", message).render()
    encrypted: str = crypto.encrypt_message(reply, query["nonce"], query["timestamp"])
    return encrypted
