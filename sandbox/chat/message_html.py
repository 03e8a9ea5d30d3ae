"""One message as HTML, rendered on the server, where it is escaped and can be tested."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Flask, render_template

from clock.time_source import SHANGHAI
from sandbox.chat.light_markup import card_html, markdown_html, text_html
from sandbox.chat.welcomes import welcome_of
from sandbox.wecom.message_store import Entry, Message
from sandbox.wecom.tenant import Tenant

DRAWN = frozenset({"text", "markdown", "textcard", "image", "file", "news", "template_card"})


def add_filters(app: Flask, tenant: Tenant) -> None:
    """Template filters for rendering messages."""
    app.jinja_env.filters |= {"text_html": text_html, "card_html": card_html, "markdown_html": markdown_html}
    app.jinja_env.filters["picture"] = lambda url: url if _own(tenant, url) else ""
    app.jinja_env.filters["opened_by"] = opened_by
    app.jinja_env.filters["welcome"] = welcome_of
    app.jinja_env.filters["hour"] = lambda at: f"{at.astimezone(SHANGHAI):%m-%d %H:%M}"
    app.jinja_env.filters["member"] = lambda userid: _name(tenant, userid)
    app.jinja_env.filters["megabytes"] = lambda size: f"{size / 1024 / 1024:.1f} MB" if size > 99_999 else f"{size} B"


def opened_by(url: Any, userid: str) -> str:
    """The address that opens a link as this phone; empty for what is no web address."""
    if not isinstance(url, str) or urlsplit(url).scheme not in ("http", "https"):
        return ""
    return "/open?" + urlencode({"as": userid, "url": url})


def render_message(message: Message, *, live: bool = True) -> str:
    """The HTML of one message; `live` False renders it without working buttons."""
    kind = message.kind if message.kind in DRAWN else "other"
    return render_template("message.html", message=message, kind=kind, live=live)


def message_event(message: Message) -> tuple[str, dict[str, Any]]:
    return "message", {"user": message.user, "number": message.number, "html": render_message(message)}


def journal_event(entry: Entry) -> tuple[str, dict[str, Any]]:
    return "journal", {"number": entry.number, "html": render_template("journal.html", entry=entry)}


def _own(tenant: Tenant, url: Any) -> bool:
    """Only pictures of this server are shown: the page loads nothing from other hosts."""
    return isinstance(url, str) and url.startswith((f"{tenant.settings.base_url}/", "/"))


def _name(tenant: Tenant, userid: str) -> str:
    member = tenant.directory.find(userid)
    return member.name if member else userid
