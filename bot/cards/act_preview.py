"""The preview of an act: what the other side will read, word for word, and who that is; it goes out with 确定."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.ports import Button, Card, CardKind, Field
from bot.view import View
from regulation.states import Action

NOBODY = "这一步不向他人发送消息，记入办理过程。"


def preview_card(
    view: View, action: Action, letters: Mapping[str, Sequence[str]], fields: tuple[Field, ...], draft: int, note: str
) -> Card:
    """`letters` has the names of the recipients by the text that they will read."""
    said = "\n".join(f"发给{'、'.join(names)}：\n{text}" for text, names in letters.items()) or NOBODY
    edit = (Button("修改", f"修改 D{draft}"),) if fields else ()
    return Card(
        CardKind.TASK,
        title=f"请核对后确定：{action}",
        subtitle=f"{view.number} {view.title}",
        body="\n".join(part for part in (note, said) if part),
        fields=fields,
        buttons=(Button("确定", f"确定 D{draft}", "primary"), *edit, Button("取消", f"取消 D{draft}", "danger")),
        link=f"/t/{view.number}",
        ticket=view.number,
        generation=view.generation,
        told=said,
    )
