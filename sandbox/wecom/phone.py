"""One member's client: sends texts and files, presses cards; each becomes the callback WeCom makes of it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from sandbox.wecom.callbacks import Callbacks, Delivery
from sandbox.wecom.media import Upload
from sandbox.wecom.message_store import Message
from sandbox.wecom.passive_replies import exchange
from sandbox.wecom.tenant import Tenant

Answers = Mapping[str, Sequence[str]]  # question_key -> chosen option ids


class Phone:
    """A member's actions; every method returns once the app has answered the callback or all attempts failed."""

    def __init__(self, tenant: Tenant, callbacks: Callbacks, userid: str) -> None:
        """Raises ApiError 60111 for a user id the company does not have."""
        self._tenant = tenant
        self._callbacks = callbacks
        self.userid = tenant.owner(userid)

    def send_text(self, text: str) -> Delivery:
        return self._message("text", {"content": text}, {"Content": text})

    def send_picture(self, upload: Upload) -> Delivery:
        """A JPG or PNG; ApiError for anything else."""
        medium = self._tenant.media.put("image", upload)
        address = f"{self._tenant.settings.base_url}/media/{medium.media_id}"
        shown = {"media_id": medium.media_id, "name": medium.name}
        return self._message("image", shown, {"PicUrl": address, "MediaId": medium.media_id})

    def send_file(self, upload: Upload) -> Delivery:
        """A document: shown in the chat; causes a callback only where this client delivers files."""
        medium = self._tenant.media.put("file", upload)
        shown = {"media_id": medium.media_id, "name": medium.name, "size": len(medium.content)}
        if self._tenant.switches.files:
            return self._message("file", shown, {"MediaId": medium.media_id, "FileName": medium.name})
        self._mine("file", shown, note="此客户端不向应用投递文件")
        return Delivery(False, 0, "不投递文件")

    def send_other(self, kind: str) -> Delivery:
        """A voice message, place or link, as a member may send by mistake."""
        return self._message("text", {"content": f"［{kind}］"}, OTHER_MESSAGES[kind], kind=kind)

    def press(self, number: int, key: str, answers: Answers | None = None, *, menu: bool = False) -> Delivery:
        """Press a button, submit button or ⋯ entry of the card in message `number`; KeyError where there is none.

        Lists missing in `answers` are sent with their preselection; a vote that was cleared is given as empty.
        """
        message = self._card(number)
        given = {**preselected(message.content), **(answers or {})}
        first = self._post(message, self._click(message, key, given, menu=menu))
        if self._tenant.faults.next_fault("callback", ("twice",)):
            self._post(message, self._click(message, key, given, menu=menu))
        return first

    def pick_menu(self, key: str) -> Delivery:
        return self.event("click", EventKey=key)

    def enter(self) -> Delivery:
        return self.event("enter_agent", EventKey="")

    def event(self, name: str, **fields: Any) -> Delivery:
        """Any event, known to the app or not."""
        return self._callbacks.post(self._frame("event", {"Event": name, "EventKey": "", **fields}))

    def chat(self) -> list[Message]:
        return self._tenant.messages.of(self.userid)

    def _message(
        self, kind_shown: str, shown: Mapping[str, Any], fields: Mapping[str, Any], *, kind: str = ""
    ) -> Delivery:
        bubble = self._mine(kind_shown, shown, note="发送中")
        identity = {"MsgId": secrets.randbelow(9 * 10**18) + 10**17}
        delivery = self._post(bubble, self._frame(kind or kind_shown, {**fields, **identity}))
        self._tenant.messages.change(bubble, note="" if delivery.delivered else f"未送达：{delivery.outcome}")
        return delivery

    def _post(self, message: Message, fields: Mapping[str, Any]) -> Delivery:
        """The callback, kept to be shown beside the bubble or card that caused it."""
        delivery = self._callbacks.post(fields)
        answer = delivery.reply.message if delivery.reply else {}
        message.keep(exchange(self._tenant, fields, answer, delivery.outcome))
        return delivery

    def _mine(self, kind: str, content: Mapping[str, Any], note: str) -> Message:
        return self._tenant.messages.add(self.userid, kind, content, self._tenant.clock.now(), mine=True, note=note)

    def _frame(self, kind: str, fields: Mapping[str, Any]) -> dict[str, Any]:
        created = int(self._tenant.clock.now().timestamp())
        settings = self._tenant.settings
        return {"ToUserName": settings.corp_id, "FromUserName": self.userid, "CreateTime": created, "MsgType": kind,
                **fields, "AgentID": settings.agent_id}  # fmt: skip

    def _card(self, number: int) -> Message:
        for message in self.chat():
            if message.number == number and message.task_id and not message.mine:
                return message
        raise KeyError(number)

    def _click(self, message: Message, key: str, answers: Answers, *, menu: bool) -> dict[str, Any]:
        fields: dict[str, Any] = {
            "Event": "template_card_menu_event" if menu else "template_card_event",
            "EventKey": key,
            "TaskId": message.task_id,
            "CardType": str(message.content.get("card_type", "")),
            "ResponseCode": self._tenant.response_codes.issue(message.task_id),
        }
        chosen = [
            {"QuestionKey": question, "OptionIds": {"OptionId": list(ids)}} for question, ids in answers.items() if ids
        ]
        if chosen and not menu:
            fields |= {"SelectedItems": {"SelectedItem": chosen}}
        return self._frame("event", fields)


def preselected(card: Mapping[str, Any]) -> Answers:
    """The preselected options of a card's lists, before a user selects anything.

    A list has its `selected_id`, the first option where that is missing or wrong (90236); a vote what is ticked.
    """
    chosen: dict[str, Sequence[str]] = {}
    for select in [*filter(None, [card.get("button_selection")]), *card.get("select_list", [])]:
        ids, wanted = [str(option["id"]) for option in select.get("option_list", [])], select.get("selected_id")
        if ids:
            chosen[select["question_key"]] = [wanted if wanted in ids else ids[0]]
    box = card.get("checkbox") or {}
    ticked = [str(option["id"]) for option in box.get("option_list", []) if option.get("is_checked")]
    return chosen | ({box["question_key"]: ticked} if ticked else {})


OTHER_MESSAGES: Mapping[str, Mapping[str, Any]] = {
    "voice": {"MediaId": "voice-of-a-member", "Format": "amr"},
    "location": {"Location_X": "31.2204", "Location_Y": "121.4246", "Scale": 16, "Label": "演练路 1 号"},
    "link": {"Title": "一个链接", "Description": "说明", "Url": "http://example.invalid/", "PicUrl": ""},
    "hologram": {"Depth": 3},
}
