"""A finding of the inspection: kinds, counts, and masked numbers; it repeats no personal data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

SHOWN = 2  # masked numbers shown as examples


class Trace(StrEnum):
    """Kinds of hidden content; the value is stored."""

    HIDDEN_SHEET = "hidden-sheet"
    HIDDEN_ROWS = "hidden-rows"
    HIDDEN_COLUMNS = "hidden-columns"
    COMMENTS = "comments"
    REVISIONS = "revisions"
    HIDDEN_TEXT = "hidden-text"
    POSITION = "position"
    CAMERA = "camera"
    ID_CARD = "id-card"
    MOBILE = "mobile"
    TEMPLATE = "template"
    LINKED = "linked"
    EMBEDDED = "embedded"
    ACTIVE = "active"
    UNCHECKED = "unchecked"
    PARTLY = "partly"
    DAMAGED = "damaged"


_WORDS = {
    Trace.HIDDEN_SHEET: "隐藏的工作表{count}张",
    Trace.HIDDEN_ROWS: "隐藏的行{count}行",
    Trace.HIDDEN_COLUMNS: "隐藏的列{count}列",
    Trace.COMMENTS: "批注{count}条",
    Trace.REVISIONS: "修订记录{count}处",
    Trace.HIDDEN_TEXT: "隐藏文字{count}处",
    Trace.POSITION: "照片带有拍摄位置",
    Trace.CAMERA: "照片带有拍摄设备信息",
    Trace.ID_CARD: "身份证号{count}个",
    Trace.MOBILE: "手机号{count}个",
    Trace.TEMPLATE: "打开时会从外部地址取模板",
    Trace.LINKED: "引用外部内容{count}处",
    Trace.EMBEDDED: "嵌入的对象{count}个",
    Trace.ACTIVE: "带有脚本、嵌入的文件或者自动执行的内容",
    Trace.UNCHECKED: "这种格式无法检查隐藏内容",
    Trace.PARTLY: "文件较大，只检查了一部分",
    Trace.DAMAGED: "文件内部有损坏，无法检查",
}
_NOTES = (Trace.CAMERA, Trace.LINKED, Trace.EMBEDDED, Trace.UNCHECKED, Trace.PARTLY, Trace.DAMAGED)


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding in one file. `where` and `examples` are ready to show: locations and masked numbers."""

    trace: Trace
    count: int = 1
    where: str = ""
    examples: tuple[str, ...] = ()

    @property
    def grave(self) -> bool:
        """Whether the sender must confirm by 仍要提交; other findings are only shown."""
        return self.trace not in _NOTES

    @property
    def text(self) -> str:
        """The text for the sender."""
        words = _WORDS[self.trace].format(count=self.count)
        rest = self.where or "、".join(self.examples[:SHOWN])
        return f"{words}（{rest}）" if rest else words

    def as_json(self) -> dict[str, Any]:
        """The stored form; it holds no personal data."""
        given = {"trace": self.trace.value, "count": self.count, "where": self.where, "examples": list(self.examples)}
        return {name: value for name, value in given.items() if value}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Finding:
        """Read back what `as_json` wrote."""
        examples = tuple(kept.get("examples", ()))
        return cls(Trace(kept["trace"]), kept.get("count", 1), kept.get("where", ""), examples)
