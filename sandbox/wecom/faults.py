"""Fault injection: faults of either direction for the next so many messages."""

from __future__ import annotations

import threading
from collections.abc import Container
from dataclasses import dataclass
from typing import Literal

Direction = Literal["api", "callback"]

WIRE_FAULTS = {
    "refuse": "拒绝（错误码）",
    "drop": "断开，不受理",
    "cut": "受理后断开",
    "delay": "延迟应答",
    "html": "返回非 JSON",
    "redirect": "返回 301",
}
SEND_FAULTS = {"silent": "受理但不送达", "duplicate": "重复送达", "partial": "部分接收人无效"}
API_FAULTS = WIRE_FAULTS | SEND_FAULTS
POST_FAULTS = {
    "drop": "丢弃",
    "delay": "延迟",
    "duplicate": "重复投递",
    "swap": "乱序（压后一条）",
    "forge": "签名错误",
    "timeout": "不等应答即重试",
}
CALLBACK_FAULTS = POST_FAULTS | {"twice": "连点两次"}
ALWAYS = 1_000_000


@dataclass(slots=True)
class Fault:
    """`path` empty hits every path; `code` is for refuse, `seconds` for delay; `left` counts down."""

    direction: Direction
    kind: str
    path: str = ""
    code: int = 0
    seconds: float = 0.0
    left: int = 1


class Faults:
    """A queue of injected faults, first in first out."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self._lock = threading.Lock()

    def inject(self, fault: Fault) -> None:
        """Raises ValueError for a kind this direction does not know."""
        known = API_FAULTS if fault.direction == "api" else CALLBACK_FAULTS
        if fault.kind not in known:
            raise ValueError(f"fault: {fault.direction} knows {', '.join(known)}, not {fault.kind!r}")
        with self._lock:
            self._waiting.append(fault)

    def next_fault(self, direction: Direction, kinds: Container[str], path: str = "") -> Fault | None:
        """The next fault of these kinds meant for this message; it is used up by one."""
        with self._lock:
            for fault in self._waiting:
                if fault.direction == direction and fault.kind in kinds and fault.path in ("", path):
                    fault.left -= 1
                    if fault.left <= 0:
                        self._waiting.remove(fault)
                    return fault
        return None

    def waiting(self) -> list[Fault]:
        with self._lock:
            return list(self._waiting)

    def clear(self) -> None:
        with self._lock:
            self._waiting.clear()
