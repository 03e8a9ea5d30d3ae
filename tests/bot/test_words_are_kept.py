"""What was typed is not thrown away, and not put where it doesn't belong (M9, G3)."""

from __future__ import annotations

from typing import Any

import pytest

from bot.ports import Card
from store.cases import stored_drafts as stored
from tests.bot.test_filing_sentences import USER, begun, spoken
from tests.bot.test_form_navigation import at_records
from tests.bot.world import World

__all__ = ["spoken"]
PERSON = "zhang.wei"
NAMED = {  # what was said, and the data that it may mean
    "低保名单里有个人已经搬走了 还在里面": "最低生活保障对象信息",
    "社保显示他断缴了 其实一直在交": "社会保险参保信息",
    "失业登记重了一条 同一个人两条": "失业登记信息",
    "河道水质监测数据9月1号的是空的": "河道水质监测信息",
    "居住证积分算少了20分": "居住证积分信息",
    "公积金缴存单位名称还是老名字": "公积金缴存信息（市级）",
    "物业公司电话早就换了 系统还是旧的": "物业服务企业信息",
    "个体户注销了还显示在营": "个体工商户登记信息",
    "营业执照地址不对，公司去年搬到仙霞路88号了": "法人登记信息",
    "独居老人名单少了三个人，愚园路居委报过的": "独居老人信息",
    "老年综合津贴名单里有位老伯伯去年就去世了，钱还在打": "老年综合津贴信息",
    "医院执业许可过期了还显示有效": "医疗机构执业许可信息",
    "驾照信息里他的准驾车型还是老的": "驾驶证信息（市级）",
    "路灯编号重复了，两盏灯一个号": "路灯设施信息",
    "共享单车投放点挪了位置 系统没变": "共享单车投放点信息",
    "违建已经拆了还显示未拆": "违法建筑信息",
    "房本上是3室，登记系统里写2室": "不动产登记信息",
    "退休金发放显示停发，本人还活着呢": "养老保险待遇领取信息",
    "護士註冊地點沒更新，人早就調走了": "护士执业注册信息",
}
ASKS = ["请问低保怎么申请", "我的社保怎么查", "营业执照怎么办", "学籍什么时候更新", "假如数据已正确我就点确认办结"]


@pytest.mark.parametrize(("said", "data"), NAMED.items(), ids=list(NAMED))
def test_data_is_known_by_what_people_call_it(spoken: World, said: str, data: str) -> None:
    kept = begun(spoken, said)
    assert kept is not None
    with spoken.store.read() as session:
        from store.catalogue import entries

        offered = [kept["source"]["entry"]] if "source" in kept else kept["+source"]["found"]
        assert data in [entry.name for entry in entries.in_use(session, offered)]
    whole = "".join(str(kept.get(item, "")) for item in ("records", "doubt"))
    assert [letter for letter in said if letter not in whole + "，, "] == []


@pytest.mark.parametrize("said", ASKS)
def test_a_question_begins_no_filing(spoken: World, said: str) -> None:
    assert begun(spoken, said) is None


@pytest.mark.parametrize(
    "said",
    [
        "同一个小区松涛苑，房管局的住宅小区信息写216户，民政的居委会信息写261户，两边对不上",
        "房管局的物业服务企业信息里松涛苑写的是甲物业，早就换成乙物业了",
    ],
)
def test_a_name_inside_the_sentence_stays_there(spoken: World, said: str) -> None:
    kept = begun(spoken, said)
    assert kept is not None
    assert kept["records"] == said


@pytest.mark.parametrize(
    "said",
    [
        "企业年报信息里甲公司从业人数写成0人，应为35人，同事的工单0004也是这个问题",
        "不动产登记信息里延安西路100号面积写成0，应为88平方米，跟CN-20260917-0004不是一回事",
        "我想再提一个 跟0004一样 乙公司也写成0人",
    ],
)
def test_the_number_of_another_case_is_part_of_the_words(spoken: World, said: str) -> None:
    kept = begun(spoken, said)
    assert kept is not None
    assert "0004" in kept["records"] + kept.get("doubt", "")


@pytest.mark.parametrize(
    "said",
    [
        "1、结婚登记信息里张某的日期写错了；2、不动产登记信息里天山路1号面积少了",
        "结婚登记信息里张某的日期写错了，还有不动产登记信息里天山路1号面积少了",
    ],
)
def test_two_objections_are_two_filings(spoken: World, said: str) -> None:
    card = spoken.send_text(USER, said)[-1]
    assert "这是两项，请分别提出" in card.body
    with spoken.store.write() as session:
        rows = [stored.active(session, spoken.person_id(USER)), *stored.parked(session, spoken.person_id(USER))]
        kept = [stored.answers(spoken.store.vault, row) for row in rows if row is not None]
        for row in rows:
            assert row is not None
            stored.cancel(session, row, spoken.now)
    assert [each["source"]["title"] for each in kept] == ["结婚登记信息", "不动产登记信息"]
    assert [each["records"] for each in kept] == ["张某的日期写错了", "天山路1号面积少了"]


def test_nothing_but_the_wish_to_file_is_no_record(spoken: World) -> None:
    kept = begun(spoken, "我要报一个数据错误")
    assert kept is not None
    assert "records" not in kept


def draft(world: World) -> dict[str, Any]:
    with world.store.read() as session:
        row = stored.active(session, world.person_id(PERSON))
        assert row is not None
        return stored.answers(world.store.vault, row)


@pytest.fixture
def at_evidence(world: World) -> World:
    at_records(world)
    for text in ("某公司登记状态为存续", "应为注销"):
        world.send_text(PERSON, text)
    return world


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("什么是佐证", "写一句您是怎么发现的"),
        ("不知道怎么写", "写一句您是怎么发现的"),
        ("没有证据", "没有图片、文件也可以"),
        ("我不会传", "写一句您是怎么发现的"),
        ("要提供什么", "写一句您是怎么发现的"),
        ("没有照片怎么办", "没有图片、文件也可以"),
        ("说错了，是王秀兰不是王秀英", "修改第3项"),
        ("先等等，我去开会", "好的"),
    ],
)
def test_evidence_is_no_question_and_no_correction(at_evidence: World, said: str, answer: str) -> None:
    card: Card = at_evidence.send_text(PERSON, said)[-1]
    assert answer in card.body
    assert not (draft(at_evidence).get("+evidence") or {}).get("words")


def test_the_last_piece_of_the_evidence_ends_it(at_evidence: World) -> None:
    card = at_evidence.send_text(PERSON, "办补贴的时候发现的 完成")[-1]
    assert card.title == "请核对后提交"
    assert draft(at_evidence)["evidence"]["words"] == "办补贴的时候发现的"


@pytest.mark.parametrize("word", ["好了", "完成了", "就这些"])
def test_everyday_words_end_the_evidence(at_evidence: World, word: str) -> None:
    at_evidence.send_text(PERSON, "办补贴的时候发现的")
    assert at_evidence.send_text(PERSON, word)[-1].title == "请核对后提交"


@pytest.mark.parametrize("said", ["联系电话换成13911112222", "换成我的手机号13911112222", "电话写13911112222"])
def test_a_telephone_changes_the_contact(at_evidence: World, said: str) -> None:
    at_evidence.send_text(PERSON, "办补贴的时候发现的 完成")
    assert at_evidence.send_text(PERSON, said)[-1].title == "请核对后提交"
    assert draft(at_evidence)["contact"]["phone"] == "13911112222"


def test_at_the_kind_a_correction_is_no_kind(world: World) -> None:
    world.send_text(PERSON, "提出异议 企业登记信息里某公司从业人数是0，应为35人")
    world.send_text(PERSON, "不对 应该是38人")
    assert draft(world).get("kind") is None


def test_a_text_that_no_step_takes_is_counted(world: World) -> None:
    card = world.send_text(PERSON, "字" * 5000)[-1]
    assert "最多2000字，现在是5000字" in card.body
