"""WeCom's light markup as safe HTML: everything is escaped first, then only the known markup is restored."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

LINK = re.compile(r"\[([^\]\n]{1,200})\]\((https?://[^\s()<>]{1,1900})\)")
ANCHOR = re.compile(r"&lt;a href=&#3[49];(https?://.{1,1900}?)&#3[49];&gt;(.*?)&lt;/a&gt;")
BARE = r"(?P<bare>https?://(?:(?!&(?:lt|gt|#34|#39);)[!-~])+)"
LINKS = re.compile(f"{ANCHOR.pattern}|{BARE}")
FONT = re.compile(r"&lt;font color=&#3[49];(info|comment|warning)&#3[49];&gt;(.*?)&lt;/font&gt;")
BLOCK = re.compile(r"&lt;div class=&#3[49];(gray|highlight|normal)&#3[49];&gt;(.*?)&lt;/div&gt;", re.DOTALL)
LINE_BREAK = re.compile(r"&lt;br\s*/?&gt;")
HEADING = re.compile(r"(#{1,6})\s+(.*)")


def text_html(text: str) -> Markup:
    """A text message: line breaks, `<a href>` and bare addresses, nothing else."""
    return Markup(LINKS.sub(_anchor, str(escape(text))).replace("\n", "<br>"))  # noqa: S704 — escaped above


def card_html(text: str) -> Markup:
    """A textcard's description: `<div class="gray|highlight|normal">` and `<br>`."""
    html = BLOCK.sub(r'<div class="\1">\2</div>', str(escape(text)))
    return Markup(LINE_BREAK.sub("<br>", html).replace("\n", "<br>"))  # noqa: S704 — escaped above


def markdown_html(text: str) -> Markup:
    """Headings, bold, links, inline code, quotes and three colours, line by line."""
    return Markup("").join(_line(line) for line in text.split("\n"))


def _line(line: str) -> Markup:
    quoted = re.match(r">\s?(.*)", line)
    if quoted:
        return Markup('<div class="quote">{}</div>').format(_inline(quoted[1]))
    heading = HEADING.match(line)
    if heading:
        return Markup('<div class="heading h{}">{}</div>').format(len(heading[1]), _inline(heading[2]))
    return Markup("<div>{}</div>").format(_inline(line) or Markup("&nbsp;"))


def _inline(text: str) -> Markup:
    html = str(escape(text))
    html = re.sub(r"`([^`]+)`", r"<code>\1</code>", html)
    html = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", html)
    html = LINK.sub(r'<a href="\2" class="out">\1</a>', html)
    return Markup(FONT.sub(r'<span class="\1">\2</span>', html))  # noqa: S704 — escaped above


def _anchor(found: re.Match[str]) -> str:
    url, words = (found["bare"], found["bare"]) if found["bare"] else (found[1], found[2])
    return f'<a href="{url}" class="out">{words}</a>'
