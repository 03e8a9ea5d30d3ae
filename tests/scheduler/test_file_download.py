"""Files sent in the chat are downloaded and stored, with retries, or their sender is notified why not."""

from __future__ import annotations

from bot.ports import Media, PlatformError
from scheduler.sweeps import file_download
from store.files import attachments
from tests.scheduler.fake_platform import times
from tests.scheduler.rig import PROPOSER, Rig

PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + bytes(60)


def expected(rig: Rig, content: bytes | None, name: str = "截图.png") -> int:
    """A file that is still on the platform."""
    person = rig.person(PROPOSER)
    if content is not None:
        rig.platform.files["m1"] = Media(name, "image/png", content)
    with rig.store.write() as session:
        row = attachments.expect(
            session, rig.store.vault, person_id=person.id, platform="wecom", media_id="m1", now=rig.now, name=name
        )
        return row.id


def state(rig: Rig, attachment_id: int) -> str:
    with rig.store.read() as session:
        row = attachments.attachment(session, attachment_id)
        assert row is not None
        return row.state


def test_a_file_is_downloaded_and_stored(rig: Rig) -> None:
    sent = expected(rig, PNG)
    assert file_download.sweep(rig.deps, rig.now) == 1
    assert state(rig, sent) == "stored"
    assert file_download.sweep(rig.deps, rig.now) == 0
    assert rig.deliver() == 0


def test_a_refused_file_type_is_reported(rig: Rig) -> None:
    sent = expected(rig, b"MZ" + bytes(100), "工具.exe")
    file_download.sweep(rig.deps, rig.now)
    rig.deliver()
    assert state(rig, sent) == "refused"
    assert len(rig.platform.to(PROPOSER, "工具.exe")) == 1


def test_an_expired_file_is_reported(rig: Rig) -> None:
    sent = expected(rig, None)
    file_download.sweep(rig.deps, rig.now)
    rig.deliver()
    assert state(rig, sent) == "refused"
    assert len(rig.platform.to(PROPOSER, "请重新发送")) == 1


def test_a_failed_download_is_retried(rig: Rig) -> None:
    rig.platform.before = times(2, PlatformError("busy", retryable=True))
    sent = expected(rig, PNG)
    for _ in range(2):
        assert file_download.sweep(rig.deps, rig.now) == 0
        assert state(rig, sent) == "pending"
    file_download.sweep(rig.deps, rig.now)
    assert state(rig, sent) == "stored"


def test_download_retries_end(rig: Rig) -> None:
    rig.platform.before = times(10_000, PlatformError("busy", retryable=True))
    sent = expected(rig, PNG)
    rig.later(days=4)
    file_download.sweep(rig.deps, rig.now)
    assert state(rig, sent) == "refused"
