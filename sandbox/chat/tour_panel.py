"""The panel beside the phones: the guided tour, scenarios, a fresh start, and how far a running task is."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, make_response, render_template

from sandbox.chat.event_stream import Event
from sandbox.staging.running_task import Busy, Task
from sandbox.staging.staged_acts import Staging
from sandbox.tour.tour_file import Move, sentence

SOON = 25.0  # seconds an answer waits for a task; the page sees its progress meanwhile


def create_tour_panel(staging: Staging) -> Blueprint:
    """Each answer is JSON with `outcome` for the page's status line."""
    panel = Blueprint("tour", __name__)

    @panel.post("/scenarios/<name>")
    def build(name: str) -> Response:
        try:
            return answer_of(staging.build(name))
        except KeyError:
            return _said("没有这个情景", 404)
        except Busy as busy:
            return _said(str(busy), 409)

    @panel.post("/restart")
    def begin_anew() -> Response:
        try:
            return answer_of(staging.begin_anew())
        except Busy as busy:
            return _said(str(busy), 409)

    @panel.post("/task/stop")
    def stop() -> Response:
        staging.tasks.stop()
        return _said("正在停下")

    @panel.post("/tour/restart")
    def tour_anew() -> Response:
        staging.tour.begin_anew()
        staging.tour.messages.notify_watchers()
        return _said("导览已重新开始")

    return panel


def answer_of(task: Task) -> Response:
    """How it ended; 202 where it goes on."""
    if not task.ended.wait(SOON):
        return _said(f"{task.title}：还在进行，可以按“停下”", 202)
    return _said(task.text, 409 if task.failed else 200)


def tour_events(staging: Staging) -> list[Event]:
    """The tour and the running task as they are now."""
    return [("tour", tour_state(staging)), ("task", _task_state(staging))]


def tour_state(staging: Staging) -> dict[str, Any]:
    """The checklist as HTML, and what the page points at."""
    tour, progress = staging.tour, staging.tour.progress()
    move, userid = progress.move, ""
    said = progress.detour or "十二步都走完了。下面的情景可以接着看别的情形。"
    if move is not None and not progress.detour:
        userid = tour.userid(move)
        name = next((each.name for each in tour.handsets if each.userid == userid), move.who)
        said = sentence(move, name)
    html = render_template("tour_steps.html", steps=tour.file.steps, progress=progress)
    points = _pointer(move, userid) if move is not None and not progress.detour else {}
    return {
        "html": html,
        "said": said,
        "done": sum(progress.ticked),
        "of": len(progress.ticked),
        "points": points,
        "epoch": staging.epoch,
    }


def _pointer(move: Move, userid: str) -> dict[str, str]:
    who = "" if move.at == "clock" else userid
    return {"who": who, "press": move.press, "send": move.send, "choose": move.choose, "at": move.at}


def _task_state(staging: Staging) -> dict[str, Any]:
    task = staging.tasks.task
    if task is None:
        return {"number": 0}
    ended = task.ended.is_set()
    return {"number": task.number, "title": task.title, "text": task.text, "share": task.share, "ended": ended,
            "failed": task.failed, "shows": task.shows if ended else "", "waits": task.waits}  # fmt: skip


def _said(outcome: str, status: int = 200) -> Response:
    return make_response(jsonify(outcome=outcome), status)
