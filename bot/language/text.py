"""User text is stored as typed, parsed on a normalised copy, and shown to others so that it can't imitate the bot."""

from __future__ import annotations

import re

from store.characters import SELECTORS, UNFIT, UNSEEN, places, seen

ELLIPSIS = "…"
OPEN, CLOSE = "“”"
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
# Brackets and quotation marks of the bot's own text, their look-alikes, and markup characters.
_OPENING = "【〖「『［[〘〚⟦⟬❲⁅⌈⌊⸢⸤⦋⦗｢﹁﹃﹇︗︻︹︿﹝"
_CLOSING = "】〗」』］]〙〛⟧⟭❳⁆⌉⌋⸣⸥⦌⦘｣﹂﹄﹈︘︼︺﹀﹞"
_INSIDE = (
    {ord(letter): "〔" for letter in _OPENING}
    | {ord(letter): "〕" for letter in _CLOSING}
    | {ord(letter): "‘" for letter in "“„‟〝❝🙶"}
    | {ord(letter): "’" for letter in "”〞〟❞🙷"}
    | {ord(letter): "'" for letter in '"＂ʺˮ🙸'}
    | {ord("″"): "′′", ord("<"): "＜"}
)
# Scripts and emoji that join their characters (ZWJ).
_JOINED = (
    "\u0590-\u1fff\u2100-\u2bff\ua800-\uabff\ufb50-\ufdff\ufe0f\ufe70-\ufefc"
    "\U00010800-\U00011fff\U0001e000-\U0001ebff\U0001f000-\U0001faff"
)
# Direction marks, zero-width characters and tags; a joiner or selector stays behind a character that it may follow.
_MARKS = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]"
    rf"|(?<![{_JOINED}])[\u180e\u200c\u200d]|(?:(?<=[\s{SELECTORS}])|\A)[{SELECTORS}]"
)
_UNMARKED = str.maketrans("*_`[]()>#<~\n", "＊＿｀〔〕（）＞＃＜～ ")
_LINE_END = re.compile(r"\r\n?")
_BLANKS = re.compile(r"[\s\u2800]+")
_WITHIN_A_LINE = "\u00a0\u202f\u3000"  # white space that is kept


def clean(text: str) -> str:
    """Free text as stored: line ends as \\n, without characters that can't be stored; "" where nothing is visible."""
    kept = UNFIT.sub("", _LINE_END.sub("\n", text)).strip()
    return kept if seen(kept).strip() else ""


def lost(text: str) -> int:
    """How many characters `clean` removes."""
    return len(UNFIT.findall(_LINE_END.sub("\n", text)))


def half_width(text: str) -> str:
    """Full-width letters, digits and signs as ASCII, one to one: the length stays the same."""
    return text.translate(_FULL_WIDTH)


def folded(text: str) -> str:
    """The normalised copy for parsing commands, numbers and choices: half width, without invisible characters."""
    return UNSEEN.sub("", text).translate(_FULL_WIDTH)


def after(text: str, count: int) -> str:
    """The original text after the first `count` characters of its normalised copy."""
    at = places(text)
    return text[at[count] :] if count < len(at) else ""


def between(text: str, start: int, end: int) -> str:
    """The original text between two positions of its normalised copy."""
    at = places(text)
    return text[at[start] : at[end - 1] + 1] if start < end else ""


def clip(text: str, size: int) -> str:
    """At most `size` characters; truncated text ends with an ellipsis, and an open quotation is closed."""
    if len(text) <= size:
        return text
    rest = text[: max(size - 2, 0)]
    return rest + ELLIPSIS + CLOSE if _is_open(rest) else text[: max(size - 1, 0)].removesuffix(OPEN) + ELLIPSIS


def clip_bytes(text: str, size: int) -> str:
    """The same in at most `size` bytes of UTF-8."""
    raw = text.encode()
    if len(raw) <= size:
        return text
    rest = raw[: max(size - len((ELLIPSIS + CLOSE).encode()), 0)].decode(errors="ignore")
    return rest + ELLIPSIS + (CLOSE if _is_open(rest) else "")


def pieces_of(text: str, size: int) -> list[str]:
    """The whole text in pieces of at most `size` bytes; a quotation is closed in one and opened again in the next."""
    pieces, left, marks = [], text, len((OPEN + CLOSE).encode())
    while left:
        piece = left.encode()[: size - marks].decode(errors="ignore")
        left = left[len(piece) :]
        goes_on = bool(left) and _is_open(piece)
        pieces.append(piece + CLOSE if goes_on else piece)
        left = OPEN + left if goes_on else left
    return pieces


def _is_open(text: str) -> bool:
    """What people write has no such marks of its own inside a quotation, see `quoted`."""
    return text.count(OPEN) > text.count(CLOSE)


def one_line(text: str, most: int) -> str:
    """The beginning of a longer text, for a card's field."""
    return clip(_BLANKS.sub(lambda run: run[0] if run[0] in _WITHIN_A_LINE else " ", text).strip(), most)


def harmless(text: str) -> str:
    """A name or another person's text on one line, unable to imitate a line of the bot."""
    return one_line(_MARKS.sub("", text).translate(_INSIDE), len(text))


def quoted(text: str, most: int = 2000) -> str:
    """Another person's text in a card: one line, in quotation marks that it can't close itself."""
    return f"“{clip(harmless(text), most)}”"


def unmarked(text: str) -> str:
    """Text inside markdown, with its markup characters disarmed."""
    return text.translate(_UNMARKED)
