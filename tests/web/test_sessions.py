"""等保2.0 8.1.4.1: sessions end by rest, age, logout and leaving; a cookie that was copied opens nothing any more."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from bot.ports import PlatformError
from store.people import web_sessions
from store.tables import Person, WebSession
from tests.scheduler.rig import OPERATOR, PROPOSER, Rig
from tests.scheduler.test_directory_events import happens
from tests.web.test_files_and_archive import Browser

HOME = "https://yiyi.test"


def cookie(browser: Browser) -> str:
    found = browser.client.get_cookie("objection", domain="yiyi.test")
    assert found is not None
    return found.value


def opens(rig: Rig, copied: str) -> bool:
    """Whether a copy of a cookie, in another browser, still opens a page."""
    other = Browser(rig, OPERATOR)
    other.client.set_cookie("objection", copied, domain="yiyi.test", secure=True)
    return other.gets("/ledger")[0] == 200


def refuse_codes(code: str, asked: object) -> None:
    """40029: a code that the platform did not issue."""
    if code.startswith("no"):
        raise PlatformError("invalid code", retryable=False)


def test_a_session_rests_for_thirty_minutes(rig: Rig) -> None:
    browser = Browser(rig, OPERATOR)
    for _ in range(3):
        rig.later(minutes=29)
        assert browser.gets("/ledger")[0] == 200
    rig.later(minutes=31)
    assert browser.gets("/ledger")[0] == 302


def test_a_session_ends_after_twelve_hours_of_use(rig: Rig) -> None:
    browser = Browser(rig, OPERATOR)
    for _ in range(28):
        rig.later(minutes=25)
        assert browser.gets("/ledger")[0] == 200
    rig.later(minutes=21)
    assert browser.gets("/ledger")[0] == 302


def test_logout_ends_copies_of_the_cookie(rig: Rig) -> None:
    browser = Browser(rig, OPERATOR)
    _code, page = browser.gets("/ledger")
    form = re.search(rb'action="/logout">\s*<input type="hidden" name="form" value="([0-9a-f]+)"', page)
    copied = cookie(browser)
    assert form is not None
    assert opens(rig, copied)
    answer = browser.client.post("/logout", data={"form": form[1].decode()}, base_url=HOME)
    assert answer.status_code == 200
    assert "已退出" in answer.get_data(as_text=True)
    assert browser.gets("/ledger")[0] == 302
    assert not opens(rig, copied)


def test_another_page_cannot_sign_somebody_out(rig: Rig) -> None:
    browser = Browser(rig, OPERATOR)
    assert browser.client.post("/logout", base_url=HOME).status_code == 403
    assert browser.gets("/ledger")[0] == 200


def test_whoever_leaves_the_platform_has_no_session(rig: Rig) -> None:
    browser = Browser(rig, PROPOSER)
    rig.later(minutes=1)
    happens(rig, PROPOSER, change="deleted")
    with rig.store.read() as db:
        assert db.scalars(select(WebSession)).all() == []
    assert browser.gets("/me")[0] == 302


def test_a_session_of_somebody_else_is_none_of_theirs(rig: Rig) -> None:
    """Cookie and database must agree on who it is."""
    browser = Browser(rig, PROPOSER)
    with rig.store.write() as db:
        row = db.scalars(select(WebSession)).one()
        row.person_id = db.scalars(select(Person.id).where(Person.id != row.person_id).limit(1)).one()
    assert browser.gets("/me")[0] == 302


def test_a_form_sent_too_late_says_that_nothing_was_done(rig: Rig) -> None:
    browser = Browser(rig, OPERATOR)
    rig.later(minutes=40)
    answer = browser.client.post("/ledger/unsent/all", base_url=HOME)
    assert answer.status_code == 401
    assert "这次没有提交" in answer.get_data(as_text=True)


def test_sessions_that_are_over_are_deleted_once_a_day(rig: Rig) -> None:
    Browser(rig, OPERATOR)
    rig.later(minutes=31)
    with rig.store.write() as db:
        assert web_sessions.count(db, rig.now) == 0
        web_sessions.prune(db, rig.now)
        assert db.scalars(select(WebSession)).all() == []


@pytest.mark.parametrize("right", [True, False], ids=["right code", "wrong code"])
def test_a_state_is_spent_by_its_first_use(rig: Rig, right: bool) -> None:
    browser = Browser(rig, OPERATOR)
    with browser.client.session_transaction(base_url=HOME) as session:
        session.clear()
        session["waiting"] = {"s": "/ledger"}
    rig.platform.before = refuse_codes
    code = OPERATOR if right else "nobody's"
    first = browser.client.get(f"/login/wecom?state=s&code={code}", base_url=HOME)
    assert first.status_code == (302 if right else 403)
    assert browser.client.get(f"/login/wecom?state=s&code={OPERATOR}", base_url=HOME).status_code == 403


def test_wrong_codes_are_counted(rig: Rig) -> None:
    """Each costs a call of the app's token; guessing must not shut the login for everybody (45009)."""
    browser = Browser(rig, OPERATOR)
    rig.platform.before = refuse_codes
    codes = []
    for number in range(12):
        with browser.client.session_transaction(base_url=HOME) as session:
            session.clear()
            session["waiting"] = {"s": "/ledger"}
        answer = browser.client.get(f"/login/wecom?state=s&code=no-{number}", base_url=HOME)
        codes.append(answer.status_code)
    assert codes == [403] * 10 + [429] * 2
    assert int(answer.headers["Retry-After"]) > 0
