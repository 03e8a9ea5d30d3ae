"""A browser in which somebody has signed in, without the platform's login page."""

from __future__ import annotations

from flask.testing import FlaskClient

from store.people import web_sessions
from store.people.persons import by_account
from web.site import Site


def sign_in(client: FlaskClient, user: str, *, platform: str = "wecom", at: str = "", **values: str) -> None:
    """Begin a session of this account's person; `values` are further ones of the cookie, `at` the base URL.

    Who is not in the directory can't sign in: their browser stays without a session.
    """
    site: Site = client.application.extensions["objection"]
    now = site.clock.now()
    with site.store.write() as db:
        person = by_account(db, platform, user)
        if person is None:
            return
        token, whose = web_sessions.begin(db, person.id, now), person.id
    with client.session_transaction(base_url=at or site.base_url) as session:
        session.update(user=(platform, user), person=whose, token=token, since=now.isoformat(), **values)
