"""Another vendor's client works against the stand-in as it does against the real server."""

from __future__ import annotations

import io
from typing import Any

import pytest
import requests
from wechatpy.exceptions import WeChatClientException
from wechatpy.work import WeChatClient

from sandbox.wecom.tenant import Tenant
from tests.sandbox.tenant_fixture import Api

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
HELP = {"type": "view", "name": "帮助", "url": "http://127.0.0.1/help"}
FILE = {"type": "click", "name": "提出异议", "key": "提出异议"}
MENU = {"button": [FILE, {"name": "更多", "sub_button": [HELP]}]}


@pytest.fixture
def client(company: tuple[Tenant, Api]) -> Any:
    settings, base = company[0].settings, f"{company[1].url}/cgi-bin/"

    class Client(WeChatClient):  # type: ignore[misc]
        API_BASE_URL = base

        def fetch_access_token(self) -> Any:
            return self._fetch_access_token(f"{base}gettoken", {"corpid": self.corp_id, "corpsecret": self.secret})

    return Client(settings.corp_id, settings.secret, timeout=5)


def test_sends_every_simple_kind(client: Any, company: tuple[Tenant, Api]) -> None:
    agent = company[0].settings.agent_id
    image = client.media.upload("image", ("图.png", io.BytesIO(PNG), "image/png"))["media_id"]
    paper = client.media.upload("file", ("证明材料.pdf", io.BytesIO(b"%PDF-1.7 paper")))["media_id"]
    article = {"title": "简报", "description": "四条", "url": "http://127.0.0.1/", "image": ""}
    assert client.message.send_text(agent, ["lin.er", "Nobody"], "您好")["invaliduser"] == "nobody"
    client.message.send_markdown(agent, "lin.er", "**好**")
    client.message.send_text_card(agent, "lin.er", "标题", "说明", "http://127.0.0.1/t")
    client.message.send_image(agent, "lin.er", image)
    client.message.send_file(agent, "lin.er", paper)
    client.message.send_articles(agent, "lin.er", [article])
    kinds = [message.kind for message in company[0].messages.find(lambda message: message.user == "lin.er")]
    assert kinds == ["text", "markdown", "textcard", "image", "file", "news"]


def test_renews_a_voided_token_by_itself(client: Any, company: tuple[Tenant, Api]) -> None:
    assert client.user.get("lin.er")["name"] == "林二"
    company[0].tokens.void()
    assert client.user.get("LIN.ER")["userid"] == "lin.er"


def test_reads_the_directory(client: Any) -> None:
    assert [row["name"] for row in client.department.list()] == ["演练区", "区大数据中心", "区市场监管局"]
    assert {row["userid"] for row in client.user.list(1, fetch_child=True)} == {"Chen.Yi", "lin.er", "wu.san", "he.si"}
    assert [row["userid"] for row in client.department.get_users(2)] == ["Chen.Yi"]
    assert client.user.getuserid("13900000004") == "he.si"
    with pytest.raises(WeChatClientException) as refused:
        client.user.get("stranger")
    assert refused.value.errcode == 60111


def test_keeps_the_menu(client: Any, company: tuple[Tenant, Api]) -> None:
    agent = company[0].settings.agent_id
    client.menu.update(agent, MENU)
    assert client.menu.get(agent)["button"] == MENU["button"]
    client.menu.delete(agent)
    with pytest.raises(WeChatClientException) as refused:
        client.menu.get(agent)
    assert refused.value.errcode == 46003


def test_media_round_trip(client: Any) -> None:
    media_id = client.media.upload("file", ("证明材料.pdf", io.BytesIO(b"%PDF-1.7 paper")))["media_id"]
    answer = client.get("media/get", params={"media_id": media_id})
    assert answer.content == b"%PDF-1.7 paper"
    assert "%E8%AF%81%E6%98%8E" in answer.headers["Content-Disposition"]


def test_other_api_calls_of_clients(client: Any, company: tuple[Tenant, Api]) -> None:
    assert client.agent.get(company[0].settings.agent_id)["name"] == "公共数据异议"
    assert client.misc.get_wechat_ips()
    assert client.media.upload_img(("图.png", io.BytesIO(PNG), "image/png"))["url"].startswith("http")
    code = company[0].login_codes.issue("lin.er")
    assert client.oauth.get_user_info(code)["UserId"] == "lin.er"


def test_tags_group_chats_and_open_ids(client: Any, company: tuple[Tenant, Api]) -> None:
    tag = client.tag.create("联络专员")["tagid"]
    assert client.tag.add_users(tag, ["lin.er", "nobody"])["invalidlist"] == "nobody"
    assert [row["userid"] for row in client.tag.get_users(tag)["userlist"]] == ["lin.er"]
    client.tag.delete_users(tag, ["lin.er"])
    assert client.tag.list()[0]["tagname"] == "联络专员"
    client.tag.delete(tag)
    assert client.user.convert_to_openid("lin.er")["openid"].startswith("o")
    chat = client.appchat.create(name="演练群", owner="lin.er", user_list=["lin.er", "Chen.Yi"])["chatid"]
    client.appchat.send_text(chat, "请大家留意")
    assert client.appchat.get(chat)["userlist"] == ["lin.er", "Chen.Yi"]
    received = company[0].messages.find(lambda message: message.content.get("content") == "请大家留意")
    assert {message.user for message in received} == {"lin.er", "Chen.Yi"}
    with pytest.raises(WeChatClientException) as refused:
        client.appchat.get("gone")
    assert refused.value.errcode == 86003


def test_a_group_robot_needs_no_token(company: tuple[Tenant, Api]) -> None:
    address = f"{company[1].url}/cgi-bin/webhook/send?key=robot"
    answer = requests.post(address, json={"msgtype": "text", "text": {"content": "您好"}}, timeout=5).json()
    assert answer["errcode"] == 0
    assert requests.post(address.split("?")[0], json={"msgtype": "text"}, timeout=5).json()["errcode"] == 93000
