"""From the door to the reader: one id in every log line, `objection trace` by number and message, nothing personal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml

from tests.blackbox import scenario
from tests.blackbox.callbacks import to_xml
from tests.blackbox.conftest import KEYS, Installation
from tests.blackbox.machine import SEAL, Machine, command, free_port, write_config
from tests.blackbox.phone import Phone
from tests.blackbox.scenario import CASES

CASE = CASES[0]
CLIENT = "203.0.113.77"
# What the people of the scenario wrote, read and are called; secrets of the platform and of the seals.
WORDS = (CASE.source, "名称写错了", "与证照不一致", "办理业务时核对", "哪项数据有疑问", "您好")
PEOPLE = (CASE.proposer, *scenario.OPERATORS, "梁嘉树")
SECRETS = (KEYS.secret, KEYS.token, KEYS.aes_key, SEAL.split()[2])


def logged(machine: Machine) -> list[dict[str, Any]]:
    return [json.loads(line) for line in machine.log.splitlines() if line.startswith("{")]


def debugging(installation: Installation) -> Machine:
    """A server that logs everything it can."""
    port = free_port()
    path = write_config(installation.folder, database=installation.database, keys=KEYS, api=installation.api, port=port)
    tree = yaml.safe_load(path.read_text(encoding="utf-8")) | {"logging": {"level": "debug"}}
    path.write_text(yaml.safe_dump(tree, allow_unicode=True), encoding="utf-8")
    machine = Machine(path, port)
    installation.machines.append(machine)
    machine.start()
    return machine


def traced(config: Path, *words: str) -> str:
    done = command(config, "trace", *words)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
def test_one_id_from_the_callback_to_the_push(any_installation: Installation) -> None:
    installation = any_installation
    machine = debugging(installation)
    proposer = installation.phone(CASE.proposer)
    number = scenario.file(proposer, CASE)
    assert installation.settled()
    lines = logged(machine)
    (act,) = [line for line in lines if line["event"] == "act" and line["ticket"] == number]
    assert (act["act"], act["role"], act["step"]) == ("提出异议", "异议提出方", 1)
    same = [line for line in lines if line.get("request") == act["request"]]
    assert [line["event"] for line in same if line["event"] in ("callback", "handled", "act")] in (
        ["callback", "act", "handled"],
        ["act", "callback", "handled"],  # it is acknowledged while it is being handled
        ["act", "handled", "callback"],
    )
    (call,) = [line for line in same if line["event"] == "callback"]
    assert (call["platform"], call["result"], call["status"], call["kind"]) == ("wecom", "stored", 200, "click")
    pushes = [line for line in same if line["event"] == "push"]
    assert {line["lane"] for line in pushes} == {"answer", "task"}
    assert {line["result"] for line in pushes} == {"sent"}
    assert all(line["waited"] >= 0 and line["seconds"] >= 0 for line in pushes)
    for words in (*WORDS, *PEOPLE, *SECRETS):
        assert words not in machine.log, words
    shown = traced(machine.config, act["request"])
    assert f"收到回调 {act['request']}（wecom，区" in shown
    assert f"处理回调 {act['request']}：办理：{number} 第1步 提出异议" in shown
    assert shown.count("平台已接收") == len(pushes)
    assert f"消息 {pushes[0]['message']} 排入" in traced(machine.config, f"message:{pushes[0]['message']}")
    whole = traced(machine.config, number)
    assert f"步骤 {number} 第1步 提出异议（异议提出方，" in whole
    assert "任务卡片" in whole
    assert "没有还在等待的" in whole
    for words in (*WORDS[:-1], *PEOPLE):
        assert words not in shown + whole, words


@pytest.mark.slow
def test_fates_of_messages(installation: Installation) -> None:
    """Refused at the door, repeated, refused by the law, unknown: each says so by the platform's own number."""
    machine = installation.machine()
    phone = installation.phone(CASE.proposer)
    frame = installation.callbacks.frame(CASE.proposer, "text", Content="收办 CN-20261122-0007")
    for _ in range(3):
        sealed = installation.callbacks.seal(to_xml(frame))
        answer = installation.callbacks.post(sealed, headers={"X-Forwarded-For": f"198.51.100.9, {CLIENT}"})
        assert answer.status_code == 200
    phone.see("查无此工单")
    assert installation.settled()
    stale = installation.callbacks.seal(to_xml(frame), at=1_000_000_000)
    assert installation.callbacks.post(stale, headers={"X-Forwarded-For": CLIENT}).status_code == 403
    stranger = installation.callbacks.frame("nobody.here", "text", Content="你好")
    installation.callbacks.deliver(stranger)
    assert installation.settled()

    with requests.Session() as session:
        session.trust_env = False
        assert session.get(f"{machine.url}/13812345678", headers={"X-Forwarded-For": CLIENT}).status_code == 404

    lines = logged(machine)
    (page,) = [line for line in lines if line["event"] == "page refused"]
    assert (page["status"], page["address"], page["request"][:5]) == (404, CLIENT, "page:")
    assert "13812345678" not in machine.log
    doors = [line for line in lines if line.get("message_id") == str(frame["MsgId"])]
    assert [line["result"] for line in doors] == ["stored", "repeated", "repeated"]
    assert {line["address"] for line in doors} == {CLIENT}, "the last address that the trusted proxy named"
    (refused,) = [line for line in lines if line["event"].startswith("callback refused: timestamp too old")]
    assert (refused["level"], refused["status"], refused["address"]) == ("warning", 403, CLIENT)

    shown = traced(machine.config, str(frame["MsgId"]))
    assert "平台共送来 3 次，只处理一次" in shown
    assert "应答 → " in shown
    assert "拒绝 CN-20261122-0007：" in shown
    assert "没有作任何改动，已说明原因" in shown
    assert "发送人不在通讯录中" in traced(machine.config, str(stranger["MsgId"]))
    done = command(machine.config, "trace", "7999999999999999999")
    assert done.returncode == 1
    for words in ("没有收到过 7999999999999999999", "callback refused", "三次"):
        assert words in done.stderr


@pytest.mark.slow
def test_names_are_shown_only_on_record(installation: Installation) -> None:
    machine = installation.machine()
    phone = Phone(installation.platform, installation.callbacks, CASE.proposer)
    phone.send_text("帮助")
    phone.see("提出异议")
    assert installation.settled()
    (request,) = {line["request"] for line in logged(machine) if line["event"] == "handled"}
    told = json.loads(traced(machine.config, request, "--json"))
    assert [call["result"] for call in told["callbacks"]] == ["answered"]
    assert {message["cause"] for message in told["messages"]} == {request}
    assert told["waiting"] == []
    named = traced(machine.config, request, "--names")
    unnamed = traced(machine.config, request)
    assert named != unnamed
    assert "号" in unnamed


@pytest.mark.slow
def test_one_id_across_processes(postgresql_installation: Installation) -> None:
    """Received by one process, handled and sent by another: one id in both logs."""
    installation = postgresql_installation
    web, worker = installation.machine(role="web"), installation.machine(role="worker")
    phone = installation.phone(CASE.proposer)
    phone.send_text("帮助")
    phone.see("提出异议")
    assert installation.settled()
    (door,) = [line for line in logged(web) if line["event"] == "callback"]
    behind = [line for line in logged(worker) if line.get("request") == door["request"]]
    assert [line["event"] for line in behind if line["event"] in ("handled", "push")] == ["handled", "push"]
    assert not [line for line in logged(web) if line["event"] == "push"]
    assert "平台已接收" in traced(web.config, door["request"])
