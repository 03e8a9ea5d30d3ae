"""A message's content by msgtype: missing fields are refused by errcode, long text is truncated as the server does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.wecom import cards
from sandbox.wecom.errors import ApiError
from sandbox.wecom.tenant import Tenant

TEXT_BYTES, TITLE_BYTES, DESCRIPTION_BYTES, URL_BYTES, PAGE_BYTES = 2048, 128, 512, 2048, 666 * 1024
Content = Mapping[str, Any]


def read_content(tenant: Tenant, kind: str, content: Any) -> Content:
    """The content as the phone shows it; 40008 for a msgtype this edition does not support."""
    reader = READERS.get(kind)
    if reader is None or (kind == "template_card" and not tenant.settings.profile.cards):
        raise ApiError(40008, f"msgtype {kind[:30]}")
    if not isinstance(content, Mapping):
        raise ApiError(44004 if kind == "text" else 40063, kind)
    return reader(tenant, content)


def cut(text: str, most: int) -> str:
    """At most so many bytes, never half a character."""
    return text.encode()[:most].decode(errors="ignore")


def _string(content: Content, name: str, code: int = 40063) -> str:
    value = content.get(name)
    if not isinstance(value, str) or not value:
        raise ApiError(code, name)
    return value


def _text(_tenant: Tenant, content: Content) -> Content:
    return {"content": cut(_string(content, "content", 44004), TEXT_BYTES)}


def _markdown(tenant: Tenant, content: Content) -> Content:
    text = _string(content, "content", 44004)
    if tenant.switches.strict and len(text.encode()) > TEXT_BYTES:
        raise ApiError(40058, f"markdown.content exceed max length {TEXT_BYTES}")
    return {"content": text}


def _medium(kind: str) -> Callable[[Tenant, Content], Content]:
    def read(tenant: Tenant, content: Content) -> Content:
        medium = tenant.media.get(_string(content, "media_id", 41006))
        if tenant.switches.strict and medium.kind != kind:
            raise ApiError(40007, f"media_id is of a {medium.kind}")
        return {**content, "name": medium.name, "content_type": medium.content_type, "size": len(medium.content)}

    return read


def _textcard(tenant: Tenant, content: Content) -> Content:
    url = _string(content, "url")
    if tenant.switches.strict and len(url.encode()) > URL_BYTES:
        raise ApiError(40058, f"textcard.url exceed max length {URL_BYTES}")
    return {
        "title": cut(_string(content, "title"), TITLE_BYTES),
        "description": cut(_string(content, "description", 41033), DESCRIPTION_BYTES),
        "url": url,
        "btntxt": str(content.get("btntxt") or "详情")[:4],
    }


def _articles(content: Content) -> list[Mapping[str, Any]]:
    articles = content.get("articles")
    if not isinstance(articles, list) or not articles or not all(isinstance(one, Mapping) for one in articles):
        raise ApiError(40063, "articles")
    if len(articles) > 8:
        raise ApiError(45008)
    return articles


def _news(_tenant: Tenant, content: Content) -> Content:
    articles = _articles(content)
    for article in articles:
        _string(article, "title")
        if not article.get("url") and not (article.get("appid") and article.get("pagepath")):
            raise ApiError(42028, "url or appid with pagepath")
    return {"articles": [_article(article) for article in articles]}


def _article(article: Mapping[str, Any]) -> Mapping[str, Any]:
    title = cut(str(article["title"]), TITLE_BYTES)
    return {**article, "title": title, "description": cut(str(article.get("description", "")), DESCRIPTION_BYTES)}


def _mpnews(tenant: Tenant, content: Content) -> Content:
    for article in _articles(content):
        _string(article, "title")
        tenant.media.get(_string(article, "thumb_media_id", 41006))
        if len(_string(article, "content").encode()) > PAGE_BYTES:
            raise ApiError(45002)
    return content


def _miniprogram(_tenant: Tenant, content: Content) -> Content:
    _string(content, "appid")
    _string(content, "title")
    if len(content.get("content_item") or []) > 10:
        raise ApiError(40058, "content_item")
    return content


def _taskcard(_tenant: Tenant, content: Content) -> Content:
    """The card of before 2020, which private servers may still know."""
    _string(content, "title")
    _string(content, "description", 41033)
    _string(content, "task_id", 42014)
    return content


def _template_card(tenant: Tenant, content: Content) -> Content:
    card = cards.check(content, strict=tenant.switches.strict)
    if not cards.calls_back(card):
        return card
    if not tenant.settings.callback_url:
        raise ApiError(43012)
    if tenant.switches.strict and card["task_id"] in tenant.tasks:
        raise ApiError(42014, "task_id was used before")
    return card


READERS: Mapping[str, Callable[[Tenant, Content], Content]] = {
    "text": _text,
    "markdown": _markdown,
    "image": _medium("image"),
    "voice": _medium("voice"),
    "video": _medium("video"),
    "file": _medium("file"),
    "textcard": _textcard,
    "news": _news,
    "mpnews": _mpnews,
    "miniprogram_notice": _miniprogram,
    "taskcard": _taskcard,
    "template_card": _template_card,
}
