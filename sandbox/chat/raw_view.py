"""The raw callback and API payload of one bubble, formatted, with tokens and one-time codes left out."""

from __future__ import annotations

from flask import Blueprint, abort, render_template

from sandbox.wecom.tenant import Tenant


def create_raw_view(tenant: Tenant) -> Blueprint:
    """A page of its own, whose part `.raw` the chat page shows in a dialog."""
    view = Blueprint("raw", __name__)

    @view.get("/phones/<userid>/raw/<int:number>")
    def show(userid: str, number: int) -> str:
        message = next((each for each in tenant.messages.of(userid) if each.number == number), None)
        return render_template("raw.html", message=message or abort(404))

    return view
