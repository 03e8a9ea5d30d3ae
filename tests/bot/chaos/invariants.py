"""Invariants after every input: only authorised people change anything, and only what the act may change."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from regulation.states import Action
from tests.bot.chaos.directory import offices, roles_of, someone
from tests.bot.chaos.snapshot import CATALOGUES, NOT_BY_INPUT, Before, Change, Row, Snapshot
from tests.oracle import law
from tests.oracle.effects import CHANGES, FOLLOWS, MARKS, SHOWS_OWNER
from tests.oracle.facts import Facts
from tests.oracle.law import JOINT
from tests.oracle.roles import OFFICERS, RECORDED, Office, barred, roles_in

PRESSED = re.compile(r"(CN-\d{8}-\d{4,6}) g(\d{1,9})(?![0-9A-Za-z])")
OWN = ("drafts", "attachments", "stand_ins")  # tables with personal rows: only the owner may change them
BY_CLOCK = frozenset({"补正逾期", "逾期未确认", "告知结果", "重算期限", "配合逾期", "特例逾期未答"})
ERASED = {"contact_sealed", "source_words"}  # columns that retention erases


@dataclass(frozen=True)
class Event:
    """One input, or with `account` None one run of the scheduled jobs, with the snapshots before and after."""

    account: str | None
    text: str
    today: date
    before: Snapshot
    after: Snapshot
    lines: Sequence[Row]
    clicked: bool = False
    aged_by: dict[int, int] = field(default_factory=dict)  # ticket id: its last step that makes cards stale
    aged_for_proposer: dict[int, int] = field(default_factory=dict)  # the same without what is hidden until decided


def violations(event: Event) -> list[str]:
    """Every violated invariant; empty where there is none."""
    return [*_steps(event), *_rows(event), *_stale(event)]


def _steps(event: Event) -> Iterator[str]:
    """Check each new history line."""
    seen: dict[int, Row] = {}
    who = someone(event.before, event.account) if event.account else None
    for line in event.lines:
        before = event.before.before(line["ticket_id"], event.today)
        earlier = seen.get(line["ticket_id"])
        seen[line["ticket_id"]] = line
        if before is not None and earlier is not None:  # two steps of one input
            changed = json.loads(earlier["decision"])["changes"]
            row = {**before.row, **changed, "state": earlier["state_to"], "seq": earlier["seq"]}
            before = Before(row, before.limits, before.today)
        number = (before.row if before else event.after.table("tickets")[line["ticket_id"]])["number"]
        for fault in _step(event, who, line, before, earlier):
            yield f"{number} {line['seq']} {line['action']} ({line['state_from']} → {line['state_to']}): {fault}"


def _step(event: Event, who: Office | None, line: Row, before: Before | None, earlier: Row | None) -> Iterator[str]:
    if before is None:
        yield from _filed(event, who, line, earlier)
        return
    if line["state_from"] != before.row["state"] or line["seq"] != before.row["seq"] + 1:
        yield f"does not follow line {before.row['seq']} ({before.row['state']})"
    facts = before.facts
    wanted = law.rights(line["action"], facts, line["state_to"])
    if not wanted:
        yield "no such step in the regulation"
    elif not law.happened(line["action"], facts, line["state_to"]):
        yield "its condition did not hold"
    after = event.after.table("tickets")[line["ticket_id"]]
    mark = law.marked(line["action"], after["outcome"], after["result"])
    if mark is not None and bool(after["flagged"]) is not mark and after["seq"] == line["seq"]:
        yield f"the data is {'not ' if mark else 'still '}marked"
    if line["role"] == "系统":
        yield from _by_system(event, line, wanted)
    else:
        yield from _by_person(event, who, line, before, wanted)


def _filed(event: Event, who: Office | None, line: Row, earlier: Row | None) -> Iterator[str]:
    """A new case; one linked to a special case at once has a second line by the system."""
    if earlier is not None:
        if (line["action"], line["role"]) != ("关联", "系统"):
            yield "something was done to a case as it was filed"
        return
    if law.OPENING.get(line["action"]) != line["state_to"] or line["seq"] != 1:
        yield "a case opened otherwise than by filing"
    centre = who is not None and who.of_centre
    if who is None or line["actor_id"] != who.person or (line["action"] == "录入市级工单" and not centre):
        yield "filed by somebody who may not"
    ticket = event.after.table("tickets")[line["ticket_id"]]
    recorded = who is not None and ticket["proposer_id"] != who.person and line["action"] == "提出异议"
    if recorded and not (who and (who.of_centre or who.roles & OFFICERS)):
        yield "filed in somebody else's name"


def _by_system(event: Event, line: Row, wanted: frozenset[str]) -> Iterator[str]:
    if "系统" not in wanted or line["actor_id"] or line["acting_for"]:
        yield "the system may not do this"
    if event.account is not None and line["action"] in BY_CLOCK:
        yield "a press did what only the clock does"


def _by_person(event: Event, who: Office | None, line: Row, before: Before, wanted: frozenset[str]) -> Iterator[str]:
    if who is None or line["actor_id"] != who.person:
        yield f"done in the name of person {line['actor_id']}, who pressed nothing"
        return
    held = [office for office in offices(event.before, who, event.today) if (office.absent or 0) == line["acting_for"]]
    if not held:
        yield f"in the right of person {line['acting_for']}, for whom they do not stand in"
        return
    office = held[0]
    facts = before.facts
    mine = roles_in(facts, office)
    if not mine & wanted & RECORDED[line["role"]]:
        yield f"recorded as {line['role']}, is {'、'.join(sorted(mine)) or 'nobody'}; may: {'、'.join(sorted(wanted))}"
    if barred(line["action"], facts, office):
        yield "two persons means two people: they asked, recorded or repaired it themselves"
    ours = office.absent and office.department == facts.department
    if line["action"] in ("确认", "同意特例") and ours and facts.proposer != who.person:
        yield "confirmed by the very department that repaired (P9)"
    if line["action"] == "协同完成" and office.department not in facts.running.get(JOINT, ()):
        yield "the department had no open part"
    if line["action"] == "转派" and not _colleague(event, line, facts):
        yield "handed to somebody outside the department (M7)"


def _colleague(event: Event, line: Row, facts: Facts) -> bool:
    after = event.after.table("tickets")[line["ticket_id"]]
    person = event.before.table("people").get(after["handler_id"])
    return person is not None and person["department_id"] == facts.department and bool(person["active"])


def _rows(event: Event) -> Iterator[str]:
    """Rows change only with a history line, or are the actor's own."""
    who = someone(event.before, event.account) if event.account else None
    acts: dict[int, set[str]] = {}
    for line in event.lines:
        acts.setdefault(line["ticket_id"], set()).add(line["action"])
    for change in event.before.changes_to(event.after):
        for fault in _row(event, change, acts, who):
            yield f"{change.table} {change.row.get('number', change.row.get('id'))}: {fault}"


def _row(event: Event, change: Change, acts: dict[int, set[str]], who: Office | None) -> Iterator[str]:
    done = acts.get(int(change.row.get("ticket_id") or 0), set())
    if change.table == "tickets":
        yield from _ticket(event, change, acts.get(change.row["id"], set()))
    elif change.table == "clocks" and not done:
        yield "a limit moved without a step"
    elif change.table in ("flags", "flag_events"):
        yield from _flag(change, done)
    elif change.table in OWN and event.account is not None:
        if who is None or change.row["person_id"] != who.person:
            yield f"of person {change.row['person_id']} was changed by {event.account}: {change.columns}"
        if change.table == "drafts" and change.old is None and change.row["ticket_id"]:
            yield from _draft(event, change, who)
    elif change.table in NOT_BY_INPUT and event.account is not None:
        yield f"changed by a press: {change.columns}"
    elif change.table in CATALOGUES:
        yield from _catalogue(event, change, who)


def _draft(event: Event, change: Change, who: Office | None) -> Iterator[str]:
    """A form asks only for what this person may give."""
    form, case = change.row["form"].removeprefix("act:").upper(), event.before.table("tickets")[change.row["ticket_id"]]
    word = Action[form].value if form in Action.__members__ else {"SUPPLEMENT": "补正"}.get(form, "")
    mine = roles_of(event.before, case, who, event.today) if who else set()
    if word and not mine & law.able(word, case["state"]):
        yield f"{event.account} was asked how to “{word}” {case['number']} in “{case['state']}”"


def _catalogue(event: Event, change: Change, who: Office | None) -> Iterator[str]:
    """A step may open a catalogue correction; only the centre settles it, and with a history entry."""
    centre = who is not None and any(office.of_centre for office in offices(event.before, who, event.today))
    shown = any(line["action"] in SHOWS_OWNER for line in event.lines)
    if change.table == "entries":
        if not centre or change.columns != {"department_id"}:
            yield f"the catalogue was changed by {event.account}: {change.columns}"
    elif change.table == "correction_lines":
        if change.old is not None or who is None or change.row["person_id"] not in (0, who.person):
            yield "a correction's history was written by somebody else"
    elif not (centre or (shown and change.old is None)):
        yield f"a correction was changed by {event.account}"


def _ticket(event: Event, change: Change, done: set[str]) -> Iterator[str]:
    if change.old is None:
        if not done & set(law.OPENING):
            yield "appeared without being filed"
        return
    changed = change.columns - (ERASED if event.account is None else set())
    if changed and not done:
        yield f"changed without a step: {sorted(changed)}"
    for name in changed - FOLLOWS:
        if not done & CHANGES.get(name, set()):
            yield f"{name} changed by {'、'.join(sorted(done))}"


def _flag(change: Change, done: set[str]) -> Iterator[str]:
    if change.new is None:
        yield "a mark disappeared"
    elif change.table == "flag_events":
        if not done & MARKS[change.row["event"]]:
            yield f"{change.row['event']} by {'、'.join(sorted(done)) or 'nothing'}"
    elif change.old is None:
        if not done & MARKS["set"]:
            yield "set by no step that sets it"
    elif change.old["special"]:
        yield "the lasting mark of a special case was touched (G7)"
    elif not done & (MARKS["cleared"] | MARKS["special"]):
        yield "cleared by no step that clears it"


def _stale(event: Event) -> Iterator[str]:
    """A press on a stale card changes nothing."""
    tickets = event.before.table("tickets")
    numbers = {row["number"]: id for id, row in tickets.items()}
    who = someone(event.before, event.account) if event.account else None
    for number, generation in PRESSED.findall(event.text) if event.clicked else ():
        ticket_id = numbers.get(number)
        if ticket_id is None:
            continue
        own = who is not None and tickets[ticket_id]["proposer_id"] == who.person
        aged = (event.aged_for_proposer if own else event.aged_by).get(ticket_id, 0)
        if aged <= int(generation):
            continue
        if any(line["ticket_id"] == ticket_id for line in event.lines):
            yield f"{number}: a card of line {generation} acted though line {aged} had been written"
        for change in event.before.changes_to(event.after):
            if change.table == "drafts" and change.old is None and change.row["ticket_id"] == ticket_id:
                yield f"{number}: a card of line {generation} began a form on a ticket that has moved on"
