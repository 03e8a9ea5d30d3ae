"""Every message and event type is accepted, in XML and JSON; unknown types are accepted and ignored."""

from __future__ import annotations

from typing import Any

import pytest

from tests.blackbox import records
from tests.blackbox.conftest import Installation

MEDIA = {"MediaId": "media-of-a-member"}
PLACE = {"Location_X": "31.22", "Location_Y": "121.42", "Scale": 16, "Label": "愚园路"}
PICTURES = {"Count": 1, "PicList": {"item": [{"PicMd5Sum": "0" * 32}]}}
MESSAGES: dict[str, dict[str, Any]] = {
    "text": {"Content": "帮助 😀 ]]> <b>&amp;"},
    "image": {"PicUrl": "http://127.0.0.1:9/p", **MEDIA},
    "voice": {"Format": "amr", **MEDIA},
    "video": {"ThumbMediaId": "thumb", **MEDIA},
    "file": {"FileName": "证明.pdf", **MEDIA},
    "location": {**PLACE, "AppType": "wxwork"},
    "link": {"Title": "标题", "Description": "说明", "Url": "http://127.0.0.1:9/", "PicUrl": ""},
    "hologram": {"Depth": 3, "Layers": {"Layer": [{"Id": "1"}, {"Id": "2"}]}},
}
EVENTS: dict[str, dict[str, Any]] = {
    "subscribe": {},
    "enter_agent": {},
    "unsubscribe": {},
    "click": {"EventKey": "帮助"},
    "view": {"EventKey": "http://127.0.0.1:9/"},
    "view_miniprogram": {"EventKey": "pages/index"},
    "LOCATION": {"Latitude": "31.2", "Longitude": "121.4", "Precision": "65.0", "AppType": "wxwork"},
    "scancode_push": {"EventKey": "s", "ScanCodeInfo": {"ScanType": "qrcode", "ScanResult": "1"}},
    "scancode_waitmsg": {"EventKey": "s", "ScanCodeInfo": {"ScanType": "qrcode", "ScanResult": "2"}},
    "pic_sysphoto": {"EventKey": "p", "SendPicsInfo": PICTURES},
    "pic_photo_or_album": {"EventKey": "p", "SendPicsInfo": PICTURES},
    "pic_weixin": {"EventKey": "p", "SendPicsInfo": PICTURES},
    "location_select": {"EventKey": "l", "SendLocationInfo": {**PLACE, "Poiname": ""}},
    "batch_job_result": {"BatchJob": {"JobId": "j", "JobType": "sync_user", "ErrCode": 0, "ErrMsg": "ok"}},
    "change_contact": {"ChangeType": "update_user", "UserID": "lin.xiaotang", "Position": "科长"},
    "template_card_event": {"EventKey": "帮助", "TaskId": "t1", "CardType": "button_interaction", "ResponseCode": "r1"},
    "template_card_menu_event": {"EventKey": "帮助", "TaskId": "t2", "CardType": "text_notice", "ResponseCode": "r2"},
    "taskcard_click": {"EventKey": "帮助", "TaskId": "t3"},
    "open_approval_change": {"ApprovalInfo": {"SpNo": "1"}},
    "sys_approval_change": {"ApprovalInfo": {"SpNo": "1"}},
    "share_agent_change": {},
    "inactive_alert": {"EffectTime": 1767225600},
    "event_of_2031": {"EventKey": "x", "Deep": {"Deeper": {"Deepest": "1"}}},
}


@pytest.mark.parametrize("as_json", [False, True], ids=["xml", "json"])
def test_every_message_type_is_accepted(installation: Installation, as_json: bool) -> None:
    machine = installation.machine()
    callbacks, user = installation.callbacks, "liang.jiashu"
    for kind, fields in MESSAGES.items():
        callbacks.deliver(callbacks.frame(user, kind, **fields), as_json=as_json)
    for number, (event, fields) in enumerate(EVENTS.items()):
        frame = callbacks.frame(user, "event", Event=event, **{"EventKey": "", **fields})
        callbacks.deliver({**frame, "CreateTime": frame["CreateTime"] - number}, as_json=as_json)
    assert installation.settled()
    assert "failed" not in records.inbox(installation.database)
    said = " ".join(bubble.words for bubble in installation.platform.chat(user))
    assert "可用" in said, "帮助 was not answered"
    assert "还不能识别这类消息" in said, "an unknown kind got no answer"
    assert installation.platform.violations == []
    assert "Traceback" not in machine.log


def test_unknown_people_get_an_answer(installation: Installation) -> None:
    """A member who is not in the bot's directory, and one who is unreachable."""
    installation.platform.members |= {"stranger"}
    installation.machine()
    installation.phone("stranger").send_text("你好")
    assert "还没有登记" in installation.phone("stranger").see("stranger").words
    installation.callbacks.deliver(installation.callbacks.frame("gone.away", "text", Content="你好"))
    installation.phone("wu.kexin").send_text("帮助")
    installation.phone("wu.kexin").see("可用")


def test_retries_are_one_message(installation: Installation) -> None:
    """Deduplication of the platform's retries: same ids, in the same or in a new envelope."""
    installation.machine()
    phone, callbacks = installation.phone("liang.jiashu"), installation.callbacks
    message = callbacks.frame(phone.user, "text", Content="提出异议")
    press = callbacks.frame(phone.user, "event", Event="click", EventKey="我的异议")
    for _ in range(3):
        callbacks.deliver(message)
        callbacks.deliver(press)
    assert installation.settled()
    assert records.inbox(installation.database) == {"done": 2}
    assert len(phone.chat()) == 2


def test_a_double_click_is_one_step(installation: Installation) -> None:
    """Two events of one button within a second, each with its own response code."""
    installation.machine()
    phone = installation.phone("liang.jiashu")
    phone.send_text("提出异议")
    phone.reply("哪项数据有问题", "养老")
    card = phone.offered("选这一项")
    for _ in range(2):
        phone.callbacks.deliver(phone.click(card, "选这一项", "养老机构信息"))
    phone.see("是哪一类问题", after=0)
    assert installation.settled()
    assert records.inbox(installation.database) == {"done": 4}
