"""URL verification and decryption against all published sample keys and messages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.blackbox.callbacks import Keys, Sealed, to_xml
from tests.blackbox.conftest import Installation
from tests.blackbox.machine import Machine

VECTORS = json.loads((Path(__file__).parents[1] / "platforms" / "wecom" / "vectors.json").read_text(encoding="utf-8"))
SETS = VECTORS["published"]
EVER = 4_000_000_000  # seconds: the samples are from 2014 to 2020
UNREADABLE = {"A_weworkapi_python/message_json"}  # published with a stray colon: no JSON


@pytest.mark.slow
@pytest.mark.parametrize("known", SETS, ids=[each["set"] for each in SETS])
def test_published_vectors(installation: Installation, known: dict[str, Any]) -> None:
    keys = Keys(corp=known["receive_id"], token=known["token"], aes_key=known["encoding_aes_key"])
    machine = installation.machine(keys=keys, max_age_seconds=EVER)
    for item in known["items"]:
        if item["name"].startswith("verify"):
            _verifies(machine, item)
        elif item["name"].startswith("message"):
            taken = _posted(machine, keys, item)
            assert taken == (400 if f"{known['set']}/{item['name']}" in UNREADABLE else 200), item["name"]


def _verifies(machine: Machine, item: dict[str, Any]) -> None:
    """The answer is the bare text; with one wrong digit in the signature it is refused."""
    query = {name: item[name] for name in ("msg_signature", "timestamp", "nonce")}
    answer = _get(machine, query | {"echostr": item["encrypt"]})
    assert (answer.status_code, answer.text) == (200, item["expect"]["plaintext"])
    forged = _get(machine, query | {"echostr": item["encrypt"], "msg_signature": "0" * 40})
    assert forged.status_code == 401
    assert item["expect"]["plaintext"] not in forged.text


def _get(machine: Machine, query: dict[str, str]) -> requests.Response:
    with requests.Session() as session:
        session.trust_env = False
        return session.get(f"{machine.url}/callback/wecom", params=query, timeout=20)


def _posted(machine: Machine, keys: Keys, item: dict[str, Any]) -> int:
    query = {name: item[name] for name in ("msg_signature", "timestamp", "nonce")}
    body = to_xml({"ToUserName": keys.corp, "AgentID": "218", "Encrypt": item["encrypt"]}).encode()
    if item["name"].endswith("json"):
        body = json.dumps({"tousername": keys.corp, "encrypt": item["encrypt"], "agentid": "218"}).encode()
    sealed = Sealed(query, body)
    with requests.Session() as session:
        session.trust_env = False
        url = f"{machine.url}/callback/wecom"
        return session.post(url, params=sealed.query, data=sealed.body, timeout=20).status_code
