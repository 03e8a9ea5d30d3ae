"""个人信息保护法 17, 44-48条: the notice once a version, one's own data, correction, and what is kept until when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from store.privacy import notices_shown
from store.tables import OwnDataRequest, PrivacyNotice
from store.upkeep import operator_log
from tests.scheduler.rig import OFFICER_A, OPERATOR, PROPOSER, Rig

NOTICE = "区大数据中心处理您的姓名和电话。"


@pytest.fixture
def rig(database_url: str, tmp_path: Path) -> Iterator[Rig]:
    rig = Rig(database_url, tmp_path)
    yield rig
    rig.close()


def told(rig: Rig, user: str, said: str) -> list[str]:
    """Everything that this person got after it, in order."""
    rig.clear_messages()
    rig.send_text(user, said)
    rig.deliver()
    return [str(sent.message) for sent in rig.platform.arrived if sent.user == user]


def test_the_notice_comes_with_the_first_answer_and_no_press_more(rig: Rig) -> None:
    rig.settings = replace(rig.settings, privacy_notice=NOTICE)
    first = told(rig, PROPOSER, "提出异议")
    assert len([each for each in first if NOTICE in each]) == 1
    assert any("哪" in each and NOTICE not in each for each in first), "the answer itself comes as well"
    assert not any(NOTICE in each for each in told(rig, PROPOSER, "帮助"))
    assert any(NOTICE in each for each in told(rig, OFFICER_A, "帮助"))


def test_a_new_version_is_shown_once_more_and_both_are_kept(rig: Rig) -> None:
    for text in (NOTICE, NOTICE + "保存两年。"):
        rig.settings = replace(rig.settings, privacy_notice=text)
        assert any(text in each for each in told(rig, PROPOSER, "帮助"))
        assert not any("处理您的姓名" in each for each in told(rig, PROPOSER, "帮助"))
    with rig.store.read() as session:
        shown = notices_shown.shown_to(session, rig.person(PROPOSER).id)
        kept = {row.version: row.content for row in session.query(PrivacyNotice)}
    assert [kept[row.version] for row in shown] == [NOTICE, NOTICE + "保存两年。"]
    assert [(row.at, row.platform) for row in shown] == [(rig.now, "wecom")] * 2


def test_without_a_text_nothing_is_shown(rig: Rig) -> None:
    assert len(told(rig, PROPOSER, "帮助")) == 1


def test_a_summary_in_the_chat(rig: Rig) -> None:
    rig.filed()
    (card,) = told(rig, PROPOSER, "查阅我的信息")
    assert rig.person(PROPOSER).name in card
    assert "提出的异议1件" in card
    assert "/me" in card
    assert "13800000001" not in card


def test_a_correction_goes_to_the_centre_and_is_answered(rig: Rig) -> None:
    rig.clear_messages()
    told(rig, PROPOSER, "更正我的信息")
    assert "已登记更正申请 1" in told(rig, PROPOSER, "部门应为区教育局")[0]
    assert "部门应为区教育局" in str([sent.message for sent in rig.platform.arrived if sent.user == OPERATOR])
    assert "部门应为区教育局" in told(rig, OPERATOR, "信息更正")[0]
    assert "由区大数据中心办理" in told(rig, OFFICER_A, "信息更正 1 已改")[0]
    assert "请写明结果" in told(rig, OPERATOR, "信息更正 1")[0]
    assert "已答复本人" in told(rig, OPERATOR, "信息更正 1 名册已改正")[0]
    assert "名册已改正" in str([sent.message for sent in rig.platform.arrived if sent.user == PROPOSER])
    assert "已答复" in told(rig, OPERATOR, "信息更正 1 再答一次")[0]
    with rig.store.read() as session:
        (row,) = session.query(OwnDataRequest)
        assert "教育局" not in row.words_sealed
        assert [each.act for each in operator_log.recent(session)] == [operator_log.CORRECT_OWN_DATA]


@pytest.mark.parametrize(("days", "said"), [(730, "满730日"), (0, "未设删除期限")])
def test_what_cannot_be_erased_and_until_when(rig: Rig, days: int, said: str) -> None:
    rig.settings = replace(rig.settings, retention_days=days)
    (card,) = told(rig, PROPOSER, "删除我的信息")
    assert said in card
    assert "满1095日" in card
    assert "不能删除" in card
