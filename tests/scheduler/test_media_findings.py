"""M4: the sender of a file is notified of inspection findings once it is downloaded."""

from __future__ import annotations

import pytest

from bot.ports import Media
from scheduler.sweeps import file_download
from store.cases import stored_drafts
from store.files import attachments
from tests.bot.inspection.sample_files import png, tiff
from tests.scheduler.rig import PROPOSER, Rig

PHOTO, PLAIN = png(tiff("<")), png()


def sent(rig: Rig, *contents: bytes) -> list[int]:
    """Files sent into one draft."""
    person, ids = rig.person(PROPOSER), []
    with rig.store.write() as session:
        draft = stored_drafts.start(
            session, rig.store.vault, person_id=person.id, form="filing", form_version=1, now=rig.now
        )
        for number, content in enumerate(contents):
            rig.platform.files[f"m{number}"] = Media("", "image/png", content)
            row = attachments.expect(
                session,
                rig.store.vault,
                person_id=person.id,
                platform="wecom",
                media_id=f"m{number}",
                now=rig.now,
                name="现场.png",
                draft_id=draft.id,
            )
            ids.append(row.id)
    return ids


def findings(rig: Rig, attachment_id: int) -> object:
    with rig.store.read() as session:
        row = attachments.attachment(session, attachment_id)
        assert row is not None
        return row.findings


def test_the_sender_is_notified_once_of_all_findings(rig: Rig) -> None:
    plain, photo = sent(rig, PLAIN, PHOTO)
    file_download.sweep(rig.deps, rig.now)
    file_download.sweep(rig.deps, rig.now)
    rig.deliver()
    (told,) = rig.platform.to(PROPOSER, "附件2“现场.png”含有：照片带有拍摄位置")
    assert "删除附件 2" in told.text
    assert findings(rig, plain) == []
    assert findings(rig, photo) == [{"trace": "position", "count": 1}, {"trace": "camera", "count": 1}]


@pytest.mark.parametrize("content", [PLAIN, png(tiff(">", position=False))])
def test_minor_findings_send_no_message(rig: Rig, content: bytes) -> None:
    sent(rig, content)
    file_download.sweep(rig.deps, rig.now)
    assert rig.deliver() == 0


def test_after_submission_the_sender_learns_whom_to_ask(rig: Rig) -> None:
    (photo,) = sent(rig, PHOTO)
    number = rig.filed()
    with rig.store.write() as session:
        row = attachments.attachment(session, photo)
        assert row is not None
        row.ticket_id, row.seq = rig.ticket(number).id, 1
    rig.clear_messages()
    file_download.sweep(rig.deps, rig.now)
    rig.deliver()
    assert len(rig.platform.to(PROPOSER, "请联系区大数据中心处理")) == 1
