"""M13, G4: free text behind an inline argument is stored and sent without the separator in front of it."""

from __future__ import annotations

import pytest

from bot.language.punctuation import PAUSES
from bot.language.text import quoted
from store.cases import history
from store.people import persons
from tests.bot.acts.last_message import last_message
from tests.bot.acts.main_path import MainPath
from tests.bot.world import World

MARKS = (" ", "，", ",", "：", "；", "。", "——", "\n")
WORDS = "“存续”有误，应为注销（见3.5节）。"
OFFICER, OPERATOR, PROPOSER = "wang.fang", "li.na", "zhang.wei"


def stored(world: World, number: str) -> dict[str, str]:
    """The free text of the last step, decrypted."""
    ticket = world.ticket(number)
    with world.store.read() as session:
        return {
            field: text for (_, field), text in history.texts(session, world.store.vault, ticket, ticket.seq).items()
        }


def decided(world: World, number: str) -> dict[str, object]:
    with world.store.read() as session:
        line = history.lines(session, world.ticket(number))[-1]
        return dict(history.decision_of(line).data)


def steps(world: World, number: str) -> list[str]:
    with world.store.read() as session:
        return [line.action.value for line in history.lines(session, world.ticket(number))]


def at(world: World, step: object) -> str:
    return MainPath(world).until(step)  # type: ignore[arg-type]


@pytest.mark.parametrize("mark", MARKS)
def test_separators_before_a_finding(world: World, mark: str) -> None:
    """答复 核实无误 and 答复核实无误, the mark behind the kind or behind the number."""
    for line in ("答复 {n}{m}核实无误{m}{w}", "答复核实无误 {n}{m}{w}"):
        number = at(world, MainPath.receive)
        world.send_text(OFFICER, line.format(n=number, m=mark, w=WORDS))
        world.send_text(OFFICER, "登记档案")
        assert stored(world, number) == {"finding": WORDS, "basis": "登记档案"}, line
        world.press_button(OPERATOR, "告知结果")
        before = last_message(world, PROPOSER).body.split(quoted(WORDS))[0]
        assert before.rstrip(PAUSES) == before[:-1], before


@pytest.mark.parametrize("mark", MARKS)
def test_separator_between_date_and_finding(world: World, mark: str) -> None:
    for line in (
        "答复需修正 {n}{m}9月25日{m}{w}",
        "答复 {n} 需修正{m}2026-09-25{m}{w}",
        "答复需修正 {n}{m}9月25日前{m}{w}",
    ):
        number = at(world, MainPath.receive)
        world.send_text(OFFICER, line.format(n=number, m=mark, w=WORDS))
        assert stored(world, number) == {"finding": WORDS}, line
        assert decided(world, number)["expected_on"] == "2026-09-25"


@pytest.mark.parametrize("mark", MARKS)
def test_separator_between_department_and_basis(world: World, mark: str) -> None:
    number = at(world, MainPath.clear)
    world.send_text(OPERATOR, f"转交 {number}{mark}市场监管局{mark}{WORDS}")
    assert stored(world, number) == {"basis": WORDS}
    assert last_message(world, OFFICER).ticket == number
    world.send_text(OFFICER, f"退回 {number}{mark}区民政局{mark}{WORDS}")
    assert stored(world, number) == {"basis": WORDS}
    with world.store.read() as session:
        suggested = persons.department_by_code(session, "CIV")
    assert decided(world, number)["suggested_department_id"] == (suggested and suggested.id)


@pytest.mark.parametrize(
    ("days", "mark"),
    [("9个工作日", "，"), ("9", "："), ("9 个工作日", "；"), ("９天", "。"), ("9", " "), ("9天", "——")],
)
def test_separator_between_days_and_reason(world: World, days: str, mark: str) -> None:
    number = at(world, MainPath.reply)
    world.send_text(OFFICER, f"申请延期 {number}{mark}{days}{mark}{WORDS}")
    world.choose_option(OFFICER, "基层")
    world.send_text(OFFICER, "9月28日")
    assert stored(world, number) == {"reason": WORDS}
    assert world.ticket(number).clocks[-1].total_days == 9


@pytest.mark.parametrize(
    ("score", "mark"),
    [("4分", "，"), ("4", "，"), ("４分", "："), ("4", "。"), ("4 分", "；"), ("4", " "), ("4分", "！")],
)
def test_separator_between_score_and_comment(world: World, score: str, mark: str) -> None:
    number = at(world, MainPath.confirm)
    world.send_text(PROPOSER, f"评价 {number}{mark}{score}{mark}{WORDS}")
    assert stored(world, number) == {"words": WORDS}
    assert world.ticket(number).score == 4


@pytest.mark.parametrize("words", ["3.5分，很好", "3.5", "3:2"])
def test_a_decimal_is_not_a_score_with_comment(world: World, words: str) -> None:
    number = at(world, MainPath.confirm)
    world.send_text(PROPOSER, f"评价 {number} {words}")
    assert world.ticket(number).score is None
    world.send_text(PROPOSER, "3")
    assert world.ticket(number).score == 3
    assert stored(world, number) == {"words": words}


@pytest.mark.parametrize("mark", MARKS)
def test_separators_before_the_platforms_finding_and_a_call_outcome(world: World, mark: str) -> None:
    number = at(world, MainPath.accept)
    world.send_text(OPERATOR, f"平台核查 {number}{mark}平台原因{mark}{WORDS}")
    world.choose_option(OPERATOR, "归集")
    if "finding" not in stored(world, number):  # the expected date is optional
        world.send_text(OPERATOR, "跳过")
    assert stored(world, number)["finding"] == WORDS
    world.send_text(OPERATOR, f"电话告知 {number}{mark}无人接听{mark}{WORDS}")
    assert stored(world, number) == {"note": WORDS}
    assert decided(world, number)["answer"] == "无人接听"


@pytest.mark.parametrize("tail", ["见档案 第3页", "见档案，第3页", "见 2页"])
def test_a_page_number_in_free_text_is_kept(world: World, tail: str) -> None:
    number = at(world, MainPath.receive)
    world.send_text(OFFICER, f"答复核实无误 {number} 与登记簿一致，{tail}")
    world.send_text(OFFICER, "登记档案")
    assert stored(world, number)["finding"] == f"与登记簿一致，{tail}"
    other = at(world, MainPath.receive)
    world.send_text(OFFICER, f"答复核实无误 与登记簿一致，{tail}")  # the only candidate
    world.send_text(OFFICER, "登记档案")
    assert stored(world, other)["finding"] == f"与登记簿一致，{tail}"


@pytest.mark.parametrize("mark", ["。", "，", "！", "；", "～"])
def test_trailing_punctuation_of_single_answers(world: World, mark: str) -> None:
    """A name, a date, a number and a choice, each with a mark behind it."""
    number = at(world, MainPath.receive)
    world.send_text(OFFICER, f"转派 {number}{mark}孙丽{mark}")
    assert world.ticket(number).handler_id == world.person_id("sun.li")
    world.send_text(OFFICER, f"收回转派 {number}{mark}")
    world.send_text(OFFICER, f"答复需修正 {number} {WORDS}")
    world.send_text(OFFICER, f"9月25日前{mark}")
    assert decided(world, number)["expected_on"] == "2026-09-25"
    world.send_text(OFFICER, f"申请延期 {number}")
    world.choose_option(OFFICER, "基层")
    world.send_text(OFFICER, f"9个工作日{mark}")
    world.send_text(OFFICER, WORDS)
    world.send_text(OFFICER, f"9月28日{mark}")
    assert world.ticket(number).clocks[-1].total_days == 9


@pytest.mark.parametrize("words", ["1、窗口好；2、速度快", "1.窗口好 2.速度快", "5～1分", "5 - 3", "2至3分"])
def test_list_numbers_and_ranges_are_not_a_score(world: World, words: str) -> None:
    number = at(world, MainPath.confirm)
    world.send_text(PROPOSER, f"评价 {number} {words}")
    assert world.ticket(number).score is None
    world.send_text(PROPOSER, "3")
    assert stored(world, number) == {"words": words}


@pytest.mark.parametrize("words", ["300条记录都改了", "3楼窗口很好", "1、快；2、好", "100%满意"])
def test_a_full_width_comma_is_no_thousands_separator(world: World, words: str) -> None:
    number = at(world, MainPath.confirm)
    world.send_text(PROPOSER, f"评价 {number} 4，{words}")
    assert world.ticket(number).score == 4
    assert stored(world, number) == {"words": words}


def test_a_list_number_is_not_a_number_of_days(world: World) -> None:
    number = at(world, MainPath.reply)
    world.send_text(OFFICER, f"申请延期 {number} 1、数据量大；2、人手不足")
    world.choose_option(OFFICER, "基层")
    world.send_text(OFFICER, "9")
    world.send_text(OFFICER, "9月28日")
    assert stored(world, number) == {"reason": "1、数据量大；2、人手不足"}
    assert world.ticket(number).clocks[-1].total_days == 9


@pytest.mark.parametrize("name", ["区发展改革委、粮食局", "区发展改革委", "区 规划：资源局"])
@pytest.mark.parametrize("mark", MARKS)
def test_a_departments_name_may_contain_punctuation(world: World, name: str, mark: str) -> None:
    with world.store.write() as session:
        for code, called in enumerate(("区发展改革委、粮食局", "区发展改革委", "区 规划：资源局")):
            persons.upsert_department(session, code=f"X{code}", name=called, kind="responsible")
    number = at(world, MainPath.receive)
    world.send_text(OFFICER, f"退回 {number} {name}{mark}{WORDS}")
    assert stored(world, number) == {"basis": WORDS}
    with world.store.read() as session:
        suggested = persons.department(session, int(str(decided(world, number)["suggested_department_id"])))
    assert suggested is not None
    assert suggested.name == name


@pytest.mark.parametrize(
    "said", ["G60沪昆高速数据无误", "g5基站数据无误", "2026年9月数据无误", "3.5节无误", "-5无误", "（一）无误"]
)
def test_number_like_text_is_kept_as_text(world: World, said: str) -> None:
    number = at(world, MainPath.receive)
    world.send_text(OFFICER, f"答复核实无误 {number} {said}")
    world.send_text(OFFICER, "登记档案")
    assert stored(world, number) == {"finding": said, "basis": "登记档案"}


def test_a_longer_word_is_not_the_finding(world: World) -> None:
    number = at(world, MainPath.accept)
    card = world.send_text(OPERATOR, f"平台核查 {number} 无误差大于5%的情况说明")[-1]
    assert [line for line in steps(world, number) if "平台核查" in line] == []
    assert "平台核查无误" in [button.text for button in card.buttons]
