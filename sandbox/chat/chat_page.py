"""The chat page and its endpoints; each request ends once the app has answered the callback, which keeps order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Flask, Response, abort, jsonify, make_response, render_template, request
from werkzeug.datastructures import MultiDict

from sandbox.chat.control_bar import create_control
from sandbox.chat.directory_panel import create_directory_panel
from sandbox.chat.event_stream import Event, Feed
from sandbox.chat.message_html import add_filters, journal_event, message_event
from sandbox.chat.raw_view import create_raw_view
from sandbox.chat.tour_panel import create_tour_panel, tour_events, tour_state
from sandbox.clock_control import ClockControl
from sandbox.demo_people import Handset
from sandbox.staging.scenarios import SCENARIOS
from sandbox.staging.staged_acts import Staging
from sandbox.wecom.callbacks import Callbacks, Delivery
from sandbox.wecom.directory_console import CHANGES, DirectoryConsole
from sandbox.wecom.errors import ApiError
from sandbox.wecom.faults import API_FAULTS, CALLBACK_FAULTS
from sandbox.wecom.login import open_link_as
from sandbox.wecom.media import Upload, picture_type
from sandbox.wecom.phone import OTHER_MESSAGES, Phone
from sandbox.wecom.tenant import Tenant

MOST_PHONES = 16


@dataclass(frozen=True, slots=True)
class PageContext:
    """What the page works on: tenant, callbacks, clock, phones; `staff` are the people a further phone may be for."""

    tenant: Tenant
    callbacks: Callbacks
    clock_control: ClockControl
    handsets: list[Handset]
    staff: list[Handset] = field(default_factory=list)
    staging: Staging | None = None  # None: no bot of ours, whose clock and database could be moved

    def phone(self, userid: str) -> Phone:
        try:
            return Phone(self.tenant, self.callbacks, userid)
        except ApiError:
            gone = jsonify(delivered=False, outcome=f"{userid} 不在通讯录或可见范围内，或已禁用，用不了这个应用")
            abort(make_response(gone, 404))


def add_page(app: Flask, context: PageContext) -> Feed:
    """Put the page on a stand-in's application; close the feed before the server is stopped."""
    add_filters(app, context.tenant)
    feed = Feed(context.tenant.messages, lambda version: changes(app, context, version))
    app.register_blueprint(_page(context, feed))
    app.register_blueprint(_phones(context))
    app.register_blueprint(create_raw_view(context.tenant))
    app.register_error_handler(404, _no_such_page)
    app.register_blueprint(create_control(context.tenant, context.clock_control, context.staging))
    if context.staging is not None:
        app.register_blueprint(create_tour_panel(context.staging))
    console = DirectoryConsole(context.tenant, context.callbacks)
    app.register_blueprint(create_directory_panel(console, context.handsets, context.staff))
    return feed


def _no_such_page(_error: Exception) -> tuple[str, int]:
    return render_template("problem.html", title="查无此页", text="演练里没有这一页，或者消息已经不在了。"), 404


def changes(app: Flask, context: PageContext, version: int) -> tuple[int, list[Event]]:
    """Everything newer than `version`, and always the clock and the app's menu."""
    newest, messages, entries = context.tenant.messages.newer(version)
    with app.app_context():
        events = [message_event(message) for message in messages] + [journal_event(entry) for entry in entries]
        state = {
            "now": context.clock_control.local().isoformat(timespec="seconds"),
            "faults": len(context.tenant.faults.waiting()),
        }
        own = tour_events(context.staging) if context.staging else []
        return newest, [*events, ("state", state), ("menu", _menu(context)), *own]


def _page(context: PageContext, feed: Feed) -> Blueprint:
    page = Blueprint("page", __name__)

    @page.get("/")
    def show() -> str:
        return render_template(
            "chat.html", context=context, handsets=_shown(context), now=context.clock_control.local(),
            menu=context.tenant.menu, switches=context.tenant.switches, api_faults=API_FAULTS,
            callback_faults=CALLBACK_FAULTS, directory_changes=CHANGES,
            others=OTHER_MESSAGES, profile=context.tenant.settings.profile, scenarios=SCENARIOS,
            tour=tour_state(context.staging) if context.staging else None,
        )  # fmt: skip

    @page.get("/events")
    def events() -> Response:
        since = request.headers.get("Last-Event-ID") or request.args.get("since", "0")
        return feed.open(int(since) if since.isdigit() else 0)

    @page.get("/open")
    def leave() -> Response:
        url = request.args.get("url", "")
        if not url.startswith(("http://", "https://")):
            abort(400)
        return open_link_as(context.phone(request.args.get("as", "")).userid, url)

    return page


def _phones(context: PageContext) -> Blueprint:
    phones = Blueprint("phones", __name__, url_prefix="/phones/<userid>")
    for name, act in ACTS.items():
        phones.add_url_rule(f"/{name}", endpoint=name, view_func=_endpoint(context, act), methods=["POST"])

    @phones.post("/cards/<int:number>")
    def press(userid: str, number: int) -> Response:
        key, menu = request.form.get("key", ""), "menu" in request.form
        try:
            return _outcome(context.phone(userid).press(number, key, _answers(request.form), menu=menu))
        except KeyError:
            abort(404)

    return phones


def _endpoint(context: PageContext, act: Callable[[Phone], Response]) -> Callable[[str], Response]:
    return lambda userid: act(context.phone(userid))


def _text(phone: Phone) -> Response:
    text = request.form.get("text", "").strip()
    if not text:
        abort(400)
    return _outcome(phone.send_text(text))


def _file(phone: Phone) -> Response:
    part = request.files.get("file")
    if part is None or not part.filename:
        abort(400)
    upload = Upload(part.filename, part.mimetype or "", part.read())
    try:
        return _outcome(phone.send_picture(upload) if picture_type(upload.content) else phone.send_file(upload))
    except ApiError as error:
        return make_response(jsonify(delivered=False, outcome=f"手机不能发送这个文件（{error.code}）"), 400)


def _pick(phone: Phone) -> Response:
    return _outcome(phone.pick_menu(request.form.get("key", "")))


def _enter(phone: Phone) -> Response:
    return _outcome(phone.enter())


def _other(phone: Phone) -> Response:
    kind = request.form.get("kind", "")
    if kind == "event":
        return _outcome(phone.event("moon_landing", EventKey="?"))
    if kind not in OTHER_MESSAGES:
        abort(400)
    return _outcome(phone.send_other(kind))


ACTS: Mapping[str, Callable[[Phone], Response]] = {
    "text": _text,
    "file": _file,
    "menu": _pick,
    "enter": _enter,
    "other": _other,
}


def _outcome(delivery: Delivery) -> Response:
    """200 with the delivery's outcome: an undelivered callback is a result to show, not an error of the page."""
    return jsonify(delivered=delivery.delivered, outcome=delivery.outcome)


def _answers(form: MultiDict[str, str]) -> dict[str, list[str]]:
    """The card's lists, named `q:<question_key>` on the page; empty where nothing is ticked."""
    return {name[2:]: [value for value in form.getlist(name) if value] for name in form if name.startswith("q:")}


def _menu(context: PageContext) -> dict[str, Any]:
    return {"html": render_template("menu.html", menu=context.tenant.menu)}


def _shown(context: PageContext) -> list[Handset]:
    """The default seven phones, or those that `?phones=a,b` names."""
    wanted = [name for name in request.args.get("phones", "").split(",") if name][:MOST_PHONES]
    known = {each.userid: each for each in [*context.staff, *context.handsets]}
    chosen = [known[name] for name in wanted if name in known]
    return chosen or list(context.handsets)
