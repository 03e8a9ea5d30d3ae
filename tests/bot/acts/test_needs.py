"""A need added to the law is asked for, parsed and shown in the chat by its kind alone (decision 0004)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from regulation import act_inputs, need
from regulation.need import Kind, Need
from regulation.need_parsers import READERS
from regulation.states import Action, Call, ClockKind, Verdict
from regulation.transitions import TABLE
from tests.bot.acts.sample_needs import USER, NeedTrial

CIVIL, EDUCATION, SUN_LI, MARKET = 4, 5, 7, 3  # ids in an empty database


@dataclass(frozen=True)
class Sample:
    """A new need of one kind; `good` has inputs, the value each is parsed to, and its rendering."""

    need: Need
    bad: tuple[str, ...]
    good: tuple[tuple[str, dict[str, Any], str], ...]
    by_list: bool = False


WHOLE_DEPARTMENT = need.together(need.department("sealed_by", "封存部门"), need.choice("as_what", "身份", "targets"))
WHOLE_PERSON = need.together(need.person("sealer_id", "封存人"), need.department("sealer_department_id", "所在部门"))
WHOLE_LENGTH = need.length("sealed_days", "封存天数", need.day("sealed_until", "封存至", optional=True))
WHOLE_CLOCK = need.clock(
    "since_seq",
    "封存期限",
    need.one_of("of_kind", "期限种类", ClockKind),
    need.department("charged_id", "被计部门", optional=True),
    asked_as="limit",
)
SAMPLES = (
    Sample(
        need.text("sealing", "封存说明"),
        bad=("长" * 2001, ""),
        good=(("已封存原始档案", {"sealing": "已封存原始档案"}, "已封存原始档案"),),
    ),
    Sample(
        need.answer("sealing_result", "封存结论"),
        bad=("正在核实",),  # a second time it passes, marked (P6)
        good=(("封存的档案与登记一致", {"sealing_result": "封存的档案与登记一致"}, "封存的档案与登记一致"),),
    ),
    Sample(
        need.mark("seal_number", "封条编号", private=False),
        bad=("号" * 65,),
        good=(("F-2026-12", {"seal_number": "F-2026-12"}, "F-2026-12"),),
    ),
    Sample(
        need.number("boxes", "封存箱数"),
        bad=("许多", "0", "1.5"),
        good=(("12", {"boxes": 12}, "12"), ("１２。", {"boxes": 12}, "12")),
    ),
    Sample(
        need.score("sealing_score", "封存评分"),
        bad=("9", "很好"),
        good=(("4", {"sealing_score": 4}, "4"), ("5 很满意", {"sealing_score": 5}, "5")),
        by_list=True,
    ),
    Sample(
        need.day("sealed_on", "封存日期"),
        bad=("随便", "2026-09-16", "2030-01-01"),
        good=(
            ("后天", {"sealed_on": "2026-09-19"}, "2026-09-19 周六"),
            ("10月15日", {"sealed_on": "2026-10-15"}, "2026-10-15 周四"),
        ),
    ),
    Sample(
        replace(need.past_day("noticed_on", "封存通知日期"), typed_only=False),
        bad=("随便", "后天", "2026-08-01"),
        good=(
            ("昨天", {"noticed_on": "2026-09-16"}, "2026-09-16 周三"),
            ("上周五", {"noticed_on": "2026-09-11"}, "2026-09-11 周五"),
        ),
    ),
    Sample(
        WHOLE_LENGTH[0],
        bad=("很久", "2026-09-16"),
        good=(
            ("10个工作日", {"sealed_days": 10}, "10个工作日"),
            ("10月15日", {"sealed_until": "2026-10-15"}, "2026-10-15 周四"),
        ),
    ),
    Sample(
        need.flag("copied", "已经复制"),
        bad=("也许",),
        good=(("是", {"copied": True}, "是"), ("2", {"copied": False}, "否")),
        by_list=True,
    ),
    Sample(
        need.tick("sealed_off", "已封存"), bad=("否", "也许"), good=(("是", {"sealed_off": True}, "是"),), by_list=True
    ),
    Sample(
        need.choice("where", "封存环节", "stages"),
        bad=("哪里都不是", "1、2"),
        good=(("归集", {"where": "gathering"}, "已选择"), ("1", {"where": "collection"}, "已选择")),
        by_list=True,
    ),
    Sample(
        need.one_of("judged", "封存认定", Verdict),
        bad=("不知道",),
        good=(("超期", {"judged": "超期"}, "超期"), ("1", {"judged": "按时"}, "按时")),
        by_list=True,
    ),
    Sample(
        need.choices("sealed_items", "封存内容", "supplement_items"),
        bad=("别的",),
        good=(
            ("1、2", {"sealed_items": ["name", "contact"]}, "已选2项"),
            ("真实有效的姓名（或名称）", {"sealed_items": ["name"]}, "已选1项"),
        ),
        by_list=True,
    ),
    Sample(
        WHOLE_DEPARTMENT[0],
        bad=("外星局", "区"),
        good=(
            ("区民政局", {"sealed_by": CIVIL, "as_what": "responsible"}, "区民政局"),
            ("edu", {"sealed_by": EDUCATION, "as_what": "responsible"}, "区教育局"),
        ),
        by_list=True,
    ),
    Sample(
        need.departments("present_ids", "在场部门"),
        bad=("外星局", "民政、外星局"),
        good=(
            ("区民政局", {"present_ids": [CIVIL]}, "区民政局"),
            ("民政、教育", {"present_ids": [CIVIL, EDUCATION]}, "区民政局、区教育局"),
        ),
        by_list=True,
    ),
    Sample(
        WHOLE_PERSON[0],
        bad=("张伟",),
        good=(("孙丽", {"sealer_id": SUN_LI, "sealer_department_id": MARKET}, "孙丽"),),
        by_list=True,
    ),
    Sample(
        WHOLE_CLOCK[0],
        bad=("没有这个",),
        good=(("1", {"since_seq": 1, "of_kind": "收办意见"}, "收办意见 2026-09-18 周五 按时"),),
        by_list=True,
    ),
)
GIVEN = ((row.action, each) for row in TABLE for each in row.needs)
LAW = (*dict.fromkeys(GIVEN), (Action.CONFIRM, act_inputs.HEARD))  # every need of every act
RIGHT = {
    Kind.TEXT: "已按要求核对登记档案",
    Kind.ANSWER: "登记日期与档案一致",
    Kind.MARK: "2026-09-25 第1批",
    Kind.NUMBER: "12",
    Kind.SCORE: "5",
    Kind.DATE: "后天",
    Kind.PAST_DATE: "昨天",
    Kind.LENGTH: "12个工作日",
    Kind.YES_NO: "是",
    Kind.TICK: "是",
    Kind.CHOICE: "1",
    Kind.CHOICES: "1、2",
    Kind.DEPARTMENT: "区民政局",
    Kind.DEPARTMENTS: "区民政局、区教育局",
    Kind.PERSON: "孙丽",
    Kind.CLOCK: "1",
}  # a reply to a question of this kind


@pytest.fixture(scope="module")
def trial(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[NeedTrial]:
    path = tmp_path_factory.mktemp("trial") / "objection.db"
    shutil.copy(sqlite_template, path)
    asked = [(action, each) for action, each in LAW if each.is_asked]
    made = NeedTrial(f"sqlite:///{path}", [*((Action.FINISH_REPAIR, sample.need) for sample in SAMPLES), *asked])
    yield made
    made.world.close()


@pytest.mark.parametrize("sample", SAMPLES, ids=[sample.need.field for sample in SAMPLES])
def test_a_new_need_is_asked_for_parsed_and_shown(trial: NeedTrial, sample: Sample) -> None:
    """A need is one line in the law; the chat never refers to it by name."""
    for said, value, shown in sample.good:
        asked = trial.asks(sample.need)
        assert bool(asked.choices) is sample.by_list
        assert sample.need.label in asked.title
        taken = len(trial.read)
        for words in sample.bad:
            again = trial.send_text(words)
            assert (again.title, len(trial.read)) == (asked.title, taken), words
            assert again.body != asked.body, "says what is wrong"
        trial.send_text(said)
        assert (trial.read[taken:], trial.shown[taken:]) == ([value], [shown])


@pytest.mark.parametrize("sample", [s for s in SAMPLES if s.by_list], ids=lambda sample: sample.need.field)
def test_a_list_gives_the_same_value_as_typed_text(trial: NeedTrial, sample: Sample) -> None:
    said, value, shown = sample.good[0]
    card = trial.asks(sample.need)
    option = card.choices[0].options[int(said[0]) - 1].text if said[0].isdigit() else said
    if sample.need.takes_several and "、" in said:
        ids = tuple(card.choices[0].options[int(number) - 1].id for number in said.split("、"))
        trial.world.press_button(USER, "确定", **{sample.need.question: ids})
    else:
        trial.choose_option("4 满意" if sample.need.kind is Kind.SCORE else option)
    assert (trial.read[-1], trial.shown[-1]) == (value, shown)


def test_every_kind_is_tested_and_has_a_parser() -> None:
    assert {sample.need.kind for sample in SAMPLES} == set(Kind) == set(READERS) == set(RIGHT)


@pytest.mark.parametrize(
    ("action", "wanted"), LAW, ids=[f"{action.name.lower()}-{wanted.field}" for action, wanted in LAW]
)
def test_every_need_of_the_law_can_be_given_in_the_chat(trial: NeedTrial, action: Action, wanted: Need) -> None:
    """By its own question, together with another answer, or as an inline argument."""
    if wanted.typed_only:
        assert wanted.optional
    elif wanted.part_of:
        whole = next(each for act, each in LAW if act is action and each.field == wanted.part_of)
        assert wanted in whole.parts
    else:
        trial.asks(wanted)
        taken = len(trial.read)
        trial.send_text(RIGHT[wanted.kind])
        assert len(trial.read) == taken + 1
        either = {wanted.field, *(part.field for part in wanted.parts if not part.optional)}
        assert either <= trial.read[-1].keys()


def test_only_optional_needs_can_be_skipped(trial: NeedTrial) -> None:
    for each in (each for _, each in LAW if each.is_asked):
        asked = trial.asks(each)
        taken = len(trial.read)
        answer = trial.send_text("跳过")
        if each.may_be_skipped:
            assert each.optional
            assert trial.read[taken:] == [{}]
        else:
            assert answer.title == asked.title, each.field
            assert len(trial.read) == taken


def test_no_is_refused_where_the_law_requires_yes(trial: NeedTrial) -> None:
    """M2 wants both tests affirmed, P8 the re-collection first."""
    refused = [each for _, each in LAW if each.if_no]
    assert {each.field for each in refused} == {"administrative_act", "other_remedy", "recollected"}
    for each in refused:
        trial.asks(each)
        assert each.if_no in trial.send_text("否").body


def test_a_field_has_the_same_kind_in_every_state() -> None:
    """An act that asks for the same input in several states asks for it in the same way."""
    kinds: dict[tuple[Action, str], set[tuple[Kind, str]]] = {}
    for action, each in LAW:
        kinds.setdefault((action, each.field), set()).add((each.kind, each.asked_as))
    assert all(len(found) == 1 for found in kinds.values())


def test_fixed_options_of_the_law_are_offered_unchanged(trial: NeedTrial) -> None:
    card = trial.asks(next(each for _, each in LAW if each.words == tuple(Call)))
    assert [option.text for option in card.choices[0].options] == list(Call)
