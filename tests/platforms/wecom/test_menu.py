"""Menu entries send commands as text; a menu beyond the limits is refused before anything is sent."""

from __future__ import annotations

import pytest

from bot.ports import Button, Menu, PlatformError
from platforms.wecom import WeCom
from platforms.wecom.menu import menu_body
from tests.platforms.wecom.conftest import Server

CREATE = "/cgi-bin/menu/create"
ENTRY = Button("帮助", "帮助")


def test_a_menu_is_published(server: Server, wecom: WeCom) -> None:
    server.token()
    server.answer(CREATE, {"errcode": 0, "errmsg": "ok"})
    wecom.publish_menu(
        [Button("提异议", "提异议"), ("我的", [Button("我的待办", "我的待办"), Button("网页", link="https://e.org/")])]
    )
    assert server.calls(CREATE)[0].params["agentid"] == "1000002"
    assert server.bodies(CREATE)[0] == {
        "button": [
            {"type": "click", "name": "提异议", "key": "提异议"},
            {
                "name": "我的",
                "sub_button": [
                    {"type": "click", "name": "我的待办", "key": "我的待办"},
                    {"type": "view", "name": "网页", "url": "https://e.org/"},
                ],
            },
        ]
    }


@pytest.mark.parametrize(
    "menu",
    [
        [],
        [ENTRY] * 4,
        [Button("六个汉字太长", "x")],
        [("六个汉字太长", [ENTRY])],
        [("更多", [])],
        [("更多", [ENTRY] * 6)],
        [("更多", [Button("汉" * 14, "x")])],
        [Button("帮助")],
        [Button("帮助", "x" * 129)],
        [Button("网页", link="https://e.org/" + "x" * 1024)],
    ],
)
def test_a_menu_beyond_the_limits_is_refused(menu: Menu) -> None:
    with pytest.raises(PlatformError) as caught:
        menu_body(menu)
    assert not caught.value.retryable
