"""Only WeCom's own markup becomes HTML; everything else in a message is escaped."""

from __future__ import annotations

import pytest

from sandbox.chat.light_markup import card_html, markdown_html, text_html

SCRIPT = "<script>alert(1)</script>"


@pytest.mark.parametrize("draw", [text_html, card_html, markdown_html])
def test_message_content_is_escaped(draw) -> None:  # type: ignore[no-untyped-def]
    for text in (
        SCRIPT,
        '<img src=x onerror="alert(1)">',
        '<a href="javascript:alert(1)">x</a>',
        "[x](javascript:alert(1))",
    ):
        html = str(draw(text))
        assert "<script" not in html
        assert "<img" not in html
        assert "<a " not in html


def test_text_keeps_lines_and_links() -> None:
    html = str(text_html('一\n<a href="http://127.0.0.1/t?a=1&b=2">查看</a>'))
    assert html == '一<br><a href="http://127.0.0.1/t?a=1&amp;b=2" class="out">查看</a>'


def test_a_bare_address_is_a_link_as_in_the_client() -> None:
    html = str(text_html("详情：http://127.0.0.1/t/CN-1?a=1&b=2，请看"))
    url = "http://127.0.0.1/t/CN-1?a=1&amp;b=2"
    assert html == f'详情：<a href="{url}" class="out">{url}</a>，请看'


def test_textcard_keeps_three_colours() -> None:
    assert str(card_html('<div class="gray">灰</div><b>粗</b>')) == '<div class="gray">灰</div>&lt;b&gt;粗&lt;/b&gt;'


def test_markdown_subset() -> None:
    html = str(markdown_html('## 逾期\n> **CN-1** <font color="warning">2 天</font>\n`码` [看](http://127.0.0.1/t)'))
    assert '<div class="heading h2">逾期</div>' in html
    assert '<div class="quote"><b>CN-1</b> <span class="warning">2 天</span></div>' in html
    assert '<code>码</code> <a href="http://127.0.0.1/t" class="out">看</a>' in html


def test_other_colours_stay_text() -> None:
    assert "&lt;font" in str(markdown_html('<font color="hotpink">x</font>'))
