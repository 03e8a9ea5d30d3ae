"""Write a database with a case in every state, and beside it what the program that wrote it says of it.

    python -m tests.upgrade.make_dump NAME      (NAME: the commit, say; from the root of the project)

gives tests/data/database_NAME.sql.gz, the whole database as plain SQL, and tests/data/database_NAME.json: where each
case stands and what everybody reads of it, what each unfinished form asks and becomes, what each waiting message says,
what each button of the cards in people's chats answers, each closed report. `test_older_database.py` holds the program
of today against it. Run it before a change that might not read what was written before; keep the older ones.
"""

from __future__ import annotations

import gzip
import json
import logging
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.bot.world import database
from tests.permissions.district import DistrictWorld
from tests.upgrade import dump_cases, pending_data, program_adapter, readings
from tests.upgrade.dump_cases import PLANS, CaseSteps, Plan
from tests.upgrade.form_completion import closing_steps
from tests.upgrade.half_filled_forms import HALF_FILLED_FORMS, HalfFilledForm
from tests.upgrade.sql_dump import dump_sql, restore_sql

DATA = Path(__file__).parents[1] / "data"
FAR = date(2027, 12, 31)
PASSING = {
    "lapse_unconfirmed": ("2026-10-12T10:00", "2026-11-09T10:00", "2026-11-20T10:00"),
    "overdue": ("2026-11-30T10:00",),
}
EVERYWHERE = ("为什么", "催办", "撤回")  # on every card, whatever the state
MOST = 1  # cards pressed of one kind
VERBS: dict[str, Callable[[DistrictWorld, str, str], Any]] = {
    "says": DistrictWorld.send_text,
    "picks": DistrictWorld.choose_option,
    "clicks": DistrictWorld.press_button,
}


class RecordingWorld(DistrictWorld):
    """`chats` has every card with its key and its holder."""

    def __init__(self, url: str, **options: Any) -> None:
        super().__init__(url, **options)
        self.chats: list[tuple[str, str, program_adapter.Card]] = []

    def deliver(self) -> dict[str, list[program_adapter.Card]]:
        fresh = super().deliver()
        self.chats += [(user, self._keys[id(card)], card) for user, cards in fresh.items() for card in cards]
        return fresh


@dataclass
class DumpWriter:
    """The district while its database is made; `numbers` are the tickets by plan name."""

    world: RecordingWorld
    folder: Path
    numbers: dict[str, str] = field(default_factory=dict)

    def play(self) -> None:
        """All cases, each in its state at the same instant; then the forms and the pending messages."""
        world = self.world
        for absent, deputy in (("lin.zong", "bai.bing"), ("zhao.lei", "ma.dai")):
            world.appoint_stand_in(absent, deputy, date(2026, 9, 14), FAR)
        runs = [(plan, CaseSteps(world, self.folder, plan.name, place)) for place, plan in enumerate(PLANS, 1)]
        for name in ("lapse_unconfirmed", "overdue", ""):
            some = [(plan, steps) for plan, steps in runs if dump_cases.waits_for(plan) == name]
            self._together(some, name)
        self.numbers = {steps.name: steps.number for _, steps in runs}
        pending_data.load_next_years_notice(world)
        pending_data.erase_closed_case(world, self.numbers["已办结 撤回"])
        world.run_jobs(self.folder, "calendar")
        world.dialect = "wecom_text"  # numbered choices are stored
        world.send_text("wu.gang", "我的待办")
        world.dialect = "wecom"

    def _together(self, runs: list[tuple[Plan, CaseSteps]], name: str) -> None:
        for plan, steps in runs:
            self._take(steps, dump_cases.until(plan, name))
        for instant in PASSING.get(name, ()):
            self.world.at(instant)
            self.world.run_jobs(self.folder)
        for plan, steps in runs:
            if name:
                self._take(steps, dump_cases.after(plan, name))

    def _take(self, steps: CaseSteps, names: Any) -> None:
        for name in names:
            getattr(steps, name)()

    def fill_forms_halfway(self) -> None:
        """Every form as far as `half_filled_forms` goes; a person's next form parks the one before."""
        for half in HALF_FILLED_FORMS:
            before = self._alive()
            for verb, said in half.steps:
                self._do(half, verb, said)
            fresh = [its for its in self._alive() if its not in before]
            assert len(fresh) == 1, (
                f"{half}: {[program_adapter.plain_text_of(card) for card in self.world.received[half.user][-2:]]}"
            )

    def _do(self, half: HalfFilledForm, verb: str, said: str) -> None:
        if verb == "file":
            self.world.send_file(half.user)
        else:
            VERBS[verb](self.world, half.user, said.replace("N", self.numbers.get(half.case, "N"), 1))

    def _alive(self) -> list[int]:
        with self.world.store.read() as session:
            return [row[0] for row in program_adapter.drafts_alive(session)]

    def leave_pending_messages(self) -> None:
        """Pending messages in outbox and inbox when the older program stops."""
        world, named = self.world, self.numbers
        world.wait(days=1)
        deps, _ = program_adapter.deps_of(world, self.folder)
        for job in program_adapter.JOBS:
            job.run(deps, world.now)
        for user, text in (
            ("zhou.jie", f"收办 {named['最后 待预审']}"),
            ("zhao.lei", f"签收 {named['最后 待签收']}"),
            ("zhou.jie", f"告知结果 {named['最后 待告知结果']}"),
            ("zhou.jie", f"告知结果 {named['最后 修正完成']}"),
            ("chen.mo", "逾期"),
        ):
            self._put(user, text)
        world.drain()
        pending_data.leave_failed_deliveries(world)
        for user, text in (("he.ping", "我的异议"), ("zhou.jie", f"收办 {named['收件箱 待预审']}"), ("wu.gang", "1")):
            self._put(user, text)
        pending_data.leave_failed_inbox_message(world)
        self._put("zhao.lei", "我的待办")

    def _put(self, user: str, text: str) -> None:
        pending_data.put_in_inbox(self.world, user, text)

    def cards(self) -> list[dict[str, Any]]:
        """Buttons of sent cards: of each kind, one current and one stale."""
        found: dict[tuple[object, ...], list[dict[str, Any]]] = {}
        for user, key, card in reversed(self.world.chats):
            for command, values in _presses(card):
                state, seq = self._at(card.ticket)
                word, fresh = command.split(" ")[0], card.generation == seq
                kind = (word, card.kind, fresh, str(state) if fresh and word not in EVERYWHERE else "")
                press = {"user": user, "card": key, "ticket": card.ticket, "command": command, "values": values}
                known = found.setdefault((*kind, bool(values)), [])
                if press not in known:
                    known.append(press)
        return [press for some in found.values() for press in some[:MOST]]

    def _at(self, number: str) -> tuple[object, int]:
        if not number:
            return "", 0
        ticket = self.world.ticket(number)
        return ticket.state, ticket.seq


def _presses(card: program_adapter.Card) -> list[tuple[str, program_adapter.Values]]:
    if card.done:
        return []
    found: list[tuple[str, program_adapter.Values]] = [
        (it.command, {}) for it in (*card.buttons, *card.more) if it.command
    ]
    if card.submit is not None and card.choices:
        first = {choice.name: [choice.options[0].id] for choice in card.choices if choice.options}
        found += [(card.submit.command, first), (card.submit.command, {name: ["unchosen"] for name in first})]
    return found


def scripts(writer: DumpWriter, url: str, folder: Path) -> dict[str, Any]:
    """The script of the test for this dump, found by trying it on a copy."""
    now = writer.world.now.astimezone(program_adapter.SHANGHAI).isoformat(timespec="minutes")[:16]
    restored = readings.RestoredWorld(url, folder, now)
    try:
        readings.outbox(restored)
        readings.inbox(restored)
        restored.keep()
        with restored.world.store.read() as session:
            alive = program_adapter.drafts_alive(session)
        drafts = []
        for half, (its, form, user, *_) in zip(HALF_FILLED_FORMS, alive, strict=True):
            assert (half.form, half.user) == (form, user)
            number = writer.numbers.get(half.case, "")
            steps = [[verb, said, {}] for verb, said in half.end] or closing_steps(restored, user, its)
            drafts.append({"id": its, "form": form, "user": user, "ticket": number, "steps": steps})
    finally:
        restored.close()
    return {"now": now, "drafts": drafts, "presses": writer.cards()}


def make(name: str, data: Path = DATA) -> None:
    """Write both files; raises AssertionError where a state, an outcome or an act of the law has no case."""
    logging.disable(logging.CRITICAL)
    with TemporaryDirectory() as place:
        folder = Path(place)
        world = RecordingWorld.create(database(folder / "written.db"))
        assert isinstance(world, RecordingWorld)
        writer = DumpWriter(world, folder)
        pending_data.keys_noted(writer.world)
        for step in (writer.play, writer.fill_forms_halfway, writer.leave_pending_messages):
            step()
        missing = pending_data.missing(writer.world)
        assert not missing, missing
        pending_data.trim_dump(writer.world)
        sql = dump_sql(folder / "written.db")
        scripted = scripts(writer, restore_sql(sql, folder / "tried.db"), folder)
        writer.world.close()
        restored = readings.RestoredWorld(restore_sql(sql, folder / "read.db"), folder, scripted["now"])
        found = readings.everything(restored, scripted)
        restored.close()
    (data / f"database_{name}.sql.gz").write_bytes(gzip.compress(sql.encode(), mtime=0))
    text = json.dumps(found, ensure_ascii=False, indent=1)
    (data / f"database_{name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    make(sys.argv[1])
