"""Every kind of message and event is taken, in XML and in JSON; what nobody knows is taken politely as well."""

from __future__ import annotations

from typing import Any

import pytest

from tests.blackbox import records
from tests.blackbox.conftest import Town

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
def test_everything_is_taken(town: Town, as_json: bool) -> None:
    machine = town.machine()
    letters, user = town.letters, "liang.jiashu"
    for kind, fields in MESSAGES.items():
        letters.deliver(letters.frame(user, kind, **fields), as_json=as_json)
    for number, (event, fields) in enumerate(EVENTS.items()):
        frame = letters.frame(user, "event", Event=event, **{"EventKey": "", **fields})
        letters.deliver({**frame, "CreateTime": frame["CreateTime"] - number}, as_json=as_json)
    assert town.settled()
    assert "failed" not in records.inbox(town.database)
    said = " ".join(bubble.words for bubble in town.cloud.chat(user))
    assert "可用" in said, "帮助 was not answered"
    assert "看不懂这种消息" in said, "an unknown kind got no answer"
    assert town.cloud.complaints == []
    assert "Traceback" not in machine.log


def test_strangers_are_told_whom_to_ask(town: Town) -> None:
    """Somebody of the company who is not in the bot's directory, and somebody nobody can write to."""
    town.cloud.members |= {"stranger"}
    town.machine()
    town.phone("stranger").say("你好")
    assert "还没有登记" in town.phone("stranger").see("stranger").words
    town.letters.deliver(town.letters.frame("gone.away", "text", Content="你好"))
    town.phone("wu.kexin").say("帮助")
    town.phone("wu.kexin").see("可用")


def test_one_message_again_and_again_is_one(town: Town) -> None:
    """The platform repeats what was not answered in time: same ids, in the same or in a new envelope."""
    town.machine()
    phone, letters = town.phone("liang.jiashu"), town.letters
    message = letters.frame(phone.user, "text", Content="提出异议")
    press = letters.frame(phone.user, "event", Event="click", EventKey="我的异议")
    for _ in range(3):
        letters.deliver(message)
        letters.deliver(press)
    assert town.settled()
    assert records.inbox(town.database) == {"done": 2}
    assert len(phone.chat()) == 2


def test_a_double_click_is_one_step(town: Town) -> None:
    """Two events of one button within a second, each with a code of its own."""
    town.machine()
    phone = town.phone("liang.jiashu")
    phone.say("提出异议")
    phone.reply("哪项数据有问题", "养老机构信息")
    card = phone.offered("选这一项")
    for _ in range(2):
        phone.letters.deliver(phone.click(card, "选这一项", "养老机构信息"))
    phone.see("是哪一类问题", after=0)
    assert town.settled()
    assert records.inbox(town.database) == {"done": 4}
