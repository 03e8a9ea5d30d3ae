"""A browser in which somebody has signed in, without the platform's login page."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient

from store.people import web_sessions
from store.people.persons import by_account
from web.site import Site


def begin(site: Site, user: str, platform: str = "wecom") -> dict[str, Any]:
    """What the cookie of a new session of this account's person holds; nothing for who is not in the directory."""
    now = site.clock.now()
    with site.store.write() as db:
        person = by_account(db, platform, user)
        if person is None:
            return {}
        token, whose = web_sessions.begin(db, person.id, now), person.id
    return {"user": (platform, user), "person": whose, "token": token, "since": now.isoformat()}


def sign_in(client: FlaskClient, user: str, *, platform: str = "wecom", at: str = "", **values: str) -> None:
    """Begin a session in this browser; `values` are further ones of the cookie, `at` the base URL.

    Who is not in the directory can't sign in: their browser stays without a session.
    """
    site: Site = client.application.extensions["objection"]
    held = begin(site, user, platform)
    if held:
        with client.session_transaction(base_url=at or site.base_url) as session:
            session.update(held, **values)
