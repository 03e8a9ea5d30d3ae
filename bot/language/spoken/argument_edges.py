"""Small words at the edges of an argument: 到9月28日, 应该是民政局, 理由是……; what lies between is the argument."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.language.text import between, folded

_REASON = (
    r"(?:(?:理由|原因)(?:是|为)?[:：,，\s]*|(?:说明|情况|备注)(?:(?:是|为)[:：,，\s]*|[:：,，\s]+)"
    r"|因为|因(?=[^素])|由于)"
)
_WHO = r"(?:给|到|由|让|为|请|至)"
_OWNS = r"(?:这个|这|它)?(?:应该?|建议)?(?:由|归|是|属于?|转给?|退给|给|找)(?:的是)?"
_DOES = r"(?:(?:来|去)?(?:办理?|处理|负责|经办|跟进|管|弄|承办|接手|核实|核查|核对|核|查|看)(?:一下|吧|了)?|吧|的)"
_UNTIL = (
    r"(?:到|至|延至|延到|延期到|延期至|延长到|延长至|宽限到|推迟到"
    r"|预计在?|争取在?|计划在?|承诺在?|大概|大约|最晚|最迟|在|于)"
)
EDGES: Mapping[str, tuple[str, str]] = {  # by command: at the beginning, at the end
    **dict.fromkeys(("转派", "转交", "裁定"), (_WHO, _DOES)),
    "退回": (f"(?:{_REASON}|{_OWNS})", _DOES),
    **dict.fromkeys(("申请延期", "答复需修正", "更新预计日期"), (_UNTIL, "(?!)")),
}
_OF = {
    word: (re.compile(rf"\s*{head}\s*"), re.compile(rf"\s*{tail}[\s。.!]*$")) for word, (head, tail) in EDGES.items()
}
_OTHERS = (re.compile(rf"\s*{_REASON}\s*"), re.compile("(?!)"))


def argument(word: str, rest: str) -> str:
    """The words as typed without what only leads up to them; all of them where nothing would be left."""
    plain = folded(rest)
    head, tail = _OF.get(word, _OTHERS)
    opening, closing = head.match(plain), tail.search(plain)
    start, end = (opening.end() if opening else 0), (closing.start() if closing and " " not in plain else len(plain))
    return between(rest, start, end).strip() or rest.strip()
