"""M4, M9: what leaves this program holds only what its reader's part opens; lists and digests hold nothing."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping

import pytest

from bot import call_json
from bot.commands import COMMANDS
from bot.ports import CallKind, CardKind
from bot.tickets.access import UNKNOWN
from regulation.states import State
from scheduler.jobs import JOBS
from store.tables import OutboxRow
from tests.permissions.canaries import CANARIES, Part, leaks, word
from tests.permissions.card_makers import CARD_MAKERS, card_makers
from tests.permissions.district import VIEWERS
from tests.permissions.dry_run import DryRun
from tests.permissions.rendered import in_every_dialect, text_of
from tests.permissions.walkthrough import AFTER, ENDED_STAND_INS, SentMessage, Walkthrough

SAYS: Mapping[str, str] = {
    "deadlines": "期限提醒",
    "digest": "逾期提示",
    "unread": "请电话告知",
    "notice-missing": "放假安排",
    "audit": "发送台账",
    "gaps": "本周名册缺口",
    "quality": "质量报告",
    "handover": "请接手办理",
    "media": "",
    "calendar": "",
    "upkeep": "",
    "marks": "",  # speaks to the portal, see test_flags_of_the_portal
    "retention": "",
}  # what each scheduled job says in the walkthrough; "" for those that say nothing unless something is wrong
NOT_IN_WALKTHROUGH = {
    "withdrawal", "justified", "declined", "abandoned", "heard", "ruling", "platform", "repaired", "city",
}  # fmt: skip


def shown(said: SentMessage) -> str:
    return text_of(said.card) + in_every_dialect(said.card)


@pytest.mark.parametrize("viewer", VIEWERS)
def test_nobody_was_sent_what_is_not_theirs(walkthrough: Walkthrough, viewer: str) -> None:
    for said in walkthrough.sent:
        if said.viewer == viewer:
            found = leaks(shown(said), said.part, said.state)
            assert not found, f"after {said.step}: {found} in {said.card}"


def test_lists_digests_and_reports_hold_no_values_and_no_names_of_proposers(walkthrough: Walkthrough) -> None:
    """T45: what the clock says about several tickets, or about none, is the same for all eyes."""
    lists = [said for said in walkthrough.sent if said.unasked and not said.card.ticket]
    assert len(lists) > 20
    for said in lists:
        found = leaks(shown(said), Part.NOTHING, said.state)
        assert not found, f"{said.viewer} after {said.step}: {found} in {said.card}"


def test_everything_planted_was_read_by_somebody_who_may(walkthrough: Walkthrough) -> None:
    """Else nothing would be proved by its absence."""
    seen = "".join(text_of(said.card) for said in walkthrough.sent)
    unseen = {name for name, canary in CANARIES.items() if canary.token not in seen}
    assert unseen - NOT_IN_WALKTHROUGH == {
        "file",
        "returned file",
        "special file",
        "repair file",
        "phone",
    }  # files are named on pages, the telephone only when asked for


def test_every_job_sends_something(walkthrough: Walkthrough) -> None:
    assert set(SAYS) == {job.name for job in JOBS}, (
        "a new job: say here what it says, and let the walkthrough have it sent"
    )
    sent = "".join(f"{said.card.title}{said.card.body}" for said in walkthrough.sent if said.unasked)
    assert [job for job, words in SAYS.items() if words not in sent] == []


def test_every_maker_of_cards_was_at_work(walkthrough: Walkthrough) -> None:
    assert set(CARD_MAKERS) == card_makers(), (
        "a new maker of cards: let the walkthrough show one, and name its words in CARD_MAKERS"
    )
    sent = "".join(text_of(said.card) for said in walkthrough.sent)
    with DryRun.of(walkthrough.world, walkthrough.number) as dry_run:
        stale = dry_run.attempt("li.na", f"收办 {walkthrough.number} g1", click=True).answer
        contact = dry_run.attempt("li.na", f"联系方式 {walkthrough.number}").answer
    assert stale is not None
    assert contact is not None
    sent += text_of(stale) + text_of(contact)
    assert [name for name, words in CARD_MAKERS.items() if words and words not in sent] == []


def test_every_kind_of_card_was_seen(walkthrough: Walkthrough) -> None:
    unused = {CardKind.FORM, CardKind.FILE, CardKind.DIGEST}  # the last is how listing() goes on beyond six tickets
    assert {said.card.kind for said in walkthrough.sent} | unused == set(CardKind)


@pytest.mark.parametrize("viewer", VIEWERS)
def test_words_without_a_ticket(walkthrough: Walkthrough, viewer: str) -> None:
    """Every command alone: lists, registers, reports, help, and forms begin with nobody's words."""
    part = AFTER.get(viewer, Part.NOTHING)
    with DryRun.of(walkthrough.world, walkthrough.number) as dry_run:
        for command in COMMANDS:
            for said in (command.word, f"{command.word} 企业信用", f"{command.word} 2026-09", f"帮助 {command.word}"):
                attempt = dry_run.attempt(VIEWERS[viewer], said)
                besides = {"name"} if command.word == "设置代理" else set()  # colleagues by name
                assert attempt.answer is not None
                found = leaks(text_of(attempt.answer), part, State.CLOSED, besides=besides)
                assert not found, f"{said}: {found} in {attempt.answer}"


@pytest.mark.parametrize("viewer", [viewer for viewer in VIEWERS if viewer not in AFTER])
def test_nobody_finds_a_ticket_by_what_stands_in_it(walkthrough: Walkthrough, viewer: str) -> None:
    with DryRun.of(walkthrough.world, walkthrough.number) as dry_run:
        for words in [canary.token for canary in CANARIES.values()] + [
            walkthrough.number,
            walkthrough.number[-4:],
            "企业信用",
        ]:
            answer = dry_run.attempt(VIEWERS[viewer], f"查询 {words}").answer
            assert answer is None or walkthrough.number not in text_of(answer).replace(f"查询 {words}", "")


def test_a_stand_in_sees_nothing_after_the_last_day(walkthrough: Walkthrough) -> None:
    with DryRun.of(walkthrough.world, walkthrough.number) as dry_run:
        for viewer in ENDED_STAND_INS:
            answer = dry_run.attempt(VIEWERS[viewer], f"查询 {walkthrough.number}").answer
            assert answer is not None
            assert answer.body == UNKNOWN


def test_a_group_chat_is_answered_to_the_person_alone(walkthrough: Walkthrough) -> None:
    """No word about a ticket is ever said into a group: its writer alone reads the answer."""
    world = walkthrough.world
    with world.store.read() as session:
        before = session.query(OutboxRow).count()
    call = world.call("li.na", CallKind.TEXT, f"查询 {walkthrough.number}")
    payload = json.dumps(json.loads(call_json.encode(call)) | {"chat": "group-7"})  # as an earlier release stored it
    world.inbox.put(call.platform, call.message_id, call.user, payload.encode(), world.now)
    assert world.dispatcher.run_once(world.now)
    with world.store.read() as session:
        rows = session.query(OutboxRow).order_by(OutboxRow.id).offset(before).all()
    assert [(row.user, row.kind) for row in rows] == [("li.na", "send")]


def test_logs_name_no_person_and_no_value(walkthrough: Walkthrough) -> None:
    logging.getLogger("bot").warning("the log of the walkthrough is open")
    lines = walkthrough.log.getvalue()
    assert "the log of the walkthrough is open" in lines
    assert [name for name, canary in CANARIES.items() if canary.token in lines] == []


def test_the_database_file_is_sealed(walkthrough: Walkthrough) -> None:
    """SECURITY.md: contact data and free words are sealed; the directory's own names are what a copy gives away."""
    raw = b"".join(path.read_bytes() for path in walkthrough.folder.glob("objection.db*"))
    assert walkthrough.number.encode() in raw
    assert [name for name, canary in CANARIES.items() if canary.token.encode() in raw] == ["name"]


def test_flags_of_the_portal_name_a_record_by_its_index_alone(walkthrough: Walkthrough) -> None:
    events = walkthrough.world.portal_events(walkthrough.folder)
    assert {"flag.set", "flag.cleared"} <= {str(event["event"]) for event in events}
    text = json.dumps(events, ensure_ascii=False)
    assert [name for name, canary in CANARIES.items() if canary.token in text] == []


def test_the_planted_words_are_distinct() -> None:
    assert set(CANARIES) >= NOT_IN_WALKTHROUGH
    assert len({word(name) for name in CANARIES}) == len(CANARIES)
