"""M4, M9: every outgoing message holds only what its reader may see; lists and digests hold no data values."""

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
from tests.bot.world import is_preview
from tests.permissions.canaries import CANARIES, Part, leaks, word
from tests.permissions.card_makers import CARD_MAKERS, card_makers
from tests.permissions.district import VIEWERS
from tests.permissions.dry_run import DryRun
from tests.permissions.rendered import in_every_dialect, text_of
from tests.permissions.walkthrough import AFTER, ENDED_STAND_INS, SentMessage, Walkthrough

SAYS: Mapping[str, str] = {
    "deadlines": "期限提醒",
    "centre-list": "，应于",
    "digest": "逾期提示",
    "unread": "请电话告知",
    "late-notices": "",  # to the proposer alone, of a late reply or repair: tests/scheduler/test_late_notices.py
    "notice-missing": "放假安排",
    "audit": "发送台账",
    "gaps": "本周名册缺口",
    "quality": "质量报告",
    "handover": "请接手办理",
    "media": "",
    "file-sealing": "",
    "case-index": "",
    "catalogue-index": "",
    "calendar": "",
    "indefinite": "",  # replies marked 答复不明确: tests/scheduler/test_indefinite_replies.py
    "upkeep": "",
    "record": "",
    "as-found": "",
    "marks": "",  # sends to the portal, see test_portal_events_hold_only_a_record_index
    "directory": "",  # accounts that a platform does not know: tests/scheduler, without a contact list it is silent
    "retention": "",
    "retention-warnings": "",
}  # a phrase of each scheduled job's messages; "" for jobs that send only when something is wrong
NOT_IN_WALKTHROUGH = {
    "withdrawal", "justified", "declined", "abandoned", "heard", "ruling", "platform", "repaired", "city",
    "silent", "unanswered", "unaccepted", "scope", "corrected reply", "corrected notice", "new date", "source right",
    "corrected check", "followed up", "special again", "incomplete", "no batch", "undone", "checked", "out of reach",
    "called",
}  # fmt: skip  # these stand in the scenarios of the matrix

OWN_WORDS = {"supervisor": {"correction"}}  # what they have just typed stands in their own preview


def shown(said: SentMessage) -> str:
    return text_of(said.card) + in_every_dialect(said.card)


@pytest.mark.parametrize("viewer", VIEWERS)
def test_no_message_leaks_to_its_recipient(walkthrough: Walkthrough, viewer: str) -> None:
    for said in walkthrough.sent:
        if said.viewer == viewer:
            own = OWN_WORDS.get(viewer, set()) if is_preview(said.card) else set()
            found = set(leaks(shown(said), said.part, said.state, granted=said.granted)) - own
            assert not found, f"after {said.step}: {found} in {said.card}"


def test_lists_digests_and_reports_hold_no_values_and_no_names_of_proposers(walkthrough: Walkthrough) -> None:
    """T45: scheduled messages about several tickets, or none, are the same for all readers."""
    lists = [said for said in walkthrough.sent if said.unasked and not said.card.ticket]
    assert len(lists) > 20
    for said in lists:
        found = leaks(shown(said), Part.NOTHING, said.state)
        assert not found, f"{said.viewer} after {said.step}: {found} in {said.card}"


def test_every_canary_was_read_by_somebody_who_may(walkthrough: Walkthrough) -> None:
    """Otherwise its absence elsewhere would prove nothing."""
    seen = "".join(text_of(said.card) for said in walkthrough.sent)
    unseen = {name for name, canary in CANARIES.items() if canary.token not in seen}
    assert unseen - NOT_IN_WALKTHROUGH == {
        "file",
        "returned file",
        "special file",
        "repair file",
        "phone",
        "own phone",
    }  # files are listed on pages, the phone number is shown on request only


def test_every_job_sends_a_message(walkthrough: Walkthrough) -> None:
    assert set(SAYS) == {job.name for job in JOBS}, (
        "a new job: say here what it says, and let the walkthrough have it sent"
    )
    sent = "".join(f"{said.card.title}{said.card.body}" for said in walkthrough.sent if said.unasked)
    assert [job for job, words in SAYS.items() if words not in sent] == []


def test_every_card_function_was_used(walkthrough: Walkthrough) -> None:
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


def test_every_kind_of_card_was_sent(walkthrough: Walkthrough) -> None:
    unused = {CardKind.FORM, CardKind.FILE, CardKind.DIGEST}  # DIGEST: lists of more than six tickets
    assert {said.card.kind for said in walkthrough.sent} | unused == set(CardKind)


@pytest.mark.parametrize("viewer", VIEWERS)
def test_commands_without_a_ticket_reveal_nothing(walkthrough: Walkthrough, viewer: str) -> None:
    """Every command without arguments: lists, registers, reports, help, and forms hold no canary."""
    part = AFTER.get(viewer, Part.NOTHING)
    with DryRun.of(walkthrough.world, walkthrough.number) as dry_run:
        for command in COMMANDS:
            for said in (command.word, f"{command.word} 企业信用", f"{command.word} 2026-09", f"帮助 {command.word}"):
                attempt = dry_run.attempt(VIEWERS[viewer], said)
                besides = {"name"} if command.word == "设置代理" else set()  # options: names of colleagues
                assert attempt.answer is not None
                found = leaks(text_of(attempt.answer), part, State.CLOSED, besides=besides, granted=True)
                assert not found, f"{said}: {found} in {attempt.answer}"


@pytest.mark.parametrize("viewer", [viewer for viewer in VIEWERS if viewer not in AFTER])
def test_search_by_content_finds_nothing_for_others(walkthrough: Walkthrough, viewer: str) -> None:
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


def test_a_group_chat_is_answered_in_private(walkthrough: Walkthrough) -> None:
    """No message about a ticket is sent to a group; only its sender gets the answer."""
    world = walkthrough.world
    with world.store.read() as session:
        before = session.query(OutboxRow).count()
    call = world.call("li.na", CallKind.TEXT, f"查询 {walkthrough.number}")
    payload = json.dumps(json.loads(call_json.encode(call)) | {"chat": "group-7"})  # as stored by an earlier release
    world.inbox.put(call.platform, call.message_id, call.user, payload.encode(), world.now)
    assert world.dispatcher.run_once(world.now)
    with world.store.read() as session:
        rows = session.query(OutboxRow).order_by(OutboxRow.id).offset(before).all()
    assert [(row.user, row.kind) for row in rows] == [("li.na", "send")]


def test_logs_hold_no_names_and_no_values(walkthrough: Walkthrough) -> None:
    logging.getLogger("bot").warning("the log of the walkthrough is open")
    lines = walkthrough.log.getvalue()
    assert "the log of the walkthrough is open" in lines
    assert [name for name, canary in CANARIES.items() if canary.token in lines] == []


def test_database_file_holds_no_readable_texts(walkthrough: Walkthrough) -> None:
    """SECURITY.md: contacts, free texts and the directory's names are encrypted."""
    raw = b"".join(path.read_bytes() for path in walkthrough.folder.glob("objection.db*"))
    assert walkthrough.number.encode() in raw
    assert [name for name, canary in CANARIES.items() if canary.token.encode() in raw] == []


def test_portal_events_hold_only_a_record_index(walkthrough: Walkthrough) -> None:
    events = walkthrough.world.portal_events(walkthrough.folder)
    assert {"flag.set", "flag.cleared"} <= {str(event["event"]) for event in events}
    text = json.dumps(events, ensure_ascii=False)
    assert [name for name, canary in CANARIES.items() if canary.token in text] == []


def test_canaries_are_distinct() -> None:
    assert set(CANARIES) >= NOT_IN_WALKTHROUGH
    assert len({word(name) for name in CANARIES}) == len(CANARIES)
