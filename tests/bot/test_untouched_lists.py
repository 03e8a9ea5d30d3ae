"""An untouched list is never a choice: 确定 without a selection records nothing, for every list there is."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.cards.dialects.render import render
from bot.cards.preview.samples import samples
from bot.commands import COMMANDS, forms_of
from bot.ports import UNCHOSEN
from regulation.states import Outcome, State
from tests.bot.acts.main_path import MainPath
from tests.bot.filing import fill
from tests.bot.test_city_orders import entered
from tests.bot.test_corrections import returned_ticket
from tests.bot.test_on_behalf import recorded
from tests.bot.untouched_world import UntouchedWorld, untouched

Pairs = frozenset[tuple[str, str]]
ROOT = Path(__file__).resolve().parents[2]
BY_LIST = {
    *("ground", "items", "stage", "cause", "recollected", "also_department", "administrative_act", "other_remedy"),
    *("source", "kind", "channel", "deputy", "clock", "verdict", "score", "answer", "letter"),
    *("department_id", "suggested_department_id", "related_ids", "handler_id"),
}  # fmt: skip
IN_WORDS = frozenset({
    *("records", "doubt", "evidence", "contact", "received", "pieces", "heard", "order", "from_on", "to_on", "other"),
    *("reason", "rule", "deviation", "days", "finding", "expected_on", "done", "batch", "basis", "way", "steps"),
    *("explanation", "note", "correction", "details", "called", "words"),
})  # fmt: skip
BESIDE = frozenset({
    ("修改", "item"),
    ("删除附件", "file"),
    ("继续", "draft"),
    ("答复", "reply"),
    ("评价", "score"),
    ("查询", "ticket"),
    ("收办", "ticket"),
    ("催办", "ticket"),
    ("联系方式", "ticket"),
    ("目录更正", "correction"),
})  # fmt: skip
MADE_IN = {
    "bot/needs/choice_field.py": 1,
    "bot/needs/clock_field.py": 1,
    "bot/needs/department_fields.py": 3,
    "bot/needs/typed_field.py": 1,  # days of a promise, as buttons: no client preselects one
    "bot/commands/reply_choice.py": 1,
    "bot/forms/form_cards.py": 1,
    "bot/cards/list_card.py": 1,
    "bot/cards/ticket_card.py": 1,
    "bot/commands/stand_in.py": 1,
    "bot/filing_questions/kind_of_fault.py": 1,
    "bot/filing/on_behalf.py": 1,
    "bot/filing/evidence_removal.py": 1,
    "bot/filing_questions/data_source.py": 1,
    "bot/forms/fields.py": 2,
    "bot/forms/navigation.py": 1,
}  # file: functions that make a list; a new one belongs into a scenario below


def _pairs(where: str, names: str) -> Pairs:
    return frozenset((where, name) for name in names.split())


def prescreen(world: UntouchedWorld) -> None:
    """M2, M10, P3: the grounds and both tests of 不予收办, and the items of a supplement."""
    number = MainPath(world).until(MainPath.file)
    world.send_text("li.na", f"要求补正 {number}")
    world.send_text("li.na", "取消 确定")
    world.send_text("li.na", f"不予收办 {number} 属于行政处罚争议")
    for option in ("具体行政行为", "是", "是"):
        world.choose_option("li.na", option)
    assert world.ticket(number).state is State.PRESCREEN
    world.send_text("li.na", "中华人民共和国行政复议法")
    assert world.ticket(number).outcome is Outcome.DECLINED
    found = MainPath(world).until(MainPath.accept)
    world.send_text("li.na", f"终止办理 {found} 中华人民共和国行政复议法，属于行政处罚争议")
    world.choose_option("li.na", "是")
    world.choose_option("li.na", "是")
    assert world.ticket(found).outcome is Outcome.TERMINATED


def platform(world: UntouchedWorld) -> None:
    """P4: cause of the fault, ground of an extension, and whether the data was re-collected."""
    number = MainPath(world).until(MainPath.accept)
    world.send_text("li.na", f"平台原因 {number} 归集任务漏跑一个批次")
    world.choose_option("li.na", "归集")
    world.send_text("li.na", "跳过")
    world.send_text("li.na", f"申请延期 {number} 12 需要重新加工全部历史数据")
    world.choose_option("li.na", "重新归集或者重新加工")
    world.send_text("li.na", f"平台修复完成 {number} 已补跑批次并核对")
    world.choose_option("li.na", "是")
    world.send_text("li.na", "批次 0925")
    world.choose_option("li.na", "否")
    assert world.ticket(number).state is State.NOTIFYING


def parties(world: UntouchedWorld) -> None:
    """M7, M11, M12: the department, the colleague, the related departments."""
    number = MainPath(world).until(MainPath.clear)
    world.press_button("li.na", "转交其他部门")
    world.choose_option("li.na", "区市场监管局")
    world.send_text("li.na", "目录载明")
    world.send_text("wang.fang", f"退回 {number} 权责清单第12项")
    world.choose_option("wang.fang", "区民政局")
    world.send_text("li.na", f"转交 {number} CIV 权责清单")
    world.send_text("liu.yang", f"退回 {number} MKT 目录登记")
    world.press_button("li.na", "裁定其他部门")
    world.choose_option("li.na", "区市场监管局")
    world.send_text("li.na", "目录登记为准")
    world.send_text("wang.fang", f"签收 {number}")
    world.press_button("wang.fang", "转派")
    assert world.ticket(number).handler_id is None
    world.choose_option("wang.fang", "孙丽")
    assert world.ticket(number).handler_id == world.person_id("sun.li")


def joint(world: UntouchedWorld) -> None:
    """M12, fusion data: the departments that take part."""
    fusion = "企业信用综合信息"
    world.send_text("zhang.wei", "提出异议")
    world.send_text("zhang.wei", fusion)
    world.choose_option("zhang.wei", "不一致")
    for words in ("信用等级两处不同", "两个系统结果不同，应一致", "业务比对发现"):
        world.send_text("zhang.wei", words)
    world.press_button("zhang.wei", "完成")
    number = world.press_button("zhang.wei", "提交")[-1].ticket
    for user, word in (("li.na", "收办"), ("li.na", "平台核查无误"), ("li.na", "转交区市场监管局")):
        world.press_button(user, word)
    world.send_text("wang.fang", f"签收 {number}")
    world.send_text("wang.fang", f"申请协同 {number} 源数据来自民政")
    assert world.ticket(number).joint == ""
    world.choose_option("wang.fang", "区民政局")


def special(world: UntouchedWorld) -> None:
    """G7: the kind of the reply, and the historical reason."""
    number = MainPath(world).until(MainPath.receive)
    world.press_button("wang.fang", "答复")
    world.press_button("wang.fang", "下一步", reply="申请特例")
    world.choose_option("wang.fang", "灭失")
    world.send_text("wang.fang", "2003年档案因水灾灭失，无从核对")
    assert world.ticket(number).state is State.CONSENTING


def result(world: UntouchedWorld) -> None:
    """M5, M14, M15: outcome of the phone call, score, limit and verdict."""
    case = MainPath(world)
    number = case.until(MainPath.confirm)
    assert world.ticket(number).score is None
    case.evaluate()
    assert world.ticket(number).score == 5
    world.send_text("chen.mo", f"更正认定 {number} 系统故障所致")
    world.choose_option("chen.mo", "收办意见")
    world.choose_option("chen.mo", "不计")
    other = MainPath(world)
    number = other.until(MainPath.confirm)
    world.send_text("zhang.wei", f"评价 {number}")
    world.choose_option("zhang.wei", "3 一般")
    assert world.ticket(number).score == 3


def telephone(world: UntouchedWorld) -> None:
    """M14: an untouched list does not count as having told anybody."""
    number = recorded(world, "li.na", "刚刚", "姓名 钱进，单位 某街道，电话 021-62345678")
    second = recorded(world, "li.na", "刚刚", "姓名 钱进，单位 某街道，电话 021-62345678")
    for one in (number, second):
        world.send_text("li.na", f"收办 {one}")
        world.send_text("li.na", f"平台核查无误 {one}")
        world.send_text("li.na", f"转交 {one} MKT 目录载明")
        world.send_text("wang.fang", f"答复核实无误 {one} 经核对登记档案，状态与档案一致")
        world.send_text("wang.fang", "档案编号 2025-1187")
        world.send_text("li.na", f"告知结果 {one}")
    world.send_text("li.na", f"电话告知 {number}")
    world.choose_option("li.na", "已告知")
    world.send_text("li.na", f"函告 {second}")
    world.choose_option("li.na", "已寄出")
    world.send_text("li.na", "联系方式")


def steering(world: UntouchedWorld) -> None:
    """Item, file and draft; options of city orders and of a stand-in."""
    entered(world)
    fill(world)
    world.press_button("zhang.wei", "修改")
    world.send_text("zhang.wei", "暂存")
    world.send_text("zhang.wei", "提出异议 新建")
    world.send_text("zhang.wei", "暂存")
    world.send_text("zhang.wei", "继续")
    world.send_text("he.ping", "补发")
    world.send_text("he.ping", "提出异议")
    world.send_text("he.ping", "企业")
    world.choose_option("he.ping", "企业登记基本信息")
    world.choose_option("he.ping", "错误")
    for words in ("某公司登记状态为存续", "应为注销"):
        world.send_text("he.ping", words)
    for name in ("甲.png", "乙.png"):
        world.send_file("he.ping", name)
    world.send_text("he.ping", "删除附件")
    world.send_text("wang.fang", "设置代理")


def lists(world: UntouchedWorld) -> None:
    """Lists of tickets and corrections, also with only one candidate left."""
    for records in ("甲公司登记状态为存续", "乙公司登记状态为存续"):
        returned_ticket(world, records=records)
    another_returned_ticket(world)
    world.send_text("li.na", "目录更正")
    for _ in range(2):
        MainPath(world).until(MainPath.file)
    world.send_text("li.na", "收办")
    world.send_text("zhang.wei", "我的异议")
    world.send_text("zhang.wei", "催办")
    world.at("2026-09-25T10:00")
    world.send_text("chen.mo", "逾期")


def another_returned_ticket(world: UntouchedWorld) -> None:
    """A second catalogue entry that a return has shown to be wrong."""
    world.send_text("zhang.wei", "提出异议")
    world.send_text("zhang.wei", "个体工商户")
    world.choose_option("zhang.wei", "错误")
    for words in ("某户登记状态为存续", "应为注销", "办理业务时发现"):
        world.send_text("zhang.wei", words)
    world.press_button("zhang.wei", "完成")
    number = world.press_button("zhang.wei", "提交")[-1].ticket
    for said in (f"收办 {number}", f"平台核查无误 {number}", f"转交 {number} MKT 目录载明"):
        world.send_text("li.na", said)
    world.send_text("wang.fang", f"退回 {number} CIV 权责清单第12项")
    world.send_text("li.na", f"转交 {number} CIV 权责清单第12项")


SCENARIOS: tuple[tuple[Callable[[UntouchedWorld], None], Pairs], ...] = (
    (
        prescreen,
        _pairs("act:decline", "ground administrative_act other_remedy")
        | _pairs("act:terminate", "administrative_act other_remedy")
        | _pairs("act:ask_supplement", "items"),
    ),
    (
        platform,
        _pairs("act:blame_platform", "stage")
        | _pairs("act:extend", "ground")
        | _pairs("act:finish_platform_repair", "recollected also_department"),
    ),
    (
        parties,
        _pairs("act:transfer", "department_id")
        | _pairs("act:rule", "department_id")
        | _pairs("act:return", "suggested_department_id")
        | _pairs("act:dispatch", "handler_id"),
    ),
    (joint, _pairs("act:request_joint", "related_ids")),
    (special, _pairs("答复", "reply") | _pairs("act:reply_special", "cause")),
    (
        result,
        _pairs("act:finish_repair", "recollected")
        | _pairs("act:correct_verdict", "clock verdict")
        | _pairs("act:evaluate", "score")
        | _pairs("评价", "score"),
    ),
    (
        telephone,
        _pairs("on-behalf", "channel source kind")
        | _pairs("act:telephone", "answer")
        | _pairs("act:letter", "letter")
        | _pairs("联系方式", "ticket"),
    ),
    (
        steering,
        _pairs("city-order", "source kind")
        | _pairs("filing", "source kind")
        | _pairs("stand-in", "deputy")
        | _pairs("修改", "item")
        | _pairs("删除附件", "file")
        | _pairs("继续", "draft"),
    ),
    (
        lists,
        _pairs("查询", "ticket")
        | _pairs("收办", "ticket")
        | _pairs("催办", "ticket")
        | _pairs("目录更正", "correction"),
    ),
)  # each with the lists it covers: the form, or the button's command, and the list's name


@pytest.fixture
def untouched_world(sqlite_url: str) -> Iterator[UntouchedWorld]:
    world = UntouchedWorld.create(sqlite_url)
    assert isinstance(world, UntouchedWorld)
    yield world
    world.close()


@pytest.mark.parametrize(("scenario", "pairs"), SCENARIOS, ids=[scenario.__name__ for scenario, _ in SCENARIOS])
def test_an_untouched_list_records_nothing(
    untouched_world: UntouchedWorld, scenario: Callable[[UntouchedWorld], None], pairs: Pairs
) -> None:
    scenario(untouched_world)
    assert pairs <= untouched_world.left


def test_every_list_is_covered() -> None:
    """Every question asked by a list, in every form, and every list outside forms, is in a scenario."""
    asked = {(form.name, question.name) for form in forms_of(COMMANDS).values() for question in form.questions}
    assert {name for _, name in asked} == BY_LIST | IN_WORDS
    walked = {pair for _, pairs in SCENARIOS for pair in pairs}
    assert walked == {pair for pair in asked if pair[1] in BY_LIST} | BESIDE


def test_every_function_that_makes_a_list_is_listed() -> None:
    found: Counter[str] = Counter()
    for folder in ("bot", "scheduler", "quality", "web"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if name not in ("bot/ports.py", "bot/message_json.py") and not name.endswith("samples.py"):
                tree = ast.parse(path.read_text(encoding="utf-8"))
                found[name] += sum(_makes_a_list(node) for node in ast.walk(tree))
    assert +found == MADE_IN


def _makes_a_list(node: ast.AST) -> bool:
    makers = ("Choice", "choice_card", "choice_question")
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in makers


def test_every_sample_opens_with_please_choose() -> None:
    """As sent: the first entry is selected; a vote has no default and nothing ticked."""
    shown = 0
    for sample in samples():
        if not sample.card.choices:
            continue
        shown += 1
        assert {id for ids in untouched(sample.card).values() for id in ids} <= {UNCHOSEN}, sample.name
        card = render(sample.card, "wecom", key="m", base_url="https://bot.example")["template_card"]
        if "button_selection" in card:
            assert card["button_selection"]["option_list"][0] == {"id": UNCHOSEN, "text": "请选择"}
            assert card["button_selection"]["selected_id"] == UNCHOSEN
        elif "checkbox" in card:
            assert not any(option["is_checked"] for option in card["checkbox"]["option_list"]), sample.name
        words = render(sample.card, "wecom_text", key="m", base_url="https://bot.example")["text"]["content"]
        assert ". 请选择\n" not in words
    assert shown > 30
