"""M4, M9: what leaves this program holds only what its reader's part opens; lists and digests hold nothing."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping

import pytest

from bot import inbound
from bot.act import UNKNOWN
from bot.commands import COMMANDS
from bot.ports import CallKind, CardKind
from regulation.states import State
from scheduler.jobs import JOBS
from store.tables import OutboxRow
from tests.permissions.canaries import CANARIES, Part, leaks, word
from tests.permissions.card_makers import MAKERS, makers
from tests.permissions.district import VIEWERS
from tests.permissions.dry_run import Rehearsal
from tests.permissions.rendered import in_every_dialect, wording
from tests.permissions.walkthrough import AFTER, GONE, Said, Story

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
}  # what each job of the wall says in the story; "" for those that say nothing unless something is wrong
NOT_IN_STORY = {
    "withdrawal", "justified", "declined", "abandoned", "heard", "ruling", "platform", "repaired", "city",
}  # fmt: skip


def shown(said: Said) -> str:
    return wording(said.card) + in_every_dialect(said.card)


@pytest.mark.parametrize("viewer", VIEWERS)
def test_nobody_was_sent_what_is_not_theirs(story: Story, viewer: str) -> None:
    for said in story.said:
        if said.viewer == viewer:
            found = leaks(shown(said), said.part, said.state)
            assert not found, f"after {said.step}: {found} in {said.card}"


def test_lists_digests_and_reports_hold_no_values_and_no_names_of_proposers(story: Story) -> None:
    """T45: what the clock says about several tickets, or about none, is the same for all eyes."""
    lists = [said for said in story.said if said.unasked and not said.card.ticket]
    assert len(lists) > 20
    for said in lists:
        found = leaks(shown(said), Part.NOTHING, said.state)
        assert not found, f"{said.viewer} after {said.step}: {found} in {said.card}"


def test_everything_planted_was_read_by_somebody_who_may(story: Story) -> None:
    """Else nothing would be proved by its absence."""
    seen = "".join(wording(said.card) for said in story.said)
    unseen = {name for name, canary in CANARIES.items() if canary.token not in seen}
    assert unseen - NOT_IN_STORY == {
        "file",
        "returned file",
        "special file",
        "repair file",
        "phone",
    }  # files are named on pages, the telephone only when asked for


def test_every_job_is_heard(story: Story) -> None:
    assert set(SAYS) == {job.name for job in JOBS}, "a new job: say here what it says, and let the story hear it"
    heard = "".join(f"{said.card.title}{said.card.body}" for said in story.said if said.unasked)
    assert [job for job, words in SAYS.items() if words not in heard] == []


def test_every_maker_of_cards_was_at_work(story: Story) -> None:
    assert set(MAKERS) == makers(), "a new maker of cards: let the story show one, and name its words in MAKERS"
    heard = "".join(wording(said.card) for said in story.said)
    with Rehearsal.of(story.town, story.number) as rehearsal:
        stale = rehearsal.tries("li.na", f"收办 {story.number} g1", click=True).answer
        contact = rehearsal.tries("li.na", f"联系方式 {story.number}").answer
    assert stale is not None
    assert contact is not None
    heard += wording(stale) + wording(contact)
    assert [name for name, words in MAKERS.items() if words and words not in heard] == []


def test_every_kind_of_card_was_seen(story: Story) -> None:
    unused = {CardKind.FORM, CardKind.FILE, CardKind.DIGEST}  # the last is how listing() goes on beyond six tickets
    assert {said.card.kind for said in story.said} | unused == set(CardKind)


@pytest.mark.parametrize("viewer", VIEWERS)
def test_words_without_a_ticket(story: Story, viewer: str) -> None:
    """Every command alone: lists, registers, reports, help, and forms begin with nobody's words."""
    part = AFTER.get(viewer, Part.NOTHING)
    with Rehearsal.of(story.town, story.number) as rehearsal:
        for command in COMMANDS:
            for said in (command.word, f"{command.word} 企业信用", f"{command.word} 2026-09", f"帮助 {command.word}"):
                tried = rehearsal.tries(VIEWERS[viewer], said)
                besides = {"name"} if command.word == "设置代理" else set()  # colleagues by name
                assert tried.answer is not None
                found = leaks(wording(tried.answer), part, State.CLOSED, besides=besides)
                assert not found, f"{said}: {found} in {tried.answer}"


@pytest.mark.parametrize("viewer", [viewer for viewer in VIEWERS if viewer not in AFTER])
def test_nobody_finds_a_ticket_by_what_stands_in_it(story: Story, viewer: str) -> None:
    with Rehearsal.of(story.town, story.number) as rehearsal:
        for words in [canary.token for canary in CANARIES.values()] + [story.number, story.number[-4:], "企业信用"]:
            answer = rehearsal.tries(VIEWERS[viewer], f"查询 {words}").answer
            assert answer is None or story.number not in wording(answer).replace(f"查询 {words}", "")


def test_a_stand_in_sees_nothing_after_the_last_day(story: Story) -> None:
    with Rehearsal.of(story.town, story.number) as rehearsal:
        for viewer in GONE:
            answer = rehearsal.tries(VIEWERS[viewer], f"查询 {story.number}").answer
            assert answer is not None
            assert answer.body == UNKNOWN


def test_a_group_chat_is_answered_to_the_person_alone(story: Story) -> None:
    """No word about a ticket is ever said into a group: its writer alone reads the answer."""
    town = story.town
    with town.store.read() as session:
        before = session.query(OutboxRow).count()
    call = town.call("li.na", CallKind.TEXT, f"查询 {story.number}")
    payload = json.dumps(json.loads(inbound.encode(call)) | {"chat": "group-7"})  # as an earlier release stored it
    town.inbox.put(call.platform, call.message_id, call.user, payload.encode(), town.now)
    assert town.dispatcher.run_once(town.now)
    with town.store.read() as session:
        rows = session.query(OutboxRow).order_by(OutboxRow.id).offset(before).all()
    assert [(row.user, row.kind) for row in rows] == [("li.na", "send")]


def test_logs_name_no_person_and_no_value(story: Story) -> None:
    logging.getLogger("bot").warning("the log of the story is open")
    lines = story.log.getvalue()
    assert "the log of the story is open" in lines
    assert [name for name, canary in CANARIES.items() if canary.token in lines] == []


def test_the_database_file_is_sealed(story: Story) -> None:
    """SECURITY.md: contact data and free words are sealed; the directory's own names are what a copy gives away."""
    raw = b"".join(path.read_bytes() for path in story.folder.glob("objection.db*"))
    assert story.number.encode() in raw
    assert [name for name, canary in CANARIES.items() if canary.token.encode() in raw] == ["name"]


def test_flags_of_the_portal_name_a_record_by_its_index_alone(story: Story) -> None:
    events = story.town.events(story.folder)
    assert {"flag.set", "flag.cleared"} <= {str(event["event"]) for event in events}
    text = json.dumps(events, ensure_ascii=False)
    assert [name for name, canary in CANARIES.items() if canary.token in text] == []


def test_the_story_holds_every_word_it_says_to_hold() -> None:
    assert set(CANARIES) >= NOT_IN_STORY
    assert len({word(name) for name in CANARIES}) == len(CANARIES)
